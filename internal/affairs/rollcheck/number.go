package rollcheck

import (
	"errors"
	"fmt"

	"minzheng/internal/base/idcard"
	"minzheng/internal/registers/benefit"
)

// numberWrong finds people, and the dead of the lists at hand, without a valid identity number: such a record can be
// matched with nothing. 身份证号有误.
func (x *index) numberWrong() []Suspect {
	found := x.numberless()
	for _, n := range x.Notices {
		if !n.Number.None() || n.At.File == "" {
			continue
		}
		s := numberSuspect(benefit.Named{Name: n.Name, Read: n.Read, Person: n.Person})
		s.Says += "；死亡名单中的这一人不能自动比对"
		s.subject = []string{"notice", folded(n.Name), n.Read, n.Day.String(), n.Month.String()}
		s.add(n.row(mention{Claim: &benefit.Claim{Division: n.Division}}))
		found = append(found, s)
	}
	return x.gather(found, NumberWrong, "身份证号缺失或有误")
}

// numberless finds the people of claims, each once: a row may pay in two programmes.
func (x *index) numberless() []Suspect {
	var found []Suspect
	at := map[string]int{}
	for i := range x.Claims {
		c := &x.Claims[i]
		for j := range c.People {
			m := mention{c, &c.People[j]}
			if !m.who.Number.None() {
				continue
			}
			row := x.row(m)
			who := fmt.Sprintf("%s %s %s %d", x.called(m), row.File, row.Sheet, row.Row)
			n, told := at[who]
			if !told {
				n = len(found)
				at[who] = n
				found = append(found, numberSuspect(*m.who))
				found[n].subject = []string{x.called(m)}
			}
			found[n].Stake += share(c)
			found[n].programme(c.Programme)
			found[n].add(row)
		}
	}
	return found
}

// numberSuspect says what is wrong with a number.
func numberSuspect(who benefit.Named) Suspect {
	s := Suspect{Kind: NumberWrong, Level: Look, People: []benefit.Named{who}, Verify: NumberWrong.verify(), evidence: []string{who.Read}}
	var p *idcard.Problem
	_, err := idcard.ParseCell(who.Read, false)
	switch {
	case digits(who.Read) == "":
		s.Detail = string(idcard.Empty)
		s.Says = who.Name + "：没有身份证号码"
		if who.Read != "" {
			s.Says += "，写的是“" + who.Read + "”"
		}
	case errors.As(err, &p):
		s.Detail = string(p.Kind)
		s.Says = who.Name + "：" + p.Message
	default: // it would pass as text, but the reader of the file did not trust the cell
		s.Detail = string(idcard.LostDigits)
		s.Says = who.Name + "：身份证号按数字存放，后三位可能已丢失，请按原件重新录入"
	}
	return s
}
