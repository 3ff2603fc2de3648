package people_test

import (
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// The numbers are those of the bureau head's article.
func TestTheArticle(t *testing.T) {
	each(t, func(t *testing.T, c *people.County) {
		movedFromMonitoring(t, c)
		temporaryAid(t, c)
		hardship(t, c)
		homes(t, c)
		gifts(t, c)
		if len(c.Councils) != 244 {
			t.Errorf("%d councils", len(c.Councils))
		}
	})
}

// 33 households with 45 people came from monitoring to rural dibao or tekun.
func movedFromMonitoring(t *testing.T, c *people.County) {
	t.Helper()
	started := map[int32]*people.Award{}
	for i := range c.Awards {
		if a := &c.Awards[i]; (a.Programme == people.Dibao || a.Programme == people.Tekun) && people.Article().Contains(a.Terms[0].From) {
			started[a.Household] = a
		}
	}
	households, persons := 0, 0
	for _, m := range c.Monitored {
		if a := started[m.Household]; a != nil {
			households++
			persons += len(a.Terms[0].Covered)
			if a.Terms[0].From != m.Until || a.Class != "rural" || m.Since >= m.Until.First() {
				t.Errorf("household %d: award from %s, monitored from %s until %s", m.Household, a.Terms[0].From, m.Since, m.Until)
			}
		} else if m.Until.Known() {
			t.Errorf("household %d was moved to nothing", m.Household)
		}
	}
	if households != 33 || persons != 45 {
		t.Errorf("%d households with %d people were moved, not 33 with 45", households, persons)
	}
}

// 93 monitored people had temporary aid of 160,600 yuan.
func temporaryAid(t *testing.T, c *people.County) {
	t.Helper()
	watched := map[int32]bool{}
	for _, m := range c.Monitored {
		watched[m.Household] = true
	}
	helped, sum := map[int32]bool{}, money.Fen(0)
	for i := range c.Awards {
		a := &c.Awards[i]
		if a.Programme != people.Temporary || !people.Article().Contains(a.Terms[0].From) {
			continue
		}
		helped[a.Person] = true
		sum += a.Terms[0].Amount
		if !watched[a.Household] || len(a.Terms) != 2 || a.Terms[1].From != a.Terms[0].From+1 {
			t.Errorf("aid to person %d: monitored %v, %d terms", a.Person, watched[a.Household], len(a.Terms))
		}
	}
	if len(helped) != 93 || sum != money.Yuan(160_600) {
		t.Errorf("%d people had %s", len(helped), sum)
	}
}

// 1,284 old people in hardship had 379,600 yuan.
func hardship(t *testing.T, c *people.County) {
	t.Helper()
	helped, sum := map[int32]bool{}, money.Fen(0)
	for i := range c.Awards {
		a := &c.Awards[i]
		if a.Programme != people.HardshipAged {
			continue
		}
		if age := c.Persons[a.Person].Age(a.Terms[0].From.First()); age < 60 {
			t.Errorf("person %d is %d years old", a.Person, age)
		}
		for m := people.Article().From; m < people.Article().Until; m++ {
			if term, ok := a.In(m); ok {
				helped[a.Person] = true
				sum += term.Amount
			}
		}
	}
	if len(helped) != 1284 || sum != money.Yuan(379_600) {
		t.Errorf("%d people had %s", len(helped), sum)
	}
}

// One nursing home and 17 central welfare homes: more than 90 million yuan built, more than 8 million for safety, heating
// and cameras. Adapted homes cost 3,000 yuan at least on average.
func homes(t *testing.T, c *people.County) {
	t.Helper()
	nursing, welfare := 0, 0
	for _, h := range c.Homes {
		if h.Nursing {
			nursing++
		} else {
			welfare++
		}
	}
	var built, bettered, adapted money.Fen
	for _, p := range c.Projects {
		if p.Kind == "building" {
			built += p.Amount
		} else {
			bettered += p.Amount
		}
		if p.Amount <= 0 {
			t.Errorf("%s at %s: %s", p.Name, c.Homes[p.Home].Name, p.Amount)
		}
	}
	if nursing != 1 || welfare != 17 || built != money.Yuan(92_600_000) || bettered != money.Yuan(8_360_000) {
		t.Errorf("%d nursing homes, %d welfare homes, built for %s, bettered for %s", nursing, welfare, built, bettered)
	}
	for _, a := range c.Adaptations {
		adapted += a.Amount
		if a.Amount < money.Yuan(1800) || a.Amount > money.Yuan(6500) {
			t.Errorf("an adaptation for %s", a.Amount)
		}
	}
	if len(c.Adaptations) != 420 || adapted < money.Yuan(3000)*420 {
		t.Errorf("%d adaptations for %s", len(c.Adaptations), adapted)
	}
}

// 382,900 yuan came in.
func gifts(t *testing.T, c *people.County) {
	t.Helper()
	var sum money.Fen
	for _, g := range c.Gifts {
		if people.Article().Contains(month.Of(g.Day)) {
			sum += g.Amount
		}
		if g.Amount <= 0 || g.Donor == "" {
			t.Errorf("a gift of %s by %q", g.Amount, g.Donor)
		}
	}
	if sum != money.Yuan(382_900) {
		t.Errorf("gifts of %s", sum)
	}
}
