package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// seeking holds a list of persons or of deaths against the registers. Who is meant, the number alone says.
type seeking struct {
	u       *Understood
	places  *place.Tree
	persons map[idcard.Number]string // id by number, in the whole county
	known   map[string]person.View   // by id
	homes   map[string]string        // household by person
	away    map[string]household.Presence
	named   map[string][]person.View // of the list's division, without a number, by name
}

// seekAll finds every person of the file in the registers, each as a match with one person.
func seekAll(ctx context.Context, tx *store.Tx, u *Understood) ([]match, error) {
	s := &seeking{u: u, named: map[string][]person.View{}}
	if err := s.load(ctx, tx); err != nil {
		return nil, err
	}
	found := make([]match, u.entries())
	for i := range found {
		found[i] = s.seek(i + 1)
	}
	return found, nil
}

func (s *seeking) load(ctx context.Context, tx *store.Tx) (err error) {
	county := access.Within(division.Code(tx.County() + "000000"))
	if s.places, err = place.Read(ctx, tx); err != nil {
		return err
	}
	var numbers []idcard.Number
	for i := range s.u.entries() {
		if n := s.u.numberOf(i); !n.None() {
			numbers = append(numbers, n)
		}
	}
	if s.persons, err = person.ByNumbers(ctx, tx, county, numbers); err != nil {
		return err
	}
	ids := slices.Sorted(maps.Values(s.persons))
	if s.known, err = person.Views(ctx, tx, county, ids); err != nil || s.u.Kind.OfDeaths() {
		return err
	}
	if s.homes, err = household.HomesOf(ctx, tx, county, ids, s.u.AsOf); err != nil {
		return err
	}
	if s.away, err = household.PresencesOf(ctx, tx, county, ids, s.u.AsOf); err != nil {
		return err
	}
	return s.loadNamed(ctx, tx)
}

// loadNamed reads those without a number who bear a name of the list: a number that is news may be theirs.
func (s *seeking) loadNamed(ctx context.Context, tx *store.Tx) error {
	var names []string
	for i, r := range s.u.Recipients {
		if s.persons[s.u.numberOf(i)] == "" {
			names = append(names, r.Name)
		}
	}
	people, err := person.Named(ctx, tx, access.Within(s.u.Division), names)
	for _, v := range people {
		if v.Number == "" {
			s.named[v.Name] = append(s.named[v.Name], v)
		}
	}
	return err
}

// seek finds the person of one entry, given by its place in the file from 1.
func (s *seeking) seek(at int) match {
	n := s.u.numberOf(at - 1)
	found := match{persons: []string{""}, away: []bool{false}}
	if n.None() {
		s.numberless(at)
		return found
	}
	id := s.persons[n]
	if id == "" {
		if found.persons[0] = s.nameless(at); found.persons[0] == "" {
			s.homeless(at)
		}
		return found
	}
	found.persons[0], found.household = id, s.homes[id]
	found.away[0] = s.away[id] == household.Institution
	who := s.known[id]
	if name := s.u.nameOf(at - 1); who.Name != name {
		s.add(at, NameDiffers, s.u.otherName(n, name, who.Name, who.Division))
	}
	if !s.u.Division.Contains(who.Division) {
		s.add(at, Elsewhere, fmt.Sprintf("%s在底册中登记在%s，不在%s", s.u.nameOf(at-1), s.places.Local(who.Division.Town()), s.places.Local(s.u.Division)))
	}
	if s.u.Kind.OfPersons() && who.Dead {
		s.add(at, DeadByNotice, fmt.Sprintf("%s%s，名册仍列发放", who.Name, who.Gone()))
	}
	return found
}

// numberless holds back a row whose person cannot be told by a number. A name alone never says who is meant.
func (s *seeking) numberless(at int) {
	says := "没有完整的身份证号码，不能确定是谁"
	if s.u.Kind.OfDeaths() {
		says = "没有完整的身份证号码，不能确定是谁去世，不登记；不凭姓名认人"
	}
	s.add(at, Unrecognised, says)
}

// homeless holds back somebody new of whom the list does not say where he lives, not even the township.
func (s *seeking) homeless(at int) {
	if s.u.Kind.OfPersons() && within(s.u.Recipients[at-1].Division, s.u.Division).Level() < division.Town {
		s.u.add(s.u.located(Problem{
			Sheet: s.u.sheetOf(at - 1), Row: s.u.lastRow(at - 1), Kind: VillageMissing, Level: Error, entry: at,
			Says: "底册中没有此人，名册没有写明住在哪个村（社区），不能登记",
		}))
	}
}

