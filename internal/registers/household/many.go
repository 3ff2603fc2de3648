package household

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

// Lists write by the functions of this file, table by table. What a list says from a day on holds until the next change that is
// known already, so an older list does not undo a newer one, and the same list again changes nothing. The caller's act
// has the permission, logs itself, and holds the locks on those people and households that the books know: person/ID and
// household/ID.

// Seated is where one household is.
type Seated struct {
	Household string
	Seat
}

// A Membership is whom a list names as member of which household, and as what. 家庭成员.
type Membership struct {
	Household string
	Person    string
	Relation  Relation
}

// Whereabouts are where a list says that somebody is to be met.
type Whereabouts struct {
	Person   string
	Presence Presence
	Where    string
}

// OpenAll registers new households with their seats from a day on, and gives their ids in the order of the seats.
func OpenAll(ctx context.Context, tx *store.Tx, at []Seat, from month.Day, source string) ([]string, error) {
	ids, told := make([]string, len(at)), make([]Seated, len(at))
	for i, s := range at {
		ids[i] = tx.NewID()
		told[i] = Seated{ids[i], s}
	}
	_, err := tx.Bulk(ctx, "household_household", []string{"county", "id", "made"}, func(yield func([]any) bool) {
		for _, id := range ids {
			if !yield([]any{tx.County(), id, tx.Stamp()}) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	_, err = seats.Enter(ctx, tx, sittings(told, from, source))
	return ids, err
}

// SitAll records where households are from a day on, and tells of each whether that was news.
func SitAll(ctx context.Context, tx *store.Tx, told []Seated, from month.Day, source string) ([]bool, error) {
	return seats.SetAll(ctx, tx, slices.Collect(sittings(told, from, source)))
}

func sittings(told []Seated, from month.Day, source string) iter.Seq[store.Dated] {
	return func(yield func(store.Dated) bool) {
		for _, s := range told {
			if !yield(since(from, source, s.Household, string(s.Division), s.Address, s.Number)) {
				return
			}
		}
	}
}

// JoinNew is [JoinAll] of people whom this transaction has entered and who stand nowhere yet, each told of once.
func JoinNew(ctx context.Context, tx *store.Tx, told []Membership, from month.Day, source string) error {
	_, err := members.Enter(ctx, tx, func(yield func(store.Dated) bool) {
		for _, m := range told {
			if !yield(since(from, source, m.Person, m.Household, string(m.Relation))) {
				return
			}
		}
	})
	return err
}

// JoinAll records who belongs to which household from a day on, and tells of each whether that was news. It returns
// fault.Conflict, naming where, for the first who stands in another household from then on: somebody must decide.
func JoinAll(ctx context.Context, tx *store.Tx, told []Membership, from month.Day, source string) ([]bool, error) {
	people, rows := make([]string, len(told)), make([]store.Dated, len(told))
	for i, m := range told {
		people[i] = m.Person
		rows[i] = since(from, source, m.Person, m.Household, string(m.Relation))
	}
	stand, err := standIn(ctx, tx, people, from)
	if err != nil {
		return nil, err
	}
	for _, m := range told {
		if other := stand[m.Person]; other != "" && other != m.Household {
			return nil, elsewhere(ctx, tx, m.Person, other, from)
		}
	}
	return members.SetAll(ctx, tx, rows)
}

// AbsentAll records where members are to be met from a day on, and tells of each whether that was news.
func AbsentAll(ctx context.Context, tx *store.Tx, told []Whereabouts, from month.Day, source string) ([]bool, error) {
	rows := make([]store.Dated, len(told))
	for i, w := range told {
		rows[i] = since(from, source, w.Person, string(w.Presence), w.Where)
	}
	return presences.SetAll(ctx, tx, rows)
}

func since(from month.Day, source, key string, values ...any) store.Dated {
	return store.Dated{Key: []any{key}, Values: values, During: month.Since(from), Source: source}
}

func one(news []bool, err error) (bool, error) { return err == nil && news[0], err }

// SeatsOf gives where households are on the day, by their ids. It is for callers that have found them in sight.
func SeatsOf(ctx context.Context, tx *store.Tx, ids []string, on month.Day) (map[string]Seat, error) {
	found := make(map[string]Seat, len(ids))
	err := eachOf(ctx, tx, `SELECT s.household, s.division, s.address, s.number FROM household_seat s
		WHERE s.county = $1 AND `+store.Held("s", 2)+` AND s.household IN `, ids, []any{tx.County(), on}, func(scan func(...any) error) error {
		var id string
		var s Seat
		err := scan(&id, &s.Division, &s.Address, &s.Number)
		found[id] = s
		return err
	})
	return found, err
}

// standIn are the households of people on the day, or the first ones after it; who stands in none is left out.
func standIn(ctx context.Context, tx *store.Tx, people []string, from month.Day) (map[string]string, error) {
	found := make(map[string]string, len(people))
	err := eachOf(ctx, tx, `SELECT m.person, m.household FROM household_member m WHERE m.county = $1
		AND m.true_until > $2 AND m.known_until = '`+store.KnownForever+`' AND m.person IN `, people, []any{tx.County(), from}, func(scan func(...any) error) error {
		var person, home string
		err := scan(&person, &home)
		if found[person] == "" {
			found[person] = home
		}
		return err
	}, "m.person, m.true_from")
	return found, err
}

// eachOf runs a statement that ends in IN for some of the ids at a time, and hands on each row.
func eachOf(ctx context.Context, tx *store.Tx, statement string, ids []string, first []any, take func(scan func(...any) error) error, order ...string) error {
	for part := range slices.Chunk(ids, some) {
		args, among := slices.Clone(first), ""
		for _, id := range part {
			args = append(args, id)
			among += fmt.Sprintf(",$%d", len(args))
		}
		asked := statement + "(" + among[1:] + ")"
		for _, o := range order {
			asked += " ORDER BY " + o
		}
		rows, err := tx.Query(ctx, asked, args...)
		if err != nil {
			return fmt.Errorf("read of households: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			if err := take(rows.Scan); err != nil {
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	return nil
}
