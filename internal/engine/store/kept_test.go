package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// copies adds up all books, plainly.
func copies(ctx context.Context, tx *store.Tx) (n int64, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(CAST(SUM(copies) AS BIGINT), 0) FROM shelf_book`).Scan(&n)
	return n, err
}

// A reader asks for kept readings and counts how often they were read anew.
type reader struct {
	t    testing.TB
	anew map[string]int
}

func (r *reader) ask(tx *store.Tx, key string, read func() (int64, error)) int64 {
	r.t.Helper()
	n, err := store.Kept(r.t.Context(), tx, key, func() (int64, error) {
		r.anew[key]++
		return read()
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

func TestKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		r := reader{t, map[string]int{}}
		add := func(statement string, args ...any) {
			t.Helper()
			if err := db.Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, statement, args...); return err }); err != nil {
				t.Fatal(err)
			}
		}
		read := func(key string, f func(tx *store.Tx) (int64, error)) (n int64) {
			t.Helper()
			err := db.Read(ctx, func(tx *store.Tx) error {
				n = r.ask(tx, key, func() (int64, error) { return f(tx) })
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		plain := func(tx *store.Tx) (int64, error) { return copies(ctx, tx) }
		want := func(what string, got, want int64, key string, anew int) {
			t.Helper()
			if got != want || r.anew[key] != anew {
				t.Errorf("%s: %d, read anew %d times; want %d, %d", what, got, r.anew[key], want, anew)
			}
		}

		add(`INSERT INTO shelf_book (id, copies) VALUES ('a', 2)`)
		read("sum", plain)
		want("asked twice", read("sum", plain), 2, "sum", 1)
		add(`UPDATE shelf_book SET copies = 3 WHERE id = 'a'`)
		want("after a change", read("sum", plain), 3, "sum", 2)
		add(`INSERT INTO shelf_place (county, book, true_from, true_until, known_from, known_until, source) VALUES ('1', 'a', '', '', '', '', '')`)
		want("after a change elsewhere", read("sum", plain), 3, "sum", 2)
		add(`DELETE FROM shelf_book WHERE id = 'a'`)
		want("after a removal", read("sum", plain), 0, "sum", 3)

		t.Run("writings in bulk and dated facts count", func(t *testing.T) {
			read("facts", func(tx *store.Tx) (n int64, err error) {
				err = tx.QueryRow(ctx, `SELECT count(*) FROM shelf_place`).Scan(&n)
				return n, err
			})
			err := db.Write(ctx, func(tx *store.Tx) error {
				_, err := tx.Bulk(ctx, "shelf_book", []string{"id", "copies"}, func(yield func([]any) bool) { yield([]any{"b", 4}) })
				if err == nil {
					_, err = places.Set(ctx, tx, []any{"b"}, []any{"一楼", 1}, month.Since(20260101), "盘点")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			want("books", read("sum", plain), 4, "sum", 4)
			read("facts", func(*store.Tx) (int64, error) { return 0, nil })
			want("facts", 0, 0, "facts", 2)
		})
		t.Run("rows that are handed over count, and what a writing returns", func(t *testing.T) {
			each := func(tx *store.Tx) (n int64, err error) {
				return n, tx.Each(ctx, `SELECT copies FROM shelf_book`, nil, func(r store.Row) error { n += r.Whole(0); return nil })
			}
			read("each", each)
			err := db.Write(ctx, func(tx *store.Tx) error {
				var id string
				return tx.QueryRow(ctx, `UPDATE shelf_book SET copies = copies WHERE id = 'b' RETURNING id`).Scan(&id)
			})
			if err != nil {
				t.Fatal(err)
			}
			read("each", each)
			want("each", 0, 0, "each", 2)
			read("sum", plain)
		})
		t.Run("what another program writes counts", func(t *testing.T) {
			// The store finds its numbers in the books, not in this program.
			add(`UPDATE store_written SET times = times + 1 WHERE name = 'shelf_book'`)
			want("books", read("sum", plain), 4, "sum", 6)
		})
		t.Run("what is read within another reading counts for both", func(t *testing.T) {
			twice := func(tx *store.Tx) (int64, error) {
				n, err := store.Kept(ctx, tx, "inner", func() (int64, error) { return copies(ctx, tx) })
				return 2 * n, err
			}
			read("inner", plain) // so that the outer one runs no statement of its own
			read("outer", twice)
			add(`UPDATE shelf_book SET copies = 5 WHERE id = 'b'`)
			want("outer", read("outer", twice), 10, "outer", 2)
		})
		t.Run("what the transaction had kept already counts", func(t *testing.T) {
			memo := func(tx *store.Tx) (int64, error) {
				return tx.Keep("memo", func() any { n, _ := copies(ctx, tx); return n }).(int64), nil
			}
			err := db.Read(ctx, func(tx *store.Tx) error {
				memo(tx)
				r.ask(tx, "memo", func() (int64, error) { return memo(tx) })
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			add(`UPDATE shelf_book SET copies = 6 WHERE id = 'b'`)
			want("memo", read("memo", memo), 6, "memo", 2)
		})
		t.Run("the time to the second is not kept, nor what goes with every page", func(t *testing.T) {
			for key, f := range map[string]func(tx *store.Tx) (int64, error){
				"now":     func(tx *store.Tx) (int64, error) { tx.Now(); return copies(ctx, tx) },
				"nothing": func(*store.Tx) (int64, error) { return 0, nil },
				"locks": func(tx *store.Tx) (n int64, err error) {
					return n, tx.QueryRow(ctx, `SELECT count(*) FROM store_lock`).Scan(&n)
				},
			} {
				read(key, f)
				read(key, f)
				if r.anew[key] != 2 {
					t.Errorf("%s is kept", key)
				}
			}
		})
		t.Run("a failure is not kept", func(t *testing.T) {
			for range 2 {
				err := db.Read(ctx, func(tx *store.Tx) error {
					_, err := store.Kept(ctx, tx, "failing", func() (int64, error) { return copies(ctx, tx) })
					if err != nil {
						return err
					}
					_, err = store.Kept(ctx, tx, "failed", func() (int64, error) { r.anew["failed"]++; return 0, fmt.Errorf("no") })
					return err
				})
				if err == nil {
					t.Fatal("no error")
				}
			}
			want("failed", 0, 0, "failed", 2)
		})
		t.Run("who writes reads the own writings", func(t *testing.T) {
			err := db.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, `UPDATE shelf_book SET copies = 100`); err != nil {
					return err
				}
				if n := r.ask(tx, "sum", func() (int64, error) { return copies(ctx, tx) }); n != 100 {
					t.Errorf("%d in the writing", n)
				}
				return fmt.Errorf("taken back")
			})
			if err == nil || read("sum", plain) != 6 {
				t.Errorf("%v, or what was taken back is kept", err)
			}
		})
	}, shelf)
}

func TestKept_holds_for_the_day(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		n := 0
		ask := func() {
			err := db.Read(t.Context(), func(tx *store.Tx) error {
				_, err := store.Kept(t.Context(), tx, "day", func() (int64, error) {
					n++
					tx.Today()
					return copies(t.Context(), tx)
				})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		ask()
		ask()
		if n != 1 {
			t.Errorf("read %d times on one day", n)
		}
	}, shelf)
}

// The next morning everything is counted anew.
func TestKept_until_midnight(t *testing.T) {
	for _, p := range storetest.Places() {
		t.Run(p.Name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 15, 59, 0, 0, time.UTC)
			db, err := store.Open(t.Context(), p.Address(t), func() time.Time { return now })
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			storetest.Furnish(t, db, []storetest.Room{shelf})
			for _, want := range []string{"2026-11-23", "2026-11-24"} {
				err := db.Read(t.Context(), func(tx *store.Tx) error {
					day, err := store.Kept(t.Context(), tx, "day", func() (string, error) {
						_, err := copies(t.Context(), tx)
						return tx.Today().String(), err
					})
					if day != want {
						t.Errorf("%s on %s", day, want)
					}
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				now = now.Add(2 * time.Minute)
			}
		})
	}
}

// Whoever asks, in whatever moment of the books, is told what the books say in that moment: many write, some look at the
// books as they were a while ago, and every answer is held against a plain reading in the same transaction.
func TestKept_is_what_the_books_say(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rapid.Check(t, func(t *rapid.T) {
			ctx := context.Background()
			keys := []string{"a", "b", "c"}
			type look struct {
				ask  chan string
				done chan error
			}
			var open []look
			begin := func() look {
				l := look{make(chan string), make(chan error, 1)}
				ready := make(chan struct{})
				go func() {
					l.done <- db.Read(ctx, func(tx *store.Tx) error {
						if _, err := copies(ctx, tx); err != nil { // from here on the moment is fixed
							return err
						}
						close(ready)
						var wrong error
						for key := range l.ask {
							wrong = errors.Join(wrong, asPlain(ctx, tx, key))
						}
						return wrong
					})
				}()
				<-ready
				return l
			}
			end := func(l look) {
				close(l.ask)
				if err := <-l.done; err != nil {
					t.Fatal(err)
				}
			}
			for range rapid.IntRange(1, 12).Draw(t, "steps") {
				key := rapid.SampledFrom(keys).Draw(t, "key")
				switch what := rapid.IntRange(0, 3).Draw(t, "what"); {
				case what == 0:
					err := db.Write(ctx, func(tx *store.Tx) error {
						_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, copies) VALUES ($1, $2)
							ON CONFLICT (id) DO UPDATE SET copies = shelf_book.copies + 1`, key, 1)
						return err
					})
					if err != nil {
						t.Fatal(err)
					}
				case what == 1 && len(open) < 3:
					open = append(open, begin())
				case what == 2 && len(open) > 0:
					open[rapid.IntRange(0, len(open)-1).Draw(t, "which")].ask <- key
				default:
					l := begin()
					l.ask <- key
					end(l)
				}
			}
			for _, l := range open {
				end(l)
			}
		})
	}, shelf)
}

// asPlain asks for a kept reading and holds it against a plain one.
func asPlain(ctx context.Context, tx *store.Tx, key string) error {
	plain := func() (n int64, err error) {
		err = tx.QueryRow(ctx, `SELECT COALESCE(CAST(SUM(copies) AS BIGINT), 0) FROM shelf_book WHERE id = $1`, key).Scan(&n)
		return n, err
	}
	want, err := plain()
	if err != nil {
		return err
	}
	got, err := store.Kept(ctx, tx, "plain/"+key, plain)
	if err == nil && got != want {
		err = fmt.Errorf("%s: kept %d, the books say %d", key, got, want)
	}
	return err
}

// The same with everybody at once.
func TestKept_in_a_crowd(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for n := range 25 {
					key := string(rune('a' + (i+n)%3))
					var err error
					if i%2 == 0 {
						err = db.Write(ctx, func(tx *store.Tx) error {
							_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, copies) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET copies = shelf_book.copies + 1`, key)
							return err
						})
					} else {
						err = db.Read(ctx, func(tx *store.Tx) error { return asPlain(ctx, tx, key) })
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
	}, shelf)
}
