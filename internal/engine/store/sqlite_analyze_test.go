package store_test

import (
	"context"
	"fmt"
	"testing"

	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// The planner must know that a county has all rows of its tables, also after a table has grown and in connections that were
// open before; else it reads the whole county for each of its rows.
func TestAnalyzeCountsTheWholeCounty(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, storetest.Places()[0].Address(t))
	storetest.Furnish(t, db, []storetest.Room{shelf})
	said := func() (stat string) {
		t.Helper()
		err := db.Read(ctx, func(tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT coalesce(max(stat), '') FROM sqlite_stat1 WHERE tbl = 'shelf_place'`).Scan(&stat)
		})
		if err != nil {
			t.Fatal(err)
		}
		return stat
	}
	shelved := 0
	fill := func(to int) {
		t.Helper()
		err := db.Write(ctx, func(tx *store.Tx) error {
			for ; shelved < to; shelved++ {
				_, err := tx.Exec(ctx, `INSERT INTO shelf_place (county, book, true_from, true_until, known_from, known_until, source)
					VALUES ('420323', $1, '2026-01-01', '9999-12-31', $2, $3, 's')`, fmt.Sprint(shelved), tx.Stamp(), store.KnownForever)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Analyze(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		rows int
		want string
	}{
		{1000, "1000 1000 1 1 1"},
		{1200, "1000 1000 1 1 1"}, // not worth looking again
		{3000, "3000 3000 1 1 1"},
	} {
		if fill(step.rows); said() != step.want {
			t.Errorf("with %d rows the planner knows %q, not %q", step.rows, said(), step.want)
		}
	}
	err := db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE sqlite_stat1 SET stat = '3000 401 1 1 1' WHERE tbl = 'shelf_place'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if fill(3001); said() != "3001 3001 1 1 1" {
		t.Errorf("the sample of an earlier program stays: %q", said())
	}
}
