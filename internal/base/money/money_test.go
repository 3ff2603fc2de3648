package money_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

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

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1,234.50", "¥１２.5元", "-0", "12,34", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := money.Parse(text)
		if err != nil {
			return
		}
		if back, err := money.Parse(got.Plain()); err != nil || back != got {
			t.Errorf("%q → %d → %q → %d, %v", text, got, got.Plain(), back, err)
		}
	})
}
