package benefit_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
)

// moves seats a household elsewhere from a day on.
func (b *bureau) moves(home string, to division.Code, from month.Day) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := household.SitAll(context.Background(), tx, []household.Seated{{Household: home, Seat: household.Seat{Division: to}}}, from, "迁移")
		return err
	})
}

// asks opens a request of the household.
func (b *bureau) asks(home string) {
	b.requests = append(b.requests, benefit.Request{ID: "request-" + home, Programme: "dibao", Household: home, Day: 20261102})
}

func TestPropose(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		// Three persons, 1,000 yuan a month: 3 × 700 − 1,000 = 1,100 (case D-3); the child of 15 gets 140 more.
		raised, raisedPeople := b.family(huachang, soul{"罗明", 19800101, 1000}, soul{"罗母", 19520101, 0}, soul{"罗小", 20110505, 0})
		// One person with 700.00: on the line, which is not below it.
		onLine, _ := b.family(huachang, soul{"赵强", 19750101, 700})
		// Nobody asked about the income.
		silent, _ := b.family(huachang, soul{"钱婆", 19450101, unasked})
		// One person without income: 700.
		same, _ := b.family(yingfeng, soul{"孙明", 19600101, 0})
		// Have asked: one with 250 (450 due), one with 900.
		newcomer, _ := b.family(yingfeng, soul{"周兰", 19680101, 250})
		rich, _ := b.family(yingfeng, soul{"吴发", 19850101, 900})
		half, _ := b.family(huachang, soul{"郑户", 19700101, 0})
		b.asks(newcomer)
		b.asks(rich)
		b.takes(rolled(raised, huachang, 110000, 3), rolled(onLine, huachang, 20000, 1), rolled(silent, huachang, 56000, 1),
			rolled(same, yingfeng, 70000, 1), rolled(half, huachang, 210000, 3))

		run := b.proposes(november)
		t.Run("says for each what ought to change, and why", func(t *testing.T) {
			if run.Assessed != 7 || run.Unchanged != 1 || run.Unplaced != 0 {
				t.Errorf("%+v", run)
			}
			for _, c := range []struct {
				home     string
				kind     benefit.Kind
				old, new money.Fen
				cause    string
			}{
				{raised, benefit.Changing, 110000, 124000, "名册金额 1,100.00 元不变；增发 140.00 元：罗小 15 周岁，未成年人"},
				{onLine, benefit.Stopping, 20000, 0, "不再符合条件：月收入 700.00 元，不低于标准 700.00 元"},
				{silent, benefit.Incomplete, 56000, 56000, "资料不全，无法核定：钱婆的收入未登记。现有待遇照发，补齐资料后重新核定"},
				{half, benefit.Incomplete, 210000, 210000, "资料不全，无法核定：家庭成员未登记齐（名册载明保障 3 人，底册只登记过 1 人）。现有待遇照发，补齐资料后重新核定"},
				{newcomer, benefit.Starting, 0, 45000, "申请经核定符合条件：月收入 250.00 元，低于标准 700.00 元"},
				{rich, benefit.Refusing, 0, 0, "不符合条件：月收入 900.00 元，不低于标准 700.00 元"},
			} {
				p := b.only(c.home, november)
				if p.Kind != c.kind || p.Old != c.old || p.New != c.new || p.Cause != c.cause {
					t.Errorf("%s %s→%s %s\nwant %s %s→%s %s", p.Kind, p.Old, p.New, p.Cause, c.kind, c.old, c.new, c.cause)
				}
			}
			if w := run.Written[benefit.Changing]; w.Count != 1 || w.Old != 110000 || w.New != 124000 {
				t.Errorf("%+v", run.Written)
			}
		})
		t.Run("changes no award", func(t *testing.T) {
			if b.paid(raised, november) != 110000 || b.paid(onLine, november) != 20000 || b.paid(newcomer, november) != 0 {
				t.Error("a run paid, stopped or changed something")
			}
		})
		t.Run("keeps the reason also where nothing changes", func(t *testing.T) {
			b.read(func(tx *store.Tx) error {
				list, err := benefit.ReasonsOf(ctx, tx, preparer.Scope(benefit.Read), same)
				if err != nil || len(list) != 1 {
					t.Fatalf("%d reasons, %v", len(list), err)
				}
				r, err := benefit.ReasonOf(ctx, tx, preparer.Scope(benefit.Read), list[0].ID)
				if err != nil {
					t.Fatal(err)
				}
				why, unaltered, err := b.Explain(r)
				if err != nil || !unaltered || r.Outcome != benefit.Eligible || r.Amount != 70000 || len(why.Steps) != 1 {
					t.Errorf("%+v %v %v", r, unaltered, err)
				}
				return nil
			})
		})
		t.Run("says nothing new on the same facts", func(t *testing.T) {
			again := b.proposes(november)
			if again.Ordinal != 2 || again.Kept != 6 || again.Replaced != 0 || len(again.Written) != 0 {
				t.Errorf("%+v", again)
			}
			b.read(func(tx *store.Tx) error {
				if list, _ := benefit.ReasonsOf(ctx, tx, preparer.Scope(benefit.Read), same); len(list) != 1 {
					t.Errorf("%d reasons", len(list))
				}
				return nil
			})
		})
		t.Run("replaces an open proposal whose facts changed, and keeps it to be read", func(t *testing.T) {
			old := b.only(raised, november)
			b.learns(raised, raisedPeople[1], 100, 20261001) // 3 × 700 − 1,100 = 1,000
			if p := b.only(raised, november); p.State != benefit.StateOutdated {
				t.Errorf("the proposal is %s", p.State)
			}
			_, err := b.Confirm(ctx, preparer, old.ID)
			refusedAs(t, err, fault.KindConflict, "请重新核定")
			again := b.proposes(november)
			if again.Replaced != 1 || again.Kept != 5 {
				t.Errorf("%+v", again)
			}
			if p := b.only(raised, november); p.New != 114000 || p.State != benefit.StateOpen {
				t.Errorf("%s %s", p.New, p.State)
			}
			b.read(func(tx *store.Tx) error {
				p, err := benefit.ProposalOf(ctx, tx, preparer.Scope(benefit.Read), old.ID)
				if err != nil || p.State != benefit.StateSuperseded || p.New != 124000 {
					t.Errorf("%+v %v", p, err)
				}
				return nil
			})
			_, err = b.Confirm(ctx, preparer, old.ID)
			refusedAs(t, err, fault.KindConflict, "被新的核定结果取代")
		})
		t.Run("is limited to the officer's division", func(t *testing.T) {
			if _, err := b.Propose(ctx, clerk, november); err == nil {
				t.Error("a village clerk ran the month")
			}
			run, err := b.Propose(ctx, township, december)
			if err != nil {
				t.Fatal(err)
			}
			if run.Assessed != 4 || run.Division != baofeng {
				t.Errorf("%+v", run)
			}
			for _, p := range b.pending(preparer, december) {
				if p.Division != huachang {
					t.Errorf("a township proposed for %s", p.Division)
				}
			}
			if l := b.pending(clerk, november); len(l) != 4 {
				t.Errorf("the village clerk sees %d proposals, want 4", len(l))
			}
		})
	})
}

