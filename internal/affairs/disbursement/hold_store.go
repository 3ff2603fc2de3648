package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/engine/store"
)

func writeHold(ctx context.Context, tx *store.Tx, roster string, edition int, h Hold) error {
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_hold
		(county, id, roster, edition, serial, reason, author, author_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.County(), h.ID, roster, edition, h.Serial, h.Reason, h.Author, h.By, h.stamp)
	return err
}

func writeRelease(ctx context.Context, tx *store.Tx, hold string, m Mark, at string) error {
	_, err := tx.Exec(ctx, `INSERT INTO disbursement_release (county, hold, author, author_name, at) VALUES ($1, $2, $3, $4, $5)`,
		tx.County(), hold, m.Author, m.By, at)
	return err
}

// openHolds reads the holds of an edition that were not released.
func openHolds(ctx context.Context, tx *store.Tx, roster string, edition int) ([]Hold, error) {
	rows, err := tx.Query(ctx, `SELECT h.id, h.serial, h.reason, h.author, h.author_name, h.at FROM disbursement_hold h
		WHERE h.county = $1 AND h.roster = $2 AND h.edition = $3
			AND NOT EXISTS (SELECT 1 FROM disbursement_release r WHERE r.county = h.county AND r.hold = h.id)
		ORDER BY h.serial`, tx.County(), roster, edition)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var holds []Hold
	for rows.Next() {
		var h Hold
		if err := rows.Scan(&h.ID, &h.Serial, &h.Reason, &h.Author, &h.By, &h.stamp); err != nil {
			return nil, err
		}
		if h.At, err = store.ParseStamp(h.stamp); err != nil {
			return nil, err
		}
		holds = append(holds, h)
	}
	return holds, rows.Err()
}

// carryHolds takes the open holds of the edition before over to a new one, with
// their author and time, where the award is on it.
func carryHolds(ctx context.Context, tx *store.Tx, roster string, e edition) error {
	serials := make(map[string]int, len(e.lines))
	for _, l := range e.lines {
		serials[l.Award] = l.Serial
	}
	holds, err := openHolds(ctx, tx, roster, e.number-1)
	if err != nil {
		return fmt.Errorf("read holds: %w", err)
	}
	awards, err := awardsOf(ctx, tx, roster, e.number-1)
	if err != nil {
		return fmt.Errorf("read awards: %w", err)
	}
	for _, h := range holds {
		serial, there := serials[awards[h.Serial]]
		if !there {
			continue
		}
		h.ID, h.Serial = tx.NewID(), serial
		if err := writeHold(ctx, tx, roster, e.number, h); err != nil {
			return fmt.Errorf("carry hold: %w", err)
		}
	}
	return nil
}

// awardsOf reads which award each line of an edition pays.
func awardsOf(ctx context.Context, tx *store.Tx, roster string, edition int) (map[int]string, error) {
	rows, err := tx.Query(ctx, `SELECT serial, award FROM disbursement_line
		WHERE county = $1 AND roster = $2 AND edition = $3`, tx.County(), roster, edition)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	awards := map[int]string{}
	for rows.Next() {
		var serial int
		var award string
		if err := rows.Scan(&serial, &award); err != nil {
			return nil, err
		}
		awards[serial] = award
	}
	return awards, rows.Err()
}
