package benefit

import (
	"context"
	"database/sql"
	"fmt"

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
		{
			Name: "households", Term: "在保户数", Ledger: "benefit.inforce", Measure: "households", Needs: Read,
			Count: counted(``, `COUNT(DISTINCT `+householdOf+`)`),
		},
		{
			Name: "persons", Term: "在保人数", Ledger: "benefit.inforce", Measure: "persons", Needs: Read,
			Count: counted(` JOIN benefit_covered c ON c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal`,
				`COUNT(DISTINCT CASE WHEN c.person <> '' THEN c.person END) + COALESCE(SUM(CASE WHEN c.person = '' THEN c.heads END), 0)`),
		},
		{
			Name: "yuan", Term: "本月待遇金额", Ledger: "benefit.inforce", Measure: "yuan", Needs: Read,
			Count: counted(``, `SUM(t.amount)`),
		},
	}
}

// counted counts the awards in force this month, place by place.
func counted(join, number string) func(context.Context, *store.Tx, access.Scope, division.Level) (map[division.Code]int64, error) {
	return func(ctx context.Context, tx *store.Tx, scope access.Scope, level division.Level) (map[division.Code]int64, error) {
		where, args := Query{Month: month.Of(tx.Today())}.where(tx, scope)
		at := fmt.Sprintf("substr(%s, 1, %d)", placeOf, map[division.Level]int{division.County: 6, division.Town: 9, division.Village: 12}[level])
		found := map[division.Code]int64{}
		err := each(ctx, tx, inForceWith(at+`, `+number, join, where)+` GROUP BY `+at, args, func(rows *sql.Rows) error {
			var prefix string
			var n int64
			err := rows.Scan(&prefix, &n)
			found[division.Code((prefix + "000000000000")[:12])] += n
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("count awards place by place: %w", err)
		}
		return found, nil
	}
}
