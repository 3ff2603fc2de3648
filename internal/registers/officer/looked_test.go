package officer

import (
	"testing"

	"minzheng/internal/registers/place"
)

func TestALookIsToldInWords(t *testing.T) {
	tree := place.NewTree([]place.Division{
		{Code: "420323000000", Name: "竹山县", Short: "竹山县", Level: 3},
		{Code: "420323103000", Name: "宝丰镇", Short: "宝丰镇", Level: 4, Parent: "420323000000"},
	}, nil)
	for _, c := range []struct {
		filter string
		rows   int
		want   string
	}{
		{"", 0, ""},
		{"", 50, "50 行"},
		{"in=420323103000&from=2026-11&ledger=benefit.inforce&measure=persons&to=2026-11", 50, "宝丰镇，2026年11月，50 行"},
		{"state=likely", 39, "39 行"},
		{"q=李桂兰", 3, "李桂兰，3 行"},
		{"day=2026-11-30&household=01m8p4825q1a8feaj5gdnx", 0, "2026-11-30"},
		{"number=4003****123X", 1, "4003****123X，1 行"},
	} {
		if got := lookText(tree, c.filter, c.rows); got != c.want {
			t.Errorf("%q: %q, want %q", c.filter, got, c.want)
		}
	}
}
