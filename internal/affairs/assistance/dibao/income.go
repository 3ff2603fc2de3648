package dibao

import (
	"cmp"
	"math"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/rules"
)

// What a kind of income may count as: the words of the parameter dibao.income.
const (
	counted  = "counted"  // 计入
	exempt   = "exempt"   // 不计入
	deducted = "deducted" // 扣减
)

// countIncome adds up what the family received in the reference period and the
// law counts (家庭收入).
//
// To divide nothing, the total is kept times twelve: a monthly sum is then
// amount × months × 12, a yearly one amount × months, a single one amount × 12.
//
// 民发〔2021〕57号 第十三条.
func (a *assessment) countIncome() {
	s := a.why.Step(incomeStep)
	s.Article(measures + "第十三条")
	months, ok := need(a, s, a.reference.At(a.f.Division, "", a.m))
	if ok && (months < 1 || months > math.MaxInt8) {
		a.lack("", "收入核算期的月数不对，请核对法规参数", "")
		ok = false
	}
	if !ok {
		return
	}
	a.months = months
	for _, share := range a.r.Shares {
		m := &a.f.Members[share.Member]
		a.askIncome(s, m)
		wages := a.memberIncome(s, m)
		a.deductJobCost(s, m, wages)
	}
	a.total = max(a.total, 0)
	s.Money("家庭月收入", a.monthly())
}

// scale is how often a monthly sum stands in total.
func (a *assessment) scale() int64 { return a.months * rules.MonthsPerYear }

// monthly is the countable income of the family in a month, to the fen.
func (a *assessment) monthly() money.Fen {
	if a.months == 0 {
		return 0
	}
	return money.FenHalfUp.Quotient(a.total, a.scale())
}

// askIncome makes sure that of each member the kinds of income are known that
// must be answered at that stage of life.
func (a *assessment) askIncome(s *rules.Step, m *Member) {
	if m.Birth == 0 {
		return // asked for already
	}
	v := a.answers.At(a.f.Division, a.stage(s, m), a.m)
	if !v.InForce() {
		need(a, s, v)
	}
	for _, kind := range v.Is {
		if !m.answered(Kind(kind)) {
			a.use(s, v.Entry)
			a.lack(m.Name, Kind(kind).Term(), unrecorded)
			s.Find(rules.Missing)
		}
	}
}

// stage is the time of life that decides what is asked: under the working age,
// between, from old age on.
func (a *assessment) stage(s *rules.Step, m *Member) string {
	working := a.ages.At(a.f.Division, "working", a.m)
	aged := a.ages.At(a.f.Division, "aged", a.m)
	switch age := a.age(m); {
	case !working.InForce():
		need(a, s, working)
	case !aged.InForce():
		need(a, s, aged)
	case age < working.Is:
		return "minor"
	case age >= aged.Is:
		return "aged"
	}
	return "working"
}

// memberIncome adds a member's items to the total, each as the law treats its
// kind, and returns the wages among them on the same scale.
func (a *assessment) memberIncome(s *rules.Step, m *Member) (wages money.Fen) {
	for i := range m.Income {
		item := &m.Income[i]
		if item.Kind == BasicPension && m.has(Pension) {
			continue // a part of the pension, see pension
		}
		sum, ok := a.received(m, item)
		if !ok || sum == 0 {
			continue
		}
		switch a.treat(s, m, item) {
		case counted:
			a.total += sum
			a.tell(s, m, item, "")
			if item.Kind == Wage {
				wages += sum
			}
			if item.Kind == Pension {
				a.total -= a.exemptPension(s, m, sum)
			}
		case deducted:
			a.total -= sum
			a.tell(s, m, item, "扣减 ")
		}
	}
	return wages
}

func (m *Member) has(k Kind) bool {
	for i := range m.Income {
		if m.Income[i].Kind == k {
			return true
		}
	}
	return false
}

// received is an item's sum in the reference period, times twelve. A sum that
// cannot be right, or a single one of unknown date, is a missing fact.
func (a *assessment) received(m *Member, item *Item) (sum money.Fen, ok bool) {
	months := item.Months
	if months == 0 {
		months = a.months
	}
	switch {
	case item.Amount < 0 || item.Amount > math.MaxInt32:
		a.lack(m.Name, item.Kind.Term(), "的数额不对，请核对")
		return 0, false
	case item.Period == Yearly:
		return item.Amount * money.Fen(a.months), true
	case item.Period == Once && item.In == 0 && item.Amount > 0:
		a.lack(m.Name, item.Kind.Term(), "（一次性）的取得月份"+unrecorded)
		return 0, false
	case item.Period == Once && (item.In >= a.m || item.In < a.m.Add(-int(a.months))):
		return 0, true // outside the reference period
	case item.Period == Once:
		return item.Amount * rules.MonthsPerYear, true
	}
	return item.Amount * money.Fen(min(max(months, 0), a.months)) * rules.MonthsPerYear, true
}

