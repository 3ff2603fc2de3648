package rollcheck

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// The officers.
var (
	preparer  = access.Actor{ID: "o-wang", Name: "王芳", Role: access.Preparer, Division: zhushan}
	auditor   = access.Actor{ID: "o-he", Name: "何静", Role: access.Auditor, Division: zhushan}
	township  = access.Actor{ID: "o-sun", Name: "孙涛", Role: access.TownshipOfficer, Division: baofeng}
	elsewhere = access.Actor{ID: "o-li", Name: "李敏", Role: access.TownshipOfficer, Division: chengguan}
	clerk     = access.Actor{ID: "o-qian", Name: "钱小兰", Role: access.VillageClerk, Division: huachang}
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations},
	{Name: "place", Migrations: place.Migrations},
	{Name: "person", Migrations: person.Migrations},
	{Name: "household", Migrations: household.Migrations},
	{Name: "circumstance", Migrations: circumstance.Migrations},
	{Name: "benefit", Migrations: benefit.Migrations},
	{Name: "intake", Migrations: intake.Migrations},
	{Name: "rollcheck", Migrations: Migrations},
}

// A bureau is a county with its places and nobody in it yet.
type bureau struct {
	t     *testing.T
	ctx   context.Context
	db    *store.DB
	room  *Rollcheck
	heard []Verdict
	cards int
	homes int
}

func onBoth(t *testing.T, test func(b *bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newBureau(t, db)) }, rooms...)
}

