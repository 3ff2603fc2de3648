// Package report is a table of figures 统计表 as the bureau hands it on: columns
// with their unit, rows, subtotals, a total, the sentence that says where the
// figures come from, and the day they stand for.
//
// A table is filled by a room, checked once ([Table.Check]: totals equal their
// rows) and then shown in three ways that cannot differ from each other, because
// all of them walk over the same lines: on a page ([Table.View]), as a workbook
// ([Table.Workbook]) and as text ([Table.CSV]). Every figure may carry a link to
// the records it counts.
//
// The package does not count anything itself and knows no room; start reading
// at [Table].
package report

import (
	"fmt"
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Kind says what the cells of a column hold and thereby how they print and
// whether they add up.
type Kind string

// The kinds of column.
const (
	Text    Kind = "text"    // words; never added
	Count   Kind = "count"   // whole things: 户, 人, 笔
	Money   Kind = "money"   // fen
	Month   Kind = "month"   // a payment month; never added
	Percent Kind = "percent" // a part of a whole; parts and wholes are added, then divided
)

// A Column is one column of a table.
type Column struct {
	Name string // heading in the words of the official form
	Kind Kind
	Unit string // 户, 人, 元; empty for words
	// Apart marks figures that do not add up by their nature, such as an
	// average or people counted once over several rows. Their total is the
	// room's to state and is not compared.
	Apart bool
}

// Heading is the column's name with its unit, as a printed form shows it.
func (c Column) Heading() string {
	if c.Unit == "" {
		return c.Name
	}
	return c.Name + "（" + c.Unit + "）"
}

// adds tells whether the cells of the column have a sum.
func (c Column) adds() bool {
	return !c.Apart && (c.Kind == Count || c.Kind == Money || c.Kind == Percent)
}

// numeric tells whether the column stands right-aligned.
func (c Column) numeric() bool {
	return c.Kind == Count || c.Kind == Money || c.Kind == Percent
}

// A Row is one line of cells, as many as the table has columns.
type Row []Cell

// A Group is a run of rows with an optional name and subtotal 小计, such as the
// villages of one township.
type Group struct {
	Name     string
	Rows     []Row
	Subtotal Row // nil: none
}

// A Table is a filled statistical table.
type Table struct {
	Name    string // file name and anchor, without blanks: "低保名册分乡镇汇总"
	Title   string // heading on paper
	Columns []Column
	Groups  []Group
	Total   Row       // nil: none
	Source  string    // where the figures come from, one sentence
	AsOf    month.Day // the day the figures stand for; zero: not said
}

// Add appends a row to the last group, which is made when there is none.
func (t *Table) Add(cells ...Cell) {
	if len(t.Groups) == 0 {
		t.Groups = []Group{{}}
	}
	last := &t.Groups[len(t.Groups)-1]
	last.Rows = append(last.Rows, cells)
}

// Without is the table without one of its columns, where that column says nothing.
func (t Table) Without(column int) Table {
	cut := func(row Row) Row {
		if row == nil {
			return nil
		}
		return slices.Concat(row[:column], row[column+1:])
	}
	t.Columns = slices.Concat(t.Columns[:column], t.Columns[column+1:])
	t.Total = cut(t.Total)
	t.Groups = slices.Clone(t.Groups)
	for i, g := range t.Groups {
		rows := make([]Row, len(g.Rows))
		for j, row := range g.Rows {
			rows[j] = cut(row)
		}
		t.Groups[i].Rows, t.Groups[i].Subtotal = rows, cut(g.Subtotal)
	}
	return t
}

// Sum fills the subtotal of every named group and the total from the rows. The
// first column of words says 小计 and 合计; columns marked Apart stay blank.
func (t *Table) Sum() {
	var all []Row
	for i := range t.Groups {
		g := &t.Groups[i]
		all = append(all, g.Rows...)
		if g.Name != "" {
			g.Subtotal = t.sum("小计", g.Rows)
		}
	}
	t.Total = t.sum("合计", all)
}

func (t *Table) sum(label string, rows []Row) Row {
	sum := make(Row, len(t.Columns))
	for i, column := range t.Columns {
		switch {
		case column.Kind == Text && label != "":
			sum[i], label = Words(label), ""
		case column.adds():
			sum[i] = added(column.Kind, i, rows)
		}
	}
	return sum
}

// added is the sum of one column over the rows; blank cells count as nothing.
func added(kind Kind, column int, rows []Row) Cell {
	total := Cell{kind: kind}
	for _, row := range rows {
		total.number += row[column].number
		total.whole += row[column].whole
	}
	return total
}

// Check tells whether the table is sound: every row has a cell of the right
// kind for every column, every subtotal equals its rows, the total equals all
// rows, and the source is named. The error says which figure is wrong and by
// how much; a table that fails must not be shown.
func (t Table) Check() error {
	if t.Source == "" {
		return fmt.Errorf("table %s: no source named", t.Name)
	}
	var all []Row
	for _, g := range t.Groups {
		for i, row := range g.Rows {
			if err := t.fits(row); err != nil {
				return fmt.Errorf("table %s: group %q row %d: %w", t.Name, g.Name, i+1, err)
			}
		}
		if err := t.balances(g.Subtotal, g.Rows); err != nil {
			return fmt.Errorf("table %s: subtotal of %q: %w", t.Name, g.Name, err)
		}
		all = append(all, g.Rows...)
	}
	if err := t.balances(t.Total, all); err != nil {
		return fmt.Errorf("table %s: total: %w", t.Name, err)
	}
	return nil
}

// fits checks the shape of a row.
func (t Table) fits(row Row) error {
	if len(row) != len(t.Columns) {
		return fmt.Errorf("%d cells for %d columns", len(row), len(t.Columns))
	}
	for i, cell := range row {
		if cell.kind != "" && cell.kind != instead && cell.kind != t.Columns[i].Kind {
			return fmt.Errorf("column %s: %s in a column of %s", t.Columns[i].Name, cell.kind, t.Columns[i].Kind)
		}
	}
	return nil
}

// balances compares a stated sum with the rows under it.
func (t Table) balances(stated Row, rows []Row) error {
	if stated == nil {
		return nil
	}
	if len(stated) != len(t.Columns) {
		return fmt.Errorf("%d cells for %d columns", len(stated), len(t.Columns))
	}
	for i, column := range t.Columns {
		if !column.adds() {
			continue
		}
		sum := added(column.Kind, i, rows)
		if stated[i].number != sum.number || stated[i].whole != sum.whole {
			return fmt.Errorf("column %s: stated %s, rows add up to %s", column.Name, stated[i], sum)
		}
	}
	return nil
}

// A Cell is one figure or word of a table. The zero Cell is blank.
type Cell struct {
	kind   Kind
	text   string
	number int64 // count, fen, month, or part of a percentage
	whole  int64 // what a percentage is of
	href   string
}

// Words makes a cell of text.
func Words(text string) Cell { return Cell{kind: Text, text: text} }

// Number makes a cell that counts whole things.
func Number[N int | int64](n N) Cell { return Cell{kind: Count, number: int64(n)} }

// Amount makes a cell of money.
func Amount(f money.Fen) Cell { return Cell{kind: Money, number: int64(f)} }

// Period makes a cell of a payment month.
func Period(m month.Month) Cell { return Cell{kind: Month, number: int64(m)} }

// Share makes a cell that says how much of the whole the part is, in percent
// with one decimal, rounded half up.
func Share(part, whole int64) Cell { return Cell{kind: Percent, number: part, whole: whole} }

// Blank makes an empty cell: no figure, which is not the figure nought.
func Blank() Cell { return Cell{} }

// Instead makes a cell of any column whose figure is not given, with what stands in its place: ＜5, 无来源.
func Instead(words string) Cell { return Cell{kind: instead, text: words} }

// instead is the kind of a cell without its figure; no column is of it.
const instead Kind = "instead"

// Link returns the cell with the address of the rows behind its figure.
func (c Cell) Link(href string) Cell {
	c.href = href
	return c
}

// String prints the cell for people: thousands apart, two decimals for money.
func (c Cell) String() string {
	switch c.kind {
	case Text, instead:
		return c.text
	case Count:
		return grouped(c.number)
	case Money:
		return money.Fen(c.number).Grouped()
	case Month:
		return month.Month(c.number).Term()
	case Percent:
		return c.percent()
	}
	return ""
}

func (c Cell) percent() string {
	if c.whole <= 0 {
		return "–"
	}
	// Tenths of a percent, half up: twice the numerator plus the divisor,
	// over twice the divisor, keeps it in whole numbers.
	tenths := (c.number*2000 + c.whole) / (2 * c.whole)
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// grouped prints 1234567 as 1,234,567.
func grouped(n int64) string {
	digits := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
