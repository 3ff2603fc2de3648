package store

import (
	"context"
	"fmt"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

func (sqlite) each(ctx context.Context, connection any, statement string, args []any, read func(Row) error) error {
	conn := connection.(driver.Conn).Raw()
	defer conn.SetInterrupt(conn.SetInterrupt(ctx))
	prepared, _, err := conn.Prepare(statement)
	if err != nil {
		return err
	}
	defer prepared.Close()
	for i, a := range args {
		if err := bind(prepared, i+1, a); err != nil {
			return err
		}
	}
	row := sqliteRow{prepared}
	for prepared.Step() {
		if err := read(row); err != nil {
			return err
		}
	}
	return prepared.Err()
}

func (sqlite) listed(n int) string { return fmt.Sprintf("SELECT value FROM json_each($%d)", n) }

// bind gives a statement one plain value.
func bind(to *sqlite3.Stmt, at int, value any) error {
	switch v := value.(type) {
	case nil:
		return to.BindNull(at)
	case string:
		return to.BindText(at, v)
	case int64:
		return to.BindInt64(at, v)
	case []byte:
		return to.BindBlob(at, v)
	}
	return fmt.Errorf("a %T is no value of the books", value)
}

// sqliteRow is where a statement stands.
type sqliteRow struct{ *sqlite3.Stmt }

func (r sqliteRow) Text(column int) []byte { return r.ColumnRawText(column) }
func (r sqliteRow) Whole(column int) int64 { return r.ColumnInt64(column) }
