package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
)

// RosterSigned is said of every signed roster, in the transaction of the
// signature.
var RosterSigned = event.Kind[Signature]{Name: "disbursement.Signed"}

// A Signature seals a roster: what was signed, and the bank file with its
// digest.
//
// 签批.
type Signature struct {
	Roster    string
	Edition   int
	Programme string
	Fund      string
	Month     month.Month
	Figures          // paid
	Digest    string // SM3 of the bank file, hexadecimal
	Mark

	file  []byte // the bank file, byte for byte
	lines []Line // as they were sealed
}

// Sign seals a roster that was reviewed. The bank file is kept byte for byte;
// nothing changes the roster afterwards.
//
// 签批.
//
// It returns fault.Denied without disbursement.sign, and to whoever prepared or
// reviewed the roster; fault.Conflict when it does not wait for signature, was
// acted on meanwhile, or when its lines are no longer those that were submitted.
func (d *Disbursement) Sign(ctx context.Context, by access.Actor, roster string, version int) (Signature, error) {
	var s Signature
	err := d.act(ctx, by, Signing, roster, version, func(tx *store.Tx, r Roster) error {
		if err := r.in("签批", StatePassed); err != nil {
			return err
		}
		if err := r.apart(by, "签批"); err != nil {
			return err
		}
		var err error
		if s, err = sealed(ctx, tx, r); err != nil {
			return err
		}
		s.Mark = mark(by, tx.Now())
		if err := writeSignature(ctx, tx, s); err != nil {
			return err
		}
		if err := writeSums(ctx, tx, s.Roster, s.Edition, s.lines); err != nil {
			return err
		}
		kept := details(r, s.Edition, s.Figures)
		kept["digest"] = s.Digest
		if err := audit.Append(ctx, tx, by, audit.Entry{
			Act: signAct, Subject: "disbursement.roster", SubjectID: r.ID, Division: county(tx), Details: kept,
		}); err != nil {
			return err
		}
		return RosterSigned.Emit(ctx, d.bus, tx, by, s)
	})
	if err != nil {
		return Signature{}, fmt.Errorf("sign roster %s: %w", roster, err)
	}
	return s, nil
}

// signAct is the act under which the activity log keeps a signature with its
// digest.
const signAct = "disbursement.sign"

// sealed makes the bank file of a roster and holds it against what was
// submitted and reviewed.
func sealed(ctx context.Context, tx *store.Tx, r Roster) (Signature, error) {
	lines, err := linesOf(ctx, tx, access.Within(county(tx)), r.ID, r.Edition())
	if err != nil {
		return Signature{}, err
	}
	submitted, err := submissionOf(ctx, tx, r)
	if err != nil {
		return Signature{}, err
	}
	file := bankFile(lines, r.Purpose())
	s := Signature{
		Roster: r.ID, Edition: r.Edition(), Programme: r.Programme, Fund: r.Fund, Month: r.Month,
		Figures: count(paid(lines)), Digest: digest(file), file: file, lines: lines,
	}
	if s.Digest != submitted.digest || s.Figures != submitted.Figures {
		return Signature{}, fault.Conflict("%s的明细与报审时不一致，不能签批。请退回重新编制，并请系统管理员核查活动记录", r.Title())
	}
	return s, nil
}
