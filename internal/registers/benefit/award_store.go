package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Query says which awards are asked for.
type Query struct {
	Month     month.Month
	Programme string    // empty: all
	Household string    // only those of this household and its members; empty: all
	PayeeOn   month.Day // the day whose payee is wanted; zero: the first of the month
	After     string    // only awards behind this id; empty: from the first
	Limit     int       // at most so many; zero: all
}

// InForce lists the awards in force in a month, ordered by id: those whose last
// term begun by then is not a stop, each with that term, its lines, its covered
// persons with their names, and its payee.
//
// The number of queries grows by five for every five hundred awards.
func InForce(ctx context.Context, tx *store.Tx, scope access.Scope, q Query) ([]Award, error) {
	where, args := q.where(tx, scope)
	statement := inForce(awardColumns, where)
	if q.Household != "" {
		statement = fewInForce(awardColumns, where)
	}
	found, err := readAwards(ctx, tx, statement+` ORDER BY a.id`+q.limit(), args)
	if err != nil {
		return nil, fmt.Errorf("read awards in force in %s: %w", q.Month, err)
	}
	if err := fill(ctx, tx, found, q.Month.First(), q.payeeOn()); err != nil {
		return nil, fmt.Errorf("read awards in force in %s: %w", q.Month, err)
	}
	return found, nil
}

// CountInForce counts the awards that InForce would list without a limit, the
// persons they cover, and adds up their amounts.
func CountInForce(ctx context.Context, tx *store.Tx, scope access.Scope, q Query) (Tally, error) {
	q.After = ""
	where, args := q.where(tx, scope)
	var t Tally
	heads := `COALESCE(SUM((SELECT SUM(c.heads) FROM benefit_covered c WHERE c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal)), 0)`
	err := tx.QueryRow(ctx, inForce(`COUNT(*), COALESCE(SUM(t.amount), 0), `+heads, where), args...).Scan(&t.Count, &t.New, &t.Heads)
	if err != nil {
		return Tally{}, fmt.Errorf("count awards in force in %s: %w", q.Month, err)
	}
	return t, nil
}

// listInForce gives the awards that [InForce] lists, and counts all of them as [CountInForce] does: both by the muster of
// the month, so that of a whole county only the awards of one page are read.
func listInForce(ctx context.Context, tx *store.Tx, scope access.Scope, q Query) ([]Award, Tally, error) {
	u, err := musterOf(ctx, tx, q.Month)
	if err != nil {
		return nil, Tally{}, err
	}
	where, args := q.where(tx, scope)
	in, ids := among(tx, "a.id", u.after(scope, q.Programme, q.After, min(q.Limit, chunk)), len(args)+1)
	found, err := readAwards(ctx, tx, fewInForce(awardColumns, in+" AND "+where)+` ORDER BY a.id`, append(args, ids...))
	if err != nil {
		return nil, Tally{}, fmt.Errorf("read awards in force in %s: %w", q.Month, err)
	}
	if err := fill(ctx, tx, found, q.Month.First(), q.payeeOn()); err != nil {
		return nil, Tally{}, fmt.Errorf("read awards in force in %s: %w", q.Month, err)
	}
	return found, u.tally(scope, q.Programme), nil
}

// inForce selects from the awards in force in the month $2, with the seat of
// their holder on the day $3; t is the last term that has begun by then.
func inForce(columns, where string) string { return inForceWith(columns, "", where) }

// inForceWith is inForce with further tables joined to the term t.
func inForceWith(columns, join, where string) string {
	return `WITH ` + begun + `
		SELECT ` + columns + ` FROM begun b
		JOIN benefit_term t ON t.county = b.county AND t.award = b.award AND t.ordinal = b.ordinal
		JOIN benefit_award a ON a.county = b.county AND a.id = b.award` + seat(3) + join + `
		WHERE t.act <> 'stop' AND ` + where
}

// fewInForce is inForce where a condition names some awards: it looks for the term of each instead of for those of all.
func fewInForce(columns, where string) string {
	return `SELECT ` + columns + ` FROM benefit_award a
		JOIN benefit_term t ON t.county = a.county AND t.award = a.id
			AND t.ordinal = (SELECT MAX(x.ordinal) FROM benefit_term x WHERE x.county = a.county AND x.award = a.id AND x.from_month <= $2)` + seat(3) + `
		WHERE a.county = $1 AND t.act <> 'stop' AND ` + where
}

// begun is for every award its last term that has begun by the month $2.
const begun = `begun AS (SELECT county, award, MAX(ordinal) AS ordinal FROM benefit_term WHERE county = $1 AND from_month <= $2 GROUP BY county, award)`

