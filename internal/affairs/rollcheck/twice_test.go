package rollcheck

import (
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

func TestTwice(t *testing.T) {
	names := func(c division.Code) string {
		return map[division.Code]string{baofeng: "宝丰镇", chengguan: "城关镇"}[c]
	}
	away := claim(19, "dibao", 800, guilan, fugui)
	away.Division, away.Evidence.File = beidajie, "城关.xlsx"
	t.Run("in one roll", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(31, "dibao", 500, guilan), claim(84, "dibao", 300, guilan), claim(85, "dibao", 300, fugui)}}, PaidTwice,
			"likely 300.00: 李桂兰低保出现2次 [dibao31 dibao84]")
	})
	t.Run("across townships, once as a member", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(8, "dibao", 500, guilan), away}, Place: names}, PaidTwice,
			"likely 400.00: 李桂兰低保出现2次，跨乡镇：宝丰镇、城关镇 [dibao8 城关19]")
	})
	t.Run("a quarter and a month in one file", func(t *testing.T) {
		quarter := claim(25, "advanced_age", 300, guilan)
		quarter.Month, quarter.Months, quarter.Evidence.Sheet = month.Must(2026, 7), 3, "90–99周岁"
		check(t, Matter{Claims: []benefit.Claim{claim(82, "advanced_age", 50, guilan), quarter}}, PaidTwice,
			"likely 50.00: 李桂兰高龄津贴出现2次 [advanced_age82 advanced_age25]")
	})
	t.Run("two months in two files are right", func(t *testing.T) {
		last := claim(31, "dibao", 500, guilan)
		last.Month, last.Evidence.File = september, "9月.xlsx"
		check(t, Matter{Claims: []benefit.Claim{last, claim(31, "dibao", 500, guilan)}}, PaidTwice)
	})
	t.Run("two programmes are right", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(31, "dibao", 500, guilan), claim(31, "advanced_age", 50, guilan)}}, PaidTwice)
	})
	t.Run("two of one name are right", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(31, "dibao", 500, guilan), claim(32, "dibao", 500, someone("李桂兰", 1960, 1, 1, 2))}}, PaidTwice)
	})
	t.Run("in the register, by id", func(t *testing.T) {
		a, b := claim(0, "dibao", 500, guilan), claim(0, "dibao", 700, jianguo)
		a.Evidence, b.Evidence = benefit.Evidence{Award: "a1"}, benefit.Evidence{Award: "a2"}
		a.People[0].Person = "p1"
		b.People = append(b.People, benefit.Named{Name: "李桂兰", Person: "p1"})
		b.Heads = 2
		check(t, Matter{Claims: []benefit.Claim{a, b}}, PaidTwice, "likely 350.00: 李桂兰低保出现2次 [0 0]")
	})
}

func TestExcluded(t *testing.T) {
	t.Run("tekun with dibao", func(t *testing.T) {
		found := check(t, Matter{Claims: []benefit.Claim{claim(25, "dibao", 300, guilan), claim(10, "tekun", 940, guilan)}}, Excluded,
			"likely 300.00: 李桂兰：特困不得与低保同时享受 [tekun10 dibao25]")
		if len(found) == 1 && (len(found[0].Divisions()) != 1 || !strings.Contains(found[0].Verify, "依据：特困人员认定办法")) {
			t.Errorf("it lies in %v; %s", found[0].Divisions(), found[0].Verify)
		}
	})
	t.Run("tekun with both allowances comes first, as one suspect", func(t *testing.T) {
		m := Matter{Claims: []benefit.Claim{claim(137, "disability_living", 70, guilan), claim(137, "disability_care", 100, guilan), claim(12, "tekun", 940, guilan)}}
		m.Claims[0].Evidence.File, m.Claims[1].Evidence.File = "两补.xlsx", "两补.xlsx"
		check(t, m, Excluded, "likely 170.00: 李桂兰：特困不得与护理补贴、生活补贴同时享受 [tekun12 两补137]")
	})
	t.Run("a member of a dibao family", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(128, "dibao", 900, jianguo, xiulan, guilan), claim(23, "tekun", 940, guilan)}}, Excluded,
			"likely 300.00: 李桂兰：特困不得与低保同时享受 [tekun23 dibao128]")
	})
	t.Run("what may be held together is right", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(1, "dibao", 300, guilan), claim(2, "disability_care", 100, guilan), claim(3, "advanced_age", 50, guilan)}}, Excluded)
	})
	t.Run("one after the other is right", func(t *testing.T) {
		before := claim(25, "dibao", 300, guilan)
		before.Month = september
		check(t, Matter{Claims: []benefit.Claim{before, claim(10, "tekun", 940, guilan)}}, Excluded)
	})
}

func TestNameDiffers(t *testing.T) {
	misnamed := guilan
	misnamed.Name = "李桂芝"
	check(t, Matter{Claims: []benefit.Claim{claim(54, "dibao", 300, guilan), claim(173, "disability_care", 100, misnamed)}}, NameDiffers,
		"look 400.00: 身份证号相同而姓名不同：李桂兰、李桂芝，请核对 [dibao54 disability_care173]")
	blank := guilan
	blank.Name = "李 桂 兰"
	check(t, Matter{Claims: []benefit.Claim{claim(54, "dibao", 300, guilan), claim(173, "disability_care", 100, blank)}}, NameDiffers)

	registered := guilan
	registered.Person = "p1"
	check(t, Matter{Claims: []benefit.Claim{claim(54, "dibao", 300, registered)}, Known: Known{People: true, Names: map[string]string{"p1": "李桂莲"}}}, NameDiffers,
		"look 300.00: 身份证号相同而姓名不同：李桂兰、李桂莲，请核对 [dibao54 0]")
}
