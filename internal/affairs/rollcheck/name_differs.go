package rollcheck

import (
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/registers/benefit"
)

// nameDiffers finds numbers that stand beside two names, in files, notices or the population register. 同号不同名.
func (x *index) nameDiffers() []Suspect {
	var found []Suspect
	for _, id := range x.order {
		var names, kept []string
		note := func(name string) {
			if name != "" && !slices.Contains(kept, folded(name)) {
				names, kept = append(names, name), append(kept, folded(name))
			}
		}
		all := x.mentions[id]
		for _, m := range all {
			note(m.who.Name)
		}
		for _, n := range x.notices[id] {
			note(n.Name)
		}
		registered := x.Known.Names[all[0].who.Person]
		note(registered)
		if len(names) < 2 {
			continue
		}
		s := Suspect{Kind: NameDiffers, Level: Look, People: []benefit.Named{*all[0].who}, subject: []string{id}, evidence: sorted(kept), Verify: NameDiffers.verify()}
		s.Says = fmt.Sprintf("身份证号相同而姓名不同：%s，请核对", strings.Join(names, "、"))
		for _, m := range all {
			s.add(x.row(m))
			s.programme(m.Programme)
			s.Stake += share(m.Claim)
		}
		for _, n := range x.notices[id] {
			s.add(n.row(all[0]))
		}
		if registered != "" {
			s.add(Row{What: OfPerson, Person: all[0].who.Person, Division: all[0].Division, Cells: []Cell{{"姓名", registered}, {"身份证号", shown(*all[0].who)}}})
		}
		found = append(found, s)
	}
	return found
}
