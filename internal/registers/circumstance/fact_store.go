package circumstance

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

var facts = store.Facts{
	Table:  "circumstance_fact",
	Key:    []string{"subject", "kind", "item"},
	Values: []string{"amount", "period", "recurs", "approx", "quantity", "choice", "words", "raw"},
}

// set writes one fact and tells whether it was news.
func set(ctx context.Context, tx *store.Tx, f Fact) (bool, error) {
	return facts.Set(ctx, tx, f.key(), f.values(), f.During, f.Source.kept())
}

// values are the fact as the table keeps it.
func (f Fact) values() []any {
	return []any{f.Amount, string(f.Period), flag(f.Recurs), flag(f.Approx), f.Count, f.Option, f.Text, f.Raw}
}

// key is what the fact is about.
func (f Fact) key() []any { return []any{f.Subject, string(f.Kind), f.Item} }

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Of reads what is known, on the day, of the members of one household in sight and of the household itself, by the
// id of the person or the household.
func Of(ctx context.Context, tx *store.Tx, scope access.Scope, household string, on month.Day) (map[string][]Fact, error) {
	return OfAll(ctx, tx, scope, []string{household}, on)
}

// OfAll is [Of] of some households, up to a few hundred.
func OfAll(ctx context.Context, tx *store.Tx, scope access.Scope, households []string, on month.Day) (map[string][]Fact, error) {
	return read(ctx, tx, scope, households, on)
}

// All reads what is known, on the day, of all households in sight and their members, in one query.
func All(ctx context.Context, tx *store.Tx, scope access.Scope, on month.Day) (map[string][]Fact, error) {
	return read(ctx, tx, scope, nil, on)
}

// read reads those of the households, or of all in sight where none are named. Beside named households the division is an
// expression: a database might else look through a whole township for them.
func read(ctx context.Context, tx *store.Tx, scope access.Scope, households []string, on month.Day) (map[string][]Fact, error) {
	column, among := "s.division", ""
	if len(households) > 0 {
		column = "s.division || ''"
	}
	inside, args := scope.Where(column, 3)
	args = append([]any{tx.County(), on}, args...)
	for _, id := range households {
		args = append(args, id)
		among += fmt.Sprintf(", $%d", len(args))
	}
	if among != "" {
		inside += " AND s.household IN (" + among[2:] + ")"
	}
	rows, err := tx.Query(ctx, factsOf(inside), args...)
	if err != nil {
		return nil, fmt.Errorf("read circumstances: %w", err)
	}
	defer rows.Close()
	found := map[string][]Fact{}
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found[f.Subject] = append(found[f.Subject], f)
	}
	return found, rows.Err()
}

// factsOf selects the facts of all households that stand inside the condition, and of their members.
func factsOf(inside string) string {
	return `SELECT f.subject, f.kind, f.item, f.amount, f.period, f.recurs, f.approx, f.quantity, f.choice, f.words, f.raw,
			f.true_from, f.true_until, f.known_from, f.source` + among(inside) + ` ORDER BY f.subject, f.kind, f.item`
}

// among are the facts f of all households that stand inside the condition, and of their members. The join is a CROSS
// JOIN, with which SQLite keeps this order: it would otherwise look through the subjects for every fact.
func among(inside string) string {
	seat := "s.county = $1 AND " + store.Held("s", 2) + " AND " + inside
	return ` FROM (
			SELECT m.county, m.person AS subject FROM household_seat s JOIN household_member m ON m.county = s.county AND m.household = s.household
			WHERE ` + seat + ` AND ` + store.Held("m", 2) + `
			UNION ALL
			SELECT s.county, s.household FROM household_seat s WHERE ` + seat + `
		) w CROSS JOIN circumstance_fact f WHERE f.county = w.county AND f.subject = w.subject AND ` + store.Held("f", 2)
}

func scan(rows *sql.Rows) (Fact, error) {
	var f Fact
	var recurs, approx int
	var source string
	err := rows.Scan(&f.Subject, &f.Kind, &f.Item, &f.Amount, &f.Period, &recurs, &approx, &f.Count, &f.Option, &f.Text, &f.Raw,
		&f.During.From, &f.During.Until, &f.KnownAt, &source)
	f.Recurs, f.Approx, f.Source = recurs == 1, approx == 1, parseSource(source)
	return f, err
}

// History reads everything that was ever believed about one subject's kind, the newest belief first. The subject is a
// person or household that the reader was already found to have in sight.
func History(ctx context.Context, tx *store.Tx, scope access.Scope, household, subject string, kind Kind) ([]Fact, error) {
	inside, args := scope.Where("s.division", 5)
	rows, err := tx.Query(ctx, `SELECT f.subject, f.kind, f.item, f.amount, f.period, f.recurs, f.approx, f.quantity, f.choice, f.words, f.raw,
			f.true_from, f.true_until, f.known_from, f.source
		FROM circumstance_fact f WHERE f.county = $1 AND f.subject = $2 AND f.kind = $3
			AND EXISTS (SELECT 1 FROM household_seat s WHERE s.county = f.county AND s.household = $4
				AND s.known_until = '`+store.KnownForever+`' AND `+inside+`)
		ORDER BY f.known_from DESC, f.true_from DESC`, append([]any{tx.County(), subject, string(kind), household}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s: %w", kind, err)
	}
	defer rows.Close()
	var found []Fact
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}
