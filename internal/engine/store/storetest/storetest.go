// Package storetest opens real books for tests: SQLite in a temporary file always, and PostgreSQL when
// MINZHENG_TEST_POSTGRES holds the address of a server whose databases may be written to.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"minzheng/internal/engine/store"
)

// County is the county of the books that tests get: the reference county, as a demonstration.
const County = "420323"

// A Room is what is migrated before the test begins, in the order given.
type Room struct {
	Name       string
	Migrations fs.FS
}

// Each runs the test on fresh books in each database. The clock starts at nine in the morning of
// 23 November 2026 in China and goes on by a millisecond each time it is asked.
func Each(t *testing.T, test func(t *testing.T, db *store.DB), rooms ...Room) {
	t.Helper()
	for _, p := range Places() {
		t.Run(p.Name, func(t *testing.T) { test(t, settled(t, p, rooms)) })
	}
}

// EachTimed is [Each] for benchmarks: fresh books in each database, filled once.
func EachTimed(b *testing.B, run func(b *testing.B, db *store.DB), rooms ...Room) {
	b.Helper()
	for _, p := range Places() {
		b.Run(p.Name, func(b *testing.B) { run(b, settled(b, p, rooms)) })
	}
}

func settled(t testing.TB, p Place, rooms []Room) *store.DB {
	t.Helper()
	db := Open(t, p.Address(t))
	if err := db.Settle(context.Background(), County, true); err != nil {
		t.Fatal(err)
	}
	Furnish(t, db, rooms)
	return db
}

// A Place is where a test may keep books.
type Place struct {
	Name    string                    // of the database
	Address func(t testing.TB) string // of books that nobody has used
}

// Places are the databases that tests run on.
func Places() []Place {
	places := []Place{{"SQLite", func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "county.db") }}}
	if server := os.Getenv("MINZHENG_TEST_POSTGRES"); server != "" {
		places = append(places, Place{"PostgreSQL", func(t testing.TB) string { return PostgresURL(t, server) }})
	}
	return places
}

// Open opens the books at the address, by the clock that [Each] describes, and closes them when the test ends.
func Open(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), address, Clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Furnish migrates the rooms.
func Furnish(t testing.TB, db *store.DB, rooms []Room) {
	t.Helper()
	for _, r := range rooms {
		if err := db.Migrate(context.Background(), r.Name, r.Migrations); err != nil {
			t.Fatal(err)
		}
	}
}

// Clock gives a clock for tests as [Each] describes it.
func Clock() store.Clock {
	var ticks atomic.Int64
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	return func() time.Time { return start.Add(time.Duration(ticks.Add(1)) * time.Millisecond) }
}

// PostgresURL makes a schema of its own on the server for this test, drops it afterwards, and gives the
// address under which a program finds nothing but that schema.
func PostgresURL(t testing.TB, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	var random [6]byte
	rand.Read(random[:])
	schema := fmt.Sprintf("test_%x", random)
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer admin.Close()
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("search_path", schema)
	address.RawQuery = query.Encode()
	return address.String()
}
