package benefit

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Redecision is one application of a programme's law to every household of a division, with an award or without: who
// would qualify and is not in, who is in and would not qualify, of whom too little is known. It proposes nothing and
// touches no money. 全县测算.
type Redecision struct {
	ID        string
	Month     month.Month
	Programme string
	Division  division.Code // the officer's: the county or a township
	Law       string        // the version of the values and formulas applied
	Known     time.Time     // the books as they were then
	Author    string
	By        string
	At        time.Time
	Counts    []Count // by division, outcome and whether in
}

// A Footing is how a holder stands in a programme in a month. 享受情况.
type Footing string

// The footings.
const (
	In     Footing = "in"     // 正在享受: has an award in force
	Out    Footing = "out"    // 未享受
	Barred Footing = "barred" // 享受互斥待遇: has none, and in the family another is in force that may not be held beside it
)

// A Count is how many holders of a division a redecision came to the same about.
type Count struct {
	Division division.Code // a village or community
	Outcome  Outcome
	Footing  Footing
	Holders  int
	Amount   money.Fen // per month, by the law; zero unless eligible
}

// A Prospect is what a redecision found in a division and all below it. 测算结果.
type Prospect struct {
	Holders   int       // all
	Eligible  int       // qualify
	Outside   int       // of them without an award in force and with none that excludes it
	Barred    int       // of them without an award in force, but with one that excludes it
	Due       money.Fen // per month, by the law, for those outside
	Refused   int       // do not qualify
	RefusedIn int       // of them with an award in force
	Unknown   int       // too little is known
	UnknownIn int       // of them with an award in force
}

// In adds up what was found in a division and below it.
func (r Redecision) In(at division.Code) Prospect {
	var p Prospect
	for _, c := range r.Counts {
		if !at.Contains(c.Division) {
			continue
		}
		p.Holders += c.Holders
		switch {
		case c.Outcome == Eligible:
			p.Eligible += c.Holders
			p.Barred += flag(c.Footing == Barred) * c.Holders
			if c.Footing == Out {
				p.Outside, p.Due = p.Outside+c.Holders, p.Due+c.Amount
			}
		case c.Outcome == Refused:
			p.Refused += c.Holders
			p.RefusedIn += flag(c.Footing == In) * c.Holders
		default:
			p.Unknown += c.Holders
			p.UnknownIn += flag(c.Footing == In) * c.Holders
		}
	}
	return p
}

// redecideAct is the name of the act in the activity log.
const redecideAct = "benefit.redecide"

// Redecide applies the law of a month to every household that is in the actor's division on its first day, programme by
// programme, and keeps a record of 32 bytes for each decision, from which and from the books of the time every one of
// them can be explained. Records that say what earlier ones said are not written again.
//
// The books are read on one unchanging view before anything is written, so officers go on working meanwhile.
//
// It returns fault.Denied without benefit.propose in the actor's division and fault.Invalid when m is unknown or a
// programme has no law for it.
func (b *Benefit) Redecide(ctx context.Context, by access.Actor, m month.Month) ([]Redecision, error) {
	if err := by.Require(Proposing, by.Division); err != nil {
		return nil, err
	}
	if !m.Known() {
		return nil, fault.Invalid("month", "请填写要测算的月份，例如 2026-11")
	}
	var all []*redeciding
	err := b.db.Read(ctx, func(tx *store.Tx) error {
		all = nil
		register, err := readRegister(ctx, tx, m, false)
		if err != nil {
			return err
		}
		for _, programme := range b.programmes {
			if programme.Assess == nil {
				continue
			}
			d := newRedeciding(by, m, tx.Now(), programme, register, b.pairs)
			if err := d.decide(ctx, tx); err != nil {
				return fmt.Errorf("redecide %s for %s: %w", programme.Code, m, err)
			}
			all = append(all, d)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	found := make([]Redecision, len(all))
	err = b.db.Write(ctx, func(tx *store.Tx) error {
		for i, d := range all {
			if err := d.write(ctx, tx, by); err != nil {
				return err
			}
			found[i] = d.Redecision
		}
		return nil
	})
	return found, err
}

// A redeciding is a redecision on its way.
type redeciding struct {
	Redecision
	scope      access.Scope
	programme  Programme
	register   *register
	pairs      Compatibilities
	conditions conditions
	batches    []*decided // in the order of the households
}

func newRedeciding(by access.Actor, m month.Month, known time.Time, p Programme, r *register, pairs Compatibilities) *redeciding {
	return &redeciding{
		Redecision: Redecision{Month: m, Programme: p.Code, Division: by.Division, Known: known, Author: by.ID, By: by.Name},
		scope:      by.Scope(Proposing), programme: p, register: r, pairs: pairs,
	}
}

// decide reads the families one after the other and has them decided beside the reading, a batch at a time: the law is a
// pure function, so it may be applied to several at once.
func (d *redeciding) decide(ctx context.Context, tx *store.Tx) error {
	s, err := newSweep(ctx, tx, d.scope, d.programme.Code, d.register, nil)
	if err != nil {
		return err
	}
	waiting := make(chan *decided, 4)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for batch := range waiting {
				batch.decide(d)
			}
		})
	}
	batch := &decided{}
	hand := func() {
		if len(batch.families) > 0 {
			d.batches = append(d.batches, batch)
			waiting <- batch
			batch = &decided{}
		}
	}
	err = s.families(ctx, nil, func(f Family) error {
		if batch.families = append(batch.families, f); len(batch.families) == decidedTogether {
			hand()
		}
		return nil
	})
	hand()
	close(waiting)
	work.Wait()
	if err != nil {
		return err
	}
	return d.sum()
}

