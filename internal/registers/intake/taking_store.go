package intake

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/engine/store"
)

// keepRows writes what became of each household, person or death.
func (t *Trial) keepRows(ctx context.Context, tx *store.Tx, taking string) error {
	columns := []string{"county", "taking", "serial", "sheet", "first_row", "last_row", "household", "person", "taken", "changed", "verdict"}
	_, err := tx.Bulk(ctx, "intake_row", columns, func(yield func([]any) bool) {
		for i, o := range t.Outcomes {
			if !yield([]any{tx.County(), taking, i + 1, t.sheetOf(i), t.firstRow(i), t.lastRow(i), o.Household, o.Person, flag(!o.Held), flag(o.Changed), o.Verdict.Sentence}) {
				return
			}
		}
	})
	return err
}

// keepProblems writes what a person should look at, as it stood.
func (t *Trial) keepProblems(ctx context.Context, tx *store.Tx, taking string) error {
	columns := []string{"county", "taking", "serial", "sheet", "place", "letter", "term", "kind", "level", "says", "read", "understood", "advice"}
	_, err := tx.Bulk(ctx, "intake_problem", columns, func(yield func([]any) bool) {
		for i, p := range t.Problems {
			if !yield([]any{tx.County(), taking, i + 1, p.Sheet, p.Row, p.Column, p.Term, string(p.Kind), string(p.Level), p.Says, p.Read, p.Understood, p.Do}) {
				return
			}
		}
	})
	return err
}

// lastTaking is the newest taking of a file that stands, else the newest that was undone; nil when there is none.
func lastTaking(ctx context.Context, tx *store.Tx, file string) (*Taking, error) {
	var t Taking
	var good int
	var at string
	var undone, undoer, reason sql.NullString
	err := tx.QueryRow(ctx, `SELECT t.id, t.accept_good, t.households, t.taken, t.held, t.changed, t.taken_at, t.taker_name, u.undone_at, u.undoer_name, u.reason
		FROM intake_taking t LEFT JOIN intake_undoing u ON u.county = t.county AND u.taking = t.id
		WHERE t.county = $1 AND t.file = $2 ORDER BY CASE WHEN u.taking IS NULL THEN 0 ELSE 1 END, t.id DESC LIMIT 1`, tx.County(), file).
		Scan(&t.ID, &good, &t.Households, &t.Taken, &t.Held, &t.Changed, &at, &t.By, &undone, &undoer, &reason)
	if store.IsNoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read taking: %w", err)
	}
	t.AcceptGood = good == 1
	if undone.Valid {
		t.Undone = &Undoing{File: file, Reason: reason.String, By: undoer.String}
		if t.Undone.At, err = store.ParseStamp(undone.String); err != nil {
			return nil, err
		}
	}
	t.At, err = store.ParseStamp(at)
	return &t, err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
