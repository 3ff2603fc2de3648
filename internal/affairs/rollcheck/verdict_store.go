package rollcheck

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/engine/store"
)

// verdictsOn lists all verdicts on a suspect, the newest first.
func verdictsOn(ctx context.Context, tx *store.Tx, suspect string) ([]Verdict, error) {
	var found []Verdict
	err := each(ctx, tx, `SELECT v.id, v.suspect, v.evidence, v.run, v.serial, v.outcome, v.reason, v.author, v.author_name, v.at FROM rollcheck_verdict v
		WHERE v.county = $1 AND v.suspect = $2 ORDER BY v.id DESC`, []any{tx.County(), suspect}, func(rows *sql.Rows) error {
		var v Verdict
		var at string
		err := rows.Scan(&v.ID, &v.Suspect, &v.evidence, &v.Run, &v.Serial, &v.Outcome, &v.Reason, &v.author, &v.By, &at)
		if err != nil {
			return err
		}
		v.At, err = store.ParseStamp(at)
		found = append(found, v)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read verdicts: %w", err)
	}
	return found, nil
}
