package store

import (
	"context"
	"database/sql"
	"io/fs"
	"iter"
	"strings"

	"github.com/pressly/goose/v3"
)

// engine is what differs between the two databases, and all that does.
type engine interface {
	name() string
	dialect() goose.Dialect
	open(ctx context.Context, url string) (write, read *sql.DB, err error)
	text(statement string) string
	readOptions() *sql.TxOptions
	analyze(ctx context.Context, write, read *sql.DB) error
	writesAlone() bool     // has one writing transaction at a time: nobody else can hold a lock
	roomy() string         // lets a transaction that fills whole books keep more of them in memory; empty: needs no asking
	linksLate() string     // has a transaction check foreign keys once per statement or later; empty: it does so anyway
	again(err error) bool  // worth running the transaction once more
	unique(err error) bool // a second row with the same key
	broken(err error) bool // a row that the tables do not admit: a key twice, a link to nothing, nothing where something must be
	full(err error) bool   // the disk takes nothing more
	gone(err error) bool   // the line to the database is down
	tables(ctx context.Context, tx *Tx) (all []Table, links [][2]string, err error)
	settings() []setting
	unanalyzed() string // counts the tables whose filling the database does not know
	size() string       // bytes of the books
	bulk(ctx context.Context, tx *Tx, table string, columns []string, rows iter.Seq[[]any]) (int64, error)
	each(ctx context.Context, connection any, statement string, args []any, read func(Row) error) error
	listed(n int) string // selects the texts of the list that is placeholder n
}

func engineOf(url string) engine {
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return postgres{}
	}
	return sqlite{}
}

// IsUnique tells whether err is the database's refusal of a second row with the same key.
func IsUnique(err error) bool {
	return err != nil && (sqlite{}.unique(err) || postgres{}.unique(err))
}

// IsBroken tells whether err is the database's refusal of a row that its tables do not admit: a key twice, a link that
// leads nowhere, nothing where there must be something.
func IsBroken(err error) bool {
	return err != nil && (sqlite{}.broken(err) || postgres{}.broken(err))
}

// Within is a folder of an embedded tree, such as a room's migrations. Its name is a constant of ours, so it panics on a
// mistake, at start.
func Within(files fs.FS, folder string) fs.FS {
	inner, err := fs.Sub(files, folder)
	if err != nil {
		panic(err)
	}
	return inner
}
