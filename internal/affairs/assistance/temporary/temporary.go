// Package temporary is the law of temporary assistance (临时救助): how much one
// grant may come to.
//
// It holds values alone: whether a hardship is an emergency, and what it needs,
// people decide, case by case beyond the limit (一事一议).
//
// Texts followed: 《社会救助暂行办法》(国务院令第649号) articles 47 to 49;
// 《民政部 财政部关于进一步健全完善临时救助制度的意见》(January 2026). Start reading at Law.
package temporary

import (
	"embed"
	"io/fs"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Code is the programme's name in tables, addresses and rolls.
const Code = "temporary"

//go:embed values/*.toml
var values embed.FS

// Shelf is the programme's own values, and the definition of those that a county
// sets.
func Shelf() rules.Shelf {
	files, err := fs.Sub(values, "values")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return rules.Shelf{Name: "临时救助", Files: files}
}

// A Law is the programme's parameters in one book of values, and the standard
// that its limits are reckoned in.
type Law struct {
	months   rules.Parameter[int64]
	quick    rules.Parameter[int64]
	standard rules.Parameter[money.Fen]
}

// NewLaw finds the parameters in a book loaded with Shelf and with that of
// dibao. It panics when the book lacks one: a mistake of the program, told at
// start.
func NewLaw(book *rules.Book) Law {
	return Law{months: book.Number("temporary.limit"), quick: book.Number("temporary.quick"), standard: book.Amount("dibao.standard")}
}

// urban is the class of the dibao standard that limits are reckoned in.
const urban = "urban"

// Limit is the most that one grant comes to for a number of people, and its
// months; ok is false where a value is not loaded.
func (l Law) Limit(where division.Code, m month.Month, people int) (limit money.Fen, months int64, ok bool) {
	return l.reckon(l.months, where, m, people)
}

// Quick is the most that is paid at once without a check of means (小额快救).
func (l Law) Quick(where division.Code, m month.Month, people int) (limit money.Fen, ok bool) {
	limit, _, ok = l.reckon(l.quick, where, m, people)
	return limit, ok
}

func (l Law) reckon(months rules.Parameter[int64], where division.Code, m month.Month, people int) (money.Fen, int64, bool) {
	n, s := months.At(where, "", m), l.standard.At(where, urban, m)
	if !n.InForce() || !s.InForce() {
		return 0, 0, false
	}
	return s.Is * money.Fen(n.Is*int64(people)), n.Is, true
}
