package statistics

import (
	"fmt"
	"strings"

	"minzheng/internal/base/money"
)

// A Checked is a rule held against the lines of a table.
//
// 校核结果.
type Checked struct {
	check
	Table string   // title of the table
	Holds bool     // on every line
	Says  string   // the rule with the numbers of the total: 311 = 42 + 32 + 146 + 91
	Wrong []string // the lines on which it does not hold, with their numbers
	Lack  string   // why it could not be held against the total
}

// Mark is the sign that stands before the rule.
func (c Checked) Mark() string {
	switch {
	case c.Lack != "":
		return "—"
	case c.Holds:
		return "✔"
	}
	return "✘"
}

// checked holds every rule of the table against each of its lines; and the total against the lines it adds up.
func (t Table) checked() []Checked {
	var all []Checked
	for _, rule := range t.Checks {
		c := Checked{check: rule, Table: t.Title, Holds: true}
		for i, l := range t.Lines {
			holds, says, lack := t.holds(rule, l)
			if i == len(t.Lines)-1 {
				c.Says, c.Lack = says, lack
			}
			if lack == "" && !holds {
				c.Holds = false
				c.Wrong = append(c.Wrong, l.Term+"："+says)
			}
		}
		all = append(all, c)
	}
	return append(all, t.added()...)
}

// holds tells whether a rule holds on a line, in numbers. A blank counts as nothing.
func (t Table) holds(rule check, l Line) (holds bool, says, lack string) {
	left := t.at(rule.Left)
	column := t.Columns[left]
	if lack = l.Cells[left].Lack; lack != "" {
		return false, "", lack
	}
	var sum int64
	var words strings.Builder
	for i, signed := range rule.Right {
		cell := l.Cells[t.at(strings.TrimLeft(signed, "+-"))]
		if cell.Lack != "" {
			return false, "", cell.Lack
		}
		n, sign := cell.Number, " + "
		if strings.HasPrefix(signed, "-") {
			n, sign = -n, " − "
		}
		sum += n
		if i > 0 {
			words.WriteString(sign)
		}
		words.WriteString(Cell{Number: cell.Number}.printed(column))
	}
	own := l.Cells[left].Number
	relation := map[string]string{"=": "=", "<=": "≤"}[rule.Relation]
	says = fmt.Sprintf("%s %s %s", l.Cells[left].printed(column), relation, words.String())
	holds = own == sum || rule.Relation == "<=" && own <= sum
	if !holds {
		says += fmt.Sprintf("（相差 %s）", Cell{Number: own - sum}.printed(column))
	}
	return holds, says, ""
}

// added holds the total of sums and times against the lines it is made of; households and persons are counted once in
// a total and need not add up.
func (t Table) added() []Checked {
	if len(t.Lines) < 2 {
		return nil
	}
	c := Checked{check: check{Term: "合计 = 各行之和（金额、人次）", Basis: "表内校核"}, Table: t.Title, Holds: true}
	total := t.Lines[len(t.Lines)-1]
	some := 0
	for i, column := range t.Columns {
		if column.Hidden || column.Of != "" || column.Measure != Yuan && column.Measure != Times || !total.Cells[i].figures() {
			continue
		}
		var sum int64
		for _, l := range t.Lines {
			if l.Level == 1 {
				sum += l.Cells[i].Number
			}
		}
		some++
		if sum != total.Cells[i].Number {
			c.Holds = false
			c.Wrong = append(c.Wrong, fmt.Sprintf("%s：合计 %s，各行之和 %s", column.heading(), total.Cells[i].printed(column), Cell{Number: sum}.printed(column)))
		}
	}
	if some == 0 {
		return nil
	}
	c.Says = fmt.Sprintf("核对 %d 栏", some)
	return []Checked{c}
}

// heading is the column's name with that of its group.
func (c column) heading() string { return c.Group + c.Term }

// notes are the sentences under the table: how quotients were cut, with the numbers of the total, and what else a column
// says of its total.
func (t Table) notes() []string {
	var notes []string
	for i, c := range t.Columns {
		if cell := t.Lines[len(t.Lines)-1].Cells[i]; c.Note != "" && cell.figures() && cell.Number != 0 && !t.public {
			notes = append(notes, fmt.Sprintf(c.Note, cell.printed(c)))
		}
		if c.Of == "" || c.Hidden {
			continue
		}
		note := fmt.Sprintf("%s = %s ÷ %s，%s", c.heading(), t.Columns[t.at(c.Of)].Term, t.Columns[t.at(c.Per)].Term, roundingTerm(c.Rounding))
		total := t.Lines[len(t.Lines)-1].Cells
		if total[i].figures() {
			note += fmt.Sprintf("：%s ÷ %s = %s", total[t.at(c.Of)].printed(t.Columns[t.at(c.Of)]), total[t.at(c.Per)].printed(t.Columns[t.at(c.Per)]), total[i].printed(c))
		}
		notes = append(notes, note)
	}
	return notes
}

// roundingTerm says of a rule whether it cuts or rounds.
func roundingTerm(r money.Rounding) string {
	switch r {
	case money.YuanDown, money.FenDown:
		return r.Term() + "（截尾，不四舍五入）"
	}
	return r.Term()
}
