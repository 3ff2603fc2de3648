package rollcheck

import (
	"fmt"
	"regexp"

	"minzheng/internal/registers/benefit"
)

// institution is the name of an account's holder that is nobody's own.
var institution = regexp.MustCompile(`福利院|敬老院|养老院|养护院|福利中心|供养服务|服务机构|医院|公司|村民委员会|村委会|居委会|财政所|民政办`)

// fewestLikely is from how many people on one account it is more than a couple. 两人可能是夫妻或监护人代领.
const fewestLikely = 3

// accountShared finds accounts that several people are paid into who do not live together as far as anybody knows. The
// account of an institution does not count: that is what it is for. 多人同一账户.
func (x *index) accountShared() []Suspect {
	drawn := map[string][]mention{}
	institutional := map[string]bool{}
	var order []string
	for i := range x.Claims {
		c := &x.Claims[i]
		if c.Account == "" || !pays(c) || len(c.People) == 0 {
			continue
		}
		if c.PayeeKind == benefit.PayInstitution || institution.MatchString(c.Payee) {
			institutional[c.Account] = true
		}
		if drawn[c.Account] == nil {
			order = append(order, c.Account)
		}
		drawn[c.Account] = append(drawn[c.Account], mention{c, &c.People[0]})
	}
	homes := x.homes()
	var found []Suspect
	for _, account := range order {
		if institutional[account] || len(drawn[account]) < 2 {
			continue
		}
		if s, ok := x.sharing(account, drawn[account], homes); ok {
			found = append(found, s)
		}
	}
	return found
}

// homes tells in which household people live, as far as a claim says so: by the register, or because one claim names
// them together.
func (x *index) homes() map[string]string {
	homes := map[string]string{}
	for i := range x.Claims {
		c := &x.Claims[i]
		home := c.Evidence.Household
		if home == "" && len(c.People) > 1 {
			home = fmt.Sprintf("%s %s %d", c.Evidence.File, c.Evidence.Sheet, c.Evidence.Row)
		}
		if home == "" {
			continue
		}
		for _, who := range c.People {
			if id := x.identity(who.Person, who.Number); id != "" && homes[id] == "" {
				homes[id] = home
			}
		}
	}
	return homes
}

func (x *index) sharing(account string, all []mention, homes map[string]string) (Suspect, bool) {
	s := Suspect{Kind: AccountShared, Level: Look, Verify: AccountShared.verify(), subject: []string{"account", account}}
	apart := map[string]bool{} // households, or people of whom none is known
	known := map[string]bool{}
	for _, m := range all {
		who := x.called(m)
		if !known[who] {
			known[who] = true
			s.People = append(s.People, *m.who)
			s.evidence = append(s.evidence, who)
		}
		home := homes[who]
		if home == "" {
			home = who
		}
		apart[home] = true
		s.add(x.row(m))
		s.programme(m.Programme)
		s.Stake += monthly(m.Claim)
	}
	s.evidence = sorted(s.evidence)
	if len(s.People) < 2 || len(apart) < 2 {
		return s, false
	}
	tail := benefit.Account(account).String()
	if len(s.People) >= fewestLikely {
		s.Level = Likely
		s.Says = fmt.Sprintf("%d人共用一个账户（%s）", len(s.People), tail)
		return s, true
	}
	s.Says = fmt.Sprintf("%d人共用一个账户（%s），可能是夫妻或监护人代领，请核对", len(s.People), tail)
	return s, true
}
