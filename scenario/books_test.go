package scenario

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

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
	_, err = books.Exec(`UPDATE store_written SET times = times + 1`) // what was kept of the books is counted anew
	ts.Check(err)
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("the statement changed nothing: %v", err)
	}
}

// wordBooks writes down what stands in the books: each table with its rows and
// a digest of them. Tables whose name begins with one of the words are left out.
func wordBooks(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: books FILE [WITHOUT…]")
	}
	books, err := openBooks(ts.Getenv("MINZHENG_DATA"), ts.Getenv("DATABASE_URL"))
	ts.Check(err)
	defer books.Close()
	text, err := inventory(books, args[1:])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

// inventory is a line for each table: name, rows, digest of the rows in order.
func inventory(books *sql.DB, without []string) (string, error) {
	tables, err := column(books, `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		tables, err = column(books, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
	}
	if err != nil {
		return "", err
	}
	slices.Sort(tables)
	var text strings.Builder
	for _, table := range tables {
		if strings.HasPrefix(table, "sqlite_") || slices.ContainsFunc(without, func(w string) bool { return strings.HasPrefix(table, w) }) { // SQLite keeps its statistics among the tables
			continue
		}
		rows, err := content(books, table)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "%s %d %x\n", table, len(rows), sha256.Sum256([]byte(strings.Join(rows, "\n"))))
	}
	return text.String(), nil
}

func column(books *sql.DB, query string) ([]string, error) {
	rows, err := books.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// content is every row of a table as text, sorted.
func content(books *sql.DB, table string) ([]string, error) {
	rows, err := books.Query(fmt.Sprintf(`SELECT * FROM %q`, table))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []string
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			return nil, err
		}
		var line strings.Builder
		for _, c := range cells {
			fmt.Fprintf(&line, "%v|", *c.(*any))
		}
		all = append(all, line.String())
	}
	slices.Sort(all)
	return all, rows.Err()
}
