package statistics

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// A reading counts figures as one officer sees them, in one transaction. Each ledger is read once for all figures that
// are asked for together.
type reading struct {
	*Statistics
	ctx context.Context
	tx  *store.Tx
	by  access.Actor
}

func (s *Statistics) reading(ctx context.Context, tx *store.Tx, by access.Actor) *reading {
	return &reading{s, ctx, tx, by}
}

// A Value is a figure counted, or the reason why it could not be.
//
// 统计数值.
type Value struct {
	Figure
	Number int64  // fen where the measure is yuan
	Rows   int    // entries that the figure counts
	Lack   string // why there is no number; empty when there is one
	Ledger room.Ledger
}

// String prints the number as people read it: 1,284 or 160,600.00; where there is none, 无来源.
func (v Value) String() string {
	switch {
	case v.Lack != "":
		return "无来源"
	case v.Measure == Yuan:
		return money.Fen(v.Number).Grouped()
	}
	return grouped(v.Number)
}

// short is the number as sentences print it: 160,600 rather than 160,600.00.
func (v Value) short() string { return strings.TrimSuffix(v.String(), ".00") }

// Period is the time for which the figure stands, in words.
func (v Value) Period() string { return period(v.Ledger.Kind, v.Span) }

// lacking tells why the actor cannot have figures of a ledger; nothing when they can.
func (r *reading) lacking(name string) string {
	l, ok := r.ledgers[name]
	switch {
	case !ok:
		return "系统里还没有“" + name + "”这本台账"
	case !r.by.Can(l.Needs):
		return "您的岗位不能查看" + l.Term
	}
	return ""
}

// entries reads a ledger over a span, at most once in a transaction, where it can only for some programmes (none: for
// all). The caller must not change them.
func (s *Statistics) entries(ctx context.Context, tx *store.Tx, scope access.Scope, ledger string, span month.Span, programmes []string) ([]room.Entry, error) {
	l, ok := s.ledgers[ledger]
	if !ok {
		return nil, nil
	}
	if l.Kind == room.Stock {
		span.From = span.Until.Previous()
	}
	type answer struct {
		entries []room.Entry
		err     error
	}
	if l.Of == nil {
		programmes = nil
	}
	kept := tx.Keep(fmt.Sprintf("statistics/%s/%s/%s/%s/%s", ledger, scope.Division(), span.From, span.Until, programmes), func() any {
		if len(programmes) > 0 {
			entries, err := l.Of(ctx, tx, scope, span, programmes)
			return answer{entries, err}
		}
		entries, err := l.Entries(ctx, tx, scope, span)
		return answer{entries, err}
	}).(answer)
	if kept.err != nil {
		return nil, fmt.Errorf("read ledger %s: %w", ledger, kept.err)
	}
	return kept.entries, nil
}

// values counts figures. What they come to is kept until the ledgers that they are counted from change.
func (r *reading) values(figures []Figure) ([]Value, error) {
	kept, err := store.Kept(r.ctx, r.tx, r.keyOf(figures), func() (tallies, error) {
		values, err := r.counted(figures)
		found := make(tallies, len(values))
		for i, v := range values {
			found[i] = tally{v.Number, v.Rows, v.Lack}
		}
		return found, err
	})
	if err != nil {
		return nil, err
	}
	values := make([]Value, len(figures))
	for i, f := range figures {
		values[i] = Value{Figure: f, Number: kept[i].number, Rows: kept[i].rows, Lack: kept[i].lack, Ledger: r.ledgers[f.Ledger]}
	}
	return values, nil
}

// keyOf tells these figures, in the sight of the officer, from all others.
func (r *reading) keyOf(figures []Figure) string {
	var text []byte
	for _, f := range figures {
		for _, word := range []string{f.Ledger, string(f.Measure), string(f.Division), f.Programme, f.Class, f.Item} {
			text = append(binary.AppendUvarint(text, uint64(len(word))), word...)
		}
		text = binary.AppendVarint(binary.AppendVarint(text, int64(f.Span.From)), int64(f.Span.Until))
	}
	return fmt.Sprintf("statistics/%s/%s/%x", r.by.Role, r.by.Division, sha256.Sum256(text))
}

// A tally is what a figure came to.
type tally struct {
	number int64
	rows   int
	lack   string
}

// tallies are kept together.
type tallies []tally

// Weight is about what they take in memory, in kilobytes.
func (t tallies) Weight() int { return len(t) * 32 / 1000 }

