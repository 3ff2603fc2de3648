package checkup_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/checkup"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
)

var (
	administrator = access.Actor{ID: "o1", Name: "管理员", Role: access.Administrator, Division: "420323000000"}
	clerk         = access.Actor{ID: "o2", Name: "协理员", Role: access.VillageClerk, Division: "420323103201"}
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations},
	{Name: "job", Migrations: job.Migrations},
	{Name: "backup", Migrations: backup.Migrations},
	{Name: "checkup", Migrations: checkup.Migrations},
}

// values are the law of this county: one that holds, one that ran out in June, one invented for the demonstration.
var values = fstest.MapFS{
	"meal.toml": {Data: []byte(`term = "助餐补贴"
holds = "amount"
name = "library.meal"
unit = "yuan/person/month"
[[value]]
division = "CN"
from = 2020-01-01
amount = "10.00"
source = "馆发〔2020〕1号"
`)},
	"card.toml": {Data: []byte(`term = "借书证工本费"
holds = "amount"
name = "library.card"
unit = "yuan/person/month"
[[value]]
division = "CN"
from = 2020-01-01
until = 2026-07-01
amount = "5.00"
source = "馆发〔2020〕2号"
`)},
	"fine.toml": {Data: []byte(`term = "逾期费"
holds = "amount"
name = "library.fine"
unit = "yuan/person/month"
[[value]]
division = "CN"
from = 2020-01-01
amount = "1.00"
source = "演示"
demo = true
`)},
}

// county is a county in a folder of its own, with its checks and one of a room.
type county struct {
	folder string
	backup *backup.Backup
	house  backup.House
	law    *rules.Book
	*checkup.Checkup
}

func open(t *testing.T, db *store.DB, files ...string) county {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	shelf := fstest.MapFS{}
	for _, f := range files {
		shelf[f] = values[f]
	}
	law, err := rules.Load(true, rules.Shelf{Name: "图书馆", Files: shelf})
	if err != nil {
		t.Fatal(err)
	}
	c := county{folder: folder, law: law, backup: backup.New(db, filepath.Join(folder, "backups")), Checkup: checkup.New(db)}
	c.house = backup.House{Program: "test"}
	for _, r := range rooms {
		c.house.Rooms = append(c.house.Rooms, backup.Room{Name: r.Name, Migrations: r.Migrations})
	}
	c.backup.Contribute(c.house)
	c.furnish(db)
	return c
}

func (c county) furnish(db *store.DB) {
	ground := checkup.Ground{Data: c.folder, Law: c.law, Backup: c.backup, House: c.house}
	c.Contribute(append(ground.Checks(db), room.None("书都在架上", "书不在架上", "请找书", `SELECT count(*) FROM audit_entry WHERE county = $1 AND act = 'library.lost'`)))
}

// line is the line of that name in a new look.
func (c county) line(t *testing.T, term string) checkup.Line {
	t.Helper()
	for _, l := range c.Look(context.Background(), nil) {
		if l.Term == term {
			return l
		}
	}
	t.Fatalf("nothing is said about %s", term)
	return checkup.Line{}
}

// is expects a grade and words in what is said.
func (c county) is(t *testing.T, term string, want room.Grade, words string) {
	t.Helper()
	l := c.line(t, term)
	if l.Grade != want || !strings.Contains(l.Says, words) || (want == room.Sound) != (l.Do == "") {
		t.Errorf("%s is %s: %s (%s); want %s with %q", term, l.Grade, l.Says, l.Do, want, words)
	}
}

