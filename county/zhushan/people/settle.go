package people

import (
	"cmp"
	"slices"

	"minzheng/internal/base/month"
)

// settle gives the households their villages, puts people into the order of their households, and gives everybody name,
// birth and number.
func (c *County) settle(g *gathering, homes []group) {
	r := newStream(c.Seed, "settle")
	village := bookletVillages(r, g, c.Villages)
	slices.SortStableFunc(homes, func(a, b group) int {
		return cmp.Or(cmp.Compare(village[a.booklet], village[b.booklet]), cmp.Compare(a.booklet, b.booklet))
	})
	place := make([]int32, len(g.people)) // of a person in the county
	c.Persons = make([]Person, 0, len(g.people))
	c.Households = make([]Household, 0, len(homes))
	house, at, group, last := uint16(0), -1, uint8(0), int32(-1)
	for _, h := range homes {
		if v := village[h.booklet]; v != at {
			at, house = v, 0
		}
		if h.booklet != last {
			last, group = h.booklet, uint8(1+r.below(8))
		}
		house++
		g.relate(h.people)
		first := int32(len(c.Persons))
		for _, i := range h.people {
			place[i] = int32(len(c.Persons))
			p := g.people[i]
			p.Household = int32(len(c.Households))
			c.Persons = append(c.Persons, p)
		}
		c.Households = append(c.Households, Household{First: first, Count: int32(len(h.people)), Booklet: h.booklet, Village: uint16(at), Group: group, House: house})
	}
	for i := range c.Persons {
		p := &c.Persons[i]
		for _, kin := range []*int32{&p.Father, &p.Mother, &p.Spouse} {
			if *kin != None {
				*kin = place[*kin]
			}
		}
	}
	c.call(place)
	c.bear()
}

// bookletVillages is the village of each booklet.
func bookletVillages(r *stream, g *gathering, villages []Village) []int {
	living := 0
	for _, b := range g.booklets {
		living += int(b.size)
	}
	quota := settlers(living, villages)
	order := make([]int, len(g.booklets))
	for i := range order {
		order[i] = i
	}
	shuffle(r, order)
	of := make([]int, len(g.booklets))
	at, filled := 0, 0
	for _, b := range order {
		for at < len(quota)-1 && filled >= quota[at] {
			filled -= quota[at]
			at++
		}
		of[b] = at
		filled += int(g.booklets[b].size)
	}
	return of
}

// relate finds the head of a household and what the others are to the head, and puts them in order.
func (g *gathering) relate(people []int32) {
	head := g.head(people)
	for _, i := range people {
		if i != head {
			g.people[i].Relation = g.kinship(i, head)
		}
	}
	g.people[head].Relation = Head
	slices.SortStableFunc(people, func(a, b int32) int {
		p, q := &g.people[a], &g.people[b]
		return cmp.Or(cmp.Compare(flag(p.Relation != Head), flag(q.Relation != Head)), cmp.Compare(flag(p.Died != 0), flag(q.Died != 0)),
			cmp.Compare(p.Relation, q.Relation), cmp.Compare(q.age, p.age))
	})
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// head chooses the head: a living grown member, the husband of the middle generation before the wife, and these before the
// old ones unless they are young themselves.
func (g *gathering) head(people []int32) int32 {
	best, most := people[0], -1
	for _, i := range people {
		p := &g.people[i]
		score := int(p.age) / 10
		switch {
		case p.Died != 0:
			score = -1
		case p.age < 18:
			score = 0
		case p.unit == 0 && p.age >= 30 && p.Spouse != None:
			score += 60
		case p.unit == 1 && p.age < 70:
			score += 50
		case p.unit == 0 && p.age >= 25:
			score += 40
		case p.unit == 1:
			score += 20
		}
		if score > 0 && p.Male {
			score += 5
		}
		if score > 0 && p.Presence == AtHome {
			score += 2
		}
		if score > most {
			best, most = i, score
		}
	}
	return best
}

// kinship is what somebody is to the head.
func (g *gathering) kinship(i, head int32) Relation {
	p, h := &g.people[i], &g.people[head]
	gap := int(p.age) - int(h.age)
	switch {
	case p.Spouse == head:
		return Spouse
	case g.childOf(i, head) || h.Spouse != None && g.childOf(i, h.Spouse):
		return Child
	case p.Spouse != None && (g.childOf(p.Spouse, head) || h.Spouse != None && g.childOf(p.Spouse, h.Spouse)):
		return ChildInLaw
	case g.childOf(head, i) || p.Spouse != None && g.childOf(head, p.Spouse):
		return Parent
	case h.Spouse != None && (g.childOf(h.Spouse, i) || p.Spouse != None && g.childOf(h.Spouse, p.Spouse)):
		return ParentInLaw
	case g.grandchildOf(i, head) || h.Spouse != None && g.grandchildOf(i, h.Spouse):
		return Grandchild
	case g.grandchildOf(head, i):
		return Grandparent
	case g.siblings(i, head):
		return Sibling
	case gap <= -38:
		return Grandchild
	case p.age >= 18 && h.age >= 18 && p.Spouse == None && gap >= -16 && gap <= 16 && p.Father == None && p.Mother == None:
		return Sibling
	}
	return Relative
}

func (g *gathering) childOf(i, of int32) bool {
	return g.people[i].Mother == of || g.people[i].Father == of
}

func (g *gathering) grandchildOf(i, of int32) bool {
	for _, parent := range []int32{g.people[i].Mother, g.people[i].Father} {
		if parent == None {
			continue
		}
		if g.childOf(parent, of) || g.people[parent].Spouse != None && g.childOf(g.people[parent].Spouse, of) {
			return true
		}
	}
	return false
}

func (g *gathering) siblings(i, j int32) bool {
	p, q := &g.people[i], &g.people[j]
	return p.Mother != None && p.Mother == q.Mother || p.Father != None && p.Father == q.Father
}

// call names everybody, parents before children; a child bears the father's name. place is the order of parents before
// children.
func (c *County) call(place []int32) {
	n := newNamer(newStream(c.Seed, "name"))
	for _, i := range place {
		p := &c.Persons[i]
		h := &c.Households[p.Household]
		surname := n.surname()
		switch {
		case p.Father != None:
			surname = c.Persons[p.Father].Name.surname
		case p.Mother != None && c.Persons[p.Mother].Spouse == None:
			surname = c.Persons[p.Mother].Name.surname
		case p.Relation == Sibling && i > h.First && c.Persons[h.First].Name != (label{}):
			surname = c.Persons[h.First].Name.surname
		}
		p.Name = n.name(surname, current.Year()-1-int(p.age), p.Male)
	}
}

// bear gives everybody a birth that makes the age, and a number. Brothers and sisters of one age are twins.
func (c *County) bear() {
	r, n := newStream(c.Seed, "birth"), newNumbering()
	type sibling struct {
		mother int32
		age    uint8
	}
	twins := map[sibling]month.Day{}
	for i := range c.Persons {
		p := &c.Persons[i]
		p.Born = bornAt(r, int(p.age), p.Died)
		if key := (sibling{p.Mother, p.age}); p.Mother != None && p.age < 40 {
			if born, ok := twins[key]; ok {
				p.Born = born
			}
			twins[key] = p.Born
		}
		p.Sequence = n.next(p.Born, p.Male)
	}
}

// bornAt draws the birth of somebody who is or would be of an age in the current month.
func bornAt(r *stream, age int, died month.Day) month.Day {
	latest := current.First().AddMonths(-12 * age)
	for {
		born := latest.AddDays(-r.below(365))
		if died == 0 || born < died {
			return born
		}
	}
}
