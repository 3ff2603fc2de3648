package person

import (
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

var (
	names      = store.Facts{Table: "person_name", Key: []string{"person"}, Values: []string{"name"}}
	numbers    = store.Facts{Table: "person_number", Key: []string{"person"}, Values: []string{"number", "tail"}}
	births     = store.Facts{Table: "person_birth", Key: []string{"person"}, Values: []string{"birth", "sex"}}
	residences = store.Facts{Table: "person_residence", Key: []string{"person"}, Values: []string{"division", "address"}}
	phones     = store.Facts{Table: "person_phone", Key: []string{"person"}, Values: []string{"phone"}}
)

func insert(ctx context.Context, tx *store.Tx, id string) error {
	_, err := tx.Exec(ctx, `INSERT INTO person_person (county, id, made) VALUES ($1, $2, $3)`, tx.County(), id, tx.Stamp())
	return err
}

// write sets the facts that are told and differ from the old ones. What a list tells from a day on holds until the next
// change that is known already, so an older list does not undo a newer one; what an officer tells by hand holds from then
// on. What the person is found by follows.
func write(ctx context.Context, tx *store.Tx, id string, old, told Particulars, from month.Day, source string, byHand bool) (changed bool, err error) {
	if told.Number != old.Number {
		if err := free(ctx, tx, id, told.Number); err != nil {
			return false, err
		}
	}
	for _, f := range told.parts(old, from) {
		if !f.told || f.same && !byHand {
			continue
		}
		during := month.Since(f.from)
		if !byHand {
			if during, err = f.facts.UntilNext(ctx, tx, []any{id}, f.from); err != nil {
				return false, err
			}
		}
		set, err := f.facts.Set(ctx, tx, []any{id}, f.values, during, source)
		if store.IsUnique(err) { // somebody else was a moment faster
			return false, taken(told.Number).Because(err)
		}
		if err != nil {
			return false, err
		}
		changed = changed || set
	}
	if changed {
		err = rekey(ctx, tx, id)
	}
	return changed, err
}

// A part is what was told for one table, beside what is known.
type part struct {
	told   bool
	same   bool
	facts  store.Facts
	from   month.Day
	values []any
}

func (told Particulars) parts(old Particulars, from month.Day) []part {
	return []part{
		{told.Name != "", told.Name == old.Name, names, always, []any{told.Name}},
		{!told.Number.None(), told.Number == old.Number, numbers, always, []any{told.Number, told.Number.Last4()}},
		{told.Birth.Known() || told.Sex != "", either(told.Birth, old.Birth) == old.Birth && either(told.Sex, old.Sex) == old.Sex, births, always, []any{either(told.Birth, old.Birth), string(either(told.Sex, old.Sex))}},
		{told.Division != "", told.Division == old.Division && told.addressAt(old) == old.Address, residences, from, []any{string(told.Division), told.addressAt(old)}},
		{told.Phone != "", told.Phone == old.Phone, phones, from, []any{told.Phone}},
	}
}

// Adds tells whether anything told differs from what is known. Particulars as somebody wrote them, with a blank in the name
// or without the birth that the number tells, may seem to add what they do not.
func (told Particulars) Adds(old Particulars) bool {
	return slices.ContainsFunc(told.parts(old, always), func(p part) bool { return p.told && !p.same })
}

// free makes sure that nobody else has the number. It asks before writing, because a refusal by the database would end
// the whole transaction of a list.
func free(ctx context.Context, tx *store.Tx, id string, n idcard.Number) error {
	var owner string
	err := tx.QueryRow(ctx, `SELECT i.person FROM person_number i WHERE i.county = $1 AND i.number = $3 AND i.person <> $4 AND `+store.Held("i", 2),
		tx.County(), tx.Today(), n, id).Scan(&owner)
	if store.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the owner of a number: %w", err)
	}
	return taken(n)
}

func taken(n idcard.Number) *fault.Error {
	return fault.Conflict("身份证号码%s已登记在别人名下，请按号码查找后核对是否同一人", n)
}

// addressAt is the address told, or the old one when only the same division was told again.
func (told Particulars) addressAt(old Particulars) string {
	if told.Address == "" && told.Division == old.Division {
		return old.Address
	}
	return told.Address
}

// either is the first of two values that is known.
func either[T comparable](told, old T) T {
	var none T
	if told != none {
		return told
	}
	return old
}

// known reads what is known of a person on the day, without looking at scope: whoever asks has found the person in
// sight before.
func known(ctx context.Context, tx *store.Tx, id string, on month.Day) (Particulars, error) {
	found, err := allKnown(ctx, tx, []string{id}, on)
	if err != nil {
		return Particulars{}, err
	}
	p, ok := found[id]
	if !ok {
		return p, fault.NotFound("没有找到这个人，或者不在您负责的区划内")
	}
	return p, nil
}

// AllKnown gives what is known of people on the day, by their ids. It is for callers that have found them in sight.
func AllKnown(ctx context.Context, tx *store.Tx, ids []string, on month.Day) (map[string]Particulars, error) {
	return allKnown(ctx, tx, ids, on)
}

// allKnown is known of many people, by id.
func allKnown(ctx context.Context, tx *store.Tx, ids []string, on month.Day) (map[string]Particulars, error) {
	found := make(map[string]Particulars, len(ids))
	err := inChunks(ids, func(chunk []any) error {
		rows, err := tx.Query(ctx, numbered(knownOf+`(`+marks(len(chunk))+`)`, 3), append([]any{tx.County(), on}, chunk...)...)
		if err != nil {
			return fmt.Errorf("read what is known of people: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var p Particulars
			if err := rows.Scan(&id, &p.Name, &p.Number, &p.Birth, &p.Sex, &p.Division, &p.Address, &p.Phone); err != nil {
				return err
			}
			found[id] = p
		}
		return rows.Err()
	})
	return found, err
}

var knownOf = `SELECT p.id, COALESCE(n.name, ''), i.number, b.birth, COALESCE(b.sex, ''), COALESCE(r.division, ''), COALESCE(r.address, ''), COALESCE(f.phone, '')
	FROM person_person p
	LEFT JOIN person_name n ON n.county = p.county AND n.person = p.id AND ` + store.Held("n", 2) + `
	LEFT JOIN person_number i ON i.county = p.county AND i.person = p.id AND ` + store.Held("i", 2) + `
	LEFT JOIN person_birth b ON b.county = p.county AND b.person = p.id AND ` + store.Held("b", 2) + `
	LEFT JOIN person_residence r ON r.county = p.county AND r.person = p.id AND ` + store.Held("r", 2) + `
	LEFT JOIN person_phone f ON f.county = p.county AND f.person = p.id AND ` + store.Held("f", 2) + `
	WHERE p.county = $1 AND p.id IN `
