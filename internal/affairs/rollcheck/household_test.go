package rollcheck

import (
	"testing"

	"minzheng/internal/registers/benefit"
)

func TestHeadsDiffer(t *testing.T) {
	at := func(household string, heads int) benefit.Claim {
		c := claim(0, "dibao", 900, jianguo)
		c.Evidence, c.Heads = benefit.Evidence{Award: "a", Household: household}, heads
		return c
	}
	known := Known{Sizes: map[string]int{"h1": 2, "h3": 1}}
	check(t, Matter{Claims: []benefit.Claim{at("h1", 3)}, Known: known}, HeadsDiffer, "look 300.00: 张建国户保障3人，家庭底册在册2人 [0]")
	for _, c := range []benefit.Claim{at("h1", 2), at("h1", 1), at("h2", 3), at("", 3), at("h3", 3)} {
		check(t, Matter{Claims: []benefit.Claim{c}, Known: known}, HeadsDiffer)
	}
	named := at("h3", 2)
	named.People = append(named.People, xiulan)
	check(t, Matter{Claims: []benefit.Claim{named}, Known: known}, HeadsDiffer, "look 450.00: 张建国户保障2人，家庭底册在册1人 [0]")
	check(t, Matter{Claims: []benefit.Claim{named}, Known: known, Notices: []Notice{died(xiulan, 2026, 1, 2)}}, HeadsDiffer)
	elsewhere := at("h4", 1)
	elsewhere.Evidence.Award, elsewhere.People = "b", []benefit.Named{xiulan}
	check(t, Matter{Claims: []benefit.Claim{named, elsewhere}, Known: known}, HeadsDiffer) // paid twice, which is said
}

func TestAloneTogether(t *testing.T) {
	at := func(row int, address string, people ...benefit.Named) benefit.Claim {
		c := claim(row, "dibao", 560, people...)
		c.Address = address
		return c
	}
	check(t, Matter{Claims: []benefit.Claim{at(1, "3组12号", guilan), at(2, "3组 12号", fugui), at(3, "3组13号", jianguo)}}, AloneTogether,
		"look 1120.00: 低保：2个单人户住同一地址（3组12号），可能是一户分开享受 [dibao1 dibao2]")
	t.Run("not where only the group is known, in another village, with a family, or in a home", func(t *testing.T) {
		elsewhere := at(2, "3组12号", fugui)
		elsewhere.Division = beidajie
		home := at(2, "3组12号", fugui)
		home.PayeeKind = benefit.PayInstitution
		for _, pair := range [][]benefit.Claim{
			{at(1, "3组", guilan), at(2, "3组", fugui)},
			{at(1, "3组12号", guilan), elsewhere},
			{at(1, "3组12号", guilan), at(2, "3组12号", jianguo, xiulan)},
			{at(1, "3组12号", guilan), home},
		} {
			check(t, Matter{Claims: pair}, AloneTogether)
		}
	})
}
