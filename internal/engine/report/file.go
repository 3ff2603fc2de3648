package report

import (
	"bytes"
	"io"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
)

// CSV prints the table as text: UTF-8 with byte-order mark, lines ended by CR LF
// (RFC 4180), headings with their unit, figures without separators, and the
// source last. The same table always gives the same bytes.
func (t Table) CSV() ([]byte, error) {
	var out bytes.Buffer
	err := sheet.WriteText(&out, t.Page())
	return out.Bytes(), err
}

// Workbook writes the table as an xlsx workbook with one sheet, ready to print
// on A4.
func (t Table) Workbook(w io.Writer) error { return sheet.WriteWorkbook(w, t.Page()) }

// Page is the table as engine/sheet writes it, for a workbook of several.
func (t Table) Page() sheet.Page {
	p := sheet.Page{Name: t.Name, Title: t.Title, Notes: t.notes()}
	for _, c := range t.Columns {
		p.Columns = append(p.Columns, sheet.Column{Heading: c.Heading(), Form: c.form()})
	}
	p.Lines = func(yield func(sheet.Line) bool) {
		for _, l := range t.lines() {
			values := make([]sheet.Value, len(l.row))
			for i, c := range l.row {
				values[i] = c.value()
			}
			if !yield(sheet.Line{Values: values, Strong: l.part != PartRow}) {
				return
			}
		}
	}
	return p
}

func (c Column) form() sheet.Form {
	switch c.Kind {
	case Count:
		return sheet.AsCount
	case Money:
		return sheet.AsMoney
	}
	return sheet.AsText
}

// value is the cell as engine/sheet writes it; months and percentages are words.
func (c Cell) value() sheet.Value {
	switch c.kind {
	case "":
		return sheet.Value{}
	case Count:
		return sheet.CountOf(c.number)
	case Money:
		return sheet.MoneyOf(money.Fen(c.number))
	case Month:
		return sheet.TextOf(month.Month(c.number).String())
	}
	return sheet.TextOf(c.String())
}
