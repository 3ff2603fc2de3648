package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Looked is one reading as the log shows it.
type Looked struct {
	Reading
	ID        string
	At        time.Time
	Actor     string
	ActorName string
	Role      access.Role
}

// ListReadings gives the newest readings of what lies in sight that pass the filter: its day, actor, record and page.
func ListReadings(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter) ([]Looked, error) {
	where, args := Filter{Day: f.Day, Actor: f.Actor, Before: f.Before}.where(tx, scope)
	if f.SubjectID != "" {
		args = append(args, f.SubjectID)
		where += fmt.Sprintf(" AND record = $%d", len(args))
	}
	where += fmt.Sprintf(" ORDER BY id DESC LIMIT %d", f.limit())
	var found []look
	for _, table := range []string{"audit_unsealed", "audit_read"} {
		looks, err := looksWhere(ctx, tx, table, where, args...)
		if err != nil {
			return nil, err
		}
		found = append(found, looks...)
	}
	slices.SortFunc(found, func(a, b look) int { return cmp.Compare(b.ID, a.ID) })
	found = found[:min(len(found), f.limit())]
	all := make([]Looked, len(found))
	for i, l := range found {
		at, err := store.ParseStamp(l.At)
		if err != nil {
			return nil, err
		}
		all[i] = Looked{
			ID: l.ID, At: at, Actor: l.Actor, ActorName: l.ActorName, Role: access.Role(l.Role),
			Reading: Reading{Act: l.Act, Route: l.Route, Record: l.Record, Division: division.Code(l.Division), Address: l.Address, Count: int(l.Shown)},
		}
	}
	return all, nil
}
