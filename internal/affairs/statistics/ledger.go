package statistics

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/circumstance"
)

// Words of the makeup ledgers where nothing is recorded.
const unrecorded = "未登记"

// ownLedgers are the books that this room makes of several registers: who the people supported are, and whom support
// reached from monitoring. They begin from the ledgers of awards.
func (s *Statistics) ownLedgers() []room.Ledger {
	return []room.Ledger{
		{
			Name: "statistics.labour", Term: "救助对象劳动能力台账", Kind: room.Stock, Needs: circumstance.Read, Entries: s.labourEntries, Fill: namePeople,
			Source: "期末在保的低保、特困人员，按境况台账期末登记的劳动能力",
		},
		{
			Name: "statistics.trait", Term: "救助对象特征台账", Kind: room.Stock, Needs: circumstance.Read, Entries: s.traitEntries, Fill: namePeople,
			Source: "期末在保的低保、特困人员，按人口底册的性别、出生日期和境况台账的残疾类别",
		},
		{
			Name: "statistics.cause", Term: "致困原因台账", Kind: room.Stock, Needs: circumstance.Read, Entries: s.causeEntries, Fill: s.fillAsAwards("benefit.inforce"),
			Source: "期末在保的低保、特困待遇，按境况台账登记的致困原因；一户有几种原因的，各计一次",
		},
		{
			Name: "statistics.relieved", Term: "监测对象纳入保障台账", Kind: room.Flow, Needs: circumstance.Read, Entries: s.relievedEntries, Fill: s.fillAsAwards("benefit.started"),
			Source: "期内新增的低保、特困待遇中，开始时其家庭在防止返贫监测中的",
		},
	}
}

// assisted are the entries of a ledger of awards whose programme is decided under a class: those of social assistance.
func (s *Statistics) assisted(ctx context.Context, tx *store.Tx, scope access.Scope, ledger string, span month.Span) ([]room.Entry, error) {
	all, err := s.entries(ctx, tx, scope, ledger, span, nil)
	if err != nil {
		return nil, err
	}
	var found []room.Entry
	for _, e := range all {
		if slices.Contains(s.monthly.Classed, e.Programme) {
			found = append(found, e)
		}
	}
	return found, nil
}

// fillAsAwards names entries as the ledger they were made from names its own.
func (s *Statistics) fillAsAwards(ledger string) func(context.Context, *store.Tx, []room.Entry) error {
	return func(ctx context.Context, tx *store.Tx, entries []room.Entry) error {
		plain := slices.Clone(entries)
		for i := range plain {
			plain[i].ID, _, _ = strings.Cut(plain[i].ID, "/")
		}
		l, ok := s.ledgers[ledger]
		if !ok || l.Fill == nil {
			return nil
		}
		if err := l.Fill(ctx, tx, plain); err != nil {
			return err
		}
		for i := range entries {
			entries[i].Words = plain[i].Words
		}
		return nil
	}
}

// ofPerson is the part of an entry that is about one of its people; what it says of all together is left out.
func ofPerson(e room.Entry, person, item string) room.Entry {
	e.ID, e.Item, e.People, e.Heads, e.Amount = e.ID+"/"+person+"/"+item, item, []string{person}, 0, 0
	e.Path, e.Personal = "/person/"+person, true
	return e
}

// labourEntries lists each person supported under the ability to work that is recorded for the last day of the span;
// persons who are not named, and those of whom it is not known, under 未登记.
func (s *Statistics) labourEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	awards, err := s.assisted(ctx, tx, scope, "benefit.inforce", span)
	if err != nil {
		return nil, err
	}
	spec, err := circumstance.Labour.Spec()
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	err = factsOf(ctx, tx, peopleOf(awards), circumstance.Labour, span.Until.Previous().Last(), func(f heldFact) {
		if term, ok := spec.Option(f.choice); ok {
			known[f.subject] = term
		}
	})
	if err != nil {
		return nil, err
	}
	var found []room.Entry
	for _, e := range awards {
		for _, person := range e.People {
			item := known[person]
			if item == "" {
				item = unrecorded
			}
			found = append(found, ofPerson(e, person, item))
		}
		if e.Heads > 0 {
			e.ID, e.Item, e.People, e.Amount = e.ID+"//"+unrecorded, unrecorded, nil, 0
			found = append(found, e)
		}
	}
	return found, nil
}

// causeEntries lists each award under every cause of need recorded for its household.
func (s *Statistics) causeEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	awards, err := s.assisted(ctx, tx, scope, "benefit.inforce", span)
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	err = factsOf(ctx, tx, homesOf(awards), circumstance.Cause, span.Until.Previous().Last(), func(f heldFact) { words[f.subject] += f.words + " " })
	if err != nil {
		return nil, err
	}
	var found []room.Entry
	for _, e := range awards {
		id := e.ID
		e.Amount = 0
		for _, cause := range causesOf(words[e.Household]) {
			e.ID, e.Item = id+"/"+cause, cause
			found = append(found, e)
		}
	}
	return found, nil
}

