package intake

import (
	"context"
	"fmt"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// A Trial is what a file says and what taking it in would do, household by household, person by person or death by death.
type Trial struct {
	*Understood
	Name     string
	Mapping  string    // name of the mapping the file was read by; usually empty
	Outcomes []Outcome // one for each household, person or death

	levels []Level // the worst problem of each
}

// An Outcome is what becomes of one household, person or death of the file.
type Outcome struct {
	Household string // id in the register; empty when new and not taken in yet
	Person    string // id of whom a list of persons or deaths names; likewise
	New       bool   // not in the register before
	Held      bool   // left out because of an error
	Changed   bool   // something about it was news; known only after taking in
	Verdict   benefit.Verdict
}

// Tally counts the outcomes: those that can be taken in, and those held by an error.
func (t *Trial) Tally() (good, held int) {
	for _, o := range t.Outcomes {
		if o.Held {
			held++
		} else {
			good++
		}
	}
	return good, held
}

// Count gives how many problems there are of a level.
func (t *Trial) Count(l Level) int {
	n := 0
	for _, p := range t.Problems {
		if p.Level == l {
			n++
		}
	}
	return n
}

// Try reads a submission, holds it against the registers and tells what taking it in would do. It writes nothing.
//
// 试导入. It returns fault.Denied without [Importing] in the division, and fault.Invalid, with a sentence, for a file
// that is no such list at all.
func (k *Intake) Try(ctx context.Context, by access.Actor, s Submission) (*Trial, error) {
	if err := by.Require(Importing, s.Division); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	var t *Trial
	err := k.db.Read(ctx, func(tx *store.Tx) (err error) {
		if err := s.recall(ctx, tx); err != nil {
			return err
		}
		t, _, err = k.try(ctx, tx, by, s)
		return err
	})
	return t, err
}

// TryFile does for a file that was received what [Intake.Try] does for a submission; whoever may see the file may.
func (k *Intake) TryFile(ctx context.Context, by access.Actor, id string) (f File, t *Trial, err error) {
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		if f, err = One(ctx, tx, by.Scope(Read), id); err != nil {
			return err
		}
		s, err := submission(ctx, tx, by.Scope(Read), id)
		if err != nil {
			return err
		}
		t, _, err = k.try(ctx, tx, by, s)
		return err
	})
	return f, t, err
}

// try understands, matches, and asks the benefit register what the amounts would do.
func (k *Intake) try(ctx context.Context, tx *store.Tx, by access.Actor, s Submission) (*Trial, []match, error) {
	u, err := k.understand(ctx, tx, s)
	if err != nil {
		return nil, nil, err
	}
	t := &Trial{Understood: u, Name: s.Name, Mapping: s.Remembered.Name, Outcomes: make([]Outcome, u.entries())}
	found, err := k.hold(ctx, tx, by, t)
	if err != nil {
		return nil, nil, err
	}
	t.settle(found)
	return t, found, nil
}

// compare asks what the benefit register would say to the amounts of households it may know.
func (k *Intake) compare(ctx context.Context, tx *store.Tx, by access.Actor, t *Trial, found []match) error {
	var list []benefit.Imported
	var of []int
	for i := range t.Households {
		h := &t.Households[i]
		if !h.pays() {
			continue
		}
		if found[i].household == "" {
			t.Outcomes[i].Verdict = benefit.Verdict{Kind: benefit.TakenNew, Sentence: fmt.Sprintf("新登记待遇，每月%s", *h.Total)}
			continue
		}
		list, of = append(list, k.imported(t, h, found[i])), append(of, i)
	}
	verdicts, err := benefit.Compare(ctx, tx, by, list)
	if err != nil {
		return err
	}
	for n, v := range verdicts {
		t.Outcomes[of[n]].Verdict = v
		if v.Kind == benefit.TakenRefused {
			h := &t.Households[of[n]]
			t.add(t.located(Problem{Sheet: h.Sheet, Row: h.FirstRow, Kind: AwardContradicts, Says: v.Sentence, entry: of[n] + 1}))
		}
	}
	return nil
}

// settle says for each whether it can be taken in, and puts the problems in order.
func (t *Trial) settle(found []match) {
	t.levels = t.Levels()
	for i := range t.Outcomes {
		o := &t.Outcomes[i]
		o.Household, o.New = found[i].household, found[i].household == ""
		if !t.Kind.OfHouseholds() {
			o.Person, o.New = found[i].persons[0], found[i].persons[0] == ""
		}
		o.Held = t.levels[i] == Error
	}
	var sheets []string
	for _, s := range t.Sheets {
		sheets = append(sheets, s.Name)
	}
	sortProblems(t.Problems, sheets)
}

// pays tells whether the household is paid anything.
func (h *Household) pays() bool { return h.Total != nil && *h.Total > 0 }

// imported is what the roll says of the household, as the benefit register takes it.
func (k *Intake) imported(t *Trial, h *Household, m match) benefit.Imported {
	x := benefit.Imported{
		Programme: k.programme,
		Holder:    benefit.Holder{Unit: benefit.Household, ID: m.household},
		Division:  h.Division,
		Month:     t.Period,
		Amount:    *h.Total,
		Lines:     h.lines(),
		Covered:   h.coveredBy(t.Kind, m),
		File:      t.Name,
	}
	if h.Class != "" {
		x.Class = benefit.Classed{Class: h.Class, Reason: "名册载明"}
	}
	// A list without an account says nothing about where the money goes.
	if h.Account != "" {
		x.Payee = h.payee(m)
	}
	return x
}

// lines are the parts of the amount where the roll states them and they add up; otherwise the sum stands alone.
func (h *Household) lines() []benefit.Line {
	if h.Base == nil || h.TopUp == nil || *h.TopUp == 0 || *h.Base <= 0 || *h.Base+*h.TopUp != *h.Total {
		if h.Base != nil && *h.Base == *h.Total {
			return []benefit.Line{{Code: benefit.LineDifference, Term: "户月保障金", Fen: *h.Base}}
		}
		return nil
	}
	return []benefit.Line{
		{Code: benefit.LineDifference, Term: "户月保障金", Fen: *h.Base},
		{Code: benefit.LineTopUp, Term: "分类施保增发", Fen: *h.TopUp},
	}
}

// coveredBy names the covered persons where the list names all of them; otherwise it gives their number alone.
func (h *Household) coveredBy(kind Kind, m match) []benefit.Covered {
	if h.Covered == nil || *h.Covered < 1 {
		return nil
	}
	if kind != Families || *h.Covered != len(h.Members) {
		return []benefit.Covered{{Count: *h.Covered}}
	}
	var all []benefit.Covered
	for _, id := range m.persons {
		all = append(all, benefit.Covered{Person: id, Count: 1})
	}
	return all
}

// payee is who draws the money by the list: the household's head, unless it names another.
func (h *Household) payee(m match) *benefit.Payee {
	p := &benefit.Payee{Kind: benefit.PayHousehold, Name: h.Payee, Bank: h.Bank, Account: h.Account}
	head := h.Head()
	if p.Name == "" || p.Name == head.Name {
		p.Name = head.Name
		for i := range h.Members {
			if &h.Members[i] == head {
				p.Person = m.persons[i]
			}
		}
	}
	return p
}

// Paid is what the household is paid a month by the list.
func (h *Household) Paid() money.Fen {
	if h.Total == nil {
		return 0
	}
	return *h.Total
}
