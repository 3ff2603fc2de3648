package disbursement

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/place"
)

// A past is what the registers know of all awards over a span of months, read
// once: rosters of many months are made from it without asking again.
type past struct {
	tree   *place.Tree
	awards []*pastAward // by id

	homes   spans // person → household
	heads   spans // household → person
	seats   spans // household → division
	names   spans // person → name
	numbers spans // person → number, as text
	payees  map[string][]pastPayee

	parsed map[string]idcard.Number
}

// A pastAward is an award with its terms in the span, in their order.
type pastAward struct {
	benefit.Award
	terms []benefit.Term
}

// A pastPayee is who draws an award from a day until before another.
type pastPayee struct {
	benefit.Payee
	until month.Day
}

// in is the term that holds in a month; ok is false when none has begun.
func (a *pastAward) in(m month.Month) (t benefit.Term, ok bool) {
	for _, t := range slices.Backward(a.terms) {
		if t.From <= m {
			return t, true
		}
	}
	return t, false
}

// spans are dated facts of one value, by key, in the order of their days.
type spans map[string][]span

type span struct {
	during month.DaySpan
	value  string
}

// on is the value that holds on a day, empty when none does.
func (s spans) on(key string, day month.Day) string {
	for _, f := range s[key] {
		if f.during.Contains(day) {
			return f.value
		}
	}
	return ""
}

// keys are the values that ever held.
func (s spans) values() []string {
	var all []string
	for _, facts := range s {
		for _, f := range facts {
			all = append(all, f.value)
		}
	}
	return all
}

// of lists the awards of a programme.
func (p *past) of(programme string) []*pastAward {
	var some []*pastAward
	for _, a := range p.awards {
		if a.Programme == programme {
			some = append(some, a)
		}
	}
	return some
}

// lines are what the awards pay in a month, in the order of the paper, as [due]
// makes them.
func (p *past) lines(awards []*pastAward, m month.Month) []Line {
	copying := copying{
		tree:   p.tree,
		head:   func(household string) string { return p.heads.on(household, m.Last()) },
		name:   func(person string) string { return p.names.on(person, m.Last()) },
		number: func(person string) idcard.Number { return p.parsed[p.numbers.on(person, m.Last())] },
	}
	var lines []Line
	for _, a := range awards {
		if t, ok := a.in(m); ok && t.Act != benefit.Stop {
			lines = append(lines, copying.line(p.award(a, t, m)))
		}
	}
	inOrder(lines)
	return lines
}

// award is an award as it stood in a month.
func (p *past) award(award *pastAward, t benefit.Term, m month.Month) benefit.Award {
	a := award.Award
	a.Term, a.Household = t, a.Holder.ID
	if a.Holder.Unit == benefit.Person {
		a.Household = p.homes.on(a.Holder.ID, m.First())
	}
	a.Division = cmp.Or(division.Code(p.seats.on(a.Household, m.First())), a.Granted)
	for _, payee := range p.payees[a.ID] {
		if payee.From <= m.Last() && m.Last() < payee.until {
			a.Payee = &payee.Payee
		}
	}
	return a
}

// readPast reads all awards with terms before the end of the months, and
// everything their lines are copied from.
func readPast(ctx context.Context, tx *store.Tx, months month.Span) (*past, error) {
	p := &past{payees: map[string][]pastPayee{}, parsed: map[string]idcard.Number{}}
	var err error
	if p.tree, err = place.Read(ctx, tx); err != nil {
		return nil, err
	}
	if err := p.readAwards(ctx, tx, months.Until); err != nil {
		return nil, err
	}
	persons, households := p.named()
	if p.homes, err = readSpans(ctx, tx, `SELECT f.person, f.household, f.true_from, f.true_until FROM household_member f WHERE f.county = $1`, "f.person", persons); err != nil {
		return nil, err
	}
	households = append(households, p.homes.values()...)
	if p.seats, err = readSpans(ctx, tx, `SELECT f.household, f.division, f.true_from, f.true_until FROM household_seat f WHERE f.county = $1`, "f.household", households); err != nil {
		return nil, err
	}
	if p.heads, err = readSpans(ctx, tx, `SELECT f.household, f.person, f.true_from, f.true_until FROM household_member f
		WHERE f.county = $1 AND f.relation = '`+string(household.Head)+`'`, "f.household", households); err != nil {
		return nil, err
	}
	persons = append(persons, p.heads.values()...)
	if p.names, err = readSpans(ctx, tx, `SELECT f.person, f.name, f.true_from, f.true_until FROM person_name f WHERE f.county = $1`, "f.person", persons); err != nil {
		return nil, err
	}
	if p.numbers, err = readSpans(ctx, tx, `SELECT f.person, f.number, f.true_from, f.true_until FROM person_number f WHERE f.county = $1`, "f.person", persons); err != nil {
		return nil, err
	}
	return p, p.parse()
}

