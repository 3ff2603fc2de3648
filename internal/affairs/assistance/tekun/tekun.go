// Package tekun is the law of support for people in extreme difficulty
// (特困人员救助供养): what is paid for living and for being looked after.
//
// It holds values alone. Who qualifies (no capacity to work, no income, nobody
// who owes support) and how far somebody looks after himself are decided by
// people; the formulas are not built yet.
//
// Texts followed: 《社会救助暂行办法》(国务院令第649号) articles 14 to 19;
// 《特困人员认定办法》(民发〔2021〕43号) articles 19 to 22. Start reading at Law.
package tekun

import (
	"embed"
	"io/fs"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Code is the programme's name in tables, addresses and rolls.
const Code = "tekun"

// The tiers by which somebody is looked after, from the six items of article 21:
// none failed, one to three, four to six.
const (
	SelfCaring = "self" // 具备生活自理能力: 全自理
	HalfCare   = "half" // 部分丧失: 半护理
	FullCare   = "full" // 完全丧失: 全护理
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
	return rules.Shelf{Name: "特困", Files: files}
}

// A Law is the programme's parameters in one book of values.
type Law struct {
	Basic rules.Parameter[money.Fen]     // 基本生活标准
	Care  rules.Parameter[money.Fen]     // 照料护理标准, by tier
	Ratio rules.Parameter[rules.Percent] // basic to dibao, at least
}

// NewLaw finds the programme's parameters in a book loaded with Shelf. It panics
// when the book lacks one: a mistake of the program, told at start.
func NewLaw(book *rules.Book) Law {
	return Law{Basic: book.Amount("tekun.basic"), Care: book.Amount("tekun.care"), Ratio: book.Percent("tekun.ratio")}
}

// Tiers are the tiers from the lightest care to the heaviest.
func Tiers() []string { return []string{SelfCaring, HalfCare, FullCare} }

// Begins is the first month that is paid after a confirmation: the month after.
//
// 民发〔2021〕43号 第十七条.
func Begins(decided month.Day) month.Month { return decided.Month().Next() }
