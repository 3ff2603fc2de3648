package disbursement

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Hold keeps a line out of payment for a reason, until it is released. The
// line stays on the roster and is listed as held.
//
// 暂缓发放.
type Hold struct {
	ID     string
	Serial int
	Reason string
	Mark
	stamp string // At as the books keep it
}

// Hold holds a line of a draft out of payment. The hold is taken over by later
// editions as long as the award is on them.
//
// 暂缓.
//
// It returns fault.Denied without disbursement.prepare; fault.Invalid without a
// reason; fault.NotFound for a line that is not there; fault.Conflict when the
// roster is no draft, was acted on meanwhile, or the line is held already.
func (d *Disbursement) Hold(ctx context.Context, by access.Actor, roster string, version, serial int, reason string) error {
	err := d.act(ctx, by, Preparing, roster, version, func(tx *store.Tx, r Roster) error {
		if err := r.in("暂缓", StateDrafted); err != nil {
			return err
		}
		if strings.TrimSpace(reason) == "" {
			return fault.Invalid("reason", "请写明暂缓的原因，例如“账户待核实”")
		}
		line, err := lineOf(ctx, tx, by.Scope(Preparing), r, serial)
		if err != nil {
			return err
		}
		if line.Hold != nil {
			return fault.Conflict("第%d行%s已暂缓（%s），不必再办", serial, line.Hold.said(), line.Hold.Reason)
		}
		h := Hold{ID: tx.NewID(), Serial: serial, Reason: strings.TrimSpace(reason), Mark: mark(by, tx.Now()), stamp: tx.Stamp()}
		if err := writeHold(ctx, tx, r.ID, r.Edition(), h); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "disbursement.hold", Subject: "disbursement.roster", SubjectID: r.ID, Division: line.Village, Reason: h.Reason,
			Details: map[string]string{"edition": fmt.Sprint(r.Edition()), "line": fmt.Sprint(serial), "award": line.Award},
		})
	})
	if err != nil {
		return fmt.Errorf("hold line %d of roster %s: %w", serial, roster, err)
	}
	return nil
}

// Release ends the hold of a line, so that it is paid.
//
// 解除暂缓.
//
// It returns the faults of Hold; fault.Conflict when the line is not held.
func (d *Disbursement) Release(ctx context.Context, by access.Actor, roster string, version, serial int) error {
	err := d.act(ctx, by, Preparing, roster, version, func(tx *store.Tx, r Roster) error {
		if err := r.in("解除暂缓", StateDrafted); err != nil {
			return err
		}
		line, err := lineOf(ctx, tx, by.Scope(Preparing), r, serial)
		if err != nil {
			return err
		}
		if line.Hold == nil {
			return fault.Conflict("第%d行没有暂缓，不必解除", serial)
		}
		if err := writeRelease(ctx, tx, line.Hold.ID, mark(by, tx.Now()), tx.Stamp()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "disbursement.release", Subject: "disbursement.roster", SubjectID: r.ID, Division: line.Village,
			Details: map[string]string{"edition": fmt.Sprint(r.Edition()), "line": fmt.Sprint(serial), "award": line.Award},
		})
	})
	if err != nil {
		return fmt.Errorf("release line %d of roster %s: %w", serial, roster, err)
	}
	return nil
}

// act runs one act on a roster: permission, the roster as it stands, nobody
// else acting on it meanwhile, and the version that the actor looked at.
func (d *Disbursement) act(ctx context.Context, by access.Actor, p access.Permission, roster string, version int, do func(*store.Tx, Roster) error) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		if err := by.Require(p, county(tx)); err != nil {
			return err
		}
		r, err := locked(ctx, tx, roster)
		if err != nil {
			return err
		}
		if err := r.current(version); err != nil {
			return err
		}
		return do(tx, r)
	})
}

// locked reads a roster after everybody else who acts on rosters of the same
// programme and fund has finished.
func locked(ctx context.Context, tx *store.Tx, roster string) (Roster, error) {
	r, err := rosterByID(ctx, tx, roster)
	if err != nil {
		return Roster{}, err
	}
	if err := lock(ctx, tx, r); err != nil {
		return Roster{}, err
	}
	return rosterByID(ctx, tx, roster)
}

func lock(ctx context.Context, tx *store.Tx, r Roster) error {
	return tx.Lock(ctx, "disbursement:"+tx.County()+":"+r.Programme+":"+r.Fund)
}

// lineOf reads one line of the last edition.
//
// It returns fault.NotFound when there is none in scope.
func lineOf(ctx context.Context, tx *store.Tx, scope access.Scope, r Roster, serial int) (Line, error) {
	lines, err := linesWhere(ctx, tx, scope, r.ID, r.Edition(), "serial", serial)
	if err != nil {
		return Line{}, err
	}
	if len(lines) == 0 {
		return Line{}, fault.NotFound("%s没有第%d行，请刷新后再选", r.Title(), serial)
	}
	return lines[0], nil
}
