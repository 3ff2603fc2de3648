package person

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// An Entry is one person as older books have it, for a county that is being founded.
//
// 历史底册录入.
type Entry struct {
	ID          string // 22 characters, such as of [store.Tx.NewID]; empty: made
	Particulars        // as they are in the end
	From        month.Day
	Stays       []Stay    // where the person lived before From, in order; each until the next begins
	Known       time.Time // since when the books know it; zero: now
	Source      string
}

// A Stay is a residence before the last one.
//
// 原居住地.
type Stay struct {
	Division division.Code
	Address  string
	From     month.Day
}

// Founding is leave to fill the books of a county that is being founded. No officer has it: founding is work of the
// program at the machine itself.
var Founding = access.Permission{Name: "person.found", Term: "建立人口底册"}

// Enter enters many people at once, as older books have them, and gives the ids in the order of the entries. Nothing may
// be known of them yet: it is for a county that is being founded. One log entry tells the counts and seals the content.
//
// It returns fault.Denied to everybody but the program, fault.Invalid with a sentence for each of the first faulty
// entries, and fault.Conflict when a number is taken. Then nothing is entered.
func Enter(ctx context.Context, tx *store.Tx, by access.Actor, entries []Entry) ([]string, error) {
	if err := by.Require(Founding, county(tx)); err != nil {
		return nil, err
	}
	entries = slices.Clone(entries)
	if err := checkEntries(ctx, tx, entries); err != nil {
		return nil, err
	}
	ids := make([]string, len(entries))
	batch := audit.NewBatch()
	for i := range entries {
		e := &entries[i]
		if e.ID == "" {
			e.ID = tx.NewID()
		}
		ids[i] = e.ID
		batch.Tell("people", e.Name, e.Number, e.Birth, e.Sex, e.Division, e.Address, e.From, len(e.Stays), e.Source)
	}
	if err := insertEntries(ctx, tx, entries); err != nil {
		return nil, err
	}
	return ids, audit.Append(ctx, tx, by, audit.Entry{Act: Founding.Name, Subject: "person", Details: batch.Details()})
}

// RecordAll enters new persons at once, with residence and telephone from a day on. The caller's act has the permission,
// logs itself and has made the ids.
//
// It returns fault.Invalid for particulars that cannot be, and fault.Conflict when a number belongs to somebody.
func RecordAll(ctx context.Context, tx *store.Tx, entries []Entry) error {
	entries = slices.Clone(entries)
	if err := checkEntries(ctx, tx, entries); err != nil {
		return err
	}
	return insertEntries(ctx, tx, entries)
}

// fewFaults is up to how many faults are told: a wrong generator has a hundred thousand.
const fewFaults = 20