func TestPropose_warns_of_benefits_that_exclude_each_other(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"李桂兰", 19540503, 0}, soul{"李二", 19800101, 100})
		tekun := rolled(people[0], huachang, 72800, 1)
		tekun.Programme, tekun.Holder = "tekun", benefit.Holder{Unit: benefit.Person, ID: people[0]}
		tekun.Covered = nil
		b.takes(tekun)
		if a := b.inForce(clerk, october); len(a) != 1 || a[0].Household != home || a[0].Name != "李桂兰" || a[0].Term.Covered[0].Person != people[0] {
			t.Errorf("%+v", a)
		}
		b.asks(home)
		b.proposes(november)
		p := b.only(home, november)
		if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "该户成员李桂兰正在享受特困人员救助供养，与城乡居民最低生活保障不得同时享受") {
			t.Error(p.Warnings)
		}
	})
}

func TestPropose_warns_of_a_person_paid_for_in_another_household(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		before, people := b.family(huachang, soul{"罗明", 19800101, 100}, soul{"罗小", 20110505, 0})
		after, _ := b.family(huachang, soul{"周兰", 19680101, 250})
		row := rolled(before, huachang, 130000, 0)
		row.Covered = []benefit.Covered{{Person: people[0], Count: 1}, {Person: people[1], Count: 1}}
		b.takes(row)
		b.write(func(tx *store.Tx) error {
			if _, err := household.Leave(ctx, tx, people[1], 20261020, "随母生活"); err != nil {
				return err
			}
			_, err := household.Join(ctx, tx, after, people[1], household.Child, 20261020, "随母生活")
			return err
		})
		b.asks(after)
		b.proposes(november)
		if w := b.only(after, november).Warnings; len(w) != 1 || w[0] != "该户成员罗小仍列为罗明户的保障对象，请先核实，避免重复发放" {
			t.Error(w)
		}
		p := b.only(before, november)
		// He alone is left: 700 − 100 = 600.
		if p.Kind != benefit.Changing || p.New != 60000 || !strings.HasPrefix(p.Cause, "保障人数由 2 人变为 1 人；名册载明 1,300.00 元") || len(p.Warnings) != 0 {
			t.Errorf("%s %s %v", p.Kind, p.Cause, p.Warnings)
		}
	})
}

