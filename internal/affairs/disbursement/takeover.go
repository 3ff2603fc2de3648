package disbursement

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// Founding is leave to fill the books of a county that is being founded. No
// officer has it: founding is work of the program at the machine itself.
// 转入历史发放.
var Founding = access.Permission{Name: "disbursement.found", Term: "转入历史发放"}

// takeoverAct is the act under which the activity log keeps a roster that was
// taken over, with its digest.
const takeoverAct = "disbursement.takeover"

// A Takeover says which months before this one are taken over, and from which
// book.
//
// 历史发放转入.
type Takeover struct {
	Months month.Span
	Note   string // the book, as pages name it: 2023年11月至2026年10月历史台账
}

// A Sum is what an act on many rosters wrote.
//
// 转入合计.
type Sum struct {
	Rosters int
	Figures
}

// TakeOver draws up the rosters of months that were paid before the county kept
// its books here: for each programme and month the awards of the register that
// were in force, with names, places and accounts as they were then. They are
// marked as taken over; nobody signed them here and there is no bank file. Each
// is sealed with the digest of its lines, so that a later change shows, and
// logged with it. The next month is prepared on them like on signed ones.
//
// 历史台账转入.
//
// It returns fault.Denied to everybody but the program; fault.Invalid for months
// that are not over, or a programme without a fund; fault.Conflict when there is
// a roster of one of the months or a later one already.
func (d *Disbursement) TakeOver(ctx context.Context, tx *store.Tx, by access.Actor, t Takeover) (Sum, error) {
	if err := by.Require(Founding, county(tx)); err != nil {
		return Sum{}, err
	}
	if t.Months.Empty() || t.Months.Until > month.Of(tx.Today()) || t.Note == "" {
		return Sum{}, fault.Invalid("month", "历史发放只能转入本月以前的月份，并写明来自哪本台账")
	}
	if err := d.untouched(ctx, tx, t.Months.From); err != nil {
		return Sum{}, err
	}
	p, err := readPast(ctx, tx, t.Months)
	if err != nil {
		return Sum{}, fmt.Errorf("take over rosters: %w", err)
	}
	taking := taking{Takeover: t, d: d, tx: tx, by: by, past: p}
	for _, programme := range d.register.Programmes() {
		if err := taking.programme(ctx, programme); err != nil {
			return Sum{}, fmt.Errorf("take over rosters of %s: %w", programme.Code, err)
		}
	}
	return taking.sum, nil
}

// untouched refuses when rosters from a month on are there.
func (d *Disbursement) untouched(ctx context.Context, tx *store.Tx, from month.Month) error {
	var last month.Month
	if err := tx.QueryRow(ctx, `SELECT max(month) FROM disbursement_roster WHERE county = $1`, tx.County()).Scan(&last); err != nil {
		return fmt.Errorf("find the last roster: %w", err)
	}
	if last >= from {
		return fault.Conflict("已有%s的发放名册，只能转入以后还没有名册的月份", last.Term())
	}
	return nil
}

// A taking is rosters being taken over.
type taking struct {
	Takeover
	d    *Disbursement
	tx   *store.Tx
	by   access.Actor
	past *past
	sum  Sum
}

// programme takes over one programme month after month, each compared with the
// one before.
func (t *taking) programme(ctx context.Context, programme benefit.Programme) error {
	awards := t.past.of(programme.Code)
	if len(awards) == 0 {
		return nil
	}
	before := t.Months.From.Previous()
	last, lastRoster := t.past.lines(awards, before), ""
	for m := t.Months.From; m < t.Months.Until; m++ {
		lines := t.past.lines(awards, m)
		if len(lines) == 0 {
			last, lastRoster = nil, ""
			continue
		}
		fund, err := t.d.fund(t.tx, programme, m)
		if err != nil {
			return err
		}
		e := edition{number: 1, basis: BasisBooks, lastRoster: lastRoster, last: count(last), lines: lines, changes: compare(last, lines)}
		t.past.nameCauses(m, e.changes)
		roster := Roster{
			Programme: programme.Code, Term: programme.Term, Short: programme.Short, Unit: programme.Unit,
			Fund: fund.Is, FundTerm: fund.Entry.Text, Month: m,
		}
		if roster, err = t.roster(ctx, roster, e); err != nil {
			return fmt.Errorf("%s: %w", m, err)
		}
		last, lastRoster = lines, roster.ID
	}
	return nil
}

// roster writes one roster with its seal.
func (t *taking) roster(ctx context.Context, r Roster, e edition) (Roster, error) {
	if err := balance(e.basis, e.last, e.changes, count(e.lines)).Check(); err != nil {
		return r, err
	}
	r, err := begin(ctx, t.tx, r)
	if err != nil {
		return r, err
	}
	if err := writeEdition(ctx, t.tx, r.ID, e, mark(t.by, t.tx.Now())); err != nil {
		return r, err
	}
	s := seal{Figures: count(e.lines), digest: digest(bankFile(e.lines, r.Purpose())), note: t.Note}
	if err := writeTakeover(ctx, t.tx, r, s, mark(t.by, t.tx.Now())); err != nil {
		return r, err
	}
	if err := writeSums(ctx, t.tx, r.ID, e.number, e.lines); err != nil {
		return r, err
	}
	t.sum.Rosters, t.sum.Figures = t.sum.Rosters+1, t.sum.Plus(s.Figures)
	kept := details(r, e.number, s.Figures)
	kept["digest"], kept["note"] = s.digest, s.note
	return r, audit.Append(ctx, t.tx, t.by, audit.Entry{
		Act: takeoverAct, Subject: "disbursement.roster", SubjectID: r.ID, Division: county(t.tx), Details: kept,
	})
}

// nameCauses gives each change that has no cause yet the sentence of the act
// that made it.
func (p *past) nameCauses(m month.Month, changes []Change) {
	for i := range changes {
		c := &changes[i]
		if c.Cause != "" {
			continue
		}
		at, _ := slices.BinarySearchFunc(p.awards, c.Award, func(a *pastAward, id string) int { return cmp.Compare(a.ID, id) })
		if term, ok := p.awards[at].in(m); ok {
			c.Cause = term.Cause
		}
		c.Cause = cmp.Or(c.Cause, "历史台账未写明原因")
	}
}
