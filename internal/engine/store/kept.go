package store

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"minzheng/internal/base/month"
)

// Kept gives what read gives, and keeps it in the memory of this program for whoever asks for the same key later, until
// a table that was read for it is written to. It is for readings that go through a whole county and give little: counts
// and sums. The key names everything that the answer depends on besides the books and the day. Nobody changes what is
// kept.
//
// An answer is never older than the books. Each transaction that writes raises the number of times of every table it
// wrote to, and commits that with what it wrote; the transaction that asks sees the numbers and the rows at one moment, and
// takes what is kept only when all numbers are those of the moment at which it was read. Which tables were read, and
// whether the day was asked for, this package notes by itself. What reads the time to the second, no table at all, or one
// that is not counted ([counted]), and what is asked within a transaction that may write, is read anew each time.
func Kept[T any](ctx context.Context, tx *Tx, key string, read func() (T, error)) (T, error) {
	if !tx.reads {
		return read()
	}
	var none T
	times, err := tx.writtenTimes(ctx)
	if err != nil {
		return none, err
	}
	k := tx.db.kept.find(key)
	if err := k.take(ctx); err != nil {
		return none, err
	}
	defer k.leave()
	if k.holds(times, tx.today()) {
		tx.saw(k.trace)
		return k.value.(T), nil
	}
	var value T
	t := tx.traced(func() { value, err = read() })
	if err != nil {
		return none, err
	}
	tx.db.kept.weigh(k, value)
	k.keep(value, t, times, tx.today())
	return value, nil
}

// A trace is what a reading depended on.
type trace struct {
	tables map[string]bool
	day    bool // asked for the day
	moment bool // asked for the time: it holds for no other transaction
}

// traced runs f and tells what it depended on.
func (tx *Tx) traced(f func()) *trace {
	t := &trace{tables: map[string]bool{}}
	tx.traces = append(tx.traces, t)
	f()
	tx.traces = tx.traces[:len(tx.traces)-1]
	tx.saw(t)
	return t
}

// saw adds to every reading under way what a part of it depended on.
func (tx *Tx) saw(part *trace) {
	for _, t := range tx.traces {
		maps.Copy(t.tables, part.tables)
		t.day, t.moment = t.day || part.day, t.moment || part.moment
	}
}

// sawMoment says that every reading under way asked for the time.
func (tx *Tx) sawMoment() {
	for _, t := range tx.traces {
		t.moment = true
	}
}

// note notes what a statement reads and writes.
func (tx *Tx) note(s statement) {
	for _, t := range tx.traces {
		for _, name := range s.names {
			t.tables[name] = true
		}
	}
	if !tx.reads {
		for _, name := range s.writes {
			tx.wrote(name)
		}
	}
}

func (tx *Tx) wrote(table string) {
	if !counted(table) {
		return
	}
	if tx.written == nil {
		tx.written = map[string]bool{}
	}
	tx.written[table] = true
}

// A statement is the text of one as the driver wants it, with the tables that it may read and those that it writes.
type statement struct {
	text   string
	names  []string // every name in it that could be a table's
	writes []string
}

var (
	tableName = regexp.MustCompile(`\b[a-z]+_[a-z0-9_]+\b`)
	writing   = regexp.MustCompile(`(?i)\b(?:INTO|UPDATE|DELETE\s+FROM)\s+([a-z]+_[a-z0-9_]+)\b`)
)

// understand finds the tables in a statement. All tables of the house have an underscore in their name, and columns may be
// taken for tables: nobody writes to those.
func understand(e engine, text string) statement {
	s := statement{text: e.text(text), names: tableName.FindAllString(text, -1)}
	slices.Sort(s.names)
	s.names = slices.Compact(s.names)
	for _, m := range writing.FindAllStringSubmatch(text, -1) {
		s.writes = append(s.writes, strings.ToLower(m[1]))
	}
	return s
}

// counted tells whether writings to a table are counted. Those that go with every page that anybody opens are not: what
// is read from them is not kept.
func counted(table string) bool {
	for _, uncounted := range []string{"audit_", "job_", "store_", "officer_session", "officer_attempt"} {
		if strings.HasPrefix(table, uncounted) {
			return false
		}
	}
	return true
}

// writtenTimes reads how often each table was written to before the moment at which this transaction sees the books.
func (tx *Tx) writtenTimes(ctx context.Context) (map[string]int64, error) {
	if tx.times != nil {
		return tx.times, nil
	}
	var sum int64
	if err := tx.sql.QueryRowContext(ctx, `SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM store_written`).Scan(&sum); err != nil {
		return nil, fmt.Errorf("read how often tables were written to: %w", err)
	}
	if last := tx.db.times.Load(); last != nil && last.sum == sum {
		tx.times = last.of
		return tx.times, nil
	}
	times, err := tx.readTimes(ctx)
	if err != nil {
		return nil, err
	}
	tx.times = times
	tx.db.times.Store(&writtenTimes{sum, times})
	return times, nil
}

