package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Withdrawal takes back what one taking of a roll entered, as one act. 撤销名册载明的待遇.
type Withdrawal struct {
	Intake string // id of the file
	File   string // its name
	Past   store.Past
	Reason string
}

// Withdraw takes back the terms and payees that a roll entered, and gives the awards. The terms leave the register and are
// kept as withdrawn, with who did it and why; awards that began with them never were. The caller's act has the permission
// and logs itself.
//
// It returns fault.Conflict when something later builds on them: another act on an award, a payee, a decision on the
// class, a proposal of a month that was assessed since.
func Withdraw(ctx context.Context, tx *store.Tx, by access.Actor, w Withdrawal) ([]string, error) {
	if err := lock(ctx, tx); err != nil {
		return nil, err
	}
	awards, err := writtenAwards(ctx, tx, w)
	if err != nil {
		return nil, err
	}
	if err := unbuiltOn(ctx, tx, w, awards); err != nil {
		return nil, err
	}
	past := w.Past
	past.Subjects = awards
	if _, err := payees.GoBack(ctx, tx, past); err != nil {
		return nil, err
	}
	return awards, withdrawTerms(ctx, tx, by, w)
}

// writtenAwards are the awards with a term or a payee of the taking.
func writtenAwards(ctx context.Context, tx *store.Tx, w Withdrawal) ([]string, error) {
	awards, err := payees.Written(ctx, tx, w.Past.Stamp, bySource(rollSource, w.File))
	if err != nil {
		return nil, err
	}
	err = each(ctx, tx, `SELECT DISTINCT award FROM benefit_term WHERE county = $1 AND source = 'roll' AND source_id = $2 AND at = $3`,
		[]any{tx.County(), w.Intake, w.Past.Stamp}, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			awards = append(awards, id)
			return err
		})
	return unique(awards), err
}

// unbuiltOn makes sure that nothing later builds on the awards or on their holders.
func unbuiltOn(ctx context.Context, tx *store.Tx, w Withdrawal, awards []string) error {
	past := w.Past
	past.Subjects = awards
	later, err := payees.Later(ctx, tx, past)
	if err != nil {
		return err
	}
	if len(later) > 0 {
		return fault.Conflict("不能撤销：其中%d项待遇的领取人或账号后来又有变更", len(later))
	}
	if later, err = classes.Later(ctx, tx, w.Past); err != nil {
		return err
	}
	if len(later) > 0 {
		return fault.Conflict("不能撤销：其中%d户的城乡类别是后来认定的", len(later))
	}
	for _, q := range []struct{ says, statement, column string }{
		{"其中%d项待遇后来又有变更或停发", `SELECT DISTINCT award FROM benefit_term WHERE county = $1 AND at > $2 AND `, "award"},
		{"其中%d户、人后来又有新的待遇", `SELECT DISTINCT holder FROM benefit_award WHERE county = $1 AND at > $2 AND `, "holder"},
		{"每月核定用到了其中%d户、人的情况，已有建议", `SELECT DISTINCT household FROM benefit_proposal WHERE county = $1 AND at > $2 AND `, "household"},
		{"每月核定用到了其中%d户、人的情况", `SELECT DISTINCT holder FROM benefit_reason WHERE county = $1 AND at > $2 AND `, "holder"},
	} {
		ids := w.Past.Subjects
		if q.column == "award" {
			ids = awards
		}
		n := 0
		for part := range slices.Chunk(ids, chunk) {
			in, args := among(tx, q.column, part, 3)
			err := each(ctx, tx, q.statement+in, append([]any{tx.County(), w.Past.Stamp}, args...), func(*sql.Rows) error { n++; return nil })
			if err != nil {
				return fmt.Errorf("read what builds on awards: %w", err)
			}
		}
		if n > 0 {
			return fault.Conflict("不能撤销："+q.says, n)
		}
	}
	return nil
}

// withdrawTerms moves the terms of the taking out of the register.
func withdrawTerms(ctx context.Context, tx *store.Tx, by access.Actor, w Withdrawal) error {
	args := []any{tx.County(), w.Intake, w.Past.Stamp}
	_, err := tx.Exec(ctx, `INSERT INTO benefit_withdrawn (county, award, ordinal, programme, unit, holder, act, from_month, class, amount, cause,
			source_id, author, author_name, at, withdrawn_at, withdrawer, withdrawer_name, reason)
		SELECT t.county, t.award, t.ordinal, a.programme, a.unit, a.holder, t.act, t.from_month, t.class, t.amount, t.cause,
			t.source_id, t.author, t.author_name, t.at, $4, $5, $6, $7
		FROM benefit_term t JOIN benefit_award a ON a.county = t.county AND a.id = t.award
		WHERE t.county = $1 AND t.source = 'roll' AND t.source_id = $2 AND t.at = $3`,
		append(slices.Clone(args), tx.Stamp(), by.ID, by.Name, w.Reason)...)
	if err != nil {
		return fmt.Errorf("keep withdrawn terms: %w", err)
	}
	for _, statement := range []string{
		`DELETE FROM benefit_line WHERE county = $1 AND EXISTS (SELECT 1 FROM benefit_term t WHERE t.county = benefit_line.county
			AND t.award = benefit_line.award AND t.ordinal = benefit_line.ordinal AND t.source = 'roll' AND t.source_id = $2 AND t.at = $3)`,
		`DELETE FROM benefit_covered WHERE county = $1 AND EXISTS (SELECT 1 FROM benefit_term t WHERE t.county = benefit_covered.county
			AND t.award = benefit_covered.award AND t.ordinal = benefit_covered.ordinal AND t.source = 'roll' AND t.source_id = $2 AND t.at = $3)`,
		`DELETE FROM benefit_term WHERE county = $1 AND source = 'roll' AND source_id = $2 AND at = $3`,
		`DELETE FROM benefit_award WHERE county = $1 AND source = 'roll' AND source_id = $2 AND at = $3`,
	} {
		if _, err := tx.Exec(ctx, statement, args...); err != nil {
			return fmt.Errorf("withdraw terms: %w", err)
		}
	}
	return nil
}
