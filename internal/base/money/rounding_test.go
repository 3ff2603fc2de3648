package money_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"minzheng/internal/base/money"
)

func TestQuotient(t *testing.T) {
	// 1000.00 / 3 = 333.333…; 0.15 / 2 = 0.075; 200.05 / 1.
	for _, c := range []struct {
		rule    money.Rounding
		fen     money.Fen
		divisor int64
		want    money.Fen
	}{
		{money.FenHalfUp, 100000, 3, 33333},
		{money.FenDown, 200000, 3, 66666},
		{money.FenHalfUp, 200000, 3, 66667},
		{money.FenHalfUp, 15, 2, 8}, // a half goes up
		{money.FenDown, 15, 2, 7},
		{money.FenHalfUp, -15, 2, -8}, // and mirrors below zero
		{money.JiaoHalfUp, 100000, 3, 33330},
		{money.JiaoHalfUp, 20005, 1, 20010},
		{money.JiaoUp, 20001, 1, 20010},
		{money.JiaoUp, 20000, 1, 20000},
		{money.YuanHalfUp, 20050, 1, 20100},
		{money.YuanHalfUp, 20049, 1, 20000},
		{money.YuanUp, 20001, 1, 20100},
		{money.YuanUp, 100000, 3, 33400},
		{money.YuanDown, 20099, 1, 20000},
		{money.YuanDown, -20099, 1, -20000},
		{money.YuanUp, -20001, 1, -20100},
	} {
		if got := c.rule.Quotient(c.fen, c.divisor); got != c.want {
			t.Errorf("%s of %s / %d = %s, want %s", c.rule, c.fen, c.divisor, got, c.want)
		}
	}
}

// Case D-3 of the domain's worked cases: standard 700, three persons, income
// 1000. A page that rounds the income per head to yuan pays 1101, the exact
// formula of the household 1100; the rule is a parameter and gives either.
func TestTheRoundingTrapOfTheThreePersons(t *testing.T) {
	standard, income := money.Yuan(700), money.Yuan(1000)
	perHead := money.YuanHalfUp.Quotient(income, 3)
	if perHead != money.Yuan(333) {
		t.Fatalf("income per head %s, want 333", perHead)
	}
	if got := 3 * (standard - perHead); got != money.Yuan(1101) {
		t.Errorf("by head: %s, want 1101", got)
	}
	if got := money.FenHalfUp.Quotient(3*standard-income, 1); got != money.Yuan(1100) {
		t.Errorf("by household: %s, want 1100", got)
	}
}

func TestShare(t *testing.T) {
	// 20 % of 720 = 144; 35 % of 728 = 254.80; a third of 0.
	for _, c := range []struct {
		rule     money.Rounding
		fen      money.Fen
		num, den int64
		want     money.Fen
	}{
		{money.FenHalfUp, money.Yuan(720), 20, 100, money.Yuan(144)},
		{money.FenHalfUp, money.Yuan(728), 35, 100, 25480},
		{money.YuanUp, money.Yuan(728), 35, 100, money.Yuan(255)},
		{money.FenDown, 0, 1, 3, 0},
		{money.FenDown, 100, 0, 3, 0},
	} {
		if got := c.rule.Share(c.fen, c.num, c.den); got != c.want {
			t.Errorf("%s of %s × %d/%d = %s, want %s", c.rule, c.fen, c.num, c.den, got, c.want)
		}
	}
}

func TestMistakesOfTheProgramPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"divisor zero":  func() { money.FenDown.Quotient(1, 0) },
		"minus a part":  func() { money.FenDown.Share(1, -1, 2) },
		"unknown rule":  func() { money.Rounding("Nearest").Quotient(1, 1) },
		"out of range":  func() { money.FenDown.Share(1<<62, 1<<62, 1) },
		"just too much": func() { money.FenDown.Share(1<<62, 2, 1) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("did not panic")
				}
			}()
			f()
		})
	}
}

func TestParseRounding(t *testing.T) {
	if r, err := money.ParseRounding("JiaoUp"); err != nil || r != money.JiaoUp {
		t.Errorf("%q, %v", r, err)
	}
	if _, err := money.ParseRounding("四舍五入"); err == nil {
		t.Error("an unknown rule was taken")
	}
}

// The law of each rule, by exact fractions.
func TestRoundingAgreesWithFractions(t *testing.T) {
	units := map[money.Rounding]int64{
		money.FenHalfUp: 1, money.FenDown: 1, money.JiaoHalfUp: 10, money.JiaoUp: 10,
		money.YuanHalfUp: 100, money.YuanUp: 100, money.YuanDown: 100,
	}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.Int64Range(-1e12, 1e12).Draw(t, "fen") // times a million still fits
		num := rapid.Int64Range(0, 1e6).Draw(t, "num")
		den := rapid.Int64Range(1, 1e6).Draw(t, "den")
		exact := new(big.Rat).Mul(big.NewRat(f, 1), big.NewRat(num, den))
		for rule, unit := range units {
			got := rule.Share(money.Fen(f), num, den)
			if int64(got)%unit != 0 {
				t.Fatalf("%s gives %d, no multiple of %d", rule, got, unit)
			}
			away := new(big.Rat).Sub(big.NewRat(int64(got), 1), exact)
			if exact.Sign() < 0 {
				away.Neg(away) // now positive means away from zero
			}
			low, high := big.NewRat(-unit, 2), big.NewRat(unit, 2)
			switch rule {
			case money.JiaoUp, money.YuanUp:
				low, high = new(big.Rat), big.NewRat(unit, 1)
			case money.FenDown, money.YuanDown:
				low, high = big.NewRat(-unit, 1), new(big.Rat)
			}
			if away.Cmp(low) < 0 || away.Cmp(high) > 0 {
				t.Fatalf("%s of %s gives %d", rule, exact, got)
			}
		}
	})
}
