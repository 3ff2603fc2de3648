// Package registry keeps small registers (登记簿): records that people enter one by one or the program many at once, correct and
// strike with a reason, and never overwrite; with their pages: list, filters, export, record, forms.
//
// A room describes a register as a [Book]: its fields, who may read and write, what must hold of a record. It keeps the table, the law
// and whatever is special, such as a receipt or a figure. Every revision of a record is a row: what was believed from when until
// when, by whom and why. The table's columns are
//
//	county, id, division, <fields…>, struck, reason, author, author_name, known_from, known_until
//
// with the key (county, id, known_from). The division decides who sees the record.
//
// A register with a procedure (steps, clocks, several hands) does not belong here: write it as a room of its own nouns.
//
// Start reading at [Book], then [Book.Enter].
package registry

import (
	"context"
	"embed"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed pages
var pages embed.FS

// A Book describes a register of records of type T.
type Book[T any] struct {
	Name  string // "charity.gift": acts begin with it; a figure's ledger may bear the same name
	Table string // "charity_gift"
	Term  string // 捐赠
	Path  string // "/charity/gifts"
	Lead  string // one line under the heading of the list: what it is, what the law says

	Fields []Field[T]                // in the order of the paper form
	Home   func(r *T) *division.Code // where it belongs: who works there sees it
	Title  func(r T) string          // heading of the record's page
	Order  string                    // the column of text or days by which lists are ordered
	Latest bool                      // the highest first
	Source string                    // one sentence for the foot of an export

	Reading access.Permission
	Writing access.Permission

	// Check completes a record and says what cannot be right of it; before is nil for a new one. It runs in the transaction of the act.
	Check func(ctx context.Context, tx *store.Tx, by access.Actor, r, before *T) error
	// Leans says what else leans on a record, so that it cannot be struck; nil: nothing ever does.
	Leans func(ctx context.Context, tx *store.Tx, by access.Actor, r Record[T]) error
	// Figures are numbers that count above the list, besides how many records there are and what they add up to, for the same
	// records.
	Figures func(ctx context.Context, tx *store.Tx, scope access.Scope, where []Condition) ([]Figure, error)
	// Panel is what else is to be said on a record's page; nil: nothing.
	Panel func(ctx context.Context, tx *store.Tx, by access.Actor, r Record[T]) (Panel, error)
	// Places reads the names of divisions.
	Places func(ctx context.Context, tx *store.Tx) (Places, error)
}

// Places knows divisions by their names.
type Places interface {
	Local(code division.Code) string
	Code(text string, within division.Code) (division.Code, error)
}

// A Field is one field of a record.
type Field[T any] struct {
	Name  string // of the column and of the field in forms
	Term  string
	Hint  string
	Unit  string
	At    func(r *T) any // *string, *int64, *bool, *money.Fen, *month.Day or *division.Code
	Long  bool           // several lines
	Need  bool
	Given bool // made by the program; no form shows it
	Fixed bool // entered once; a correction does not show it: strike the record and enter another

	Listed bool // a column of the list; all fields are in the export
	Sought bool // the search box above the list looks into it
	Sifted bool // a filter above the list; for choices and days
	Summed bool // its sum stands above the list; for money and counts

	// Choices are what may be chosen, for a field that holds one of a few values; nil: free.
	Choices func(ctx context.Context, tx *store.Tx, scope access.Scope) ([]web.Choice, error)
	// Typed turns what was typed into what is kept, such as an identity number into the id of a person.
	Typed func(ctx context.Context, tx *store.Tx, scope access.Scope, text string) (string, error)
	// Shown tells how kept values are shown, for fields that hold ids; who is not among the answers is out of sight.
	Shown func(ctx context.Context, tx *store.Tx, scope access.Scope, kept []string) (map[string]Shown, error)
	// Withheld tells whether the field does not leave the office with files and on paper, such as the name of a donor who does not agree.
	Withheld func(r T) bool
}

// A Shown is a kept value as people see it.
type Shown struct{ Text, Path string }

// A Panel is a table on a record's page: what else is to be said of it.
type Panel struct {
	Term  string
	Table web.Table
}

// A Figure is a number above a list.
type Figure struct {
	Term, Value, Unit string
	Note              string // such as a comparison with a standard
	Path              string
}

// Words are fixed choices.
func Words(choices ...web.Choice) func(context.Context, *store.Tx, access.Scope) ([]web.Choice, error) {
	return func(context.Context, *store.Tx, access.Scope) ([]web.Choice, error) { return choices, nil }
}

// Acts are the words for the register's acts in the activity log.
func (b *Book[T]) Acts() map[string]string {
	return map[string]string{b.act("enter"): "登记" + b.Term, b.act("correct"): "更正" + b.Term, b.act("strike"): "作废" + b.Term, b.act("export"): "导出" + b.Term}
}

func (b *Book[T]) act(verb string) string { return b.Name + "." + verb }

// columns are the record's own columns with where they are kept; the division is among them.
func (b *Book[T]) columns() []Field[T] {
	for _, f := range b.Fields {
		if f.Name == "division" {
			return b.Fields
		}
	}
	home := Field[T]{Name: "division", Term: "区划", Given: true, At: func(r *T) any { return b.Home(r) }}
	return append([]Field[T]{home}, b.Fields...)
}

func (b *Book[T]) names(prefix string) string {
	var names []string
	for _, f := range b.columns() {
		names = append(names, prefix+f.Name)
	}
	return strings.Join(names, ", ")
}