// counted counts figures anew.
func (r *reading) counted(figures []Figure) ([]Value, error) {
	values := make([]Value, len(figures))
	books := map[bookKey][]int{}
	for i, f := range figures {
		values[i] = Value{Figure: f, Ledger: r.ledgers[f.Ledger], Lack: r.lacking(f.Ledger)}
		if values[i].Lack == "" {
			key := bookKey{ledger: f.Ledger}
			if values[i].Ledger.Kind == room.Stock {
				key.at = f.Span.Until
			}
			key.added = values[i].Ledger.Subtotals != nil && f.Measure.additive()
			books[key] = append(books[key], i)
		}
	}
	for key, asked := range books {
		if err := r.count(key, asked, values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// A bookKey is what is read together: a flow over all spans asked for, a stock once for each of its days; where the
// ledger keeps subtotals and they will do, those.
type bookKey struct {
	ledger string
	at     month.Month // of a stock, the month behind the span
	added  bool
}

func (r *reading) count(key bookKey, asked []int, values []Value) error {
	span := values[asked[0]].Span
	groups := map[Figure]*group{}
	for _, i := range asked {
		v := &values[i]
		span.From, span.Until = min(span.From, v.Span.From), max(span.Until, v.Span.Until)
		filter := v.Figure
		filter.Measure = ""
		g := groups[filter]
		if g == nil {
			g = &group{sieve: filter.sieve()}
			groups[filter] = g
		}
		g.counts = append(g.counts, v.Measure.count())
		g.values = append(g.values, v)
	}
	if key.at.Known() {
		span.Until = key.at
	}
	if key.added {
		return r.addSubtotals(key.ledger, span, groups)
	}
	return r.addEntries(key.ledger, span, groups)
}

func (r *reading) addEntries(ledger string, span month.Span, groups map[Figure]*group) error {
	l := r.ledgers[ledger]
	entries, err := r.entries(r.ctx, r.tx, r.by.Scope(l.Needs), ledger, span, programmesOf(groups))
	if err != nil {
		return err
	}
	sorted := byProgramme(entries)
	for _, g := range groups {
		for programme, some := range sorted {
			if g.programmes != nil && !slices.Contains(g.programmes, programme) {
				continue
			}
			for _, e := range some {
				if g.keeps(e, l.Kind) {
					g.add(e)
				}
			}
		}
		g.settle()
	}
	return nil
}

// byProgramme sorts entries by programme: most figures count one of them.
func byProgramme(entries []room.Entry) map[string][]*room.Entry {
	sorted := map[string][]*room.Entry{}
	for i := range entries {
		e := &entries[i]
		sorted[e.Programme] = append(sorted[e.Programme], e)
	}
	return sorted
}

// programmesOf are the programmes that all groups together ask for; none when one of them asks for all.
func programmesOf(groups map[Figure]*group) []string {
	var all []string
	for _, g := range groups {
		if g.programmes == nil {
			return nil
		}
		all = append(all, g.programmes...)
	}
	return unique(all)
}

func (r *reading) addSubtotals(ledger string, span month.Span, groups map[Figure]*group) error {
	l := r.ledgers[ledger]
	subtotals, err := l.Subtotals(r.ctx, r.tx, r.by.Scope(l.Needs), span)
	if err != nil {
		return fmt.Errorf("read subtotals of ledger %s: %w", ledger, err)
	}
	for _, g := range groups {
		for _, x := range subtotals {
			e := room.Entry{Day: x.Day, Division: x.Division, Programme: x.Programme, Class: x.Class, Item: x.Item}
			if !g.keeps(&e, l.Kind) {
				continue
			}
			g.rows += int(x.Entries)
			for _, c := range g.counts {
				c.total += map[Measure]int64{Times: x.Persons, Entries: x.Entries, Yuan: int64(x.Amount)}[c.measure]
			}
		}
		g.settle()
	}
	return nil
}

// A group is the figures of one filter, which differ in their measure alone.
type group struct {
	sieve
	counts []*count
	values []*Value
	rows   int
}

func (g *group) add(e *room.Entry) {
	g.rows++
	for _, c := range g.counts {
		c.add(e)
	}
}

// settle writes down what was counted.
func (g *group) settle() {
	for i, v := range g.values {
		v.Number, v.Rows = g.counts[i].total, g.rows
	}
}

// grouped prints 1234567 as 1,234,567.
func grouped(n int64) string {
	digits, sign := fmt.Sprint(n), ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
