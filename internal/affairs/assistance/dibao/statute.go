package dibao

import (
	"math"
	"math/bits"
	"strconv"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// A statute is the law as it stands in one place and month for one class: every
// dated value looked up once, its words as ordinals. It does not change; the
// formulas read nothing else. 适用规定.
type statute struct {
	of      Law
	formula *formula // nil: the month is before the first
	version uint64   // the beginning of Law.Version
	month   month.Month
	day     month.Day // on which ages are counted: the first of the month
	class   Class
	told    []told // by rule id
	marked  cites  // values that carry a warning

	adult     rule[int64]
	uncounted [len(grounds) + wordless]rule[bool] // whether it excludes
	study     rule[set]

	reference rule[int64]
	since     month.Month      // the first of the reference period
	times     [words]money.Fen // how often a sum of each rhythm stands in the total
	working   rule[int64]
	aged      rule[int64]
	answers   [len(lives) + 1]rule[set]
	income    [len(kinds) + wordless]rule[treatment]
	signs     [words]money.Fen // how often a sum of each kind is added
	taken     [words]cites     // and the value that says so
	jobCost   rule[money.Fen]  // of one worker in a month

	standard   rule[money.Fen]
	declared   rule[set]
	savings    rule[money.Fen]
	vehicles   [len(wheels) + wordless]rule[bool] // whether it bars
	housing    rule[int64]
	bars       set   // kinds of vehicles that are barred
	openWheels set   // kinds of which no value says it
	wheels     cites // the values that say it

	rounding   rule[money.Rounding]
	perPerson  rule[bool] // round before multiplying; otherwise the household's sum once
	floor      rule[money.Fen]
	topup      [len(groups) + 1]rule[money.Fen] // of one person in a month
	favoured   set                              // groups for which there is, or was, a top-up
	topupAged  rule[int64]
	topupMinor rule[int64]
	severe     [len(categories) + wordless]rule[int64]
	sum        rule[bool] // several top-ups add up; otherwise the highest is paid

	ages [oldest + 1 + 1]aging // from -1 on, an age that is not known
}

// An aging is what an age means.
type aging struct {
	stage  ordinal // of life
	asked  set     // kinds of income that must be answered
	topups set     // groups to which the age makes belong
}

// oldest is the age from which on nothing changes any more.
const oldest = math.MaxInt8

// at is what an age means.
func (s *statute) at(age int64) *aging { return &s.ages[1+min(age, oldest)] }

// grow works out what every age means.
func (s *statute) grow() {
	for i := range s.ages {
		age := int64(i) - 1
		stage := s.stage(age)
		s.ages[i] = aging{stage, s.asked(stage), s.topUpsAt(age)}
	}
}

// A rule is one value of the law as it stands.
type rule[T any] struct {
	standing
	is T // zero unless in force
}

// A standing is whether a value may be used, and what it is cited by.
type standing struct {
	bit     cites // absent unless in force
	id      uint8
	inForce bool
	unset   bool // there is none, and there was none before: what a county may have, and this one has not
}

// told is what a sheet says of a rule.
type told struct {
	entry *rules.Entry
	lack  string // why there is no value; empty when there is one
}

// cites is a set of values that were used, by rule id.
type cites uint64

// absent is the cite of every value that is not in force.
const absent = ^(^cites(0) >> 1)

// lack tells whether a value was asked for that is not in force.
func (c cites) lack() bool { return c&absent != 0 }

// when is the set, or nothing.
func (c cites) when(so bool) cites {
	if !so {
		c = 0
	}
	return c
}

func (c cites) without(id int) cites { return c &^ (1 << id) }

// first is the least id of a set that is not empty.
func (c cites) first() int { return bits.TrailingZeros64(uint64(c)) }

// A treatment is how the law takes a kind of income.
type treatment uint8

// The treatments.
const (
	untold   treatment = iota
	counted            // 计入
	exempt             // 不计入
	deducted           // 扣减
	unruled            // a cost: it goes off only where a local rule lets it
)

// sign is how often a sum is added.
func (t treatment) sign() money.Fen {
	switch t {
	case counted:
		return 1
	case deducted:
		return -1
	}
	return 0
}

func treatmentOf(word string) treatment {
	switch word {
	case "counted":
		return counted
	case "deducted":
		return deducted
	}
	return exempt
}

// means tells of a value whether it is a word.
func means(is string) func(string) bool { return func(w string) bool { return w == is } }

// statute is the law of a month in a place for a class.
func (l Law) statute(where division.Code, class Class, m month.Month) *statute {
	if ordinalOf(classes[:], class) > ordinal(len(classes)) {
		class = strange
	}
	return l.cells.At(where, string(class), m)
}

// strange stands for every word that no list has.
const strange = "?"

// A reading looks up the values of one statute.
type reading struct {
	cell rules.Cell
	*statute
}

// read makes the statute of a cell. Values that can be in force come first: only
// they can be cited.
func (l Law) read(cell rules.Cell) *statute {
	s := &statute{of: l, version: l.digest, month: cell.Month, day: cell.Month.First(), class: Class(cell.Class)}
	if f, ok := rules.Pick(formulas, cell.Month); ok {
		s.formula = &f.Do
	}
	r := &reading{cell, s}
	l.readFamily(r)
	l.readIncome(r)
	l.readProperty(r)
	l.readAmount(r)
	l.readStrange(r)
	for kind, rule := range s.income {
		s.signs[kind], s.taken[kind] = rule.is.sign(), rule.bit
	}
	for kind, rule := range s.vehicles {
		if !rule.inForce {
			s.openWheels = s.openWheels.with(ordinal(kind))
			continue
		}
		s.wheels |= rule.bit
		if rule.is {
			s.bars = s.bars.with(ordinal(kind))
		}
	}
	s.grow()
	return s
}

func (l Law) readFamily(r *reading) {
	r.adult = look(r, l.ages, "adult", itself)
	for i, g := range grounds {
		r.uncounted[1+i] = look(r, l.uncounted, string(g), means("excluded"))
	}
	r.study = look(r, l.study, "", setOf(schools[:]))
}

func (l Law) readIncome(r *reading) {
	r.reference = look(r, l.reference, "", itself)
	if is := r.reference.is; r.reference.inForce && (is < 1 || is > math.MaxInt8) {
		r.refuse(&r.reference.standing, "收入核算期的月数不对，请核对法规参数")
	}
	r.stand(r.reference.is)
	r.working = look(r, l.ages, "working", itself)
	r.aged = look(r, l.ages, "aged", itself)
	for i, life := range lives {
		r.answers[1+i] = look(r, l.answers, life, setOfKinds)
	}
	r.income[partOfPension] = rule[treatment]{standing{inForce: true}, exempt} // see exemptPension
	for i := range kinds {
		r.income[1+i] = look(r, l.income, string(kinds[i].kind), treatmentOf)
		if rule := &r.income[1+i]; rule.unset && kinds[i].kind.cost() {
			rule.inForce, rule.bit, rule.is = true, 0, unruled
		}
	}
	r.standard = look(r, l.standard, r.cell.Class, itself)
	r.jobCost = look(r, l.jobCost, "", func(p rules.Percent) money.Fen {
		return money.FenHalfUp.Share(r.standard.is, p.Numerator, p.Denominator)
	})
}

// stand works out how often sums stand in a total that is kept times twelve: a
// monthly one for each month of the reference period in which it came in, a
// yearly one in the measure of the period, a single one as it is.
func (s *statute) stand(months int64) {
	s.since = s.month.Add(-int(months))
	for in := range everyYear {
		s.times[in] = money.Fen(min(int64(in), months) * rules.MonthsPerYear)
	}
	s.times[everyYear], s.times[once] = money.Fen(months), rules.MonthsPerYear
}

func (l Law) readProperty(r *reading) {
	r.declared = look(r, l.declared, "", setOf(holdings[:]))
	r.savings = look(r, l.savings, "", itself)
	for i, kind := range wheels {
		r.vehicles[1+i] = look(r, l.vehicles, kind, means("barred"))
	}
	r.housing = look(r, l.housing, "", itself)
}

func (l Law) readAmount(r *reading) {
	r.rounding = look(r, l.rounding, "", func(w string) money.Rounding { return money.Rounding(w) })
	if _, err := money.ParseRounding(string(r.rounding.is)); r.rounding.inForce && err != nil {
		r.refuse(&r.rounding.standing, err.Error())
	}
	r.perPerson = look(r, l.scope, "", means("person"))
	r.floor = look(r, l.floor, "", itself)
	for i, g := range groups {
		r.topup[1+i] = look(r, l.topup, string(g), r.part)
		if !r.topup[1+i].unset {
			r.favoured = r.favoured.with(ordinal(1 + i))
		}
	}
	r.topupAged = look(r, l.ages, "topup_aged", itself)
	r.topupMinor = look(r, l.ages, "topup_minor", itself)
	for i, c := range categories {
		r.severe[1+i] = look(r, l.severe, string(c), itself)
	}
	r.sum = look(r, l.stacking, "", means("sum"))
}

// readStrange reads what is looked up for a word that no list has: nothing is in
// force for it, and the sheet says so.
func (l Law) readStrange(r *reading) {
	r.uncounted[1+len(grounds)] = look(r, l.uncounted, strange, means("excluded"))
	r.income[1+len(kinds)] = look(r, l.income, strange, treatmentOf)
	r.vehicles[1+len(wheels)] = look(r, l.vehicles, strange, means("barred"))
	r.severe[1+len(categories)] = look(r, l.severe, strange, itself)
}

// part is a share of the standard, rounded by the county's rule; nothing where
// there is no rule, which payDifference tells.
func (s *statute) part(rate rules.Percent) money.Fen {
	if !s.rounding.inForce {
		return 0
	}
	return s.rounding.is.Share(s.standard.is, rate.Numerator, rate.Denominator)
}

func itself[T any](is T) T { return is }

// look reads one value as the formulas want it.
func look[T, U any](r *reading, p rules.Parameter[T], class string, as func(T) U) rule[U] {
	v := p.At(r.cell.Place, class, r.cell.Month)
	id := uint8(len(r.told))
	is := rule[U]{standing: standing{bit: absent, id: id, inForce: v.InForce(), unset: v.Standing == rules.Unloaded}}
	r.told = append(r.told, told{v.Entry, v.Lack()})
	if v.InForce() {
		is.is, is.bit = as(v.Is), 1<<id
		if v.Entry.Marked() {
			r.marked |= is.bit
		}
	}
	return is
}

// refuse takes a value out of force that cannot be right.
func (s *statute) refuse(value *standing, lack string) {
	value.inForce, value.bit, s.told[value.id].lack = false, absent, lack
}

// fingerprint is the beginning of a law's version as a number.
func fingerprint(version string) uint64 {
	n, err := strconv.ParseUint(version[:min(len(version), 16)], 16, 64)
	if err != nil {
		panic(err) // a digest in hex
	}
	return n
}
