package assistance

import (
	"fmt"
	"strings"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/affairs/assistance/tekun"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// doubtDibao holds a payment of dibao against what a household of that size can
// be paid at most and at least. What the family earns a payment does not tell.
func (a *Assistance) doubtDibao(c benefit.Claim) []benefit.Doubt {
	b, ok := a.dibao.Bounds(c.Division, dibao.Class(c.Class), c.Month)
	if !ok || c.Heads < 1 {
		return nil
	}
	span, heads := money.Fen(c.Span()), money.Fen(c.Heads)
	line := benefit.LineDifference
	paid, split := c.Line(line)
	most, made := b.Standard*heads*span, fmt.Sprintf("保障%d人 × 标准%s", c.Heads, benefit.Yuan(b.Standard))
	if !split {
		line, paid, most = "", c.Amount, most+b.TopUp*heads*span
		if b.TopUp > 0 {
			made += "，连同分类施保增发"
		}
	}
	var found []benefit.Doubt
	doubt := func(line, verify, format string, args ...any) {
		found = append(found, benefit.Doubt{Kind: benefit.DoubtAmount, Line: line, Says: fmt.Sprintf(format, args...), Verify: verify})
	}
	switch {
	case paid > most:
		doubt(line, "核对保障人数、类别和补差计算表", "户月保障金%s超过最高%s（%s），请核对", benefit.Yuan(paid), benefit.Yuan(most), made)
	case b.Floor > 0 && paid < b.Floor*span:
		doubt(line, "核对补差计算表", "户月保障金%s低于最低发放额%s，请核对", benefit.Yuan(paid), benefit.Yuan(b.Floor*span))
	}
	if top, ok := c.Line(benefit.LineTopUp); ok && b.TopUp > 0 && !multiple(top, b.TopUp*span, heads) {
		doubt(benefit.LineTopUp, "核对享受分类施保的人数和增发标准", "分类施保增发%s不是每人%s的整数倍，或多于保障人数，请核对", benefit.Yuan(top), benefit.Yuan(b.TopUp*span))
	}
	return found
}

// multiple tells whether a sum is so many times one, at most n times.
func multiple(sum, one, n money.Fen) bool { return sum >= 0 && sum%one == 0 && sum/one <= n }

// doubtTekun holds a payment of tekun against the basic living standard and the
// tier of care.
func (a *Assistance) doubtTekun(c benefit.Claim) []benefit.Doubt {
	basic, split := c.Line(benefit.LineBasic)
	if !split {
		return a.doubtTekunSum(c)
	}
	found := c.Against(a.tekun.Basic, "", "基本生活费", benefit.LineBasic, basic)
	if care, ok := c.Line(benefit.LineCare); ok {
		found = append(found, a.doubtCare(c, "照料护理费", benefit.LineCare, care, 0)...)
	}
	return found
}

// doubtTekunSum holds a sum that is not taken apart against the sums of the
// tiers, with the standard in force and with the one before.
func (a *Assistance) doubtTekunSum(c benefit.Claim) []benefit.Doubt {
	basic, ok := c.Due(a.tekun.Basic, "")
	if !ok {
		return nil
	}
	for _, was := range a.tekun.Basic.Former(c.Division, "", c.Month) {
		old := was.Is * money.Fen(c.Span())
		if len(a.doubtCare(c, "", "", c.Amount, old)) == 0 && len(a.doubtCare(c, "", "", c.Amount, basic)) > 0 {
			return c.Against(a.tekun.Basic, "", "供养金按金额推算的基本生活费", "", old)
		}
	}
	return a.doubtCare(c, "供养金", "", c.Amount, basic)
}

// doubtCare holds a stated sum, of which so much is not care, against the tiers:
// the one that is stated, or any where none is.
func (a *Assistance) doubtCare(c benefit.Claim, what, line string, stated, beside money.Fen) []benefit.Doubt {
	var sums []string
	belongs := ""
	for _, tier := range tekun.Tiers() {
		due, ok := c.Due(a.tekun.Care, tier)
		if !ok {
			return nil
		}
		if due += beside; due == stated {
			belongs = tier
		}
		sums = append(sums, a.tekun.Care.ClassTerm(tier)+benefit.Yuan(due))
	}
	switch {
	case belongs == "":
		return []benefit.Doubt{{
			Kind: benefit.DoubtAmount, Detail: benefit.DetailOff, Line: line,
			Says:   fmt.Sprintf("%s%s不是任何一档的标准（%s），请核对", what, benefit.Yuan(stated), strings.Join(sums, "、")),
			Verify: "对照生活自理能力评估结果核定护理档次",
		}}
	case c.Care != "" && c.Care != belongs:
		return []benefit.Doubt{{
			Kind: benefit.DoubtAmount, Detail: benefit.DetailTier, Line: line,
			Says: fmt.Sprintf("%s%s是%s的标准，与所列%s不符，请核对", what, benefit.Yuan(stated),
				a.tekun.Care.ClassTerm(belongs), a.tekun.Care.ClassTerm(c.Care)),
			Verify: "对照生活自理能力评估结果，更正护理档次或金额",
		}}
	}
	return nil
}

// doubtTemporary holds one grant of temporary assistance against its limit.
func (a *Assistance) doubtTemporary(c benefit.Claim) []benefit.Doubt {
	people := max(1, c.Heads)
	limit, months, ok := a.temporary.Limit(c.Division, c.Month, people)
	if !ok || c.Amount <= limit {
		return nil
	}
	return []benefit.Doubt{{
		Kind:   benefit.DoubtAmount,
		Says:   fmt.Sprintf("临时救助%s超过最高额%s（%d人 × %d个月城市低保标准），请核对", benefit.Yuan(c.Amount), benefit.Yuan(limit), people, months),
		Verify: "查阅一事一议的会议记录和审批表",
	}}
}
