package disbursement

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// Places of the reference county.
const (
	zhushan   = division.Code("420323000000")
	baofeng   = division.Code("420323103000") // 宝丰镇
	huachang  = division.Code("420323103200") // 宝丰镇 铧厂村
	chengguan = division.Code("420323100000") // 城关镇
	beidajie  = division.Code("420323100001") // 城关镇 北大街社区
)

// Months: the clock of tests stands on 23 November 2026.
var (
	october  = month.Must(2026, 10)
	november = month.Must(2026, 11)
	december = month.Must(2026, 12)
)

// The officers. 王芳 also holds a second role in some tests, as the same person.
var (
	preparer  = access.Actor{ID: "o-wang", Name: "王芳", Role: access.Preparer, Division: zhushan}
	second    = access.Actor{ID: "o-zhao", Name: "赵敏", Role: access.Preparer, Division: zhushan}
	reviewer  = access.Actor{ID: "o-liu", Name: "刘建军", Role: access.Reviewer, Division: zhushan}
	signatory = access.Actor{ID: "o-chen", Name: "陈国强", Role: access.Signatory, Division: zhushan}
	deputy    = access.Actor{ID: "o-zhou", Name: "周立", Role: access.Signatory, Division: zhushan}
	auditor   = access.Actor{ID: "o-he", Name: "何静", Role: access.Auditor, Division: zhushan}
	township  = access.Actor{ID: "o-sun", Name: "孙涛", Role: access.TownshipOfficer, Division: baofeng}
	village   = access.Actor{ID: "o-qian", Name: "钱小兰", Role: access.VillageClerk, Division: huachang}
	machine   = access.System("month", zhushan)
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations},
	{Name: "place", Migrations: place.Migrations},
	{Name: "person", Migrations: person.Migrations},
	{Name: "household", Migrations: household.Migrations},
	{Name: "benefit", Migrations: os.DirFS("../../registers/benefit/migrations")},
	{Name: "disbursement", Migrations: Migrations},
}

// A bureau is a county with its places and nobody in it yet.
type bureau struct {
	t    *testing.T
	ctx  context.Context
	db   *store.DB
	bus  *event.Bus
	room *Disbursement
	born int // people made so far
}

func each(t *testing.T, test func(b *bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(newBureau(t, db)) }, rooms...)
}

