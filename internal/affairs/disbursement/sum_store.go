package disbursement

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// writeSums keeps what the paid lines of a roster add up to, village by village, when the roster is settled for good.
func writeSums(ctx context.Context, tx *store.Tx, roster string, edition int, lines []Line) error {
	type place struct {
		village division.Code
		class   string
	}
	sums := map[place]Figures{}
	for _, l := range paid(lines) {
		at := place{l.Village, l.Class}
		sums[at] = sums[at].Plus(l.Figures())
	}
	places := slices.SortedFunc(maps.Keys(sums), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.village, b.village), cmp.Compare(a.class, b.class))
	})
	_, err := tx.Bulk(ctx, "disbursement_sum", []string{"county", "roster", "village", "class", "edition", "lines", "persons", "amount"}, func(yield func([]any) bool) {
		for _, p := range places {
			f := sums[p]
			if !yield([]any{tx.County(), roster, string(p.village), p.class, edition, f.Households, f.Persons, int64(f.Amount)}) {
				return
			}
		}
	})
	return err
}

// paidSums gives what paidEntries lists, added up.
func paidSums(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Subtotal, error) {
	editions, err := settledIn(ctx, tx, span)
	if err != nil {
		return nil, fmt.Errorf("read settled rosters: %w", err)
	}
	of := map[string]settledEdition{}
	for _, e := range editions {
		of[e.roster] = e
	}
	where, inside := scope.Where("d.village", 4)
	var found []room.Subtotal
	err = eachRow(ctx, tx, `SELECT d.roster, d.edition, d.village, d.class, d.lines, d.persons, d.amount FROM disbursement_roster r
		JOIN disbursement_sum d ON d.county = r.county AND d.roster = r.id
		WHERE r.county = $1 AND r.month >= $2 AND r.month < $3 AND `+where, append([]any{tx.County(), span.From, span.Until}, inside...),
		func(rows *sql.Rows) error {
			var x room.Subtotal
			var roster string
			var edition int
			err := rows.Scan(&roster, &edition, &x.Division, &x.Class, &x.Entries, &x.Persons, &x.Amount)
			if e, ok := of[roster]; ok && e.edition == edition {
				x.Programme, x.Day, x.Item = e.programme, e.month.First(), e.item
				found = append(found, x)
			}
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read paid sums: %w", err)
	}
	return found, nil
}
