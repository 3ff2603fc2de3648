package benefit

import (
	"context"
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
	before, err := musterOf(ctx, tx, this)
	if err != nil {
		return nil, err
	}
	after, err := musterOf(ctx, tx, this.Next())
	if err != nil {
		return nil, err
	}
	now, next := before.sums(by.Scope(Read)), after.sums(by.Scope(Read))
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
