package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

// partKey is a term of an award.
type partKey struct {
	award   string
	ordinal int
}

// parts are the lines and covered persons of terms.
type parts struct {
	lines   map[partKey][]Line
	covered map[partKey][]Covered
}

// partsOf reads what the terms of awards are made of, and names the covered
// persons as they are called on the day. At most chunk awards at a time.
func partsOf(ctx context.Context, tx *store.Tx, awards []string, on month.Day) (parts, error) {
	found := parts{lines: map[partKey][]Line{}, covered: map[partKey][]Covered{}}
	in, args := among(tx, "award", awards, 2)
	args = append([]any{tx.County()}, args...)
	err := each(ctx, tx, `SELECT award, ordinal, code, term, person, fen, why FROM benefit_line
		WHERE county = $1 AND `+in+` ORDER BY award, ordinal, place`, args, func(rows *sql.Rows) error {
		var key partKey
		var l Line
		err := rows.Scan(&key.award, &key.ordinal, &l.Code, &l.Term, &l.Person, &l.Fen, &l.Why)
		found.lines[key] = append(found.lines[key], l)
		return err
	})
	if err != nil {
		return parts{}, fmt.Errorf("read lines: %w", err)
	}
	in, args = among(tx, "c.award", awards, 3)
	args = append([]any{tx.County(), on}, args...)
	err = each(ctx, tx, `SELECT c.award, c.ordinal, c.person, COALESCE(n.name, ''), c.heads, c.share FROM benefit_covered c
		LEFT JOIN person_name n ON n.county = c.county AND n.person = c.person AND `+store.Held("n", 2)+`
		WHERE c.county = $1 AND `+in+` ORDER BY c.award, c.ordinal, c.place`, args, func(rows *sql.Rows) error {
		var key partKey
		var c Covered
		var share sql.NullInt64
		err := rows.Scan(&key.award, &key.ordinal, &c.Person, &c.Name, &c.Count, &share)
		if share.Valid {
			fen := money.Fen(share.Int64)
			c.Share = &fen
		}
		found.covered[key] = append(found.covered[key], c)
		return err
	})
	if err != nil {
		return parts{}, fmt.Errorf("read covered persons: %w", err)
	}
	return found, nil
}

// termsOf reads all terms of awards, in their order, with what they are made of.
func termsOf(ctx context.Context, tx *store.Tx, awards []string, on month.Day) (map[string][]Term, error) {
	found := map[string][]Term{}
	for ids := range slices.Chunk(awards, chunk) {
		made, err := partsOf(ctx, tx, ids, on)
		if err != nil {
			return nil, err
		}
		in, args := among(tx, "t.award", ids, 2)
		err = each(ctx, tx, `SELECT t.award, `+termColumns+` FROM benefit_term t WHERE t.county = $1 AND `+in+` ORDER BY t.award, t.ordinal`,
			append([]any{tx.County()}, args...), func(rows *sql.Rows) error {
				var award string
				var t Term
				if err := scanTerm(rows, &t, &award); err != nil {
					return err
				}
				key := partKey{award, t.Ordinal}
				t.Lines, t.Covered = made.lines[key], made.covered[key]
				found[award] = append(found[award], t)
				return nil
			})
		if err != nil {
			return nil, fmt.Errorf("read terms: %w", err)
		}
	}
	return found, nil
}

// each runs a query and has every row read.
func each(ctx context.Context, tx *store.Tx, statement string, args []any, read func(*sql.Rows) error) error {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// An entry is an award or a term of it about to be written.
type entry struct {
	award *Award // nil when the award stands already
	id    string // of the award
	term  Term
}

// write adds awards and terms to the register, in as many statements as there
// are tables.
func write(ctx context.Context, tx *store.Tx, entries []entry) error {
	if len(entries) == 0 {
		return nil
	}
	for _, t := range []struct {
		name    string
		columns []string
		rows    func(entry, func([]any) bool) bool
	}{
		{"benefit_award", awardKept, awardRow(tx)},
		{"benefit_term", termKept, termRow(tx)},
		{"benefit_line", lineKept, lineRows(tx)},
		{"benefit_covered", coveredKept, coveredRows(tx)},
	} {
		all := func(yield func([]any) bool) {
			for _, e := range entries {
				if !t.rows(e, yield) {
					return
				}
			}
		}
		if _, err := tx.Bulk(ctx, t.name, t.columns, all); err != nil {
			return err
		}
	}
	return nil
}

var (
	awardKept   = []string{"county", "id", "programme", "unit", "holder", "ordinal", "division", "source", "source_id", "author", "author_name", "at"}
	termKept    = []string{"county", "award", "ordinal", "act", "from_month", "class", "class_reason", "class_default", "amount", "cause", "source", "source_id", "reason", "author", "author_name", "at"}
	lineKept    = []string{"county", "award", "ordinal", "place", "code", "term", "person", "fen", "why"}
	coveredKept = []string{"county", "award", "ordinal", "place", "person", "heads", "share"}
)

func awardRow(tx *store.Tx) func(entry, func([]any) bool) bool {
	return func(e entry, yield func([]any) bool) bool {
		a := e.award
		return a == nil || yield([]any{
			tx.County(), a.ID, a.Programme, string(a.Holder.Unit), a.Holder.ID, a.Ordinal, string(a.Granted),
			string(a.Source.Kind), a.Source.ID, e.term.Author, e.term.By, tx.Stamp(),
		})
	}
}

func termRow(tx *store.Tx) func(entry, func([]any) bool) bool {
	return func(e entry, yield func([]any) bool) bool {
		t := e.term
		return yield([]any{
			tx.County(), e.id, t.Ordinal, string(t.Act), t.From.String(), string(t.Class.Class), t.Class.Reason, flag(t.Class.Default),
			int64(t.Amount), t.Cause, string(t.Source.Kind), t.Source.ID, t.Reason, t.Author, t.By, store.FormatStamp(t.At),
		})
	}
}

func lineRows(tx *store.Tx) func(entry, func([]any) bool) bool {
	return func(e entry, yield func([]any) bool) bool {
		for i, l := range e.term.Lines {
			if !yield([]any{tx.County(), e.id, e.term.Ordinal, i, l.Code, l.Term, l.Person, int64(l.Fen), l.Why}) {
				return false
			}
		}
		return true
	}
}

func coveredRows(tx *store.Tx) func(entry, func([]any) bool) bool {
	return func(e entry, yield func([]any) bool) bool {
		for i, c := range e.term.Covered {
			var share any
			if c.Share != nil {
				share = int64(*c.Share)
			}
			if !yield([]any{tx.County(), e.id, e.term.Ordinal, i, c.Person, c.Count, share}) {
				return false
			}
		}
		return true
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}
