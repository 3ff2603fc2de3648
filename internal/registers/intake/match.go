package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// A match is what a household of the file is in the registers: the household and, for each member in the file's order,
// the person. Empty ids are new.
type match struct {
	household string
	persons   []string
	away      []bool // who the register believes to be away
	said      bool   // the registers say all of it already, but for the money
}

// matching holds a file against the registers. It finds who is meant and adds what does not fit to the problems.
type matching struct {
	u       *Understood
	places  *place.Tree
	persons map[idcard.Number]string        // id by number, in the whole county
	known   map[string]person.Particulars   // of them, by id
	homes   map[string]*household.Household // by id, those that the file can touch
	homeOf  map[string]*household.Household // by person
	keyed   map[string]*household.Sign      // by village and clerk's number; nil when two have it
	headed  map[string][]*household.Sign    // by village and the head's name
	met     map[string]int                  // row of the file that means a household, by its id
}

// matchAll finds every household of the file in the registers.
func matchAll(ctx context.Context, tx *store.Tx, u *Understood) ([]match, error) {
	m := &matching{
		u: u, homes: map[string]*household.Household{}, homeOf: map[string]*household.Household{},
		keyed: map[string]*household.Sign{}, headed: map[string][]*household.Sign{}, met: map[string]int{},
	}
	if err := m.load(ctx, tx); err != nil {
		return nil, err
	}
	found := make([]match, len(u.Households))
	for i := range u.Households {
		found[i] = m.match(i + 1)
		u.tell.far("对照底册", i+1, len(u.Households))
	}
	return found, nil
}

// load reads what the file can touch: the people with its numbers, the households they stand in, and those that a head
// without a known number may mean. People are looked for in the whole county, because one who stands elsewhere must be
// found.
func (m *matching) load(ctx context.Context, tx *store.Tx) (err error) {
	county := access.Within(division.Code(tx.County() + "000000"))
	if m.places, err = place.Read(ctx, tx); err != nil {
		return err
	}
	if m.persons, err = person.ByNumbers(ctx, tx, county, m.numbers()); err != nil {
		return err
	}
	ids := slices.Sorted(maps.Values(m.persons))
	if m.known, err = person.AllKnown(ctx, tx, ids, m.u.AsOf); err != nil {
		return err
	}
	homes, err := household.OfPeople(ctx, tx, county, ids, m.u.AsOf)
	if err != nil {
		return err
	}
	m.keep(homes)
	return m.loadSigned(ctx, tx)
}

// loadSigned reads the households whose head bears, in the same village, the name of a head whose number says nothing.
func (m *matching) loadSigned(ctx context.Context, tx *store.Tx) error {
	wanted := map[string]bool{}
	var villages []division.Code
	for i := range m.u.Households {
		if h := &m.u.Households[i]; h.Division != "" && m.persons[h.Head().Number] == "" {
			wanted[keyOf(h.Division, h.Head().Name)] = true
			villages = append(villages, h.Division)
		}
	}
	slices.Sort(villages)
	signs, err := household.Signs(ctx, tx, access.Within(m.u.Division), slices.Compact(villages), m.u.AsOf)
	if err != nil {
		return err
	}
	var ids []string
	for i := range signs {
		s := &signs[i]
		if key := keyOf(s.Division, s.Head.Name); s.Headed && wanted[key] {
			m.headed[key] = append(m.headed[key], s)
			if m.homes[s.Household] == nil {
				ids = append(ids, s.Household)
			}
		}
		m.sign(s)
	}
	homes, err := household.Some(ctx, tx, access.Within(m.u.Division), ids, m.u.AsOf)
	m.keep(homes)
	return err
}

func (m *matching) keep(homes []household.Household) {
	for i := range homes {
		h := &homes[i]
		m.homes[h.ID] = h
		for _, member := range h.Members {
			m.homeOf[member.Person] = h
		}
	}
}

// sign notes a household's number; two with the same tell nothing.
func (m *matching) sign(s *household.Sign) {
	if s.Number == "" {
		return
	}
	key := keyOf(s.Division, s.Number)
	if _, twice := m.keyed[key]; twice {
		s = nil
	}
	m.keyed[key] = s
}

func keyOf(at division.Code, number string) string { return string(at) + "/" + number }

func (m *matching) numbers() []idcard.Number {
	var all []idcard.Number
	for _, h := range m.u.Households {
		for _, member := range h.Members {
			if !member.Number.None() {
				all = append(all, member.Number)
			}
		}
	}
	return all
}

