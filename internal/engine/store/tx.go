package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"minzheng/internal/base/month"
)

// attempts is how often a transaction is run when the database asks for it again.
const attempts = 8

// A Tx is one transaction. It knows the time at which it began, and everything done in it carries that time.
// The function that got it must not keep it, and may be run again from its beginning.
type Tx struct {
	db   *DB
	conn *sql.Conn
	sql  *sql.Tx
	now  time.Time
	said string  // now as it is kept in the books, once asked for: every row carries it
	told bool    // somebody was told the time, and it cannot change any more
	mark [8]byte // random, the same for all ids of this transaction
	made uint32  // ids made so far
	ends []ending
	kept map[string]memo

	reads   bool             // and cannot write
	traces  []*trace         // of readings under way, the outer ones first
	times   map[string]int64 // how often tables were written to; nil until it is asked for
	written map[string]bool  // tables this transaction wrote to
	poured  map[string]int64 // rows poured into each table since the database looked at it

	noted  int64 // the time of this writing in microseconds, when the books get to hold it
	county string
	demo   bool
}

type ending struct {
	key string
	run func(ctx context.Context) error
}

// Read runs f on one unchanging view of the books. Writing inside it fails.
func (db *DB) Read(ctx context.Context, f func(tx *Tx) error) error {
	return db.explain(db.run(ctx, db.read, db.engine.readOptions(), func(tx *Tx) error {
		tx.reads = true
		return f(tx)
	}))
}

// Write runs f and commits when it returns nil; otherwise nothing of it remains. When Write has returned nil,
// what f wrote survives a power cut. f is run again when the database met a conflict that time can solve.
//
// It returns fault.Unavailable when the machine's clock is wrong, the disk is full, or the database cannot be reached.
func (db *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	if err := db.requireClock(ctx); err != nil {
		return err
	}
	err := db.WriteAnyway(ctx, func(tx *Tx) error {
		if err := tx.keepOnce(ctx); err != nil {
			return err
		}
		return f(tx)
	})
	if err == nil {
		db.committed(ctx)
	}
	return err
}

// WriteAnyway is [DB.Write] by whatever the machine's clock says, and no act that a form is sent for: for what no money and
// no deadline hangs on, such as that somebody is signed in, or has looked.
func (db *DB) WriteAnyway(ctx context.Context, f func(tx *Tx) error) error {
	var err error
	for range attempts {
		err = db.run(ctx, db.write, nil, f)
		if err == nil || !db.engine.again(err) && !errors.Is(err, errEarly) {
			return db.explain(err)
		}
	}
	return fmt.Errorf("after %d attempts: %w", attempts, err)
}

func (db *DB) run(ctx context.Context, handle *sql.DB, options *sql.TxOptions, f func(tx *Tx) error) error {
	conn, err := handle.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	inner, err := conn.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	defer inner.Rollback() // after a commit this does nothing
	tx := &Tx{db: db, conn: conn, sql: inner, county: db.County(), demo: db.Demo()}
	rand.Read(tx.mark[:])
	if handle == db.read {
		tx.now = db.moment()
		if err := f(tx); err != nil {
			return err
		}
		return inner.Commit()
	}
	tx.now = db.now()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.end(ctx); err != nil {
		return err
	}
	if err := inner.Commit(); err != nil {
		return &doubt{err}
	}
	db.noted.Store(max(db.noted.Load(), tx.noted))
	return nil
}

// AtEnd has run called once, just before the commit, after everything else was done. A second call with the
// same key changes nothing.
func (tx *Tx) AtEnd(key string, run func(ctx context.Context) error) {
	for _, e := range tx.ends {
		if e.key == key {
			return
		}
	}
	tx.ends = append(tx.ends, ending{key, run})
}

// Keep gives what was kept under the key during this transaction, and makes it on the first call.
func (tx *Tx) Keep(key string, make func() any) any {
	if kept, ok := tx.kept[key]; ok {
		tx.saw(kept.trace)
		return kept.value
	}
	var value any
	t := tx.traced(func() { value = make() })
	if tx.kept == nil {
		tx.kept = map[string]memo{}
	}
	tx.kept[key] = memo{value, t}
	return value
}

// A memo is what was kept during a transaction, and what that depended on.
type memo struct {
	value any
	trace *trace
}

func (tx *Tx) end(ctx context.Context) error {
	for _, e := range tx.ends {
		if err := e.run(ctx); err != nil {
			return err
		}
	}
	if err := tx.noteTime(ctx); err != nil {
		return err
	}
	return tx.countWritten(ctx)
}

// Now is the moment at which the transaction began, or at which it got its locks, in UTC: it is later than the time of
// every transaction that held one of them before.
func (tx *Tx) Now() time.Time {
	tx.told = true
	tx.sawMoment()
	return tx.now
}

// Today is the day in China of [Tx.Now].
func (tx *Tx) Today() month.Day {
	tx.saw(&trace{day: true})
	return tx.today()
}

func (tx *Tx) today() month.Day { return month.Today(tx.now) }

// stampLayout has a fixed width, so that stamps sort as text.
const stampLayout = "2006-01-02T15:04:05.000000Z"

// Stamp is [Tx.Now] as it is kept in the books.
func (tx *Tx) Stamp() string {
	tx.sawMoment()
	if tx.said == "" {
		tx.said = FormatStamp(tx.Now())
	}
	return tx.said
}

// FormatStamp is a time as it is kept in the books.
func FormatStamp(t time.Time) string { return t.UTC().Format(stampLayout) }

// ParseStamp reads a time as [Tx.Stamp] wrote it.
func ParseStamp(text string) (time.Time, error) { return time.Parse(stampLayout, text) }

