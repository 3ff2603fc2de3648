package person

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

var deathKept = []string{
	"county", "id", "name", "number", "read_as", "sex", "day", "month", "division", "place", "burial", "told_by",
	"source", "sheet", "row_number", "author", "author_name", "known_from", "known_until",
}

func insertDeaths(ctx context.Context, tx *store.Tx, by access.Actor, fresh []Death) error {
	_, err := tx.Bulk(ctx, "person_death", deathKept, func(yield func([]any) bool) {
		for _, d := range fresh {
			row := []any{
				tx.County(), d.ID, d.Name, d.Number, d.Read, d.Sex, d.Day, d.Month, string(d.Division), d.Place, d.Burial, d.From,
				d.Source, d.Sheet, d.Row, by.ID, by.Name, tx.Stamp(), store.KnownForever,
			}
			if !yield(row) {
				return
			}
		}
	})
	return err
}

// deathsNamed is what notices with these names say.
func deathsNamed(ctx context.Context, tx *store.Tx, names []string) (map[Death]bool, error) {
	heard := map[Death]bool{}
	err := inChunks(names, func(chunk []any) error {
		found, err := scanDeaths(ctx, tx, `SELECT `+deathColumns+`, NULL FROM person_death d
			WHERE d.county = $1 AND d.known_until = '`+store.KnownForever+`' AND d.name IN (`+marks(len(chunk))+`)`, 2, append([]any{tx.County()}, chunk...))
		for _, d := range found {
			heard[d.content()] = true
		}
		return err
	})
	return heard, err
}

const deathColumns = `d.id, d.name, d.number, d.read_as, d.sex, d.day, d.month, d.division, d.place, d.burial, d.told_by,
	d.source, d.sheet, d.row_number, d.author_name, d.known_from`

func readDeaths(ctx context.Context, tx *store.Tx, scope access.Scope, q DeathQuery) ([]Death, error) {
	inside, args := scope.Where("COALESCE(r.division, d.division)", 3)
	args = append([]any{tx.County(), tx.Today()}, args...)
	for _, c := range []struct{ condition, value string }{{"i.person = $%d", q.Person}, {"d.source = $%d", q.Source}} {
		if c.value != "" {
			args = append(args, c.value)
			inside += " AND " + fmt.Sprintf(c.condition, len(args))
		}
	}
	return scanDeaths(ctx, tx, `SELECT `+deathColumns+`, i.person FROM person_death d
		LEFT JOIN person_number i ON i.county = d.county AND i.number = d.number AND `+store.Held("i", 2)+`
		LEFT JOIN person_residence r ON r.county = i.county AND r.person = i.person AND `+store.Held("r", 2)+`
		WHERE d.county = $1 AND d.known_until = '`+store.KnownForever+`' AND `+inside+` ORDER BY d.id`, 0, args)
}

// scanDeaths runs a statement that selects deathColumns and the person; its %d are numbered from next on.
func scanDeaths(ctx context.Context, tx *store.Tx, statement string, next int, args []any) ([]Death, error) {
	rows, err := tx.Query(ctx, numbered(statement, next), args...)
	if err != nil {
		return nil, fmt.Errorf("read deaths: %w", err)
	}
	defer rows.Close()
	var found []Death
	for rows.Next() {
		d, err := scanDeath(rows)
		if err != nil {
			return nil, fmt.Errorf("read deaths: %w", err)
		}
		found = append(found, d)
	}
	return found, rows.Err()
}

func scanDeath(rows *sql.Rows) (Death, error) {
	var d Death
	var at string
	var person sql.NullString
	var number idcard.Number
	err := rows.Scan(&d.ID, &d.Name, &number, &d.Read, &d.Sex, &d.Day, &d.Month, &d.Division, &d.Place, &d.Burial, &d.From,
		&d.Source, &d.Sheet, &d.Row, &d.By, &at, &person)
	if err != nil {
		return d, err
	}
	d.Number, d.Person = number, person.String
	d.At, err = store.ParseStamp(at)
	return d, err
}

func disbelieveDeaths(ctx context.Context, tx *store.Tx, source string) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE person_death SET known_until = $3 WHERE county = $1 AND source = $2 AND known_until = '`+store.KnownForever+`'`,
		tx.County(), source, tx.Stamp())
	if err != nil {
		return 0, fmt.Errorf("withdraw deaths of %s: %w", source, err)
	}
	return n, nil
}

func disbelieveDeath(ctx context.Context, tx *store.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE person_death SET known_until = $3 WHERE county = $1 AND id = $2 AND known_until = '`+store.KnownForever+`'`,
		tx.County(), id, tx.Stamp())
	if err != nil {
		return fmt.Errorf("withdraw notice %s: %w", id, err)
	}
	return nil
}

// diedAt selects when the owner of number i died, by the notice that counts: a day, a month, '?' when only that; NULL for
// the living.
const diedAt = `(SELECT COALESCE(x.day, x.month, '?') FROM person_death x
	WHERE x.county = i.county AND x.number = i.number AND x.known_until = '` + store.KnownForever + `'
	ORDER BY x.day IS NULL, x.month IS NULL, x.id DESC LIMIT 1)`