// nameless is the one person of the village who came without a number before and whom this number may belong to.
func (s *seeking) nameless(at int) string {
	if s.u.Kind.OfDeaths() {
		return ""
	}
	r := &s.u.Recipients[at-1]
	var fitting []person.View
	for _, v := range s.named[r.Name] {
		if within(r.Division, s.u.Division).Contains(v.Division) && (!v.Birth.Known() || v.Birth == r.Birth) {
			fitting = append(fitting, v)
		}
	}
	switch {
	case len(fitting) == 0:
		return ""
	case len(fitting) == 1 && fitting[0].Birth.Known():
		return fitting[0].ID
	}
	s.add(at, Unrecognised, fmt.Sprintf("底册中本地有%d位没有身份证号码的%s，不能确定是不是同一人", len(fitting), r.Name))
	return ""
}

// add notes what does not fit, at the row of the entry.
func (s *seeking) add(at int, kind ProblemKind, says string) {
	s.u.add(s.u.located(Problem{Sheet: s.u.sheetOf(at - 1), Row: s.u.lastRow(at - 1), Kind: kind, Says: says, entry: at}))
}

// nameOf is the name of an entry: of the person, or of who heads the household.
func (u *Understood) nameOf(i int) string {
	switch {
	case u.Kind.OfDeaths():
		return u.deaths[i].Name
	case u.Kind.OfPersons():
		return u.Recipients[i].Name
	}
	return u.Households[i].Head().Name
}

// newHolder stands for a person who is not in the register yet, where the benefit register is only asked.
func newHolder(at int) string { return fmt.Sprintf("new/%d", at) }

// paidTo are the payments of a person as the benefit register takes them: an amount for several months is one for
// each. A payment that cannot be parted evenly is left out; see [Trial.parted].
func (k *Intake) paidTo(t *Trial, r *Recipient, m match, at int) []benefit.Imported {
	holder := benefit.Holder{Unit: benefit.Person, ID: m.persons[0]}
	if holder.ID == "" {
		holder.ID = newHolder(at)
	}
	var list []benefit.Imported
	for _, p := range r.Payments {
		if !p.even() {
			continue
		}
		x := benefit.Imported{
			Programme: p.Programme, Holder: holder, Division: within(r.Division, t.Division), Month: p.From,
			Amount: p.Amount / money.Fen(p.Months), Lines: p.monthly(), File: t.Name,
		}
		if r.Class != "" {
			x.Class = benefit.Classed{Class: r.Class, Reason: "名册载明"}
		}
		if r.Account != "" {
			x.Payee = r.payee(m.persons[0])
		}
		list = append(list, x)
	}
	return list
}

// even tells whether the payment is whole fen a month.
func (p Payment) even() bool { return p.Months > 0 && p.Amount%money.Fen(p.Months) == 0 }

// monthly are the lines of one month, where they make up the amount; otherwise the sum stands alone.
func (p Payment) monthly() []benefit.Line {
	n := money.Fen(p.Months)
	var lines []benefit.Line
	for _, l := range p.Lines {
		if l.Fen%n != 0 {
			return nil
		}
		if l.Fen /= n; l.Fen != 0 {
			lines = append(lines, l)
		}
	}
	if benefit.Sum(lines) != p.Amount/n {
		return nil
	}
	return lines
}

// payee is who draws the money by the list: the person, unless it names another or a home.
func (r *Recipient) payee(id string) *benefit.Payee {
	p := &benefit.Payee{Kind: r.PayeeKind, Name: r.Payee, Bank: r.Bank, Account: r.Account}
	if p.Name == "" {
		p.Name, p.Person = r.Name, id
	}
	return p
}

// weighPersons asks what the benefit register would say to the payments of a list of persons, and tells it row by row.
func (k *Intake) weighPersons(ctx context.Context, tx *store.Tx, by access.Actor, t *Trial, found []match) error {
	var list []benefit.Imported
	var of []int
	for i := range t.Recipients {
		r := &t.Recipients[i]
		if t.parted(r, i+1); r.Number.None() {
			continue // held
		}
		for _, x := range k.paidTo(t, r, found[i], i) {
			list, of = append(list, x), append(of, i)
		}
	}
	verdicts, err := benefit.Compare(ctx, tx, by, list)
	if err != nil {
		return err
	}
	for n, v := range verdicts {
		i := of[n]
		t.Outcomes[i].hear(v, t.Recipients[i].itemOf(list[n].Programme, t.Kind))
		if v.Kind == benefit.TakenRefused {
			t.add(t.located(Problem{Sheet: t.sheetOf(i), Row: t.lastRow(i), Kind: AwardContradicts, Says: v.Sentence, entry: i + 1}))
		}
	}
	return nil
}

