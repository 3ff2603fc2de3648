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

// Pass records that the reviewer found a submitted roster in order.
//
// 审核通过.
//
// It returns fault.Denied without disbursement.review, and to whoever prepared
// the roster; fault.Conflict when it does not wait for review or was acted on
// meanwhile.
func (d *Disbursement) Pass(ctx context.Context, by access.Actor, roster string, version int) error {
	err := d.act(ctx, by, Reviewing, roster, version, func(tx *store.Tx, r Roster) error {
		if err := r.in("审核", StateSubmitted); err != nil {
			return err
		}
		if err := r.apart(by, "审核"); err != nil {
			return err
		}
		s, err := submissionOf(ctx, tx, r)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO disbursement_review (county, roster, edition, author, author_name, at)
			VALUES ($1, $2, $3, $4, $5, $6)`, tx.County(), r.ID, r.Edition(), by.ID, by.Name, tx.Stamp()); err != nil {
			return err
		}
		kept := details(r, r.Edition(), s.Figures)
		kept["digest"] = s.digest
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "disbursement.pass", Subject: "disbursement.roster", SubjectID: r.ID, Division: county(tx), Details: kept,
		})
	})
	if err != nil {
		return fmt.Errorf("pass roster %s: %w", roster, err)
	}
	return nil
}

// Return gives a submitted roster back to the preparer with a reason. The
// signatory may return one that was passed.
//
// 退回.
//
// It returns fault.Denied without disbursement.review (or disbursement.sign,
// when it was passed); fault.Invalid without a reason; fault.Conflict when the
// roster waits for neither review nor signature, or was acted on meanwhile.
func (d *Disbursement) Return(ctx context.Context, by access.Actor, roster string, version int, reason string) error {
	need := Reviewing
	if by.Can(Signing) {
		need = Signing
	}
	err := d.act(ctx, by, need, roster, version, func(tx *store.Tx, r Roster) error {
		allowed := []State{StatePassed, StateSubmitted}
		if need.Name == Signing.Name {
			allowed = allowed[:1]
		}
		if err := r.in("退回", allowed...); err != nil {
			return err
		}
		reason := strings.TrimSpace(reason)
		if reason == "" {
			return fault.Invalid("reason", "请写明退回的原因，经办据此更正")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO disbursement_return (county, roster, edition, reason, author, author_name, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, tx.County(), r.ID, r.Edition(), reason, by.ID, by.Name, tx.Stamp()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "disbursement.return", Subject: "disbursement.roster", SubjectID: r.ID, Division: county(tx), Reason: reason,
			Details: map[string]string{"edition": fmt.Sprint(r.Edition()), "month": r.Month.String(), "programme": r.Short},
		})
	})
	if err != nil {
		return fmt.Errorf("return roster %s: %w", roster, err)
	}
	return nil
}
