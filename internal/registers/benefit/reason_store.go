package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

const reasonColumns = `r.id, r.run, r.programme, r.unit, r.holder, r.household, r.division, r.month, r.digest, r.law,
	r.outcome, r.amount, r.binding, r.distance, r.result, r.at`

func scanReason(rows *sql.Rows) (Reason, error) {
	var r Reason
	var kept, at string
	err := rows.Scan(&r.ID, &r.Run, &r.Programme, &r.Holder.Unit, &r.Holder.ID, &r.Household, &r.Division, &r.Month, &r.Digest, &r.Law,
		&r.Outcome, &r.Amount, &r.Binding, &r.Distance, &kept, &at)
	if err != nil {
		return r, err
	}
	if err := r.take(kept); err != nil {
		return r, err
	}
	r.At, err = store.ParseStamp(at)
	return r, err
}

// ReasonOf reads a reason record with its frozen facts.
//
// It returns fault.NotFound when there is none in scope.
func ReasonOf(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Reason, error) {
	where, inside := scope.Where("r.division", 3)
	found, err := readReasons(ctx, tx, `r.id = $2 AND `+where, append([]any{tx.County(), id}, inside...))
	if err != nil {
		return Reason{}, fmt.Errorf("read reason %s: %w", id, err)
	}
	if len(found) == 0 {
		return Reason{}, fault.NotFound("没有找到这条核定记录，或者它不在您负责的区划内")
	}
	r := found[0]
	var facts string
	err = tx.QueryRow(ctx, `SELECT facts FROM benefit_facts WHERE county = $1 AND digest = $2`, tx.County(), r.Digest).Scan(&facts)
	if err != nil {
		return Reason{}, fmt.Errorf("read facts of reason %s: %w", id, err)
	}
	r.Facts = []byte(facts)
	if digestOf(r.Facts) != r.Digest {
		return Reason{}, fault.Conflict("这条核定记录的资料与其摘要不符，可能被改动过，请报告审计部门")
	}
	return r, nil
}

// ReasonsOf lists the reason records of a household, the newest first, without
// their facts.
func ReasonsOf(ctx context.Context, tx *store.Tx, scope access.Scope, household string) ([]Reason, error) {
	where, inside := scope.Where("r.division", 3)
	found, err := readReasons(ctx, tx, `r.household = $2 AND `+where, append([]any{tx.County(), household}, inside...))
	if err != nil {
		return nil, fmt.Errorf("read reasons of household %s: %w", household, err)
	}
	return found, nil
}

func readReasons(ctx context.Context, tx *store.Tx, where string, args []any) ([]Reason, error) {
	var found []Reason
	err := each(ctx, tx, `SELECT `+reasonColumns+` FROM benefit_reason r WHERE r.county = $1 AND `+where+` ORDER BY r.id DESC`, args, func(rows *sql.Rows) error {
		r, err := scanReason(rows)
		found = append(found, r)
		return err
	})
	return found, err
}

// latestReasons reads the last reason record of every slot for a month, as far as [keptReason.says] compares it.
func latestReasons(ctx context.Context, tx *store.Tx, m month.Month) (map[slot]keptReason, error) {
	found, words := map[slot]keptReason{}, store.Words{}
	err := tx.Each(ctx, `SELECT r.id, r.programme, r.unit, r.holder, r.household, r.division, r.digest, r.law, r.outcome, r.amount, r.binding, r.result
		FROM benefit_reason r WHERE r.county = $1 AND r.month = $2`, []any{tx.County(), m}, func(row store.Row) error {
		key := slot{words.Of(row.Text(1)), Holder{Unit(words.Of(row.Text(2))), string(row.Text(3))}}
		if known, ok := found[key]; ok && known.ID > string(row.Text(0)) {
			return nil
		}
		found[key] = keptReason{result: string(row.Text(11)), Reason: Reason{
			ID: string(row.Text(0)), Programme: key.programme, Holder: key.holder, Household: string(row.Text(4)), Month: m,
			Division: division.Code(words.Of(row.Text(5))), Digest: string(row.Text(6)),
			Assessment: Assessment{Law: words.Of(row.Text(7)), Outcome: Outcome(words.Of(row.Text(8))), Amount: money.Fen(row.Whole(9)), Binding: string(row.Text(10))},
		}}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read reasons of %s: %w", m, err)
	}
	return found, nil
}

// A keptReason is a reason record with its result as it stands in the table.
type keptReason struct {
	Reason
	result string
}

// says tells whether the record says the same as a new one.
func (k keptReason) says(o keptReason) bool {
	return k.Digest == o.Digest && k.Law == o.Law && k.Outcome == o.Outcome && k.Amount == o.Amount &&
		k.Binding == o.Binding && k.result == o.result && k.Household == o.Household && k.Division == o.Division
}

var reasonKept = []string{
	"county", "id", "run", "programme", "unit", "holder", "household", "division", "month", "digest", "law",
	"outcome", "amount", "binding", "distance", "result", "at",
}

// writeReasons adds reason records, and their facts where they are not on the
// books yet.
func writeReasons(ctx context.Context, tx *store.Tx, reasons []keptReason) error {
	if err := freeze(ctx, tx, reasons); err != nil {
		return err
	}
	_, err := tx.Bulk(ctx, "benefit_reason", reasonKept, func(yield func([]any) bool) {
		for _, r := range reasons {
			row := []any{
				tx.County(), r.ID, r.Run, r.Programme, string(r.Holder.Unit), r.Holder.ID, r.Household, string(r.Division), r.Month.String(),
				r.Digest, r.Law, string(r.Outcome), int64(r.Amount), r.Binding, int64(r.Distance), r.result, tx.Stamp(),
			}
			if !yield(row) {
				return
			}
		}
	})
	return err
}

func freeze(ctx context.Context, tx *store.Tx, reasons []keptReason) error {
	facts := map[string][]byte{}
	for _, r := range reasons {
		facts[r.Digest] = r.Facts
	}
	digests := make([]string, 0, len(facts))
	for d := range facts {
		digests = append(digests, d)
	}
	slices.Sort(digests)
	for part := range slices.Chunk(digests, chunk) {
		in, args := among(tx, "digest", part, 2)
		err := each(ctx, tx, `SELECT digest FROM benefit_facts WHERE county = $1 AND `+in, append([]any{tx.County()}, args...), func(rows *sql.Rows) error {
			var known string
			err := rows.Scan(&known)
			delete(facts, known)
			return err
		})
		if err != nil {
			return fmt.Errorf("read facts: %w", err)
		}
	}
	_, err := tx.Bulk(ctx, "benefit_facts", []string{"county", "digest", "facts"}, func(yield func([]any) bool) {
		for _, d := range digests {
			if f, ok := facts[d]; ok && !yield([]any{tx.County(), d, string(f)}) {
				return
			}
		}
	})
	return err
}
