package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// The codes of the programmes.
const (
	Dibao            = "dibao"
	Tekun            = "tekun"
	Temporary        = "temporary"
	DisabilityLiving = "disability_living"
	DisabilityCare   = "disability_care"
	AdvancedAge      = "advanced_age"
	HardshipAged     = "hardship_aged"
)

// An Award is an entitlement of a household or a person with all that became of it.
type Award struct {
	Programme string
	Household int32
	Person    int32 // None: the household holds it
	Class     string
	Payee     Payee
	Terms     []Term // the first one starts it
}

// A Payee is who draws an award.
type Payee struct {
	Kind    string // household, person, institution
	Name    string
	Person  int32 // None: an institution
	Bank    string
	Account string
}

// A Term is one act on an award: start, change, stop, from a month on.
type Term struct {
	Act     string
	From    month.Month
	Amount  money.Fen
	Lines   []Line
	Covered []Covered
	Cause   string
}

// The acts.
const (
	Start  = "start"
	Change = "change"
	Stop   = "stop"
)

// A Line is one part of an amount.
type Line struct {
	Code   string // difference, topup, basic, care, standard, once
	Term   string
	Person int32 // None: the household
	Fen    money.Fen
	Why    string
}

// A Covered is one person for whom an amount is, and the share.
type Covered struct {
	Person int32
	Share  money.Fen
}

// In gives the term that holds in a month; ok is false before the start and from a stop on.
func (a *Award) In(m month.Month) (t *Term, ok bool) {
	for i := range a.Terms {
		if a.Terms[i].From <= m {
			t = &a.Terms[i]
		}
	}
	return t, t != nil && t.Act != Stop
}

// The months of the history: the first roster, and the last one that was signed.
var (
	firstMonth = month.Must(2023, 11)
	lastMonth  = month.Must(2026, 10)
)

// banks are where accounts are held.
var banks = []string{"竹山农村商业银行", "邮储银行竹山县支行", "农业银行竹山县支行"}

// payTo is the payee of a person's own award.
func (c *County) payTo(person int32, kind string) Payee {
	p := &c.Persons[person]
	return Payee{Kind: kind, Name: p.Full(), Person: person, Bank: banks[int(person)%7%len(banks)], Account: account(uint64(person)*6_700_417 + 310_000_000_007)}
}

// single starts an award of a person with one line.
func (c *County) single(programme string, person int32, from month.Month, amount money.Fen, code, term, why string) Award {
	p := &c.Persons[person]
	return Award{
		Programme: programme, Household: p.Household, Person: person, Class: c.class(p.Household), Payee: c.payTo(person, "person"),
		Terms: []Term{{
			Act: Start, From: from, Amount: amount, Cause: why,
			Lines: []Line{{Code: code, Term: term, Person: None, Fen: amount}}, Covered: []Covered{{person, amount}},
		}},
	}
}

// change adds a term with another amount in one line.
func (a *Award) change(from month.Month, amount money.Fen, why string) {
	last := &a.Terms[len(a.Terms)-1]
	line := last.Lines[0]
	line.Fen = amount
	a.Terms = append(a.Terms, Term{Act: Change, From: from, Amount: amount, Cause: why, Lines: []Line{line}, Covered: []Covered{{a.Person, amount}}})
}

// stop ends an award.
func (a *Award) stop(from month.Month, why string) {
	a.Terms = append(a.Terms, Term{Act: Stop, From: from, Cause: why})
}

// class is the class under which a household is decided: by where it is, a village or a community.
func (c *County) class(household int32) string {
	if c.Villages[c.Households[household].Village].Urban {
		return "urban"
	}
	return "rural"
}
