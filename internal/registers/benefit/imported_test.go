package benefit_test

import (
	"context"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

func TestTakeIn(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"张建国", 19700101, unasked})
		row := rolled(home, huachang, 120050, 4)

		t.Run("begins an award that the roll states", func(t *testing.T) {
			if v := b.takes(row)[0]; v.Kind != benefit.TakenNew {
				t.Fatal(v)
			}
			list := b.inForce(preparer, october)
			if len(list) != 1 {
				t.Fatalf("%d awards in force", len(list))
			}
			a := list[0]
			if a.Term.Amount != 120050 || a.Term.Act != benefit.Start || a.Name != "张建国" || a.Household != home || a.Division != huachang {
				t.Errorf("%+v", a)
			}
			if len(a.Term.Lines) != 1 || a.Term.Lines[0].Code != benefit.LineRoll || benefit.Heads(a.Term.Covered) != 4 || a.Term.Covered[0].Share != nil {
				t.Errorf("lines %v, covered %v", a.Term.Lines, a.Term.Covered)
			}
			if a.Payee == nil || a.Payee.Account.Full() != "0000001234567890128" || a.Payee.Account.String() != "****0128" {
				t.Errorf("payee %+v", a.Payee)
			}
			if n := len(b.inForce(preparer, october.Previous())); n != 0 {
				t.Errorf("%d awards before the roll's month", n)
			}
			if b.paid(home, december) != 120050 {
				t.Error("the award does not go on")
			}
		})
		t.Run("changes nothing when the same roll comes again", func(t *testing.T) {
			if v := b.takes(row)[0]; v.Kind != benefit.TakenSame {
				t.Fatal(v)
			}
			if h := b.history(home); len(h) != 1 || len(h[0].Terms) != 1 {
				t.Errorf("%+v", h)
			}
		})
		t.Run("records another account from the roll's month on", func(t *testing.T) {
			other := row
			other.Month = november
			other.Payee = &benefit.Payee{Kind: benefit.PayHousehold, Name: "户主", Account: "0000009999999990001"}
			if v := b.takes(other)[0]; v.Kind != benefit.TakenPayee || !strings.Contains(v.Sentence, "****0001") {
				t.Fatal(v)
			}
			if a := b.inForce(preparer, october)[0]; a.Payee.Account.Full() != "0000001234567890128" {
				t.Errorf("October is paid to %s", a.Payee.Account.Full())
			}
			if a := b.inForce(preparer, november)[0]; a.Payee.Account.Full() != "0000009999999990001" {
				t.Errorf("November is paid to %s", a.Payee.Account.Full())
			}
			if v := b.takes(row)[0]; v.Kind != benefit.TakenSame {
				t.Errorf("October's roll once more: %v", v)
			}
			if a := b.inForce(preparer, november)[0]; a.Payee.Account.Full() != "0000009999999990001" {
				t.Error("October's roll changed November's account")
			}
		})
		t.Run("takes another amount as a change with its cause", func(t *testing.T) {
			raised := row
			raised.Month, raised.Amount, raised.Payee = december, 130000, nil
			v := b.takes(raised)[0]
			if v.Kind != benefit.TakenChanged || !strings.Contains(v.Sentence, "名册载明：月金额由 1,200.50 元变为 1,300.00 元") {
				t.Fatal(v)
			}
			if b.paid(home, november) != 120050 || b.paid(home, december) != 130000 {
				t.Error(b.paid(home, november), b.paid(home, december))
			}
		})
		t.Run("refuses a roll of a month before the last act", func(t *testing.T) {
			lower := row
			lower.Amount = 100000
			if v := b.takes(lower)[0]; v.Kind != benefit.TakenRefused || !strings.Contains(v.Sentence, "2026年12月") {
				t.Error(v)
			}
			early := row
			early.Month = october.Previous()
			if v := b.takes(early)[0]; v.Kind != benefit.TakenRefused || !strings.Contains(v.Sentence, "自2026年10月起") {
				t.Error(v)
			}
			if b.paid(home, october) != 120050 {
				t.Error("October changed")
			}
		})
		t.Run("refuses the second of two rows that contradict each other", func(t *testing.T) {
			other, _ := b.family(huachang, soul{"李桂兰", 19540503, unasked})
			first, second := rolled(other, huachang, 50000, 1), rolled(other, huachang, 60000, 1)
			v := b.takes(first, second)
			if v[0].Kind != benefit.TakenNew || v[1].Kind != benefit.TakenRefused {
				t.Error(v)
			}
			if b.paid(other, october) != 50000 {
				t.Error(b.paid(other, october))
			}
		})
		t.Run("compares without writing", func(t *testing.T) {
			third, _ := b.family(yingfeng, soul{"王德明", 19660606, unasked})
			var v []benefit.Verdict
			b.read(func(tx *store.Tx) (err error) {
				v, err = benefit.Compare(context.Background(), tx, township, []benefit.Imported{rolled(third, yingfeng, 40000, 1)})
				return err
			})
			if v[0].Kind != benefit.TakenNew || b.paid(third, october) != 0 {
				t.Error(v, b.paid(third, october))
			}
		})
		t.Run("wants an amount that its lines add up to", func(t *testing.T) {
			wrong := row
			wrong.Lines = []benefit.Line{{Code: benefit.LineDifference, Term: "补差", Fen: 100000}}
			none := row
			none.Amount = 0
			err := b.db.Write(context.Background(), func(tx *store.Tx) error {
				_, err := benefit.TakeIn(context.Background(), tx, township, []benefit.Imported{wrong, none})
				return err
			})
			refusedAs(t, err, fault.KindInvalid, "与合计 1,200.50 元 不符")
			refusedAs(t, err, fault.KindInvalid, "金额应大于零")
		})
		t.Run("labels a class that nobody stated", func(t *testing.T) {
			street, _ := b.family(beidajie, soul{"陈小妹", 19800808, unasked})
			unsaid := rolled(street, beidajie, 30000, 1)
			unsaid.Class = benefit.Classed{}
			b.takes(unsaid)
			c := b.history(street)[0].Term.Class
			if c.Class != benefit.Urban || !c.Default || !strings.HasPrefix(c.Reason, "默认：按户所在地") {
				t.Errorf("%+v", c)
			}
		})
	})
}

