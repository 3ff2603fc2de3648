package benefit

import (
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// An Act is what a term does to an award.
type Act string

// The acts, each written once and never altered.
const (
	Start  Act = "start"  // 新增: the award begins
	Change Act = "change" // 变更: amount, lines, class or covered persons differ from this month on
	Stop   Act = "stop"   // 停发: nothing is paid from this month on
)

// Term is the official term of the act.
func (a Act) Term() string {
	switch a {
	case Start:
		return "新增"
	case Change:
		return "变更"
	case Stop:
		return "停发"
	}
	return string(a)
}

// A Holder is who has an award: a household or a person.
type Holder struct {
	Unit Unit
	ID   string
}

// An Award is an entitlement of one holder in one programme, with the term that
// holds in the month asked for. 待遇.
type Award struct {
	ID        string
	Programme string
	Holder    Holder
	Ordinal   int           // first, second … award of this holder in the programme
	Granted   division.Code // where the holder was when it was granted
	Division  division.Code // where the holder is on the first day of the month asked for
	Name      string        // of the person, or of the head of the household, on that day
	Household string        // the holder, or the household the holding person lives in then; may be empty
	Source    Source
	Term      Term
	Payee     *Payee // on the day asked for; nil: none is known
}

// A Source tells how an award or a term came into the register.
type Source struct {
	Kind SourceKind
	ID   string // intake file or proposal
}

// A SourceKind is one of the ways into the register.
type SourceKind string

// The ways.
const (
	FromBooks    SourceKind = "books"    // 历史台账: taken over from the books before, when the county was founded
	FromRoll     SourceKind = "roll"     // 名册载明: taken in from a roll as sent
	FromProposal SourceKind = "proposal" // 经办确认: a confirmed proposal
)

// Term says in words which way it was.
func (k SourceKind) Term() string {
	switch k {
	case FromBooks:
		return "历史台账"
	case FromRoll:
		return "名册载明"
	case FromProposal:
		return "经办确认"
	}
	return string(k)
}

// A Term is one act on an award: what is paid from a month on, and why. Terms
// of an award are numbered; each starts no earlier than the one before it, and
// in a month the last that has begun holds.
type Term struct {
	Ordinal int
	Act     Act
	From    month.Month
	Class   Classed
	Amount  money.Fen // zero for a stop
	Lines   []Line
	Covered []Covered
	Cause   string // one sentence, as printed on 增减变动表
	Source  Source
	Reason  string // id of the reason record; empty when taken from a roll
	Author  string // id of the officer
	By      string // the officer's name
	At      time.Time
}
