package benefit

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// A Reason is the record kept of one assessment: what was known, which law was
// applied, what came out. Its facts are frozen, so the calculation sheet prints
// from it at any time. 认定理由.
type Reason struct {
	ID        string
	Run       string
	Programme string
	Holder    Holder
	Household string
	Division  division.Code // on the first day of the month
	Month     month.Month
	Digest    string // SM3 of the frozen facts, hex
	At        time.Time
	Assessment
}

// digestOf is the fingerprint of frozen facts. They hold no identity number, so
// it gives none away.
func digestOf(facts []byte) string {
	sum := sm3.Sum(facts)
	return hex.EncodeToString(sum[:])
}

// result is what an assessment came to beside its amount, as a reason record
// keeps it.
type result struct {
	Lines   []Line    `json:"lines,omitempty"`
	Covered []Covered `json:"covered,omitempty"`
	Class   Classed   `json:"class"`
	Missing []string  `json:"missing,omitempty"`
	Marks   []string  `json:"marks,omitempty"`
}

func resultOf(a Assessment) (string, error) {
	text, err := json.Marshal(result{Lines: a.Lines, Covered: a.Covered, Class: a.Class, Missing: a.Missing, Marks: a.Marks})
	return string(text), err
}

// take puts a kept result back into an assessment.
func (a *Assessment) take(kept string) error {
	var r result
	if err := json.Unmarshal([]byte(kept), &r); err != nil {
		return fmt.Errorf("read result: %w", err)
	}
	a.Lines, a.Covered, a.Class, a.Missing, a.Marks = r.Lines, r.Covered, r.Class, r.Missing, r.Marks
	return nil
}

// sound refuses an assessment that contradicts itself: a mistake of the
// programme, never of the facts, so it is not a fault.
func (a Assessment) sound() error {
	switch {
	case a.Outcome != Eligible && a.Outcome != Refused && a.Outcome != Unknown:
		return fmt.Errorf("outcome %q", a.Outcome)
	case len(a.Facts) == 0:
		return fmt.Errorf("no facts to freeze")
	case a.Outcome != Eligible && (a.Amount != 0 || len(a.Lines) > 0):
		return fmt.Errorf("%s with an amount", a.Outcome)
	case a.Amount < 0:
		return fmt.Errorf("eligible for %s", a.Amount)
	case Sum(a.Lines) != a.Amount:
		return fmt.Errorf("lines add up to %s, the amount is %s", Sum(a.Lines), a.Amount)
	}
	var shared money.Fen
	for _, c := range a.Covered {
		if c.Share == nil {
			return nil // not all shares are told
		}
		shared += *c.Share
	}
	if len(a.Covered) > 0 && shared != a.Amount {
		return fmt.Errorf("shares add up to %s, the amount is %s", shared, a.Amount)
	}
	return nil
}

// complete turns an assessment into an unknown one when the register itself
// knows that the family is not all there: a roll told how many are covered, and
// fewer were ever registered. Nothing may be computed on half a family.
func (a Assessment) complete(p Programme, f Family) Assessment {
	heads := 0
	for _, h := range f.Held {
		if h.Programme == p.Code && h.Person == "" {
			heads = h.Heads
		}
	}
	if p.Unit != Household || heads <= f.Registered {
		return a
	}
	missing := fmt.Sprintf("家庭成员未登记齐（名册载明保障 %d 人，底册只登记过 %d 人）", heads, f.Registered)
	return Assessment{Outcome: Unknown, Class: a.Class, Missing: append([]string{missing}, a.Missing...), Facts: a.Facts, Law: a.Law, Marks: a.Marks}
}

// Explain applies the law again to the frozen facts of a reason record, for the
// calculation sheet. same is false when the values loaded today are not those of
// the time, or the outcome differs: then the sheet must say so. It returns
// fault.Unavailable when the programme is no longer offered.
func (b *Benefit) Explain(r Reason) (why *rules.Explanation, same bool, err error) {
	p, ok := b.Programme(r.Programme)
	if !ok {
		return nil, false, fault.Unavailable("这项待遇现在没有启用，不能重新打印计算单；请联系系统管理员")
	}
	why = &rules.Explanation{}
	a, err := p.Reassess(r.Facts, r.Month, why)
	if err != nil {
		return nil, false, fmt.Errorf("explain reason %s: %w", r.ID, err)
	}
	return why, a.Law == r.Law && (a.Amount == r.Amount || r.Outcome == Unknown), nil
}
