package disbursement

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/place"
)

// due turns the awards of a programme in force in a month into lines, in the
// order of the paper: township, village, head.
func due(ctx context.Context, tx *store.Tx, programme string, m month.Month) ([]Line, error) {
	awards, err := benefit.InForce(ctx, tx, access.Within(county(tx)), benefit.Query{
		Month: m, Programme: programme, PayeeOn: payeeDay(m, tx.Today()),
	})
	if err != nil {
		return nil, err
	}
	copying, err := prepareCopying(ctx, tx, awards, m)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(awards))
	for i, a := range awards {
		lines[i] = copying.line(a)
	}
	inOrder(lines)
	return lines, nil
}

// inOrder puts lines into the order of the paper and numbers them.
func inOrder(lines []Line) {
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Village, b.Village), cmp.Compare(a.Head, b.Head), cmp.Compare(a.Award, b.Award))
	})
	for i := range lines {
		lines[i].Serial = i + 1
	}
}

// payeeDay is the day whose account is paid into: today, or the nearest day of
// the month when it is past or still to come.
func payeeDay(m month.Month, today month.Day) month.Day {
	return min(max(today, m.First()), m.Last())
}

// copying tells what is needed to copy awards into lines, as it was on a day.
type copying struct {
	tree   *place.Tree
	head   func(household string) (person string)
	name   func(person string) string
	number func(person string) idcard.Number
}

// prepareCopying reads the places, heads, names and numbers that the awards
// refer to, as they stood on the last day of the month, in as few questions as
// the database allows.
func prepareCopying(ctx context.Context, tx *store.Tx, awards []benefit.Award, m month.Month) (c copying, err error) {
	if c.tree, err = place.Read(ctx, tx); err != nil {
		return c, err
	}
	day := payeeDay(m, tx.Today())
	var households, persons []string
	for _, a := range awards {
		households = append(households, a.Household)
		persons = append(persons, personsOf(a)...)
	}
	heads, err := lookUp(ctx, tx, `SELECT f.household, f.person FROM household_member f
		WHERE f.county = $1 AND f.relation = '`+string(household.Head)+`' AND `+store.Held("f", 2)+` AND f.household IN `, day, households)
	if err != nil {
		return c, fmt.Errorf("read heads: %w", err)
	}
	for _, head := range heads {
		persons = append(persons, head)
	}
	names, err := lookUp(ctx, tx, `SELECT f.person, f.name FROM person_name f
		WHERE f.county = $1 AND `+store.Held("f", 2)+` AND f.person IN `, day, persons)
	if err != nil {
		return c, fmt.Errorf("read names: %w", err)
	}
	texts, err := lookUp(ctx, tx, `SELECT f.person, f.number FROM person_number f
		WHERE f.county = $1 AND `+store.Held("f", 2)+` AND f.person IN `, day, persons)
	if err != nil {
		return c, fmt.Errorf("read identity numbers: %w", err)
	}
	numbers := make(map[string]idcard.Number, len(texts))
	for person, text := range texts {
		if numbers[person], err = idcard.Parse(text); err != nil {
			return c, fmt.Errorf("identity number of person %s: %w", person, err)
		}
	}
	c.head, c.name, c.number = of(heads), of(names), of(numbers)
	return c, nil
}

// of looks up in a map.
func of[T any](known map[string]T) func(string) T { return func(key string) T { return known[key] } }

// personsOf are the persons an award names.
func personsOf(a benefit.Award) []string {
	var persons []string
	if a.Holder.Unit == benefit.Person {
		persons = append(persons, a.Holder.ID)
	}
	for _, c := range a.Term.Covered {
		persons = append(persons, c.Person)
	}
	if a.Payee != nil {
		persons = append(persons, a.Payee.Person)
	}
	return persons
}

// line copies one award.
func (c copying) line(a benefit.Award) Line {
	l := Line{
		Award: a.ID, Household: a.Household, Class: string(a.Term.Class.Class), Amount: a.Term.Amount,
		Village: a.Division, VillageName: c.tree.Name(a.Division),
		Town: a.Division.Town(), TownName: c.tree.Name(a.Division.Town()),
	}
	head := c.head(a.Household)
	if a.Holder.Unit == benefit.Person { // a roll of persons lists them by their own names
		head = a.Holder.ID
	}
	l.Head, l.HeadNumber = c.name(head), c.number(head)
	if p := a.Payee; p != nil {
		l.Payee = Payee{Kind: p.Kind, Name: p.Name, Number: c.number(p.Person), Bank: p.Bank, Account: p.Account}
	}
	for _, part := range a.Term.Lines {
		l.Parts = append(l.Parts, Part{part.Term, part.Fen})
	}
	for _, p := range a.Term.Covered {
		covered := Covered{Person: p.Person, Name: c.name(p.Person), Number: c.number(p.Person), Count: p.Count}
		if p.Share != nil {
			covered.Share = *p.Share
		}
		l.Covered = append(l.Covered, covered)
	}
	return l
}

// nameCauses gives each change that has no cause yet the sentence of the act
// that made it: the last act on the award that has begun by the month.
func nameCauses(ctx context.Context, tx *store.Tx, m month.Month, changes []Change) error {
	var awards []string
	for _, c := range changes {
		if c.Cause == "" {
			awards = append(awards, c.Award)
		}
	}
	causes, err := lookUp(ctx, tx, `SELECT t.award, t.cause FROM benefit_term t
		WHERE t.county = $1 AND t.from_month <= $2 AND t.ordinal = (SELECT MAX(x.ordinal) FROM benefit_term x
			WHERE x.county = t.county AND x.award = t.award AND x.from_month <= $2) AND t.award IN `, m, awards)
	if err != nil {
		return fmt.Errorf("read causes: %w", err)
	}
	for i := range changes {
		if changes[i].Cause == "" {
			changes[i].Cause = cmp.Or(causes[changes[i].Award], "待遇台账未写明原因，请经办核对")
		}
	}
	return nil
}

// lookUp asks for pairs of text by many keys, some hundred at a time. The
// statement takes the county as $1 and the day or month as $2 and ends before
// the list of keys.
func lookUp(ctx context.Context, tx *store.Tx, statement string, on any, keys []string) (map[string]string, error) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k == "" })
	found := make(map[string]string, len(keys))
	for some := range slices.Chunk(keys, keysAtOnce) {
		list, args := among(some, 3)
		rows, err := tx.Query(ctx, statement+list, append([]any{tx.County(), on}, args...)...)
		if err != nil {
			return nil, err
		}
		if err := pairs(rows, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// keysAtOnce keeps a statement below the number of placeholders that either
// database takes.
const keysAtOnce = 500

// among is "($n, $n+1, …)" with its values.
func among(keys []string, next int) (string, []any) {
	list := []byte{'('}
	args := make([]any, len(keys))
	for i, k := range keys {
		if i > 0 {
			list = append(list, ", "...)
		}
		list = fmt.Appendf(list, "$%d", next+i)
		args[i] = k
	}
	return string(append(list, ')')), args
}

func pairs(rows *sql.Rows, into map[string]string) error {
	defer rows.Close()
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		into[key] = value
	}
	return rows.Err()
}
