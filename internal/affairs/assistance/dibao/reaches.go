package dibao

import (
	"cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Reaches tells whether a family's income, as a list states it for a year,
// reaches the standard, and gives the comparison. It is a check of lists, not an
// assessment: all kinds are taken as counted. ok is false where the standard is
// not loaded or nobody is in the family.
func (l Law) Reaches(where division.Code, class Class, m month.Month, yearly money.Fen, heads int64) (c rules.Comparison, reaches, ok bool) {
	v := l.standard.At(where, string(class), m)
	if !v.InForce() || heads < 1 {
		return c, false, false
	}
	order := cmp.Compare(yearly, v.Is*money.Fen(heads*rules.MonthsPerYear))
	return rules.Comparison{
		Left:  rules.Sum("户月人均收入", money.FenHalfUp.Quotient(yearly, heads*rules.MonthsPerYear)),
		Right: rules.Sum("标准", v.Is), Order: order, Must: "须低于",
	}, order >= 0, true
}
