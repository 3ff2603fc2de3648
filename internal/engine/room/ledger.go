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
	// happened within it. A county has tens of thousands; whoever counts needs no names, so what only a reader of
	// the rows wants may be left to Fill.
	Entries func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]Entry, error)
	// Of gives the entries of some programmes alone, for a ledger in which that is less to read. Nil: whoever counts leaves
	// the others out.
	Of func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span, programmes []string) ([]Entry, error)
	// Subtotals gives the same entries added up, for a ledger so long that a county's year of it is not read to print a total.
	// Nil: whoever counts adds the entries up.
	Subtotals func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]Subtotal, error)
	// Fill gives the entries about to be shown, some dozens, their Words. Nil: Entries gave them already.
	Fill func(ctx context.Context, tx *store.Tx, entries []Entry) error
}

// LedgerKind says when an entry counts.
type LedgerKind string

// The two kinds.
const (
	Stock LedgerKind = "stock" // 时点数: what stands at the end of the period
	Flow  LedgerKind = "flow"  // 时期数: what happened in the period
)

// Term is the official term of the kind.
func (k LedgerKind) Term() string {
	if k == Stock {
		return "时点数"
	}
	return "时期数"
}

// An Entry is one line of a ledger. What does not apply is empty.
type Entry struct {
	ID        string    // of the entry within its ledger: one and the same each time it is read
	Day       month.Day // when it happened, or since when it stands
	Division  division.Code
	Programme string   // code of the programme or of what else is sorted by: "dibao", "gift"
	Class     string   // urban, rural
	Item      string   // a finer sort of the programme's own, in words: 集中供养, 补差, 完全丧失
	Household string   // id; counted once in 户
	People    []string // ids; each counted once in 人
	Heads     int      // persons it stands for beside those, not named one by one
	Amount    money.Fen
	Words     string // what a reader sees: the person's or project's name, unmasked; whoever shows it masks it
	Personal  bool   // Words is the name of a person
	Path      string // page of the record, empty: none
}

// Persons is how many persons the entry is about by itself.
func (e Entry) Persons() int { return len(e.People) + e.Heads }

// A Subtotal is what the entries of one day, division, programme, class and item add up to.
type Subtotal struct {
	Day       month.Day
	Division  division.Code
	Programme string
	Class     string
	Item      string
	Entries   int64
	Persons   int64 // of every entry, however often
	Amount    money.Fen
}

// A Headline is a number worth a place on somebody's desk, with the address of its rows.
//
// 要目.
type Headline struct {
	Term   string // 临时救助人数
	Value  string // as printed: 93, 160,600
	Unit   string // 人, 元
	Period string // 2026年1月至6月, 截至2026年6月30日
	Path   string // where its rows are
	Source string // the ledger it was counted from
	Risk   bool   // people who may need help or money that may be lost, while the number is not nought
}
