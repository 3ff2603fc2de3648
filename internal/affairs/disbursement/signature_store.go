package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/engine/store"
)

func writeSignature(ctx context.Context, tx *store.Tx, s Signature) error {
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_signature
		(county, roster, edition, households, persons, amount, file, digest, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.County(), s.Roster, s.Edition, s.Households, s.Persons, int64(s.Amount), s.file, s.Digest, s.Author, s.By, tx.Stamp())
	return err
}

// signatureOf reads the signature of a signed roster.
func signatureOf(ctx context.Context, tx *store.Tx, r Roster) (Signature, error) {
	s := Signature{Roster: r.ID, Programme: r.Programme, Fund: r.Fund, Month: r.Month}
	var at string
	err := tx.QueryRow(ctx, `SELECT edition, households, persons, amount, file, digest, author, author_name, at
		FROM disbursement_signature WHERE county = $1 AND roster = $2`, tx.County(), r.ID).
		Scan(&s.Edition, &s.Households, &s.Persons, &s.Amount, &s.file, &s.Digest, &s.Author, &s.By, &at)
	if err != nil {
		return s, fmt.Errorf("read signature of roster %s: %w", r.ID, err)
	}
	s.At, err = store.ParseStamp(at)
	return s, err
}
