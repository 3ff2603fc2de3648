package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

// slot is a place in the register: one holder in one programme.
type slot struct {
	programme string
	holder    Holder
}

// standing is what the register holds in a slot: the latest award with its
// terms, or nothing.
type standing struct {
	award   string // id; empty when there never was one
	ordinal int    // of the award
	terms   []Term
}

// last is the latest act; the zero Term when there never was an award.
func (s standing) last() Term {
	if len(s.terms) == 0 {
		return Term{}
	}
	return s.terms[len(s.terms)-1]
}

// in is the term that holds in a month; ok is false when none has begun.
func (s standing) in(m month.Month) (t Term, ok bool) {
	for _, x := range slices.Backward(s.terms) {
		if x.From <= m {
			return x, true
		}
	}
	return Term{}, false
}

// held tells whether something is paid, now or from a decided month on.
func (s standing) held() bool { return s.award != "" && s.last().Act != Stop }

// then is the standing after one more term.
func (s standing) then(award string, ordinal int, t Term) standing {
	if s.award != award {
		return standing{award: award, ordinal: ordinal, terms: []Term{t}}
	}
	return standing{award: award, ordinal: ordinal, terms: append(slices.Clone(s.terms), t)}
}

// standingsOf reads what stands in slots, in batches of one unit: with both at once a database whose statistics are older
// than the roll that is being taken in goes through the whole register for each batch.
func standingsOf(ctx context.Context, tx *store.Tx, slots []slot) (map[slot]standing, error) {
	holders := map[Unit][]string{}
	wanted := map[slot]bool{}
	for _, s := range slots {
		holders[s.holder.Unit] = append(holders[s.holder.Unit], s.holder.ID)
		wanted[s] = true
	}
	found := map[slot]standing{}
	for unit, ids := range holders {
		slices.Sort(ids)
		for some := range slices.Chunk(slices.Compact(ids), chunk) {
			in, list := among(tx, "holder", some, 3)
			err := each(ctx, tx, `SELECT id, programme, unit, holder, ordinal FROM benefit_award WHERE county = $1 AND unit = $2 AND `+in+` ORDER BY ordinal`,
				append([]any{tx.County(), string(unit)}, list...), func(rows *sql.Rows) error {
					var k slot
					var s standing
					err := rows.Scan(&s.award, &k.programme, &k.holder.Unit, &k.holder.ID, &s.ordinal)
					if wanted[k] {
						found[k] = s // a later ordinal takes the place of an earlier one
					}
					return err
				})
			if err != nil {
				return nil, fmt.Errorf("read what stands: %w", err)
			}
		}
	}
	return found, addTerms(ctx, tx, found)
}

func addTerms(ctx context.Context, tx *store.Tx, found map[slot]standing) error {
	var awards []string
	for _, s := range found {
		awards = append(awards, s.award)
	}
	slices.Sort(awards)
	terms, err := termsOf(ctx, tx, awards, tx.Today())
	if err != nil {
		return err
	}
	for k, s := range found {
		s.terms = terms[s.award]
		found[k] = s
	}
	return nil
}

// lock lets one act at a time write the register of the county, so that what an
// act has read still stands when it writes.
func lock(ctx context.Context, tx *store.Tx) error { return tx.Lock(ctx, "benefit/"+tx.County()) }

// openAward is the award that a change or a stop would be written on; empty when
// nothing is held.
func (s standing) openAward() string {
	if s.held() {
		return s.award
	}
	return ""
}

// amount is what is paid per month from the last act on.
func (s standing) amount() money.Fen { return s.last().Amount }
