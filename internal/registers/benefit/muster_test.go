package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// The plain statements that the muster is held against: they work out the last term of every award.

func plainSums(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) (map[string]room.Sum, error) {
	where, args := Query{Month: m}.where(tx, scope)
	sums := map[string]room.Sum{}
	err := each(ctx, tx, inForce(`a.programme, COUNT(DISTINCT COALESCE(`+householdOf+`, a.id)),
		COALESCE(SUM((SELECT SUM(c.heads) FROM benefit_covered c WHERE c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal)), 0),
		SUM(t.amount)`, where)+` GROUP BY a.programme`, args, func(rows *sql.Rows) error {
		var code string
		var s room.Sum
		err := rows.Scan(&code, &s.Households, &s.Persons, &s.Amount)
		sums[code] = s
		return err
	})
	return sums, err
}

var plainMeasures = map[string]struct{ join, number string }{
	"households": {``, `COUNT(DISTINCT ` + householdOf + `)`},
	"persons": {
		` JOIN benefit_covered c ON c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal`,
		`COUNT(DISTINCT CASE WHEN c.person <> '' THEN c.person END) + COALESCE(SUM(CASE WHEN c.person = '' THEN c.heads END), 0)`,
	},
	"yuan": {``, `SUM(t.amount)`},
}

func plainSpread(ctx context.Context, tx *store.Tx, scope access.Scope, level division.Level, measure string, m month.Month) (map[division.Code]int64, error) {
	where, args := Query{Month: m}.where(tx, scope)
	at := fmt.Sprintf("substr(%s, 1, %d)", placeOf, map[division.Level]int{division.County: 6, division.Town: 9, division.Village: 12}[level])
	found := map[division.Code]int64{}
	p := plainMeasures[measure]
	err := each(ctx, tx, inForceWith(at+`, `+p.number, p.join, where)+` GROUP BY `+at, args, func(rows *sql.Rows) error {
		var prefix string
		var n int64
		err := rows.Scan(&prefix, &n)
		found[division.Code((prefix + "000000000000")[:12])] += n
		return err
	})
	return found, err
}

// A history is acts on a few awards, and moves of their holders, at random.
type history struct {
	*rapid.T
	db *store.DB
}

var (
	somePlaces   = []division.Code{"420323103200", "420323103201", "420323104200", "420323104000", "420323000000"}
	someHomes    = []string{"home1", "home2", "home3", "home4"}
	somePeople   = []string{"person1", "person2", "person3", "person4", "person5"}
	someSchemes  = []string{"dibao", "tekun", "disability"}
	someMonths   = []month.Month{month.Must(2026, 8), month.Must(2026, 9), month.Must(2026, 10), month.Must(2026, 11), month.Must(2026, 12)}
	someDays     = []month.Day{20200101, 20260801, 20260815, 20260901, 20261001, 20261031, 20261101, 20261115, 20261201}
	testSeats    = store.Facts{Table: "household_seat", Key: []string{"household"}, Values: []string{"division", "address", "number"}}
	testMembers  = store.Facts{Table: "household_member", Key: []string{"person"}, Values: []string{"household", "relation"}}
	musterScopes = append([]division.Code{"", "420300000000", "420323103000", "420325000000"}, somePlaces...)
)

func pick[T any](h history, of []T) T { return rapid.SampledFrom(of).Draw(h.T, "pick") }

func (h history) write(f func(ctx context.Context, tx *store.Tx) error) {
	h.Helper()
	if err := h.db.Write(context.Background(), func(tx *store.Tx) error { return f(context.Background(), tx) }); err != nil {
		h.Fatal(err)
	}
}

// clear empties the books.
func (h history) clear() {
	h.write(func(ctx context.Context, tx *store.Tx) error {
		for _, table := range []string{"benefit_covered", "benefit_line", "benefit_term", "benefit_award", "household_seat", "household_member"} {
			if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE county = $1`, tx.County()); err != nil {
				return err
			}
		}
		for _, home := range someHomes {
			if _, err := tx.Exec(ctx, `INSERT INTO household_household (county, id, made) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, tx.County(), home, tx.Stamp()); err != nil {
				return err
			}
		}
		return nil
	})
}

// step does one thing.
func (h history) step() {
	h.write(func(ctx context.Context, tx *store.Tx) error {
		day := pick(h, someDays)
		during := month.DaySpan{From: day, Until: month.Forever}
		if until := pick(h, someDays); until > day {
			during.Until = until
		}
		switch rapid.IntRange(0, 6).Draw(h.T, "step") {
		case 0, 1:
			_, err := testSeats.Set(ctx, tx, []any{pick(h, someHomes)}, []any{string(pick(h, somePlaces)), "", ""}, during, "测试")
			return err
		case 2:
			_, err := testMembers.Set(ctx, tx, []any{pick(h, somePeople)}, []any{pick(h, someHomes), "head"}, during, "测试")
			return err
		case 3:
			_, err := testMembers.End(ctx, tx, []any{pick(h, somePeople)}, day, "测试")
			return err
		}
		return h.act(ctx, tx)
	})
}

