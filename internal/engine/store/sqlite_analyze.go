package store

import (
	"context"
	"database/sql"
	"fmt"
)

// analyze counts every row of the tables whose filling is unknown or has changed much since they were looked at. A sample of
// each index will not do: the county leads every key, and by a sample of some hundred rows it seems to have no more of
// each, so that reading all of the county over and over looks cheap.
func (s sqlite) analyze(ctx context.Context, write, read *sql.DB) error {
	known, err := filling(ctx, write)
	if err != nil {
		return err
	}
	tables, err := names(ctx, write, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'`)
	if err != nil {
		return err
	}
	for _, table := range tables {
		var rows int64 // about: as many as were ever put in
		if err := write.QueryRowContext(ctx, fmt.Sprintf(`SELECT coalesce(max(rowid), 0) FROM %q`, table)).Scan(&rows); err != nil {
			return err
		}
		if was, looked := known[table]; rows == 0 || looked && rows < was*3/2+100 {
			continue
		}
		if _, err := write.ExecContext(ctx, fmt.Sprintf(`PRAGMA analysis_limit = 0; ANALYZE %q`, table)); err != nil {
			return err
		}
	}
	read.SetMaxIdleConns(0) // a connection knows what was known when it was opened
	read.SetMaxIdleConns(readers())
	return nil
}

// filling is how many rows each table had when it was looked at, without those of which only a sample was, as this program
// once did: their county counts 401 rows.
func filling(ctx context.Context, db *sql.DB) (map[string]int64, error) {
	known := map[string]int64{}
	var unknown int
	if err := db.QueryRowContext(ctx, sqlite{}.unanalyzed()).Scan(&unknown); err != nil || unknown > 0 {
		return known, err
	}
	rows, err := db.QueryContext(ctx, `SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1
		GROUP BY tbl HAVING sum(stat || ' ' LIKE '% 401 %') = 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var table string
		var n int64
		if err := rows.Scan(&table, &n); err != nil {
			return nil, err
		}
		known[table] = n
	}
	return known, rows.Err()
}

func names(ctx context.Context, db *sql.DB, query string) (all []string, err error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		all = append(all, name)
	}
	return all, rows.Err()
}
