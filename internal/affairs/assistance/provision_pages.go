package assistance

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/web"
)

// A provisionView lists the values of the law in force in the county in a month,
// for officers and for everybody. 法规参数.
type provisionView struct {
	Form    *web.Form
	Month   month.Month
	Groups  []provisionGroup
	Version string
}

type provisionGroup struct {
	Term string
	Unit string
	Rows []provisionRow
}

type provisionRow struct {
	*rules.Entry
	Marks []string
}

func (a *Assistance) provisionIndex(c *web.Context) error {
	form := c.Filter()
	view := provisionView{Form: c.Blank(), Month: form.Month("month"), Version: a.book.Version()}
	if err := form.Err(); err != nil {
		return err
	}
	if !view.Month.Known() {
		view.Month = month.Today(c.Now()).Month()
	}
	view.Form.Set("month", view.Month.String())
	here := division.Code(a.db.County() + "000000")
	for _, e := range a.book.InForce(here, view.Month) {
		if n := len(view.Groups); n == 0 || view.Groups[n-1].Term != e.Term {
			view.Groups = append(view.Groups, provisionGroup{Term: e.Term, Unit: e.Unit})
		}
		last := &view.Groups[len(view.Groups)-1]
		last.Rows = append(last.Rows, provisionRow{e, e.Marks()})
	}
	return c.Render(a.pages, "provision.index", "法规参数", view)
}
