package disbursement

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// linesOf reads the lines of an edition that lie in scope, by serial number,
// each with its open hold, its parts and its covered persons.
func linesOf(ctx context.Context, tx *store.Tx, scope access.Scope, roster string, edition int) ([]Line, error) {
	return linesWhere(ctx, tx, scope, roster, edition, "", "")
}

// linesWhere reads the lines in scope whose column holds the value; an empty
// column means all.
func linesWhere(ctx context.Context, tx *store.Tx, scope access.Scope, roster string, edition int, column string, value any) ([]Line, error) {
	lines, err := bareLines(ctx, tx, scope, roster, edition, column, value)
	if err != nil {
		return nil, fmt.Errorf("read lines of roster %s: %w", roster, err)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	at := make(map[int]*Line, len(lines))
	for i := range lines {
		at[lines[i].Serial] = &lines[i]
	}
	one := 0 // one line alone is asked for by its number
	if len(lines) == 1 {
		one = lines[0].Serial
	}
	for _, read := range []func(context.Context, *store.Tx, string, int, int, map[int]*Line) error{readHolds, readParts, readCovered} {
		if err := read(ctx, tx, roster, edition, one, at); err != nil {
			return nil, fmt.Errorf("read lines of roster %s: %w", roster, err)
		}
	}
	return lines, nil
}

func bareLines(ctx context.Context, tx *store.Tx, scope access.Scope, roster string, edition int, column string, value any) ([]Line, error) {
	where, args := scope.Where("village", 4)
	if column != "" {
		args = append(args, value)
		where += fmt.Sprintf(" AND %s = $%d", column, 3+len(args))
	}
	rows, err := tx.Query(ctx, `SELECT serial, award, household, class, head, head_number, village, village_name, town, town_name,
			payee_kind, payee, payee_number, bank, account, amount
		FROM disbursement_line WHERE county = $1 AND roster = $2 AND edition = $3 AND `+where+` ORDER BY serial`,
		append([]any{tx.County(), roster, edition}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []Line
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.Serial, &l.Award, &l.Household, &l.Class, &l.Head, &l.HeadNumber,
			&l.Village, &l.VillageName, &l.Town, &l.TownName,
			&l.Payee.Kind, &l.Payee.Name, &l.Payee.Number, &l.Payee.Bank, &l.Payee.Account, &l.Amount); err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

func readHolds(ctx context.Context, tx *store.Tx, roster string, edition, one int, at map[int]*Line) error {
	holds, err := openHolds(ctx, tx, roster, edition)
	if err != nil {
		return err
	}
	for _, h := range holds {
		if l := at[h.Serial]; l != nil {
			l.Hold = &h
		}
	}
	return nil
}

func readParts(ctx context.Context, tx *store.Tx, roster string, edition, one int, at map[int]*Line) error {
	return perLine(ctx, tx, `SELECT serial, term, amount FROM disbursement_part
		WHERE county = $1 AND roster = $2 AND edition = $3`, roster, edition, one, func(rows *sql.Rows) error {
		var serial int
		var p Part
		err := rows.Scan(&serial, &p.Term, &p.Amount)
		if l := at[serial]; l != nil {
			l.Parts = append(l.Parts, p)
		}
		return err
	})
}

func readCovered(ctx context.Context, tx *store.Tx, roster string, edition, one int, at map[int]*Line) error {
	return perLine(ctx, tx, `SELECT serial, person, name, number, heads, share FROM disbursement_covered
		WHERE county = $1 AND roster = $2 AND edition = $3`, roster, edition, one, func(rows *sql.Rows) error {
		var serial int
		var c Covered
		err := rows.Scan(&serial, &c.Person, &c.Name, &c.Number, &c.Count, &c.Share)
		if l := at[serial]; l != nil {
			l.Covered = append(l.Covered, c)
		}
		return err
	})
}

// perLine reads what hangs on lines, on one of them or on all of an edition.
func perLine(ctx context.Context, tx *store.Tx, statement, roster string, edition, one int, read func(*sql.Rows) error) error {
	args := []any{tx.County(), roster, edition}
	if one != 0 {
		statement += ` AND serial = $4`
		args = append(args, one)
	}
	rows, err := tx.Query(ctx, statement+` ORDER BY serial, place`, args...)
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
