package rollcheck

import (
	"fmt"
	"regexp"

	"minzheng/internal/registers/benefit"
)

var (
	saysDead = regexp.MustCompile(`已故|亡故|死亡|病故|去世|过世|逝世`)
	// saysOther is a remark about somebody else, or one that says what happened after a death.
	saysOther = regexp.MustCompile(`(父|母|夫|妻|配偶|老伴|丈夫|爱人|子|女|儿|媳|兄|弟|姐|妹|爷|奶|公|婆|孙|亲|成员|监护人)[^，。；、]{0,8}(已故|亡故|死亡|病故|去世|过世|逝世)`)
)

// deadByRemark finds rows whose own remark says that the person has died, and which pay all the same. 备注已故仍发放.
func (x *index) deadByRemark() []Suspect {
	var found []Suspect
	for i := range x.Claims {
		c := &x.Claims[i]
		if !pays(c) || !saysDead.MatchString(c.Remark) || saysOther.MatchString(c.Remark) || len(c.People) == 0 {
			continue
		}
		m := mention{c, &c.People[0]}
		s := Suspect{
			Kind: DeadByRemark, Level: Look, People: []benefit.Named{*m.who}, Programmes: []string{c.Programme},
			Says: fmt.Sprintf("%s备注写“%s”，仍有金额", m.who.Name, c.Remark), Verify: DeadByRemark.verify(), Stake: share(c),
			subject: []string{x.called(m), c.Programme}, evidence: []string{c.Remark},
		}
		if id := x.identity(m.who.Person, m.who.Number); len(x.Notices) > 0 && len(x.notices[id]) == 0 {
			s.Says += "；死亡名单中查无此人"
		}
		s.add(x.row(m))
		found = append(found, s)
	}
	return found
}
