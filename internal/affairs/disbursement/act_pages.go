package disbursement

import (
	"context"
	"net/url"

	"minzheng/internal/engine/web"
)

// acted runs an act on the roster of the address and goes back to its page; a
// refusal is shown there.
func (d *Disbursement) acted(c *web.Context, done string, act func(ctx context.Context, roster string, version int, form *web.Form) error) error {
	form := c.Form()
	version := form.Count("version")
	err := form.Err()
	if err == nil {
		err = act(c.Context(), c.Path("id"), version, form)
	}
	if form.Refused(err) {
		return d.file(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, done)
	return c.Redirect("/disbursement/" + url.PathEscape(c.Path("id")))
}

func (d *Disbursement) submitPage(c *web.Context) error {
	return d.acted(c, "已报审，等复核人员审核。", func(ctx context.Context, roster string, version int, _ *web.Form) error {
		return d.Submit(ctx, c.Actor, roster, version)
	})
}

func (d *Disbursement) passPage(c *web.Context) error {
	return d.acted(c, "审核通过，等签批人签批。", func(ctx context.Context, roster string, version int, _ *web.Form) error {
		return d.Pass(ctx, c.Actor, roster, version)
	})
}

func (d *Disbursement) returnPage(c *web.Context) error {
	return d.acted(c, "已退回经办。", func(ctx context.Context, roster string, version int, form *web.Form) error {
		return d.Return(ctx, c.Actor, roster, version, form.Text("reason"))
	})
}

func (d *Disbursement) signPage(c *web.Context) error {
	return d.acted(c, "已签批，名册已封存。可以导出代发明细送财政和银行。", func(ctx context.Context, roster string, version int, _ *web.Form) error {
		_, err := d.Sign(ctx, c.Actor, roster, version)
		return err
	})
}
