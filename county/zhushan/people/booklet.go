package people

// A booklet (户口簿) is who is registered together. Booklets are made top-down, so that their sizes come out exactly, and
// filled from the pyramid, so that ages and sexes do: whoever is drawn is as likely as people of that age are left.

// bookletShare is the size of booklets in hundredths: 1 to 9, four people on average.
var bookletShare = []int{0, 9, 13, 18, 22, 18, 11, 5, 3, 1}

// A booklet is a run of people.
type booklet struct{ first, size int32 }

// A gathering is the work of filling booklets.
type gathering struct {
	r        *stream
	left     *pyramid
	people   []Person
	booklets []booklet
	minors   int // left of them
	slots    int // places left in booklets still to be filled
}

// gather makes all booklets of a scale.
func gather(scale Scale, seed uint64) *gathering {
	all, _ := scale.people()
	g := &gathering{r: newStream(seed, "booklet"), left: newPyramid(scale)}
	g.people = make([]Person, 0, all+all/30)
	singles, sizes := bookletSizes(all)
	shuffle(g.r, sizes)
	for range singles {
		g.single()
	}
	g.minors = g.left.count(man, 0, 17) + g.left.count(woman, 0, 17)
	g.slots = all - singles
	for _, size := range sizes {
		first := len(g.people)
		g.fill(first, size)
		g.booklets = append(g.booklets, booklet{int32(first), int32(size)})
		g.slots -= size
	}
	return g
}

// bookletSizes gives the number of single booklets and the sizes of the others; together they hold everybody.
func bookletSizes(all int) (singles int, sizes []int) {
	mean := 0
	for size, share := range bookletShare {
		mean += size * share
	}
	counts := apportion(all*100/mean, bookletShare)
	rest := all
	for size, n := range counts {
		rest -= size * n
	}
	for size := 3; rest > 0; rest-- { // somebody more in some of the middle ones
		counts[size]--
		counts[size+1]++
		size = 3 + (size-2)%3
	}
	for size, n := range counts {
		for range n {
			if size > 1 {
				sizes = append(sizes, size)
			}
		}
	}
	return counts[1], sizes
}

// add makes a person of somebody drawn from the pyramid.
func (g *gathering) add(sex, age int, unit uint8, r Relation) int32 {
	if age < 18 {
		g.minors--
	}
	g.people = append(g.people, Person{Male: sex == man, age: uint8(age), unit: unit, Relation: r, Father: None, Mother: None, Spouse: None})
	return int32(len(g.people) - 1)
}

func (g *gathering) age(i int32) int { return int(g.people[i].age) }

func (g *gathering) marry(a, b int32) {
	g.people[a].Spouse, g.people[b].Spouse = b, a
}

// single makes a booklet of one: bachelors over forty, widowed old people, young people on their own.
func (g *gathering) single() {
	first := len(g.people)
	kinds := []struct{ sex, lo, hi int }{{man, 40, 85}, {woman, 62, 99}, {man, 60, 99}, {man, 22, 45}, {woman, 24, 50}, {man, 18, oldest}, {woman, 18, oldest}}
	k := g.r.weighted([]int{42, 22, 14, 14, 8})
	for tries := 0; ; tries++ {
		if age, ok := g.left.take(g.r, kinds[k].sex, kinds[k].lo, kinds[k].hi, alike); ok {
			g.add(kinds[k].sex, age, 0, Head)
			break
		}
		k = (k + 1 + tries) % len(kinds)
	}
	g.booklets = append(g.booklets, booklet{int32(first), 1})
}

// couple draws a woman between two ages and a man three years younger to seven years older. Without a man she stays alone.
func (g *gathering) couple(lo, hi int, unit uint8, weight func(int) int) (wife, husband int32, ok bool) {
	w, ok := g.left.take(g.r, woman, lo, hi, weight)
	if !ok {
		return None, None, false
	}
	wife, husband = g.add(woman, w, unit, Relative), None
	if h, found := g.left.take(g.r, man, max(w-3, 18), w+7, alike); found {
		husband = g.add(man, h, unit, Relative)
		g.marry(wife, husband)
	}
	return wife, husband, true
}

