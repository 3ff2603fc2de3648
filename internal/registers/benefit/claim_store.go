package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
)

// Claims lists the awards in force in a month as claims, ordered by award: for whoever checks what is paid. A household's
// claim names its head and the covered persons, the head first, as far as they are known; where nobody heads it any
// more, who headed it last: a household whose only member is gone is just what a checker looks for.
//
// Evidence names the award and the household, and as FileID the received file of an award taken from a roll; the room
// that keeps files knows its row.
//
// It asks five queries, however many awards there are, and one more for every five hundred heads who are not covered by
// name.
func Claims(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]Claim, error) {
	c := newClaiming(ctx, tx, scope, m)
	return c.read(c.awards, c.covered, c.lines, c.heads, c.strangers, c.certificates)
}

// ClaimsInBrief lists the awards in force in a month as claims that name people by their ids alone and tell nothing of
// accounts, lines and certificates: for whoever compares one month with another.
func ClaimsInBrief(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]Claim, error) {
	c := newClaiming(ctx, tx, scope, m)
	return c.read(c.amounts, c.persons, c.heads)
}

func newClaiming(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) *claiming {
	return &claiming{ctx: ctx, tx: tx, scope: scope, month: m, at: map[string]int{}, known: map[string]Named{}}
}

func (c *claiming) read(parts ...func() error) ([]Claim, error) {
	for _, part := range parts {
		if err := part(); err != nil {
			return nil, fmt.Errorf("read claims of %s: %w", c.month, err)
		}
	}
	for i := range c.found {
		c.settle(i)
	}
	return c.found, nil
}

// claiming is claims being read. The parts of awards are read for the whole county, without asking again where each
// award is; those out of sight are dropped.
type claiming struct {
	ctx   context.Context
	tx    *store.Tx
	scope access.Scope
	month month.Month

	found []Claim
	at    map[string]int   // places in found by award
	first []string         // holder of each, or the head of the household that holds it
	known map[string]Named // people by id
}

// paying joins an award with its payee on the day $3.
var paying = ` LEFT JOIN benefit_payee p ON p.county = a.county AND p.award = a.id AND ` + store.Held("p", 3)

func (c *claiming) awards() error {
	return c.begin(paying, `COALESCE(p.kind, ''), COALESCE(p.name, ''), COALESCE(p.account, '')`)
}

// amounts reads the awards without their payees.
func (c *claiming) amounts() error { return c.begin(``, `'', '', ''`) }

func (c *claiming) begin(join, payee string) error {
	where, args := Query{Month: c.month}.where(c.tx, c.scope)
	columns := `a.id, a.programme, a.unit, a.holder, ` + placeOf + `, COALESCE(` + householdOf + `, ''), COALESCE(hs.address, ''), a.source, a.source_id,
		t.class, t.amount, ` + payee
	return each(c.ctx, c.tx, inForceWith(columns, join, where)+` ORDER BY a.id`, args, func(rows *sql.Rows) error {
		x := Claim{Month: c.month, Months: 1}
		var unit Unit
		var source Source
		var holder string
		err := rows.Scan(&x.Evidence.Award, &x.Programme, &unit, &holder, &x.Division, &x.Evidence.Household, &x.Address, &source.Kind, &source.ID,
			&x.Class, &x.Amount, &x.PayeeKind, &x.Payee, &x.Account)
		if source.Kind == FromRoll {
			x.Evidence.FileID = source.ID
		}
		if x.PayeeKind == PayInstitution {
			x.Mode = "institution"
		}
		if unit == Household {
			holder = ""
		}
		c.at[x.Evidence.Award] = len(c.found)
		c.found, c.first = append(c.found, x), append(c.first, holder)
		return err
	})
}

// parts reads what belongs to the terms in force in the month, from a table x of parts of terms; more are the values of
// the placeholders of join, from $3 on.
func (c *claiming) parts(table, columns, join string, read func(rows *sql.Rows, award *string) error, more ...any) error {
	return each(c.ctx, c.tx, `SELECT x.award, `+columns+` FROM (SELECT county, award, MAX(ordinal) AS ordinal FROM benefit_term
			WHERE county = $1 AND from_month <= $2 GROUP BY county, award) b
		JOIN `+table+` x ON x.county = b.county AND x.award = b.award AND x.ordinal = b.ordinal`+join+`
		ORDER BY x.award, x.place`, append([]any{c.tx.County(), c.month}, more...), func(rows *sql.Rows) error {
		var award string
		return read(rows, &award)
	})
}

// knowing joins a person with name, number and birth on the day $n.
func knowing(person string, n int) string {
	return ` LEFT JOIN person_name nm ON nm.county = x.county AND nm.person = ` + person + ` AND ` + store.Held("nm", n) + `
		LEFT JOIN person_number nr ON nr.county = x.county AND nr.person = ` + person + ` AND ` + store.Held("nr", n) + `
		LEFT JOIN person_birth bt ON bt.county = x.county AND bt.person = ` + person + ` AND ` + store.Held("bt", n)
}

