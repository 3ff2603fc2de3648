package disbursement

import (
	"cmp"
	"maps"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/registers/benefit"
)

// townTotals adds up what is paid by township, or by village where all lines
// lie in one township. Where path is given, each name opens its lines.
//
// 分乡镇汇总.
func townTotals(r Roster, lines []Line, path string) report.Table {
	heading, inside := "乡镇", townOf
	if oneTown(lines) {
		heading, inside = "村（社区）", villageOf
	}
	table := report.Table{
		Name: r.Title() + "汇总", Title: r.Title() + "汇总",
		Columns: []report.Column{
			{Name: heading, Kind: report.Text},
			{Name: "户数", Kind: report.Count, Unit: "户"},
			{Name: "人数", Kind: report.Count, Unit: "人"},
			{Name: "金额", Kind: report.Money, Unit: "元"},
			{Name: "暂缓", Kind: report.Count, Unit: r.Counter()},
		},
		Source: r.source(), AsOf: month.Today(r.latest().At), Groups: []report.Group{{}},
	}
	for _, t := range totals(lines, inside) {
		name := report.Words(t.name)
		if path != "" {
			name = name.Link(path + "?division=" + string(t.at) + "#lines")
		}
		table.Add(name, report.Number(t.paid.Households), report.Number(t.paid.Persons), report.Amount(t.paid.Amount), report.Number(t.held))
	}
	table.Sum()
	return r.fit(table)
}

// fit leaves the households out of a table of a roster that pays persons: its
// lines are the persons themselves.
func (r Roster) fit(t report.Table) report.Table {
	if r.Unit != benefit.Person {
		return t
	}
	at := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == "户数" })
	if at < 0 {
		return t
	}
	return t.Without(at)
}

// source says where the figures of a roster's tables come from.
func (r Roster) source() string {
	source := r.Title() + "（" + r.FundTerm + "）"
	switch s := r.State(); s {
	case StateSigned:
	case StateTakenOver:
		return source + "，由历史台账转入"
	default:
		return source + "，" + s.Term() + "，未签批"
	}
	return source + "，已签批"
}

// A total is what one township or village gets.
type total struct {
	at   division.Code
	name string
	paid Figures
	held int64
}

func townOf(l Line) (division.Code, string)    { return l.Town, l.TownName }
func villageOf(l Line) (division.Code, string) { return l.Village, l.VillageName }

func totals(lines []Line, inside func(Line) (division.Code, string)) []total {
	at := map[division.Code]int{}
	var all []total
	for _, l := range lines {
		code, name := inside(l)
		i, ok := at[code]
		if !ok {
			i = len(all)
			at[code] = i
			all = append(all, total{at: code, name: name})
		}
		if l.Hold != nil {
			all[i].held++
			continue
		}
		all[i].paid = all[i].paid.Plus(l.Figures())
	}
	slices.SortFunc(all, func(a, b total) int { return cmp.Compare(a.at, b.at) })
	return all
}

func oneTown(lines []Line) bool {
	return len(lines) > 0 && !slices.ContainsFunc(lines, func(l Line) bool { return l.Town != lines[0].Town })
}

// statement is the balance as a table: its total, what is paid this month, is
// the sum of last month and every movement. The paper form lists all movements,
// a page only those that occurred.
//
// 增减变动表.
func (b Balance) statement(r Roster, form bool) report.Table {
	table := report.Table{
		Name: r.Title() + "增减变动", Title: r.Month.Term() + r.Short + "增减变动表",
		Columns: []report.Column{
			{Name: "项目", Kind: report.Text},
			{Name: "变动", Kind: report.Count, Unit: r.Counter() + "次"},
			{Name: "户数", Kind: report.Count, Unit: "户"},
			{Name: "人数", Kind: report.Count, Unit: "人"},
			{Name: "金额", Kind: report.Money, Unit: "元"},
		},
		Source: r.source() + "；" + b.Basis.Term(), AsOf: month.Today(r.latest().At),
	}
	row := func(name string, moved report.Cell, f Figures) {
		table.Add(report.Words(name), moved, report.Number(f.Households), report.Number(f.Persons), report.Amount(f.Amount))
	}
	row("上月实发（"+b.Basis.Term()+"）", report.Blank(), b.Last)
	for _, m := range movements {
		if b.Counts[m] == 0 && !form {
			continue
		}
		row(m.Term(), report.Number(b.Counts[m]), b.Effects[m])
	}
	table.Sum()
	table.Total[0] = report.Words("本月实发")
	return r.fit(table)
}

// changeTable lists every change with its cause.
//
// 增减变动明细表.
func changeTable(r Roster, changes []Change) report.Table {
	table := report.Table{
		Name: r.Title() + "增减变动明细", Title: r.Month.Term() + r.Short + "增减变动明细表",
		Columns: []report.Column{
			{Name: "变动", Kind: report.Text},
			{Name: "乡镇", Kind: report.Text},
			{Name: "村（社区）", Kind: report.Text},
			{Name: r.HeadTerm(), Kind: report.Text},
			{Name: "原人数", Kind: report.Count, Unit: "人"},
			{Name: "原金额", Kind: report.Money, Unit: "元"},
			{Name: "现人数", Kind: report.Count, Unit: "人"},
			{Name: "现金额", Kind: report.Money, Unit: "元"},
			{Name: "增减", Kind: report.Money, Unit: "元"},
			{Name: "原因", Kind: report.Text},
		},
		Source: r.source(), AsOf: month.Today(r.latest().At), Groups: []report.Group{{}},
	}
	for _, c := range changes {
		table.Add(report.Words(c.Movement.Term()), report.Words(c.TownName), report.Words(c.VillageName), report.Words(c.Head),
			report.Number(c.Before.Persons), report.Amount(c.Before.Amount),
			report.Number(c.After.Persons), report.Amount(c.After.Amount),
			report.Amount(c.Effect().Amount), report.Words(c.Cause))
	}
	table.Sum()
	return table
}

// payeeTotals adds up what institutions draw for those who live there: the bank
// is told each person, the institution's account is credited with the sum. It is
// empty where every line goes to a household or a person.
//
// 按领取机构汇总.
func payeeTotals(r Roster, lines []Line) report.Table {
	table := report.Table{
		Name: r.Title() + "机构汇总", Title: r.Title() + "按领取机构汇总",
		Columns: []report.Column{
			{Name: "领取机构", Kind: report.Text},
			{Name: "开户银行", Kind: report.Text},
			{Name: "账号", Kind: report.Text},
			{Name: "人数", Kind: report.Count, Unit: "人"},
			{Name: "金额", Kind: report.Money, Unit: "元"},
		},
		Source: r.source(), AsOf: month.Today(r.latest().At), Groups: []report.Group{{}},
	}
	sums := map[Payee]Figures{}
	for _, l := range paid(lines) {
		if l.Payee.institution() {
			sums[l.Payee] = sums[l.Payee].Plus(l.Figures())
		}
	}
	payees := slices.SortedFunc(maps.Keys(sums), func(a, b Payee) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Account.Full(), b.Account.Full()))
	})
	for _, p := range payees {
		table.Add(report.Words(p.Name), report.Words(p.Bank), report.Words(p.Account.String()), report.Number(sums[p].Persons), report.Amount(sums[p].Amount))
	}
	table.Sum()
	return table
}
