package rollcheck

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/place"
)

// The county as it is: who is registered, how many households, and who is paid by which programme.
const (
	registeredPeople = 446_600
	peoplePerHome    = 4
	deathsKnown      = 9_000
)

var paidBy = []struct {
	programme  string
	households bool
	awards     int
}{
	{"dibao", true, 9_300}, {"tekun", true, 2_900}, {"disability_living", false, 4_000}, {"disability_care", false, 7_000}, {"advanced_age", false, 9_300},
}

// BenchmarkExamine looks over the whole county: 446,600 people, 32,500 awards with three years behind them.
func BenchmarkExamine(b *testing.B) {
	storetest.EachTimed(b, func(b *testing.B, db *store.DB) {
		bureau := newBureau(b, db)
		if err := bureau.fillCounty(); err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		for b.Loop() {
			run, err := bureau.room.Examine(bureau.ctx, preparer, zhushan, november)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(run.Claims), "claims")
			b.ReportMetric(float64(run.Findings), "findings")
		}
	}, rooms...)
}

// A wholeCounty is the county being written, table by table.
type wholeCounty struct {
	*bureau
	tx       *store.Tx
	random   *rand.Rand
	villages []division.Code
}

// fillCounty writes a county of the real size, with the usual errors among the awards: one in three hundred paid is dead,
// one in two hundred and fifty is paid twice.
func (b *bureau) fillCounty() error {
	err := b.db.Write(b.ctx, func(tx *store.Tx) error {
		tree, err := place.Read(b.ctx, tx)
		if err != nil {
			return err
		}
		c := wholeCounty{bureau: b, tx: tx, random: rand.New(rand.NewPCG(1, 2))}
		for _, town := range tree.Children(zhushan) {
			for _, v := range tree.Children(town.Code) {
				c.villages = append(c.villages, v.Code)
			}
		}
		for _, write := range []func() error{c.people, c.homes, c.deaths, c.awards} {
			if err := write(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.db.Analyze(b.ctx)
}

func pid(n int) string { return fmt.Sprintf("p%07d", n) }
func hid(n int) string { return fmt.Sprintf("h%07d", n) }

// number is that of the nth person: each day of seventy years has a few.
func numberOf(n int) (idcard.Number, month.Day) {
	const days = 25_000
	born := month.MustDay(1935, 1, 1).AddDays(n % days)
	y, m, d := born.Date()
	return idcard.Mint(idcard.DemoArea, y, m, d, n/days+1), born
}

func (c wholeCounty) home(n int) division.Code { return c.villages[n%len(c.villages)] }

// fact appends the dates, the belief and the source of a fact.
func fact(values ...any) []any {
	return append(values, "2020-01-01", "9999-12-31", "2020-01-01T00:00:00.000000Z", store.KnownForever, "户口簿")
}

func (c wholeCounty) table(name string, columns []string, rows iter.Seq[[]any]) error {
	_, err := c.tx.Bulk(c.ctx, name, append([]string{"county"}, columns...), func(yield func([]any) bool) {
		for row := range rows {
			if !yield(append([]any{c.tx.County()}, row...)) {
				return
			}
		}
	})
	return err
}

func count(n int, row func(i int) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range n {
			if !yield(row(i)) {
				return
			}
		}
	}
}

var dated = []string{"true_from", "true_until", "known_from", "known_until", "source"}

func (c wholeCounty) people() error {
	for _, t := range []struct {
		name    string
		columns []string
		row     func(i int) []any
	}{
		{"person_person", []string{"id", "made"}, func(i int) []any { return []any{pid(i), "2020-01-01T00:00:00.000000Z"} }},
		{"person_name", append([]string{"person", "name"}, dated...), func(i int) []any { return fact(pid(i), fmt.Sprintf("某%d", i)) }},
		{"person_number", append([]string{"person", "number", "tail"}, dated...), func(i int) []any {
			n, _ := numberOf(i)
			return fact(pid(i), n, n.Last4())
		}},
		{"person_birth", append([]string{"person", "birth", "sex"}, dated...), func(i int) []any {
			_, born := numberOf(i)
			return fact(pid(i), born, "male")
		}},
		{"person_residence", append([]string{"person", "division", "address"}, dated...), func(i int) []any {
			return fact(pid(i), string(c.home(i/peoplePerHome)), fmt.Sprintf("%d组%d号", 1+i%8, i/peoplePerHome))
		}},
	} {
		if err := c.table(t.name, t.columns, count(registeredPeople, t.row)); err != nil {
			return err
		}
	}
	return nil
}

func (c wholeCounty) homes() error {
	homes := registeredPeople / peoplePerHome
	for _, t := range []struct {
		name    string
		columns []string
		n       int
		row     func(i int) []any
	}{
		{"household_household", []string{"id", "made"}, homes, func(i int) []any { return []any{hid(i), "2020-01-01T00:00:00.000000Z"} }},
		{"household_seat", append([]string{"household", "division", "address", "number"}, dated...), homes, func(i int) []any {
			return fact(hid(i), string(c.home(i)), fmt.Sprintf("%d组%d号", 1+i%8, i), "")
		}},
		{"household_member", append([]string{"person", "household", "relation"}, dated...), homes * peoplePerHome, func(i int) []any {
			relation := "child"
			if i%peoplePerHome == 0 {
				relation = "head"
			}
			return fact(pid(i), hid(i/peoplePerHome), relation)
		}},
	} {
		if err := c.table(t.name, t.columns, count(t.n, t.row)); err != nil {
			return err
		}
	}
	return nil
}

// deaths are of people who are not paid, but for one in thirty.
func (c wholeCounty) deaths() error {
	columns := []string{
		"id", "name", "number", "read_as", "sex", "day", "month", "division", "place", "burial", "told_by", "source", "sheet", "row_number",
		"author", "author_name", "known_from", "known_until",
	}
	return c.table("person_death", columns, count(deathsKnown, func(i int) []any {
		who := registeredPeople - 1 - i*3
		if i%90 == 0 {
			who = i * peoplePerHome
		}
		n, _ := numberOf(who)
		day := month.MustDay(2024, 1, 1).AddDays(i % 1000)
		return []any{
			c.tx.NewID(), fmt.Sprintf("某%d", who), n, "", "male", day, day.Month(), string(c.home(who / peoplePerHome)), "", "", "派出所", "bench", "", 0,
			"o", "人", c.tx.Stamp(), store.KnownForever,
		}
	}))
}

type benchAward struct {
	id, programme, unit, holder string
	people                      []int
	home                        int
}

func (c wholeCounty) awards() error {
	var all []benchAward
	n := 0
	for _, p := range paidBy {
		for i := range p.awards {
			home := (n*7 + i) % (registeredPeople / peoplePerHome)
			a := benchAward{id: fmt.Sprintf("a%07d", n), programme: p.programme, unit: "person", home: home, people: []int{home*peoplePerHome + 1}}
			if p.households {
				a.unit, a.holder, a.people = "household", hid(home), []int{home * peoplePerHome}
				if i%2 == 0 {
					a.people = append(a.people, home*peoplePerHome+2)
				}
			} else {
				a.holder = pid(a.people[0])
			}
			if i%250 == 0 && i > 0 {
				a.people = append(a.people, all[len(all)-1].people[0])
			}
			all = append(all, a)
			n++
		}
	}
	seen := map[string]int{}
	const terms = 3
	err := c.table("benefit_award", []string{"id", "programme", "unit", "holder", "ordinal", "division", "source", "source_id", "author", "author_name", "at"},
		count(len(all), func(i int) []any {
			a := all[i]
			key := a.programme + a.holder
			seen[key]++
			return []any{a.id, a.programme, a.unit, a.holder, seen[key], string(c.home(a.home)), "roll", "f1", "o", "人", c.tx.Stamp()}
		}))
	if err != nil {
		return err
	}
	columns := []string{
		"award", "ordinal", "act", "from_month", "class", "class_reason", "class_default", "amount", "cause", "source", "source_id", "reason",
		"author", "author_name", "at",
	}
	err = c.table("benefit_term", columns, count(len(all)*terms, func(i int) []any {
		a, k := all[i/terms], i%terms
		act := "change"
		if k == 0 {
			act = "start"
		}
		return []any{a.id, k + 1, act, month.Must(2024+k, 1+k), "rural", "", 0, 10_000 + 100*(i%50), "调标", "roll", "f1", "", "o", "人", c.tx.Stamp()}
	}))
	if err != nil {
		return err
	}
	err = c.table("benefit_line", []string{"award", "ordinal", "place", "code", "term", "person", "fen", "why"}, count(len(all)*terms, func(i int) []any {
		return []any{all[i/terms].id, i%terms + 1, 1, "roll", "名册金额", "", 10_000 + 100*(i%50), ""}
	}))
	if err != nil {
		return err
	}
	err = c.table("benefit_covered", []string{"award", "ordinal", "place", "person", "heads", "share"}, func(yield func([]any) bool) {
		for _, a := range all {
			for k := range terms {
				for j, who := range a.people {
					if !yield([]any{a.id, k + 1, j + 1, pid(who), 1, nil}) {
						return
					}
				}
			}
		}
	})
	if err != nil {
		return err
	}
	return c.table("benefit_payee", append([]string{"award", "kind", "name", "person", "bank", "account"}, dated...), count(len(all), func(i int) []any {
		return fact(all[i].id, "person", "本人", "", "农商行", card(i))
	}))
}
