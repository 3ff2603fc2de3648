package disbursement

import (
	"context"
	"database/sql"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

const rosterColumns = `id, programme, programme_term, short, unit, fund, fund_term, month`

// rosterByID reads a roster with its acts.
//
// It returns fault.NotFound when there is none.
func rosterByID(ctx context.Context, tx *store.Tx, id string) (Roster, error) {
	rosters, err := rostersWhere(ctx, tx, `id = $2`, id)
	if err != nil {
		return Roster{}, err
	}
	if len(rosters) == 0 {
		return Roster{}, fault.NotFound("没有这份名册，请从名册列表重新进入")
	}
	return rosters[0], nil
}

// rosterOf finds the one roster of a programme, fund and month.
func rosterOf(ctx context.Context, tx *store.Tx, programme, fund string, m month.Month) (Roster, bool, error) {
	rosters, err := rostersWhere(ctx, tx, `programme = $2 AND fund = $3 AND month = $4`, programme, fund, m)
	if err != nil || len(rosters) == 0 {
		return Roster{}, false, err
	}
	return rosters[0], true, nil
}

// rostersWhere reads rosters that meet a condition whose placeholders begin at
// $2, newest month first, each with its acts.
func rostersWhere(ctx context.Context, tx *store.Tx, condition string, args ...any) ([]Roster, error) {
	rows, err := tx.Query(ctx, `SELECT `+rosterColumns+` FROM disbursement_roster
		WHERE county = $1 AND `+condition+` ORDER BY month DESC, programme, fund`, append([]any{tx.County()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	defer rows.Close()
	var rosters []Roster
	for rows.Next() {
		var r Roster
		if err := rows.Scan(&r.ID, &r.Programme, &r.Term, &r.Short, &r.Unit, &r.Fund, &r.FundTerm, &r.Month); err != nil {
			return nil, fmt.Errorf("read rosters: %w", err)
		}
		rosters = append(rosters, r)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rosters: %w", err)
	}
	return rosters, readActs(ctx, tx, rosters)
}

// actsQuery lists everything done with the rosters of a list. The rank orders acts that
// carry the same moment, as drafting and the holds it takes over do.
func actsQuery(tx *store.Tx) string {
	ofRosters := tx.Listed("roster", 2)
	return `
	SELECT roster, 1 AS rank, 'prepared' AS kind, number AS edition, author, author_name, at, '' AS reason, 0 AS serial
	FROM disbursement_edition WHERE county = $1 AND ` + ofRosters + `
		AND NOT EXISTS (SELECT 1 FROM disbursement_takeover t WHERE t.county = disbursement_edition.county AND t.roster = disbursement_edition.roster)
	UNION ALL
	SELECT roster, 2, 'withheld', edition, author, author_name, at, reason, serial
	FROM disbursement_hold WHERE county = $1 AND ` + ofRosters + `
	UNION ALL
	SELECT h.roster, 3, 'released', h.edition, r.author, r.author_name, r.at, '', h.serial
	FROM disbursement_release r JOIN disbursement_hold h ON h.county = r.county AND h.id = r.hold
	WHERE h.county = $1 AND ` + tx.Listed("h.roster", 2) + `
	UNION ALL
	SELECT roster, 4, 'submitted', edition, author, author_name, at, '', 0
	FROM disbursement_submission WHERE county = $1 AND ` + ofRosters + `
	UNION ALL
	SELECT roster, 5, 'passed', edition, author, author_name, at, '', 0
	FROM disbursement_review WHERE county = $1 AND ` + ofRosters + `
	UNION ALL
	SELECT roster, 6, 'returned', edition, author, author_name, at, reason, 0
	FROM disbursement_return WHERE county = $1 AND ` + ofRosters + `
	UNION ALL
	SELECT roster, 7, 'signed', edition, author, author_name, at, '', 0
	FROM disbursement_signature WHERE county = $1 AND ` + ofRosters + `
	UNION ALL
	SELECT roster, 8, 'takenover', edition, author, author_name, at, note, 0
	FROM disbursement_takeover WHERE county = $1 AND ` + ofRosters + `
	ORDER BY edition, at, rank, serial`
}

// readActs gives rosters what was done with them.
func readActs(ctx context.Context, tx *store.Tx, rosters []Roster) error {
	ids, at := make([]string, len(rosters)), map[string]*Roster{}
	for i := range rosters {
		ids[i], at[rosters[i].ID] = rosters[i].ID, &rosters[i]
	}
	return eachRow(ctx, tx, actsQuery(tx), []any{tx.County(), store.List(ids)}, func(rows *sql.Rows) error {
		var a Act
		var roster, stamp string
		var rank int
		err := rows.Scan(&roster, &rank, &a.Kind, &a.Edition, &a.Author, &a.By, &stamp, &a.Reason, &a.Serial)
		if err != nil {
			return fmt.Errorf("read acts on rosters: %w", err)
		}
		a.At, err = store.ParseStamp(stamp)
		at[roster].Acts = append(at[roster].Acts, a)
		return err
	})
}

// monthsOnPage is how many months of one programme stand on a page.
const monthsOnPage = 12

// listings reads the rosters of a month, or of one programme for the months up
// to it, newest first, with what is paid of the lines in sight.
func listings(ctx context.Context, tx *store.Tx, by access.Actor, m month.Month, programme string) ([]listing, error) {
	condition, args := `month = $2`, []any{m}
	if programme != "" {
		condition, args = `programme = $2 AND month <= $3 AND month > $4`, []any{programme, m, m.Add(-monthsOnPage)}
	}
	rosters, err := rostersWhere(ctx, tx, condition, args...)
	if err != nil {
		return nil, err
	}
	all := make([]listing, len(rosters))
	for i, r := range rosters {
		all[i].Roster = r
		if err := all[i].count(ctx, tx, by); err != nil {
			return nil, fmt.Errorf("add up roster %s: %w", r.ID, err)
		}
	}
	return all, nil
}

// count adds up what is paid of the lines in sight. Of a settled roster that is
// seen whole the sum stands on the books.
func (l *listing) count(ctx context.Context, tx *store.Tx, by access.Actor) error {
	if !l.settled() || !by.May(Read, county(tx)) {
		return sums(ctx, tx, by.Scope(Read), l)
	}
	if l.State() == StateTakenOver {
		taken, err := takeoverOf(ctx, tx, l.Roster)
		l.Paid = taken.Figures
		return err
	}
	submitted, err := submissionOf(ctx, tx, l.Roster)
	l.Paid, l.Held = submitted.Figures, submitted.held
	return err
}

// neighbours are the months before and after one that have rosters, of one
// programme or of any; zero where there is none.
func neighbours(ctx context.Context, tx *store.Tx, m month.Month, programme string) (before, after month.Month, err error) {
	err = tx.QueryRow(ctx, `SELECT MAX(CASE WHEN month < $2 THEN month END), MIN(CASE WHEN month > $2 THEN month END)
		FROM disbursement_roster WHERE county = $1 AND ($3 = '' OR programme = $3)`, tx.County(), m, programme).Scan(&before, &after)
	if err != nil {
		return 0, 0, fmt.Errorf("read months with rosters: %w", err)
	}
	return before, after, nil
}

// sums adds up the lines of a roster's last edition that lie in scope.
func sums(ctx context.Context, tx *store.Tx, scope access.Scope, l *listing) error {
	where, args := scope.Where("village", 4)
	found, err := store.Kept(ctx, tx, fmt.Sprintf("disbursement/sums/%s/%d/%v", l.ID, l.Edition(), args), func() (of listing, err error) {
		err = tx.QueryRow(ctx, `SELECT COALESCE(SUM(1 - held), 0), COALESCE(SUM((1 - held) * heads), 0), COALESCE(SUM((1 - held) * amount), 0), COALESCE(SUM(held), 0)
			FROM (SELECT l.amount,
					(SELECT COALESCE(SUM(c.heads), 0) FROM disbursement_covered c
						WHERE c.county = l.county AND c.roster = l.roster AND c.edition = l.edition AND c.serial = l.serial) AS heads,
					CASE WHEN EXISTS (SELECT 1 FROM disbursement_hold h WHERE h.county = l.county AND h.roster = l.roster AND h.edition = l.edition
						AND h.serial = l.serial AND NOT EXISTS (SELECT 1 FROM disbursement_release r WHERE r.county = h.county AND r.hold = h.id))
						THEN 1 ELSE 0 END AS held
				FROM disbursement_line l WHERE l.county = $1 AND l.roster = $2 AND l.edition = $3 AND `+where+`) AS lines`,
			append([]any{tx.County(), l.ID, l.Edition()}, args...)...).
			Scan(&of.Paid.Households, &of.Paid.Persons, &of.Paid.Amount, &of.Held)
		return of, err
	})
	l.Paid, l.Held = found.Paid, found.Held
	return err
}

// Drafted tells whether the programme has a roster for the month already.
func (d *Disbursement) Drafted(ctx context.Context, programme string, m month.Month) (drafted bool, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM disbursement_roster WHERE county = $1 AND programme = $2 AND month = $3`, tx.County(), programme, m).Scan(&n)
		drafted = n > 0
		return err
	})
	return drafted, err
}
