package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// postgres keeps a county, a city or a province on a server.
type postgres struct{}

func (postgres) name() string           { return "PostgreSQL" }
func (postgres) dialect() goose.Dialect { return goose.DialectPostgres }

func (postgres) open(ctx context.Context, url string) (write, read *sql.DB, err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, nil, err
	}
	write, read = stdlib.OpenDB(*config), stdlib.OpenDB(*config)
	write.SetMaxOpenConns(16)
	read.SetMaxOpenConns(16)
	write.SetMaxIdleConns(16)
	read.SetMaxIdleConns(16)
	if err := requireCodePointOrder(ctx, read); err != nil {
		return nil, nil, errors.Join(err, read.Close(), write.Close())
	}
	return write, read, nil
}

// requireCodePointOrder refuses a database whose text order differs from SQLite's: pages of a list would
// jump, and range conditions on division codes could miss rows.
func requireCodePointOrder(ctx context.Context, db *sql.DB) error {
	var collation string
	err := db.QueryRowContext(ctx, `SELECT datcollate FROM pg_database WHERE datname = current_database()`).Scan(&collation)
	if err != nil {
		return err
	}
	switch collation {
	case "C", "POSIX", "C.UTF-8", "C.utf8":
		return nil
	}
	return fmt.Errorf("database collation is %q: create it with LC_COLLATE 'C' and TEMPLATE template0", collation)
}

func (postgres) text(statement string) string { return statement }

func (postgres) readOptions() *sql.TxOptions {
	return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
}

func (postgres) roomy() string { return "" }

func (postgres) linksLate() string { return "" }

func (postgres) writesAlone() bool { return false }

func (postgres) again(err error) bool {
	code := pgCode(err)
	return code == "40001" || code == "40P01" // serialization failure, deadlock
}

func (postgres) unique(err error) bool { return pgCode(err) == "23505" }

// broken: integrity constraint violations, all of them.
func (postgres) broken(err error) bool { return strings.HasPrefix(pgCode(err), "23") }

func (postgres) full(err error) bool { return pgCode(err) == "53100" }

// gone: connection exceptions, a server that shuts down or starts, too many connections, and a line that ends or never was.
func (postgres) gone(err error) bool {
	switch code := pgCode(err); {
	case strings.HasPrefix(code, "08"), strings.HasPrefix(code, "57P"), code == "53300":
		return true
	case code != "":
		return false
	}
	var line net.Error
	var refused *pgconn.ConnectError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn) ||
		errors.As(err, &refused) || errors.As(err, &line)
}

func pgCode(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func (postgres) tables(ctx context.Context, tx *Tx) ([]Table, [][2]string, error) {
	return gather(ctx, tx, `SELECT r.relname, a.attname, format_type(a.atttypid, NULL),
			coalesce(array_position(k.conkey, a.attnum), 0)
		FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace JOIN pg_attribute a ON a.attrelid = r.oid
		LEFT JOIN pg_constraint k ON k.conrelid = r.oid AND k.contype = 'p'
		WHERE n.nspname = current_schema() AND r.relkind IN ('r', 'p') AND NOT r.relispartition AND a.attnum > 0 AND NOT a.attisdropped
		ORDER BY r.relname, a.attnum`,
		`SELECT DISTINCT r.relname, t.relname FROM pg_constraint k JOIN pg_class r ON r.oid = k.conrelid
		JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace n ON n.oid = r.relnamespace
		WHERE k.contype = 'f' AND n.nspname = current_schema()`,
		func(declared string) Kind {
			switch declared {
			case "text":
				return Text
			case "bigint", "integer", "smallint":
				return Whole
			case "bytea":
				return Bytes
			}
			return Kind(declared)
		})
}

func (postgres) settings() []setting {
	return []setting{
		{"落盘", `SHOW fsync`, "on", false},
		{"整页写入", `SHOW full_page_writes`, "on", false},
		{"提交即落盘", `SELECT CASE current_setting('synchronous_commit') WHEN 'off' THEN 'off' ELSE 'on' END`, "on", false},
		{"编码", `SHOW server_encoding`, "UTF8", false},
		{"按码点排序", `SELECT CASE WHEN datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8') THEN 'C' ELSE datcollate END
			FROM pg_database WHERE datname = current_database()`, "C", false},
	}
}

func (postgres) unanalyzed() string {
	return `SELECT count(*) FROM pg_stat_user_tables WHERE schemaname = current_schema() AND n_live_tup > 1000
		AND last_analyze IS NULL AND last_autoanalyze IS NULL`
}

func (postgres) size() string {
	return `SELECT coalesce(sum(pg_total_relation_size(r.oid)), 0)::bigint FROM pg_class r
		JOIN pg_namespace n ON n.oid = r.relnamespace WHERE n.nspname = current_schema() AND r.relkind = 'r'`
}

func (postgres) bulk(ctx context.Context, tx *Tx, table string, columns []string, rows iter.Seq[[]any]) (n int64, err error) {
	next, stop := iter.Pull(rows)
	defer stop()
	source := pgx.CopyFromFunc(func() ([]any, error) {
		row, ok := next()
		if !ok {
			return nil, nil
		}
		return plainRow(row)
	})
	err = tx.conn.Raw(func(driverConn any) error {
		n, err = driverConn.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{table}, columns, source)
		return err
	})
	if err != nil {
		return n, err
	}
	return n, lookAt(ctx, tx, table, n)
}

func plainRow(row []any) ([]any, error) {
	out := make([]any, len(row))
	for i, v := range row {
		value, err := plain(v)
		if err != nil {
			return nil, err
		}
		out[i] = value
	}
	return out, nil
}
