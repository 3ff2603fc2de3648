package intake

import (
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
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
	reader Reader                    // that it was understood with
	again  func(at int) []RowReading // nil: nobody asks for cells
	tell   Tell
	levels map[cellAt]Level // of the cells with problems, when it was last asked
	judged int              // how many problems there were then
}

// copied is the same for somebody who will add problems of their own.
func (u *Understood) copied() *Understood {
	c := *u
	c.Problems, c.levels = slices.Clone(u.Problems), nil
	return &c
}

// A Sheet is how one sheet was read.
type Sheet struct {
	Name      string
	Hidden    bool
	Taken     bool
	Period    month.Span        // the months it is for
	Stated    bool              // they are written in the file
	Columns   map[Column]string // letters
	Headings  map[Column]string // as written
	Rows      []Row
	Subtotals []Sum
	Total     *Sum
}

// A Row is one row of a sheet that holds anything.
type Row struct {
	Number int
	Kind   RowKind
	Hidden bool
	Entry  int // position among Households, Recipients or Deaths plus one; zero for rows that are no data
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

// A RowReading is a data row with the readings of its cells.
type RowReading struct {
	Row      int
	Readings []Reading
}

// Sums are what entries add up to.
type Sums struct {
	Households int
	People     int // as the rows state; in [Understood.Counts] of a list of persons, each once
	Rows       int // of persons or of deaths
	By         map[Column]money.Fen
	Total      money.Fen // of what is paid; see [Understood.Paid] where it is for different months
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
	Stated     map[Column]money.Fen
	Computed   Sums
}

// Total is what the row states that all is together; nil where it is silent.
func (s Sum) Total() *money.Fen {
	if total, ok := s.Stated[colTotal]; ok {
		return &total
	}
	return nil
}

// Paid is what a file pays in one programme for the same months.
type Paid struct {
	Programme string
	Months    month.Span
	Rows      int
	Amount    money.Fen
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
	told
	Cause, Remark string
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
	told
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
		for _, f := range m.Facts() {
			if f.Kind.IsIncome() {
				sum += f.Yearly()
				approx = approx || f.Approx
			}
		}
	}
	return sum, approx
}

// Counts are the households, people and sums of the whole file. Persons whose
// number is known count once.
func (u *Understood) Counts() Sums {
	s := Sums{By: map[Column]money.Fen{}}
	for i := range u.entries() {
		u.count(&s, i)
	}
	if u.Kind.OfHouseholds() {
		return s
	}
	met := map[idcard.Number]bool{}
	for i := range s.Rows {
		n := u.numberOf(i)
		if met[n] {
			s.People--
		}
		met[n] = !n.None()
	}
	return s
}

// Paid is what the file pays, programme by programme and months by months; sums
// for different months are never added.
func (u *Understood) Paid() []Paid {
	var list []Paid
	add := func(programme string, months month.Span, amount money.Fen) {
		i := slices.IndexFunc(list, func(p Paid) bool { return p.Programme == programme && p.Months == months })
		if i < 0 {
			i, list = len(list), append(list, Paid{Programme: programme, Months: months})
		}
		list[i].Rows++
		list[i].Amount += amount
	}
	for i := range u.Households {
		if h := &u.Households[i]; h.pays() {
			add(u.Kind.Programme(), month.Span{From: u.Period, Until: u.Period.Next()}, *h.Total)
		}
	}
	for _, r := range u.Recipients {
		for _, p := range r.Payments {
			add(p.Programme, month.Span{From: p.From, Until: p.From.Add(p.Months)}, p.Amount)
		}
	}
	return list
}

// entries is how many households, persons or deaths the file lists.
func (u *Understood) entries() int { return len(u.Households) + len(u.Recipients) + len(u.deaths) }

// numberOf is the identity number of an entry of a list of persons or deaths.
func (u *Understood) numberOf(i int) idcard.Number {
	if u.Kind.OfDeaths() {
		return u.deaths[i].Number
	}
	return u.Recipients[i].Number
}

// count counts one entry in. In a family table people are rows; in a roll of
// households they are what the row states.
func (u *Understood) count(s *Sums, i int) {
	if s.By == nil {
		s.By = map[Column]money.Fen{}
	}
	switch {
	case u.Kind.OfDeaths():
		s.Rows++
		s.People++
	case u.Kind.OfPersons():
		s.Rows++
		s.People++
		u.Recipients[i].addTo(s)
	default:
		u.Households[i].addTo(s, u.Kind)
	}
}

func (h *Household) addTo(s *Sums, kind Kind) {
	s.Households++
	if kind == Families {
		s.People += len(h.Members)
	} else if h.Covered != nil {
		s.People += *h.Covered
	}
	s.By[colBase] += value(h.Base)
	s.By[colTopUp] += value(h.TopUp)
	s.By[colTotal] += value(h.Total)
	s.Total += value(h.Total)
}

func (r *Recipient) addTo(s *Sums) {
	for _, p := range r.Payments {
		s.Total += p.Amount
		s.By[colTotal] += p.Amount
		if p.column != "" && p.column != colTotal {
			s.By[p.column] += p.Amount
		}
		for _, l := range p.Lines {
			s.By[columnOfLine(l.Code)] += l.Fen
		}
	}
}

// Levels are the worst level among the problems of each household, person or
// death, by its position.
func (u *Understood) Levels() []Level {
	levels := make([]Level, u.entries())
	for i := range levels {
		levels[i] = Sound
	}
	for _, p := range u.Problems {
		if at := p.entry - 1; at >= 0 && p.Level.weight() < levels[at].weight() {
			levels[at] = p.Level
		}
	}
	return levels
}
