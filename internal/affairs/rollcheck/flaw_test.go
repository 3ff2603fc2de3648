package rollcheck

import (
	"testing"

	"minzheng/internal/registers/benefit"
)

func TestFlaws(t *testing.T) {
	at := func(row int) benefit.Evidence { return benefit.Evidence{File: "dibao.xlsx", Sheet: "10月", Row: row} }
	m := Matter{
		Claims: []benefit.Claim{claim(88, "dibao", 300, wrong(guilan, ""))},
		Flaws: []Flaw{
			{Kind: SumWrong, Detail: "subtotal_wrong", Level: Look, Says: "小计相差540元", At: at(160)},
			{Kind: NumberWrong, Detail: "id_missing", Level: Look, Says: "身份证号缺失", At: at(88)},
			{Kind: NumberWrong, Detail: "id_missing", Level: Look, Says: "没有金额的一行，身份证号缺失", At: at(89)},
			{Kind: HeadsDiffer, Detail: "people_missing", Level: Look, Says: "保障人数为空", At: at(88)},
		},
	}
	check(t, m, SumWrong, "look 0.00: 小计相差540元 [dibao160]")
	found := check(t, m, HeadsDiffer, "look 300.00: 李桂兰：保障人数为空 [dibao88]")
	if len(found) == 1 && (len(found[0].People) != 1 || found[0].Divisions()[0] != huachang) {
		t.Errorf("it is about %v in %v", found[0].People, found[0].Divisions())
	}
	check(t, m, NumberWrong, "look 300.00: 李桂兰：没有身份证号码 [dibao88]", "look 0.00: 没有金额的一行，身份证号缺失 [dibao89]")
}

// The gravest first, and of equals what costs most a month.
func TestWorstFirst(t *testing.T) {
	m := Matter{
		Claims: []benefit.Claim{
			claim(1, "dibao", 100, wrong(xiulan, "")), claim(2, "advanced_age", 50, guilan), claim(3, "tekun", 940, fugui), claim(4, "dibao", 300, fugui),
		},
		Notices: []Notice{died(guilan, 2026, 8, 1)}, Programmes: offered, Exclusive: exclusive,
	}
	var kinds []Kind
	for _, s := range m.Suspects() {
		kinds = append(kinds, s.Kind)
	}
	if len(kinds) != 3 || kinds[0] != Excluded || kinds[1] != DeadPaid || kinds[2] != NumberWrong {
		t.Errorf("in the order %v, want excluded (300 yuan a month), dead_paid (50), id_wrong (100, but less grave)", kinds)
	}
}
