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
	t.Run("SQLite", func(t *testing.T) {
		test(t, open(t, "sqlite:"+filepath.Join(t.TempDir(), "county.db"), rooms))
	})
	server := os.Getenv("MINZHENG_TEST_POSTGRES")
	if server == "" {
		return
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		test(t, open(t, PostgresURL(t, server), rooms))
	})
}

// EachTimed is [Each] for benchmarks: fresh books in each database, filled once.
func EachTimed(b *testing.B, run func(b *testing.B, db *store.DB), rooms ...Room) {
	b.Helper()
	b.Run("SQLite", func(b *testing.B) {
		run(b, open(b, "sqlite:"+filepath.Join(b.TempDir(), "county.db"), rooms))
	})
	server := os.Getenv("MINZHENG_TEST_POSTGRES")
	if server == "" {
		return
	}
	b.Run("PostgreSQL", func(b *testing.B) {
		run(b, open(b, PostgresURL(b, server), rooms))
	})
}

func open(t testing.TB, address string, rooms []Room) *store.DB {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, address, Clock())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Settle(ctx, County, true); err != nil {
		t.Fatal(err)
	}
	for _, r := range rooms {
		if err := db.Migrate(ctx, r.Name, r.Migrations); err != nil {
			t.Fatal(err)
		}
	}
	return db
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
