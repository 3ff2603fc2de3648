package household

import (
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

type memberView struct {
	Household
	Member    Member
	Act       string // kinship, absence, leaving: which form
	Form      *web.Form
	Relations []web.Choice
	Presences []web.Choice
	Seen      string       // version of the member
	Heirs     []web.Choice // when the head would leave others behind
}

// titles are what the forms about a member are called.
var titles = map[string]string{"kinship": "更正与户主关系", "absence": "登记在家情况", "leaving": "成员迁出"}

// member shows one of the forms about a member.
func (r *Register) member(act string) web.Handler {
	return func(c *web.Context) error {
		view, err := r.memberView(c)
		if err != nil {
			return err
		}
		view.Act = act
		view.Form = c.Blank().Set("from", today(c)).Set("relation", string(view.Member.Relation)).
			Set("presence", string(view.Member.Presence)).Set("where", view.Member.Where).Set("seen", view.Seen)
		return r.memberPage(c, view)
	}
}

func (r *Register) memberView(c *web.Context) (view memberView, err error) {
	err = r.db.Read(c.Context(), func(tx *store.Tx) error {
		if view.Household, err = Show(c.Context(), tx, c.Actor.Scope(Entering), c.Path("id"), tx.Today()); err != nil {
			return err
		}
		if view.Member, err = view.Household.member(c.Path("person")); err != nil {
			return err
		}
		view.Seen, err = Version(c.Context(), tx, view.Member.Person)
		return err
	})
	view.Relations = kinships()
	for _, p := range Presences() {
		view.Presences = append(view.Presences, web.Choice{Value: string(p), Label: p.Term()})
	}
	for _, m := range view.Members {
		if view.Member.Relation == Head && m.Person != view.Member.Person {
			view.Heirs = append(view.Heirs, web.Choice{Value: m.Person, Label: m.Name + "（" + m.Relation.Term() + "）"})
		}
	}
	return view, err
}

func (r *Register) memberPage(c *web.Context, view memberView) error {
	head, _ := view.Household.Head()
	c.Crumb("家庭", "/household")
	c.Crumb(head.Name+"的家庭", "/household/"+view.ID)
	return c.Render(r.pages, "household.member", titles[view.Act]+"："+view.Member.Name, view)
}

// done answers after an act about a member: back to the household, or the form again with its faults.
func (r *Register) done(c *web.Context, form *web.Form, act string, do func() error, sentence string) error {
	err := form.Err()
	if err == nil {
		err = do()
	}
	if form.Refused(err) {
		view, err := r.memberView(c)
		if err != nil {
			return err
		}
		view.Act, view.Form = act, form
		return r.memberPage(c, view)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, sentence)
	return c.Redirect("/household/" + c.Path("id"))
}

func (r *Register) relate(c *web.Context) error {
	form := c.Form()
	k := Kinship{Household: c.Path("id"), Person: c.Path("person"), Relation: Relation(form.Text("relation")), From: form.Day("from"), Reason: form.Text("reason"), Seen: form.Text("seen")}
	return r.done(c, form, "kinship", func() error { return r.Relate(c.Context(), c.Actor, k) }, "已更正与户主的关系。")
}

func (r *Register) locate(c *web.Context) error {
	form := c.Form()
	a := Absence{
		Household: c.Path("id"), Person: c.Path("person"), Presence: Presence(form.Text("presence")), Where: form.Text("where"),
		From: form.Day("from"), Reason: form.Text("reason"), Seen: form.Text("seen"),
	}
	return r.done(c, form, "absence", func() error { return r.Locate(c.Context(), c.Actor, a) }, "已登记在家情况。")
}

func (r *Register) moveOut(c *web.Context) error {
	form := c.Form()
	l := Leaving{Household: c.Path("id"), Person: c.Path("person"), Heir: form.Text("heir"), From: form.Day("from"), Reason: form.Text("reason"), Seen: form.Text("seen")}
	return r.done(c, form, "leaving", func() error { return r.MoveOut(c.Context(), c.Actor, l) }, "已办理迁出，以前的记录仍保留。")
}
