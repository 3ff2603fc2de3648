package dibao

import (
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

	work *assessment // kept for the next family of a run
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

// unrecorded is the How of a fact that nobody has entered.
const unrecorded = "未登记"

// Assess applies the law of a month to a family. It is pure and never fails:
// what stands in the way is named in Result.Missing. why may be nil, and then
// costs nothing. Ask Law.Covers first whether the law is loaded at all.
func Assess(f Facts, law Law, m month.Month, why *rules.Explanation) Result {
	var r Result
	r.Assess(&f, law, m, why)
	r.work = nil
	return r
}

// Assess is the function Assess for a run over many families: it reuses the
// memory of the last result and does not change the facts.
func (r *Result) Assess(f *Facts, law Law, m month.Month, why *rules.Explanation) {
	*r = Result{Lines: r.Lines[:0], Shares: r.Shares[:0], Failed: r.Failed[:0], Missing: r.Missing[:0], Marked: r.Marked[:0], work: r.work}
	if r.work == nil {
		r.work = &assessment{}
	}
	a := r.work
	*a = assessment{Law: law, f: f, m: m, day: m.First(), r: r, why: why}
	if why != nil {
		why.Title, why.Subject, why.Month = Term, f.Title, m
	}
	formula, ok := rules.Pick(formulas, m)
	if !ok {
		a.lack("", law.Covers(f.Division, m).Error(), "")
		a.decide()
		return
	}
	formula.Do(a)
}

// An assessment is the work on one family: what goes in and what is known so
// far.
type assessment struct {
	Law
	f   *Facts
	m   month.Month
	day month.Day // on which ages are counted: the first of the month
	r   *Result
	why *rules.Explanation

	months int64     // of the reference period
	total  money.Fen // countable income of the reference period, times twelve
}

// use cites a value in a step and remembers its warnings.
func (a *assessment) use(s *rules.Step, e *rules.Entry) {
	s.Cite(e)
	if e == nil || !e.Marked() {
		return
	}
	for _, has := range a.r.Marked {
		if has == e {
			return
		}
	}
	a.r.Marked = append(a.r.Marked, e)
}

// lack records that something is not known, once.
func (a *assessment) lack(who, what, how string) {
	l := Lack{who, what, how}
	for _, has := range a.r.Missing {
		if has == l {
			return
		}
	}
	a.r.Missing = append(a.r.Missing, l)
}

// need takes a value that the law cannot do without; where none is in force,
// that is what is missing.
func need[T any](a *assessment, s *rules.Step, v rules.Value[T]) (T, bool) {
	if !v.InForce() {
		a.lack("", v.Lack(), "")
		s.Find(rules.Missing)
		return v.Is, false
	}
	a.use(s, v.Entry)
	return v.Is, true
}

// test records what a condition came to.
func (a *assessment) test(s *rules.Step, c Condition, met bool) {
	s.Compare(c.Comparison)
	if met {
		s.Find(rules.Met)
		return
	}
	s.Find(rules.Failed)
	a.r.Failed = append(a.r.Failed, c)
}

// decide draws the result: unknown before refused before eligible.
func (a *assessment) decide() {
	switch {
	case len(a.r.Missing) > 0:
		a.unknown()
	case len(a.r.Failed) > 0:
		a.refuse()
	default:
		a.grant()
	}
}

func (a *assessment) unknown() {
	a.r.Outcome, a.r.Amount, a.r.Lines = Unknown, 0, a.r.Lines[:0]
	for i := range a.r.Shares {
		a.r.Shares[i].Fen = 0
	}
	a.r.Binding = Condition{}
	if a.why == nil {
		return
	}
	a.why.Conclude(Unknown.Term() + "：" + a.r.Lacks())
	a.why.Remedy("补齐以上资料后重新核算")
}

// Lacks names all that is missing, in one line.
func (r *Result) Lacks() string {
	named := make([]string, len(r.Missing))
	for i, l := range r.Missing {
		named[i] = l.String()
	}
	return strings.Join(named, "；")
}

func (a *assessment) refuse() {
	a.r.Outcome, a.r.Binding = Refused, a.r.Failed[0]
	if a.why == nil {
		return
	}
	a.why.Bind(a.r.Binding.Label)
	a.why.Conclude(Refused.Term() + "：" + a.r.Binding.Sentence())
	for _, c := range a.r.Failed {
		a.why.Remedy(a.remedy(c))
	}
}

// remedy says what would turn a failed condition.
func (a *assessment) remedy(c Condition) string {
	switch c.Label {
	case incomeTest:
		return "家庭月可计入收入低于 " + a.line().String() + "（现 " + a.monthly().String() + "），即符合收入条件"
	case vehicleTest:
		return "名下不再登记" + c.Comparison.Left.Name + "，即符合车辆条件"
	case housingTest:
		return "自有住房不超过 " + c.Comparison.Right.Text() + "，即符合住房条件"
	}
	return "家庭金融资产不超过 " + c.Comparison.Right.Text() + "，即符合金融资产条件"
}
