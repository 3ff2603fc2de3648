package backup

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// Unfinished is the ending of a file that is being written. Under its own name a backup is always whole.
const Unfinished = ".unfinished"

// Write copies the books into a new file at the path, reads the file again to see that it is whole, and only then gives
// it its name. Whatever goes wrong, no file is left.
//
// It returns fault.Conflict for a path where there is something already, and fault.Unavailable when the disk is full or
// the folder cannot be written.
func Write(ctx context.Context, db *store.DB, h House, by, path string, progress Progress) (*Archive, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fault.Conflict("%s 已经存在，不会覆盖；请换一个文件名", path)
	}
	written, err := writeUnfinished(ctx, db, h, by, path+Unfinished, progress)
	if err != nil {
		return nil, errors.Join(disk(path, err), remove(path+Unfinished))
	}
	if err := errors.Join(os.Rename(path+Unfinished, path), syncFolder(filepath.Dir(path))); err != nil {
		return nil, disk(path, err)
	}
	written.path = path
	return written, nil
}

func writeUnfinished(ctx context.Context, db *store.DB, h House, by, path string, progress Progress) (*Archive, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	err = db.Read(ctx, func(tx *store.Tx) error { return writeArchive(ctx, tx, db, h, by, file, progress) })
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, err
	}
	a, err := Open(path)
	if err != nil {
		return nil, err
	}
	return a, a.Verify(ctx, progress)
}

func writeArchive(ctx context.Context, tx *store.Tx, db *store.DB, h House, by string, to io.Writer, progress Progress) error {
	m := Manifest{Format: format, Program: h.Program, Database: db.Name(), MadeAt: tx.Stamp(), MadeBy: by}
	var err error
	if m.Deed, err = tx.Deed(ctx); err != nil {
		return err
	}
	if m.Versions, err = tx.Versions(ctx); err != nil {
		return err
	}
	if m.Heads, err = audit.Heads(ctx, tx); err != nil {
		return err
	}
	tables, err := h.tables(ctx, tx)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(to, 1<<20)
	archive := zip.NewWriter(out)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	if err := writeText(tx, archive, "README.txt", []byte(readme)); err != nil {
		return err
	}
	for i, t := range tables {
		p, err := writeTable(ctx, tx, t, archive)
		if err != nil {
			return err
		}
		m.Tables = append(m.Tables, p)
		progress.tell("写入", p, i+1, len(tables))
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return errors.Join(writeText(tx, archive, manifestFile, text), archive.Close(), out.Flush())
}

// tables lists what is copied.
func (h House) tables(ctx context.Context, tx *store.Tx) ([]store.Table, error) {
	tables, err := tx.Tables(ctx)
	return slices.DeleteFunc(tables, func(t store.Table) bool { return slices.Contains(h.Left, t.Name) }), err
}

func writeTable(ctx context.Context, tx *store.Tx, t store.Table, archive *zip.Writer) (Part, error) {
	p := Part{Table: t}
	to, err := archive.CreateHeader(&zip.FileHeader{Name: p.file(), Method: zip.Deflate, Modified: tx.Now()})
	if err != nil {
		return p, err
	}
	err = p.gather(ctx, tx, to)
	return p, err
}

// gather reads the table, writes its lines, and counts them into the part.
func (p *Part) gather(ctx context.Context, tx *store.Tx, to io.Writer) error {
	p.Rows, p.Bytes = 0, 0
	digest := sm3.New()
	both := io.MultiWriter(digest, to)
	var lines bytes.Buffer
	flush := func() error {
		p.Bytes += int64(lines.Len())
		_, err := lines.WriteTo(both)
		return err
	}
	for row, err := range tx.Rows(ctx, p.Table) {
		if err == nil {
			err = appendRow(&lines, row)
		}
		if err == nil && lines.Len() > 1<<16 {
			err = flush()
		}
		if err != nil {
			return err
		}
		p.Rows++
	}
	err := flush()
	p.SM3 = hexOf(digest)
	return err
}

func writeText(tx *store.Tx, archive *zip.Writer, name string, text []byte) error {
	to, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: tx.Now()})
	if err != nil {
		return err
	}
	_, err = to.Write(text)
	return err
}

// disk turns what a disk refuses into a sentence.
func disk(path string, err error) error {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fault.Unavailable("磁盘空间不足，没有写成 %s，也没有留下半个文件；请腾出空间或换一个磁盘", path).Because(err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fault.Unavailable("不能写入 %s：没有权限或磁盘只读；请换一个文件夹", path).Because(err)
	case errors.Is(err, fs.ErrNotExist):
		return fault.NotFound("没有这个文件夹：%s；请先建立", filepath.Dir(path)).Because(err)
	}
	return err
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove what is unfinished: %w", err)
	}
	return nil
}

// syncFolder makes a new name in a folder survive a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) { // file systems that cannot, and do not need to
		err = nil
	}
	return errors.Join(err, folder.Close())
}

const readme = `民政业务平台备份

manifest.json      属于哪个县、何时由何人备份、各表的行数和摘要、活动记录各链的链首
tables/*.jsonl     各表的内容，一行一条记录

不用本程序也可以核对：
  unzip -p 备份.zip tables/表名.jsonl | openssl dgst -sm3    应与 manifest.json 中该表的 sm3 相同
  unzip -p 备份.zip manifest.json | openssl dgst -sm3        应与备份时登记的摘要相同

恢复：minzheng restore 备份.zip --data 空文件夹
内含个人信息，没有加密，请妥善保管，不要放到网盘或用微信传送。
`
