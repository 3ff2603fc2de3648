package rollcheck

import (
	"strings"
	"testing"

	"minzheng/internal/base/idcard"
	"minzheng/internal/registers/benefit"
)

// wrong is a person of whose number something else was written.
func wrong(who benefit.Named, read string) benefit.Named {
	who.Number, who.Read = idcard.Number{}, read
	return who
}

func TestNumberWrong(t *testing.T) {
	full := guilan.Number.Full()
	for _, c := range []struct{ read, detail string }{
		{full[:15] + "000", "lost_digits"},
		{full[:17], "length"},
		{full + "1", "length"},
		{"", "empty"},
		{"无", "empty"},
		{strings.Replace(full, "0", "O", 1), "characters"},
	} {
		m := Matter{Claims: []benefit.Claim{claim(45, "tekun", 940, wrong(guilan, c.read)), claim(46, "tekun", 940, fugui)}}
		found := m.Suspects()
		if len(found) != 1 || found[0].Kind != NumberWrong || found[0].Level != Look || found[0].Detail != c.detail || found[0].Rows[0].Row != 45 {
			t.Errorf("%q: %+v, want one suspect %s in row 45", c.read, found, c.detail)
		}
		for _, r := range found[0].Rows {
			for _, cell := range r.Cells {
				if len(c.read) > 10 && strings.Contains(cell.Says, c.read) {
					t.Errorf("the whole of what was written shows in %s", cell.Term)
				}
			}
		}
	}
}

// A row that pays two allowances is told of once.
func TestNumberWrongInTwoProgrammes(t *testing.T) {
	living, care := claim(30, "disability_living", 70, wrong(guilan, "")), claim(30, "disability_care", 100, wrong(guilan, ""))
	living.Evidence.File, care.Evidence.File = "两补.csv", "两补.csv"
	found := check(t, Matter{Claims: []benefit.Claim{living, care}}, NumberWrong, "look 170.00: 李桂兰：没有身份证号码 [两补.csv30]")
	if len(found) == 1 && len(found[0].Programmes) != 2 {
		t.Errorf("it is about %v", found[0].Programmes)
	}
}

// Of a family the row of the member is the evidence, and his name is said.
func TestNumberWrongOfAMember(t *testing.T) {
	child := wrong(xiaohua, "")
	child.Row = 41
	check(t, Matter{Claims: []benefit.Claim{claim(39, "dibao", 1200, jianguo, xiulan, child)}}, NumberWrong, "look 400.00: 张小华：没有身份证号码 [dibao41]")
}

func TestNumberWrongOfTheDead(t *testing.T) {
	n := died(guilan, 2026, 6, 1)
	n.Number, n.Read = idcard.Number{}, ""
	check(t, Matter{Notices: []Notice{n}}, NumberWrong, "look 0.00: 李桂兰：没有身份证号码；死亡名单中的这一人不能自动比对 [死亡名单40]")

	n.At = benefit.Evidence{} // known from the register: asked for once when the list came in, not in every check
	check(t, Matter{Notices: []Notice{n}}, NumberWrong)
}

func TestUnknown(t *testing.T) {
	known := guilan
	known.Person = "p1"
	claims := []benefit.Claim{claim(1, "tekun", 940, known), claim(2, "tekun", 940, fugui)}
	check(t, Matter{Claims: claims}, PersonUnknown)
	check(t, Matter{Claims: claims, Known: Known{People: true}}, PersonUnknown, "look 940.00: 周福贵的身份证号码有效，但人口底册中没有此人 [tekun2]")
}

// A file most of whose people nobody knows is said once.
func TestUnknownMostOfAFile(t *testing.T) {
	var claims []benefit.Claim
	for i := range 30 {
		who := someone("某人", 1950, 1, 1+i%28, 100+i)
		if i%3 == 0 {
			who.Person = "p"
		}
		claims = append(claims, claim(4+i, "advanced_age", 50, who))
	}
	found := check(t, Matter{Claims: claims, Known: Known{People: true}}, PersonUnknown,
		"look 1000.00: 《advanced_age.xlsx》列30人，其中20人不在人口底册中，多半是整份名册的问题，不逐人列出 [advanced_age5 advanced_age6 advanced_age8 advanced_age9 advanced_age11 advanced_age12 advanced_age14 advanced_age15 advanced_age17 advanced_age18]")
	if len(found) == 1 && len(found[0].People) != 0 {
		t.Error("it is about nobody in particular")
	}
}
