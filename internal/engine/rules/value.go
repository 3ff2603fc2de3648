package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Holds is the kind of value that a parameter holds.
type Holds string

// The kinds of value.
const (
	HoldsAmount  Holds = "amount"  // a sum of money, in yuan as text
	HoldsNumber  Holds = "number"  // a whole number: months, years of age, pieces
	HoldsPercent Holds = "percent" // a share in hundredths, as text
	HoldsList    Holds = "list"    // some of the parameter's words
	HoldsChoice  Holds = "choice"  // one of the parameter's words
)

func (h Holds) known() bool {
	switch h {
	case HoldsAmount, HoldsNumber, HoldsPercent, HoldsList, HoldsChoice:
		return true
	}
	return false
}

// A Percent is a share as an exact fraction: 20 % is 20/100, 12.5 % is 125/1000.
type Percent struct{ Numerator, Denominator int64 }

// ParsePercent reads a share of not less than zero in hundredths: "20", "12.5".
// The error is a Chinese sentence.
func ParsePercent(text string) (Percent, error) {
	whole, decimals, _ := strings.Cut(strings.TrimSpace(text), ".")
	n, err := strconv.ParseUint(whole+decimals, 10, 32)
	if err != nil || whole == "" || len(decimals) > 4 {
		return Percent{}, fmt.Errorf("“%.40s”不是百分数，请填写如 20 或 12.5 的数字", text)
	}
	den := int64(100)
	for range decimals {
		den *= 10
	}
	return Percent{int64(n), den}, nil
}

// String prints the share as people write it: "20 %", "12.5 %".
func (p Percent) String() string { return p.plain() + " %" }

func (p Percent) plain() string {
	unit := max(1, p.Denominator/100)
	if unit == 1 {
		return strconv.FormatInt(p.Numerator, 10)
	}
	decimals := len(strconv.FormatInt(unit, 10)) - 1
	return fmt.Sprintf("%d.%0*d", p.Numerator/unit, decimals, p.Numerator%unit)
}

// An Entry is a value as a reader sees it: what it is, where and when it holds,
// and who says so.
type Entry struct {
	Shelf     string        `json:"-"`                  // 低保: whose parameter it is
	Name      string        `json:"name"`               // "dibao.standard"
	Term      string        `json:"term"`               // 最低生活保障标准
	Unit      string        `json:"unit,omitempty"`     // 元/人·月
	Division  division.Code `json:"division,omitempty"` // none: the nation
	Class     string        `json:"class,omitempty"`    // "rural"
	ClassTerm string        `json:"class_term,omitempty"`
	From      month.Day     `json:"from"`
	Until     month.Day     `json:"until,omitempty"` // first day it no longer holds; zero: not ended
	Text      string        `json:"value"`           // "560.00 元", "20 %", "计入"
	Quoted    string        `json:"quoted,omitempty"`
	Source    string        `json:"source"`
	Link      string        `json:"link,omitempty"`
	Entered   month.Day     `json:"entered,omitempty"`
	Checked   month.Day     `json:"checked,omitempty"` // by a second person; zero: not yet

	Doubt       string `json:"doubt,omitempty"`       // what is uncertain about the value
	Unconfirmed string `json:"unconfirmed,omitempty"` // the county's own choice, why it awaits confirmation
	Demo        bool   `json:"demo,omitempty"`        // invented for the demonstration
}

// Title is the term with its class: "最低生活保障标准（农村）".
func (e *Entry) Title() string { return title(e.Term, e.ClassTerm) }

// title joins a term and a class; brackets do not stand inside brackets.
func title(term, class string) string {
	switch {
	case class == "":
		return term
	case strings.Contains(class, "（"):
		return term + "：" + class
	}
	return term + "（" + class + "）"
}

// Marks are the warnings to show wherever the value is used, in Chinese; none
// for a plain value.
func (e *Entry) Marks() []string {
	var marks []string
	if e.Demo {
		marks = append(marks, e.Title()+"："+e.Text+"，演示值")
	}
	if e.Unconfirmed != "" {
		marks = append(marks, e.Title()+"："+e.Text+"，待确认。"+e.Unconfirmed)
	}
	if e.Doubt != "" {
		marks = append(marks, e.Title()+"："+e.Text+"，存疑。"+e.Doubt)
	}
	return marks
}

// Marked tells whether the value carries a warning.
func (e *Entry) Marked() bool { return e.Demo || e.Doubt != "" || e.Unconfirmed != "" }

