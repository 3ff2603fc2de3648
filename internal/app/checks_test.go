package app

import (
	"context"
	"errors"
	"testing"

	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

const (
	of    = `INSERT INTO household_household (county, id, made) VALUES ('420323', 'h1', 'x'), ('420323', 'h2', 'x')`
	known = `INSERT INTO person_person (county, id, made) VALUES ('420323', 'p1', 'x')`
	award = `INSERT INTO benefit_award (county, id, programme, unit, holder, ordinal, division, source, source_id, author, author_name, at)
		VALUES ('420323', 'a1', 'dibao', 'household', 'h9', 1, '420323103000', 'roll', '', '', '', '')`
	term = `INSERT INTO benefit_term (county, award, ordinal, act, from_month, class, class_reason, class_default, amount, cause, source, source_id, reason, author, author_name, at)
		VALUES ('420323', 'a1', 1, 'start', '2026-10', '', '', 0, 0, '', '', '', '', '', '', '')`
	member  = `INSERT INTO household_member (county, person, household, relation, true_from, true_until, known_from, known_until, source) VALUES `
	forever = `'9999-12-31T00:00:00.000000Z', 'x')`
)

// errUndo ends a transaction so that nothing of it stays.
var errUndo = errors.New("undo")

// planted are mistakes that nobody can make through the program, one for each check of the rooms.
var planted = map[string][]string{
	"家庭成员都在人口底册": {of, member + `('420323', 'p9', 'h1', '', '2020-01-01', '9999-12-31', 'k', ` + forever},
	"一人一天只在一个家庭": {
		of, known, member + `('420323', 'p1', 'h1', '', '2020-01-01', '2026-01-01', 'k', ` + forever,
		member + `('420323', 'p1', 'h2', '', '2025-12-31', '9999-12-31', 'k', ` + forever,
	},
	"家庭所在地都在区划表": {of, `INSERT INTO household_seat (county, household, division, address, number, true_from, true_until, known_from, known_until, source)
		VALUES ('420323', 'h1', '420323999999', '', '', '2020-01-01', '9999-12-31', 'k', ` + forever},
	"境况都有所属的人或家庭": {`INSERT INTO circumstance_fact (county, subject, kind, item, amount, period, recurs, approx, quantity, choice, words, raw, true_from, true_until, known_from, known_until, source)
		VALUES ('420323', 'p9', 'income', '', 0, '', 0, 0, 0, '', '', '', '2020-01-01', '9999-12-31', 'k', ` + forever},
	"待遇的对象都在底册": {award},
	"保障人口都在底册":  {award, term, `INSERT INTO benefit_covered (county, award, ordinal, place, person, heads, share) VALUES ('420323', 'a1', 1, 1, 'p9', 1, NULL)`},
	"领取人都在底册": {`INSERT INTO benefit_payee (county, award, kind, name, person, bank, account, true_from, true_until, known_from, known_until, source)
		VALUES ('420323', 'a1', 'person', '', 'p9', '', '', '2020-01-01', '9999-12-31', 'k', ` + forever},
	"领取人都对应待遇": {`INSERT INTO benefit_payee (county, award, kind, name, person, bank, account, true_from, true_until, known_from, known_until, source)
		VALUES ('420323', 'a9', 'household', '', '', '', '', '2020-01-01', '9999-12-31', 'k', ` + forever},
	"慈善捐赠各有一份现行登记":  {gift + `'g1', 'k', 'l', '420323000000', '2026-01-01', '', '', '', 1, '', '', 'r', 0, '', 0, '', 0, '', '', '')`},
	"慈善捐赠有票据或放弃的记录": {gift + `'g1', 'k', '` + store.KnownForever + `', '420323000000', '2026-01-01', '', '', '', 1, '', '', '', 0, '', 0, '', 0, '', '', '')`},
	"适老化改造的老年人都在人口底册": {`INSERT INTO eldercare_adaptation (county, id, known_from, known_until, division, person, household, works, day, amount, inspector, source, struck, reason, author, author_name)
		VALUES ('420323', 'a1', 'k', '` + store.KnownForever + `', '420323103200', 'p9', '', '', '2026-01-01', 1, '', '', 0, '', '', '')`},
	"养老投资项目的机构都在册": {`INSERT INTO eldercare_project (county, id, known_from, known_until, division, home, name, kind, day, amount, fund, source, struck, reason, author, author_name)
		VALUES ('420323', 'p1', 'k', '` + store.KnownForever + `', '420323103200', 'h9', '', 'building', '2026-01-01', 1, '', '', 0, '', '', '')`},
	"一个村（社区）只有一个议事协商委员会": {council + `'c1', 'k', '` + store.KnownForever + `', ` + held, council + `'c2', 'k', '` + store.KnownForever + `', ` + held},
	"议事会议的村（社区）当天有委员会": {
		council + `'c1', 'k', '` + store.KnownForever + `', ` + held,
		`INSERT INTO deliberation_meeting (county, id, known_from, known_until, division, day, topic, category, channel, present, agreed, opinion, assembly, recorder, source, struck, reason, author, author_name)
		VALUES ('420323', 'm1', 'k', '` + store.KnownForever + `', '420323103200', '2024-02-29', '', '', '', 1, 0, '', 0, '', '', 0, '', '', '')`,
	},
	"名册的每行都对应待遇": {
		`INSERT INTO disbursement_roster (county, id, programme, programme_term, short, fund, fund_term, month) VALUES ('420323', 'r1', 'dibao', '', '', 'f', '', '2026-10')`,
		`INSERT INTO disbursement_edition (county, roster, number, basis, last_roster, last_households, last_persons, last_amount, author, author_name, at)
			VALUES ('420323', 'r1', 1, '', '', 0, 0, 0, '', '', '')`,
		`INSERT INTO disbursement_line (county, roster, edition, serial, award, household, class, head, head_number, village, village_name, town, town_name, payee_kind, payee, payee_number, bank, account, amount)
			VALUES ('420323', 'r1', 1, 1, 'a9', '', '', '', NULL, '', '', '', '', '', '', NULL, '', '', 0)`,
	},
}

// Rows of the small registers, from the division on.
const (
	gift    = `INSERT INTO charity_gift (county, id, known_from, known_until, division, day, donor, donor_kind, kind, amount, goods, purpose, receipt, waived, handler, published, note, struck, reason, author, author_name) VALUES ('420323', `
	council = `INSERT INTO deliberation_council (county, id, known_from, known_until, division, name, founded, ended, term, chair, members, roll, source, struck, reason, author, author_name) VALUES ('420323', `
	held    = `'420323103200', '铧厂村', '2024-03-01', '', '', '', 7, '', '', 0, '', '', '')`
)

// TestChecks plants a mistake for each check of the rooms and wants that check, and on sound books none, to find something.
func TestChecks(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := &Bureau{config: &Config{Data: t.TempDir()}, db: db}
		if err := b.furnish(ctx); err != nil {
			t.Fatal(err)
		}
		for _, r := range b.list {
			for _, c := range r.Checks {
				if v := verdict(t, db, c, nil); v.Grade != room.Sound {
					t.Errorf("%s on empty books: %+v", c.Term, v)
				}
				statements, ok := planted[c.Term]
				if !ok {
					if c.Term != "已签批名册与签批时一致" { // a story alters a signed roster
						t.Errorf("nothing is planted for %s", c.Term)
					}
					continue
				}
				if v := verdict(t, db, c, statements); v.Grade != room.Broken || v.Says == "" || v.Do == "" {
					t.Errorf("%s misses what was planted: %+v", c.Term, v)
				}
			}
		}
	})
}

// verdict runs a check in a transaction with the statements before it, of which nothing stays.
func verdict(t *testing.T, db *store.DB, c room.Check, statements []string) (v room.Verdict) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		var err error
		if v, err = c.Run(ctx, tx); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		t.Fatalf("%s: %v", c.Term, err)
	}
	return v
}
