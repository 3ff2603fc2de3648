package rollcheck

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// registered is the awards of a month with what the registers know beside them.
func (r *Rollcheck) registered(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) (Matter, error) {
	matter, err := r.matter(ctx, tx)
	if err != nil {
		return matter, err
	}
	if matter.Claims, err = benefit.Claims(ctx, tx, scope, m); err != nil {
		return matter, err
	}
	if matter.Before, err = benefit.ClaimsInBrief(ctx, tx, scope, m.Previous()); err != nil {
		return matter, err
	}
	if matter.Notices, err = notices(ctx, tx, scope); err != nil {
		return matter, err
	}
	matter.Known.Sizes, err = sizes(ctx, tx, scope, m)
	return matter, err
}

// matter is an empty matter that knows the programmes and the places.
func (r *Rollcheck) matter(ctx context.Context, tx *store.Tx) (Matter, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return Matter{}, err
	}
	return Matter{Programmes: r.programmes, Exclusive: r.exclusive, Place: tree.Name}, nil
}

// notices are the deaths that are entered.
func notices(ctx context.Context, tx *store.Tx, scope access.Scope) ([]Notice, error) {
	deaths, err := person.Deaths(ctx, tx, scope, person.DeathQuery{})
	if err != nil {
		return nil, err
	}
	all := make([]Notice, len(deaths))
	for i, d := range deaths {
		all[i] = Notice{Death: d}
	}
	return all, nil
}

// sizes counts who lives in the households that hold awards, on the first day of the month.
func sizes(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) (map[string]int, error) {
	inside, args := scope.Where("s.division", 3)
	found := map[string]int{}
	err := each(ctx, tx, `SELECT s.household, COUNT(m.person) FROM household_seat s
		JOIN (SELECT DISTINCT county, holder FROM benefit_award WHERE county = $1 AND unit = 'household') a ON a.county = s.county AND a.holder = s.household
		LEFT JOIN household_member m ON m.county = s.county AND m.household = s.household AND `+store.Held("m", 2)+`
		WHERE s.county = $1 AND `+store.Held("s", 2)+` AND `+inside+` GROUP BY s.household`,
		append([]any{tx.County(), m.First()}, args...), func(rows *sql.Rows) error {
			var household string
			var n int
			err := rows.Scan(&household, &n)
			found[household] = n
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("count households: %w", err)
	}
	return found, nil
}

// each runs a query and reads its rows.
func each(ctx context.Context, tx *store.Tx, statement string, args []any, read func(*sql.Rows) error) error {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
