package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// Times and counts of running.
const (
	lease    = 12 * time.Second       // a server that says nothing for so long is taken for dead
	beat     = 3 * time.Second        // how often a running server says that it lives
	glance   = 400 * time.Millisecond // how often it looks for work and writes down progress
	attempts = 5                      // a piece of work that was begun so often and never ended is given up
	hands    = 2                      // pieces of work at once in one server
)

// ErrLost means that another server has taken the work over; whoever gets it stops.
var ErrLost = errors.New("the work is another server's by now")

// A Runner does the work of a county in one process.
type Runner struct {
	db     *store.DB
	kinds  map[string]Kind
	log    *slog.Logger
	holder string
}

// NewRunner makes a runner that knows these kinds of work.
func NewRunner(db *store.DB, kinds []Kind, log *slog.Logger) *Runner {
	r := &Runner{db: db, kinds: map[string]Kind{}, log: log, holder: rand.Text()}
	for _, k := range kinds {
		r.kinds[k.Name] = k
	}
	return r
}

// Term is what a kind of work is called.
func (r *Runner) Term(kind string) string { return r.kinds[kind].Term }

// Serve runs work until ctx ends, and then gives back what it has in hand, for the next server to go on with.
func (r *Runner) Serve(ctx context.Context) {
	var all sync.WaitGroup
	for range hands {
		all.Go(func() { r.serve(ctx) })
	}
	all.Wait()
}

func (r *Runner) serve(ctx context.Context) {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for ctx.Err() == nil {
		j, ok, err := r.claim(ctx, "")
		if err != nil && ctx.Err() == nil {
			r.log.Error("look for work", "error", err)
		}
		if ok {
			r.run(ctx, j, nil)
			continue
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// Do runs one piece of work now, or waits for the server that has it, and gives it back as it ended. Tell is called
// whenever there is news of its progress; it may be nil.
func (r *Runner) Do(ctx context.Context, id string, tell func(Progress)) (Job, error) {
	if tell == nil {
		tell = func(Progress) {}
	}
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for {
		j, ok, err := r.claim(ctx, id)
		if err != nil {
			return j, err
		}
		if ok {
			r.run(ctx, j, tell)
		}
		err = r.db.Read(ctx, func(tx *store.Tx) error {
			found, err := jobs(ctx, tx, `j.id = $2`, []any{id}, 1)
			if err == nil && len(found) == 0 {
				err = fault.NotFound("没有找到这项工作")
			}
			if err == nil {
				j = found[0]
			}
			return err
		})
		if err != nil || j.Ended() {
			return j, err
		}
		tell(j.Progress)
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-tick.C:
		}
	}
}

func (r *Runner) claim(ctx context.Context, id string) (j Job, ok bool, err error) {
	idle, err := r.idle(ctx)
	if err != nil || idle && id == "" {
		return j, false, err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		j, ok, err = claim(ctx, tx, r.holder, id, lease)
		return err
	})
	return j, ok, err
}

// idle tells, without writing, whether nothing at all is to be done.
func (r *Runner) idle(ctx context.Context) (idle bool, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		found, err := jobs(ctx, tx, `j.state IN ('waiting', 'running')
			AND (j.state = 'waiting' AND j.due <= $2 OR j.state = 'running' AND j.lease < $2)`, []any{tx.Stamp()}, 1)
		idle = len(found) == 0
		return err
	})
	return idle, err
}

// run does a claimed piece of work and writes down how it ended.
func (r *Runner) run(ctx context.Context, j Job, tell func(Progress)) {
	working, stop := context.WithCancelCause(ctx)
	w := &Work{ID: j.ID, By: j.By, Order: j.Order, job: j, runner: r, tell: tell}
	inHand.Store(j.ID, w)
	defer inHand.Delete(j.ID)
	beating := make(chan struct{})
	go func() { defer close(beating); r.beat(working, stop, w) }()
	says, err := r.do(working, w)
	stop(nil)
	<-beating
	// What came of it is written even when the server is about to end.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if err := r.settle(last, ctx, w, says, err); err != nil {
		r.log.Error("write what came of work", "job", j.ID, "kind", j.Kind, "error", err)
	}
}

