package checkup

import (
	"context"
	"fmt"
	"time"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A run is a checkup that was kept.
type run struct {
	ID     string
	Author string
	At     time.Time
	Lines  []Line
}

func insertRun(ctx context.Context, tx *store.Tx, by access.Actor, id string, lines []Line) error {
	_, err := tx.Exec(ctx, `INSERT INTO checkup_run (county, id, author, author_name, at) VALUES ($1, $2, $3, $4, $5)`,
		tx.County(), id, by.ID, by.Name, tx.Stamp())
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "checkup_line", []string{"county", "run", "place", "term", "grade", "says", "remedy"}, func(yield func([]any) bool) {
		for i, l := range lines {
			if !yield([]any{tx.County(), id, i + 1, l.Term, string(l.Grade), l.Says, l.Do}) {
				return
			}
		}
	})
	return err
}

// runs reads the last checkups without their lines, the newest first.
func runs(ctx context.Context, tx *store.Tx, limit int) ([]run, error) {
	rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT id, author_name, at FROM checkup_run WHERE county = $1 ORDER BY id DESC LIMIT %d`, limit), tx.County())
	if err != nil {
		return nil, fmt.Errorf("read checkups: %w", err)
	}
	defer rows.Close()
	var found []run
	for rows.Next() {
		var r run
		var at string
		if err := rows.Scan(&r.ID, &r.Author, &at); err != nil {
			return nil, err
		}
		if r.At, err = store.ParseStamp(at); err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

func linesOf(ctx context.Context, tx *store.Tx, id string) ([]Line, error) {
	rows, err := tx.Query(ctx, `SELECT term, grade, says, remedy FROM checkup_line WHERE county = $1 AND run = $2 ORDER BY place`, tx.County(), id)
	if err != nil {
		return nil, fmt.Errorf("read checkup %s: %w", id, err)
	}
	defer rows.Close()
	var lines []Line
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.Term, &l.Grade, &l.Says, &l.Do); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}
