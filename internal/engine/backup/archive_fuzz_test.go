package backup_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/fault/faulttest"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// A piece is one file inside a backup.
type piece struct {
	name string
	text []byte
}

// FuzzRestore: whatever stands in one of the files of a backup, or in the backup itself, it is restored whole or refused
// with a sentence, and of what was refused nothing stays behind. The manifest may have been made to agree with the file.
func FuzzRestore(f *testing.F) {
	pieces, whole := takenApart(f, save(f, filled(f), house(library)).Path())
	for at, p := range pieces {
		f.Add(uint8(at), true, p.text)
		f.Add(uint8(at), false, append(slices.Clone(p.text), "\n"...))
		for _, line := range []string{"", "[]\n", "null\n", "[ \"420323\" , \"a\" , null ]\n", "[\"420323\",\"\\u0000\",null]\n", "[\"420323\",\"a\",{\"text\":\"/w==\"}]\n", "[[[[[[", "{\"format\":1}", "{\"format\":2}"} {
			f.Add(uint8(at), true, []byte(line))
		}
	}
	f.Add(uint8(255), false, whole)
	f.Add(uint8(255), false, whole[:len(whole)/2])
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, at uint8, agreeing bool, text []byte) {
		file := text
		if int(at) < len(pieces) {
			changed := slices.Clone(pieces)
			changed[at].text = text
			if agreeing {
				agree(changed, int(at))
			}
			file = putTogether(t, changed)
		}
		path := filepath.Join(folder, "county.zip")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := backup.Open(path)
		if err == nil {
			err = a.Verify(context.Background(), nil)
		}
		if err != nil {
			faulttest.Refused(t, err)
			return
		}
		for _, place := range storetest.Places() {
			into := storetest.Open(t, place.Address(t))
			_, err := a.Restore(context.Background(), into, house(library), "恢复", nil)
			if err == nil {
				if into.County() == "" {
					t.Errorf("%s: restored, and nobody's", place.Name)
				}
				continue
			}
			faulttest.Refused(t, err)
			if into.County() != "" || left(t, into) > 0 {
				t.Errorf("%s: refused, and something stayed", place.Name)
			}
		}
	})
}

// filled is a small library.
func filled(f *testing.F) *store.DB {
	f.Helper()
	db := fill(f, storetest.Places()[0].Address(f), library)
	write(f, db, content{
		readers: [][]any{{storetest.County, "甲", []byte{0, 255}}, {storetest.County, "乙", nil}},
		books:   [][]any{{storetest.County, "一", nil, int64(3)}, {storetest.County, "二", "一", int64(-1)}},
		loans:   [][]any{{storetest.County, "甲", "二"}},
		notes:   [][]any{{"“甲”\n乙", int64(7)}},
	}.put)
	return db
}

// left counts what stands in the tables of the library, which may not be made yet.
func left(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	ctx := context.Background()
	err := db.Read(ctx, func(tx *store.Tx) error {
		tables, err := tx.Tables(ctx)
		for _, table := range tables {
			for range tx.Rows(ctx, table) {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func takenApart(f *testing.F, path string) (pieces []piece, whole []byte) {
	f.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			f.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			f.Fatal(err)
		}
		pieces = append(pieces, piece{file.Name, text})
	}
	return pieces, whole
}

func putTogether(t *testing.T, pieces []piece) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range pieces {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(p.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// agree has the manifest say what now stands in one of the tables.
func agree(pieces []piece, at int) {
	var m backup.Manifest
	last := len(pieces) - 1
	if at == last || json.Unmarshal(pieces[last].text, &m) != nil {
		return
	}
	for i := range m.Tables {
		if "tables/"+m.Tables[i].Name+".jsonl" == pieces[at].name {
			sum := sm3.Sum(pieces[at].text)
			m.Tables[i].Rows, m.Tables[i].SM3 = int64(bytes.Count(pieces[at].text, []byte("\n"))), hex.EncodeToString(sum[:])
		}
	}
	if text, err := json.Marshal(m); err == nil {
		pieces[last].text = text
	}
}
