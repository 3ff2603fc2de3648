package store_test

import (
	"context"
	"fmt"
	"testing"

	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// While a county is founded in one transaction, PostgreSQL must know of what that transaction poured in: it is not told by
// anybody else before the commit, and reads a whole county for each row of it.
func TestPostgresLooksAtWhatIsPouredIn(t *testing.T) {
	ctx := context.Background()
	places := storetest.Places()
	if len(places) < 2 {
		t.Skip("MINZHENG_TEST_POSTGRES names no PostgreSQL")
	}
	db := storetest.Open(t, places[1].Address(t))
	storetest.Furnish(t, db, []storetest.Room{shelf})
	err := db.Write(ctx, func(tx *store.Tx) error {
		poured := 0
		for _, step := range []struct{ more, known int }{
			{700, 0}, // not worth a look
			{700, 1400},
			{1000, 1400}, // less than it knows of
			{500, 2900},
		} {
			_, err := tx.Bulk(ctx, "shelf_book", []string{"id", "copies"}, func(yield func([]any) bool) {
				for until := poured + step.more; poured < until && yield([]any{fmt.Sprint(poured), 1}); poured++ {
				}
			})
			if err != nil {
				return err
			}
			var known int
			if err := tx.QueryRow(ctx, `SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'shelf_book'::regclass`).Scan(&known); err != nil {
				return err
			}
			if known != step.known {
				t.Errorf("of %d rows the planner knows %d, not %d", poured, known, step.known)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
