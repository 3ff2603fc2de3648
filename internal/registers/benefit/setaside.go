package benefit

import (
	"context"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// setAsideAct is the name of the act in the activity log.
const setAsideAct = "benefit.setaside"

// SetAside ends an open proposal without effect, for a reason. The same facts
// will not bring it back in the same month. 搁置.
//
// It returns fault.Invalid without a reason, fault.NotFound when no such
// proposal is in the actor's sight, fault.Denied without benefit.confirm there,
// and fault.Conflict when it was confirmed, set aside or superseded already.
func (b *Benefit) SetAside(ctx context.Context, by access.Actor, proposal, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return fault.Invalid("reason", "请写明搁置的原因，例如“家属反映收入有误，待入户核实”")
	}
	return b.db.Write(ctx, func(tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		p, err := ProposalOf(ctx, tx, by.Scope(Read), proposal)
		if err != nil {
			return err
		}
		if err := by.Require(Confirming, p.Division); err != nil {
			return err
		}
		if p.Closing != nil {
			return fault.Conflict("%s", p.hindered())
		}
		err = closeProposals(ctx, tx, by, "", []string{p.ID}, func(int) Closing { return Closing{State: StateSetAside, Reason: reason} })
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: setAsideAct, Subject: "proposal", SubjectID: p.ID, Division: p.Division, Reason: reason,
			Details: map[string]string{"kind": string(p.Kind), "programme": p.Programme, "household": p.Household},
		})
	})
}
