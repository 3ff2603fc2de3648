package money_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"minzheng/internal/base/money"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		want money.Fen
	}{
		{"0", 0},
		{"952.5", 95250},
		{"1,234.50", 123450},
		{"１，２３４．５０", 123450},
		{"¥1,358", 135800},
		{"￥ 66 元", 6600},
		{" 1 070.00\u00a0", 107000},
		{"-20.05", -2005},
		{"－２０", -2000},
		{"375.5000", 37550},
		{"92233720368547758.07", math.MaxInt64},
	} {
		if got, err := money.Parse(c.text); err != nil || got != c.want {
			t.Errorf("Parse(%q) = %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "金额为空"},
		{" \u3000", "金额为空"},
		{"12.345", "最多两位小数"},
		{"12,34", "不是金额"}, // 1234 or 12.34: never guessed
		{"1,23,456", "不是金额"},
		{",123", "不是金额"},
		{"1234,567", "不是金额"},
		{"约800", "不是金额"},
		{"0.5万", "不是金额"},
		{"1e3", "不是金额"},
		{"12.", "不是金额"},
		{".5", "不是金额"},
		{"1.2.3", "不是金额"},
		{"--5", "不是金额"},
		{"元", "不是金额"},
		{"92233720368547758.08", "金额过大"},
	} {
		if got, err := money.Parse(c.text); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Parse(%q) = %d, %v; want an error saying %s", c.text, got, err, c.says)
		}
	}
}

func TestPrint(t *testing.T) {
	for _, c := range []struct {
		fen                   money.Fen
		plain, grouped, words string
	}{
		{0, "0.00", "0.00", "0.00 元"},
		{5, "0.05", "0.05", "0.05 元"},
		{99999, "999.99", "999.99", "999.99 元"},
		{123450, "1234.50", "1,234.50", "1,234.50 元"},
		{-100000000, "-1000000.00", "-1,000,000.00", "-1,000,000.00 元"},
		{math.MinInt64, "-92233720368547758.08", "-92,233,720,368,547,758.08", "-92,233,720,368,547,758.08 元"},
	} {
		if c.fen.Plain() != c.plain || c.fen.Grouped() != c.grouped || c.fen.String() != c.words {
			t.Errorf("%d prints %q %q %q", int64(c.fen), c.fen.Plain(), c.fen.Grouped(), c.fen.String())
		}
	}
	if money.Yuan(1101) != 110100 {
		t.Error("1101 yuan are 110100 fen")
	}
}

// The first six sums are the examples of 《正确填写票据和结算凭证的基本规定》, number 2;
// where the text leaves a choice (整 after 角, 零 before 角) this package always
// writes the word.
func TestFormal(t *testing.T) {
	for _, c := range []struct {
		fen  money.Fen
		want string
	}{
		{140950, "壹仟肆佰零玖元伍角整"},
		{600714, "陆仟零柒元壹角肆分"},
		{168032, "壹仟陆佰捌拾元零叁角贰分"},
		{10700053, "壹拾万柒仟元零伍角叁分"},
		{1640902, "壹万陆仟肆佰零玖元零贰分"},
		{32504, "叁佰贰拾伍元零肆分"},
		{0, "零元整"},
		{1, "壹分"},
		{50, "伍角整"},
		{1000, "壹拾元整"},
		{1005, "壹拾元零伍分"},
		{123450, "壹仟贰佰叁拾肆元伍角整"},
		{-123450, "负壹仟贰佰叁拾肆元伍角整"},
		{money.Yuan(100_0000), "壹佰万元整"},
		{money.Yuan(1_0000_5000), "壹亿零伍仟元整"},
		{money.Yuan(1_5000_0000), "壹亿伍仟万元整"},
		{money.Yuan(20_0300_0004), "贰拾亿零叁佰万零肆元整"},
		{money.Yuan(3_0000_0000_0001), "叁万亿零壹元整"},
	} {
		if got := c.fen.Formal(); got != c.want {
			t.Errorf("%s is %s, want %s", c.fen, got, c.want)
		}
	}
}

