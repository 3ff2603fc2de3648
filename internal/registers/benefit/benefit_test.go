package benefit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
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
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations},
	{Name: "place", Migrations: place.Migrations},
	{Name: "person", Migrations: person.Migrations},
	{Name: "household", Migrations: household.Migrations},
	{Name: "circumstance", Migrations: circumstance.Migrations},
	{Name: "benefit", Migrations: benefit.Migrations},
}

const (
	zhushan   = division.Code("420323000000")
	chengguan = division.Code("420323100000")
	baofeng   = division.Code("420323103000")
	huachang  = division.Code("420323103200") // 宝丰镇铧厂村
	yingfeng  = division.Code("420323100207") // 城关镇迎丰村
	beidajie  = division.Code("420323100001") // 城关镇北大街社区
)

var (
	preparer  = access.Actor{ID: "o-liu", Name: "刘经办", Role: access.Preparer, Division: zhushan}
	preparer2 = access.Actor{ID: "o-chen", Name: "陈经办", Role: access.Preparer, Division: zhushan}
	township  = access.Actor{ID: "o-he", Name: "何助理", Role: access.TownshipOfficer, Division: baofeng}
	clerk     = access.Actor{ID: "o-xu", Name: "徐协理", Role: access.VillageClerk, Division: huachang}
	auditor   = access.Actor{ID: "o-yu", Name: "余审计", Role: access.Auditor, Division: zhushan}
	admin     = access.Actor{ID: "o-root", Name: "管理员", Role: access.Administrator, Division: zhushan}
)

var (
	october  = month.Must(2026, 10)
	november = month.Must(2026, 11)
	december = month.Must(2026, 12)
)

// A bureau is the register with what lies below it and one programme.
type bureau struct {
	*benefit.Benefit
	t        testing.TB
	db       *store.DB
	requests []benefit.Request
	heard    []benefit.Confirmation
	circ     *circumstance.Circumstance
}

func each(t *testing.T, test func(t *testing.T, b *bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, open(t, db)) }, rooms...)
}

