package dibao

import (
	"math"
	"math/bits"
)

// The words that the facts may use, in the order of their ordinals.
var (
	classes    = [...]Class{Urban, Rural}
	relations  = [...]Relation{Head, Spouse, Child, Parent, Other}
	grounds    = [...]Ground{Clergy, Custody, Lost, Conscript, Separate, Otherwise}
	schools    = [...]School{Preschool, Primary, Junior, Senior, Vocational, College, Graduate}
	categories = [...]Category{Visual, Hearing, Speech, Limb, Intellectual, Mental, Multiple}
	periods    = [...]Period{Monthly, Yearly, Once}
	wheels     = [...]string{"car", "van", "truck", "machine", "ship", "tricycle", "motorcycle", "other"}
	holdings   = [...]string{"savings", "vehicle", "housing"} // property that may have to be declared
	lives      = [...]string{"minor", "working", "aged"}      // stages of life, for what must be answered
	groups     = [...]Group{Aged, Minor, Disabled, Ill}       // in the order of 民发〔2021〕57号 第二十七条
)

// kinds is the closed list with the terms for the sheet.
var kinds = [...]struct {
	kind Kind
	term string
}{
	{Wage, "工资性收入（务工）"},
	{Farming, "经营净收入（种养）"},
	{Business, "经营净收入（其他经营）"},
	{PropertyIncome, "财产净收入"},
	{Pension, "养老金"},
	{BasicPension, "其中：中央确定的基础养老金"},
	{Support, "赡养（抚养、扶养）费"},
	{OtherIncome, "其他收入"},
	{Preferential, "优待抚恤金"},
	{FamilyPlanning, "计划生育奖励与扶助金"},
	{Scholarship, "奖学金、助学金"},
	{Bravery, "见义勇为等奖励性补助"},
	{Assistance, "社会救助款物"},
	{DisabilityAid, "残疾人两项补贴"},
	{AgeAllowance, "高龄津贴等老年人补贴"},
	{LocalExempt, "地市级以上规定不计入的其他收入"},
	{JobCost, "必要就业成本"},
	{RigidCost, "因残疾、患重病增加的刚性支出"},
}

// An ordinal is a word as a small number: zero no word, then the words of its
// list from one, and one more for a word that the list does not have. The
// formulas read ordinals, so that a family takes few bytes and a value of the law
// is found by its index.
type ordinal uint8

// words is how many ordinals there can be.
const words = math.MaxUint8 + 1

// wordless is how many ordinals a list has beside its words: none, and strange.
const wordless = 1 + 1

// The ordinals that the formulas name.
const (
	head ordinal = 1 + iota
	spouse
	child
)

const (
	partOfPension ordinal = iota // a basic pension beside the pension it is in
	wage
	farming
	business
	propertyIncome
	pension
	basicPension
	support
	otherIncome
	preferential
	familyPlanning
	scholarship
	bravery
	assistance
	disabilityAid
	ageAllowance
	localExempt
	jobCost
	rigidCost
)

const (
	inSavings ordinal = 1 + iota
	inVehicles
	inHousing
)

const (
	inYouth  ordinal = 1 + iota // under the working age
	atWork                      // between
	inOldAge                    // from old age on
)

const (
	aged ordinal = 1 + iota
	minor
	disabled
	ill
)

// ordinalOf finds a word in its list.
func ordinalOf[T ~string](list []T, word T) ordinal {
	if word == "" {
		return 0
	}
	for i, w := range list {
		if w == word {
			return ordinal(1 + i)
		}
	}
	return ordinal(1 + len(list))
}

// ordinal finds the kind in the list.
func (k Kind) ordinal() ordinal {
	for i := range kinds {
		if kinds[i].kind == k {
			return ordinal(1 + i)
		}
	}
	return ordinal(1 + len(kinds))
}

// A set is ordinals of one list.
type set uint32

// setOf is the words of a value, as ordinals of their list.
func setOf[T ~string](list []T) func(words []string) set {
	return func(words []string) (all set) {
		for _, w := range words {
			all = all.with(ordinalOf(list, T(w)))
		}
		return all
	}
}

// setOfKinds is setOf for kinds of income.
func setOfKinds(words []string) (all set) {
	for _, w := range words {
		all = all.with(Kind(w).ordinal())
	}
	return all
}

// everything is all words of any list.
const everything = ^(set(1) << partOfPension)

func (s set) with(o ordinal) set { return s | 1<<o }

func (s set) without(o ordinal) set { return s &^ (1 << o) }

// first is the least ordinal of a set that is not empty.
func (s set) first() ordinal { return ordinal(bits.TrailingZeros32(uint32(s))) }

// several tells whether a set has more than one.
func (s set) several() bool { return s&(s-1) != 0 }

func (s set) has(o ordinal) bool { return s>>o&1 != 0 }
