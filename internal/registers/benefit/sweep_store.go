package benefit

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/place"
)

// A sweep gathers the families of thousands of households, or of all in scope, as [Gather] does of a few: in one pass
// over each table instead of ten queries for every few hundred.
type sweep struct {
	tx        *store.Tx
	scope     access.Scope
	month     month.Month
	day       month.Day
	programme string
	register  *register

	facts   map[string][]circumstance.Fact
	decided map[string]Classed // by officers
	tree    *place.Tree
	words   store.Words
	days    store.Days
}

// gatherMany is Gather of many households, or of all in scope when none are named, out of a register of the month.
func gatherMany(ctx context.Context, tx *store.Tx, scope access.Scope, r *register, programme string, households []string) ([]Family, error) {
	s, err := newSweep(ctx, tx, scope, programme, r, households)
	if err != nil {
		return nil, err
	}
	var families []Family
	err = s.families(ctx, households, func(f Family) error {
		families = append(families, f)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return inOrderOf(families, households), callElsewhere(ctx, tx, families, r.month.First())
}

// inOrderOf puts families, who come by their ids, into the order in which they were asked for.
func inOrderOf(families []Family, asked []string) []Family {
	if slices.IsSorted(asked) {
		return families
	}
	at := make(map[string]int, len(families))
	for i, f := range families {
		at[f.Household] = i
	}
	ordered := make([]Family, 0, len(families))
	for _, id := range asked {
		if i, ok := at[id]; ok {
			ordered = append(ordered, families[i])
		}
	}
	return ordered
}

// newSweep reads what stands beside the members of families: their circumstances and the classes that were decided.
func newSweep(ctx context.Context, tx *store.Tx, scope access.Scope, programme string, r *register, households []string) (s *sweep, err error) {
	s = &sweep{
		tx: tx, scope: scope, month: r.month, day: r.month.First(), programme: programme, register: r,
		decided: map[string]Classed{}, words: store.Words{}, days: store.Days{},
	}
	if s.tree, err = place.Read(ctx, tx); err != nil {
		return nil, err
	}
	if s.facts, err = circumstance.Plain(ctx, tx, scope, households, s.day); err != nil {
		return nil, err
	}
	err = each(ctx, tx, `SELECT c.household, c.class, c.reason FROM benefit_class c WHERE c.county = $1 AND `+store.Held("c", 2),
		[]any{tx.County(), s.day}, func(rows *sql.Rows) error {
			var at string
			var c Classed
			err := rows.Scan(&at, &c.Class, &c.Reason)
			s.decided[at] = c
			return err
		})
	return s, err
}

// families hands over the households named, or all in scope when none are, in the order of their ids. Of benefits held
// elsewhere the name of the other household is left out: see callElsewhere. take must not ask the books.
func (s *sweep) families(ctx context.Context, households []string, take func(Family) error) error {
	column, args := "s.division", []any{s.tx.County(), s.day}
	if len(households) > 0 || s.scope.Contains(division.Code(s.tx.County()+"000000")) {
		// A database might else look through a whole township for a few, or sort the whole county.
		column = "s.division || ''"
	}
	inside, more := s.scope.Where(column, 3)
	args = append(args, more...)
	if len(households) > 0 {
		args = append(args, store.List(households))
		inside += " AND " + s.tx.Listed("s.household", len(args))
	}
	var f Family
	var ever []string
	end := func() error {
		if f.Household == "" {
			return nil
		}
		f.Registered = len(ever)
		return take(s.complete(f))
	}
	err := s.tx.Each(ctx, seatedMembers+" AND "+inside+" ORDER BY s.household", args, func(r store.Row) error {
		if f.Household != string(r.Text(0)) {
			if err := end(); err != nil {
				return err
			}
			f = Family{Household: string(r.Text(0)), Division: division.Code(s.words.Of(r.Text(1))), Number: string(r.Text(2)), Day: s.day}
			ever = ever[:0]
		}
		person := r.Text(3)
		if person == nil {
			return nil
		}
		id := string(person)
		if !slices.Contains(ever, id) {
			ever = append(ever, id)
		}
		if r.Whole(5) == 0 {
			return nil // has left, or is yet to come
		}
		m := Member{
			Person: id, Name: string(r.Text(6)), Relation: household.Relation(s.words.Of(r.Text(4))), Sex: s.words.Of(r.Text(8)),
			Presence: household.Presence(s.words.Of(r.Text(9))), Circumstances: s.facts[id],
		}
		var err error
		m.Birth, err = s.days.Of(r.Text(7))
		f.Members = append(f.Members, m)
		return err
	})
	if err == nil {
		err = end()
	}
	if err != nil {
		return fmt.Errorf("gather families of %s: %w", s.month, err)
	}
	return nil
}

// seatedMembers are the households s that have a seat on the day $2, each with everybody m who ever was a member, as
// believed today.
var seatedMembers = `SELECT s.household, s.division, s.number, m.person, m.relation,
		CASE WHEN m.true_from <= $2 AND m.true_until > $2 THEN 1 ELSE 0 END,
		n.name, b.birth, b.sex, COALESCE(p.presence, '` + string(household.Home) + `')
	FROM household_seat s
	LEFT JOIN household_member m ON m.county = s.county AND m.household = s.household AND m.known_until = '` + store.KnownForever + `'
	LEFT JOIN person_name n ON n.county = m.county AND n.person = m.person AND ` + store.Held("n", 2) + `
	LEFT JOIN person_birth b ON b.county = m.county AND b.person = m.person AND ` + store.Held("b", 2) + `
	LEFT JOIN household_presence p ON p.county = m.county AND p.person = m.person AND ` + store.Held("p", 2) + `
	WHERE s.county = $1 AND ` + store.Held("s", 2)

// complete adds to a family what was read before it.
func (s *sweep) complete(f Family) Family {
	slices.SortFunc(f.Members, inFamily)
	f.Circumstances = s.facts[f.Household]
	f.Class = s.classOf(f)
	f.Held = s.register.holding(nil, Holder{Household, f.Household})
	of := len(f.Held)
	for _, m := range f.Members {
		f.Held = s.register.holding(f.Held, Holder{Person, m.Person})
		f.Elsewhere = s.elsewhere(f.Elsewhere, f.Household, m.Person)
	}
	byAward := func(a, b Holding) int { return cmp.Or(cmp.Compare(a.Award, b.Award), cmp.Compare(a.Person, b.Person)) }
	slices.SortStableFunc(f.Held[of:], byAward)
	slices.SortStableFunc(f.Elsewhere, byAward)
	return f
}

// inFamily is the order of members: the head first, then by birth, those whose birth is not known last.
func inFamily(a, b Member) int {
	return cmp.Or(
		after(a.Relation != household.Head, b.Relation != household.Head), after(!a.Birth.Known(), !b.Birth.Known()),
		cmp.Compare(a.Birth, b.Birth), cmp.Compare(a.Person, b.Person),
	)
}

// after puts those of whom it is true behind the others.
func after(a, b bool) int { return flag(a) - flag(b) }

// classOf is the class as an officer decided it, else as the award that stands was decided, else the labelled default.
func (s *sweep) classOf(f Family) Classed {
	if c, ok := s.decided[f.Household]; ok {
		return c
	}
	if c, ok := s.register.classOf(f.Household, s.programme); ok {
		return c
	}
	return assumedClass(s.tree, f.Division)
}

// elsewhere adds what other households have in force for a member of this one.
func (s *sweep) elsewhere(list []Holding, home, person string) []Holding {
	for _, at := range s.register.covers[person] {
		if a := &s.register.awards[at]; a.holder.ID != home {
			list = append(list, Holding{Award: a.id, Programme: a.programme, Person: person, Name: a.holder.ID})
		}
	}
	return list
}

// callElsewhere puts the names of the heads in the place of the ids of other households.
func callElsewhere(ctx context.Context, tx *store.Tx, families []Family, on month.Day) error {
	var holders []Holder
	for _, f := range families {
		for _, h := range f.Elsewhere {
			holders = append(holders, Holder{Household, h.Name})
		}
	}
	if len(holders) == 0 {
		return nil
	}
	called, err := namesOf(ctx, tx, holders, on)
	for _, f := range families {
		for i, h := range f.Elsewhere {
			f.Elsewhere[i].Name = called[Holder{Household, h.Name}]
		}
	}
	return err
}
