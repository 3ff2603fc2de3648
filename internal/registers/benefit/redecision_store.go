package benefit

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

func writeRedecision(ctx context.Context, tx *store.Tx, d Redecision, named conditions, parts []part) error {
	list, err := json.Marshal(named)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO benefit_redecision (county, id, month, programme, division, law, conditions, known, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.County(), d.ID, d.Month, d.Programme, string(d.Division), d.Law, string(list), store.FormatStamp(d.Known), d.Author, d.By, tx.Stamp())
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "benefit_redecision_count", []string{"county", "redecision", "division", "outcome", "footing", "holders", "amount"}, func(yield func([]any) bool) {
		for _, c := range d.Counts {
			if !yield([]any{tx.County(), d.ID, string(c.Division), string(c.Outcome), string(c.Footing), c.Holders, int64(c.Amount)}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for i, p := range parts {
		_, err := tx.Exec(ctx, `INSERT INTO benefit_redecided (county, digest, holders, records) VALUES ($1, $2, $3, $4) ON CONFLICT (county, digest) DO NOTHING`,
			tx.County(), p.digest, p.holders, p.records)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO benefit_redecision_part (county, redecision, place, digest) VALUES ($1, $2, $3, $4)`, tx.County(), d.ID, i, p.digest)
		if err != nil {
			return err
		}
	}
	return nil
}

// ShouldHave lists the holders that a redecision found to qualify without an award in force, and without one that
// excludes it, and that are in scope on the first day of its month, in the order of their ids: 应保未保线索, for people to look into. It says nothing about why they
// have not asked.
//
// It returns fault.NotFound when there is no such redecision.
func (b *Benefit) ShouldHave(ctx context.Context, tx *store.Tx, scope access.Scope, redecision string) ([]Holder, error) {
	d, named, err := redecisionOf(ctx, tx, redecision)
	if err != nil {
		return nil, err
	}
	programme, ok := b.Programme(d.Programme)
	if !ok {
		return nil, fault.Unavailable("这项待遇现在没有启用，不能列出测算结果；请联系系统管理员")
	}
	var outside []Holder
	err = eachDecision(ctx, tx, redecision, named, func(x decision) {
		if x.outcome == Eligible && x.footing == Out {
			outside = append(outside, Holder{programme.Unit, x.holder})
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read redecision %s: %w", redecision, err)
	}
	seats, err := seatsOf(ctx, tx, outside, d.Month.First())
	if err != nil {
		return nil, err
	}
	var found []Holder
	for _, h := range outside {
		if at := seats[h].division; at != "" && scope.Contains(at) {
			found = append(found, h)
		}
	}
	return found, nil
}

func redecisionOf(ctx context.Context, tx *store.Tx, id string) (d Redecision, named []string, err error) {
	d.ID = id
	var list string
	err = tx.QueryRow(ctx, `SELECT month, programme, division, law, conditions FROM benefit_redecision WHERE county = $1 AND id = $2`, tx.County(), id).
		Scan(&d.Month, &d.Programme, &d.Division, &d.Law, &list)
	if store.IsNoRows(err) {
		return d, nil, fault.NotFound("没有找到这次测算")
	}
	if err != nil {
		return d, nil, fmt.Errorf("read redecision %s: %w", id, err)
	}
	return d, named, json.Unmarshal([]byte(list), &named)
}

// eachDecision reads the records of a redecision in their order.
func eachDecision(ctx context.Context, tx *store.Tx, redecision string, named []string, take func(decision)) error {
	return each(ctx, tx, `SELECT d.holders, d.records FROM benefit_redecision_part p JOIN benefit_redecided d ON d.county = p.county AND d.digest = p.digest
		WHERE p.county = $1 AND p.redecision = $2 ORDER BY p.place`, []any{tx.County(), redecision}, func(rows *sql.Rows) error {
		var holders string
		var records []byte
		if err := rows.Scan(&holders, &records); err != nil {
			return err
		}
		for i, holder := range strings.Split(strings.TrimSuffix(holders, "\n"), "\n") {
			x, err := recorded(holder, records[i*recordSize:(i+1)*recordSize], named)
			if err != nil {
				return err
			}
			take(x)
		}
		return nil
	})
}
