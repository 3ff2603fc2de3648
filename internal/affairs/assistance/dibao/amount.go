package dibao

import (
	"strconv"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/rules"
)

// perPerson is the word of dibao.rounding_scope for rounding before
// multiplying; otherwise the household's sum is rounded once.
const perPerson = "person"

// grant works out what an eligible family is paid. What the law lacks for that
// still makes the outcome unknown.
func (a *assessment) grant() {
	a.r.Outcome = Eligible
	a.payDifference()
	for i := range a.r.Shares {
		a.payTopUp(&a.r.Shares[i])
	}
	if len(a.r.Missing) > 0 {
		a.unknown()
		return
	}
	for _, l := range a.r.Lines {
		a.r.Amount += l.Fen
	}
	if a.why == nil {
		return
	}
	a.why.Step(totalStep).Count("保障人数", a.r.Counted, "人").Money(totalStep, a.r.Amount)
	a.why.Bind(incomeTest)
	a.why.Conclude(Eligible.Term() + "，每月 " + a.r.Amount.String() + "，保障 " + strconv.FormatInt(a.r.Counted, 10) + " 人")
	a.why.Remedy("家庭月可计入收入达到 " + a.line().String() + "（现 " + a.monthly().String() + "），即不再符合收入条件")
}

// payDifference pays what the family's income lacks to the standard (补差发放):
// the standard times the members less the income, rounded by the named rule,
// not below the local floor.
//
// 民发〔2021〕57号 第二十三条; 国务院令第649号 第十二条.
func (a *assessment) payDifference() {
	s := a.why.Step(amountStep)
	s.Article(measures + "第二十三条")
	rule, ok := need(a, s, a.rounding.At(a.f.Division, "", a.m))
	scope, ok2 := need(a, s, a.scope.At(a.f.Division, "", a.m))
	if !ok || !ok2 {
		return
	}
	rounding, err := money.ParseRounding(rule)
	if err != nil {
		a.lack("", err.Error(), "")
		return
	}
	n := money.Fen(a.r.Counted)
	gap := a.line()*money.Fen(a.scale()) - a.total
	pay := rounding.Quotient(gap, a.scale())
	if scope == perPerson {
		pay = rounding.Quotient(gap, a.scale()*a.r.Counted) * n
	}
	s.Money("标准", a.r.Standard).Count("家庭成员", a.r.Counted, "人").Money("家庭月收入", a.monthly()).Money("差额", pay)
	pay = a.raise(s, pay)
	a.r.Lines = append(a.r.Lines, Line{Code: Difference, Member: -1, Fen: pay})
	a.divide(pay)
}

// raise lifts a small difference to the local floor (最低发放额), where there is
// one.
func (a *assessment) raise(s *rules.Step, pay money.Fen) money.Fen {
	v := a.floor.At(a.f.Division, "", a.m)
	if v.Standing == rules.Unloaded {
		return pay
	}
	floor, ok := need(a, s, v)
	if !ok || pay >= floor {
		return pay
	}
	s.Note("差额低于本地最低发放额，按最低发放额发放").Money("最低发放额", floor)
	return floor
}

// divide gives each covered person an equal share; fen that are left over go to
// the first ones.
func (a *assessment) divide(pay money.Fen) {
	each := money.FenDown.Quotient(pay, a.r.Counted)
	rest := pay - each*money.Fen(a.r.Counted)
	for i := range a.r.Shares {
		a.r.Shares[i].Fen = each
		if money.Fen(i) < rest {
			a.r.Shares[i].Fen++
		}
	}
}

// A Group is whom the law gives more, because life stays hard on dibao. 分类施保对象.
type Group string

// The groups in the order of 民发〔2021〕57号 第二十七条.
const (
	Aged     Group = "aged"     // 高龄老年人
	Minor    Group = "minor"    // 未成年人
	Disabled Group = "disabled" // 重度残疾人
	Ill      Group = "ill"      // 重病患者
)

var groups = [...]Group{Aged, Minor, Disabled, Ill}

// Term is the group in Chinese.
func (g Group) Term() string {
	switch g {
	case Aged:
		return "高龄老年人"
	case Minor:
		return "未成年人"
	case Disabled:
		return "重度残疾人"
	}
	return "重病患者"
}

// payTopUp pays a covered person the local share of the standard (增发, 分类施保)
// when the person belongs to a group that gets one. Somebody of several groups
// gets the highest or the sum, as the local rule says.
//
// 民发〔2021〕57号 第二十七条; 国务院令第649号 第十二条第二款.
func (a *assessment) payTopUp(share *Share) {
	m := &a.f.Members[share.Member]
	var s *rules.Step
	first := len(a.r.Lines)
	for _, g := range groups {
		v := a.topup.At(a.f.Division, string(g), a.m)
		if v.Standing == rules.Unloaded {
			continue
		}
		member, by := a.belongs(m, g)
		if !member {
			continue
		}
		s = a.topupStep(s, m)
		a.use(s, by)
		rate, ok := need(a, s, v)
		if !ok {
			return
		}
		a.r.Lines = append(a.r.Lines, Line{Code: TopUp, Member: share.Member, Group: g, Fen: a.part(rate)})
	}
	if len(a.r.Lines)-first > 1 {
		a.stack(s, first)
	}
	for _, l := range a.r.Lines[first:] {
		share.Fen += l.Fen
		s.Money(l.Group.Term(), l.Fen)
	}
}

func (a *assessment) topupStep(s *rules.Step, m *Member) *rules.Step {
	if s != nil || a.why == nil {
		return s
	}
	return a.why.Step(topupStep+"："+a.introduce(m)).Article(measures+"第二十七条").Money("标准", a.r.Standard)
}

// part is a share of the standard, rounded by the county's rule.
func (a *assessment) part(rate rules.Percent) money.Fen {
	rounding, err := money.ParseRounding(a.rounding.At(a.f.Division, "", a.m).Is)
	if err != nil {
		return 0 // told by payDifference
	}
	return rounding.Share(a.r.Standard, rate.Numerator, rate.Denominator)
}

// stack keeps the highest of several top-ups, or all of them.
func (a *assessment) stack(s *rules.Step, first int) {
	word, ok := need(a, s, a.stacking.At(a.f.Division, "", a.m))
	if !ok || word == "sum" {
		return
	}
	best := first
	for i := first; i < len(a.r.Lines); i++ {
		if a.r.Lines[i].Fen > a.r.Lines[best].Fen {
			best = i
		}
	}
	a.r.Lines[first] = a.r.Lines[best]
	a.r.Lines = a.r.Lines[:first+1]
}

// belongs tells whether a member is of a group, and the value that draws its
// line.
func (a *assessment) belongs(m *Member, g Group) (member bool, by *rules.Entry) {
	switch g {
	case Aged:
		v := a.ages.At(a.f.Division, "topup_aged", a.m)
		return a.drawn(v) && a.age(m) >= v.Is, v.Entry
	case Minor:
		v := a.ages.At(a.f.Division, "topup_minor", a.m)
		return a.drawn(v) && a.age(m) < v.Is, v.Entry
	case Disabled:
		if m.Disability == "" || m.Grade == 0 {
			return false, nil
		}
		v := a.severe.At(a.f.Division, string(m.Disability), a.m)
		return a.drawn(v) && m.Grade <= v.Is, v.Entry
	}
	return m.Ill, nil
}

// drawn is true when the line of a group is known; a top-up whose line is not
// known cannot be paid.
func (a *assessment) drawn(v rules.Value[int64]) bool {
	if !v.InForce() {
		a.lack("", v.Lack(), "")
	}
	return v.InForce()
}
