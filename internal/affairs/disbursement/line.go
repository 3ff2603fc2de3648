package disbursement

import (
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// Figures count households, persons and money of a roster or a part of it.
//
// 户数、人数、金额. One line of a roster is one household: an award to a single
// person (单人户, a tekun) counts as a household of its own.
type Figures struct {
	Households int64     // 户
	Persons    int64     // 人: covered persons 保障人数, not family size
	Amount     money.Fen // per month
}

// Plus adds figures.
func (f Figures) Plus(o Figures) Figures {
	return Figures{f.Households + o.Households, f.Persons + o.Persons, f.Amount + o.Amount}
}

// Minus takes figures away.
func (f Figures) Minus(o Figures) Figures {
	return Figures{f.Households - o.Households, f.Persons - o.Persons, f.Amount - o.Amount}
}

// A Line is one payment of a roster: who is paid what for whom, copied from the
// award at the moment of drafting and never joined later.
//
// 名册明细.
type Line struct {
	Serial    int    // 序号, from 1, by township, village and head
	Award     string // the award it pays
	Household string // the household's id, for its page; empty when the award has none
	Class     string // 城市 or 农村 as decided; empty where the programme has no classes

	Head       string // head of the household 户主
	HeadNumber idcard.Number

	Village     division.Code
	VillageName string
	Town        division.Code
	TownName    string

	Payee   Payee
	Amount  money.Fen // per month
	Parts   []Part    // what the amount is made of: difference, top-up
	Covered []Covered // 保障对象

	Hold *Hold // 暂缓: the open hold of this line, nil when it is paid
}

// Figures counts the line: one household, its covered persons, its money.
func (l Line) Figures() Figures {
	return Figures{1, l.Persons(), l.Amount}
}

// Persons is the number of covered persons, those a roll only counted included.
func (l Line) Persons() int64 {
	var n int64
	for _, c := range l.Covered {
		n += int64(c.Count)
	}
	return n
}

// ClassTerm is the class in words, empty where the programme has none.
func (l Line) ClassTerm() string {
	if l.Class == "" {
		return ""
	}
	return benefit.Class(l.Class).Term()
}

// Composition is what the amount is made of, in words: "补差 386.00，增发 77.20".
func (l Line) Composition() string {
	words := make([]string, len(l.Parts))
	for i, p := range l.Parts {
		words[i] = p.Term + " " + p.Amount.Grouped()
	}
	return strings.Join(words, "，")
}

// A Payee is who receives the money and where, as it stood at drafting. Its
// zero means that nobody is known to draw the award.
//
// 领取人、账户.
type Payee struct {
	Kind    benefit.PayeeKind
	Name    string
	Number  idcard.Number // none for an institution
	Bank    string        // 开户银行
	Account benefit.Account
}

// institution tells whether the payee draws for many, as a welfare home does.
func (p Payee) institution() bool { return p.Kind == benefit.PayInstitution }

// A Part is one component of the amount: the difference to the standard, a
// top-up for a person.
//
// 金额构成: 补差、增发.
type Part struct {
	Term   string
	Amount money.Fen
}

// Covered is one person, or a number of persons whom the roll did not name, for
// whom the line pays.
//
// 保障对象.
type Covered struct {
	Person string // the person's id; empty when only their number is known
	Name   string
	Number idcard.Number
	Count  int       // 1 for a named person
	Share  money.Fen // part of the amount; nought when it was not split
}

// paid are the lines that are not held.
func paid(lines []Line) []Line {
	var out []Line
	for _, l := range lines {
		if l.Hold == nil {
			out = append(out, l)
		}
	}
	return out
}

// count adds up the lines, held or not.
func count(lines []Line) Figures {
	var sum Figures
	for _, l := range lines {
		sum = sum.Plus(l.Figures())
	}
	return sum
}
