package backup

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// The permissions. Administrators keep the machine; what a backup holds they see no more than they see in the program.
var (
	// Reading is leave to see which backups there are.
	Reading = access.Permission{Name: "backup.read", Term: "查看备份", Roles: []access.Role{access.Administrator, access.Auditor}}
	// Keeping is leave to make backups and to restore them on trial.
	Keeping = access.Permission{Name: "backup.make", Term: "备份", Roles: []access.Role{access.Administrator}}
)

// The acts in the activity log.
const (
	making    = "backup.make"
	drilling  = "backup.drill"
	restoring = "backup.restore"
)

// A Making is one backup that was made (备份记录).
type Making struct {
	ID      string
	Path    string
	Bytes   int64
	Tables  int
	Rows    int64
	Digest  string
	Author  string
	At      time.Time
	Drilled time.Time // when it was last restored on trial; zero: never
}

// Name is the name of the file.
func (m Making) Name() string { return filepath.Base(m.Path) }

// Size is how large the file was when it was written.
func (m Making) Size() string { return Size(m.Bytes) }

// There tells whether the file is still where it was put.
func (m Making) There() bool {
	state, err := os.Stat(m.Path)
	return err == nil && state.Size() == m.Bytes
}

// Make writes a backup to the path, or into the county's own folder under a name made of the county and the time, and records it.
//
// 备份. GB/T 22239-2019 8.1.4.9 a).
//
// It returns fault.Denied without backup.make for the county, and what [Write] returns. A file that was written and could not be
// recorded stays; the error says so.
func (b *Backup) Make(ctx context.Context, by access.Actor, path string, progress Progress) (m Making, err error) {
	if err := b.allowed(ctx, by); err != nil {
		return m, err
	}
	if path == "" {
		if path, err = b.nextPath(ctx); err != nil {
			return m, err
		}
	}
	if path, err = filepath.Abs(path); err != nil {
		return m, err
	}
	a, err := Write(ctx, b.db, b.house, by.Name, path, progress)
	if err != nil {
		return m, err
	}
	m = Making{Path: path, Bytes: a.Size, Tables: len(a.Manifest.Tables), Rows: a.Manifest.Rows(), Digest: a.Digest, Author: by.Name}
	err = b.db.Write(ctx, func(tx *store.Tx) error {
		m.ID, m.At = tx.NewID(), tx.Now()
		if err := insertMaking(ctx, tx, by, m); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: making, Subject: "backup", SubjectID: m.ID, Division: county(tx),
			Details: map[string]string{"file": m.Name(), "digest": m.Digest, "rows": fmt.Sprint(m.Rows)},
		})
	})
	if err != nil {
		return m, fmt.Errorf("the backup is written to %s, but could not be recorded: %w", path, err)
	}
	return m, nil
}

func (b *Backup) allowed(ctx context.Context, by access.Actor) error {
	return b.db.Read(ctx, func(tx *store.Tx) error { return by.Require(Keeping, county(tx)) })
}

// nextPath is a name in the county's own folder that sorts by time.
func (b *Backup) nextPath(ctx context.Context) (path string, err error) {
	if err := os.MkdirAll(b.folder, 0o700); err != nil {
		return "", disk(filepath.Join(b.folder, "x"), err)
	}
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		at := month.InChina(tx.Now())
		path = filepath.Join(b.folder, fmt.Sprintf("minzheng-%s-%s.zip", tx.County(), at.Format("20060102-150405")))
		return nil
	})
	return path, err
}

// DrillWith restores a backup that was made here on trial, in a folder that goes again, and records that it went well.
//
// 恢复演练. GB/T 22239-2019 8.1.4.9.
//
// It returns fault.Denied without backup.make for the county, fault.NotFound for a backup that is not there or whose file is gone,
// and fault.Invalid when the file is not the one that was made, or is damaged.
func (b *Backup) DrillWith(ctx context.Context, by access.Actor, id string, progress Progress) (r Restoration, err error) {
	var m Making
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		if err := by.Require(Keeping, county(tx)); err != nil {
			return err
		}
		m, err = oneMaking(ctx, tx, id)
		return err
	})
	if err != nil {
		return r, err
	}
	a, err := Open(m.Path)
	if err != nil {
		return r, err
	}
	if a.Digest != m.Digest {
		return r, spoilt("%s 不是当时备份的那个文件（摘要不同）", m.Path)
	}
	if r, err = a.Drill(ctx, b.house, b.folder, b.db.Clock(), progress); err != nil {
		return r, err
	}
	return r, b.db.Write(ctx, func(tx *store.Tx) error {
		if err := insertDrill(ctx, tx, by, m.ID, r); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: drilling, Subject: "backup", SubjectID: m.ID, Division: county(tx),
			Details: map[string]string{"file": m.Name(), "digest": m.Digest, "rows": fmt.Sprint(r.Rows)},
		})
	})
}

// Last gives the newest backup that was made; fault.NotFound when there is none.
func (b *Backup) Last(ctx context.Context, tx *store.Tx) (Making, error) {
	found, err := makings(ctx, tx, "1 = 1", nil, 1)
	if err == nil && len(found) == 0 {
		err = fault.NotFound("还没有备份过")
	}
	if err != nil {
		return Making{}, err
	}
	return found[0], nil
}

// LastDrill is when a backup was last restored on trial; zero when that was never done.
func (b *Backup) LastDrill(ctx context.Context, tx *store.Tx) (at time.Time, err error) {
	var last string
	err = tx.QueryRow(ctx, `SELECT coalesce(max(at), '') FROM backup_drill WHERE county = $1`, tx.County()).Scan(&last)
	if err != nil || last == "" {
		return at, err
	}
	return store.ParseStamp(last)
}

func oneMaking(ctx context.Context, tx *store.Tx, id string) (Making, error) {
	found, err := makings(ctx, tx, "m.id = $2", []any{id}, 1)
	if err == nil && len(found) == 0 {
		err = fault.NotFound("没有找到这份备份")
	}
	if err != nil {
		return Making{}, err
	}
	return found[0], nil
}

func county(tx *store.Tx) division.Code { return division.Code(tx.County() + "000000") }
