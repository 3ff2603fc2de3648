package audit

import (
	"context"
	"fmt"
	"sync"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// Readings notes who looks at what while pages are served. Those who look at once are written together: the first writes
// for everybody who has come by then, and one of those who come meanwhile writes next. Nobody waits for more than the
// writing under way and their own, and there is no timer.
type Readings struct {
	db     *store.DB
	failed func(error) // told what went wrong where nobody waits

	mu      sync.Mutex
	waiting []*noting
	writing bool // somebody writes, and will call the next
	loose   int  // noted since the last sealing
	sealing sync.WaitGroup
}

// A noting is one reading on its way into the books.
type noting struct {
	by   access.Actor
	what Reading
	done chan error    // written for them, or not
	turn chan struct{} // it is on them to write
}

const (
	notedAtOnce = 500  // readings in one writing
	sealedAfter = 1000 // readings after which a sealing begins
)

// NewReadings notes in the books; failed is told when a sealing that nobody waits for went wrong.
func NewReadings(db *store.DB, failed func(error)) *Readings {
	return &Readings{db: db, failed: failed}
}

// Note writes down that the actor reads, and returns when that survives a power cut. It goes on when ctx ends: others may
// wait for the same writing.
func (r *Readings) Note(ctx context.Context, by access.Actor, what Reading) error {
	n := &noting{by: by, what: what, done: make(chan error, 1), turn: make(chan struct{}, 1)}
	if !r.join(n) {
		select {
		case err := <-n.done:
			return err
		case <-n.turn:
		}
	}
	return r.write(context.WithoutCancel(ctx))
}

// join puts the reading among those waiting, and tells whether it is on the caller to write.
func (r *Readings) join(n *noting) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append(r.waiting, n)
	first := !r.writing
	r.writing = true
	return first
}

// write writes what waits; the caller's own reading is the first of it.
func (r *Readings) write(ctx context.Context) error {
	r.mu.Lock()
	batch := r.waiting[:min(len(r.waiting), notedAtOnce)]
	r.waiting = r.waiting[len(batch):]
	r.mu.Unlock()
	err := r.keep(ctx, batch)
	r.callNext(len(batch), err)
	for _, n := range batch[1:] {
		n.done <- err
	}
	return err
}

// keep writes by whatever the machine's clock says: a wrong one holds back acts, and people must be able to read why. Times
// never run backwards in it.
func (r *Readings) keep(ctx context.Context, batch []*noting) error {
	err := r.db.WriteAnyway(ctx, func(tx *store.Tx) error {
		looks := make([]look, len(batch))
		for i, n := range batch {
			looks[i] = lookOf(tx, n.by, n.what)
		}
		return keepLooks(ctx, tx, looks)
	})
	if err != nil {
		return fmt.Errorf("note %d readings: %w", len(batch), err)
	}
	return nil
}

// callNext hands the writing over, and has all seals set when enough was noted.
func (r *Readings) callNext(noted int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writing = len(r.waiting) > 0
	if r.writing {
		r.waiting[0].turn <- struct{}{}
	} else {
		r.waiting = nil
	}
	if err != nil {
		return
	}
	if r.loose += noted; r.loose >= sealedAfter {
		r.loose = 0
		r.sealing.Go(func() {
			if err := Seal(context.Background(), r.db); err != nil {
				r.failed(err)
			}
		})
	}
}

// Close waits for the sealing under way and seals what is left.
func (r *Readings) Close(ctx context.Context) error {
	r.sealing.Wait()
	return Seal(ctx, r.db)
}
