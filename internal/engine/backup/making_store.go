package backup

import (
	"context"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

func insertMaking(ctx context.Context, tx *store.Tx, by access.Actor, m Making) error {
	_, err := tx.Exec(ctx, `INSERT INTO backup_making (county, id, path, bytes, tables, lines, digest, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.County(), m.ID, m.Path, m.Bytes, m.Tables, m.Rows, m.Digest, by.ID, by.Name, tx.Stamp())
	return err
}

func insertDrill(ctx context.Context, tx *store.Tx, by access.Actor, making string, r Restoration) error {
	_, err := tx.Exec(ctx, `INSERT INTO backup_drill (county, id, making, entries, author, author_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.County(), tx.NewID(), making, r.Audit.Entries, by.ID, by.Name, tx.Stamp())
	return err
}

// makings reads backups that fulfil a condition, whose placeholders begin at $2, the newest first.
func makings(ctx context.Context, tx *store.Tx, condition string, args []any, limit int) ([]Making, error) {
	rows, err := tx.Query(ctx, `SELECT m.id, m.path, m.bytes, m.tables, m.lines, m.digest, m.author_name, m.at,
			coalesce((SELECT max(d.at) FROM backup_drill d WHERE d.county = m.county AND d.making = m.id), '')
		FROM backup_making m WHERE m.county = $1 AND `+condition+fmt.Sprintf(` ORDER BY m.id DESC LIMIT %d`, limit), append([]any{tx.County()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read backups: %w", err)
	}
	defer rows.Close()
	var found []Making
	for rows.Next() {
		var m Making
		var at, drilled string
		if err := rows.Scan(&m.ID, &m.Path, &m.Bytes, &m.Tables, &m.Rows, &m.Digest, &m.Author, &at, &drilled); err != nil {
			return nil, err
		}
		if m.At, err = store.ParseStamp(at); err != nil {
			return nil, err
		}
		if drilled != "" {
			if m.Drilled, err = store.ParseStamp(drilled); err != nil {
				return nil, err
			}
		}
		found = append(found, m)
	}
	return found, rows.Err()
}
