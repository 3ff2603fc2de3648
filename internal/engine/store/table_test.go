package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// A library in two steps; loans point to books and readers, so both come first, whatever their names.
var library = fstest.MapFS{
	"0001_reader.sql": {Data: []byte(`-- +goose Up
CREATE TABLE library_reader (county TEXT NOT NULL, id TEXT NOT NULL, photo BYTEA, PRIMARY KEY (county, id));
CREATE TABLE library_book (county TEXT NOT NULL, id TEXT NOT NULL, sequel_of TEXT, PRIMARY KEY (county, id),
    FOREIGN KEY (county, sequel_of) REFERENCES library_book (county, id));
CREATE TABLE library_art (county TEXT NOT NULL, reader TEXT NOT NULL, book TEXT NOT NULL, days BIGINT, late INTEGER NOT NULL,
    PRIMARY KEY (reader, county, book),
    FOREIGN KEY (county, reader) REFERENCES library_reader (county, id), FOREIGN KEY (county, book) REFERENCES library_book (county, id));`)},
	"0002_note.sql": {Data: []byte(`-- +goose Up
CREATE TABLE library_note (text TEXT, number BIGINT);`)},
}

func TestTables(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.MigrateTo(ctx, "library", library, 1); err != nil {
			t.Fatal(err)
		}
		t.Run("come in the order of their foreign keys, with kinds and keys", func(t *testing.T) {
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Tables(ctx)
				want := []store.Table{
					{Name: "library_book", Key: []string{"county", "id"}, Columns: []store.Column{{"county", store.Text}, {"id", store.Text}, {"sequel_of", store.Text}}},
					{Name: "library_reader", Key: []string{"county", "id"}, Columns: []store.Column{{"county", store.Text}, {"id", store.Text}, {"photo", store.Bytes}}},
					{Name: "library_art", Key: []string{"reader", "county", "book"}, Columns: []store.Column{
						{"county", store.Text}, {"reader", store.Text}, {"book", store.Text}, {"days", store.Whole}, {"late", store.Whole},
					}},
					{Name: "store_folder", Key: []string{"one"}, Columns: []store.Column{{"one", store.Whole}, {"files", store.Bytes}, {"kept_at", store.Text}}},
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				return err
			})
		})
		t.Run("tell the versions of rooms", func(t *testing.T) {
			version := func() (n int64) {
				read(t, db, func(tx *store.Tx) error {
					all, err := tx.Versions(ctx)
					n = all["library"]
					return err
				})
				return n
			}
			if n := version(); n != 1 {
				t.Errorf("version %d after the first step", n)
			}
			if err := db.Migrate(ctx, "library", library); err != nil {
				t.Fatal(err)
			}
			if n := version(); n != 2 {
				t.Errorf("version %d after all steps", n)
			}
			if n, err := db.Newest("library", library); n != 2 || err != nil {
				t.Errorf("newest %d %v", n, err)
			}
		})
	})
}

func TestRows(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Migrate(ctx, "library", library); err != nil {
			t.Fatal(err)
		}
		note := store.Table{Name: "library_note", Key: []string{"text NULLS FIRST", "number NULLS FIRST"}, Columns: []store.Column{{"text", store.Text}, {"number", store.Whole}}}
		rows := [][]any{{nil, int64(-9223372036854775808)}, {"", nil}, {"B", int64(9223372036854775807)}, {"a", int64(0)}, {"李\u2028'\"\\\n", int64(7)}, {"𬬭", int64(1)}}
		err := db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Load(ctx, note, func(yield func([]any) bool) {
				for i := range rows {
					if !yield(rows[len(rows)-1-i]) {
						return
					}
				}
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Run("come back exactly, by code point, nothing first", func(t *testing.T) {
			read(t, db, func(tx *store.Tx) error {
				var got [][]any
				for row, err := range tx.Rows(ctx, note) {
					if err != nil {
						return err
					}
					got = append(got, append([]any{}, row...))
				}
				if diff := cmp.Diff(rows, got); diff != "" {
					t.Error(diff)
				}
				return nil
			})
		})
	})
	t.Run("refuse what SQLite lets into a column of another kind", func(t *testing.T) {
		db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "county.db"), storetest.Clock())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.Migrate(ctx, "library", library); err != nil {
			t.Fatal(err)
		}
		write(t, db, `INSERT INTO library_note (text, number) VALUES ('x', 'many')`)
		read(t, db, func(tx *store.Tx) error {
			tables, err := tx.Tables(ctx)
			for _, table := range tables {
				for _, wrong := range tx.Rows(ctx, table) {
					if wrong != nil && table.Name == "library_note" {
						return nil
					}
				}
			}
			t.Error("a word passed for a number")
			return err
		})
	})
}

func TestFill(t *testing.T) {
	ctx := context.Background()
	deed := store.Deed{County: "420323", Demo: true, SettledAt: "2026-01-02T03:04:05.000000Z"}
	for _, place := range storetest.Places() {
		db := storetest.Open(t, place.Address(t))
		if err := db.Migrate(ctx, "library", library); err != nil {
			t.Fatal(err)
		}
		t.Run(place.Name+" leaves nothing when it fails", func(t *testing.T) {
			no := errors.New("no")
			err := db.Fill(ctx, deed, func(tx *store.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO library_reader (county, id) VALUES ($1, 'r')`, tx.County()); err != nil {
					return err
				}
				return no
			})
			if !errors.Is(err, no) || db.County() != "" || count(t, db, `SELECT count(*) FROM library_reader`) != 0 {
				t.Errorf("%v, county %q, or the row stayed", err, db.County())
			}
		})
		t.Run(place.Name+" settles and fills at once, a sequel before what it follows", func(t *testing.T) {
			err := db.Fill(ctx, deed, func(tx *store.Tx) error {
				tables, err := tx.Tables(ctx)
				if err != nil {
					return err
				}
				_, err = tx.Load(ctx, tables[0], func(yield func([]any) bool) {
					_ = yield([]any{tx.County(), "a", "b"}) && yield([]any{tx.County(), "b", nil})
				})
				return err
			})
			if err != nil || db.County() != "420323" || !db.Demo() {
				t.Fatalf("%v, county %q demo %v", err, db.County(), db.Demo())
			}
			read(t, db, func(tx *store.Tx) error {
				got, err := tx.Deed(ctx)
				if got != deed {
					t.Errorf("deed %+v", got)
				}
				return err
			})
		})
		t.Run(place.Name+" refuses books that are somebody's", func(t *testing.T) {
			err := db.Fill(ctx, deed, func(*store.Tx) error { return nil })
			if kind, _ := fault.KindOf(err); kind != fault.KindConflict {
				t.Errorf("got %v", err)
			}
		})
	}
}

func read(t *testing.T, db *store.DB, f func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Read(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, db *store.DB, statement string) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(context.Background(), statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
