package room

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Spending is what one programme pays in a month, against the month before, with what made the difference.
//
// 本月发放与上月.
type Spending struct {
	Term     string // 低保
	Month    month.Month
	State    string // how far the payment is, in words: 待审核
	Estimate bool   // not a payment: what would be paid if nothing more were decided
	Before   Sum    // in the month before
	Now      Sum
	Causes   []Cause
	Path     string // where its rows are
}

// Effect is how much more is paid than in the month before.
func (s Spending) Effect() money.Fen { return s.Now.Amount - s.Before.Amount }

// A Sum is households, persons and money.
type Sum struct {
	Households, Persons int64
	Amount              money.Fen
}

// Plus adds two sums.
func (s Sum) Plus(o Sum) Sum {
	return Sum{s.Households + o.Households, s.Persons + o.Persons, s.Amount + o.Amount}
}

// A Cause is one kind of difference between two months: 停发, 5 次, -1,930.00.
type Cause struct {
	Term   string
	Count  int64
	Effect money.Fen
	Path   string // where its rows are
}
