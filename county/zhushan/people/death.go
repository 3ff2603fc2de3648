package people

import "minzheng/internal/base/month"

// Who died in the three years before: at first the husbands and wives of widowed people, then parents of families, then
// people who lived alone.

// deathsIn10000 is how many died in three years for ten thousand who live.
const deathsIn10000 = 255

// The days between which they died.
var (
	firstDeath = month.MustDay(2023, 11, 3)
	lastDeath  = month.MustDay(2026, 10, 28)
)

// A burying is the work of finding who died.
type burying struct {
	*gathering
	r     *stream
	homes []group
}

// bury adds the dead to their households; some households are of the dead alone.
func (g *gathering) bury(seed uint64, homes []group) []group {
	b := &burying{gathering: g, r: newStream(seed, "death"), homes: homes}
	n := len(g.people) * deathsIn10000 / 10000
	order := make([]int, len(homes))
	for i := range order {
		order[i] = i
	}
	shuffle(b.r, order)
	spouses, parents := n*65/100, n*15/100
	for _, h := range order {
		switch {
		case spouses > 0 && b.spouse(h):
			spouses--
			n--
		case parents > 0 && b.parent(h):
			parents--
			n--
		}
	}
	for ; n > 0; n-- {
		b.alone(int32(b.r.below(len(g.booklets))))
	}
	return b.homes
}

// spouse adds the dead husband or wife of a widowed person of a household.
func (b *burying) spouse(h int) bool {
	for _, i := range b.homes[h].people {
		p := &b.people[i]
		if p.age < 56 || p.Spouse != None || p.Relation == Child || p.Male && !b.r.hits(3000) {
			continue
		}
		gap := b.r.between(-3, 8)
		if p.Male {
			gap = b.r.between(-8, 3)
		}
		d := b.dead(1-sexOf(p.Male), min(int(p.age)+gap, 100))
		b.marry(i, d)
		b.people[d].unit = b.people[i].unit
		b.homes[h].people = append(b.homes[h].people, d)
		return true
	}
	return false
}

// parent adds the dead father or mother of the couple of a household.
func (b *burying) parent(h int) bool {
	for _, i := range b.homes[h].people {
		p := &b.people[i]
		if p.age < 34 || p.age > 66 || p.Spouse == None || p.Mother != None || p.Father != None || p.unit != 0 {
			continue
		}
		sex := b.r.below(2)
		d := b.dead(sex, min(int(p.age)+b.r.between(21, 34), 99))
		b.people[d].unit = 1
		b.descend(i, d)
		b.homes[h].people = append(b.homes[h].people, d)
		return true
	}
	return false
}

// alone adds a household of one dead person.
func (b *burying) alone(booklet int32) {
	d := b.dead(b.r.below(2), b.r.between(62, 97))
	b.people[d].Relation = Head
	b.homes = append(b.homes, group{[]int32{d}, booklet})
}

// dead makes somebody who would be of an age now and died.
func (b *burying) dead(sex, age int) int32 {
	d := b.add(sex, age, 0, Relative)
	for {
		day := firstDeath.AddDays(b.r.below(daysBetween(firstDeath, lastDeath)))
		if day <= lastDeath {
			b.people[d].Died = day
			return d
		}
	}
}

// daysBetween counts the days from one to another, roughly upwards: 31 to a month.
func daysBetween(from, until month.Day) int { return int(until.Month()-from.Month()+1) * 31 }