// parted notes payments that are not whole fen a month.
func (t *Trial) parted(r *Recipient, at int) {
	for _, p := range r.Payments {
		if !p.even() {
			t.add(t.located(Problem{
				Sheet: r.Sheet, Row: r.Row, Kind: Uneven, entry: at,
				Says: fmt.Sprintf("%s发%d个月，不能平均到每个月", p.Amount, p.Months),
			}))
		}
	}
}

// itemOf names the programme of a payment where the row has several.
func (r *Recipient) itemOf(programme string, kind Kind) string {
	if len(r.Payments) < 2 {
		return ""
	}
	for _, p := range r.Payments {
		if p.Programme == programme {
			return termOf(p.column, kind) + "："
		}
	}
	return ""
}

// hear adds a verdict to what becomes of a row; of several the gravest counts.
func (o *Outcome) hear(v benefit.Verdict, item string) {
	if o.Verdict.Kind == "" {
		o.Verdict = v
		o.Verdict.Sentence = item + v.Sentence
		return
	}
	order := []benefit.VerdictKind{benefit.TakenSame, benefit.TakenPayee, benefit.TakenChanged, benefit.TakenNew, benefit.TakenRefused}
	if slices.Index(order, v.Kind) > slices.Index(order, o.Verdict.Kind) {
		o.Verdict.Kind = v.Kind
	}
	o.Verdict.Sentence += "；" + item + v.Sentence
}

// namesTold is how many people not named are told by name.
const namesTold = 20

// notListed mentions those who stand in the benefit register and whom the list leaves out. They are left as they are.
func notListed(ctx context.Context, tx *store.Tx, t *Trial, found []match) error {
	listed := map[string]bool{}
	for _, m := range found {
		listed[m.persons[0]] = true
	}
	for _, p := range t.Paid() {
		if slices.ContainsFunc(t.Problems, func(q Problem) bool { return q.Kind == NotNamed && q.Term == p.Programme }) {
			continue
		}
		awards, err := benefit.InForce(ctx, tx, access.Within(t.Division), benefit.Query{Month: p.Months.From, Programme: p.Programme})
		if err != nil {
			return err
		}
		var left []string
		for _, a := range awards {
			if !listed[a.Holder.ID] {
				left = append(left, a.Name)
			}
		}
		if len(left) > 0 {
			t.add(Problem{Kind: NotNamed, Says: unlisted(left), Do: "名册没有列出的人，待遇不变；应停发的请办理停发", Term: p.Programme})
		}
	}
	for i := range t.Problems {
		if p := &t.Problems[i]; p.Kind == NotNamed && p.entry == 0 {
			p.Term = ""
		}
	}
	return nil
}

func unlisted(left []string) string {
	if len(left) > namesTold {
		return fmt.Sprintf("底册中本地还有%d人在享受此项待遇，名册没有列出：%s等", len(left), strings.Join(left[:namesTold], "、"))
	}
	return fmt.Sprintf("底册中本地还有%d人在享受此项待遇，名册没有列出：%s", len(left), strings.Join(left, "、"))
}

// weighDeaths tells of each death whether it would be news.
func weighDeaths(ctx context.Context, tx *store.Tx, by access.Actor, t *Trial, found []match) error {
	for i, d := range t.deaths {
		if d.Day > tx.Today() || d.Month > tx.Today().Month() {
			t.add(t.located(Problem{Sheet: d.Sheet, Row: d.Row, Kind: DayToCome, Says: "死亡日期" + d.When() + "晚于今天", entry: i + 1}))
		}
	}
	heard, err := person.Heard(ctx, tx, by, t.deaths)
	if err != nil {
		return err
	}
	for i, d := range t.deaths {
		o := &t.Outcomes[i]
		switch {
		case heard[i]:
			o.Verdict = benefit.Verdict{Kind: benefit.TakenSame, Sentence: "已登记过，没有变化"}
		case found[i].persons[0] == "":
			o.Verdict = benefit.Verdict{Kind: benefit.TakenNew, Sentence: "登记死亡：" + d.When() + "。底册中没有此人，留待以后核对"}
		default:
			o.Verdict = benefit.Verdict{Kind: benefit.TakenNew, Sentence: "登记死亡：" + d.When() + "。发放名册和名册体检将提请核实其待遇"}
		}
	}
	return nil
}
