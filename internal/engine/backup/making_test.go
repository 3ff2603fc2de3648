package backup_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
)

var (
	administrator = access.Actor{ID: "o1", Name: "管理员", Role: access.Administrator, Division: "420323000000"}
	auditor       = access.Actor{ID: "o2", Name: "审计", Role: access.Auditor, Division: "420323000000"}
	elsewhere     = access.Actor{ID: "o3", Name: "宝丰管理员", Role: access.Administrator, Division: "420323103000"}
)

// office is a county whose backups go to a folder, and a runner for its work.
func office(t *testing.T, db *store.DB) (*backup.Backup, *job.Runner, string) {
	folder := filepath.Join(t.TempDir(), "backups")
	b := backup.New(db, folder)
	b.Contribute(backup.House{Program: "test", Rooms: []backup.Room{
		{Name: "audit", Migrations: audit.Migrations}, {Name: "job", Migrations: job.Migrations}, {Name: "backup", Migrations: backup.Migrations},
	}})
	return b, job.NewRunner(db, b.Room().Jobs, slog.New(slog.DiscardHandler)), folder
}

var offices = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations}, {Name: "job", Migrations: job.Migrations}, {Name: "backup", Migrations: backup.Migrations},
}

func TestMake(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, _, folder := office(t, db)
		t.Run("is refused to who may not, and writes nothing", func(t *testing.T) {
			for _, by := range []access.Actor{auditor, elsewhere} {
				if _, err := b.Make(ctx, by, "", nil); !denied(err) {
					t.Errorf("%s: %v", by.Name, err)
				}
			}
			if _, err := os.Stat(folder); err == nil {
				t.Error("a folder was made")
			}
		})
		t.Run("is recorded and logged", func(t *testing.T) {
			m, err := b.Make(ctx, administrator, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			a, err := backup.Open(m.Path)
			if err != nil || a.Digest != m.Digest || a.Size != m.Bytes || filepath.Dir(m.Path) != folder || !m.There() {
				t.Errorf("%+v, %v", m, err)
			}
			err = db.Read(ctx, func(tx *store.Tx) error {
				last, err := b.Last(ctx, tx)
				if last.ID != m.ID || last.Digest != m.Digest || !last.At.Equal(m.At) || !last.Drilled.IsZero() {
					t.Errorf("recorded %+v, made %+v", last, m)
				}
				lines, err2 := audit.List(ctx, tx, access.Within("420323000000"), audit.Filter{Act: "backup.make"})
				if len(lines) != 1 || lines[0].Details["digest"] != m.Digest || lines[0].Actor != "o1" {
					t.Errorf("logged %+v", lines)
				}
				if err2 != nil {
					return err2
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}, offices...)
}

func TestDrill(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, _, folder := office(t, db)
		m, err := b.Make(ctx, administrator, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Run("restores on trial and leaves nothing behind", func(t *testing.T) {
			r, err := b.DrillWith(ctx, administrator, m.ID, nil)
			if err != nil || r.Rows != m.Rows || !r.Audit.Whole() {
				t.Errorf("%+v, %v", r, err)
			}
			if left, err := backup.Leftovers(folder); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
			err = db.Read(ctx, func(tx *store.Tx) error {
				last, err := b.Last(ctx, tx)
				if last.Drilled.IsZero() {
					t.Error("the drill is not recorded")
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		t.Run("is refused to who may not", func(t *testing.T) {
			if _, err := b.DrillWith(ctx, auditor, m.ID, nil); !denied(err) {
				t.Error(err)
			}
		})
		t.Run("tells another file of the same name from the one that was made", func(t *testing.T) {
			if err := os.Remove(m.Path); err != nil {
				t.Fatal(err)
			}
			_, err := b.DrillWith(ctx, administrator, m.ID, nil)
			refused(t, err, fault.KindNotFound, "没有找到文件")
			if _, err := backup.Write(ctx, db, house(library), "另一人", m.Path, nil); err != nil {
				t.Fatal(err)
			}
			_, err = b.DrillWith(ctx, administrator, m.ID, nil)
			refused(t, err, fault.KindInvalid, "不是当时备份的那个文件")
		})
	}, offices...)
}

func TestPages(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, runner, _ := office(t, db)
		desk := webtest.Sit(t, db.Clock(), administrator, b.Room().Routes)
		desk.Get("/backup").Shows("这里将列出每次备份", "立即备份", "没有加密")
		work := func(path string) job.Job {
			id := strings.TrimPrefix(desk.Post(path).Path, "/jobs/")
			j, err := runner.Do(ctx, id, nil)
			if err != nil {
				t.Fatal(err)
			}
			return j
		}
		if j := work("/backup"); j.State != job.Done || !strings.Contains(j.Says, "备份完成并已重读核对") || j.By != administrator {
			t.Fatalf("the work ended %s: %s", j.State, j.Says)
		}
		desk.Get("/backup").Shows("写完已核对", "没有做过", "minzheng-420323-2026")
		var m backup.Making
		err := db.Read(ctx, func(tx *store.Tx) (err error) {
			m, err = b.Last(ctx, tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if j := work("/backup/" + m.ID + "/drill"); j.State != job.Done || !strings.Contains(j.Says, "演练成功") {
			t.Fatalf("the drill ended %s: %s", j.State, j.Says)
		}
		desk.Get("/backup/"+m.ID).Shows(m.Digest, "恢复得出来", m.Name())

		looking := webtest.Sit(t, db.Clock(), auditor, b.Room().Routes)
		looking.Get("/backup").Shows("写完已核对").Hides("立即备份")
		looking.Get("/backup/" + m.ID).Hides("恢复演练\"")
		if page := looking.Post("/backup"); page.Status != 403 {
			t.Errorf("the auditor's backup is answered with %d", page.Status)
		}
	}, offices...)
}

func denied(err error) bool {
	kind, _ := fault.KindOf(err)
	return kind == fault.KindDenied
}
