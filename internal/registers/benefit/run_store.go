package benefit

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

const runColumns = `id, month, ordinal, division, author, author_name, at, assessed, unchanged, kept, replaced, unplaced`

// Runs lists the runs of a month that touched the scope, the newest first. What
// each wrote is not counted.
func Runs(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]Run, error) {
	var found []Run
	err := each(ctx, tx, `SELECT `+runColumns+` FROM benefit_run WHERE county = $1 AND month = $2 ORDER BY ordinal DESC`, []any{tx.County(), m}, func(rows *sql.Rows) error {
		r, err := scanRun(rows)
		if scope.Contains(r.Division) || r.Division.Contains(scope.Division()) {
			found = append(found, r)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read runs of %s: %w", m, err)
	}
	return found, nil
}

// lastSeen gives the latest run of a month that touched the scope, the zero Run when there is none. How much a run of a
// wider division assessed is told to nobody below: it has no part that were theirs.
func lastSeen(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) (Run, error) {
	found, err := Runs(ctx, tx, scope, m)
	if err != nil || len(found) == 0 {
		return Run{}, err
	}
	last := found[0]
	if !scope.Contains(last.Division) {
		last.Assessed, last.Unchanged, last.Kept, last.Replaced, last.Unplaced = 0, 0, 0, 0, 0
	}
	return last, nil
}

// readLastRun gives the latest run of a month, the zero Run when there is none.
func readLastRun(ctx context.Context, tx *store.Tx, m month.Month) (last Run, err error) {
	err = each(ctx, tx, `SELECT `+runColumns+` FROM benefit_run WHERE county = $1 AND month = $2 ORDER BY ordinal DESC LIMIT 1`, []any{tx.County(), m}, func(rows *sql.Rows) error {
		last, err = scanRun(rows)
		return err
	})
	if err != nil {
		return Run{}, fmt.Errorf("read last run of %s: %w", m, err)
	}
	return last, nil
}

func scanRun(rows *sql.Rows) (Run, error) {
	var r Run
	var at string
	err := rows.Scan(&r.ID, &r.Month, &r.Ordinal, &r.Division, &r.Author, &r.By, &at, &r.Assessed, &r.Unchanged, &r.Kept, &r.Replaced, &r.Unplaced)
	if err != nil {
		return r, err
	}
	r.At, err = store.ParseStamp(at)
	return r, err
}

func writeRun(ctx context.Context, tx *store.Tx, r Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO benefit_run (county, `+runColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.County(), r.ID, r.Month, r.Ordinal, string(r.Division), r.Author, r.By, tx.Stamp(), r.Assessed, r.Unchanged, r.Kept, r.Replaced, r.Unplaced)
	if err != nil {
		return fmt.Errorf("write run of %s: %w", r.Month, err)
	}
	return nil
}
