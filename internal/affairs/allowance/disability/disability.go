// Package disability is the law of the two disability allowances (残疾人两项补贴):
// the living allowance of disabled people in hardship and the care allowance of
// the severely disabled.
//
// It holds values alone; awards are carried on as they stand. Both may be drawn
// together; what they do not go with stands with the benefit register.
//
// Texts followed: 《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》
// (国发〔2015〕52号) and Hubei's texts of 2016 and 2021. Start reading at Law.
package disability

import (
	"embed"
	"io/fs"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// The programmes' names in tables, addresses and rolls.
const (
	Living = "disability_living" // 困难残疾人生活补贴
	Care   = "disability_care"   // 重度残疾人护理补贴
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
	return rules.Shelf{Name: "残疾人两项补贴", Files: files}
}

// A Law is the programmes' parameters in one book of values.
type Law struct {
	Living rules.Parameter[money.Fen]
	Care   rules.Parameter[money.Fen]
	Grade  rules.Parameter[int64] // highest number of a grade entitled to care, by category
}

// NewLaw finds the parameters in a book loaded with Shelf. It panics when the
// book lacks one: a mistake of the program, told at start.
func NewLaw(book *rules.Book) Law {
	return Law{Living: book.Amount("disability.living"), Care: book.Amount("disability.care"), Grade: book.Number("disability.grade")}
}

// Severe tells whether a grade of a category, as the certificate calls it (肢体,
// 肢体残疾), is entitled to the care allowance. What is not known is not judged:
// ok is false.
func (l Law) Severe(where division.Code, category string, grade int64, m month.Month) (severe, ok bool) {
	if grade < 1 {
		return false, false
	}
	for _, class := range l.Grade.Classes() {
		if category == "" || !strings.HasPrefix(category, l.Grade.ClassTerm(class)) {
			continue
		}
		v := l.Grade.At(where, class, m)
		return grade <= v.Is, v.InForce()
	}
	return false, false
}

// Begins is the first month that is paid: that of the application, which is
// where the decision finds it; a register that knows the day of decision alone
// begins with its month.
func Begins(decided month.Day) month.Month { return decided.Month() }
