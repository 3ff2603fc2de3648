package intake

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
)

// A Taking is one act of taking a file into the registers. 导入.
type Taking struct {
	ID         string // empty when nothing was written
	AcceptGood bool   // households with an error were left out; otherwise there were none
	Kind       Kind   // of the file
	Households int    // in the file; of a list of persons or deaths: how many of these
	Taken      int    // of them taken in
	Held       int    // of them left out
	Changed    int    // of those taken in, how many were news
	At         time.Time
	By         string
	Undone     *Undoing // nil while it stands
}

// TakeIn takes a received file into the registers, in one transaction: all of it or nothing. With acceptGood the
// households that have no error are taken in and the others left out; without it one error holds back the whole file.
// A file that changes nothing writes nothing, and its Taking has no id. Seen is the [Trial.Seal] of what the officer
// decided on.
//
// 导入. It returns fault.Denied without [Importing] in the file's division, fault.NotFound for a file out of sight, and
// fault.Conflict when errors hold the file back, or when the registers have changed since so that taking it in would do
// something else than what was seen.
func (k *Intake) TakeIn(ctx context.Context, by access.Actor, id string, acceptGood bool, seen string) (t *Trial, done Taking, err error) {
	return k.takeInTelling(ctx, by, id, acceptGood, seen, nil)
}

// takeInTelling reads the file before it asks for the right to write: meanwhile others may.
func (k *Intake) takeInTelling(ctx context.Context, by access.Actor, id string, acceptGood bool, seen string, tell Tell) (t *Trial, done Taking, err error) {
	var s Submission
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		if s, err = submission(ctx, tx, by.Scope(Read), id); err != nil {
			return err
		}
		if err := by.Require(Importing, s.Division); err != nil {
			return err
		}
		s.Tell = tell
		s.read, err = k.understand(ctx, tx, s)
		if err == nil {
			s.letGo()
		}
		return err
	})
	if err != nil {
		return nil, done, err
	}
	err = k.db.Write(ctx, func(tx *store.Tx) error {
		t, done, err = k.takeIn(ctx, tx, by, id, s, acceptGood, seen)
		return err
	})
	return t, done, k.settled(ctx, done, err)
}

// Bring receives a submission and takes it in, in one transaction: nothing of it is kept when it is held back. It
// returns the faults of [Intake.Receive] and [Intake.TakeIn].
func (k *Intake) Bring(ctx context.Context, by access.Actor, s Submission, acceptGood bool) (t *Trial, done Taking, err error) {
	if err := by.Require(Importing, s.Division); err != nil {
		return nil, done, err
	}
	if err := s.check(); err != nil {
		return nil, done, err
	}
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		if err := s.recall(ctx, tx); err != nil {
			return err
		}
		s.read, err = k.understand(ctx, tx, s)
		if err == nil {
			s.letGo()
		}
		return err
	})
	if err != nil {
		return nil, done, err
	}
	err = k.db.Write(ctx, func(tx *store.Tx) error {
		id, err := keep(ctx, tx, by, s)
		if err != nil {
			return err
		}
		t, done, err = k.takeIn(ctx, tx, by, id, s, acceptGood, "")
		return err
	})
	return t, done, k.settled(ctx, done, err)
}

// settled follows a taking that is committed: the registers may have grown by a township.
func (k *Intake) settled(ctx context.Context, done Taking, err error) error {
	if err != nil || done.Changed == 0 {
		return err
	}
	return k.db.Analyze(ctx)
}

// takeIn waits for any other taking: two files may name the same people. An empty seen asks nothing.
func (k *Intake) takeIn(ctx context.Context, tx *store.Tx, by access.Actor, id string, s Submission, acceptGood bool, seen string) (*Trial, Taking, error) {
	if err := tx.Lock(ctx, "intake"); err != nil {
		return nil, Taking{}, err
	}
	t, found, err := k.try(ctx, tx, by, s)
	if err != nil {
		return nil, Taking{}, err
	}
	if seen != "" && seen != t.Seal() {
		return t, Taking{}, changedSince(ctx, tx, id)
	}
	good, held := t.Tally()
	if held > 0 && !acceptGood || good == 0 {
		return t, Taking{}, heldBack(t.Kind, good, held)
	}
	w := &writer{tx: tx, by: by, t: t, found: found, source: circumstance.Source{Origin: circumstance.Imported, Note: s.Name}, file: id, entered: map[idcard.Number]string{}, fresh: map[string]bool{}}
	if err := k.enter(ctx, w); err != nil {
		return nil, Taking{}, err
	}
	done := Taking{AcceptGood: acceptGood, Kind: t.Kind, Households: t.entries(), Taken: good, Held: held, Changed: t.changed(), At: tx.Now(), By: by.Name}
	if done.Changed == 0 {
		return t, done, nil
	}
	return t, done, k.write(ctx, tx, by, id, s, t, &done)
}

