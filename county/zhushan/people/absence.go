package people

import "minzheng/internal/base/month"

// Who is away for half a year or more. The numbers stand in the pyramid, by sex and five years of age; whom they are, the
// families decide: young people on their own first, of parents one, both only where somebody stays with the children.

// destinations are where people go: 55 of a hundred to another province, 30 to another city of Hubei, 15 elsewhere in Shiyan.
var destinations = []struct {
	name   string
	weight int
}{
	{"广东省深圳市", 90},
	{"广东省东莞市", 90},
	{"浙江省宁波市", 50},
	{"浙江省杭州市", 50},
	{"江苏省苏州市", 60},
	{"上海市", 60},
	{"福建省泉州市", 30},
	{"陕西省西安市", 40},
	{"北京市", 30},
	{"新疆维吾尔自治区", 20},
	{"河南省南阳市", 15},
	{"山东省青岛市", 15},
	{"湖北省武汉市", 200},
	{"湖北省襄阳市", 60},
	{"湖北省宜昌市", 40},
	{"十堰市茅箭区", 80},
	{"十堰市张湾区", 50},
	{"十堰市房县", 10},
	{"十堰市竹溪县", 10},
}

// Place is where somebody who is away is; empty for who is not.
func (p *Person) Place() string {
	if p.Presence != Away {
		return ""
	}
	return destinations[p.Where].name
}

// A leaving is the work of deciding who is away.
type leaving struct {
	*gathering
	r     *stream
	in    []int32 // the booklet of each person
	where []int
}

// leave marks who is away.
func (g *gathering) leave(seed uint64) {
	l := &leaving{gathering: g, r: newStream(seed, "absence"), in: make([]int32, len(g.people))}
	for i, b := range g.booklets {
		for p := b.first; p < b.first+b.size; p++ {
			l.in[p] = int32(i)
		}
	}
	for _, d := range destinations {
		l.where = append(l.where, d.weight)
	}
	order := make([]int, len(g.booklets))
	for i := range order {
		order[i] = i
	}
	shuffle(l.r, order)
	l.withChildren(order)
	l.leavingBehind(order)
	l.others()
}

// withChildren sends couples away that take all their children.
func (l *leaving) withChildren(order []int) {
	for _, b := range order {
		wife, husband, children := l.family(l.booklets[b])
		if len(children) == 0 || wife == None || husband == None || !l.all(append(children, wife, husband)) {
			continue
		}
		for _, p := range append(children, wife, husband) {
			l.send(p)
		}
	}
}

// leavingBehind sends couples away whose children stay: with grandparents in 88 of a hundred cases, with kin in 8, with
// others in 4. There are 83 such children among ten thousand people.
func (l *leaving) leavingBehind(order []int) {
	behind, target := 0, len(l.people)*83/10000
	alone := target * 12 / 100
	for _, b := range order {
		if behind >= target {
			return
		}
		wife, husband, children := l.family(l.booklets[b])
		if len(children) == 0 || wife == None || husband == None || !l.all([]int32{wife, husband}) {
			continue
		}
		if !l.oldAt(l.booklets[b]) {
			if alone -= len(children); alone < 0 {
				continue
			}
		}
		l.send(wife)
		l.send(husband)
		behind += len(children)
	}
}

// family is the couple of the middle generation of a booklet and its children under 16.
func (l *leaving) family(b booklet) (wife, husband int32, children []int32) {
	wife, husband = None, None
	for i := b.first; i < b.first+b.size; i++ {
		p := &l.people[i]
		if p.age < 16 && p.Mother != None && p.Father != None {
			wife, husband = p.Mother, p.Father
		}
	}
	for i := b.first; i < b.first+b.size; i++ {
		if p := &l.people[i]; p.age < 16 && p.Mother == wife && wife != None {
			children = append(children, i)
		}
	}
	return wife, husband, children
}

// oldAt tells whether a booklet has old people at home.
func (l *leaving) oldAt(b booklet) bool {
	for i := b.first; i < b.first+b.size; i++ {
		if p := &l.people[i]; p.unit == 1 && p.Presence == AtHome {
			return true
		}
	}
	return false
}

// all tells whether there is room among those away for all of these.
func (l *leaving) all(list []int32) bool {
	var need [2][bands]int
	for _, i := range list {
		p := &l.people[i]
		sex, band := sexOf(p.Male), int(p.age)/5
		if need[sex][band]++; p.Presence == Away || need[sex][band] > l.left.away[sex][band] {
			return false
		}
		if band == 3 && p.age < 18 {
			return false
		}
	}
	return true
}

// send marks somebody away, since between half a year and ten years ago.
func (l *leaving) send(i int32) {
	p := &l.people[i]
	l.left.away[sexOf(p.Male)][p.age/5]--
	p.Presence, p.Where = Away, uint8(l.r.weighted(l.where))
	since := current.First().AddMonths(-6 - l.r.below(min(114, 12*max(int(p.age)-16, 1)))).AddDays(l.r.below(28))
	if p.age < 16 {
		since = current.First().AddMonths(-6 - l.r.below(6))
	}
	p.Since = since
}

// others sends away whoever else there is room for: first those on whom nobody depends, then one of two parents, then
// whoever is left.
func (l *leaving) others() {
	var cells [2][bands][]int32
	for i := range l.people {
		if p := &l.people[i]; p.age >= 18 && p.age < 60 {
			cells[sexOf(p.Male)][p.age/5] = append(cells[sexOf(p.Male)][p.age/5], int32(i))
		}
	}
	for sex := range 2 {
		for band := range bands {
			shuffle(l.r, cells[sex][band])
			for strict := range 3 {
				l.sweep(cells[sex][band], sex, band, strict)
			}
		}
	}
}

func (l *leaving) sweep(list []int32, sex, band, strict int) {
	for _, i := range list {
		if l.left.away[sex][band] == 0 {
			return
		}
		if p := &l.people[i]; p.Presence == AtHome && l.free(i, strict) {
			l.send(i)
		}
	}
}

// free tells whether somebody may go: at strictness 0 one in four of those with a spouse or children stays, at 1 nobody
// leaves a child without a parent, at 2 nobody leaves a child without a grown person.
func (l *leaving) free(i int32, strict int) bool {
	p := &l.people[i]
	b := l.booklets[l.in[i]]
	child, grown := false, false
	for j := b.first; j < b.first+b.size; j++ {
		o := &l.people[j]
		switch {
		case j == i || o.Presence != AtHome:
		case o.age >= 18:
			grown = true
		case o.Mother == i || o.Father == i:
			child = true
		}
	}
	minor := l.minorAt(b)
	parent := p.Spouse != None && l.people[p.Spouse].Presence == AtHome
	switch {
	case minor && !grown, child && !parent && strict < 2:
		return false
	case strict == 0:
		return p.Spouse == None || p.Male && child || l.r.hits(3500)
	}
	return true
}

func (l *leaving) minorAt(b booklet) bool {
	for j := b.first; j < b.first+b.size; j++ {
		if o := &l.people[j]; o.age < 18 && o.Presence == AtHome {
			return true
		}
	}
	return false
}

// current is the month in which the county stands: its rosters of the month before are signed.
var current = month.Must(2026, 11)
