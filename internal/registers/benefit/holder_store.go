package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/household"
)

// namesOf names holders as they are called on a day: a person by name, a
// household by its head. Who has no name on that day is left out.
func namesOf(ctx context.Context, tx *store.Tx, holders []Holder, on month.Day) (map[Holder]string, error) {
	ids := map[Unit][]string{}
	for _, h := range holders {
		ids[h.Unit] = append(ids[h.Unit], h.ID)
	}
	found := map[Holder]string{}
	for unit, statement := range map[Unit]string{
		Person: `SELECT n.person, n.name FROM person_name n WHERE n.county = $1 AND ` + store.Held("n", 2) + ` AND `,
		Household: `SELECT m.household, n.name FROM household_member m
			JOIN person_name n ON n.county = m.county AND n.person = m.person AND ` + store.Held("n", 2) + `
			WHERE m.county = $1 AND m.relation = '` + string(household.Head) + `' AND ` + store.Held("m", 2) + ` AND `,
	} {
		column := map[Unit]string{Person: "n.person", Household: "m.household"}[unit]
		for part := range slices.Chunk(unique(ids[unit]), chunk) {
			in, some := among(column, part, 3)
			err := each(ctx, tx, statement+in, append([]any{tx.County(), on}, some...), func(rows *sql.Rows) error {
				h := Holder{Unit: unit}
				var name string
				err := rows.Scan(&h.ID, &name)
				if known := found[h]; known == "" || name < known { // two heads: always the same one
					found[h] = name
				}
				return err
			})
			if err != nil {
				return nil, fmt.Errorf("name holders: %w", err)
			}
		}
	}
	return found, nil
}
