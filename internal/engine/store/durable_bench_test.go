package store

import (
	"database/sql"
	"path/filepath"
	"testing"
)

// BenchmarkDurable commits four rows at a time, as an act does with its entry in the log: surviving a power cut once the
// commit has returned (FULL, which the books use), and only surviving the end of the program (NORMAL).
func BenchmarkDurable(b *testing.B) {
	for _, level := range []string{"full", "normal"} {
		b.Run(level, func(b *testing.B) {
			db, err := sql.Open("sqlite3", sqliteName(filepath.Join(b.TempDir(), "county.db"), "synchronous("+level+")"))
			if err != nil {
				b.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			if _, err := db.Exec(`CREATE TABLE entry (id INTEGER PRIMARY KEY, says TEXT NOT NULL)`); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := fourRows(db); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

func fourRows(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for range 4 {
		if _, err := tx.Exec(`INSERT INTO entry (says) VALUES (?)`, "最低生活保障待遇自2026年11月起停发，已由复核人员确认"); err != nil {
			return err
		}
	}
	return tx.Commit()
}
