package statistics

import (
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A wordingView is the form in which the wording of the report is edited.
type wordingView struct {
	Wording
	Form  *web.Form
	Names []nameView
}

// A nameView is a name that a wording may refer to.
type nameView struct{ Name, Unit, Source, Lack string }

func (s *Statistics) wordingShow(c *web.Context) error { return s.wordingPage(c, nil) }

func (s *Statistics) wordingPage(c *web.Context, form *web.Form) error {
	var view wordingView
	err := s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(Preparing, county(tx)); err != nil {
			return err
		}
		view.Names = s.reading(c.Context(), tx, c.Actor).names()
		view.Wording, err = wordingNow(c.Context(), tx)
		return err
	})
	if err != nil {
		return err
	}
	if view.Form = form; form == nil {
		view.Form = c.Blank().Set("text", view.Text)
	}
	c.Crumb("工作报告", "/statistics/report")
	return c.Render(s.pages, "wording.edit", "报告文稿模板", view)
}

// names are the names that a wording may refer to, and what stands behind them.
func (r *reading) names() []nameView {
	var names []nameView
	for _, n := range r.known.Figures {
		v := nameView{Name: n.Name, Unit: n.unit(), Lack: r.lacking(n.Ledger)}
		if v.Lack == "" {
			v.Source = r.ledgers[n.Ledger].Term + "（" + r.ledgers[n.Ledger].Kind.Term() + "）"
		}
		names = append(names, v)
	}
	for _, v := range r.known.Values {
		names = append(names, nameView{Name: v.Name, Unit: "元", Source: "现行标准"})
	}
	return names
}

func (s *Statistics) wordingChange(c *web.Context) error {
	form := c.Form()
	form.Require("text", "文稿")
	number := form.Count("number")
	err := form.Err()
	if err == nil {
		err = s.Reword(c.Context(), c.Actor, number, form.Raw("text"))
	}
	if form.Refused(err) {
		return s.wordingPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "文稿模板已保存。已编制的报告不受影响。")
	return c.Redirect("/statistics/report")
}