// match finds one household, given by its place in the file from 1, and its people.
func (m *matching) match(at int) match {
	h := &m.u.Households[at-1]
	home := m.home(at, h)
	found := match{persons: make([]string, len(h.Members)), away: make([]bool, len(h.Members))}
	for i := range h.Members {
		id := m.person(at, h, &h.Members[i], home)
		if id != "" && slices.Contains(found.persons, id) {
			m.add(at, h.Members[i].Row, h.Sheet, Unrecognised, fmt.Sprintf("该户有几位%s，底册中只有一位，不能确定是哪一位", h.Members[i].Name))
		}
		found.persons[i] = id
	}
	if home != nil {
		found.household = home.ID
		m.once(at, h, home)
		m.sameHead(at, h, home, found.persons)
		m.presences(home, &found)
		if m.u.Kind == Families {
			m.notNamed(at, h, home, found.persons)
		}
		found.said = m.said(h, home, &found)
	}
	return found
}

// said tells whether the registers say all that the file says of a household. Since what held on the day of the list is
// believed until its next change, saying it again would write nothing.
func (m *matching) said(h *Household, home *household.Household, found *match) bool {
	if len(h.told) > 0 || h.seatOver(home.Seat) != home.Seat {
		return false
	}
	for i := range h.Members {
		who, id := &h.Members[i], found.persons[i]
		known, read := m.known[id]
		at := slices.IndexFunc(home.Members, func(o household.Member) bool { return o.Person == id })
		if !read || at < 0 || len(who.told) > 0 || who.particulars(h).Adds(known) {
			return false
		}
		old := home.Members[at]
		met, says := who.whereabouts(found.away[i])
		if m.u.relates(who) && who.Relation != old.Relation || says && (met.Presence != old.Presence || met.Where != old.Where) {
			return false
		}
	}
	return true
}

// relates tells whether the file says what a member is to the head. A payment roll states whom it pays; of a household that
// is known, it does not say who heads it.
func (u *Understood) relates(who *Member) bool {
	return who.Relation != household.Unstated && u.Kind != Roll
}

// once refuses a household that two places of the file mean.
func (m *matching) once(at int, h *Household, home *household.Household) {
	if row, twice := m.met[home.ID]; twice {
		m.add(at, h.FirstRow, h.Sheet, HouseholdTwice, fmt.Sprintf("%s与第%d行在底册中是同一户", h.Head().Name, row))
		return
	}
	m.met[home.ID] = h.FirstRow
}

// sameHead compares who heads the household. A payment roll may name another member, whose relation then stays as it
// is; a family table that leaves the head out would give the household two.
func (m *matching) sameHead(at int, h *Household, home *household.Household, named []string) {
	old, ok := home.Head()
	if !ok || slices.Contains(named, old.Person) {
		return
	}
	p := Problem{
		Sheet: h.Sheet, Row: h.FirstRow, Kind: HeadDiffers, entry: at,
		Says: fmt.Sprintf("底册中该户的户主是%s，本文件写的是%s", old.Name, h.Head().Name),
	}
	if m.u.Kind == Families || !slices.ContainsFunc(home.Members, func(o household.Member) bool { return slices.Contains(named, o.Person) }) {
		p.Level, p.Do = Error, "请核实户主；户主确有变更的，先在家庭页面办理"
	}
	m.u.add(m.u.located(p))
}

func (m *matching) presences(home *household.Household, found *match) {
	for _, old := range home.Members {
		if i := slices.Index(found.persons, old.Person); i >= 0 {
			found.away[i] = old.Presence == household.Away
		}
	}
}

// home is the household of the register that the file means: the one its head stands in by number; else the one of the
// village that carries the clerk's number and whose head has the name; else the one of the village whose head has the
// name and no number. Nil is a new household.
func (m *matching) home(at int, h *Household) *household.Household {
	head := h.Head()
	if id := m.persons[head.Number]; id != "" && !head.Number.None() {
		home := m.homeOf[id]
		if home != nil && home.Division != h.Division {
			return nil // said by person
		}
		return home
	}
	if s := m.keyed[keyOf(h.Division, h.Key)]; s != nil && h.Key != "" && s.Headed && s.Head.Name == head.Name {
		return m.homes[s.Household]
	}
	return m.nameless(at, h)
}

// nameless looks for the household of a head who came without a number before and comes so again, or comes with one now.
func (m *matching) nameless(at int, h *Household) *household.Household {
	head := h.Head()
	var found []*household.Household
	for _, s := range m.headed[keyOf(h.Division, head.Name)] {
		if s.Head.Number.None() && fits(s.Head, head) && (h.Key == "" || s.Number == "" || s.Number == h.Key) {
			found = append(found, m.homes[s.Household])
		}
	}
	if len(found) > 1 {
		m.add(at, h.FirstRow, h.Sheet, Unrecognised, fmt.Sprintf("%s有%d位没有身份证号码的%s，不能确定是哪一户", m.places.Name(h.Division), len(found), head.Name))
		return nil
	}
	if len(found) == 1 {
		return found[0]
	}
	return nil
}

