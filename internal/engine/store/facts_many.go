package store

import (
	"context"
	"slices"
	"strings"

	"minzheng/internal/base/month"
)

// SetAll records what a list says of many keys, and tells of each whether it was news. It does what [Facts.UntilNext] and
// [Facts.Set] would do one after another: what is told without an end holds until the next change that is believed
// already. What the books hold is read, and what is new to them written, in as few steps as the database allows.
//
// The caller holds [Tx.LockAll] on the records that the keys belong to, unless this transaction made them. Dated.Known is
// not asked: what is told is believed from now on.
func (f Facts) SetAll(ctx context.Context, tx *Tx, told []Dated) (news []bool, err error) {
	m := &many{f: f, tx: tx, known: map[string][]fact{}, met: map[string]bool{}}
	if err := m.read(ctx, told); err != nil {
		return nil, err
	}
	news = make([]bool, len(told))
	for i, d := range told {
		if news[i], err = m.set(ctx, d); err != nil {
			return nil, err
		}
	}
	return news, m.flush(ctx)
}

// many is one run of SetAll.
type many struct {
	f     Facts
	tx    *Tx
	known map[string][]fact // what is believed today, by key, in the order of the days
	met   map[string]bool   // keys of which the run told news: known is not true of them any more
	fresh []Dated           // what contradicts nothing, still to be written
}

// read reads what is believed of the subjects that are told of.
func (m *many) read(ctx context.Context, told []Dated) error {
	var subjects []string
	for _, d := range told {
		subjects = append(subjects, plainText(d.Key[0]))
	}
	slices.Sort(subjects)
	for part := range slices.Chunk(slices.Compact(subjects), subjectsAtOnce) {
		err := m.f.rowsOf(ctx, m.tx, part, " AND known_until = '"+KnownForever+"'", func(key []any, v version) {
			k := textOf(key)
			m.known[k] = append(m.known[k], v.fact)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *many) set(ctx context.Context, d Dated) (bool, error) {
	key := textOf(d.Key)
	if m.met[key] { // told twice in one list: by the books, which must be whole first
		return m.again(ctx, d)
	}
	d.During = untilNext(m.known[key], d.During)
	wanted, err := plainRow(d.Values)
	if err != nil {
		return false, err
	}
	old := overlapping(m.known[key], d.During)
	if len(old) == 1 && old[0].covers(d.During) && old[0].says(wanted) {
		return false, nil
	}
	m.met[key] = true
	if len(old) == 0 {
		m.fresh = append(m.fresh, d)
		return true, nil
	}
	if err := m.f.replace(ctx, m.tx, d.Key, old, d.During); err != nil {
		return false, err
	}
	return true, m.f.insert(ctx, m.tx, d.Key, fact{values: wanted, from: d.During.From, until: d.During.Until, source: d.Source})
}

func (m *many) again(ctx context.Context, d Dated) (news bool, err error) {
	if err := m.flush(ctx); err != nil {
		return false, err
	}
	if d.During.Until == month.Forever {
		if d.During, err = m.f.UntilNext(ctx, m.tx, d.Key, d.During.From); err != nil {
			return false, err
		}
	}
	return m.f.Set(ctx, m.tx, d.Key, d.Values, d.During, d.Source)
}

func (m *many) flush(ctx context.Context) error {
	if len(m.fresh) == 0 {
		return nil
	}
	_, err := m.f.Enter(ctx, m.tx, slices.Values(m.fresh))
	m.fresh = m.fresh[:0]
	return err
}

// untilNext cuts a span without an end at the next day on which what is believed changes or ends.
func untilNext(believed []fact, during month.DaySpan) month.DaySpan {
	if during.Until != month.Forever {
		return during
	}
	for _, o := range believed {
		for _, day := range []month.Day{o.from, o.until} {
			if day > during.From {
				during.Until = min(during.Until, day)
			}
		}
	}
	return during
}

// overlapping are those of the facts that say something about a day of the span.
func overlapping(believed []fact, during month.DaySpan) (found []fact) {
	for _, o := range believed {
		if o.from < during.Until && o.until > during.From {
			found = append(found, o)
		}
	}
	return found
}

// textOf is a key as one text.
func textOf(key []any) string {
	if len(key) == 1 {
		return plainText(key[0])
	}
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i] = plainText(k)
	}
	return strings.Join(parts, "\x00")
}
