package people_test

import (
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Every award adds up in every term, its terms follow one another, and no holder has two of a programme at once.
func TestAwardsAddUp(t *testing.T) {
	each(t, func(t *testing.T, c *people.County) {
		type slot struct {
			programme         string
			household, person int32
		}
		until := map[slot]month.Month{}
		for i := range c.Awards {
			a := &c.Awards[i]
			s := slot{a.Programme, a.Household, a.Person}
			if a.Person != people.None {
				s.household = 0
			}
			last := a.Terms[len(a.Terms)-1]
			for n, term := range a.Terms {
				if (n == 0) != (term.Act == people.Start) || n > 0 && term.From <= a.Terms[n-1].From || term.Cause == "" {
					t.Fatalf("%s %d: term %d %s from %s", a.Programme, i, n, term.Act, term.From)
				}
				var lines, shares money.Fen
				for _, l := range term.Lines {
					lines += l.Fen
				}
				for _, s := range term.Covered {
					shares += s.Share
				}
				if lines != term.Amount || shares != term.Amount || (term.Amount > 0) == (term.Act == people.Stop) {
					t.Fatalf("%s %d: %s pays %s, lines %s, shares %s", a.Programme, i, term.Act, term.Amount, lines, shares)
				}
			}
			if end, ok := until[s]; ok && a.Terms[0].From < end {
				t.Errorf("%s: two awards of one holder at once, %d", a.Programme, i)
			}
			until[s] = month.Must(9999, 12)
			if last.Act == people.Stop {
				until[s] = last.From
			}
			if a.Payee.Name == "" || len(a.Payee.Account) != 19 || a.Payee.Account[:6] != "000000" {
				t.Errorf("%s %d is paid to %q, %s", a.Programme, i, a.Payee.Name, a.Payee.Account)
			}
		}
	})
}

// The whole county: dibao 3.8 % of rural people and 0.4 % of urban ones, tekun 0.65 %.
func TestShares(t *testing.T) {
	c := invent(t, people.Full)
	var all, dibao, tekun, rural, urban, urbanDibao int
	living(c, func(_ int32, p *people.Person) {
		all++
		if c.Villages[c.Households[p.Household].Village].Urban {
			urban++
		} else {
			rural++
		}
	})
	for i := range c.Awards {
		a := &c.Awards[i]
		term, ok := a.In(month.Must(2026, 10))
		switch {
		case !ok:
		case a.Programme == people.Dibao && a.Class == "urban":
			urbanDibao += len(term.Covered)
		case a.Programme == people.Dibao:
			dibao += len(term.Covered)
		case a.Programme == people.Tekun:
			tekun++
		}
	}
	near(t, "rural dibao", dibao, rural, 38, 4)
	near(t, "urban dibao", urbanDibao, urban, 4, 2)
	near(t, "tekun", tekun*10, all, 65, 5)
}

// What is said to be planted is there.
func TestPlanted(t *testing.T) {
	each(t, func(t *testing.T, c *people.County) {
		last := month.Must(2026, 10)
		kinds := map[string]int{}
		for _, p := range c.Planted {
			kinds[p.Kind]++
			a := &c.Awards[p.Award]
			term, ok := a.In(last)
			if !ok {
				t.Errorf("%s: award %d is not in force", p.Kind, p.Award)
				continue
			}
			who := &c.Persons[p.Person]
			counted := false
			for _, x := range term.Covered {
				counted = counted || x.Person == p.Person
			}
			switch p.Kind {
			case people.DeadPaid, people.DeadCounted:
				if who.Died == 0 || who.Died.Month() >= last || !counted {
					t.Errorf("%s: %s died %s, counted %v", p.Kind, who.Full(), who.Died, counted)
				}
			case people.PaidTwice:
				if who.Household == a.Household || !counted {
					t.Errorf("%s: %s is counted %v at home", p.Kind, who.Full(), counted)
				}
			case people.AgeWrong:
				if who.Age(last.First()) >= 80 {
					t.Errorf("%s: %s is old enough", p.Kind, who.Full())
				}
			case people.AccountWrong:
				if luhn(a.Payee.Account) {
					t.Errorf("%s: %s checks", p.Kind, a.Payee.Account)
				}
			}
		}
		for _, kind := range []string{
			people.DeadPaid, people.DeadCounted, people.PaidTwice, people.Excluded, people.AmountWrong, people.AgeWrong, people.GradeWrong,
			people.AccountShared, people.AccountWrong, people.AloneTogether, people.Jump, people.Undeclared,
		} {
			if kinds[kind] == 0 {
				t.Errorf("no %s", kind)
			}
		}
	})
}

// luhn tells whether a card number checks: doubled from the right, every second digit.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
