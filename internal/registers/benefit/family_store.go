package benefit

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/place"
)

// Gather reads what the registers know of households on the first day of a
// month, in the order of the ids given; those outside the scope on that day are
// left out. The class of each family is that for the programme.
//
// Of a few it asks ten queries; of more than five hundred it reads the awards of the county in one pass, see sweep.
func Gather(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month, programme string, households []string) ([]Family, error) {
	if len(households) <= chunk {
		return gatherFew(ctx, tx, scope, m, programme, households)
	}
	r, err := readRegister(ctx, tx, m, false)
	if err != nil {
		return nil, err
	}
	return gatherMany(ctx, tx, scope, r, programme, households)
}

func gatherFew(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month, programme string, households []string) ([]Family, error) {
	g := gathering{tx: tx, scope: scope, month: m, day: m.First(), found: map[string]*Family{}}
	for _, read := range []func(context.Context, []string) error{g.seats, g.members, g.registered, g.held, g.elsewhere, g.circumstances} {
		if err := read(ctx, households); err != nil {
			return nil, fmt.Errorf("gather families of %s: %w", m, err)
		}
	}
	if err := g.classes(ctx, programme, households); err != nil {
		return nil, fmt.Errorf("gather families of %s: %w", m, err)
	}
	families := make([]Family, 0, len(households))
	for _, id := range households {
		if f := g.found[id]; f != nil {
			families = append(families, *f)
		}
	}
	return families, nil
}

// A gathering is families being read.
type gathering struct {
	tx    *store.Tx
	scope access.Scope
	month month.Month
	day   month.Day
	found map[string]*Family
}

// seats writes the division as an expression: a database might else look through a whole township for a few households.
func (g gathering) seats(ctx context.Context, ids []string) error {
	where, inside := g.scope.Where("s.division || ''", 3)
	args := append([]any{g.tx.County(), g.day}, inside...)
	in, some := among(g.tx, "s.household", ids, len(args)+1)
	return each(ctx, g.tx, `SELECT s.household, s.division, s.number FROM household_seat s
		WHERE s.county = $1 AND `+store.Held("s", 2)+` AND `+where+` AND `+in, append(args, some...), func(rows *sql.Rows) error {
		f := Family{Day: g.day}
		err := rows.Scan(&f.Household, &f.Division, &f.Number)
		g.found[f.Household] = &f
		return err
	})
}

func (g gathering) members(ctx context.Context, ids []string) error {
	in, some := among(g.tx, "m.household", ids, 3)
	return each(ctx, g.tx, `SELECT m.household, m.person, m.relation, COALESCE(n.name, ''), b.birth, COALESCE(b.sex, ''), COALESCE(p.presence, '`+string(household.Home)+`')
		FROM household_member m
		LEFT JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		LEFT JOIN person_birth b ON b.county = m.county AND b.person = m.person AND `+store.Held("b", 2)+`
		LEFT JOIN household_presence p ON p.county = m.county AND p.person = m.person AND `+store.Held("p", 2)+`
		WHERE m.county = $1 AND `+store.Held("m", 2)+` AND `+in+`
		ORDER BY m.household, CASE WHEN m.relation = '`+string(household.Head)+`' THEN 0 ELSE 1 END, b.birth IS NULL, b.birth, m.person`,
		append([]any{g.tx.County(), g.day}, some...), func(rows *sql.Rows) error {
			var at string
			var m Member
			err := rows.Scan(&at, &m.Person, &m.Relation, &m.Name, &m.Birth, &m.Sex, &m.Presence)
			if f := g.found[at]; f != nil {
				f.Members = append(f.Members, m)
			}
			return err
		})
}

// registered counts who ever was a member, as believed today.
func (g gathering) registered(ctx context.Context, ids []string) error {
	in, some := among(g.tx, "m.household", ids, 2)
	return each(ctx, g.tx, `SELECT m.household, COUNT(DISTINCT m.person) FROM household_member m
		WHERE m.county = $1 AND m.known_until = '`+store.KnownForever+`' AND `+in+` GROUP BY m.household`,
		append([]any{g.tx.County()}, some...), func(rows *sql.Rows) error {
			var at string
			var n int
			err := rows.Scan(&at, &n)
			if f := g.found[at]; f != nil {
				f.Registered = n
			}
			return err
		})
}

// held reads what the households and their members receive in the month.
func (g gathering) held(ctx context.Context, ids []string) error {
	in, some := among(g.tx, "a.holder", ids, 3)
	err := g.holdings(ctx, `SELECT a.holder, a.id, a.programme, '', `+headsOf+` FROM benefit_award a CROSS JOIN benefit_term t
		WHERE a.county = $1 AND a.unit = 'household' AND `+in+` AND `+lastBegun, append([]any{g.tx.County(), g.month}, some...))
	if err != nil {
		return err
	}
	in, some = among(g.tx, "m.household", ids, 4)
	return g.holdings(ctx, `SELECT m.household, a.id, a.programme, a.holder, `+headsOf+` FROM household_member m CROSS JOIN benefit_award a CROSS JOIN benefit_term t
		WHERE m.county = $1 AND `+store.Held("m", 3)+` AND `+in+` AND a.county = m.county AND a.unit = 'person' AND a.holder = m.person AND `+lastBegun,
		append([]any{g.tx.County(), g.month, g.day}, some...))
}

