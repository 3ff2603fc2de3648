package intake

import (
	"context"
	"fmt"
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
}

// matching holds a file against the registers. It finds who is meant and adds what does not fit to the problems.
type matching struct {
	u       *Understood
	places  *place.Tree
	persons map[idcard.Number]string        // id by number, in the whole county
	known   map[string]person.View          // by id
	homes   map[string]*household.Household // by id, of the list's division
	homeOf  map[string]*household.Household // by person
	keyed   map[string]*household.Household // by village and clerk's number; nil when two have it
	met     map[string]int                  // row of the file that means a household, by its id
}

// matchAll finds every household of the file in the registers.
func matchAll(ctx context.Context, tx *store.Tx, u *Understood) ([]match, error) {
	m := &matching{u: u, homes: map[string]*household.Household{}, homeOf: map[string]*household.Household{}, keyed: map[string]*household.Household{}, met: map[string]int{}}
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

// load reads what the file can touch: the households of its division, the people with its numbers, and the
// households elsewhere that those people stand in. People are looked for in the whole county, because one who stands
// elsewhere must be found.
func (m *matching) load(ctx context.Context, tx *store.Tx) (err error) {
	county := access.Within(division.Code(tx.County() + "000000"))
	if m.places, err = place.Read(ctx, tx); err != nil {
		return err
	}
	homes, err := household.All(ctx, tx, access.Within(m.u.Division), m.u.AsOf)
	if err != nil {
		return err
	}
	for i := range homes {
		m.keep(&homes[i])
	}
	if m.persons, err = person.ByNumbers(ctx, tx, county, m.numbers()); err != nil {
		return err
	}
	var ids []string
	for _, id := range m.persons {
		ids = append(ids, id)
	}
	if m.known, err = person.Views(ctx, tx, county, ids); err != nil {
		return err
	}
	return m.loadElsewhere(ctx, tx, county, ids)
}

func (m *matching) loadElsewhere(ctx context.Context, tx *store.Tx, county access.Scope, ids []string) error {
	slices.Sort(ids)
	for _, id := range ids {
		if m.homeOf[id] != nil {
			continue
		}
		home, err := household.Of(ctx, tx, county, id, m.u.AsOf)
		if err != nil {
			return err
		}
		if home == "" || m.homes[home] != nil {
			continue
		}
		h, err := household.Show(ctx, tx, county, home, m.u.AsOf)
		if err != nil {
			return err
		}
		m.keep(&h)
	}
	return nil
}

func (m *matching) keep(h *household.Household) {
	m.homes[h.ID] = h
	for _, member := range h.Members {
		m.homeOf[member.Person] = h
	}
	if h.Number == "" {
		return
	}
	key := keyOf(h.Division, h.Number)
	if _, twice := m.keyed[key]; twice {
		h = nil
	}
	m.keyed[key] = h
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
	}
	return found
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
	if home := m.keyed[keyOf(h.Division, h.Key)]; home != nil && h.Key != "" && headNamed(home, head.Name) {
		return home
	}
	return m.nameless(at, h)
}

// nameless looks for the household of a head who came without a number before and comes so again, or comes with one now.
func (m *matching) nameless(at int, h *Household) *household.Household {
	head := h.Head()
	var found []*household.Household
	for _, home := range m.homes {
		old, ok := home.Head()
		if ok && home.Division == h.Division && old.Name == head.Name && old.Number.None() && fits(old, head) && (h.Key == "" || home.Number == "" || home.Number == h.Key) {
			found = append(found, home)
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

func headNamed(home *household.Household, name string) bool {
	head, ok := home.Head()
	return ok && head.Name == name
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
		m.add(at, who.Row, h.Sheet, NameDiffers, fmt.Sprintf("身份证号码%s在底册中登记的姓名是%s，名册写的是%s", who.Number, known.Name, who.Name))
	}
}

// sameHome refuses somebody who stands in another household.
func (m *matching) sameHome(at int, h *Household, who *Member, id string, home *household.Household) {
	stands := m.homeOf[id]
	if stands == nil || stands == home {
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
