package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"minzheng/internal/base/month"
)

// KnownForever is the known_until of what is believed today.
const KnownForever = "9999-12-31T00:00:00.000000Z"

// Facts describes a table of dated facts. Each row says what was true of a key from true_from until before
// true_until, as believed from known_from until before known_until, and where that comes from. Nothing is
// overwritten: a correction closes the belief and opens another one, so the books can be asked what was true
// on a day, as known on a day.
//
// The table's columns are county, the key, the values, true_from, true_until, known_from, known_until, source;
// its primary key is (county, key…, true_from, known_from). Days are ISO text, "9999-12-31" has no end.
type Facts struct {
	Table  string
	Key    []string
	Values []string
}

// Held is the condition for the facts that hold on the day given as placeholder n, as believed today,
// for the table with the given alias.
func Held(alias string, n int) string {
	return fmt.Sprintf("%[1]s.true_from <= $%[2]d AND %[1]s.true_until > $%[2]d AND %[1]s.known_until = '%[3]s'", alias, n, KnownForever)
}

// Set records that the key has these values during the span, and tells whether that was news. Parts of
// earlier beliefs outside the span stay; what they said inside it is no longer believed. Values that are
// believed already over the whole span change nothing.
//
// Two transactions must not set facts of the same key at once: the caller holds [Tx.Lock] on the record
// that the key belongs to.
func (f Facts) Set(ctx context.Context, tx *Tx, key, values []any, during month.DaySpan, source string) (bool, error) {
	wanted, err := plainRow(values)
	if err != nil {
		return false, err
	}
	old, err := f.believed(ctx, tx, key, during)
	if err != nil {
		return false, err
	}
	if len(old) == 1 && old[0].covers(during) && old[0].says(wanted) {
		return false, nil
	}
	if err := f.replace(ctx, tx, key, old, during); err != nil {
		return false, err
	}
	return true, f.insert(ctx, tx, key, fact{values: wanted, from: during.From, until: during.Until, source: source})
}

// End records that nothing is known to be true of the key from the day on, and tells whether that was news.
func (f Facts) End(ctx context.Context, tx *Tx, key []any, from month.Day, source string) (bool, error) {
	during := month.DaySpan{From: from, Until: month.Forever}
	old, err := f.believed(ctx, tx, key, during)
	if err != nil || len(old) == 0 {
		return false, err
	}
	return true, f.replace(ctx, tx, key, old, during)
}

// Version tells one state of what is believed of the key from every earlier and later one, for forms that change it: it
// is never empty. Under the lock on the key's record it stands until the transaction ends.
func (f Facts) Version(ctx context.Context, tx *Tx, key ...any) (string, error) {
	var last string
	err := tx.QueryRow(ctx, fmt.Sprintf(`SELECT coalesce(max(CASE WHEN known_until < '%s' THEN known_until ELSE known_from END), 'none')
		FROM %s WHERE %s`, KnownForever, f.Table, f.match()), f.keyOf(tx, key)...).Scan(&last)
	if err != nil {
		return "", fmt.Errorf("read the version of %s: %w", f.Table, err)
	}
	return last, nil
}

// A Dated is one dated fact about to be entered in bulk.
type Dated struct {
	Key    []any
	Values []any
	During month.DaySpan
	Known  string // stamp since when it is believed; empty: now
	Source string
}

// Enter writes facts about keys that nothing is believed of yet, in the fastest way the database has, and tells how
// many. It asks nothing of the books: the caller makes sure that the keys are new. The facts of one key stand together in
// the order of their days and do not overlap; else Enter returns an error, a mistake of the program.
func (f Facts) Enter(ctx context.Context, tx *Tx, rows iter.Seq[Dated]) (int64, error) {
	var wrong error
	n, err := tx.Bulk(ctx, f.Table, f.columns(), func(yield func([]any) bool) {
		var last Dated
		for d := range rows {
			if d.During.Empty() || slices.Equal(d.Key, last.Key) && d.During.From < last.During.Until {
				wrong = fmt.Errorf("facts of %s overlap or are empty: %v from %s", f.Table, d.Key, d.During.From)
				return
			}
			if last = d; d.Known == "" {
				d.Known = tx.Stamp()
			}
			row := append(f.keyOf(tx, d.Key), d.Values...)
			if !yield(append(row, d.During.From, d.During.Until, d.Known, KnownForever, d.Source)) {
				return
			}
		}
	})
	return n, errors.Join(wrong, err)
}

