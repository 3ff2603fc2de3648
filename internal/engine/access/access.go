// Package access (权限) answers who may do what, and where.
//
// An [Actor] holds one [Role] in one division. A [Permission] names an act and the roles that may do it. Everyone
// acts and sees inside the own division only: a village clerk the village, a township officer the township. The
// same rule stands here twice, as a pure function ([Actor.May]) and as a condition of a query ([Scope.Where]).
//
// There is no hidden current user: every act and every read of personal data takes the actor or a scope made from
// one. Work that no person does is done by a named system actor ([System]).
package access

import (
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
)

// A Role is the kind of work a person does.
type Role string

// The roles, from the village upward. 《最低生活保障审核确认办法》 assigns the steps to village, township and county.
const (
	VillageClerk    Role = "village"       // 村级协理员: enters and looks up in the own village
	TownshipOfficer Role = "township"      // 民政助理: imports, corrects, requests in the own township
	Preparer        Role = "preparer"      // 经办: proposes, confirms, prepares the month
	Reviewer        Role = "reviewer"      // 复核: passes or returns what the preparer submits
	Signatory       Role = "signatory"     // 签批: signs what the reviewer passed
	Auditor         Role = "auditor"       // 审计: reads all, writes nothing
	Administrator   Role = "administrator" // 系统管理员: officers and passwords, no business data
	Machine         Role = "machine"       // 系统: work that no person does
)

// Roles are the roles a person can hold, in the order in which they are offered.
func Roles() []Role {
	return []Role{VillageClerk, TownshipOfficer, Preparer, Reviewer, Signatory, Auditor, Administrator}
}

// Term is the role's official name.
func (r Role) Term() string {
	switch r {
	case VillageClerk:
		return "村级协理员"
	case TownshipOfficer:
		return "民政助理"
	case Preparer:
		return "经办"
	case Reviewer:
		return "复核"
	case Signatory:
		return "签批"
	case Auditor:
		return "审计"
	case Administrator:
		return "系统管理员"
	case Machine:
		return "系统"
	}
	return string(r)
}

// A Permission is leave to do one kind of act. Each room declares its own.
type Permission struct {
	Name  string // "benefit.confirm": room and verb
	Term  string // 确认待遇
	Roles []Role
}

// An Actor is a person, or the system, doing something.
type Actor struct {
	ID       string
	Name     string
	Role     Role
	Division division.Code
}

// System is the actor of work that no person does, such as a job; name says which.
func System(name string, at division.Code) Actor {
	return Actor{ID: "system:" + name, Name: name, Role: Machine, Division: at}
}

// May tells whether the actor may do it in the division.
func (a Actor) May(p Permission, at division.Code) bool { return a.Scope(p).Contains(at) }

// Can tells whether the actor may do it anywhere at all.
func (a Actor) Can(p Permission) bool {
	return a.Division != "" && (a.Role == Machine || slices.Contains(p.Roles, a.Role))
}

// Require returns fault.Denied with a sentence when the actor may not do it in the division.
func (a Actor) Require(p Permission, at division.Code) error {
	if a.May(p, at) {
		return nil
	}
	if !a.Can(p) {
		return fault.Denied("您的岗位（%s）没有“%s”的权限，请联系有此权限的同事办理", a.Role.Term(), p.Term)
	}
	return fault.Denied("这项内容不在您负责的区划内，不能%s；请联系当地民政办办理", p.Term)
}

// Scope is where the actor may do it; empty when nowhere.
func (a Actor) Scope(p Permission) Scope {
	if !a.Can(p) {
		return Scope{}
	}
	return Scope{within: a.Division}
}

// A Scope is the part of the country a reader may see. The zero Scope sees nothing.
type Scope struct{ within division.Code }

// Within is the scope of all of one division, for work that is not limited to a person's sight.
func Within(d division.Code) Scope { return Scope{within: d} }

// Division is the division whose inside the scope covers; empty when it sees nothing.
func (s Scope) Division() division.Code { return s.within }

// Contains tells whether the division lies in sight.
func (s Scope) Contains(at division.Code) bool {
	return s.within != "" && at != "" && s.within.Contains(at)
}

// Narrow is the scope limited further to a division: that division when it is in sight, the scope itself when the
// division is empty or contains it, and nothing otherwise.
func (s Scope) Narrow(to division.Code) Scope {
	switch {
	case s.within == "" || to == "" || to.Contains(s.within):
		return s
	case s.within.Contains(to):
		return Scope{within: to}
	}
	return Scope{}
}

// Where is the same rule as a condition on a column of 12-digit codes; its placeholders begin at $next, and args
// are their values.
func (s Scope) Where(column string, next int) (condition string, args []any) {
	if s.within == "" {
		return "1 = 0", nil
	}
	low, high := s.within.Range()
	return fmt.Sprintf("%s BETWEEN $%d AND $%d", column, next, next+1), []any{string(low), string(high)}
}