// act begins an award, changes or stops it, or takes it out as a withdrawal does.
func (h history) act(ctx context.Context, tx *store.Tx) error {
	holder := Holder{Household, pick(h, someHomes)}
	if rapid.Bool().Draw(h.T, "person") {
		holder = Holder{Person, pick(h, somePeople)}
	}
	at := slot{pick(h, someSchemes), holder}
	standing, err := standingsOf(ctx, tx, []slot{at})
	if err != nil {
		return err
	}
	s := standing[at]
	e := entry{id: s.award, term: Term{
		Ordinal: 1, Act: Start, From: pick(h, someMonths), Amount: money.Fen(rapid.IntRange(1, 9).Draw(h.T, "fen")), Class: Classed{Class: Rural},
		Source: Source{Kind: FromBooks}, At: tx.Now(),
	}}
	for range rapid.IntRange(0, 2).Draw(h.T, "covered") {
		e.term.Covered = append(e.term.Covered, Covered{Person: pick(h, append([]string{""}, somePeople...)), Count: rapid.IntRange(1, 3).Draw(h.T, "heads")})
	}
	switch {
	case s.award == "" || !s.held() && rapid.Bool().Draw(h.T, "again"):
		e.id = tx.NewID()
		e.award = &Award{ID: e.id, Programme: at.programme, Holder: holder, Ordinal: s.ordinal + 1, Granted: pick(h, somePlaces), Source: Source{Kind: FromBooks}}
	case rapid.IntRange(0, 5).Draw(h.T, "withdrawn") == 0:
		for _, statement := range []string{
			`DELETE FROM benefit_covered WHERE county = $1 AND award = $2`, `DELETE FROM benefit_term WHERE county = $1 AND award = $2`,
			`DELETE FROM benefit_award WHERE county = $1 AND id = $2`,
		} {
			if _, err := tx.Exec(ctx, statement, tx.County(), s.award); err != nil {
				return err
			}
		}
		return nil
	default:
		e.term.Ordinal, e.term.Act, e.term.From = s.last().Ordinal+1, Change, max(e.term.From, s.last().From)
		if rapid.Bool().Draw(h.T, "stop") {
			e.term.Act, e.term.Amount, e.term.Covered = Stop, 0, nil
		}
	}
	return write(ctx, tx, []entry{e})
}

// compare holds what the muster says against the plain statements.
func (h history) compare(ctx context.Context, tx *store.Tx) error {
	m, scope, programme := pick(h, someMonths), access.Within(pick(h, musterScopes)), pick(h, append([]string{""}, someSchemes...))
	u, err := musterOf(ctx, tx, m)
	if err != nil {
		return err
	}
	q := Query{Month: m, Programme: programme, PayeeOn: m.Last(), Limit: 2}
	want, err := CountInForce(ctx, tx, scope, q)
	if err != nil {
		return err
	}
	all, err := InForce(ctx, tx, scope, Query{Month: m, Programme: programme, PayeeOn: m.Last()})
	if err != nil {
		return err
	}
	var paged []Award
	for {
		some, total, err := listInForce(ctx, tx, scope, q)
		if err != nil {
			return err
		}
		if total != want {
			h.Errorf("%s %s %q: counted %+v, want %+v", m, scope.Division(), programme, total, want)
		}
		paged = append(paged, some...)
		if len(some) < q.Limit {
			break
		}
		q.After = some[len(some)-1].ID
	}
	if diff := cmp.Diff(all, paged); diff != "" {
		h.Errorf("%s %s %q: listed otherwise: %s", m, scope.Division(), programme, diff)
	}
	sums, err := plainSums(ctx, tx, scope, m)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(sums, u.sums(scope)); diff != "" {
		h.Errorf("%s %s: sums: %s", m, scope.Division(), diff)
	}
	if held, want := u.held(scope, ""), slices.Sorted(maps.Keys(sums)); !slices.Equal(held, want) {
		h.Errorf("%s %s: offered are the programmes %v, held %v", m, scope.Division(), held, want)
	}
	for _, measure := range slices.Sorted(maps.Keys(plainMeasures)) {
		for _, level := range []division.Level{division.County, division.Town, division.Village} {
			spread, err := plainSpread(ctx, tx, scope, level, measure, m)
			if err != nil {
				return err
			}
			got := u.spread(scope, level, measure)
			nought := func(_ division.Code, n int64) bool { return n == 0 } // a place without any may be named or not
			maps.DeleteFunc(spread, nought)
			maps.DeleteFunc(got, nought)
			if diff := cmp.Diff(spread, got); diff != "" {
				h.Errorf("%s %s: %s at level %d: %s", m, scope.Division(), measure, level, diff)
			}
		}
	}
	return nil
}

// Whatever was decided, withdrawn, and wherever holders moved, in whatever month it is asked: the muster counts and lists
// what the plain statements count and list.
func TestMuster_is_what_the_plain_statements_say(t *testing.T) {
	rooms := []storetest.Room{
		{Name: "place", Migrations: place.Migrations},
		{Name: "person", Migrations: person.Migrations},
		{Name: "household", Migrations: household.Migrations},
		{Name: "benefit", Migrations: Migrations},
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rapid.Check(t, func(t *rapid.T) {
			h := history{t, db}
			h.clear()
			for range rapid.IntRange(1, 4).Draw(t, "rounds") {
				for range rapid.IntRange(1, 12).Draw(t, "steps") {
					h.step()
				}
				if err := db.Read(context.Background(), func(tx *store.Tx) error { return h.compare(context.Background(), tx) }); err != nil {
					t.Fatal(err)
				}
			}
		})
	}, rooms...)
}
