package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

var shelf = storetest.Room{Name: "shelf", Migrations: fstest.MapFS{"0001_shelf.sql": {Data: []byte(`-- +goose Up
CREATE TABLE shelf_book (id TEXT NOT NULL PRIMARY KEY, title TEXT, copies BIGINT NOT NULL);
CREATE TABLE shelf_place (
    county TEXT NOT NULL, book TEXT NOT NULL, room TEXT, board BIGINT,
    true_from TEXT NOT NULL, true_until TEXT NOT NULL, known_from TEXT NOT NULL, known_until TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (county, book, true_from, known_from)
);`)}}}

var places = store.Facts{Table: "shelf_place", Key: []string{"book"}, Values: []string{"room", "board"}}

func TestWrite(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("binds placeholders by number, not by order", func(t *testing.T) {
			err := db.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO shelf_book (copies, id, title) VALUES ($3, $1, $2)`, "b1", "$1 stays", 7); err != nil {
					return err
				}
				var n int64
				return tx.QueryRow(ctx, `SELECT copies FROM shelf_book WHERE title = '$1 stays' AND copies = $2 AND id = $1`, "b1", 7).Scan(&n)
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		t.Run("keeps nothing when the function fails", func(t *testing.T) {
			refusal := errors.New("no")
			err := db.Write(ctx, func(tx *store.Tx) error {
				tx.Exec(ctx, `INSERT INTO shelf_book (id, copies) VALUES ('b2', 1)`)
				return refusal
			})
			if !errors.Is(err, refusal) || count(t, db, `SELECT count(*) FROM shelf_book WHERE id = 'b2'`) != 0 {
				t.Fatalf("err %v, or the row stayed", err)
			}
		})
		t.Run("runs endings once, last, and inside the transaction", func(t *testing.T) {
			var order []string
			err := db.Write(ctx, func(tx *store.Tx) error {
				end := func(context.Context) error { order = append(order, "end"); return nil }
				tx.AtEnd("seal", end)
				tx.AtEnd("seal", end)
				order = append(order, "act")
				return nil
			})
			if err != nil || !slices.Equal(order, []string{"act", "end"}) {
				t.Fatal(err, order)
			}
		})
		t.Run("tells a second row with the same key", func(t *testing.T) {
			insert := func() error {
				return db.Write(ctx, func(tx *store.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, copies) VALUES ('b3', 1)`)
					return err
				})
			}
			if err := insert(); err != nil {
				t.Fatal(err)
			}
			if err := insert(); !store.IsUnique(err) {
				t.Fatalf("got %v", err)
			}
		})
		t.Run("loses no increment among writers at once", func(t *testing.T) {
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() {
					for range 10 {
						if err := addCopy(ctx, db); err != nil {
							t.Error(err)
						}
					}
				})
			}
			group.Wait()
			if n := count(t, db, `SELECT copies FROM shelf_book WHERE id = 'b3'`); n != 81 {
				t.Fatalf("copies %d, want 81", n)
			}
		})
		t.Run("refuses to write while reading", func(t *testing.T) {
			err := db.Read(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, copies) VALUES ('b4', 1)`)
				return err
			})
			if err == nil {
				t.Fatal("a read wrote")
			}
		})
		t.Run("writes many rows at once", func(t *testing.T) {
			rows := func(yield func([]any) bool) {
				for i := range 1000 {
					if !yield([]any{string(rune('A'+i/100)) + string(rune(0x4e00+i)), nil, int64(i)}) {
						return
					}
				}
			}
			err := db.Write(ctx, func(tx *store.Tx) error {
				n, err := tx.Bulk(ctx, "shelf_book", []string{"id", "title", "copies"}, rows)
				if n != 1000 {
					t.Errorf("wrote %d", n)
				}
				return err
			})
			if err != nil || count(t, db, `SELECT sum(copies) FROM shelf_book WHERE title IS NULL AND id >= 'A' AND id < 'b'`) != 499500 {
				t.Fatal(err)
			}
		})
	}, shelf)
}

func addCopy(ctx context.Context, db *store.DB) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, "book b3"); err != nil {
			return err
		}
		var n int64
		if err := tx.QueryRow(ctx, `SELECT copies FROM shelf_book WHERE id = 'b3'`).Scan(&n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE shelf_book SET copies = $1 WHERE id = 'b3'`, n+1)
		return err
	})
}

