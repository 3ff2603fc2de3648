package money

import (
	"fmt"
	"math/bits"
	"slices"
)

// A Rounding is a named rule for a sum that does not come out in whole fen. The
// rule is a value of the law, so it is a word that a file of values can carry.
//
// "HalfUp" rounds to the nearest unit, a half away from zero (四舍五入); "Up"
// away from zero (见角进元); "Down" towards zero (舍去尾数). A correction of minus a sum
// therefore mirrors the sum.
type Rounding string

// The rounding rules.
const (
	FenHalfUp  Rounding = "FenHalfUp"  // 四舍五入到分
	FenDown    Rounding = "FenDown"    // 分以下舍去
	JiaoHalfUp Rounding = "JiaoHalfUp" // 四舍五入到角
	JiaoUp     Rounding = "JiaoUp"     // 见分进角
	YuanHalfUp Rounding = "YuanHalfUp" // 四舍五入到元
	YuanUp     Rounding = "YuanUp"     // 见角进元（不足一元按一元计）
	YuanDown   Rounding = "YuanDown"   // 元以下舍去
)

var roundings = []Rounding{FenHalfUp, FenDown, JiaoHalfUp, JiaoUp, YuanHalfUp, YuanUp, YuanDown}

// ParseRounding reads the name of a rule as it stands in a file of values.
func ParseRounding(name string) (Rounding, error) {
	if !slices.Contains(roundings, Rounding(name)) {
		return "", fmt.Errorf("没有名为“%.40s”的取整规则，可用：%v", name, roundings)
	}
	return Rounding(name), nil
}

// Term is the rule in the words of a circular, for explanations.
func (r Rounding) Term() string {
	switch r {
	case FenHalfUp:
		return "四舍五入到分"
	case FenDown:
		return "分以下舍去"
	case JiaoHalfUp:
		return "四舍五入到角"
	case JiaoUp:
		return "见分进角"
	case YuanHalfUp:
		return "四舍五入到元"
	case YuanUp:
		return "不足一元按一元计"
	case YuanDown:
		return "元以下舍去"
	}
	return string(r)
}

// Quotient divides a sum by a count and rounds once. The divisor is above zero;
// anything else, and an unknown rule, is a mistake of the program and panics.
func (r Rounding) Quotient(numerator Fen, divisor int64) Fen {
	return r.Share(numerator, 1, divisor)
}

// Share is f times num / den, rounded once: a fifth of a standard, three of
// seven parts. The product is kept in 128 bits. den must be above zero and num
// not below it; anything else, and an unknown rule, panics.
func (r Rounding) Share(f Fen, num, den int64) Fen {
	if den <= 0 || num < 0 {
		panic(fmt.Sprintf("money: share %d/%d", num, den))
	}
	unit := r.unit()
	hi, lo := bits.Mul64(magnitude(int64(f)), uint64(num))
	stepHi, step := bits.Mul64(uint64(den), unit)
	if stepHi != 0 || hi >= step {
		panic("money: share out of range")
	}
	quotient, rest := bits.Div64(hi, lo, step)
	if r.up(rest, step) {
		quotient++
	}
	over, rounded := bits.Mul64(quotient, unit)
	if over != 0 {
		panic("money: share out of range")
	}
	return mustFit(rounded, f < 0)
}

// unit is how many fen the rule rounds to.
func (r Rounding) unit() uint64 {
	switch r {
	case FenHalfUp, FenDown:
		return 1
	case JiaoHalfUp, JiaoUp:
		return 10
	case YuanHalfUp, YuanUp, YuanDown:
		return 100
	}
	panic(fmt.Sprintf("money: unknown rounding %q", string(r)))
}

// up tells whether a rest of rest/step of a unit raises the result.
func (r Rounding) up(rest, step uint64) bool {
	switch r {
	case FenHalfUp, JiaoHalfUp, YuanHalfUp:
		return rest >= step-rest
	case JiaoUp, YuanUp:
		return rest > 0
	}
	return false
}