// fits tells whether births do not contradict each other.
func fits(old household.Member, m *Member) bool {
	return !old.Birth.Known() || !m.Birth.Known() || old.Birth == m.Birth
}

// person is the id of a member in the register, empty for a new one. By number wherever the person is; without one by
// village, household, name and birth.
func (m *matching) person(at int, h *Household, who *Member, home *household.Household) string {
	if id := m.persons[who.Number]; id != "" && !who.Number.None() {
		m.sameName(at, h, who, id)
		m.sameHome(at, h, who, id, home)
		return id
	}
	if home == nil {
		return ""
	}
	var found []string
	for _, old := range home.Members {
		if old.Name == who.Name && fits(old, who) && (old.Number.None() || who.Number.None()) {
			found = append(found, old.Person)
		}
	}
	switch len(found) {
	case 0:
		return ""
	case 1:
		return found[0]
	}
	m.add(at, who.Row, h.Sheet, Unrecognised, fmt.Sprintf("该户登记有%d位%s，不能确定是哪一位", len(found), who.Name))
	return ""
}

// sameName refuses a number that belongs to somebody of another name.
func (m *matching) sameName(at int, h *Household, who *Member, id string) {
	if known := m.known[id]; known.Name != who.Name {
		m.add(at, who.Row, h.Sheet, NameDiffers, m.u.otherName(who.Number, who.Name, known.Name, known.Division))
	}
}

// otherName says that a number is registered under another name. The name itself is told only of somebody who lives where
// the list comes from: whoever sends lists does not learn by numbers who lives elsewhere.
func (u *Understood) otherName(number idcard.Number, written, known string, lives division.Code) string {
	if !u.Division.Contains(lives) {
		return fmt.Sprintf("身份证号码%s在底册中登记的是别处的人，姓名与名册写的%s不同，请核对号码", number, written)
	}
	return fmt.Sprintf("身份证号码%s在底册中登记的姓名是%s，名册写的是%s", number, known, written)
}

// sameHome refuses somebody who stands in another household.
func (m *matching) sameHome(at int, h *Household, who *Member, id string, home *household.Household) {
	stands := m.homeOf[id]
	if stands == nil || stands == home {
		return
	}
	if !m.u.Division.Contains(stands.Division) { // which family is for the officers there to see
		m.add(at, who.Row, h.Sheet, InOtherHousehold, fmt.Sprintf("%s已登记在%s的一个家庭里，同一人同一天只能在一个家庭", who.Name, m.places.Local(stands.Division.Town())))
		return
	}
	head, _ := stands.Head()
	m.add(at, who.Row, h.Sheet, InOtherHousehold, fmt.Sprintf("%s已登记在%s户主%s的家庭里，同一人同一天只能在一个家庭", who.Name, m.places.Local(stands.Division), head.Name))
}

// notNamed mentions members whom the file leaves out.
func (m *matching) notNamed(at int, h *Household, home *household.Household, named []string) {
	var left []string
	for _, old := range home.Members {
		if !slices.Contains(named, old.Person) {
			left = append(left, old.Name)
		}
	}
	if len(left) > 0 {
		m.add(at, h.FirstRow, h.Sheet, NotNamed, fmt.Sprintf("底册中该户还有%s，名册没有列出", strings.Join(left, "、")))
	}
}

// add notes what does not fit, at the row it stands in.
func (m *matching) add(at, row int, sheet string, kind ProblemKind, says string) {
	m.u.add(m.u.located(Problem{Sheet: sheet, Row: row, Kind: kind, Says: says, entry: at}))
}

// columnOf is the column in which a problem against the register shows in the file.
var columnOf = map[ProblemKind]Column{
	InOtherHousehold: colNumber, NameDiffers: colName, Unrecognised: colName, HeadDiffers: colName, HouseholdTwice: colName,
	AwardContradicts: colTotal, Uneven: colTotal, VillageMissing: colVillage, Elsewhere: colNumber, DeadByNotice: colName, DayToCome: colDied,
}

// located adds the column that a problem of its kind is about.
func (u *Understood) located(p Problem) Problem {
	c, ok := columnOf[p.Kind]
	for _, s := range u.Sheets {
		if ok && s.Name == p.Sheet && s.Columns[c] != "" {
			p.Column, p.Term = s.Columns[c], termOf(c, u.Kind)
		}
	}
	return p
}
