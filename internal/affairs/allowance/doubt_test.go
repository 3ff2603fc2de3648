package allowance_test

import (
	"os"
	"testing"

	"minzheng/internal/affairs/allowance"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
)

const zhushan = division.Code("420323000000")

func room(t *testing.T) *allowance.Allowance {
	t.Helper()
	book, err := rules.Load(true, append(allowance.Shelves(),
		rules.Shelf{Name: "竹山县", Files: os.DirFS("../../../county/zhushan/values/allowance"), Within: zhushan})...)
	if err != nil {
		t.Fatal(err)
	}
	return allowance.New(book)
}

// who was born on a day.
func who(name string, year, mon, day int) []benefit.Named {
	return []benefit.Named{{Name: name, Birth: month.MustDay(year, mon, day)}}
}

// The values are those of the rolls to practise on: disability 70 and 100 (Hubei, 70 from 2021-01-01 and 50 before), old age
// 50, 100, 500 from 80, 90, 100 years on, hardship 50. Ages are by hand.
func TestDoubts(t *testing.T) {
	type doubt struct{ detail, says string }
	for _, c := range []struct {
		name  string
		code  string
		claim benefit.Claim
		want  []doubt
	}{
		{"the living allowance", "disability_living", benefit.Claim{Amount: money.Yuan(70), Handicap: "肢体", Grade: 4}, nil},
		{
			"the living allowance of 2020", "disability_living",
			benefit.Claim{Amount: money.Yuan(50)},
			[]doubt{{"amount_wrong old_standard", "困难残疾人生活补贴50元低于现行70元（应为旧标准），请核对"}},
		},
		{"the old amount in its own time", "disability_living", benefit.Claim{Month: month.Must(2020, 12), Amount: money.Yuan(50)}, nil},
		{
			"both allowances in one", "disability_living",
			benefit.Claim{Amount: money.Yuan(170)},
			[]doubt{{"amount_wrong amount_off_standard", "困难残疾人生活补贴170元与现行标准70元不符，请核对"}},
		},
		{
			"a quarter of the living allowance", "disability_living",
			benefit.Claim{Months: 3, Amount: money.Yuan(200)},
			[]doubt{{"amount_wrong amount_off_standard", "困难残疾人生活补贴200元与现行标准3个月210元不符，请核对"}},
		},
		{"care of grade two", "disability_care", benefit.Claim{Amount: money.Yuan(100), Handicap: "肢体", Grade: 2}, nil},
		{
			"care of grade three", "disability_care",
			benefit.Claim{Amount: money.Yuan(100), Handicap: "肢体残疾", Grade: 3},
			[]doubt{{"grade_wrong care_needs_grade_1_2", "三级肢体残疾不在重度残疾人护理补贴范围，请核对"}},
		},
		{"care without a grade", "disability_care", benefit.Claim{Amount: money.Yuan(100), Handicap: "肢体"}, nil},

		{"83 years", "advanced_age", benefit.Claim{Amount: money.Yuan(50), People: who("李桂兰", 1943, 3, 2)}, nil},
		{
			"91 years in the band of 80", "advanced_age",
			benefit.Claim{Amount: money.Yuan(50), People: who("周海", 1935, 5, 6)},
			[]doubt{{"age_wrong wrong_band", "周海91周岁，应列90–99周岁档，每月100元，名册为50元"}},
		},
		{
			"79 years", "advanced_age",
			benefit.Claim{Amount: money.Yuan(50), People: who("杨启才", 1946, 11, 1)},
			[]doubt{{"age_wrong age_below_80", "杨启才79周岁，不满80周岁"}},
		},
		{"80 on the last day of the month", "advanced_age", benefit.Claim{Amount: money.Yuan(50), People: who("杨启才", 1946, 10, 31)}, nil},
		{"90 within the month, by either band", "advanced_age", benefit.Claim{Amount: money.Yuan(50), People: who("周海", 1936, 10, 15)}, nil},
		{
			"90 within the quarter: two months at 50, one at 100", "advanced_age",
			benefit.Claim{Month: month.Must(2026, 8), Months: 3, Amount: money.Yuan(200), People: who("周海", 1936, 10, 15)},
			nil,
		},
		{
			"a quarter in the wrong band", "advanced_age",
			benefit.Claim{Month: month.Must(2026, 8), Months: 3, Amount: money.Yuan(150), People: who("周海", 1930, 1, 1)},
			[]doubt{{"age_wrong wrong_band", "周海96周岁，应列90–99周岁档，每月100元，名册为50元"}},
		},
		{
			"an amount of no band", "advanced_age",
			benefit.Claim{Amount: money.Yuan(80), People: who("周海", 1935, 5, 6)},
			[]doubt{{"amount_wrong amount_off_standard", "周海91周岁，应列90–99周岁档，每月100元，名册为80元"}},
		},
		{"no birth, an amount of some band", "advanced_age", benefit.Claim{Amount: money.Yuan(500)}, nil},
		{
			"no birth, an amount of none", "advanced_age",
			benefit.Claim{Amount: money.Yuan(80)},
			[]doubt{{"amount_wrong amount_off_standard", "高龄津贴每月80元不是任何一档的标准，请核对"}},
		},

		{"hardship at 65, dependent", "hardship_aged", benefit.Claim{Amount: money.Yuan(50), People: who("李桂兰", 1961, 1, 1)}, nil},
		{
			"hardship at 59", "hardship_aged",
			benefit.Claim{Amount: money.Yuan(50), People: who("李桂兰", 1966, 11, 1)},
			[]doubt{{"age_wrong ", "李桂兰59周岁，不满60周岁"}},
		},
		{
			"hardship of another sum", "hardship_aged",
			benefit.Claim{Amount: money.Yuan(60)},
			[]doubt{{"amount_wrong amount_off_standard", "高龄失能补贴60元与现行标准50元不符，请核对"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.claim.Month == 0 {
				c.claim.Month = month.Must(2026, 10)
			}
			c.claim.Division = "420323100001"
			var got []benefit.Doubt
			for _, p := range room(t).Programmes() {
				if p.Code == c.code {
					got = p.Doubts(c.claim)
				}
			}
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

// C-2: Hubei after 2021-01-01 pays 70 and 100; before it paid 50 and 100.
func TestAmounts(t *testing.T) {
	a := room(t)
	for m, want := range map[month.Month]money.Fen{month.Must(2016, 1): money.Yuan(50), month.Must(2020, 12): money.Yuan(50), month.Must(2021, 1): money.Yuan(70)} {
		living, _ := a.DisabilityLiving(zhushan, m)
		care, _ := a.DisabilityCare(zhushan, m)
		if living != want || care != money.Yuan(100) {
			t.Errorf("%s: %s and %s", m, living, care)
		}
	}
	if _, ok := a.DisabilityLiving(zhushan, month.Must(2015, 12)); ok {
		t.Error("December 2015 has a living allowance")
	}
	for age, want := range map[int]money.Fen{79: 0, 80: money.Yuan(50), 89: money.Yuan(50), 90: money.Yuan(100), 100: money.Yuan(500)} {
		if got, ok := a.AdvancedAge(zhushan, age, month.Must(2026, 10)); got != want || ok != (want > 0) {
			t.Errorf("%d years: %s", age, got)
		}
	}
	if a.Severe(zhushan, "智力", 3, month.Must(2026, 10)) || !a.Severe(zhushan, "精神", 2, month.Must(2026, 10)) {
		t.Error("grade three is severe, or grade two is not")
	}
}
