package scenario

import (
	"database/sql"
	"path/filepath"

	_ "github.com/ncruces/go-sqlite3/driver" // registers "sqlite3"
	"github.com/rogpeppe/go-internal/testscript"
)

// openBooks opens the database behind the program's back.
func openBooks(data, database string) (*sql.DB, error) {
	if database != "" {
		return sql.Open("pgx", database)
	}
	return sql.Open("sqlite3", "file:"+filepath.Join(data, "county.db"))
}

// wordAlter changes the books behind the program's back, as somebody would who
// holds the machine. The statement must change something.
func wordAlter(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 1, "alter STATEMENT")
	books, err := openBooks(ts.Getenv("MINZHENG_DATA"), ts.Getenv("DATABASE_URL"))
	ts.Check(err)
	defer books.Close()
	result, err := books.Exec(args[0])
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("the statement changed nothing: %v", err)
	}
}
