package person

import (
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

func (p *Person) routes(m *web.Mux) {
	m.Handle("GET /person", web.Needs(Read), p.index, web.ShowsNobody)
	m.Handle("GET /person/new", web.Needs(Entering), p.blank, web.ShowsNobody)
	m.Handle("POST /person", web.Needs(Entering), p.register)
	m.Handle("GET /person/{id}", web.Needs(Read), p.show, web.Shows("查看人员档案"))
	m.Handle("GET /person/{id}/correction", web.Needs(Entering), p.mend)
	m.Handle("POST /person/{id}/correction", web.Needs(Entering), p.correct)
	m.Handle("POST /person/{id}/deaths/{death}/retraction", web.Needs(Entering), p.retract)
	m.Handle("POST /person/{id}/unmasking", web.Needs(Unmasking), p.unmask, web.Shows("查看完整身份证号码"))
}

func (p *Person) index(c *web.Context) error {
	return c.Render(p.pages, "person.index", "人员", formView{Form: c.Blank(), Enter: c.Actor.Can(Entering)})
}

// A showView is one person's file as a page.
type showView struct {
	File
	Facts    []web.Fact
	Panels   []room.Shown
	Deaths   []Death // notices that are believed
	Mend     bool
	Ask      bool   // may see the full number
	Unmasked string // the full number, right after it was asked for
	Form     *web.Form
}

func (p *Person) show(c *web.Context) error { return p.file(c, c.Blank(), "") }

// file answers with the person's file; unmasked is the full number when it was just asked for.
func (p *Person) file(c *web.Context, form *web.Form, unmasked string) error {
	var view showView
	err := p.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if view.File, err = Show(c.Context(), tx, c.Actor.Scope(Read), c.Path("id")); err != nil {
			return err
		}
		if view.Deaths, err = Deaths(c.Context(), tx, c.Actor.Scope(Read), DeathQuery{Person: view.ID}); err != nil {
			return err
		}
		view.Panels, err = room.Show(c.Context(), tx, c.Actor, p.panels, room.OnPerson, view.ID)
		return err
	})
	if err != nil {
		return err
	}
	view.Facts, view.Unmasked, view.Form = view.File.facts(), unmasked, form
	view.Mend = c.Actor.May(Entering, view.Division)
	c.Saw(view.Division, view.ID)
	view.Ask = c.Actor.May(Unmasking, view.Division) && view.Number != ""
	c.Crumb("人员", "/person")
	return c.Render(p.pages, "person.show", view.Name, view)
}

// facts are the file's facts as the page shows them.
func (f File) facts() []web.Fact {
	facts := make([]web.Fact, 0, len(f.Known))
	for _, k := range f.Known {
		fact := web.Fact{Term: k.Term, Value: k.Value, Source: k.Source}
		if k.Since.Known() {
			fact.Since = k.Since.String() + " 起"
		}
		facts = append(facts, fact)
	}
	return facts
}

func (p *Person) unmask(c *web.Context) error {
	form := c.Form()
	number, err := p.Unmask(c.Context(), c.Actor, Look{Person: c.Path("id"), Reason: form.Text("reason")})
	if err != nil && !form.Refused(err) {
		return err
	}
	if number != "" {
		c.Leave(unmaskedFor, "/person/"+c.Path("id"))
	}
	return p.file(c, form, number)
}

// unmaskedFor is how long a full number stays on the screen: long enough to copy it to a form, not to the next visitor.
const unmaskedFor = 2 * time.Minute

// A formView is the form of a registration or a correction, or the page that leads to the search.
type formView struct {
	Form  *web.Form
	Enter bool   // may register people
	ID    string // empty for a new person
	Name  string
	Sexes []web.Choice
}

func sexes() []web.Choice {
	return []web.Choice{{Value: string(Male), Label: Male.Term()}, {Value: string(Female), Label: Female.Term()}}
}

func (p *Person) blank(c *web.Context) error {
	form := c.Blank().Set("from", month.Today(c.Now()).String())
	return p.newPage(c, form)
}

func (p *Person) newPage(c *web.Context, form *web.Form) error {
	c.Crumb("人员", "/person")
	return c.Render(p.pages, "person.new", "登记人员", formView{Form: form, Sexes: sexes()})
}

func (p *Person) register(c *web.Context) error {
	form := c.Form()
	form.Require("name", "姓名")
	form.Require("place", "村（社区）")
	form.Require("source", "依据")
	told := p.particulars(c, form)
	r := Registration{Particulars: told, From: form.Day("from"), Source: form.Text("source")}
	id, err := "", form.Err()
	if err == nil {
		id, err = p.Register(c.Context(), c.Actor, r)
	}
	if form.Refused(err) {
		return p.newPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已登记"+r.Name+"。")
	return c.Redirect("/person/" + id)
}

// particulars reads the fields that both forms have.
func (p *Person) particulars(c *web.Context, form *web.Form) Particulars {
	told := Particulars{
		Name: form.Text("name"), Number: form.Number("number"), Birth: form.Day("birth"), Sex: Sex(form.Text("sex")),
		Address: form.Text("address"), Phone: form.Text("phone"),
	}
	if text := form.Text("place"); text != "" {
		err := p.db.Read(c.Context(), func(tx *store.Tx) error {
			d, err := place.Resolve(c.Context(), tx, text, c.Actor.Division)
			told.Division = d.Code
			return err
		})
		form.Add("place", atField("place", err))
	}
	return told
}

// atField moves faults to the field of the form where the person typed.
func atField(field string, err error) error {
	if sentence, ok := fault.Sentence(err); ok {
		return fault.Invalid(field, "%s", sentence)
	}
	return err
}

func (p *Person) mend(c *web.Context) error {
	var file File
	err := p.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		file, err = Show(c.Context(), tx, c.Actor.Scope(Entering), c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	c.Saw(file.Division, file.ID)
	form := c.Blank().Set("name", file.Name).Set("birth", file.Birth.String()).Set("sex", string(file.Sex)).Set("place", file.Place).
		Set("address", file.Address).Set("phone", file.Phone).Set("from", month.Today(c.Now()).String()).Set("seen", file.Seen)
	return p.mendPage(c, form, file.ID)
}

func (p *Person) mendPage(c *web.Context, form *web.Form, id string) error {
	c.Crumb("人员", "/person")
	c.Crumb(form.Text("name"), "/person/"+id)
	return c.Render(p.pages, "person.mend", "更正人员信息", formView{Form: form, ID: id, Name: form.Text("name"), Sexes: sexes()})
}

func (p *Person) correct(c *web.Context) error {
	form, id := c.Form(), c.Path("id")
	form.Require("reason", "更正原因")
	form.Require("source", "依据")
	k := Correction{
		Person: id, Particulars: p.particulars(c, form), From: form.Day("from"), Reason: form.Text("reason"),
		Source: form.Text("source"), Seen: form.Text("seen"),
	}
	if !k.Number.None() {
		k.Birth, k.Sex = 0, "" // those on the form belong to the number before
	}
	err := form.Err()
	if err == nil {
		err = p.Correct(c.Context(), c.Actor, k)
	}
	if form.Refused(err) {
		return p.mendPage(c, form, id)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已更正，更正前的资料仍保留在档案中。")
	return c.Redirect("/person/" + id)
}
