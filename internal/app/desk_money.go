package app

import (
	"context"
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// A moneyView is what is paid this month against the month before, and what next month would cost.
type moneyView struct {
	This, Next month.Month
	Paid       []room.Spending // this month's rosters
	Before     room.Sum        // all of them together, last month
	Now        room.Sum        // and this month
	Expected   []room.Spending // next month, by what is confirmed today
	InForce    room.Sum        // this month, by the same books
	Coming     room.Sum
	Unprepared []string // programmes in force this month without a roster yet
}

// money gathers what the rooms know of this month's and next month's spending.
func (d *desk) money(ctx context.Context, tx *store.Tx, by access.Actor) (moneyView, error) {
	this := month.Of(tx.Today())
	view := moneyView{This: this, Next: this.Next()}
	for _, r := range d.rooms {
		if r.Spendings == nil {
			continue
		}
		found, err := keptOf(ctx, tx, anyone(by), "spendings", r, r.Spendings)
		if err != nil {
			return view, err
		}
		for _, s := range found {
			if s.Estimate {
				view.Expected, view.InForce, view.Coming = append(view.Expected, s), view.InForce.Plus(s.Before), view.Coming.Plus(s.Now)
			} else {
				view.Paid, view.Before, view.Now = append(view.Paid, s), view.Before.Plus(s.Before), view.Now.Plus(s.Now)
			}
		}
	}
	for _, e := range view.Expected {
		if !slices.ContainsFunc(view.Paid, func(p room.Spending) bool { return p.Term == e.Term }) {
			view.Unprepared = append(view.Unprepared, e.Term)
		}
	}
	return view, nil
}

// Effect is how much more is paid than in the month before.
func (v moneyView) Effect() room.Spending { return room.Spending{Before: v.Before, Now: v.Now} }

// Change is how much more next month would cost than what is in force this month.
func (v moneyView) Change() room.Spending { return room.Spending{Before: v.InForce, Now: v.Coming} }
