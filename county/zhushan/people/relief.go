package people

import (
	"minzheng/internal/base/month"
)

// A circle is what a household is to the bureau.
type circle uint8

const (
	outside circle = iota
	onDibao
	onTekun
	onEdge   // 低保边缘
	formerly // had dibao and no longer
	watched  // monitored and nothing else
)

// Shares of people, in ten thousand.
const (
	dibaoRural = 380
	dibaoUrban = 40
	tekunShare = 65
	edgeShare  = 90
	watchShare = 70 // of households
)

// A relief is the work of finding whom the bureau helps: the article's cases first, then whoever else there is room for.
type relief struct {
	*County
	r       *stream
	v       Values
	order   []int32 // households with somebody living, in chance order
	of      []circle
	moved   []int32             // households that were moved from monitoring to dibao or tekun in the article's months
	aided   []int32             // monitored people with temporary aid in them
	late    map[int32]int       // by how many months a death became known late
	unheard map[int32]bool      // whose death nobody has heard of
	lives   map[int32][]earning // what dibao families live on
	frail   []int32             // old people of poor families: with the allowance in the article's months, then those who came later
}

// relieve finds everybody whom the bureau helps.
func (c *County) relieve(v Values) *relief {
	f := &relief{County: c, r: newStream(c.Seed, "relief"), v: v, of: make([]circle, len(c.Households)), lives: map[int32][]earning{}}
	for h := range c.Households {
		if c.profile(int32(h)).living > 0 {
			f.order = append(f.order, int32(h))
		}
	}
	shuffle(f.r, f.order)
	if c.Scale.whole() {
		f.move()
	}
	f.support()
	f.weaken()
	f.fill()
	f.border()
	f.watch()
	return f
}

// A profile is what matters of a household when help is decided.
type profile struct {
	living, adults, minors, old, away int
	urban                             bool
	trait                             string // why it is poor; empty: nothing known
	frail                             []int32
}

// profile reads a household.
func (c *County) profile(h int32) profile {
	p := profile{urban: c.Villages[c.Households[h].Village].Urban}
	ill, handicapped := false, false
	for i := range c.members(h) {
		m := &c.Persons[i]
		if m.Died != 0 {
			continue
		}
		p.living++
		switch age := m.Age(current.First()); {
		case age < 18:
			p.minors++
		case age >= 60:
			p.old++
			p.adults++
		default:
			p.adults++
		}
		if m.Presence == Away && m.age >= 18 {
			p.away++
		}
		ill = ill || m.Ill
		handicapped = handicapped || m.Grade > 0 && m.Grade <= 2
		if m.Presence == AtHome && (m.Age(articleFrom.First()) >= 80 || m.Age(articleFrom.First()) >= 60 && m.Care >= Mild) && m.Grade != 1 && m.Grade != 2 {
			p.frail = append(p.frail, i)
		}
	}
	switch {
	case ill:
		p.trait = "因病"
	case handicapped:
		p.trait = "因残"
	case p.old > 0 && p.old == p.adults:
		p.trait = "年老体弱，缺劳动力"
	case p.adults == 1 && p.minors > 0:
		p.trait = "缺劳动力，因学"
	}
	return p
}