// child draws a child of a mother (or, without one, of a father), 20 to 38 years younger, children before grown ones.
func (g *gathering) child(mother, father int32, unit uint8) bool {
	elder := mother
	if elder == None {
		elder = father
	}
	lo, hi := g.age(elder)-38, g.age(elder)-20
	if mother == None {
		lo, hi = lo-4, hi-2
	}
	if lo < 18 && g.minors*10 > g.slots*6 { // they must all be placed
		hi = min(hi, 17)
	}
	sex := g.sexOf(lo, hi)
	age, ok := g.left.take(g.r, sex, lo, hi, unmarried)
	if !ok {
		if age, ok = g.left.take(g.r, 1-sex, lo, hi, unmarried); !ok {
			return false
		}
		sex = 1 - sex
	}
	if age >= 20 {
		unit = 3
	}
	c := g.add(sex, age, unit, Child)
	g.people[c].Mother, g.people[c].Father = mother, father
	return true
}

// unmarried is how likely somebody of an age still stands in the parents' booklet.
func unmarried(age int) int {
	switch {
	case age <= 24:
		return 12
	case age <= 30:
		return 6
	case age <= 40:
		return 2
	}
	return 1
}

// sexOf draws a sex as people between two ages are left.
func (g *gathering) sexOf(lo, hi int) int {
	men, women := g.left.count(man, lo, hi), g.left.count(woman, lo, hi)
	if men+women > 0 && g.r.below(men+women) < men {
		return man
	}
	return woman
}

// fill makes a booklet of two or more.
func (g *gathering) fill(first, size int) {
	switch size {
	case 2:
		g.pair()
	case 3:
		g.three()
	default:
		g.many(size)
	}
	for tries := 0; len(g.people) < first+size; tries++ {
		g.complete(first, tries)
	}
}

func (g *gathering) pair() {
	switch g.r.weighted([]int{58, 24, 6, 6, 6}) {
	case 0:
		g.couple(22, oldest, 0, alike)
	case 1:
		g.parentWith(1)
	case 2:
		g.grandparents(1, 1)
	case 3:
		g.brothers()
	case 4:
		g.widowed(1)
	}
}

func (g *gathering) three() {
	switch g.r.weighted([]int{56, 7, 24, 5, 8}) {
	case 0:
		g.nuclear(1)
	case 1:
		g.parentWith(2)
	case 2:
		g.generations(1, 0)
	case 3:
		g.grandparents(2, 1)
	case 4:
		g.widowed(2)
	}
}

func (g *gathering) many(size int) {
	switch {
	case size == 4 && g.r.hits(5600):
		g.nuclear(2)
	case size == 4 && g.r.hits(800):
		g.grandparents(2, 2)
	case size == 5 && g.r.hits(1300):
		g.nuclear(3)
	case size <= 6 && g.r.hits(4300):
		g.generations(1, size-3)
	case size <= 6:
		g.generations(2, size-4)
	case g.r.hits(5000):
		g.generations(2, size-4)
	default:
		g.twoBrothers(size)
	}
}

// nuclear makes a couple with children.
func (g *gathering) nuclear(children int) {
	wife, husband, ok := g.couple(24, 70, 0, alike)
	for range children {
		if !ok || !g.child(wife, husband, 0) {
			return
		}
	}
}

// parentWith makes one parent with children.
func (g *gathering) parentWith(children int) {
	sex := g.sexOf(26, 70)
	age, ok := g.left.take(g.r, sex, 26, 70, alike)
	if !ok {
		return
	}
	parent := g.add(sex, age, 0, Relative)
	mother, father := parent, None
	if sex == man {
		mother, father = None, parent
	}
	for range children {
		if !g.child(mother, father, 0) {
			return
		}
	}
}

// widowed makes an old parent with unmarried grown children.
func (g *gathering) widowed(children int) {
	age, ok := g.left.take(g.r, woman, 55, 95, alike)
	if !ok {
		return
	}
	mother := g.add(woman, age, 0, Relative)
	for range children {
		if !g.child(mother, None, 0) {
			return
		}
	}
}

