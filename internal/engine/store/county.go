package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"minzheng/internal/base/fault"
)

// Settle says once and for all whose books these are: the county's six digits, and whether it is a
// demonstration, whose people are all invented. Settling again with the same answer changes nothing;
// with another answer it is a fault.Conflict, because real and invented people never share a book.
func (db *DB) Settle(ctx context.Context, county string, demo bool) error {
	err := db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO store_county (one, county, demo, settled_at) VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING`,
			county, flag(demo), tx.Stamp())
		return err
	})
	if err != nil {
		return fmt.Errorf("settle county %s: %w", county, err)
	}
	if err := db.loadCounty(ctx); err != nil {
		return err
	}
	if db.County() != county || db.Demo() != demo {
		return fault.Conflict("这个数据库属于%s（%s），不能改作他用；请换一个数据文件夹或数据库", db.County(), kindOf(db.Demo()))
	}
	return nil
}

// County is the six digits of the county whose books these are; empty before [DB.Settle].
func (db *DB) County() string {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.county
}

// Demo tells whether all people in these books are invented.
func (db *DB) Demo() bool {
	db.mu.RLock()
	defer db.mu.RUnlock()
	return db.demo
}

func (db *DB) loadCounty(ctx context.Context) error {
	var county string
	var demo int
	err := db.read.QueryRowContext(ctx, `SELECT county, demo FROM store_county`).Scan(&county, &demo)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read county: %w", err)
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	db.county, db.demo = county, demo == 1
	return nil
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func kindOf(demo bool) string {
	if demo {
		return "演示县"
	}
	return "正式县"
}
