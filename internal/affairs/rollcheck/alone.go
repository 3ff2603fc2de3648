package rollcheck

import (
	"fmt"
	"regexp"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/registers/benefit"
)

// house is an address that tells one home from the next; a village group (3组) does not.
var house = regexp.MustCompile(`[0-9０-９]+(号|室|幢|栋|户|单元)`)

// mostAtHome is up to how many single-person households at one address are thought to be one family taken apart; more
// live in a home for many.
const mostAtHome = 6

// aloneTogether finds households of one person that are supported separately and stand at the same address: perhaps one
// family taken apart. 单人户同址. Single persons are supported apart only in closed cases, 民发〔2021〕57号 article 8.
func (x *index) aloneTogether() []Suspect {
	type home struct {
		at        division.Code
		address   string
		programme string
	}
	singles := map[home][]mention{}
	var order []home
	for i := range x.Claims {
		c := &x.Claims[i]
		if !x.single(c) {
			continue
		}
		h := home{c.Division, strings.Join(strings.Fields(c.Address), ""), c.Programme}
		if singles[h] == nil {
			order = append(order, h)
		}
		singles[h] = append(singles[h], mention{c, &c.People[0]})
	}
	var found []Suspect
	for _, h := range order {
		all := singles[h]
		if len(all) < 2 || len(all) > mostAtHome {
			continue
		}
		s := Suspect{Kind: AloneTogether, Level: Look, Programmes: []string{h.programme}, Verify: AloneTogether.verify()}
		s.Says = fmt.Sprintf("%s：%d个单人户住同一地址（%s），可能是一户分开享受", x.short(h.programme), len(all), h.address)
		s.subject = []string{string(h.at), h.address, h.programme}
		for _, m := range all {
			s.People = append(s.People, *m.who)
			s.evidence = append(s.evidence, x.called(m))
			s.Stake += monthly(m.Claim)
			s.add(x.row(m))
		}
		s.evidence = sorted(s.evidence)
		found = append(found, s)
	}
	return found
}

// single tells whether a claim supports a household of one at an address that is a home.
func (x *index) single(c *benefit.Claim) bool {
	return x.terms[c.Programme].Unit == benefit.Household && c.Heads == 1 && alone(c) && len(c.People) == 1 && pays(c) &&
		c.PayeeKind != benefit.PayInstitution && c.Mode != "institution" && house.MatchString(c.Address)
}
