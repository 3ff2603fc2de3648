package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A Table is one table of the books, as whoever copies them must know it.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"` // columns that tell its rows apart and order them
}

// A Column is one column of a table.
type Column struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Kind says what a column holds besides nothing.
type Kind string

// The kinds of column. There are no others in the books: money is whole fen, times are text, flags are 0 and 1.
const (
	Text  Kind = "text"
	Whole Kind = "whole" // an integer of 64 bits
	Bytes Kind = "bytes"
)

// versions is the ending of the tables in which goose counts a room's migrations.
const versions = "_migration"

// Tables lists the tables of the books, each after those that its foreign keys point to. Of the store's own tables there is
// only the county's folder; the others and the rooms' migration versions are left out: [DB.Fill] and [DB.MigrateTo] make them.
func (tx *Tx) Tables(ctx context.Context) ([]Table, error) {
	tables, links, err := tx.db.engine.tables(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	tables = slices.DeleteFunc(tables, func(t Table) bool {
		return strings.HasSuffix(t.Name, versions) || t.Name == "store_county" || t.Name == "store_lock" || t.Name == "store_clock" || t.Name == "store_written" || t.Name == "store_once"
	})
	return inOrder(tables, links)
}

// inOrder puts every table behind those that it points to; links are pairs of names, from and to.
func inOrder(tables []Table, links [][2]string) ([]Table, error) {
	slices.SortFunc(tables, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	var ordered []Table
	done := map[string]bool{}
	ready := func(t Table) bool {
		return !slices.ContainsFunc(links, func(l [2]string) bool { return l[0] == t.Name && l[1] != t.Name && !done[l[1]] })
	}
	for len(tables) > 0 {
		i := slices.IndexFunc(tables, ready)
		if i < 0 {
			return nil, fmt.Errorf("the foreign keys of %s and others go in a circle", tables[0].Name)
		}
		done[tables[i].Name] = true
		ordered = append(ordered, tables[i])
		tables = slices.Delete(tables, i, i+1)
	}
	return ordered, nil
}

// Rows gives every row of a table in the order of its key: text, int64, []byte or nil in each column. A value that is
// not of its column's kind is an error. A row must not be kept.
func (tx *Tx) Rows(ctx context.Context, t Table) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		rows, err := tx.Query(ctx, "SELECT "+strings.Join(t.names(), ", ")+" FROM "+t.Name+" ORDER BY "+strings.Join(t.Key, ", "))
		if err != nil {
			yield(nil, fmt.Errorf("read %s: %w", t.Name, err))
			return
		}
		defer rows.Close()
		row, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
		for i := range row {
			into[i] = &row[i]
		}
		for rows.Next() {
			err := t.scan(rows, row, into)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, fmt.Errorf("read %s: %w", t.Name, err))
		}
	}
}

func (t Table) scan(rows *sql.Rows, row, into []any) error {
	if err := rows.Scan(into...); err != nil {
		return fmt.Errorf("read %s: %w", t.Name, err)
	}
	return t.Fits(row)
}

// Fits tells what is wrong with a row of the table: too few or too many values, or one that is not of its column's kind.
func (t Table) Fits(row []any) error {
	if len(row) != len(t.Columns) {
		return fmt.Errorf("%s: %d values for %d columns", t.Name, len(row), len(t.Columns))
	}
	for i, c := range t.Columns {
		if row[i] != nil && kindOfValue(row[i]) != c.Kind {
			return fmt.Errorf("%s: column %s is for %s and holds %T", t.Name, c.Name, c.Kind, row[i])
		}
	}
	return nil
}

func kindOfValue(v any) Kind {
	switch v.(type) {
	case string:
		return Text
	case int64:
		return Whole
	case []byte:
		return Bytes
	}
	return ""
}

func (t Table) names() []string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return names
}

// Load writes rows into a table that is there already, and tells how many. It is [Tx.Bulk] for tables known only by
// description.
func (tx *Tx) Load(ctx context.Context, t Table, rows iter.Seq[[]any]) (int64, error) {
	return tx.Bulk(ctx, t.Name, t.names(), rows)
}

// Versions gives for each room the number of its last migration.
func (tx *Tx) Versions(ctx context.Context) (map[string]int64, error) {
	tables, _, err := tx.db.engine.tables(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	found := map[string]int64{}
	for _, t := range tables {
		room, ok := strings.CutSuffix(t.Name, versions)
		if !ok {
			continue
		}
		var version int64
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+t.Name).Scan(&version); err != nil {
			return nil, fmt.Errorf("read migrations of %s: %w", room, err)
		}
		found[room] = version
	}
	return found, nil
}

// gather reads columns and foreign keys as both databases list them: table, column, type, place in the primary key
// from 1 or 0; and table, table pointed to.
func gather(ctx context.Context, tx *Tx, columns, links string, kind func(declared string) Kind) ([]Table, [][2]string, error) {
	tables, err := gatherColumns(ctx, tx, columns, kind)
	if err != nil {
		return nil, nil, err
	}
	rows, err := tx.Query(ctx, links)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var pairs [][2]string
	for rows.Next() {
		var p [2]string
		if err := rows.Scan(&p[0], &p[1]); err != nil {
			return nil, nil, err
		}
		pairs = append(pairs, p)
	}
	return tables, pairs, rows.Err()
}

func gatherColumns(ctx context.Context, tx *Tx, columns string, kind func(declared string) Kind) ([]Table, error) {
	rows, err := tx.Query(ctx, columns)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tables []Table
	keys := map[string]map[int]string{}
	for rows.Next() {
		var table, column, declared string
		var place int
		if err := rows.Scan(&table, &column, &declared, &place); err != nil {
			return nil, err
		}
		if len(tables) == 0 || tables[len(tables)-1].Name != table {
			tables = append(tables, Table{Name: table})
			keys[table] = map[int]string{}
		}
		t := &tables[len(tables)-1]
		t.Columns = append(t.Columns, Column{Name: column, Kind: kind(declared)})
		if place > 0 {
			keys[table][place] = column
		}
	}
	for i := range tables {
		tables[i].orderBy(keys[tables[i].Name])
	}
	return tables, rows.Err()
}

// orderBy sets the key: the primary key, or all columns where there is none.
func (t *Table) orderBy(key map[int]string) {
	for i := 1; i <= len(key); i++ {
		t.Key = append(t.Key, key[i])
	}
	if len(key) == 0 {
		for _, c := range t.Columns {
			t.Key = append(t.Key, c.Name+" NULLS FIRST")
		}
	}
}
