package rollcheck

import (
	"fmt"

	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// headsDiffer finds claims for more persons than the household has by the register. 保障人数不符.
//
// Fewer is no suspicion: students, those in custody and others do not count, 民发〔2021〕57号 article 7. Nor is one, where
// the claim does not name its persons: then the register knows the household from a roll, which names its head alone.
// Where somebody is suspected dead, or paid elsewhere as well, that is said already.
func (x *index) headsDiffer() []Suspect {
	var found []Suspect
	for i := range x.Claims {
		c := &x.Claims[i]
		size, known := x.Known.Sizes[c.Evidence.Household]
		if !known || c.Evidence.Household == "" || len(c.People) == 0 || !pays(c) || size <= 1 && len(c.People) < c.Heads || c.Heads-x.dying(c) <= size || x.shared[c.Evidence.Award] {
			continue
		}
		m := mention{c, &c.People[0]}
		s := Suspect{
			Kind: HeadsDiffer, Level: Look, People: []benefit.Named{*m.who}, Programmes: []string{c.Programme}, Verify: HeadsDiffer.verify(),
			Says:  fmt.Sprintf("%s户保障%d人，家庭底册在册%d人", m.who.Name, c.Heads, size),
			Stake: share(c) * money.Fen(c.Heads-size), subject: []string{"household", c.Evidence.Household, c.Programme}, evidence: []string{fmt.Sprint(c.Heads, size)},
		}
		s.add(x.row(m))
		found = append(found, s)
	}
	return found
}

// dying counts the people of a claim of whom a notice says that they died.
func (x *index) dying(c *benefit.Claim) (n int) {
	for _, who := range c.People {
		if len(x.notices[x.identity(who.Person, who.Number)]) > 0 {
			n++
		}
	}
	return n
}
