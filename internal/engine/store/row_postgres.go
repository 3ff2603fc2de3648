package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// each asks for every value as text: the sum of whole numbers is a decimal there.
func (postgres) each(ctx context.Context, connection any, statement string, args []any, read func(Row) error) error {
	args = append([]any{pgx.QueryResultFormats{pgx.TextFormatCode}}, args...)
	rows, err := connection.(*stdlib.Conn).Conn().Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(postgresRow(rows.RawValues())); err != nil {
			return err
		}
	}
	return rows.Err()
}

// postgresRow is a row as it came over the wire.
type postgresRow [][]byte

func (r postgresRow) Text(column int) []byte { return r[column] }

func (r postgresRow) Whole(column int) int64 {
	n, _ := strconv.ParseInt(string(r[column]), 10, 64) // a column of whole numbers holds nothing else
	return n
}

func (postgres) listed(n int) string {
	return fmt.Sprintf("SELECT jsonb_array_elements_text($%d::jsonb)", n)
}
