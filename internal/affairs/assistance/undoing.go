package assistance

import (
	"context"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/intake"
)

// Unasked refuses that an import is undone of whose households one has asked for assistance since.
func Unasked(ctx context.Context, tx *store.Tx, _ access.Actor, u intake.Undoing) error {
	of := map[string]bool{}
	for _, id := range u.Subjects {
		of[id] = true
	}
	rows, err := tx.Query(ctx, `SELECT household FROM assistance_request WHERE county = $1 AND at > $2`, tx.County(), u.Since)
	if err != nil {
		return fmt.Errorf("read requests since an import: %w", err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var household string
		if err := rows.Scan(&household); err != nil {
			return err
		}
		if of[household] {
			n++
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if n > 0 {
		return fault.Conflict("不能撤销：其中的家庭后来提出了救助申请（%d件）", n)
	}
	return nil
}
