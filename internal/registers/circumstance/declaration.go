package circumstance

import (
	"context"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Declaration enters the incomes and costs of one member all at once, as the family declares them.
//
// 收入申报. 《最低生活保障审核确认办法》 art 9, 13.
type Declaration struct {
	Household string
	Person    string
	From      month.Day // the first day for which they hold
	Source    Source
	Reason    string // why, in the officer's words
	Incomes   []Income
	Seen      string // [Mark] of the facts that were shown; empty when none were
}

// An Income is one declared sum. Nothing declared about a kind leaves it not known; a sum of nought says that there is
// none.
type Income struct {
	Kind   Kind
	Amount money.Fen
	Period Period
	Approx bool
}

// Declare enters a declaration, tells [Corrected] to whoever hears it, and gives how many sums were news. It returns the
// faults of [Circumstance.Correct].
func (c *Circumstance) Declare(ctx context.Context, by access.Actor, d Declaration) (news int, err error) {
	k := d.correction()
	if err := k.check(); err != nil {
		return 0, err
	}
	err = c.db.Write(ctx, func(tx *store.Tx) error {
		news, err = c.correct(ctx, tx, by, "circumstance.declare", k)
		return err
	})
	return news, err
}

// correction is the declaration as facts. A single sum does not come in again.
func (d Declaration) correction() Correction {
	k := Correction{Household: d.Household, Reason: d.Reason, Seen: d.Seen}
	for _, i := range d.Incomes {
		k.Facts = append(k.Facts, Fact{
			Subject: d.Person, Kind: i.Kind, Amount: i.Amount, Period: i.Period, Recurs: i.Period != Once, Approx: i.Approx,
			During: month.Since(d.From), Source: d.Source,
		})
	}
	return k
}
