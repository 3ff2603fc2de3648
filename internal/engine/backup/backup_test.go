package backup_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// A library: readers, books, loans that point to both, notes without a key, and a table of sessions that stays at home.
var library = fstest.MapFS{
	"0001_library.sql": {Data: []byte(`-- +goose Up
CREATE TABLE library_reader (county TEXT NOT NULL, id TEXT NOT NULL, photo BYTEA, PRIMARY KEY (county, id));
CREATE TABLE library_book (county TEXT NOT NULL, id TEXT NOT NULL, sequel_of TEXT, copies BIGINT, PRIMARY KEY (county, id),
    FOREIGN KEY (county, sequel_of) REFERENCES library_book (county, id));
CREATE TABLE library_art (county TEXT NOT NULL, reader TEXT NOT NULL, book TEXT NOT NULL, PRIMARY KEY (county, reader, book),
    FOREIGN KEY (county, reader) REFERENCES library_reader (county, id), FOREIGN KEY (county, book) REFERENCES library_book (county, id));
CREATE TABLE library_note (text TEXT, number BIGINT);
CREATE INDEX library_note_text ON library_note (text);
CREATE TABLE library_session (token TEXT NOT NULL PRIMARY KEY);`)},
}

// grown is the same library one migration later.
var grown = fstest.MapFS{
	"0001_library.sql": library["0001_library.sql"],
	"0002_place.sql": {Data: []byte(`-- +goose Up
ALTER TABLE library_book ADD COLUMN place TEXT NOT NULL DEFAULT 'hall';`)},
}

func house(rooms fstest.MapFS) backup.House {
	return backup.House{
		Program: "test", Left: []string{"library_session"},
		Rooms: []backup.Room{{Name: "audit", Migrations: audit.Migrations}, {Name: "library", Migrations: rooms}},
	}
}

var librarian = access.System("图书员", "420323000000")

// fill makes a county with an act in the log and gives its books.
func fill(t testing.TB, address string, rooms fstest.MapFS) *store.DB {
	t.Helper()
	db := storetest.Open(t, address)
	if err := db.Settle(context.Background(), storetest.County, true); err != nil {
		t.Fatal(err)
	}
	storetest.Furnish(t, db, []storetest.Room{{Name: "audit", Migrations: audit.Migrations}, {Name: "library", Migrations: rooms}})
	write(t, db, opened)
	return db
}

// opened is the first day of a library.
func opened(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO library_session (token) VALUES ('secret')`); err != nil {
		return err
	}
	return audit.Append(ctx, tx, librarian, audit.Entry{Act: "library.open", Division: division.Code("420323100000")})
}

func write(t testing.TB, db *store.DB, f func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := db.Write(ctx, func(tx *store.Tx) error { return f(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

func number(t testing.TB, db *store.DB, query string) (n int64) {
	t.Helper()
	ctx := context.Background()
	if err := db.Read(ctx, func(tx *store.Tx) error { return tx.QueryRow(ctx, query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func save(t testing.TB, db *store.DB, h backup.House) *backup.Archive {
	t.Helper()
	a, err := backup.Write(context.Background(), db, h, "图书员", filepath.Join(t.TempDir(), "county.zip"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// pairs runs a test from every database to every database.
func pairs(t *testing.T, test func(t *testing.T, from, to storetest.Place)) {
	for _, from := range storetest.Places() {
		for _, to := range storetest.Places() {
			t.Run(from.Name+" to "+to.Name, func(t *testing.T) { test(t, from, to) })
		}
	}
}

func TestRestore(t *testing.T) {
	ctx := context.Background()
	pairs(t, func(t *testing.T, from, to storetest.Place) {
		t.Run("gives back whatever was in the books", func(t *testing.T) {
			for seed := range 6 {
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { roundTrip(t, contents.Example(seed), from.Address(t), to.Address(t)) })
			}
		})
		t.Run("brings older books up to date", func(t *testing.T) {
			db := fill(t, from.Address(t), library)
			write(t, db, addBook)
			other := storetest.Open(t, to.Address(t))
			if _, err := save(t, db, house(library)).Restore(ctx, other, house(grown), "恢复", nil); err != nil {
				t.Fatal(err)
			}
			if number(t, other, `SELECT count(*) FROM library_book WHERE place = 'hall'`) != 1 {
				t.Error("the book has no place")
			}
		})
		t.Run("refuses books of a newer program, and leaves nothing", func(t *testing.T) {
			db := fill(t, from.Address(t), grown)
			other := storetest.Open(t, to.Address(t))
			_, err := save(t, db, house(grown)).Restore(ctx, other, house(library), "恢复", nil)
			refused(t, err, fault.KindConflict, "请先升级程序")
			if other.County() != "" {
				t.Error("a county was made")
			}
		})
		t.Run("refuses books that are somebody's, and those that are not empty", func(t *testing.T) {
			a := save(t, fill(t, from.Address(t), library), house(library))
			_, err := a.Restore(ctx, fill(t, to.Address(t), library), house(library), "恢复", nil)
			refused(t, err, fault.KindConflict, "已经有一个县")
			other := storetest.Open(t, to.Address(t))
			storetest.Furnish(t, other, []storetest.Room{{Name: "library", Migrations: library}})
			write(t, other, func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO library_note (text) VALUES ('mine')`)
				return err
			})
			_, err = a.Restore(ctx, other, house(library), "恢复", nil)
			refused(t, err, fault.KindConflict, "不是空的")
		})
		t.Run("leaves books that are nobody's when it is stopped", func(t *testing.T) {
			db := fill(t, from.Address(t), library)
			write(t, db, addBook)
			a := save(t, db, house(library))
			other := storetest.Open(t, to.Address(t))
			stop, cancel := context.WithCancel(ctx)
			defer cancel()
			_, err := a.Restore(stop, other, house(library), "恢复", func(s backup.Step) {
				if s.What == "核对" {
					cancel()
				}
			})
			if !errors.Is(err, context.Canceled) || other.County() != "" || number(t, other, `SELECT count(*) FROM library_book`) != 0 {
				t.Errorf("%v, county %q, or a book stayed", err, other.County())
			}
			if _, err := a.Restore(ctx, other, house(library), "恢复", nil); err != nil {
				t.Errorf("the second time: %v", err)
			}
		})
	})
}

