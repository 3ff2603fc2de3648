package benefit

import (
	"context"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/household"
)

// A classView is the form on which a household's class is decided.
type classView struct {
	Household string
	Name      string
	Class     Classed
	Classes   []web.Choice
	Form      *web.Form
}

func (b *Benefit) classForm(c *web.Context) error {
	return b.classPage(c, c.Blank().Set("from", month.Of(month.Today(c.Now())).String()))
}

func (b *Benefit) classPage(c *web.Context, form *web.Form) error {
	view := classView{Household: c.Path("id"), Form: form, Classes: []web.Choice{
		{Value: string(Urban), Label: "按城市标准"}, {Value: string(Rural), Label: "按农村标准"},
	}}
	err := b.db.Read(c.Context(), func(tx *store.Tx) error {
		scope := c.Actor.Scope(ClassDeciding)
		if err := showing(c.Context(), tx, form, classes, view.Household); err != nil {
			return err
		}
		h, err := household.Show(c.Context(), tx, scope, view.Household, tx.Today())
		if err != nil {
			return err
		}
		if head, ok := h.Head(); ok {
			view.Name = head.Name
		}
		for _, p := range b.programmes {
			families, err := Gather(c.Context(), tx, scope, month.Of(tx.Today()), p.Code, []string{view.Household})
			if err != nil {
				return err
			}
			if len(families) == 1 {
				view.Class = families[0].Class
				break
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	c.Crumb(view.Name, "/household/"+view.Household)
	return c.Render(b.pages, "class.new", "认定城乡类别", view)
}

// showing notes in a form which version of the facts it was made from.
func showing(ctx context.Context, tx *store.Tx, form *web.Form, f store.Facts, id string) error {
	if form.Value("seen") != "" {
		return nil // it was refused and is shown again
	}
	version, err := f.Version(ctx, tx, id)
	form.Set("seen", version)
	return err
}

func (b *Benefit) classDecide(c *web.Context) error {
	form, id := c.Form(), c.Path("id")
	class, reason, from := Class(form.Text("class")), form.Text("reason"), form.Month("from")
	err := form.Err()
	if err == nil {
		err = b.DecideClass(c.Context(), c.Actor, id, class, reason, from, form.Text("seen"))
	}
	if form.Refused(err) {
		return b.classPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已认定为"+class.Term()+"。待处理的建议须重新核定。")
	return c.Redirect("/household/" + id)
}
