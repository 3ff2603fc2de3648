package circumstance_test

import (
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/circumstance"
)

func TestEnter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		home := settle(t, db)
		founder := access.System("建县", "420323000000")
		enter := func(by access.Actor, told ...circumstance.Fact) error {
			return db.Write(t.Context(), func(tx *store.Tx) error { return circumstance.Enter(t.Context(), tx, by, told) })
		}
		before, now := wage(800, 20240101), wage(900, 20250101)
		before.During.Until, before.KnownAt = 20250101, "2024-01-15T00:00:00.000000Z"
		overlapping := wage(700, 20240601)
		car := circumstance.Fact{Subject: home, Kind: circumstance.Vehicle, Option: "ufo", During: month.Since(20240101)}
		for what, c := range map[string]struct {
			by   access.Actor
			kind fault.Kind
			told []circumstance.Fact
		}{
			"an officer":     {officer, fault.KindDenied, []circumstance.Fact{now}},
			"overlapping":    {founder, fault.KindInvalid, []circumstance.Fact{before, overlapping}},
			"no such option": {founder, fault.KindInvalid, []circumstance.Fact{now, car}},
		} {
			if kind, _ := fault.KindOf(enter(c.by, c.told...)); kind != c.kind {
				t.Errorf("%s: %s, want %s", what, kind, c.kind)
			}
		}
		if err := enter(founder, now, before); err != nil {
			t.Fatal(err)
		}
		for day, want := range map[month.Day]string{20260101: "900.00 元/月", 20260601: "900.00 元/月"} {
			err := db.Read(t.Context(), func(tx *store.Tx) error {
				known, err := circumstance.Of(t.Context(), tx, access.Within(town), home, day)
				if err == nil && (len(known["李桂兰"]) != 1 || known["李桂兰"][0].Says() != want) {
					t.Errorf("%s: %+v, want %s", day, known, want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		err := db.Read(t.Context(), func(tx *store.Tx) error {
			all, err := circumstance.History(t.Context(), tx, access.Within(town), home, "李桂兰", circumstance.Wage)
			if err == nil && (len(all) != 2 || all[1].KnownAt != before.KnownAt || all[1].Source != before.Source) {
				t.Errorf("history is %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if kind, _ := fault.KindOf(enter(founder, now)); kind != fault.KindConflict {
			t.Errorf("the same again: %s, want a conflict", kind)
		}
	}, rooms...)
}
