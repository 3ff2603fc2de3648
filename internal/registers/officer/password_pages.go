package officer

import (
	"minzheng/internal/engine/web"
)

type passwordView struct {
	Form *web.Form
	Must bool
}

func (o *Officer) passwordForm(c *web.Context) error {
	return c.Render(o.pages, "password.new", "修改密码", passwordView{Form: c.Blank(), Must: c.Identity().MustChange})
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
		return c.Render(o.pages, "password.new", "修改密码", passwordView{Form: form, Must: c.Identity().MustChange})
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
