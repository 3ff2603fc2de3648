// Package hardship is the law of the allowance for old people in hardship who
// are of great age or cannot look after themselves (经济困难的高龄、失能老年人补贴).
//
// It holds values alone; awards are carried on as they stand. Sums are the
// county's own, by Hubei's rule not below the care allowance of the severely
// disabled. Start reading at Law.
package hardship

import (
	"embed"
	"io/fs"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Code is the programme's name in tables, addresses and rolls.
const Code = "hardship_aged"

// The groups that are paid.
const (
	Aged      = "aged"      // 高龄
	Dependent = "dependent" // 失能
)

//go:embed values/*.toml
var values embed.FS

// Shelf is the programme's own values, and the definition of those that a county
// sets.
func Shelf() rules.Shelf {
	files, err := fs.Sub(values, "values")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return rules.Shelf{Name: "高龄失能补贴", Files: files}
}

// A Law is the programme's parameters in one book of values.
type Law struct {
	Amount rules.Parameter[money.Fen] // by group
	ages   rules.Parameter[int64]     // by group
}

// NewLaw finds the parameters in a book loaded with Shelf. It panics when the
// book lacks one: a mistake of the program, told at start.
func NewLaw(book *rules.Book) Law {
	return Law{Amount: book.Amount("hardship.amount"), ages: book.Number("hardship.age")}
}

// Youngest is the least age at which either group is paid; ok is false where no
// age is loaded.
func (l Law) Youngest(where division.Code, m month.Month) (age int64, ok bool) {
	for _, group := range l.ages.Classes() {
		if v := l.ages.At(where, group, m); v.InForce() && (!ok || v.Is < age) {
			age, ok = v.Is, true
		}
	}
	return age, ok
}
