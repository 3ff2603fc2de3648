package benefit_test

import (
	"context"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
)

func TestConfirm(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		raised, people := b.family(huachang, soul{"罗明", 19800101, 1000}, soul{"罗母", 19520101, 0}, soul{"罗小", 20110505, 0})
		onLine, _ := b.family(huachang, soul{"赵强", 19750101, 700})
		silent, _ := b.family(huachang, soul{"钱婆", 19450101, unasked})
		newcomer, _ := b.family(yingfeng, soul{"周兰", 19680101, 250})
		rich, _ := b.family(yingfeng, soul{"吴发", 19850101, 900})
		b.asks(newcomer)
		b.asks(rich)
		b.takes(rolled(raised, huachang, 110000, 3), rolled(onLine, huachang, 20000, 1), rolled(silent, huachang, 56000, 1))
		b.proposes(november)

		t.Run("is denied to those who only look", func(t *testing.T) {
			p := b.only(raised, november)
			for _, by := range []access.Actor{clerk, township, auditor} {
				_, err := b.Confirm(ctx, by, p.ID)
				refusedAs(t, err, fault.KindDenied, "确认待遇")
			}
			_, err := b.Confirm(ctx, admin, p.ID)
			refusedAs(t, err, fault.KindNotFound, "没有找到")
			refusedAs(t, b.SetAside(ctx, township, p.ID, "不合适"), fault.KindDenied, "确认待遇")
		})
		t.Run("changes an award, with lines, persons and reason", func(t *testing.T) {
			p := b.only(raised, november)
			c, err := b.Confirm(ctx, preparer, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			if c.From != november || c.Amount != 124000 || c.Kind != benefit.Changing || len(b.heard) != 1 || b.heard[0].Proposal != p.ID {
				t.Errorf("%+v heard %+v", c, b.heard)
			}
			if b.paid(raised, october) != 110000 || b.paid(raised, november) != 124000 || b.paid(raised, december) != 124000 {
				t.Error(b.paid(raised, october), b.paid(raised, november))
			}
			h := b.history(raised)[0]
			now := h.Terms[1]
			if now.Act != benefit.Change || now.By != "刘经办" || now.Reason == "" || now.Source.ID != p.ID || len(now.Lines) != 2 ||
				now.Lines[1].Person != people[2] || now.Lines[1].Fen != 14000 || len(now.Covered) != 3 || now.Covered[2].Name == "" {
				t.Errorf("%+v", now)
			}
			if h.Payee == nil || h.Payee.Account.Full() != "0000001234567890128" {
				t.Error("the payee got lost")
			}
		})
		t.Run("tells the second officer who was first", func(t *testing.T) {
			b.read(func(tx *store.Tx) error {
				list, err := benefit.ProposalsOf(ctx, tx, preparer.Scope(benefit.Read), raised)
				if err != nil || len(list) != 1 {
					t.Fatal(list, err)
				}
				if list[0].State != benefit.StateConfirmed || list[0].Closing.By != "刘经办" || list[0].Closing.From != november {
					t.Errorf("%+v", list[0])
				}
				return nil
			})
			done := b.closed(raised, november)
			_, err := b.Confirm(ctx, preparer2, done.ID)
			refusedAs(t, err, fault.KindConflict, "已确认由刘经办于2026-11-23 09:00办理")
			refusedAs(t, b.SetAside(ctx, preparer2, done.ID, "再看看"), fault.KindConflict, "刘经办")
		})
		t.Run("stops an award from the month on", func(t *testing.T) {
			if _, err := b.Confirm(ctx, preparer, b.only(onLine, november).ID); err != nil {
				t.Fatal(err)
			}
			if b.paid(onLine, october) != 20000 || b.paid(onLine, november) != 0 {
				t.Error(b.paid(onLine, october), b.paid(onLine, november))
			}
			h := b.history(onLine)[0]
			if last := h.Terms[1]; last.Act != benefit.Stop || !strings.Contains(last.Cause, "月收入 700.00 元，不低于标准 700.00 元") {
				t.Errorf("%+v", last)
			}
			if v := b.takes(rolled(onLine, huachang, 20000, 1))[0]; v.Kind != benefit.TakenSame {
				t.Errorf("October's roll after November's stop: %v", v)
			}
			late := rolled(onLine, huachang, 20000, 1)
			late.Month = november
			if v := b.takes(late)[0]; v.Kind != benefit.TakenRefused || !strings.Contains(v.Sentence, "已自2026年11月起停发") {
				t.Errorf("a roll that goes on paying: %v", v)
			}
		})
		t.Run("begins a first award in the month the law says", func(t *testing.T) {
			c, err := b.Confirm(ctx, preparer, b.only(newcomer, november).ID)
			if err != nil {
				t.Fatal(err)
			}
			// Confirmed on 23 November: paid from the month after (民发〔2021〕57号 第二十一条).
			if c.From != december || b.paid(newcomer, november) != 0 || b.paid(newcomer, december) != 45000 {
				t.Error(c.From, b.paid(newcomer, november), b.paid(newcomer, december))
			}
			p := b.inForce(clerkOf(yingfeng), december)[0].Payee
			if p == nil || p.Name != "周兰" || p.Account != "" {
				t.Errorf("payee %+v", p)
			}
			if c.Request != "request-"+newcomer {
				t.Errorf("the confirmation answers %q", c.Request)
			}
		})
		t.Run("confirms a refusal without touching the books", func(t *testing.T) {
			c, err := b.Confirm(ctx, preparer, b.only(rich, november).ID)
			if err != nil || c.Kind != benefit.Refusing || c.Award != "" || c.Request != "request-"+rich {
				t.Fatal(c, err)
			}
			if h := b.history(rich); len(h) != 0 {
				t.Errorf("%+v", h)
			}
		})
		t.Run("never confirms what is not known", func(t *testing.T) {
			p := b.only(silent, november)
			_, err := b.Confirm(ctx, preparer, p.ID)
			refusedAs(t, err, fault.KindConflict, "钱婆的收入未登记")
			if b.paid(silent, december) != 56000 {
				t.Error("an unknown fact touched the award")
			}
		})
		t.Run("leaves nothing to propose", func(t *testing.T) {
			b.requests = nil
			run := b.proposes(november)
			if len(run.Written) != 0 || run.Replaced != 0 {
				t.Errorf("%+v", run)
			}
			next := b.proposes(december)
			if next.Written[benefit.Incomplete].Count != 1 || len(next.Written) != 1 {
				t.Errorf("December: %+v", next.Written)
			}
		})
		t.Run("is in the activity log, without an identity number or an account", func(t *testing.T) {
			b.read(func(tx *store.Tx) error {
				lines, err := audit.List(ctx, tx, access.Within(zhushan), audit.Filter{Act: "benefit.confirm"})
				if err != nil || len(lines) != 4 {
					t.Fatalf("%d entries, %v", len(lines), err)
				}
				report, err := audit.Verify(ctx, tx, nil)
				if err != nil || !report.Whole() {
					t.Error(report, err)
				}
				return nil
			})
		})
	})
}