// grandparents makes old people with grandchildren, whose parents are registered elsewhere.
func (g *gathering) grandparents(old, children int) {
	elders, ok := g.seniors(old, 0)
	for range children {
		if !ok {
			return
		}
		lo, hi := g.age(elders)-62, min(g.age(elders)-42, 20)
		sex := g.sexOf(lo, hi)
		age, found := g.left.take(g.r, sex, lo, hi, alike)
		if !found {
			return
		}
		g.add(sex, age, 0, Grandchild)
	}
}

// seniors draws a couple of old people, or one; it gives the wife where there is one.
func (g *gathering) seniors(n int, unit uint8) (int32, bool) {
	if n == 2 {
		wife, _, ok := g.couple(46, 88, unit, aging)
		return wife, ok
	}
	sex := woman
	if g.r.hits(3800) {
		sex = man
	}
	age, ok := g.left.take(g.r, sex, 50, 99, aging)
	if !ok {
		if age, ok = g.left.take(g.r, 1-sex, 50, 99, aging); !ok {
			return None, false
		}
		sex = 1 - sex
	}
	return g.add(sex, age, unit, Relative), true
}

// aging is how likely somebody of an age lives with a married child.
func aging(age int) int { return max(1, min(age-48, 20)) }

// brothers makes two bachelors.
func (g *gathering) brothers() {
	age, ok := g.left.take(g.r, man, 40, 80, alike)
	if !ok {
		return
	}
	g.add(man, age, 0, Relative)
	if other, ok := g.left.take(g.r, man, age-7, age+7, alike); ok {
		g.add(man, other, 0, Sibling)
	}
}

// generations makes one or two old people, a grown child's couple and its children.
func (g *gathering) generations(old, children int) {
	elder, ok := g.seniors(old, 1)
	if !ok {
		return
	}
	wife, husband, ok := g.heirs(elder, 0)
	for range children {
		if !ok || !g.child(wife, husband, 0) {
			return
		}
	}
}

// heirs makes the couple of a grown son, sometimes a daughter, of an old person.
func (g *gathering) heirs(elder int32, unit uint8) (wife, husband int32, ok bool) {
	lo, hi := max(g.age(elder)-40, 20), g.age(elder)-20
	wife, husband, ok = g.couple(lo-2, hi-1, unit, alike)
	if !ok {
		return
	}
	heir := husband
	if heir == None || g.age(elder)-g.age(heir) < 20 || g.r.hits(1500) {
		heir = wife
	}
	g.descend(heir, elder)
	return
}

// descend makes somebody the child of an old person and of the spouse.
func (g *gathering) descend(heir, elder int32) {
	for _, p := range []int32{elder, g.people[elder].Spouse} {
		switch {
		case p == None:
		case g.people[p].Male:
			g.people[heir].Father = p
		default:
			g.people[heir].Mother = p
		}
	}
}

// twoBrothers makes old people with two sons, one of them with wife and children, the other with a wife.
func (g *gathering) twoBrothers(size int) {
	elder, ok := g.seniors(2, 1)
	if !ok {
		return
	}
	wife, husband, ok := g.heirs(elder, 0)
	if !ok {
		return
	}
	second, other, found := g.heirs(elder, 2)
	for n := size - 6; n > 0 && g.child(wife, husband, 0); n-- {
		if found && n > 1 && g.child(second, other, 2) {
			n--
		}
	}
}

// complete finds one more for a booklet whose shape did not fill it: a child of somebody in it, or else a relative. Minors
// never stand first.
func (g *gathering) complete(first, tries int) {
	for i := first; i < len(g.people) && tries < 3; i++ {
		p := &g.people[i]
		if p.Male || p.age < 20 || p.Relation == Child {
			continue
		}
		if g.child(int32(i), p.Spouse, p.unit) {
			return
		}
	}
	lo := 0
	if len(g.people) == first {
		lo = 20
	}
	sex := g.sexOf(lo, oldest)
	age, ok := g.left.take(g.r, sex, lo, oldest, alike)
	if !ok {
		age, _ = g.left.take(g.r, 1-sex, 0, oldest, alike)
		sex = 1 - sex
	}
	unit := uint8(0)
	if age >= 20 && len(g.people) > first {
		unit = 3
	}
	g.add(sex, age, unit, Relative)
}
