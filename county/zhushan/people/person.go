package people

import (
	"strconv"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
)

// A Person is one invented person. People stand in the order of their households, the head first.
type Person struct {
	Born      month.Day
	Died      month.Day // zero: lives
	Since     month.Day // away or in an institution from this day on
	Household int32
	Father    int32 // place in County.Persons; None: not in the county
	Mother    int32
	Spouse    int32
	Sequence  uint16 // of the identity number, odd for men
	Name      label
	Male      bool
	Relation  Relation // to the head of the household
	Presence  Presence
	Where     uint8 // where away, as a place in the list of destinations
	Handicap  uint8 // kind of disability, as a place in Handicaps; 0: none
	Grade     uint8 // of the certificate, 1 the most severe to 4; 0: none
	Care      Care  // how far an old or a disabled person depends on care
	Ill       bool  // seriously ill, on record
	Chronic   bool
	School    School

	age  uint8
	unit uint8 // 0 the middle generation's, 1 the old ones', 2 a brother's, 3 a grown child's own
}

// None is the place of nobody.
const None int32 = -1

// A Relation is what a member is to the head of the household; its text is the register's code.
type Relation uint8

// The relations.
const (
	Head Relation = iota
	Spouse
	Child
	ChildInLaw
	Parent
	ParentInLaw
	Grandparent
	Grandchild
	Sibling
	Relative
)

// String is the code of the relation in the register of households.
func (r Relation) String() string {
	return [...]string{"head", "spouse", "child", "childinlaw", "parent", "parentinlaw", "grandparent", "grandchild", "sibling", "relative"}[r]
}

// A Presence is where somebody is to be met; its text is the register's code.
type Presence uint8

// The presences.
const (
	AtHome Presence = iota
	Away
	InInstitution
)

// String is the code of the presence in the register of households.
func (p Presence) String() string { return [...]string{"home", "away", "institution"}[p] }

// A Care is how far somebody depends on the care of others, by the ability assessment.
type Care uint8

// The levels of dependence, with tekun's three tiers: self, half (mild and moderate), full.
const (
	Able Care = iota
	Mild
	Moderate
	Severe
)

// Tier is tekun's tier of care for the level: self, half, full.
func (c Care) Tier() string { return [...]string{"self", "half", "half", "full"}[c] }

// A School is what somebody attends; its text is the register's code.
type School uint8

// The schools.
const (
	NoSchool School = iota
	Preschool
	Primary
	Junior
	Senior
	Vocational
	College
)

// String is the code of the school in the register of circumstances.
func (s School) String() string {
	return [...]string{"none", "preschool", "primary", "junior", "senior", "vocational", "college"}[s]
}

// Handicaps are the kinds of disability by the code of the register; the first one is none.
var Handicaps = [...]string{"none", "limb", "visual", "hearing", "mental", "intellectual", "multiple", "speech"}

// Full is the name of a person.
func (p *Person) Full() string { return p.Name.text(p.Male) }

// Number is the identity number: the area that no place has, the birth, the sequence and the check character.
func (p *Person) Number() idcard.Number {
	y, m, d := p.Born.Date()
	return idcard.Mint(idcard.DemoArea, y, m, d, int(p.Sequence))
}

// Lives tells whether the person is alive on the day and was born.
func (p *Person) Lives(on month.Day) bool { return p.Born <= on && (p.Died == 0 || on < p.Died) }

// Age is the whole years on a day.
func (p *Person) Age(on month.Day) int { return month.AgeOn(p.Born, on) }

// account is a bank account that no bank gives: it begins with six noughts; its last digit is right by Luhn.
func account(n uint64) string {
	body := "000000" + padded(int(n%1_000_000_000_000), 12)
	return body + strconv.Itoa(luhn(body))
}

// luhn is the check digit of a card number without it (GB/T 17552).
func luhn(body string) int {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}

func padded(n, width int) string {
	text := strconv.Itoa(n)
	for len(text) < width {
		text = "0" + text
	}
	return text
}