// County is the six digits of the county whose books these are.
func (tx *Tx) County() string { return tx.county }

// Demo tells whether all people in these books are invented.
func (tx *Tx) Demo() bool { return tx.demo }

const idDigits = "0123456789abcdefghjkmnpqrstvwxyz"

// NewID makes an id of 22 letters and digits that sorts by the time it was made: milliseconds, count within
// the transaction, random part.
func (tx *Tx) NewID() string {
	var id [22]byte
	put(id[:10], uint64(tx.Now().UnixMilli()))
	put(id[10:14], uint64(tx.made))
	for i, b := range tx.mark {
		id[14+i] = idDigits[b&31]
	}
	tx.made++
	return string(id[:])
}

// FirstID is below all ids that are made from the moment on, and above those made before.
func FirstID(t time.Time) string {
	var id [10]byte
	put(id[:], uint64(t.UnixMilli()))
	return string(id[:])
}

func put(to []byte, n uint64) {
	for i := len(to) - 1; i >= 0; i-- {
		to[i] = idDigits[n&31]
		n >>= 5
	}
}

// Exec runs a statement and tells how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	s := tx.understood(statement)
	tx.note(s)
	result, err := tx.sql.ExecContext(ctx, s.text, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Query runs a statement that gives rows. The caller closes them.
func (tx *Tx) Query(ctx context.Context, statement string, args ...any) (*sql.Rows, error) {
	s := tx.understood(statement)
	tx.note(s)
	return tx.sql.QueryContext(ctx, s.text, args...)
}

// QueryRow runs a statement that gives at most one row; its Scan returns sql.ErrNoRows when there is none.
func (tx *Tx) QueryRow(ctx context.Context, statement string, args ...any) *sql.Row {
	s := tx.understood(statement)
	tx.note(s)
	return tx.sql.QueryRowContext(ctx, s.text, args...)
}

// Bulk writes many rows into a table in the fastest way the database has, and tells how many.
func (tx *Tx) Bulk(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	tx.wrote(table)
	n, err := tx.db.engine.bulk(ctx, tx, table, columns, rows)
	if err != nil {
		return n, fmt.Errorf("write rows of %s: %w", table, err)
	}
	return n, nil
}

// Lock makes every other transaction that locks the same name wait until this one has ended. Whoever waited is later
// than who was waited for, by its own time too: what is written under a lock stands in the order of its times.
func (tx *Tx) Lock(ctx context.Context, name string) error { return tx.LockAll(ctx, []string{name}) }

// locksAtOnce is how many names one statement locks.
const locksAtOnce = 500

// LockAll is [Tx.Lock] of many names. It takes them in their order, so that two who want the same ones do not wait for
// each other.
func (tx *Tx) LockAll(ctx context.Context, names []string) error {
	if tx.db.engine.writesAlone() {
		return nil
	}
	names = slices.Clone(names)
	slices.Sort(names)
	for part := range slices.Chunk(slices.Compact(names), locksAtOnce) {
		if err := tx.lock(ctx, part); err != nil {
			return fmt.Errorf("lock %s and others, %d in all: %w", part[0], len(part), err)
		}
	}
	return nil
}

// errEarly says that a transaction has told its time and then waited for a later one: it begins again.
var errEarly = errors.New("a later transaction held the lock before")

// lock takes names with the time of this transaction, which must not be before that of who held them last.
func (tx *Tx) lock(ctx context.Context, names []string) error {
	marks, args := make([]string, len(names)), []any{FormatStamp(tx.now)}
	for i, name := range names {
		marks[i], args = fmt.Sprintf("($%d, 1, $1)", i+2), append(args, name)
	}
	n, err := tx.Exec(ctx, `INSERT INTO store_lock (name, taken, at) VALUES `+strings.Join(marks, ", ")+`
		ON CONFLICT (name) DO UPDATE SET taken = store_lock.taken + 1, at = excluded.at WHERE store_lock.at <= excluded.at`, args...)
	if err != nil || n == int64(len(names)) {
		return err
	}
	if err := tx.catchUp(ctx, names); err != nil {
		return err
	}
	return tx.lock(ctx, names)
}

// catchUp makes it later than who held the names before: another server's clock may be ahead. The names are locked.
func (tx *Tx) catchUp(ctx context.Context, names []string) error {
	in, args := make([]string, len(names)), make([]any, len(names))
	for i, name := range names {
		in[i], args[i] = fmt.Sprintf("$%d", i+1), name
	}
	var last string
	if err := tx.QueryRow(ctx, `SELECT max(at) FROM store_lock WHERE name IN (`+strings.Join(in, ", ")+`)`, args...).Scan(&last); err != nil {
		return err
	}
	at, err := ParseStamp(last)
	if err != nil {
		return err
	}
	tx.db.notBefore(at)
	now := tx.db.now()
	if tx.told || month.Today(now) != month.Today(tx.now) {
		return errEarly
	}
	tx.now = now
	return nil
}

// Roomy lets the transactions of this program keep more of the books in memory while they write, from now on: for whoever
// fills the books of a whole county.
func (tx *Tx) Roomy(ctx context.Context) error {
	statement := tx.db.engine.roomy()
	if statement == "" {
		return nil
	}
	_, err := tx.Exec(ctx, statement)
	return err
}

func (tx *Tx) understood(text string) statement {
	if known, ok := tx.db.texts.Load(text); ok {
		return known.(statement)
	}
	s := understand(tx.db.engine, text)
	tx.db.texts.Store(text, s)
	return s
}

// IsNoRows tells whether err means that a query found nothing.
func IsNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
