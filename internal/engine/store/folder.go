package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// KeepFolder keeps the county's own files, as one archive, in place of those before. They stand in the books and not
// beside them, so that who has the books has all that the program needs.
func (tx *Tx) KeepFolder(ctx context.Context, files []byte) error {
	_, err := tx.Exec(ctx, `INSERT INTO store_folder (one, files, kept_at) VALUES (1, $1, $2)
		ON CONFLICT (one) DO UPDATE SET files = EXCLUDED.files, kept_at = EXCLUDED.kept_at`, files, tx.Stamp())
	if err != nil {
		return fmt.Errorf("keep the county's files: %w", err)
	}
	return nil
}

// Folder gives the files as they were kept; none where the county brought none.
func (db *DB) Folder(ctx context.Context) (files []byte, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT files FROM store_folder`).Scan(&files)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the county's files: %w", err)
	}
	return files, nil
}