func write(t *testing.T, db *store.DB, statement string, args ...any) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		if statement == "" {
			return audit.Append(ctx, tx, administrator, audit.Entry{Act: "library.open", Division: "420323000000"})
		}
		n, err := tx.Exec(ctx, statement, args...)
		if err == nil && n == 0 {
			return errors.New("nothing changed")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLook(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, "")
		if err := db.Analyze(ctx); err != nil {
			t.Fatal(err)
		}
		c := open(t, db, "meal.toml")
		t.Run("finds nothing wrong with a new county, but that it has no backup", func(t *testing.T) {
			for _, l := range c.Look(ctx, nil) {
				want := room.Sound
				switch l.Term {
				case "备份":
					want = room.Broken
				case "恢复演练":
					want = room.Notice
				case "磁盘空间", "页面样式": // as this machine has it
					want = l.Grade
				case "数据库": // a server for tests may be told not to wait for the disk
					if db.Name() == "PostgreSQL" {
						want = l.Grade
					}
				}
				if l.Grade != want || l.Says == "" {
					t.Errorf("%s is %s: %s", l.Term, l.Grade, l.Says)
				}
			}
		})
		t.Run("looks at the folder", func(t *testing.T) {
			if err := os.Chmod(c.folder, 0o755); err != nil {
				t.Fatal(err)
			}
			c.is(t, "数据文件夹", room.Notice, "755")
			if err := os.Chmod(c.folder, 0o700); err != nil {
				t.Fatal(err)
			}
			c.is(t, "数据文件夹", room.Sound, "可以写入")
			left := filepath.Join(c.folder, "restoring-123")
			if err := os.Mkdir(left, 0o700); err != nil {
				t.Fatal(err)
			}
			c.is(t, "未完成的恢复", room.Notice, left)
			if err := os.Remove(left); err != nil {
				t.Fatal(err)
			}
			c.is(t, "未完成的恢复", room.Sound, "没有")
			gone := county{folder: c.folder + "/none", law: c.law, backup: c.backup, house: c.house, Checkup: checkup.New(db)}
			gone.furnish(db)
			gone.is(t, "数据文件夹", room.Broken, "不存在")
		})
		t.Run("knows how old the last backup and drill are", func(t *testing.T) {
			m, err := c.backup.Make(ctx, administrator, filepath.Join(t.TempDir(), "county.zip"), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.backup.DrillWith(ctx, administrator, m.ID, nil); err != nil {
				t.Fatal(err)
			}
			c.is(t, "备份", room.Sound, "不到一小时前")
			c.is(t, "恢复演练", room.Sound, "不到一小时前")
			for days, want := range map[int]room.Grade{3: room.Sound, 8: room.Notice, 32: room.Broken} {
				write(t, db, `UPDATE backup_making SET at = $1`, store.FormatStamp(db.Clock()().Add(-time.Duration(days)*24*time.Hour)))
				c.is(t, "备份", want, "天前")
			}
			write(t, db, `UPDATE backup_drill SET at = '2026-01-01T00:00:00.000000Z'`)
			c.is(t, "恢复演练", room.Notice, "326 天前") // to 23 November 2026
			if _, err := c.backup.Make(ctx, administrator, "", nil); err != nil {
				t.Fatal(err)
			}
			if l := c.line(t, "备份"); l.Grade != room.Notice || !strings.Contains(l.Do, "同一处") {
				t.Errorf("a backup beside the data: %+v", l)
			}
		})
		t.Run("names values that ran out, and counts invented ones", func(t *testing.T) {
			open(t, db, "meal.toml").is(t, "法规参数", room.Sound, "2026年11月起作用的 1 项")
			open(t, db, "meal.toml", "fine.toml").is(t, "法规参数", room.Notice, "起作用的 2 项，演示值 1 项")
			open(t, db, "meal.toml", "card.toml").is(t, "法规参数", room.Broken, "借书证工本费")
		})
		t.Run("asks the rooms", func(t *testing.T) {
			write(t, db, `UPDATE audit_entry SET act = 'library.lost' WHERE seq = 1`)
			c.is(t, "书都在架上", room.Broken, "1 处")
			c.is(t, "活动记录", room.Broken, "第 1 条记录被改动")
			write(t, db, `UPDATE audit_entry SET act = 'library.open' WHERE seq = 1`)
			c.is(t, "活动记录", room.Sound, "完整")
		})
		t.Run("sees a clock that is behind, and books that are newer than the program", func(t *testing.T) {
			write(t, db, `UPDATE store_clock SET latest = '2026-11-23T03:00:00.000000Z'`)
			c.is(t, "机器时钟", room.Broken, "还早 2 小时 0 分钟")
			newer := c.house
			c.house.Rooms = append([]backup.Room{{Name: "audit", Migrations: fstest.MapFS{"0001_audit.sql": {Data: []byte("-- +goose Up\nSELECT 1;")}}}}, newer.Rooms[1:]...)
			write(t, db, `INSERT INTO audit_migration (version_id, is_applied) VALUES (7, `+yes(db)+`)`)
			c.furnish(db)
			c.is(t, "表结构", room.Broken, "数据库比程序新：audit 第7版")
		})
	}, rooms...)
}

// yes is true as the migration tables of the database write it.
func yes(db *store.DB) string {
	if db.Name() == "SQLite" {
		return "1"
	}
	return "true"
}

func TestRun(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		c := open(t, db, "meal.toml", "fine.toml")
		t.Run("is refused to who may not", func(t *testing.T) {
			_, err := c.Run(ctx, clerk, nil)
			if kind, _ := fault.KindOf(err); kind != fault.KindDenied {
				t.Error(err)
			}
		})
		t.Run("is asked for on the page, which shows what was found, the worst first", func(t *testing.T) {
			desk := webtest.Sit(t, db.Clock(), administrator, c.Room().Routes)
			desk.Get("/checkup").Shows("立即体检", "程序只指出问题")
			runner := job.NewRunner(db, c.Room().Jobs, slog.New(slog.DiscardHandler))
			j, err := runner.Do(ctx, strings.TrimPrefix(desk.Post("/checkup").Path, "/jobs/"), nil)
			if err != nil || j.State != job.Done || !strings.Contains(j.Says, "项有问题，须尽快处理") {
				t.Fatalf("%s %s, %v", j.State, j.Says, err)
			}
			page := desk.Get("/checkup").Shows("还没有备份过", "演示值 1 项", "管理员检查", "项有问题")
			if text := page.Text(); strings.Index(text, "还没有备份过") > strings.Index(text, "演示值 1 项") || strings.Index(text, "演示值 1 项") > strings.Index(text, "表结构") {
				t.Errorf("not in order: %s", text)
			}
		})
		t.Run("keeps what was found and logs it", func(t *testing.T) {
			if _, err := c.Run(ctx, administrator, nil); err != nil {
				t.Fatal(err)
			}
			desk := webtest.Sit(t, db.Clock(), administrator, c.Room().Routes)
			desk.Get("/checkup").Shows("其他各次")
			err := db.Read(ctx, func(tx *store.Tx) error {
				lines, err := audit.List(ctx, tx, access.Within("420323000000"), audit.Filter{Act: "checkup.run"})
				if len(lines) != 2 {
					t.Errorf("logged %d", len(lines))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}, rooms...)
}
