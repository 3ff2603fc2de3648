package disbursement

import (
	"fmt"
	"time"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
)

// A Mark says who did an act and when.
type Mark struct {
	Author string // the officer's id
	By     string // the officer's name as it was then
	At     time.Time
}

// said is the mark in a sentence: "王芳已于 11月23日 09:05".
func (m Mark) said() string {
	return fmt.Sprintf("%s已于%s", m.By, m.when())
}

// when is the moment on a clock in China.
func (m Mark) when() string {
	day := month.Today(m.At)
	china := m.At.UTC().Add(chinaOffset)
	return fmt.Sprintf("%d月%d日 %02d:%02d", day.Mon(), day.Dom(), china.Hour(), china.Minute())
}

// stamp is the moment on a clock in China with its year: "2026-11-23 09:05".
func (m Mark) stamp() string { return m.At.UTC().Add(chinaOffset).Format("2006-01-02 15:04") }

// chinaOffset is what China's one time zone is ahead of UTC, without summer time.
const chinaOffset = 8 * time.Hour

// An ActKind is one kind of act on a roster.
type ActKind string

// The acts, in the order in which a roster goes through them.
const (
	Prepared  ActKind = "prepared"  // 编制: a new edition was drafted
	Withheld  ActKind = "withheld"  // 暂缓: a line was held out
	Released  ActKind = "released"  // 解除暂缓: a held line is paid after all
	Submitted ActKind = "submitted" // 报审
	Returned  ActKind = "returned"  // 退回
	Passed    ActKind = "passed"    // 审核通过
	Signed    ActKind = "signed"    // 签批
	TakenOver ActKind = "takenover" // 历史转入: drawn up from the books before
)

// Term is the act in the words of the office.
func (k ActKind) Term() string {
	return map[ActKind]string{
		Prepared: "编制", Withheld: "暂缓", Released: "解除暂缓",
		Submitted: "报审", Returned: "退回", Passed: "审核通过", Signed: "签批", TakenOver: "由历史台账转入",
	}[k]
}

// An Act is one thing done with a roster, as its history tells it.
//
// 经办记录.
type Act struct {
	Kind    ActKind
	Edition int
	Mark
	Reason string // why: of a return, a hold
	Serial int    // which line: of a hold and its release
}

// mark is who acts now; the time is the transaction's.
func mark(by access.Actor, at time.Time) Mark { return Mark{by.ID, by.Name, at} }
