package dibao

import "minzheng/internal/base/money"

// countIncome adds up what the family received in the reference period and the
// law counts (家庭收入).
//
// To divide nothing, the total is kept times twelve: a monthly sum is then
// amount × months × 12, a yearly one amount × months, a single one amount × 12.
//
// 民发〔2021〕57号 第十三条.
func (w *work) countIncome() {
	if !w.need(&w.law.reference.standing) {
		return
	}
	w.months = w.law.reference.is
	total := w.receipts()
	law, parts, persons := w.law, w.parts, w.persons
	for i := range parts {
		part, p := &parts[i], &persons[i]
		if !part.verdict.counts() {
			continue
		}
		w.askIncome(p, law.at(part.age), int32(i))
		if p.is(pensioner) {
			total -= w.exemptPension(p, int32(i))
		}
		if !law.jobCost.unset {
			total -= w.deductJobCost(p)
		}
	}
	w.total = max(total, 0)
}

// askIncome makes sure that of each member the kinds of income are known that
// must be answered at that stage of life.
//
// 民发〔2021〕57号 第九条.
func (w *work) askIncome(p *person, at *aging, who int32) {
	if at.asked&^p.answered != 0 {
		w.miss(p, at, who)
	}
}

// miss names the kinds of income of which nothing is known, or the value of the
// law that would say which to ask for.
func (w *work) miss(p *person, at *aging, who int32) {
	law := w.law
	asked := &law.answers[at.stage]
	if p.birth == 0 {
		return // the date of birth is asked for already
	}
	if !w.know(&law.working.standing) || !w.know(&law.aged.standing) || !w.know(&asked.standing) {
		return
	}
	w.cited |= asked.bit
	for open := at.asked &^ p.answered; open != 0; open = open.without(open.first()) {
		w.lack(lackIncome, who, uint8(open.first()))
	}
}

// stage is the time of life that decides what is asked: under the working age,
// between, from old age on.
func (s *statute) stage(age int64) ordinal {
	switch {
	case age < s.working.is:
		return inYouth
	case age >= s.aged.is:
		return inOldAge
	}
	return atWork
}

// asked is what must be answered at a stage of life; everything, where the law
// does not say.
func (s *statute) asked(stage ordinal) set {
	if !s.working.inForce || !s.aged.inForce || !s.answers[stage].inForce {
		return everything
	}
	return s.answers[stage].is
}

// receipts adds up the items of those who count. The items of a family stand one
// behind the other, so that where all count one walk is enough.
func (w *work) receipts() (total money.Fen) {
	persons := w.persons
	if n := len(persons); n > 0 && w.counted == int64(n) {
		total = w.receive(w.items[persons[0].items:persons[n-1].beyond])
	} else {
		for i := range w.parts {
			if p := &persons[i]; w.parts[i].verdict.counts() {
				total += w.receive(w.items[p.items:p.beyond])
			}
		}
	}
	if w.cited.lack() || w.family.doubtful {
		w.doubt()
	}
	return total
}

// receive adds up items, each as the law treats its kind. An income without a rule
// is a lack of law, unless it is nothing.
func (w *work) receive(items []item) (total money.Fen) {
	law, cited := w.law, w.cited
	for i := range items {
		it := &items[i]
		sum := law.received(it)
		total += sum * law.signs[it.kind]
		cited |= law.taken[it.kind].when(sum != 0)
	}
	w.cited = cited
	return total
}

// received is an item's sum in the reference period, times twelve.
func (s *statute) received(it *item) money.Fen {
	times := s.times[it.rhythm]
	if it.rhythm == once && (it.in >= s.month || it.in < s.since) {
		times = 0 // outside the reference period
	}
	return money.Fen(it.amount) * times
}

// doubt names what is missing among the items of those who count: a sum that
// cannot be right, the month of a single one, the law of a kind.
func (w *work) doubt() {
	for i := range w.parts {
		if p := &w.persons[i]; w.parts[i].verdict.counts() {
			for j := p.items; j < p.beyond; j++ {
				w.doubtItem(&w.items[j], int32(i))
			}
		}
	}
}

func (w *work) doubtItem(it *item, who int32) {
	switch {
	case it.rhythm == odd:
		w.lack(lackSum, who, uint8(it.kind))
	case it.undated():
		w.lack(lackMonth, who, uint8(it.kind))
	case w.law.received(it) != 0:
		w.know(&w.law.income[it.kind].standing)
	}
}

// exemptPension is the part of a person's pension that is not counted: the basic
// pension that the centre sets (中央确定的城乡居民基础养老金), while the law
// excludes it. Once the exclusion has ended by its wording nothing is assumed:
// the county has to choose.
//
// 民发〔2021〕57号 第十三条第二款第（三）项.
func (w *work) exemptPension(p *person, who int32) money.Fen {
	rule := &w.law.income[basicPension]
	if rule.is == counted && p.answered.has(partOfPension) {
		w.need(&rule.standing)
		return 0
	}
	whole, part := w.countedSum(p, pension), w.sum(p, partOfPension)
	if whole <= 0 || part == 0 && p.answered.has(basicPension) {
		return 0
	}
	switch {
	case !w.need(&rule.standing) || rule.is == counted:
		return 0
	case !p.answered.has(basicPension):
		w.lack(lackBasicPart, who, 0)
		return 0
	case part > whole:
		w.lack(lackBasicSum, who, 0)
		return 0
	}
	return part
}

// deductJobCost is what goes off a worker's wages (必要的就业成本): a fixed local
// share of the standard, never more than the wages. Without a local rule nothing
// goes off.
//
// 民发〔2021〕57号 第十三条第三款.
func (w *work) deductJobCost(p *person) money.Fen {
	cost, wages := &w.law.jobCost, w.countedSum(p, wage)
	if wages <= 0 || cost.unset || !w.need(&cost.standing) {
		return 0
	}
	return min(wages, cost.is*money.Fen(w.scale()))
}

// sum is what a person received of a kind.
func (w *work) sum(p *person, kind ordinal) (sum money.Fen) {
	items := w.items[p.items:p.beyond]
	for i := range items {
		if items[i].kind == kind {
			sum += w.law.received(&items[i])
		}
	}
	return sum
}

// countedSum is sum as the law treats the kind.
func (w *work) countedSum(p *person, kind ordinal) money.Fen {
	return w.sum(p, kind) * w.law.signs[kind]
}

// testIncome holds the income per head strictly below the standard (人均收入低于
// 当地最低生活保障标准). Both sides are multiplied out, so that nothing is rounded
// before it is compared.
//
// 国务院令第649号 第九条; 民发〔2021〕57号 第十三条.
func (w *work) testIncome() {
	if w.law.class == "" {
		w.lack(lackClass, nobody, 0)
		return
	}
	if w.need(&w.law.standard.standing); w.comparable() {
		w.test(incomeCondition, w.total < w.line()*money.Fen(w.scale()))
	}
}

// comparable tells whether income can be held against the standard.
func (w *work) comparable() bool {
	return w.law.standard.inForce && w.months != 0 && w.counted != 0
}