// A row is an entry with its value in a form to compute with.
type row struct {
	Entry
	fen     money.Fen
	number  int64
	percent Percent
	list    []string
	word    string
	at      string // file and ordinal, for faults
}

// A table is all values of one parameter.
type table struct {
	shelf            string // that defines it
	name, term, unit string
	holds            Holds
	terms            map[string]string // classes; empty: the parameter has none
	words            map[string]string // for lists and choices
	places           map[string][]place
}

// A place is the values of one class for one division, by start date.
type place struct {
	prefix string
	rows   []row
}

// add puts a row where it belongs; settle puts it in order.
func (t *table) add(r row) {
	if t.places == nil {
		t.places = map[string][]place{}
	}
	prefix := r.Division.Prefix()
	for i, p := range t.places[r.Class] {
		if p.prefix == prefix {
			t.places[r.Class][i].rows = append(p.rows, r)
			return
		}
	}
	t.places[r.Class] = append(t.places[r.Class], place{prefix, []row{r}})
}

// settle orders the rows, nearest division first and then by date, and refuses
// two that hold at once.
func (t *table) settle(faults *fault.List) {
	for _, places := range t.places {
		slices.SortFunc(places, func(a, b place) int {
			return cmp.Or(cmp.Compare(len(b.prefix), len(a.prefix)), cmp.Compare(a.prefix, b.prefix))
		})
		for _, p := range places {
			slices.SortStableFunc(p.rows, func(a, b row) int { return cmp.Compare(a.From, b.From) })
			for i := 1; i < len(p.rows); i++ {
				before, r := p.rows[i-1], p.rows[i]
				if before.From == r.From || before.Until > r.From {
					faults.Add(fault.Invalid("", "%s：与%s的期间重叠，请改正起止日期", r.at, before.at))
				}
			}
		}
	}
}

// Standing says what a lookup found.
type Standing int

// The standings.
const (
	Unloaded Standing = iota // nothing loaded for so early a month, or for this place at all
	InForce                  // a value governs the month
	Ended                    // a value ran out and no other followed
)

// at finds the row that governs a day. For Ended the row is the one that
// ended last; for Unloaded it is the first to come, or nil.
func (t *table) at(where division.Code, class string, day month.Day) (*row, Standing) {
	var ended, later *row
	places := t.places[class]
	for i := range places {
		p := &places[i]
		if !strings.HasPrefix(string(where), p.prefix) {
			continue
		}
		r := p.last(day)
		switch {
		case r == nil:
			if later == nil || p.rows[0].From < later.From {
				later = &p.rows[0]
			}
		case r.Until == 0 || day < r.Until:
			return r, InForce
		case ended == nil || r.Until > ended.Until:
			ended = r
		}
	}
	if ended != nil {
		return ended, Ended
	}
	return later, Unloaded
}

// last is the last row that started on or before the day, nil if none had.
func (p *place) last(day month.Day) *row {
	for i := len(p.rows) - 1; i >= 0; i-- {
		if p.rows[i].From <= day {
			return &p.rows[i]
		}
	}
	return nil
}

// classes lists the classes, "" alone for a parameter without.
func (t *table) classes() []string {
	if len(t.terms) == 0 {
		return []string{""}
	}
	return slices.Sorted(maps.Keys(t.terms))
}

// applying lists all values of a class that apply in a place, the latest first.
func (t *table) applying(where division.Code, class string) []*Entry {
	var all []*Entry
	for _, p := range t.places[class] {
		if !strings.HasPrefix(string(where), p.prefix) {
			continue
		}
		for i := range p.rows {
			all = append(all, &p.rows[i].Entry)
		}
	}
	slices.SortStableFunc(all, func(a, b *Entry) int { return cmp.Compare(b.From, a.From) })
	return all
}

func (t *table) entries() []*Entry {
	var all []*Entry
	for _, class := range t.classes() {
		for _, p := range t.places[class] {
			for i := range p.rows {
				all = append(all, &p.rows[i].Entry)
			}
		}
	}
	return all
}

// A Value is the answer of a lookup.
type Value[T any] struct {
	Is       T        // zero unless InForce
	Standing Standing // whether Is may be used
	Entry    *Entry   // the value in force or ended; the first to come, or nil, when Unloaded

	table *table
	class string
	month month.Month
}

