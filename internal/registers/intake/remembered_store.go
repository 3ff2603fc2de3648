package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

func sortedHeadings(m Mapping) []string { return slices.Sorted(maps.Keys(m)) }

// replace gives up the mapping of the sender and kind that has the name.
func (r Remembered) replace(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE intake_mapping SET forgotten_at = $5 WHERE county = $1 AND division = $2 AND kind = $3 AND name = $4 AND forgotten_at = ''`,
		tx.County(), string(r.Division), string(r.Kind), r.Name, tx.Stamp())
	return err
}

func (r Remembered) write(ctx context.Context, tx *store.Tx, by access.Actor) error {
	_, err := tx.Exec(ctx, `INSERT INTO intake_mapping (county, id, division, kind, name, made_at, maker, maker_name, forgotten_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')`,
		tx.County(), r.ID, string(r.Division), string(r.Kind), r.Name, tx.Stamp(), by.ID, by.Name)
	if err != nil {
		return fmt.Errorf("remember mapping: %w", err)
	}
	for _, heading := range sortedHeadings(r.Mapping) {
		_, err := tx.Exec(ctx, `INSERT INTO intake_mapping_heading (county, mapping, heading, stands) VALUES ($1, $2, $3, $4)`,
			tx.County(), r.ID, heading, string(r.Mapping[heading]))
		if err != nil {
			return fmt.Errorf("remember heading: %w", err)
		}
	}
	return nil
}

func (r Remembered) rename(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE intake_mapping SET name = $3 WHERE county = $1 AND id = $2`, tx.County(), r.ID, r.Name)
	return err
}

func (r Remembered) forget(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE intake_mapping SET forgotten_at = $3 WHERE county = $1 AND id = $2`, tx.County(), r.ID, tx.Stamp())
	return err
}

// readBy has a file be read by a mapping.
func readBy(ctx context.Context, tx *store.Tx, file, mapping string) error {
	_, err := tx.Exec(ctx, `UPDATE intake_file SET mapping = $3 WHERE county = $1 AND id = $2`, tx.County(), file, mapping)
	return err
}

// RememberedIn gives the mappings in sight that new files are read by, by sender and name.
func RememberedIn(ctx context.Context, tx *store.Tx, scope access.Scope) ([]Remembered, error) {
	inside, args := scope.Where("m.division", 2)
	return mappings(ctx, tx, `m.forgotten_at = '' AND `+inside, args)
}

// rememberedOf are those of a sender and kind, the newest first.
func rememberedOf(ctx context.Context, tx *store.Tx, sender division.Code, kind Kind) ([]Remembered, error) {
	list, err := mappings(ctx, tx, `m.forgotten_at = '' AND m.division = $2 AND m.kind = $3`, []any{string(sender), string(kind)})
	slices.SortStableFunc(list, func(a, b Remembered) int { return b.MadeAt.Compare(a.MadeAt) })
	return list, err
}

// remembered is one that the actor may change.
func remembered(ctx context.Context, tx *store.Tx, by access.Actor, id string) (Remembered, error) {
	inside, args := by.Scope(Read).Where("m.division", 3)
	list, err := mappings(ctx, tx, `m.forgotten_at = '' AND m.id = $2 AND `+inside, append([]any{id}, args...))
	if err != nil {
		return Remembered{}, err
	}
	if len(list) == 0 {
		return Remembered{}, fault.NotFound("没有找到这个列对应，或者它不属于您负责的区划")
	}
	return list[0], by.Require(Importing, list[0].Division)
}

// mappings reads those that fulfil a condition, whose placeholders begin at $2.
func mappings(ctx context.Context, tx *store.Tx, condition string, args []any) ([]Remembered, error) {
	rows, err := tx.Query(ctx, `SELECT m.id, m.division, m.kind, m.name, m.made_at, m.maker_name, h.heading, h.stands
		FROM intake_mapping m JOIN intake_mapping_heading h ON h.county = m.county AND h.mapping = m.id
		WHERE m.county = $1 AND `+condition+` ORDER BY m.division, m.kind, m.name, m.id, h.heading`, append([]any{tx.County()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read mappings: %w", err)
	}
	defer rows.Close()
	var list []Remembered
	for rows.Next() {
		var r Remembered
		var made, heading string
		var stands Column
		if err := rows.Scan(&r.ID, &r.Division, &r.Kind, &r.Name, &made, &r.Maker, &heading, &stands); err != nil {
			return nil, err
		}
		if r.MadeAt, err = store.ParseStamp(made); err != nil {
			return nil, err
		}
		if n := len(list); n == 0 || list[n-1].ID != r.ID {
			r.Mapping = Mapping{}
			list = append(list, r)
		}
		list[len(list)-1].Mapping[heading] = stands
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return nil, err
	}
	return list, placed(ctx, tx, list)
}

// placed adds the names of the senders.
func placed(ctx context.Context, tx *store.Tx, list []Remembered) error {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Place = tree.Local(list[i].Division)
	}
	return nil
}
