package disbursement

import (
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/registers/benefit"
)

// A Roster is the list of payments of one programme from one fund for one
// month. There is at most one; drafting again makes a new edition of it.
//
// 发放名册.
type Roster struct {
	ID        string
	Programme string       // code: "dibao"
	Term      string       // 城乡居民最低生活保障
	Short     string       // 低保
	Unit      benefit.Unit // whom the programme pays: households or persons
	Fund      string       // code: "assistance"
	FundTerm  string       // 困难群众救助补助资金
	Month     month.Month
	Acts      []Act // everything done with it, oldest first; never empty
}

// A State is where a roster stands; it is read from the last act on its last
// edition.
type State string

// The states.
const (
	StateDrafted   State = "drafted"   // 编制中: entered by Prepare, left by Submit
	StateSubmitted State = "submitted" // 待审核: entered by Submit, left by Pass or Return
	StateReturned  State = "returned"  // 已退回: entered by Return, left by Prepare
	StatePassed    State = "passed"    // 待签批: entered by Pass, left by Sign or Return
	StateSigned    State = "signed"    // 已签批: entered by Sign, never left
	StateTakenOver State = "takenover" // 历史转入: entered by TakeOver, never left
)

// Term is the state in the words of the office.
func (s State) Term() string {
	return map[State]string{
		StateDrafted: "编制中", StateSubmitted: "待审核", StateReturned: "已退回",
		StatePassed: "待签批", StateSigned: "已签批", StateTakenOver: "历史转入",
	}[s]
}

// Title is what the roster is called: "2026年11月低保发放名册".
func (r Roster) Title() string { return r.Month.Term() + r.Short + "发放名册" }

// Purpose is what the bank prints beside each payment: "2026年11月低保资金".
func (r Roster) Purpose() string { return r.Month.Term() + r.Short + "资金" }

// State reads where the roster stands.
func (r Roster) State() State {
	state := StateDrafted
	for _, a := range r.Acts {
		switch a.Kind {
		case Prepared:
			state = StateDrafted
		case Submitted:
			state = StateSubmitted
		case Returned:
			state = StateReturned
		case Passed:
			state = StatePassed
		case Signed:
			state = StateSigned
		case TakenOver:
			state = StateTakenOver
		}
	}
	return state
}

// settled tells whether the roster will never change: it was signed here, or
// taken over from the books before.
func (r Roster) settled() bool {
	s := r.State()
	return s == StateSigned || s == StateTakenOver
}

// Counter is what the lines of the roster are counted in: 户, or 人 where the
// programme pays persons.
func (r Roster) Counter() string {
	if r.Unit == benefit.Person {
		return "人"
	}
	return "户"
}

// OfPersons tells whether the roster's lines are persons.
func (r Roster) OfPersons() bool { return r.Unit == benefit.Person }

// counted says figures in words: "180户311人", or "58人" of a roster of persons.
func (r Roster) counted(f Figures) string {
	if r.Unit == benefit.Person {
		return fmt.Sprintf("%d人", f.Persons)
	}
	return fmt.Sprintf("%d户%d人", f.Households, f.Persons)
}

// HeadTerm is what the name on a line is: of the household's head, or of the
// person who is paid.
func (r Roster) HeadTerm() string {
	if r.Unit == benefit.Person {
		return "姓名"
	}
	return "户主"
}

// DigestTerm says what the roster's digest is of.
func (r Roster) DigestTerm() string {
	if r.State() == StateTakenOver {
		return "转入明细校验码（SM3）"
	}
	return "代发明细校验码（SM3）"
}

// Edition is the number of the last edition, from 1.
func (r Roster) Edition() int {
	number := 0
	for _, a := range r.Acts {
		number = max(number, a.Edition)
	}
	return number
}

// Version counts the acts. Whoever acts says which version they looked at; when
// the count has moved on, somebody else acted meanwhile.
func (r Roster) Version() int { return len(r.Acts) }

// Last finds the latest act of a kind on the last edition.
func (r Roster) Last(kind ActKind) (Act, bool) {
	edition := r.Edition()
	for i := len(r.Acts) - 1; i >= 0; i-- {
		if a := r.Acts[i]; a.Kind == kind && a.Edition == edition {
			return a, true
		}
	}
	return Act{}, false
}

// latest is the last act of all.
func (r Roster) latest() Act { return r.Acts[len(r.Acts)-1] }

// Situation says in one line where the roster stands and what comes next.
func (r Roster) Situation() string {
	last := r.latest()
	if last.Kind == TakenOver {
		return "由" + last.Reason + "转入（" + last.said() + "办理）：按历史待遇台账逐月列出，不是当时的签批名册，未经本系统三人签批，也没有代发文件。"
	}
	done := fmt.Sprintf("第%d稿，%s%s。", r.Edition(), last.said(), last.Kind.Term())
	switch r.State() {
	case StateDrafted:
		return done + "下一步：由经办核对问题行后报审。"
	case StateSubmitted:
		return done + "下一步：由复核人员审核通过，或退回。"
	case StateReturned:
		return done + "原因：" + last.Reason + "。下一步：由经办更正后重新编制。"
	case StatePassed:
		return done + "下一步：由签批人签批，或退回。"
	}
	return done + "名册已封存，由县里送财政和银行发放。"
}

// current refuses an act of somebody who looked at an older version.
func (r Roster) current(version int) error {
	if version == r.Version() {
		return nil
	}
	return fault.Conflict("这份名册刚有变动：%s%s。请刷新页面，看过再办理。", r.latest().said(), r.latest().Kind.Term())
}

// in refuses an act that the roster's state does not allow.
func (r Roster) in(act string, allowed ...State) error {
	state := r.State()
	for _, s := range allowed {
		if s == state {
			return nil
		}
	}
	last := r.latest()
	return fault.Conflict("%s现在是“%s”（%s%s），不能%s。", r.Title(), state.Term(), last.said(), last.Kind.Term(), act)
}

// preparers are the ids of everybody who had a hand in the last edition before
// it was reviewed.
func (r Roster) preparers() map[string]bool {
	ids := map[string]bool{}
	for _, a := range r.Acts {
		if a.Edition != r.Edition() {
			continue
		}
		switch a.Kind {
		case Prepared, Withheld, Released, Submitted:
			ids[a.Author] = true
		}
	}
	return ids
}

// apart refuses somebody who already had another of the three parts: the one
// who prepares, the one who reviews and the one who signs are three people,
// whatever roles a person holds.
//
// 制表、审核、负责人分设.
func (r Roster) apart(by access.Actor, act string) error {
	if by.Role == access.Machine {
		return fault.Denied("%s要由人办理，系统不能代办", act)
	}
	if r.preparers()[by.ID] {
		return fault.Denied("您参与了这份名册的编制或报审，不能再%s；制表、审核、签批须是三个人", act)
	}
	if review, ok := r.Last(Passed); ok && review.Author == by.ID {
		return fault.Denied("这份名册由您审核通过，不能再%s；制表、审核、签批须是三个人", act)
	}
	return nil
}
