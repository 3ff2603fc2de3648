package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/engine/store"
)

// A seal is what a roster that was taken over is held against.
type seal struct {
	Figures
	digest string
	note   string
}

func writeTakeover(ctx context.Context, tx *store.Tx, r Roster, s seal, m Mark) error {
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_takeover
		(county, roster, edition, households, persons, amount, digest, note, author, author_name, at)
		VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.County(), r.ID, s.Households, s.Persons, int64(s.Amount), s.digest, s.note, m.Author, m.By, tx.Stamp())
	return err
}

// takeoverOf reads the seal of a roster that was taken over, as a signature
// without a bank file.
func takeoverOf(ctx context.Context, tx *store.Tx, r Roster) (Signature, error) {
	s := Signature{Roster: r.ID, Programme: r.Programme, Fund: r.Fund, Month: r.Month}
	var at string
	err := tx.QueryRow(ctx, `SELECT edition, households, persons, amount, digest, author, author_name, at
		FROM disbursement_takeover WHERE county = $1 AND roster = $2`, tx.County(), r.ID).
		Scan(&s.Edition, &s.Households, &s.Persons, &s.Amount, &s.Digest, &s.Author, &s.By, &at)
	if err != nil {
		return s, fmt.Errorf("read takeover of roster %s: %w", r.ID, err)
	}
	s.At, err = store.ParseStamp(at)
	return s, err
}