func TestJSONIsADecimalString(t *testing.T) {
	out, err := json.Marshal(map[string]money.Fen{"amount": 123450})
	if err != nil || string(out) != `{"amount":"1234.50"}` {
		t.Errorf("%s, %v", out, err)
	}
	var back struct{ Amount money.Fen }
	if err := json.Unmarshal([]byte(`{"amount":"-0.05"}`), &back); err != nil || back.Amount != -5 {
		t.Errorf("%d, %v", back.Amount, err)
	}
	if err := json.Unmarshal([]byte(`{"amount":12.5}`), &back); err == nil {
		t.Error("a JSON number passed through floating point was taken")
	}
}

func TestWhatIsPrintedIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := money.Fen(rapid.Int64Min(-math.MaxInt64).Draw(t, "fen"))
		for _, text := range []string{f.Plain(), f.Grouped(), f.String()} {
			if back, err := money.Parse(text); err != nil || back != f {
				t.Fatalf("%q is read as %d, %v", text, back, err)
			}
		}
	})
}

// FuzzParse: a sum that is read prints as itself in every form and is in words what it is in digits; what is not read is
// refused in a short Chinese sentence. A zero has no sign.
func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		got, err := money.Parse(text)
		if err != nil {
			said := err.Error()
			if utf8.RuneCountInString(said) > 100 || !strings.Contains(said, "金额") || utf8.ValidString(text) && !utf8.ValidString(said) {
				t.Errorf("%q is refused with %q", text, said)
			}
			return
		}
		for _, printed := range []string{got.Plain(), got.Grouped(), got.String()} {
			if back, err := money.Parse(printed); err != nil || back != got {
				t.Errorf("%q → %d → %q → %d, %v", text, got, printed, back, err)
			}
		}
		if got == 0 && got.Plain() != "0.00" {
			t.Errorf("%q is %q", text, got.Plain())
		}
		var kept money.Fen
		if plain, err := got.MarshalText(); err != nil || kept.UnmarshalText(plain) != nil || kept != got {
			t.Errorf("%q is kept as %s and comes back as %d", text, plain, kept)
		}
		if strings.HasPrefix(got.Formal(), "负") != (got < 0) || got != 0 && (-got).Formal() == got.Formal() {
			t.Errorf("%d in words is %s", got, got.Formal())
		}
	})
}

// FuzzShare: a share is never further from the sum than its rule allows, and that of minus a sum is its mirror.
func FuzzShare(f *testing.F) {
	rules := []money.Rounding{money.FenHalfUp, money.FenDown, money.JiaoHalfUp, money.JiaoUp, money.YuanHalfUp, money.YuanUp, money.YuanDown}
	f.Fuzz(func(t *testing.T, which uint8, sum, num, den int64) {
		const most = 1 << 40
		if sum < 0 || sum > most || num < 0 || den <= 0 || num > 1<<20 || den > 1<<20 {
			return
		}
		rule := rules[int(which)%len(rules)]
		got := rule.Share(money.Fen(sum), num, den)
		exact := new(big.Rat).Mul(big.NewRat(num, den), new(big.Rat).SetInt64(sum))
		apart := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got)), exact)
		unit := int64(1)
		if strings.HasPrefix(string(rule), "Jiao") {
			unit = 10
		} else if strings.HasPrefix(string(rule), "Yuan") {
			unit = 100
		}
		low, high := new(big.Rat), new(big.Rat)
		switch {
		case strings.HasSuffix(string(rule), "HalfUp"):
			low, high = big.NewRat(-unit, 2), big.NewRat(unit, 2)
		case strings.HasSuffix(string(rule), "Up"):
			high = big.NewRat(unit, 1)
		default:
			low = big.NewRat(-unit, 1)
		}
		if apart.Cmp(low) < 0 || apart.Cmp(high) > 0 || int64(got)%unit != 0 {
			t.Errorf("%s: %d × %d/%d is %d, exactly %s", rule, sum, num, den, got, exact.FloatString(4))
		}
		if mirror := rule.Share(-money.Fen(sum), num, den); mirror != -got {
			t.Errorf("%s: of minus the sum %d, of the sum %d", rule, mirror, got)
		}
	})
}
