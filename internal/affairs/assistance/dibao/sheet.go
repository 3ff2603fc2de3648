package dibao

import (
	"strconv"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/rules"
)

// Labels of the steps, in their order.
const (
	familyStep  = "共同生活的家庭成员"
	incomeStep  = "家庭可计入收入"
	incomeTest  = "人均月收入"
	savingsTest = "金融资产"
	vehicleTest = "车辆"
	housingTest = "住房"
	amountStep  = "补差"
	topupStep   = "增发"
	totalStep   = "月保障金额"
)

// A telling writes the working of a family on a sheet, step by step. It decides
// nothing: every number, value and finding is the one that the formulas left, or
// give again when they are asked about one person. 核算过程.
type telling struct {
	*work
	f   *Facts
	r   *Result
	why *rules.Explanation
}

// tell writes the sheet of a family.
func tell(f *Facts, w *work, r *Result, why *rules.Explanation) {
	why.Title, why.Subject, why.Month = Term, f.Title, w.law.month
	t := &telling{w, f, r, why}
	if w.law.formula == nil {
		t.conclude()
		return
	}
	w.law.formula.tell(t)
}

// step begins a step with its article, and takes it once more by itself: what
// values it uses and whether something is missing. Every function of the law comes
// to the same when it is asked again.
func (t *telling) step(label, article string, do func(*work)) *rules.Step {
	all := t.cited
	t.cited, t.missed = 0, false
	do(t.work)
	s := t.why.Step(label).Article(article)
	t.cite(s, t.cited)
	if t.missed {
		s.Find(rules.Missing)
	}
	t.cited |= all
	return s
}

// condition is step for a condition; open tells that it could be tested.
func (t *telling) condition(article string, c test, do func(*work)) (s *rules.Step, open bool) {
	s = t.step(labels[c], article, do)
	switch {
	case t.missed:
		return s, false
	case t.failed.has(c):
		s.Find(rules.Failed)
	default:
		s.Find(rules.Met)
	}
	return s, true
}

func (t *telling) cite(s *rules.Step, used cites) {
	for some := used &^ absent; some != 0; some = some.without(some.first()) {
		s.Cite(t.law.told[some.first()].entry)
	}
}

// family tells findFamily.
func (t *telling) family() {
	s := t.step(familyStep, measures+"第七条", (*work).findFamily)
	for i := range t.parts {
		v := t.parts[i].verdict
		s.Note(t.introduce(i) + "：" + v.term() + "，" + t.reason(&t.f.Members[i], v))
	}
	s.Count("计入", t.counted, "人")
}

// introduce names a member with the age that the law reads.
func (t *telling) introduce(i int) string {
	if t.persons[i].birth == 0 {
		return t.f.Members[i].Name
	}
	return t.f.Members[i].Name + "（" + strconv.FormatInt(t.parts[i].age, 10) + " 周岁）"
}

func (v verdict) term() string {
	if v.counts() {
		return "计入"
	}
	return "不计入"
}

// reason says why a member counts or does not.
func (t *telling) reason(m *Member, v verdict) string {
	switch v {
	case byOfficer, outByOfficer:
		if m.Because != "" {
			return "已由经办人员认定：" + m.Because
		}
	case byGround, outByGround:
		return t.law.of.uncounted.ClassTerm(string(m.Uncounted))
	}
	return reasons[v]
}

var reasons = [...]string{
	outByOfficer:   "已由经办人员认定",
	outGraduate:    "已成年，在读学历高于本科，不属第一款第（三）项的子女",
	byOfficer:      "已由经办人员认定",
	groundOpen:     "待认定",
	ageOpen:        "年龄待核",
	schoolOpen:     "就学阶段待核",
	isHead:         "户主（申请人）",
	isSpouse:       "第一款第（一）项，配偶",
	minorChild:     "第一款第（二）项，未成年子女",
	dependentChild: "第一款第（三）项，已成年但不能独立生活的子女",
	studyingChild:  "第一款第（三）项，在校接受全日制本科及以下学历教育的子女",
	grownChild:     "第一款第（四）项，有法定赡养义务关系并长期共同居住",
	isOther:        "第一款第（四）项，有法定赡养、扶养、抚养义务关系并长期共同居住",
}

