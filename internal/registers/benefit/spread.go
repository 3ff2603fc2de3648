package benefit

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// spreads are how the awards in force this month are spread over the county: households and persons, each counted once,
// and what is paid for them in a month.
func spreads() []room.Spread {
	return []room.Spread{
		{Name: "households", Term: "在保户数", Ledger: "benefit.inforce", Measure: "households", Needs: Read, Count: counted("households")},
		{Name: "persons", Term: "在保人数", Ledger: "benefit.inforce", Measure: "persons", Needs: Read, Count: counted("persons")},
		{Name: "yuan", Term: "本月待遇金额", Ledger: "benefit.inforce", Measure: "yuan", Needs: Read, Count: counted("yuan")},
	}
}

// counted counts the awards in force this month, place by place.
func counted(measure string) func(context.Context, *store.Tx, access.Scope, division.Level) (map[division.Code]int64, error) {
	return func(ctx context.Context, tx *store.Tx, scope access.Scope, level division.Level) (map[division.Code]int64, error) {
		u, err := musterOf(ctx, tx, month.Of(tx.Today()))
		if err != nil {
			return nil, err
		}
		return u.spread(scope, level, measure), nil
	}
}
