package intake_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/person"
)

// received hands a file in and takes it in.
func (b *bureau) received(s intake.Submission) (id string) {
	b.t.Helper()
	id, err := b.Receive(context.Background(), preparer, s)
	must(b.t, err)
	_, _, err = b.TakeIn(context.Background(), preparer, id, true, "")
	must(b.t, err)
	return id
}

func (b *bureau) undo(id string) error {
	return b.Undo(context.Background(), preparer, intake.Undoing{File: id, Reason: "报错了月份"})
}

// believed is what the books say today, however it came about.
func (b *bureau) believed() map[string]int {
	b.t.Helper()
	counts := map[string]int{}
	b.read(func(tx *store.Tx) error {
		for _, table := range []string{
			"person_name", "person_number", "person_birth", "person_residence", "person_phone", "household_member", "household_seat",
			"household_presence", "circumstance_fact", "benefit_payee", "person_death",
		} {
			n := 0
			if err := tx.QueryRow(context.Background(), "SELECT count(*) FROM "+table+" WHERE known_until = '"+store.KnownForever+"'").Scan(&n); err != nil {
				return err
			}
			counts[table] = n
		}
		for _, table := range []string{"benefit_award", "benefit_term", "benefit_line", "benefit_covered", "person_key"} {
			n := 0
			if err := tx.QueryRow(context.Background(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	return counts
}

func TestUndoEveryKind(t *testing.T) {
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			each(t, func(t *testing.T, b *bureau) {
				nothing := b.believed()
				file := intake.Submission{Name: s.name, Kind: s.kind, Division: s.at, AsOf: 20261001, Body: sample(t, s.name)}
				if s.kind == intake.Disability {
					file.Division = chengguan
				}
				id := b.received(file)
				full := b.believed()
				must(t, b.undo(id))
				if diff := cmp.Diff(nothing, b.believed()); diff != "" {
					t.Errorf("something remains: %s", diff)
				}
				if got := refusal(t, b.undo(id)); got != "这次导入已由刘经办撤销" {
					t.Error(got)
				}
				b.received(file)
				if diff := cmp.Diff(full, b.believed()); diff != "" {
					t.Errorf("taken in again: %s", diff)
				}
				must(t, b.undo(id))
			})
		})
	}
}

// What stood before stands again, and undoing goes the way back step by step.
func TestUndoingGoesBack(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		first := b.list(intake.Tekun, tekunRows([]any{"李桂兰", guilan, "双庙村", "分散", 940, card}))
		second := b.list(intake.Tekun, tekunRows([]any{"李桂兰", guilan, "双庙村", "集中", 1040, card}))
		second.Name, second.AsOf = "名册11月.xlsx", 20261101
		second.Body = made(t, append([][]any{{"2026年11月特困人员供养金发放表"}}, tekunRows([]any{"李桂兰", guilan, "双庙村", "集中", 1040, card})[1:]...), nil)
		nothing := b.believed()
		one := b.received(first)
		before := b.believed()
		two := b.received(second)
		if got := refusal(t, b.undo(one)); got != "不能撤销：后来导入的“名册11月.xlsx”也有其中的户或人（1行），请先撤销那一次导入" {
			t.Error(got)
		}
		must(t, b.undo(two))
		if diff := cmp.Diff(before, b.believed()); diff != "" {
			t.Error(diff)
		}
		if all := b.awards(month.Must(2026, 11)); len(all) != 1 || all[0].Term.Amount.Plain() != "940.00" {
			t.Errorf("%+v", all)
		}
		must(t, b.undo(one))
		if diff := cmp.Diff(nothing, b.believed()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatIsBuiltOnIsNotUndone(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		id := b.received(b.list(intake.Families, familyRows(familyHead...)))
		must(t, b.db.Write(ctx, func(tx *store.Tx) error {
			all, err := household.All(ctx, tx, access.Within(baofeng), 20261001)
			if err != nil {
				return err
			}
			_, err = person.Amend(ctx, tx, all[0].Members[0].Person, person.Particulars{Phone: "0719-0001234"}, 20261102, "来电更正")
			return err
		}))
		before := b.believed()
		if got := refusal(t, b.undo(id)); got != "不能撤销：其中1人的登记后来又有更正" {
			t.Error(got)
		}
		if diff := cmp.Diff(before, b.believed()); diff != "" {
			t.Errorf("a refused undoing wrote: %s", diff)
		}
	})
}

// What is corrected at the moment of the undoing hinders it or comes after it: nobody is believed to be in two ways at once.
func TestUndoneWhileSomebodyCorrects(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		for round := range 4 {
			id := b.received(b.list(intake.Families, familyRows(familyHead...)))
			var home household.Household
			b.read(func(tx *store.Tx) error {
				all, err := household.All(ctx, tx, access.Within(baofeng), 20261001)
				home = all[0]
				return err
			})
			var undone, moved error
			var both sync.WaitGroup
			both.Go(func() { undone = b.undo(id) })
			both.Go(func() {
				register := household.New(b.db)
				moved = register.Locate(ctx, preparer, household.Absence{
					Household: home.ID, Person: home.Members[0].Person, Presence: household.Away, Where: "十堰", From: 20261101, Reason: "来电",
				})
			})
			both.Wait()
			if undone != nil && refusal(t, undone) == "" || (undone == nil) == (moved == nil) {
				t.Errorf("round %d: undone: %v, corrected: %v", round, undone, moved)
			}
			for _, table := range []string{"person_name", "household_member", "household_presence", "circumstance_fact", "household_seat"} {
				b.linear(table)
			}
			if undone != nil {
				return // it stands from now on
			}
		}
	})
}

// linear wants what was ever believed in a table of facts to hang together: nothing ends before it begins.
func (b *bureau) linear(table string) {
	b.t.Helper()
	n := 0
	b.read(func(tx *store.Tx) error {
		return tx.QueryRow(context.Background(), "SELECT count(*) FROM "+table+" WHERE known_until <= known_from").Scan(&n)
	})
	if n > 0 {
		b.t.Errorf("%d beliefs of %s end before they begin", n, table)
	}
}

func TestTwoOfficersUndoAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		id := b.received(b.list(intake.Families, familyRows(familyHead...)))
		if kind, _ := fault.KindOf(b.Undo(ctx, elsewhere, intake.Undoing{File: id, Reason: "错"})); kind != fault.KindNotFound {
			t.Error("another township may undo")
		}
		if got := refusal(t, b.Undo(ctx, preparer, intake.Undoing{File: id})); !strings.HasPrefix(got, "请写明撤销的原因") {
			t.Error(got)
		}
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, by := range []access.Actor{assistant, preparer} {
			both.Go(func() { errs[i] = b.Undo(ctx, by, intake.Undoing{File: id, Reason: "报错了"}) })
		}
		both.Wait()
		failed := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
		if len(failed) != 1 || !strings.Contains(refusal(t, failed[0]), "撤销") {
			t.Errorf("%v", failed)
		}
		if n := b.believed()["person_name"]; n != 0 {
			t.Errorf("%d names", n)
		}
	})
}
