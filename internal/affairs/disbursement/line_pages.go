package disbursement

import (
	"context"
	"strconv"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// lineView is the page of one line.
type lineView struct {
	Roster
	Line
	Problems []Problem
	MayHold  bool // the reader may hold or release it
	Form     *web.Form
}

// Facts are what the line pays, as the page shows them.
func (v lineView) Facts() []web.Fact {
	facts := []web.Fact{
		{Term: v.HeadTerm(), Value: v.Head, Href: v.householdPath()},
		{Term: v.HeadTerm() + "身份证号码", Value: v.HeadNumber.String()},
		{Term: "类别", Value: v.ClassTerm()},
		{Term: "金额", Value: v.Amount.String(), Source: v.Composition()},
		{Term: "领取人", Value: v.Payee.Name},
		{Term: "领取人身份证号码", Value: v.Payee.Number.String()},
		{Term: "开户银行", Value: v.Payee.Bank},
		{Term: "银行账号", Value: v.Payee.Account.String()},
	}
	return facts
}

func (v lineView) householdPath() string {
	if v.Household == "" {
		return ""
	}
	return "/household/" + v.Household
}

func (d *Disbursement) linePage(c *web.Context) error { return d.line(c, c.Blank()) }

func (d *Disbursement) line(c *web.Context, form *web.Form) error {
	serial, err := serialOf(c)
	if err != nil {
		return err
	}
	view := lineView{Form: form}
	err = d.db.Read(c.Context(), func(tx *store.Tx) error {
		s, err := look(c.Context(), tx, c.Actor, c.Path("id"))
		if err != nil {
			return err
		}
		for _, i := range s.items() {
			if i.Serial == serial {
				view.Roster, view.Line, view.Problems, view.MayHold = s.Roster, i.Line, i.Problems, s.may(tx, c.Actor).Hold
				return nil
			}
		}
		return fault.NotFound("您负责的区划内没有%s的第%d行", s.Title(), serial)
	})
	if err != nil {
		return err
	}
	c.Crumb("资金发放", "/disbursement")
	c.Crumb(view.Title(), "/disbursement/"+view.ID)
	return c.Render(d.pages, "line.show", "第"+strconv.Itoa(serial)+"行 "+view.Head, view)
}

// serialOf reads the line's number from the address.
func serialOf(c *web.Context) (int, error) {
	serial, err := strconv.Atoi(c.Path("serial"))
	if err != nil {
		return 0, fault.NotFound("没有这一行，请从名册页面重新进入")
	}
	return serial, nil
}

func (d *Disbursement) holdLine(c *web.Context) error {
	return d.actedOnLine(c, "已暂缓。仍列在名册上，本月不发放。", func(ctx context.Context, version, serial int, form *web.Form) error {
		return d.Hold(ctx, c.Actor, c.Path("id"), version, serial, form.Text("reason"))
	})
}

func (d *Disbursement) releaseLine(c *web.Context) error {
	return d.actedOnLine(c, "已解除暂缓，本月照常发放。", func(ctx context.Context, version, serial int, _ *web.Form) error {
		return d.Release(ctx, c.Actor, c.Path("id"), version, serial)
	})
}

func (d *Disbursement) actedOnLine(c *web.Context, done string, act func(ctx context.Context, version, serial int, form *web.Form) error) error {
	serial, err := serialOf(c)
	if err != nil {
		return err
	}
	form := c.Form()
	version := form.Count("version")
	if err = form.Err(); err == nil {
		err = act(c.Context(), version, serial, form)
	}
	if form.Refused(err) {
		return d.line(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, done)
	return c.Redirect("/disbursement/" + c.Path("id"))
}
