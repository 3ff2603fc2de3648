// Package backup keeps copies (备份) of a county: it writes all books into one file while the program runs, checks such a file,
// and makes a county from it again, in either database.
//
// 备份与恢复. 《中华人民共和国网络安全法》 art 21, GB/T 22239-2019 8.1.4.9 (数据备份恢复).
//
// The file is a zip archive. tables/NAME.jsonl holds the rows of one table in the order of its key, a JSON list to each
// line; manifest.json, which comes last, says whose books they are, which migrations they have seen, how many rows each
// table has and the SM3 of its file, and where the chains of the activity log ended. So anybody can look inside without
// this program, and `openssl dgst -sm3` proves each part. The SM3 of manifest.json is the digest of the backup.
//
// Everything is read in one transaction that sees one state of the books. The form does not depend on the database, so
// a county can move from SQLite to PostgreSQL and back.
//
// What it does not do: it does not encrypt. Whoever holds the file holds the county; keep it as the books are kept.
//
// Start reading at [Write], [Open] and [Archive.Restore]; the act of an officer is [Backup.Make].
package backup

import (
	"embed"
	"io/fs"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables in which backups are recorded.
var Migrations = store.Within(migrations, "migrations")

// Backup makes and records the backups of a county that is open (备份).
type Backup struct {
	db     *store.DB
	pages  *web.Pages
	folder string
	house  House
}

// New makes it on the books; folder is where backups go when nobody says where.
func New(db *store.DB, folder string) *Backup {
	return &Backup{db: db, pages: web.Parse(pages), folder: folder}
}

// Contribute tells which rooms there are. The roof calls it once, before anything is copied.
func (b *Backup) Contribute(h House) { b.house = h }

// Room declares the engine to the roof.
func (b *Backup) Room() room.Room {
	return room.Room{
		Name: "backup", Term: "备份", Migrations: Migrations, Routes: b.routes,
		Menu:        []web.Link{{Group: "管理", Term: "备份", Path: "/backup", Icon: "download", Needs: web.Needs(Reading)}},
		Permissions: []access.Permission{Reading, Keeping},
		Acts:        map[string]string{making: "备份", drilling: "恢复演练", restoring: "从备份恢复"},
		Jobs:        []job.Kind{{Name: making, Term: "备份", Run: b.runMaking}, {Name: drilling, Term: "恢复演练", Run: b.runDrill}},
	}
}

// A House is what the roof tells about the program whose books are copied.
type House struct {
	Program string   // its version
	Rooms   []Room   // everything that keeps tables, each after those whose tables it points to
	Left    []string // tables whose rows are not copied: what belongs to the running program and not to the county
}

// A Room keeps tables.
type Room struct {
	Name       string
	Migrations fs.FS
}

// A Progress tells how far the work has come.
type Progress func(done Step)

// A Step is one part of the work, finished.
type Step struct {
	What string // 写入, 校验, 恢复, 核对
	Part Part
	No   int // of the part, from 1
	Of   int // parts; 0 when not known yet
}

func (p Progress) tell(what string, part Part, no, of int) {
	if p != nil {
		p(Step{what, part, no, of})
	}
}

// spoilt is the answer to a file that is not what was written.
func spoilt(format string, args ...any) *fault.Error {
	e := fault.Invalid("file", format, args...)
	e.Message += "。这份备份不能用，请换一份"
	return e
}
