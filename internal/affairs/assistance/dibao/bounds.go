package dibao

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Bounds are the values of a month that a payment can be held against by whoever
// sees the payment alone, and neither the family nor its income.
type Bounds struct {
	Standard money.Fen // for one person
	Former   money.Fen // the standard before; zero: none is loaded
	Floor    money.Fen // the least a household is paid; zero: none
	TopUp    money.Fen // for one person of a group; zero: none, or groups differ
}

// Bounds gives the values that hold in a place and month for a class; a class
// that is not known takes the higher standard. ok is false where no standard is
// loaded.
func (l Law) Bounds(where division.Code, class Class, m month.Month) (b Bounds, ok bool) {
	for _, c := range l.standard.Classes() {
		v := l.standard.At(where, c, m)
		if !v.InForce() || class != "" && string(class) != c || v.Is < b.Standard {
			continue
		}
		b.Standard, ok = v.Is, true
		if former := l.standard.Former(where, c, m); len(former) > 0 {
			b.Former = former[0].Is
		}
	}
	b.Floor = l.floor.At(where, "", m).Is
	b.TopUp = l.oneTopUp(where, b.Standard, m)
	return b, ok
}

// oneTopUp is what a person of a group is paid on top where all groups are paid
// the same.
func (l Law) oneTopUp(where division.Code, standard money.Fen, m month.Month) (all money.Fen) {
	for _, g := range groups {
		one, ok := l.topUp(where, standard, g, m)
		if !ok || all != 0 && one != all {
			return 0
		}
		all = one
	}
	return all
}

// topUp is what a person of a group is paid on top (增发).
func (l Law) topUp(where division.Code, standard money.Fen, g Group, m month.Month) (money.Fen, bool) {
	rate, rule := l.topup.At(where, string(g), m), l.rounding.At(where, "", m)
	rounding, err := money.ParseRounding(rule.Is)
	if !rate.InForce() || !rule.InForce() || err != nil {
		return 0, false
	}
	return rounding.Share(standard, rate.Is.Numerator, rate.Is.Denominator), true
}

// Standard is what one person needs in a month; ok is false where none is loaded.
func (l Law) Standard(where division.Code, class Class, m month.Month) (fen money.Fen, ok bool) {
	v := l.standard.At(where, string(class), m)
	return v.Is, v.InForce()
}

// TopUp is what a person of a group is paid on top of the household's
// difference (增发, 分类施保); ok is false where a value is not loaded.
func (l Law) TopUp(where division.Code, class Class, g Group, m month.Month) (fen money.Fen, ok bool) {
	standard, ok := l.Standard(where, class, m)
	if !ok {
		return 0, false
	}
	return l.topUp(where, standard, g, m)
}

// Difference is what a family of so many people is paid whose income in a month
// is known (补差), by the county's rounding and floor; zero when the income
// reaches the standard. ok is false where a value is not loaded.
//
// It leaves out property and everything else that Assess looks at.
func (l Law) Difference(where division.Code, class Class, m month.Month, people int64, income money.Fen) (fen money.Fen, ok bool) {
	standard, ok := l.Standard(where, class, m)
	rule, scope := l.rounding.At(where, "", m), l.scope.At(where, "", m)
	rounding, err := money.ParseRounding(rule.Is)
	if !ok || err != nil || !scope.InForce() || people < 1 {
		return 0, false
	}
	gap := standard*money.Fen(people) - income
	if gap <= 0 {
		return 0, true
	}
	pay := rounding.Quotient(gap, 1)
	if scope.Is == "person" {
		pay = rounding.Quotient(gap, people) * money.Fen(people)
	}
	return max(pay, l.floor.At(where, "", m).Is), true
}

// InGroup tells whether somebody of an age on the first of the month, with a
// category and grade of disability, belongs to a group by which more is paid. Of
// the seriously ill it knows nothing.
func (l Law) InGroup(where division.Code, g Group, age int64, c Category, grade int64, m month.Month) bool {
	switch g {
	case Aged:
		v := l.ages.At(where, "topup_aged", m)
		return v.InForce() && age >= v.Is
	case Minor:
		v := l.ages.At(where, "topup_minor", m)
		return v.InForce() && age < v.Is
	case Disabled:
		if c == "" || grade == 0 {
			return false
		}
		v := l.severe.At(where, string(c), m)
		return v.InForce() && grade <= v.Is
	}
	return false
}

// Counts tells whether a kind of income counts in a place and month; ok is false
// where no value is in force.
func (l Law) Counts(where division.Code, k Kind, m month.Month) (counts, ok bool) {
	v := l.income.At(where, string(k), m)
	return v.Is == "counted", v.InForce()
}
