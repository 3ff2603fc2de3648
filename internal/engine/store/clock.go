package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
)

const (
	// slack is how far a clock may lie behind what was written last: it is put right by a little from time to time, and
	// those of several servers differ.
	slack = 2 * time.Minute
	// noteEvery is how exactly the time of the last writing is noted in the books.
	noteEvery = time.Minute
)

// moment is the clock's time for a reading, never before what was written last.
func (db *DB) moment() time.Time {
	return time.UnixMicro(max(db.clock().UnixMicro(), db.last.Load())).UTC()
}

// now is the clock's time for a writing, always later than that of the one before, so that what became known later also
// carries the later time when the machine's clock is set back a little.
func (db *DB) now() time.Time {
	for {
		last := db.last.Load()
		next := max(db.clock().UnixMicro(), last+1)
		if db.last.CompareAndSwap(last, next) {
			return time.UnixMicro(next).UTC()
		}
	}
}

// Behind is how far the machine's clock lies before the latest writing in the books; zero or less when all is well. By the
// books alone, as a program knows it that was just started, it may be a minute less.
func (db *DB) Behind(ctx context.Context) (time.Duration, error) {
	latest, err := db.latest(ctx)
	if err != nil {
		return 0, err
	}
	return time.UnixMicro(max(latest, db.last.Load())).Sub(db.clock()), nil
}

func (db *DB) behind() time.Duration { return time.UnixMicro(db.last.Load()).Sub(db.clock()) }

// requireClock refuses to write by a clock that is wrong: deadlines, ages and the order of what became known would be wrong
// with it, and money hangs on them. The books are asked once more, for somebody may have accepted the clock.
func (db *DB) requireClock(ctx context.Context) error {
	if db.behind() <= slack {
		return nil
	}
	if err := db.recallTime(ctx); err != nil {
		return err
	}
	if db.behind() <= slack {
		return nil
	}
	return fault.Unavailable("本机时间是%s，比最近一次办理的时间%s还早，这次没有办理；请系统管理员校准本机时间。确认本机时间无误的，运行 minzheng clock accept",
		shown(db.clock()), shown(time.UnixMicro(db.last.Load())))
}

func shown(t time.Time) string {
	return month.Today(t).Term() + month.InChina(t).Format(" 15:04")
}

// recallTime starts from what the books know of when they were last written.
func (db *DB) recallTime(ctx context.Context) error {
	latest, err := db.latest(ctx)
	if err == nil {
		db.last.Store(latest)
		db.noted.Store(latest)
	}
	return err
}

// latest is the time of the latest writing that the books hold, in microseconds; nought before the first.
func (db *DB) latest(ctx context.Context) (int64, error) {
	var text string
	err := db.read.QueryRowContext(ctx, `SELECT latest FROM store_clock`).Scan(&text)
	if IsNoRows(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("recall the time of the latest writing: %w", err)
	}
	at, err := ParseStamp(text)
	if err != nil {
		return 0, fmt.Errorf("the time of the latest writing: %w", err)
	}
	return at.UnixMicro(), nil
}

// noteTime keeps the time of a writing in the books, within the writing itself, unless one was noted a minute before.
func (tx *Tx) noteTime(ctx context.Context) error {
	at := tx.now.UnixMicro()
	if at-tx.db.noted.Load() < noteEvery.Microseconds() {
		return nil
	}
	tx.noted = at
	_, err := tx.Exec(ctx, `INSERT INTO store_clock (one, latest) VALUES (1, $1)
		ON CONFLICT (one) DO UPDATE SET latest = excluded.latest WHERE store_clock.latest < excluded.latest`, tx.Stamp())
	if err != nil {
		return fmt.Errorf("note the time: %w", err)
	}
	return nil
}

// AcceptClock takes the machine's clock as right although something was written at a later time: that time was wrong. What
// was written keeps it. The function is run in the same transaction, to put the act on record.
func (db *DB) AcceptClock(ctx context.Context, record func(tx *Tx) error) error {
	behind, err := db.Behind(ctx)
	if err != nil {
		return err
	}
	if behind <= 0 {
		return fault.Conflict("本机时间不早于最近一次办理的时间，不需要确认")
	}
	db.last.Store(db.clock().UnixMicro())
	err = db.run(ctx, db.write, nil, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE store_clock SET latest = $1`, tx.Stamp()); err != nil {
			return fmt.Errorf("accept the clock: %w", err)
		}
		if _, err := tx.Exec(ctx, `UPDATE store_lock SET at = ''`); err != nil { // else whoever locks would catch up with it
			return fmt.Errorf("accept the clock: %w", err)
		}
		return record(tx)
	})
	return errors.Join(db.explain(err), db.recallTime(ctx))
}