func TestNewID(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var ids []string
		for range 3 {
			err := db.Write(ctx, func(tx *store.Tx) error {
				for range 2000 {
					ids = append(ids, tx.NewID())
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Fatal("ids are not in the order of their making, or not unique")
		}
	})
}

func TestSettle(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Settle(ctx, storetest.County, true); err != nil {
			t.Errorf("settling again with the same answer: %v", err)
		}
		err := db.Settle(ctx, storetest.County, false)
		if kind, _ := fault.KindOf(err); kind != fault.KindConflict {
			t.Errorf("a demonstration became a real county: %v", err)
		}
	})
}

// A book stood in the reading room from January; in June it is learnt that it had been moved in March.
func TestFacts(t *testing.T) {
	ctx := context.Background()
	day := func(text string) month.Day {
		d, err := month.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		set := func(room string, board any, from, until month.Day) (changed bool) {
			err := db.Write(ctx, func(tx *store.Tx) (err error) {
				changed, err = places.Set(ctx, tx, []any{"b1"}, []any{room, board}, month.DaySpan{From: from, Until: until}, "hand")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return changed
		}
		if !set("reading", int64(1), day("2026-01-01"), month.Forever) {
			t.Error("the first fact is no news")
		}
		if set("reading", int64(1), day("2026-02-01"), month.Forever) {
			t.Error("what was believed already is news")
		}
		learnt := stamp(db)
		if !set("cellar", nil, day("2026-03-01"), month.Forever) {
			t.Error("the move is no news")
		}
		checks := []struct {
			on, known, want string
		}{
			{"2026-02-01", "", "reading"},
			{"2026-03-01", "", "cellar"},
			{"2026-04-01", learnt, "reading"}, // as believed before the move was learnt
			{"2025-12-31", "", ""},
		}
		for _, c := range checks {
			if got := roomOn(t, db, c.on, c.known); got != c.want {
				t.Errorf("on %s as known %q: in %q, want %q", c.on, c.known, got, c.want)
			}
		}
		t.Run("a correction inside a span splits it", func(t *testing.T) {
			set("binder", int64(9), day("2026-04-01"), day("2026-05-01"))
			for on, want := range map[string]string{"2026-03-31": "cellar", "2026-04-30": "binder", "2026-05-01": "cellar"} {
				if got := roomOn(t, db, on, ""); got != want {
					t.Errorf("on %s in %q, want %q", on, got, want)
				}
			}
		})
		t.Run("an ending leaves the past", func(t *testing.T) {
			db.Write(ctx, func(tx *store.Tx) error {
				_, err := places.End(ctx, tx, []any{"b1"}, day("2026-04-15"), "hand")
				return err
			})
			for on, want := range map[string]string{"2026-04-14": "binder", "2026-04-15": "", "2026-06-01": ""} {
				if got := roomOn(t, db, on, ""); got != want {
					t.Errorf("on %s in %q, want %q", on, got, want)
				}
			}
		})
		t.Run("an older list holds until the next change or end", func(t *testing.T) {
			for from, want := range map[string]string{"2025-12-01": "2026-01-01", "2026-01-01": "2026-03-01", "2026-04-10": "2026-04-15", "2026-04-15": "9999-12-31"} {
				db.Read(ctx, func(tx *store.Tx) error {
					during, err := places.UntilNext(ctx, tx, []any{"b1"}, day(from))
					if err != nil || during.From != day(from) || during.Until != day(want) {
						t.Errorf("from %s: %v, %v, want until %s", from, during, err, want)
					}
					return nil
				})
			}
		})
		t.Run("two corrections in one transaction leave the later", func(t *testing.T) {
			err := db.Write(ctx, func(tx *store.Tx) error {
				for _, room := range []string{"attic", "office"} {
					if _, err := places.Set(ctx, tx, []any{"b2"}, []any{room, nil}, month.DaySpan{From: day("2026-01-01"), Until: month.Forever}, "hand"); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil || count(t, db, `SELECT count(*) FROM shelf_place WHERE book = 'b2'`) != 1 {
				t.Fatal(err)
			}
		})
	}, shelf)
}

func roomOn(t *testing.T, db *store.DB, on, known string) (room string) {
	t.Helper()
	ctx := context.Background()
	err := db.Read(ctx, func(tx *store.Tx) error {
		if known == "" {
			known = tx.Stamp()
		}
		err := tx.QueryRow(ctx, `SELECT room FROM shelf_place WHERE county = $1 AND book = 'b1' AND true_from <= $2 AND true_until > $2
			AND known_from <= $3 AND known_until > $3`, tx.County(), on, known).Scan(&room)
		if store.IsNoRows(err) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return room
}

func stamp(db *store.DB) (s string) {
	db.Read(context.Background(), func(tx *store.Tx) error { s = tx.Stamp(); return nil })
	return s
}

func count(t *testing.T, db *store.DB, query string) (n int64) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *store.Tx) error {
		return tx.QueryRow(context.Background(), query).Scan(&n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A statement that a transaction repeats gives each time what is asked, also after it found nothing
// and after the table has changed.
func TestAStatementRunAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.Exec(t.Context(), `CREATE TABLE store_try (n BIGINT PRIMARY KEY, word TEXT)`); err != nil {
				return err
			}
			for n := range 5 {
				if _, err := tx.Exec(t.Context(), `INSERT INTO store_try (n, word) VALUES ($1, $2)`, n, fmt.Sprint("w", n)); err != nil {
					return err
				}
			}
			rows, err := tx.Query(t.Context(), `SELECT n FROM store_try ORDER BY n`)
			if err != nil {
				return err
			}
			var all []int
			for rows.Next() {
				var n int
				if err := rows.Scan(&n); err != nil {
					return err
				}
				all = append(all, n)
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
			for _, n := range all {
				var word string
				if err := tx.QueryRow(t.Context(), `SELECT word FROM store_try WHERE n = $1`, n).Scan(&word); err != nil || word != fmt.Sprint("w", n) {
					t.Errorf("%d is %q: %v", n, word, err)
				}
			}
			if _, err := tx.Exec(t.Context(), `ALTER TABLE store_try ADD COLUMN more TEXT`); err != nil {
				return err
			}
			var word string
			err = tx.QueryRow(t.Context(), `SELECT word FROM store_try WHERE n = $1`, 99).Scan(&word)
			if !store.IsNoRows(err) {
				t.Errorf("99 is %q: %v", word, err)
			}
			return tx.QueryRow(t.Context(), `SELECT word FROM store_try WHERE n = $1`, 3).Scan(&word)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Whoever waited for a lock is later than who held it, also by the time that stands in the books: else a belief would end
// before it began, and what was entered last would not be the newest.
func TestWhoWaitedIsLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		for _, told := range []bool{false, true} {
			began, passed := make(chan struct{}), make(chan struct{})
			var first, second string
			var all sync.WaitGroup
			runs := 0
			all.Go(func() { // begins first and comes to the lock last
				err := db.Write(ctx, func(tx *store.Tx) error {
					runs++
					early := ""
					if told {
						early = tx.Stamp()
					}
					if runs == 1 {
						close(began)
						if db.Name() == "PostgreSQL" { // SQLite lets the other one wait
							<-passed
						}
					}
					if err := tx.Lock(ctx, "shelf"); err != nil {
						return err
					}
					if second = tx.Stamp(); told && early != second {
						t.Error("the time of a transaction changed after it was told")
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
			<-began
			err := db.Write(ctx, func(tx *store.Tx) error {
				if err := tx.Lock(ctx, "shelf"); err != nil {
					return err
				}
				first = tx.Stamp()
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			close(passed)
			all.Wait()
			if db.Name() == "PostgreSQL" && second <= first {
				t.Errorf("told %v: who waited is at %s, who was waited for at %s", told, second, first)
			}
		}
	})
}