// UntilNext is the span from a day on until the next change or end of the key's facts that is believed already, or for
// ever. What an older list says holds that long: a list of October says nothing about a move in November.
func (f Facts) UntilNext(ctx context.Context, tx *Tx, key []any, from month.Day) (month.DaySpan, error) {
	during := month.Since(from)
	var next month.Day
	changes := fmt.Sprintf("FROM %s WHERE %s AND known_until = '%s'", f.Table, f.match(), KnownForever)
	n := len(key) + 2
	err := tx.QueryRow(ctx, fmt.Sprintf(`SELECT min(c.day) FROM (SELECT true_from AS day %[1]s UNION ALL SELECT true_until %[1]s) c
		WHERE c.day > $%[2]d AND c.day < $%[3]d`, changes, n, n+1), append(f.keyOf(tx, key), from, month.Forever)...).Scan(&next)
	if err != nil {
		return during, fmt.Errorf("read the next change in %s: %w", f.Table, err)
	}
	if next.Known() {
		during.Until = next
	}
	return during, nil
}

// fact is one row of a Facts table.
type fact struct {
	values      []any
	from, until month.Day
	known       string
	source      string
}

func (o fact) covers(s month.DaySpan) bool { return o.from <= s.From && o.until >= s.Until }

func (o fact) says(values []any) bool {
	for i, v := range values {
		if plainText(o.values[i]) != plainText(v) || (o.values[i] == nil) != (v == nil) {
			return false
		}
	}
	return true
}

// plainText is a value as a text to compare. Nearly all are texts or whole numbers, and a list compares a million of them.
func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v)
}

// believed reads the rows about the key that overlap the span and are believed today.
func (f Facts) believed(ctx context.Context, tx *Tx, key []any, during month.DaySpan) ([]fact, error) {
	n := len(key) + 1
	statement := fmt.Sprintf(`SELECT %s, true_from, true_until, known_from, source FROM %s
		WHERE %s AND known_until = '%s' AND true_from < $%d AND true_until > $%d ORDER BY true_from`,
		strings.Join(f.Values, ", "), f.Table, f.match(), KnownForever, n+1, n+2)
	rows, err := tx.Query(ctx, statement, append(f.keyOf(tx, key), during.Until, during.From)...)
	if err != nil {
		return nil, fmt.Errorf("read facts of %s: %w", f.Table, err)
	}
	defer rows.Close()
	var found []fact
	for rows.Next() {
		o := fact{values: make([]any, len(f.Values))}
		into := make([]any, 0, len(f.Values)+4)
		for i := range o.values {
			into = append(into, &o.values[i])
		}
		if err := rows.Scan(append(into, &o.from, &o.until, &o.known, &o.source)...); err != nil {
			return nil, err
		}
		found = append(found, o)
	}
	return found, rows.Err()
}

// replace ends the belief in the old rows and keeps what they say outside the span.
func (f Facts) replace(ctx context.Context, tx *Tx, key []any, old []fact, during month.DaySpan) error {
	for _, o := range old {
		if err := f.disbelieve(ctx, tx, key, o); err != nil {
			return err
		}
		before, after := o, o
		before.until, after.from = during.From, during.Until
		for _, rest := range []fact{before, after} {
			if rest.from >= rest.until {
				continue
			}
			if err := f.insert(ctx, tx, key, rest); err != nil {
				return err
			}
		}
	}
	return nil
}

