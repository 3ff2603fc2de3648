package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// act enters a book under the name of a sending, as a form does.
func act(ctx context.Context, db *store.DB, book string) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO shelf_place (county, book, room, board, true_from, true_until, known_from, known_until, source)
			VALUES ($1, $2, 'reading', 1, '2026-01-01', '9999-12-31', $3, '9999-12-31T00:00:00.000000Z', 'hand')`, tx.County(), book, tx.NewID())
		return err
	})
}

func TestWhatIsSentTwiceIsDoneOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		books := func(book string) int64 {
			return count(t, db, fmt.Sprintf(`SELECT count(*) FROM shelf_place WHERE book = '%s'`, book))
		}
		refused := func(err error) bool {
			kind, _ := fault.KindOf(err)
			return kind == fault.KindConflict
		}
		t.Run("one after the other", func(t *testing.T) {
			first := db.Begin(t.Context(), "sending one")
			if err := act(first, db, "one"); err != nil || !db.Kept(first) {
				t.Fatalf("kept %v: %v", db.Kept(first), err)
			}
			second := db.Begin(t.Context(), "sending one")
			if err := act(second, db, "one"); !refused(err) || db.Kept(second) || books("one") != 1 {
				t.Errorf("the second is %v, kept %v; the books hold %d", err, db.Kept(second), books("one"))
			}
			if done, err := db.Begun(t.Context(), "sending one"); !done || err != nil {
				t.Errorf("begun %v, %v", done, err)
			}
		})
		t.Run("at once", func(t *testing.T) {
			var all sync.WaitGroup
			failed := make([]error, 6)
			for i := range failed {
				all.Go(func() { failed[i] = act(db.Begin(t.Context(), "sending two"), db, "two") })
			}
			all.Wait()
			done := 0
			for _, err := range failed {
				if err == nil {
					done++
				} else if !refused(err) {
					t.Error(err)
				}
			}
			if done != 1 || books("two") != 1 {
				t.Errorf("done %d times, the books hold %d", done, books("two"))
			}
		})
		t.Run("what failed may be sent again", func(t *testing.T) {
			wrong := errors.New("wrong")
			ctx := db.Begin(t.Context(), "sending three")
			err := db.Write(ctx, func(*store.Tx) error { return wrong })
			if done, _ := db.Begun(t.Context(), "sending three"); !errors.Is(err, wrong) || done || db.Kept(ctx) {
				t.Fatalf("begun %v, %v", done, err)
			}
			if err := act(db.Begin(t.Context(), "sending three"), db, "three"); err != nil {
				t.Error(err)
			}
		})
		t.Run("only the first writing of a sending is its act", func(t *testing.T) {
			ctx := db.Begin(t.Context(), "sending four")
			if err := act(store.Aside(ctx), db, "four"); err != nil || db.Kept(ctx) {
				t.Fatalf("kept %v: %v", db.Kept(ctx), err)
			}
			if err := errors.Join(act(ctx, db, "four"), act(ctx, db, "four")); err != nil || books("four") != 3 {
				t.Errorf("%v; the books hold %d", err, books("four"))
			}
			if err := db.Forget(ctx); err != nil {
				t.Fatal(err)
			}
			if err := act(db.Begin(t.Context(), "sending four"), db, "four"); err != nil {
				t.Errorf("forgotten: %v", err)
			}
		})
	}, shelf)
}

func TestOldSendingsAreForgotten(t *testing.T) {
	for _, p := range storetest.Places() {
		t.Run(p.Name, func(t *testing.T) {
			var mu sync.Mutex
			now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
			db, err := store.Open(t.Context(), p.Address(t), func() time.Time { mu.Lock(); defer mu.Unlock(); return now })
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if err := db.Settle(t.Context(), storetest.County, true); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"monday", "thursday", "friday"} {
				if err := db.Write(db.Begin(t.Context(), name), func(*store.Tx) error { return nil }); err != nil {
					t.Fatal(err)
				}
				mu.Lock()
				now = now.Add(50 * time.Hour)
				mu.Unlock()
			}
			for name, want := range map[string]bool{"monday": false, "thursday": true, "friday": true} {
				if done, err := db.Begun(t.Context(), name); done != want || err != nil {
					t.Errorf("%s: %v, %v", name, done, err)
				}
			}
		})
	}
}