// do calls the kind and turns a panic into an error.
func (r *Runner) do(ctx context.Context, w *Work) (says string, err error) {
	kind, ok := r.kinds[w.Order.Kind]
	if !ok {
		return "", fault.Unavailable("这台服务器不会做“%s”，请升级后再试", w.Order.Kind)
	}
	if w.job.Attempt > attempts {
		return "", fault.Conflict("这项工作开始了%d次都没有做完，已经停下。请联系系统管理员", attempts)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return kind.Run(ctx, w)
}

// settle decides on repeating: an end of the server does not count, what time may solve is tried again, a fault is
// for people.
func (r *Runner) settle(ctx, outer context.Context, w *Work, says string, err error) error {
	kind, known := fault.KindOf(err)
	return r.db.Write(ctx, func(tx *store.Tx) error {
		if err := w.writeProgress(ctx, tx); err != nil {
			return err
		}
		switch {
		case err == nil:
			return end(ctx, tx, w.job, r.holder, Done, says)
		case errors.Is(err, ErrLost):
			return nil
		case outer.Err() != nil:
			return giveBack(ctx, tx, w.job, r.holder, 0, false)
		case known && kind != fault.KindUnavailable:
			return end(ctx, tx, w.job, r.holder, Failed, sentence(err))
		}
		r.log.Error("work", "job", w.ID, "kind", w.Order.Kind, "attempt", w.job.Attempt, "error", err)
		if w.job.Attempt < attempts {
			return giveBack(ctx, tx, w.job, r.holder, time.Duration(w.job.Attempt-1)*beat, true) // the first time at once
		}
		if known {
			return end(ctx, tx, w.job, r.holder, Failed, sentence(err))
		}
		return end(ctx, tx, w.job, r.holder, Failed, fmt.Sprintf("系统出了差错，没有做成。请把编号 %s 告诉系统管理员", w.ID))
	})
}

func sentence(err error) string {
	text, _ := fault.Sentence(err)
	return text
}

// beat says that the server lives and writes down how far the work has come, until the work ends; it stops work that
// is no longer this server's.
func (r *Runner) beat(ctx context.Context, stop context.CancelCauseFunc, w *Work) {
	tick := time.NewTicker(glance)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		renew := n%int(beat/glance) == 0
		if !renew && !w.news() {
			continue
		}
		held := true
		err := r.db.Write(ctx, func(tx *store.Tx) (err error) {
			if renew {
				if held, err = hold(ctx, tx, w.job, r.holder, lease); err != nil || !held {
					return err
				}
			}
			return w.writeProgress(ctx, tx)
		})
		if !held {
			stop(ErrLost)
			return
		}
		if err != nil && ctx.Err() == nil {
			r.log.Error("write progress", "job", w.ID, "error", err)
		}
	}
}

// inHand is what this process is doing, by id. How far that is need not be asked of the books, and could not be while
// the work itself holds the only pen of SQLite.
var inHand sync.Map

// news replaces what the books know of the progress by what this process knows.
func (j *Job) news() {
	if w, ok := inHand.Load(j.ID); ok && j.State == Running {
		w := w.(*Work)
		w.mu.Lock()
		defer w.mu.Unlock()
		if !w.now.Since.IsZero() {
			j.Progress = w.now
		}
	}
}

// A Work is one piece of work while it is being done.
type Work struct {
	ID    string
	By    access.Actor // as whom it acts
	Order Order

	job    Job
	runner *Runner
	tell   func(Progress) // nil: nobody watches here

	mu      sync.Mutex
	now     Progress
	written Progress
}

// Step says how far the work has come: what is being done, and how much of it. New words begin a new part, whose pace
// tells how long it will take.
func (w *Work) Step(words string, done, total int) {
	at := w.runner.db.Clock()()
	w.mu.Lock()
	since := w.now.Since
	if words != w.now.Words || since.IsZero() {
		since = at
	}
	w.now = Progress{Words: words, Done: done, Total: total, Since: since, At: at}
	now := w.now
	w.mu.Unlock()
	if w.tell != nil {
		w.tell(now)
	}
}

// Hold makes sure, within a transaction that the work writes, that it is still this server's. When it returns [ErrLost],
// another server goes on with it and this one must stop.
func (w *Work) Hold(ctx context.Context, tx *store.Tx) error {
	held, err := hold(ctx, tx, w.job, w.runner.holder, lease)
	if err == nil && !held {
		return ErrLost
	}
	return err
}

func (w *Work) news() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now != w.written
}

func (w *Work) writeProgress(ctx context.Context, tx *store.Tx) error {
	w.mu.Lock()
	now, old := w.now, w.written
	w.mu.Unlock()
	if now == old {
		return nil
	}
	if err := writeProgress(ctx, tx, w.ID, now); err != nil {
		return err
	}
	w.mu.Lock()
	w.written = now
	w.mu.Unlock()
	return nil
}
