package intake

import (
	"errors"
	"io"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

func (k *Intake) rememberedRoutes(m *web.Mux) {
	m.Handle("GET /intake/mapping", web.Needs(Read), k.rememberedIndex, web.ShowsNobody)
	m.Handle("GET /intake/template", web.Needs(Read), k.template, web.ShowsNobody)
	m.Handle("GET /intake/{id}/mapping", web.Needs(Importing), k.assign, web.Patient)
	m.Handle("POST /intake/{id}/mapping", web.Needs(Importing), k.remember, web.Patient)
	m.Handle("POST /intake/mapping/{id}/name", web.Needs(Importing), k.rename)
	m.Handle("POST /intake/mapping/{id}/forget", web.Needs(Importing), k.forget)
}

// template hands out the blank form of a kind, with the officer's own place in its title.
func (k *Intake) template(c *web.Context) error {
	kind := Kind(c.Filter().Text("kind"))
	if !slices.Contains(Kinds(), kind) {
		return fault.NotFound("没有这种名册的空白表")
	}
	var at string
	err := k.db.Read(c.Context(), func(tx *store.Tx) error {
		tree, err := place.Read(c.Context(), tx)
		at = tree.Local(c.Actor.Division)
		return err
	})
	if err != nil {
		return err
	}
	page := Template(kind, at, month.Of(month.Today(c.Now())))
	return c.Download(page.Title+".xlsx", func(w io.Writer) error { return sheet.WriteWorkbook(w, page) })
}

type rememberedView struct {
	List    []rememberedRow
	Imports bool
}

type rememberedRow struct {
	Remembered
	Says []headingSays
	Form *web.Form
	May  bool
}

type headingSays struct{ Heading, Stands string }

// says is what each heading stands for, in words.
func (r Remembered) says() []headingSays {
	var list []headingSays
	for _, heading := range sortedHeadings(r.Mapping) {
		stands := termOf(r.Mapping[heading], r.Kind)
		if r.Mapping[heading] == Skipped {
			stands = "不导入此列"
		}
		list = append(list, headingSays{heading, stands})
	}
	return list
}

func (k *Intake) rememberedIndex(c *web.Context) error { return k.showRemembered(c, "", nil) }

// showRemembered lists the mappings; the form of one may come with what is wrong with it.
func (k *Intake) showRemembered(c *web.Context, wrong string, form *web.Form) error {
	v := rememberedView{Imports: c.Actor.Can(Importing)}
	var list []Remembered
	err := k.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		list, err = RememberedIn(c.Context(), tx, c.Actor.Scope(Read))
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range list {
		row := rememberedRow{Remembered: r, Says: r.says(), Form: c.Blank().Set("name", r.Name), May: c.Actor.May(Importing, r.Division)}
		if r.ID == wrong {
			row.Form = form
		}
		v.List = append(v.List, row)
	}
	c.Crumb("导入名册", "/intake")
	return c.Render(k.pages, "remembered.index", "记住的列对应", v)
}

func (k *Intake) rename(c *web.Context) error {
	form := c.Form()
	err := k.Rename(c.Context(), c.Actor, c.Path("id"), form.Text("name"))
	if kind, _ := fault.KindOf(err); kind == fault.KindConflict {
		sentence, _ := fault.Sentence(err)
		err = fault.Invalid("name", "%s", sentence)
	}
	if form.Refused(err) {
		return k.showRemembered(c, c.Path("id"), form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已经改名。")
	return c.Redirect("/intake/mapping")
}

func (k *Intake) forget(c *web.Context) error {
	if err := k.Forget(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	c.Flash(web.Good, "已经删除，以后的文件不再按它读取；已经收到的文件不变。")
	return c.Redirect("/intake/mapping")
}

type assignView struct {
	Form     *web.Form
	File     File
	Refused  string // why the file cannot be read as it stands; empty when it can
	Headings []assignHeading
	Choices  []web.Choice
}

// An assignHeading is a heading to be explained.
type assignHeading struct {
	UnknownHeading
	Field string
}

// Label is what stands before its choices: “困难金额”（H 列）.
func (h assignHeading) Label() string {
	if h.Letter == "" {
		return "“" + h.Text + "”"
	}
	return "“" + h.Text + "”（" + h.Letter + " 列）"
}

func (k *Intake) assign(c *web.Context) error { return k.showAssign(c, nil) }

// showAssign asks what the headings stand for that no column is known for, and those that somebody explained before.
func (k *Intake) showAssign(c *web.Context, form *web.Form) error {
	v, s, err := k.assigning(c)
	if err != nil {
		return err
	}
	if form == nil {
		form = c.Blank().Set("name", s.Remembered.Name)
		for _, h := range v.Headings {
			form.Set(h.Field, string(s.Remembered.Mapping[h.Text]))
		}
		if s.Remembered.Name == "" {
			form.Set("name", v.File.Place+s.Kind.Term())
		}
	}
	v.Form = form
	c.Crumb("导入名册", "/intake")
	c.Crumb(v.File.Name, "/intake/"+v.File.ID)
	return c.Render(k.pages, "remembered.assign", "指明各列对应什么", v)
}

// assigning reads the file as far as its headings.
func (k *Intake) assigning(c *web.Context) (v assignView, s Submission, err error) {
	var u *Understood
	err = k.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if v.File, err = One(c.Context(), tx, c.Actor.Scope(Read), c.Path("id")); err != nil {
			return err
		}
		if s, err = submission(c.Context(), tx, c.Actor.Scope(Read), c.Path("id")); err != nil {
			return err
		}
		if err = c.Actor.Require(Importing, s.Division); err != nil {
			return err
		}
		u, err = k.understand(c.Context(), tx, s)
		return err
	})
	var unknown []UnknownHeading
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		unknown = refusal.Unknown
		v.Refused, _ = fault.Sentence(err)
	case err != nil:
		return v, s, err
	default:
		unknown = u.Unknown
	}
	v.Headings = s.Remembered.explained()
	for _, h := range unknown {
		if !slices.ContainsFunc(v.Headings, func(o assignHeading) bool { return letters(o.Text) == letters(h.Text) }) {
			v.Headings = append(v.Headings, assignHeading{UnknownHeading: h})
		}
	}
	for i, h := range v.Headings {
		v.Headings[i].Field = "column." + letters(h.Text) // not its place: others may have explained some meanwhile
	}
	v.Choices = []web.Choice{{Value: string(Skipped), Label: "不导入此列"}}
	for _, a := range Assignables(s.Kind) {
		v.Choices = append(v.Choices, web.Choice{Value: string(a.Column), Label: a.Term})
	}
	return v, s, nil
}

// explained are the headings that the mapping says something of.
func (r Remembered) explained() []assignHeading {
	var list []assignHeading
	for _, heading := range sortedHeadings(r.Mapping) {
		list = append(list, assignHeading{UnknownHeading: UnknownHeading{Text: heading}})
	}
	return list
}

func (k *Intake) remember(c *web.Context) error {
	form := c.Form()
	v, _, err := k.assigning(c)
	if err != nil {
		return err
	}
	m := Mapping{}
	for _, h := range v.Headings {
		if chosen := form.Text(h.Field); chosen != "" {
			m[h.Text] = Column(chosen)
		}
	}
	err = k.Remember(c.Context(), c.Actor, v.File.ID, form.Text("name"), m)
	if form.Refused(err) {
		return k.showAssign(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已经记住。"+v.File.Place+"以后报来的"+v.File.Kind.Term()+"，遇到同样的列会照此读取。")
	return c.Redirect("/intake/" + v.File.ID)
}