// treat reads how the law treats an item's kind. A cost counts only where a
// local rule lets it go off; an income without a rule is a lack of law.
func (a *assessment) treat(s *rules.Step, m *Member, item *Item) string {
	v := a.income.At(a.f.Division, string(item.Kind), a.m)
	if item.Kind.cost() && v.Standing == rules.Unloaded {
		if s.Listening() {
			s.Note(m.Name + "的" + item.Kind.Term() + " " + item.Amount.String() + "：本地未定扣减办法，未扣减")
		}
		return ""
	}
	word, _ := need(a, s, v)
	if word == exempt {
		a.tell(s, m, item, "不计入 ")
	}
	return word
}

// tell shows an item as a number of the step.
func (a *assessment) tell(s *rules.Step, m *Member, item *Item, how string) {
	if !s.Listening() {
		return
	}
	name := how + m.Name + " " + item.Kind.Term() + item.Period.term()
	if item.Approx {
		name += "（约数）"
	}
	s.Money(name, item.Amount)
}

// exemptPension is the part of a member's pension that is not counted: the basic
// pension that the centre sets (中央确定的城乡居民基础养老金), while the law
// excludes it. Once the exclusion has ended by its wording nothing is assumed:
// the county has to choose.
//
// 民发〔2021〕57号 第十三条第二款第（三）项.
func (a *assessment) exemptPension(s *rules.Step, m *Member, whole money.Fen) money.Fen {
	var part money.Fen
	for i := range m.Income {
		if m.Income[i].Kind == BasicPension {
			sum, ok := a.received(m, &m.Income[i])
			if !ok {
				return 0
			}
			part += sum
		}
	}
	if part == 0 && m.answered(BasicPension) {
		return 0
	}
	word, ok := need(a, s, a.income.At(a.f.Division, string(BasicPension), a.m))
	switch {
	case !ok || word == counted:
		return 0
	case !m.answered(BasicPension):
		a.lack(m.Name, "养老金中的基础养老金", unrecorded)
		return 0
	case part > whole:
		a.lack(m.Name, "基础养老金大于养老金总额，请核对", "")
		return 0
	}
	if s.Listening() {
		s.Money("不计入 "+m.Name+" 基础养老金（每月）", money.FenHalfUp.Quotient(part, a.scale()))
	}
	return part
}

// deductJobCost lets a fixed local share of the standard go off each worker's
// wages (必要的就业成本), never more than the wages. Without a local rule nothing
// goes off.
//
// 民发〔2021〕57号 第十三条第三款.
func (a *assessment) deductJobCost(s *rules.Step, m *Member, wages money.Fen) {
	if wages == 0 {
		return
	}
	v := a.jobCost.At(a.f.Division, "", a.m)
	if v.Standing == rules.Unloaded {
		s.Note(noJobCost)
		return
	}
	rate, ok := need(a, s, v)
	standard := a.standard.At(a.f.Division, string(a.f.Class), a.m)
	if !ok || !standard.InForce() {
		return
	}
	cost := money.FenHalfUp.Share(standard.Is, rate.Numerator, rate.Denominator)
	a.total -= min(wages, cost*money.Fen(a.scale()))
	if s.Listening() {
		s.Money("扣减 "+m.Name+" 就业成本（每月）", cost)
	}
}

const noJobCost = "本地未定必要就业成本的扣减办法，未扣减"

// testIncome holds the income per head strictly below the standard (人均收入低于
// 当地最低生活保障标准). Both sides are multiplied out, so that nothing is rounded
// before it is compared.
//
// 国务院令第649号 第九条; 民发〔2021〕57号 第十三条.
func (a *assessment) testIncome() {
	s := a.why.Step(incomeTest)
	s.Article(interim + "第九条")
	if a.f.Class == "" {
		a.lack("", "城乡类别未认定", "")
		s.Find(rules.Missing)
		return
	}
	a.sayClass(s)
	standard, ok := need(a, s, a.standard.At(a.f.Division, string(a.f.Class), a.m))
	if !ok || a.months == 0 || a.r.Counted == 0 {
		return
	}
	a.r.Standard = standard
	a.r.PerHead = money.FenHalfUp.Quotient(a.total, a.scale()*a.r.Counted)
	s.Money("家庭月收入", a.monthly()).Count("家庭成员", a.r.Counted, "人")
	order := cmp.Compare(a.total, a.line()*money.Fen(a.scale()))
	a.r.Binding = Condition{Label: incomeTest, Comparison: rules.Comparison{
		Left: rules.Sum(incomeTest, a.r.PerHead), Right: rules.Sum("标准", standard), Order: order, Must: "须低于",
	}}
	a.test(s, a.r.Binding, order < 0)
}

// sayClass says under which class the family is decided, and why: it is a
// decision of the case, never derived here.
func (a *assessment) sayClass(s *rules.Step) {
	if !s.Listening() {
		return
	}
	note := "按" + a.f.Class.Term() + "标准认定"
	if a.f.ClassReason != "" {
		note += "。" + a.f.ClassReason
	}
	if a.f.ClassAssumed {
		note += "（类别尚未认定）"
	}
	s.Note(note)
}

// line is the income of the family in a month at which it no longer qualifies.
func (a *assessment) line() money.Fen { return a.r.Standard * money.Fen(a.r.Counted) }
