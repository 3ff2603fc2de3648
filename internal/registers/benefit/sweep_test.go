package benefit_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
)

// However many households are asked for, a family is the same: in a small county in which people move, leave, are paid
// for twice and elsewhere, the two ways of reading agree about every household, month and sight.
func TestSweep(t *testing.T) {
	const seed = 4
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		dice := rand.New(rand.NewPCG(seed, 0))
		villages := []division.Code{huachang, yingfeng, beidajie}
		var homes []string
		var people [][]string
		for range 30 {
			var souls []soul
			for i := range 1 + dice.IntN(4) {
				birth := month.Day(0) // not known
				if dice.IntN(5) > 0 {
					birth = month.MustDay(1930+dice.IntN(90), 1+dice.IntN(12), 1+dice.IntN(28))
				}
				souls = append(souls, soul{string([]rune("罗赵钱孙")[i]) + "某", birth, int64(dice.IntN(4)*400) + unasked})
			}
			home, persons := b.family(villages[dice.IntN(3)], souls...)
			homes, people = append(homes, home), append(people, persons)
		}
		unsettle(b, dice, homes, people)
		none := 0
		for _, by := range []access.Actor{preparer, township, clerk} {
			for _, m := range []month.Month{october, november, december} {
				var few, many, all []benefit.Family
				b.read(func(tx *store.Tx) (err error) {
					if few, err = benefit.GatherFew(ctx, tx, by.Scope(benefit.Read), m, "dibao", homes); err != nil {
						return err
					}
					if many, err = benefit.GatherMany(ctx, tx, by.Scope(benefit.Read), m, "dibao", homes); err != nil {
						return err
					}
					all, err = benefit.GatherMany(ctx, tx, by.Scope(benefit.Read), m, "dibao", nil)
					return err
				})
				for i := range few {
					plain(few[i].Circumstances)
					none += len(few[i].Elsewhere)
					for _, m := range few[i].Members {
						plain(m.Circumstances)
					}
				}
				if diff := cmp.Diff(few, many); diff != "" {
					t.Errorf("seed %d, %s in %s: few -, many +\n%s", seed, by.Name, m, diff)
				}
				if diff := cmp.Diff(many, all); diff != "" {
					t.Errorf("seed %d, %s in %s: named -, all +\n%s", seed, by.Name, m, diff)
				}
			}
		}
		if none == 0 {
			t.Error("nobody is paid for elsewhere: the county is too quiet to tell anything")
		}
	})
}

// plain takes away what a law does not ask for.
func plain(facts []circumstance.Fact) {
	for i := range facts {
		facts[i].Text, facts[i].Raw, facts[i].KnownAt, facts[i].Source = "", "", "", circumstance.Source{}
	}
}

// unsettle has awards begin, change and stop, and people and households move.
func unsettle(b *bureau, dice *rand.Rand, homes []string, people [][]string) {
	b.t.Helper()
	ctx := context.Background()
	for i, home := range homes {
		if dice.IntN(3) > 0 {
			award := rolled(home, huachang, money.Yuan(int64(100+dice.IntN(900))), len(people[i]))
			if dice.IntN(2) > 0 {
				award.Covered = nil
				for _, id := range people[i] {
					award.Covered = append(award.Covered, benefit.Covered{Person: id, Count: 1})
				}
			}
			b.takes(award)
		}
		if dice.IntN(4) == 0 {
			b.takes(benefit.Imported{
				Programme: "tekun", Holder: benefit.Holder{Unit: benefit.Person, ID: people[i][0]}, Division: huachang, Month: october,
				Amount: money.Yuan(900), Intake: "file-2", File: "特困名册",
			})
		}
		if dice.IntN(4) == 0 {
			b.moves(home, []division.Code{huachang, yingfeng}[dice.IntN(2)], month.MustDay(2026, 10+dice.IntN(3), 1+dice.IntN(28)))
		}
		b.write(func(tx *store.Tx) error {
			for _, id := range people[i] {
				from := month.MustDay(2026, 9+dice.IntN(3), 1+dice.IntN(28))
				switch dice.IntN(8) {
				case 0:
					if _, err := household.Leave(ctx, tx, id, from, "迁出"); err != nil {
						return err
					}
					if _, err := household.Join(ctx, tx, homes[dice.IntN(len(homes))], id, household.Relative, from.AddDays(dice.IntN(20)), "迁入"); err != nil {
						return err
					}
				case 1:
					if _, err := household.Absent(ctx, tx, id, household.Away, "广东", from, "外出"); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	run := b.proposes(november)
	if len(run.Written) == 0 {
		b.t.Error("a run over an unsettled county proposes nothing")
	}
	for i, p := range b.pending(preparer, november) {
		if p.Confirmable() && i%2 == 0 {
			if _, err := b.Confirm(ctx, preparer, p.ID); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	for i := 0; i < len(homes); i += 7 {
		if err := b.DecideClass(ctx, preparer, homes[i], benefit.Urban, "集镇居住", november, ""); err != nil {
			b.t.Fatal(err)
		}
	}
}
