package people

import (
	"fmt"
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// grant makes the awards of all programmes with their history, and notes what is known of those who have or had them.
func (f *relief) grant() {
	f.r = newStream(f.Seed, "grant")
	moved := map[int32]bool{}
	for _, h := range f.moved {
		moved[h] = true
	}
	f.delay(moved)
	for h := range f.Households {
		h := int32(h)
		switch f.of[h] {
		case onDibao:
			f.grantDibao(h, moved[h])
		case onTekun:
			f.grantTekun(h, moved[h])
		case onEdge:
			f.nearLine(h, 105, 140)
		case formerly:
			f.grantFormer(h)
		case watched:
			f.nearLine(h, 110, 200)
			f.monitor(h, f.day(2024, 2026, 5), 0)
		case outside:
			f.grantDead(h)
		}
	}
	for i := range f.Persons {
		f.grantCare(int32(i))
		f.grantAge(int32(i))
	}
	f.grantFrail()
	f.grantAid()
}

// delay says whose death became known late, by one to three months: 8 of a hundred, none so late that it is still open. Of
// some members of dibao families nobody has heard yet that they died.
func (f *relief) delay(moved map[int32]bool) {
	f.late, f.unheard = map[int32]int{}, map[int32]bool{}
	quiet := 1
	for _, at := range f.of {
		quiet += flag(at == onDibao)
	}
	quiet = max(1, quiet/500)
	for i := range f.Persons {
		if p := &f.Persons[i]; p.Died != 0 && f.r.hits(800) {
			if months := f.r.between(1, 3); p.Died.AddMonths(months).Month() < lastMonth {
				f.late[int32(i)] = months
			}
		}
		if p := &f.Persons[i]; quiet > 0 && p.Died > month.MustDay(2026, 2, 1) && p.Died < month.MustDay(2026, 9, 1) &&
			f.of[p.Household] == onDibao && !moved[p.Household] && f.profile(p.Household).living > 0 {
			f.unheard[int32(i)] = true
			quiet--
		}
	}
}

// day draws a day between two years, in the later one up to a month.
func (f *relief) day(from, until, mon int) month.Day {
	y := f.r.between(from, until)
	if y == until {
		return month.MustDay(y, f.r.between(1, mon), f.r.between(1, 28))
	}
	return month.MustDay(y, f.r.between(1, 12), f.r.between(1, 28))
}

// start draws the month in which an award began: 62 of a hundred stood when the books began.
func (f *relief) start() month.Month {
	if f.r.hits(6200) {
		return firstMonth
	}
	return firstMonth.Add(f.r.between(1, int(lastMonth-firstMonth)))
}

// known is the day from which the facts behind an award are true.
func known(start month.Month) month.Day {
	if start == firstMonth {
		return factsFrom
	}
	return start.Add(-1).First()
}

func (f *relief) grantDibao(h int32, moved bool) {
	start := f.start()
	if moved {
		start = articleFrom.Add(f.r.below(int(articleUntil - articleFrom)))
		f.monitor(h, f.day(2024, 2025, 9), start)
	}
	list := f.earn(h, 430+f.r.below(60))
	a, ok := f.dibaoAward(h, list, start)
	if !ok {
		f.of[h] = outside
		return
	}
	f.declare(h, list, known(start))
	f.lives[h] = list
	f.Awards = append(f.Awards, a)
	f.grantLiving(h, a)
}

// grantFormer makes the award of a family that earned more after some time.
func (f *relief) grantFormer(h int32) {
	a, ok := f.dibaoAward(h, f.earn(h, 430), firstMonth)
	if !ok || a.Terms[len(a.Terms)-1].Act == Stop {
		return
	}
	until := firstMonth.Add(f.r.between(4, int(lastMonth-firstMonth)-1))
	if until <= a.Terms[0].From {
		return
	}
	for len(a.Terms) > 1 && a.Terms[len(a.Terms)-1].From >= until {
		a.Terms = a.Terms[:len(a.Terms)-1]
	}
	a.stop(until, "定期复核：家庭人均收入超过保障标准")
	f.Awards = append(f.Awards, a)
	f.grantLiving(h, a)
}

// monitor notes that a family is monitored against falling back, until the month in which help took over.
func (f *relief) monitor(h int32, since month.Day, until month.Month) {
	option := []string{"unstable", "edge", "sudden"}[f.r.weighted([]int{3, 5, 2})]
	f.note(Fact{Person: None, Household: h, Kind: monitored, Option: option, From: since, Until: until.First(), Origin: seen})
	f.Monitored = append(f.Monitored, Monitoring{Household: h, Since: since, Until: until})
}

// nearLine notes what a family lives on whose income for each head is between so many hundredths of the standard.
func (f *relief) nearLine(h int32, lo, hi int) {
	p := f.profile(h)
	list := f.earn(h, 300)
	total := 0
	for _, e := range list {
		if e.kind != centralPension && f.Persons[e.person].Died == 0 {
			total += e.yuan
		}
	}
	standard := int(f.v.Standard(f.class(h), current) / 100)
	if missing := p.living*standard*f.r.between(lo, hi)/100 - total; missing > 0 {
		list = f.raise(h, list, missing)
	}
	f.declare(h, list, factsFrom)
}

// raise adds to the wages of a grown member, or else to what the children give.
func (f *relief) raise(h int32, list []earning, yuan int) []earning {
	for k := range list {
		if list[k].kind == wage && f.Persons[list[k].person].age >= 18 {
			list[k].yuan += yuan
			return list
		}
	}
	for k := range list {
		if list[k].kind == support {
			list[k].yuan += yuan
			return list
		}
	}
	return append(list, earning{f.Households[h].First, support, yuan, 0})
}

func (f *relief) grantTekun(h int32, moved bool) {
	i := f.Households[h].First
	p := &f.Persons[i]
	start := max(f.start(), monthOfAge(p.Born, 60))
	if moved {
		start = articleFrom.Add(f.r.below(int(articleUntil - articleFrom)))
		f.monitor(h, f.day(2024, 2025, 9), start)
	}
	a := f.tekun(i, start, lastMonth)
	if p.Presence == InInstitution {
		a.Payee = f.homePayee(h)
	}
	f.Awards = append(f.Awards, a)
	day := known(start)
	f.note(Fact{Person: i, Household: h, Kind: pension, Amount: money.Yuan(int64(f.r.between(126, 150))), Period: "month", From: day, Origin: declared})
	f.note(Fact{Person: i, Household: h, Kind: centralPension, Amount: money.Yuan(118), Period: "month", From: day, Origin: declared})
	f.own(h, day)
	f.describe(h, day)
}

// tekun makes the award of a person: the basic sum and care by its tier, as each month's values give them.
func (f *relief) tekun(i int32, from, until month.Month) Award {
	p := &f.Persons[i]
	a := Award{Programme: Tekun, Household: p.Household, Person: i, Class: f.class(p.Household), Payee: f.payTo(i, "person")}
	for m := from; m <= until; m++ {
		basic, care := f.v.TekunBasic(m), f.v.TekunCare(p.Care.Tier(), m)
		t := Term{
			Act: Change, From: m, Amount: basic + care, Covered: []Covered{{i, basic + care}}, Cause: "供养标准调整为每月" + (basic + care).String(),
			Lines: []Line{{Code: "basic", Term: "基本生活费", Person: None, Fen: basic}, {Code: "care", Term: "照料护理费", Person: None, Fen: care, Why: tierTerm(p.Care)}},
		}
		switch {
		case len(a.Terms) == 0:
			t.Act, t.Cause = Start, f.startCause(m)
		case a.Terms[len(a.Terms)-1].Amount == t.Amount:
			continue
		}
		a.Terms = append(a.Terms, t)
	}
	return a
}

func tierTerm(c Care) string {
	return map[string]string{"self": "全自理", "half": "半护理", "full": "全护理"}[c.Tier()]
}

// grantDead makes the tekun awards of one in six of the old people who lived alone and died.
func (f *relief) grantDead(h int32) {
	i := f.Households[h].First
	p := &f.Persons[i]
	if f.Households[h].Count != 1 || p.Died == 0 || p.age < 63 || !f.r.hits(1600) || p.Died.Month() <= firstMonth {
		return
	}
	f.of[h] = onTekun
	a := f.tekun(i, firstMonth, p.Died.Month())
	f.die(&a, i)
	f.Awards = append(f.Awards, a)
}

// die stops an award in the month after the person's death became known.
func (f *relief) die(a *Award, i int32) {
	p := &f.Persons[i]
	if p.Died == 0 {
		return
	}
	from := p.Died.AddMonths(f.late[i]).Month().Next()
	why := p.Full() + "于" + p.Died.Term() + "死亡"
	if f.late[i] > 0 {
		why += fmt.Sprintf("，%d个月后获知", f.late[i])
	}
	a.stop(from, why)
}

// grantLiving makes the living allowances of the disabled members of a dibao family, as long as it has dibao.
func (f *relief) grantLiving(h int32, dibao Award) {
	for i := range f.members(h) {
		p := &f.Persons[i]
		from := dibao.Terms[0].From
		if p.Grade == 0 || p.Died != 0 && p.Died.Month() < from || p.Born >= from.First() {
			continue
		}
		f.lasting(DisabilityLiving, i, from, "困难残疾人生活补贴", f.v.DisabilityLiving)
		a := &f.Awards[len(f.Awards)-1]
		last := dibao.Terms[len(dibao.Terms)-1]
		switch {
		case p.Died != 0:
			f.die(a, i)
		case last.Act == Stop:
			a.stop(last.From, "家庭不再享受低保")
		}
	}
}

// lasting adds an award of a person that pays what each month's value gives.
func (f *relief) lasting(programme string, i int32, from month.Month, term string, value func(m month.Month) money.Fen) {
	a := f.single(programme, i, from, value(from), "standard", term, f.startCause(from))
	for m := from + 1; m <= lastMonth; m++ {
		if p := &f.Persons[i]; p.Died != 0 && m > p.Died.Month() {
			break
		}
		if fen := value(m); fen != a.Terms[len(a.Terms)-1].Amount {
			a.change(m, fen, "标准调整为每月"+fen.String())
		}
	}
	f.Awards = append(f.Awards, a)
}

// grantCare makes the care allowance of a severely disabled person; nineteen of twenty have it, nobody on tekun.
func (f *relief) grantCare(i int32) {
	p := &f.Persons[i]
	if p.Grade == 0 || f.of[p.Household] == onTekun || !f.v.Severe(Handicaps[p.Handicap], int(p.Grade), lastMonth) || !f.r.hits(9500) {
		return
	}
	from := max(f.start(), p.Born.Month().Next())
	if p.Died != 0 && from > p.Died.Month() {
		from = firstMonth
	}
	if p.Born >= from.First() || p.Died != 0 && p.Died.Month() <= from {
		return
	}
	f.lasting(DisabilityCare, i, from, "重度残疾人护理补贴", f.v.DisabilityCare)
	f.die(&f.Awards[len(f.Awards)-1], i)
}

// grantAge makes the advanced-age allowance of nearly everybody old enough, by the age on the first of the month.
func (f *relief) grantAge(i int32) {
	p := &f.Persons[i]
	if p.age < 78 || !f.r.hits(9700) {
		return
	}
	var a Award
	for m := firstMonth; m <= lastMonth && (p.Died == 0 || p.Died >= m.First()); m++ {
		age := p.Age(m.First())
		fen := f.v.AdvancedAge(age, m)
		switch {
		case fen == 0:
		case len(a.Terms) == 0:
			why := fmt.Sprintf("%d 周岁", age)
			if m == firstMonth {
				why = f.startCause(m)
			}
			a = f.single(AdvancedAge, i, m, fen, "standard", "高龄津贴", why)
		case a.Terms[len(a.Terms)-1].Amount != fen:
			a.change(m, fen, fmt.Sprintf("年满 %d 周岁，标准调整为每月%s", age, fen))
		}
	}
	if len(a.Terms) > 0 {
		f.die(&a, i)
		f.Awards = append(f.Awards, a)
	}
}

// grantFrail makes the allowances of old people in hardship. In the article's months 1,284 have it, together for 7,592
// months: those who joined late make up for the months that six for each would be more.
func (f *relief) grantFrail() {
	if !f.Scale.whole() {
		for h := range f.Households {
			if f.of[h] == onDibao {
				f.frail = append(f.frail, f.profile(int32(h)).frail...)
			}
		}
	}
	missing := len(f.frail) * 112 / articleFrail
	if f.Scale.whole() {
		missing = articleFrail*6 - articleFrailMonths
	}
	for at, i := range f.frail {
		group := "dependent"
		p := &f.Persons[i]
		if p.Age(articleFrom.First()) >= 80 {
			group = "aged"
		}
		from := min(max(f.start(), monthOfAge(p.Born, 60)), articleFrom)
		if group == "aged" && p.Care < Mild {
			from = min(max(from, monthOfAge(p.Born, 80)), articleFrom)
		}
		switch {
		case at >= articleFrail:
			from = articleUntil.Add(f.r.below(4))
		case missing > 0:
			late := min(f.r.between(1, 5), missing)
			missing -= late
			from = articleFrom.Add(late)
		}
		f.lasting(HardshipAged, i, from, "高龄失能补贴", func(m month.Month) money.Fen { return f.v.HardshipAged(group, m) })
		a := &f.Awards[len(f.Awards)-1]
		a.Terms[0].Lines[0].Why = map[string]string{"aged": "高龄", "dependent": "失能"}[group]
	}
}

// grantAid makes the grants of temporary aid: the article's 93, and others before and after its months.
func (f *relief) grantAid() {
	sums := append([]int(nil), articleAid...)
	shuffle(f.r, sums)
	reasons := []string{"突发疾病住院", "子女就学费用", "房屋火灾", "交通意外", "主要劳动力失业"}
	give := func(i int32, m month.Month, yuan int) {
		fen := money.Yuan(int64(yuan))
		a := f.single(Temporary, i, m, fen, "once", "一次性救助金", reasons[f.r.below(len(reasons))])
		a.stop(m.Next(), "一次性发放")
		f.Awards = append(f.Awards, a)
	}
	for k, i := range f.aided {
		give(i, articleFrom.Add(f.r.below(int(articleUntil-articleFrom))), sums[k])
	}
	for h := range f.Households {
		if f.of[h] != onEdge && f.of[h] != watched || !f.r.hits(1200) || slices.Contains(f.aided, f.needy(int32(h))) {
			continue
		}
		m := firstMonth.Add(f.r.below(int(lastMonth-firstMonth) + 1))
		if Article().Contains(m) {
			m = m.Add(-12)
		}
		if p := &f.Persons[f.needy(int32(h))]; p.Born < m.First() {
			give(f.needy(int32(h)), m, 100*f.r.between(5, 30))
		}
	}
}
