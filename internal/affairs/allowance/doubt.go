package allowance

import (
	"fmt"
	"slices"

	"minzheng/internal/affairs/allowance/advancedage"
	"minzheng/internal/affairs/allowance/hardship"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

func (a *Allowance) doubtLiving(c benefit.Claim) []benefit.Doubt {
	return c.Against(a.disability.Living, "", "困难残疾人生活补贴", "", c.Amount)
}

func (a *Allowance) doubtCare(c benefit.Claim) []benefit.Doubt {
	found := c.Against(a.disability.Care, "", "重度残疾人护理补贴", "", c.Amount)
	severe, known := a.disability.Severe(c.Division, c.Handicap, int64(c.Grade), c.Month)
	if known && !severe {
		found = append(found, benefit.Doubt{
			Kind: benefit.DoubtGrade, Detail: benefit.DetailGrade, Says: fmt.Sprintf("%s级%s残疾不在重度残疾人护理补贴范围，请核对", numerals[c.Grade], trim(c.Handicap)),
			Verify: "查验残疾人证的类别和等级",
		})
	}
	return found
}

// numerals are the grades as certificates write them.
var numerals = map[int]string{1: "一", 2: "二", 3: "三", 4: "四"}

// trim takes 残疾 off a category, which some lists write and some do not.
func trim(category string) string {
	words := []rune(category)
	if n := len(words); n > 2 && string(words[n-2:]) == "残疾" {
		return string(words[:n-2])
	}
	return category
}

// doubtAdvancedAge holds a payment against the band of the person's age. Who
// grows into a band while the claim runs may be paid by either.
func (a *Allowance) doubtAdvancedAge(c benefit.Claim) []benefit.Doubt {
	bands := a.advancedage.Bands(c.Division, c.Month)
	if len(bands) == 0 {
		return nil
	}
	first, last, known := c.Ages()
	if !known {
		return a.doubtAnyBand(c, bands)
	}
	before, _ := advancedage.Of(bands, int64(first))
	now, entitled := advancedage.Of(bands, int64(last))
	if !entitled {
		return []benefit.Doubt{{
			Kind: benefit.DoubtAge, Detail: benefit.DetailYoung, Says: fmt.Sprintf("%s%d周岁，不满%d周岁", c.Called(), last, bands[0].From),
			Verify: "查验身份证或户口簿上的出生日期",
		}}
	}
	if mixed(c, before.Amount, now.Amount) {
		return nil
	}
	kind, detail, verify := benefit.DoubtAmount, benefit.DetailOff, "对照高龄津贴标准核对金额"
	if ofBand(c, bands) {
		kind, detail, verify = benefit.DoubtAge, benefit.DetailBand, "查验身份证或户口簿上的出生日期，调整档次"
	}
	return []benefit.Doubt{{
		Kind: kind, Detail: detail, Verify: verify,
		Says: fmt.Sprintf("%s%d周岁，应列%s档，每月%s，名册为%s", c.Called(), last, now.Term, benefit.Yuan(now.Amount), monthly(c)),
	}}
}

// mixed tells whether a claim pays some months at one rate and the rest at the
// other.
func mixed(c benefit.Claim, before, now money.Fen) bool {
	for n := range c.Span() + 1 {
		if money.Fen(n)*before+money.Fen(c.Span()-n)*now == c.Amount && (n == 0 || before > 0) {
			return true
		}
	}
	return false
}

// ofBand tells whether a claim pays what some band gives.
func ofBand(c benefit.Claim, bands []advancedage.Band) bool {
	return slices.ContainsFunc(bands, func(b advancedage.Band) bool { return b.Amount*money.Fen(c.Span()) == c.Amount })
}

// monthly is what a claim pays in a month, in words.
func monthly(c benefit.Claim) string {
	if c.Amount%money.Fen(c.Span()) != 0 {
		return fmt.Sprintf("%d个月%s", c.Span(), benefit.Yuan(c.Amount))
	}
	return benefit.Yuan(c.Amount / money.Fen(c.Span()))
}

// doubtAnyBand holds a payment to somebody whose age is not known against all
// bands.
func (a *Allowance) doubtAnyBand(c benefit.Claim, bands []advancedage.Band) []benefit.Doubt {
	if ofBand(c, bands) {
		return nil
	}
	return []benefit.Doubt{{
		Kind: benefit.DoubtAmount, Detail: benefit.DetailOff, Says: fmt.Sprintf("高龄津贴每月%s不是任何一档的标准，请核对", monthly(c)),
		Verify: "对照高龄津贴标准核对金额，并补登出生日期",
	}}
}

// doubtHardship holds a payment against the age from which the old are paid, and
// against the sums of the two groups.
func (a *Allowance) doubtHardship(c benefit.Claim) []benefit.Doubt {
	var found []benefit.Doubt
	_, last, known := c.Ages()
	if youngest, ok := a.hardship.Youngest(c.Division, c.Month); ok && known && int64(last) < youngest {
		found = append(found, benefit.Doubt{
			Kind: benefit.DoubtAge, Says: fmt.Sprintf("%s%d周岁，不满%d周岁", c.Called(), last, youngest),
			Verify: "查验身份证或户口簿上的出生日期",
		})
	}
	aged, ok := c.Due(a.hardship.Amount, hardship.Aged)
	if dependent, both := c.Due(a.hardship.Amount, hardship.Dependent); ok && both && c.Amount != aged && c.Amount != dependent {
		found = append(found, c.Against(a.hardship.Amount, hardship.Aged, "高龄失能补贴", "", c.Amount)...)
	}
	return found
}
