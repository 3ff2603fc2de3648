package benefit_test

import (
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// former is a household's award of so much from one month to another.
func former(ordinal int, home, who string, amount int64, from, until month.Month) benefit.Former {
	covered := []benefit.Covered{{Person: who, Count: 1}}
	f := benefit.Former{
		Award: benefit.Award{Programme: "dibao", Holder: benefit.Holder{Unit: benefit.Household, ID: home}, Ordinal: ordinal, Granted: huachang},
		Terms: []benefit.Term{{
			Act: benefit.Start, From: from, Amount: money.Yuan(amount), Covered: covered, Cause: "经审核确认符合条件",
			Class: benefit.Classed{Class: benefit.Rural, Reason: "2023年底册"},
			Lines: []benefit.Line{{Code: benefit.LineDifference, Term: "补差", Fen: money.Yuan(amount)}},
		}},
		Payees: []benefit.Payee{{Kind: benefit.PayHousehold, Name: "李桂兰", Person: who, Bank: "农商银行", Account: "6230000000000000000", From: from.First()}},
		Note:   "2023年底册",
	}
	if until.Known() {
		f.Terms = append(f.Terms, benefit.Term{Act: benefit.Stop, From: until, Cause: "家庭收入超过标准"})
	}
	return f
}

func TestEnter(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx, founder := t.Context(), access.System("建县", zhushan)
		var who, home string
		b.write(func(tx *store.Tx) error {
			people, err := person.Enter(ctx, tx, founder, []person.Entry{{Particulars: person.Particulars{Name: "李桂兰", Division: huachang}, From: 20200101, Source: "2023年底册"}})
			if err != nil {
				return err
			}
			who = people[0]
			homes, err := household.Enter(ctx, tx, founder, []household.Entry{{
				Seat: household.Seat{Division: huachang}, From: 20200101, Source: "2023年底册", Members: []household.Belonging{{Person: who, Relation: household.Head}},
			}})
			home = homes[0]
			return err
		})
		enter := func(by access.Actor, list ...benefit.Former) error {
			return b.db.Write(ctx, func(tx *store.Tx) error {
				_, err := benefit.Enter(ctx, tx, by, list)
				return err
			})
		}
		first := former(1, home, who, 300, month.Must(2023, 3), month.Must(2024, 6))
		second := former(2, home, who, 350, month.Must(2025, 1), 0)
		second.Terms = append(second.Terms, benefit.Term{
			Act: benefit.Change, From: month.Must(2025, 7), Amount: money.Yuan(560), Covered: second.Terms[0].Covered, Cause: "提高保障标准",
			Class: second.Terms[0].Class,
		})
		second.Payees = append(second.Payees, benefit.Payee{Kind: benefit.PayPerson, Name: "李桂兰", Person: who, Account: "6230000000000000001", From: 20260101})

		wrong := former(1, home, who, 300, month.Must(2023, 3), 0)
		wrong.Terms[0].Amount++
		for what, c := range map[string]struct {
			by   access.Actor
			kind fault.Kind
			list []benefit.Former
		}{
			"an officer":               {preparer, fault.KindDenied, []benefit.Former{first}},
			"lines that do not add up": {founder, fault.KindInvalid, []benefit.Former{wrong}},
			"a holder nobody knows":    {founder, fault.KindInvalid, []benefit.Former{former(1, "nobody", who, 300, month.Must(2023, 3), 0)}},
			"a second without a first": {founder, fault.KindInvalid, []benefit.Former{second}},
			"a second too early":       {founder, fault.KindInvalid, []benefit.Former{first, former(2, home, who, 350, month.Must(2024, 5), 0)}},
		} {
			if kind, _ := fault.KindOf(enter(c.by, c.list...)); kind != c.kind {
				t.Errorf("%s: %s, want %s", what, kind, c.kind)
			}
		}
		if err := enter(founder, second, first); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			m       month.Month
			amount  money.Fen
			account string
		}{
			{month.Must(2023, 2), 0, ""},
			{month.Must(2023, 3), money.Yuan(300), "6230000000000000000"},
			{month.Must(2024, 5), money.Yuan(300), "6230000000000000000"},
			{month.Must(2024, 6), 0, ""},
			{month.Must(2025, 6), money.Yuan(350), "6230000000000000000"},
			{month.Must(2026, 1), money.Yuan(560), "6230000000000000001"},
		} {
			b.read(func(tx *store.Tx) error {
				held, err := benefit.InForce(ctx, tx, access.Within(zhushan), benefit.Query{Month: c.m})
				switch {
				case err != nil:
				case c.amount == 0 && len(held) > 0, c.amount > 0 && len(held) != 1:
					t.Errorf("%s: %d awards in force", c.m, len(held))
				case c.amount > 0 && (held[0].Term.Amount != c.amount || held[0].Payee.Account.Full() != c.account ||
					held[0].Source.Kind != benefit.FromBooks || benefit.Sum(held[0].Term.Lines) != c.amount || held[0].Division != huachang):
					t.Errorf("%s: %+v to %+v", c.m, held[0], held[0].Payee)
				}
				return err
			})
		}
		if kind, _ := fault.KindOf(enter(founder, first)); kind != fault.KindConflict {
			t.Errorf("the same again: %s, want a conflict", kind)
		}
	})
}
