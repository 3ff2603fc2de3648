package backup

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Restoration is what was made from a backup and what was found when it was checked.
type Restoration struct {
	Tables int
	Rows   int64
	Audit  audit.Report
}

// Sentence says what was checked, for people.
func (r Restoration) Sentence() string {
	return fmt.Sprintf("已恢复 %d 张表、%d 行，逐表核对行数和摘要一致；活动记录完整：%d 条链，%d 条记录，%d 条查看记录，与备份时的链首一致",
		r.Tables, r.Rows, r.Audit.Chains, r.Audit.Entries, r.Audit.Readings)
}

// Restore makes the county in books that are nobody's: tables of the age of the backup, every row, all in one
// transaction. Before it commits, it reads every table again and compares rows and digest with the manifest, and verifies
// the activity log against the chain heads that were noted when the backup was made. Then it brings older tables up to
// date.
//
// It returns fault.Conflict for books that are somebody's or a backup of a newer program, and fault.Invalid for a backup that
// is not what was written. The books are nobody's then, as before.
func (a *Archive) Restore(ctx context.Context, db *store.DB, h House, by string, progress Progress) (r Restoration, err error) {
	if err := a.fits(db, h); err != nil {
		return r, err
	}
	for _, room := range h.Rooms {
		if version := a.Manifest.Versions[room.Name]; version > 0 {
			if err := db.MigrateTo(ctx, room.Name, room.Migrations, version); err != nil {
				return r, err
			}
		}
	}
	err = a.read(func(archive *zip.Reader) error {
		return db.Fill(ctx, a.Manifest.Deed, func(tx *store.Tx) error {
			r = Restoration{}
			return a.fill(ctx, tx, db, h, archive, by, &r, progress)
		})
	})
	if _, said := fault.KindOf(err); store.IsBroken(err) && !said {
		return r, spoilt("备份里的各张表互相对不上，数据库没有收下").Because(err)
	}
	if err != nil {
		return r, err
	}
	for _, room := range h.Rooms {
		if err := db.Migrate(ctx, room.Name, room.Migrations); err != nil {
			return r, fmt.Errorf("bring the restored tables up to date: %w", err)
		}
	}
	return r, db.Analyze(ctx)
}

// fits refuses a backup with tables that this program does not know.
func (a *Archive) fits(db *store.DB, h House) error {
	for room, version := range a.Manifest.Versions {
		if room == "store" {
			continue
		}
		i := slices.IndexFunc(h.Rooms, func(r Room) bool { return r.Name == room })
		known := int64(0)
		if i >= 0 {
			var err error
			if known, err = db.Newest(room, h.Rooms[i].Migrations); err != nil {
				return err
			}
		}
		if version > known {
			return fault.Conflict("这份备份由更新的程序（%s）所作：%s 的表是第%d版，本程序只认识到第%d版；请先升级程序再恢复", a.Manifest.Program, room, version, known)
		}
	}
	return nil
}

func (a *Archive) fill(ctx context.Context, tx *store.Tx, db *store.DB, h House, archive *zip.Reader, by string, r *Restoration, progress Progress) error {
	if err := a.sameTables(ctx, tx, h); err != nil {
		return err
	}
	parts := a.Manifest.Tables
	for i, p := range parts {
		if err := a.load(ctx, tx, db, archive, p); err != nil {
			return err
		}
		r.Tables++
		r.Rows += p.Rows
		progress.tell("恢复", p, i+1, len(parts))
	}
	for i, p := range parts {
		if err := compareTable(ctx, tx, p); err != nil {
			return err
		}
		progress.tell("核对", p, i+1, len(parts))
	}
	var err error
	if r.Audit, err = audit.Verify(ctx, tx, a.Manifest.Heads); err != nil {
		return err
	}
	if !r.Audit.Whole() {
		return spoilt("备份里的活动记录不完整：%s", strings.Join(r.Audit.Findings[:min(3, len(r.Audit.Findings))], "；"))
	}
	county := division.Code(tx.County() + "000000")
	return audit.Append(ctx, tx, access.System(by, county), audit.Entry{
		Act: restoring, Subject: "backup", Division: county,
		Details: map[string]string{"digest": a.Digest, "rows": fmt.Sprint(r.Rows), "made_at": a.Manifest.MadeAt},
	})
}

