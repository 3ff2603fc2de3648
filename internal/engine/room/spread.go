package room

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Spread is one number for each place: how something is spread over the county (分布). It counts, today, what a figure
// over the ledger would count, so each number opens its rows.
type Spread struct {
	Name    string // "persons": in the address of the page that shows it
	Term    string // 在保人数
	Ledger  string // the ledger whose entries it counts
	Measure string // households, persons, entries, yuan
	Unit    string // where the measure's own does not fit: 条
	Needs   access.Permission
	// Count gives the number of each place at that level in sight that has one.
	Count func(ctx context.Context, tx *store.Tx, scope access.Scope, level division.Level) (map[division.Code]int64, error)
}

// Spread counts the entries of a ledger place by place; for ledgers of some thousand entries at most.
func (l Ledger) Spread(name, term, unit string) Spread {
	return Spread{
		Name: name, Term: term, Unit: unit, Ledger: l.Name, Measure: "entries", Needs: l.Needs,
		Count: func(ctx context.Context, tx *store.Tx, scope access.Scope, level division.Level) (map[division.Code]int64, error) {
			this := month.Of(tx.Today())
			entries, err := l.Entries(ctx, tx, scope, month.Span{From: this, Until: this.Next()})
			found := map[division.Code]int64{}
			for _, e := range entries {
				if at := e.Division.At(level); at != "" {
					found[at]++
				}
			}
			return found, err
		},
	}
}