// InForce tells whether the value may be used.
func (v Value[T]) InForce() bool { return v.Standing == InForce }

// Lack says in Chinese why there is no value and what to do; empty when there
// is one.
func (v Value[T]) Lack() string {
	title := title(v.table.term, v.table.terms[v.class])
	switch {
	case v.Standing == InForce:
		return ""
	case v.Standing == Ended:
		return fmt.Sprintf("“%s”的规定（%s）至%s止，此后如何办理未载入，请县级民政部门先行选定", title, v.Entry.Text, v.Entry.Until.AddDays(-1).Term())
	case v.Entry != nil:
		return fmt.Sprintf("%s的“%s”未载入，最早载入的自%s起", v.month.Term(), title, v.Entry.From.Term())
	}
	return fmt.Sprintf("本地的“%s”未载入，请先录入", title)
}

// A Parameter is one parameter of the law with the type its values have.
type Parameter[T any] struct {
	table *table
	value func(*row) T
}

// At looks up what the law says in a place and month, for a class where the
// parameter has classes ("" where it has none).
func (p Parameter[T]) At(where division.Code, class string, m month.Month) Value[T] {
	r, standing := p.table.at(where, class, m.First())
	v := Value[T]{Standing: standing, table: p.table, class: class, month: m}
	if r != nil {
		v.Entry = &r.Entry
	}
	if standing == InForce {
		v.Is = p.value(r)
	}
	return v
}

// Former lists the values that held in a place before the one that governs a
// month, the latest first: what an old list may still go by.
func (p Parameter[T]) Former(where division.Code, class string, m month.Month) []Value[T] {
	now, _ := p.table.at(where, class, m.First())
	if now == nil {
		return nil
	}
	var former []Value[T]
	places := p.table.places[class]
	for i := range places {
		for j := len(places[i].rows) - 1; j >= 0; j-- {
			r := &places[i].rows[j]
			if strings.HasPrefix(string(where), places[i].prefix) && r.From < now.From {
				former = append(former, Value[T]{Is: p.value(r), Standing: Ended, Entry: &r.Entry, table: p.table, class: class, month: m})
			}
		}
	}
	return former
}

// First is the first month for which any value is loaded that applies in a
// place, zero when there is none.
func (p Parameter[T]) First(where division.Code, class string) month.Month {
	var first month.Month
	for _, pl := range p.table.places[class] {
		if !strings.HasPrefix(string(where), pl.prefix) {
			continue
		}
		from := pl.rows[0].From
		m := from.Month()
		if from.Dom() > 1 {
			m = m.Next()
		}
		if first == 0 || m < first {
			first = m
		}
	}
	return first
}

// Classes lists the names of the parameter's classes, sorted; "" alone when it
// has none.
func (p Parameter[T]) Classes() []string { return p.table.classes() }

// ClassTerm is the Chinese term of a class, empty when the parameter has no such
// class.
func (p Parameter[T]) ClassTerm(class string) string { return p.table.terms[class] }

// Amount finds a parameter that holds sums of money. Like its siblings it
// panics when no file defines the parameter or it holds something else: a
// mistake of the program, told at start.
func (b *Book) Amount(name string) Parameter[money.Fen] {
	return Parameter[money.Fen]{b.table(name, HoldsAmount), func(r *row) money.Fen { return r.fen }}
}

// Number finds a parameter that holds whole numbers.
func (b *Book) Number(name string) Parameter[int64] {
	return Parameter[int64]{b.table(name, HoldsNumber), func(r *row) int64 { return r.number }}
}

// Percent finds a parameter that holds shares.
func (b *Book) Percent(name string) Parameter[Percent] {
	return Parameter[Percent]{b.table(name, HoldsPercent), func(r *row) Percent { return r.percent }}
}

// List finds a parameter that holds lists of words. The caller must not change
// them.
func (b *Book) List(name string) Parameter[[]string] {
	return Parameter[[]string]{b.table(name, HoldsList), func(r *row) []string { return r.list }}
}

// Choice finds a parameter that holds one word of several.
func (b *Book) Choice(name string) Parameter[string] {
	return Parameter[string]{b.table(name, HoldsChoice), func(r *row) string { return r.word }}
}

func (b *Book) table(name string, holds Holds) *table {
	t := b.tables[name]
	if t == nil || t.holds != holds {
		panic(fmt.Sprintf("rules: no parameter %q that holds a %s", name, holds))
	}
	return t
}
