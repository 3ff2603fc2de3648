package benefit

import (
	"minzheng/internal/base/division"
	"minzheng/internal/registers/place"
)

// assumedClass is what a household is taken to be as long as nobody has decided
// it: a default for reading and proposing, always labelled as one.
func assumedClass(tree *place.Tree, at division.Code) Classed {
	d, err := tree.Find(at)
	if err == nil && d.Kind == place.ResidentsCommittee {
		return Classed{Class: Urban, Reason: "默认：按户所在地（" + d.Short + "为社区）", Default: true}
	}
	if err == nil && d.Kind == place.VillagersCommittee {
		return Classed{Class: Rural, Reason: "默认：按户所在地（" + d.Short + "为行政村）", Default: true}
	}
	return Classed{Reason: "未定：户所在地不是村（社区）", Default: true}
}
