package app

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/engine/web/webtest"
)

// A township officer gives a large roll to the server, looks at how far it is, goes away, and reads afterwards what came
// of it.
func TestWorkCanBeLeftAndComeBackTo(t *testing.T) {
	ctx := context.Background()
	by := access.Actor{ID: "o1", Name: "周敏", Role: access.TownshipOfficer, Division: "420323103000"}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		begun, proceed := make(chan bool), make(chan bool)
		runner := job.NewRunner(db, []job.Kind{{Name: "intake.try", Term: "试读", Run: func(_ context.Context, w *job.Work) (string, error) {
			w.Step("逐行核对", 300, 1200)
			begun <- true
			<-proceed
			return "1,200 户可以导入。", nil
		}}}, slog.New(slog.DiscardHandler))
		w := newWorks(db, runner)
		clock := func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) }
		desk := webtest.Sit(t, clock, by, w.routes, newDesk(db, append(waitingRooms(), w.room()), nil, func(context.Context, access.Actor, int) (none []web.Moment, err error) { return }).routes)
		var id string
		err := db.Write(ctx, func(tx *store.Tx) (err error) {
			id, err = job.Ask(ctx, tx, by, job.Order{Kind: "intake.try", About: "全县名册.xlsx", Subject: "f1", Path: "/intake/f1"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		sees := func(path string, parts ...string) {
			t.Helper()
			page := desk.Get(path).Body
			for _, part := range parts {
				if !strings.Contains(page, part) {
					t.Errorf("%s lacks %q", path, part)
				}
			}
		}
		sees("/jobs/"+id, "全县名册.xlsx", "等候", `http-equiv="refresh"`)
		ended := make(chan job.Job)
		go func() { j, _ := runner.Do(ctx, id, nil); ended <- j }()
		<-begun
		for !strings.Contains(desk.Get("/jobs/"+id).Body, "逐行核对") { // the progress is written some twice a second
			<-time.After(50 * time.Millisecond)
		}
		sees("/jobs/"+id, "进行中", "300 / 1,200", `<progress id="progress" max="1200" value="300"`)
		sees("/", "进行中：试读", "逐行核对 25.0%")
		proceed <- true
		<-ended
		sees("/jobs/"+id, "已完成", "1,200 户可以导入。", `href="/intake/f1"`)
		sees("/jobs", "全县名册.xlsx", "1,200 户可以导入。")
		if page := desk.Get("/").Body; strings.Contains(page, "进行中") {
			t.Error("the desk still lists what is done")
		}
	}, storetest.Room{Name: "job", Migrations: job.Migrations})
}
