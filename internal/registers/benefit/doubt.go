package benefit

import (
	"fmt"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Kinds of doubt that programmes share.
const (
	DoubtAmount = "amount_wrong" // 金额不符标准
	DoubtAge    = "age_wrong"    // 年龄不符
	DoubtGrade  = "grade_wrong"  // 残疾等级不符
)

// Details of doubts that programmes share.
const (
	DetailOff   = "amount_off_standard"  // no value gives the amount
	DetailOld   = "old_standard"         // an earlier value gives it
	DetailTier  = "care_tier_mismatch"   // it is that of another tier of care
	DetailBand  = "wrong_band"           // it is that of another band of age
	DetailYoung = "age_below_80"         // below the first band
	DetailGrade = "care_needs_grade_1_2" // no entitlement by the grade stated
)

// Span is how many months the claim pays at once; what does not say pays one.
func (c Claim) Span() int { return max(1, c.Months) }

// Last is the last month the claim pays.
func (c Claim) Last() month.Month { return c.Month.Add(c.Span() - 1) }

// Line is what the claim states for one part of its amount; ok is false when it
// states none.
func (c Claim) Line(code string) (fen money.Fen, ok bool) {
	for _, l := range c.Lines {
		if l.Code == code {
			fen, ok = fen+l.Fen, true
		}
	}
	return fen, ok
}

// Due adds up a parameter over the months of the claim; ok is false when a
// month has no value.
func (c Claim) Due(p rules.Parameter[money.Fen], class string) (sum money.Fen, ok bool) {
	for i := range c.Span() {
		v := p.At(c.Division, class, c.Month.Add(i))
		if !v.InForce() {
			return 0, false
		}
		sum += v.Is
	}
	return sum, true
}

// Against holds a stated part of the amount (the line of a code, or the whole)
// against a parameter of one value: nothing to say when it is the value in force,
// or none is loaded; else one doubt, which tells an old standard from what no
// value gives.
func (c Claim) Against(p rules.Parameter[money.Fen], class, what, line string, stated money.Fen) []Doubt {
	due, ok := c.Due(p, class)
	if !ok || stated == due {
		return nil
	}
	for _, was := range p.Former(c.Division, class, c.Month) {
		if was.Is*money.Fen(c.Span()) == stated {
			return []Doubt{{
				Kind: DoubtAmount, Detail: DetailOld, Line: line,
				Says:   fmt.Sprintf("%s%s%s现行%s（应为旧标准），请核对", what, Yuan(stated), than(stated, due), Yuan(due)),
				Verify: "核对" + c.Month.Term() + "执行的标准文件，应补发或追回差额的另行办理",
			}}
		}
	}
	return []Doubt{{
		Kind: DoubtAmount, Detail: DetailOff, Line: line,
		Says:   fmt.Sprintf("%s%s与现行标准%s不符，请核对", what, Yuan(stated), c.over(due)),
		Verify: "对照" + c.Month.Term() + "的标准核对审批表上的金额",
	}}
}

// over is what is due, with the number of months when they are several.
func (c Claim) over(due money.Fen) string {
	if c.Span() == 1 {
		return Yuan(due)
	}
	return fmt.Sprintf("%d个月%s", c.Span(), Yuan(due))
}

func than(a, b money.Fen) string {
	if a < b {
		return "低于"
	}
	return "高于"
}

// Yuan writes a sum as people say it: 702元, 77.20元.
func Yuan(f money.Fen) string { return strings.TrimSuffix(f.Plain(), ".00") + "元" }

// Called is whom a claim is for, in a sentence; empty when it names nobody.
func (c Claim) Called() string {
	if len(c.People) == 0 {
		return ""
	}
	return c.People[0].Name
}

// Ages are the least whole years that the holder can have on the first day that
// the claim pays for, and the most on the last; ok is false when nothing is known
// of his birth.
func (c Claim) Ages() (first, last int, ok bool) {
	if len(c.People) == 0 || !c.Month.Known() {
		return 0, 0, false
	}
	first, _, ok = c.People[0].Age(c.Month.First())
	_, last, _ = c.People[0].Age(c.Last().Last())
	return first, last, ok
}
