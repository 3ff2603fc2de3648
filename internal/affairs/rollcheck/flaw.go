package rollcheck

import "fmt"

// flaws carries over what the reader of a file found wrong with it: sums that do not add up, cells it doubts. What other
// finders say about the same row is not said again. 表内问题.
func (x *index) flaws() []Suspect {
	var found []Suspect
	for _, f := range x.Flaws {
		if f.Kind == NumberWrong && x.numberTold(f) {
			continue
		}
		s := Suspect{
			Kind: f.Kind, Detail: f.Detail, Level: f.Level, Says: f.Says, Verify: f.Verify,
			Rows:     []Row{{Evidence: f.At, What: OfSheet, Division: f.Division, Cells: f.Cells}},
			subject:  []string{"flaw", f.At.File, f.At.Sheet, fmt.Sprint(f.At.Row), f.Detail},
			evidence: []string{f.Says},
		}
		if s.Verify == "" {
			s.Verify = f.Kind.verify()
		}
		found = append(found, s)
	}
	return found
}

// numberTold tells whether the number in the flaw's row is a suspect already, because a claim or a notice has it.
func (x *index) numberTold(f Flaw) bool {
	for i := range x.Claims {
		c := &x.Claims[i]
		if c.Evidence.File != f.At.File || c.Evidence.Sheet != f.At.Sheet {
			continue
		}
		for _, who := range c.People {
			if who.Number.None() && (who.Row == f.At.Row || who.Row == 0 && c.Evidence.Row == f.At.Row) {
				return true
			}
		}
	}
	for _, n := range x.Notices {
		if n.Number.None() && n.At == f.At {
			return true
		}
	}
	return false
}