func clerkOf(village division.Code) access.Actor {
	return access.Actor{ID: "o-" + string(village), Name: "协理员", Role: access.VillageClerk, Division: village}
}

func TestConfirm_at_once_lets_exactly_one_through(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"赵强", 19750101, 700})
		b.takes(rolled(home, huachang, 20000, 1))
		b.proposes(november)
		p := b.only(home, november)
		errs := atOnce(8, func(i int) error {
			by := []access.Actor{preparer, preparer2}[i%2]
			if i == 7 {
				return b.SetAside(ctx, by, p.ID, "待核实")
			}
			_, err := b.Confirm(ctx, by, p.ID)
			return err
		})
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			refusedAs(t, err, fault.KindConflict, "经办于2026-11-23 09:00办理")
		}
		if done != 1 {
			t.Errorf("%d got through, want one", done)
		}
		if n := len(b.history(home)[0].Terms); n > 2 {
			t.Errorf("%d terms", n)
		}
	})
}

func TestConfirm_wants_the_facts_it_was_made_from(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"罗明", 19800101, 300})
		b.takes(rolled(home, huachang, 20000, 1))
		b.proposes(november)
		p := b.only(home, november)
		t.Run("also when nobody said that they changed", func(t *testing.T) {
			b.write(func(tx *store.Tx) error {
				_, err := household.Leave(ctx, tx, people[0], 20261001, "迁出")
				return err
			})
			_, err := b.Confirm(ctx, preparer, p.ID)
			refusedAs(t, err, fault.KindConflict, "资料或标准有变动")
			if b.paid(home, november) != 20000 {
				t.Error("something was written")
			}
		})
	})
}

