package statistics

import (
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/place"
)

// A Table is one table of a form, filled for a month. It holds what it counts beside its numbers, so that it can be
// kept, opened and counted again.
//
// 统计表.
type Table struct {
	Key     string      `json:"key"`
	Title   string      `json:"title"`
	By      string      `json:"by"` // programme or division: what its lines are
	Month   month.Month `json:"month"`
	Columns []column    `json:"columns"`
	Checks  []check     `json:"checks,omitempty"`
	Sums    [][]string  `json:"sums,omitempty"`
	Lines   []Line      `json:"lines"`

	public bool // small counts were left out, and no rows are opened
}

// A rowKey is what a line adds to the figures of its columns.
type rowKey struct {
	Division  division.Code `json:"division,omitempty"`
	Programme string        `json:"programme,omitempty"`
	Class     string        `json:"class,omitempty"`
}

// A Line is one line of a table. The total of households and persons counts each once, so it may be less than the sum
// of the lines above it.
//
// 统计行.
type Line struct {
	rowKey
	Term  string `json:"term"`
	Level int    `json:"level"` // 0 the total, 1 a line, 2 a part of the line before
	Cells []Cell `json:"cells"`
}

// A Cell is one number of a table.
//
// 统计格.
type Cell struct {
	Number int64  `json:"n,omitempty"`
	Blank  bool   `json:"blank,omitempty"` // there is nothing to count here, which is not nought
	Lack   string `json:"lack,omitempty"`  // why there is no number
	Hidden string `json:"-"`               // in the public edition: what stands in its place
}

// figures tells whether the cell holds a number.
func (c Cell) figures() bool { return !c.Blank && c.Lack == "" }

// printed is the cell as people read it in a column.
func (c Cell) printed(of column) string {
	switch {
	case c.Hidden != "":
		return c.Hidden
	case c.Blank:
		return "—"
	case c.Lack != "":
		return "无来源"
	case of.money():
		return money.Fen(c.Number).Grouped()
	}
	return grouped(c.Number)
}

// path is the address of the rows behind the cell of a column in the line; empty where there are none.
func (t Table) path(l Line, i int) string {
	if !l.Cells[i].figures() || t.public || t.Columns[i].Of != "" {
		return ""
	}
	return t.Columns[i].figure(l.rowKey, t.Month).Path()
}

// at is where a column stands; the form was found sound.
func (t Table) at(key string) int {
	return slices.IndexFunc(t.Columns, func(c column) bool { return c.Key == key })
}

// A wanted is a table to be filled: by which lines, narrowed to which place, programme and class.
type wanted struct {
	layout
	by        string
	at        division.Code
	programme string
	class     string
}

// fillTables counts tables of one month, all ledgers read once.
func (r *reading) fillTables(f form, m month.Month, all []wanted) ([]Table, error) {
	tree, err := place.Read(r.ctx, r.tx)
	if err != nil {
		return nil, err
	}
	tables := make([]Table, len(all))
	var figures []Figure
	var cells []*Cell
	for i, w := range all {
		w.Columns = r.standing(f, w.Columns)
		t := &tables[i]
		*t = Table{Key: w.Key, Title: w.Title, By: w.by, Month: m, Columns: w.Columns, Checks: w.Checks, Sums: w.Sums, Lines: r.lines(f, w, tree)}
		for j := range t.Lines {
			l := &t.Lines[j]
			l.Cells = make([]Cell, len(w.Columns))
			for k, c := range w.Columns {
				switch {
				case c.Standing && slices.Contains(f.Once, l.Programme):
					l.Cells[k].Blank = true
				case c.Of == "":
					figures, cells = append(figures, c.figure(l.rowKey, m)), append(cells, &l.Cells[k])
				}
			}
		}
	}
	values, err := r.values(figures)
	if err != nil {
		return nil, err
	}
	for i, v := range values {
		cells[i].Number, cells[i].Lack = v.Number, v.Lack
	}
	for i := range tables {
		tables[i].divide()
	}
	return tables, nil
}

// standing limits the columns of what stands to the programmes of which anything can.
func (s *Statistics) standing(f form, columns []column) []column {
	var programmes []string
	for _, p := range s.programmes {
		if !slices.Contains(f.Once, p.Code) {
			programmes = append(programmes, p.Code)
		}
	}
	columns = slices.Clone(columns)
	for i := range columns {
		if columns[i].Standing && columns[i].Of == "" {
			columns[i].Programme = strings.Join(programmes, ",")
		}
	}
	return columns
}

// lines are the lines of a table, the total last.
func (r *reading) lines(f form, w wanted, tree *place.Tree) []Line {
	all := rowKey{Division: w.at, Programme: w.programme, Class: w.class}
	var lines []Line
	if w.by == "programme" {
		for _, p := range r.programmes {
			key := all
			key.Programme = p.Code
			lines = append(lines, Line{rowKey: key, Term: p.Short, Level: 1})
			for _, class := range []string{"urban", "rural"} {
				if slices.Contains(f.Classed, p.Code) && w.class == "" {
					key.Class = class
					lines = append(lines, Line{rowKey: key, Term: classTerm(class) + p.Short, Level: 2})
				}
			}
		}
	} else {
		for _, d := range tree.Children(w.at) {
			key := all
			key.Division = d.Code
			lines = append(lines, Line{rowKey: key, Term: d.Short, Level: 1})
		}
	}
	total := Line{rowKey: all, Term: "合计"}
	if w.by == "division" && len(lines) == 0 {
		total.Term = tree.Name(w.at)
	}
	return append(lines, total)
}

// divide fills the columns that are quotients of others.
func (t *Table) divide() {
	for i, c := range t.Columns {
		if c.Of == "" {
			continue
		}
		of, per := t.at(c.Of), t.at(c.Per)
		for j := range t.Lines {
			cells := t.Lines[j].Cells
			switch {
			case cells[of].Lack != "" || cells[per].Lack != "":
				cells[i].Lack = cells[of].Lack + cells[per].Lack
			case cells[i].Blank || cells[of].Blank || cells[per].Number == 0:
				cells[i].Blank = true
			default:
				cells[i].Number = int64(c.Rounding.Quotient(money.Fen(cells[of].Number), cells[per].Number))
			}
		}
	}
}