// changedSince tells an officer that somebody else was first.
func changedSince(ctx context.Context, tx *store.Tx, file string) error {
	last, err := lastTaking(ctx, tx, file)
	if err != nil {
		return err
	}
	if last != nil && last.Undone == nil {
		return fault.Conflict("您核对之后底册有了变化：%s已导入过这个文件。请看现在的核对结果，再决定是否导入", last.By)
	}
	return fault.Conflict("您核对之后底册有了变化，请看现在的核对结果，再决定是否导入")
}

func heldBack(kind Kind, good, held int) error {
	unit := kind.Unit()
	if good == 0 {
		return fault.Conflict("%d%s都有错误，没有可以导入的；请按所列问题改正后再导入", held, unit)
	}
	return fault.Conflict("有%d%s存在错误，整个文件都没有导入；请改正后再导入，或选择“只导入没有错误的%s”（%d%s）", held, unit, unit, good, unit)
}

func (t *Trial) changed() int {
	n := 0
	for _, o := range t.Outcomes {
		if o.Changed {
			n++
		}
	}
	return n
}

// awards hands the amounts of all households taken in to the benefit register, but those of which it said a moment ago, in
// this same transaction, that it says the same.
func (k *Intake) awards(ctx context.Context, w *writer, roll *benefit.RollTaking) error {
	differs := func(i int) bool { return w.t.Households[i].pays() && w.t.Outcomes[i].Verdict.Kind != benefit.TakenSame }
	return w.eachPortion(ctx, "登记待遇", differs, func(ctx context.Context, portion []int) error { return k.awardsOf(ctx, w, roll, portion) })
}

// awardsOf hands over the amounts of some households.
func (k *Intake) awardsOf(ctx context.Context, w *writer, roll *benefit.RollTaking, portion []int) error {
	list := make([]benefit.Imported, len(portion))
	for n, i := range portion {
		list[n] = k.imported(w.t, &w.t.Households[i], w.found[i])
		list[n].Intake = w.file
	}
	verdicts, err := roll.TakeIn(ctx, list)
	if err != nil {
		return err
	}
	for n, v := range verdicts {
		o := &w.t.Outcomes[portion[n]]
		o.Verdict = v
		o.Changed = o.Changed || v.Kind != benefit.TakenSame
		if v.Kind == benefit.TakenRefused {
			return fault.Conflict("第%d行：%s", w.t.Households[portion[n]].FirstRow, v.Sentence)
		}
	}
	return nil
}

// write keeps what became of the file, and logs it.
func (k *Intake) write(ctx context.Context, tx *store.Tx, by access.Actor, file string, s Submission, t *Trial, done *Taking) error {
	done.ID = tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO intake_taking (county, id, file, accept_good, households, taken, held, changed, taken_at, taker, taker_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.County(), done.ID, file, flag(done.AcceptGood), done.Households, done.Taken, done.Held, done.Changed, tx.Stamp(), by.ID, by.Name)
	if err != nil {
		return fmt.Errorf("write taking: %w", err)
	}
	if err := t.keepRows(ctx, tx, done.ID); err != nil {
		return err
	}
	if err := t.keepProblems(ctx, tx, done.ID); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: "intake.takein", Subject: "intake_file", SubjectID: file, Division: s.Division,
		Details: map[string]string{"name": s.Name, "digest": digest(s.Body), "taken": strconv.Itoa(done.Taken), "held": strconv.Itoa(done.Held), "changed": strconv.Itoa(done.Changed)},
	})
}
