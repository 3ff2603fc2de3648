package job_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// A library counts its books: that is the work of these tests.
var (
	shelves   = storetest.Room{Name: "job", Migrations: job.Migrations}
	librarian = access.Actor{ID: "o1", Name: "王芳", Role: access.TownshipOfficer, Division: "420323103000"}
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func ask(t *testing.T, db *store.DB, o job.Order) (id string) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
		id, err = job.Ask(context.Background(), tx, librarian, o)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func show(t *testing.T, db *store.DB, by access.Actor, id string) (j job.Job, err error) {
	t.Helper()
	err = db.Read(context.Background(), func(tx *store.Tx) error {
		j, err = job.One(context.Background(), tx, by, id)
		return err
	})
	return j, err
}

func kinds(run func(ctx context.Context, w *job.Work) (string, error)) []job.Kind {
	return []job.Kind{{Name: "shelf.count", Term: "清点", Run: run}}
}

var counting = job.Order{Kind: "shelf.count", About: "一楼", Subject: "s1", Input: "3", Path: "/shelf/s1"}

func TestWork(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("runs as whoever asked, tells how far it is, and ends with a sentence", func(t *testing.T) {
			id := ask(t, db, counting)
			r := job.NewRunner(db, kinds(func(ctx context.Context, w *job.Work) (string, error) {
				if w.By != librarian || w.Order != counting {
					t.Errorf("the work is %+v by %+v", w.Order, w.By)
				}
				for n := 1; n <= 3; n++ {
					w.Step("数书", n, 3)
				}
				return "共3册。", nil
			}), quiet())
			var seen []int
			j, err := r.Do(ctx, id, func(p job.Progress) { seen = append(seen, p.Done) })
			if err != nil || j.State != job.Done || j.Says != "共3册。" || j.Attempt != 1 || j.EndedAt.IsZero() {
				t.Fatalf("%+v, %v", j, err)
			}
			if p := j.Progress; p.Words != "数书" || p.Done != 3 || p.Total != 3 {
				t.Errorf("the progress kept is %+v", p)
			}
			if len(seen) < 3 || seen[0] != 1 {
				t.Errorf("told on the way: %v", seen)
			}
		})
		t.Run("on one subject is asked for once while it is unfinished, and again afterwards", func(t *testing.T) {
			first := ask(t, db, counting)
			if again := ask(t, db, counting); again != first {
				t.Errorf("asked again, the work is %s, not %s", again, first)
			}
			other := counting
			other.Subject = "s2"
			if ask(t, db, other) == first {
				t.Error("another shelf is the same work")
			}
			r := job.NewRunner(db, kinds(func(context.Context, *job.Work) (string, error) { return "好了。", nil }), quiet())
			if _, err := r.Do(ctx, first, nil); err != nil {
				t.Fatal(err)
			}
			if ask(t, db, counting) == first {
				t.Error("ended work is asked for again in vain")
			}
		})
		t.Run("that is refused fails with the fault's sentence, at once", func(t *testing.T) {
			begun := 0
			r := job.NewRunner(db, kinds(func(context.Context, *job.Work) (string, error) {
				begun++
				return "", fault.Conflict("书架正在修理，请下周再数")
			}), quiet())
			j, err := r.Do(ctx, ask(t, db, counting), nil)
			if err != nil || j.State != job.Failed || j.Says != "书架正在修理，请下周再数" || begun != 1 {
				t.Errorf("%+v, %v, begun %d times", j, err, begun)
			}
		})
		t.Run("that panics is tried again, and its sentence does not tell what a program says", func(t *testing.T) {
			begun := 0
			r := job.NewRunner(db, kinds(func(context.Context, *job.Work) (string, error) {
				if begun++; begun == 1 {
					panic("shelf fell down")
				}
				return "好了。", nil
			}), quiet())
			j, err := r.Do(ctx, ask(t, db, counting), nil)
			if err != nil || j.State != job.Done || begun != 2 || strings.Contains(j.Says, "shelf") {
				t.Errorf("%+v, %v, begun %d times", j, err, begun)
			}
		})
		t.Run("is seen by whoever asked and by those above, and by nobody else", func(t *testing.T) {
			id := ask(t, db, counting)
			for _, c := range []struct {
				by   access.Actor
				sees bool
			}{
				{librarian, true},
				{access.Actor{ID: "o2", Role: access.Preparer, Division: "420323000000"}, true},
				{access.Actor{ID: "o3", Role: access.TownshipOfficer, Division: "420323104000"}, false},
				{access.Actor{ID: "o4", Role: access.VillageClerk, Division: "420323103201"}, false},
			} {
				_, err := show(t, db, c.by, id)
				if kind, _ := fault.KindOf(err); (err == nil) != c.sees || err != nil && kind != fault.KindNotFound {
					t.Errorf("%s: %v", c.by.ID, err)
				}
			}
		})
	}, shelves)
}

