package benefit_test

import (
	"context"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

func TestDecideClass(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"李桂兰", 19540503, 0})
		classIn := func(m month.Month) (c benefit.Classed) {
			b.read(func(tx *store.Tx) error {
				families, err := benefit.Gather(ctx, tx, preparer.Scope(benefit.Read), m, "dibao", []string{home})
				c = families[0].Class
				return err
			})
			return c
		}
		t.Run("before anybody decided, it is the labelled default", func(t *testing.T) {
			if c := classIn(november); c.Class != benefit.Rural || !c.Default || !strings.Contains(c.Reason, "默认：按户所在地（铧厂村为行政村）") {
				t.Errorf("%+v", c)
			}
		})
		t.Run("a roll's word stands above the default", func(t *testing.T) {
			row := rolled(home, huachang, 70000, 1)
			row.Class = benefit.Classed{Class: benefit.Urban, Reason: "名册载明"}
			b.takes(row)
			if c := classIn(november); c.Class != benefit.Urban || c.Default || c.Reason != "名册载明" {
				t.Errorf("%+v", c)
			}
		})
		t.Run("is decided with a reason, from a month on", func(t *testing.T) {
			refusedAs(t, b.DecideClass(ctx, preparer, home, "", " ", 0, ""), fault.KindInvalid, "请写明认定的理由")
			refusedAs(t, b.DecideClass(ctx, clerk, home, benefit.Rural, "有承包地", november, ""), fault.KindDenied, "认定城乡类别")
			if err := b.DecideClass(ctx, preparer, home, benefit.Rural, "有承包地，以务农为主", november, ""); err != nil {
				t.Fatal(err)
			}
			if c := classIn(october); c.Class != benefit.Urban {
				t.Errorf("October: %+v", c)
			}
			if c := classIn(november); c.Class != benefit.Rural || c.Default || c.Reason != "有承包地，以务农为主" {
				t.Errorf("November: %+v", c)
			}
		})
		t.Run("makes the month propose the change", func(t *testing.T) {
			b.proposes(november)
			p := b.only(home, november)
			if p.Kind != benefit.Changing || p.Cause != "类别由城市变为农村（有承包地，以务农为主）" {
				t.Errorf("%s %s", p.Kind, p.Cause)
			}
			if err := b.DecideClass(ctx, preparer, home, benefit.Urban, "整户进城", november, ""); err != nil {
				t.Fatal(err)
			}
			if p := b.only(home, november); p.State != benefit.StateOutdated {
				t.Errorf("the proposal is %s", p.State)
			}
			_, err := b.Confirm(ctx, preparer, b.only(home, november).ID)
			refusedAs(t, err, fault.KindConflict, "请重新核定")
		})
	})
}

func TestGather(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"罗明", 19800101, 1000}, soul{"罗小", 20110505, unasked}, soul{"罗母", 19520101, 0})
		far, _ := b.family(yingfeng, soul{"周兰", 19680101, 250})
		b.takes(rolled(home, huachang, 110000, 3))
		gather := func(m month.Month, ids ...string) (families []benefit.Family) {
			b.read(func(tx *store.Tx) (err error) {
				families, err = benefit.Gather(ctx, tx, township.Scope(benefit.Read), m, "dibao", ids)
				return err
			})
			return families
		}
		t.Run("gives the family as it stands on the first of the month, in scope only", func(t *testing.T) {
			families := gather(november, far, home)
			if len(families) != 1 {
				t.Fatalf("%d families", len(families))
			}
			f := families[0]
			var names []string
			for _, m := range f.Members {
				names = append(names, m.Name)
			}
			if f.Household != home || f.Day != 20261101 || f.Division != huachang || f.Number != "0001" || strings.Join(names, " ") != "罗明 罗母 罗小" {
				t.Errorf("%+v %v", f, names)
			}
			if head, ok := f.Head(); !ok || head.Person != people[0] || len(head.Circumstances) != 1 || head.Circumstances[0].Amount != 100000 {
				t.Errorf("%+v", head)
			}
			if len(f.Held) != 1 || f.Held[0].Programme != "dibao" || f.Held[0].Heads != 3 {
				t.Errorf("%+v", f.Held)
			}
		})
		t.Run("knows nothing that became true later", func(t *testing.T) {
			b.learns(home, people[0], 500, 20261115)
			if head, _ := gather(november, home)[0].Head(); head.Circumstances[0].Amount != 100000 {
				t.Error(head.Circumstances)
			}
			if head, _ := gather(december, home)[0].Head(); head.Circumstances[0].Amount != 50000 {
				t.Error(head.Circumstances)
			}
		})
	})
}
