package assistance

import (
	"cmp"
	"slices"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
)

// kinds turns what the register of circumstances keeps as income and costs into
// the kinds that the law knows.
var kinds = map[circumstance.Kind]dibao.Kind{
	circumstance.Wage:           dibao.Wage,
	circumstance.Farming:        dibao.Farming,
	circumstance.Business:       dibao.Business,
	circumstance.PropertyIncome: dibao.PropertyIncome,
	circumstance.Pension:        dibao.Pension,
	circumstance.CentralPension: dibao.BasicPension,
	circumstance.Support:        dibao.Support,
	circumstance.OtherIncome:    dibao.OtherIncome,
	circumstance.Preferential:   dibao.Preferential,
	circumstance.FamilyPlanning: dibao.FamilyPlanning,
	circumstance.Scholarship:    dibao.Scholarship,
	circumstance.Award:          dibao.Bravery,
	circumstance.AssistanceAid:  dibao.Assistance,
	circumstance.DisabilityAid:  dibao.DisabilityAid,
	circumstance.AgeAllowance:   dibao.AgeAllowance,
	circumstance.LocalPension:   dibao.LocalExempt,
	circumstance.JobCost:        dibao.JobCost,
	circumstance.IllnessCost:    dibao.RigidCost,
}

// factsOf turns what the registers know of a household on the first day of a
// month into the plain facts of the law. The same family gives the same facts in
// the same order.
func factsOf(f benefit.Family) dibao.Facts {
	facts := dibao.Facts{
		Title: "家庭（户主未登记）", Division: f.Division,
		Class: dibao.Class(f.Class.Class), ClassReason: f.Class.Reason, ClassAssumed: f.Class.Default,
	}
	if head, ok := f.Head(); ok {
		facts.Title = head.Name + "户"
	}
	for _, m := range f.Members {
		facts.Members = append(facts.Members, memberOf(m))
	}
	for _, c := range f.Circumstances {
		own(&facts, c)
	}
	return facts
}

func memberOf(m benefit.Member) dibao.Member {
	member := dibao.Member{ID: m.Person, Name: cmp.Or(m.Name, "（姓名未登记）"), Relation: relationOf(m.Relation), Birth: m.Birth}
	for _, c := range m.Circumstances {
		if kind, ok := kinds[c.Kind]; ok {
			member.Income = append(member.Income, itemOf(kind, c))
			continue
		}
		learn(&member, c)
	}
	return member
}

// relationOf keeps the relations that the law tells apart.
func relationOf(r household.Relation) dibao.Relation {
	switch r {
	case household.Head:
		return dibao.Head
	case household.Spouse:
		return dibao.Spouse
	case household.Child:
		return dibao.Child
	case household.Parent:
		return dibao.Parent
	}
	return dibao.Other
}

// itemOf reads a sum. A single one came in on the first day of its fact.
func itemOf(kind dibao.Kind, c circumstance.Fact) dibao.Item {
	i := dibao.Item{Kind: kind, Amount: c.Amount, Period: dibao.Period(c.Period), Approx: c.Approx}
	if i.Period == dibao.Once {
		i.In = c.During.From.Month()
	}
	return i
}

// learn takes what a circumstance says of a person. What the law does not ask
// for is left out. Health (健康状况) is no recognised serious illness.
func learn(m *dibao.Member, c circumstance.Fact) {
	if c.Option == circumstance.None && c.Kind != circumstance.Work {
		return
	}
	switch c.Kind {
	case circumstance.Disability:
		m.Disability, m.Grade = dibao.Category(c.Option), int64(c.Count)
	case circumstance.Illness:
		m.Ill = true
	case circumstance.School:
		m.School = dibao.School(c.Option)
	case circumstance.Work:
		m.Jobless = c.Option == circumstance.None
	case circumstance.Uncounted:
		m.Uncounted = dibao.Ground(c.Option)
	}
}

// own takes what a circumstance says of the household's property. Dwellings that
// are rented or public are known, but not owned.
func own(f *dibao.Facts, c circumstance.Fact) {
	switch c.Kind {
	case circumstance.Savings:
		f.SavingsKnown = true
		f.Savings += c.Amount
		f.SavingsApprox = f.SavingsApprox || c.Approx
	case circumstance.Vehicle:
		f.VehiclesKnown = true
		if c.Option != circumstance.None {
			f.Vehicles = append(f.Vehicles, dibao.Vehicle{Kind: c.Option, Count: int64(max(c.Count, 1))})
		}
	case circumstance.Housing:
		f.HousingKnown = true
		if slices.Contains(owned, c.Option) {
			f.Housing += int64(max(c.Count, 1))
		}
	}
}

// owned are the answers about housing that mean a dwelling of the family's own.
var owned = []string{"own", "resettled", "other"}
