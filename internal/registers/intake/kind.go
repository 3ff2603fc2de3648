package intake

import (
	"strings"

	"minzheng/internal/base/fault"
)

// A Kind is what sort of list a file is; see columns.toml.
type Kind string

// The kinds of list.
const (
	Roll        Kind = "roll"         // 低保发放名册: a row is a household
	Families    Kind = "families"     // 低保家庭情况表: a row is a member
	Tekun       Kind = "tekun"        // 特困供养金发放表: a row is a person
	Disability  Kind = "disability"   // 残疾人两项补贴发放表: a row is a person
	AdvancedAge Kind = "advanced_age" // 高龄津贴花名册: a row is a person
	Deaths      Kind = "deaths"       // 死亡人员名单: a row is a death
)

// kindSpec is what columns.toml says of a kind of list.
type kindSpec struct {
	Name      Kind
	Term      string
	Hint      string
	Rows      string
	Programme string
	Words     []string
	Template  []Column
	Guide     string
}

// Kinds lists the kinds in the order in which they are offered.
func Kinds() []Kind {
	var all []Kind
	for _, k := range listed {
		all = append(all, k.Name)
	}
	return all
}

// Recognise finds out the kind of a submission from the file itself.
func (s *Submission) Recognise() error {
	if err := s.open(); err != nil {
		return err
	}
	kind, ok := Recognise(s.book)
	if !ok {
		return fault.Invalid("kind", "没有认出%s是哪种名册，请写明种类：%s", s.Name, kindsInWords())
	}
	s.Kind = kind
	return nil
}

// kindsInWords are the kinds that may be chosen: roll 低保发放名册、…
func kindsInWords() string {
	var list []string
	for _, k := range Kinds() {
		list = append(list, string(k)+" "+k.Term())
	}
	return strings.Join(list, "，")
}

// spec is what columns.toml says of the kind; nothing for one it does not have.
func (k Kind) spec() kindSpec {
	for _, s := range listed {
		if s.Name == k {
			return s
		}
	}
	return kindSpec{Name: k, Term: string(k)}
}

// Term is the kind in the words of the pages.
func (k Kind) Term() string { return k.spec().Term }

// Hint tells what the kind looks like.
func (k Kind) Hint() string { return k.spec().Hint }

// Programme is the code of the programme that lists of the kind pay; empty where
// each payment names its own, or nothing is paid.
func (k Kind) Programme() string { return k.spec().Programme }

// OfPersons tells whether every row is a person who is paid.
func (k Kind) OfPersons() bool { return k.spec().Rows == "person" }

// OfDeaths tells whether every row is a death.
func (k Kind) OfDeaths() bool { return k.spec().Rows == "death" }

// Unit is what such lists count: 户, or 人.
func (k Kind) Unit() string {
	if k.OfHouseholds() {
		return "户"
	}
	return "人"
}

// OfHouseholds tells whether the list is of households, by their heads or with
// all their members.
func (k Kind) OfHouseholds() bool { return !k.OfPersons() && !k.OfDeaths() }
