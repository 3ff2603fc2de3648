package household

import (
	"context"
	"fmt"

	"minzheng/internal/engine/store"
)

var books = store.Books{seats, members, presences}

// Written gives the households and people of whom something was entered at a stamp from a source, as a list that was
// taken in.
func Written(ctx context.Context, tx *store.Tx, stamp, source string) ([]string, error) {
	return books.Written(ctx, tx, stamp, source)
}

// Later gives those of the households and people of whom something else became known since; of a household also that
// somebody joined it.
func Later(ctx context.Context, tx *store.Tx, p store.Past) ([]string, error) {
	found, err := books.Later(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for _, id := range p.Subjects {
		asked[id] = true
	}
	rows, err := tx.Query(ctx, `SELECT DISTINCT household, known_from FROM household_member WHERE county = $1 AND known_from > $2`, tx.County(), p.Stamp)
	if err != nil {
		return nil, fmt.Errorf("read who joined since: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, stamp string
		if err := rows.Scan(&id, &stamp); err != nil {
			return nil, err
		}
		if asked[id] && !p.Undone[stamp] {
			found = append(found, id)
		}
	}
	return found, rows.Err()
}

// GoBack brings what is known of households and of people in them to what was known before. The caller's act has the
// permission and logs itself.
func GoBack(ctx context.Context, tx *store.Tx, p store.Past) error { return books.GoBack(ctx, tx, p) }
