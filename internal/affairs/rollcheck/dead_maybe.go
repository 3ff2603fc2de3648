package rollcheck

import (
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/registers/benefit"
)

// deadMaybe finds people who may be those of a notice, where one of the two has no full number: same name, and the
// first fifteen digits agree; or same name, sex and village where one has no number at all. 疑似死亡后发放.
//
// A name alone never makes anybody dead, and digits that differ speak against it.
func (x *index) deadMaybe() []Suspect {
	named := map[string][]mention{}
	for i := range x.Claims {
		c := &x.Claims[i]
		for j := range c.People {
			name := folded(c.People[j].Name)
			named[name] = append(named[name], mention{c, &c.People[j]})
		}
	}
	var found []Suspect
	for _, n := range x.Notices {
		for _, m := range named[folded(n.Name)] {
			why := alike(n, m)
			if why == "" || !pays(m.Claim) || deathOf([]Notice{n}).month >= last(m.Claim) {
				continue
			}
			found = append(found, x.maybe(n, m, why))
		}
	}
	return found
}

// alike tells why a notice may mean a person whom it does not identify; empty when it does identify somebody, or cannot
// mean this one.
func alike(n Notice, m mention) string {
	if n.Name == "" || !n.Number.None() && !m.who.Number.None() || n.Person != "" && m.who.Person != "" {
		return ""
	}
	a, b := frontOf(n.Number.Full(), n.Read), front(*m.who)
	switch {
	case a != "" && b != "" && a == b:
		return "姓名和身份证号前15位相同"
	case a != "" && b != "":
		return ""
	case n.Sex != "" && n.Sex == sexOf(*m.who) && n.Division.Level() == division.Village && n.Division == m.Division:
		return "姓名、性别和村（社区）相同"
	}
	return ""
}

// sexOf is a person's sex by the number, else as stated.
func sexOf(who benefit.Named) string {
	switch {
	case who.Number.None():
		return who.Sex
	case who.Number.Male():
		return "male"
	}
	return "female"
}

func (x *index) maybe(n Notice, m mention, why string) Suspect {
	s := Suspect{Kind: DeadPaidMaybe, Level: Look, People: []benefit.Named{*m.who}, Stake: share(m.Claim)}
	lost := "死亡名单中此人的身份证号不完整"
	if !n.Number.None() {
		lost = "名册中此人的身份证号不完整"
	}
	s.Says = fmt.Sprintf("%s，%s，可能是同一人（%s）", lost, why, deathOf([]Notice{n}).says(n.Name))
	s.Verify = s.Kind.verify()
	s.add(x.row(m), n.row(m))
	s.programme(m.Programme)
	s.subject = []string{x.called(m), m.Programme}
	s.evidence = []string{n.Day.String(), n.Month.String(), folded(n.Name), digits(n.Read)}
	return s
}

// called is who is mentioned: by identity, else by name and what was written for a number, in the village.
func (x *index) called(m mention) string {
	if id := x.identity(m.who.Person, m.who.Number); id != "" {
		return id
	}
	return "written " + folded(m.who.Name) + " " + m.who.Read + " " + string(m.Division) + " " + m.Evidence.Award
}

// add appends evidence, each row once: a row of a file may pay two programmes.
func (s *Suspect) add(rows ...Row) {
	for _, r := range rows {
		same := func(o Row) bool {
			return o.Evidence == r.Evidence && o.What == r.What && o.Person == r.Person && (r.File != "" || r.Award != "")
		}
		if at := slices.IndexFunc(s.Rows, same); at >= 0 {
			s.Rows[at].join(r)
			continue
		}
		s.Rows = append(s.Rows, r)
	}
}

// join takes what another reading of the same row says besides: its programme and amount.
func (r *Row) join(o Row) {
	for _, c := range o.Cells {
		if !slices.Contains(r.Cells, c) {
			r.Cells = append(r.Cells, c)
		}
	}
}

// programme notes a programme that the suspect is about, once.
func (s *Suspect) programme(code string) {
	if !slices.Contains(s.Programmes, code) {
		s.Programmes = append(s.Programmes, code)
	}
}
