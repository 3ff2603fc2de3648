package rollcheck

import (
	"cmp"
	"slices"
	"strings"

	"minzheng/internal/registers/benefit"
)

// doubts asks each programme what it finds odd about its claims by the values in force: an amount no value gives, an
// age outside the bands, a grade without entitlement. 金额、年龄、等级与标准.
func (x *index) doubts() []Suspect {
	found := map[Kind][]Suspect{}
	for i := range x.Claims {
		c := &x.Claims[i]
		p, ok := x.terms[c.Programme]
		if !ok || p.Doubts == nil || !pays(c) || len(c.People) == 0 {
			continue
		}
		m := mention{c, &c.People[0]}
		for _, d := range p.Doubts(*c) {
			s := x.doubtSuspect(m, d)
			found[s.Kind] = append(found[s.Kind], s)
		}
	}
	var all []Suspect
	for _, k := range Kinds() {
		all = append(all, x.gather(found[k], k, k.Term())...)
	}
	return all
}

func (x *index) doubtSuspect(m mention, d benefit.Doubt) Suspect {
	kind := Kind(d.Kind)
	if !slices.Contains([]Kind{AgeWrong, GradeWrong, AmountWrong, HeadsDiffer}, kind) {
		kind = EntryDoubtful
	}
	says := d.Says
	if !strings.HasPrefix(says, m.who.Name) {
		says = m.who.Name + "：" + says
	}
	s := Suspect{
		Kind: kind, Detail: cmp.Or(d.Detail, d.Kind), Level: Look, People: []benefit.Named{*m.who}, Programmes: []string{m.Programme},
		Says: says, Verify: cmp.Or(d.Verify, kind.verify()), Stake: monthly(m.Claim),
		subject: []string{x.called(m), m.Programme, d.Kind, d.Detail, d.Line}, evidence: []string{d.Says},
	}
	s.add(x.row(m))
	return s
}
