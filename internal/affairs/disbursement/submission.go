package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A submission is what was laid before the reviewer.
type submission struct {
	Figures        // paid
	held    int64  // lines held out
	digest  string // of the bank file as it would be signed
	stamp   string
	Mark
}

// Submit lays a draft before the reviewer. From then on the edition does not
// change.
//
// 报审.
//
// It returns fault.Denied without disbursement.prepare, and to the system; a fault.List with a
// sentence for every line that cannot be paid as it stands; fault.Conflict when
// the roster is no draft, was acted on meanwhile, or when awards, accounts or
// last month's roster changed since it was drafted.
func (d *Disbursement) Submit(ctx context.Context, by access.Actor, roster string, version int) error {
	err := d.act(ctx, by, Preparing, roster, version, func(tx *store.Tx, r Roster) error {
		if err := r.in("报审", StateDrafted); err != nil {
			return err
		}
		if by.Role == access.Machine {
			return fault.Denied("报审要由人办理，系统不能代办")
		}
		lines, err := linesOf(ctx, tx, access.Within(county(tx)), r.ID, r.Edition())
		if err != nil {
			return err
		}
		dead, err := readDeaths(ctx, tx, access.Within(county(tx)))
		if err != nil {
			return err
		}
		if err := payable(r, lines, dead); err != nil {
			return err
		}
		if err := upToDate(ctx, tx, r, lines); err != nil {
			return err
		}
		payments := paid(lines)
		s := submission{
			Figures: count(payments), held: int64(len(lines) - len(payments)),
			digest: digest(bankFile(lines, r.Purpose())), stamp: tx.Stamp(), Mark: mark(by, tx.Now()),
		}
		if err := writeSubmission(ctx, tx, r, s); err != nil {
			return err
		}
		kept := details(r, r.Edition(), s.Figures)
		kept["held"], kept["digest"] = fmt.Sprint(s.held), s.digest
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "disbursement.submit", Subject: "disbursement.roster", SubjectID: r.ID, Division: county(tx), Details: kept,
		})
	})
	if err != nil {
		return fmt.Errorf("submit roster %s: %w", roster, err)
	}
	return nil
}

// payable refuses lines that the bank could not pay, all of them at once.
func payable(r Roster, lines []Line, dead deaths) error {
	if len(paid(lines)) == 0 {
		return fault.Invalid("", "名册中没有要发放的，全部已暂缓，不能报审")
	}
	var faults fault.List
	for _, p := range blocked(check(lines, r.Month, dead)) {
		faults.Add(fault.Invalid(fmt.Sprintf("line-%d", p.Serial), "%s", p.Message))
	}
	return faults.Err()
}

// upToDate refuses a draft that the registers have moved away from, so that
// nobody is paid who was stopped since the drafting.
func upToDate(ctx context.Context, tx *store.Tx, r Roster, lines []Line) error {
	moved, err := drift(ctx, tx, r, lines)
	if err != nil {
		return err
	}
	if len(moved) > 0 {
		return fault.Conflict("编制以后有%d%s的待遇或账户变动（%s），请先重新编制，再报审", len(moved), r.Counter(), named(moved))
	}
	e, err := standing(ctx, tx, r.ID, r.Edition())
	if err != nil {
		return err
	}
	previous, found, err := rosterOf(ctx, tx, r.Programme, r.Fund, r.Month.Previous())
	if err != nil {
		return err
	}
	if found && (!previous.settled() || e.lastRoster != previous.ID) {
		return fault.Conflict("编制以后上月名册有变动，请先重新编制，再报审")
	}
	return nil
}

// drift is what would change if the roster were drafted again now.
func drift(ctx context.Context, tx *store.Tx, r Roster, lines []Line) ([]Change, error) {
	now, err := due(ctx, tx, r.Programme, r.Month)
	if err != nil {
		return nil, err
	}
	drafted := make([]Line, len(lines))
	for i, l := range lines {
		drafted[i] = l
		drafted[i].Hold = nil // what is due is compared, held or not
	}
	return compare(drafted, now), nil
}

// named lists whom changes are about, the first few by name.
func named(changes []Change) string {
	const few = 3
	text := ""
	for i, c := range changes {
		if i == few {
			return text + "等"
		}
		if i > 0 {
			text += "、"
		}
		text += c.Head + c.Movement.Term()
	}
	return text
}
