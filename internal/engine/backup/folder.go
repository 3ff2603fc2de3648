package backup

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
)

// beginning is how the names of folders begin in which a county is being restored.
const beginning = "restoring-"

// RestoreFile makes the county in a new SQLite file. The file is built in a folder of its own beside the path and gets its name when
// it is whole; a restoration that is killed leaves that folder and no county.
//
// It returns fault.Conflict when a county lies at the path already, and what [Archive.Restore] returns.
func (a *Archive) RestoreFile(ctx context.Context, h House, by, path string, clock store.Clock, progress Progress) (r Restoration, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return r, disk(path, err)
	}
	if err := vacant(ctx, path, clock); err != nil {
		return r, err
	}
	err = a.build(ctx, h, by, filepath.Dir(path), clock, progress, func(built string, done Restoration) error {
		r = done
		if err := vacant(ctx, path, clock); err != nil {
			return err
		}
		return errors.Join(os.Rename(built, path), syncFolder(filepath.Dir(path)))
	})
	return r, disk(path, err)
}

// Drill restores the backup into a folder of its own inside the given one, checks it as a restoration does, and removes it again.
func (a *Archive) Drill(ctx context.Context, h House, folder string, clock store.Clock, progress Progress) (r Restoration, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return r, disk(folder, err)
	}
	err = a.build(ctx, h, "恢复演练", folder, clock, progress, func(_ string, done Restoration) error {
		r = done
		return nil
	})
	return r, disk(folder, err)
}

// build restores into a new file in a folder of its own, has it used, and removes the folder.
func (a *Archive) build(ctx context.Context, h House, by, within string, clock store.Clock, progress Progress, use func(built string, r Restoration) error) (err error) {
	if err := roomFor(within, 3*a.Manifest.Bytes()); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(within, beginning)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	built := filepath.Join(folder, "county.db")
	db, err := store.Open(ctx, "sqlite:"+built, clock)
	if err != nil {
		return err
	}
	r, err := a.Restore(ctx, db, h, by, progress)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	return use(built, r)
}

// vacant refuses a path where a county lies. A file that is nobody's, as the program leaves when it is started in an empty folder,
// may be replaced.
func vacant(ctx context.Context, path string, clock store.Clock) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := store.Open(ctx, "sqlite:"+path, clock)
	if err != nil {
		return fault.Conflict("%s 已经存在，又不是本程序的数据库；请换一个空的数据文件夹", path).Because(err)
	}
	county := db.County()
	if err := db.Close(); err != nil {
		return err
	}
	if county != "" {
		return fault.Conflict("%s 里已经有一个县，不能覆盖；请换一个空的数据文件夹", path)
	}
	return nil
}

// Leftovers are the folders that killed restorations left in a data folder.
func Leftovers(folder string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(folder, beginning+"*"))
	return found, err
}

// roomFor refuses to begin what will not fit on the disk.
func roomFor(folder string, bytes int64) error {
	free, known := Free(folder)
	if known && free < bytes {
		return fault.Unavailable("磁盘空间不足：恢复大约需要 %s，%s 只剩 %s；请腾出空间或换一个磁盘", Size(bytes), folder, Size(free))
	}
	return nil
}

// Size is a number of bytes for people.
func Size(bytes int64) string {
	switch {
	case bytes >= 10<<30:
		return fmt.Sprintf("%d GB", bytes>>30)
	case bytes >= 1<<20:
		return fmt.Sprintf("%d MB", bytes>>20)
	}
	return fmt.Sprintf("%d KB", (bytes+1023)>>10)
}