func newBureau(t testing.TB, db *store.DB) *bureau {
	b := &bureau{ctx: t.Context(), db: db}
	b.t, _ = t.(*testing.T)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	book, err := rules.Load(true, benefit.Shelf())
	must(err)
	bus := event.NewBus()
	event.On(bus, Judged, func(_ context.Context, _ *store.Tx, _ access.Actor, v Verdict) error {
		b.heard = append(b.heard, v)
		return nil
	})
	b.room = New(db, bus, book, offered, nil)
	file, err := os.Open("../../../county/zhushan/divisions.csv")
	must(err)
	defer file.Close()
	divisions, err := place.ReadDivisions(file)
	must(err)
	_, err = place.New(db).Load(b.ctx, access.System("setup", zhushan), place.Gazette{Divisions: divisions, From: month.MustDay(2020, 1, 1), Source: "统计用区划代码"})
	must(err)
	return b
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// refused wants a fault of the kind whose sentence holds the words.
func (b *bureau) refused(err error, kind fault.Kind, says string) {
	b.t.Helper()
	got, ok := fault.KindOf(err)
	sentence, _ := fault.Sentence(err)
	if !ok || got != kind || !strings.Contains(sentence, says) {
		b.t.Fatalf("got %v, want a fault of kind %s that says %q", err, kind, says)
	}
}

// family settles a household, the first its head, and gives the id and those of its people.
func (b *bureau) family(at division.Code, people ...benefit.Named) (home string, ids []string) {
	b.t.Helper()
	b.homes++
	b.must(b.db.Write(b.ctx, func(tx *store.Tx) (err error) {
		ids = nil
		if home, err = household.Open(b.ctx, tx, household.Seat{Division: at, Address: fmt.Sprintf("3组%d号", b.homes)}, 20200101, "户口簿"); err != nil {
			return err
		}
		for i, who := range people {
			id, err := person.Record(b.ctx, tx, person.Particulars{Name: who.Name, Number: who.Number, Birth: who.Birth, Division: at}, 20200101, "户口簿")
			if err != nil {
				return err
			}
			relation := household.Head
			if i > 0 {
				relation = household.Child
			}
			if _, err := household.Join(b.ctx, tx, home, id, relation, 20200101, "户口簿"); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	}))
	return home, ids
}

// pays enters an award from October on, at an account of its own unless one is given.
func (b *bureau) pays(programme string, holder benefit.Holder, at division.Code, yuan int64, account string, covered ...string) (award string) {
	b.t.Helper()
	b.cards++
	if account == "" {
		account = card(b.cards)
	}
	x := benefit.Imported{
		Programme: programme, Holder: holder, Division: at, Month: october, Class: benefit.Classed{Class: benefit.Rural, Reason: "名册载明"},
		Amount: money.Yuan(yuan), Payee: &benefit.Payee{Kind: benefit.PayPerson, Name: "本人", Account: benefit.Account(account)}, Intake: "f1", File: "名册.xlsx",
	}
	for _, id := range covered {
		x.Covered = append(x.Covered, benefit.Covered{Person: id, Count: 1})
	}
	b.must(b.db.Write(b.ctx, func(tx *store.Tx) error {
		verdicts, err := benefit.TakeIn(b.ctx, tx, preparer, []benefit.Imported{x})
		if err == nil {
			award = verdicts[0].Award
		}
		return err
	}))
	return award
}

func house1(id string) benefit.Holder { return benefit.Holder{Unit: benefit.Household, ID: id} }
func single(id string) benefit.Holder { return benefit.Holder{Unit: benefit.Person, ID: id} }

// dies enters a notice of death.
func (b *bureau) dies(who benefit.Named, day month.Day) {
	b.t.Helper()
	b.must(b.db.Write(b.ctx, func(tx *store.Tx) error {
		_, err := person.RecordDeaths(b.ctx, nil, tx, preparer, []person.Death{{Name: who.Name, Number: who.Number, Day: day, From: "派出所", Source: "test"}})
		return err
	}))
}

// examines runs over a division in November, and gives the run with what the actor sees of it.
func (b *bureau) examines(by access.Actor) (Run, []Finding) {
	b.t.Helper()
	run, err := b.room.Examine(b.ctx, by, by.Division, november)
	b.must(err)
	return run, b.sees(by, run.ID)
}

func (b *bureau) sees(by access.Actor, run string) (all []Finding) {
	b.t.Helper()
	b.must(b.db.Read(b.ctx, func(tx *store.Tx) (err error) {
		if all, err = findingsOf(b.ctx, tx, by.Scope(Read), run); err != nil {
			return err
		}
		return fill(b.ctx, tx, by.Scope(Read), all)
	}))
	return all
}

// of is the one finding of a kind.
func (b *bureau) of(all []Finding, kind Kind) Finding {
	b.t.Helper()
	i := slices.IndexFunc(all, func(f Finding) bool { return f.Kind == kind })
	if i < 0 {
		b.t.Fatalf("no %s among %d findings", kind, len(all))
	}
	return all[i]
}

func saying(all []Finding) (list []string) {
	for _, f := range all {
		list = append(list, string(f.Level)+" "+f.Stake.Plain()+" "+f.Says)
	}
	return list
}

// A troubled county: 李桂兰 died in August and is still paid; 张建国's wife died, and he is paid in two townships; 周福贵 has
// what excludes each other.
func (b *bureau) troubled() (awards map[string]string) {
	b.t.Helper()
	awards = map[string]string{}
	lonely, her := b.family(huachang, guilan)
	awards["guilan"] = b.pays("dibao", house1(lonely), huachang, 560, "", her...)
	b.dies(guilan, 20260809)

	home, family := b.family(huachang, jianguo, xiulan, xiaohua)
	awards["family"] = b.pays("dibao", house1(home), huachang, 1200, "", family...)
	b.dies(xiulan, 20260905)
	other, _ := b.family(beidajie, someone("张德福", 1950, 2, 2, 71))
	awards["other"] = b.pays("dibao", house1(other), beidajie, 700, "", family[0])

	alone, him := b.family(beidajie, fugui)
	awards["tekun"] = b.pays("tekun", house1(alone), beidajie, 940, "", him...)
	awards["dibao"] = b.pays("dibao", house1(alone), beidajie, 560, "", him...)
	awards["care"] = b.pays("advanced_age", single(him[0]), beidajie, 50, "")
	return awards
}
