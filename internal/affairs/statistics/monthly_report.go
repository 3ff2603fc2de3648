package statistics

import (
	"strings"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
)

// workbook is the monthly table as a file: every table on a sheet of its own, and the rules with what they gave.
func (v monthlyView) workbook() []sheet.Page {
	var pages []sheet.Page
	for i, t := range v.tables {
		title := v.Place + v.Month.Term() + " " + v.Tables[i].Title
		source := strings.Join(t.sources(v.books), "；")
		if v.Public {
			source += "。" + publicity
		}
		page := t.report(sheetNames[t.Key]+rowNames[t.By], title, source, v.Month.Last(), v.books).Page()
		page.Notes = append(page.Notes, t.notes()...)
		if v.signed != "" {
			page.Notes = append(page.Notes, v.signed)
		}
		pages = append(pages, page)
	}
	if !v.Public {
		pages = append(pages, checkTable(v.Checks, v.Month.Last()).Page())
	}
	return pages
}

// The names of sheets.
var (
	sheetNames = map[string]string{"scale": "规模和资金", "makeup": "保障对象构成"}
	rowNames   = map[string]string{"programme": "（分项目）", "division": "（分区划）"}
)

// sources are the ledgers that the table was counted from.
func (t Table) sources(books map[string]room.Ledger) []string {
	var sources []string
	for _, c := range t.Columns {
		if l, ok := books[c.Ledger]; ok {
			sources = appendNew(sources, l.Term+"："+l.Source)
		}
	}
	return sources
}

// checkTable is the check rules with the numbers, as a file.
func checkTable(checks []Checked, asOf month.Day) report.Table {
	t := report.Table{
		Name: "校核", Title: "校核关系及结果", Source: "本表各格", AsOf: asOf, Groups: []report.Group{{}},
		Columns: []report.Column{
			{Name: "表", Kind: report.Text},
			{Name: "校核关系", Kind: report.Text},
			{Name: "结果", Kind: report.Text},
			{Name: "合计行的数", Kind: report.Text},
			{Name: "不符的行", Kind: report.Text},
			{Name: "依据", Kind: report.Text},
		},
	}
	for _, c := range checks {
		t.Add(report.Words(c.Table), report.Words(c.Term), report.Words(c.Mark()+" "+c.outcome()), report.Words(c.Says),
			report.Words(strings.Join(c.Wrong, "；")), report.Words(c.Basis))
	}
	return t
}

// outcome is the result in a word.
func (c Checked) outcome() string {
	switch {
	case c.Lack != "":
		return "不能校核：" + c.Lack
	case c.Holds:
		return "相符"
	}
	return "不符"
}