const (
	headsOf = `COALESCE((SELECT SUM(c.heads) FROM benefit_covered c WHERE c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal), 0)`
	// lastBegun is the last term t of an award a that has begun by the month $2, unless it is a stop. The tables before it
	// are joined with CROSS JOIN, with which SQLite keeps their order: from the few asked about to what they hold.
	lastBegun = `t.county = a.county AND t.award = a.id AND t.act <> 'stop'
			AND t.ordinal = (SELECT MAX(x.ordinal) FROM benefit_term x WHERE x.county = a.county AND x.award = a.id AND x.from_month <= $2)`
)

func (g gathering) holdings(ctx context.Context, statement string, args []any) error {
	return each(ctx, g.tx, statement+` ORDER BY a.id`, args, func(rows *sql.Rows) error {
		var at string
		var h Holding
		err := rows.Scan(&at, &h.Award, &h.Programme, &h.Person, &h.Heads)
		if f := g.found[at]; f != nil {
			f.Held = append(f.Held, h)
		}
		return err
	})
}

// elsewhere reads what other households receive for members of these.
func (g gathering) elsewhere(ctx context.Context, ids []string) error {
	in, some := among(g.tx, "m.household", ids, 4)
	type row struct {
		at, holder string
		Holding
	}
	var found []row
	err := each(ctx, g.tx, `SELECT m.household, a.holder, a.id, a.programme, c.person
		FROM household_member m CROSS JOIN benefit_covered c CROSS JOIN benefit_award a CROSS JOIN benefit_term t
		WHERE m.county = $1 AND `+store.Held("m", 3)+` AND `+in+` AND c.county = m.county AND c.person = m.person
			AND a.county = c.county AND a.id = c.award AND a.unit = 'household' AND a.holder <> m.household
			AND t.ordinal = c.ordinal AND `+lastBegun+` ORDER BY a.id, c.person`,
		append([]any{g.tx.County(), g.month, g.day}, some...), func(rows *sql.Rows) error {
			var r row
			err := rows.Scan(&r.at, &r.holder, &r.Award, &r.Programme, &r.Person)
			found = append(found, r)
			return err
		})
	if err != nil || len(found) == 0 {
		return err
	}
	holders := make([]Holder, len(found))
	for i, r := range found {
		holders[i] = Holder{Household, r.holder}
	}
	called, err := namesOf(ctx, g.tx, holders, g.day)
	for i, r := range found {
		r.Name = called[holders[i]]
		if f := g.found[r.at]; f != nil {
			f.Elsewhere = append(f.Elsewhere, r.Holding)
		}
	}
	return err
}

func (g gathering) circumstances(ctx context.Context, ids []string) error {
	facts, err := circumstance.OfAll(ctx, g.tx, g.scope, ids, g.day)
	for _, id := range ids {
		if f := g.found[id]; f != nil {
			f.learn(facts)
		}
	}
	return err
}

// learn puts circumstances where they belong.
func (f *Family) learn(facts map[string][]circumstance.Fact) {
	f.Circumstances = facts[f.Household]
	for i := range f.Members {
		f.Members[i].Circumstances = facts[f.Members[i].Person]
	}
}

// classes gives each family its class: as an officer decided it, else as the
// award that stands was decided, else the labelled default.
func (g gathering) classes(ctx context.Context, programme string, ids []string) error {
	if err := g.awarded(ctx, programme, ids); err != nil {
		return err
	}
	if err := g.decided(ctx, ids); err != nil {
		return err
	}
	var tree *place.Tree // a quarter of a confirmation went into reading it, seldom for anything
	for _, f := range g.found {
		if f.Class != (Classed{}) {
			continue
		}
		if tree == nil {
			var err error
			if tree, err = place.Read(ctx, g.tx); err != nil {
				return err
			}
		}
		f.Class = assumedClass(tree, f.Division)
	}
	return nil
}

// awarded takes the class of the last term of the household's latest award,
// whether or not it was stopped since: a stop does not change what was decided.
func (g gathering) awarded(ctx context.Context, programme string, ids []string) error {
	in, some := among(g.tx, "a.holder", ids, 4)
	return each(ctx, g.tx, `SELECT a.holder, t.class, t.class_reason, t.class_default FROM benefit_award a
		JOIN benefit_term t ON t.county = a.county AND t.award = a.id
		WHERE a.county = $1 AND a.programme = $2 AND a.unit = 'household' AND t.from_month <= $3 AND t.class <> '' AND `+in+`
		ORDER BY a.holder, a.ordinal, t.ordinal`,
		append([]any{g.tx.County(), programme, g.month}, some...), func(rows *sql.Rows) error {
			var at string
			var c Classed
			var flagged int
			err := rows.Scan(&at, &c.Class, &c.Reason, &flagged)
			c.Default = flagged == 1
			if f := g.found[at]; f != nil {
				f.Class = c // a later term takes the place of an earlier one
			}
			return err
		})
}

func (g gathering) decided(ctx context.Context, ids []string) error {
	in, some := among(g.tx, "c.household", ids, 3)
	return each(ctx, g.tx, `SELECT c.household, c.class, c.reason FROM benefit_class c WHERE c.county = $1 AND `+store.Held("c", 2)+` AND `+in,
		append([]any{g.tx.County(), g.day}, some...), func(rows *sql.Rows) error {
			var at string
			var c Classed
			err := rows.Scan(&at, &c.Class, &c.Reason)
			if f := g.found[at]; f != nil {
				f.Class = c
			}
			return err
		})
}
