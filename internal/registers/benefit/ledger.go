package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// ledgers are the books that figures on awards are counted from: what stands at the end of a month, and what came and
// went in it. Award by award, in force in a month = in force in the month before + started - stopped.
func ledgers() []room.Ledger {
	return []room.Ledger{
		{
			Name: "benefit.inforce", Term: "在保台账", Kind: room.Stock, Needs: Read, Entries: inForceEntries, Fill: named(0),
			Source: "待遇台账：期末当月有效的待遇，人数和月金额按当月执行的条目",
		},
		{
			Name: "benefit.started", Term: "新增台账", Kind: room.Flow, Needs: Read, Entries: startedEntries, Fill: named(0),
			Source: "待遇台账：期内开始的待遇，人数和月金额按开始当月执行的条目",
		},
		{
			Name: "benefit.stopped", Term: "停发台账", Kind: room.Flow, Needs: Read, Entries: stoppedEntries, Fill: named(-1),
			Source: "待遇台账：期内停发的待遇，人数和月金额按停发前执行的条目",
		},
		{
			Name: "benefit.part", Term: "金额构成台账", Kind: room.Stock, Needs: Read, Entries: partEntries, Fill: named(0),
			Source: "待遇台账：期末当月有效的待遇，逐项列出月金额的构成；名册没有分项的，列为未分项",
		},
	}
}

// inForceEntries lists the awards in force in the last month of the span.
func inForceEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	if span.Empty() {
		return nil, nil
	}
	where, args := Query{Month: span.Until.Previous()}.where(tx, scope)
	return readEntries(ctx, tx, `t.from_month`, func(columns, join string) string { return inForceWith(columns, join, where) }, args)
}

// partTerms are the sorts of parts by their codes, whatever a roll calls them.
var partTerms = map[string]string{
	LineDifference: "补差", LineTopUp: "增发", LineBasic: "基本生活", LineCare: "照料护理", LineStandard: "按标准", LineOnce: "一次性", LineRoll: undivided,
}

// undivided is what an amount is made of that no roll and no assessment took apart.
const undivided = "未分项"

// partTerm is the sort of a part, that of a programme's own by its term.
func partTerm(l Line) string {
	if term, ok := partTerms[l.Code]; ok {
		return term
	}
	return l.Term
}

// partEntries lists what the amounts in force in the last month of the span are made of, part by part.
func partEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	awards, err := inForceEntries(ctx, tx, scope, span)
	if err != nil {
		return nil, err
	}
	where, args := Query{Month: span.Until.Previous()}.where(tx, scope)
	parts := map[string][]Line{}
	err = each(ctx, tx, inForceWith(`n.award, n.code, n.term, n.fen`, ` JOIN benefit_line n ON n.county = t.county AND n.award = t.award AND n.ordinal = t.ordinal`, where)+` ORDER BY n.award, n.place`,
		args, func(rows *sql.Rows) error {
			var award string
			var l Line
			err := rows.Scan(&award, &l.Code, &l.Term, &l.Fen)
			parts[award] = append(parts[award], l)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read parts of entries: %w", err)
	}
	var found []room.Entry
	for _, e := range awards {
		award, lines := e.ID, parts[e.ID]
		if len(lines) == 0 {
			lines = []Line{{Code: LineRoll, Fen: e.Amount}}
		}
		for i, l := range lines {
			e.ID, e.Item, e.Amount = fmt.Sprintf("%s/%d", award, i+1), partTerm(l), l.Fen
			found = append(found, e)
		}
	}
	return found, nil
}

// startedEntries lists the awards that began within the span: each not in force in the month before, and in force in
// the month.
func startedEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	return turnedEntries(ctx, tx, scope, span, `f.act = 'start' AND l.act <> 'stop'`, `l.ordinal`, `%[1]s.true_from <= %[2]s AND %[1]s.true_until > %[2]s`)
}

// stoppedEntries lists the awards that ended within the span, as they stood before; their holders are where they were
// on the day before, since who died lives in no household.
func stoppedEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	return turnedEntries(ctx, tx, scope, span, `f.act <> 'start' AND l.act = 'stop'`, `f.ordinal - 1`, `%[1]s.true_from < %[2]s AND %[1]s.true_until >= %[2]s`)
}

