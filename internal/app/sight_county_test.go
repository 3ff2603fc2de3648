package app

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"minzheng/county/zhushan"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/charity"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/eldercare"
	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/person"
)

// steady is a clock that all but stands still, so that two walks see the same minute.
func steady() store.Clock {
	start, ticks := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), int64(0)
	return func() time.Time { ticks++; return start.Add(time.Duration(ticks) * time.Microsecond) }
}

// openHouse opens a whole house on the books at the address.
func openHouse(t *testing.T, address string, settle func(*store.DB)) *Bureau {
	t.Helper()
	clock := steady()
	db, err := store.Open(t.Context(), address, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	settle(db)
	log := &bytes.Buffer{}
	t.Cleanup(func() {
		if t.Failed() {
			for _, line := range strings.Split(log.String(), "\n") {
				if strings.Contains(line, "level=ERROR") {
					t.Log(line)
				}
			}
		}
	})
	return &Bureau{config: &Config{Data: t.TempDir(), process: Process{Clock: clock, Env: func(string) string { return "" }, Out: log, Err: log}}, db: db}
}

// walkedCounty is the demonstration in its smallest scale, with people in two townships, and with what nobody has done
// there yet: a request, a batch, a list that waits, a mapping, registers, editions.
func walkedCounty(t *testing.T, address string) *Bureau {
	t.Helper()
	ctx := t.Context()
	b := openHouse(t, address, func(db *store.DB) { must(t, db.Settle(ctx, zhushan.Code, true)) })
	must(t, b.furnish(ctx))
	_, err := b.demonstrate(ctx, demoCommand{Scale: "tiny"})
	must(t, err)
	prepare := access.Actor{ID: "walk-preparer-420323000000", Name: "陈静", Role: access.Preparer, Division: b.county()}
	furnishRegisters(t, b, prepare)
	furnishAffairs(t, b, prepare)
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// furnishRegisters enters what is given, built and adapted in both townships.
func furnishRegisters(t *testing.T, b *Bureau, by access.Actor) {
	t.Helper()
	ctx, day := t.Context(), month.MustDay(2026, 10, 20)
	villages := []division.Code{yingfeng, villageWithPeople(t, b, baofeng)}
	donors := []string{"贺长青商行", "蒲田农机行"}
	must(t, b.db.Write(ctx, func(tx *store.Tx) error {
		for i, at := range villages {
			_, err := b.charity.Gifts.Enter(ctx, tx, by, []charity.Gift{{Division: at.Town(), Day: day, Donor: donors[i], DonorKind: "organisation", Kind: "money", Amount: money.Yuan(300), Receipt: fmt.Sprint("鄂捐", i), Handler: []string{"刘经办", "洪司务"}[i]}})
			if err != nil {
				return err
			}
			home := eldercare.Home{Division: at.Town(), Name: []string{"杏林敬老院", "石桥福利院"}[i], Kind: "tekun", Operator: "public", Opened: month.MustDay(2020, 1, 1), Beds: 30, Source: "许可"}
			homes, err := b.eldercare.Homes.Enter(ctx, tx, by, []eldercare.Home{home})
			if err != nil {
				return err
			}
			_, err = b.eldercare.Projects.Enter(ctx, tx, by, []eldercare.Project{{Division: at.Town(), Home: homes[0], Name: []string{"杏林锅炉房", "石桥监控"}[i], Kind: "heating", Day: day, Amount: money.Yuan(9000), Fund: "县级", Source: "验收单"}})
			if err != nil {
				return err
			}
			family := familyIn(t, tx, at)
			_, err = b.eldercare.Adaptations.Enter(ctx, tx, by, []eldercare.Adaptation{{Division: at, Person: family.Members[0].Person, Household: family.ID, Works: "扶手", Day: day, Amount: money.Yuan(800), Inspector: []string{"柳验收", "康验收"}[i], Source: "验收单"}})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// furnishAffairs asks, lays out, examines and draws up.
func furnishAffairs(t *testing.T, b *Bureau, by access.Actor) {
	t.Helper()
	ctx := t.Context()
	for at, name := range map[division.Code]string{yingfeng: "舒望春", villageWithPeople(t, b, baofeng): "屈迎秋"} {
		head := family(t, b.db, at, person.Particulars{Name: name})
		var home household.Household
		must(t, b.db.Read(ctx, func(tx *store.Tx) (err error) {
			home, err = householdOf(t, tx, at, head)
			return err
		}))
		_, err := b.assistance.Submit(ctx, by, assistance.Request{Programme: "dibao", Household: home.ID, Applicant: head, Day: month.MustDay(2026, 11, 20), Channel: assistance.Visit, Authorised: true, Note: "家里有病人"})
		must(t, err)
	}
	_, err := b.benefit.Review(ctx, by, benefit.Filter{}, nil)
	must(t, err)
	for _, list := range []struct {
		name string
		kind intake.Kind
		at   division.Code
	}{{demoFamilies, intake.Families, chengguan}, {demoRoll, intake.Roll, baofeng}} {
		body, err := fs.ReadFile(b.files, list.name)
		must(t, err)
		body = slices.Clone(body)
		id, err := b.intake.Receive(ctx, by, intake.Submission{Name: "再报" + path.Base(list.name), Kind: list.kind, Division: list.at, AsOf: demoAsOf, Body: body})
		must(t, err)
		must(t, b.intake.Remember(ctx, by, id, "列对应"+string(list.at), intake.Mapping{"备注一": intake.Skipped}))
	}
	_, err = b.statistics.Prepare(ctx, by, statistics.Monthly, month.Span{From: month.Must(2026, 10), Until: month.Must(2026, 11)})
	must(t, err)
	_, err = b.statistics.Prepare(ctx, by, statistics.Work, month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)})
	must(t, err)
	must(t, b.db.Write(ctx, func(tx *store.Tx) error {
		_, err := job.Ask(ctx, tx, by, job.Order{Kind: "intake.try", About: "再报.xlsx", Subject: "f1", Path: "/intake"})
		return err
	}))
	_, err = b.backup.Make(ctx, access.System("备份", b.county()), "", nil)
	must(t, err)
	_, err = b.disbursement.Prepare(ctx, by, disbursement.Preparation{Programme: "tekun", Month: month.Must(2026, 11), Version: disbursement.Whatever})
	must(t, err)
}

// villageWithPeople is the first village of the township in which families live.
func villageWithPeople(t *testing.T, b *Bureau, town division.Code) (at division.Code) {
	t.Helper()
	must(t, b.db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT min(division) FROM household_seat WHERE division LIKE $1 AND division <> $2`, town.Prefix()+"%", string(town)).Scan(&at)
	}))
	return at
}

// familyIn is a family of the village.
func familyIn(t *testing.T, tx *store.Tx, at division.Code) household.Household {
	t.Helper()
	var id string
	must(t, tx.QueryRow(t.Context(), `SELECT min(household) FROM household_seat WHERE division = $1`, string(at)).Scan(&id))
	h, err := household.Show(t.Context(), tx, access.Within(at), id, tx.Today())
	must(t, err)
	return h
}

// householdOf is the family of a person of the village.
func householdOf(t *testing.T, tx *store.Tx, at division.Code, head string) (h household.Household, err error) {
	t.Helper()
	var id string
	if err := tx.QueryRow(t.Context(), `SELECT household FROM household_member WHERE person = $1`, head).Scan(&id); err != nil {
		return h, err
	}
	return household.Show(t.Context(), tx, access.Within(at), id, tx.Today())
}
