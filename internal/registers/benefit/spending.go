package benefit

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// spendings estimate what next month costs: the awards that are in force then by what is confirmed today, programme by
// programme, against those in force this month. What nobody has decided yet is not in it.
func (b *Benefit) spendings(ctx context.Context, tx *store.Tx, by access.Actor) ([]room.Spending, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	this := month.Of(tx.Today())
	now, err := sumsIn(ctx, tx, by.Scope(Read), this)
	if err != nil {
		return nil, err
	}
	next, err := sumsIn(ctx, tx, by.Scope(Read), this.Next())
	if err != nil {
		return nil, err
	}
	codes, err := programmesHeld(ctx, tx)
	if err != nil {
		return nil, err
	}
	var found []room.Spending
	for _, code := range b.inOrder(codes) {
		if next[code] == (room.Sum{}) && now[code] == (room.Sum{}) {
			continue
		}
		found = append(found, room.Spending{
			Term: b.terms().Of(code), Month: this.Next(), State: "估算", Estimate: true, Before: now[code], Now: next[code],
			Path: fmt.Sprintf("/benefit/awards?month=%s&programme=%s", this.Next(), code),
		})
	}
	return found, nil
}

// inOrder puts codes into the order in which the programmes are offered, those that are only held last.
func (b *Benefit) inOrder(held []string) []string {
	var ordered []string
	for _, p := range b.programmes {
		for _, code := range held {
			if code == p.Code {
				ordered = append(ordered, code)
			}
		}
	}
	for _, code := range held {
		if _, offered := b.Programme(code); !offered {
			ordered = append(ordered, code)
		}
	}
	return ordered
}

// sumsIn adds up the awards in force in a month by programme. A household counts once in each.
func sumsIn(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) (map[string]room.Sum, error) {
	where, args := Query{Month: m}.where(tx, scope)
	heads := `COALESCE(SUM((SELECT SUM(c.heads) FROM benefit_covered c WHERE c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal)), 0)`
	sums := map[string]room.Sum{}
	err := each(ctx, tx, inForce(`a.programme, COUNT(DISTINCT COALESCE(`+householdOf+`, a.id)), `+heads+`, SUM(t.amount)`, where)+` GROUP BY a.programme`, args,
		func(rows *sql.Rows) error {
			var code string
			var s room.Sum
			err := rows.Scan(&code, &s.Households, &s.Persons, &s.Amount)
			sums[code] = s
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("add up awards in force in %s: %w", m, err)
	}
	return sums, nil
}
