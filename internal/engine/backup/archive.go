package backup

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

const (
	manifestFile  = "manifest.json"
	manifestLimit = 16 << 20 // bytes; a manifest has some ten thousand
)

// An Archive is a backup file whose manifest was read.
type Archive struct {
	Manifest Manifest
	Digest   string // SM3 of manifest.json: who has noted it can tell this very backup again
	Size     int64  // of the file

	path string
}

// Open reads the manifest of a backup file. It returns fault.NotFound when there is no such file and fault.Invalid when it is no
// backup, was cut off, or was made by a newer program.
func Open(path string) (*Archive, error) {
	a := &Archive{path: path}
	return a, a.read(func(archive *zip.Reader) error {
		text, err := manifestText(archive)
		if err != nil {
			return err
		}
		sum := sm3.Sum(text)
		a.Digest = hex.EncodeToString(sum[:])
		return a.understand(text)
	})
}

func manifestText(archive *zip.Reader) ([]byte, error) {
	file, err := archive.Open(manifestFile)
	if err != nil {
		return nil, spoilt("这个压缩包里没有备份清单，不是民政业务平台的备份")
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, manifestLimit))
	if err != nil {
		return nil, spoilt("备份清单读不出来（%v）", err)
	}
	return text, nil
}

func (a *Archive) understand(text []byte) error {
	var head struct{ Format int }
	if err := json.Unmarshal(text, &head); err != nil || head.Format < 1 {
		return spoilt("备份清单看不懂")
	}
	if head.Format > format {
		return fault.Invalid("file", "这份备份由更新的程序所作（格式%d），本程序只认识到格式%d；请先升级程序", head.Format, format)
	}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&a.Manifest); err != nil {
		return spoilt("备份清单看不懂（%v）", err)
	}
	return nil
}

// read opens the file as an archive for the time of f.
func (a *Archive) read(f func(archive *zip.Reader) error) error {
	file, err := os.Open(a.path)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.NotFound("没有找到文件：%s", a.path)
	}
	if err != nil {
		return fault.Unavailable("文件读不出来：%v", err)
	}
	defer file.Close()
	state, err := file.Stat()
	if err != nil {
		return err
	}
	a.Size = state.Size()
	archive, err := zip.NewReader(file, a.Size)
	if err != nil {
		return spoilt("%s 不是完整的备份：要么不是备份文件，要么没有传完", a.path)
	}
	return f(archive)
}

// Verify reads the whole file and compares every table with its count and digest in the manifest. It returns
// fault.Invalid with a sentence that names the first part that differs.
func (a *Archive) Verify(ctx context.Context, progress Progress) error {
	return a.read(func(archive *zip.Reader) error {
		for i, p := range a.Manifest.Tables {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := verifyPart(archive, p); err != nil {
				return err
			}
			progress.tell("校验", p, i+1, len(a.Manifest.Tables))
		}
		return a.nothingElse(archive)
	})
}

// nothingElse refuses an archive with a table that the manifest does not know.
func (a *Archive) nothingElse(archive *zip.Reader) error {
	known := map[string]bool{manifestFile: true, "README.txt": true}
	for _, p := range a.Manifest.Tables {
		known[p.file()] = true
	}
	for _, f := range archive.File {
		if !known[f.Name] {
			return spoilt("备份里多出了 %s", f.Name)
		}
		delete(known, f.Name) // a second one of the same name is one too many
	}
	return nil
}

func verifyPart(archive *zip.Reader, p Part) error {
	file, err := openPart(archive, p)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := io.Copy(io.Discard, file); err != nil {
		return spoilt("表 %s 读不出来（%v），文件已损坏", p.Name, err)
	}
	return file.compare()
}

// A partFile is a table's file being read; it counts what passes.
type partFile struct {
	part   Part
	inner  io.ReadCloser
	digest hash.Hash
	bytes  int64
	lines  int64
}

func openPart(archive *zip.Reader, p Part) (*partFile, error) {
	inner, err := archive.Open(p.file())
	if err != nil {
		return nil, spoilt("备份里缺少表 %s", p.Name)
	}
	return &partFile{part: p, inner: inner, digest: sm3.New()}, nil
}

// Read gives the file's bytes.
func (f *partFile) Read(into []byte) (int, error) {
	n, err := f.inner.Read(into)
	f.digest.Write(into[:n])
	f.bytes += int64(n)
	f.lines += int64(bytes.Count(into[:n], []byte{'\n'}))
	return n, err
}

// Close ends the reading.
func (f *partFile) Close() error { return f.inner.Close() }

// compare holds what has passed against the manifest.
func (f *partFile) compare() error {
	switch {
	case f.lines != f.part.Rows:
		return spoilt("表 %s 应有%d行，实有%d行", f.part.Name, f.part.Rows, f.lines)
	case hexOf(f.digest) != f.part.SM3:
		return spoilt("表 %s 的摘要与清单不符，内容被改动或损坏", f.part.Name)
	}
	return nil
}

// rows reads the rows of a part and compares it at its end. The error is where the reading stopped.
func (a *Archive) rows(archive *zip.Reader, p Part, stopped *error) func(yield func([]any) bool) {
	return func(yield func([]any) bool) {
		file, err := openPart(archive, p)
		if err != nil {
			*stopped = err
			return
		}
		defer file.Close()
		lines := json.NewDecoder(bufio.NewReaderSize(file, 1<<18))
		for n := int64(1); lines.More(); n++ {
			row, err := readRow(lines, p.Table)
			if err != nil {
				*stopped = spoilt("表 %s 第%d行看不懂", p.Name, n).Because(err)
				return
			}
			if !yield(row) {
				return
			}
		}
		*stopped = file.end()
	}
}

// Bytes gives the content of a column of bytes in the first row of a table: for what must be known of a county before its
// books are made. It returns fault.Invalid when the backup has no such row.
func (a *Archive) Bytes(table, column string) (content []byte, err error) {
	err = a.read(func(archive *zip.Reader) error {
		i := slices.IndexFunc(a.Manifest.Tables, func(p Part) bool { return p.Name == table })
		if i < 0 {
			return spoilt("备份里缺少表 %s", table)
		}
		p := a.Manifest.Tables[i]
		at := slices.IndexFunc(p.Columns, func(c store.Column) bool { return c.Name == column && c.Kind == store.Bytes })
		var stopped error
		for row := range a.rows(archive, p, &stopped) {
			if at >= 0 {
				content, _ = row[at].([]byte)
			}
			break
		}
		if stopped == nil && content == nil {
			return spoilt("备份的表 %s 里没有内容", table)
		}
		return stopped
	})
	return content, err
}

// end reads what is left and compares.
func (f *partFile) end() error {
	if _, err := io.Copy(io.Discard, f); err != nil {
		return spoilt("表 %s 读不出来（%v），文件已损坏", f.part.Name, err)
	}
	return f.compare()
}

// Path is where the file lies.
func (a *Archive) Path() string { return a.path }

// String is the archive in one line, for the operator.
func (a *Archive) String() string {
	kind, at := "正式县", a.Manifest.MadeAt
	if a.Manifest.Demo {
		kind = "演示县"
	}
	if t, err := store.ParseStamp(at); err == nil {
		at = month.Clock(t)
	}
	return fmt.Sprintf("%s（%s），%s 备份，%d 张表，%d 行，摘要（SM3） %s", a.Manifest.County, kind, at, len(a.Manifest.Tables), a.Manifest.Rows(), a.Digest)
}
