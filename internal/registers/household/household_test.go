package household_test

import (
	"context"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

var rooms = []storetest.Room{
	{Name: "place", Migrations: place.Migrations}, {Name: "person", Migrations: person.Migrations}, {Name: "household", Migrations: household.Migrations},
}

const (
	county   = division.Code("420323000000")
	huachang = division.Code("420323103200")
	yingfeng = division.Code("420323100207")
)

// Two households: 李桂兰 alone in 迎丰村, and 张建国 with wife and son in another village.
type village struct {
	t            *testing.T
	db           *store.DB
	ligui, zhang string
}

func settle(t *testing.T, db *store.DB) village {
	v := village{t: t, db: db}
	v.write(func(ctx context.Context, tx *store.Tx) (err error) {
		if v.ligui, err = household.Open(ctx, tx, household.Seat{Division: yingfeng, Number: "1"}, 20260101, "名册"); err != nil {
			return err
		}
		v.zhang, err = household.Open(ctx, tx, household.Seat{Division: huachang, Number: "7"}, 20260101, "名册")
		return err
	})
	v.join(v.ligui, "李桂兰", household.Head, 20260101)
	v.join(v.zhang, "张强", household.Child, 20260101)
	v.join(v.zhang, "王秀英", household.Spouse, 20260101)
	v.join(v.zhang, "张建国", household.Head, 20260101)
	return v
}

func (v village) write(f func(ctx context.Context, tx *store.Tx) error) error {
	ctx := context.Background()
	return v.db.Write(ctx, func(tx *store.Tx) error { return f(ctx, tx) })
}

func (v village) join(into, who string, r household.Relation, from month.Day) {
	v.t.Helper()
	err := v.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := household.Join(ctx, tx, into, who, r, from, "名册")
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

func (v village) on(day month.Day, scope access.Scope) (found []household.Household) {
	v.t.Helper()
	ctx := context.Background()
	err := v.db.Read(ctx, func(tx *store.Tx) (err error) { found, err = household.All(ctx, tx, scope, day); return err })
	if err != nil {
		v.t.Fatal(err)
	}
	return found
}

func names(h household.Household) string {
	var list []string
	for _, m := range h.Members {
		list = append(list, m.Person)
	}
	return strings.Join(list, " ")
}

func TestHousehold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		v := settle(t, db)
		t.Run("shows members in the order of their relation", func(t *testing.T) {
			found := v.on(20261123, access.Within(huachang))
			if len(found) != 1 || names(found[0]) != "张建国 王秀英 张强" {
				t.Errorf("%+v", found)
			}
		})
		t.Run("stays out of sight of another village", func(t *testing.T) {
			ctx := context.Background()
			err := db.Read(ctx, func(tx *store.Tx) error {
				_, err := household.Show(ctx, tx, access.Within(yingfeng), v.zhang, 20261123)
				return err
			})
			if kind, _ := fault.KindOf(err); kind != fault.KindNotFound {
				t.Errorf("got %v", err)
			}
		})
		t.Run("refuses a person who stands in another household", func(t *testing.T) {
			err := v.write(func(ctx context.Context, tx *store.Tx) error {
				_, err := household.Join(ctx, tx, v.ligui, "张强", household.Grandchild, 20261001, "名册")
				return err
			})
			if kind, _ := fault.KindOf(err); kind != fault.KindConflict {
				t.Errorf("got %v", err)
			}
		})
		t.Run("lets a person move after leaving, and keeps the past", func(t *testing.T) {
			v.write(func(ctx context.Context, tx *store.Tx) error {
				_, err := household.Leave(ctx, tx, "张强", 20261001, "入户")
				return err
			})
			v.join(v.ligui, "张强", household.Grandchild, 20261101)
			for day, want := range map[month.Day]string{20260930: "张建国 王秀英 张强", 20261031: "张建国 王秀英"} {
				if got := names(v.on(day, access.Within(huachang))[0]); got != want {
					t.Errorf("on %s: %s, want %s", day, got, want)
				}
			}
			if got := names(v.on(20261123, access.Within(yingfeng))[0]); got != "李桂兰 张强" {
				t.Errorf("moved to: %s", got)
			}
		})
		t.Run("knows who is away", func(t *testing.T) {
			v.write(func(ctx context.Context, tx *store.Tx) error {
				_, err := household.Absent(ctx, tx, "王秀英", household.Away, "十堰", 20260301, "申报")
				return err
			})
			m := v.on(20261123, access.Within(huachang))[0].Members[1]
			if m.Presence != household.Away || m.Where != "十堰" {
				t.Errorf("%+v", m)
			}
			if m := v.on(20260201, access.Within(huachang))[0].Members[1]; m.Presence != household.Home {
				t.Errorf("in February %+v", m)
			}
		})
		t.Run("is found by the clerk's number in its village", func(t *testing.T) {
			ctx := context.Background()
			db.Read(ctx, func(tx *store.Tx) error {
				found, err := household.Numbered(ctx, tx, access.Within(county), huachang, "7", 20261123)
				if err != nil || len(found) != 1 || found[0].ID != v.zhang {
					t.Errorf("%v %+v", err, found)
				}
				return nil
			})
		})
	}, rooms...)
}

func TestParseRelation(t *testing.T) {
	cases := map[string]household.Relation{
		"本人": household.Head, "之妻": household.Spouse, "丈夫": household.Spouse, "长女": household.Child, " 儿 子 ": household.Child,
		"孙女": household.Grandchild, "母": household.Parent, "妹": household.Sibling, "户主之子": household.Child, "公公": household.ParentInLaw,
	}
	for text, want := range cases {
		if got, ok := household.ParseRelation(text); !ok || got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"", "朋友圈", "–"} {
		if got, ok := household.ParseRelation(text); ok {
			t.Errorf("%q was understood as %q", text, got)
		}
	}
}
