package intake

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
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
	w := &writer{tx: tx, by: by, t: t, found: found, source: circumstance.Source{Origin: circumstance.Imported, Note: s.Name}, file: id}
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

// writer puts what the file says into the registers of people, households and circumstances.
type writer struct {
	tx     *store.Tx
	by     access.Actor
	t      *Trial
	found  []match
	source circumstance.Source
	file   string
}

// households writes every household that is not held. What one transaction has brought in is not asked for again: a
// person twice in a file is an error that holds both places.
func (w *writer) households(ctx context.Context) error {
	for i := range w.t.Households {
		if w.t.Outcomes[i].Held {
			continue
		}
		h := &w.t.Households[i]
		changed, err := w.household(ctx, h, &w.found[i])
		if err != nil {
			return fmt.Errorf("%s row %d: %w", h.Sheet, h.FirstRow, err)
		}
		w.t.Outcomes[i].Household, w.t.Outcomes[i].Changed = w.found[i].household, changed
		w.t.tell.far("写入底册", i+1, len(w.t.Households))
	}
	return nil
}

func (w *writer) household(ctx context.Context, h *Household, m *match) (changed bool, err error) {
	if changed, err = w.seat(ctx, h, m); err != nil {
		return false, err
	}
	for i := range h.Members {
		news, err := w.member(ctx, h, &h.Members[i], m, i)
		if err != nil {
			return false, err
		}
		changed = changed || news
	}
	news, err := w.facts(ctx, m.household, h.Facts())
	if err != nil {
		return false, err
	}
	changed = changed || news
	if changed {
		return changed, benefit.FactsChanged(ctx, w.tx, w.by, m.household)
	}
	return changed, nil
}

// seat opens a new household, or brings the seat of a known one up to what the list says. A list that is silent about
// address or number leaves them as they are.
func (w *writer) seat(ctx context.Context, h *Household, m *match) (changed bool, err error) {
	seat := household.Seat{Division: h.Division, Address: h.Address, Number: h.Key}
	if m.household == "" {
		m.household, err = household.Open(ctx, w.tx, seat, w.t.AsOf, w.source.String())
		return true, err
	}
	old, err := household.Show(ctx, w.tx, access.Within(w.t.Division), m.household, w.t.AsOf)
	if err != nil {
		return false, err
	}
	if seat.Address == "" {
		seat.Address = old.Address
	}
	if seat.Number == "" {
		seat.Number = old.Number
	}
	if seat == old.Seat {
		return false, nil
	}
	return household.Sit(ctx, w.tx, m.household, seat, w.t.AsOf, w.source.String())
}

// member writes a person, the membership, where the person is, and the person's facts.
func (w *writer) member(ctx context.Context, h *Household, who *Member, m *match, at int) (changed bool, err error) {
	told := person.Particulars{Name: who.Name, Number: who.Number, Birth: who.Birth, Sex: person.Sex(who.Sex), Division: h.Division, Address: h.Address, Phone: who.Phone}
	if m.persons[at] == "" {
		changed = true
		m.persons[at], err = person.Record(ctx, w.tx, told, w.t.AsOf, w.source.String())
	} else {
		changed, err = person.Amend(ctx, w.tx, m.persons[at], told, w.t.AsOf, w.source.String())
	}
	if err != nil {
		return false, err
	}
	id := m.persons[at]
	for _, step := range []func() (bool, error){
		func() (bool, error) { return w.join(ctx, m.household, id, who) },
		func() (bool, error) { return w.presence(ctx, id, who, m.away[at]) },
		func() (bool, error) { return w.facts(ctx, id, who.Facts()) },
	} {
		news, err := step()
		if err != nil {
			return false, err
		}
		changed = changed || news
	}
	return changed, nil
}

// join leaves the relation of a member alone whose relation the list does not state. A payment roll states whom it
// pays; of a household that is known, it does not say who heads it.
func (w *writer) join(ctx context.Context, home, id string, who *Member) (bool, error) {
	if who.Relation == household.Unstated || w.t.Kind == Roll {
		stands, err := household.Of(ctx, w.tx, access.Within(w.t.Division), id, w.t.AsOf)
		if err != nil || stands == home {
			return false, err
		}
	}
	return household.Join(ctx, w.tx, home, id, who.Relation, w.t.AsOf, w.source.String())
}

// presence is recorded of those of whom the list says that they are away, and of those who are away by the register
// and of whom the list says that they work here.
func (w *writer) presence(ctx context.Context, id string, who *Member, away bool) (bool, error) {
	switch {
	case who.Away:
		return household.Absent(ctx, w.tx, id, household.Away, who.Where, w.t.AsOf, w.source.String())
	case away && slices.ContainsFunc(who.Facts(), func(f circumstance.Fact) bool { return f.Kind == circumstance.Work }):
		return household.Absent(ctx, w.tx, id, household.Home, "", w.t.AsOf, w.source.String())
	}
	return false, nil
}

func (w *writer) facts(ctx context.Context, subject string, list []circumstance.Fact) (bool, error) {
	told := make([]circumstance.Fact, len(list))
	for i, f := range list {
		f.Subject, f.During, f.Source = subject, month.Since(w.t.AsOf), w.source
		told[i] = f
	}
	news, err := circumstance.Record(ctx, w.tx, told)
	return news > 0, err
}

// portionSize is how many households are handed to the benefit register at a time: enough for writing in bulk, and little
// beside the memory that a long list takes.
const portionSize = 1000

// awards hands the amounts of all households taken in to the benefit register.
func (k *Intake) awards(ctx context.Context, w *writer) error {
	var paid []int
	for i := range w.t.Households {
		if !w.t.Outcomes[i].Held && w.t.Households[i].pays() {
			paid = append(paid, i)
		}
	}
	roll, err := benefit.BeginRoll(ctx, w.tx, w.by)
	if err != nil {
		return err
	}
	for portion := range slices.Chunk(paid, portionSize) {
		if err := k.awardsOf(ctx, w, roll, portion); err != nil {
			return err
		}
	}
	return nil
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
