package app

import (
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
)

// What the invented families were paid in the last month is what the law finds from the facts that are entered of them,
// but for the families in which an error was planted.
func TestInventedDibaoIsWhatTheLawFinds(t *testing.T) {
	law, county := demonstrated(t)
	rule := assistance.New(nil, event.NewBus(), law).Programmes()[0]
	spoiled := map[int]bool{}
	for _, p := range county.Planted {
		spoiled[p.Award] = true
	}
	facts := map[int32][]circumstance.Fact{} // of households, and of persons from a million on
	at := month.Must(2026, 10)
	for i := range county.Facts {
		x := &county.Facts[i]
		key := x.Household
		if x.Person != people.None {
			key = 1_000_000 + x.Person
		}
		if x.From <= at.First() && (!x.Until.Known() || x.Until >= at.First()) {
			facts[key] = append(facts[key], factOf(x, ""))
		}
	}
	assessed := 0
	for i := range county.Awards {
		a := &county.Awards[i]
		term, ok := a.In(at)
		if !ok || a.Programme != people.Dibao || spoiled[i] {
			continue
		}
		found, err := rule.Assess(familyAt(county, a, facts, at), at, nil)
		if err != nil {
			t.Fatal(err)
		}
		assessed++
		if found.Outcome != benefit.Eligible || found.Amount != term.Amount || len(found.Covered) != len(term.Covered) {
			t.Errorf("award %d pays %s to %d: the law says %s, %s to %d, %v", i, term.Amount, len(term.Covered), found.Outcome, found.Amount, len(found.Covered), found.Missing)
		}
	}
	if assessed < 700 {
		t.Errorf("only %d families assessed", assessed)
	}
}

// demonstrated gives the demonstration's law and its invented county.
func demonstrated(t *testing.T) (*rules.Book, *people.County) {
	t.Helper()
	law, err := demoLaw()
	if err != nil {
		t.Fatal(err)
	}
	county, _, err := inventAlone(people.Demo)
	if err != nil {
		t.Fatal(err)
	}
	return law, county
}

// familyAt is a household as the register will know it on the first day of a month.
func familyAt(c *people.County, a *people.Award, facts map[int32][]circumstance.Fact, m month.Month) benefit.Family {
	home := &c.Households[a.Household]
	f := benefit.Family{
		Division: c.Villages[home.Village].Code, Day: m.First(), Class: benefit.Classed{Class: benefit.Class(a.Class)}, Circumstances: facts[a.Household],
	}
	for i := home.First; i < home.First+home.Count; i++ {
		p := &c.Persons[i]
		if p.Born > m.First() || p.Died.Known() && p.Died < m.First() {
			continue
		}
		f.Members = append(f.Members, benefit.Member{
			Person: p.Full(), Name: p.Full(), Relation: household.Relation(p.Relation.String()), Birth: p.Born, Circumstances: facts[1_000_000+i],
		})
	}
	f.Registered = len(f.Members)
	return f
}
