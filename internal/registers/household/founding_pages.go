package household

import (
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/person"
)

type foundingView struct {
	Form      *web.Form
	ID        string // of the household joined; empty for a new one
	Name      string
	Relations []web.Choice
}

func (r *Register) blank(c *web.Context) error { return r.newPage(c, c.Blank().Set("from", today(c))) }

func (r *Register) newPage(c *web.Context, form *web.Form) error {
	c.Crumb("家庭", "/household")
	return c.Render(r.pages, "household.new", "登记家庭", foundingView{Form: form})
}

func (r *Register) found(c *web.Context) error {
	form := c.Form()
	form.Require("name", "户主姓名")
	form.Require("place", "村（社区）")
	f := Founding{
		Seat: Seat{Division: r.resolve(c, form), Address: form.Text("address"), Number: form.Text("household_number")},
		Head: told(form), From: form.Day("from"), Reason: form.Text("reason"),
	}
	id, err := "", form.Err()
	if err == nil {
		id, err = r.Found(c.Context(), c.Actor, f)
	}
	if form.Refused(err) {
		return r.newPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已登记"+f.Head.Name+"的家庭，请接着登记其他成员。")
	return c.Redirect("/household/" + id)
}

// told is the person as the form names one.
func told(form *web.Form) person.Particulars {
	return person.Particulars{Name: form.Text("name"), Number: form.Number("number"), Birth: form.Day("birth"), Phone: form.Text("phone")}
}

func (r *Register) joining(c *web.Context) error {
	return r.joiningPage(c, c.Blank().Set("from", today(c)))
}

func (r *Register) joiningPage(c *web.Context, form *web.Form) error {
	view := foundingView{Form: form, Relations: kinships()}
	err := r.db.Read(c.Context(), func(tx *store.Tx) error {
		h, err := Show(c.Context(), tx, c.Actor.Scope(Entering), c.Path("id"), tx.Today())
		head, _ := h.Head()
		view.ID, view.Name = h.ID, head.Name
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("家庭", "/household")
	c.Crumb(view.Name+"的家庭", "/household/"+view.ID)
	return c.Render(r.pages, "household.joining", "成员迁入", view)
}

func (r *Register) moveIn(c *web.Context) error {
	form := c.Form()
	form.Require("name", "姓名")
	j := Joining{Household: c.Path("id"), Person: told(form), Relation: Relation(form.Text("relation")), From: form.Day("from"), Reason: form.Text("reason")}
	err := form.Err()
	if err == nil {
		err = r.MoveIn(c.Context(), c.Actor, j)
	}
	if form.Refused(err) {
		return r.joiningPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已登记"+j.Person.Name+"为这户的成员。")
	return c.Redirect("/household/" + j.Household)
}
