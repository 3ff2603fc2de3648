package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// Lists drawn at random leave the same books, and say the same of what was news, whether their rows are set one after
// another or all at once.
func TestSetAllDoesWhatSetDoes(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		chance := rand.New(rand.NewPCG(seed, 1))
		for list := range 40 {
			rows := drawn(chance)
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				want, err := setEach(t, tx, under("each", rows))
				if err != nil {
					return err
				}
				got, err := places.SetAll(t.Context(), tx, under("all", rows))
				if !slices.Equal(got, want) {
					t.Errorf("list %d: news %v, one by one %v", list, got, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := booksOf(t, db, "all"), booksOf(t, db, "each"); !slices.Equal(got, want) {
				t.Fatalf("list %d leaves\n%v\none by one\n%v", list, got, want)
			}
		}
	}, shelf)
}

// drawn is a list about few books, so that many rows speak of the same book and days.
func drawn(chance *rand.Rand) []store.Dated {
	rows := make([]store.Dated, 1+chance.IntN(12))
	for i := range rows {
		from := month.Day(20260101 + 100*chance.IntN(6))
		during := month.Since(from)
		if chance.IntN(3) == 0 {
			during.Until = from + 100
		}
		rows[i] = store.Dated{
			Key: []any{fmt.Sprint(chance.IntN(8))}, Values: []any{fmt.Sprint("room ", chance.IntN(2)), chance.Int64N(2)},
			During: during, Source: fmt.Sprint("list ", chance.IntN(3)),
		}
	}
	return rows
}

func under(shelf string, rows []store.Dated) []store.Dated {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Key = []any{fmt.Sprint(shelf, " ", rows[i].Key[0])}
	}
	return rows
}

func setEach(t *testing.T, tx *store.Tx, rows []store.Dated) (news []bool, err error) {
	for _, d := range rows {
		if d.During.Until == month.Forever {
			if d.During, err = places.UntilNext(t.Context(), tx, d.Key, d.During.From); err != nil {
				return nil, err
			}
		}
		changed, err := places.Set(t.Context(), tx, d.Key, d.Values, d.During, d.Source)
		if err != nil {
			return nil, err
		}
		news = append(news, changed)
	}
	return news, nil
}

// booksOf is everything ever believed of the books of a shelf.
func booksOf(t *testing.T, db *store.DB, shelf string) (lines []string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		rows, err := tx.Query(t.Context(), `SELECT substr(book, $2), room, board, true_from, true_until, known_from, known_until, source FROM shelf_place
			WHERE county = $1 AND book LIKE $3 ORDER BY 1, 4, 6`, tx.County(), len(shelf)+2, shelf+" %")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var book, room, from, until, known, ended, source string
			var board int64
			if err := rows.Scan(&book, &room, &board, &from, &until, &known, &ended, &source); err != nil {
				return err
			}
			lines = append(lines, fmt.Sprintln(book, room, board, from, until, known, ended, source))
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
