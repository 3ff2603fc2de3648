package rollcheck

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/money"
)

// excluded finds people who are paid by programmes that may not be held together in the same month. Which ones is a
// dated table of values beside the benefit register. 不得同时享受.
func (x *index) excluded() []Suspect {
	if x.Exclusive == nil {
		return nil
	}
	var found []Suspect
	for _, id := range x.order {
		all := x.mentions[id]
		if len(all) < 2 {
			continue
		}
		if s, ok := x.against(id, all); ok {
			found = append(found, s)
		}
	}
	return found
}

// against gathers the claims of one person that exclude each other.
func (x *index) against(id string, all []mention) (Suspect, bool) {
	s := Suspect{Kind: Excluded, Level: Likely}
	clashes := map[string]int{} // how many others each programme meets
	var sources []string
	inIt := make([]bool, len(all))
	for i, m := range all {
		for j, o := range all[:i] {
			if m.Programme == o.Programme || !pays(m.Claim) || !pays(o.Claim) || !months(m.Claim).Overlaps(months(o.Claim)) {
				continue
			}
			source, clash := x.Exclusive(m.Programme, o.Programme, m.Division, max(m.Month, o.Month))
			if !clash {
				continue
			}
			inIt[i], inIt[j] = true, true
			clashes[m.Programme]++
			clashes[o.Programme]++
			if !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
	}
	sums := map[string]money.Fen{}
	for i, m := range all {
		if inIt[i] {
			s.People = append(s.People[:0], *m.who)
			s.programme(m.Programme)
			sums[m.Programme] += share(m.Claim)
		}
	}
	if len(s.Programmes) == 0 {
		return s, false
	}
	// What meets most others comes first, and of equals what pays most: it is the one that excludes.
	slices.SortStableFunc(s.Programmes, func(a, b string) int {
		return cmp.Or(cmp.Compare(clashes[b], clashes[a]), cmp.Compare(sums[b], sums[a]))
	})
	for _, p := range s.Programmes {
		for i, m := range all {
			if inIt[i] && m.Programme == p {
				s.add(x.row(m))
			}
		}
	}
	s.Stake = lesser(sums)
	s.Says = fmt.Sprintf("%s：%s不得与%s同时享受", s.People[0].Name, x.short(s.Programmes[0]), x.shorts(s.Programmes[1:]))
	s.Verify = fmt.Sprintf("%s。依据：%s", Excluded.verify(), strings.Join(sources, "；"))
	s.subject = append([]string{id}, sorted(s.Programmes)...)
	return s, true
}

// lesser is what falls away if the greatest of the sums stays.
func lesser(sums map[string]money.Fen) money.Fen {
	var sum, most money.Fen
	for _, s := range sums {
		sum, most = sum+s, max(most, s)
	}
	return sum - most
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