// sameTables refuses books whose tables are not those of the backup, or are not empty.
func (a *Archive) sameTables(ctx context.Context, tx *store.Tx, h House) error {
	there, err := h.tables(ctx, tx)
	if err != nil {
		return err
	}
	for _, p := range a.Manifest.Tables {
		i := slices.IndexFunc(there, func(t store.Table) bool { return t.Name == p.Name })
		if i < 0 || !alike(there[i], p.Table) {
			return fault.Conflict("目标数据库里的表 %s 与备份不同，可能已由较新的程序建过表；请换一个空的数据文件夹或数据库", p.Name)
		}
		for _, err := range tx.Rows(ctx, there[i]) {
			if err != nil {
				return err
			}
			return fault.Conflict("目标数据库不是空的：表 %s 里已有内容；请换一个空的数据文件夹或数据库", p.Name)
		}
	}
	for _, t := range there {
		if !slices.ContainsFunc(a.Manifest.Tables, func(p Part) bool { return p.Name == t.Name }) && a.madeByItsRooms(t, h) {
			return spoilt("备份里缺少表 %s", t.Name)
		}
	}
	return nil
}

// madeByItsRooms tells whether a table is of a room that the backup knows.
func (a *Archive) madeByItsRooms(t store.Table, h House) bool {
	return slices.ContainsFunc(h.Rooms, func(r Room) bool {
		return strings.HasPrefix(t.Name, r.Name+"_") && a.Manifest.Versions[r.Name] > 0
	})
}

// alike tells whether two tables have the same key and the same columns of the same kinds, in any order.
func alike(a, b store.Table) bool {
	return slices.Equal(a.Key, b.Key) && len(a.Columns) == len(b.Columns) && !slices.ContainsFunc(a.Columns, func(c store.Column) bool { return !slices.Contains(b.Columns, c) })
}

func (a *Archive) load(ctx context.Context, tx *store.Tx, db *store.DB, archive *zip.Reader, p Part) error {
	var stopped error
	rows := a.rows(archive, p, &stopped)
	if db.Name() == "PostgreSQL" {
		rows = storable(p, rows, &stopped)
	}
	_, err := tx.Load(ctx, p.Table, rows)
	if stopped != nil {
		return stopped
	}
	return err
}

// storable stops at text that PostgreSQL cannot hold and SQLite can.
func storable(p Part, rows func(yield func([]any) bool), stopped *error) func(yield func([]any) bool) {
	return func(yield func([]any) bool) {
		rows(func(row []any) bool {
			for i, v := range row {
				if s, ok := v.(string); ok && (strings.ContainsRune(s, 0) || !utf8.ValidString(s)) {
					*stopped = fault.Conflict("表 %s 的 %s 列里有 PostgreSQL 存不下的字符（空字符或残缺的编码）；请先在原处更正，或恢复到 SQLite", p.Name, p.Columns[i].Name)
					return false
				}
			}
			return yield(row)
		})
	}
}

// compareTable reads a table of the restored books and holds it against the manifest.
func compareTable(ctx context.Context, tx *store.Tx, p Part) error {
	again := Part{Table: p.Table}
	if err := again.gather(ctx, tx, io.Discard); err != nil {
		return err
	}
	if again.Rows != p.Rows || again.SM3 != p.SM3 {
		return spoilt("表 %s 恢复后与备份不一致（备份%d行，恢复%d行）", p.Name, p.Rows, again.Rows).
			Because(fmt.Errorf("table %s: restored with digest %s, the backup has %s", p.Name, again.SM3, p.SM3))
	}
	return nil
}
