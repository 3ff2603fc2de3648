package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
)

func (postgres) analyze(ctx context.Context, write, _ *sql.DB) error {
	_, err := write.ExecContext(ctx, `ANALYZE`)
	return err
}

// worthALook is from how many rows on it matters whether the database knows of them.
const worthALook = 1000

// lookAt has the database look at a table when this transaction has poured more rows into it than it knew of. Nobody else
// can before the commit, and of a table that was never looked at it believes that a county has a handful of rows: it would
// read all of them for each that is asked for. A table that somebody else is looking at is left to him.
func lookAt(ctx context.Context, tx *Tx, table string, n int64) error {
	if tx.poured == nil {
		tx.poured = map[string]int64{}
	}
	tx.poured[table] += n
	if tx.poured[table] < worthALook {
		return nil
	}
	name := pgx.Identifier{table}.Sanitize()
	var known float64
	if err := tx.sql.QueryRowContext(ctx, `SELECT reltuples FROM pg_class WHERE oid = $1::text::regclass`, name).Scan(&known); err != nil {
		return fmt.Errorf("ask how many rows of %s the database knows: %w", table, err)
	}
	if float64(tx.poured[table]) <= known {
		return nil
	}
	if _, err := tx.sql.ExecContext(ctx, `ANALYZE (SKIP_LOCKED) `+name); err != nil {
		return fmt.Errorf("have the database look at %s: %w", table, err)
	}
	tx.poured[table] = 0
	return nil
}
