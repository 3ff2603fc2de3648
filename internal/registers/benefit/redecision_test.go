package benefit_test

import (
	"context"
	"slices"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

func (b *bureau) redecides(by access.Actor) benefit.Redecision {
	b.t.Helper()
	all, err := b.Redecide(context.Background(), by, november)
	if err != nil || len(all) != 1 {
		b.t.Fatalf("%d redecisions, %v", len(all), err)
	}
	return all[0]
}

// outside are the households that the redecision found to qualify without an award, as the officer sees them.
func (b *bureau) outside(by access.Actor, d benefit.Redecision) (homes []string) {
	b.t.Helper()
	b.read(func(tx *store.Tx) error {
		found, err := b.ShouldHave(context.Background(), tx, by.Scope(benefit.Read), d.ID)
		for _, h := range found {
			homes = append(homes, h.ID)
		}
		return err
	})
	return homes
}

func (b *bureau) count(table string) (n int) {
	b.t.Helper()
	b.read(func(tx *store.Tx) error {
		return tx.QueryRow(context.Background(), `SELECT COUNT(*) FROM `+table).Scan(&n)
	})
	return n
}

func TestRedecide(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		in, _ := b.family(huachang, soul{"罗明", 19800101, 250})
		over, _ := b.family(huachang, soul{"赵强", 19750101, 700}) // on the line, which is not below it
		silent, _ := b.family(huachang, soul{"钱婆", 19450101, unasked})
		poor, poorPeople := b.family(huachang, soul{"孙明", 19600101, 100}) // 600 due
		poorTown, _ := b.family(yingfeng, soul{"周兰", 19680101, 250})      // 450 due
		b.family(yingfeng, soul{"吴发", 19850101, 900})
		b.family(beidajie, soul{"郑户", 19700101, unasked})
		_, supported := b.family(huachang, soul{"李爷", 19500101, 0}) // qualifies, but is supported as tekun
		b.takes(benefit.Imported{
			Programme: "tekun", Holder: benefit.Holder{Unit: benefit.Person, ID: supported[0]}, Division: huachang, Month: october,
			Amount: 90000, Intake: "file-2", File: "特困名册",
		})
		b.takes(rolled(in, huachang, 45000, 1), rolled(over, huachang, 20000, 1), rolled(silent, huachang, 56000, 1))

		d := b.redecides(preparer)
		t.Run("counts who would qualify and who is in", func(t *testing.T) {
			want := benefit.Prospect{Holders: 8, Eligible: 4, Outside: 2, Barred: 1, Due: 105000, Refused: 2, RefusedIn: 1, Unknown: 2, UnknownIn: 1}
			if got := d.In(zhushan); got != want {
				t.Errorf("%+v", got)
			}
			want = benefit.Prospect{Holders: 5, Eligible: 3, Outside: 1, Barred: 1, Due: 60000, Refused: 1, RefusedIn: 1, Unknown: 1, UnknownIn: 1}
			if got := d.In(baofeng); got != want {
				t.Errorf("%+v", got)
			}
			if got := d.In(beidajie); got != (benefit.Prospect{Holders: 1, Unknown: 1}) {
				t.Errorf("%+v", got)
			}
		})
		t.Run("lists who should have, to whoever has them in sight", func(t *testing.T) {
			if got := b.outside(preparer, d); !slices.Equal(got, []string{poor, poorTown}) {
				t.Errorf("the county sees %q", got)
			}
			if got := b.outside(clerk, d); !slices.Equal(got, []string{poor}) {
				t.Errorf("the village sees %q", got)
			}
		})
		t.Run("proposes nothing and pays nothing", func(t *testing.T) {
			if len(b.pending(preparer, november)) != 0 || b.count("benefit_run") != 0 || b.count("benefit_term") != 4 || b.paid(poor, november) != 0 {
				t.Error("something followed from a redecision")
			}
		})
		t.Run("stands in the log", func(t *testing.T) {
			var entries int
			b.read(func(tx *store.Tx) error {
				return tx.QueryRow(ctx, `SELECT COUNT(*) FROM audit_entry WHERE act = 'benefit.redecide' AND subject_id = $1`, d.ID).Scan(&entries)
			})
			if entries != 1 {
				t.Errorf("%d entries", entries)
			}
		})
		t.Run("writes no record again that says the same", func(t *testing.T) {
			again := b.redecides(preparer2)
			if b.count("benefit_redecided") != 1 || b.count("benefit_redecision_part") != 2 || again.In(zhushan) != d.In(zhushan) {
				t.Errorf("%d parts kept for %d told", b.count("benefit_redecided"), b.count("benefit_redecision_part"))
			}
			b.learns(poor, poorPeople[0], 800, 20261001)
			later := b.redecides(preparer)
			if got := b.outside(preparer, later); !slices.Equal(got, []string{poorTown}) {
				t.Errorf("%q", got)
			}
			if got := b.outside(preparer, d); !slices.Equal(got, []string{poor, poorTown}) {
				t.Errorf("the first redecision now says %q", got)
			}
			if b.count("benefit_redecided") != 2 {
				t.Errorf("%d parts kept", b.count("benefit_redecided"))
			}
		})
		t.Run("is of the officer's own division", func(t *testing.T) {
			if got := b.redecides(township).In(zhushan); got.Holders != 5 {
				t.Errorf("the township decides on %d", got.Holders)
			}
			_, err := b.Redecide(ctx, auditor, november)
			refusedAs(t, err, fault.KindDenied, "")
			_, err = b.Redecide(ctx, preparer, 0)
			refusedAs(t, err, fault.KindInvalid, "月份")
			b.read(func(tx *store.Tx) error {
				_, err := b.ShouldHave(ctx, tx, preparer.Scope(benefit.Read), "none")
				refusedAs(t, err, fault.KindNotFound, "没有找到这次测算")
				return nil
			})
		})
	})
}
