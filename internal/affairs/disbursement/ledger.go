package disbursement

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// ledgers are the books that figures on money are counted from.
func ledgers() []room.Ledger {
	return []room.Ledger{{
		Name: "disbursement.paid", Term: "发放台账", Kind: room.Flow, Needs: Read, Entries: paidEntries, Of: paidEntriesOf, Subtotals: paidSums,
		Source: "资金发放：期内各月已签批和由历史台账转入的名册明细，暂缓的不计",
	}}
}

// A settledEdition is what was signed or taken over of a roster.
type settledEdition struct {
	roster    string
	programme string
	month     month.Month
	edition   int
	item      string // how it was settled, in words
}

// settledIn lists the rosters of some months that were signed or taken over.
func settledIn(ctx context.Context, tx *store.Tx, span month.Span) ([]settledEdition, error) {
	var found []settledEdition
	err := eachRow(ctx, tx, `SELECT r.id, r.programme, r.month, COALESCE(s.edition, t.edition), CASE WHEN s.edition IS NULL THEN '历史转入' ELSE '签批发放' END
		FROM disbursement_roster r
		LEFT JOIN disbursement_signature s ON s.county = r.county AND s.roster = r.id
		LEFT JOIN disbursement_takeover t ON t.county = r.county AND t.roster = r.id
		WHERE r.county = $1 AND r.month >= $2 AND r.month < $3 AND COALESCE(s.edition, t.edition) IS NOT NULL ORDER BY r.month, r.programme, r.fund`,
		[]any{tx.County(), span.From, span.Until}, func(rows *sql.Rows) error {
			var e settledEdition
			err := rows.Scan(&e.roster, &e.programme, &e.month, &e.edition, &e.item)
			found = append(found, e)
			return err
		})
	return found, err
}

// paidEntries lists the lines that were paid of the rosters of the months, each
// with the persons it paid for. It asks three questions for each roster: over
// many months a join of them all is slower.
func paidEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	return paidEntriesOf(ctx, tx, scope, span, nil)
}

// paidEntriesOf lists the same of some programmes alone; none named: of all.
func paidEntriesOf(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span, programmes []string) ([]room.Entry, error) {
	editions, err := settledIn(ctx, tx, span)
	if err != nil {
		return nil, fmt.Errorf("read settled rosters: %w", err)
	}
	var found []room.Entry
	for _, e := range editions {
		if len(programmes) > 0 && !slices.Contains(programmes, e.programme) {
			continue
		}
		if found, err = e.entries(ctx, tx, scope, found); err != nil {
			return nil, fmt.Errorf("read paid lines of roster %s: %w", e.roster, err)
		}
	}
	return found, nil
}

// entries adds the paid lines of one roster.
func (s settledEdition) entries(ctx context.Context, tx *store.Tx, scope access.Scope, found []room.Entry) ([]room.Entry, error) {
	holds, err := openHolds(ctx, tx, s.roster, s.edition)
	if err != nil {
		return nil, err
	}
	held := map[int]bool{}
	for _, h := range holds {
		held[h.Serial] = true
	}
	where, inside := scope.Where("l.village", 4)
	args := []any{tx.County(), s.roster, s.edition}
	at := map[int]int{} // serial → entry
	err = eachRow(ctx, tx, `SELECT l.serial, l.village, l.household, l.class, l.head, l.amount FROM disbursement_line l
		WHERE l.county = $1 AND l.roster = $2 AND l.edition = $3 AND `+where, append(args, inside...), func(rows *sql.Rows) error {
		e := room.Entry{Day: s.month.First(), Programme: s.programme, Item: s.item, Personal: true}
		var serial int
		err := rows.Scan(&serial, &e.Division, &e.Household, &e.Class, &e.Words, &e.Amount)
		if err != nil || held[serial] {
			return err
		}
		e.ID = s.roster + "-" + strconv.Itoa(serial)
		e.Path = "/disbursement/" + s.roster + "/lines/" + strconv.Itoa(serial)
		at[serial] = len(found)
		found = append(found, e)
		return nil
	})
	if err != nil || len(at) == 0 {
		return found, err
	}
	err = eachRow(ctx, tx, `SELECT c.serial, c.person, c.heads FROM disbursement_covered c WHERE c.county = $1 AND c.roster = $2 AND c.edition = $3`, args, func(rows *sql.Rows) error {
		var person string
		var serial, heads int
		err := rows.Scan(&serial, &person, &heads)
		if i, ok := at[serial]; ok && person != "" {
			found[i].People = append(found[i].People, person)
		} else if ok {
			found[i].Heads += heads
		}
		return err
	})
	return found, err
}
