package benefit

import (
	"fmt"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Filter narrows a list of proposals.
type Filter struct {
	Month     month.Month
	Programme string        // empty: all
	Kind      Kind          // empty: all
	State     State         // empty: all but the superseded; StatePending: still to be decided
	Division  division.Code // a township or village; empty: everything in scope
	After     string        // only those behind this key of a list; see Proposal.Key
	Limit     int           // at most so many; zero: all
}

// StatePending is the filter for proposals that wait for an officer: open ones
// and outdated ones.
const StatePending State = "pending"

// Key is the place of the proposal in a list, for turning pages.
func (p Proposal) Key() string { return string(p.Division) + "-" + p.ID }

func cutKey(key string) (division, id string, ok bool) { return strings.Cut(key, "-") }

// where is the condition on proposals p joined with the acts on them; $1 is the
// county.
func (f Filter) where(tx *store.Tx, scope access.Scope) (string, []any) {
	args := []any{tx.County()}
	conditions := []string{}
	add := func(condition string, value any) {
		args = append(args, value)
		conditions = append(conditions, fmt.Sprintf(condition, len(args)))
	}
	if f.Month.Known() {
		add("p.month = $%d", f.Month)
	}
	if f.Programme != "" {
		add("p.programme = $%d", f.Programme)
	}
	if f.Kind != "" {
		add("p.kind = $%d", string(f.Kind))
	}
	switch f.State {
	case "":
		conditions = append(conditions, "COALESCE(c.state, '') <> 'superseded'")
	case StatePending:
		conditions = append(conditions, "c.state IS NULL")
	default:
		add(stateOf+" = $%d", string(f.State))
	}
	where, inside := scope.Narrow(f.Division).Where("p.division", len(args)+1)
	return strings.Join(append(conditions, where), " AND "), append(args, inside...)
}