// checkEntries completes the entries from their numbers, and returns the first faults.
func checkEntries(ctx context.Context, tx *store.Tx, entries []Entry) error {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	var faults fault.List
	owner := make(map[idcard.Number]int, len(entries))
	for i := range entries {
		faults.Add(entries[i].check(tx, tree))
		if n := entries[i].Number; !n.None() {
			if first, twice := owner[n]; twice {
				faults.Add(fault.Invalid("number", "第%d条和第%d条的身份证号码相同", first+1, i+1))
			}
			owner[n] = i
		}
		if len(faults) >= fewFaults {
			break
		}
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return unowned(ctx, tx, owner)
}

func (e *Entry) check(tx *store.Tx, tree *place.Tree) error {
	var faults fault.List
	e.Name = tidy(e.Name)
	faults.AddField("number", e.Number.Allowed(tx.Demo()))
	e.fromNumber(&faults)
	if e.Name == "" || !e.From.Known() || e.From > tx.Today() || e.Known.After(tx.Now()) || e.Birth > tx.Today() {
		faults.Add(fault.Invalid("name", "“%s”的姓名、居住起始日或出生日期不对，请核对", e.Name))
	}
	before := e.From
	for _, s := range slices.Backward(e.Stays) {
		if s.From >= before || !s.From.Known() {
			faults.Add(fault.Invalid("stays", "%s的居住地起止日期次序不对", e.Name))
		}
		before = s.From
		faults.Add(resident(tree, s.Division))
	}
	faults.Add(resident(tree, e.Division))
	return faults.Err()
}

func resident(tree *place.Tree, at division.Code) error {
	if _, err := tree.Find(at); err != nil || at.Level() < division.Town {
		return fault.Invalid("division", "“%s”不是本县的村（社区）或乡镇", at)
	}
	return nil
}

// unowned makes sure that nobody in the books has one of the numbers.
func unowned(ctx context.Context, tx *store.Tx, wanted map[idcard.Number]int) error {
	var empty int
	err := tx.QueryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM person_number WHERE county = $1) THEN 0 ELSE 1 END`, tx.County()).Scan(&empty)
	if err != nil || empty == 1 {
		return err
	}
	list := make([]string, 0, len(wanted))
	for n := range wanted {
		list = append(list, n.Full())
	}
	var n idcard.Number
	err = tx.QueryRow(ctx, `SELECT i.number FROM person_number i WHERE i.county = $1 AND `+tx.Listed("i.number", 2)+`
		AND i.known_until = '`+store.KnownForever+`' LIMIT 1`, tx.County(), store.List(list)).Scan(&n)
	if store.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find owners of numbers: %w", err)
	}
	return taken(n)
}

// insertEntries writes everything told of the entries, table by table.
func insertEntries(ctx context.Context, tx *store.Tx, entries []Entry) error {
	_, err := tx.Bulk(ctx, "person_person", []string{"county", "id", "made"}, func(yield func([]any) bool) {
		for _, e := range entries {
			if !yield([]any{tx.County(), e.ID, tx.Stamp()}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for _, t := range []struct {
		facts store.Facts
		of    func(Entry) (values []any, told bool)
	}{
		{names, func(e Entry) ([]any, bool) { return []any{e.Name}, true }},
		{numbers, func(e Entry) ([]any, bool) { return []any{e.Number, e.Number.Last4()}, !e.Number.None() }},
		{births, func(e Entry) ([]any, bool) { return []any{e.Birth, string(e.Sex)}, e.Birth.Known() || e.Sex != "" }},
		{phones, func(e Entry) ([]any, bool) { return []any{e.Phone}, e.Phone != "" }},
	} {
		from := always
		if t.facts.Table == phones.Table {
			from = 0
		}
		if _, err := t.facts.Enter(ctx, tx, dated(entries, from, t.of)); err != nil {
			return err
		}
	}
	if _, err = residences.Enter(ctx, tx, stays(entries)); err != nil {
		return err
	}
	found := make([]keyed, len(entries))
	for i, e := range entries {
		found[i] = keyed{e.ID, e.Division, e.Name, e.Phone}
	}
	return writeKeys(ctx, tx, found)
}

// dated are the facts of one table; from nought they hold since the person's residence.
func dated(entries []Entry, from month.Day, of func(Entry) ([]any, bool)) iter.Seq[store.Dated] {
	return func(yield func(store.Dated) bool) {
		for _, e := range entries {
			values, told := of(e)
			if told && !yield(store.Dated{Key: []any{e.ID}, Values: values, During: month.Since(either(from, e.From)), Known: stamp(e.Known), Source: e.Source}) {
				return
			}
		}
	}
}

// stays are the residences, one after the other.
func stays(entries []Entry) iter.Seq[store.Dated] {
	return func(yield func(store.Dated) bool) {
		for _, e := range entries {
			all := append(slices.Clip(e.Stays), Stay{e.Division, e.Address, e.From})
			for i, s := range all {
				until := month.Forever
				if i+1 < len(all) {
					until = all[i+1].From
				}
				if !yield(store.Dated{
					Key: []any{e.ID}, Values: []any{string(s.Division), s.Address}, During: month.DaySpan{From: s.From, Until: until},
					Known: stamp(e.Known), Source: e.Source,
				}) {
					return
				}
			}
		}
	}
}

// stamp is a moment as the books keep it, empty for the zero one.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return store.FormatStamp(at)
}