func open(t testing.TB, db *store.DB) *bureau {
	t.Helper()
	ctx := context.Background()
	book, err := rules.Load(true, benefit.Shelf())
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../../county/zhushan/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := place.ReadDivisions(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = place.New(db).Load(ctx, admin, place.Gazette{Divisions: divisions, From: 20250101, Source: "国家统计局"})
	if err != nil {
		t.Fatal(err)
	}
	bus := event.NewBus()
	b := &bureau{t: t, db: db, circ: circumstance.New(db, bus)}
	ask := func(context.Context, *store.Tx, access.Scope, month.Month) ([]benefit.Request, error) {
		return b.requests, nil
	}
	b.Benefit = benefit.New(db, bus, book, []benefit.Programme{dibao()}, []benefit.Requester{ask})
	event.On(bus, benefit.Confirmed, func(_ context.Context, _ *store.Tx, _ access.Actor, c benefit.Confirmation) error {
		b.heard = append(b.heard, c)
		return nil
	})
	event.On(bus, circumstance.Corrected, func(ctx context.Context, tx *store.Tx, by access.Actor, k circumstance.Correction) error {
		return benefit.FactsChanged(ctx, tx, by, k.Household)
	})
	return b
}

// testStandard is an assumed standard per person and month; worked examples D-3
// and D-4 of the case book use it.
const testStandard = 70000

// dibao is a small programme that pays by difference: the standard for each
// member less the wages, and for a minor a fifth of the standard on top. It is
// enough to drive the register; the real law is an affair's.
func dibao() benefit.Programme {
	return benefit.Programme{
		Code: "dibao", Term: "城乡居民最低生活保障", Short: "低保", Basis: "测试", Unit: benefit.Household,
		Begins: func(decided month.Day) month.Month { return decided.Month().Next() },
		Assess: func(f benefit.Family, m month.Month, why *rules.Explanation) (benefit.Assessment, error) {
			facts := plainFacts{Class: f.Class}
			for _, x := range f.Members {
				p := plainPerson{ID: x.Person, Name: x.Name, Birth: x.Birth}
				for _, c := range x.Circumstances {
					if c.Kind == circumstance.Wage {
						yearly := c.Yearly()
						p.Yearly = &yearly
					}
				}
				facts.People = append(facts.People, p)
			}
			text, err := json.Marshal(facts)
			if err != nil {
				return benefit.Assessment{}, err
			}
			return byDifference(text, m, why)
		},
		Reassess: byDifference,
	}
}

type plainFacts struct {
	Class  benefit.Classed
	People []plainPerson
}

type plainPerson struct {
	ID, Name string
	Birth    month.Day
	Yearly   *money.Fen
}

func byDifference(text []byte, m month.Month, why *rules.Explanation) (benefit.Assessment, error) {
	var f plainFacts
	if err := json.Unmarshal(text, &f); err != nil {
		return benefit.Assessment{}, err
	}
	a := benefit.Assessment{Facts: text, Law: "test-1", Class: f.Class}
	var yearly money.Fen
	for _, p := range f.People {
		if p.Yearly == nil {
			a.Missing = append(a.Missing, p.Name+"的收入未登记")
			continue
		}
		yearly += *p.Yearly
	}
	if len(a.Missing) > 0 {
		a.Outcome = benefit.Unknown
		return a, nil
	}
	n := money.Fen(len(f.People))
	line, income := n*testStandard, yearly/12
	why.Step("比较").Money("月收入", income).Money("标准合计", line)
	if income >= line {
		a.Outcome, a.Distance = benefit.Refused, income-line
		a.Binding = fmt.Sprintf("月收入 %s，不低于标准 %s", income, line)
		return a, nil
	}
	a.Outcome, a.Distance = benefit.Eligible, line-income
	a.Binding = fmt.Sprintf("月收入 %s，低于标准 %s", income, line)
	a.Lines = []benefit.Line{{Code: benefit.LineDifference, Term: "补差", Fen: line - income}}
	for _, p := range f.People {
		if age := month.AgeOn(p.Birth, m.First()); age >= 0 && age < 18 {
			a.Lines = append(a.Lines, benefit.Line{Code: benefit.LineTopUp, Term: "增发", Person: p.ID, Fen: testStandard / 5, Why: fmt.Sprintf("%s %d 周岁，未成年人", p.Name, age)})
		}
		a.Covered = append(a.Covered, benefit.Covered{Person: p.ID, Count: 1})
	}
	a.Amount = benefit.Sum(a.Lines)
	return a, nil
}

// A soul is a person of a test household.
type soul struct {
	name  string
	birth month.Day
	wage  int64 // yuan a month; unasked: not known
}

const unasked = -1

// family enters a household, the first soul its head, and gives its id.
func (b *bureau) family(at division.Code, souls ...soul) (home string, persons []string) {
	b.t.Helper()
	ctx := context.Background()
	b.write(func(tx *store.Tx) error {
		persons = nil
		var err error
		if home, err = household.Open(ctx, tx, household.Seat{Division: at, Number: "0001"}, 20260101, "名册"); err != nil {
			return err
		}
		for i, s := range souls {
			id, err := person.Record(ctx, tx, person.Particulars{Name: s.name, Birth: s.birth, Division: at}, 20260101, "名册")
			if err != nil {
				return err
			}
			relation := household.Head
			if i > 0 {
				relation = household.Child
			}
			if _, err := household.Join(ctx, tx, home, id, relation, 20260101, "名册"); err != nil {
				return err
			}
			persons = append(persons, id)
			if s.wage == unasked {
				continue
			}
			if _, err := circumstance.Record(ctx, tx, []circumstance.Fact{wage(id, s.wage, 20260101)}); err != nil {
				return err
			}
		}
		return nil
	})
	return home, persons
}

func wage(person string, yuan int64, from month.Day) circumstance.Fact {
	return circumstance.Fact{
		Subject: person, Kind: circumstance.Wage, Amount: money.Yuan(yuan), Period: circumstance.Monthly, Recurs: true,
		During: month.Since(from), Source: circumstance.Source{Origin: circumstance.Declared, Note: "入户询问"},
	}
}

// learns corrects a person's wage by hand.
func (b *bureau) learns(home, person string, yuan int64, from month.Day) {
	b.t.Helper()
	_, err := b.circ.Correct(context.Background(), preparer, circumstance.Correction{Household: home, Reason: "入户核实", Facts: []circumstance.Fact{wage(person, yuan, from)}})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) write(f func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) read(f func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.db.Read(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

// rolled is what October's roll says of a household.
func rolled(home string, at division.Code, fen money.Fen, heads int) benefit.Imported {
	return benefit.Imported{
		Programme: "dibao", Holder: benefit.Holder{Unit: benefit.Household, ID: home}, Division: at, Month: october,
		Class: benefit.Classed{Class: benefit.Rural, Reason: "名册载明"}, Amount: fen, Covered: []benefit.Covered{{Count: heads}},
		Payee: &benefit.Payee{Kind: benefit.PayHousehold, Name: "户主", Account: "0000001234567890128"}, Intake: "file-1", File: "低保发放名册",
	}
}

func (b *bureau) takes(list ...benefit.Imported) (verdicts []benefit.Verdict) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		verdicts, err = benefit.TakeIn(context.Background(), tx, township, list)
		return err
	})
	return verdicts
}

func (b *bureau) proposes(m month.Month) benefit.Run {
	b.t.Helper()
	run, err := b.Propose(context.Background(), preparer, m)
	if err != nil {
		b.t.Fatal(err)
	}
	return run
}

// pending lists what waits in the month.
func (b *bureau) pending(by access.Actor, m month.Month) (list []benefit.Proposal) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) {
		list, err = benefit.Proposals(context.Background(), tx, by.Scope(benefit.Read), benefit.Filter{Month: m, State: benefit.StatePending})
		return err
	})
	return list
}

// only is the one proposal that waits about the household.
func (b *bureau) only(home string, m month.Month) benefit.Proposal {
	b.t.Helper()
	var found []benefit.Proposal
	for _, p := range b.pending(preparer, m) {
		if p.Household == home {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		b.t.Fatalf("%d proposals wait, want one: %+v", len(found), found)
	}
	return found[0]
}

func (b *bureau) inForce(by access.Actor, m month.Month) (list []benefit.Award) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) {
		list, err = benefit.InForce(context.Background(), tx, by.Scope(benefit.Read), benefit.Query{Month: m})
		return err
	})
	return list
}

// paid is what a household gets in a month; zero when it has no award in force.
func (b *bureau) paid(home string, m month.Month) money.Fen {
	b.t.Helper()
	var sum money.Fen
	for _, a := range b.inForce(preparer, m) {
		if a.Household == home {
			sum += a.Term.Amount
		}
	}
	return sum
}

// refusedAs fails the test unless err is a fault of the kind whose sentence
// contains the words.
func refusedAs(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	got, _ := fault.KindOf(err)
	sentence, _ := fault.Sentence(err)
	if got != kind || !strings.Contains(sentence, words) {
		t.Errorf("got %v, want a fault %s with %q", err, kind, words)
	}
}
