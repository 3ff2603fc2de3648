package dibao

import (
	"cmp"
	"math"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/rules"
)

// The property bars (家庭财产状况符合当地规定) follow 国务院令第649号 第九条 and
// 民发〔2021〕57号 第十四条; the limits are the county's or the city's.
const propertyArticle = measures + "第十四条"

// barred is the word of dibao.vehicle for a kind that nobody on dibao may own.
const barred = "barred"

// declares tells whether a kind of property is known; where it is not and must
// be declared, it is a missing fact.
func (a *assessment) declares(s *rules.Step, kind, term string, known bool) bool {
	s.Article(propertyArticle)
	if known {
		return true
	}
	asked, ok := need(a, s, a.declared.At(a.f.Division, "", a.m))
	switch {
	case !ok:
	case has(asked, kind):
		a.lack("", term, unrecorded)
		s.Find(rules.Missing)
	default:
		s.Note(undeclared)
	}
	return false
}

const undeclared = "未登记，本地不要求申报"

// testSavings holds the family's financial assets against the limit per head
// (家庭人均金融资产).
func (a *assessment) testSavings() {
	s := a.why.Step(savingsTest)
	if !a.declares(s, "savings", "存款等金融资产", a.f.SavingsKnown) {
		return
	}
	if a.f.Savings < 0 || a.f.Savings > math.MaxInt32 {
		a.lack("", "存款等金融资产的数额不对，请核对", "")
		return
	}
	limit, ok := need(a, s, a.savings.At(a.f.Division, "", a.m))
	if !ok {
		return
	}
	if a.f.SavingsApprox {
		s.Note("存款为约数")
	}
	s.Count("家庭成员", a.r.Counted, "人")
	allowed := limit * money.Fen(a.r.Counted)
	order := cmp.Compare(a.f.Savings, allowed)
	a.test(s, Condition{Label: savingsTest, Comparison: rules.Comparison{
		Left: rules.Sum("家庭金融资产", a.f.Savings), Right: rules.Sum("限额", allowed), Order: order, Must: "不得超过",
	}}, order <= 0)
}

// testVehicles looks for a vehicle of a kind that is barred (名下有不予认定的车辆).
func (a *assessment) testVehicles() {
	s := a.why.Step(vehicleTest)
	if !a.declares(s, "vehicle", "车辆", a.f.VehiclesKnown) {
		return
	}
	met := true
	for _, v := range a.f.Vehicles {
		if v.Count == 0 {
			continue
		}
		term := a.vehicles.ClassTerm(v.Kind)
		s.Count(term, v.Count, "辆")
		word, ok := need(a, s, a.vehicles.At(a.f.Division, v.Kind, a.m))
		if !ok {
			return
		}
		if word == barred {
			met = false
			c := Condition{Label: vehicleTest, Thing: term, Comparison: rules.Comparison{
				Left: rules.Count(term, v.Count, "辆"), Right: rules.Count("准许", 0, "辆"), Order: 1, Must: "不得有",
			}}
			a.r.Failed = append(a.r.Failed, c)
			if s.Listening() {
				s.Note(c.Sentence())
			}
		}
	}
	s.Find(finding(met))
	if len(a.f.Vehicles) == 0 {
		s.Note("无车辆")
	}
}

func finding(met bool) rules.Finding {
	if met {
		return rules.Met
	}
	return rules.Failed
}

// testHousing holds the number of dwellings owned against the limit (住房套数).
func (a *assessment) testHousing() {
	s := a.why.Step(housingTest)
	if !a.declares(s, "housing", "住房", a.f.HousingKnown) {
		return
	}
	limit, ok := need(a, s, a.housing.At(a.f.Division, "", a.m))
	if !ok {
		return
	}
	order := cmp.Compare(a.f.Housing, limit)
	a.test(s, Condition{Label: housingTest, Comparison: rules.Comparison{
		Left: rules.Count("自有住房", a.f.Housing, "套"), Right: rules.Count("限额", limit, "套"), Order: order, Must: "不得超过",
	}}, order <= 0)
}