func TestConfirm_wants_the_award_it_was_compared_with(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"罗明", 19800101, 300})
		b.takes(rolled(home, huachang, 20000, 1))
		b.proposes(november)
		p := b.only(home, november)
		corrected := rolled(home, huachang, 25000, 1)
		corrected.Month = november
		b.takes(corrected)
		_, err := b.Confirm(ctx, preparer, p.ID)
		refusedAs(t, err, fault.KindConflict, "待遇已有新的变动（2026年11月起变更，何助理")
		b.proposes(november)
		p = b.only(home, november)
		if p.Old != 25000 || p.New != 40000 {
			t.Error(p.Old, p.New)
		}
	})
}

func TestConfirm_begins_a_second_award_after_a_stop(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"赵强", 19750101, 700})
		b.takes(rolled(home, huachang, 20000, 1))
		b.proposes(november)
		if _, err := b.Confirm(ctx, preparer, b.only(home, november).ID); err != nil {
			t.Fatal(err)
		}
		b.learns(home, people[0], 100, 20261110)
		b.asks(home)
		b.proposes(december)
		p := b.only(home, december)
		if p.Kind != benefit.Starting || p.New != 60000 || p.Old != 0 {
			t.Fatalf("%+v", p)
		}
		c, err := b.Confirm(ctx, preparer, p.ID)
		if err != nil || c.From != december {
			t.Fatal(c, err)
		}
		h := b.history(home)
		if len(h) != 2 || h[0].Ordinal != 2 || h[1].Ordinal != 1 || h[1].Term.Act != benefit.Stop {
			t.Errorf("%+v", h)
		}
		if b.paid(home, november) != 0 || b.paid(home, december) != 60000 {
			t.Error(b.paid(home, november), b.paid(home, december))
		}
		if a := b.inForce(preparer, december)[0]; a.Payee == nil || a.Payee.Account.Full() != "0000001234567890128" {
			t.Errorf("the account of the first award was not taken over: %+v", a.Payee)
		}
	})
}

func TestSetAside(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"赵强", 19750101, 700})
		b.takes(rolled(home, huachang, 20000, 1))
		b.proposes(november)
		p := b.only(home, november)
		refusedAs(t, b.SetAside(ctx, preparer, p.ID, " "), fault.KindInvalid, "写明搁置的原因")
		if err := b.SetAside(ctx, preparer, p.ID, "家属称已失业，待核实"); err != nil {
			t.Fatal(err)
		}
		_, err := b.Confirm(ctx, preparer2, p.ID)
		refusedAs(t, err, fault.KindConflict, "已搁置由刘经办")
		t.Run("keeps the same facts from coming back in the month", func(t *testing.T) {
			if run := b.proposes(november); run.Kept != 1 || len(run.Written) != 0 {
				t.Errorf("%+v", run)
			}
			if l := b.pending(preparer, november); len(l) != 0 {
				t.Error(l)
			}
		})
		t.Run("lets other facts, and the next month, be proposed", func(t *testing.T) {
			if run := b.proposes(december); run.Written[benefit.Stopping].Count != 1 {
				t.Errorf("%+v", run)
			}
			b.learns(home, people[0], 800, 20261001)
			b.proposes(november)
			if p := b.only(home, november); !strings.Contains(p.Cause, "800.00") {
				t.Error(p.Cause)
			}
		})
		if b.paid(home, november) != 20000 {
			t.Error("setting aside stopped an award")
		}
	})
}

// closed is the last proposal about the household in the month that was decided.
func (b *bureau) closed(home string, m month.Month) (last benefit.Proposal) {
	b.t.Helper()
	b.read(func(tx *store.Tx) error {
		list, err := benefit.ProposalsOf(context.Background(), tx, preparer.Scope(benefit.Read), home)
		for _, p := range list {
			if p.Month == m && p.Closing != nil {
				last = p
				break
			}
		}
		return err
	})
	return last
}
