package household_test

import (
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

func TestEnter(t *testing.T) {
	eachTown(t, func(v town) {
		founder := access.System("建县", county)
		day := month.MustDay
		var people, homes []string
		enter := func(by access.Actor, entries ...household.Entry) error {
			return v.db.Write(v.t.Context(), func(tx *store.Tx) (err error) {
				homes, err = household.Enter(v.t.Context(), tx, by, entries)
				return err
			})
		}
		err := v.db.Write(v.t.Context(), func(tx *store.Tx) (err error) {
			var entries []person.Entry
			for _, p := range []person.Particulars{jianguo, xiuying, qiang} {
				p.Division = huachang
				entries = append(entries, person.Entry{Particulars: p, From: day(2015, 1, 1), Source: "2023年底册"})
			}
			people, err = person.Enter(v.t.Context(), tx, founder, entries)
			return err
		})
		if err != nil {
			v.t.Fatal(err)
		}
		// 张强 lived with 张建国 until 2024 and with 王秀英 since.
		old := household.Entry{
			Seat: household.Seat{Division: huachang, Address: "3组12号", Number: "7"}, From: day(2020, 1, 1), Source: "2023年底册",
			Members: []household.Belonging{
				{Person: people[0], Relation: household.Head, Presence: household.Away, Where: "十堰", Since: day(2022, 3, 1)},
				{Person: people[2], Relation: household.Child, Until: day(2024, 9, 1)},
			},
		}
		young := household.Entry{
			Seat: household.Seat{Division: huachang, Address: "3组13号", Number: "8"}, From: day(2023, 1, 1), Source: "2023年底册",
			Members: []household.Belonging{
				{Person: people[1], Relation: household.Head},
				{Person: people[2], Relation: household.Child, From: day(2024, 9, 1)},
			},
		}
		for what, c := range map[string]struct {
			by      access.Actor
			kind    fault.Kind
			entries []household.Entry
		}{
			"an officer":       {clerk, fault.KindDenied, []household.Entry{old}},
			"two heads":        {founder, fault.KindInvalid, []household.Entry{{Seat: old.Seat, From: old.From, Members: []household.Belonging{old.Members[0], young.Members[0]}}}},
			"in two at once":   {founder, fault.KindInvalid, []household.Entry{old, {Seat: young.Seat, From: young.From, Members: []household.Belonging{old.Members[1]}}}},
			"a seat in a town": {founder, fault.KindInvalid, []household.Entry{{Seat: household.Seat{Division: county}, From: old.From}}},
		} {
			if kind, _ := fault.KindOf(enter(c.by, c.entries...)); kind != c.kind {
				v.t.Errorf("%s: %s, want %s", what, kind, c.kind)
			}
		}
		if err := enter(founder, old, young); err != nil {
			v.t.Fatal(err)
		}
		for _, c := range []struct {
			home, on string
			day      month.Day
			want     int
		}{{homes[0], "2024-08-31", day(2024, 8, 31), 2}, {homes[0], "2024-09-01", day(2024, 9, 1), 1}, {homes[1], "2024-09-01", day(2024, 9, 1), 2}} {
			err := v.db.Read(v.t.Context(), func(tx *store.Tx) error {
				h, err := household.Show(v.t.Context(), tx, access.Within(county), c.home, c.day)
				if err == nil && len(h.Members) != c.want {
					v.t.Errorf("%s has %d members on %s, want %d", h.Number, len(h.Members), c.on, c.want)
				}
				if head, ok := h.Head(); err == nil && c.home == homes[0] && (!ok || head.Presence != household.Away || head.Where != "十堰") {
					v.t.Errorf("the head is %+v", head)
				}
				return err
			})
			if err != nil {
				v.t.Fatal(err)
			}
		}
		if kind, _ := fault.KindOf(enter(founder, old)); kind != fault.KindConflict {
			v.t.Errorf("the same again: %s, want a conflict", kind)
		}
	})
}
