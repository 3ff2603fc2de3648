package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"runtime"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/pressly/goose/v3"
)

// sqlite keeps a county in one file. One connection writes, so writers queue in the program instead of
// meeting in the file; readers see the last committed state through the write-ahead log.
type sqlite struct{}

func (sqlite) name() string           { return "SQLite" }
func (sqlite) dialect() goose.Dialect { return goose.DialectSQLite3 }

func (sqlite) open(ctx context.Context, address string) (write, read *sql.DB, err error) {
	path := strings.TrimPrefix(address, "sqlite:")
	write, err = openPrepared(sqliteName(path, "foreign_keys(on)", writerCache))
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(1)
	if err := requireWAL(ctx, write); err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read, err = openPrepared(sqliteName(path, "query_only(on)"))
	if err != nil {
		return nil, nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers())
	read.SetMaxIdleConns(readers())
	return write, read, nil
}

// readers is how many connections read at once.
func readers() int { return max(4, 2*runtime.NumCPU()) }

// writerCache gives the one writing connection 20 MB for pages: with the usual 2 MB a large writing in the order of other
// keys reads and writes the same pages over and over.
const writerCache = "cache_size(-20480)"

// sqliteName asks for a log that survives a power cut once a commit has returned: synchronous is FULL, because
// an acknowledged act must never be lost.
func sqliteName(path string, pragmas ...string) string {
	query := url.Values{"_txlock": {"immediate"}}
	for _, p := range append([]string{"busy_timeout(15000)", "journal_mode(wal)", "synchronous(full)"}, pragmas...) {
		query.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}).String()
}

func requireWAL(ctx context.Context, db *sql.DB) error {
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return fmt.Errorf("journal mode is %q, not wal: the file must lie on a local disk", mode)
	}
	return nil
}

// text turns $1 into ?1: this driver would bind $n by order of appearance, not by number.
func (sqlite) text(statement string) string {
	var out strings.Builder
	quoted := false
	for i := range len(statement) {
		c := statement[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c == '$' && !quoted {
			c = '?'
		}
		out.WriteByte(c)
	}
	return out.String()
}

func (sqlite) readOptions() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// roomy: with the usual cache a county's founding reads and writes the same pages over and over.
func (sqlite) roomy() string { return `PRAGMA cache_size = -131072` }

func (sqlite) linksLate() string { return `PRAGMA defer_foreign_keys = ON` }

func (sqlite) writesAlone() bool { return true }

func (sqlite) again(err error) bool { return errors.Is(err, sqlite3.BUSY_SNAPSHOT) }

func (sqlite) unique(err error) bool {
	return errors.Is(err, sqlite3.CONSTRAINT_UNIQUE) || errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY)
}

func (sqlite) broken(err error) bool { return errors.Is(err, sqlite3.CONSTRAINT) }

// full: besides the books themselves, their log or its index may be what finds no room.
func (sqlite) full(err error) bool {
	return errors.Is(err, sqlite3.FULL) || errors.Is(err, sqlite3.IOERR)
}

func (sqlite) gone(error) bool { return false }

func (sqlite) tables(ctx context.Context, tx *Tx) ([]Table, [][2]string, error) {
	return gather(ctx, tx, `SELECT m.name, c.name, c.type, c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY m.name, c.cid`,
		`SELECT DISTINCT m.name, f."table" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
		func(declared string) Kind {
			switch strings.ToUpper(declared) {
			case "TEXT":
				return Text
			case "BIGINT", "INTEGER", "SMALLINT":
				return Whole
			case "BYTEA", "BLOB":
				return Bytes
			}
			return Kind(declared)
		})
}

func (sqlite) settings() []setting {
	return []setting{
		{"写前日志", `PRAGMA journal_mode`, "wal", false},
		{"提交即落盘", `PRAGMA synchronous`, "2", false},
		{"外键约束", `PRAGMA foreign_keys`, "1", false},
		{"文件完整", `PRAGMA quick_check(1)`, "ok", true},
		{"外键指向存在", `SELECT count(*) FROM pragma_foreign_key_check`, "0", true},
	}
}

func (sqlite) unanalyzed() string {
	return `SELECT CASE WHEN EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1') THEN 0 ELSE 1 END`
}

func (sqlite) size() string {
	return `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`
}

func (sqlite) bulk(ctx context.Context, tx *Tx, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	statement, err := tx.sql.PrepareContext(ctx, insertText(table, columns))
	if err != nil {
		return 0, err
	}
	defer statement.Close()
	var n int64
	for row := range rows {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func insertText(table string, columns []string) string {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ")
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + marks + ")"
}

// plain gives the value as the database will hold it: text, whole number, bytes or nothing.
func plain(v any) (any, error) {
	value, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return nil, fmt.Errorf("value %T: %w", v, err)
	}
	return value, nil
}
