package store

import (
	"context"
	"fmt"
	"time"

	"minzheng/internal/base/fault"
)

// A once is one sending of a form on its way through the program. The first transaction that writes for it and commits
// is its act, and keeps its name.
type once struct {
	name string
	kept bool
}

type onceKey struct{}

// onceFor is how long the name of a sending is kept: longer than any session in which the form could be sent again.
const onceFor = 3 * 24 * time.Hour

// Begin gives a context under which the first [DB.Write] that commits keeps the name with what it wrote: both or
// neither. A later or simultaneous one of the same name, here or on another server, returns fault.Conflict and writes
// nothing. The context serves one request, which does one thing after the other.
func (db *DB) Begin(ctx context.Context, name string) context.Context {
	return context.WithValue(ctx, onceKey{}, &once{name: name})
}

// Aside gives the context back without the name of a sending: for what is written on the way to an act and is not the
// act, such as the count of wrong passwords.
func Aside(ctx context.Context) context.Context {
	return context.WithValue(ctx, onceKey{}, (*once)(nil))
}

// Begun tells whether something of this name was done, here or on another server.
func (db *DB) Begun(ctx context.Context, name string) (done bool, err error) {
	err = db.Read(ctx, func(tx *Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM store_once WHERE name = $1`, name).Scan(&n)
		done = n > 0
		return err
	})
	return done, err
}

// Kept tells whether a transaction under the context has kept the name.
func (db *DB) Kept(ctx context.Context) bool {
	o := onceOf(ctx)
	return o != nil && o.kept
}

// Forget gives the name up that was kept under the context: what was written was no act to be done once.
func (db *DB) Forget(ctx context.Context) error {
	o := onceOf(ctx)
	if o == nil || !o.kept {
		return nil
	}
	return db.Write(Aside(ctx), func(tx *Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM store_once WHERE name = $1`, o.name)
		return err
	})
}

func onceOf(ctx context.Context) *once {
	o, _ := ctx.Value(onceKey{}).(*once)
	return o
}

// keepOnce keeps the name of the sending in this transaction, if it is the first one that writes for it.
func (tx *Tx) keepOnce(ctx context.Context) error {
	o := onceOf(ctx)
	if o == nil || o.kept {
		return nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO store_once (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, o.name, FormatStamp(tx.now))
	if err != nil {
		return fmt.Errorf("keep the name of a sending: %w", err)
	}
	if n == 0 {
		return fault.Conflict("这份表单刚才已经提交并办好了，没有重复办理。请重新打开页面查看结果")
	}
	return nil
}

// committed notes that what was kept is kept, and now and then takes away what has been kept long enough.
func (db *DB) committed(ctx context.Context) {
	o := onceOf(ctx)
	if o == nil || o.kept {
		return
	}
	o.kept = true
	now := db.clock()
	last := db.tidied.Load()
	if now.Unix()-last < int64(time.Hour/time.Second) || !db.tidied.CompareAndSwap(last, now.Unix()) {
		return
	}
	db.Write(Aside(ctx), func(tx *Tx) error { // refused, it is tried again in an hour; the act is done all the same
		_, err := tx.Exec(ctx, `DELETE FROM store_once WHERE at < $1`, FormatStamp(now.Add(-onceFor)))
		return err
	})
}
