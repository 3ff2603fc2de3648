package disbursement

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/store"
)

// A sight is a roster as one reader sees it: of the lines and changes, those in
// the reader's division. Pages, files and tables are all made from it, so none
// shows what another hides.
type sight struct {
	Roster
	scope   access.Scope
	whole   bool // the reader sees the whole county
	lines   []Line
	changes []Change // with those that holds make
	balance Balance
	dead    deaths // whose numbers stand on notices of death; of a settled roster nobody is looked up
	digest  string // SM3 of the bank file, once submitted; only for who sees the whole
}

// look reads a roster for an actor.
//
// It returns fault.Denied without disbursement.read, and fault.NotFound for a
// roster that is not there.
func look(ctx context.Context, tx *store.Tx, by access.Actor, id string) (sight, error) {
	if err := by.Require(Read, by.Division); err != nil {
		return sight{}, err
	}
	r, err := rosterByID(ctx, tx, id)
	if err != nil {
		return sight{}, err
	}
	s := sight{Roster: r, scope: by.Scope(Read), whole: by.May(Read, county(tx))}
	if s.lines, err = linesOf(ctx, tx, s.scope, r.ID, r.Edition()); err != nil {
		return s, err
	}
	if s.changes, err = changesOf(ctx, tx, s.scope, r.ID, r.Edition()); err != nil {
		return s, err
	}
	s.changes = append(s.changes, holdings(s.lines)...)
	sortChanges(s.changes)
	if !r.settled() {
		if s.dead, err = readDeaths(ctx, tx, s.scope); err != nil {
			return s, err
		}
	}
	if err := s.reckon(ctx, tx); err != nil {
		return s, err
	}
	return s, s.balance.Check()
}

// reckon draws up the balance. In a part of the county, last month's figures are
// what this month's come to without the changes.
func (s *sight) reckon(ctx context.Context, tx *store.Tx) error {
	e, err := standing(ctx, tx, s.ID, s.Edition())
	if err != nil {
		return err
	}
	s.balance = balance(e.basis, e.last, s.changes, count(paid(s.lines)))
	if !s.whole {
		s.balance.Last = s.balance.This
		for _, effect := range s.balance.Effects {
			s.balance.Last = s.balance.Last.Minus(effect)
		}
		return nil
	}
	switch s.State() {
	case StateSubmitted, StatePassed, StateSigned:
		submitted, err := submissionOf(ctx, tx, s.Roster)
		s.digest = submitted.digest
		return err
	case StateTakenOver:
		taken, err := takeoverOf(ctx, tx, s.Roster)
		s.digest = taken.Digest
		return err
	}
	return nil
}

// Counted is what is paid, in words: "180户311人".
func (s sight) Counted() string { return s.counted(s.Paid()) }

// Paid is what is paid of the lines in sight.
func (s sight) Paid() Figures { return s.balance.This }

// Held is the number of lines in sight that are held out.
func (s sight) Held() int { return len(s.lines) - len(paid(s.lines)) }

// Digest is the SM3 of the bank file, empty before submission.
func (s sight) Digest() string { return s.digest }

// Whole tells whether the reader sees the whole county.
func (s sight) Whole() bool { return s.whole }

// path is the address of the roster's page.
func (s sight) path() string { return "/disbursement/" + s.ID }

// tables are the roster's tables, by the name under which they are exported.
func (s sight) tables() map[string]report.Table {
	return map[string]report.Table{
		"totals":    townTotals(s.Roster, s.lines, s.path()),
		"payees":    payeeTotals(s.Roster, s.lines),
		"statement": s.balance.statement(s.Roster, true),
		"changes":   changeTable(s.Roster, s.changes),
	}
}

// An item is a line as the list shows it, with what is wrong with it.
type item struct {
	Line
	Problems []Problem
}

// Kind sorts an item: what cannot be paid stands first.
func (i item) Kind() string {
	switch {
	case i.Hold != nil:
		return "held"
	case len(i.Problems) == 0:
		return "sound"
	case i.Problems[0].Blocking:
		return "blocking"
	}
	return "warning"
}

var itemOrder = []string{"blocking", "warning", "held", "sound"}

// items are the lines in sight with their problems, the worst first.
func (s sight) items() []item {
	problems := map[int][]Problem{}
	for _, p := range check(s.lines, s.Month, s.dead) {
		problems[p.Serial] = append(problems[p.Serial], p)
	}
	items := make([]item, len(s.lines))
	for i, l := range s.lines {
		items[i] = item{l, problems[l.Serial]}
	}
	slices.SortStableFunc(items, func(a, b item) int {
		return cmp.Compare(slices.Index(itemOrder, a.Kind()), slices.Index(itemOrder, b.Kind()))
	})
	return items
}

// A sieve narrows the list of lines.
type sieve struct {
	inside division.Code // a township or village; none: all
	kind   string        // blocking, warning, held; empty: all
}

func (f sieve) keep(items []item) []item {
	return slices.DeleteFunc(items, func(i item) bool {
		return f.inside != "" && !f.inside.Contains(i.Village) || f.kind != "" && f.kind != i.Kind()
	})
}

// Describe tells in plain lines how a roster stands: its state, its balance,
// and what is wrong with its lines; for the command line.
//
// It returns the faults of reading a roster: fault.Denied, fault.NotFound.
func (d *Disbursement) Describe(ctx context.Context, by access.Actor, roster string) (string, error) {
	var s sight
	err := d.db.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = look(ctx, tx, by, roster)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("describe roster %s: %w", roster, err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s（%s）\n%s\n", s.Title(), s.FundTerm, s.Situation())
	row := func(name string, f Figures) {
		fmt.Fprintf(&b, "  %s\t%s\t%s\n", name, strings.Replace(s.counted(f), "户", "户\t", 1), f.Amount)
	}
	row("上月实发（"+s.balance.Basis.Term()+"）", s.balance.Last)
	for _, m := range movements {
		if s.balance.Counts[m] > 0 {
			row(fmt.Sprintf("%s（%d%s次）", m.Term(), s.balance.Counts[m], s.Counter()), s.balance.Effects[m])
		}
	}
	row("本月实发", s.Paid())
	fmt.Fprintf(&b, "  大写\t%s\n", s.Paid().Amount.Formal())
	for _, p := range check(s.lines, s.Month, s.dead) {
		mark := "提醒"
		if p.Blocking {
			mark = "须处理"
		}
		fmt.Fprintf(&b, "  %s\t%s\n", mark, p.Message)
	}
	return strings.TrimRight(b.String(), "\n"), nil
}