// disbelieve closes a row. A row that this same transaction wrote was never believed by anyone and goes.
func (f Facts) disbelieve(ctx context.Context, tx *Tx, key []any, o fact) error {
	n := len(key) + 1
	where := fmt.Sprintf(`%s AND true_from = $%d AND known_from = $%d`, f.match(), n+1, n+2)
	args := append(f.keyOf(tx, key), o.from, o.known)
	statement := fmt.Sprintf(`UPDATE %s SET known_until = $%d WHERE %s`, f.Table, n+3, where)
	if o.known == tx.Stamp() {
		statement = fmt.Sprintf(`DELETE FROM %s WHERE %s`, f.Table, where)
	} else {
		args = append(args, tx.Stamp())
	}
	_, err := tx.Exec(ctx, statement, args...)
	return err
}

func (f Facts) insert(ctx context.Context, tx *Tx, key []any, o fact) error {
	columns := f.columns()
	args := append(f.keyOf(tx, key), o.values...)
	args = append(args, o.from, o.until, tx.Stamp(), KnownForever, o.source)
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	_, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO %s (%s) VALUES (%s)`, f.Table, strings.Join(columns, ", "), strings.Join(marks, ", ")), args...)
	if err != nil {
		return fmt.Errorf("write fact of %s: %w", f.Table, err)
	}
	return nil
}

func (f Facts) columns() []string {
	return slices.Concat([]string{"county"}, f.Key, f.Values, []string{"true_from", "true_until", "known_from", "known_until", "source"})
}

// match is the condition for the key's rows; the county is $1.
func (f Facts) match() string {
	conditions := []string{"county = $1"}
	for i, k := range f.Key {
		conditions = append(conditions, fmt.Sprintf("%s = $%d", k, i+2))
	}
	return strings.Join(conditions, " AND ")
}

func (f Facts) keyOf(tx *Tx, key []any) []any {
	return append([]any{tx.County()}, key...)
}

// A Past is a moment to which facts go back: what was written by then stands, and of what came later only what others
// took back again. See [Facts.GoBack].
type Past struct {
	Stamp    string          // known_from of what goes
	Undone   map[string]bool // stamps of what was written and taken back since, and of the taking back
	Subjects []string        // the first parts of the keys that are asked about
}

// Written gives the first parts of the keys about which something was entered at a stamp from a source.
func (f Facts) Written(ctx context.Context, tx *Tx, stamp, source string) ([]string, error) {
	rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT DISTINCT %s FROM %s WHERE county = $1 AND known_from = $2 AND source = $3`, f.Key[0], f.Table),
		tx.County(), stamp, source)
	if err != nil {
		return nil, fmt.Errorf("read what was written in %s: %w", f.Table, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var subject string
		if err := rows.Scan(&subject); err != nil {
			return nil, err
		}
		found = append(found, subject)
	}
	return found, rows.Err()
}

// Later gives those of the subjects about which something was entered or taken back after the stamp and still is.
func (f Facts) Later(ctx context.Context, tx *Tx, p Past) ([]string, error) {
	var found []string
	err := f.about(ctx, tx, p.Subjects, func(key []any, all []version) error {
		later := func(stamp string) bool { return stamp > p.Stamp && stamp != KnownForever && !p.Undone[stamp] }
		if slices.ContainsFunc(all, func(v version) bool { return later(v.known) || later(v.ended) }) {
			found = append(found, fmt.Sprint(key[0]))
		}
		return nil
	})
	return found, err
}

// GoBack brings what is believed of the subjects to what was believed before the stamp, and tells of how many keys that
// was news. Nothing is removed: what was believed in between stays as belief of that time. The caller has made sure by
// [Facts.Later] that nobody built on it.
func (f Facts) GoBack(ctx context.Context, tx *Tx, p Past) (n int, err error) {
	err = f.about(ctx, tx, p.Subjects, func(key []any, all []version) error {
		changed, err := f.goBack(ctx, tx, key, all, p.Stamp)
		if changed {
			n++
		}
		return err
	})
	return n, err
}

