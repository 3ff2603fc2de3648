// Package money is sums of renminbi (金额) kept as whole fen, never in floating point.
//
// A household on the line of an allowance is paid or not paid by one fen, so
// every division names its rounding rule (see Rounding) and rounds exactly
// once. The package does not know currencies, interest or taxes.
//
// Start reading at Fen and Parse; amounts in words (大写金额) follow 《正确填写
// 票据和结算凭证的基本规定》 (中国人民银行, annex to 《支付结算办法》 银发〔1997〕393号).
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Fen is a sum of money in fen (分), a hundredth of a yuan (元). It is stored
// as an integer, and is a decimal string in yuan ("1234.50") in JSON.
type Fen int64

// Yuan returns n whole yuan.
func Yuan(n int64) Fen { return Fen(n * 100) }

// Grouped prints the sum in yuan with separators: "1,234.50".
func (f Fen) Grouped() string {
	plain := f.Plain()
	sign := ""
	if f < 0 {
		sign, plain = "-", plain[1:]
	}
	whole, cents := plain[:len(plain)-3], plain[len(plain)-3:]
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + cents
}

// Plain prints the sum in yuan without separators, as files want it: "1234.50".
func (f Fen) Plain() string {
	sign := ""
	if f < 0 {
		sign = "-"
	}
	n := magnitude(int64(f))
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// String prints the sum for people: "1,234.50 元".
func (f Fen) String() string { return f.Grouped() + " 元" }

// magnitude is the absolute value, right for the smallest integer too.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// The sentences of Parse.
var (
	errEmpty    = errors.New("金额为空，请填写金额")
	errDecimals = errors.New("金额最多两位小数（到分），请核对")
	errTooLarge = errors.New("金额过大，请核对")
)

// Parse reads a sum in yuan exactly: "1,234.50", "１２３４．５", "¥1234.5",
// "1234元", "-20". Blanks are ignored, full-width characters folded. Separators
// must stand before three digits each, more than two decimals are an error
// unless they are zeros, and so is anything that is not a sum; the error's text
// is a Chinese sentence for the person.
func Parse(text string) (Fen, error) {
	s := bare(text)
	if s == "" {
		return 0, errEmpty
	}
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	s = strings.TrimPrefix(s, "¥")
	whole, cents, dotted := strings.Cut(s, ".")
	whole, ok := ungroup(whole)
	if !ok || !digits(whole) || dotted && !digits(cents) {
		return 0, fmt.Errorf("“%.40s”不是金额，请填写如 1234.50 的数字", strings.TrimSpace(text))
	}
	cents = strings.TrimRight(cents, "0")
	if len(cents) > 2 {
		return 0, errDecimals
	}
	n, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
	if err != nil {
		return 0, errTooLarge
	}
	if negative {
		n = -n
	}
	return Fen(n), nil
}

// bare folds full-width characters, drops blanks and the unit.
func bare(text string) string {
	folded := strings.Map(func(r rune) rune {
		switch {
		case r == '￥':
			return '¥'
		case r == '−' || r == '–':
			return '-'
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == 0x3000 || r == 0xA0 || r == 0xFEFF:
			return -1
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFEE0
		}
		return r
	}, text)
	if trimmed := strings.TrimSuffix(folded, "元"); trimmed != "" {
		return trimmed
	}
	return folded
}

// ungroup removes separators and is false when one stands in a wrong place:
// "12,34" may be 1234 or 12.34, so it is not guessed.
func ungroup(whole string) (string, bool) {
	if !strings.Contains(whole, ",") {
		return whole, true
	}
	groups := strings.Split(whole, ",")
	if len(groups[0]) == 0 || len(groups[0]) > 3 {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// digits is true of one or more decimal digits.
func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// MarshalText prints the sum as Plain does; in JSON it is a string, because a
// number would pass through floating point in other programs.
func (f Fen) MarshalText() ([]byte, error) { return []byte(f.Plain()), nil }

// UnmarshalText reads what MarshalText prints, and whatever Parse reads.
func (f *Fen) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*f = parsed
	return nil
}

// Formal prints the sum in words, as vouchers and rosters state it (大写金额).
// 整 closes a sum of whole yuan or jiao, not one with fen. A zero is read when
// the place of yuan is zero and jiao follow: 107,000.53 is 壹拾万柒仟元零伍角叁分.
func (f Fen) Formal() string {
	n := magnitude(int64(f))
	yuan, jiao, fen := n/100, n/10%10, n%10
	var b strings.Builder
	if f < 0 {
		b.WriteString("负")
	}
	if yuan > 0 {
		b.WriteString(words(yuan) + "元")
	}
	switch {
	case n == 0:
		return "零元整"
	case jiao == 0 && fen == 0:
		b.WriteString("整")
		return b.String()
	case yuan > 0 && (jiao == 0 || yuan%10 == 0):
		b.WriteString("零")
	}
	if jiao > 0 {
		b.WriteString(formalDigits[jiao] + "角")
	}
	if fen > 0 {
		b.WriteString(formalDigits[fen] + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

var formalDigits = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}

// words reads a whole number above zero: the part above the greatest unit, the
// unit, and the rest, with one 零 where places between them are empty.
func words(n uint64) string {
	units := []struct {
		size uint64
		name string
	}{{100_000_000, "亿"}, {10_000, "万"}, {1_000, "仟"}, {100, "佰"}, {10, "拾"}}
	for _, u := range units {
		if n < u.size {
			continue
		}
		head, rest := words(n/u.size)+u.name, n%u.size
		switch {
		case rest == 0:
			return head
		case rest < u.size/10:
			return head + "零" + words(rest)
		}
		return head + words(rest)
	}
	return formalDigits[n]
}

// mustFit turns a magnitude back into fen; more than an int64 is a mistake of
// the program, since no sum of a county comes near it.
func mustFit(n uint64, negative bool) Fen {
	if n > math.MaxInt64 {
		panic("money: sum out of range")
	}
	if negative {
		return -Fen(n)
	}
	return Fen(n)
}
