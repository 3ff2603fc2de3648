// Package dibao is the law of the minimum living standard guarantee
// (最低生活保障, 低保) as values and pure functions: who belongs to the family,
// what income counts, which property bars, what is paid.
//
// It takes plain Facts and gives a Result; with a recorder it says every step in
// Chinese, with the article. It opens no database, no file and no clock, and
// knows nothing of procedure (application, survey, public notice, decision) or
// of the registers: package assistance gathers the facts and keeps the results.
//
// Texts followed: 《社会救助暂行办法》(国务院令第649号) articles 9 to 13;
// 《最低生活保障审核确认办法》(民发〔2021〕57号, in force from 2021-07-01) articles
// 7, 8, 12 to 14, 23 and 27. Older law (民发〔2012〕220号) is not loaded: a month
// before July 2021 is refused. Numbers stand in values/ and in the county's
// folder, none in Go; worked cases stand in cases/, each with where its expected
// result comes from.
//
// A fact that is needed and not known gives Unknown and names the fact; it is
// never guessed and never a refusal. So does a value of the law that is not
// loaded, or that ended while nobody has chosen what follows.
//
// Start reading at Assess and work2021, which is the law as a list: each function
// is one sentence of the text, and works on numbers alone. The formulas read a
// statute, the values of one place, class and month looked up once, and a family
// laid out in small numbers. A sheet is written afterwards, from what they left.
// So the clerk's page and the run over a whole county (Batch) are the same code:
// a family on its own is a batch of one.
//
// Payment by tiers (分档, article 23) and the taper
// after taking work (渐退期, article 33) are not built; whether somebody may
// apply alone (单人户, article 8) is answered by Single.
package dibao

import (
	"embed"
	"io/fs"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Code is the programme's name in tables, addresses and rolls.
const Code = "dibao"

// Term is the programme's official term.
const Term = "最低生活保障"

// measures is the text that the formulas follow, article by article.
const measures = "《最低生活保障审核确认办法》（民发〔2021〕57号）"

// interim is the regulation above it.
const interim = "《社会救助暂行办法》（国务院令第649号）"

//go:embed values/*.toml
var values embed.FS

// Shelf is the programme's own values: the nation's and the province's, and the
// definition of every parameter that a county may set.
func Shelf() rules.Shelf {
	files, err := fs.Sub(values, "values")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return rules.Shelf{Name: "低保", Files: files}
}

// A Law is the programme's parameters in one book of values. It does not
// change; many may use it at once.
type Law struct{ *parameters }

type parameters struct {
	version string
	digest  uint64 // the beginning of version
	cells   *rules.Cells[statute]

	standard  rules.Parameter[money.Fen] // by class urban, rural
	income    rules.Parameter[string]    // by kind: counted, exempt, deducted
	jobCost   rules.Parameter[rules.Percent]
	reference rules.Parameter[int64]
	answers   rules.Parameter[[]string] // by stage of life
	declared  rules.Parameter[[]string] // property that must be declared
	ages      rules.Parameter[int64]    // by name
	uncounted rules.Parameter[string]   // by reason
	study     rules.Parameter[[]string]

	savings  rules.Parameter[money.Fen]
	vehicles rules.Parameter[string] // by kind: barred, allowed
	housing  rules.Parameter[int64]

	rounding rules.Parameter[string]
	scope    rules.Parameter[string]
	floor    rules.Parameter[money.Fen]
	topup    rules.Parameter[rules.Percent] // by group
	stacking rules.Parameter[string]
	severe   rules.Parameter[int64] // highest grade, by category
	alone    rules.Parameter[int64] // highest grade, by category
}

// NewLaw finds the programme's parameters in a book loaded with Shelf. It panics
// when the book lacks one: a mistake of the program, told at start.
func NewLaw(book *rules.Book) Law {
	l := Law{&parameters{
		version:   book.Version(),
		digest:    fingerprint(book.Version()),
		standard:  book.Amount("dibao.standard"),
		income:    book.Choice("dibao.income"),
		jobCost:   book.Percent("dibao.job_cost"),
		reference: book.Number("dibao.reference_months"),
		answers:   book.List("dibao.must_answer"),
		declared:  book.List("dibao.must_declare"),
		ages:      book.Number("dibao.age"),
		uncounted: book.Choice("dibao.uncounted"),
		study:     book.List("dibao.study"),
		savings:   book.Amount("dibao.savings_limit"),
		vehicles:  book.Choice("dibao.vehicle"),
		housing:   book.Number("dibao.housing_limit"),
		rounding:  book.Choice("dibao.rounding"),
		scope:     book.Choice("dibao.rounding_scope"),
		floor:     book.Amount("dibao.floor"),
		topup:     book.Percent("dibao.topup_rate"),
		stacking:  book.Choice("dibao.topup_stacking"),
		severe:    book.Number("dibao.severe_grade"),
		alone:     book.Number("dibao.single_grade"),
	}}
	l.cells = rules.NewCells(book, l.read)
	return l
}

// Version names the values and formulas: equal versions decide equally.
func (l Law) Version() string { return l.version }

// A formula is the logic of the law as a whole: how a family is worked out, and
// how a sheet tells it.
type formula struct {
	work func(*work)
	tell func(*telling)
}

// formulas are the logic by the month it applies from. The old ones stay when
// the logic changes.
var formulas = []rules.Formula[formula]{
	{From: since("2021-07"), Source: measures, Do: formula{work2021, tell2021}},
}

// since reads the month in which a formula begins.
func since(text string) month.Month {
	m, err := month.Parse(text)
	if err != nil {
		panic(err) // written above
	}
	return m
}

// Covers tells whether the law is loaded for a place and month: a formula, and a
// standard of either class. It returns fault.Invalid, saying from when it is.
func (l Law) Covers(where division.Code, m month.Month) error {
	if _, ok := rules.Pick(formulas, m); !ok {
		return fault.Invalid("month", "%s的低保规定未载入：本程序载入%s，自%s起", m.Term(), measures, formulas[0].From.Term())
	}
	lack := ""
	for _, class := range l.standard.Classes() {
		v := l.standard.At(where, class, m)
		if v.InForce() {
			return nil
		}
		lack = v.Lack()
	}
	return fault.Invalid("month", "%s", lack)
}

// Begins is the first month that a family is paid for whose application was
// confirmed on a day: the month after (从作出确认同意决定之日下月起发放).
//
// 民发〔2021〕57号 第二十一条.
func Begins(decided month.Day) month.Month { return decided.Month().Next() }

// work2021 applies 民发〔2021〕57号 in the order of its text.
func work2021(w *work) {
	w.findFamily()
	w.countIncome()
	w.testIncome()
	w.testSavings()
	w.testVehicles()
	w.testHousing()
	w.decide()
}

// tell2021 says what work2021 did.
func tell2021(t *telling) {
	t.family()
	t.income()
	t.incomeTest()
	t.savings()
	t.vehicles()
	t.housing()
	t.amount()
	t.conclude()
}
