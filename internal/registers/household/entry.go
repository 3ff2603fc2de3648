package household

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// An Entry is one household as older books have it, for a county that is being founded.
//
// 历史底册录入.
type Entry struct {
	ID string // 22 characters, such as of [store.Tx.NewID]; empty: made
	Seat
	From    month.Day
	Members []Belonging
	Known   time.Time // since when the books know it; zero: now
	Source  string
}

// A Belonging is one person's time in a household that is being entered.
//
// 成员期间.
type Belonging struct {
	Person   string
	Relation Relation
	From     month.Day // zero: as long as the household
	Until    month.Day // zero: for ever
	Presence Presence  // empty: nothing is recorded
	Where    string    // of a presence that is not home
	Since    month.Day // of the presence; zero: From
}

// Filling is leave to fill the books of a county that is being founded. No officer has it: founding is work of the
// program at the machine itself.
var Filling = access.Permission{Name: "household.fill", Term: "建立家庭底册"}

// Enter enters many households at once, as older books have them, and gives their ids in the order of the entries. A
// person may have lived in several, one after the other, but in none that the books know already: it is for a county that
// is being founded. One log entry tells the counts and seals the content.
//
// It returns fault.Denied to everybody but the program, fault.Invalid for households without a village or with two
// heads, and for a person in two at once, and fault.Conflict for a person who stands in a household. Then nothing is
// entered.
func Enter(ctx context.Context, tx *store.Tx, by access.Actor, entries []Entry) ([]string, error) {
	if err := by.Require(Filling, division.Code(tx.County()+"000000")); err != nil {
		return nil, err
	}
	entries = slices.Clone(entries)
	ids := make([]string, len(entries))
	for i := range entries {
		if entries[i].ID == "" {
			entries[i].ID = tx.NewID()
		}
		ids[i] = entries[i].ID
	}
	stood, err := standingOf(ctx, tx, entries)
	if err != nil {
		return nil, err
	}
	if err := unhoused(ctx, tx, stood); err != nil {
		return nil, err
	}
	if err := insertEntries(ctx, tx, entries, stood); err != nil {
		return nil, err
	}
	batch := audit.NewBatch()
	for _, e := range entries {
		batch.Tell("households", e.ID, e.Division, e.Address, e.Number, e.From, e.Source)
		for _, m := range e.Members {
			batch.Tell("members", m)
		}
	}
	return ids, audit.Append(ctx, tx, by, audit.Entry{Act: Filling.Name, Subject: "household", Details: batch.Details()})
}

// stand is a person's time in a household with the entry it comes from.
type stand struct {
	Belonging
	entry *Entry
}

// fewFaults is up to how many faults are told.
const fewFaults = 20

// standingOf lists everybody's times, those of one person together in the order of their days, and returns the first
// faults.
func standingOf(ctx context.Context, tx *store.Tx, entries []Entry) ([]stand, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	var faults fault.List
	var all []stand
	for i := range entries {
		e := &entries[i]
		if _, err := tree.Find(e.Division); err != nil || e.Division.Level() != division.Village || !e.From.Known() || e.From > tx.Today() {
			faults.Add(fault.Invalid("division", "第%d户的所在村（社区）“%s”或起始日期不对", i+1, e.Division))
		}
		all = append(all, e.stands()...)
		if len(faults) >= fewFaults {
			break
		}
	}
	slices.SortFunc(all, func(a, b stand) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.From, b.From))
	})
	for i := 1; i < len(all) && len(faults) < fewFaults; i++ {
		if all[i].Person == all[i-1].Person && all[i].From < all[i-1].Until {
			faults.Add(fault.Invalid("members", "同一人（%s）从%s起同时在两户里", all[i].Person, all[i].From))
		}
	}
	faults.Add(oneHead(all))
	return all, faults.Err()
}

// stands are the members of an entry with their days filled in.
func (e *Entry) stands() []stand {
	all := make([]stand, len(e.Members))
	for i, m := range e.Members {
		m.From = cmp.Or(m.From, e.From)
		m.Until = cmp.Or(m.Until, month.Forever)
		m.Since = cmp.Or(m.Since, m.From)
		all[i] = stand{m, e}
	}
	return all
}

// oneHead refuses a household with two heads on a day.
func oneHead(all []stand) error {
	heads := map[*Entry][]stand{}
	for _, s := range all {
		if s.Relation != Head {
			continue
		}
		for _, other := range heads[s.entry] {
			if other.From < s.Until && s.From < other.Until {
				return fault.Invalid("members", "户编号%s（%s）同时有两个户主", s.entry.Number, s.entry.ID)
			}
		}
		heads[s.entry] = append(heads[s.entry], s)
	}
	return nil
}

// unhoused makes sure that nobody of them stands in a household that the books know.
func unhoused(ctx context.Context, tx *store.Tx, all []stand) error {
	var empty int
	err := tx.QueryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM household_member WHERE county = $1) THEN 0 ELSE 1 END`, tx.County()).Scan(&empty)
	if err != nil || empty == 1 {
		return err
	}
	persons := make([]string, len(all))
	for i, s := range all {
		persons[i] = s.Person
	}
	var n int
	err = tx.QueryRow(ctx, `SELECT COUNT(*) FROM household_member WHERE county = $1 AND `+tx.Listed("person", 2), tx.County(), store.List(persons)).Scan(&n)
	if err != nil {
		return fmt.Errorf("find who stands in a household: %w", err)
	}
	if n > 0 {
		return fault.Conflict("有%d人已登记在家庭里，历史底册只能录入还没有家庭的人；请用名册导入或逐户登记", n)
	}
	return nil
}

func insertEntries(ctx context.Context, tx *store.Tx, entries []Entry, all []stand) error {
	_, err := tx.Bulk(ctx, "household_household", []string{"county", "id", "made"}, func(yield func([]any) bool) {
		for _, e := range entries {
			if !yield([]any{tx.County(), e.ID, tx.Stamp()}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	if _, err := seats.Enter(ctx, tx, func(yield func(store.Dated) bool) {
		for _, e := range entries {
			if !yield(store.Dated{Key: []any{e.ID}, Values: []any{string(e.Division), e.Address, e.Number}, During: month.Since(e.From), Known: e.stamp(), Source: e.Source}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	if _, err := members.Enter(ctx, tx, times(all, func(s stand) ([]any, month.Day, bool) {
		return []any{s.entry.ID, string(s.Relation)}, s.From, true
	})); err != nil {
		return err
	}
	_, err = presences.Enter(ctx, tx, times(all, func(s stand) ([]any, month.Day, bool) {
		return []any{string(s.Presence), s.Where}, s.Since, s.Presence != ""
	}))
	return err
}

// times are what is told of each person's times, with the day from which it holds.
func times(all []stand, of func(stand) (values []any, from month.Day, told bool)) iter.Seq[store.Dated] {
	return func(yield func(store.Dated) bool) {
		for _, s := range all {
			values, from, told := of(s)
			if told && !yield(store.Dated{Key: []any{s.Person}, Values: values, During: month.DaySpan{From: from, Until: s.Until}, Known: s.entry.stamp(), Source: s.entry.Source}) {
				return
			}
		}
	}
}

// stamp is since when the books know of the household, empty for now.
func (e *Entry) stamp() string {
	if e.Known.IsZero() {
		return ""
	}
	return store.FormatStamp(e.Known)
}