// members ranges over the places of a household's members, the dead included.
func (c *County) members(h int32) func(yield func(int32) bool) {
	return func(yield func(int32) bool) {
		for i := c.Households[h].First; i < c.Households[h].First+c.Households[h].Count; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

// eligible tells whether a household could have dibao: few people, a reason, nobody away.
func (p profile) eligible() bool {
	return p.living <= 5 && p.trait != "" && p.away == 0 && p.adults > 0
}

// move places the article's households that were moved from monitoring: 24 of one person, 7 of two, one of three, one of
// four, all in villages. Ten of the single ones come to tekun.
func (f *relief) move() {
	left := [5]int{0, 24, 7, 1, 1}
	tekun := 10
	for _, h := range f.order {
		p := f.profile(h)
		if p.urban || !p.eligible() || p.living > 4 || left[p.living] == 0 || p.living != int(f.Households[h].Count) {
			continue
		}
		if p.living == 1 && tekun > 0 && f.lone(h, p) {
			f.of[h] = onTekun
			tekun--
		} else if p.living == 1 && left[1] <= tekun {
			continue
		} else {
			f.of[h] = onDibao
		}
		left[p.living]--
		f.moved = append(f.moved, h)
	}
}

// lone tells whether a household is one old person without husband, wife or children in the county.
func (f *relief) lone(h int32, p profile) bool {
	m := &f.Persons[f.Households[h].First]
	return p.living == 1 && f.Households[h].Count == 1 && m.Age(articleFrom.First()) >= 60 && m.Spouse == None && p.away == 0 && (m.Male || f.r.hits(1500))
}

// support finds the people of tekun; a quarter of them live in the home of their township.
func (f *relief) support() {
	left := f.living()*tekunShare/10000 - len(f.moved)*10/33
	for _, h := range f.order {
		if left <= 0 {
			return
		}
		if f.of[h] != outside {
			continue
		}
		if p := f.profile(h); f.lone(h, p) {
			f.of[h] = onTekun
			left--
			if f.r.hits(2500) {
				m := &f.Persons[f.Households[h].First]
				m.Presence, m.Since = InInstitution, month.MustDay(f.r.between(2016, 2025), f.r.between(1, 12), f.r.between(1, 28))
			}
		}
	}
}

// weaken places the article's old people in hardship: in dibao families and in those just above the line.
func (f *relief) weaken() {
	if !f.Scale.whole() {
		return
	}
	need := articleFrail + laterFrail
	for _, h := range f.order {
		if len(f.frail) >= need {
			break
		}
		p := f.profile(h)
		if f.of[h] != outside || len(p.frail) == 0 || p.living > 6 {
			continue
		}
		switch {
		case p.eligible() && !p.urban && f.r.hits(8000):
			f.of[h] = onDibao
		case p.away <= 1:
			f.of[h] = onEdge
		default:
			continue
		}
		f.frail = append(f.frail, p.frail...)
	}
	f.frail = f.frail[:min(need, len(f.frail))]
}

// fill finds the other dibao families, about 1.8 people each, and those that had dibao and lost it.
func (f *relief) fill() {
	var rural, urban int
	for _, h := range f.order {
		p := f.profile(h)
		if p.urban {
			urban += p.living
		} else {
			rural += p.living
		}
	}
	left := [2]int{rural * dibaoRural / 10000, urban * dibaoUrban / 10000}
	for _, h := range f.order {
		if f.of[h] == onDibao {
			p := f.profile(h)
			left[flag(p.urban)] -= p.living
		}
	}
	former := (left[0] + left[1]) / 16
	if f.Scale.whole() { // others than the old are poor too
		left[0] = max(left[0], rural*dibaoRural/10000*45/100)
	}
	taken := [6]int{}
	for _, h := range f.order {
		p := f.profile(h)
		if f.of[h] != outside || !p.eligible() {
			continue
		}
		total := 1 + taken[1] + taken[2] + taken[3] + taken[4] + taken[5]
		if share := [6]int{0, 46, 33, 14, 6, 1}; taken[p.living]*100 > total*share[p.living] {
			continue
		}
		switch {
		case left[flag(p.urban)] > 0:
			f.of[h] = onDibao
			left[flag(p.urban)] -= p.living
			taken[p.living]++
		case former > 0:
			f.of[h] = formerly
			former--
		}
	}
}

// border finds the families just above the line.
func (f *relief) border() {
	left := f.living() * edgeShare / 10000
	for _, h := range f.order {
		if f.of[h] == onEdge {
			left -= f.profile(h).living
		}
	}
	for _, h := range f.order {
		if left <= 0 {
			return
		}
		if p := f.profile(h); f.of[h] == outside && p.trait != "" && p.living <= 5 && p.adults > 0 && p.away <= 1 {
			f.of[h] = onEdge
			left -= p.living
		}
	}
}

// watch finds the families that are monitored and have nothing else; in the article's months 93 of their people had
// temporary aid.
func (f *relief) watch() {
	left := max(len(f.order)*watchShare/10000, 1)
	if f.Scale.whole() {
		left = max(left, len(articleAid)+20)
	}
	for _, h := range f.order {
		if left == 0 {
			break
		}
		if p := f.profile(h); f.of[h] == outside && !p.urban && p.adults > 0 && p.living >= 2 && p.living <= 5 && p.old < p.living {
			f.of[h] = watched
			left--
			if f.Scale.whole() && len(f.aided) < len(articleAid) {
				f.aided = append(f.aided, f.needy(h))
			}
		}
	}
}

// needy is a grown member at home, else the head.
func (f *relief) needy(h int32) int32 {
	for i := range f.members(h) {
		if m := &f.Persons[i]; m.Died == 0 && m.age >= 18 && m.Presence == AtHome {
			return i
		}
	}
	return f.Households[h].First
}

// living counts who lives.
func (c *County) living() int {
	n := 0
	for i := range c.Persons {
		if c.Persons[i].Died == 0 {
			n++
		}
	}
	return n
}
