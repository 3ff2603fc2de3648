package dibao

import (
	"math/rand/v2"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// invented is a family such as a county has, in shares of the invented county of Zhushan: old couples, parents away at
// work, land and pensions, a certificate here and an illness there, and something that nobody has entered yet.
func invented(chance *rand.Rand) Facts {
	f := Facts{
		Title: "某户", Division: example, Class: Rural,
		SavingsKnown: true, Savings: money.Fen(chance.IntN(3_000_000)), VehiclesKnown: true, HousingKnown: true, Housing: 1,
	}
	hits := func(ofHundred int) bool { return chance.IntN(100) < ofHundred }
	if hits(30) {
		f.Class = Urban
	}
	f.SavingsKnown = !hits(2)
	switch {
	case hits(40):
		f.Vehicles = []Vehicle{{"motorcycle", 1}}
	case hits(10):
		f.Vehicles = []Vehicle{{"tricycle", 1}}
	case hits(12):
		f.Vehicles = []Vehicle{{"car", 1}}
	}
	if hits(8) {
		f.Housing++
	}
	sizes := [...]int{1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6}
	for i := range sizes[chance.IntN(len(sizes))] {
		f.Members = append(f.Members, inventedMember(chance, hits, i))
	}
	if f.Class == Rural {
		land := &f.Members[0]
		land.Income = append(land.Income, Item{Kind: Farming, Amount: money.Yuan(int64(480 + chance.IntN(9000))), Period: Yearly})
		if hits(30) {
			land.Income = append(land.Income, Item{Kind: PropertyIncome, Amount: money.Yuan(int64(240 + chance.IntN(800))), Period: Yearly})
		}
	}
	return f
}

func inventedMember(chance *rand.Rand, hits func(int) bool, i int) Member {
	m := Member{Name: string(rune('甲' + i)), Relation: []Relation{Head, Spouse, Child, Child, Parent, Other}[i]}
	age := 25 + chance.IntN(60)
	switch m.Relation {
	case Child:
		age = chance.IntN(35)
	case Parent:
		age = 60 + chance.IntN(35)
	}
	m.Birth = month.MustDay(2026-age, 1+chance.IntN(12), 1+chance.IntN(28))
	if hits(5) {
		m.Disability, m.Grade = categories[chance.IntN(len(categories))], int64(1+chance.IntN(4))
		m.Income = append(m.Income, Item{Kind: DisabilityAid, Amount: money.Yuan(100), Period: Monthly})
	}
	m.Ill = hits(3)
	switch {
	case age >= 60:
		m.Income = append(m.Income, pensionOf(chance, hits)...)
	case age >= 18 && age < 23 && hits(50):
		m.School = College
		m.Income = append(m.Income, Item{Kind: Wage, Period: Monthly})
	case age >= 23 && age < 27 && hits(5):
		m.School = Graduate
	case age >= 16 && hits(98): // of the others nobody has asked
		m.Income = append(m.Income, wageOf(chance, hits))
	}
	if hits(2) {
		m.Uncounted = grounds[[]int{1, 3, 4}[chance.IntN(3)]]
	} else if hits(1) {
		m.Counted = Yes
	}
	return m
}

func pensionOf(chance *rand.Rand, hits func(int) bool) []Item {
	if hits(2) {
		return nil
	}
	sum := money.Yuan(int64(126 + chance.IntN(60)))
	items := []Item{{Kind: Pension, Amount: sum, Period: Monthly}, {Kind: BasicPension, Amount: sum - money.Yuan(int64(8+chance.IntN(20))), Period: Monthly}}
	if hits(35) {
		items = append(items, Item{Kind: Support, Amount: money.Yuan(int64(50 + 10*chance.IntN(16))), Period: Monthly})
	}
	if hits(10) {
		items = append(items, Item{Kind: AgeAllowance, Amount: money.Yuan(50), Period: Monthly})
	}
	return items
}

func wageOf(chance *rand.Rand, hits func(int) bool) Item {
	switch {
	case hits(40):
		return Item{Kind: Wage, Period: Monthly}
	case hits(3):
		return Item{Kind: Wage, Amount: money.Yuan(int64(500 + chance.IntN(4000))), Period: Once, In: november.Add(-chance.IntN(18))}
	case hits(15):
		return Item{Kind: Wage, Amount: money.Yuan(int64(800 + chance.IntN(3000))), Period: Monthly, Months: int64(1 + chance.IntN(11))}
	}
	return Item{Kind: Wage, Amount: money.Yuan(int64(300 + chance.IntN(3000))), Period: Monthly}
}
