package dibao

import (
	"encoding/binary"
	"math"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// A Batch is many families laid out for a mass run: one column of families, one
// of persons, one of items of income, without pointers. It holds what the law
// reads and nothing else, no names; a million people take some fifty megabytes.
// 批量核算.
//
// A family is appended once and can then be assessed by any law and month, by
// many at once. The zero Batch is empty and ready.
type Batch struct {
	families []family
	persons  []person
	items    []item

	cells []cell // of the families
	known map[cell]uint32
	bytes []byte // for the digest of the next family
}

// A cell is where and under which class families are decided.
type cell struct {
	where division.Code
	class Class
}

// A family is the household of some Facts as the formulas read it.
type family struct {
	digest   uint64
	persons  uint32 // where those of the next family begin
	cell     uint32
	savings  int32 // of all members, in fen; wrong: cannot be right
	housing  int32
	vehicles set  // kinds in the family's name
	known    set  // of holdings
	doubtful bool // an item of income cannot be right, or is a single one of unknown month
}

// A person is a Member as the formulas read it.
type person struct {
	birth    month.Day
	answered set    // kinds of income that are known, if only to be nothing
	items    uint32 // the first
	beyond   uint32 // the one after the last

	relation, ground, school, category ordinal

	grade  int8
	traits traits
	taken  int8 // an officer's decision: 1 counts, -1 does not, 0 none
}

// traits are what is so or not so of a person.
type traits uint8

// The traits.
const (
	dependent traits = 1 << iota
	seriouslyIll
	jobless
	special   // an officer's decision, a ground, or no date of birth
	pensioner // receives a pension
)

// when is the trait, or nothing.
func (t traits) when(so bool) traits {
	if so {
		return t
	}
	return 0
}

func (p *person) is(t traits) bool { return p.traits&t != 0 }

// An item is an Item as the formulas read it.
type item struct {
	amount int32       // in fen
	in     month.Month // of a single sum
	kind   ordinal
	rhythm rhythm
}

// undated tells that it is a single sum of which nobody knows when it came in.
func (i *item) undated() bool { return i.rhythm == once && i.in == 0 && i.amount > 0 }

// A rhythm is how often a sum comes in: a number of months up to everyMonth, or
// one of the others.
type rhythm uint8

// The rhythms.
const (
	everyMonth rhythm = math.MaxInt8 + iota
	everyYear
	once
	odd // the sum cannot be right
)

// Len is how many families the batch has.
func (b *Batch) Len() int { return len(b.families) }

// Persons is how many people they have, counted or not.
func (b *Batch) Persons() int { return len(b.persons) }

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.families, b.persons, b.items = b.families[:0], b.persons[:0], b.items[:0]
	b.cells = b.cells[:0]
	clear(b.known)
}

// Append adds a family with the digest of its facts. What the law does not read
// is not kept; f may be used again.
func (b *Batch) Append(f *Facts) {
	first := len(b.persons)
	b.lay(f)
	row := &b.families[len(b.families)-1]
	row.cell = b.cell(f)
	row.digest = b.digest(row, first)
}

// Digest is the fingerprint of all that the law reads of a family: facts with
// equal digests are decided equally. Names and remarks are not in it.
func Digest(f *Facts) uint64 {
	var b Batch
	b.Append(f)
	return b.families[0].digest
}

// lay puts a family into the columns.
func (b *Batch) lay(f *Facts) {
	doubtful := false
	for i := range f.Members {
		doubtful = b.layPerson(&f.Members[i]) || doubtful
	}
	row := family{
		doubtful: doubtful,
		persons:  uint32(len(b.persons)),
		savings:  sum(f.Savings), housing: int32(min(max(f.Housing, math.MinInt32), math.MaxInt32)),
	}
	for _, v := range f.Vehicles {
		if v.Count != 0 {
			row.vehicles = row.vehicles.with(wheel(v.Kind))
		}
	}
	for i, known := range [...]bool{f.SavingsKnown, f.VehiclesKnown, f.HousingKnown} {
		if known {
			row.known = row.known.with(ordinal(1 + i))
		}
	}
	b.families = append(b.families, row)
}

// wheel is the ordinal of a vehicle's kind; no kind is a strange one.
func wheel(kind string) ordinal {
	if kind == "" {
		kind = strange
	}
	return ordinalOf(wheels[:], kind)
}

