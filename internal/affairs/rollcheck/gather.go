package rollcheck

import (
	"fmt"
	"slices"
)

// Where the same thing is wrong with most rows of a list, it is the list that is wrong, and it is said once.
const (
	fewestToGather = 20 // rows
	examplesShown  = 10
)

// A list is what suspects of one kind are gathered by: a file, or a programme of the register.
type list struct{ file, programme string }

func listOf(s Suspect) list {
	if len(s.Rows) > 0 && s.Rows[0].File != "" && s.Rows[0].Award == "" {
		return list{file: s.Rows[0].File}
	}
	if len(s.Programmes) > 0 {
		return list{programme: s.Programmes[0]}
	}
	return list{}
}

// gather puts suspects of one kind together where they are about most people of a list.
func (x *index) gather(found []Suspect, kind Kind, what string) []Suspect {
	whole, some := map[list]int{}, map[list][]Suspect{}
	for _, c := range x.Claims {
		l := list{programme: c.Programme}
		if c.Evidence.File != "" && c.Evidence.Award == "" {
			l = list{file: c.Evidence.File}
		}
		whole[l] += max(1, len(c.People))
	}
	for _, n := range x.Notices {
		whole[list{file: n.At.File}]++
	}
	for _, s := range found {
		some[listOf(s)] = append(some[listOf(s)], s)
	}
	var kept []Suspect
	done := map[list]bool{}
	for _, s := range found {
		l := listOf(s)
		all := some[l]
		switch {
		case len(all) < fewestToGather || 2*len(all) <= whole[l]:
			kept = append(kept, s)
		case !done[l]:
			done[l] = true
			kept = append(kept, x.together(l, all, whole[l], kind, what))
		}
	}
	return kept
}

// together is one suspect for all of a list, with the first few rows as examples.
func (x *index) together(l list, all []Suspect, of int, kind Kind, what string) Suspect {
	s := Suspect{Kind: kind, Detail: "most", Level: Look, Verify: "先看名册本身：列是否对错、是否用错了表；" + kind.verify()}
	name := "《" + l.file + "》"
	if l.file == "" {
		name = x.short(l.programme)
	}
	s.Says = fmt.Sprintf("%s列%d人，其中%d人%s，多半是整份名册的问题，不逐人列出", name, of, len(all), what)
	s.subject = []string{"list", l.file, l.programme}
	for _, one := range all {
		s.Stake += one.Stake
		for _, p := range one.Programmes {
			s.programme(p)
		}
		if len(s.Rows) < examplesShown {
			s.add(one.Rows...)
		}
	}
	slices.Sort(s.Programmes)
	return s
}
