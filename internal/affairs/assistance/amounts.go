package assistance

import (
	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/affairs/assistance/tekun"
	"minzheng/internal/affairs/assistance/temporary"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Amounts tell what the law of a month pays, one number at a time, to whoever
// needs no assessment: those who found a county, tables and checks. Every answer
// is false where the value is not loaded.
//
// 待遇金额.
type Amounts struct {
	dibao     dibao.Law
	tekun     tekun.Law
	temporary temporary.Law
}

// NewAmounts finds the values in a book loaded with Shelves.
func NewAmounts(book *rules.Book) Amounts {
	return Amounts{dibao.NewLaw(book), tekun.NewLaw(book), temporary.NewLaw(book)}
}

// Standard is the dibao standard of one person, by class urban or rural.
func (a Amounts) Standard(where division.Code, class string, m month.Month) (money.Fen, bool) {
	return a.dibao.Standard(where, dibao.Class(class), m)
}

// Difference is what a dibao family of so many people is paid whose income in
// the month is known.
func (a Amounts) Difference(where division.Code, class string, m month.Month, people int, income money.Fen) (money.Fen, bool) {
	return a.dibao.Difference(where, dibao.Class(class), m, int64(people), income)
}

// TopUp is what a person of a group is paid on top: aged, minor, disabled, ill.
func (a Amounts) TopUp(where division.Code, class, group string, m month.Month) (money.Fen, bool) {
	return a.dibao.TopUp(where, dibao.Class(class), dibao.Group(group), m)
}

// InGroup tells whether somebody of an age on the first of the month, with a
// category and grade of disability, belongs to a group of the top-up: aged,
// minor, disabled.
func (a Amounts) InGroup(where division.Code, group string, age int, handicap string, grade int, m month.Month) bool {
	return a.dibao.InGroup(where, dibao.Group(group), int64(age), dibao.Category(handicap), int64(grade), m)
}

// PensionCounts tells whether the basic pension counts as income of a dibao
// family.
func (a Amounts) PensionCounts(where division.Code, m month.Month) (counts, ok bool) {
	return a.dibao.Counts(where, dibao.BasicPension, m)
}

// TekunBasic is the basic living standard of tekun.
func (a Amounts) TekunBasic(where division.Code, m month.Month) (money.Fen, bool) {
	v := a.tekun.Basic.At(where, "", m)
	return v.Is, v.InForce()
}

// TekunCare is what care costs in a tier: self, half, full.
func (a Amounts) TekunCare(where division.Code, tier string, m month.Month) (money.Fen, bool) {
	v := a.tekun.Care.At(where, tier, m)
	return v.Is, v.InForce()
}

// TemporaryLimit is the most that one grant of temporary assistance comes to.
func (a Amounts) TemporaryLimit(where division.Code, m month.Month, people int) (money.Fen, bool) {
	limit, _, ok := a.temporary.Limit(where, m, people)
	return limit, ok
}
