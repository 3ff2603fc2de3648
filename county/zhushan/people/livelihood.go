package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// What poor families live on. Each item of income is a monthly sum in whole yuan, or a yearly one of twelve whole parts, so
// that the arithmetic of the law closes to the fen.

// An earning is one item of a family's income.
type earning struct {
	person int32
	kind   string
	yuan   int         // a month
	from   month.Month // counted from this month on
}

// factsFrom is the day from which what was known at the beginning is true: the day after the tree of divisions begins.
var factsFrom = month.MustDay(2023, 7, 1)

// earn plans what a family lives on, below a cap for each head and month. Everybody of working age has wages, if only none,
// everybody over sixty a pension; the head keeps the land of a rural family.
func (f *relief) earn(h int32, capYuan int) []earning {
	p := f.profile(h)
	var list []earning
	head := f.Households[h].First
	total := 0
	add := func(i int32, kind string, yuan int, from month.Month) {
		list = append(list, earning{i, kind, yuan, from})
		total += yuan
	}
	room := func(want int) int { return max(0, min(want, capYuan*p.living-total)) }
	for i := range f.members(h) {
		m := &f.Persons[i]
		age, sixty := m.Age(current.First()), monthOfAge(m.Born, 60)
		if age >= 60 {
			sum := f.r.between(126, 160)
			list = append(list, earning{i, pension, sum, sixty}, earning{i, centralPension, sum - f.r.between(8, 28), sixty})
			if m.Died == 0 {
				total += sum
			}
		}
		if age >= 60 && sixty.First() > factsFrom || m.Died != 0 && age >= 16 && age < 60 { // until then wages had to be told
			add(i, wage, 0, 0)
		}
		if m.Died == 0 && age >= 60 && f.r.hits(3500) {
			add(i, support, 10*f.r.between(5, 20), 0)
		}
	}
	if !p.urban {
		add(head, farming, room(f.r.between(40, 240)), 0)
		if f.r.hits(3000) {
			add(head, propertyIncome, room(f.r.between(20, 80)), 0)
		}
	}
	for i := range f.members(h) {
		m := &f.Persons[i]
		if age := m.Age(current.First()); m.Died == 0 && age >= 16 && age < 60 {
			sum := 0
			if m.School == NoSchool && !m.Ill && (m.Grade == 0 || m.Grade > 2) && f.r.hits(6000) {
				sum = room(10 * f.r.between(30, 110))
			}
			add(i, wage, sum, 0)
		}
	}
	return list
}

// monthOfAge is the first month on whose first day somebody has an age.
func monthOfAge(born month.Day, age int) month.Month {
	day := born.AddMonths(12 * age)
	if day.Dom() == 1 {
		return day.Month()
	}
	return day.Month().Next()
}

// income is what counts of a family's earnings in a month, by those who live then.
func (f *relief) income(list []earning, m month.Month, present func(int32) bool) money.Fen {
	sum := 0
	for _, e := range list {
		switch {
		case e.from > m || !present(e.person):
		case e.kind == centralPension && !f.v.PensionCounts(m):
			sum -= e.yuan // a part of the pension
		case e.kind != centralPension:
			sum += e.yuan
		}
	}
	return money.Yuan(int64(sum))
}

// declare notes a family's earnings and property as facts from a day on.
func (f *relief) declare(h int32, list []earning, from month.Day) {
	for _, e := range list {
		day := max(from, e.from.First())
		fact := Fact{Person: e.person, Household: h, Kind: e.kind, Amount: money.Yuan(int64(e.yuan)), Period: "month", From: day, Until: f.Persons[e.person].Died, Origin: declared}
		if e.kind == farming || e.kind == propertyIncome {
			fact.Amount, fact.Period = 12*fact.Amount, "year"
		}
		if fact.Until == 0 || day < fact.Until {
			f.note(fact)
		}
	}
	f.own(h, from)
	f.describe(h, from)
}

// own notes what a family owns, below the limits of the law.
func (f *relief) own(h int32, from month.Day) {
	p := f.profile(h)
	f.note(Fact{Person: None, Household: h, Kind: savings, Amount: money.Yuan(int64(100 * min(f.r.spread(60), 170*p.living))), From: from, Origin: declared})
	option, count := "none", 0
	if p.old < p.adults && f.r.hits(4000) {
		option, count = "motorcycle", 1
	} else if f.r.hits(800) {
		option, count = "tricycle", 1
	}
	f.note(Fact{Person: None, Household: h, Kind: vehicle, Option: option, Count: count, From: from, Origin: checked})
	option, count = "own", 1
	if f.r.hits(900) {
		option = "resettled"
	}
	f.note(Fact{Person: None, Household: h, Kind: housing, Option: option, Count: count, From: from, Origin: seen})
	if p.trait != "" {
		f.note(Fact{Person: None, Household: h, Kind: cause, Text: p.trait, From: from, Origin: seen})
	}
}

// describe notes health, work and school of the living members.
func (f *relief) describe(h int32, from month.Day) {
	for i := range f.members(h) {
		m := &f.Persons[i]
		if m.Died != 0 {
			continue
		}
		age, day := m.Age(current.First()), max(from, m.Born)
		option := "good"
		switch {
		case m.Ill:
			option = "serious"
		case m.Chronic:
			option = "chronic"
		}
		f.choose(i, health, option, "", day, seen)
		switch {
		case age < 16:
			f.choose(i, school, m.School.String(), "", day, declared)
			f.choose(i, labour, "none", "", day, seen)
			continue
		case m.School != NoSchool:
			f.choose(i, school, m.School.String(), "", day, declared)
			f.choose(i, labour, "none", "", day, seen)
			f.choose(i, work, "student", "", day, declared)
			continue
		case age >= 60 && m.Care >= Moderate, m.Grade == 1:
			f.choose(i, labour, "lost", "", day, seen)
		case age >= 60, m.Grade == 2, m.Ill:
			f.choose(i, labour, "partial", "", day, seen)
		default:
			f.choose(i, labour, "full", "", day, seen)
		}
		if age < 60 {
			f.choose(i, work, f.occupation(m), "", day, declared)
		}
	}
}

func (f *relief) occupation(m *Person) string {
	switch {
	case m.Presence == Away:
		return "away"
	case m.Ill || m.Grade == 1:
		return "none"
	case f.r.hits(4000):
		return "flexible"
	}
	return "farming"
}
