package statistics

import (
	"fmt"

	"minzheng/internal/base/money"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/room"
)

// A tableView is a table made ready for a page: headings of two lines, every number printed, its address beside it.
type tableView struct {
	Key, Title string
	Row        string // what a line is: 项目, 乡镇
	Groups     []groupHead
	Heads      []columnHead
	Lines      []lineView
	Notes      []string
}

// A groupHead stands over the columns of one group, with the kind of their figures.
type groupHead struct {
	Term string
	Kind string // 时点数, 时期数; empty when no ledger tells
	Span int
}

type columnHead struct{ Term, Unit string }

type lineView struct {
	Term  string
	Level int
	Cells []cellView
}

type cellView struct {
	Text, Path string
	Quiet      bool // no number, or nought
	Why        string
}

// view prints a table; kinds tells of each ledger whether it is a stock or a flow.
func (t Table) view(title string, ledgers map[string]room.Ledger) tableView {
	v := tableView{Key: t.Key + "-" + t.By, Title: title, Row: t.rowTerm(), Notes: t.notes()}
	for _, c := range t.Columns {
		if c.Hidden {
			continue
		}
		kind := ""
		if l, ok := ledgers[c.Ledger]; ok {
			kind = l.Kind.Term()
		}
		if n := len(v.Groups); n > 0 && c.Group != "" && v.Groups[n-1].Term == c.Group {
			v.Groups[n-1].Span++
		} else {
			v.Groups = append(v.Groups, groupHead{c.Group, kind, 1})
		}
		v.Heads = append(v.Heads, columnHead{c.Term, c.unit()})
	}
	for _, l := range t.Lines {
		line := lineView{Term: l.Term, Level: l.Level}
		for i, c := range t.Columns {
			if !c.Hidden {
				cell := l.Cells[i]
				line.Cells = append(line.Cells, cellView{cell.printed(c), t.path(l, i), !cell.figures() || cell.Number == 0, cell.Lack})
			}
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}

// rowTerm is what a line of the table is.
func (t Table) rowTerm() string {
	if t.By == "programme" {
		return "项目"
	}
	return "区划"
}

// report is the table as a file. Lines below others do not count again in its total, so it states totals of its own.
func (t Table) report(name, title, source string, asOf month.Day, ledgers map[string]room.Ledger) report.Table {
	out := report.Table{Name: name, Title: title, Source: source, AsOf: asOf, Groups: []report.Group{{}}}
	out.Columns = append(out.Columns, report.Column{Name: t.rowTerm(), Kind: report.Text})
	for _, c := range t.Columns {
		if c.Hidden {
			continue
		}
		heading := c.heading()
		if l, ok := ledgers[c.Ledger]; ok {
			heading += "·" + l.Kind.Term()
		}
		kind := report.Count
		if c.money() {
			kind = report.Money
		}
		out.Columns = append(out.Columns, report.Column{Name: heading, Kind: kind, Unit: c.unit(), Apart: true})
	}
	for _, l := range t.Lines {
		row := report.Row{report.Words(indented(l))}
		for i, c := range t.Columns {
			if !c.Hidden {
				row = append(row, l.Cells[i].reported(c))
			}
		}
		if l.Level == 0 {
			out.Total = row
			continue
		}
		out.Groups[0].Rows = append(out.Groups[0].Rows, row)
	}
	return out
}

// reported is the cell in a file.
func (c Cell) reported(of column) report.Cell {
	switch {
	case c.Hidden != "" || !c.figures():
		return report.Instead(c.printed(of))
	case of.money():
		return report.Amount(money.Fen(c.Number))
	}
	return report.Number(c.Number)
}

func indented(l Line) string {
	if l.Level == 2 {
		return "　其中：" + l.Term
	}
	return l.Term
}

// titled is the heading of a table on paper: number, title, what it is narrowed to, month.
func titled(n int, t Table, narrowed string) string {
	title := fmt.Sprintf("表%d　%s", n, t.Title)
	if t.By == "programme" {
		title += "（分项目）"
	} else {
		title += "（分区划）"
	}
	if narrowed != "" {
		title += "：" + narrowed
	}
	return title
}
