package dibao

import (
	"cmp"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// An Outcome is what the law says about a family.
type Outcome string

// The outcomes.
const (
	Eligible Outcome = "eligible" // 符合条件
	Refused  Outcome = "refused"  // 不符合条件
	Unknown  Outcome = "unknown"  // 资料不全
)

// Term is the outcome in Chinese.
func (o Outcome) Term() string {
	switch o {
	case Eligible:
		return "符合条件"
	case Refused:
		return "不符合条件"
	}
	return "资料不全，暂不能认定"
}

// A Result is what the law says about a family in a month. 核算结果.
type Result struct {
	Outcome  Outcome
	Counted  int64     // members of the co-living family
	Standard money.Fen // per person and month
	PerHead  money.Fen // countable income per head and month, to the fen; the test itself is exact
	Amount   money.Fen // per month, zero unless eligible
	Lines    []Line    // add up to Amount
	Shares   []Share   // one for each counted member; add up to Amount

	// Binding is the condition that decided: the income test of an eligible
	// family, the first condition in the order of the law that a refused one
	// fails. Zero when the outcome is Unknown.
	Binding Condition
	Failed  []Condition    // all that fail as far as known
	Missing []Lack         // why the outcome is Unknown
	Marked  []*rules.Entry // values used that carry a warning

	alone *single // memory for the next family of a run
}

// A Line is one part of the amount. 金额构成.
type Line struct {
	Code   LineCode
	Member int   // index in Facts.Members of the person it is paid for; -1: the household
	Group  Group // why a top-up is paid
	Fen    money.Fen
}

// A LineCode names a kind of line.
type LineCode string

// The lines.
const (
	Difference LineCode = "difference" // 补差
	TopUp      LineCode = "topup"      // 增发
)

// Term is the line in Chinese.
func (c LineCode) Term() string {
	if c == TopUp {
		return "增发"
	}
	return "补差"
}

// A Share is what of the amount is for one covered person: an equal part of the
// difference and the person's own top-up. 保障对象.
type Share struct {
	Member int // index in Facts.Members
	Fen    money.Fen
}

// A Condition is one test of the law with its numbers. 认定条件.
type Condition struct {
	Label      string // of its step
	Comparison rules.Comparison
	Thing      string // what is barred whatever its number, such as 小轿车; empty: the comparison decides
}

// Sentence says the condition: "人均月收入 712.40 元，高于标准 700.00 元，超出 12.40
// 元"; empty for the zero Condition.
func (c Condition) Sentence() string {
	switch {
	case c.Label == "":
		return ""
	case c.Thing != "":
		return "登记有" + c.Comparison.Left.Name + " " + c.Comparison.Left.Text() + "，属于规定不予认定的车辆"
	}
	return c.Comparison.Sentence()
}

// Distance is how far off the condition was in fen, not below zero; zero on the
// line, and for a condition that is not one of money.
func (c Condition) Distance() money.Fen {
	if c.Comparison.Left.Kind != rules.KindMoney {
		return 0
	}
	return c.Comparison.Distance().Fen
}

// A Lack is a fact or a value of the law that is needed and not known.
type Lack struct {
	Who  string // the member; empty for the family or the law
	What string
	How  string // 未登记, or empty where What is a whole sentence
}

// String names the fact: "郭轩：工资性收入（务工）未登记".
func (l Lack) String() string {
	if l.Who == "" {
		return l.What + l.How
	}
	return l.Who + "：" + l.What + l.How
}

// Assess applies the law of a month to a family. It is pure and never fails:
// what stands in the way is named in Result.Missing. why may be nil, and then
// costs nothing. Ask Law.Covers first whether the law is loaded at all.
func Assess(f Facts, law Law, m month.Month, why *rules.Explanation) Result {
	var r Result
	r.Assess(&f, law, m, why)
	r.alone = nil
	return r
}

// Assess is the function Assess for families one by one: it reuses the memory of
// the last result and does not change the facts. Whoever needs no more than the
// outcome and the amount of many takes a Batch.
//
// The family is worked out as a batch of one, by the same functions.
func (r *Result) Assess(f *Facts, law Law, m month.Month, why *rules.Explanation) {
	*r = Result{Lines: r.Lines[:0], Shares: r.Shares[:0], Failed: r.Failed[:0], Missing: r.Missing[:0], Marked: r.Marked[:0], alone: r.alone}
	if r.alone == nil {
		r.alone = &single{}
	}
	b, w := &r.alone.batch, &r.alone.work
	b.Reset()
	b.lay(f)
	w.items = b.items
	w.decideBy(law.statute(f.Division, f.Class, m), &b.families[0], b.persons)
	r.take(f, w)
	if why != nil {
		tell(f, w, r, why)
	}
}

// single is the memory in which families are worked out one by one.
type single struct {
	batch Batch
	work  work
}

// decideBy works out a family by the law of a month.
func (w *work) decideBy(law *statute, f *family, persons []person) {
	w.on(law, f, persons)
	if law.formula == nil {
		w.lack(lackFormula, nobody, 0)
		w.decide()
		return
	}
	law.formula.work(w)
}

// take fills the result from the working.
func (r *Result) take(f *Facts, w *work) {
	r.Outcome, r.Counted, r.Amount = outcomes[w.outcome], w.counted, w.amount
	for _, l := range w.lacking {
		r.Missing = append(r.Missing, w.says(f, l))
	}
	if w.comparable() {
		r.Standard, r.PerHead = w.law.standard.is, w.perHead()
	}
	w.conditions(f, r)
	w.shares(r)
	w.marks(r)
}

// outcomes are the words of the ordinals.
var outcomes = [...]Outcome{unknown: Unknown, refused: Refused, eligible: Eligible}

// conditions tells which conditions fail, in the order of the law, and which one
// decided.
func (w *work) conditions(f *Facts, r *Result) {
	for some := w.failed; some != 0; some = some.without(some.first()) {
		if t := some.first(); t != vehicleCondition {
			r.Failed = append(r.Failed, w.numbers(f, t))
			continue
		}
		for _, v := range f.Vehicles {
			if v.Count != 0 && w.barred.has(wheel(v.Kind)) {
				r.Failed = append(r.Failed, w.vehicle(v))
			}
		}
	}
	switch w.outcome {
	case refused:
		r.Binding = r.Failed[0]
	case eligible:
		r.Binding = w.numbers(f, incomeCondition)
	}
}

// shares tells what the amount is made of and for whom.
func (w *work) shares(r *Result) {
	paid := w.outcome == eligible
	if paid {
		r.Lines = append(r.Lines, Line{Code: Difference, Member: -1, Fen: w.pay})
	}
	for i := range w.parts {
		if !w.parts[i].verdict.counts() {
			continue
		}
		share := Share{Member: i}
		if paid {
			share.Fen = w.share(len(r.Shares))
			for paid := w.parts[i].topups; paid != 0; paid = paid.without(paid.first()) {
				l := w.topUpLine(i, paid.first())
				share.Fen += l.Fen
				r.Lines = append(r.Lines, l)
			}
		}
		r.Shares = append(r.Shares, share)
	}
}

// share is what of the difference is for the covered person of an ordinal: an
// equal part; fen that are left over go to the first ones.
func (w *work) share(ordinal int) money.Fen {
	each := money.FenDown.Quotient(w.pay, w.counted)
	if money.Fen(ordinal) < w.pay-each*money.Fen(w.counted) {
		each++
	}
	return each
}

// topUpLine is the line of a top-up.
func (w *work) topUpLine(i int, g ordinal) Line {
	return Line{Code: TopUp, Member: i, Group: groups[g-1], Fen: w.law.topup[g].is}
}

// marks lists the values used that carry a warning.
func (w *work) marks(r *Result) {
	for some := w.cited & w.law.marked; some != 0; some = some.without(some.first()) {
		r.Marked = append(r.Marked, w.law.told[some.first()].entry)
	}
}

// perHead is the countable income per head and month, to the fen.
func (w *work) perHead() money.Fen { return money.FenHalfUp.Quotient(w.total, w.scale()*w.counted) }

// numbers is a test of the law with its numbers.
func (w *work) numbers(f *Facts, t test) Condition {
	var c rules.Comparison
	switch t {
	case incomeCondition:
		line := w.line() * money.Fen(w.scale())
		c = rules.Comparison{
			Left: rules.Sum(incomeTest, w.perHead()), Right: rules.Sum("标准", w.law.standard.is),
			Order: cmp.Compare(w.total, line), Must: "须低于",
		}
	case savingsCondition:
		limit := w.law.savings.is * money.Fen(w.counted)
		c = rules.Comparison{
			Left: rules.Sum("家庭金融资产", f.Savings), Right: rules.Sum("限额", limit),
			Order: cmp.Compare(f.Savings, limit), Must: "不得超过",
		}
	case housingCondition:
		c = rules.Comparison{
			Left: rules.Count("自有住房", f.Housing, "套"), Right: rules.Count("限额", w.law.housing.is, "套"),
			Order: cmp.Compare(f.Housing, w.law.housing.is), Must: "不得超过",
		}
	}
	return Condition{Label: labels[t], Comparison: c}
}

// vehicle is the condition that a barred vehicle fails.
func (w *work) vehicle(v Vehicle) Condition {
	term := w.law.of.vehicles.ClassTerm(v.Kind)
	return Condition{Label: vehicleTest, Thing: term, Comparison: rules.Comparison{
		Left: rules.Count(term, v.Count, "辆"), Right: rules.Count("准许", 0, "辆"), Order: 1, Must: "不得有",
	}}
}

// labels are the steps of the conditions.
var labels = [...]string{incomeCondition: incomeTest, savingsCondition: savingsTest, vehicleCondition: vehicleTest, housingCondition: housingTest}

// Lacks names all that is missing, in one line.
func (r *Result) Lacks() string {
	named := make([]string, len(r.Missing))
	for i, l := range r.Missing {
		named[i] = l.String()
	}
	return strings.Join(named, "；")
}
