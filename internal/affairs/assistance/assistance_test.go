package assistance_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"minzheng/internal/affairs/assistance"
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
	{Name: "assistance", Migrations: assistance.Migrations},
}

const (
	zhushan  division.Code = "420323000000"
	baofeng  division.Code = "420323103000"
	huachang division.Code = "420323103200" // 宝丰镇铧厂村
	yingfeng division.Code = "420323100207" // 城关镇迎丰村
)

var (
	november = month.Must(2026, 11)
	january  = month.MustDay(2026, 1, 1)
	asked    = month.MustDay(2026, 11, 20)
)

func officer(role access.Role, at division.Code) access.Actor {
	return access.Actor{ID: "o-" + string(role), Name: role.Term(), Role: role, Division: at}
}

var (
	clerk    = officer(access.VillageClerk, huachang)
	township = officer(access.TownshipOfficer, baofeng)
	preparer = officer(access.Preparer, zhushan)
	auditor  = officer(access.Auditor, zhushan)
)

// A bureau is the room with the registers below it, joined as the roof does.
type bureau struct {
	*assistance.Assistance
	t       *testing.T
	db      *store.DB
	benefit *benefit.Benefit
}

func each(t *testing.T, test func(t *testing.T, b *bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(t, furnish(t, db)) }, rooms...)
}

func book(t *testing.T) *rules.Book {
	t.Helper()
	shelves := append(assistance.Shelves(), benefit.Shelf(),
		rules.Shelf{Name: "竹山县", Files: os.DirFS("../../../county/zhushan/values/assistance"), Within: zhushan})
	b, err := rules.Load(true, shelves...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func furnish(t *testing.T, db *store.DB) *bureau {
	t.Helper()
	text, err := os.Open("../../../county/zhushan/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	divisions, err := place.ReadDivisions(text)
	if err != nil {
		t.Fatal(err)
	}
	gazette := place.Gazette{Divisions: divisions, From: 20230630, Source: "国家统计局"}
	if _, err := place.New(db).Load(context.Background(), officer(access.Administrator, zhushan), gazette); err != nil {
		t.Fatal(err)
	}
	bus := event.NewBus()
	values := book(t)
	a := assistance.New(db, bus, values)
	b := &bureau{Assistance: a, t: t, db: db, benefit: benefit.New(db, bus, values, a.Programmes(), []benefit.Requester{a.Requests})}
	event.On(bus, benefit.Confirmed, a.Answer)
	return b
}

func (b *bureau) write(f func(tx *store.Tx) error) {
	b.t.Helper()
	if err := b.db.Write(context.Background(), f); err != nil {
		b.t.Fatal(err)
	}
}

// A soul is a member of a test household and what is known of the person.
type soul struct {
	name     string
	relation household.Relation
	birth    month.Day
	facts    []circumstance.Fact
}

// family enters a household with what is known of it, and gives the ids.
func (b *bureau) family(at division.Code, own []circumstance.Fact, souls ...soul) (home string, persons []string) {
	b.t.Helper()
	ctx := context.Background()
	b.write(func(tx *store.Tx) (err error) {
		persons = nil
		if home, err = household.Open(ctx, tx, household.Seat{Division: at, Number: "0001"}, january, "入户登记"); err != nil {
			return err
		}
		facts := about(home, own)
		for _, s := range souls {
			id, err := person.Record(ctx, tx, person.Particulars{Name: s.name, Birth: s.birth, Division: at}, january, "入户登记")
			if err != nil {
				return err
			}
			if _, err := household.Join(ctx, tx, home, id, s.relation, january, "入户登记"); err != nil {
				return err
			}
			persons = append(persons, id)
			facts = append(facts, about(id, s.facts)...)
		}
		_, err = circumstance.Record(ctx, tx, facts)
		return err
	})
	return home, persons
}

func about(subject string, facts []circumstance.Fact) []circumstance.Fact {
	all := make([]circumstance.Fact, len(facts))
	for i, f := range facts {
		f.Subject, f.During, f.Source = subject, month.Since(january), circumstance.Source{Origin: circumstance.Seen, Note: "入户调查表"}
		all[i] = f
	}
	return all
}

func monthly(k circumstance.Kind, yuan int64) circumstance.Fact {
	return circumstance.Fact{Kind: k, Amount: money.Yuan(yuan), Period: circumstance.Monthly, Recurs: true}
}

// plain is property that bars nobody.
var plain = []circumstance.Fact{
	{Kind: circumstance.Savings, Amount: money.Yuan(800)},
	{Kind: circumstance.Vehicle, Option: circumstance.None},
	{Kind: circumstance.Housing, Option: "own", Count: 1},
}

// guilan is 李桂兰, who is 72 and lives alone.
var guilan = soul{"李桂兰", household.Head, month.MustDay(1954, 3, 2), []circumstance.Fact{monthly(circumstance.Pension, 165)}}

// jianguo is 张建国's household of four, one yuan above the line: (1,244 + 2,400
// a year + 800) / 4 = 561.
var jianguo = []soul{
	{"张建国", household.Head, month.MustDay(1978, 4, 12), []circumstance.Fact{
		monthly(circumstance.Wage, 1244),
		{Kind: circumstance.Farming, Amount: money.Yuan(2400), Period: circumstance.Yearly, Recurs: true},
	}},
	{"王秀兰", household.Spouse, month.MustDay(1980, 9, 2), []circumstance.Fact{monthly(circumstance.Wage, 800)}},
	{"张敏", household.Child, month.MustDay(2012, 6, 30), nil},
	{"张伟", household.Child, month.MustDay(2016, 1, 15), nil},
}

func request(home, applicant string) assistance.Request {
	return assistance.Request{
		Programme: "dibao", Household: home, Applicant: applicant, Day: asked, Channel: assistance.Visit,
		Class: benefit.Rural, ClassReason: "有承包地，以务农为主", Authorised: true,
	}
}

func (b *bureau) submits(by access.Actor, r assistance.Request) string {
	b.t.Helper()
	id, err := b.Submit(context.Background(), by, r)
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

// proposal runs the month and gives the one proposal for the household.
func (b *bureau) proposal(home string) benefit.Proposal {
	b.t.Helper()
	ctx := context.Background()
	if _, err := b.benefit.Propose(ctx, preparer, november); err != nil {
		b.t.Fatal(err)
	}
	var found []benefit.Proposal
	err := b.db.Read(ctx, func(tx *store.Tx) (err error) {
		found, err = benefit.ProposalsOf(ctx, tx, preparer.Scope(benefit.Read), home)
		return err
	})
	if err != nil || len(found) == 0 {
		b.t.Fatalf("no proposal: %v", err)
	}
	return found[0]
}

func wants(t *testing.T, err error, kind fault.Kind, sentence string) {
	t.Helper()
	got, _ := fault.KindOf(err)
	said, _ := fault.Sentence(err)
	if got != kind || !strings.Contains(said, sentence) {
		t.Errorf("%v, want %s: %s", err, kind, sentence)
	}
}