func (f Facts) goBack(ctx context.Context, tx *Tx, key []any, all []version, stamp string) (changed bool, err error) {
	var before, now []version
	for _, v := range all {
		if v.known < stamp && v.ended >= stamp {
			before = append(before, v)
		}
		if v.ended == KnownForever {
			now = append(now, v)
		}
	}
	for _, v := range now {
		if !slices.ContainsFunc(before, v.saysAs) {
			changed = true
			if err := f.disbelieve(ctx, tx, key, v.fact); err != nil {
				return false, err
			}
		}
	}
	for _, v := range before {
		if !slices.ContainsFunc(now, v.saysAs) {
			changed = true
			if err := f.insert(ctx, tx, key, v.fact); err != nil {
				return false, err
			}
		}
	}
	return changed, nil
}

// version is one row with the time until which it was believed.
type version struct {
	fact
	ended string
}

func (v version) saysAs(o version) bool {
	return v.from == o.from && v.until == o.until && v.source == o.source && v.says(o.values)
}

// subjectsAtOnce is how many subjects one query asks about.
const subjectsAtOnce = 500

// about reads everything that was ever known of the subjects and gives it key by key.
func (f Facts) about(ctx context.Context, tx *Tx, subjects []string, take func(key []any, all []version) error) error {
	for part := range slices.Chunk(subjects, subjectsAtOnce) {
		keys, byKey, err := f.versions(ctx, tx, part)
		if err != nil {
			return err
		}
		for i, key := range keys {
			if err := take(key, byKey[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// versions reads the rows about subjects, ordered by key.
func (f Facts) versions(ctx context.Context, tx *Tx, subjects []string) (keys [][]any, byKey [][]version, err error) {
	err = f.rowsOf(ctx, tx, subjects, "", func(key []any, v version) {
		if len(keys) == 0 || !slices.Equal(keys[len(keys)-1], key) {
			keys, byKey = append(keys, key), append(byKey, nil)
		}
		byKey[len(byKey)-1] = append(byKey[len(byKey)-1], v)
	})
	return keys, byKey, err
}

// rowsOf gives the rows about subjects that fulfil one more condition, ordered by key and days.
func (f Facts) rowsOf(ctx context.Context, tx *Tx, subjects []string, more string, take func(key []any, v version)) error {
	args, among := []any{tx.County()}, make([]string, len(subjects))
	for i, s := range subjects {
		args, among[i] = append(args, s), fmt.Sprintf("$%d", i+2)
	}
	rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT %s, true_from, true_until, known_from, known_until, source FROM %s
		WHERE county = $1 AND %s IN (%s)%s ORDER BY %s, true_from, known_from`,
		strings.Join(slices.Concat(f.Key, f.Values), ", "), f.Table, f.Key[0], strings.Join(among, ", "), more, strings.Join(f.Key, ", ")), args...)
	if err != nil {
		return fmt.Errorf("read all of %s: %w", f.Table, err)
	}
	defer rows.Close()
	for rows.Next() {
		key, v := make([]any, len(f.Key)), version{fact: fact{values: make([]any, len(f.Values))}}
		var into []any
		for i := range key {
			into = append(into, &key[i])
		}
		for i := range v.values {
			into = append(into, &v.values[i])
		}
		if err := rows.Scan(append(into, &v.from, &v.until, &v.known, &v.ended, &v.source)...); err != nil {
			return err
		}
		take(key, v)
	}
	return rows.Err()
}

// Books are tables of facts about the same subjects.
type Books []Facts

// Written is [Facts.Written] of all of them, each subject once.
func (b Books) Written(ctx context.Context, tx *Tx, stamp, source string) ([]string, error) {
	return b.union(func(f Facts) ([]string, error) { return f.Written(ctx, tx, stamp, source) })
}

// Later is [Facts.Later] of all of them, each subject once.
func (b Books) Later(ctx context.Context, tx *Tx, p Past) ([]string, error) {
	return b.union(func(f Facts) ([]string, error) { return f.Later(ctx, tx, p) })
}

// GoBack is [Facts.GoBack] of all of them.
func (b Books) GoBack(ctx context.Context, tx *Tx, p Past) error {
	for _, f := range b {
		if _, err := f.GoBack(ctx, tx, p); err != nil {
			return err
		}
	}
	return nil
}

func (b Books) union(of func(Facts) ([]string, error)) ([]string, error) {
	var all []string
	for _, f := range b {
		some, err := of(f)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}
