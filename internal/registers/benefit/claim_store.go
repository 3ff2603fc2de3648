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
)

// Claims lists the awards in force in a month as claims, ordered by award: for whoever checks what is paid. A household's
// claim names its head and the covered persons, the head first, as far as they are known.
//
// Evidence names the award and the household, and as FileID the received file of an award taken from a roll; the room
// that keeps files knows its row.
//
// It asks five queries, however many awards there are.
func Claims(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]Claim, error) {
	where, args := Query{Month: m}.where(tx, scope)
	c := claiming{ctx: ctx, tx: tx, where: where, args: args, at: map[string]int{}}
	for _, read := range []func() error{c.awards, c.heads, c.covered, c.lines, c.certificates} {
		if err := read(); err != nil {
			return nil, fmt.Errorf("read claims of %s: %w", m, err)
		}
	}
	for i := range c.found {
		c.found[i].Month, c.found[i].Months = m, 1
		c.settle(i)
	}
	return c.found, nil
}

// claiming is claims being read.
type claiming struct {
	ctx   context.Context
	tx    *store.Tx
	where string
	args  []any

	found []Claim
	at    map[string]int // places in found by award
	first []Named        // head or holder of each
}

// each runs a statement over the awards in force, joined with more; the award comes first among the columns.
func (c *claiming) each(columns, join, order string, read func(i int, rows *sql.Rows, award *string) error) error {
	return each(c.ctx, c.tx, inForceWith(`a.id, `+columns, join, c.where)+` ORDER BY a.id`+order, c.args, func(rows *sql.Rows) error {
		var award string
		return read(len(c.found), rows, &award)
	})
}

// paying joins an award with its payee on the day $3.
var paying = ` LEFT JOIN benefit_payee p ON p.county = a.county AND p.award = a.id AND ` + store.Held("p", 3)

func (c *claiming) awards() error {
	columns := `a.programme, a.unit, a.holder, ` + placeOf + `, COALESCE(` + householdOf + `, ''), COALESCE(hs.address, ''), a.source, a.source_id,
		t.class, t.amount, COALESCE(p.kind, ''), COALESCE(p.name, ''), COALESCE(p.account, '')`
	return c.each(columns, paying, ``, func(i int, rows *sql.Rows, award *string) error {
		var x Claim
		var unit Unit
		var source Source
		var holder string
		err := rows.Scan(award, &x.Programme, &unit, &holder, &x.Division, &x.Evidence.Household, &x.Address, &source.Kind, &source.ID,
			&x.Class, &x.Amount, &x.PayeeKind, &x.Payee, &x.Account)
		x.Evidence.Award = *award
		if source.Kind == FromRoll {
			x.Evidence.FileID = source.ID
		}
		if x.PayeeKind == PayInstitution {
			x.Mode = "institution"
		}
		c.at[*award] = i
		c.found, c.first = append(c.found, x), append(c.first, Named{})
		return err
	})
}

// knowing joins a person with name, number and birth on the day $3.
func knowing(person string) string {
	return ` LEFT JOIN person_name nm ON nm.county = a.county AND nm.person = ` + person + ` AND ` + store.Held("nm", 3) + `
		LEFT JOIN person_number nr ON nr.county = a.county AND nr.person = ` + person + ` AND ` + store.Held("nr", 3) + `
		LEFT JOIN person_birth bt ON bt.county = a.county AND bt.person = ` + person + ` AND ` + store.Held("bt", 3)
}

const knownColumns = `COALESCE(nm.name, ''), nr.number, bt.birth, COALESCE(bt.sex, '')`

// into are where knownColumns are read to.
func (n *Named) into() []any { return []any{&n.Name, &n.Number, &n.Birth, &n.Sex} }

// heads reads the person who holds each award, or who heads the household that does; where nobody does any more, who
// headed it last: a household whose only member is gone is just what a checker looks for.
func (c *claiming) heads() error {
	join := ` LEFT JOIN household_member h ON a.unit = 'household' AND h.county = a.county AND h.household = a.holder
			AND h.relation = '` + string(household.Head) + `' AND h.true_from <= $3 AND h.known_until = '` + store.KnownForever + `'`
	who := `CASE WHEN a.unit = 'person' THEN a.holder ELSE h.person END`
	return c.each(`COALESCE(`+who+`, ''), `+knownColumns, join+knowing(who), `, h.true_until DESC, h.true_from DESC, h.person`, func(_ int, rows *sql.Rows, award *string) error {
		var who Named
		err := rows.Scan(append([]any{award, &who.Person}, who.into()...)...)
		if at, ok := c.at[*award]; ok && c.first[at].Person == "" {
			c.first[at] = who
		}
		return err
	})
}

// covered reads whom the awards are for, as far as they are named.
func (c *claiming) covered() error {
	join := ` JOIN benefit_covered c ON c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal` + knowing(`c.person`)
	return c.each(`c.person, c.heads, `+knownColumns, join, `, c.place`, func(_ int, rows *sql.Rows, award *string) error {
		var who Named
		var heads int
		err := rows.Scan(append([]any{award, &who.Person, &heads}, who.into()...)...)
		if at, ok := c.at[*award]; ok {
			c.found[at].Heads += heads
			if who.Person != "" {
				c.found[at].People = append(c.found[at].People, who)
			}
		}
		return err
	})
}

func (c *claiming) lines() error {
	join := ` JOIN benefit_line l ON l.county = t.county AND l.award = t.award AND l.ordinal = t.ordinal`
	return c.each(`l.code, l.term, l.person, l.fen, l.why`, join, `, l.place`, func(_ int, rows *sql.Rows, award *string) error {
		var l Line
		err := rows.Scan(award, &l.Code, &l.Term, &l.Person, &l.Fen, &l.Why)
		if at, ok := c.at[*award]; ok {
			c.found[at].Lines = append(c.found[at].Lines, l)
		}
		return err
	})
}

// certificates reads the disability certificates of persons who hold awards.
func (c *claiming) certificates() error {
	spec, err := circumstance.Disability.Spec()
	if err != nil {
		return err
	}
	join := ` JOIN circumstance_fact x ON x.county = a.county AND x.subject = a.holder AND x.kind = '` + string(circumstance.Disability) + `'
			AND x.choice <> '` + circumstance.None + `' AND ` + store.Held("x", 3)
	return c.each(`x.quantity, x.choice`, join, ``, func(_ int, rows *sql.Rows, award *string) error {
		var grade int
		var choice string
		err := rows.Scan(award, &grade, &choice)
		if at, ok := c.at[*award]; ok {
			c.found[at].Grade = grade
			c.found[at].Handicap, _ = spec.Option(choice)
		}
		return err
	})
}

// settle puts the head first among the people of a claim. A household whose covered persons are not named has its head
// alone; a head who is not covered is not among them.
func (c *claiming) settle(i int) {
	x, first := &c.found[i], c.first[i]
	if len(x.People) == 0 {
		if first.Person != "" {
			x.People = []Named{first}
		}
		return
	}
	for j := range x.People {
		if x.People[j].Person == first.Person {
			x.People[0], x.People[j] = x.People[j], x.People[0]
		}
	}
}
