package assistance_test

import (
	"testing"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/event"
	"minzheng/internal/registers/benefit"
)

// doubts are what the programme of a code says of a claim of October 2026 at 麻家渡镇, where a claim names no other month.
func doubts(t *testing.T, code string, c benefit.Claim) []benefit.Doubt {
	t.Helper()
	if !c.Month.Known() {
		c.Month = month.Must(2026, 10)
	}
	c.Division = "420323105000"
	for _, p := range assistance.New(nil, event.NewBus(), book(t)).Programmes() {
		if p.Code == code {
			return p.Doubts(c)
		}
	}
	t.Fatalf("no programme %s", code)
	return nil
}

func parts(pairs ...any) []benefit.Line {
	var lines []benefit.Line
	for i := 0; i < len(pairs); i += 2 {
		lines = append(lines, benefit.Line{Code: pairs[i].(string), Fen: money.Yuan(int64(pairs[i+1].(int)))})
	}
	return lines
}

// The amounts are those of the rolls to practise on: dibao 720 and 560, top-up a fifth of it (144 and 112), floor 60; tekun
// basic 728 (702 before July 2025), care 212, 312, 1040; temporary at most 12 urban standards a person (8,640).
func TestDoubts(t *testing.T) {
	type doubt struct{ detail, says string }
	for _, c := range []struct {
		name  string
		code  string
		claim benefit.Claim
		want  []doubt
	}{
		{"tekun as it should be", "tekun", benefit.Claim{Amount: money.Yuan(1040), Care: "half", Lines: parts("basic", 728, "care", 312)}, nil},
		{
			"tekun by the old standard", "tekun",
			benefit.Claim{Amount: money.Yuan(1014), Care: "half", Lines: parts("basic", 702, "care", 312)},
			[]doubt{{"amount_wrong old_standard", "基本生活费702元低于现行728元（应为旧标准），请核对"}},
		},
		{"the old standard in its own time", "tekun", benefit.Claim{Month: month.Must(2025, 6), Amount: money.Yuan(1014), Lines: parts("basic", 702, "care", 312)}, nil},
		{
			"tekun basic that never was", "tekun",
			benefit.Claim{Lines: parts("basic", 700)},
			[]doubt{{"amount_wrong amount_off_standard", "基本生活费700元与现行标准728元不符，请核对"}},
		},
		{
			"care of another tier", "tekun",
			benefit.Claim{Care: "half", Lines: parts("basic", 728, "care", 1040)},
			[]doubt{{"amount_wrong care_tier_mismatch", "照料护理费1040元是全护理的标准，与所列半护理不符，请核对"}},
		},
		{"care of any tier where none is ticked", "tekun", benefit.Claim{Lines: parts("basic", 728, "care", 1040)}, nil},
		{
			"care that no tier gives", "tekun",
			benefit.Claim{Lines: parts("basic", 728, "care", 300)},
			[]doubt{{"amount_wrong amount_off_standard", "照料护理费300元不是任何一档的标准（全自理212元、半护理312元、全护理1040元），请核对"}},
		},
		{"a sum of tekun not taken apart", "tekun", benefit.Claim{Amount: money.Yuan(940)}, nil},
		{
			"a sum of tekun by the old standard", "tekun",
			benefit.Claim{Amount: money.Yuan(914)},
			[]doubt{{"amount_wrong old_standard", "供养金按金额推算的基本生活费702元低于现行728元（应为旧标准），请核对"}},
		},
		{"a quarter of tekun", "tekun", benefit.Claim{Months: 3, Amount: money.Yuan(2820), Care: "self"}, nil},
		{"a quarter over the change of standard", "tekun", benefit.Claim{Month: month.Must(2025, 5), Months: 3, Amount: money.Yuan(914 + 914 + 940), Care: "self"}, nil},

		{"dibao of one person at the standard", "dibao", benefit.Claim{Class: "rural", Heads: 1, Amount: money.Yuan(560)}, nil},
		{"dibao of one person with top-up", "dibao", benefit.Claim{Class: "rural", Heads: 1, Amount: money.Yuan(672), Lines: parts("difference", 560, "topup", 112)}, nil},
		{
			"dibao above the standard", "dibao",
			benefit.Claim{Class: "rural", Heads: 2, Amount: money.Yuan(1121), Lines: parts("difference", 1121)},
			[]doubt{{"amount_wrong ", "户月保障金1121元超过最高1120元（保障2人 × 标准560元），请核对"}},
		},
		{
			"a sum of dibao above standard and top-up", "dibao",
			benefit.Claim{Class: "rural", Heads: 1, Amount: money.Yuan(673)},
			[]doubt{{"amount_wrong ", "户月保障金673元超过最高672元（保障1人 × 标准560元，连同分类施保增发），请核对"}},
		},
		{
			"dibao below the floor", "dibao",
			benefit.Claim{Class: "urban", Heads: 3, Amount: money.Yuan(59)},
			[]doubt{{"amount_wrong ", "户月保障金59元低于最低发放额60元，请核对"}},
		},
		{
			"a top-up that is no fifth", "dibao",
			benefit.Claim{Class: "rural", Heads: 2, Amount: money.Yuan(500), Lines: parts("difference", 400, "topup", 100)},
			[]doubt{{"amount_wrong ", "分类施保增发100元不是每人112元的整数倍，或多于保障人数，请核对"}},
		},
		{"a dibao roll that says neither class nor people", "dibao", benefit.Claim{Amount: money.Yuan(9000)}, nil},
		{"dibao without its class by the higher standard", "dibao", benefit.Claim{Heads: 1, Amount: money.Yuan(720)}, nil},

		{"temporary assistance at the limit", "temporary", benefit.Claim{Amount: money.Yuan(8640)}, nil},
		{
			"temporary assistance above the limit", "temporary",
			benefit.Claim{Amount: money.Yuan(8641)},
			[]doubt{{"amount_wrong ", "临时救助8641元超过最高额8640元（1人 × 12个月城市低保标准），请核对"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := doubts(t, c.code, c.claim)
			if len(got) != len(c.want) {
				t.Fatalf("%v, want %v", got, c.want)
			}
			for i, w := range c.want {
				if got[i].Kind+" "+got[i].Detail != w.detail || got[i].Says != w.says || got[i].Verify == "" {
					t.Errorf("%+v\nwant %+v", got[i], w)
				}
			}
		})
	}
}

// The basic living standard of tekun is 1.3 times the rural dibao standard or more, in every month from July 2023 on.
func TestTekunBasicReachesItsRatio(t *testing.T) {
	amounts := assistance.NewAmounts(book(t))
	for m := month.Must(2023, 7); m <= month.Must(2027, 12); m++ {
		rural, ok := amounts.Standard(zhushan, "rural", m)
		basic, both := amounts.TekunBasic(zhushan, m)
		if !ok || !both || basic*10 < rural*13 {
			t.Errorf("%s: basic %s of rural %s", m, basic, rural)
		}
	}
}

// D-1, D-4: 600 × 3 − 1,000 = 800, 500 × 3 − 700 = 800 at standards of their own; here 560 × 3 − 1,000 = 680 by hand, the floor
// of 60, and nothing for who reaches the line.
func TestDifference(t *testing.T) {
	amounts := assistance.NewAmounts(book(t))
	for _, c := range []struct {
		people         int
		income, expect int64
	}{{3, 1000, 680}, {2, 1100, 60}, {2, 1120, 0}, {1, 0, 560}} {
		got, ok := amounts.Difference(zhushan, "rural", month.Must(2026, 10), c.people, money.Yuan(c.income))
		if !ok || got != money.Yuan(c.expect) {
			t.Errorf("%d people earning %d: %s, want %d", c.people, c.income, got, c.expect)
		}
	}
	if top, ok := amounts.TopUp(zhushan, "rural", "minor", month.Must(2026, 10)); !ok || top != money.Yuan(112) {
		t.Errorf("a minor is paid %s on top, want 112", top)
	}
}
