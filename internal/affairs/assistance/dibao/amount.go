package dibao

import "minzheng/internal/base/money"

// decide draws the outcome: unknown before refused before eligible. What the law
// lacks for the amount still makes an eligible family unknown.
func (w *work) decide() {
	if len(w.lacking) == 0 && w.failed == 0 {
		w.grant()
	}
	switch {
	case len(w.lacking) > 0:
		w.outcome, w.binding, w.amount = unknown, 0, 0
	case w.failed != 0:
		w.outcome, w.binding = refused, w.failed.first()
	default:
		w.outcome, w.binding = eligible, incomeCondition
	}
}

// grant works out what an eligible family is paid.
func (w *work) grant() {
	w.granted = true
	w.payDifference()
	w.payTopUps()
	w.amount = w.pay + w.more
}

// payDifference pays what the family's income lacks to the standard (补差发放):
// the standard times the members less the income, rounded by the named rule,
// not below the local floor.
//
// 民发〔2021〕57号 第二十三条; 国务院令第649号 第十二条.
func (w *work) payDifference() {
	rounding, perPerson := &w.law.rounding, &w.law.perPerson
	if !w.need(&rounding.standing) || !w.need(&perPerson.standing) {
		return
	}
	gap := w.line()*money.Fen(w.scale()) - w.total
	if perPerson.is {
		w.difference = rounding.is.Quotient(gap, w.scale()*w.counted) * money.Fen(w.counted)
	} else {
		w.difference = rounding.is.Quotient(gap, w.scale())
	}
	w.pay = w.difference
	w.raise()
}

// raise lifts a small difference to the local floor (最低发放额), where there is
// one.
func (w *work) raise() {
	floor := &w.law.floor
	if !floor.unset && w.need(&floor.standing) && w.pay < floor.is {
		w.pay, w.raised = floor.is, true
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

// payTopUps pays covered persons the local share of the standard (增发, 分类施保)
// when they belong to a group that gets one. Somebody of several groups gets the
// highest or the sum, as the local rule says.
//
// 民发〔2021〕57号 第二十七条; 国务院令第649号 第十二条第二款.
func (w *work) payTopUps() {
	law, parts, persons := w.law, w.parts, w.persons
	w.more = 0
	for i := range parts {
		part := &parts[i]
		if !part.verdict.counts() || !law.favours(&persons[i], part.age) {
			continue
		}
		part.topups = w.topUps(&persons[i], part.age)
		for paid := part.topups; paid != 0; paid = paid.without(paid.first()) {
			w.more += law.topup[paid.first()].is
		}
	}
}

// favours tells whether a person may belong to a group, see groups.
func (s *statute) favours(p *person, age int64) bool {
	return s.at(age).topups != 0 || p.category != 0 || p.is(seriouslyIll)
}

// topUps are the groups for which a person is paid more.
func (w *work) topUps(p *person, age int64) (paid set) {
	for of := w.groups(p, age); of != 0; of = of.without(of.first()) {
		if w.need(&w.law.topup[of.first()].standing) {
			paid = paid.with(of.first())
		}
	}
	if paid.several() {
		return w.stack(paid)
	}
	return paid
}

// groups are the groups to which a person belongs, of those that get more here; a
// top-up whose line is not known cannot be paid.
func (w *work) groups(p *person, age int64) (of set) {
	law := w.law
	of = law.at(age).topups
	if of.has(aged) && w.know(&law.topupAged.standing) {
		w.cited |= law.topupAged.bit
	}
	if of.has(minor) && w.know(&law.topupMinor.standing) {
		w.cited |= law.topupMinor.bit
	}
	if law.favoured.has(disabled) && p.category != 0 && p.grade != 0 {
		if line := &law.severe[p.category]; w.know(&line.standing) && int64(p.grade) <= line.is {
			of = of.with(disabled)
			w.cited |= line.bit
		}
	}
	if law.favoured.has(ill) && p.is(seriouslyIll) {
		of = of.with(ill)
	}
	return of
}

// topUpsAt are the groups to which an age makes belong, of those that get more
// here. Where the line is not known it may be any age.
func (s *statute) topUpsAt(age int64) (of set) {
	if s.favoured.has(aged) && (!s.topupAged.inForce || age >= s.topupAged.is) {
		of = of.with(aged)
	}
	if s.favoured.has(minor) && (!s.topupMinor.inForce || age < s.topupMinor.is) {
		of = of.with(minor)
	}
	return of
}

// stack keeps the highest of several top-ups, or all of them.
func (w *work) stack(several set) set {
	if !w.need(&w.law.sum.standing) || w.law.sum.is {
		return several
	}
	best := several.first()
	for other := several; other != 0; other = other.without(other.first()) {
		if w.law.topup[other.first()].is > w.law.topup[best].is {
			best = other.first()
		}
	}
	return set(0).with(best)
}
