package people

// A Household is a co-living family (共同生活的家庭): who lives and shares income together, absent members included. Several
// of them may stand in one booklet.
type Household struct {
	First, Count int32 // its members are County.Persons[First : First+Count], the head first, the dead last
	Booklet      int32
	Village      uint16 // place in County.Villages
	Group        uint8  // 组, in communities 巷
	House        uint16
}

// residentHouseholdShare is the size of households by residents, in tenths of a per cent: 1 to 6, 7 and more.
var residentHouseholdShare = [8]int{0, 240, 315, 220, 135, 55, 25, 10}

// A parting divides booklets into households so that those at home come out in sizes as the census found them, and 14 of a
// hundred people over 65 live alone.
type parting struct {
	*gathering
	r     *stream
	total int // residents
	done  int // of them divided
	want  [9]int
	have  [9]int // households by residents; at 8 people over 65 alone
	homes []group
}

// A group is the household-to-be: places of people, the booklet they stand in.
type group struct {
	people  []int32
	booklet int32
}

const aloneAt = 8

// part divides all booklets into groups.
func (g *gathering) part(seed uint64) []group {
	p := &parting{gathering: g, r: newStream(seed, "household")}
	old := 0
	for i := range g.people {
		if g.people[i].Presence == AtHome {
			p.total++
			if g.people[i].age >= 65 {
				old++
			}
		}
	}
	for size, share := range residentHouseholdShare {
		p.want[size] = p.total * share / 2565 // 2.565 people on average
	}
	p.want[aloneAt] = old * 14 / 100
	order := make([]int, len(g.booklets))
	for i := range order {
		order[i] = i
	}
	shuffle(p.r, order)
	for _, b := range order {
		p.divide(int32(b))
	}
	return p.homes
}

// divide chooses of all ways to divide one booklet the one that brings the whole nearest to what is wanted.
func (p *parting) divide(b int32) {
	ways := p.ways(b)
	best, least := 0, int64(-1)
	for i, w := range ways {
		if cost := p.cost(w); least < 0 || cost < least {
			best, least = i, cost
		}
	}
	for _, people := range ways[best] {
		p.count(people, 1)
		p.homes = append(p.homes, group{people, b})
	}
}

// ways lists how a booklet can be divided: together; the old ones apart; a brother's family apart; grown children apart;
// and these together.
func (p *parting) ways(b int32) [][][]int32 {
	var units [4][]int32
	first, size := p.booklets[b].first, p.booklets[b].size
	for i := first; i < first+size; i++ {
		u := p.people[i].unit
		units[u] = append(units[u], i)
	}
	var ways [][][]int32
	for mask := range 8 {
		if w, ok := p.apart(units, mask); ok {
			ways = append(ways, w)
		}
	}
	return ways
}

// apart divides the units by a mask: 1 the old ones apart, 2 the brother's family, 4 each grown child. What does not exist
// cannot part, and children are never left without a grown person at home, unless they were before.
func (p *parting) apart(units [4][]int32, mask int) ([][]int32, bool) {
	core := append([]int32(nil), units[0]...)
	var parts [][]int32
	for bit, u := range []int{1, 2} {
		switch {
		case mask&(1<<bit) == 0:
			core = append(core, units[u]...)
		case len(units[u]) == 0:
			return nil, false
		default:
			parts = append(parts, units[u])
		}
	}
	switch {
	case mask&4 == 0:
		core = append(core, units[3]...)
	case len(units[3]) == 0:
		return nil, false
	default:
		for _, i := range units[3] {
			parts = append(parts, []int32{i})
		}
	}
	if len(core) > 0 {
		parts = append([][]int32{core}, parts...)
	}
	if mask != 0 && (len(parts) < 2 || !p.kept(parts)) {
		return nil, false
	}
	return parts, true
}

// kept tells whether the children of every part have a grown person with them.
func (p *parting) kept(parts [][]int32) bool {
	for _, part := range parts {
		minor, grown := false, false
		for _, i := range part {
			q := &p.people[i]
			minor = minor || q.age < 18 && q.Presence == AtHome
			grown = grown || q.age >= 18 && q.Presence == AtHome
		}
		if minor && !grown {
			return false
		}
	}
	return true
}

// count adds a household to what there is, or takes it away again.
func (p *parting) count(people []int32, n int) {
	home, old := p.resident(people)
	p.done += n * home
	if home > 0 {
		p.have[min(home, 7)] += n
	}
	if home == 1 && old {
		p.have[aloneAt] += n
	}
}

func (p *parting) resident(people []int32) (home int, old bool) {
	for _, i := range people {
		if p.people[i].Presence == AtHome {
			home++
			old = p.people[i].age >= 65
		}
	}
	return home, old
}

// cost is how far the whole would be from what is wanted, if a booklet were divided so.
func (p *parting) cost(parts [][]int32) int64 {
	for _, people := range parts {
		p.count(people, 1)
	}
	var cost int64
	for k, want := range p.want {
		if want == 0 {
			continue
		}
		off := int64(p.have[k])*1024 - int64(want)*1024*int64(p.done)/int64(p.total)
		cost += off * off / int64(want)
	}
	for _, people := range parts {
		p.count(people, -1)
	}
	return cost
}
