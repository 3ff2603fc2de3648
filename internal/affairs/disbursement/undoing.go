package disbursement

import (
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/intake"
)

// awardsAtOnce is how many awards one query asks about.
const awardsAtOnce = 500

// Unlisted refuses that an import is undone whose awards stand on a roster.
func Unlisted(ctx context.Context, tx *store.Tx, _ access.Actor, u intake.Undoing) error {
	for some := range slices.Chunk(u.Awards, awardsAtOnce) {
		args, among := []any{tx.County()}, ""
		for i, id := range some {
			args = append(args, id)
			among += fmt.Sprintf(",$%d", i+2)
		}
		var short string
		var of month.Month
		err := tx.QueryRow(ctx, `SELECT r.short, r.month FROM disbursement_line l
			JOIN disbursement_roster r ON r.county = l.county AND r.id = l.roster
			WHERE l.county = $1 AND l.award IN (`+among[1:]+`) ORDER BY r.month DESC LIMIT 1`, args...).Scan(&short, &of)
		if err == nil {
			return fault.Conflict("不能撤销：其中的待遇已列入%s%s发放名册", of.Term(), short)
		}
		if !store.IsNoRows(err) {
			return fmt.Errorf("read rosters of awards: %w", err)
		}
	}
	return nil
}
