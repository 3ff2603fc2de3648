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

// An entrySource says where entries of awards are read from: the term t of every award, and how the holder's place
// on the entry's day is found.
type entrySource struct {
	with  string // the awards in question
	from  string // the term t of each, and what tells it from others
	since string // the column of the month of the entry
	held  string // condition for a dated fact %[1]s that places the holder
	where string // which terms
	args  []any  // those of with; scope adds its own
}

// inForceIn are the awards in force in a month.
func inForceIn(tx *store.Tx, m month.Month) entrySource {
	return entrySource{
		with: begun, since: `t.from_month`, where: `t.act <> 'stop'`, args: []any{tx.County(), m},
		from: `begun b JOIN benefit_term t ON t.county = b.county AND t.award = b.award AND t.ordinal = b.ordinal`,
		held: `%[1]s.true_from <= '` + m.First().String() + `' AND %[1]s.true_until > '` + m.First().String() + `'`,
	}
}

// turnedIn are the awards whose first and last act of a month within the span, f and l, are as turned says, with the
// term of the given ordinal.
func turnedIn(tx *store.Tx, span month.Span, turned, ordinal, held string) entrySource {
	return entrySource{
		with: `turned AS (SELECT county, award, from_month, MIN(ordinal) AS first, MAX(ordinal) AS last FROM benefit_term
			WHERE county = $1 AND from_month >= $2 AND from_month < $3 GROUP BY county, award, from_month)`,
		from: `turned w
			JOIN benefit_term f ON f.county = w.county AND f.award = w.award AND f.ordinal = w.first
			JOIN benefit_term l ON l.county = w.county AND l.award = w.award AND l.ordinal = w.last
			JOIN benefit_term t ON t.county = w.county AND t.award = w.award AND t.ordinal = ` + ordinal,
		since: `w.from_month`, where: turned, held: held, args: []any{tx.County(), span.From, span.Until},
	}
}

// inForceEntries lists the awards in force in the last month of the span.
func inForceEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	if span.Empty() {
		return nil, nil
	}
	source := inForceIn(tx, span.Until.Previous())
	found, at, err := source.standing(ctx, tx, scope)
	if err != nil {
		return nil, fmt.Errorf("read entries of awards: %w", err)
	}
	return source.cover(ctx, tx, found, at)
}

// startedEntries lists the awards that began within the span: each not in force in the month before, and in force in
// the month.
func startedEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	return readEntries(ctx, tx, scope, turnedIn(tx, span, `f.act = 'start' AND l.act <> 'stop'`, `l.ordinal`,
		`%[1]s.true_from <= (w.from_month || '-01') AND %[1]s.true_until > (w.from_month || '-01')`))
}

// stoppedEntries lists the awards that ended within the span, as they stood before; their holders are where they were
// on the day before, since who died lives in no household.
func stoppedEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	return readEntries(ctx, tx, scope, turnedIn(tx, span, `f.act <> 'start' AND l.act = 'stop'`, `f.ordinal - 1`,
		`%[1]s.true_from < (w.from_month || '-01') AND %[1]s.true_until >= (w.from_month || '-01')`))
}

// readEntries reads awards as entries, ordered by award, and the persons that their terms cover.
func readEntries(ctx context.Context, tx *store.Tx, scope access.Scope, s entrySource) ([]room.Entry, error) {
	found, at, err := s.awards(ctx, tx, scope)
	if err != nil {
		return nil, fmt.Errorf("read entries of awards: %w", err)
	}
	return s.cover(ctx, tx, found, at)
}

