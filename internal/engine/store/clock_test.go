package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// A movable clock is one that somebody can set.
type movable struct{ at time.Time }

func (m *movable) now() time.Time {
	m.at = m.at.Add(time.Millisecond)
	return m.at
}

func TestClock(t *testing.T) {
	ctx := context.Background()
	for _, p := range storetest.Places() {
		t.Run(p.Name, func(t *testing.T) {
			address := p.Address(t)
			nine := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // in the morning in China
			clock := &movable{nine}
			open := func() *store.DB {
				db, err := store.Open(ctx, address, clock.now)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			db := open()
			storetest.Furnish(t, db, []storetest.Room{shelf})
			shelve := func(db *store.DB, id string) (at time.Time, err error) {
				err = db.Write(ctx, func(tx *store.Tx) error {
					at = tx.Now()
					_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, copies) VALUES ($1, 1)`, id)
					return err
				})
				return at, err
			}
			must := func(at time.Time, err error) time.Time {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
				return at
			}
			refused := func(db *store.DB, id string) {
				t.Helper()
				_, err := shelve(db, id)
				says(t, err, fault.KindUnavailable, "比最近一次办理的时间")
				if n := count(t, db, `SELECT count(*) FROM shelf_book WHERE id = '`+id+`'`); n != 0 {
					t.Errorf("%s stands in the books", id)
				}
			}

			first := must(shelve(db, "first"))
			clock.at = nine.Add(-time.Minute)
			if second := must(shelve(db, "a little back")); !second.After(first) {
				t.Errorf("the second writing is of %v, before the first of %v", second, first)
			}
			clock.at = nine.Add(-time.Hour)
			refused(db, "an hour back")
			refused(open(), "an hour back, started anew")
			if err := db.WriteAnyway(ctx, func(*store.Tx) error { return nil }); err != nil {
				t.Error("nobody could sign in:", err)
			}
			clock.at = nine.Add(time.Hour)
			must(shelve(db, "put right"))

			clock.at = nine.AddDate(1, 0, 0)
			must(shelve(db, "in the next year"))
			clock.at = nine.Add(2 * time.Hour)
			refused(db, "in this year again")
			other := open()
			err := db.AcceptClock(ctx, func(tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, title, copies) VALUES ('accepted', $1, 1)`, tx.Stamp())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if n := count(t, db, `SELECT count(*) FROM shelf_book WHERE id = 'accepted' AND title LIKE '2026-11-23T03:%'`); n != 1 {
				t.Error("the accepting is not on record at its time")
			}
			if at := must(shelve(db, "accepted clock")); at.Year() != 2026 {
				t.Errorf("the writing is of %v", at)
			}
			must(shelve(other, "accepted clock, on another server"))
			must(shelve(open(), "accepted clock, started anew"))
			says(t, db.AcceptClock(ctx, func(*store.Tx) error { return nil }), fault.KindConflict, "不需要确认")
		})
	}
}

func TestTroubleIsSaidInASentence(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if db.Name() == "SQLite" {
			err := db.Write(ctx, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, `PRAGMA max_page_count = 1`); err != nil { // as full as it is
					return err
				}
				_, err := tx.Exec(ctx, `INSERT INTO shelf_book (id, title, copies) VALUES ('long', $1, 1)`, strings.Repeat("长", 1<<20))
				return err
			})
			says(t, err, fault.KindUnavailable, "磁盘写不进去了")
			return
		}
		err := db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `SELECT pg_terminate_backend(pg_backend_pid())`)
			return err
		})
		says(t, err, fault.KindUnavailable, "数据库暂时连不上")
		if n := count(t, db, `SELECT count(*) FROM shelf_book`); n != 0 {
			t.Error("the next reading does not reach the books")
		}
	}, shelf)
}

// says wants a fault of the kind whose sentence has the words.
func says(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	is, _ := fault.KindOf(err)
	if sentence, _ := fault.Sentence(err); is != kind || !strings.Contains(sentence, words) {
		t.Errorf("got %v, not %s with %s", err, kind, words)
	}
}
