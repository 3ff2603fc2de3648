package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
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
			in, some := among(tx, column, part, 3)
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

// A seated holder lives in a household at a place.
type seatedHolder struct {
	household string
	division  division.Code
}

// seatsOf tells in which household holders live on a day and where that is, wherever in the county. Who lives in none, or
// in one without a seat, is left out or without a division.
func seatsOf(ctx context.Context, tx *store.Tx, holders []Holder, on month.Day) (map[Holder]seatedHolder, error) {
	ids := map[Unit][]string{}
	for _, h := range holders {
		ids[h.Unit] = append(ids[h.Unit], h.ID)
	}
	found, words := make(map[Holder]seatedHolder, len(holders)), store.Words{}
	for unit, statement := range map[Unit]string{
		Household: `SELECT s.household, s.household, s.division FROM household_seat s
			WHERE s.county = $1 AND ` + store.Held("s", 2) + ` AND ` + tx.Listed("s.household", 3),
		Person: `SELECT m.person, m.household, COALESCE(s.division, '') FROM household_member m
			LEFT JOIN household_seat s ON s.county = m.county AND s.household = m.household AND ` + store.Held("s", 2) + `
			WHERE m.county = $1 AND ` + store.Held("m", 2) + ` AND ` + tx.Listed("m.person", 3),
	} {
		if len(ids[unit]) == 0 {
			continue
		}
		err := tx.Each(ctx, statement, []any{tx.County(), on, store.List(ids[unit])}, func(r store.Row) error {
			found[Holder{unit, string(r.Text(0))}] = seatedHolder{string(r.Text(1)), division.Code(words.Of(r.Text(2)))}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("find where holders live: %w", err)
		}
	}
	return found, nil
}