// cover gives entries the persons that their terms cover.
func (s entrySource) cover(ctx context.Context, tx *store.Tx, found []room.Entry, at map[string]int) ([]room.Entry, error) {
	err := s.each(ctx, tx, `c.award, c.person, c.heads`, `benefit_covered c`, func(rows *sql.Rows) error {
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

// standing reads the awards in scope without their persons, and where each stands in the list: once in a transaction,
// however many ledgers begin from them. The entries are the caller's own.
func (s entrySource) standing(ctx context.Context, tx *store.Tx, scope access.Scope) ([]room.Entry, map[string]int, error) {
	type answer struct {
		entries []room.Entry
		at      map[string]int
		err     error
	}
	kept := tx.Keep(fmt.Sprintf("benefit/standing/%s/%v", scope.Division(), s.args), func() any {
		entries, at, err := s.awards(ctx, tx, scope)
		return answer{entries, at, err}
	}).(answer)
	return slices.Clone(kept.entries), kept.at, kept.err
}

// awards reads the awards in scope without their persons, and where each stands in the list.
func (s entrySource) awards(ctx context.Context, tx *store.Tx, scope access.Scope) ([]room.Entry, map[string]int, error) {
	where, inside := scope.Where(placeOf, len(s.args)+1)
	at := func(alias string) string {
		return fmt.Sprintf(s.held, alias) + ` AND ` + alias + `.known_until = '` + store.KnownForever + `'`
	}
	var found []room.Entry
	index := map[string]int{}
	err := each(ctx, tx, `WITH `+s.with+` SELECT a.id, a.programme, `+placeOf+`, COALESCE(`+householdOf+`, ''), t.class, t.amount, `+s.since+`, t.source
		FROM `+s.from+` JOIN benefit_award a ON a.county = t.county AND a.id = t.award
		LEFT JOIN household_member hm ON a.unit = 'person' AND hm.county = a.county AND hm.person = a.holder AND `+at("hm")+`
		LEFT JOIN household_seat hs ON hs.county = a.county AND hs.household = `+householdOf+` AND `+at("hs")+`
		WHERE `+s.where+` AND `+where+` ORDER BY a.id`, append(slices.Clone(s.args), inside...),
		func(rows *sql.Rows) error {
			var e room.Entry
			var from month.Month
			var source SourceKind
			err := rows.Scan(&e.ID, &e.Programme, &e.Division, &e.Household, &e.Class, &e.Amount, &from, &source)
			e.Day, e.Item, e.Path, e.Personal = from.First(), source.Term(), "/benefit/awards/"+e.ID, true
			index[e.ID] = len(found)
			found = append(found, e)
			return err
		})
	return found, index, err
}

// each reads what belongs to the terms, wherever their holders are.
func (s entrySource) each(ctx context.Context, tx *store.Tx, columns, table string, read func(*sql.Rows) error) error {
	name, alias, _ := strings.Cut(table, " ")
	return each(ctx, tx, `WITH `+s.with+` SELECT `+columns+` FROM `+s.from+` JOIN `+name+` `+alias+`
		ON `+alias+`.county = t.county AND `+alias+`.award = t.award AND `+alias+`.ordinal = t.ordinal WHERE `+s.where, s.args, read)
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

// partEntries lists what the amounts in force in the last month of the span are made of, part by part. It is about money
// alone and names nobody.
func partEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	if span.Empty() {
		return nil, nil
	}
	source := inForceIn(tx, span.Until.Previous())
	awards, at, err := source.standing(ctx, tx, scope)
	if err != nil {
		return nil, fmt.Errorf("read entries of awards: %w", err)
	}
	parts := make([][]Line, len(awards))
	err = source.each(ctx, tx, `n.award, n.place, n.code, n.term, n.fen`, `benefit_line n`, func(rows *sql.Rows) error {
		var award string
		var place int
		var l Line
		err := rows.Scan(&award, &place, &l.Code, &l.Term, &l.Fen)
		if i, ok := at[award]; ok {
			parts[i] = append(parts[i], l)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read parts of entries: %w", err)
	}
	var found []room.Entry
	for i, e := range awards {
		award, lines := e.ID, parts[i]
		if len(lines) == 0 {
			lines = []Line{{Code: LineRoll, Fen: e.Amount}}
		}
		for n, l := range lines {
			e.ID, e.Item, e.Amount = fmt.Sprintf("%s/%d", award, n+1), partTerm(l), l.Fen
			found = append(found, e)
		}
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
		in, args := among(tx, "id", part, 2)
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
