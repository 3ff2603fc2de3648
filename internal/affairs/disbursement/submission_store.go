package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/engine/store"
)

func writeSubmission(ctx context.Context, tx *store.Tx, r Roster, s submission) error {
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_submission
		(county, roster, edition, households, persons, amount, held, digest, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.County(), r.ID, r.Edition(), s.Households, s.Persons, int64(s.Amount), s.held, s.digest, s.Author, s.By, s.stamp)
	return err
}

// submissionOf reads what was laid before the reviewer in the last edition.
func submissionOf(ctx context.Context, tx *store.Tx, r Roster) (submission, error) {
	var s submission
	err := tx.QueryRow(ctx, `SELECT households, persons, amount, held, digest, author, author_name, at FROM disbursement_submission
		WHERE county = $1 AND roster = $2 AND edition = $3`, tx.County(), r.ID, r.Edition()).
		Scan(&s.Households, &s.Persons, &s.Amount, &s.held, &s.digest, &s.Author, &s.By, &s.stamp)
	if err != nil {
		return s, fmt.Errorf("read submission of roster %s: %w", r.ID, err)
	}
	s.At, err = store.ParseStamp(s.stamp)
	return s, err
}
