package rollcheck

import (
	"fmt"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// twice finds people whom one programme pays more than once: in two rows of a file, or in two places for the same
// month. 重复享受.
func (x *index) twice() []Suspect {
	var found []Suspect
	for _, id := range x.order {
		byProgramme := map[string][]mention{}
		var programmes []string
		for _, m := range x.mentions[id] {
			if !pays(m.Claim) {
				continue
			}
			if byProgramme[m.Programme] == nil {
				programmes = append(programmes, m.Programme)
			}
			byProgramme[m.Programme] = append(byProgramme[m.Programme], m)
		}
		for _, p := range programmes {
			if all := repeated(byProgramme[p]); len(all) > 1 {
				found = append(found, x.twiceSuspect(id, p, all))
			}
		}
	}
	return found
}

// repeated are the mentions that meet another one: in the same months, or in the same file, where one band is listed by
// the quarter and the next by the month.
func repeated(all []mention) []mention {
	var some []mention
	for i, m := range all {
		for j, o := range all {
			if i != j && (months(m.Claim).Overlaps(months(o.Claim)) || m.Evidence.File != "" && m.Evidence.File == o.Evidence.File) && !sameRow(m, o) {
				some = append(some, m)
				break
			}
		}
	}
	return some
}

// sameRow tells whether two mentions are one: the same person read once.
func sameRow(a, b mention) bool { return a.Claim == b.Claim && a.who.Row == b.who.Row }

func (x *index) twiceSuspect(id, programme string, all []mention) Suspect {
	s := Suspect{Kind: PaidTwice, Level: Likely, People: []benefit.Named{*all[0].who}, Programmes: []string{programme}, Verify: PaidTwice.verify()}
	s.subject = []string{id, programme}
	var sum, most money.Fen
	var towns []division.Code
	for _, m := range all {
		s.add(x.row(m))
		sum, most = sum+share(m.Claim), max(most, share(m.Claim))
		towns = addTown(towns, m.Division)
		s.evidence = append(s.evidence, string(m.Division.Town()))
	}
	s.Stake = sum - most
	s.Says = fmt.Sprintf("%s%s出现%d次", all[0].who.Name, x.short(programme), len(all))
	if len(towns) > 1 {
		s.Says += "，跨乡镇"
		if names := x.places(towns); names != "" {
			s.Says += "：" + names
		}
	}
	return s
}

func addTown(towns []division.Code, at division.Code) []division.Code {
	town := at.Town()
	for _, t := range towns {
		if t == town {
			return towns
		}
	}
	if town == "" {
		return towns
	}
	return append(towns, town)
}

// places joins the names of divisions, as far as they are known.
func (x *index) places(codes []division.Code) string {
	if x.Place == nil {
		return ""
	}
	var names []string
	for _, c := range codes {
		names = append(names, x.Place(c))
	}
	return strings.Join(names, "、")
}
