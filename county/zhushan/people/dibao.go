package people

import (
	"cmp"
	"fmt"
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// How a dibao family was paid from month to month: the same arithmetic that the law does, over what the family lives on.
// What comes out for the last month is what the law finds when it assesses the family anew, but for what was planted.

// A reckoning is what a family was paid in one month and from what.
type reckoning struct {
	people   []int32 // as the law orders them: the head first, then by birth
	standard money.Fen
	counts   bool // the basic pension
	amount   money.Fen
	lines    []Line
	topped   []int32
}

// reckon works out a month. An amount of nought says that the family is not below the standard.
func (f *relief) reckon(h int32, list []earning, m month.Month) reckoning {
	k := reckoning{standard: f.v.Standard(f.class(h), m), counts: f.v.PensionCounts(m)}
	for i := range f.members(h) {
		if f.present(i, m) {
			k.people = append(k.people, i)
		}
	}
	head := f.Households[h].First
	slices.SortFunc(k.people, func(a, b int32) int {
		return cmp.Or(cmp.Compare(flag(a != head), flag(b != head)), cmp.Compare(f.Persons[a].Born, f.Persons[b].Born), cmp.Compare(a, b))
	})
	income := f.income(list, m, func(i int32) bool { return slices.Contains(k.people, i) })
	if len(k.people) == 0 {
		return k
	}
	pay := f.v.Difference(f.class(h), m, len(k.people), income)
	if pay == 0 {
		return k
	}
	k.lines = []Line{{Code: "difference", Term: "补差", Person: None, Fen: pay}}
	k.amount = pay
	for _, i := range k.people {
		if line, ok := f.topUp(h, i, m); ok {
			k.lines = append(k.lines, line)
			k.topped = append(k.topped, i)
			k.amount += line.Fen
		}
	}
	return k
}

// present tells whether a person counts for the family in a month: born before it, and not known to have died.
func (f *relief) present(i int32, m month.Month) bool {
	p := &f.Persons[i]
	return p.Born <= m.First() && (p.Died == 0 || f.unheard[i] || p.Died.AddMonths(f.late[i]) >= m.First())
}

// topUp is what a person is paid on top, of the groups to which he belongs the highest.
func (f *relief) topUp(h, i int32, m month.Month) (best Line, ok bool) {
	p := &f.Persons[i]
	age := p.Age(m.First())
	for _, g := range []struct{ code, term string }{{"aged", "高龄老年人"}, {"minor", "未成年人"}, {"disabled", "重度残疾人"}, {"ill", "重病患者"}} {
		member := p.Ill
		if g.code != "ill" {
			member = f.v.InGroup(g.code, age, Handicaps[p.Handicap], int(p.Grade), m)
		}
		if !member {
			continue
		}
		if fen := f.v.TopUp(f.class(h), g.code, m); fen > best.Fen {
			why := p.Full() + "，" + g.term
			if g.code == "aged" || g.code == "minor" {
				why = fmt.Sprintf("%s %d 周岁，%s", p.Full(), age, g.term)
			}
			best, ok = Line{Code: "topup", Term: "增发", Person: i, Fen: fen, Why: why}, true
		}
	}
	return best, ok
}

// covered divides the amount: the difference in equal parts, fen that are left to the first ones, the top-up to its person.
func (k reckoning) covered() []Covered {
	n := money.Fen(len(k.people))
	each := k.lines[0].Fen / n
	rest := k.lines[0].Fen - each*n
	var all []Covered
	for at, i := range k.people {
		share := each
		if money.Fen(at) < rest {
			share++
		}
		for _, l := range k.lines[1:] {
			if l.Person == i {
				share += l.Fen
			}
		}
		all = append(all, Covered{i, share})
	}
	return all
}

func (k reckoning) term(act string, m month.Month, why string) Term {
	return Term{Act: act, From: m, Amount: k.amount, Lines: k.lines, Covered: k.covered(), Cause: why}
}

func (k reckoning) same(o reckoning) bool {
	return k.amount == o.amount && slices.Equal(k.people, o.people) && slices.Equal(k.topped, o.topped) && k.lines[0].Fen == o.lines[0].Fen
}

// dibaoAward makes a family's award from a month on, or from the first later month in which it is below the standard.
func (f *relief) dibaoAward(h int32, list []earning, from month.Month) (Award, bool) {
	a := Award{Programme: Dibao, Household: h, Person: None, Class: f.class(h), Payee: f.payTo(f.Households[h].First, "household")}
	var was reckoning
	for m := from; m <= lastMonth; m++ {
		k := f.reckon(h, list, m)
		switch {
		case len(a.Terms) == 0 && k.amount > 0:
			a.Terms = append(a.Terms, k.term(Start, m, f.startCause(m)))
		case len(a.Terms) == 0:
			continue
		case len(k.people) == 0:
			a.stop(m, "家庭成员均已死亡")
			return a, true
		case k.amount == 0:
			a.stop(m, "家庭人均收入不再低于保障标准")
			return a, true
		case !k.same(was):
			a.Terms = append(a.Terms, k.term(Change, m, f.changeCause(was, k)))
		}
		was = k
	}
	return a, len(a.Terms) > 0
}

func (f *relief) startCause(m month.Month) string {
	if m == firstMonth {
		return "建账时已在享受"
	}
	return "经审核确认，自" + m.Term() + "起享受"
}

// changeCause says why a month differs from the one before.
func (f *relief) changeCause(was, now reckoning) string {
	for _, i := range was.people {
		if !slices.Contains(now.people, i) {
			return fmt.Sprintf("%s于%s死亡，保障人数由%d人变为%d人", f.Persons[i].Full(), f.Persons[i].Died.Term(), len(was.people), len(now.people))
		}
	}
	for _, i := range now.people {
		if !slices.Contains(was.people, i) {
			return fmt.Sprintf("%s出生，保障人数由%d人变为%d人", f.Persons[i].Full(), len(was.people), len(now.people))
		}
	}
	if was.standard != now.standard {
		return fmt.Sprintf("保障标准由每人每月%s变为%s", was.standard, now.standard)
	}
	for _, l := range now.lines[1:] {
		if !slices.Contains(was.topped, l.Person) {
			return l.Why + "，增发" + l.Fen.String()
		}
	}
	for _, l := range was.lines[1:] {
		if !slices.Contains(now.topped, l.Person) {
			return f.Persons[l.Person].Full() + "不再属于增发对象"
		}
	}
	if was.counts != now.counts {
		return "中央基础养老金计入家庭收入"
	}
	return "家庭收入有变动"
}
