package circumstance_test

import (
	"context"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations},
	{Name: "place", Migrations: place.Migrations},
	{Name: "person", Migrations: person.Migrations},
	{Name: "household", Migrations: household.Migrations},
	{Name: "circumstance", Migrations: circumstance.Migrations},
}

const (
	town     = division.Code("420323100000")
	yingfeng = division.Code("420323100207")
	other    = division.Code("420323102203")
)

var officer = access.Actor{ID: "o1", Name: "民政助理甲", Role: access.TownshipOfficer, Division: town}

// A household of one: 李桂兰 in 迎丰村.
func settle(t *testing.T, db *store.DB) (home string) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) (err error) {
		if home, err = household.Open(ctx, tx, household.Seat{Division: yingfeng}, 20260101, "名册"); err != nil {
			return err
		}
		_, err = household.Join(ctx, tx, home, "李桂兰", household.Head, 20260101, "名册")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return home
}

func wage(yuan int64, from month.Day) circumstance.Fact {
	return circumstance.Fact{
		Subject: "李桂兰", Kind: circumstance.Wage, Amount: money.Yuan(yuan), Period: circumstance.Monthly, Recurs: true,
		During: month.Since(from), Source: circumstance.Source{Origin: circumstance.Declared, Note: "入户询问"},
	}
}

func known(t *testing.T, db *store.DB, scope access.Scope, home string, on month.Day) (facts map[string][]circumstance.Fact) {
	t.Helper()
	ctx := context.Background()
	err := db.Read(ctx, func(tx *store.Tx) (err error) { facts, err = circumstance.Of(ctx, tx, scope, home, on); return err })
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

func TestCorrect(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		bus := event.NewBus()
		var heard int
		event.On(bus, circumstance.Corrected, func(context.Context, *store.Tx, access.Actor, circumstance.Correction) error { heard++; return nil })
		c := circumstance.New(db, bus)
		home := settle(t, db)
		correct := func(by access.Actor, facts ...circumstance.Fact) (int, error) {
			return c.Correct(ctx, by, circumstance.Correction{Household: home, Reason: "10月20日入户", Facts: facts})
		}
		t.Run("keeps what was entered, from its day on", func(t *testing.T) {
			if news, err := correct(officer, wage(800, 20260901)); err != nil || news != 1 {
				t.Fatal(news, err)
			}
			if before := known(t, db, access.Within(town), home, 20260831); len(before) != 0 {
				t.Errorf("before its day: %+v", before)
			}
			f := known(t, db, access.Within(town), home, 20261101)["李桂兰"][0]
			if f.Says() != "800.00 元/月" || f.Source.String() != "申报：入户询问" || f.Yearly() != money.Yuan(9600) {
				t.Errorf("%s from %s, %s a year", f.Says(), f.Source, f.Yearly())
			}
		})
		t.Run("says the same again without news, and tells nobody", func(t *testing.T) {
			told := heard
			if news, err := correct(officer, wage(800, 20260901)); err != nil || news != 0 || heard != told {
				t.Error(news, err, heard)
			}
		})
		t.Run("tells others once, and logs the reason", func(t *testing.T) {
			told := heard
			if _, err := correct(officer, wage(900, 20261001)); err != nil || heard != told+1 {
				t.Fatal(err, heard)
			}
			db.Read(ctx, func(tx *store.Tx) error {
				lines, err := audit.List(ctx, tx, access.Within(town), audit.Filter{SubjectID: home})
				if err != nil || len(lines) != 2 || lines[0].Reason != "10月20日入户" || lines[0].Act != "circumstance.correct" {
					t.Errorf("%v %+v", err, lines)
				}
				return nil
			})
		})
		t.Run("remembers what was believed before", func(t *testing.T) {
			db.Read(ctx, func(tx *store.Tx) error {
				all, err := circumstance.History(ctx, tx, access.Within(town), home, "李桂兰", circumstance.Wage)
				if err != nil || len(all) != 3 { // 800 for ever; 800 until October; 900 since
					t.Errorf("%v %+v", err, all)
				}
				return nil
			})
		})
		t.Run("is out of sight elsewhere", func(t *testing.T) {
			if facts := known(t, db, access.Within(other), home, 20261101); len(facts) != 0 {
				t.Errorf("%+v", facts)
			}
			stranger := officer
			stranger.Division = other
			_, err := correct(stranger, wage(1, 20261101))
			if kind, _ := fault.KindOf(err); kind != fault.KindNotFound {
				t.Errorf("got %v", err)
			}
		})
		t.Run("refuses an auditor", func(t *testing.T) {
			_, err := correct(access.Actor{ID: "a", Role: access.Auditor, Division: town}, wage(1, 20261101))
			if err == nil {
				t.Error("an auditor wrote")
			}
		})
		t.Run("refuses somebody else's facts and impossible ones, all at once", func(t *testing.T) {
			bad := wage(-1, 20261101)
			bad.Period = ""
			grade := circumstance.Fact{Subject: "李桂兰", Kind: circumstance.Disability, Option: "limb", Count: 7, During: month.Since(20261101)}
			_, err := correct(officer, bad, grade)
			if len(fault.Fields(err)) != 2 {
				t.Errorf("got %v", err)
			}
			foreign := wage(1, 20261101)
			foreign.Subject = "张建国"
			if _, err := correct(officer, foreign); err == nil || !strings.Contains(err.Error(), "不是该户") {
				t.Errorf("got %v", err)
			}
		})
	}, rooms...)
}

func TestSays(t *testing.T) {
	cases := map[string]circumstance.Fact{
		"肢体二级":         {Kind: circumstance.Disability, Option: "limb", Count: 2},
		"小轿车 1 辆（鄂C）":  {Kind: circumstance.Vehicle, Option: "car", Count: 1, Text: "鄂C"},
		"无":            {Kind: circumstance.Vehicle, Option: circumstance.None},
		"患重病（尿毒症）":     {Kind: circumstance.Illness, Option: "serious", Text: "尿毒症"},
		"800.00 元（约数）": {Kind: circumstance.Savings, Amount: money.Yuan(800), Approx: true},
		"1,200.00 元/年": {Kind: circumstance.Farming, Amount: money.Yuan(1200), Period: circumstance.Yearly},
		"缺劳力":          {Kind: circumstance.Cause, Text: "缺劳力"},
	}
	for want, f := range cases {
		if got := f.Says(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
