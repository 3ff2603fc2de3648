package intake

import (
	"context"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// persons writes every person of a list who is not held: who it is, where he is, what the row says about him. The
// residence of one who stands in a household is the household's, and is left alone.
func (w *writer) persons(ctx context.Context) error {
	return w.eachPortion(ctx, "写入底册", everyone, w.newcomers, w.amended, w.housed, w.conditions, w.outdate)
}

// everyone: of a person the list may always have something to say.
func everyone(int) bool { return true }

// newcomers enters all who are not in the register yet, each once.
func (w *writer) newcomers(ctx context.Context, portion []int) error {
	var list []person.Entry
	for _, i := range portion {
		r, o := &w.t.Recipients[i], &w.t.Outcomes[i]
		if o.New {
			if o.Person = w.entered[r.Number]; o.Person == "" {
				o.Person = w.tx.NewID()
				w.entered[r.Number] = o.Person
				list = append(list, person.Entry{ID: o.Person, Particulars: w.told(r), From: w.t.AsOf, Source: w.source.String()})
			}
			w.found[i].persons[0], o.Changed = o.Person, true
		}
	}
	return person.RecordAll(ctx, w.tx, list)
}

// told is what a row says of who the person is.
func (w *writer) told(r *Recipient) person.Particulars {
	return person.Particulars{
		Name: r.Name, Number: r.Number, Birth: r.Birth, Sex: person.Sex(r.Sex), Phone: r.Phone,
		Division: within(r.Division, w.t.Division), Address: r.Address,
	}
}

// amended brings those who are known up to what the rows say.
func (w *writer) amended(ctx context.Context, portion []int) error {
	var told []person.Amendment
	var of []int
	for _, i := range portion {
		r, m := &w.t.Recipients[i], &w.found[i]
		if w.t.Outcomes[i].New {
			continue
		}
		p := w.told(r)
		if m.household != "" || r.Division == "" || w.t.Division == r.Division {
			p.Division, p.Address = "", ""
		}
		told, of = append(told, person.Amendment{Person: m.persons[0], Particulars: p}), append(of, i)
	}
	news, err := person.AmendAll(ctx, w.tx, told, w.t.AsOf, w.source.String())
	w.news(of, news)
	return err
}

// housed records who lives in a home by the list, and who does no longer.
func (w *writer) housed(ctx context.Context, portion []int) error {
	var told []household.Whereabouts
	var of []int
	for _, i := range portion {
		r, m := &w.t.Recipients[i], &w.found[i]
		switch {
		case r.Mode == "institution":
			told = append(told, household.Whereabouts{Person: m.persons[0], Presence: household.Institution, Where: r.Payee})
		case r.Mode == "home" && m.away[0]:
			told = append(told, household.Whereabouts{Person: m.persons[0], Presence: household.Home})
		default:
			continue
		}
		of = append(of, i)
	}
	news, err := household.AbsentAll(ctx, w.tx, told, w.t.AsOf, w.source.String())
	w.news(of, news)
	return err
}

// conditions writes what the rows say about the persons.
func (w *writer) conditions(ctx context.Context, portion []int) error {
	var told []circumstance.Fact
	var of []int
	for _, i := range portion {
		told = w.about(told, w.found[i].persons[0], w.t.Recipients[i].Facts())
		for len(of) < len(told) {
			of = append(of, i)
		}
	}
	return w.record(ctx, told, of)
}

// personAwards hands the payments of all persons taken in to the benefit register.
func (k *Intake) personAwards(ctx context.Context, w *writer, roll *benefit.RollTaking) error {
	return w.eachPortion(ctx, "登记待遇", everyone, func(ctx context.Context, portion []int) error { return k.personAwardsOf(ctx, w, roll, portion) })
}

// personAwardsOf hands over the payments of some persons.
func (k *Intake) personAwardsOf(ctx context.Context, w *writer, roll *benefit.RollTaking, portion []int) error {
	var list []benefit.Imported
	var of []int
	for _, i := range portion {
		for _, x := range k.paidTo(w.t, &w.t.Recipients[i], w.found[i], i) {
			x.Intake = w.file
			list, of = append(list, x), append(of, i)
		}
	}
	verdicts, err := roll.TakeIn(ctx, list)
	if err != nil {
		return err
	}
	for _, i := range of {
		w.t.Outcomes[i].Verdict = benefit.Verdict{}
	}
	for n, v := range verdicts {
		r, o := &w.t.Recipients[of[n]], &w.t.Outcomes[of[n]]
		if v.Kind == benefit.TakenRefused {
			return fault.Conflict("第%d行：%s", r.Row, v.Sentence)
		}
		o.hear(v, r.itemOf(list[n].Programme, w.t.Kind))
		o.Changed = o.Changed || v.Kind != benefit.TakenSame
	}
	return nil
}

// deaths enters the notices that are not held.
func (k *Intake) deaths(ctx context.Context, w *writer) error {
	var told []person.Death
	for i, d := range w.t.deaths {
		o := &w.t.Outcomes[i]
		if o.Held {
			continue
		}
		d.Source = deathSource(w.file)
		told = append(told, d)
		o.Person, o.Changed = w.found[i].persons[0], o.Verdict.Kind != benefit.TakenSame
	}
	_, err := person.RecordDeaths(ctx, k.bus, w.tx, w.by, told)
	return err
}

// deathSource is how the death register names a file.
func deathSource(file string) string { return "intake:" + file }

// enter writes what the file says into the registers, by its kind.
func (k *Intake) enter(ctx context.Context, w *writer) error {
	switch {
	case w.t.Kind.OfDeaths():
		return k.deaths(ctx, w)
	}
	roll, err := benefit.BeginRoll(ctx, w.tx, w.by)
	if err != nil {
		return err
	}
	if err := w.lockAll(ctx); err != nil {
		return err
	}
	if w.t.Kind.OfPersons() {
		if err := w.persons(ctx); err != nil {
			return err
		}
		return k.personAwards(ctx, w, roll)
	}
	if err := w.households(ctx); err != nil {
		return err
	}
	return k.awards(ctx, w, roll)
}

// hold finds who is meant and what the registers say to it, by the kind of list.
func (k *Intake) hold(ctx context.Context, tx *store.Tx, by access.Actor, t *Trial) (found []match, err error) {
	switch {
	case t.Kind.OfHouseholds():
		if found, err = matchAll(ctx, tx, t.Understood); err != nil {
			return nil, err
		}
		return found, k.compare(ctx, tx, by, t, found)
	case t.Kind.OfDeaths():
		for i := range t.deaths {
			t.deaths[i].Division = within(t.deaths[i].Division, t.Division)
		}
		if found, err = seekAll(ctx, tx, t.Understood); err != nil {
			return nil, err
		}
		return found, weighDeaths(ctx, tx, by, t, found)
	}
	if found, err = seekAll(ctx, tx, t.Understood); err != nil {
		return nil, err
	}
	if err := k.weighPersons(ctx, tx, by, t, found); err != nil {
		return nil, err
	}
	return found, notListed(ctx, tx, t, found)
}
