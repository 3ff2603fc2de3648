package intake

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// Understood is what a file says, row by row, and what is wrong with it. Nothing
// in it comes from the register.
type Understood struct {
	Kind       Kind
	Division   division.Code
	AsOf       month.Day
	Period     month.Month // as the title or the sheet's name says; else the month of AsOf
	Stated     bool        // the period is written in the file
	Sheets     []Sheet
	Households []Household      // of rolls and family tables
	Recipients []Recipient      // of lists of persons who are paid
	Unknown    []UnknownHeading // what no column is known for; a [Mapping] may say
	Problems   []Problem        // the worst first

	deaths []person.Death
}

// A Sheet is how one sheet was read.
type Sheet struct {
	Name      string
	Hidden    bool
	Taken     bool
	Columns   map[Column]string // letters
	Headings  map[Column]string // as written
	Rows      []Row
	Subtotals []Sum
	Total     *Sum
}

// A Row is one row of a sheet that holds anything.
type Row struct {
	Number    int
	Kind      RowKind
	Hidden    bool
	Household int // position in Households plus one; zero for rows that are no data
	Cells     []Reading
}

// A Reading is one cell of a data row: what stood there and what was made of
// it. Identity and account numbers are masked.
type Reading struct {
	Column     string `json:"column"`
	Term       string `json:"term"`
	Read       string `json:"read"`
	Understood string `json:"understood"`
	Level      Level  `json:"level"`
}

// Sums are what households add up to.
type Sums struct {
	Households int
	People     int
	Base       money.Fen
	TopUp      money.Fen
	Total      money.Fen
}

// A Sum is a subtotal or total row: what it states, nil where it is silent, and
// what its rows add up to.
type Sum struct {
	Row        int
	Label      string
	Village    string // of its rows when they are all of one
	Formula    bool
	Households *int
	People     *int
	Base       *money.Fen
	TopUp      *money.Fen
	Total      *money.Fen
	Computed   Sums
}

// A Household is one family or one line of a payment roll. Nil and empty values
// were not stated.
type Household struct {
	Sheet             string
	FirstRow, LastRow int
	Key               string // 户编号 as written
	Village           string // as written
	Division          division.Code
	Address           string
	Class             benefit.Class
	Members           []Member // the head first where the file says who it is; in a roll the head alone
	Covered           *int
	Base, TopUp       *money.Fen
	Total             *money.Fen // what is paid a month; nil or nought: nothing
	PerCapita         *money.Fen
	Payee             string // name of the account's holder, where it is another than the head
	Bank              string
	Account           benefit.Account
	Facts             []circumstance.Fact // of the household, without subject and time
	Cause, Remark     string
}

// A Member is one person of a household.
type Member struct {
	Row          int
	Name         string
	Number       idcard.Number  // none when it is not valid: it is asked for, never guessed
	Read         string         // the number as written where it is not valid
	Birth        month.Day      // by the number, else as stated to the day
	Born         benefit.Bounds // where only the month or the year is stated
	Sex          string         // male, female
	Relation     household.Relation
	RelationRead string // as written
	Phone        string
	Where        string // where somebody works away from home
	Away         bool
	Facts        []circumstance.Fact // of the person, without subject and time
}

// Head is the member who heads the household, the first where none is said to.
func (h *Household) Head() *Member {
	for i := range h.Members {
		if h.Members[i].Relation == household.Head {
			return &h.Members[i]
		}
	}
	return &h.Members[0]
}

// IncomeYearly is what all members together have in a year, and whether a part
// of it is approximate.
func (h *Household) IncomeYearly() (sum money.Fen, approx bool) {
	for _, m := range h.Members {
		for _, f := range m.Facts {
			if f.Kind.IsIncome() {
				sum += f.Yearly()
				approx = approx || f.Approx
			}
		}
	}
	return sum, approx
}

// Counts are the households, people and sums of the whole file.
func (u *Understood) Counts() Sums {
	var s Sums
	for i := range u.Households {
		s.add(u.Kind, &u.Households[i])
	}
	return s
}

// add counts one household in. In a family table people are rows; in a roll
// they are what the row states.
func (s *Sums) add(kind Kind, h *Household) {
	s.Households++
	if kind == Families {
		s.People += len(h.Members)
	} else if h.Covered != nil {
		s.People += *h.Covered
	}
	for _, part := range []struct {
		from *money.Fen
		to   *money.Fen
	}{{h.Base, &s.Base}, {h.TopUp, &s.TopUp}, {h.Total, &s.Total}} {
		if part.from != nil {
			*part.to += *part.from
		}
	}
}

// Levels are the worst level among the problems of each household, by its
// position in Households.
func (u *Understood) Levels() []Level {
	levels := make([]Level, len(u.Households))
	for i := range levels {
		levels[i] = Sound
	}
	for _, p := range u.Problems {
		if at := p.household - 1; at >= 0 && p.Level.weight() < levels[at].weight() {
			levels[at] = p.Level
		}
	}
	return levels
}
