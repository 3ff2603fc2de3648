package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// A Preparation asks for the roster of a programme and month to be drafted.
type Preparation struct {
	Programme string
	Month     month.Month
	// Version is that of the roster the preparer looked at: 0 when there was
	// none, Whatever when the preparer did not look.
	Version int
}

// Whatever is the version of a preparer who did not look at the roster before,
// as from the command line.
const Whatever = -1

// An edition is one drafting of a roster, complete.
type edition struct {
	number     int
	basis      Basis
	lastRoster string // last month's signed roster; empty when imported
	last       Figures
	lines      []Line
	changes    []Change
}

// Prepare drafts the roster of a programme for a month: it copies every award
// in force with its payee, and names every change since last month. Drafting
// again replaces an unsubmitted draft, or one that was returned, by a new
// edition that takes over its holds; it never makes a second roster.
//
// 编制发放名册.
//
// It returns fault.Denied without disbursement.prepare for the county;
// fault.Invalid for an unknown programme, month or fund, and when nothing is in
// force; fault.Conflict when the roster was submitted or signed, when somebody
// else acted on it meanwhile, when last month's roster is not signed yet or was
// left out, or when a later month is signed already.
func (d *Disbursement) Prepare(ctx context.Context, by access.Actor, p Preparation) (Roster, error) {
	var roster Roster
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := by.Require(Preparing, county(tx)); err != nil {
			return err
		}
		var err error
		roster, err = d.prepare(ctx, tx, by, p)
		return err
	})
	if err != nil {
		return Roster{}, fmt.Errorf("prepare roster of %s for %s: %w", p.Programme, p.Month, err)
	}
	return roster, nil
}

// PrepareAll drafts the rosters of a month of every programme that has anything
// in force then, one after the other, and gives those it drafted. A programme
// whose roster is out of the preparer's hands already is left as it is.
//
// It returns the faults of Prepare, for the first programme that has one; the
// rosters before it stay drafted. fault.Conflict says that there was none.
func (d *Disbursement) PrepareAll(ctx context.Context, by access.Actor, m month.Month) ([]Roster, error) {
	var drafted []Roster
	for _, p := range d.register.Programmes() {
		wanted, err := d.wanted(ctx, p.Code, m)
		if err != nil {
			return drafted, err
		}
		if !wanted {
			continue
		}
		r, err := d.Prepare(ctx, by, Preparation{Programme: p.Code, Month: m, Version: Whatever})
		if err != nil {
			return drafted, err
		}
		drafted = append(drafted, r)
	}
	if len(drafted) == 0 {
		return nil, fault.Conflict("%s没有可以编制的名册：各项目没有正在享受的对象，或名册已经报审、签批", m.Term())
	}
	return drafted, nil
}

// wanted tells whether a programme has anything in force in a month, and no
// roster that has gone on to the reviewer.
func (d *Disbursement) wanted(ctx context.Context, programme string, m month.Month) (wanted bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		rosters, err := rostersWhere(ctx, tx, `programme = $2 AND month = $3`, programme, m)
		if err != nil {
			return err
		}
		for _, r := range rosters {
			if state := r.State(); state != StateDrafted && state != StateReturned {
				return nil
			}
		}
		empty, err := idle(ctx, tx, programme, month.Span{From: m, Until: m.Next()})
		wanted = !empty
		return err
	})
	return wanted, err
}

func (d *Disbursement) prepare(ctx context.Context, tx *store.Tx, by access.Actor, p Preparation) (Roster, error) {
	named, err := d.heading(tx, p)
	if err != nil {
		return Roster{}, err
	}
	roster, err := open(ctx, tx, named, p.Version)
	if err != nil {
		return Roster{}, err
	}
	e, err := draft(ctx, tx, roster)
	if err != nil {
		return Roster{}, err
	}
	if err := writeEdition(ctx, tx, roster.ID, e, mark(by, tx.Now())); err != nil {
		return Roster{}, err
	}
	if err := carryHolds(ctx, tx, roster.ID, e); err != nil {
		return Roster{}, err
	}
	if err := audit.Append(ctx, tx, by, audit.Entry{
		Act: "disbursement.prepare", Subject: "disbursement.roster", SubjectID: roster.ID, Division: county(tx),
		Details: details(roster, e.number, count(e.lines)),
	}); err != nil {
		return Roster{}, err
	}
	return rosterByID(ctx, tx, roster.ID)
}

// heading fills what the roster is about, and checks that it can be.
func (d *Disbursement) heading(tx *store.Tx, p Preparation) (Roster, error) {
	programme, ok := d.register.Programme(p.Programme)
	if !ok {
		return Roster{}, fault.Invalid("programme", "没有代码为“%s”的待遇项目，请从列表中选择", p.Programme)
	}
	if !p.Month.Known() {
		return Roster{}, fault.Invalid("month", "请写明发放月份，例如 2026-11")
	}
	if next := month.Of(tx.Today()).Next(); p.Month > next {
		return Roster{}, fault.Invalid("month", "现在最远只能编制%s的名册", next.Term())
	}
	fund, err := d.fund(tx, programme, p.Month)
	if err != nil {
		return Roster{}, err
	}
	return Roster{
		Programme: programme.Code, Term: programme.Term, Short: programme.Short, Unit: programme.Unit,
		Fund: fund.Is, FundTerm: fund.Entry.Text, Month: p.Month,
	}, nil
}