// Ten servers run beside each other, and forty shelves are counted, each once.
func TestServersShareTheWork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		var mu sync.Mutex
		counted := map[string]int{}
		var left atomic.Int64
		left.Store(40)
		run := kinds(func(ctx context.Context, w *job.Work) (string, error) {
			mu.Lock()
			counted[w.Order.Subject]++
			mu.Unlock()
			if left.Add(-1) == 0 {
				stop()
			}
			return "好了。", nil
		})
		for n := range 40 {
			o := counting
			o.Subject = string(rune('A' + n))
			ask(t, db, o)
		}
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() { job.NewRunner(db, run, quiet()).Serve(ctx) })
		}
		all.Wait()
		for shelf, times := range counted {
			if times != 1 {
				t.Errorf("shelf %s was counted %d times", shelf, times)
			}
		}
		if len(counted) != 40 {
			t.Errorf("%d shelves were counted", len(counted))
		}
	}, shelves)
}

// A server is stopped in the middle: another one goes on, and the attempt does not count. A server that dies says
// nothing more: when its lease is over, another one begins anew, and what the dead one still tries is lost.
func TestAnotherServerGoesOn(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		id := ask(t, db, counting)
		ctx, stop := context.WithCancel(context.Background())
		begun := make(chan bool)
		ending := job.NewRunner(db, kinds(func(ctx context.Context, w *job.Work) (string, error) {
			w.Step("数书", 1, 3)
			close(begun)
			<-ctx.Done()
			return "", ctx.Err()
		}), quiet())
		go func() { <-begun; stop() }()
		ending.Serve(ctx)
		j, err := show(t, db, librarian, id)
		if err != nil || j.State != job.Waiting || j.Attempt != 0 || j.Progress.Done != 1 {
			t.Fatalf("after the end of its server the work is %+v, %v", j, err)
		}

		var lost error
		holding := make(chan *job.Work)
		release, dead := make(chan bool), make(chan bool)
		dying := job.NewRunner(db, kinds(func(ctx context.Context, w *job.Work) (string, error) {
			holding <- w
			<-release
			return "死者的话", nil
		}), quiet())
		go func() { defer close(dead); _, _ = dying.Do(context.Background(), id, nil) }()
		w := <-holding
		if err := db.Write(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Exec(context.Background(), `UPDATE job_job SET lease = $1 WHERE id = $2`, tx.Stamp(), id)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		j, err = job.NewRunner(db, kinds(func(context.Context, *job.Work) (string, error) {
			lost = db.Write(context.Background(), func(tx *store.Tx) error { return w.Hold(context.Background(), tx) })
			return "共3册。", nil
		}), quiet()).Do(context.Background(), id, nil)
		if err != nil || j.State != job.Done || j.Says != "共3册。" || j.Attempt != 2 {
			t.Errorf("the work ended as %+v, %v", j, err)
		}
		if !errors.Is(lost, job.ErrLost) {
			t.Errorf("the dead server may still write: %v", lost)
		}
		close(release)
		<-dead
		if j, _ = show(t, db, librarian, id); j.Says != "共3册。" {
			t.Errorf("the dead server had the last word: %s", j.Says)
		}
	}, shelves)
}

func TestLeft(t *testing.T) {
	since := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		after       time.Duration
		done, total int
		want        string
	}{
		{30 * time.Second, 0, 100, ""},
		{30 * time.Second, 50, 0, ""},
		{30 * time.Second, 100, 100, ""},
		{30 * time.Second, 60, 100, "约 21 秒"},
		{30 * time.Second, 10, 100, "约 5 分钟"},
	} {
		p := job.Progress{Done: c.done, Total: c.total, Since: since, At: since.Add(c.after)}
		if got := p.Left(); got != c.want {
			t.Errorf("%d of %d after %v: %q, want %q", c.done, c.total, c.after, got, c.want)
		}
	}
}