func TestPropose_twice_at_once_tells_the_second(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"赵强", 19750101, 700})
		b.takes(rolled(home, huachang, 20000, 1))
		errs := atOnce(8, func(int) error { _, err := b.Propose(context.Background(), preparer, november); return err })
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			refusedAs(t, err, fault.KindConflict, "刘经办刚刚核定了2026年11月的待遇")
		}
		if done == 0 {
			t.Error("nobody got through")
		}
		b.only(home, november)
	})
}

// atOnce runs f n times side by side.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wait.Wait()
	return errs
}

func TestPropose_names_each_line_that_differs(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"罗明", 19800101, 1000}, soul{"罗小", 20081120, 0})
		b.takes(rolled(home, huachang, 50000, 2))
		b.proposes(november) // 2 × 700 − 1,000 = 400, and 140 on top until the child is 18
		if _, err := b.Confirm(ctx, preparer, b.only(home, november).ID); err != nil {
			t.Fatal(err)
		}
		if b.paid(home, november) != 54000 {
			t.Fatal(b.paid(home, november))
		}
		b.learns(home, people[0], 900, 20261101)
		b.proposes(december) // 18 since 20 November: 500 and nothing on top
		p := b.only(home, december)
		if p.Cause != "补差由 400.00 元变为 500.00 元；不再有增发 140.00 元（罗小 17 周岁，未成年人）" || p.Old != 54000 || p.New != 50000 {
			t.Errorf("%s → %s: %s", p.Old, p.New, p.Cause)
		}
		if _, err := b.Confirm(ctx, preparer, p.ID); err != nil {
			t.Fatal(err)
		}
		b.write(func(tx *store.Tx) error {
			_, err := household.Leave(ctx, tx, people[1], 20261220, "外出就业，分户")
			return err
		})
		b.proposes(december.Next()) // he alone has 900, above 700
		if p := b.only(home, december.Next()); p.Kind != benefit.Stopping || p.Cause != "不再符合条件：月收入 900.00 元，不低于标准 700.00 元" {
			t.Errorf("%s: %s", p.Kind, p.Cause)
		}
	})
}

// Whatever is taken in, proposed, confirmed and set aside, in any order: what is
// paid in a month is what its last act says, to the fen, and the acts of an award
// never run backwards.
func TestAwards_hold_together(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		const seed = 420323
		dice := rand.New(rand.NewPCG(seed, 0))
		var homes, heads []string
		for i := range 6 {
			home, people := b.family(huachang, soul{fmt.Sprintf("村民%d", i), 19700101, int64(dice.IntN(9)) * 100})
			homes, heads = append(homes, home), append(heads, people[0])
		}
		for step := range 60 {
			i := dice.IntN(len(homes))
			m := october.Add(dice.IntN(4))
			switch dice.IntN(4) {
			case 0:
				row := rolled(homes[i], huachang, money.Yuan(int64(1+dice.IntN(6))*100), 1)
				row.Month = m
				b.takes(row)
			case 1:
				b.learns(homes[i], heads[i], int64(dice.IntN(9))*100, october.Add(dice.IntN(4)).First())
			case 2:
				b.proposes(m)
			case 3:
				for _, p := range b.pending(preparer, m) {
					if dice.IntN(2) == 0 {
						b.SetAside(ctx, preparer, p.ID, "待核实")
					} else {
						b.Confirm(ctx, preparer, p.ID)
					}
				}
			}
			for _, home := range homes {
				b.holdsTogether(home, fmt.Sprintf("seed %d, step %d", seed, step))
			}
		}
	})
}

// holdsTogether compares what is in force with the acts of a household's awards.
func (b *bureau) holdsTogether(home, when string) {
	b.t.Helper()
	history := b.history(home)
	for _, h := range history {
		for i, term := range h.Terms {
			if i > 0 && term.From < h.Terms[i-1].From {
				b.t.Fatalf("%s: an act of %s stands behind one of %s", when, term.From, h.Terms[i-1].From)
			}
			if term.Act != benefit.Stop && benefit.Sum(term.Lines) != term.Amount || (term.Act == benefit.Stop) != (term.Amount == 0) {
				b.t.Fatalf("%s: %s of %s with lines of %s", when, term.Act, term.Amount, benefit.Sum(term.Lines))
			}
			if (term.Act == benefit.Start) != (i == 0) || i > 0 && h.Terms[i-1].Act == benefit.Stop {
				b.t.Fatalf("%s: act %d is %s after %+v", when, i, term.Act, h.Terms[:i])
			}
		}
	}
	for m := october; m <= october.Add(5); m++ {
		var want money.Fen
		held := 0
		for _, h := range history {
			for i := len(h.Terms) - 1; i >= 0; i-- {
				if h.Terms[i].From <= m {
					want += h.Terms[i].Amount
					if h.Terms[i].Amount > 0 {
						held++
					}
					break
				}
			}
		}
		if got := b.paid(home, m); got != want || held > 1 {
			b.t.Fatalf("%s: %s is paid in %s by %d awards, the acts say %s", when, got, m, held, want)
		}
	}
}
