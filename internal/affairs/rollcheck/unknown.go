package rollcheck

import "minzheng/internal/registers/benefit"

// unknown finds people with a valid number whom the population register does not know, where it was asked. 底册查无此人.
func (x *index) unknown() []Suspect {
	if !x.Known.People {
		return nil
	}
	var found []Suspect
	for _, id := range x.order {
		all := x.mentions[id]
		if all[0].who.Number.None() || x.persons[all[0].who.Number] != "" {
			continue
		}
		s := Suspect{
			Kind: PersonUnknown, Level: Look, People: []benefit.Named{*all[0].who}, Verify: PersonUnknown.verify(), subject: []string{id},
			Says: all[0].who.Name + "的身份证号码有效，但人口底册中没有此人",
		}
		for _, m := range all {
			s.add(x.row(m))
			s.programme(m.Programme)
			s.Stake += share(m.Claim)
		}
		found = append(found, s)
	}
	return x.gather(found, PersonUnknown, "不在人口底册中")
}
