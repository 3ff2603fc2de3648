package store

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// Migrate brings a room's tables up to date with the numbered .sql files in the root of files.
// Each room counts its own versions in its own table, so two rooms may both have a 0001.
func (db *DB) Migrate(ctx context.Context, room string, files fs.FS) error {
	provider, err := goose.NewProvider(db.engine.dialect(), db.write, files, goose.WithTableName(room+"_migration"))
	if err != nil {
		return fmt.Errorf("read migrations of %s: %w", room, err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	return nil
}
