package statistics

import (
	"context"
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
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
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
	{Name: "statistics", Migrations: Migrations},
}

const (
	zhushan  = division.Code("420323000000")
	baofeng  = division.Code("420323103000")
	huachang = division.Code("420323103200") // 宝丰镇铧厂村
	yingfeng = division.Code("420323100207") // 城关镇迎丰村
)

var (
	preparer  = access.Actor{ID: "o-liu", Name: "刘经办", Role: access.Preparer, Division: zhushan}
	reviewer  = access.Actor{ID: "o-zhou", Name: "周复核", Role: access.Reviewer, Division: zhushan}
	signatory = access.Actor{ID: "o-chen", Name: "陈局长", Role: access.Signatory, Division: zhushan}
	auditor   = access.Actor{ID: "o-yu", Name: "余审计", Role: access.Auditor, Division: zhushan}
	township  = access.Actor{ID: "o-he", Name: "何助理", Role: access.TownshipOfficer, Division: baofeng}
	clerk     = access.Actor{ID: "o-xu", Name: "徐协理", Role: access.VillageClerk, Division: huachang}
	admin     = access.Actor{ID: "o-root", Name: "管理员", Role: access.Administrator, Division: zhushan}
)

var (
	october  = month.Must(2026, 10)
	november = month.Must(2026, 11)
)

// A bureau is a county with its places, and registers that the test fills.
type bureau struct {
	*Statistics
	t   *testing.T
	ctx context.Context
	db  *store.DB
}

func each(t *testing.T, test func(b *bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(open(t, db)) }, rooms...)
}

// open joins the room with the registers' ledgers and further ones of the test.
func open(t *testing.T, db *store.DB, further ...room.Ledger) *bureau {
	t.Helper()
	b := &bureau{t: t, ctx: t.Context(), db: db}
	county, err := os.OpenRoot("../../../county/zhushan")
	b.must(err)
	defer county.Close()
	law, err := rules.Load(true, Shelf(), benefit.Shelf())
	b.must(err)
	programmes := []benefit.Programme{
		{Code: "dibao", Term: "城乡居民最低生活保障", Short: "低保", Unit: benefit.Household},
		{Code: "tekun", Term: "特困人员救助供养", Short: "特困", Unit: benefit.Person},
		{Code: "temporary", Term: "临时救助", Short: "临时救助", Unit: benefit.Household},
	}
	register := benefit.New(db, event.NewBus(), law, programmes, nil)
	b.Statistics = New(db, law, programmes, month.Span{From: october, Until: november})
	b.Contribute(append(append(register.Room().Ledgers, b.Room().Ledgers...), further...))
	file, err := county.Open("divisions.csv")
	b.must(err)
	defer file.Close()
	divisions, err := place.ReadDivisions(file)
	b.must(err)
	_, err = place.New(db).Load(b.ctx, access.System("setup", zhushan), place.Gazette{Divisions: divisions, From: month.MustDay(2020, 1, 1), Source: "统计用区划代码"})
	b.must(err)
	return b
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) write(f func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.db.Write(b.ctx, f))
}

func (b *bureau) read(f func(r *reading) error) {
	b.t.Helper()
	b.as(auditor, f)
}

// as reads as an officer does.
func (b *bureau) as(by access.Actor, f func(r *reading) error) {
	b.t.Helper()
	b.must(b.db.Read(b.ctx, func(tx *store.Tx) error { return f(b.reading(b.ctx, tx, by)) }))
}

func (b *bureau) sit(by access.Actor) *webtest.Desk {
	b.t.Helper()
	return webtest.Sit(b.t, storetest.Clock(), by, b.Room().Routes)
}

func (b *bureau) refused(err error, kind fault.Kind, says string) {
	b.t.Helper()
	got, _ := fault.KindOf(err)
	if sentence, _ := fault.Sentence(err); err == nil || got != kind || !strings.Contains(sentence, says) {
		b.t.Errorf("refused with %v, want %v: %s", err, kind, says)
	}
}

// A soul is a person about to be entered.
type soul struct {
	name   string
	birth  month.Day
	sex    string
	labour string // full, partial, lost, none; empty: not known
}

// family enters a household, the first soul its head.
func (b *bureau) family(at division.Code, facts []circumstance.Fact, souls ...soul) (home string, people []string) {
	b.t.Helper()
	b.write(func(tx *store.Tx) (err error) {
		people = nil
		if home, err = household.Open(b.ctx, tx, household.Seat{Division: at}, 20250101, "名册"); err != nil {
			return err
		}
		for i, s := range souls {
			id, err := person.Record(b.ctx, tx, person.Particulars{Name: s.name, Birth: s.birth, Sex: person.Sex(s.sex), Division: at}, 20250101, "名册")
			if err != nil {
				return err
			}
			relation := household.Head
			if i > 0 {
				relation = household.Child
			}
			if _, err := household.Join(b.ctx, tx, home, id, relation, 20250101, "名册"); err != nil {
				return err
			}
			if s.labour != "" {
				facts = append(facts, circumstance.Fact{Subject: id, Kind: circumstance.Labour, Option: s.labour})
			}
			people = append(people, id)
		}
		for i := range facts {
			f := &facts[i]
			if f.Subject == "" {
				f.Subject = home
			}
			if f.During.From == 0 {
				f.During = month.Since(20250101)
			}
			f.Source = circumstance.Source{Origin: circumstance.Seen}
		}
		_, err = circumstance.Record(b.ctx, tx, facts)
		return err
	})
	return home, people
}

// awards writes what a roll of the month says of a household: the programme, the class, the people it names and the
// heads it only counts.
func (b *bureau) awards(programme string, class benefit.Class, m month.Month, holder benefit.Holder, at division.Code, amount money.Fen, heads int, people ...string) (id string) {
	b.t.Helper()
	var covered []benefit.Covered
	for _, p := range people {
		covered = append(covered, benefit.Covered{Person: p, Count: 1})
	}
	if heads > 0 {
		covered = append(covered, benefit.Covered{Count: heads})
	}
	b.write(func(tx *store.Tx) error {
		verdicts, err := benefit.TakeIn(b.ctx, tx, preparer, []benefit.Imported{{
			Programme: programme, Holder: holder, Division: at, Month: m, Class: benefit.Classed{Class: class, Reason: "名册载明"},
			Amount: amount, Covered: covered, Intake: "i1", File: "名册.xlsx",
		}})
		if err == nil && verdicts[0].Kind == benefit.TakenRefused {
			err = fmt.Errorf("refused: %s", verdicts[0].Sentence)
		}
		if err == nil {
			id = verdicts[0].Award
		}
		return err
	})
	return id
}

// stops writes the act of stopping an award.
func (b *bureau) stops(award string, m month.Month) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := tx.Exec(b.ctx, `INSERT INTO benefit_term (county, award, ordinal, act, from_month, class, class_reason, class_default, amount,
				cause, source, source_id, reason, author, author_name, at)
			SELECT county, award, ordinal + 1, 'stop', $3, class, class_reason, 0, 0, '死亡', 'proposal', 'p1', '', author, author_name, at
			FROM benefit_term WHERE county = $1 AND award = $2 ORDER BY ordinal DESC LIMIT 1`, tx.County(), award, m)
		return err
	})
}

func only(m month.Month) month.Span { return month.Span{From: m, Until: m.Next()} }

func home(id string) benefit.Holder { return benefit.Holder{Unit: benefit.Household, ID: id} }

func byOne(id string) benefit.Holder { return benefit.Holder{Unit: benefit.Person, ID: id} }
