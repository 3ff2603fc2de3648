package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/affairs/rollcheck"
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/person"
)

// paidMonth is the last month that the invented county was paid.
var paidMonth = month.Must(2026, 10)

// TestCheckFindsWhatIsPlanted looks over an invented county in which errors were put on purpose. Every one is found, and of
// what is found besides, little is not one of them: people look at every suspect.
func TestCheckFindsWhatIsPlanted(t *testing.T) {
	e, err := newExamination(paidMonth.Last())
	if err != nil {
		t.Fatal(err)
	}
	_, c := demonstrated(t)
	m := rollcheck.Matter{Programmes: e.programmes, Exclusive: benefit.Clashing(e.law), Place: e.places.Name}
	m.Claims, m.Before = claimsOf(c, paidMonth), claimsOf(c, paidMonth.Previous())
	m.Known.Sizes = map[string]int{}
	for i := range c.Persons {
		p := &c.Persons[i]
		if p.Lives(paidMonth.First()) {
			m.Known.Sizes[home(p.Household)]++
		}
		if p.Died != 0 && p.Died < paidMonth.Next().First() {
			m.Notices = append(m.Notices, rollcheck.Notice{Death: person.Death{
				Person: who(int32(i)), Name: p.Full(), Number: p.Number(), Day: p.Died, Month: p.Died.Month(), Division: c.Villages[c.Households[p.Household].Village].Code,
			}})
		}
	}
	suspects := m.Suspects()

	found := map[string]map[string]bool{} // persons by kind
	for _, s := range suspects {
		if found[string(s.Kind)] == nil {
			found[string(s.Kind)] = map[string]bool{}
		}
		for _, p := range s.People {
			found[string(s.Kind)][p.Person] = true
		}
	}
	planted := map[string]map[string]bool{}
	for _, p := range c.Planted {
		if p.Kind == people.Undeclared { // found by a cross-check of wages, not by reading rolls
			continue
		}
		if planted[p.Kind] == nil {
			planted[p.Kind] = map[string]bool{}
		}
		planted[p.Kind][who(p.Person)] = true
		if !found[p.Kind][who(p.Person)] {
			t.Errorf("not found: %s of %s (%s)", p.Kind, c.Persons[p.Person].Full(), c.Awards[p.Award].Programme)
		}
	}
	var besides []string
	for _, s := range suspects {
		// Who dies in the month he is paid for is no error, and is told for the record.
		if s.Level != rollcheck.Info && !slices.ContainsFunc(s.People, func(p benefit.Named) bool { return planted[string(s.Kind)][p.Person] }) {
			besides = append(besides, fmt.Sprintf("%s %s: %s", s.Kind, s.Level, s.Says))
		}
	}
	t.Logf("%d claims, %d planted, %d suspects, of them not planted: %s", len(m.Claims), len(c.Planted), len(suspects), strings.Join(besides, "\n"))
	if few := len(m.Claims) / 1000; len(besides) > few {
		t.Errorf("%d suspects are none, more than %d: people would stop looking", len(besides), few)
	}
}

func who(i int32) string {
	if i == people.None {
		return ""
	}
	return fmt.Sprintf("p%d", i)
}

func home(i int32) string { return fmt.Sprintf("h%d", i) }

// claimsOf are the awards of the county in force in a month, as the benefit register would tell them.
func claimsOf(c *people.County, m month.Month) []benefit.Claim {
	spec, _ := circumstance.Disability.Spec()
	var claims []benefit.Claim
	for i := range c.Awards {
		a := &c.Awards[i]
		t, ok := a.In(m)
		if !ok {
			continue
		}
		h := &c.Households[a.Household]
		x := benefit.Claim{
			Evidence: benefit.Evidence{Award: fmt.Sprintf("a%d", i), Household: home(a.Household)}, Programme: a.Programme, Month: m, Months: 1,
			Division: division.Code(c.Villages[h.Village].Code), Address: fmt.Sprintf("%d组%d号", h.Group, h.House), Class: benefit.Class(a.Class),
			Amount: t.Amount, PayeeKind: benefit.PayeeKind(a.Payee.Kind), Payee: a.Payee.Name, Account: a.Payee.Account,
		}
		if x.PayeeKind == benefit.PayInstitution {
			x.Mode = "institution"
		}
		for _, l := range t.Lines {
			x.Lines = append(x.Lines, benefit.Line{Code: l.Code, Term: l.Term, Person: who(l.Person), Fen: l.Fen, Why: l.Why})
		}
		for _, v := range t.Covered {
			p := &c.Persons[v.Person]
			x.Heads++
			x.People = append(x.People, benefit.Named{Person: who(v.Person), Name: p.Full(), Number: p.Number(), Birth: p.Born})
		}
		if a.Person != people.None {
			if p := &c.Persons[a.Person]; p.Grade > 0 {
				x.Grade = int(p.Grade)
				x.Handicap, _ = spec.Option(people.Handicaps[p.Handicap])
			}
		}
		claims = append(claims, x)
	}
	return claims
}
