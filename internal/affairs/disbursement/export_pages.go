package disbursement

import (
	"io"

	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// exportView is the page that asks which file is wanted, and what for.
type exportView struct {
	Roster
	Form *web.Form
}

// Formats are the files that can be had now.
func (v exportView) Formats() []web.Choice {
	sealed := v.State() == StateSigned
	bank := web.Choice{Value: string(BankFile), Label: "代发明细（csv，送银行）", Off: !sealed}
	if !sealed {
		bank.Hint = "签批后才能导出"
	}
	return []web.Choice{{Value: string(Workbook), Label: "发放名册（xlsx，含汇总和签章栏）"}, bank}
}

func (d *Disbursement) exportBlank(c *web.Context) error {
	form := c.Blank()
	form.Set("format", string(Workbook))
	return d.exportPage(c, form)
}

func (d *Disbursement) exportPage(c *web.Context, form *web.Form) error {
	view := exportView{Form: form}
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(Exporting, county(tx)); err != nil {
			return err
		}
		view.Roster, err = rosterByID(c.Context(), tx, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("资金发放", "/disbursement")
	c.Crumb(view.Title(), "/disbursement/"+view.ID)
	return c.Render(d.pages, "roster.export", "导出名册", view)
}

func (d *Disbursement) exportFile(c *web.Context) error {
	form := c.Form()
	file, err := d.Export(c.Context(), c.Actor, Export{Roster: c.Path("id"), Format: Format(form.Text("format")), Reason: form.Text("reason")})
	if form.Refused(err) {
		return d.exportPage(c, form)
	}
	if err != nil {
		return err
	}
	return c.Download(file.Name, func(w io.Writer) error { _, err := w.Write(file.Content); return err })
}