// A content is what stands in the library.
type content struct{ readers, books, loans, notes [][]any }

// contents draws random content: all that a column can hold in both databases. PostgreSQL holds no zero character.
var contents = rapid.Custom(func(r *rapid.T) content {
	text := rapid.Map(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"", "李桂兰", "𬬭", "a\"b\\c\nd\te\u0001\u007f\u2028", "null", "[1,2]", `{"bytes":"AA=="}`, "<&>", "１９５０",
	})), func(s string) string { return strings.ReplaceAll(s, "\x00", "") })
	orNothing := func(v *rapid.Generator[any]) *rapid.Generator[any] { return rapid.OneOf(rapid.Just[any](nil), v) }
	words := orNothing(text.AsAny())
	whole := orNothing(rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{0, -1 << 63, 1<<63 - 1})).AsAny())
	photo := orNothing(rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 300), func(b []byte) any { return append([]byte{}, b...) }))
	ids := rapid.SliceOfNDistinct(text, 1, 40, rapid.ID)
	readers, books := ids.Draw(r, "readers"), ids.Draw(r, "books")
	var c content
	for _, id := range readers {
		c.readers = append(c.readers, []any{storetest.County, id, photo.Draw(r, "photo")})
	}
	var sequel any
	for i, id := range books {
		c.books = append(c.books, []any{storetest.County, id, sequel, whole.Draw(r, "copies")})
		c.loans = append(c.loans, []any{storetest.County, readers[i%len(readers)], id})
		sequel = id
	}
	for range rapid.IntRange(0, 60).Draw(r, "notes") {
		c.notes = append(c.notes, []any{words.Draw(r, "text"), whole.Draw(r, "number")})
	}
	return c
})

func (c content) put(ctx context.Context, tx *store.Tx) error {
	put := func(table string, rows [][]any, columns ...string) error {
		_, err := tx.Bulk(ctx, table, columns, slices.Values(rows))
		return err
	}
	return errors.Join(put("library_reader", c.readers, "county", "id", "photo"), put("library_book", c.books, "county", "id", "sequel_of", "copies"),
		put("library_art", c.loans, "county", "reader", "book"), put("library_note", c.notes, "text", "number"))
}