// fund finds from which money the programme is paid in a month.
func (d *Disbursement) fund(tx *store.Tx, programme benefit.Programme, m month.Month) (rules.Value[string], error) {
	if d.funds.ClassTerm(programme.Code) == "" {
		return rules.Value[string]{}, fault.Invalid("programme", "没有规定%s由哪项资金支付，请先录入资金来源", programme.Term)
	}
	value := d.funds.At(county(tx), programme.Code, m)
	if !value.InForce() {
		return value, fault.Invalid("month", "%s", value.Lack())
	}
	return value, nil
}

// open finds the roster, or begins it, and makes sure that it may be drafted
// now. Nobody else can act on it until the transaction ends.
func open(ctx context.Context, tx *store.Tx, named Roster, version int) (Roster, error) {
	if err := lock(ctx, tx, named); err != nil {
		return Roster{}, err
	}
	roster, found, err := rosterOf(ctx, tx, named.Programme, named.Fund, named.Month)
	if err != nil {
		return Roster{}, err
	}
	if found {
		if err := mayRedraft(roster, version); err != nil {
			return Roster{}, err
		}
	} else if version > 0 {
		return Roster{}, fault.NotFound("没有这份名册，请从名册列表重新进入")
	}
	if err := inTurn(ctx, tx, named); err != nil {
		return Roster{}, err
	}
	if found {
		return roster, nil
	}
	return begin(ctx, tx, named)
}

// mayRedraft refuses a roster that is out of the preparer's hands, or that
// somebody else changed meanwhile.
func mayRedraft(roster Roster, version int) error {
	if err := roster.in("重新编制", StateDrafted, StateReturned); err != nil {
		return err
	}
	if version == Whatever {
		return nil
	}
	return roster.current(version)
}

// inTurn keeps the months in order, so that each month stands on a signed one:
// no month is left out once the programme is paid here, none is drafted before
// the one before it is signed, and none once a later one is signed.
func inTurn(ctx context.Context, tx *store.Tx, named Roster) error {
	others, err := rostersWhere(ctx, tx, `programme = $2 AND fund = $3 AND month <> $4`, named.Programme, named.Fund, named.Month)
	if err != nil {
		return err
	}
	for _, o := range others { // newest first
		signed := o.settled()
		switch {
		case o.Month > named.Month && signed:
			return fault.Conflict("%s已经签批，不能再编制%s的名册；以前月份少发的，请按补发办理", o.Title(), named.Month.Term())
		case o.Month > named.Month:
			continue
		case o.Month < named.Month.Previous():
			if idle, err := idle(ctx, tx, named.Programme, month.Span{From: o.Month.Next(), Until: named.Month}); err != nil || idle {
				return err
			}
			return fault.Conflict("%s之后还没有编制%s的名册，请按月依次办理", o.Title(), o.Month.Next().Term())
		case !signed:
			return fault.Conflict("%s现在是“%s”，还没有签批。请先办完上月，再编制%s的名册", o.Title(), o.State().Term(), named.Month.Term())
		}
		return nil
	}
	return nil
}

// idle tells whether nothing of a programme was due over some months, as with aid
// that is paid once: such months have no roster, and none is missing.
func idle(ctx context.Context, tx *store.Tx, programme string, months month.Span) (bool, error) {
	for m := months.From; m < months.Until; m++ {
		t, err := benefit.CountInForce(ctx, tx, access.Within(county(tx)), benefit.Query{Month: m, Programme: programme})
		if err != nil || t.Count > 0 {
			return false, err
		}
	}
	return true, nil
}

// draft copies what is due this month and compares it with what was paid last
// month.
func draft(ctx context.Context, tx *store.Tx, roster Roster) (edition, error) {
	e := edition{number: roster.Edition() + 1}
	var err error
	if e.lines, err = due(ctx, tx, roster.Programme, roster.Month); err != nil {
		return e, err
	}
	if len(e.lines) == 0 {
		return e, fault.Invalid("", "%s没有正在享受%s的对象，没有可以编制的内容。请先导入上月名册或确认待遇", roster.Month.Term(), roster.Term)
	}
	last, err := lastMonth(ctx, tx, roster, &e)
	if err != nil {
		return e, err
	}
	e.last = count(paid(last))
	e.changes = compare(last, e.lines)
	if err := nameCauses(ctx, tx, roster.Month, e.changes); err != nil {
		return e, err
	}
	return e, balance(e.basis, e.last, e.changes, count(e.lines)).Check()
}

// lastMonth gives last month's lines: those of its signed roster, or, where no
// roster of last month is kept here, the awards in force then.
func lastMonth(ctx context.Context, tx *store.Tx, roster Roster, e *edition) ([]Line, error) {
	previous, found, err := rosterOf(ctx, tx, roster.Programme, roster.Fund, roster.Month.Previous())
	if err != nil {
		return nil, err
	}
	if !found {
		e.basis = BasisImported
		return due(ctx, tx, roster.Programme, roster.Month.Previous())
	}
	e.basis, e.lastRoster = BasisSigned, previous.ID
	if previous.State() == StateTakenOver {
		e.basis = BasisBooks
	}
	return linesOf(ctx, tx, access.Within(county(tx)), previous.ID, previous.Edition())
}

// details is what the activity log keeps of an act on a roster.
func details(r Roster, edition int, f Figures) map[string]string {
	return map[string]string{
		"programme": r.Short, "fund": r.FundTerm, "month": r.Month.String(), "edition": fmt.Sprint(edition),
		"households": fmt.Sprint(f.Households), "people": fmt.Sprint(f.Persons), "amount": f.Amount.Plain(),
	}
}
