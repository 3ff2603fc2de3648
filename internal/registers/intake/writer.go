package intake

import (
	"context"
	"slices"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// writer puts what the file says into the registers of people, households and circumstances: some households or persons
// at a time, and of them table by table.
type writer struct {
	tx     *store.Tx
	by     access.Actor
	t      *Trial
	found  []match
	source circumstance.Source
	file   string

	entered map[idcard.Number]string // persons of a list of persons who were new, by number
	fresh   map[string]bool          // members of households who were new, by id
}

// portionSize is how many households or persons are written at a time: enough for writing in bulk, and little beside the
// memory that a long list takes.
const portionSize = 1000

// eachPortion takes the steps with those entries that are not held and of which there may be something to write, and
// tells in words how far they have come.
func (w *writer) eachPortion(ctx context.Context, words string, wanted func(i int) bool, steps ...func(ctx context.Context, portion []int) error) error {
	var taken []int
	for i, o := range w.t.Outcomes {
		if !o.Held && wanted(i) {
			taken = append(taken, i)
		}
	}
	for portion := range slices.Chunk(taken, portionSize) {
		for _, step := range steps {
			if err := step(ctx, portion); err != nil {
				return err
			}
		}
		if w.t.tell != nil {
			w.t.tell(words, portion[len(portion)-1]+1, len(w.t.Outcomes))
		}
	}
	return nil
}

// lockAll keeps others from everybody whom the list names, before anything is written: who comes to a lock late may have to
// begin again.
func (w *writer) lockAll(ctx context.Context) error {
	var all []int
	for i := range w.found {
		if w.unsaid(i) {
			all = append(all, i)
		}
	}
	for portion := range slices.Chunk(all, portionSize) {
		if err := w.lock(ctx, portion); err != nil {
			return err
		}
	}
	return nil
}

// households writes every household that is not held. What one transaction has brought in is not asked for again: a
// person twice in a file is an error that holds both places. A household of which the registers say all already is passed
// by: it was so when this transaction looked, and whatever others have written since came after the list.
func (w *writer) households(ctx context.Context) error {
	return w.eachPortion(ctx, "写入底册", w.unsaid, w.members, w.seats, w.memberships, w.presences, w.circumstances, w.outdate)
}

// unsaid tells whether an entry says anything that the registers did not say when it was matched.
func (w *writer) unsaid(i int) bool { return !w.found[i].said }

// news notes of which entries something was news; of has the entry of each.
func (w *writer) news(of []int, news []bool) {
	for n, changed := range news {
		o := &w.t.Outcomes[of[n]]
		o.Changed = o.Changed || changed
	}
}

// lock keeps others from the people and households that the registers know. Of new ones nobody else knows.
func (w *writer) lock(ctx context.Context, portion []int) error {
	var names []string
	for _, i := range portion {
		m := &w.found[i]
		if m.household != "" {
			names = append(names, "household/"+m.household)
		}
		for _, id := range m.persons {
			if id != "" {
				names = append(names, "person/"+id)
			}
		}
	}
	return w.tx.LockAll(ctx, names)
}

// members writes who the people are: those who are new, and what is new of the others.
func (w *writer) members(ctx context.Context, portion []int) error {
	var fresh []person.Entry
	var known []person.Amendment
	var of []int
	for _, i := range portion {
		h, m := &w.t.Households[i], &w.found[i]
		for at := range h.Members {
			told := h.Members[at].particulars(h)
			if m.persons[at] != "" {
				known, of = append(known, person.Amendment{Person: m.persons[at], Particulars: told}), append(of, i)
				continue
			}
			m.persons[at] = w.tx.NewID()
			w.fresh[m.persons[at]] = true
			fresh = append(fresh, person.Entry{ID: m.persons[at], Particulars: told, From: w.t.AsOf, Source: w.source.String()})
			w.t.Outcomes[i].Changed = true
		}
	}
	if err := person.RecordAll(ctx, w.tx, fresh); err != nil {
		return err
	}
	news, err := person.AmendAll(ctx, w.tx, known, w.t.AsOf, w.source.String())
	w.news(of, news)
	return err
}

func (who *Member) particulars(h *Household) person.Particulars {
	return person.Particulars{
		Name: who.Name, Number: who.Number, Birth: who.Birth, Sex: person.Sex(who.Sex), Phone: who.Phone,
		Division: h.Division, Address: h.Address,
	}
}

// seats opens new households, and brings the seats of known ones up to what the list says. A list that is silent about
// address or number leaves them as they are.
func (w *writer) seats(ctx context.Context, portion []int) error {
	var fresh []household.Seat
	var opened, of []int
	var ids []string
	for _, i := range portion {
		if w.found[i].household == "" {
			fresh, opened = append(fresh, w.t.Households[i].seat()), append(opened, i)
			continue
		}
		ids, of = append(ids, w.found[i].household), append(of, i)
	}
	made, err := household.OpenAll(ctx, w.tx, fresh, w.t.AsOf, w.source.String())
	if err != nil {
		return err
	}
	for n, i := range opened {
		w.found[i].household, w.t.Outcomes[i].Changed = made[n], true
	}
	old, err := household.SeatsOf(ctx, w.tx, ids, w.t.AsOf)
	if err != nil {
		return err
	}
	told := make([]household.Seated, len(of))
	for n, i := range of {
		told[n] = household.Seated{Household: ids[n], Seat: w.t.Households[i].seatOver(old[ids[n]])}
	}
	news, err := household.SitAll(ctx, w.tx, told, w.t.AsOf, w.source.String())
	w.news(of, news)
	return err
}

func (h *Household) seat() household.Seat {
	return household.Seat{Division: h.Division, Address: h.Address, Number: h.Key}
}

func (h *Household) seatOver(old household.Seat) household.Seat {
	s := h.seat()
	if s.Address == "" {
		s.Address = old.Address
	}
	if s.Number == "" {
		s.Number = old.Number
	}
	return s
}

// memberships leaves the relation of a member alone whose relation the list does not state.
func (w *writer) memberships(ctx context.Context, portion []int) error {
	silent := func(who *Member) bool { return !w.t.relates(who) }
	var asked []string
	for _, i := range portion {
		for at := range w.t.Households[i].Members {
			if silent(&w.t.Households[i].Members[at]) && !w.fresh[w.found[i].persons[at]] {
				asked = append(asked, w.found[i].persons[at])
			}
		}
	}
	homes, err := household.HomesOf(ctx, w.tx, access.Within(w.t.Division), asked, w.t.AsOf)
	if err != nil {
		return err
	}
	var told, fresh []household.Membership
	var of []int
	for _, i := range portion {
		m := &w.found[i]
		for at := range w.t.Households[i].Members {
			who := &w.t.Households[i].Members[at]
			one := household.Membership{Household: m.household, Person: m.persons[at], Relation: who.Relation}
			switch {
			case w.fresh[one.Person]:
				fresh = append(fresh, one)
			case !silent(who) || homes[one.Person] != m.household:
				told, of = append(told, one), append(of, i)
			}
		}
	}
	if err := household.JoinNew(ctx, w.tx, fresh, w.t.AsOf, w.source.String()); err != nil {
		return err
	}
	news, err := household.JoinAll(ctx, w.tx, told, w.t.AsOf, w.source.String())
	w.news(of, news)
	return err
}

// presences are recorded of those of whom the list says that they are away, and of those who are away by the register
// and of whom the list says that they work here.
func (w *writer) presences(ctx context.Context, portion []int) error {
	var told []household.Whereabouts
	var of []int
	for _, i := range portion {
		m := &w.found[i]
		for at := range w.t.Households[i].Members {
			if met, says := w.t.Households[i].Members[at].whereabouts(m.away[at]); says {
				met.Person = m.persons[at]
				told, of = append(told, met), append(of, i)
			}
		}
	}
	news, err := household.AbsentAll(ctx, w.tx, told, w.t.AsOf, w.source.String())
	w.news(of, news)
	return err
}

func (who *Member) whereabouts(away bool) (met household.Whereabouts, says bool) {
	works := func(f circumstance.Fact) bool { return f.Kind == circumstance.Work }
	switch {
	case who.Away:
		return household.Whereabouts{Presence: household.Away, Where: who.Where}, true
	case away && slices.ContainsFunc(who.Facts(), works):
		return household.Whereabouts{Presence: household.Home}, true
	}
	return met, false
}

// circumstances writes what the list says about the members and the households as such.
func (w *writer) circumstances(ctx context.Context, portion []int) error {
	var told []circumstance.Fact
	var of []int
	for _, i := range portion {
		h, m := &w.t.Households[i], &w.found[i]
		for at := range h.Members {
			told = w.about(told, m.persons[at], h.Members[at].Facts())
		}
		told = w.about(told, m.household, h.Facts())
		for len(of) < len(told) {
			of = append(of, i)
		}
	}
	return w.record(ctx, told, of)
}

// about adds what is said of one subject, from the day of the list on.
func (w *writer) about(told []circumstance.Fact, subject string, list []circumstance.Fact) []circumstance.Fact {
	for _, f := range list {
		f.Subject, f.During, f.Source = subject, month.Since(w.t.AsOf), w.source
		told = append(told, f)
	}
	return told
}

func (w *writer) record(ctx context.Context, told []circumstance.Fact, of []int) error {
	news, err := circumstance.Record(ctx, w.tx, told)
	w.news(of, news)
	return err
}

// outdate tells the benefit register of which households something was news, and keeps what each became.
func (w *writer) outdate(ctx context.Context, portion []int) error {
	var changed []string
	for _, i := range portion {
		o, m := &w.t.Outcomes[i], &w.found[i]
		o.Household = m.household
		if o.Changed && m.household != "" {
			changed = append(changed, m.household)
		}
	}
	return benefit.FactsChangedAll(ctx, w.tx, w.by, changed)
}
