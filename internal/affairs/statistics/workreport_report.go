package statistics

import (
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/place"
)

// mostRows is how many rows of one figure go into the workbook of a report; longer lists are opened from the page.
const mostRows = 20_000

// document is the report as a paper: the text, the figures with their time and source, and while it is a draft what
// was left out of it.
func (v reportView) document(on month.Day) report.Document {
	d := report.Document{Title: v.Title, Under: v.Office}
	for _, b := range v.report.Blocks {
		d.Blocks = append(d.Blocks, report.Block{Level: b.Level, Text: b.Text()})
	}
	d.Blocks = append(d.Blocks, report.Block{Right: true, Text: v.Office}, report.Block{Right: true, Text: on.Term()})
	t := referenceTable(v.report, v.Span.Until.Previous().Last())
	d.Blocks = append(d.Blocks, report.Block{Table: &t})
	if v.Draft && len(v.Unprinted) > 0 {
		d.Blocks = append(d.Blocks, report.Block{Small: true, Text: "未刊印（签发后不印）："})
		for _, u := range v.Unprinted {
			d.Blocks = append(d.Blocks, report.Block{Small: true, Text: u.Words + "——" + u.Why})
		}
	}
	if v.Signatures != "" {
		d.Blocks = append(d.Blocks, report.Block{Small: true, Text: v.Signatures})
	}
	return d
}

// referenceTable lists the figures of a report with their time and source.
func referenceTable(r Report, asOf month.Day) report.Table {
	t := report.Table{
		Name: "引用数", Title: "附表　报告引用的数及其来源", Source: "下列各台账和现行标准，每个数可在系统内打开其记录", AsOf: asOf, Groups: []report.Group{{}},
		Columns: []report.Column{
			{Name: "序号", Kind: report.Text},
			{Name: "名称", Kind: report.Text},
			{Name: "数", Kind: report.Text},
			{Name: "时间", Kind: report.Text},
			{Name: "来源", Kind: report.Text},
		},
	}
	for _, x := range r.References {
		source := x.Source
		if x.Mark != "" {
			source += "（" + x.Mark + "）"
		}
		t.Add(report.Words(fmt.Sprint(x.Number)), report.Words(x.Name), report.Words(x.Text), report.Words(x.Period), report.Words(source))
	}
	return t
}

// reportSheets are the report as a workbook: its text, its figures, what was left out, and the rows of each figure as
// they stand today.
func (r *reading) reportSheets(x Report, span month.Span) ([]sheet.Page, error) {
	asOf := span.Until.Previous().Last()
	pages := []sheet.Page{textPage(x), referenceTable(x, asOf).Page(), unprintedTable(x, asOf).Page()}
	tree, err := place.Read(r.ctx, r.tx)
	if err != nil {
		return nil, err
	}
	done := map[Figure]bool{}
	for _, ref := range x.References {
		filter := ref.Figure
		filter.Measure = ""
		if ref.Figure == (Figure{}) || done[filter] || ref.Rows > mostRows {
			continue
		}
		done[filter] = true
		rows, value, err := r.rows(ref.Figure)
		if err != nil {
			return nil, err
		}
		if value.Lack != "" {
			continue
		}
		t, err := r.rowTable(value, rows, tree, r.tx.Today())
		if err != nil {
			return nil, err
		}
		t.Name = fmt.Sprintf("%d %s", ref.Number, ref.Name)
		pages = append(pages, t.Page())
	}
	return pages, nil
}

// textPage is the text of a report, a paragraph to a line.
func textPage(x Report) sheet.Page {
	return sheet.Page{
		Name: "正文", Title: x.Title, Columns: []sheet.Column{{Heading: "正文", Width: 100}},
		Lines: func(yield func(sheet.Line) bool) {
			for _, b := range x.Blocks {
				if !yield(sheet.Line{Values: []sheet.Value{sheet.TextOf(b.Text())}, Strong: b.Level > 0}) {
					return
				}
			}
		},
	}
}

func unprintedTable(x Report, asOf month.Day) report.Table {
	t := report.Table{
		Name: "未刊印", Title: "未刊印的文句", Source: "没有来源的数不刊印，连同所在的一句", AsOf: asOf, Groups: []report.Group{{}},
		Columns: []report.Column{{Name: "文句", Kind: report.Text}, {Name: "原因", Kind: report.Text}},
	}
	for _, u := range x.Unprinted {
		t.Add(report.Words(u.Words), report.Words(u.Why))
	}
	return t
}
