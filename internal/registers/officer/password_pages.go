package officer

import (
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// passwordView is the form for a new password. The sign-in name is there for the browser's own memory of passwords.
type passwordView struct {
	Form   *web.Form
	Must   bool
	SignIn string
}

func (o *Officer) passwordForm(c *web.Context) error {
	return o.showPassword(c, c.Blank())
}

func (o *Officer) showPassword(c *web.Context, form *web.Form) error {
	view := passwordView{Form: form, Must: c.Identity().MustChange}
	err := o.db.Read(c.Context(), func(tx *store.Tx) error {
		v, err := one(c.Context(), tx, access.Within(c.Actor.Division), c.Actor.ID)
		view.SignIn = v.SignIn
		return err
	})
	if err != nil {
		return err
	}
	return c.Render(o.pages, "password.new", "修改密码", view)
}

func (o *Officer) passwordTake(c *web.Context) error {
	form := c.Form()
	if form.Raw("old_password") == "" {
		form.Fault("old_password", "请填写原密码")
	}
	if form.Raw("new_password") == "" {
		form.Fault("new_password", "请填写新密码")
	}
	if form.Raw("new_password") != form.Raw("new_password_again") {
		form.Fault("new_password_again", "两次填写的新密码不一样，请重新填写")
	}
	credential := ""
	err := form.Err()
	if err == nil {
		credential, err = o.ChangePassword(c.Context(), c.Actor, form.Raw("old_password"), form.Raw("new_password"))
	}
	if form.Refused(err) {
		return o.showPassword(c, form)
	}
	if err != nil {
		return err
	}
	if err := c.SignIn(c.Actor.ID, credential); err != nil {
		return err
	}
	c.Flash(web.Good, "密码已修改。其他电脑上的登录已失效。")
	return c.Redirect("/")
}
