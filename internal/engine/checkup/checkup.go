// Package checkup looks the system over (系统体检): the folder and the disk, the database and what the safety of the books hangs on, the
// activity log, backups, the values of the law, and whatever each room says about the soundness of its own books.
//
// Every line says what was looked at, what was found, and what to do. Nothing is mended by the program.
//
// The checks of the engines stand in engines.go; those of the rooms are declared as room.Room.Checks. Start reading at [Checkup.Run].
//
// GB/T 22239-2019 8.1.10 (系统运维管理).
package checkup

import (
	"context"
	"embed"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables in which the outcome is kept.
var Migrations = store.Within(migrations, "migrations")

// The permissions.
var (
	// Reading is leave to see what the last checkup found.
	Reading = access.Permission{Name: "checkup.read", Term: "查看系统体检", Roles: []access.Role{access.Administrator, access.Auditor}}
	// Running is leave to have the system checked.
	Running = access.Permission{Name: "checkup.run", Term: "系统体检", Roles: []access.Role{access.Administrator, access.Auditor}}
)

// The acts in the activity log.
const (
	running   = "checkup.run"
	accepting = "checkup.clock"
)

// A Line is one thing that was looked at.
type Line struct {
	Term string
	room.Verdict
}

// Checkup checks the county whose books are open.
type Checkup struct {
	db     *store.DB
	pages  *web.Pages
	checks []room.Check
}

// New makes it on the books.
func New(db *store.DB) *Checkup { return &Checkup{db: db, pages: web.Parse(pages)} }

// Contribute tells what is to be checked, in the order in which it is shown. The roof calls it once.
func (k *Checkup) Contribute(checks []room.Check) { k.checks = checks }

// Room declares the engine to the roof.
func (k *Checkup) Room() room.Room {
	return room.Room{
		Name: "checkup", Term: "系统体检", Migrations: Migrations, Routes: k.routes,
		Menu:        []web.Link{{Group: "管理", Term: "系统体检", Path: "/checkup", Icon: "shield-check", Needs: web.Needs(Reading)}},
		Permissions: []access.Permission{Reading, Running},
		Acts:        map[string]string{running: "系统体检", accepting: "确认本机时间"},
		Jobs:        []job.Kind{{Name: running, Term: "系统体检", Run: k.run}},
	}
}

// Look makes every check, each on one state of the books, and tells of each as it ends; it may be nil. A check that could not be made
// is a line that says so.
func (k *Checkup) Look(ctx context.Context, tell func(done int, l Line)) []Line {
	var lines []Line
	for _, c := range k.checks {
		l := Line{Term: c.Term}
		err := k.db.Read(ctx, func(tx *store.Tx) (err error) {
			l.Verdict, err = c.Run(ctx, tx)
			return err
		})
		if err != nil {
			l.Verdict = Failed(err)
		}
		lines = append(lines, l)
		if tell != nil {
			tell(len(lines), l)
		}
	}
	return lines
}

// Failed is the verdict of a check that could not be made.
func Failed(err error) room.Verdict {
	return room.Verdict{Grade: room.Broken, Says: fmt.Sprintf("查不了：%v", err), Do: "请把这一行告诉程序维护人员"}
}

// Tally counts the lines by grade.
func Tally(lines []Line) (sound, notice, broken int) {
	for _, l := range lines {
		switch l.Grade {
		case room.Sound:
			sound++
		case room.Notice:
			notice++
		default:
			broken++
		}
	}
	return sound, notice, broken
}

// Sentence says how a checkup ended.
func Sentence(lines []Line) string {
	sound, notice, broken := Tally(lines)
	switch {
	case broken > 0:
		return fmt.Sprintf("共检查 %d 项：%d 项有问题，须尽快处理；%d 项请留意；%d 项正常", len(lines), broken, notice, sound)
	case notice > 0:
		return fmt.Sprintf("共检查 %d 项：%d 项请留意，%d 项正常", len(lines), notice, sound)
	}
	return fmt.Sprintf("共检查 %d 项，全部正常", len(lines))
}

// Run makes every check and keeps what was found.
//
// It returns fault.Denied without checkup.run for the county.
func (k *Checkup) Run(ctx context.Context, by access.Actor, tell func(done int, l Line)) ([]Line, error) {
	err := k.db.Read(ctx, func(tx *store.Tx) error { return by.Require(Running, county(tx)) })
	if err != nil {
		return nil, err
	}
	lines := k.Look(ctx, tell)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return lines, k.db.Write(ctx, func(tx *store.Tx) error {
		id := tx.NewID()
		if err := insertRun(ctx, tx, by, id, lines); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: running, Subject: "checkup", SubjectID: id, Division: county(tx),
			Details: map[string]string{"count": Sentence(lines)},
		})
	})
}

// AcceptClock takes the machine's clock as right although something was written at a later time, which was wrong. The log
// says who did, and up to which time the wrong entries go. It is for whoever stands at the machine.
//
// It returns fault.Conflict when the clock is not behind.
func (k *Checkup) AcceptClock(ctx context.Context, by access.Actor) error {
	behind, err := k.db.Behind(ctx)
	if err != nil {
		return err
	}
	wrong := store.FormatStamp(k.db.Clock()().Add(behind))
	return k.db.AcceptClock(ctx, func(tx *store.Tx) error {
		return audit.Append(ctx, tx, by, audit.Entry{Act: accepting, Subject: "clock", Division: county(tx), Details: map[string]string{"until": wrong}})
	})
}

// run is the checkup as work that runs later.
func (k *Checkup) run(ctx context.Context, w *job.Work) (string, error) {
	lines, err := k.Run(ctx, w.By, func(done int, l Line) { w.Step(l.Term, done, len(k.checks)) })
	if err != nil {
		return "", err
	}
	return Sentence(lines) + "。", nil
}

func county(tx *store.Tx) division.Code { return division.Code(tx.County() + "000000") }
