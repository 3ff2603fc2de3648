package rollcheck

import (
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/person"
)

// A Matter is everything that is looked over together: what is paid, who died, and what is known beside. 体检对象.
type Matter struct {
	Claims     []benefit.Claim
	Notices    []Notice
	Before     []benefit.Claim     // of the month before; none: nothing to compare with
	Flaws      []Flaw              // what the reader of the files found in them
	Programmes []benefit.Programme // by their terms and doubts
	// Exclusive tells whether two programmes may not be held together at a place in a month, and who says so.
	Exclusive func(a, b string, at division.Code, m month.Month) (source string, excluded bool)
	Place     func(division.Code) string // short names of divisions; nil: not known
	Known     Known
}

// A Notice is a death notice with the place where it can be read. 死亡登记.
type Notice struct {
	person.Death
	At benefit.Evidence
}

// A Flaw is something that the reader of a file found wrong with it. 表内问题.
type Flaw struct {
	Kind     Kind
	Detail   string
	Level    Level
	Says     string
	Verify   string
	At       benefit.Evidence
	Division division.Code
	Cells    []Cell
}

// Known is what the registers of people and households know; the zero value knows nothing and judges nothing.
// 人口和家庭底册.
type Known struct {
	People bool              // the population register was asked: who has no id in a claim is not in it
	Names  map[string]string // of people by id
	Sizes  map[string]int    // living members of households by id
}

// Suspects finds what cannot be right, the worst first. It is pure: the same matter gives the same suspects.
func (m *Matter) Suspects() []Suspect {
	x := newIndex(m)
	var found []Suspect
	for _, find := range []func() []Suspect{
		x.dead, x.deadMaybe, x.deadByRemark, x.twice, x.excluded, x.nameDiffers, x.numberWrong, x.unknown, x.doubts,
		x.accountShared, x.accountWrong, x.headsDiffer, x.aloneTogether, x.jumps, x.flaws,
	} {
		more := find()
		x.note(more)
		found = append(found, more...)
	}
	sortSuspects(found)
	return found
}

// An index is a matter made ready for finding: who is named where.
type index struct {
	*Matter
	persons  map[idcard.Number]string // ids of the register by number, as far as anything here tells
	mentions map[string][]mention     // by identity
	order    []string                 // identities as they are first named
	notices  map[string][]Notice      // by identity
	terms    map[string]benefit.Programme
	shared   map[string]bool // awards that pay somebody whom another one pays too
}

// note remembers what later finders need not say again.
func (x *index) note(found []Suspect) {
	for _, s := range found {
		for _, r := range s.Rows {
			if r.Award != "" && (s.Kind == PaidTwice || s.Kind == Excluded) {
				x.shared[r.Award] = true
			}
		}
	}
}

// A mention is a person named in a claim.
type mention struct {
	*benefit.Claim
	who *benefit.Named
}

func newIndex(m *Matter) *index {
	x := &index{
		Matter: m, persons: map[idcard.Number]string{}, mentions: map[string][]mention{}, notices: map[string][]Notice{},
		terms: map[string]benefit.Programme{}, shared: map[string]bool{},
	}
	for _, p := range m.Programmes {
		x.terms[p.Code] = p
	}
	x.learn()
	for i := range m.Claims {
		for j := range m.Claims[i].People {
			who := &m.Claims[i].People[j]
			id := x.identity(who.Person, who.Number)
			if id == "" {
				continue
			}
			if x.mentions[id] == nil {
				x.order = append(x.order, id)
			}
			x.mentions[id] = append(x.mentions[id], mention{&m.Claims[i], who})
		}
	}
	for _, n := range m.Notices {
		if id := x.identity(n.Person, n.Number); id != "" {
			x.notices[id] = append(x.notices[id], n)
		}
	}
	return x
}

// learn notes which number is whose, so that a record with the number alone meets one with the id.
func (x *index) learn() {
	note := func(person string, number idcard.Number) {
		if person != "" && !number.None() {
			x.persons[number] = person
		}
	}
	for _, c := range x.Claims {
		for _, who := range c.People {
			note(who.Person, who.Number)
		}
	}
	for _, n := range x.Notices {
		note(n.Person, n.Number)
	}
}

// identity is what two records of one person share: the id in the register, else the valid number; empty for who has
// neither. A name alone never is.
func (x *index) identity(person string, number idcard.Number) string {
	if person != "" {
		return "person " + person
	}
	if number.None() {
		return ""
	}
	if id := x.persons[number]; id != "" {
		return "person " + id
	}
	return "number " + number.Full()
}

// short is the short name of a programme.
func (x *index) short(code string) string {
	if p, ok := x.terms[code]; ok {
		return p.Short
	}
	return code
}

// shorts joins the short names of programmes.
func (x *index) shorts(codes []string) string {
	var names []string
	for _, c := range codes {
		names = append(names, x.short(c))
	}
	return strings.Join(names, "、")
}

// monthly is what the claim pays a month.
func monthly(c *benefit.Claim) money.Fen {
	return money.FenDown.Quotient(c.Amount, int64(max(1, c.Months)))
}

// last is the last month the claim pays.
func last(c *benefit.Claim) month.Month { return c.Month.Add(max(1, c.Months) - 1) }

// months are the months the claim pays.
func months(c *benefit.Claim) month.Span { return month.Span{From: c.Month, Until: last(c).Next()} }

// share is what the claim pays a month for one of those it is for. A household's sum is not divided by law; by heads it
// tells about how much hangs on the person.
func share(c *benefit.Claim) money.Fen {
	return money.FenDown.Quotient(monthly(c), int64(max(1, c.Heads, len(c.People))))
}

// alone tells whether nobody but the first is named.
func alone(c *benefit.Claim) bool { return len(c.People) < 2 }

// pays tells whether the claim pays anything.
func pays(c *benefit.Claim) bool { return c.Amount > 0 }

// row is a mention as evidence: the row of the person.
func (x *index) row(m mention) Row {
	r := Row{Evidence: m.Evidence, What: OfClaim, Division: m.Division, Person: m.who.Person}
	if m.who.Row > 0 {
		r.Row = m.who.Row
	}
	r.Cells = []Cell{{programmeCell, x.short(m.Programme)}, {"姓名", m.who.Name}, {"身份证号", shown(*m.who)}, {"金额", m.sum()}}
	for _, c := range []Cell{
		{"月份", spanTerm(m.Claim)},
		{"人数", headsTerm(m.Heads)},
		{"领取人", m.Payee},
		{"账号", benefit.Account(m.Account).String()},
		{"地址", m.Address},
		{"备注", m.Remark},
	} {
		if c.Says != "" {
			r.Cells = append(r.Cells, c)
		}
	}
	return r
}