// income tells countIncome.
func (t *telling) income() {
	s := t.step(incomeStep, measures+"第十三条", (*work).countIncome)
	if t.months == 0 {
		return
	}
	for _, share := range t.r.Shares {
		m, p := &t.f.Members[share.Member], &t.persons[share.Member]
		t.items(s, m, p)
		if p.is(pensioner) {
			t.spared(s, m, t.exemptPension(p, int32(share.Member)))
		}
		switch {
		case t.countedSum(p, wage) <= 0:
		case t.law.jobCost.unset:
			s.Note("本地未定必要就业成本的扣减办法，未扣减")
		case t.law.jobCost.inForce && t.law.standard.inForce:
			s.Money("扣减 "+m.Name+" 就业成本（每月）", t.law.jobCost.is)
		}
	}
	s.Money("家庭月收入", t.monthly())
}

// monthly is the countable income of the family in a month, to the fen.
func (w *work) monthly() money.Fen { return money.FenHalfUp.Quotient(w.total, w.scale()) }

func (t *telling) spared(s *rules.Step, m *Member, part money.Fen) {
	if part != 0 {
		s.Money("不计入 "+m.Name+" 基础养老金（每月）", money.FenHalfUp.Quotient(part, t.scale()))
	}
}

// items tells the sums of a member, each as the law treats its kind.
func (t *telling) items(s *rules.Step, m *Member, p *person) {
	for i := range m.Income {
		it := &t.work.items[int(p.items)+i]
		if it.kind == partOfPension || t.law.received(it) == 0 {
			continue
		}
		switch t.law.income[it.kind].is {
		case counted:
			tellItem(s, m, &m.Income[i], "")
		case exempt:
			tellItem(s, m, &m.Income[i], "不计入 ")
		case deducted:
			tellItem(s, m, &m.Income[i], "扣减 ")
		case unruled:
			s.Note(m.Name + "的" + m.Income[i].Kind.Term() + " " + m.Income[i].Amount.String() + "：本地未定扣减办法，未扣减")
		}
	}
}

func tellItem(s *rules.Step, m *Member, i *Item, how string) {
	name := how + m.Name + " " + i.Kind.Term() + i.Period.term()
	if i.Approx {
		name += "（约数）"
	}
	s.Money(name, i.Amount)
}

// incomeTest tells testIncome, and under which class the family is decided and
// why: a decision of the case, never derived here.
func (t *telling) incomeTest() {
	s, tested := t.condition(interim+"第九条", incomeCondition, (*work).testIncome)
	if t.f.Class == "" {
		return
	}
	note := "按" + t.f.Class.Term() + "标准认定"
	if t.f.ClassReason != "" {
		note += "。" + t.f.ClassReason
	}
	if t.f.ClassAssumed {
		note += "（类别尚未认定）"
	}
	s.Note(note)
	switch {
	case !tested:
	case !t.comparable():
		s.Find("")
	default:
		s.Money("家庭月收入", t.monthly()).Count("家庭成员", t.counted, "人")
		s.Compare(t.numbers(t.f, incomeCondition).Comparison)
	}
}

// property is condition for a kind of property that must be known.
func (t *telling) property(c test, holding ordinal, do func(*work)) (s *rules.Step, open bool) {
	s, open = t.condition(measures+"第十四条", c, do)
	if open && !t.work.family.known.has(holding) {
		s.Note("未登记，本地不要求申报").Find("")
		return s, false
	}
	return s, open
}

// savings tells testSavings.
func (t *telling) savings() {
	s, open := t.property(savingsCondition, inSavings, (*work).testSavings)
	if !open {
		return
	}
	if t.f.SavingsApprox {
		s.Note("存款为约数")
	}
	s.Count("家庭成员", t.counted, "人").Compare(t.numbers(t.f, savingsCondition).Comparison)
}

