package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"minzheng/county/zhushan/people"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// What the books say about where the invented people come from.
const (
	inventedSource = "虚构的演示数据"
	inventedBook   = "2023年11月至2026年10月演示台账"
)

// inventedFrom is the day from which the invented people and households are in the books.
var inventedFrom = month.MustDay(2023, 7, 1)

// found fills the books with invented people and three years of history, all in one transaction: a loading that is
// killed leaves nothing behind.
func (b *Bureau) found(ctx context.Context, scale people.Scale) error {
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Roomy(ctx); err != nil {
			return err
		}
		tree, err := place.Read(ctx, tx)
		if err != nil {
			return err
		}
		county, err := invent(scale, villagesOf(tree, b.county()), b.county(), b.law)
		if err != nil {
			return err
		}
		f := &founding{Bureau: b, tx: tx, by: b.demonstrator(), county: county}
		return f.enter(ctx)
	})
	if err != nil {
		return err
	}
	return b.db.Analyze(ctx)
}

// A founding is an invented county on its way into the books.
type founding struct {
	*Bureau
	tx         *store.Tx
	by         access.Actor
	county     *people.County
	persons    []string // ids, by their place in the county
	households []string
}

func (f *founding) enter(ctx context.Context) error {
	for _, step := range []struct {
		what string
		do   func(ctx context.Context) (string, error)
	}{
		{"录入死亡登记", f.enterDeaths}, // first: finding each of the dead among people just entered takes long
		{"录入人员和家庭", f.enterPeople},
		{"录入境况", f.enterFacts},
		{"录入待遇及其变动", f.enterAwards},
		{"转入历史发放名册", f.takeOver},
		{"登记慈善捐赠", f.enterGifts},
		{"登记养老机构、投资和适老化改造", f.enterEldercare},
		{"登记议事协商委员会和会议", f.enterDeliberation},
	} {
		f.progress("正在%s…", step.what)
		if err := f.timed(step.what, func() (string, error) { return step.do(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

// enterPeople enters people and households, one township after the other.
func (f *founding) enterPeople(ctx context.Context) (string, error) {
	c := f.county
	for first := 0; first < len(c.Households); {
		town := c.Villages[c.Households[first].Village].Town
		until := first
		for until < len(c.Households) && c.Villages[c.Households[until].Village].Town == town {
			until++
		}
		if err := f.enterTown(ctx, first, until); err != nil {
			return "", fmt.Errorf("%s: %w", town, err)
		}
		f.progress("正在录入人员和家庭：%s，%d%%", town, 100*until/len(c.Households))
		first = until
	}
	return fmt.Sprintf("%d 人、%d 户", len(f.persons), len(f.households)), nil
}

func (f *founding) enterTown(ctx context.Context, first, until int) error {
	c := f.county
	from := c.Households[first].First
	to := c.Households[until-1].First + c.Households[until-1].Count
	entries := make([]person.Entry, 0, to-from)
	for i := from; i < to; i++ {
		entries = append(entries, f.personEntry(i))
	}
	ids, err := person.Enter(ctx, f.tx, f.by, entries)
	if err != nil {
		return err
	}
	f.persons = append(f.persons, ids...)
	homes := make([]household.Entry, 0, until-first)
	for h := first; h < until; h++ {
		homes = append(homes, f.householdEntry(int32(h)))
	}
	ids, err = household.Enter(ctx, f.tx, f.by, homes)
	f.households = append(f.households, ids...)
	return err
}

func (f *founding) personEntry(i int32) person.Entry {
	p := &f.county.Persons[i]
	e := person.Entry{
		Particulars: person.Particulars{
			Name: p.Full(), Number: p.Number(), Division: f.county.Village(i).Code, Address: f.county.Address(p.Household), Phone: f.county.Phone(i),
		},
		From: max(inventedFrom, p.Born), Source: inventedSource,
	}
	return e
}

func (f *founding) householdEntry(h int32) household.Entry {
	home := &f.county.Households[h]
	e := household.Entry{
		Seat: household.Seat{Division: f.county.Villages[home.Village].Code, Address: f.county.Address(h), Number: f.county.HouseholdNumber(h)},
		From: inventedFrom, Source: inventedSource,
	}
	for i := home.First; i < home.First+home.Count; i++ {
		p := &f.county.Persons[i]
		m := household.Belonging{Person: f.persons[i], Relation: household.Relation(p.Relation.String()), From: max(inventedFrom, p.Born)}
		if p.Died.Known() {
			m.Until = p.Died.AddDays(1)
		}
		if p.Presence != people.AtHome {
			m.Presence, m.Where, m.Since = household.Presence(p.Presence.String()), f.county.Whereabouts(i), p.Since
		}
		e.Members = append(e.Members, m)
	}
	return e
}

// enterDeaths enters the notices. Nobody hears them: what became of each award stands in its terms.
func (f *founding) enterDeaths(ctx context.Context) (string, error) {
	var all []person.Death
	for i := range f.county.Persons {
		p := &f.county.Persons[i]
		if !p.Died.Known() {
			continue
		}
		sex := person.Female
		if p.Male {
			sex = person.Male
		}
		told, burial := f.county.Burial(int32(i))
		all = append(all, person.Death{
			Name: p.Full(), Number: p.Number(), Sex: string(sex), Day: p.Died, Division: f.county.Village(int32(i)).Code,
			Place: f.county.Village(int32(i)).Name, Burial: burial, From: told, Source: inventedSource,
		})
	}
	n, err := person.RecordDeaths(ctx, event.NewBus(), f.tx, f.by, all)
	return fmt.Sprintf("%d 人", n), err
}

func (f *founding) enterFacts(ctx context.Context) (string, error) {
	all := make([]circumstance.Fact, 0, len(f.county.Facts))
	for i := range f.county.Facts {
		x := &f.county.Facts[i]
		subject := f.households[x.Household]
		if x.Person != people.None {
			subject = f.persons[x.Person]
		}
		all = append(all, factOf(x, subject))
	}
	return fmt.Sprintf("%d 条", len(all)), circumstance.Enter(ctx, f.tx, f.by, all)
}

// factOf is a fact as the register keeps it.
func factOf(x *people.Fact, subject string) circumstance.Fact {
	during := month.Since(x.From)
	if x.Until.Known() {
		during.Until = x.Until.AddDays(1)
	}
	return circumstance.Fact{
		Subject: subject, Kind: circumstance.Kind(x.Kind), Item: x.Item, Amount: x.Amount, Period: circumstance.Period(x.Period), Recurs: x.Period != "",
		Count: x.Count, Option: x.Option, Text: x.Text, During: during,
		Source: circumstance.Source{Origin: circumstance.Origin(x.Origin), Note: inventedSource},
	}
}

func (f *founding) enterAwards(ctx context.Context) (string, error) {
	type slot struct {
		programme, holder string
	}
	ordinals := map[slot]int{}
	all := make([]benefit.Former, 0, len(f.county.Awards))
	for i := range f.county.Awards {
		a := &f.county.Awards[i]
		former := benefit.Former{Note: inventedBook}
		former.Programme, former.Granted = a.Programme, f.county.Villages[f.county.Households[a.Household].Village].Code
		former.Holder = benefit.Holder{Unit: benefit.Household, ID: f.households[a.Household]}
		if a.Person != people.None {
			former.Holder = benefit.Holder{Unit: benefit.Person, ID: f.persons[a.Person]}
		}
		ordinals[slot{a.Programme, former.Holder.ID}]++
		former.Ordinal = ordinals[slot{a.Programme, former.Holder.ID}]
		for k := range a.Terms {
			former.Terms = append(former.Terms, f.term(a, &a.Terms[k]))
		}
		former.Payees = []benefit.Payee{f.payee(a)}
		all = append(all, former)
	}
	ids, err := benefit.Enter(ctx, f.tx, f.by, all)
	return fmt.Sprintf("%d 份", len(ids)), err
}

// term turns a term into the register's. The class is decided by where the household stands.
func (f *founding) term(a *people.Award, t *people.Term) benefit.Term {
	reason := "户籍在行政村"
	if a.Class == string(benefit.Urban) {
		reason = "户籍在社区"
	}
	term := benefit.Term{
		Act: benefit.Act(t.Act), From: t.From, Amount: t.Amount, Cause: t.Cause, Class: benefit.Classed{Class: benefit.Class(a.Class), Reason: reason},
	}
	for _, l := range t.Lines {
		line := benefit.Line{Code: l.Code, Term: l.Term, Fen: l.Fen, Why: l.Why}
		if l.Person != people.None {
			line.Person = f.persons[l.Person]
		}
		term.Lines = append(term.Lines, line)
	}
	for _, c := range t.Covered {
		share := c.Share
		term.Covered = append(term.Covered, benefit.Covered{Person: f.persons[c.Person], Count: 1, Share: &share})
	}
	return term
}

func (f *founding) payee(a *people.Award) benefit.Payee {
	p := benefit.Payee{Kind: benefit.PayeeKind(a.Payee.Kind), Name: a.Payee.Name, Bank: a.Payee.Bank, Account: benefit.Account(a.Payee.Account), From: a.Terms[0].From.First()}
	if a.Payee.Person != people.None {
		p.Person = f.persons[a.Payee.Person]
	}
	return p
}

func (f *founding) takeOver(ctx context.Context) (string, error) {
	sum, err := f.disbursement.TakeOver(ctx, f.tx, f.by, disbursement.Takeover{
		Months: people.History(), Note: inventedBook,
	})
	return fmt.Sprintf("%d 份，%d 笔，%s", sum.Rosters, sum.Households, sum.Amount), err
}

// progress tells a person at a terminal how far the work has come, on one line.
func (b *Bureau) progress(format string, args ...any) {
	screen, ok := b.config.process.Out.(*os.File)
	if !ok {
		return
	}
	if at, err := screen.Stat(); err != nil || at.Mode()&fs.ModeCharDevice == 0 {
		return
	}
	fmt.Fprintf(screen, "\r\x1b[K"+format, args...)
}