func TestTakeIn_names_the_persons_it_covers(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"张建国", 19700101, unasked}, soul{"张小丽", 20110301, unasked})
		row := rolled(home, huachang, 84000, 0)
		half := money.Fen(42000)
		row.Covered = []benefit.Covered{{Person: people[0], Count: 1, Share: &half}, {Person: people[1], Count: 1, Share: &half}}
		b.takes(row)
		covered := b.inForce(preparer, october)[0].Term.Covered
		if len(covered) != 2 || covered[0].Name != "张建国" || covered[1].Name != "张小丽" || *covered[1].Share != 42000 {
			t.Errorf("%+v", covered)
		}
		alone := row
		alone.Month = november
		alone.Covered = []benefit.Covered{{Person: people[1], Count: 1, Share: &row.Amount}}
		if v := b.takes(alone)[0]; v.Kind != benefit.TakenChanged || v.Sentence != "名册载明：保障人数由 2 人变为 1 人" {
			t.Error(v)
		}
	})
}

func TestInForce_is_limited_to_the_scope(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		near, _ := b.family(huachang, soul{"张建国", 19700101, unasked})
		far, _ := b.family(yingfeng, soul{"李桂兰", 19540503, unasked})
		b.takes(rolled(near, huachang, 50000, 1), rolled(far, yingfeng, 60000, 1))
		if l := b.inForce(clerk, october); len(l) != 1 || l[0].Household != near {
			t.Errorf("the village clerk sees %v", l)
		}
		if l := b.inForce(auditor, october); len(l) != 2 {
			t.Errorf("the auditor sees %d", len(l))
		}
		if l := b.inForce(admin, october); len(l) != 0 {
			t.Errorf("the administrator sees %d", len(l))
		}
		b.read(func(tx *store.Tx) error {
			ctx := context.Background()
			n, err := benefit.CountInForce(ctx, tx, township.Scope(benefit.Read), benefit.Query{Month: october})
			if err != nil || n.Count != 1 || n.New != 50000 || n.Heads != 1 {
				t.Errorf("%+v, %v", n, err)
			}
			_, err = benefit.OfHousehold(ctx, tx, clerk.Scope(benefit.Read), far)
			refusedAs(t, err, fault.KindNotFound, "不在您负责的区划内")
			return nil
		})
		b.moves(near, yingfeng, 20261101)
		if l := b.inForce(clerk, october); len(l) != 1 {
			t.Error("October's place changed")
		}
		if l := b.inForce(clerk, november); len(l) != 0 {
			t.Error("the household has moved away and is still in sight")
		}
	})
}

func (b *bureau) history(home string) (list []benefit.History) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) {
		list, err = benefit.OfHousehold(context.Background(), tx, preparer.Scope(benefit.Read), home)
		return err
	})
	return list
}
