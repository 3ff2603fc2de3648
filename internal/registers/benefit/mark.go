package benefit

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// marks tells which programmes people are covered by this month: 低保在保.
func (b *Benefit) marks(ctx context.Context, tx *store.Tx, by access.Actor, people []string) (map[string][]room.Mark, error) {
	if len(people) == 0 || !by.Can(Read) {
		return nil, nil
	}
	in, args := among(tx, "c.person", people, 3)
	found, names := map[string][]room.Mark{}, b.terms()
	err := each(ctx, tx, `SELECT DISTINCT c.person, a.programme FROM benefit_covered c
		JOIN benefit_term t ON t.county = c.county AND t.award = c.award AND t.ordinal = c.ordinal
			AND t.ordinal = (SELECT MAX(x.ordinal) FROM benefit_term x WHERE x.county = c.county AND x.award = c.award AND x.from_month <= $2)
		JOIN benefit_award a ON a.county = c.county AND a.id = c.award
		WHERE c.county = $1 AND `+in+` AND t.act <> 'stop' ORDER BY c.person, a.programme`,
		append([]any{tx.County(), tx.Today().Month()}, args...), func(rows *sql.Rows) error {
			var person, code string
			if err := rows.Scan(&person, &code); err != nil {
				return err
			}
			found[person] = append(found[person], room.Mark{Kind: "good", Word: "在保：" + names.Of(code)})
			return nil
		})
	if err != nil {
		return nil, fmt.Errorf("mark people in the benefit register: %w", err)
	}
	return found, nil
}
