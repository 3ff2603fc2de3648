package officer

import (
	"minzheng/internal/engine/web"
)

// doorView is the page where officers sign in.
type doorView struct {
	Form     *web.Form
	Next     string
	Accounts []Account // only in a demonstration
}

func (o *Officer) door(c *web.Context) error {
	if c.SignedIn() {
		return c.Redirect("/")
	}
	return o.showDoor(c, c.Blank(), c.Query("next"))
}

func (o *Officer) showDoor(c *web.Context, form *web.Form, next string) error {
	view := doorView{Form: form, Next: web.Local(next)}
	if c.Demo() {
		view.Accounts = o.accounts
	}
	return c.Render(o.pages, "signin.new", "登录", view)
}

func (o *Officer) enter(c *web.Context) error {
	form := c.Form()
	form.Require("sign_in", "登录名")
	if form.Raw("password") == "" {
		form.Fault("password", "请填写密码")
	}
	shut := o.watch.shut(c.Address(), c.Now())
	if shut {
		form.Fault("", "从这个网络地址输错密码的次数太多，暂时不能登录。请过10分钟再试")
	}
	id, credential := "", ""
	err := form.Err()
	if err == nil {
		id, credential, err = o.SignIn(c.Context(), form.Text("sign_in"), form.Raw("password"))
	}
	if form.Refused(err) {
		if !shut {
			o.watch.note(c.Address(), c.Now())
		}
		return o.showDoor(c, form, form.Text("next"))
	}
	if err != nil {
		return err
	}
	if err := c.SignIn(id, credential); err != nil {
		return err
	}
	return c.Redirect(c.AfterSignIn(id, form.Text("next")))
}

func (o *Officer) leave(c *web.Context) error {
	if err := o.SignOut(c.Context(), c.Actor); err != nil {
		return err
	}
	if err := c.SignOut(); err != nil {
		return err
	}
	c.Flash(web.Info, "已退出。用公共电脑时，请同时关闭浏览器。")
	return c.Redirect("/sign-in")
}
