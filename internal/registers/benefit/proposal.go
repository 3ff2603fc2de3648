package benefit

import (
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Kind is what a proposal proposes.
type Kind string

// The kinds of proposal, in the order in which pages list them.
const (
	Starting   Kind = "new"     // 拟新增: is eligible and has no award
	Changing   Kind = "change"  // 拟变更: amount, lines or covered persons differ
	Stopping   Kind = "stop"    // 拟停发: has an award and is not eligible
	Refusing   Kind = "refuse"  // 拟不予确认: has asked and is not eligible
	Incomplete Kind = "unknown" // 资料不全: a fact is missing; cannot be confirmed
)

// Kinds lists all kinds in their order.
func Kinds() []Kind { return []Kind{Starting, Changing, Stopping, Refusing, Incomplete} }

// Term is the official term of the kind.
func (k Kind) Term() string {
	switch k {
	case Starting:
		return "拟新增"
	case Changing:
		return "拟变更"
	case Stopping:
		return "拟停发"
	case Refusing:
		return "拟不予确认"
	case Incomplete:
		return "资料不全"
	}
	return string(k)
}

// A State is where a proposal stands, read from the acts on it.
type State string

// The states.
const (
	StateOpen       State = "open"       // 待处理: entered when the run writes it
	StateOutdated   State = "outdated"   // 待重新生成: still open, but facts have changed since; cannot be confirmed
	StateConfirmed  State = "confirmed"  // 已确认
	StateSetAside   State = "setaside"   // 已搁置
	StateSuperseded State = "superseded" // 已被新建议取代
)

// Term is the official term of the state.
func (s State) Term() string {
	switch s {
	case StatePending:
		return "待处理（全部）"
	case StateOpen:
		return "待处理"
	case StateOutdated:
		return "资料已变，待重新生成"
	case StateConfirmed:
		return "已确认"
	case StateSetAside:
		return "已搁置"
	case StateSuperseded:
		return "已被新建议取代"
	}
	return string(s)
}

// A Proposal is what a run thinks ought to change, with its cause. It is
// written once; what people do with it are acts of their own. 待遇建议.
type Proposal struct {
	ID        string
	Run       string
	Month     month.Month
	Programme string
	Kind      Kind
	Holder    Holder
	Name      string // of the person, or of the head of the household, on the first day of the month
	Household string
	Division  division.Code // on that day
	Award     string        // the award it changes; empty for a first award and a refusal
	Against   int           // the ordinal of the term it was compared with; zero: none
	Request   string        // the open request it answers; empty: none
	Cause     string        // one sentence
	Warnings  []string
	Old, New  money.Fen // per month, before and after; for Incomplete both what stands
	Reason    Reason    // without its facts
	At        time.Time

	State   State
	Closing *Closing // nil while open
}

// A Closing is the act that ended a proposal: a confirmation, a setting aside,
// or the run that put a newer one in its place. 办结.
type Closing struct {
	State  State // StateConfirmed, StateSetAside or StateSuperseded
	Author string
	By     string
	At     time.Time
	Reason string      // of a setting aside
	Batch  string      // of a confirmation together with others
	Award  string      // of a confirmation: the award it wrote a term of; empty for a refusal
	From   month.Month // of a confirmation: the first month it holds
}

// slot is the place in the register that the proposal is about.
func (p Proposal) slot() slot { return slot{p.Programme, p.Holder} }

// Confirmable tells whether an officer may confirm the proposal as it stands.
func (p Proposal) Confirmable() bool { return p.State == StateOpen && p.Kind != Incomplete }
