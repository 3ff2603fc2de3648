package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// keptBooks are books with ten rows, and one connection to read them.
func keptBooks(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "county.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.read.SetMaxOpenConns(1) // so that every reading meets the same kept statements
	err = db.Write(t.Context(), func(tx *Tx) error {
		if _, err := tx.Exec(t.Context(), `CREATE TABLE room_row (n BIGINT NOT NULL)`); err != nil {
			return err
		}
		for i := range 10 {
			if _, err := tx.Exec(t.Context(), `INSERT INTO room_row (n) VALUES ($1)`, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func numbers(ctx context.Context, tx *Tx, statement string, args ...any) (all []int, err error) {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

const rowsFrom = `SELECT n FROM room_row WHERE n >= $1 ORDER BY n`

func TestAStatementThatIsRunningIsNotRunAgain(t *testing.T) {
	db := keptBooks(t)
	err := db.Read(t.Context(), func(tx *Tx) error {
		for range 2 { // the second time with a statement that was kept
			rows, err := tx.Query(t.Context(), rowsFrom, 0)
			if err != nil {
				return err
			}
			defer rows.Close()
			outer := 0
			for rows.Next() {
				var n int
				if err := rows.Scan(&n); err != nil {
					return err
				}
				inner, err := numbers(t.Context(), tx, rowsFrom, n)
				if err != nil || n != outer || len(inner) != 10-n || inner[0] != n {
					return fmt.Errorf("within row %d of %d: %v %v", n, outer, inner, err)
				}
				outer++
			}
			if outer != 10 || rows.Err() != nil {
				return fmt.Errorf("%d rows: %v", outer, rows.Err())
			}
			rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAKeptStatementForgetsWhatItWasAsked(t *testing.T) {
	db := keptBooks(t)
	for _, ask := range []struct{ from, want int }{{0, 10}, {7, 3}, {7, 3}, {100, 0}, {2, 8}} {
		err := db.Read(t.Context(), func(tx *Tx) error {
			all, err := numbers(t.Context(), tx, rowsFrom, ask.from)
			if err == nil && len(all) != ask.want {
				err = fmt.Errorf("from %d: %v", ask.from, all)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	err := db.Read(t.Context(), func(tx *Tx) error {
		all, err := numbers(t.Context(), tx, rowsFrom)
		if err == nil && len(all) > 0 {
			err = fmt.Errorf("a statement that lacks its value was answered with an earlier one: %v", all)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAKeptStatementHoldsNoReading: rows that were left open halfway must not keep the books from moving on.
func TestAKeptStatementHoldsNoReading(t *testing.T) {
	db := keptBooks(t)
	for round := range 3 {
		err := db.Read(t.Context(), func(tx *Tx) error {
			rows, err := tx.Query(t.Context(), rowsFrom, 0)
			if err != nil {
				return err
			}
			defer rows.Close()
			rows.Next()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO room_row (n) VALUES ($1)`, 10+round)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Read(t.Context(), func(tx *Tx) error {
			all, err := numbers(t.Context(), tx, rowsFrom, 0)
			if err == nil && len(all) != 11+round {
				err = fmt.Errorf("%d rows in round %d", len(all), round)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAKeptStatementMeetsTheTablesOfToday(t *testing.T) {
	db := keptBooks(t)
	for _, change := range []string{`SELECT 1`, `ALTER TABLE room_row ADD COLUMN says TEXT`, `CREATE INDEX room_row_n ON room_row (n)`} {
		if _, err := db.write.Exec(change); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx *Tx) error {
			all, err := numbers(t.Context(), tx, rowsFrom, 3)
			if err == nil && len(all) != 7 {
				err = fmt.Errorf("after %s: %v", change, all)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestNoMoreStatementsAreKeptThanIsGoodForTheMemory(t *testing.T) {
	db := keptBooks(t)
	for i := range 3 * keptStatements {
		err := db.Read(t.Context(), func(tx *Tx) error {
			_, err := numbers(t.Context(), tx, fmt.Sprintf(`SELECT n FROM room_row WHERE n = $1 AND n < %d`, i), 1)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	conn, err := db.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		if n := len(c.(*keepingConn).idle); n != keptStatements {
			return fmt.Errorf("%d statements are kept", n)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAKeptStatementIsPlannedOnce(t *testing.T) {
	db := keptBooks(t)
	if err := db.Write(t.Context(), func(tx *Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE INDEX room_row_n ON room_row (n)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Analyze(t.Context()); err != nil { // what the planner knows of values, it could weigh against arguments
		t.Fatal(err)
	}
	db.read.SetMaxIdleConns(1)
	for from := range 5 {
		if err := db.Read(t.Context(), func(tx *Tx) error {
			found, err := numbers(t.Context(), tx, rowsFrom, from)
			if len(found) != 10-from {
				t.Errorf("from %d on: %v", from, found)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := db.read.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Raw(func(raw any) error {
		kept := raw.(*keepingConn).idle[sqlite{}.text(rowsFrom)]
		again := kept.preparedStatement.(interface {
			Status(sqlite3.StmtStatus, bool) int
		}).Status(sqlite3.STMTSTATUS_REPREPARE, false)
		if again != 0 {
			t.Errorf("planned anew %d times", again)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
