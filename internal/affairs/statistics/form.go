package statistics

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A form is a statistical form as data: its tables, columns and check rules. Each column is a figure but for the place,
// programme, class and time, which a row and the month give; or the quotient of two others.
type form struct {
	Title   string   `toml:"title"`
	Part    string   `toml:"part"`
	Classed []string `toml:"classed"` // programmes whose rows are split by class
	Once    []string `toml:"once"`    // programmes paid once, of which nothing stands
	Tables  []layout `toml:"table"`
}

// A layout is one table of a form.
type layout struct {
	Key        string   `toml:"key"`
	Title      string   `toml:"title"`
	By         []string `toml:"by"`         // programme, division: what its rows are
	Programmes []string `toml:"programmes"` // those for which the table is kept; none: all
	Columns    []column `toml:"column"`
	Checks     []check  `toml:"check"`
	// Sums are columns of which the first is the sum of the others, so that one left out could be reckoned from the rest.
	Sums [][]string `toml:"sums"`
}

// A column is one column of a table. What it says is kept in editions, so that a form may change later.
type column struct {
	Key      string         `toml:"key" json:"key"`
	Group    string         `toml:"group" json:"group,omitempty"` // heading over several
	Term     string         `toml:"term" json:"term"`
	Ledger   string         `toml:"ledger" json:"ledger,omitempty"`
	Measure  Measure        `toml:"measure" json:"measure,omitempty"`
	Item     string         `toml:"item" json:"item,omitempty"`
	Over     over           `toml:"over" json:"over,omitempty"`
	Of       string         `toml:"of" json:"of,omitempty"`
	Per      string         `toml:"per" json:"per,omitempty"`
	Rounding money.Rounding `toml:"rounding" json:"rounding,omitempty"`
	Standing bool           `toml:"standing" json:"standing,omitempty"`
	// Programme is what a row that is about none counts; of a standing column those of which anything stands.
	Programme string `toml:"-" json:"programme,omitempty"`
	Hidden    bool   `toml:"hidden" json:"hidden,omitempty"` // counted for a check or a note, not shown
	Note      string `toml:"note" json:"note,omitempty"`     // said under the table with the total, unless that is nought
}

// An over says for which months a column counts.
type over string

// The times of a column.
const (
	overMonth    over = ""         // 本月
	overYear     over = "year"     // 本年累计
	overPrevious over = "previous" // 上月末
)

// span is the months that a column counts in the table of a month.
func (o over) span(m month.Month) month.Span {
	switch o {
	case overYear:
		return month.Span{From: month.Must(m.Year(), 1), Until: m.Next()}
	case overPrevious:
		return month.Span{From: m.Previous(), Until: m}
	}
	return month.Span{From: m, Until: m.Next()}
}

// figure is the column's figure in a row; quotients have none.
func (c column) figure(r rowKey, m month.Month) Figure {
	f := Figure{
		Ledger: c.Ledger, Measure: c.Measure, Span: c.Over.span(m),
		Division: r.Division, Programme: r.Programme, Class: r.Class, Item: c.Item,
	}
	if f.Programme == "" {
		f.Programme = c.Programme
	}
	return f
}

// money tells whether the column holds sums.
func (c column) money() bool { return c.Measure == Yuan || c.Of != "" }

// unit is the unit of the column.
func (c column) unit() string {
	if c.Of != "" {
		return "元"
	}
	return c.Measure.Unit()
}

// A check is a rule that the columns of a row obey.
//
// 校核关系.
type check struct {
	Term     string   `toml:"term" json:"term"`
	Left     string   `toml:"left" json:"left"`
	Relation string   `toml:"relation" json:"relation"` // = or <=
	Right    []string `toml:"right" json:"right"`       // columns with their sign: +able
	Basis    string   `toml:"basis" json:"basis"`
}

// mustReadForm reads a form of the room; a mistake in it is one of ours, told at start.
func mustReadForm(path string) form {
	text, err := formFiles.ReadFile(path)
	if err != nil {
		panic(err)
	}
	f, err := readForm(string(text))
	if err != nil {
		panic(fmt.Sprintf("statistics: %s: %v", path, err))
	}
	return f
}

func readForm(text string) (form, error) {
	var f form
	if err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return f, err
	}
	for _, t := range f.Tables {
		if err := t.sound(); err != nil {
			return f, fmt.Errorf("table %s: %w", t.Key, err)
		}
	}
	return f, nil
}

// sound tells whether every column can be counted and every rule names columns.
func (t layout) sound() error {
	named := map[string]bool{}
	for _, c := range t.Columns {
		_, rounding := money.ParseRounding(string(c.Rounding))
		switch {
		case c.Key == "" || c.Term == "" || named[c.Key]:
			return fmt.Errorf("column %q: a key of its own and a term are wanted", c.Key)
		case c.Of != "" && (!named[c.Of] || !named[c.Per] || rounding != nil):
			return fmt.Errorf("column %s: a quotient of two columns before it, with a rule of rounding", c.Key)
		case c.Of == "" && (c.Ledger == "" || !slices.Contains(Measures(), c.Measure)):
			return fmt.Errorf("column %s: no ledger or no measure", c.Key)
		case !slices.Contains([]over{overMonth, overYear, overPrevious}, c.Over):
			return fmt.Errorf("column %s: over %q", c.Key, c.Over)
		}
		named[c.Key] = true
	}
	for _, x := range t.Checks {
		keys := []string{x.Left}
		for _, r := range x.Right {
			keys = append(keys, strings.TrimLeft(r, "+-"))
		}
		if err := all(named, keys); err != nil {
			return fmt.Errorf("check %s: %w", x.Term, err)
		}
		if x.Relation != "=" && x.Relation != "<=" {
			return fmt.Errorf("check %s: relation %q", x.Term, x.Relation)
		}
	}
	for _, sum := range t.Sums {
		if err := all(named, sum); err != nil {
			return fmt.Errorf("sums: %w", err)
		}
	}
	return nil
}

// all tells whether every key names a column.
func all(named map[string]bool, keys []string) error {
	for _, key := range keys {
		if !named[key] {
			return fmt.Errorf("no column %q", key)
		}
	}
	return nil
}
