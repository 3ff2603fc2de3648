package statistics

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
)

// A Measure is what of the entries is counted.
type Measure string

// The measures.
const (
	Households Measure = "households" // 户: distinct households
	Persons    Measure = "persons"    // 人: distinct persons, and heads not named one by one
	Times      Measure = "times"      // 人次: the persons of every entry, however often
	Entries    Measure = "entries"    // 件: the entries themselves
	Yuan       Measure = "yuan"       // 元: the sum of their amounts
)

// Measures are all measures.
func Measures() []Measure { return []Measure{Households, Persons, Times, Entries, Yuan} }

// Term is what the measure counts, in words.
func (m Measure) Term() string {
	return map[Measure]string{Households: "户数", Persons: "人数", Times: "人次", Entries: "记录数", Yuan: "金额"}[m]
}

// Unit is the measure's unit.
func (m Measure) Unit() string {
	return map[Measure]string{Households: "户", Persons: "人", Times: "人次", Entries: "件", Yuan: "元"}[m]
}

// additive tells whether the measure of a whole is the sum of those of its parts: nobody is counted once over several.
func (m Measure) additive() bool { return m == Times || m == Entries || m == Yuan }

// A Figure is one number of the bureau: which ledger it is counted from, over which months, which of its entries, and
// what of them. It holds no number: the same figure may be counted today and tomorrow.
//
// 统计数.
type Figure struct {
	Ledger    string
	Measure   Measure
	Span      month.Span    // of a stock the last month counts
	Division  division.Code // only entries within; empty: all in sight
	Programme string        // only these, apart by commas; empty: all
	Class     string        // urban, rural; empty: both
	Item      string        // only these, apart by commas; empty: all
}

// Path is the address of the page that lists the rows of the figure. It holds no personal data.
func (f Figure) Path() string { return "/statistics/rows?" + f.query().Encode() }

func (f Figure) query() url.Values {
	q := url.Values{"ledger": {f.Ledger}, "measure": {string(f.Measure)}, "from": {f.Span.From.String()}, "to": {f.Span.Until.Previous().String()}}
	for name, value := range map[string]string{"division": string(f.Division), "programme": f.Programme, "class": f.Class, "item": f.Item} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// readFigure reads a figure from an address; fault.Invalid says what is wrong with it.
func readFigure(q url.Values) (f Figure, err error) {
	f = Figure{
		Ledger: q.Get("ledger"), Measure: Measure(q.Get("measure")),
		Programme: q.Get("programme"), Class: q.Get("class"), Item: q.Get("item"),
	}
	var faults fault.List
	if !slices.Contains(Measures(), f.Measure) {
		faults.Add(fault.Invalid("measure", "请选择计量：户数、人数、人次、记录数或金额"))
	}
	var to month.Month
	if f.Span.From, err = month.Parse(q.Get("from")); err != nil {
		faults.AddField("from", fault.Invalid("from", "%s", err.Error()))
	}
	if to, err = month.Parse(q.Get("to")); err != nil {
		faults.AddField("to", fault.Invalid("to", "%s", err.Error()))
	}
	f.Span.Until = to.Next()
	if len(faults) == 0 && f.Span.Empty() {
		faults.Add(fault.Invalid("to", "止月在起月之前，请核对起止月份"))
	}
	if text := q.Get("division"); text != "" {
		if f.Division, err = division.Parse(text); err != nil {
			faults.AddField("division", fault.Invalid("division", "%s", err.Error()))
		}
	}
	return f, faults.Err()
}

// A sieve is a figure's filter made ready to hold many entries against.
type sieve struct {
	Figure
	programmes, items []string
	low, high         string // of the division
}

func (f Figure) sieve() sieve {
	s := sieve{Figure: f, programmes: list(f.Programme), items: list(f.Item)}
	if f.Division != "" {
		s.low, s.high = f.Division.Range()
	}
	return s
}

func list(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// keeps tells whether the figure counts the entry, which its ledger gave for a span that holds the figure's.
func (s *sieve) keeps(e *room.Entry, kind room.LedgerKind) bool {
	switch {
	case kind == room.Flow && !s.Span.Contains(e.Day.Month()):
		return false
	case s.low != "" && (string(e.Division) < s.low || string(e.Division) > s.high):
		return false
	case s.Class != "" && e.Class != s.Class:
		return false
	case s.programmes != nil && !slices.Contains(s.programmes, e.Programme):
		return false
	}
	return s.items == nil || slices.Contains(s.items, e.Item)
}

// A count adds entries up by one measure, each household and person once where the measure says so.
type count struct {
	measure Measure
	seen    map[string]struct{}
	total   int64
}

func (m Measure) count() *count { return &count{measure: m, seen: map[string]struct{}{}} }

// add takes an entry in and gives what it adds to the figure: nothing for a household that was counted already.
func (c *count) add(e *room.Entry) int64 {
	n := int64(0)
	switch c.measure {
	case Households:
		if e.Household != "" && c.first(e.Household) {
			n = 1
		}
	case Persons:
		n = int64(e.Heads)
		for _, id := range e.People {
			if c.first(id) {
				n++
			}
		}
	case Times:
		n = int64(e.Persons())
	case Entries:
		n = 1
	case Yuan:
		n = int64(e.Amount)
	}
	c.total += n
	return n
}

func (c *count) first(id string) bool {
	if _, ok := c.seen[id]; ok {
		return false
	}
	c.seen[id] = struct{}{}
	return true
}

// period says for which time a figure stands, in the words of a heading.
func period(kind room.LedgerKind, span month.Span) string {
	last := span.Until.Previous()
	switch {
	case kind == room.Stock:
		return "截至" + last.Last().Term()
	case span.From == last:
		return last.Term()
	case span.From.Year() == last.Year():
		return fmt.Sprintf("%s至%d月", span.From.Term(), last.Mon())
	}
	return span.From.Term() + "至" + last.Term()
}
