package rollcheck

import (
	"cmp"
	"fmt"

	"minzheng/internal/registers/benefit"
)

// flaws carries over what the reader of a file found wrong with it: sums that do not add up, cells it doubts. A number
// that another finder told of is not told again; the same thing in many rows of a file is said once. 表内问题.
func (x *index) flaws() []Suspect {
	type sort struct {
		file, detail string
		kind         Kind
	}
	told, at := x.numbersTold(), x.rows()
	some := map[sort][]Suspect{}
	var order []sort
	for _, f := range x.Flaws {
		if f.Kind == NumberWrong && told[f.At] {
			continue
		}
		k := sort{f.At.File, f.Detail, f.Kind}
		if some[k] == nil {
			order = append(order, k)
		}
		some[k] = append(some[k], x.flawed(f, at))
	}
	var found []Suspect
	for _, k := range order {
		if all := some[k]; len(all) < fewestToGather {
			found = append(found, all...)
		} else {
			found = append(found, manyFlaws(k.file, k.detail, all))
		}
	}
	return found
}

// flawed is a flaw as a suspect; where somebody is paid in its row, it is about him.
func (x *index) flawed(f Flaw, at map[benefit.Evidence]mention) Suspect {
	s := Suspect{
		Kind: f.Kind, Detail: f.Detail, Level: f.Level, Says: f.Says, Verify: cmp.Or(f.Verify, f.Kind.verify()),
		Rows:     []Row{{Evidence: f.At, What: OfSheet, Division: f.Division, Cells: f.Cells}},
		subject:  []string{"flaw", f.At.File, f.At.Sheet, fmt.Sprint(f.At.Row), f.Detail},
		evidence: []string{f.Says},
	}
	if m, paid := at[f.At]; paid {
		s.People, s.Programmes, s.Says = []benefit.Named{*m.who}, []string{m.Programme}, m.who.Name+"："+f.Says
		s.Rows[0].Cells = append(x.row(m).Cells, f.Cells...)
		s.Rows[0].Division = m.Division
		if f.Kind != SumWrong && f.Kind != EntryDoubtful {
			s.Stake = monthly(m.Claim)
		}
	}
	return s
}

// rows are the claims of files by their rows, each with its first person.
func (x *index) rows() map[benefit.Evidence]mention {
	at := map[benefit.Evidence]mention{}
	for i := range x.Claims {
		if c := &x.Claims[i]; c.Evidence.File != "" && len(c.People) > 0 {
			at[c.Evidence] = mention{c, &c.People[0]}
		}
	}
	return at
}

// manyFlaws is one suspect for the same flaw in many rows of a file, with the first few as examples.
func manyFlaws(file, detail string, all []Suspect) Suspect {
	s := all[0]
	s.People, s.Programmes, s.Stake = nil, nil, 0
	s.Says = fmt.Sprintf("《%s》有%d处同样的问题，如：%s", file, len(all), s.Says)
	s.subject = []string{"flaws", file, detail}
	s.evidence = []string{fmt.Sprint(len(all))}
	s.Rows = nil
	for _, one := range all[:examplesShown] {
		s.Rows = append(s.Rows, one.Rows...)
	}
	return s
}

// numbersTold are the rows of people and of the dead without a valid number.
func (x *index) numbersTold() map[benefit.Evidence]bool {
	told := map[benefit.Evidence]bool{}
	for i := range x.Claims {
		c := &x.Claims[i]
		for j := range c.People {
			if c.People[j].Number.None() {
				told[x.row(mention{c, &c.People[j]}).Evidence] = true
			}
		}
	}
	for _, n := range x.Notices {
		if n.Number.None() {
			told[n.At] = true
		}
	}
	return told
}
