package assistance

import (
	"context"
	"html/template"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
)

// A sheetView is a calculation sheet as a page, a print or a panel.
type sheetView struct {
	Sheet
	Form  *web.Form
	Kind  string // of the conclusion: good, danger, warn
	Steps []web.Step
	Law   string // short form of the version

	// Of the panel.
	Past    []View // requests of the household, the newest first
	Request bool   // the reader may enter a request
	Fault   string
}

func viewOf(s Sheet) sheetView {
	v := sheetView{Sheet: s, Steps: benefit.Reckoning(s.Why), Law: s.Law}
	if len(v.Law) > shortLaw {
		v.Law = v.Law[:shortLaw]
	}
	switch s.Outcome {
	case benefit.Eligible:
		v.Kind = "good"
	case benefit.Refused:
		v.Kind = "danger"
	default:
		v.Kind = "warn"
	}
	return v
}

// shortLaw is how much of the law's digest a sheet prints.
const shortLaw = 12

func (a *Assistance) sheetShow(c *web.Context) error {
	view, err := a.sheetOf(c)
	if err != nil {
		return err
	}
	c.Crumb("家庭", "/household")
	c.Crumb(view.Facts.Title, "/household/"+view.Household)
	return c.Render(a.pages, "sheet.show", "最低生活保障核算单", view)
}

func (a *Assistance) sheetPrint(c *web.Context) error {
	view, err := a.sheetOf(c)
	if err != nil {
		return err
	}
	return c.Print(a.pages, "sheet.print", "最低生活保障核算单", view)
}

// sheetOf reads the month from the address, this month when there is none, and
// works the sheet out.
func (a *Assistance) sheetOf(c *web.Context) (sheetView, error) {
	form := c.Filter()
	m := form.Month("month")
	if err := form.Err(); err != nil {
		return sheetView{}, err
	}
	if !m.Known() {
		m = month.Today(c.Now()).Month()
	}
	s, err := a.OfHousehold(c.Context(), c.Actor, c.Path("household"), m)
	if err != nil {
		return sheetView{}, err
	}
	view := viewOf(s)
	view.Form = c.Blank().Set("month", m.String())
	return view, nil
}

// panel shows on the household's page what the law says this month, and what
// the household has asked for. A household that came into the register during
// the month is worked out for the next.
func (a *Assistance) panel(ctx context.Context, tx *store.Tx, by access.Actor, id string) (template.HTML, error) {
	var view sheetView
	m := tx.Today().Month()
	s, err := a.sheet(ctx, tx, by.Scope(Read), id, m)
	if kind, ok := fault.KindOf(err); ok && kind == fault.KindNotFound {
		s, err = a.sheet(ctx, tx, by.Scope(Read), id, m.Next())
	}
	switch sentence, said := fault.Sentence(err); {
	case err == nil:
		view = viewOf(s)
	case said:
		view.Fault = sentence
	default:
		return "", err
	}
	past, err := ofHousehold(ctx, tx, id)
	if err != nil {
		return "", err
	}
	view.Household, view.Past = id, past
	held, err := holds(ctx, tx, id, tx.Today().Month().Next())
	if err != nil {
		return "", err
	}
	view.Request = by.Can(Requesting) && !held && (len(past) == 0 || past[0].State != Open)
	return a.pages.Fragment("sheet.panel", view)
}
