package person

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/store"
)

// keyKept are the columns of person_key.
var keyKept = []string{"county", "key", "division", "person"}

// A keyed is somebody whose keys are to be made.
type keyed struct {
	id          string
	division    division.Code
	name, phone string
}

// rows are the person's keys as the table keeps them.
func (k keyed) rows(county string) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, key := range keysOf(k.name, k.phone) {
			if !yield([]any{county, key, string(k.division), k.id}) {
				return
			}
		}
	}
}

// rekey makes the keys of one person anew, by what holds today.
func rekey(ctx context.Context, tx *store.Tx, id string) error {
	p, err := known(ctx, tx, id, tx.Today())
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_key WHERE county = $1 AND person = $2`, tx.County(), id); err != nil {
		return fmt.Errorf("forget the keys of a person: %w", err)
	}
	for row := range (keyed{id, p.Division, p.Name, p.Phone}).rows(tx.County()) {
		if _, err := tx.Exec(ctx, `INSERT INTO person_key (county, key, division, person) VALUES ($1, $2, $3, $4)`, row...); err != nil {
			return fmt.Errorf("write the keys of a person: %w", err)
		}
	}
	return nil
}

// Index makes the keys of everybody anew when they were made by an older edition of the rules or never: after an upgrade.
func (p *Person) Index(ctx context.Context) error {
	done := false
	err := p.db.Read(ctx, func(tx *store.Tx) (err error) {
		done, err = indexed(ctx, tx)
		return err
	})
	if err != nil || done {
		return err
	}
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		if done, err := indexed(ctx, tx); err != nil || done {
			return err
		}
		return IndexAll(ctx, tx)
	})
	if err != nil {
		return err
	}
	return p.db.Analyze(ctx)
}

func indexed(ctx context.Context, tx *store.Tx) (bool, error) {
	var made int
	err := tx.QueryRow(ctx, `SELECT edition FROM person_keying WHERE county = $1`, tx.County()).Scan(&made)
	if store.IsNoRows(err) {
		return false, nil
	}
	return made == edition, err
}

// IndexAll makes the keys of everybody anew, for whoever has written people in bulk.
func IndexAll(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.Exec(ctx, `DELETE FROM person_key WHERE county = $1`, tx.County()); err != nil {
		return fmt.Errorf("forget the keys of all people: %w", err)
	}
	for after := ""; ; {
		people, err := toKey(ctx, tx, after, 100_000)
		if err != nil {
			return err
		}
		if len(people) == 0 {
			break
		}
		after = people[len(people)-1].id
		if err := writeKeys(ctx, tx, people); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO person_keying (county, edition) VALUES ($1, $2)
		ON CONFLICT (county) DO UPDATE SET edition = excluded.edition`, tx.County(), edition)
	return err
}

// writeKeys writes the keys of people who have none. In the order of the keys the database files them fastest.
func writeKeys(ctx context.Context, tx *store.Tx, people []keyed) error {
	var rows [][]any
	for _, k := range people {
		rows = slices.AppendSeq(rows, k.rows(tx.County()))
	}
	slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(a[1].(string), b[1].(string)) })
	_, err := tx.Bulk(ctx, "person_key", keyKept, slices.Values(rows))
	return err
}

// toKey reads the next people behind an id, by id. It reads one table after another instead of joining them, because
// right after many people were written the database does not know yet how to join them well.
func toKey(ctx context.Context, tx *store.Tx, after string, limit int) ([]keyed, error) {
	var people []keyed
	at := map[string]int{}
	err := eachPair(ctx, tx, `SELECT p.id, p.id FROM person_person p WHERE p.county = $1 AND p.id > $2 ORDER BY p.id LIMIT $3`,
		[]any{tx.County(), after, limit}, func(id, _ string) {
			at[id] = len(people)
			people = append(people, keyed{id: id})
		})
	if err != nil || len(people) == 0 {
		return nil, err
	}
	for _, f := range []struct {
		facts store.Facts
		put   func(k *keyed, value string)
	}{
		{names, func(k *keyed, value string) { k.name = value }},
		{residences, func(k *keyed, value string) { k.division = division.Code(value) }},
		{phones, func(k *keyed, value string) { k.phone = value }},
	} {
		statement := `SELECT f.person, f.` + f.facts.Values[0] + ` FROM ` + f.facts.Table + ` f
			WHERE f.county = $1 AND f.person >= $3 AND f.person <= $4 AND ` + store.Held("f", 2)
		args := []any{tx.County(), tx.Today(), people[0].id, people[len(people)-1].id}
		if err := eachPair(ctx, tx, statement, args, func(id, value string) { f.put(&people[at[id]], value) }); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// eachPair runs a query for an id and a value.
func eachPair(ctx context.Context, tx *store.Tx, statement string, args []any, take func(id, value string)) error {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return fmt.Errorf("read people to be keyed: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, value string
		if err := rows.Scan(&id, &value); err != nil {
			return err
		}
		take(id, value)
	}
	return rows.Err()
}
