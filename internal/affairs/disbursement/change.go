package disbursement

import (
	"cmp"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/registers/benefit"
)

// A Movement is a kind of change between two months.
//
// 增减变动.
type Movement string

// The movements, in the order of the printed table.
const (
	Added    Movement = "new"      // 新增: not on last month's roster
	Resumed  Movement = "resumed"  // 恢复: held last month, due again
	Raised   Movement = "raised"   // 调增: more money, or the same for more people
	Lowered  Movement = "lowered"  // 调减
	Stopped  Movement = "stopped"  // 停发: on last month's roster, no longer due
	Held     Movement = "held"     // 暂缓: due, held out by the preparer
	Rerouted Movement = "rerouted" // 变更领取人或账户: same money, other account
)

// movements is every movement in the order of the printed table.
var movements = []Movement{Added, Resumed, Raised, Lowered, Stopped, Held, Rerouted}

// Term is the movement in the words of the form.
func (m Movement) Term() string {
	return map[Movement]string{
		Added: "新增", Resumed: "恢复", Raised: "调增", Lowered: "调减",
		Stopped: "停发", Held: "暂缓", Rerouted: "变更账户",
	}[m]
}

// A Change is one household's difference between two months, with its cause.
//
// 增减变动明细.
type Change struct {
	Movement  Movement
	Award     string
	Household string
	Head      string

	Village     division.Code
	VillageName string
	Town        division.Code
	TownName    string

	Before, After Figures // what was paid last month, what is due this month
	Cause         string  // the named cause; never empty
}

// Effect is what the change does to the sums.
func (c Change) Effect() Figures { return c.After.Minus(c.Before) }

// compare finds every change from last month's lines to this month's. Lines are
// matched by award. Holds of this month are not looked at: compare gives what is
// due, and the holds are taken off it by [holdings].
//
// Last month's held lines were not paid, so they count as nothing before.
func compare(last, this []Line) []Change {
	before := make(map[string]Line, len(last))
	for _, l := range last {
		before[l.Award] = l
	}
	var changes []Change
	for _, now := range this {
		was, there := before[now.Award]
		delete(before, now.Award)
		if c, moved := moved(was, there, now); moved {
			changes = append(changes, c)
		}
	}
	for _, was := range before {
		if was.Hold == nil {
			changes = append(changes, change(Stopped, was, was.Figures(), Figures{}))
		}
	}
	sortChanges(changes)
	return changes
}

// moved names the difference of one award between two months, if there is one.
func moved(was Line, there bool, now Line) (Change, bool) {
	before, after := was.Figures(), now.Figures()
	switch {
	case !there:
		return change(Added, now, Figures{}, after), true
	case was.Hold != nil:
		c := change(Resumed, now, Figures{}, after)
		c.Cause = "上月暂缓（" + was.Hold.Reason + "），本月重新列入"
		return c, true
	case after.Amount > before.Amount, after.Amount == before.Amount && after.Persons > before.Persons:
		return change(Raised, now, before, after), true
	case after != before:
		return change(Lowered, now, before, after), true
	case was.Payee != now.Payee:
		c := change(Rerouted, now, before, after)
		c.Cause = rerouting(was.Payee, now.Payee)
		return c, true
	}
	return Change{}, false
}

func change(m Movement, l Line, before, after Figures) Change {
	return Change{
		Movement: m, Award: l.Award, Household: l.Household, Head: l.Head,
		Village: l.Village, VillageName: l.VillageName, Town: l.Town, TownName: l.TownName,
		Before: before, After: after,
	}
}

// rerouting says in words what differs between two payees; accounts by their
// last four digits only.
func rerouting(was, now Payee) string {
	if was.Name != now.Name || was.Number != now.Number {
		return fmt.Sprintf("领取人由%s变更为%s", was.Name, now.Name)
	}
	return fmt.Sprintf("账户由%s尾号%s变更为%s尾号%s", was.Bank, tail(was.Account), now.Bank, tail(now.Account))
}

// tail is the last four digits of an account, all that a page shows of it.
func tail(account benefit.Account) string {
	digits := account.Full()
	return digits[max(0, len(digits)-4):]
}

// holdings are the changes that this month's holds make: due, but not paid.
func holdings(lines []Line) []Change {
	var changes []Change
	for _, l := range lines {
		if l.Hold != nil {
			c := change(Held, l, l.Figures(), Figures{})
			c.Cause = l.Hold.Reason
			changes = append(changes, c)
		}
	}
	return changes
}

// sortChanges orders by movement, township, village and head, then by award so
// that the order never depends on chance.
func sortChanges(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(movements, a.Movement), slices.Index(movements, b.Movement)),
			cmp.Compare(a.Village, b.Village),
			cmp.Compare(a.Head, b.Head),
			cmp.Compare(a.Award, b.Award),
		)
	})
}

// A Balance is the statement of a month: last month + new + resumed ± changed −
// stopped − held = this month.
//
// 增减变动表.
type Balance struct {
	Basis   Basis
	Last    Figures              // paid last month
	Effects map[Movement]Figures // what each movement adds; negative for stopped and held
	Counts  map[Movement]int64   // how many changes of each movement
	This    Figures              // paid this month
}

// balance draws up the statement of a month from its parts.
func balance(basis Basis, last Figures, changes []Change, this Figures) Balance {
	b := Balance{basis, last, map[Movement]Figures{}, map[Movement]int64{}, this}
	for _, c := range changes {
		b.Effects[c.Movement] = b.Effects[c.Movement].Plus(c.Effect())
		b.Counts[c.Movement]++
	}
	return b
}

// Check tells whether the books balance, by households, persons and to the fen.
// A failure is a defect of the program, not of the officer's work.
func (b Balance) Check() error {
	sum := b.Last
	for _, effect := range b.Effects {
		sum = sum.Plus(effect)
	}
	if sum != b.This {
		return fmt.Errorf("changes do not balance: last month with its changes gives %+v, this month is %+v", sum, b.This)
	}
	return nil
}

// A Basis says where last month's figures come from.
type Basis string

// The bases of comparison.
const (
	BasisSigned   Basis = "signed"   // last month's roster, signed in this system
	BasisImported Basis = "imported" // no roster of last month here: the awards in force then, as taken in
	BasisBooks    Basis = "books"    // last month as the books before have it
)

// Term is the basis in words for the table's source.
func (b Basis) Term() string {
	switch b {
	case BasisSigned:
		return "上月已签批名册"
	case BasisBooks:
		return "上月历史台账"
	}
	return "按上月导入名册"
}
