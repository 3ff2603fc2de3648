package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

func TestEach(t *testing.T) {
	ctx := t.Context()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		names := []string{"张建国", `李"桂"兰`, "王\\五", "", "赵六"}
		write := func(tx *store.Tx) error {
			if _, err := tx.Exec(ctx, `CREATE TABLE sample_row (name TEXT, fen BIGINT)`); err != nil {
				return err
			}
			_, err := tx.Bulk(ctx, "sample_row", []string{"name", "fen"}, func(yield func([]any) bool) {
				for i, n := range names {
					if !yield([]any{n, 1000 - 600*i}) {
						return
					}
				}
				yield([]any{nil, nil})
			})
			return err
		}
		if err := db.Write(ctx, write); err != nil {
			t.Fatal(err)
		}
		read := func(statement string, args ...any) (found []string) {
			t.Helper()
			err := db.Read(ctx, func(tx *store.Tx) error {
				return tx.Each(ctx, statement, args, func(r store.Row) error {
					found = append(found, fmt.Sprintf("%s %v %d", r.Text(0), r.Text(0) == nil, r.Whole(1)))
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		t.Run("gives texts, whole numbers and nothing", func(t *testing.T) {
			want := []string{"张建国 false 1000", `李"桂"兰 false 400`, "王\\五 false -200", " false -800", "赵六 false -1400", " true 0"}
			if got := read(`SELECT name, fen FROM sample_row ORDER BY COALESCE(fen, -9999) DESC`); !slices.Equal(got, want) {
				t.Errorf("%q", got)
			}
			if got := read(`SELECT 'sum', SUM(fen) FROM sample_row`); !slices.Equal(got, []string{"sum false -1000"}) {
				t.Errorf("%q", got)
			}
		})
		t.Run("finds what a list names, quotes and all", func(t *testing.T) {
			var listed string
			db.Read(ctx, func(tx *store.Tx) error { listed = tx.Listed("name", 2); return nil })
			got := read(`SELECT name, fen FROM sample_row WHERE fen < $1 AND `+listed+` ORDER BY fen DESC`, 500, store.List(names[:3]))
			if want := []string{`李"桂"兰 false 400`, "王\\五 false -200"}; !slices.Equal(got, want) {
				t.Errorf("%q", got)
			}
			if got := read(`SELECT name, fen FROM sample_row WHERE `+listed+` AND fen < $1`, 500, store.List(nil)); len(got) != 0 {
				t.Errorf("nobody named, %q found", got)
			}
		})
		t.Run("stops where reading fails, and the transaction goes on", func(t *testing.T) {
			enough := errors.New("enough")
			err := db.Read(ctx, func(tx *store.Tx) error {
				n := 0
				err := tx.Each(ctx, `SELECT name FROM sample_row`, nil, func(store.Row) error {
					n++
					return enough
				})
				if n != 1 || !errors.Is(err, enough) {
					t.Errorf("%d rows, %v", n, err)
				}
				return tx.QueryRow(ctx, `SELECT COUNT(*) FROM sample_row`).Scan(&n)
			})
			if err != nil {
				t.Error(err)
			}
		})
	})
}