// relievedEntries lists the awards that began within the span for households that were monitored when they began.
func (s *Statistics) relievedEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	awards, err := s.assisted(ctx, tx, scope, "benefit.started", span)
	if err != nil {
		return nil, err
	}
	spec, err := circumstance.Monitored.Spec()
	if err != nil {
		return nil, err
	}
	byDay := map[month.Day][]room.Entry{}
	for _, e := range awards {
		byDay[e.Day] = append(byDay[e.Day], e)
	}
	var found []room.Entry
	for day, begun := range byDay {
		monitored := map[string]string{}
		// On the day before: who is supported from the first of a month may leave monitoring on that very day.
		err := factsOf(ctx, tx, homesOf(begun), circumstance.Monitored, day.AddDays(-1), func(f heldFact) {
			if term, ok := spec.Option(f.choice); ok && f.choice != circumstance.None {
				monitored[f.subject] = term
			}
		})
		if err != nil {
			return nil, err
		}
		for _, e := range begun {
			if term := monitored[e.Household]; term != "" {
				e.Item = term
				found = append(found, e)
			}
		}
	}
	return found, nil
}

// ages are the ages by which a table sorts people.
type ages struct{ of rules.Parameter[int64] }

func newAges(book *rules.Book) ages { return ages{book.Number("statistics.age")} }

// traitEntries lists each person supported under every trait that a table counts.
func (s *Statistics) traitEntries(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
	awards, err := s.assisted(ctx, tx, scope, "benefit.inforce", span)
	if err != nil {
		return nil, err
	}
	on := span.Until.Previous().Last()
	old, minor := s.ages.of.At(county(tx), "old", on.Month()), s.ages.of.At(county(tx), "minor", on.Month())
	traits := map[string][]string{}
	people := peopleOf(awards)
	err = birthsOf(ctx, tx, people, on, func(person string, birth month.Day, sex string) {
		age := int64(month.AgeOn(birth, on))
		if sex == "female" {
			traits[person] = append(traits[person], "女性")
		}
		if old.InForce() && age >= old.Is {
			traits[person] = append(traits[person], "老年人")
		}
		if minor.InForce() && age >= 0 && age < minor.Is {
			traits[person] = append(traits[person], "未成年人")
		}
	})
	if err != nil {
		return nil, err
	}
	err = factsOf(ctx, tx, people, circumstance.Disability, on, func(f heldFact) {
		if f.choice != circumstance.None && f.choice != "" && !slices.Contains(traits[f.subject], "残疾人") {
			traits[f.subject] = append(traits[f.subject], "残疾人")
		}
	})
	if err != nil {
		return nil, err
	}
	var found []room.Entry
	for _, e := range awards {
		for _, person := range e.People {
			for _, trait := range traits[person] {
				found = append(found, ofPerson(e, person, trait))
			}
		}
	}
	return found, nil
}

func peopleOf(entries []room.Entry) []string {
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.People...)
	}
	return unique(ids)
}

func homesOf(entries []room.Entry) []string {
	var ids []string
	for _, e := range entries {
		if e.Household != "" {
			ids = append(ids, e.Household)
		}
	}
	return unique(ids)
}

func unique(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// A heldFact is a circumstance as it was on a day.
type heldFact struct{ subject, choice, words string }

// factsOf reads the circumstances of one kind that hold for subjects on a day, as believed today.
func factsOf(ctx context.Context, tx *store.Tx, subjects []string, kind circumstance.Kind, on month.Day, take func(heldFact)) error {
	return among(ctx, tx, `SELECT f.subject, f.choice, f.words FROM circumstance_fact f
		WHERE f.county = $1 AND f.kind = $3 AND `+store.Held("f", 2)+` AND f.subject IN `, subjects, []any{tx.County(), on, string(kind)},
		func(rows *sql.Rows) error {
			var f heldFact
			err := rows.Scan(&f.subject, &f.choice, &f.words)
			take(f)
			return err
		})
}

// birthsOf reads when people were born, and their sex, as believed today.
func birthsOf(ctx context.Context, tx *store.Tx, people []string, on month.Day, take func(person string, birth month.Day, sex string)) error {
	return among(ctx, tx, `SELECT b.person, b.birth, b.sex FROM person_birth b
		WHERE b.county = $1 AND `+store.Held("b", 2)+` AND b.person IN `, people, []any{tx.County(), on},
		func(rows *sql.Rows) error {
			var person, sex string
			var birth month.Day
			err := rows.Scan(&person, &birth, &sex)
			take(person, birth, sex)
			return err
		})
}

// namePeople gives entries about one person each the person's name.
func namePeople(ctx context.Context, tx *store.Tx, entries []room.Entry) error {
	names := map[string]string{}
	err := among(ctx, tx, `SELECT n.person, n.name FROM person_name n
		WHERE n.county = $1 AND `+store.Held("n", 2)+` AND n.person IN `, peopleOf(entries), []any{tx.County(), tx.Today()},
		func(rows *sql.Rows) error {
			var person, name string
			err := rows.Scan(&person, &name)
			names[person] = name
			return err
		})
	for i := range entries {
		if e := &entries[i]; len(e.People) == 1 {
			e.Words = names[e.People[0]]
		} else {
			e.Words, e.Personal = fmt.Sprintf("未列名 %d 人", e.Heads), false
		}
	}
	return err
}

// chunk is how many ids go into one query: below the number of placeholders that either database allows.
const chunk = 500

// among runs a statement that ends in IN for all ids, some hundreds at a time; first are its other arguments.
func among(ctx context.Context, tx *store.Tx, statement string, ids []string, first []any, read func(*sql.Rows) error) error {
	for part := range slices.Chunk(ids, chunk) {
		args := slices.Clone(first)
		marks := make([]string, len(part))
		for i, id := range part {
			args = append(args, id)
			marks[i] = fmt.Sprintf("$%d", len(args))
		}
		rows, err := tx.Query(ctx, statement+"("+strings.Join(marks, ", ")+")", args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := read(rows); err != nil {
				rows.Close()
				return err
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
	}
	return nil
}
