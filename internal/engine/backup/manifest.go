package backup

import (
	"encoding/hex"
	"hash"

	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// format names the form of the file; a program that knows only older forms says so.
const format = 1

// A Manifest says what a backup holds. It is the last part of the file, so that a backup that was cut off has none.
type Manifest struct {
	Format   int    `json:"format"`
	Program  string `json:"program"`  // version of the program that made it
	Database string `json:"database"` // where the books stood: SQLite, PostgreSQL
	MadeAt   string `json:"made_at"`
	MadeBy   string `json:"made_by"`
	store.Deed
	Versions map[string]int64 `json:"versions"` // room → last migration
	Tables   []Part           `json:"tables"`   // each after those that it points to
	Heads    []audit.Head     `json:"heads"`    // of the activity log
}

// A Part is one table in a backup.
type Part struct {
	store.Table
	Rows  int64  `json:"rows"`
	Bytes int64  `json:"bytes"`
	SM3   string `json:"sm3"` // of the bytes of its file
}

// file is the part's name inside the archive.
func (p Part) file() string { return "tables/" + p.Name + ".jsonl" }

// Rows is how many rows all tables have.
func (m Manifest) Rows() (n int64) {
	for _, p := range m.Tables {
		n += p.Rows
	}
	return n
}

// Bytes is how long all tables are, not compressed.
func (m Manifest) Bytes() (n int64) {
	for _, p := range m.Tables {
		n += p.Bytes
	}
	return n
}

func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