// writtenTimes are the numbers of times of all tables at one moment, with their sum. A number is never lowered and every
// writing raises one, and of two moments the later has all writings of the earlier: the same sum means the same numbers.
type writtenTimes struct {
	sum int64
	of  map[string]int64 // nobody changes it
}

func (tx *Tx) readTimes(ctx context.Context) (map[string]int64, error) {
	rows, err := tx.sql.QueryContext(ctx, `SELECT name, CAST(SUM(times) AS BIGINT) FROM store_written GROUP BY name`)
	if err != nil {
		return nil, fmt.Errorf("read how often tables were written to: %w", err)
	}
	defer rows.Close()
	times := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		times[name] = n
	}
	return times, rows.Err()
}

// parts is how many numbers a table has where several transactions write at once.
const parts = 16

// countWritten raises the numbers of the tables that the transaction wrote to. It comes last, so that nobody waits for
// them longer than a commit takes, and in one order, so that nobody waits for each other.
func (tx *Tx) countWritten(ctx context.Context) error {
	if len(tx.written) == 0 {
		return nil
	}
	part := 0
	if !tx.db.engine.writesAlone() {
		part = int(tx.mark[0]) % parts
	}
	var marks []string
	var args []any
	for _, name := range slices.Sorted(maps.Keys(tx.written)) {
		args = append(args, name, part)
		marks = append(marks, fmt.Sprintf("($%d, $%d, 1)", len(args)-1, len(args)))
	}
	_, err := tx.sql.ExecContext(ctx, tx.db.engine.text(`INSERT INTO store_written (name, part, times) VALUES `+strings.Join(marks, ", ")+`
		ON CONFLICT (name, part) DO UPDATE SET times = store_written.times + 1`), args...)
	if err != nil {
		return fmt.Errorf("count what was written: %w", err)
	}
	return nil
}

// keptAtMost is how much is kept, in kilobytes: what was not asked for longest goes. A reading takes about four, unless it
// weighs itself.
const keptAtMost, keptUsually = 16_000, 4

// weighed is a reading that tells about how many kilobytes it takes.
type weighed interface{ Weight() int }

// keptReadings are the readings that this program keeps.
type keptReadings struct {
	mu    sync.Mutex
	all   map[string]*kept
	asked uint64
}

// kept is one reading. Who reads it anew has taken it, so that others who want the same wait for the answer.
type kept struct {
	taken  chan struct{}
	asked  uint64 // when last, as a count of all asking
	weight int

	value any
	trace *trace // nil: nothing is kept
	times map[string]int64
	today month.Day
}

// find gives the reading of a key, and makes room for it.
func (r *keptReadings) find(key string) *kept {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = map[string]*kept{}
	}
	k := r.all[key]
	if k == nil {
		k = &kept{taken: make(chan struct{}, 1), weight: keptUsually}
		r.all[key] = k
	}
	r.asked++
	k.asked = r.asked
	r.lighten()
	return k
}

// lighten drops readings until the others may stay.
func (r *keptReadings) lighten() {
	total := 0
	for _, k := range r.all {
		total += k.weight
	}
	for total > keptAtMost && len(r.all) > 1 {
		oldest := ""
		for key, k := range r.all {
			if oldest == "" || k.asked < r.all[oldest].asked {
				oldest = key
			}
		}
		total -= r.all[oldest].weight
		delete(r.all, oldest)
	}
}

// weigh notes what a reading takes.
func (r *keptReadings) weigh(k *kept, value any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	k.weight = keptUsually
	if w, ok := value.(weighed); ok {
		k.weight += w.Weight()
	}
}

func (k *kept) take(ctx context.Context) error {
	select {
	case k.taken <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *kept) leave() { <-k.taken }

// holds tells whether what is kept is what the books say that have been written to so often.
func (k *kept) holds(times map[string]int64, today month.Day) bool {
	if k.trace == nil || k.trace.day && k.today != today {
		return false
	}
	for table := range k.trace.tables {
		if k.times[table] != times[table] {
			return false
		}
	}
	return true
}

func (k *kept) keep(value any, t *trace, times map[string]int64, today month.Day) {
	k.value, k.trace, k.times, k.today = value, t, times, today
	unsteady := func(table string) bool { return !counted(table) }
	if t.moment || len(t.tables) == 0 || slices.ContainsFunc(slices.Collect(maps.Keys(t.tables)), unsteady) {
		k.value, k.trace = nil, nil
	}
}
