package place

import (
	"strings"

	"minzheng/internal/base/division"
)

// A Kind is what sort of division it is.
type Kind string

// The kinds. 《统计用区划代码和城乡划分代码编制规则》.
const (
	County             Kind = "county"              // 县
	Town               Kind = "town"                // 镇
	Township           Kind = "township"            // 乡
	Subdistrict        Kind = "subdistrict"         // 街道
	ResidentsCommittee Kind = "residents_committee" // 社区居民委员会
	VillagersCommittee Kind = "villagers_committee" // 村民委员会
)

// A Division is one division as it stands in the tree.
//
// 行政区划.
type Division struct {
	Code   division.Code
	Name   string // as the Bureau of Statistics lists it: 铧厂村委会
	Short  string // as people say and papers print it: 铧厂村
	Kind   Kind
	Level  division.Level // of the code
	Parent division.Code
}

// newDivision fills what follows from the code and the name.
func newDivision(code division.Code, name string, kind Kind, parent division.Code) Division {
	return Division{Code: code, Name: name, Short: shortOf(name, kind), Kind: kind, Level: code.Level(), Parent: parent}
}

// shortOf takes the committee off the name: 施洋路社区居民委员会 is 施洋路社区, 铧厂村委会 is 铧厂村. A residents'
// committee that is not called a community keeps a short committee (小漩居委会), since beside it there may be a village
// of the same name (小漩村).
func shortOf(name string, kind Kind) string {
	switch kind {
	case ResidentsCommittee:
		stem := strings.TrimSuffix(name, "居民委员会")
		if strings.HasSuffix(stem, "社区") {
			return stem
		}
		return stem + "居委会"
	case VillagersCommittee:
		return stemOf(name, kind) + "村"
	}
	return name
}

// stemOf is the name without what kind of division it is: 铧厂, 施洋路, 宝丰. A name is never emptied.
func stemOf(name string, kind Kind) string {
	for _, ending := range endings[kind] {
		if stem := strings.TrimSuffix(name, ending); stem != name && stem != "" {
			return stem
		}
	}
	return name
}

// endings are the ways to say what a division is, the longest first.
var endings = map[Kind][]string{
	County:             {"县", "市", "区"},
	Town:               {"镇"},
	Township:           {"乡"},
	Subdistrict:        {"街道办事处", "街道"},
	ResidentsCommittee: {"社区居民委员会", "社区居委会", "居民委员会", "居委会", "社区"},
	VillagersCommittee: {"村民委员会", "村委会", "村委", "村"},
}

// names are all the ways to write a division in full, made from one of its names.
func names(name string, kind Kind) []string {
	stem := stemOf(name, kind)
	all := []string{name, shortOf(name, kind)}
	for _, ending := range endings[kind] {
		all = append(all, stem+ending)
	}
	return all
}
