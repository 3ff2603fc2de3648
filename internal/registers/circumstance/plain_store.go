package circumstance

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// Plain reads what is known, on the day, of households and their members as a law asks it, for thousands of households
// at once: [OfAll] without Text and Raw and without where and when it was learnt. No households named are all in sight; of
// many, those of others in sight may come along.
func Plain(ctx context.Context, tx *store.Tx, scope access.Scope, households []string, on month.Day) (map[string][]Fact, error) {
	statement, args := plainOf(tx, scope, households, on)
	p := plainFacts{words: store.Words{}, days: store.Days{}}
	if err := tx.Each(ctx, statement, args, p.take); err != nil {
		return nil, fmt.Errorf("read circumstances: %w", err)
	}
	if found, ok := p.bySubject(); ok {
		return found, nil
	}
	slices.SortStableFunc(p.found, inOrder)
	found, _ := p.bySubject()
	return found, nil
}

// many is from how many households on it is quicker to read the table as it lies than to look for theirs: the families
// that a law decides on are those of whom most is known.
const many = 2000

// plainOf asks for the facts of whom it is about; whoever sees the county, and asks about many, reads the table as it lies.
func plainOf(tx *store.Tx, scope access.Scope, households []string, on month.Day) (statement string, args []any) {
	args = []any{tx.County(), on}
	if (len(households) == 0 || len(households) > many) && scope.Contains(division.Code(tx.County()+"000000")) {
		return plainColumns + ` FROM circumstance_fact f WHERE f.county = $1 AND ` + store.Held("f", 2) + ` ORDER BY f.subject, f.kind, f.item`, args
	}
	column := "s.division"
	if len(households) > 0 {
		column = "s.division || ''" // beside named households a database might else look through a whole township
	}
	inside, more := scope.Where(column, 3)
	args = append(args, more...)
	if len(households) > 0 {
		args = append(args, store.List(households))
		inside += " AND " + tx.Listed("s.household", len(args))
	}
	return plainColumns + among(inside), args
}

const plainColumns = `SELECT f.subject, f.kind, f.item, f.amount, f.period, f.recurs, f.approx, f.quantity, f.choice, f.true_from, f.true_until`

// plainFacts are facts being read.
type plainFacts struct {
	words store.Words
	days  store.Days
	found []Fact
}

func (p *plainFacts) take(r store.Row) (err error) {
	f := Fact{
		Kind: Kind(p.words.Of(r.Text(1))), Item: p.words.Of(r.Text(2)), Amount: money.Fen(r.Whole(3)), Period: Period(p.words.Of(r.Text(4))),
		Recurs: r.Whole(5) == 1, Approx: r.Whole(6) == 1, Count: int(r.Whole(7)), Option: p.words.Of(r.Text(8)),
	}
	if last := len(p.found) - 1; last >= 0 && p.found[last].Subject == string(r.Text(0)) {
		f.Subject = p.found[last].Subject
	} else {
		f.Subject = string(r.Text(0))
	}
	if f.During.From, err = p.days.Of(r.Text(9)); err != nil {
		return err
	}
	f.During.Until, err = p.days.Of(r.Text(10))
	p.found = append(p.found, f)
	return err
}

// bySubject gives the facts of each subject; ok is false when they do not stand together in their order.
func (p *plainFacts) bySubject() (found map[string][]Fact, ok bool) {
	found = map[string][]Fact{}
	for from := 0; from < len(p.found); {
		to := from + 1
		for to < len(p.found) && p.found[to].Subject == p.found[from].Subject {
			if inOrder(p.found[to-1], p.found[to]) > 0 {
				return nil, false
			}
			to++
		}
		if _, twice := found[p.found[from].Subject]; twice {
			return nil, false
		}
		found[p.found[from].Subject] = p.found[from:to:to]
		from = to
	}
	return found, true
}

func inOrder(a, b Fact) int {
	return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Item, b.Item))
}
