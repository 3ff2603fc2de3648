package rollcheck

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/person"
)

// Places of the reference county.
const (
	zhushan   = division.Code("420323000000")
	baofeng   = division.Code("420323103000") // 宝丰镇
	huachang  = division.Code("420323103200") // 宝丰镇 铧厂村
	chengguan = division.Code("420323100000") // 城关镇
	beidajie  = division.Code("420323100001") // 城关镇 北大街社区
)

var (
	september = month.Must(2026, 9)
	october   = month.Must(2026, 10)
	november  = month.Must(2026, 11)
)

// The people of these tests. 李桂兰 is 72 and lives alone, 张建国 heads four.
var (
	guilan  = someone("李桂兰", 1954, 3, 2, 760)
	jianguo = someone("张建国", 1975, 6, 1, 11)
	xiulan  = someone("王秀兰", 1977, 8, 9, 22)
	xiaohua = someone("张小华", 2012, 1, 5, 33)
	fugui   = someone("周福贵", 1960, 12, 30, 55)
)

func someone(name string, y, m, d, sequence int) benefit.Named {
	return benefit.Named{Name: name, Number: idcard.Mint(idcard.DemoArea, y, m, d, sequence), Birth: month.MustDay(y, m, d)}
}

// A row of a roll of 宝丰镇 in October, at a card of its own.
func claim(row int, programme string, yuan int64, people ...benefit.Named) benefit.Claim {
	return benefit.Claim{
		Evidence:  benefit.Evidence{File: programme + ".xlsx", Sheet: "10月", Row: row},
		Programme: programme, Month: october, Months: 1, Division: huachang, Amount: money.Yuan(yuan),
		Heads: len(people), People: people, PayeeKind: benefit.PayPerson, Account: card(row + 1000*len(programme)),
	}
}

// card is a card number with a right check digit.
func card(n int) string {
	body := fmt.Sprintf("000000%012d", n)
	for d := range 10 {
		if whole := fmt.Sprintf("%s%d", body, d); luhn(whole) {
			return whole
		}
	}
	panic("no check digit fits")
}

func died(who benefit.Named, y, m, d int) Notice {
	return Notice{
		Death: person.Death{Name: who.Name, Number: who.Number, Day: month.MustDay(y, m, d), Month: month.Must(y, m), Division: huachang},
		At:    benefit.Evidence{File: "死亡名单.xlsx", Sheet: "1-10月", Row: 40},
	}
}

// offered are programmes as the affairs offer them, as far as finding needs them.
var offered = []benefit.Programme{
	{Code: "dibao", Term: "最低生活保障", Short: "低保", Unit: benefit.Household},
	{Code: "tekun", Term: "特困人员救助供养", Short: "特困", Unit: benefit.Household},
	{Code: "disability_care", Term: "重度残疾人护理补贴", Short: "护理补贴", Unit: benefit.Person},
	{Code: "disability_living", Term: "困难残疾人生活补贴", Short: "生活补贴", Unit: benefit.Person},
	{Code: "advanced_age", Term: "高龄津贴", Short: "高龄津贴", Unit: benefit.Person},
}

// exclusive is the matrix of 民发〔2021〕43号 article 6 as far as these tests go.
func exclusive(a, b string, _ division.Code, _ month.Month) (string, bool) {
	with := []string{"dibao", "disability_care", "disability_living"}
	return "特困人员认定办法", a == "tekun" && slices.Contains(with, b) || b == "tekun" && slices.Contains(with, a)
}

// check finds in claims and notices, and wants suspects of one kind, written as "kind level stake: says" with the rows of
// the evidence behind.
func check(t *testing.T, m Matter, kind Kind, want ...string) []Suspect {
	t.Helper()
	m.Programmes, m.Exclusive = append(m.Programmes, offered...), exclusive
	var found []Suspect
	var got []string
	for _, s := range m.Suspects() {
		if s.Kind != kind {
			continue
		}
		found = append(found, s)
		var rows []string
		for _, r := range s.Rows {
			rows = append(rows, fmt.Sprintf("%s%d", strings.TrimSuffix(r.File, ".xlsx"), r.Row))
		}
		got = append(got, fmt.Sprintf("%s %s: %s [%s]", s.Level, s.Stake.Plain(), s.Says, strings.Join(rows, " ")))
		if s.Verify == "" {
			t.Errorf("%s: nothing is said about what to verify", s.Says)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	return found
}
