package benefit

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// A Unit tells whom a programme pays for: a household together or one person.
type Unit string

// The two units.
const (
	Household Unit = "household" // 按户
	Person    Unit = "person"    // 按人
)

// Term is the official term of the unit.
func (u Unit) Term() string {
	if u == Person {
		return "按人"
	}
	return "按户"
}

// A Programme is one kind of benefit as an affair offers it: its names, its
// legal basis and its law as a pure function. 待遇项目.
type Programme struct {
	Code  string // "dibao": in tables, addresses and rolls; never changes
	Term  string // 城乡居民最低生活保障
	Short string // 低保: where space is short
	Basis string // the texts of law, one line
	Unit  Unit

	// Begins tells from which month a first award confirmed on a day is paid,
	// as the programme's law says (dibao: the month after the decision,
	// 民发〔2021〕57号 第二十一条). Nil: the month for which it was proposed.
	Begins func(decided month.Day) month.Month

	// Doubts tells what is odd about a claim by the values in force in its month:
	// an amount no value gives, an age outside the bands. It is pure. Nil: the
	// programme has nothing to say.
	Doubts func(c Claim) []Doubt

	// Assess applies the law of month m to what the registers know of a
	// household. Nil: the programme is not yet worked out by rule; its awards are
	// carried on from month to month as they stand and no proposal is made.
	//
	// It is pure: same family, month and values, same assessment. It
	// asks no database and no clock. why may be nil and then costs nothing.
	//
	// A fact that is not known gives the outcome Unknown with the fact named in
	// Missing, never a refusal and never an error. An error is for what is wrong
	// with the law as loaded (fault.Invalid: law not loaded for the month) and
	// stops the whole run.
	Assess func(f Family, m month.Month, why *rules.Explanation) (Assessment, error)

	// Reassess applies the law again to frozen facts, as Assess left them in
	// Assessment.Facts, so that the calculation sheet of any earlier decision
	// can be printed. Same facts, month and values, same assessment.
	Reassess func(facts []byte, m month.Month, why *rules.Explanation) (Assessment, error)
}

// An Outcome is what an assessment says.
type Outcome string

// The outcomes.
const (
	Eligible Outcome = "eligible" // 符合条件
	Refused  Outcome = "refused"  // 不符合条件
	Unknown  Outcome = "unknown"  // 资料不全，无法认定
)

// Term is the official term of the outcome.
func (o Outcome) Term() string {
	switch o {
	case Eligible:
		return "符合条件"
	case Refused:
		return "不符合条件"
	case Unknown:
		return "资料不全"
	}
	return string(o)
}

// An Assessment is the result of applying a programme's law to a family in a
// month. 认定结果.
type Assessment struct {
	Outcome Outcome
	Amount  money.Fen // per month; zero unless eligible
	Lines   []Line    // add up to Amount
	Covered []Covered // whom the amount is for; shares add up to Amount
	Class   Classed   // the class the standard was taken of

	// Binding is the sentence of the condition that decided, with its numbers:
	// "人均月收入 712.40 元，高于标准 700.00 元，超出 12.40 元".
	Binding string
	// Condition is the name of that condition, without numbers: "人均月收入". It is
	// one of a few.
	Condition string
	// Distance is how far off the binding condition was, in fen; zero on the
	// line or where the condition is not one of money.
	Distance money.Fen
	// Missing names the facts that are not known, one short sentence each, and
	// is empty unless the outcome is Unknown: "李某的收入未登记".
	Missing []string

	// Facts is the plain struct the law was applied to, as JSON, without any
	// identity number: the same facts must give the same bytes.
	Facts []byte
	// Law names the version of the values and formulas applied.
	Law string
	// Marks lists what a reader must be told about the values used: "标准为演示值",
	// "基础养老金是否计入收入：县级选择，尚未正式确认".
	Marks []string
}

// A Line is one part of the amount. 金额构成.
type Line struct {
	Code   string    `json:"code"`             // "difference", "topup"; the programme's own closed list
	Term   string    `json:"term"`             // 补差, 增发
	Person string    `json:"person,omitempty"` // id of the person it is paid for; empty: the household
	Fen    money.Fen `json:"fen"`
	Why    string    `json:"why,omitempty"` // in words: "罗某 15 周岁，未成年人"
}

// Covered is one person, or a number of unnamed persons, whom an award is for.
// 保障对象.
type Covered struct {
	Person string     `json:"person,omitempty"` // id; empty when the roll gave only a number
	Name   string     `json:"name,omitempty"`   // filled by readers, not kept
	Count  int        `json:"count"`            // 1 for a named person
	Share  *money.Fen `json:"share,omitempty"`  // part of the amount; nil when not known (roll states only the household's amount)
}

// A Class is the side of the urban and rural system a case is decided under. It
// is decided per case, with its reason; it is never derived from the address.
// 城乡类别.
type Class string

// The classes.
const (
	Urban Class = "urban" // 城市
	Rural Class = "rural" // 农村
)

// Term is the official term of the class.
func (c Class) Term() string {
	switch c {
	case Urban:
		return "城市"
	case Rural:
		return "农村"
	}
	return "未定"
}

// Classed is a class with its reason. Default marks a class nobody has decided
// yet, and its reason says from what it was assumed: "默认：按户所在地".
type Classed struct {
	Class   Class  `json:"class"`
	Reason  string `json:"reason"`
	Default bool   `json:"default,omitempty"`
}

// Heads counts the covered persons. 保障人数.
func Heads(covered []Covered) int {
	n := 0
	for _, c := range covered {
		n += c.Count
	}
	return n
}

// Sum adds up lines.
func Sum(lines []Line) money.Fen {
	var sum money.Fen
	for _, l := range lines {
		sum += l.Fen
	}
	return sum
}
