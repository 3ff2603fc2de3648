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
	return db.MigrateTo(ctx, room, files, newest)
}

// MigrateTo is [DB.Migrate] up to the numbered file, for books that are older than the program.
func (db *DB) MigrateTo(ctx context.Context, room string, files fs.FS, version int64) error {
	provider, err := db.migrator(room, files)
	if err != nil {
		return err
	}
	if version == newest {
		_, err = provider.Up(ctx)
	} else {
		_, err = provider.UpTo(ctx, version)
	}
	if err != nil {
		return fmt.Errorf("migrate %s: %w", room, err)
	}
	return nil
}

// Newest is the number of the last migration that the program has for a room.
func (db *DB) Newest(room string, files fs.FS) (int64, error) {
	provider, err := db.migrator(room, files)
	if err != nil {
		return 0, err
	}
	var last int64
	for _, s := range provider.ListSources() {
		last = max(last, s.Version)
	}
	return last, nil
}

const newest = -1 // instead of a version

func (db *DB) migrator(room string, files fs.FS) (*goose.Provider, error) {
	provider, err := goose.NewProvider(db.engine.dialect(), db.write, files, goose.WithTableName(room+versions))
	if err != nil {
		return nil, fmt.Errorf("read migrations of %s: %w", room, err)
	}
	return provider, nil
}