// vehicles tells testVehicles.
func (t *telling) vehicles() {
	s, _ := t.property(vehicleCondition, inVehicles, (*work).testVehicles)
	if !t.work.family.known.has(inVehicles) {
		return
	}
	for _, v := range t.f.Vehicles {
		if v.Count == 0 {
			continue
		}
		c := t.vehicle(v)
		s.Number(c.Comparison.Left)
		if t.barred.has(wheel(v.Kind)) {
			s.Note(c.Sentence())
		}
	}
	if len(t.f.Vehicles) == 0 {
		s.Note("无车辆")
	}
}

// housing tells testHousing.
func (t *telling) housing() {
	s, open := t.property(housingCondition, inHousing, (*work).testHousing)
	if open {
		s.Compare(t.numbers(t.f, housingCondition).Comparison)
	}
}

// amount tells grant.
func (t *telling) amount() {
	if !t.granted {
		return
	}
	s := t.step(amountStep, measures+"第二十三条", (*work).payDifference)
	if t.law.rounding.inForce && t.law.perPerson.inForce {
		s.Money("标准", t.law.standard.is).Count("家庭成员", t.counted, "人").Money("家庭月收入", t.monthly()).Money("差额", t.difference)
	}
	if t.raised {
		s.Note("差额低于本地最低发放额，按最低发放额发放").Money("最低发放额", t.law.floor.is)
	}
	t.payTopUps() // findFamily, told again, began the parts anew
	for _, share := range t.r.Shares {
		t.topUp(share.Member)
	}
	if t.outcome == eligible {
		t.why.Step(totalStep).Count("保障人数", t.counted, "人").Money(totalStep, t.work.amount)
	}
}

// topUp tells payTopUps of one person.
func (t *telling) topUp(i int) {
	part := &t.parts[i]
	if part.topups == 0 {
		return
	}
	s := t.step(topupStep+"："+t.introduce(i), measures+"第二十七条", func(w *work) { w.topUps(&w.persons[i], part.age) })
	s.Money("标准", t.law.standard.is)
	for paid := part.topups; paid != 0; paid = paid.without(paid.first()) {
		l := t.topUpLine(i, paid.first())
		s.Money(l.Group.Term(), l.Fen)
	}
}

// conclude tells the outcome and what would change it.
func (t *telling) conclude() {
	switch t.outcome {
	case unknown:
		t.why.Conclude(Unknown.Term() + "：" + t.r.Lacks())
		t.why.Remedy("补齐以上资料后重新核算")
	case refused:
		t.why.Bind(t.r.Binding.Label)
		t.why.Conclude(Refused.Term() + "：" + t.r.Binding.Sentence())
		for _, c := range t.r.Failed {
			t.why.Remedy(t.remedy(c))
		}
	case eligible:
		t.why.Bind(incomeTest)
		t.why.Conclude(Eligible.Term() + "，每月 " + t.work.amount.String() + "，保障 " + strconv.FormatInt(t.counted, 10) + " 人")
		t.why.Remedy("家庭月可计入收入达到 " + t.line().String() + "（现 " + t.monthly().String() + "），即不再符合收入条件")
	}
}

// remedy says what would turn a failed condition.
func (t *telling) remedy(c Condition) string {
	switch c.Label {
	case incomeTest:
		return "家庭月可计入收入低于 " + t.line().String() + "（现 " + t.monthly().String() + "），即符合收入条件"
	case vehicleTest:
		return "名下不再登记" + c.Comparison.Left.Name + "，即符合车辆条件"
	case housingTest:
		return "自有住房不超过 " + c.Comparison.Right.Text() + "，即符合住房条件"
	}
	return "家庭金融资产不超过 " + c.Comparison.Right.Text() + "，即符合金融资产条件"
}
