package rollcheck

import (
	"cmp"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

// From when on a difference to the month before is worth a look. These are marks of this program, no law.
const (
	jumpHeads   = 5                // persons more or fewer in a township's programme …
	jumpPercent = 10               // … and as much of last month's, in per cent
	riseHalves  = 3                // one payee's amount rose to at least three halves of what it was …
	riseLeast   = money.Fen(10000) // … by at least a hundred yuan,
	fallTimes   = 2                // or fell to a half or less …
	fallLeast   = money.Fen(20000) // … by at least two hundred
)

// jumps compares with the month before: townships where a programme grew or shrank by much, and people whose amount did.
// 与上月相差大.
func (x *index) jumps() []Suspect {
	if len(x.Before) == 0 {
		return nil
	}
	return append(x.townJumps(), x.amountJumps()...)
}

// A group is a programme in a township.
type group struct {
	town      division.Code
	programme string
}

type groupSum struct {
	heads  int
	amount money.Fen
	month  month.Month
}

func groupsOf(claims []benefit.Claim) map[group]groupSum {
	sums := map[group]groupSum{}
	for i := range claims {
		c := &claims[i]
		if !pays(c) {
			continue
		}
		g := group{c.Division.Town(), c.Programme}
		s := sums[g]
		s.heads, s.amount, s.month = s.heads+max(1, c.Heads), s.amount+monthly(c), max(s.month, c.Month)
		sums[g] = s
	}
	return sums
}

func (x *index) townJumps() []Suspect {
	now, then := groupsOf(x.Claims), groupsOf(x.Before)
	var groups []group
	for g := range now {
		if _, compared := then[g]; compared {
			groups = append(groups, g)
		}
	}
	slices.SortFunc(groups, func(a, b group) int {
		return cmp.Or(cmp.Compare(a.town, b.town), cmp.Compare(a.programme, b.programme))
	})
	var found []Suspect
	for _, g := range groups {
		a, b := then[g], now[g]
		diff := b.heads - a.heads
		if abs(diff) < jumpHeads || abs(diff)*100 < jumpPercent*a.heads {
			continue
		}
		found = append(found, Suspect{
			Kind: Jump, Detail: "township", Level: Look, Programmes: []string{g.programme}, Verify: Jump.verify(),
			Says: fmt.Sprintf("%s%s%s%d人，比%s的%d人%s%d人", x.places([]division.Code{g.town}), x.short(g.programme), b.month.Term(), b.heads,
				a.month.Term(), a.heads, more(diff), abs(diff)),
			Rows:    []Row{groupRow(g, a), groupRow(g, b)},
			subject: []string{"group", string(g.town), g.programme, b.month.String()}, evidence: []string{fmt.Sprint(a.heads, b.heads)},
		})
	}
	return found
}

func groupRow(g group, s groupSum) Row {
	return Row{What: OfSheet, Division: g.town, Cells: []Cell{
		{"月份", s.month.Term()}, {"人数", headsTerm(s.heads)}, {"每月金额", s.amount.String()},
	}}
}

// amountJumps finds payees in both months whose amount rose or fell by much.
func (x *index) amountJumps() []Suspect {
	type slot struct{ id, programme string }
	before := map[slot]*benefit.Claim{}
	for i := range x.Before {
		c := &x.Before[i]
		if len(c.People) > 0 && pays(c) {
			before[slot{x.identity(c.People[0].Person, c.People[0].Number), c.Programme}] = c
		}
	}
	var found []Suspect
	for i := range x.Claims {
		c := &x.Claims[i]
		if len(c.People) == 0 || !pays(c) {
			continue
		}
		m := mention{c, &c.People[0]}
		id := x.identity(m.who.Person, m.who.Number)
		was := before[slot{id, c.Programme}]
		if id == "" || was == nil || !leapt(monthly(was), monthly(c)) || was.Heads != c.Heads {
			continue
		}
		s := Suspect{
			Kind: Jump, Detail: "amount", Level: Look, People: []benefit.Named{*m.who}, Programmes: []string{c.Programme}, Verify: Jump.verify(),
			Says:  fmt.Sprintf("%s%s每月%s，上月为%s，人数没有变", m.who.Name, x.short(c.Programme), monthly(c), monthly(was)),
			Stake: max(monthly(c)-monthly(was), 0), subject: []string{id, c.Programme, c.Month.String()}, evidence: []string{fmt.Sprint(monthly(was), monthly(c))},
		}
		s.add(x.row(m), x.row(mention{was, m.who}))
		found = append(found, s)
	}
	return found
}

// leapt tells whether an amount rose or fell by much, in proportion and in yuan.
func leapt(was, now money.Fen) bool {
	return 2*now >= riseHalves*was && now-was >= riseLeast || was >= fallTimes*now && was-now >= fallLeast
}

func abs(n int) int { return max(n, -n) }

func more(diff int) string {
	if diff > 0 {
		return "多"
	}
	return "少"
}
