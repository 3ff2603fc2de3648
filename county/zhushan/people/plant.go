package people

import (
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Planted is an error that was put into the county on purpose, so that a check can be held against what it should find.
type Planted struct {
	Kind   string // as the check of rolls calls it, where it has a word
	Award  int    // place in County.Awards
	Person int32  // whom it is about
}

// The kinds of planted errors, by the words of the check of rolls.
const (
	DeadPaid      = "dead_paid"
	DeadCounted   = "dead_counted"
	PaidTwice     = "paid_twice"
	Excluded      = "excluded"
	AmountWrong   = "amount_wrong"
	AgeWrong      = "age_wrong"
	GradeWrong    = "grade_wrong"
	AccountShared = "account_shared"
	AccountWrong  = "account_wrong"
	AloneTogether = "alone_together"
	Jump          = "jump"
	Undeclared    = "income_undeclared" // found by a cross-check of wages, not by reading rolls
)

// A planting is the work of putting errors in.
type planting struct {
	*relief
	r     *stream
	order []int // awards in force in the last month that may be spoiled, in chance order
	used  map[int32]bool
}

// plant puts errors in: shares of ten thousand of the awards in force, at least one of each kind. The article's cases stay
// as they are.
func (f *relief) plant() {
	p := &planting{relief: f, r: newStream(f.Seed, "plant"), used: map[int32]bool{}}
	for _, h := range f.moved {
		p.used[h] = true
	}
	for i := range f.Awards {
		if a := &f.Awards[i]; a.Programme != HardshipAged && a.Programme != Temporary && !p.used[a.Household] {
			p.order = append(p.order, i)
		}
	}
	shuffle(p.r, p.order)
	force := p.inForce()
	some := func(of10000 int) int { return max(1, force*of10000/10000) }
	p.deadCounted()
	p.each(some(30), p.deadPaid)
	p.each(some(40), func(i int) bool { return p.twice(i, Dibao, PaidTwice) })
	p.each(some(6), func(i int) bool { return p.twice(i, Tekun, Excluded) })
	p.each(some(6), p.excludedCare)
	p.each(some(50)*p.count(Dibao)/max(force, 1)+1, p.undeclared)
	p.each(some(8), p.oldAmount)
	p.each(some(3), p.jump)
	p.each(some(4), p.wrongAccount)
	p.each(some(2), p.sharedAccount)
	p.each(some(8), p.tooYoung)
	p.each(some(4), p.wrongGrade)
	p.alone()
}

func (p *planting) inForce() int {
	n := 0
	for i := range p.Awards {
		if _, ok := p.Awards[i].In(lastMonth); ok {
			n++
		}
	}
	return n
}

func (p *planting) count(programme string) int {
	n := 0
	for i := range p.Awards {
		if _, ok := p.Awards[i].In(lastMonth); ok && p.Awards[i].Programme == programme {
			n++
		}
	}
	return n
}

// each spoils awards one after the other until there are enough; every household is spoiled once.
func (p *planting) each(n int, spoil func(i int) bool) {
	for _, i := range p.order {
		if n == 0 {
			return
		}
		if h := p.Awards[i].Household; !p.used[h] && spoil(i) {
			p.used[h] = true
			n--
		}
	}
}

func (p *planting) planted(kind string, award int, person int32) bool {
	p.Planted = append(p.Planted, Planted{kind, award, person})
	return true
}

// last is the term that holds in the last month.
func (p *planting) last(i int) *Term {
	t, ok := p.Awards[i].In(lastMonth)
	if !ok {
		return nil
	}
	return t
}

// deadPaid takes the stop off an award whose holder died.
func (p *planting) deadPaid(i int) bool {
	a := &p.Awards[i]
	if a.Person == None || a.Programme == DisabilityLiving {
		return false
	}
	died := p.Persons[a.Person].Died
	if died < month.MustDay(2025, 10, 1) || died > month.MustDay(2026, 9, 30) || a.Terms[len(a.Terms)-1].Act != Stop {
		return false
	}
	a.Terms = a.Terms[:len(a.Terms)-1]
	return p.planted(DeadPaid, i, a.Person)
}

// deadCounted finds the families that are still paid for a member of whose death nobody took notice.
func (p *planting) deadCounted() {
	for i := range p.Awards {
		t := p.last(i)
		if t == nil || p.Awards[i].Programme != Dibao {
			continue
		}
		for _, c := range t.Covered {
			if died := p.Persons[c.Person].Died; died != 0 && died.Month() < lastMonth {
				p.planted(DeadCounted, i, c.Person)
				p.used[p.Awards[i].Household] = true
			}
		}
	}
}

// twice has a family paid for somebody of another one who has the programme already, or one that excludes dibao.
func (p *planting) twice(i int, programme, kind string) bool {
	a := &p.Awards[i]
	t := p.last(i)
	if t == nil || a.Programme != Dibao || t.From >= lastMonth || len(t.Covered) > 4 || p.lives[a.Household] == nil {
		return false
	}
	for tries := 0; tries < 40; tries++ {
		o := p.order[p.r.below(len(p.order))]
		other := &p.Awards[o]
		ot := p.last(o)
		if other.Programme != programme || ot == nil || p.used[other.Household] || other.Household == a.Household || ot.From > month.Must(2026, 3) {
			continue
		}
		x := ot.Covered[len(ot.Covered)-1].Person
		if p.Persons[x].Died != 0 {
			continue
		}
		p.used[other.Household] = true
		p.join(a, t, x)
		return p.planted(kind, i, x)
	}
	return false
}

// join has a family paid for one more, from a month between the last change and the last month on.
func (p *planting) join(a *Award, t *Term, x int32) {
	m := max(t.From+1, month.Must(2026, 4).Add(p.r.below(6)))
	k := reckoning{}
	for _, c := range t.Covered {
		k.people = append(k.people, c.Person)
	}
	k.people = append(k.people, x)
	income := p.income(p.lives[a.Household], m, func(i int32) bool { return slices.Contains(k.people, i) })
	pay := p.v.Difference(a.Class, m, len(k.people), income)
	k.lines = append([]Line{{Code: "difference", Term: "补差", Person: None, Fen: pay}}, t.Lines[1:]...)
	for _, l := range k.lines {
		k.amount += l.Fen
	}
	a.Terms = append(a.Terms, k.term(Change, m, "家庭成员增加，保障人数增加1人"))
}

// excludedCare gives the care allowance of the disabled to somebody on tekun.
func (p *planting) excludedCare(i int) bool {
	a := &p.Awards[i]
	if a.Programme != Tekun || p.last(i) == nil {
		return false
	}
	o := &p.Persons[a.Person]
	if o.Grade == 0 || !p.v.Severe(Handicaps[o.Handicap], int(o.Grade), lastMonth) {
		return false
	}
	x, from := a.Person, max(a.Terms[0].From, month.Must(2025, 2))
	p.planted(Excluded, len(p.Awards), x)
	p.lasting(DisabilityCare, x, from, "重度残疾人护理补贴", p.v.DisabilityCare)
	return true
}

// undeclared notes wages that a cross-check found and the family had not told.
func (p *planting) undeclared(i int) bool {
	a := &p.Awards[i]
	if a.Programme != Dibao || p.last(i) == nil {
		return false
	}
	for _, c := range p.last(i).Covered {
		o := &p.Persons[c.Person]
		if age := o.Age(current.First()); o.Died == 0 && age >= 18 && age < 60 && o.Household == a.Household {
			p.sum(c.Person, wage, 100*p.r.between(18, 36), month.MustDay(2026, 9, 1))
			fact := &p.Facts[len(p.Facts)-1]
			fact.Item, fact.Origin, fact.Text = "核对", checked, "社保缴费信息比对"
			return p.planted(Undeclared, i, c.Person)
		}
	}
	return false
}

// oldAmount leaves a tekun award at the standard before the last one.
func (p *planting) oldAmount(i int) bool {
	a := &p.Awards[i]
	if a.Programme != Tekun || p.last(i) == nil || len(a.Terms) != 2 {
		return false
	}
	a.Terms = a.Terms[:1]
	return p.planted(AmountWrong, i, a.Person)
}

// jump raises a family's amount in the last month without a reason that anybody wrote down.
func (p *planting) jump(i int) bool {
	a := &p.Awards[i]
	t := p.last(i)
	if t == nil || a.Programme != Dibao || t.From >= lastMonth {
		return false
	}
	most := p.v.Difference(a.Class, lastMonth, len(t.Covered), 0)
	if t.Lines[0].Fen*5 > most*2 {
		return false
	}
	k := reckoning{lines: append([]Line(nil), t.Lines...)}
	k.lines[0].Fen = most - 2000
	for _, c := range t.Covered {
		k.people = append(k.people, c.Person)
	}
	for _, l := range k.lines {
		k.amount += l.Fen
	}
	a.Terms = append(a.Terms, k.term(Change, lastMonth, "复核调整"))
	return p.planted(Jump, i, k.people[0])
}

// wrongAccount has a digit of the account wrong.
func (p *planting) wrongAccount(i int) bool {
	a := &p.Awards[i]
	if p.last(i) == nil || a.Payee.Kind == "institution" {
		return false
	}
	end := len(a.Payee.Account) - 1
	a.Payee.Account = a.Payee.Account[:end] + string('0'+(a.Payee.Account[end]-'0'+3)%10)
	return p.planted(AccountWrong, i, a.Payee.Person)
}

// sharedAccount has two more awards of a village drawn into the account of one.
func (p *planting) sharedAccount(i int) bool {
	a := &p.Awards[i]
	if p.last(i) == nil || a.Programme != AdvancedAge {
		return false
	}
	var others []int
	for _, o := range p.order {
		b := &p.Awards[o]
		if o != i && p.last(o) != nil && b.Programme == AdvancedAge && p.Households[b.Household].Village == p.Households[a.Household].Village &&
			p.Households[b.Household].Booklet != p.Households[a.Household].Booklet && !p.used[b.Household] && p.Persons[b.Person].Died == 0 {
			if others = append(others, o); len(others) == 2 {
				break
			}
		}
	}
	if len(others) < 2 {
		return false
	}
	for _, o := range others {
		p.Awards[o].Payee.Account = a.Payee.Account
		p.used[p.Awards[o].Household] = true
		p.planted(AccountShared, o, p.Awards[o].Person)
	}
	return p.planted(AccountShared, i, a.Person)
}

// tooYoung gives the advanced-age allowance to somebody of the household who is not yet old enough.
func (p *planting) tooYoung(i int) bool {
	for x := range p.members(p.Awards[i].Household) {
		o := &p.Persons[x]
		if age := o.Age(lastMonth.First()); o.Died == 0 && age >= 76 && age <= 78 {
			p.planted(AgeWrong, len(p.Awards), x)
			p.lasting(AdvancedAge, x, month.Must(2026, 2).Add(p.r.below(7)), "高龄津贴", func(m month.Month) money.Fen { return p.v.AdvancedAge(80, m) })
			return true
		}
	}
	return false
}

// wrongGrade gives the care allowance to somebody whose grade does not entitle to it.
func (p *planting) wrongGrade(i int) bool {
	a := &p.Awards[i]
	if a.Programme == Tekun {
		return false
	}
	for x := range p.members(a.Household) {
		o := &p.Persons[x]
		if o.Died == 0 && o.Grade == 4 && o.age >= 5 {
			p.planted(GradeWrong, len(p.Awards), x)
			p.lasting(DisabilityCare, x, month.Must(2026, 1).Add(p.r.below(8)), "重度残疾人护理补贴", p.v.DisabilityCare)
			return true
		}
	}
	return false
}

// alone puts three single dibao households of a village under one address.
func (p *planting) alone() {
	byVillage := map[uint16][]int{}
	for _, i := range p.order {
		a := &p.Awards[i]
		t := p.last(i)
		if t == nil || a.Programme != Dibao || len(t.Covered) != 1 || p.used[a.Household] {
			continue
		}
		h := &p.Households[a.Household]
		byVillage[h.Village] = append(byVillage[h.Village], i)
		if list := byVillage[h.Village]; len(list) == 3 {
			for _, o := range list {
				p.Households[p.Awards[o].Household].Group, p.Households[p.Awards[o].Household].House = h.Group, h.House
				p.used[p.Awards[o].Household] = true
				p.planted(AloneTogether, o, p.last(o).Covered[0].Person)
			}
			return
		}
	}
}
