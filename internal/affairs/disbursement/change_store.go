package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// changesOf reads the changes of an edition that lie in scope, without those
// that holds make.
func changesOf(ctx context.Context, tx *store.Tx, scope access.Scope, roster string, edition int) ([]Change, error) {
	where, args := scope.Where("village", 4)
	rows, err := tx.Query(ctx, `SELECT movement, award, household, head, village, village_name, town, town_name,
			before_households, before_persons, before_amount, after_households, after_persons, after_amount, cause
		FROM disbursement_change WHERE county = $1 AND roster = $2 AND edition = $3 AND `+where+` ORDER BY place`,
		append([]any{tx.County(), roster, edition}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read changes of roster %s: %w", roster, err)
	}
	defer rows.Close()
	var changes []Change
	for rows.Next() {
		var c Change
		if err := rows.Scan(&c.Movement, &c.Award, &c.Household, &c.Head, &c.Village, &c.VillageName, &c.Town, &c.TownName,
			&c.Before.Households, &c.Before.Persons, &c.Before.Amount,
			&c.After.Households, &c.After.Persons, &c.After.Amount, &c.Cause); err != nil {
			return nil, fmt.Errorf("read changes of roster %s: %w", roster, err)
		}
		changes = append(changes, c)
	}
	return changes, rows.Err()
}
