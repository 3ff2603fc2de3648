package statistics

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

func writeEdition(ctx context.Context, tx *store.Tx, e Edition) error {
	_, err := tx.Exec(ctx, `INSERT INTO statistics_edition
		(county, id, form, from_month, until_month, number, unit, content, digest, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.County(), e.ID, string(e.Kind), e.Span.From, e.Span.Until, e.Number, e.Unit, string(e.text), e.Digest, e.Prepared.Author, e.Prepared.By, tx.Stamp())
	return err
}

// writeMark writes a review or a signature.
func writeMark(ctx context.Context, tx *store.Tx, act, edition string, by access.Actor) error {
	statement := map[string]string{
		"review":    `INSERT INTO statistics_review (county, edition, author, author_name, at) VALUES ($1, $2, $3, $4, $5)`,
		"signature": `INSERT INTO statistics_signature (county, edition, author, author_name, at) VALUES ($1, $2, $3, $4, $5)`,
	}[act]
	_, err := tx.Exec(ctx, statement, tx.County(), edition, by.ID, by.Name, tx.Stamp())
	return err
}

func writeReturn(ctx context.Context, tx *store.Tx, edition string, by access.Actor, reason string) error {
	_, err := tx.Exec(ctx, `INSERT INTO statistics_return (county, edition, reason, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6)`, tx.County(), edition, reason, by.ID, by.Name, tx.Stamp())
	return err
}

// editionByID reads an edition with what it says; fault.NotFound when there is none.
func editionByID(ctx context.Context, tx *store.Tx, id string) (Edition, error) {
	found, err := editionsWhere(ctx, tx, `e.id = $2`, id)
	if err != nil {
		return Edition{}, err
	}
	if len(found) == 0 {
		return Edition{}, fault.NotFound("没有找到这份定稿，请从定稿列表重新进入")
	}
	e, text := found[0], ""
	err = tx.QueryRow(ctx, `SELECT content FROM statistics_edition WHERE county = $1 AND id = $2`, tx.County(), id).Scan(&text)
	e.text = []byte(text)
	return e, err
}

// editionsWhere reads editions with the acts on them, the latest first, without what they say.
func editionsWhere(ctx context.Context, tx *store.Tx, where string, args ...any) ([]Edition, error) {
	rows, err := tx.Query(ctx, `SELECT e.id, e.form, e.from_month, e.until_month, e.number, e.unit, e.digest, e.author, e.author_name, e.at,
			r.author, r.author_name, r.at, b.author, b.author_name, b.at, b.reason, s.author, s.author_name, s.at,
			EXISTS (SELECT 1 FROM statistics_edition l WHERE l.county = e.county AND l.form = e.form
				AND l.from_month = e.from_month AND l.until_month = e.until_month AND l.number > e.number)
		FROM statistics_edition e
		LEFT JOIN statistics_review r ON r.county = e.county AND r.edition = e.id
		LEFT JOIN statistics_return b ON b.county = e.county AND b.edition = e.id
		LEFT JOIN statistics_signature s ON s.county = e.county AND s.edition = e.id
		WHERE e.county = $1 AND `+where+` ORDER BY e.until_month DESC, e.from_month DESC, e.form, e.number DESC`,
		append([]any{tx.County()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read editions: %w", err)
	}
	defer rows.Close()
	var found []Edition
	for rows.Next() {
		var e Edition
		var at string
		var reviewed, returned, signed keptMark
		var reason sql.NullString
		err := rows.Scan(&e.ID, &e.Kind, &e.Span.From, &e.Span.Until, &e.Number, &e.Unit, &e.Digest, &e.Prepared.Author, &e.Prepared.By, &at,
			&reviewed.author, &reviewed.by, &reviewed.at, &returned.author, &returned.by, &returned.at, &reason, &signed.author, &signed.by, &signed.at, &e.Later)
		if err != nil {
			return nil, err
		}
		if e.Prepared.At, err = store.ParseStamp(at); err != nil {
			return nil, err
		}
		for _, m := range []struct {
			kept keptMark
			to   **Mark
		}{{reviewed, &e.Reviewed}, {returned, &e.Returned}, {signed, &e.Signed}} {
			if *m.to, err = m.kept.mark(); err != nil {
				return nil, err
			}
		}
		if e.Returned != nil {
			e.Returned.Reason = reason.String
		}
		found = append(found, e)
	}
	return found, rows.Err()
}

// A keptMark is a mark as a table holds it; empty when the act was not done.
type keptMark struct{ author, by, at sql.NullString }

func (k keptMark) mark() (*Mark, error) {
	if !k.at.Valid {
		return nil, nil
	}
	at, err := store.ParseStamp(k.at.String)
	return &Mark{Author: k.author.String, By: k.by.String, At: at}, err
}