const knownColumns = `COALESCE(nm.name, ''), nr.number, bt.birth, COALESCE(bt.sex, '')`

// into are where knownColumns are read to.
func (n *Named) into() []any { return []any{&n.Name, &n.Number, &n.Birth, &n.Sex} }

// covered reads whom the awards are for, as far as they are named.
func (c *claiming) covered() error {
	return c.parts("benefit_covered", `x.person, x.heads, `+knownColumns, knowing(`x.person`, 3), func(rows *sql.Rows, award *string) error {
		var who Named
		var heads int
		err := rows.Scan(append([]any{award, &who.Person, &heads}, who.into()...)...)
		if at, ok := c.at[*award]; ok {
			c.found[at].Heads += heads
			if who.Person != "" {
				c.found[at].People = append(c.found[at].People, who)
				c.known[who.Person] = who
			}
		}
		return err
	}, c.month.First())
}

// persons reads whom the awards are for, by their ids.
func (c *claiming) persons() error {
	return c.parts("benefit_covered", `x.person, x.heads`, ``, func(rows *sql.Rows, award *string) error {
		var person string
		var heads int
		err := rows.Scan(award, &person, &heads)
		if at, ok := c.at[*award]; ok {
			c.found[at].Heads += heads
			if person != "" {
				c.found[at].People = append(c.found[at].People, Named{Person: person})
			}
		}
		return err
	})
}

func (c *claiming) lines() error {
	return c.parts("benefit_line", `x.code, x.term, x.person, x.fen, x.why`, ``, func(rows *sql.Rows, award *string) error {
		var l Line
		err := rows.Scan(award, &l.Code, &l.Term, &l.Person, &l.Fen, &l.Why)
		if at, ok := c.at[*award]; ok {
			c.found[at].Lines = append(c.found[at].Lines, l)
		}
		return err
	})
}

// heads reads who heads the households that hold awards, else who did last.
func (c *claiming) heads() error {
	return each(c.ctx, c.tx, `SELECT a.id, h.person FROM benefit_award a
		JOIN household_member h ON h.county = a.county AND h.household = a.holder AND h.relation = '`+string(household.Head)+`'
			AND h.true_from <= $2 AND h.known_until = '`+store.KnownForever+`'
		WHERE a.county = $1 AND a.unit = '`+string(Household)+`'
		ORDER BY a.id, h.true_until DESC, h.true_from DESC, h.person`, []any{c.tx.County(), c.month.First()}, func(rows *sql.Rows) error {
		var award, head string
		err := rows.Scan(&award, &head)
		if at, ok := c.at[award]; ok && c.first[at] == "" {
			c.first[at] = head
		}
		return err
	})
}

// strangers reads the heads and holders who are named only for want of covered persons.
func (c *claiming) strangers() error {
	var ids []string
	for i, first := range c.first {
		if _, known := c.known[first]; !known && first != "" && len(c.found[i].People) == 0 {
			ids = append(ids, first)
		}
	}
	for part := range slices.Chunk(ids, chunk) {
		in, some := among(c.tx, "x.id", part, 3)
		err := each(c.ctx, c.tx, `SELECT x.id, `+knownColumns+` FROM person_person x`+knowing(`x.id`, 2)+` WHERE x.county = $1 AND `+in,
			append([]any{c.tx.County(), c.month.First()}, some...), func(rows *sql.Rows) error {
				var who Named
				err := rows.Scan(append([]any{&who.Person}, who.into()...)...)
				c.known[who.Person] = who
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// certificates reads the disability certificates of persons who hold awards.
func (c *claiming) certificates() error {
	spec, err := circumstance.Disability.Spec()
	if err != nil {
		return err
	}
	return each(c.ctx, c.tx, `SELECT a.id, x.quantity, x.choice FROM benefit_award a
		JOIN circumstance_fact x ON x.county = a.county AND x.subject = a.holder AND x.kind = '`+string(circumstance.Disability)+`'
			AND x.choice <> '`+circumstance.None+`' AND `+store.Held("x", 2)+`
		WHERE a.county = $1 AND a.unit = '`+string(Person)+`'`, []any{c.tx.County(), c.month.First()}, func(rows *sql.Rows) error {
		var award, choice string
		var grade int
		err := rows.Scan(&award, &grade, &choice)
		if at, ok := c.at[award]; ok {
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
		if first != "" {
			x.People = []Named{c.known[first]}
			x.People[0].Person = first
		}
		return
	}
	for j := range x.People {
		if x.People[j].Person == first {
			x.People[0], x.People[j] = x.People[j], x.People[0]
		}
	}
}
