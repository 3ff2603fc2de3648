// Package store keeps the county's books (账册) in SQLite or PostgreSQL from one SQL text.
//
// It opens the database, migrates each room's tables, and hands out transactions that know the time, make
// time-ordered ids and carry the county. It knows nothing of what the tables mean.
//
// Start reading at [Open], [DB.Write] and [Tx]; dated facts are in [Facts].
//
// Statements are written once, with $1, $2 … as placeholders, and keep to what both databases understand:
// ON CONFLICT, RETURNING, WITH, window functions. Dates, months and times are ISO text, money is whole fen,
// flags are 0 and 1. PostgreSQL must order text by code point (C collation), as SQLite does.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

//go:embed migrations
var migrations embed.FS

// A Clock tells the time. Only the roof knows the real one; everything else asks the transaction.
type Clock func() time.Time

// A DB is an open set of books: one handle that writes and one that only reads.
type DB struct {
	engine engine
	write  *sql.DB
	read   *sql.DB
	clock  Clock
	last   atomic.Int64 // the time of the latest writing, in microseconds: times never run backwards
	noted  atomic.Int64 // the one of them that the books hold
	tidied atomic.Int64 // when the names of old sendings were last taken away, in seconds
	texts  sync.Map     // statement as written → the same understood
	kept   keptReadings
	times  atomic.Pointer[writtenTimes] // as a transaction saw them last

	mu     sync.RWMutex
	county string
	demo   bool
}

// Open opens the books at url: a file path or "sqlite:PATH" for SQLite, "postgres://…" for PostgreSQL.
// It creates an SQLite file that is not there, and refuses a database that would order text in another way.
func Open(ctx context.Context, url string, clock Clock) (*DB, error) {
	e := engineOf(url)
	write, read, err := e.open(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", e.name(), err)
	}
	db := &DB{engine: e, write: write, read: read, clock: clock}
	if err := db.begin(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) begin(ctx context.Context) error {
	if err := db.Migrate(ctx, "store", Within(migrations, "migrations")); err != nil {
		return err
	}
	if err := db.recallTime(ctx); err != nil {
		return err
	}
	return db.loadCounty(ctx)
}

// Name tells which database stands behind the books: "SQLite" or "PostgreSQL".
func (db *DB) Name() string { return db.engine.name() }

// Clock is the clock that the transactions use, for engines that keep time without a transaction.
func (db *DB) Clock() Clock { return db.clock }

// Ping answers whether the database still answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Analyze has the database look at how its tables are filled, so that it finds good ways to read them. Do it after a
// large writing: until then it may believe that tables are empty.
func (db *DB) Analyze(ctx context.Context) error {
	if err := db.engine.analyze(ctx, db.write, db.read); err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return nil
}

// Close ends all connections.
func (db *DB) Close() error { return errors.Join(db.read.Close(), db.write.Close()) }

// notBefore has the times given out from now on be later than this one.
func (db *DB) notBefore(t time.Time) {
	for {
		last := db.last.Load()
		if t.UnixMicro() <= last || db.last.CompareAndSwap(last, t.UnixMicro()) {
			return
		}
	}
}
