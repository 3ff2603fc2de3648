package room

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Ledger is a book of entries that figures are counted from (台账). A figure is a ledger, a filter over its entries
// and a measure; so every figure opens the very entries it counts.
type Ledger struct {
	Name   string // "benefit.inforce"; never changes
	Term   string // 在保台账
	Kind   LedgerKind
	Source string // one sentence for the foot of a table: where the entries come from
	Needs  access.Permission
	// Entries lists the entries in scope: of a stock those that stand on the last day of the span, of a flow those that
	// happened within it.
	Entries func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]Entry, error)
}

// LedgerKind says when an entry counts.
type LedgerKind string

// The two kinds.
const (
	Stock LedgerKind = "stock" // 时点数: what stands at the end of the period
	Flow  LedgerKind = "flow"  // 时期数: what happened in the period
)

// An Entry is one line of a ledger. What does not apply is empty.
type Entry struct {
	Day       month.Day // when it happened, or since when it stands
	Division  division.Code
	Programme string // code of the programme or of what else is sorted by: "dibao", "gift"
	Class     string // urban, rural
	Item      string // a finer sort of the programme's own, in words: 新增, 集中供养, 监测对象纳入
	Household string // id; counted once in 户
	Person    string // id; counted once in 人
	Heads     int    // persons it stands for where they are not named one by one
	Amount    money.Fen
	Words     string // what a reader sees: the person's or project's name, unmasked; whoever shows it masks it
	Personal  bool   // Words is the name of a person
	Path      string // page of the record, empty: none
}