// decidedTogether is how many families are decided before others get their turn.
const decidedTogether = 512

// A decided is a batch of families and what was decided about them.
type decided struct {
	families []Family
	list     []decision
	err      error
}

// A decision is what the law says about one holder.
type decision struct {
	holder    string
	division  division.Code
	footing   Footing
	outcome   Outcome
	amount    money.Fen
	distance  money.Fen
	condition string
	law       string
	digest    [16]byte // the beginning of the SM3 of the facts
}

// decide applies the law to the families of the batch, and lets go of them.
func (batch *decided) decide(d *redeciding) {
	for _, f := range batch.families {
		for _, holder := range d.holders(f) {
			a, err := assessed(d.programme, f, d.Month, candidate{holder: holder}, nil)
			if err != nil {
				batch.err = err
				return
			}
			batch.list = append(batch.list, decision{
				holder: holder.ID, division: f.Division, footing: d.footing(f, holder), outcome: a.Outcome, amount: a.Amount,
				distance: a.Distance, condition: a.Condition, law: a.Law, digest: shortDigestOf(a.Facts),
			})
		}
	}
	batch.families = nil
}

// footing is how a holder stands in the programme.
func (d *redeciding) footing(f Family, holder Holder) Footing {
	if d.register.holds(d.programme.Code, holder) {
		return In
	}
	for _, h := range f.Held {
		if _, clash := d.pairs.clash(d.programme.Code, h.Programme, f.Division, d.Month); clash {
			return Barred
		}
	}
	return Out
}

// holders are whom the programme would pay in a family.
func (d *redeciding) holders(f Family) []Holder {
	if d.programme.Unit == Household {
		return []Holder{{Household, f.Household}}
	}
	persons := make([]Holder, len(f.Members))
	for i, m := range f.Members {
		persons[i] = Holder{Person, m.Person}
	}
	return persons
}

// sum counts the decisions.
func (d *redeciding) sum() error {
	type key struct {
		at      division.Code
		outcome Outcome
		footing Footing
	}
	counts := map[key]Count{}
	for _, batch := range d.batches {
		if batch.err != nil {
			return batch.err
		}
		for _, x := range batch.list {
			k := key{x.division, x.outcome, x.footing}
			c := counts[k]
			counts[k] = Count{Division: k.at, Outcome: k.outcome, Footing: k.footing, Holders: c.Holders + 1, Amount: c.Amount + x.amount}
			d.Law = x.law
		}
	}
	for _, c := range counts {
		d.Counts = append(d.Counts, c)
	}
	slices.SortFunc(d.Counts, inCountOrder)
	return nil
}

// write puts the redecision on the books.
func (d *redeciding) write(ctx context.Context, tx *store.Tx, by access.Actor) error {
	d.ID, d.At = tx.NewID(), tx.Now()
	parts, err := d.parts()
	if err != nil {
		return err
	}
	if err := writeRedecision(ctx, tx, d.Redecision, d.conditions, parts); err != nil {
		return fmt.Errorf("write redecision of %s: %w", d.Month, err)
	}
	p := d.In(d.Division)
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: redecideAct, Subject: "redecision", SubjectID: d.ID, Division: by.Division,
		Details: map[string]string{
			"month": d.Month.String(), "programme": d.Programme, "holders": strconv.Itoa(p.Holders),
			"eligible": strconv.Itoa(p.Eligible), "outside": strconv.Itoa(p.Outside), "unknown": strconv.Itoa(p.Unknown),
		},
	})
}