// seat joins an award a with the place of its holder on the day $n: of the
// household, or of the household the person lives in. A holder without a seat
// stands where the award was granted, so that no award drops out of the books
// for want of a place.
func seat(n int) string {
	return ` LEFT JOIN household_member hm ON a.unit = 'person' AND hm.county = a.county AND hm.person = a.holder AND ` + store.Held("hm", n) + `
		LEFT JOIN household_seat hs ON hs.county = a.county AND hs.household = ` + householdOf + ` AND ` + store.Held("hs", n)
}

const (
	householdOf = `CASE WHEN a.unit = 'person' THEN hm.household ELSE a.holder END`
	placeOf     = `COALESCE(hs.division, a.division)`
	termColumns = `t.ordinal, t.act, t.from_month, t.class, t.class_reason, t.class_default, t.amount, t.cause,
		t.source, t.source_id, t.reason, t.author, t.author_name, t.at`
	// awardColumns are what readAwards reads.
	awardColumns = `a.id, a.programme, a.unit, a.holder, a.ordinal, a.division, a.source, a.source_id,
		` + placeOf + `, COALESCE(` + householdOf + `, ''), ` + termColumns
)

// ofFamily is the condition that the holder of an award a is the household %[1]d, or who belongs to it on the day $n. It
// goes by the holders, of whom there are a few, not by the household of every award.
func ofFamily(n int) string {
	return `a.unit IN ('household', 'person') AND a.holder IN (SELECT CAST($%[1]d AS TEXT) UNION ALL SELECT o.person FROM household_member o
		WHERE o.county = $1 AND o.household = $%[1]d AND ` + store.Held("o", n) + `)`
}

// where is the condition of inForce; the first three placeholders are its own.
func (q Query) where(tx *store.Tx, scope access.Scope) (string, []any) {
	args := []any{tx.County(), q.Month, q.Month.First()}
	where, inside := scope.Where(placeOf, len(args)+1)
	args = append(args, inside...)
	for _, c := range []struct{ condition, value string }{
		{"a.programme = $%d", q.Programme}, {ofFamily(3), q.Household}, {"a.id > $%d", q.After},
	} {
		if c.value != "" {
			args = append(args, c.value)
			where += " AND " + fmt.Sprintf(c.condition, len(args))
		}
	}
	return where, args
}

func (q Query) limit() string {
	if q.Limit <= 0 {
		return ""
	}
	return fmt.Sprintf(" LIMIT %d", q.Limit)
}

func (q Query) payeeOn() month.Day {
	if q.PayeeOn.Known() {
		return q.PayeeOn
	}
	return q.Month.First()
}

// A History is an award with all its terms, the first one first. The term of
// the award itself is the last.
type History struct {
	Award
	Terms []Term
}

// OfHousehold lists all awards that a household, or one of those who are its
// members today, has or ever had, with all their terms: those of one programme
// together, the latest first.
//
// It returns fault.NotFound when the household is not in scope today.
func OfHousehold(ctx context.Context, tx *store.Tx, scope access.Scope, household string) ([]History, error) {
	if _, err := seated(ctx, tx, scope, household); err != nil {
		return nil, err
	}
	awards, err := readAwards(ctx, tx, `SELECT `+awardColumns+` FROM benefit_award a
		JOIN benefit_term t ON t.county = a.county AND t.award = a.id
			AND t.ordinal = (SELECT MAX(x.ordinal) FROM benefit_term x WHERE x.county = a.county AND x.award = a.id)`+seat(2)+`
		WHERE a.county = $1 AND `+fmt.Sprintf(ofFamily(2), 3)+` ORDER BY a.programme, a.holder, a.ordinal DESC`,
		[]any{tx.County(), tx.Today(), household})
	if err != nil {
		return nil, fmt.Errorf("read awards of household %s: %w", household, err)
	}
	if err := fill(ctx, tx, awards, tx.Today(), tx.Today()); err != nil {
		return nil, err
	}
	return histories(ctx, tx, awards)
}

