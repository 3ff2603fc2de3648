package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// spendings are the rosters of this month against what was paid the month before, as far as the actor sees them, each
// with the movements between.
func spendings(ctx context.Context, tx *store.Tx, by access.Actor) ([]room.Spending, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	rosters, err := rostersWhere(ctx, tx, `month = $2`, month.Of(tx.Today()))
	if err != nil {
		return nil, err
	}
	var found []room.Spending
	for _, r := range rosters {
		s, err := spendingOf(ctx, tx, by, r)
		if err != nil {
			return nil, fmt.Errorf("add up roster %s: %w", r.ID, err)
		}
		if s.Now != s.Before || s.Now.Households > 0 {
			found = append(found, s)
		}
	}
	return found, nil
}

func spendingOf(ctx context.Context, tx *store.Tx, by access.Actor, r Roster) (room.Spending, error) {
	l := listing{Roster: r}
	if err := sums(ctx, tx, by.Scope(Read), &l); err != nil {
		return room.Spending{}, err
	}
	path := "/disbursement/" + r.ID
	s := room.Spending{Term: r.Short, Month: r.Month, State: r.State().Term(), Now: l.Paid.sum(), Path: path}
	effects, err := effectsOf(ctx, tx, by.Scope(Read), r)
	if err != nil {
		return s, err
	}
	before := l.Paid
	for _, m := range movements {
		e, ok := effects[m]
		if !ok {
			continue
		}
		before = before.Minus(e.figures)
		s.Causes = append(s.Causes, room.Cause{Term: m.Term(), Count: e.count, Effect: e.figures.Amount, Path: path + "/changes?movement=" + string(m)})
	}
	s.Before = before.sum()
	return s, nil
}

func (f Figures) sum() room.Sum {
	return room.Sum{Households: f.Households, Persons: f.Persons, Amount: f.Amount}
}

// An effect is what one movement does to a roster as far as it is in sight.
type effect struct {
	count   int64
	figures Figures
}

// effectsOf adds up the changes of a roster's last edition in scope, with those that holds make.
func effectsOf(ctx context.Context, tx *store.Tx, scope access.Scope, r Roster) (map[Movement]effect, error) {
	where, args := scope.Where("village", 4)
	args = append([]any{tx.County(), r.ID, r.Edition()}, args...)
	rows, err := tx.Query(ctx, `SELECT movement, COUNT(*), SUM(after_households - before_households), SUM(after_persons - before_persons), SUM(after_amount - before_amount)
			FROM disbursement_change WHERE county = $1 AND roster = $2 AND edition = $3 AND `+where+` GROUP BY movement
		UNION ALL
		SELECT 'held', COUNT(*), -COUNT(*), -COALESCE(SUM(heads), 0), -COALESCE(SUM(amount), 0) FROM (
			SELECT l.village, l.amount, (SELECT COALESCE(SUM(c.heads), 0) FROM disbursement_covered c
				WHERE c.county = l.county AND c.roster = l.roster AND c.edition = l.edition AND c.serial = l.serial) AS heads
			FROM disbursement_hold h JOIN disbursement_line l ON l.county = h.county AND l.roster = h.roster AND l.edition = h.edition AND l.serial = h.serial
			WHERE h.county = $1 AND h.roster = $2 AND h.edition = $3
				AND NOT EXISTS (SELECT 1 FROM disbursement_release x WHERE x.county = h.county AND x.hold = h.id)) AS held WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	effects := map[Movement]effect{}
	for rows.Next() {
		var m Movement
		var e effect
		var amount money.Fen
		if err := rows.Scan(&m, &e.count, &e.figures.Households, &e.figures.Persons, &amount); err != nil {
			return nil, err
		}
		if e.figures.Amount = amount; e.count > 0 {
			effects[m] = e
		}
	}
	return effects, rows.Err()
}
