package app

import (
	"fmt"

	"minzheng/county/zhushan/people"
	"minzheng/internal/affairs/allowance"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/place"
)

// invent invents the people of the demonstration, with the county's own values of the law.
func invent(scale people.Scale, villages []people.Village, county division.Code, law *rules.Book) (*people.County, error) {
	values := valuer{county, assistance.NewAmounts(law), allowance.New(law), map[string]bool{}}
	invented := people.Invent(people.Order{Scale: scale, Seed: people.Seed, Villages: villages, Values: values.all()})
	for what := range values.lacking {
		return nil, fmt.Errorf("invent people: no value of the law for %s", what)
	}
	return invented, nil
}

// villagesOf are the county's villages in the order of their codes.
func villagesOf(tree *place.Tree, county division.Code) []people.Village {
	var all []people.Village
	for _, town := range tree.Children(county) {
		for _, v := range tree.Children(town.Code) {
			all = append(all, people.Village{Code: v.Code, Name: v.Short, Town: town.Short, Urban: v.Kind == place.ResidentsCommittee})
		}
	}
	return all
}

// A valuer tells the inventor what the law pays, and remembers which values are lacking.
type valuer struct {
	at         division.Code
	assistance assistance.Amounts
	allowance  *allowance.Allowance
	lacking    map[string]bool
}

// must gives a value, or notes that it is lacking.
func (v valuer) must(what string, m month.Month) func(fen money.Fen, ok bool) money.Fen {
	return func(fen money.Fen, ok bool) money.Fen {
		if !ok {
			v.lacking[what+" "+m.String()] = true
		}
		return fen
	}
}

func (v valuer) all() people.Values {
	return people.Values{
		Standard: func(class string, m month.Month) money.Fen {
			return v.must("dibao standard", m)(v.assistance.Standard(v.at, class, m))
		},
		Difference: func(class string, m month.Month, n int, income money.Fen) money.Fen {
			return v.must("dibao difference", m)(v.assistance.Difference(v.at, class, m, n, income))
		},
		TopUp: func(class, group string, m month.Month) money.Fen {
			return v.must("dibao top-up", m)(v.assistance.TopUp(v.at, class, group, m))
		},
		InGroup: func(group string, age int, handicap string, grade int, m month.Month) bool {
			return v.assistance.InGroup(v.at, group, age, handicap, grade, m)
		},
		PensionCounts: func(m month.Month) bool {
			counts, ok := v.assistance.PensionCounts(v.at, m)
			v.must("basic pension", m)(0, ok)
			return counts
		},
		TekunBasic: func(m month.Month) money.Fen { return v.must("tekun", m)(v.assistance.TekunBasic(v.at, m)) },
		TekunCare: func(tier string, m month.Month) money.Fen {
			return v.must("tekun care", m)(v.assistance.TekunCare(v.at, tier, m))
		},
		DisabilityLiving: func(m month.Month) money.Fen {
			return v.must("disability living", m)(v.allowance.DisabilityLiving(v.at, m))
		},
		DisabilityCare: func(m month.Month) money.Fen {
			return v.must("disability care", m)(v.allowance.DisabilityCare(v.at, m))
		},
		Severe: func(handicap string, grade int, m month.Month) bool {
			return v.allowance.Severe(v.at, handicapTerm(handicap), grade, m)
		},
		AdvancedAge: func(age int, m month.Month) money.Fen {
			fen, _ := v.allowance.AdvancedAge(v.at, age, m)
			return fen
		},
		HardshipAged: func(group string, m month.Month) money.Fen {
			return v.must("hardship", m)(v.allowance.HardshipAged(v.at, group, m))
		},
	}
}

// handicapTerm is a kind of disability as certificates call it: 肢体.
func handicapTerm(code string) string {
	spec, err := circumstance.Disability.Spec()
	if err != nil {
		return ""
	}
	term, _ := spec.Option(code)
	return term
}
