package household

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A long list is held against the books by the functions of this file, which read the households that it can touch and no
// others: a county has twenty times as many.

// OfPeople reads the households in sight, as they stood on the day, that people belong to on it or come to belong to first
// after it.
func OfPeople(ctx context.Context, tx *store.Tx, scope access.Scope, people []string, on month.Day) ([]Household, error) {
	stand, err := standIn(ctx, tx, people, on)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(stand))
	for _, id := range stand {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return Some(ctx, tx, scope, slices.Compact(ids), on)
}

// Some reads the households in sight with these ids, as they stood on the day.
func Some(ctx context.Context, tx *store.Tx, scope access.Scope, ids []string, on month.Day) ([]Household, error) {
	found := make([]Household, 0, len(ids))
	for part := range slices.Chunk(ids, some) {
		values := make([]any, len(part))
		for i, id := range part {
			values[i] = id
		}
		marks := strings.TrimSuffix(strings.Repeat("$%d, ", len(part)), ", ")
		more, err := readBy(ctx, tx, "s.division || ''", scope, on, "AND s.household IN ("+marks+")", values...)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// A Sign is what a household is known by where nobody's identity number tells: its village, the clerk's number, its head.
//
// 户的辨认特征.
type Sign struct {
	Household string
	Division  division.Code
	Number    string // 户编号; empty when there is none
	Headed    bool
	Head      Member // name, number and birth alone
}

// Signs gives the signs of all households in sight that sit in one of the villages on the day, by village and id.
func Signs(ctx context.Context, tx *store.Tx, scope access.Scope, villages []division.Code, on month.Day) ([]Sign, error) {
	inside, args := scope.Where("s.division", 3)
	ids := make([]string, len(villages))
	for i, v := range villages {
		ids[i] = string(v)
	}
	var found []Sign
	err := eachOf(ctx, tx, `SELECT s.household, s.division, s.number, COALESCE(m.person, ''), COALESCE(n.name, ''), i.number, b.birth
		FROM household_seat s
		LEFT JOIN household_member m ON m.county = s.county AND m.household = s.household AND m.relation = '`+string(Head)+`' AND `+store.Held("m", 2)+`
		LEFT JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		LEFT JOIN person_number i ON i.county = m.county AND i.person = m.person AND `+store.Held("i", 2)+`
		LEFT JOIN person_birth b ON b.county = m.county AND b.person = m.person AND `+store.Held("b", 2)+`
		WHERE s.county = $1 AND `+store.Held("s", 2)+` AND `+inside+` AND s.division IN `, ids, append([]any{tx.County(), on}, args...), func(scan func(...any) error) error {
		var s Sign
		err := scan(&s.Household, &s.Division, &s.Number, &s.Head.Person, &s.Head.Name, &s.Head.Number, &s.Head.Birth)
		s.Headed, s.Head.Relation = s.Head.Person != "", Head
		found = append(found, s)
		return err
	}, "s.division, s.household, COALESCE(b.birth, ''), m.person")
	if err != nil {
		return nil, fmt.Errorf("read the signs of households: %w", err)
	}
	return slices.CompactFunc(found, func(a, b Sign) bool { return a.Household == b.Household }), nil
}