// layPerson puts a person into the columns, and tells whether an item is doubtful.
func (b *Batch) layPerson(m *Member) (doubtful bool) {
	p := person{
		birth: m.Birth, items: uint32(len(b.items)),
		relation: ordinalOf(relations[:], m.Relation), ground: ordinalOf(grounds[:], m.Uncounted), school: ordinalOf(schools[:], m.School),
		category: ordinalOf(categories[:], m.Disability), grade: small(m.Grade),
	}
	switch m.Counted {
	case Undecided:
	case Yes:
		p.taken = 1
	default:
		p.taken = -1
	}
	p.traits = dependent.when(m.Dependent) | seriouslyIll.when(m.Ill) | jobless.when(m.Jobless)
	p.traits |= special.when(p.taken != 0 || p.ground != 0 || p.birth == 0)
	for i := range m.Income {
		it := itemOf(&m.Income[i])
		p.answered = p.answered.with(it.kind)
		doubtful = doubtful || it.rhythm == odd || it.undated()
		b.items = append(b.items, it)
	}
	p.beyond = uint32(len(b.items))
	if p.answered.has(pension) {
		p.traits |= pensioner
		if items := b.items[p.items:p.beyond]; partPensions(items) && regular(items, pension) {
			p.answered = p.answered.with(partOfPension)
		}
	}
	if m.Complete {
		p.answered |= everything
	}
	b.persons = append(b.persons, p)
	return doubtful
}

// partPensions marks basic pensions as parts of the pension beside them, and tells
// whether there is one that comes in all the time.
func partPensions(items []item) bool {
	for i := range items {
		if it := &items[i]; it.kind == basicPension {
			it.kind = partOfPension
		}
	}
	return regular(items, partOfPension)
}

// regular tells whether something of a kind comes in all the time.
func regular(items []item, kind ordinal) bool {
	for i := range items {
		if it := &items[i]; it.kind == kind && it.amount > 0 && (it.rhythm == everyMonth || it.rhythm == everyYear) {
			return true
		}
	}
	return false
}

func itemOf(i *Item) item {
	it := item{amount: sum(i.Amount), in: i.In, kind: i.Kind.ordinal()}
	switch {
	case it.amount == wrong:
		it.amount, it.rhythm = 0, odd
	case i.Period == Yearly:
		it.rhythm = everyYear
	case i.Period == Once:
		it.rhythm = once
	case i.Months == 0:
		it.rhythm = everyMonth
	default:
		it.rhythm = rhythm(min(max(i.Months, 0), int64(everyMonth)))
	}
	return it
}

// sum keeps a sum that can be right.
func sum(fen money.Fen) int32 {
	if fen < 0 || fen > math.MaxInt32 {
		return wrong
	}
	return int32(fen)
}

// wrong marks a sum that cannot be right: below zero, or beyond what is kept.
const wrong = -1

// small keeps a number whose greater values mean no more than the greatest.
func small(n int64) int8 { return int8(min(max(n, math.MinInt8), math.MaxInt8)) }

// cell finds the cell of a family among those of the batch.
func (b *Batch) cell(f *Facts) uint32 {
	c := cell{f.Division, f.Class}
	if i, ok := b.known[c]; ok {
		return i
	}
	if b.known == nil {
		b.known = map[cell]uint32{}
	}
	i := uint32(len(b.cells))
	b.known[c] = i
	b.cells = append(b.cells, c)
	return i
}

// digest is the fingerprint of a family's rows.
func (b *Batch) digest(row *family, first int) uint64 {
	c := b.cells[row.cell]
	text := append(append(append(b.bytes[:0], c.where...), 0), c.class...)
	number := func(n int64) { text = binary.AppendVarint(text, n) }
	for _, n := range []int64{int64(row.savings), int64(row.housing), int64(row.vehicles), int64(row.known), int64(len(b.persons) - first)} {
		number(n)
	}
	for i := range b.persons[first:] {
		p := &b.persons[first+i]
		for _, n := range []int64{int64(p.birth), int64(p.beyond - p.items), int64(p.grade), int64(p.traits), int64(p.taken), int64(p.answered)} {
			number(n)
		}
		text = append(text, byte(p.relation), byte(p.ground), byte(p.school), byte(p.category))
		for _, it := range b.items[p.items:p.beyond] {
			number(int64(it.amount))
			number(int64(it.in))
			text = append(text, byte(it.kind), byte(it.rhythm))
		}
	}
	b.bytes = text
	return rules.Fingerprint(text)
}
