package household

import (
	"context"
	"html/template"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

func (r *Register) routes(m *web.Mux) {
	m.Handle("GET /household", web.Needs(Read), r.index, web.Shows("查看家庭列表"))
	m.Handle("GET /household/new", web.Needs(Entering), r.blank)
	m.Handle("POST /household", web.Needs(Entering), r.found)
	m.Handle("GET /household/{id}", web.Needs(Read), r.show, web.Shows("查看家庭"))
	m.Handle("GET /household/{id}/print", web.Needs(Read), r.print, web.Shows("打印家庭"))
	m.Handle("GET /household/{id}/joining", web.Needs(Entering), r.joining)
	m.Handle("POST /household/{id}/joining", web.Needs(Entering), r.moveIn)
	m.Handle("GET /household/{id}/member/{person}/kinship", web.Needs(Entering), r.member("kinship"))
	m.Handle("GET /household/{id}/member/{person}/absence", web.Needs(Entering), r.member("absence"))
	m.Handle("GET /household/{id}/member/{person}/leaving", web.Needs(Entering), r.member("leaving"))
	m.Handle("POST /household/{id}/member/{person}/kinship", web.Needs(Entering), r.relate)
	m.Handle("POST /household/{id}/member/{person}/absence", web.Needs(Entering), r.locate)
	m.Handle("POST /household/{id}/member/{person}/leaving", web.Needs(Entering), r.moveOut)
}

// A row is a household in the list.
type row struct {
	Household
	Place string
	Head  string
}

// key is where the row stands in the list.
func (r row) key() string { return string(r.Division) + r.ID }

type indexView struct {
	Filter *web.Form
	Rows   []row
	Pager  *web.Pager
	Enter  bool
}

func (r *Register) index(c *web.Context) error {
	view := indexView{Filter: c.Filter(), Pager: c.Pager(50), Enter: c.Actor.Can(Entering)}
	err := r.db.Read(c.Context(), func(tx *store.Tx) error {
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		scope := c.Actor.Scope(Read)
		if text := c.Query("place"); text != "" {
			at, err := tree.Resolve(text, scope.Division())
			if err != nil {
				view.Filter.Add("place", atField("place", err))
				return nil
			}
			scope = scope.Narrow(at.Code)
		}
		found, err := List(c.Context(), tx, scope, tx.Today(), view.Pager.After, view.Pager.Limit())
		for _, h := range found {
			head, _ := h.Head()
			view.Rows = append(view.Rows, row{h, tree.Local(h.Division), head.Name})
		}
		return err
	})
	if err != nil {
		return err
	}
	view.Rows = web.Cut(view.Pager, view.Rows, row.key)
	return c.Render(r.pages, "household.index", "家庭", view)
}

// atField moves a fault to the field of the form where the person typed.
func atField(field string, err error) error {
	if sentence, ok := fault.Sentence(err); ok {
		return fault.Invalid(field, "%s", sentence)
	}
	return err
}

type showView struct {
	Household
	Place  string
	Head   string
	Panels []room.Shown
	Enter  bool
	people map[string]person.View // the members who are in sight as persons
}

// Gone says that a member is dead and since when, empty for the living.
func (v showView) Gone(member string) string { return v.people[member].Gone() }

// Title is how the household is called: by its head.
func (v showView) Title() string {
	if v.Head == "" {
		return "家庭（户主未定）"
	}
	return v.Head + "的家庭"
}

func (r *Register) view(c *web.Context) (view showView, err error) {
	err = r.db.Read(c.Context(), func(tx *store.Tx) error {
		if view.Household, err = Show(c.Context(), tx, c.Actor.Scope(Read), c.Path("id"), tx.Today()); err != nil {
			return err
		}
		ids := make([]string, len(view.Members))
		for i, m := range view.Members {
			ids[i] = m.Person
		}
		if view.people, err = person.Views(c.Context(), tx, c.Actor.Scope(Read), ids); err != nil {
			return err
		}
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		view.Place = tree.Path(view.Division)
		view.Panels, err = room.Show(c.Context(), tx, c.Actor, r.panels, room.OnHousehold, view.ID)
		return err
	})
	c.Saw(view.Division, view.ID)
	head, _ := view.Household.Head()
	view.Head, view.Enter = head.Name, c.Actor.May(Entering, view.Division)
	return view, err
}

func (r *Register) show(c *web.Context) error {
	view, err := r.view(c)
	if err != nil {
		return err
	}
	c.Crumb("家庭", "/household")
	return c.Render(r.pages, "household.show", view.Title(), view)
}

func (r *Register) print(c *web.Context) error {
	view, err := r.view(c)
	if err != nil {
		return err
	}
	view.Enter = false
	return c.Print(r.pages, "household.show", view.Title(), view)
}

// panel shows on a person's page which household the person belongs to.
func (r *Register) panel(ctx context.Context, tx *store.Tx, by access.Actor, person string) (template.HTML, error) {
	id, err := Of(ctx, tx, by.Scope(Read), person, tx.Today())
	if err != nil || id == "" {
		return "", err
	}
	h, err := Show(ctx, tx, by.Scope(Read), id, tx.Today())
	if err != nil {
		return "", err
	}
	return r.pages.Fragment("household.panel", h)
}

// kinships are the relations as the forms offer them.
func kinships() []web.Choice {
	var choices []web.Choice
	for _, relation := range Relations() {
		choices = append(choices, web.Choice{Value: string(relation), Label: relation.Term()})
	}
	return choices
}

// today fills the day of an act.
func today(c *web.Context) string { return month.Today(c.Now()).String() }

// resolve reads the field of a place as the officer wrote it.
func (r *Register) resolve(c *web.Context, form *web.Form) (at division.Code) {
	text := form.Text("place")
	if text == "" {
		return ""
	}
	err := r.db.Read(c.Context(), func(tx *store.Tx) error {
		d, err := place.Resolve(c.Context(), tx, text, c.Actor.Division)
		at = d.Code
		return err
	})
	form.Add("place", atField("place", err))
	return at
}
