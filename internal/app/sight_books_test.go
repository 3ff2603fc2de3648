package app

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// What the walk of sight_walk_test.go knows of a county, read from its tables: which row belongs to which division, and
// so whom an officer must never hear of. New tables are sorted by their columns; one that cannot be is an error.

// books are all rows of all tables.
type books struct {
	tables []store.Table
	rows   map[string][][]any
}

func readBooks(t *testing.T, db *store.DB) *books {
	t.Helper()
	b := &books{rows: map[string][][]any{}}
	err := db.Read(t.Context(), func(tx *store.Tx) (err error) {
		if b.tables, err = tx.Tables(t.Context()); err != nil {
			return err
		}
		for _, table := range b.tables {
			for row, err := range tx.Rows(t.Context(), table) {
				if err != nil {
					return err
				}
				b.rows[table.Name] = append(b.rows[table.Name], slices.Clone(row))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// passing are tables that answers write to without anybody's act: who is signed in, who read what, and where the chains end.
var passing = []string{"officer_session", "audit_head", "audit_read", "audit_unsealed"}

// digest sums up each table, so that one can tell whether anything was written.
func (b *books) digest() map[string]uint64 {
	sums := map[string]hash.Hash64{}
	for l := range b.all() {
		name := l.table.Name
		if slices.Contains(passing, name) || name == "audit_entry" && l.of("act") == audit.Sealing { // of what was read
			continue
		}
		if sums[name] == nil {
			sums[name] = fnv.New64a()
		}
		fmt.Fprintln(sums[name], l.row...)
	}
	digest := map[string]uint64{}
	for name, sum := range sums {
		digest[name] = sum.Sum64()
	}
	return digest
}

// changed are the tables that are not the same in both digests.
func changed(before, after map[string]uint64) []string {
	var names []string
	for name := range after {
		if before[name] != after[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// A line is one row by the names of its columns.
type line struct {
	table store.Table
	row   []any
}

func (l line) has(column string) bool {
	return slices.ContainsFunc(l.table.Columns, func(c store.Column) bool { return c.Name == column })
}

// of is what stands in the column, as text; empty when there is no such column.
func (l line) of(column string) string {
	for i, c := range l.table.Columns {
		if c.Name != column || l.row[i] == nil {
			continue
		}
		if raw, ok := l.row[i].([]byte); ok {
			return string(raw)
		}
		return fmt.Sprint(l.row[i])
	}
	return ""
}

// all ranges over the rows of the named tables, or of every table.
func (b *books) all(names ...string) func(yield func(line) bool) {
	return func(yield func(line) bool) {
		for _, table := range b.tables {
			if len(names) > 0 && !slices.Contains(names, table.Name) {
				continue
			}
			for _, row := range b.rows[table.Name] {
				if !yield(line{table, row}) {
					return
				}
			}
		}
	}
}

// ofTheCounty are the tables whose rows belong to no place below the county, and what they hold is nobody's alone: where
// a new table cannot be sorted by its columns, it is named here or gets a rule in belongs.
var ofTheCounty = []string{
	"audit_head", "backup_drill", "backup_making", "benefit_batch", "benefit_facts", "benefit_run", "checkup_line", "checkup_run",
	"disbursement_edition", "disbursement_return", "disbursement_review", "disbursement_roster", "disbursement_signature", "disbursement_submission",
	"disbursement_takeover", "job_job", "job_progress", "officer_attempt", "officer_ending", "officer_officer", "officer_password", "officer_post",
	"officer_session", "person_keying", "place_alias", "place_division", "rollcheck_file", "rollcheck_run", "rollcheck_secret",
	"statistics_edition", "statistics_return", "statistics_review", "statistics_signature", "statistics_wording", "store_folder",
}

// A realm is what belongs to one division: ids of people, households, awards and so on.
type realm struct {
	at    division.Code
	loose bool // counts also what belongs to a division around it
	ids   map[string]map[string]bool
}

// parents are the columns that lead to the record a row belongs to, in the order in which they are asked, with the kind
// of id. A row of several columns belongs to the place of a line of a roster or of a finding.
var parents = []struct{ column, kind string }{
	{"award", "award"},
	{"proposal", "proposal"},
	{"request", "request"},
	{"taking", "taking"},
	{"file", "file"},
	{"mapping", "mapping"},
	{"hold", "hold"},
	{"household", "household"},
	{"holder", "subject"},
	{"person", "person"},
	{"subject", "subject"},
}

// realm reads what belongs to the division.
func (b *books) realm(at division.Code, loose bool) *realm {
	m := &realm{at: at, loose: loose, ids: map[string]map[string]bool{}}
	put := func(kind, id string) {
		if m.ids[kind] == nil {
			m.ids[kind] = map[string]bool{}
		}
		m.ids[kind][id] = true
	}
	for l := range b.all("household_seat") {
		if m.covers(l.of("division")) {
			put("household", l.of("household"))
		}
	}
	for l := range b.all("person_residence") {
		if m.covers(l.of("division")) {
			put("person", l.of("person"))
		}
	}
	for l := range b.all("household_member") {
		if m.ids["household"][l.of("household")] {
			put("person", l.of("person"))
		}
	}
	for _, kind := range []string{"household", "person"} {
		for id := range m.ids[kind] {
			put("subject", id)
		}
	}
	for _, k := range []struct{ table, kind, column string }{
		{"benefit_award", "award", "id"},
		{"benefit_proposal", "proposal", "id"},
		{"assistance_request", "request", "id"},
		{"intake_file", "file", "id"},
		{"intake_taking", "taking", "id"},
		{"intake_mapping", "mapping", "id"},
	} {
		for l := range b.all(k.table) {
			if in, _ := m.belongs(l); in {
				put(k.kind, l.of(k.column))
			}
		}
	}
	for l := range b.all("disbursement_line") {
		if m.covers(l.of("village")) {
			put("roster line", l.of("roster")+"/"+l.of("serial"))
		}
	}
	for l := range b.all("rollcheck_place") {
		if m.covers(l.of("division")) {
			put("finding", l.of("run")+"/"+l.of("serial"))
		}
	}
	for l := range b.all("disbursement_hold") {
		if in, _ := m.belongs(l); in {
			put("hold", l.of("id"))
		}
	}
	return m
}

func (m *realm) covers(code string) bool {
	c := division.Code(code)
	return c != "" && (m.at.Contains(c) || m.loose && c.Contains(m.at))
}

// belongs tells whether a row belongs to the realm, and whether anybody can say.
func (m *realm) belongs(l line) (in, known bool) {
	name := l.table.Name
	switch {
	case slices.Contains(ofTheCounty, name):
		return true, true
	case name == "person_person":
		return m.ids["person"][l.of("id")], true
	case name == "household_household":
		return m.ids["household"][l.of("id")], true
	case l.has("division"):
		return m.covers(l.of("division")), true
	case l.has("village"):
		return m.covers(l.of("village")), true
	case l.has("roster") && l.has("serial"):
		return m.ids["roster line"][l.of("roster")+"/"+l.of("serial")], true
	case l.has("run") && l.has("serial"):
		return m.ids["finding"][l.of("run")+"/"+l.of("serial")], true
	}
	for _, p := range parents {
		if l.has(p.column) {
			return m.ids[p.kind][l.of(p.column)], true
		}
	}
	return false, false
}

// only makes the county that would be left if nothing belonged to any other division than the realm's, with other totals.
func (b *books) only(t *testing.T, m *realm, from, to *store.DB, migrate func()) {
	t.Helper()
	var deed store.Deed
	err := from.Read(t.Context(), func(tx *store.Tx) (err error) { deed, err = tx.Deed(t.Context()); return err })
	if err != nil {
		t.Fatal(err)
	}
	migrate()
	err = to.Fill(t.Context(), deed, func(tx *store.Tx) error {
		for _, table := range b.tables {
			var keep [][]any
			for l := range b.all(table.Name) {
				in, known := m.belongs(l)
				if !known {
					return fmt.Errorf("nobody can say to whom a row of %s belongs: add it to ofTheCounty, or a column to parents", table.Name)
				}
				if in {
					keep = append(keep, l.otherTotals())
				}
			}
			if _, err := tx.Load(t.Context(), table, slices.Values(keep)); err != nil {
				return fmt.Errorf("%s: %w", table.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// otherTotals is the row with what it sums up of the whole county changed: whoever sees only a part must not notice.
func (l line) otherTotals() []any {
	if !slices.Contains(ofTheCounty, l.table.Name) {
		return l.row
	}
	row := slices.Clone(l.row)
	for i, c := range l.table.Columns {
		if n, whole := row[i].(int64); whole && slices.Contains(totals, c.Name) {
			row[i] = n + 7
		}
	}
	return row
}

// totals are the columns in which the records of the county sum it up.
var totals = []string{
	"claims", "amount", "notices", "findings", "assessed", "unchanged", "kept", "replaced", "unplaced", "households", "persons", "held",
	"last_households", "last_persons", "last_amount", "old_amount", "new_amount",
}

// naming are the columns in which somebody is named, or something by which a person is found.
var (
	naming   = []string{"name", "head", "payee", "chair", "donor", "handler", "recorder", "inspector", "roll"}
	reaching = []string{"phone", "account"}
)

// strangers are what somebody of a division must never be shown: ids, names, telephones of what belongs to others only.
type strangers struct {
	ids     map[string]string // id → its table
	words   map[string]string // name or telephone → its table
	lengths []int             // of the words, in characters
}

// strangers reads them; m is strict. Whoever stands in a list that the division sent is none.
func (b *books) strangers(m *realm) strangers {
	s := strangers{ids: map[string]string{}, words: map[string]string{}}
	own, sent := map[string]bool{}, ""
	for l := range b.all("intake_file") {
		if in, _ := m.belongs(l); in {
			sent += visit{body: []byte(l.of("body"))}.text()
		}
	}
	for l := range b.all() {
		in, _ := m.belongs(l)
		if id := l.of("id"); recordID.MatchString(id) && !in {
			s.ids[id] = l.table.Name
		}
		if slices.Contains(publicNames, l.table.Name) {
			continue
		}
		for _, column := range slices.Concat(naming, reaching) {
			for _, word := range strings.Split(l.of(column), "、") {
				switch {
				case utf8.RuneCountInString(word) < 2:
				case in || own[word]:
					own[word] = true
				default:
					s.words[word] = l.table.Name
				}
			}
		}
	}
	for word := range s.words {
		n := utf8.RuneCountInString(word)
		switch {
		case own[word] || strings.Contains(sent, word):
			delete(s.words, word)
		case !slices.Contains(s.lengths, n):
			s.lengths = append(s.lengths, n)
		}
	}
	slices.Sort(s.lengths)
	return s
}

// publicNames are tables whose names are not those of people: places, and lists.
var publicNames = []string{"place_division", "place_alias", "intake_file", "intake_mapping", "rollcheck_file"}
