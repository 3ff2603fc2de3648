// Package advancedage is the law of the advanced-age allowance (高龄津贴): what the
// old are paid by their age.
//
// Bands and sums are the county's own; Hubei sets none. Start reading at Law.
package advancedage

import (
	"cmp"
	"embed"
	"io/fs"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Code is the programme's name in tables, addresses and rolls.
const Code = "advanced_age"

//go:embed values/*.toml
var values embed.FS

// Shelf is the programme's own values, and the definition of those that a county
// sets.
func Shelf() rules.Shelf {
	files, err := fs.Sub(values, "values")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return rules.Shelf{Name: "高龄津贴", Files: files}
}

// A Law is the programme's parameters in one book of values.
type Law struct {
	amount rules.Parameter[money.Fen]
	ages   rules.Parameter[int64]
}

// NewLaw finds the parameters in a book loaded with Shelf. It panics when the
// book lacks one: a mistake of the program, told at start.
func NewLaw(book *rules.Book) Law {
	return Law{amount: book.Amount("advancedage.amount"), ages: book.Number("advancedage.age")}
}

// A Band is one row of the county's table: from which age on what is paid.
type Band struct {
	Term   string // 90–99周岁
	From   int64  // 周岁
	Amount money.Fen
}

// Bands are the rows that hold in a place and month, the youngest first.
func (l Law) Bands(where division.Code, m month.Month) []Band {
	var bands []Band
	for _, class := range l.ages.Classes() {
		age, amount := l.ages.At(where, class, m), l.amount.At(where, class, m)
		if age.InForce() && amount.InForce() {
			bands = append(bands, Band{Term: l.ages.ClassTerm(class), From: age.Is, Amount: amount.Is})
		}
	}
	slices.SortFunc(bands, func(a, b Band) int { return cmp.Compare(a.From, b.From) })
	return bands
}

// Of is the band of an age; ok is false for the younger.
func Of(bands []Band, age int64) (b Band, ok bool) {
	for _, row := range bands {
		if age >= row.From {
			b, ok = row, true
		}
	}
	return b, ok
}