// roundTrip saves the content, restores it at the other address and saves it there again.
func roundTrip(t *testing.T, c content, from, to string) {
	db := fill(t, from, library)
	write(t, db, c.put)
	first := save(t, db, house(library))
	other := storetest.Open(t, to)
	done, err := first.Restore(context.Background(), other, house(library), "恢复", nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := int64(len(c.readers) + len(c.books) + len(c.loans) + len(c.notes) + 2) // and an entry of the log with its head
	if done.Rows != rows || done.Audit.Entries != 1 || !done.Audit.Whole() {
		t.Fatalf("restored %+v, want %d rows", done, rows)
	}
	for i, p := range save(t, other, house(library)).Manifest.Tables {
		if was := first.Manifest.Tables[i]; !strings.HasPrefix(p.Name, "audit_") && (p.Name != was.Name || p.SM3 != was.SM3 || p.Rows != was.Rows) {
			t.Errorf("%s was %d rows %s, is %d rows %s", p.Name, was.Rows, was.SM3, p.Rows, p.SM3)
		}
	}
	if number(t, other, `SELECT count(*) FROM library_session`) != 0 {
		t.Error("a session moved along")
	}
	if number(t, other, `SELECT count(*) FROM audit_entry WHERE act = 'backup.restore'`) != 1 {
		t.Error("the log does not know of the restoration")
	}
	sameRows(t, other, c)
}

// sameRows looks for what was put, by other means than the backup's.
func sameRows(t *testing.T, db *store.DB, c content) {
	t.Helper()
	ctx := context.Background()
	err := db.Read(ctx, func(tx *store.Tx) error {
		for _, r := range c.readers {
			var photo []byte
			if err := tx.QueryRow(ctx, `SELECT photo FROM library_reader WHERE id = $1`, r[1]).Scan(&photo); err != nil {
				return err
			}
			if want, there := r[2].([]byte); !bytes.Equal(photo, want) || there != (photo != nil) {
				t.Errorf("photo of %q is %x, want %v", r[1], photo, r[2])
			}
		}
		for _, b := range c.books {
			var copies *int64
			if err := tx.QueryRow(ctx, `SELECT copies FROM library_book WHERE id = $1`, b[1]).Scan(&copies); err != nil {
				return err
			}
			if (copies == nil) != (b[3] == nil) || copies != nil && *copies != b[3] {
				t.Errorf("copies of %q are %v, want %v", b[1], copies, b[3])
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func addBook(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO library_book (county, id, copies) VALUES ($1, $2, 7)`, tx.County(), tx.NewID())
	return err
}

func refused(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	got, _ := fault.KindOf(err)
	if sentence, _ := fault.Sentence(err); got != kind || !strings.Contains(sentence, words) {
		t.Errorf("want %s with %q, got %v", kind, words, err)
	}
}

func TestWrite(t *testing.T) {
	ctx := context.Background()
	for _, place := range storetest.Places() {
		t.Run(place.Name, func(t *testing.T) {
			db := fill(t, place.Address(t), library)
			write(t, db, func(ctx context.Context, tx *store.Tx) error {
				return errors.Join(addBook(ctx, tx), addBook(ctx, tx))
			})
			t.Run("sees one state of the books while others write", func(t *testing.T) {
				stop, cancel := context.WithCancel(ctx)
				moved := make(chan error, 1)
				go func() { moved <- moveCopies(stop, db) }()
				for range 5 {
					other := storetest.Open(t, place.Address(t))
					if _, err := save(t, db, house(library)).Restore(ctx, other, house(library), "恢复", nil); err != nil {
						t.Fatal(err)
					}
					if n := number(t, other, `SELECT sum(b.copies) + (SELECT count(*) FROM library_note) FROM library_book b`); n != 14 {
						t.Errorf("%d copies, want 14", n)
					}
				}
				cancel()
				if err := <-moved; !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			t.Run("does not write over a file", func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "mine")
				if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
					t.Fatal(err)
				}
				_, err := backup.Write(ctx, db, house(library), "图书员", path, nil)
				refused(t, err, fault.KindConflict, "已经存在")
				if text, _ := os.ReadFile(path); string(text) != "mine" {
					t.Error("the file was touched")
				}
			})
			t.Run("leaves nothing where there is no folder", func(t *testing.T) {
				_, err := backup.Write(ctx, db, house(library), "图书员", filepath.Join(t.TempDir(), "no", "county.zip"), nil)
				refused(t, err, fault.KindNotFound, "没有这个文件夹")
			})
			t.Run("leaves nothing when the disk is full", func(t *testing.T) {
				if runtime.GOOS != "linux" {
					t.Skip("needs /dev/full")
				}
				folder := t.TempDir()
				path := filepath.Join(folder, "county.zip")
				if err := os.Symlink("/dev/full", path+backup.Unfinished); err != nil {
					t.Fatal(err)
				}
				_, err := backup.Write(ctx, db, house(library), "图书员", path, nil)
				refused(t, err, fault.KindUnavailable, "磁盘空间不足")
				if left, _ := os.ReadDir(folder); len(left) > 0 {
					t.Errorf("left: %v", left)
				}
			})
		})
	}
}

// moveCopies moves copies from one book to the other, and one copy becomes a note and a copy again, until it is stopped.
func moveCopies(ctx context.Context, db *store.DB) error {
	for {
		err := db.Write(ctx, func(tx *store.Tx) error {
			for _, statement := range []string{
				`UPDATE library_book SET copies = copies - 1 WHERE id = (SELECT min(id) FROM library_book)`,
				`INSERT INTO library_note (number) VALUES (1)`,
			} {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

func TestVerify(t *testing.T) {
	ctx := context.Background()
	db := fill(t, "sqlite:"+filepath.Join(t.TempDir(), "county.db"), library)
	write(t, db, addBook)
	a, err := backup.Write(ctx, db, house(library), "图书员", filepath.Join(t.TempDir(), "county.zip"), nil)
	if err != nil {
		t.Fatal(err)
	}
	whole, path := fileOf(t, a), filepath.Join(t.TempDir(), "copy.zip")
	check := func(bytes []byte) error {
		if err := os.WriteFile(path, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := backup.Open(path)
		if err != nil {
			return err
		}
		if err := b.Verify(ctx, nil); err != nil {
			return err
		}
		if b.Digest != a.Digest {
			return fmt.Errorf("passes for another backup")
		}
		return nil
	}
	if err := check(whole); err != nil {
		t.Fatal(err)
	}
	t.Run("refuses every shorter file", func(t *testing.T) {
		for n := range len(whole) {
			if n%7 == 0 || n > len(whole)-100 {
				refused(t, check(whole[:n]), fault.KindInvalid, "不能用")
			}
		}
	})
	t.Run("refuses every changed byte that matters", func(t *testing.T) {
		for n := range whole {
			changed := bytes.Clone(whole)
			changed[n] ^= 0x20
			if err := check(changed); err != nil {
				kind, _ := fault.KindOf(err)
				if kind != fault.KindInvalid {
					t.Errorf("byte %d: %v", n, err)
				}
			}
		}
	})
	t.Run("refuses other files", func(t *testing.T) {
		var other bytes.Buffer
		z := zip.NewWriter(&other)
		if _, err := z.Create("xl/workbook.xml"); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		refused(t, check(other.Bytes()), fault.KindInvalid, "没有备份清单")
		refused(t, check([]byte("姓名,身份证号\n")), fault.KindInvalid, "不是完整的备份")
		refused(t, check(nil), fault.KindInvalid, "不是完整的备份")
		_, err := backup.Open(filepath.Join(t.TempDir(), "none.zip"))
		refused(t, err, fault.KindNotFound, "没有找到文件")
	})
	t.Run("refuses a table that was changed and packed again", func(t *testing.T) {
		refused(t, check(repack(t, whole, "tables/library_book.jsonl", `,7]`, `,9]`)), fault.KindInvalid, "library_book 的摘要与清单不符")
		refused(t, check(repack(t, whole, "tables/library_book.jsonl", "\n", "")), fault.KindInvalid, "应有1行，实有0行")
		refused(t, check(repack(t, whole, "manifest.json", `"format": 1`, `"format": 2`)), fault.KindInvalid, "请先升级程序")
	})
	t.Run("passes for another backup when the manifest was changed too", func(t *testing.T) {
		if err := check(repack(t, whole, "manifest.json", "图书员", "图书馆")); err == nil || err.Error() != "passes for another backup" {
			t.Error(err)
		}
	})
}

func fileOf(t *testing.T, a *backup.Archive) []byte {
	t.Helper()
	all, err := os.ReadFile(a.Path())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// repack is the archive with something in one of its files put for something else, as somebody would who knows zip.
func repack(t *testing.T, whole []byte, name, old, put string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			if !bytes.Contains(text, []byte(old)) {
				t.Fatalf("%s does not say %s", name, old)
			}
			text = bytes.Replace(text, []byte(old), []byte(put), 1)
		}
		w, err := to.Create(f.Name)
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
