package circumstance

import (
	"context"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// A Watched is a household that is monitored against falling back into poverty, on a day.
//
// 防止返贫监测对象.
type Watched struct {
	Household string
	Division  division.Code
	Head      string // name; empty when the household has none
	Heads     int    // members
	Option    string // why: unstable, edge, sudden
	Since     month.Day
}

// Term is why the household is watched: 边缘易致贫.
func (w Watched) Term() string {
	spec, err := Monitored.Spec()
	if err != nil {
		return w.Option
	}
	term, _ := spec.Option(w.Option)
	return term
}

// WatchedOn lists the households in sight that are monitored on the day, by village and household.
func WatchedOn(ctx context.Context, tx *store.Tx, scope access.Scope, on month.Day) ([]Watched, error) {
	inside, args := scope.Where("s.division", 3)
	rows, err := tx.Query(ctx, `SELECT f.subject, s.division, f.choice, f.true_from, COALESCE(n.name, ''),
			(SELECT COUNT(*) FROM household_member o WHERE o.county = f.county AND o.household = f.subject AND `+store.Held("o", 2)+`)
		FROM circumstance_fact f
		JOIN household_seat s ON s.county = f.county AND s.household = f.subject AND `+store.Held("s", 2)+`
		LEFT JOIN household_member m ON m.county = f.county AND m.household = f.subject AND m.relation = 'head' AND `+store.Held("m", 2)+`
		LEFT JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		WHERE f.county = $1 AND f.kind = 'monitored' AND f.choice <> '`+None+`' AND `+store.Held("f", 2)+` AND `+inside+`
		ORDER BY s.division, f.subject`, append([]any{tx.County(), on}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read who is monitored: %w", err)
	}
	defer rows.Close()
	var found []Watched
	for rows.Next() {
		var w Watched
		if err := rows.Scan(&w.Household, &w.Division, &w.Option, &w.Since, &w.Head, &w.Heads); err != nil {
			return nil, err
		}
		found = append(found, w)
	}
	return found, rows.Err()
}

// headlines says how many households in sight are monitored.
func (c *Circumstance) headlines(ctx context.Context, tx *store.Tx, by access.Actor) ([]room.Headline, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	found, err := WatchedOn(ctx, tx, by.Scope(Read), tx.Today())
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []room.Headline{{
		Term: "防止返贫监测对象", Value: fmt.Sprint(len(found)), Unit: "户", Period: "今日", Path: "/circumstance/monitored", Source: monitoredLedger, Risk: true,
	}}, nil
}

// monitoredLedger is the name under which figures count who is monitored.
const monitoredLedger = "circumstance.monitored"

// ledger is the book of those who are monitored.
func ledger() room.Ledger {
	return room.Ledger{
		Name: monitoredLedger, Term: "防止返贫监测台账", Kind: room.Stock, Needs: Read,
		Source: "境况：期末登记为防止返贫监测对象的家庭，人数为家庭成员数",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			if span.Empty() {
				return nil, nil
			}
			found, err := WatchedOn(ctx, tx, scope, span.Until.Previous().Last())
			entries := make([]room.Entry, len(found))
			for i, w := range found {
				entries[i] = room.Entry{
					ID: w.Household, Day: w.Since, Division: w.Division, Programme: string(Monitored), Item: w.Term(), Household: w.Household,
					Heads: w.Heads, Words: w.Head, Personal: true, Path: "/household/" + w.Household,
				}
			}
			return entries, err
		},
	}
}
