package rollcheck

import (
	"testing"

	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// A programme's own doubts become suspects in its words; what kind it cannot name is a doubtful entry.
func TestDoubts(t *testing.T) {
	strict := benefit.Programme{Code: "strict", Short: "严项目", Unit: benefit.Person, Doubts: func(c benefit.Claim) []benefit.Doubt {
		switch c.Amount {
		case money.Yuan(70):
			return []benefit.Doubt{{Kind: "amount_wrong", Detail: "old_standard", Says: "现行标准100元，名册为70元", Verify: "核对是否旧标准"}}
		case money.Yuan(80):
			return []benefit.Doubt{{Kind: "grade_wrong", Says: "三级肢体残疾不在范围"}, {Kind: "odd", Says: "别的"}}
		}
		return nil
	}}
	m := Matter{
		Claims:     []benefit.Claim{claim(1, "strict", 100, guilan), claim(2, "strict", 70, fugui), claim(3, "strict", 80, jianguo), claim(4, "dibao", 80, xiulan)},
		Programmes: []benefit.Programme{strict},
	}
	found := check(t, m, AmountWrong, "look 70.00: 周福贵：现行标准100元，名册为70元 [strict2]")
	if len(found) == 1 && (found[0].Verify != "核对是否旧标准" || found[0].Detail != "old_standard") {
		t.Errorf("verify %q, detail %q", found[0].Verify, found[0].Detail)
	}
	check(t, m, GradeWrong, "look 80.00: 张建国：三级肢体残疾不在范围 [strict3]")
	check(t, m, EntryDoubtful, "look 80.00: 张建国：别的 [strict3]")
}
