package disbursement

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// ledgers are the books that figures on money are counted from.
func ledgers() []room.Ledger {
	return []room.Ledger{{
		Name: "disbursement.paid", Term: "发放台账", Kind: room.Flow, Needs: Read, Entries: paidEntries,
		Source: "资金发放：期内各月已签批和由历史台账转入的名册明细，暂缓的不计",
	}}
}

// settledEditions are the editions that were signed or taken over, with what the
// entry's Item says of them.
const settledEditions = `
	SELECT county, roster, edition, '签批发放' AS item FROM disbursement_signature
	UNION ALL
	SELECT county, roster, edition, '历史转入' FROM disbursement_takeover`

// paidEntries lists the lines that were paid of the rosters of the months, each
// with the persons it paid for.
func paidEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	where, inside := scope.Where("l.village", 4)
	args := append([]any{tx.County(), span.From, span.Until}, inside...)
	statement := func(columns, join string) string {
		return `SELECT ` + columns + ` FROM disbursement_roster r
			JOIN (` + settledEditions + `) s ON s.county = r.county AND s.roster = r.id
			JOIN disbursement_line l ON l.county = s.county AND l.roster = s.roster AND l.edition = s.edition` + join + `
			WHERE r.county = $1 AND r.month >= $2 AND r.month < $3 AND ` + where + `
				AND NOT EXISTS (SELECT 1 FROM disbursement_hold h WHERE h.county = l.county AND h.roster = l.roster AND h.edition = l.edition
					AND h.serial = l.serial AND NOT EXISTS (SELECT 1 FROM disbursement_release x WHERE x.county = h.county AND x.hold = h.id))`
	}
	var found []room.Entry
	at := map[string]map[int]int{} // roster → serial → entry
	err := eachRow(ctx, tx, statement(`r.id, r.programme, r.month, s.item, l.serial, l.village, l.household, l.class, l.head, l.amount`, ``), args, func(rows *sql.Rows) error {
		var e room.Entry
		var roster string
		var serial int
		var m month.Month
		if err := rows.Scan(&roster, &e.Programme, &m, &e.Item, &serial, &e.Division, &e.Household, &e.Class, &e.Words, &e.Amount); err != nil {
			return err
		}
		if at[roster] == nil {
			at[roster] = map[int]int{}
		}
		e.ID = fmt.Sprintf("%s-%d", roster, serial)
		e.Day, e.Personal, e.Path = m.First(), true, fmt.Sprintf("/disbursement/%s/lines/%d", roster, serial)
		at[roster][serial] = len(found)
		found = append(found, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read paid lines: %w", err)
	}
	err = eachRow(ctx, tx, statement(`l.roster, l.serial, c.person, c.heads`, ` JOIN disbursement_covered c
		ON c.county = l.county AND c.roster = l.roster AND c.edition = l.edition AND c.serial = l.serial`), args, func(rows *sql.Rows) error {
		var roster, person string
		var serial, heads int
		err := rows.Scan(&roster, &serial, &person, &heads)
		if i, ok := at[roster][serial]; ok && person != "" {
			found[i].People = append(found[i].People, person)
		} else if ok {
			found[i].Heads += heads
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read persons of paid lines: %w", err)
	}
	return found, nil
}
