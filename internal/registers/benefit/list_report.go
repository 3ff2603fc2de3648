package benefit

import (
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// proposalTable is a list of proposals as a file: the rows of the whole filter,
// as the page shows them.
func proposalTable(m month.Month, on month.Day, list []Proposal, tree *place.Tree, terms programmeTerms) report.Table {
	t := report.Table{
		Name: m.String() + "待遇建议", Title: m.Term() + "待遇核定建议", Source: "待遇台账：" + m.Term() + "核定", AsOf: on,
		Columns: []report.Column{
			{Name: "户主或本人", Kind: report.Text},
			{Name: "所在地", Kind: report.Text},
			{Name: "待遇项目", Kind: report.Text},
			{Name: "建议", Kind: report.Text},
			{Name: "状态", Kind: report.Text},
			{Name: "原月金额", Kind: report.Money, Unit: "元"},
			{Name: "新月金额", Kind: report.Money, Unit: "元"},
			{Name: "增减", Kind: report.Money, Unit: "元"},
			{Name: "原因", Kind: report.Text},
		},
		Groups: []report.Group{{}},
	}
	for _, p := range list {
		t.Add(report.Words(p.Name), report.Words(tree.Local(p.Division)), report.Words(terms.Of(p.Programme)),
			report.Words(p.Kind.Term()), report.Words(p.State.Term()),
			report.Amount(p.Old), report.Amount(p.New), report.Amount(p.New-p.Old), report.Words(p.Cause))
	}
	t.Sum()
	return t
}

// awardTable is the awards in force as a file; accounts stay masked.
func awardTable(m month.Month, on month.Day, list []Award, tree *place.Tree, terms programmeTerms) report.Table {
	t := report.Table{
		Name: m.String() + "待遇台账", Title: m.Term() + "在册待遇", Source: "待遇台账", AsOf: on,
		Columns: []report.Column{
			{Name: "户主或本人", Kind: report.Text},
			{Name: "所在地", Kind: report.Text},
			{Name: "待遇项目", Kind: report.Text},
			{Name: "城乡类别", Kind: report.Text},
			{Name: "保障人数", Kind: report.Count, Unit: "人"},
			{Name: "月金额", Kind: report.Money, Unit: "元"},
			{Name: "执行自", Kind: report.Month},
			{Name: "领取人", Kind: report.Text},
			{Name: "账号", Kind: report.Text},
		},
		Groups: []report.Group{{}},
	}
	for _, a := range list {
		payee, account := report.Blank(), report.Blank()
		if a.Payee != nil {
			payee, account = report.Words(a.Payee.Name), report.Words(a.Payee.Account.String())
		}
		class := a.Term.Class.Class.Term()
		if a.Term.Class.Default {
			class += "（默认）"
		}
		t.Add(report.Words(a.Name), report.Words(tree.Local(a.Division)), report.Words(terms.Of(a.Programme)), report.Words(class),
			report.Number(Heads(a.Term.Covered)), report.Amount(a.Term.Amount), report.Period(a.Term.From), payee, account)
	}
	t.Sum()
	return t
}

func (b *Benefit) proposalExport(c *web.Context) error {
	return b.export(c, func(tx *store.Tx, tree *place.Tree) (report.Table, error) {
		f, err := filterOf(c.Context(), tx, c.Filter())
		if err != nil {
			return report.Table{}, err
		}
		list, err := Proposals(c.Context(), tx, c.Actor.Scope(Read), f)
		return proposalTable(f.Month, tx.Today(), list, tree, b.terms()), err
	})
}

func (b *Benefit) awardExport(c *web.Context) error {
	return b.export(c, func(tx *store.Tx, tree *place.Tree) (report.Table, error) {
		f, err := filterOf(c.Context(), tx, c.Filter())
		if err != nil {
			return report.Table{}, err
		}
		q := Query{Month: f.Month, Programme: f.Programme, PayeeOn: f.Month.Last()}
		list, err := InForce(c.Context(), tx, c.Actor.Scope(Read).Narrow(f.Division), q)
		return awardTable(f.Month, tx.Today(), list, tree, b.terms()), err
	})
}

// export sends a table as a workbook, once it was found sound.
func (b *Benefit) export(c *web.Context, fill func(*store.Tx, *place.Tree) (report.Table, error)) error {
	var t report.Table
	err := b.db.Read(c.Context(), func(tx *store.Tx) error {
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		t, err = fill(tx, tree)
		return err
	})
	if err != nil {
		return err
	}
	if err := t.Check(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return c.Download(t.Name+".xlsx", t.Workbook)
}