// parse reads the numbers once.
func (p *past) parse() error {
	for _, text := range p.numbers.values() {
		n, err := idcard.Parse(text)
		if err != nil {
			return fmt.Errorf("an identity number of the books: %w", err)
		}
		p.parsed[text] = n
	}
	return nil
}

// named are the persons and the households that awards name.
func (p *past) named() (persons, households []string) {
	for _, a := range p.awards {
		if a.Holder.Unit == benefit.Household {
			households = append(households, a.Holder.ID)
		} else {
			persons = append(persons, a.Holder.ID)
		}
		for _, t := range a.terms {
			for _, c := range t.Covered {
				persons = append(persons, c.Person)
			}
		}
		for _, payee := range p.payees[a.ID] {
			persons = append(persons, payee.Person)
		}
	}
	return persons, households
}

// readAwards reads the awards, terms, parts, covered persons and payees, each in
// one query.
func (p *past) readAwards(ctx context.Context, tx *store.Tx, until month.Month) error {
	type key struct {
		award   string
		ordinal int
	}
	at := map[key]*benefit.Term{}
	err := eachRow(ctx, tx, `SELECT a.id, a.programme, a.unit, a.holder, a.division, t.ordinal, t.act, t.from_month, t.class, t.amount, t.cause
		FROM benefit_award a JOIN benefit_term t ON t.county = a.county AND t.award = a.id
		WHERE a.county = $1 AND t.from_month < $2 ORDER BY a.id, t.ordinal`, []any{tx.County(), until}, func(rows *sql.Rows) error {
		var a benefit.Award
		var t benefit.Term
		if err := rows.Scan(&a.ID, &a.Programme, &a.Holder.Unit, &a.Holder.ID, &a.Granted,
			&t.Ordinal, &t.Act, &t.From, &t.Class.Class, &t.Amount, &t.Cause); err != nil {
			return err
		}
		if n := len(p.awards); n == 0 || p.awards[n-1].ID != a.ID {
			p.awards = append(p.awards, &pastAward{Award: a})
		}
		last := p.awards[len(p.awards)-1]
		last.terms = append(last.terms, t)
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range p.awards {
		for i := range a.terms {
			at[key{a.ID, a.terms[i].Ordinal}] = &a.terms[i]
		}
	}
	err = eachRow(ctx, tx, `SELECT award, ordinal, term, fen FROM benefit_line WHERE county = $1 ORDER BY award, ordinal, place`, []any{tx.County()}, func(rows *sql.Rows) error {
		var k key
		var l benefit.Line
		err := rows.Scan(&k.award, &k.ordinal, &l.Term, &l.Fen)
		if t := at[k]; t != nil {
			t.Lines = append(t.Lines, l)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = eachRow(ctx, tx, `SELECT award, ordinal, person, heads, share FROM benefit_covered WHERE county = $1 ORDER BY award, ordinal, place`, []any{tx.County()}, func(rows *sql.Rows) error {
		var k key
		var c benefit.Covered
		var share sql.NullInt64
		err := rows.Scan(&k.award, &k.ordinal, &c.Person, &c.Count, &share)
		if share.Valid {
			fen := money.Fen(share.Int64)
			c.Share = &fen
		}
		if t := at[k]; t != nil {
			t.Covered = append(t.Covered, c)
		}
		return err
	})
	if err != nil {
		return err
	}
	return eachRow(ctx, tx, `SELECT award, kind, name, person, bank, account, true_from, true_until FROM benefit_payee
		WHERE county = $1 AND known_until = '`+store.KnownForever+`' ORDER BY award, true_from`, []any{tx.County()}, func(rows *sql.Rows) error {
		var award, account string
		var payee pastPayee
		err := rows.Scan(&award, &payee.Kind, &payee.Name, &payee.Person, &payee.Bank, &account, &payee.From, &payee.until)
		payee.Account = benefit.Account(account)
		p.payees[award] = append(p.payees[award], payee)
		return err
	})
}

// readSpans reads dated facts of one value by many keys, which stand in the column.
func readSpans(ctx context.Context, tx *store.Tx, statement, column string, keys []string) (spans, error) {
	slices.Sort(keys)
	keys = slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k == "" })
	found := spans{}
	err := eachRow(ctx, tx, statement+` AND `+tx.Listed(column, 2)+` AND f.known_until = '`+store.KnownForever+`' ORDER BY f.true_from`,
		[]any{tx.County(), store.List(keys)}, func(rows *sql.Rows) error {
			var key string
			var s span
			err := rows.Scan(&key, &s.value, &s.during.From, &s.during.Until)
			found[key] = append(found[key], s)
			return err
		})
	return found, err
}

// eachRow runs a query and has every row read.
func eachRow(ctx context.Context, tx *store.Tx, statement string, args []any, read func(*sql.Rows) error) error {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
