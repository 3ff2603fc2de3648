package store

import (
	"context"
	"fmt"
)

// A setting is something the database can be asked about itself.
type setting struct {
	term, question, want string
	long                 bool // reads much: asked beside the writers, not among them
}

// A Setting is a setting of the database, or a check of its own, with its answer.
type Setting struct {
	Term     string // 提交即落盘
	Is, Want string
}

// Right tells whether the answer is as it should be.
func (s Setting) Right() bool { return s.Is == s.Want }

// Settings asks the database what the safety of the books depends on. On SQLite it also reads the whole file.
func (db *DB) Settings(ctx context.Context) ([]Setting, error) {
	var all []Setting
	for _, q := range db.engine.settings() {
		s := Setting{Term: q.term, Want: q.want}
		handle := db.write
		if q.long {
			handle = db.read
		}
		if err := handle.QueryRowContext(ctx, q.question).Scan(&s.Is); err != nil {
			return nil, fmt.Errorf("ask the database for %q: %w", q.question, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// Analyzed tells whether the database knows how its tables are filled; see [DB.Analyze].
func (db *DB) Analyzed(ctx context.Context) (bool, error) {
	var unknown int
	err := db.read.QueryRowContext(ctx, db.engine.unanalyzed()).Scan(&unknown)
	return unknown == 0, err
}

// Size is how many bytes the books take.
func (db *DB) Size(ctx context.Context) (bytes int64, err error) {
	err = db.read.QueryRowContext(ctx, db.engine.size()).Scan(&bytes)
	return bytes, err
}
