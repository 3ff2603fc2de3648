package dibao

import (
	"minzheng/internal/base/money"
	"minzheng/internal/engine/rules"
)

// A work is the working of one family: what the formulas read and what came out,
// number by number. A mass run keeps a Record of it; for the clerk it becomes a
// Result, and a sheet that says every step. Nothing in it is words.
type work struct {
	law     *statute
	family  *family
	persons []person
	items   []item // of the whole batch, as persons point into it

	parts   []part // one for each person
	counted int64
	months  int64     // of the reference period; zero: not known
	total   money.Fen // countable income of the reference period, times twelve
	failed  set       // of tests
	barred  set       // kinds of vehicles
	granted bool      // all tests are met

	difference money.Fen // what the income lacks to the standard, rounded
	pay        money.Fen // the same, not below the floor
	raised     bool      // the difference, to the floor
	more       money.Fen // top-ups of all persons
	outcome    outcome
	binding    test
	amount     money.Fen

	cited   cites // values used
	missed  bool  // something was missing, named before or not
	lacking []lack
}

// A part is what the working found about one person.
type part struct {
	age     int64 // in whole years on the first day of the month; -1: not known, or not born
	verdict verdict
	topups  set // groups for which more is paid
}

// outcome is an Outcome as an ordinal.
type outcome uint8

const (
	unknown outcome = iota
	refused
	eligible
)

// test is a condition of the law, as an ordinal in its order.
type test = ordinal

const (
	incomeCondition test = 1 + iota
	savingsCondition
	vehicleCondition
	housingCondition
)

// A lack is a fact or a value of the law that is needed and not known.
type lack struct {
	what what
	who  int32 // the person; nobody: the family or the law
	of   uint8 // the kind of income, the holding, the rule
}

// nobody stands where a lack is not of one person.
const nobody = -1

// what is missing.
type what uint8

const (
	lackRule       what = iota // a value of the law
	lackFormula                // the law of the month as a whole
	lackMember                 // anybody who counts
	lackBirth                  // the date of birth
	lackGround                 // whether a ground takes the person out
	lackIncome                 // whether there is income of a kind
	lackSum                    // a sum that can be right
	lackMonth                  // the month of a single sum
	lackBasicPart              // the basic part of the pension
	lackBasicSum               // a basic part not above the pension
	lackClass                  // the class
	lackHolding                // whether there is property of a kind
	lackSavingsSum             // savings that can be right
)

// on takes up the next family.
func (w *work) on(law *statute, f *family, persons []person) {
	w.law, w.family, w.persons = law, f, persons
	w.parts = w.parts[:0]
	w.counted, w.months, w.total = 0, 0, 0
	w.failed, w.barred, w.granted = 0, 0, false
	w.difference, w.pay, w.raised, w.amount = 0, 0, false, 0
	w.cited, w.missed, w.lacking = 0, false, w.lacking[:0]
}

// need takes up a value that the law cannot do without, to be cited; where none
// is in force, that is what is missing.
func (w *work) need(value *standing) bool {
	w.cited |= value.bit
	return value.inForce || w.without(value)
}

// know is need for a value that only draws a line, and is cited by whoever is on
// the one side of it.
func (w *work) know(value *standing) bool { return value.inForce || w.without(value) }

// without records that a value is missing. It is always false, and kept out of
// the formulas, into which need is compiled.
//
//go:noinline
func (w *work) without(value *standing) bool {
	w.lack(lackRule, nobody, value.id)
	return false
}

// lack records that something is not known, once.
func (w *work) lack(what what, who int32, of uint8) {
	w.missed = true
	l := lack{what, who, of}
	for _, has := range w.lacking {
		if has == l {
			return
		}
	}
	w.lacking = append(w.lacking, l)
}

// test records what a condition came to.
func (w *work) test(t test, met bool) {
	fails := set(0)
	if !met {
		fails = 1
	}
	w.failed |= fails << t
}

// scale is how often a monthly sum stands in total.
func (w *work) scale() int64 { return w.months * rules.MonthsPerYear }

// line is the income of the family in a month at which it no longer qualifies.
func (w *work) line() money.Fen { return w.law.standard.is * money.Fen(w.counted) }
