package disbursement

import (
	"context"
	"fmt"
	"iter"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/store"
)

// begin enters the one roster of a programme, fund and month.
func begin(ctx context.Context, tx *store.Tx, r Roster) (Roster, error) {
	r.ID = tx.NewID()
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_roster
		(county, id, programme, programme_term, short, unit, fund, fund_term, month) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.County(), r.ID, r.Programme, r.Term, r.Short, string(r.Unit), r.Fund, r.FundTerm, r.Month)
	return r, err
}

// writeEdition enters a drafted edition with all its rows.
func writeEdition(ctx context.Context, tx *store.Tx, roster string, e edition, m Mark) error {
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_edition
		(county, roster, number, basis, last_roster, last_households, last_persons, last_amount, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.County(), roster, e.number, string(e.basis), e.lastRoster,
		e.last.Households, e.last.Persons, int64(e.last.Amount), m.Author, m.By, tx.Stamp())
	if err != nil {
		return err
	}
	head := []any{tx.County(), roster, e.number}
	if _, err := tx.Bulk(ctx, "disbursement_line", lineKept, lineRows(head, e.lines)); err != nil {
		return err
	}
	if _, err := tx.Bulk(ctx, "disbursement_part", partKept, partRows(head, e.lines)); err != nil {
		return err
	}
	if _, err := tx.Bulk(ctx, "disbursement_covered", coveredKept, coveredRows(head, e.lines)); err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "disbursement_change", changeKept, changeRows(head, e.changes))
	return err
}

var (
	lineKept = []string{
		"county", "roster", "edition", "serial", "award", "household", "class", "head", "head_number",
		"village", "village_name", "town", "town_name", "payee_kind", "payee", "payee_number", "bank", "account", "amount",
	}
	partKept    = []string{"county", "roster", "edition", "serial", "place", "term", "amount"}
	coveredKept = []string{"county", "roster", "edition", "serial", "place", "person", "name", "number", "heads", "share"}
	changeKept  = []string{
		"county", "roster", "edition", "place", "movement", "award", "household", "head",
		"village", "village_name", "town", "town_name", "before_households", "before_persons", "before_amount",
		"after_households", "after_persons", "after_amount", "cause",
	}
)

func lineRows(head []any, lines []Line) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, l := range lines {
			row := append(head[:3:3], l.Serial, l.Award, l.Household, l.Class, l.Head, kept(l.HeadNumber),
				string(l.Village), l.VillageName, string(l.Town), l.TownName,
				string(l.Payee.Kind), l.Payee.Name, kept(l.Payee.Number), l.Payee.Bank, l.Payee.Account.Full(), int64(l.Amount))
			if !yield(row) {
				return
			}
		}
	}
}

func partRows(head []any, lines []Line) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, l := range lines {
			for i, p := range l.Parts {
				if !yield(append(head[:3:3], l.Serial, i, p.Term, int64(p.Amount))) {
					return
				}
			}
		}
	}
}

func coveredRows(head []any, lines []Line) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, l := range lines {
			for i, c := range l.Covered {
				if !yield(append(head[:3:3], l.Serial, i, c.Person, c.Name, kept(c.Number), c.Count, int64(c.Share))) {
					return
				}
			}
		}
	}
}

func changeRows(head []any, changes []Change) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i, c := range changes {
			row := append(head[:3:3], i, string(c.Movement), c.Award, c.Household, c.Head,
				string(c.Village), c.VillageName, string(c.Town), c.TownName,
				c.Before.Households, c.Before.Persons, int64(c.Before.Amount),
				c.After.Households, c.After.Persons, int64(c.After.Amount), c.Cause)
			if !yield(row) {
				return
			}
		}
	}
}

// kept is a number as the books keep it: in full, NULL for none.
func kept(n idcard.Number) any {
	if n.None() {
		return nil
	}
	return n.Full()
}

// standing is what the books say of an edition besides its rows.
func standing(ctx context.Context, tx *store.Tx, roster string, number int) (edition, error) {
	e := edition{number: number}
	err := tx.QueryRow(ctx, `SELECT basis, last_roster, last_households, last_persons, last_amount FROM disbursement_edition
		WHERE county = $1 AND roster = $2 AND number = $3`, tx.County(), roster, number).
		Scan(&e.basis, &e.lastRoster, &e.last.Households, &e.last.Persons, &e.last.Amount)
	if err != nil {
		return e, fmt.Errorf("read edition %d of roster %s: %w", number, roster, err)
	}
	return e, nil
}
