package officer

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

type indexView struct {
	Officers   []View
	Ended      bool
	MayAppoint bool
}

func (o *Officer) index(c *web.Context) error {
	ended := c.Query("ended") != ""
	views, err := o.List(c.Context(), c.Actor, ended)
	if err != nil {
		return err
	}
	return c.Render(o.pages, "officer.index", "工作人员", indexView{Officers: views, Ended: ended, MayAppoint: c.Actor.Can(Appointing)})
}

// newView is the form of an appointment.
type newView struct {
	Form   *web.Form
	Roles  []web.Choice
	Places []web.Choice
}

func (o *Officer) blank(c *web.Context) error { return o.showNew(c, c.Blank()) }

func (o *Officer) showNew(c *web.Context, form *web.Form) error {
	view := newView{Form: form}
	for _, r := range access.Roles() {
		_, where := levels(r)
		view.Roles = append(view.Roles, web.Choice{Value: string(r), Label: r.Term(), Hint: where + "岗位"})
	}
	err := o.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view.Places, err = places(c.Context(), tx, c.Actor.Scope(Appointing).Division())
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("工作人员", "/officer")
	return c.Render(o.pages, "officer.new", "任用工作人员", view)
}

// places are the divisions inside one, as a list to choose from: the county, each township and its villages.
func places(ctx context.Context, tx *store.Tx, within division.Code) ([]web.Choice, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	var choices []web.Choice
	for _, d := range tree.Inside(within) {
		choices = append(choices, web.Choice{Value: string(d.Code), Label: tree.Local(d.Code)})
	}
	return choices, nil
}

// secretView shows a first password, once.
type secretView struct {
	Officer  View
	Password string
	New      bool
}

func (o *Officer) appoint(c *web.Context) error {
	form := c.Form()
	a := Appointment{
		Name: form.Text("name"), SignIn: form.Text("sign_in"), Role: access.Role(form.Text("role")), Division: form.Division("division"),
	}
	id, password := "", ""
	err := form.Err()
	if err == nil {
		id, password, err = o.Appoint(c.Context(), c.Actor, a)
	}
	if form.Refused(err) {
		return o.showNew(c, form)
	}
	if err != nil {
		return err
	}
	return o.showSecret(c, id, password, true)
}

func (o *Officer) showSecret(c *web.Context, id, password string, isNew bool) error {
	v, err := o.Find(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	c.Crumb("工作人员", "/officer")
	c.Crumb(v.Name, "/officer/"+v.ID)
	return c.Render(o.pages, "password.show", "首次登录密码", secretView{Officer: v, Password: password, New: isNew})
}

// showView is the page of one officer.
type showView struct {
	View
	Facts  []web.Fact
	Acts   []web.Moment
	MayAct bool
}

func (o *Officer) show(c *web.Context) error {
	v, err := o.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	acts, err := o.actsOn(c.Context(), c.Actor, v.ID)
	if err != nil {
		return err
	}
	view := showView{View: v, Facts: factsOf(v), Acts: acts, MayAct: c.Actor.May(Appointing, v.Division) && !v.Ended.Known() && v.ID != c.Actor.ID}
	c.Crumb("工作人员", "/officer")
	return c.Render(o.pages, "officer.show", v.Name, view)
}

func factsOf(v View) []web.Fact {
	facts := []web.Fact{
		{Term: "登录名", Value: v.SignIn},
		{Term: "岗位", Value: v.Role.Term(), Since: v.Since.Term() + "起"},
		{Term: "负责区划", Value: v.Place},
		{Term: "最近登录", Value: clockText(v.LastSignIn)},
	}
	if v.Ended.Known() {
		facts = append(facts, web.Fact{Term: "停用日期", Value: v.Ended.Term()}, web.Fact{Term: "停用原因", Value: v.Reason})
	}
	return facts
}

func (o *Officer) resetForm(c *web.Context) error {
	v, err := o.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	c.Crumb("工作人员", "/officer")
	c.Crumb(v.Name, "/officer/"+v.ID)
	return c.Confirm(web.Question{
		Title:       "重置密码",
		Consequence: v.Name + "的原密码立即失效，正在使用的登录全部退出。新密码只显示一次，请当面或打电话告知本人。",
		Details:     factsOf(v), Action: "/officer/" + v.ID + "/password", Button: "重置密码", Back: "/officer/" + v.ID,
	})
}

func (o *Officer) reset(c *web.Context) error {
	password, err := o.ResetPassword(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return o.showSecret(c, c.Path("id"), password, false)
}

func (o *Officer) endingForm(c *web.Context) error { return o.askEnding(c, c.Blank()) }

func (o *Officer) askEnding(c *web.Context, form *web.Form) error {
	v, err := o.Find(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	c.Crumb("工作人员", "/officer")
	c.Crumb(v.Name, "/officer/"+v.ID)
	return c.Confirm(web.Question{
		Title:       "停用账号",
		Consequence: v.Name + "将立即退出，从现在起不能再登录；以前办理的事项和签名仍然保留。停用后不能恢复，再任用须用新的登录名。",
		Details:     factsOf(v), Action: "/officer/" + v.ID + "/ending", Reason: "停用原因", Button: "停用账号", Back: "/officer/" + v.ID, Form: form,
	})
}

func (o *Officer) end(c *web.Context) error {
	form := c.Form()
	err := o.End(c.Context(), c.Actor, Ending{Officer: c.Path("id"), Reason: form.Text("reason")})
	if form.Refused(err) {
		return o.askEnding(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "账号已停用。")
	return c.Redirect("/officer/" + c.Path("id"))
}
