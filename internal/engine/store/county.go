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

// A Deed is whose books these are, as [DB.Settle] wrote it.
type Deed struct {
	County    string `json:"county"`
	Demo      bool   `json:"demo"`
	SettledAt string `json:"settled_at"`
}

// Deed reads whose books these are. It returns fault.NotFound for books that are nobody's.
func (tx *Tx) Deed(ctx context.Context) (d Deed, err error) {
	var demo int
	err = tx.QueryRow(ctx, `SELECT county, demo, settled_at FROM store_county`).Scan(&d.County, &demo, &d.SettledAt)
	if IsNoRows(err) {
		return d, fault.NotFound("这里还没有建立县")
	}
	d.Demo = demo == 1
	return d, err
}

// Fill settles books that are nobody's and fills them in the same transaction: either all of it is there afterwards, or
// nothing, and the books stay nobody's. It returns fault.Conflict for books that are somebody's already.
func (db *DB) Fill(ctx context.Context, d Deed, f func(tx *Tx) error) error {
	err := db.Write(ctx, func(tx *Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO store_county (one, county, demo, settled_at) VALUES (1, $1, $2, $3) ON CONFLICT DO NOTHING`,
			d.County, flag(d.Demo), d.SettledAt)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflict("这个数据库里已经有一个县，不能覆盖；请换一个空的数据文件夹或数据库")
		}
		tx.county, tx.demo = d.County, d.Demo
		if err := tx.Roomy(ctx); err != nil {
			return err
		}
		if late := db.engine.linksLate(); late != "" {
			if _, err := tx.Exec(ctx, late); err != nil {
				return err
			}
		}
		return f(tx)
	})
	if err != nil {
		return fmt.Errorf("fill the books of %s: %w", d.County, err)
	}
	return db.loadCounty(ctx)
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