// turnedEntries lists the awards whose first and last act of a month within the span, f and l, are as turned says, with
// the term of the given ordinal; held says where their holder was.
func turnedEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span, turned, ordinal, held string) ([]room.Entry, error) {
	where, inside := scope.Where(placeOf, 4)
	day := `(w.from_month || '-01')`
	at := func(alias string) string {
		return fmt.Sprintf(held, alias, day) + ` AND ` + alias + `.known_until = '` + store.KnownForever + `'`
	}
	statement := func(columns, join string) string {
		return `WITH turned AS (SELECT county, award, from_month, MIN(ordinal) AS first, MAX(ordinal) AS last FROM benefit_term
				WHERE county = $1 AND from_month >= $2 AND from_month < $3 GROUP BY county, award, from_month)
			SELECT ` + columns + ` FROM turned w
			JOIN benefit_term f ON f.county = w.county AND f.award = w.award AND f.ordinal = w.first
			JOIN benefit_term l ON l.county = w.county AND l.award = w.award AND l.ordinal = w.last
			JOIN benefit_term t ON t.county = w.county AND t.award = w.award AND t.ordinal = ` + ordinal + `
			JOIN benefit_award a ON a.county = w.county AND a.id = w.award
			LEFT JOIN household_member hm ON a.unit = 'person' AND hm.county = a.county AND hm.person = a.holder AND ` + at("hm") + `
			LEFT JOIN household_seat hs ON hs.county = a.county AND hs.household = ` + householdOf + ` AND ` + at("hs") + join + `
			WHERE ` + turned + ` AND ` + where
	}
	return readEntries(ctx, tx, `w.from_month`, statement, append([]any{tx.County(), span.From, span.Until}, inside...))
}

// readEntries reads awards with the term t as entries, ordered by award, and the persons that the term covers; since is
// the column of the month of the entry.
func readEntries(ctx context.Context, tx *store.Tx, since string, statement func(columns, join string) string, args []any) ([]room.Entry, error) {
	var found []room.Entry
	at := map[string]int{}
	err := each(ctx, tx, statement(`a.id, a.programme, `+placeOf+`, COALESCE(`+householdOf+`, ''), t.class, t.amount, `+since+`, t.source`, ``)+` ORDER BY a.id`, args,
		func(rows *sql.Rows) error {
			var e room.Entry
			var from month.Month
			var source SourceKind
			err := rows.Scan(&e.ID, &e.Programme, &e.Division, &e.Household, &e.Class, &e.Amount, &from, &source)
			e.Day, e.Item, e.Path, e.Personal = from.First(), source.Term(), "/benefit/awards/"+e.ID, true
			at[e.ID] = len(found)
			found = append(found, e)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("read entries of awards: %w", err)
	}
	err = each(ctx, tx, statement(`c.award, c.person, c.heads`,
		` JOIN benefit_covered c ON c.county = t.county AND c.award = t.award AND c.ordinal = t.ordinal`), args, func(rows *sql.Rows) error {
		var award, person string
		var heads int
		err := rows.Scan(&award, &person, &heads)
		if i, ok := at[award]; ok && person != "" {
			found[i].People = append(found[i].People, person)
		} else if ok {
			found[i].Heads += heads
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read persons of entries: %w", err)
	}
	for i := range found {
		slices.Sort(found[i].People)
	}
	return found, nil
}

// named gives entries of awards the name of who holds them: of the person, or of the head of the household, so many
// days after the entry's day.
func named(after int) func(context.Context, *store.Tx, []room.Entry) error {
	return func(ctx context.Context, tx *store.Tx, entries []room.Entry) error {
		holders, err := holdersOf(ctx, tx, entries)
		if err != nil {
			return err
		}
		byDay := map[month.Day][]Holder{}
		for _, e := range entries {
			byDay[e.Day] = append(byDay[e.Day], holders[awardOf(e)])
		}
		for day, some := range byDay {
			called, err := namesOf(ctx, tx, some, day.AddDays(after))
			if err != nil {
				return err
			}
			for i := range entries {
				if e := &entries[i]; e.Day == day {
					e.Words = called[holders[awardOf(*e)]]
				}
			}
		}
		return nil
	}
}

// awardOf is the award that an entry is of or is a part of.
func awardOf(e room.Entry) string {
	award, _, _ := strings.Cut(e.ID, "/")
	return award
}

// holdersOf reads who holds the awards of entries.
func holdersOf(ctx context.Context, tx *store.Tx, entries []room.Entry) (map[string]Holder, error) {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = awardOf(e)
	}
	holders := map[string]Holder{}
	for part := range slices.Chunk(ids, chunk) {
		in, args := among("id", part, 2)
		err := each(ctx, tx, `SELECT id, unit, holder FROM benefit_award WHERE county = $1 AND `+in, append([]any{tx.County()}, args...), func(rows *sql.Rows) error {
			var id string
			var h Holder
			err := rows.Scan(&id, &h.Unit, &h.ID)
			holders[id] = h
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read holders of entries: %w", err)
		}
	}
	return holders, nil
}
