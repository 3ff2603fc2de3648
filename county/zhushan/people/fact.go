package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Fact is one circumstance of a person or a household, in the words of the register of circumstances.
type Fact struct {
	Person    int32 // None: of the household
	Household int32
	Kind      string // income.wage, disability, property.savings …
	Item      string // tells several of one kind apart; usually empty
	Amount    money.Fen
	Period    string // month, year; empty where there is no sum
	Option    string
	Count     int
	Text      string
	From      month.Day
	Until     month.Day // the first day it no longer holds; zero: it holds
	Origin    string    // declared, checked, seen
}

// The kinds of circumstance that the county uses.
const (
	wage           = "income.wage"
	farming        = "income.farming"
	propertyIncome = "income.property"
	pension        = "income.pension"
	centralPension = "income.pension.basic"
	support        = "income.support"
	savings        = "property.savings"
	vehicle        = "property.vehicle"
	housing        = "property.housing"
	enterprise     = "property.business"
	disability     = "disability"
	illness        = "illness"
	health         = "health"
	labour         = "labour"
	work           = "work"
	school         = "school"
	cause          = "cause"
	monitored      = "monitored"
)

// The ways in which a fact came to be known.
const (
	declared = "declared"
	checked  = "checked"
	seen     = "seen"
)

func (c *County) note(f Fact) { c.Facts = append(c.Facts, f) }

// sum notes a monthly sum of a person.
func (c *County) sum(person int32, kind string, yuan int, from month.Day) {
	c.note(Fact{Person: person, Household: c.Persons[person].Household, Kind: kind, Amount: money.Yuan(int64(yuan)), Period: "month", From: from, Origin: declared})
}

// choose notes an answer about a person.
func (c *County) choose(person int32, kind, option, text string, from month.Day, origin string) {
	c.note(Fact{Person: person, Household: c.Persons[person].Household, Kind: kind, Option: option, Text: text, From: from, Origin: origin})
}

// certificates notes the disability of all who hold a certificate, and the serious illnesses on record.
func (c *County) certificates() {
	r := newStream(c.Seed, "certificate")
	diseases := []string{"尿毒症", "恶性肿瘤", "脑卒中后遗症", "冠心病", "重性精神病", "白血病", "肝硬化失代偿"}
	for i := range c.Persons {
		p := &c.Persons[i]
		if p.Grade > 0 {
			from := month.MustDay(r.between(2014, 2022), r.between(1, 12), r.between(1, 28))
			c.note(Fact{
				Person: int32(i), Household: p.Household, Kind: disability, Option: Handicaps[p.Handicap], Count: int(p.Grade),
				From: max(from, p.Born), Until: p.Died, Origin: checked,
			})
		}
		if p.Ill {
			from := month.MustDay(r.between(2019, 2022), r.between(1, 12), r.between(1, 28))
			c.note(Fact{
				Person: int32(i), Household: p.Household, Kind: illness, Option: "serious", Text: diseases[r.below(len(diseases))],
				From: max(from, p.Born), Until: p.Died, Origin: checked,
			})
		}
	}
}