// OfAward reads one award with all its terms and today's payee.
//
// It returns fault.NotFound when there is none in scope today.
func OfAward(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (History, error) {
	where, inside := scope.Where(placeOf, 4)
	awards, err := readAwards(ctx, tx, `SELECT `+awardColumns+` FROM benefit_award a
		JOIN benefit_term t ON t.county = a.county AND t.award = a.id
			AND t.ordinal = (SELECT MAX(x.ordinal) FROM benefit_term x WHERE x.county = a.county AND x.award = a.id)`+seat(2)+`
		WHERE a.county = $1 AND a.id = $3 AND `+where, append([]any{tx.County(), tx.Today(), id}, inside...))
	if err != nil {
		return History{}, fmt.Errorf("read award %s: %w", id, err)
	}
	if len(awards) == 0 {
		return History{}, fault.NotFound("没有找到这份待遇，或者它不在您负责的区划内")
	}
	if err := fill(ctx, tx, awards, tx.Today(), tx.Today()); err != nil {
		return History{}, err
	}
	all, err := histories(ctx, tx, awards)
	if err != nil {
		return History{}, err
	}
	return all[0], nil
}

func histories(ctx context.Context, tx *store.Tx, awards []Award) ([]History, error) {
	terms, err := termsOf(ctx, tx, idsOf(awards), tx.Today())
	if err != nil {
		return nil, err
	}
	all := make([]History, len(awards))
	for i, a := range awards {
		all[i] = History{Award: a, Terms: terms[a.ID]}
	}
	return all, nil
}

// readAwards runs a statement that selects awardColumns.
func readAwards(ctx context.Context, tx *store.Tx, statement string, args []any) ([]Award, error) {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []Award
	for rows.Next() {
		var a Award
		into := []any{&a.ID, &a.Programme, &a.Holder.Unit, &a.Holder.ID, &a.Ordinal, &a.Granted, &a.Source.Kind, &a.Source.ID, &a.Division, &a.Household}
		if err := scanTerm(rows, &a.Term, into...); err != nil {
			return nil, err
		}
		found = append(found, a)
	}
	return found, rows.Err()
}

// scanTerm reads termColumns after whatever stands before them.
func scanTerm(rows *sql.Rows, t *Term, before ...any) error {
	var flagged int
	var at string
	into := append(before, &t.Ordinal, &t.Act, &t.From, &t.Class.Class, &t.Class.Reason, &flagged, &t.Amount, &t.Cause,
		&t.Source.Kind, &t.Source.ID, &t.Reason, &t.Author, &t.By, &at)
	if err := rows.Scan(into...); err != nil {
		return err
	}
	t.Class.Default = flagged == 1
	var err error
	t.At, err = store.ParseStamp(at)
	return err
}

// fill gives awards the lines and covered persons of their term, names as they
// are on a day, and the payee on another.
func fill(ctx context.Context, tx *store.Tx, awards []Award, on, payeeOn month.Day) error {
	for part := range slices.Chunk(awards, chunk) {
		ids := idsOf(part)
		parts, err := partsOf(ctx, tx, ids, on)
		if err != nil {
			return err
		}
		payees, err := payeesOf(ctx, tx, ids, payeeOn)
		if err != nil {
			return err
		}
		holders := make([]Holder, len(part))
		for i, a := range part {
			holders[i] = a.Holder
		}
		called, err := namesOf(ctx, tx, holders, on)
		if err != nil {
			return err
		}
		for i := range part {
			a := &part[i]
			a.Name = called[a.Holder]
			key := partKey{a.ID, a.Term.Ordinal}
			a.Term.Lines, a.Term.Covered = parts.lines[key], parts.covered[key]
			if p, ok := payees[a.ID]; ok {
				a.Payee = &p
			}
		}
	}
	return nil
}

// chunk is how many ids go into one query: below the number of placeholders
// that either database allows.
const chunk = 500

func idsOf(awards []Award) []string {
	ids := make([]string, len(awards))
	for i, a := range awards {
		ids[i] = a.ID
	}
	return ids
}

// few is up to how many ids stand one by one in a statement. Of so many a database knows that they are few, and looks for
// each; more are one argument, because one that believes the register to be small would rather read all of it than look for
// five hundred.
const few = 4

// among is the condition that a column is one of the ids, whose placeholders begin at $n.
func among(tx *store.Tx, column string, ids []string, n int) (condition string, args []any) {
	if len(ids) == 0 || len(ids) > few {
		return tx.Listed(column, n), []any{store.List(ids)}
	}
	var marks []string
	for i, id := range ids {
		marks, args = append(marks, fmt.Sprintf("$%d", n+i)), append(args, id)
	}
	return column + " IN (" + strings.Join(marks, ", ") + ")", args
}

// programmesHeld lists the codes of all programmes that anybody ever had an
// award in.
func programmesHeld(ctx context.Context, tx *store.Tx) ([]string, error) {
	return store.Kept(ctx, tx, "benefit/programmes", func() ([]string, error) {
		var codes []string
		err := each(ctx, tx, `SELECT DISTINCT programme FROM benefit_award WHERE county = $1 ORDER BY programme`, []any{tx.County()}, func(rows *sql.Rows) error {
			var code string
			err := rows.Scan(&code)
			codes = append(codes, code)
			return err
		})
		return codes, err
	})
}
