package person

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/spelling"
	"minzheng/internal/engine/store"
)

// bySpelling gives people in sight whose name is written or sounds like what was typed: those with its characters, and
// when these are fewer than limit, those of the same sound.
func bySpelling(ctx context.Context, tx *store.Tx, scope access.Scope, typed string, limit int) ([]View, error) {
	var ids []string
	characters := charactersOf(typed)
	for _, written := range []string{characters, ""} {
		if written == "" && characters != "" && len(ids) >= limit {
			break
		}
		for _, letters := range lettersOf(typed) {
			some, err := byKey(ctx, tx, scope, letters, written, 3*limit) // one person may have three keys that begin so
			if err != nil {
				return nil, err
			}
			ids = appendNew(ids, some)
		}
		if characters == "" {
			break
		}
	}
	return inOrder(ctx, tx, scope, ids[:min(len(ids), limit)])
}

// charactersOf are the Chinese characters in what was typed, as a pattern.
func charactersOf(typed string) string {
	pattern := ""
	for _, r := range spelling.Fold(typed) {
		if spelling.Chinese(string(r)) {
			pattern += string(r)
		} else if pattern != "" && !strings.HasSuffix(pattern, "%") {
			pattern += "%"
		}
	}
	return strings.TrimSuffix(pattern, "%")
}

func appendNew(ids, more []string) []string {
	for _, id := range more {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// byKey gives the ids of at most limit people in sight with a key that begins so and holds these characters.
func byKey(ctx context.Context, tx *store.Tx, scope access.Scope, beginning, characters string, limit int) ([]string, error) {
	if beginning == "" {
		return nil, nil
	}
	inside, args := scope.Where("k.division", 4)
	args = append([]any{tx.County(), beginning, beginning + "\U0010FFFF"}, args...)
	statement := `SELECT k.person FROM person_key k WHERE k.county = $1 AND k.key >= $2 AND k.key < $3 AND ` + inside
	if characters != "" {
		args = append(args, "% %"+characters+"%")
		statement += fmt.Sprintf(` AND k.key LIKE $%d`, len(args))
	}
	statement += fmt.Sprintf(` ORDER BY k.key, k.division, k.person LIMIT %d`, limit)
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return nil, fmt.Errorf("look up keys of people: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// byTails gives people in sight of whom each of the numbers, as far as it was typed, is the end of the identity number
// or of a telephone number.
func byTails(ctx context.Context, tx *store.Tx, scope access.Scope, tails []string, limit int) ([]View, error) {
	found, err := byTail(ctx, tx, scope, tails[0], limit)
	for _, tail := range tails[1:] {
		found = slices.DeleteFunc(found, func(v View) bool {
			return !strings.HasSuffix(v.Number, tail[max(0, len(tail)-4):]) && !phoneEnds(v.Phone, tail)
		})
	}
	return found, err
}

func byTail(ctx context.Context, tx *store.Tx, scope access.Scope, tail string, limit int) ([]View, error) {
	if n, err := idcard.Parse(tail); err == nil && !n.None() {
		return read(ctx, tx, scope, 1, "i.number = $%d", n)
	}
	var found []View
	if len(tail) <= 18 {
		var err error
		if found, err = ByTail(ctx, tx, scope, tail, limit); err != nil {
			return nil, err
		}
	}
	if strings.HasSuffix(tail, "X") {
		return found, nil
	}
	ids, err := byKey(ctx, tx, scope, backwards(tail), "", limit)
	if err != nil {
		return nil, err
	}
	called, err := inOrder(ctx, tx, scope, ids)
	return append(found, called...), err
}

func phoneEnds(phone, tail string) bool {
	return slices.ContainsFunc(phonesOf(phone), func(number string) bool { return strings.HasSuffix(number, tail) })
}

// inOrder gives the people with these ids who are in sight, in the order of the ids.
func inOrder(ctx context.Context, tx *store.Tx, scope access.Scope, ids []string) ([]View, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	views, err := Views(ctx, tx, scope, ids)
	if err != nil {
		return nil, err
	}
	found := make([]View, 0, len(views))
	for _, id := range ids {
		if v, ok := views[id]; ok {
			found = append(found, v)
		}
	}
	return found, nil
}
