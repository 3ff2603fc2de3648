package disbursement

import "minzheng/internal/engine/web"

func (d *Disbursement) verificationPage(c *web.Context) error {
	v, err := d.VerifyRoster(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	c.Crumb("资金发放", "/disbursement")
	c.Crumb(v.Title, "/disbursement/"+v.Roster)
	return c.Render(d.pages, "verification.show", "校验名册", v)
}
