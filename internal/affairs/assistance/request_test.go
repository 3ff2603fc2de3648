package assistance_test

import (
	"context"
	"sync"
	"testing"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

func TestSubmit(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, people := b.family(huachang, plain, guilan)

		_, err := b.Submit(ctx, officer(access.VillageClerk, yingfeng), request(home, people[0]))
		wants(t, err, fault.KindNotFound, "没有找到这户家庭")
		_, err = b.Submit(ctx, auditor, request(home, people[0]))
		wants(t, err, fault.KindDenied, "登记救助申请")

		wrong := request(home, "somebody else")
		wrong.Programme, wrong.Channel, wrong.Day, wrong.ClassReason, wrong.Authorised = "gold", "pigeon", month.MustDay(2026, 11, 24), " ", false
		_, err = b.Submit(ctx, clerk, wrong)
		if got := len(fault.Fields(err)); got != 6 {
			t.Errorf("%d faults, want six: %v", got, err)
		}
		wants(t, err, fault.KindInvalid, "申请日期不能晚于今天")

		b.submits(clerk, request(home, people[0]))
		_, err = b.Submit(ctx, township, request(home, people[0]))
		wants(t, err, fault.KindConflict, "2026年11月20日已由村级协理员登记过")

		var report audit.Report
		err = b.db.Read(ctx, func(tx *store.Tx) (err error) {
			report, err = audit.Verify(ctx, tx, nil)
			return err
		})
		if err != nil || !report.Whole() {
			t.Errorf("the log is not whole: %v %+v", err, report)
		}
	})
}

func TestSubmit_twice_at_once_lets_one_through(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, plain, guilan)
		done := make(chan error)
		for range 2 {
			go func() {
				_, err := b.Submit(context.Background(), clerk, request(home, people[0]))
				done <- err
			}()
		}
		first, second := <-done, <-done
		if (first == nil) == (second == nil) {
			t.Fatalf("%v and %v", first, second)
		}
		if first == nil {
			first = second
		}
		wants(t, first, fault.KindConflict, "不必重复登记")
	})
}

// The amount is worked out by hand: 560 − 165 = 395, and a fifth of 560 for age
// 72; together 507.
func TestRequest_is_answered_by_what_officers_confirm(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, people := b.family(huachang, plain, guilan)
		id := b.submits(clerk, request(home, people[0]))

		p := b.proposal(home)
		if p.Kind != benefit.Starting || p.New != money.Yuan(507) || p.Request != id {
			t.Fatalf("%s %s for request %s: %s", p.Kind, p.New, p.Request, p.Cause)
		}
		confirmed, err := b.benefit.Confirm(ctx, preparer, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		if confirmed.From != month.Must(2026, 12) {
			t.Errorf("paid from %s, want the month after the decision", confirmed.From)
		}
		_, err = b.Submit(ctx, clerk, request(home, people[0]))
		wants(t, err, fault.KindConflict, "正在享受")
		wants(t, b.Withdraw(ctx, clerk, assistance.Withdrawal{Request: id, Reason: "不要了"}), fault.KindConflict, "已确认")

		err = b.db.Read(ctx, func(tx *store.Tx) error {
			open, err := b.Requests(ctx, tx, preparer.Scope(assistance.Read), november)
			if len(open) > 0 {
				t.Errorf("still open: %+v", open)
			}
			kept, err2 := benefit.ReasonOf(ctx, tx, preparer.Scope(benefit.Read), p.Reason.ID)
			if err2 != nil {
				return err2
			}
			why, same, err2 := b.benefit.Explain(kept)
			if err2 != nil || !same || why.Text() == "" {
				t.Errorf("explained again: %t %v", same, err2)
			}
			sheet, err2 := b.OfHousehold(ctx, preparer, home, november)
			if err2 != nil {
				return err2
			}
			if why.Text() != sheet.Text() {
				t.Errorf("the frozen sheet\n%s\nis not the sheet of today\n%s", why.Text(), sheet.Text())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestRequest_of_a_family_above_the_line_is_refused_with_its_reason(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, people := b.family(huachang, plain, jianguo...)
		b.submits(township, request(home, people[1]))
		p := b.proposal(home)
		if p.Kind != benefit.Refusing || p.Reason.Binding != "人均月收入 561.00 元，高于标准 560.00 元，超出 1.00 元" || p.Reason.Distance != money.Yuan(1) {
			t.Fatalf("%s: %s (%s)", p.Kind, p.Reason.Binding, p.Cause)
		}
		if _, err := b.benefit.Confirm(ctx, preparer, p.ID); err != nil {
			t.Fatal(err)
		}
		b.submits(township, request(home, people[0])) // a new request may follow a refusal
	})
}

// A request ends once: it is answered or withdrawn, however close both come.
func TestWithdrawnOrAnsweredNeverBoth(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, people := b.family(huachang, plain, guilan)
		for range 4 {
			id := b.submits(clerk, request(home, people[0]))
			p := b.proposal(home)
			var confirmed, withdrawn error
			var both sync.WaitGroup
			both.Go(func() { _, confirmed = b.benefit.Confirm(ctx, preparer, p.ID) })
			both.Go(func() { withdrawn = b.Withdraw(ctx, clerk, assistance.Withdrawal{Request: id, Reason: "自愿撤回"}) })
			both.Wait()
			if (confirmed == nil) == (withdrawn == nil) {
				t.Fatalf("confirmed: %v, withdrawn: %v", confirmed, withdrawn)
			}
			for _, err := range []error{confirmed, withdrawn} {
				if kind, _ := fault.KindOf(err); err != nil && kind != fault.KindConflict {
					t.Errorf("the later is told: %v", err)
				}
			}
			if confirmed == nil {
				return // it is granted, and cannot be asked for again
			}
		}
	})
}

func TestWithdraw(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, people := b.family(huachang, plain, guilan)
		id := b.submits(clerk, request(home, people[0]))
		wants(t, b.Withdraw(ctx, clerk, assistance.Withdrawal{Request: id, Reason: " "}), fault.KindInvalid, "撤回的原因")
		wants(t, b.Withdraw(ctx, officer(access.VillageClerk, yingfeng), assistance.Withdrawal{Request: id, Reason: "x"}), fault.KindNotFound, "没有找到")
		if err := b.Withdraw(ctx, clerk, assistance.Withdrawal{Request: id, Reason: "家庭情况好转"}); err != nil {
			t.Fatal(err)
		}
		wants(t, b.Withdraw(ctx, clerk, assistance.Withdrawal{Request: id, Reason: "再撤一次"}), fault.KindConflict, "已撤回")
		b.submits(clerk, request(home, people[0]))
	})
}