func newBureau(t *testing.T, db *store.DB) *bureau {
	t.Helper()
	b := &bureau{t: t, ctx: t.Context(), db: db, bus: event.NewBus()}
	book, err := rules.Load(true, Shelf(), benefit.Shelf())
	b.must(err)
	programmes := []benefit.Programme{
		{Code: "dibao", Term: "城乡居民最低生活保障", Short: "低保", Unit: benefit.Household},
		{Code: "tekun", Term: "特困人员救助供养", Short: "特困", Unit: benefit.Household},
		{Code: "temporary", Term: "临时救助", Short: "临时救助", Unit: benefit.Person},
		{Code: "unfunded", Term: "没有资金来源的项目", Short: "无", Unit: benefit.Household},
	}
	b.room = New(db, b.bus, benefit.New(db, b.bus, book, programmes, nil), book)
	file, err := os.Open("../../../county/zhushan/divisions.csv")
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

func (b *bureau) read(f func(tx *store.Tx) error) {
	b.t.Helper()
	b.must(b.db.Read(b.ctx, f))
}

// run tells one part of a story; what fails in it is said under its name.
func (b *bureau) run(name string, f func(t *testing.T)) {
	outer := b.t
	outer.Run(name, func(t *testing.T) {
		b.t = t
		defer func() { b.t = outer }()
		f(t)
	})
}

// refused wants a fault of the kind whose sentence holds the words.
func (b *bureau) refused(err error, kind fault.Kind, says ...string) {
	b.t.Helper()
	got, ok := fault.KindOf(err)
	sentence, _ := fault.Sentence(err)
	if !ok || got != kind {
		b.t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
	for _, s := range says {
		if !strings.Contains(sentence, s) {
			b.t.Errorf("the sentence %q does not say %q", sentence, s)
		}
	}
}

// A family is who a test is about.
type family struct {
	programme string
	head      string
	household string
	person    string
	award     string
	village   division.Code
	covered   []benefit.Covered
	payee     benefit.Payee
}

// family settles a household of one named head and enters its award as the roll
// of a month says. The account carries its check digit.
func (b *bureau) family(programme, head string, at division.Code, from month.Month, amount money.Fen, heads int) family {
	b.t.Helper()
	b.born++
	f := family{programme: programme, head: head, village: at}
	b.write(func(tx *store.Tx) (err error) {
		if f.person, err = person.Record(b.ctx, tx, person.Particulars{
			Name: head, Division: at,
			Number: idcard.Mint(idcard.DemoArea, 1950+b.born%40, 1+b.born%12, 1+b.born%28, b.born%900),
		}, 20260101, "户口簿"); err != nil {
			return err
		}
		if f.household, err = household.Open(b.ctx, tx, household.Seat{Division: at}, 20260101, "户口簿"); err != nil {
			return err
		}
		_, err = household.Join(b.ctx, tx, f.household, f.person, household.Head, 20260101, "户口簿")
		return err
	})
	f.covered = []benefit.Covered{{Person: f.person, Count: 1}}
	if heads > 1 {
		f.covered = append(f.covered, benefit.Covered{Count: heads - 1})
	}
	f.payee = benefit.Payee{Kind: benefit.PayHousehold, Name: head, Person: f.person, Bank: "竹山农商银行", Account: card(b.born)}
	f.award = b.roll(f, from, amount)
	return f
}

// roll enters what a roll of a month says of a family.
func (b *bureau) roll(f family, m month.Month, amount money.Fen) string {
	b.t.Helper()
	var award string
	b.write(func(tx *store.Tx) error {
		x := benefit.Imported{
			Programme: f.programme, Holder: benefit.Holder{Unit: benefit.Household, ID: f.household}, Division: f.village,
			Month: m, Class: benefit.Classed{Class: benefit.Rural, Reason: "名册载明"}, Amount: amount, Covered: f.covered, Intake: "i1", File: "名册.xlsx",
		}
		if f.payee.Account != "" {
			x.Payee = &f.payee
		}
		verdicts, err := benefit.TakeIn(b.ctx, tx, preparer, []benefit.Imported{x})
		if err == nil && verdicts[0].Kind == benefit.TakenRefused {
			err = fmt.Errorf("refused: %s", verdicts[0].Sentence)
		}
		if err == nil {
			award = verdicts[0].Award
		}
		return err
	})
	return award
}

// stop writes the act of stopping an award as a confirmed proposal leaves it.
func (b *bureau) stop(f family, m month.Month, cause string) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		_, err := tx.Exec(b.ctx, `INSERT INTO benefit_term (county, award, ordinal, act, from_month, class, class_reason, class_default, amount,
				cause, source, source_id, reason, author, author_name, at)
			SELECT county, award, ordinal + 1, 'stop', $3, class, class_reason, 0, 0, $4, 'proposal', 'p1', '', $5, $6, $7
			FROM benefit_term WHERE county = $1 AND award = $2 ORDER BY ordinal DESC LIMIT 1`,
			tx.County(), f.award, m, cause, preparer.ID, preparer.Name, tx.Stamp())
		return err
	})
}

// card makes an account number of 19 digits with its check digit; the prefix
// belongs to no bank.
func card(n int) benefit.Account {
	body := fmt.Sprintf("000000%012d", n)
	for d := range 10 {
		if account := fmt.Sprintf("%s%d", body, d); luhn(account) {
			return benefit.Account(account)
		}
	}
	return ""
}

// prepare drafts the dibao roster of a month.
func (b *bureau) prepare(m month.Month) Roster {
	b.t.Helper()
	r, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: "dibao", Month: m, Version: Whatever})
	b.must(err)
	return r
}

// now reads a roster as it stands.
func (b *bureau) now(id string) (r Roster) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) { r, err = rosterByID(b.ctx, tx, id); return err })
	return r
}

func (b *bureau) lines(r Roster) (lines []Line) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) {
		lines, err = linesOf(b.ctx, tx, access.Within(zhushan), r.ID, r.Edition())
		return err
	})
	return lines
}

// signed takes a drafted roster through its three people.
func (b *bureau) signed(r Roster) Signature {
	b.t.Helper()
	b.must(b.room.Submit(b.ctx, preparer, r.ID, b.now(r.ID).Version()))
	b.must(b.room.Pass(b.ctx, reviewer, r.ID, b.now(r.ID).Version()))
	s, err := b.room.Sign(b.ctx, signatory, r.ID, b.now(r.ID).Version())
	b.must(err)
	return s
}

// towns gives one village of every township, by code.
func (b *bureau) towns() (villages []division.Code) {
	b.t.Helper()
	b.read(func(tx *store.Tx) error {
		tree, err := place.Read(b.ctx, tx)
		if err != nil {
			return err
		}
		for _, town := range tree.Children(zhushan) {
			villages = append(villages, tree.Children(town.Code)[0].Code)
		}
		return nil
	})
	return villages
}
