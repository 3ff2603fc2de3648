package benefit

import (
	"context"
	"fmt"
	"iter"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

// A register is every award of the county with what counts in a month, read table by table: for a run, which decides on
// thousands of households at once. Of a few, standingsOf and Gather ask less.
type register struct {
	month  month.Month
	awards []registered
	at     map[string]int   // their places by id
	of     map[string]int   // the place of a holder's award with the smallest id; the others follow it
	covers map[string][]int // places of the households' awards in force that cover a person
}

// A registered is one award as a register has it.
type registered struct {
	id, programme string
	holder        Holder
	ordinal       int
	granted       division.Code
	next          int     // the place of the holder's next award by id; -1: none
	begun, before started // the last term begun by the month, and by the month before it
	heads         int     // covered by the term begun
	class         Classed
	classed       int  // ordinal of the last term begun by the month that has a class, whose it is
	last          Term // the last of all
}

// started is what of a term that has begun tells whether it is in force.
type started struct {
	ordinal int
	act     Act
}

func (s started) inForce() bool { return s.ordinal > 0 && s.act != Stop }

// readRegister reads the awards of the county for a month. The lines and covered persons of last terms are read on
// request: only proposals are worded by them.
func readRegister(ctx context.Context, tx *store.Tx, m month.Month, worded bool) (*register, error) {
	r := &register{month: m, at: map[string]int{}, of: map[string]int{}, covers: map[string][]int{}}
	reading := registerReading{register: r, words: store.Words{}, months: map[string]month.Month{}, worded: worded}
	for _, table := range []struct {
		statement string
		take      func(store.Row) error
		wanted    bool
	}{
		{`SELECT id, programme, unit, holder, ordinal, division FROM benefit_award WHERE county = $1 ORDER BY id DESC`, reading.award, true},
		{`SELECT award, ordinal, act, from_month, class, class_reason, class_default, amount, source FROM benefit_term WHERE county = $1`, reading.term, true},
		{`SELECT award, ordinal, person, heads, COALESCE(share, 0), CASE WHEN share IS NULL THEN 1 ELSE 0 END FROM benefit_covered WHERE county = $1 ORDER BY award, ordinal, place`, reading.covered, true},
		{`SELECT award, ordinal, code, term, person, fen, why FROM benefit_line WHERE county = $1 ORDER BY award, ordinal, place`, reading.line, worded},
	} {
		if !table.wanted {
			continue
		}
		if err := tx.Each(ctx, table.statement, []any{tx.County()}, table.take); err != nil {
			return nil, fmt.Errorf("read the awards of the county: %w", err)
		}
	}
	return r, nil
}

// registerReading is a register being read.
type registerReading struct {
	*register
	words  store.Words
	months map[string]month.Month
	worded bool
	hint   int // the place of the award found before: the next row is often of the same
}

func (r *registerReading) award(row store.Row) error {
	a := registered{
		id: string(row.Text(0)), programme: r.words.Of(row.Text(1)), ordinal: int(row.Whole(4)),
		holder:  Holder{Unit: Unit(r.words.Of(row.Text(2))), ID: string(row.Text(3))},
		granted: division.Code(r.words.Of(row.Text(5))),
	}
	a.next = -1
	if next, ok := r.of[a.holder.ID]; ok {
		a.next = next
	}
	r.at[a.id], r.of[a.holder.ID] = len(r.awards), len(r.awards)
	r.awards = append(r.awards, a)
	return nil
}

// find is the award that a row of another table is about; nil where it is not among those read.
func (r *registerReading) find(id []byte) (a *registered, place int) {
	if r.hint < len(r.awards) && r.awards[r.hint].id == string(id) {
		return &r.awards[r.hint], r.hint
	}
	place, ok := r.at[string(id)]
	if !ok {
		return nil, 0
	}
	r.hint = place
	return &r.awards[place], place
}

func (r *registerReading) term(row store.Row) error {
	a, _ := r.find(row.Text(0))
	from, err := r.monthOf(row.Text(3))
	if a == nil || err != nil {
		return err
	}
	t := Term{
		Ordinal: int(row.Whole(1)), Act: Act(r.words.Of(row.Text(2))), From: from, Amount: money.Fen(row.Whole(7)),
		Class:  Classed{Class: Class(r.words.Of(row.Text(4))), Reason: r.words.Of(row.Text(5)), Default: row.Whole(6) == 1},
		Source: Source{Kind: SourceKind(r.words.Of(row.Text(8)))},
	}
	if t.Ordinal > a.last.Ordinal {
		a.last = t
	}
	if from < r.month && t.Ordinal > a.before.ordinal {
		a.before = started{t.Ordinal, t.Act}
	}
	if from <= r.month && t.Ordinal > a.begun.ordinal {
		a.begun = started{t.Ordinal, t.Act}
	}
	if from <= r.month && t.Class.Class != "" && t.Ordinal > a.classed {
		a.class, a.classed = t.Class, t.Ordinal
	}
	return nil
}

func (r *registerReading) monthOf(text []byte) (month.Month, error) {
	if known, ok := r.months[string(text)]; ok {
		return known, nil
	}
	m, err := month.Parse(string(text))
	r.months[string(text)] = m
	return m, err
}

func (r *registerReading) covered(row store.Row) error {
	a, place := r.find(row.Text(0))
	if a == nil {
		return nil
	}
	ordinal, heads := int(row.Whole(1)), int(row.Whole(3))
	if a.begun.inForce() && ordinal == a.begun.ordinal {
		a.heads += heads
		if person := row.Text(2); a.holder.Unit == Household && len(person) > 0 {
			r.covers[string(person)] = append(r.covers[string(person)], place)
		}
	}
	if r.worded && ordinal == a.last.Ordinal {
		c := Covered{Person: string(row.Text(2)), Count: heads}
		if row.Whole(5) == 0 {
			share := money.Fen(row.Whole(4))
			c.Share = &share
		}
		a.last.Covered = append(a.last.Covered, c)
	}
	return nil
}

func (r *registerReading) line(row store.Row) error {
	a, _ := r.find(row.Text(0))
	if a == nil || int(row.Whole(1)) != a.last.Ordinal {
		return nil
	}
	a.last.Lines = append(a.last.Lines, Line{
		Code: r.words.Of(row.Text(2)), Term: r.words.Of(row.Text(3)), Person: string(row.Text(4)), Fen: money.Fen(row.Whole(5)), Why: r.words.Of(row.Text(6)),
	})
	return nil
}

// heldBy gives the awards that a holder has or had, by id.
func (r *register) heldBy(holder Holder) iter.Seq[*registered] {
	return func(yield func(*registered) bool) {
		place, ok := r.of[holder.ID]
		for ; ok && place >= 0; place = r.awards[place].next {
			if a := &r.awards[place]; a.holder == holder && !yield(a) {
				return
			}
		}
	}
}

// standing is what stands in a slot, as far as a proposal asks: the latest award with its last term.
func (r *register) standing(s slot) standing {
	var latest standing
	for a := range r.heldBy(s.holder) {
		if a.programme == s.programme && a.ordinal > latest.ordinal {
			latest = standing{award: a.id, ordinal: a.ordinal, terms: []Term{a.last}}
		}
	}
	return latest
}

// holding adds what a holder has in force in the month, for the family that the holder is or lives in.
func (r *register) holding(list []Holding, by Holder) []Holding {
	for a := range r.heldBy(by) {
		if !a.begun.inForce() {
			continue
		}
		h := Holding{Award: a.id, Programme: a.programme, Heads: a.heads}
		if by.Unit == Person {
			h.Person = by.ID
		}
		list = append(list, h)
	}
	return list
}

// holds tells whether a holder has an award of a programme in force in the month.
func (r *register) holds(programme string, by Holder) bool {
	for a := range r.heldBy(by) {
		if a.programme == programme && a.begun.inForce() {
			return true
		}
	}
	return false
}

// classOf is the class of the last term of the household's latest award in the programme, whether or not it was stopped
// since: a stop does not change what was decided.
func (r *register) classOf(household, programme string) (class Classed, ok bool) {
	ordinal := 0
	for a := range r.heldBy(Holder{Household, household}) {
		if a.programme == programme && a.classed > 0 && a.ordinal > ordinal {
			class, ordinal, ok = a.class, a.ordinal, true
		}
	}
	return class, ok
}
