package app

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// A step is one officer's act on one of a few families, from what was seen before it or from what was seen long ago.
type step struct {
	Act    string
	Family int
	Number int  // of yuan, and of what else has to differ
	Stale  bool // the officer has had the form open since the beginning
}

// A plan is what happens in an office: groups of steps, each group at the same moment.
type plan [][]step

var officeDays = rapid.Custom(func(t *rapid.T) plan {
	one := rapid.Custom(func(t *rapid.T) step {
		return step{
			Act:    rapid.SampledFrom([]string{"declare", "correct", "relate", "locate", "class", "submit", "withdraw", "propose", "confirm", "confirm", "set aside"}).Draw(t, "act"),
			Family: rapid.IntRange(0, 1).Draw(t, "family"),
			Number: rapid.IntRange(1, 400).Draw(t, "number"),
			Stale:  rapid.IntRange(0, 3).Draw(t, "stale") == 0,
		}
	})
	return rapid.SliceOfN(rapid.SliceOfN(one, 1, 4), 4, 8).Draw(t, "plan")
})

// An office is the families of one plan, with what its officers saw at the beginning.
type office struct {
	*hall
	homes  []household.Household
	seen   []seenOf
	mu     sync.Mutex
	asked  atomic.Int64
	logged map[string]int // acts that were acknowledged, by what the log calls them
}

// seenOf are the versions that forms carry.
type seenOf struct{ member, facts, file string }

// TestActsInAnyOrder has officers do random acts on the same families in random order, many of them at the same moment.
// What was acknowledged stands in the log once, what was refused left nothing, and what is believed hangs together.
func TestActsInAnyOrder(t *testing.T) {
	for _, p := range storetest.Places() {
		t.Run(p.Name, func(t *testing.T) {
			h := openHall(t, p.Address(t))
			for seed := range 10 {
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
					h.t = t
					drawn := officeDays.Example(seed)
					o := h.opened()
					before := o.acts()
					for _, group := range drawn {
						var all sync.WaitGroup
						for _, s := range group {
							all.Go(func() { o.does(s) })
						}
						all.Wait()
					}
					for act, n := range more(before, o.acts()) {
						if n != o.logged[act] {
							t.Errorf("%s: acknowledged %d times, in the log %d times", act, o.logged[act], n)
						}
					}
					if o.sound(); t.Failed() {
						t.Logf("the plan: %+v", drawn)
					}
				})
			}
		})
	}
}

// opened makes the families of a plan and looks at them.
func (h *hall) opened() *office {
	h.t.Helper()
	o := &office{hall: h, logged: map[string]int{}}
	for range 2 {
		home := h.someHome()
		o.homes = append(o.homes, home)
		o.seen = append(o.seen, o.look(home))
	}
	return o
}

func (o *office) look(home household.Household) (s seenOf) {
	ctx, by := o.t.Context(), access.Within(theCounty)
	err := o.b.db.Read(ctx, func(tx *store.Tx) (err error) {
		if s.member, err = household.Version(ctx, tx, home.Members[1].Person); err != nil {
			return err
		}
		facts, err := circumstance.Of(ctx, tx, by, home.ID, tx.Today())
		if err != nil {
			return err
		}
		s.facts = circumstance.Mark(facts)
		file, err := person.Show(ctx, tx, by, home.Members[1].Person)
		s.file = file.Seen
		return err
	})
	if err != nil {
		o.t.Error(err)
	}
	return s
}

// does one step, and remembers what was acknowledged.
func (o *office) does(s step) {
	home, seen := o.homes[s.Family], o.seen[s.Family]
	if !s.Stale {
		seen = o.look(home)
	}
	act, err := o.tries(s, home, seen)
	if err == nil && act != "" {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.logged[act]++
		return
	}
	if _, ok := fault.KindOf(err); err != nil && !ok {
		o.t.Errorf("%s: an error of the program: %v", s.Act, err)
	}
}

// tries does one act and tells what the log calls it; "" when there was nothing to do.
func (o *office) tries(s step, home household.Household, seen seenOf) (act string, err error) {
	ctx, by, from := o.t.Context(), o.preparer(), month.MustDay(2026, 11, 1)
	who := home.Members[1].Person
	switch s.Act {
	case "declare":
		news := 0
		news, err = o.b.circumstance.Declare(ctx, by, circumstance.Declaration{
			Household: home.ID, Person: who, From: from, Reason: "入户", Source: circumstance.Source{Origin: circumstance.Declared}, Seen: seen.facts,
			Incomes: []circumstance.Income{{Kind: circumstance.Wage, Amount: money.Yuan(int64(s.Number)), Period: circumstance.Monthly}},
		})
		if news == 0 {
			return "", err
		}
		return "circumstance.declare", err
	case "correct":
		return "person.correct", o.b.person.Correct(ctx, by, person.Correction{
			Person: who, Particulars: person.Particulars{Phone: fmt.Sprint(13900000000 + s.Number)}, From: from, Reason: "来电", Source: "来电", Seen: seen.file,
		})
	case "relate":
		relations := []household.Relation{household.Child, household.Sibling, household.Parent}
		return "household.relate", o.b.household.Relate(ctx, by, household.Kinship{Household: home.ID, Person: who, Relation: relations[s.Number%3], From: from, Reason: "户口簿", Seen: seen.member})
	case "locate":
		return "household.locate", o.b.household.Locate(ctx, by, household.Absence{
			Household: home.ID, Person: who, Presence: household.Away, Where: fmt.Sprint("十堰", s.Number), From: from, Reason: "来电", Seen: seen.member,
		})
	case "class":
		class := []benefit.Class{benefit.Urban, benefit.Rural}[s.Number%2]
		return "benefit.class", o.b.benefit.DecideClass(ctx, by, home.ID, class, fmt.Sprint("第", o.asked.Add(1), "次"), month.Must(2026, 11), "")
	case "submit":
		_, err = o.b.assistance.Submit(ctx, by, assistance.Request{
			Programme: demoProgramme, Household: home.ID, Applicant: home.Members[0].Person, Day: month.MustDay(2026, 11, 20), Channel: assistance.Visit, Authorised: true,
		})
		return "assistance.request", err
	case "withdraw":
		id := o.latest(`SELECT coalesce(max(id), '') FROM assistance_request WHERE household = $1`, home.ID)
		return "assistance.withdraw", o.b.assistance.Withdraw(ctx, by, assistance.Withdrawal{Request: id, Reason: "自愿撤回"})
	case "propose":
		_, err = o.b.benefit.Propose(ctx, by, demoMonth)
		return "benefit.propose", err
	}
	id := o.latest(`SELECT coalesce(max(id), '') FROM benefit_proposal WHERE household = $1`, home.ID)
	if s.Act == "set aside" {
		return "benefit.setaside", o.b.benefit.SetAside(ctx, by, id, "待核实")
	}
	_, err = o.b.benefit.Confirm(ctx, by, id)
	return "benefit.confirm", err
}

func (o *office) preparer() access.Actor {
	return access.Actor{ID: "o1", Name: "王芳", Role: access.Preparer, Division: theCounty}
}

func (o *office) latest(query, home string) (id string) {
	err := o.b.db.Read(o.t.Context(), func(tx *store.Tx) error { return tx.QueryRow(o.t.Context(), query, home).Scan(&id) })
	if err != nil {
		o.t.Error(err)
	}
	return id
}

// acts counts the acts in the log that officers of a plan do.
func (o *office) acts() map[string]int {
	all := map[string]int{}
	o.read(func(tx *store.Tx) error {
		rows, err := tx.Query(o.t.Context(), `SELECT act, count(*) FROM audit_entry WHERE actor = 'o1' AND act <> 'assistance.answer' GROUP BY act`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var act string
			var n int
			if err := rows.Scan(&act, &n); err != nil {
				return err
			}
			all[act] = n
		}
		return rows.Err()
	})
	return all
}

// dated are tables of facts with their keys.
var dated = map[string][]string{
	"person_name": {"person"}, "person_phone": {"person"}, "person_residence": {"person"}, "household_seat": {"household"},
	"household_member": {"person"}, "household_presence": {"person"}, "circumstance_fact": {"subject", "kind", "item"}, "benefit_class": {"household"},
	"benefit_payee": {"award"},
}

// sound wants what is kept of all families to hang together.
func (o *office) sound() {
	o.t.Helper()
	never := map[string]string{
		"a request is answered and withdrawn":   `SELECT count(*) FROM assistance_answer a JOIN assistance_withdrawal w ON w.county = a.county AND w.request = a.request`,
		"a confirmed proposal stands not once":  `SELECT count(*) FROM benefit_closing c WHERE c.state = 'confirmed' AND c.award <> '' AND 1 <> (SELECT count(*) FROM benefit_term t WHERE t.county = c.county AND t.award = c.award AND t.source = 'proposal' AND t.source_id = c.proposal)`,
		"a term has no confirmation":            `SELECT count(*) FROM benefit_term t WHERE t.source = 'proposal' AND NOT EXISTS (SELECT 1 FROM benefit_closing c WHERE c.county = t.county AND c.proposal = t.source_id AND c.state = 'confirmed')`,
		"the terms of an award have a gap":      `SELECT count(*) FROM (SELECT award FROM benefit_term GROUP BY county, award HAVING max(ordinal) <> count(*)) gaps`,
		"a household holds two awards":          `SELECT count(*) FROM (SELECT a.holder FROM benefit_award a WHERE (SELECT t.act FROM benefit_term t WHERE t.county = a.county AND t.award = a.id ORDER BY t.ordinal DESC LIMIT 1) <> 'stop' GROUP BY a.county, a.programme, a.holder HAVING count(*) > 1) twice`,
		"two requests of a household are open":  `SELECT count(*) FROM (SELECT r.household FROM assistance_request r WHERE NOT EXISTS (SELECT 1 FROM assistance_answer a WHERE a.request = r.id) AND NOT EXISTS (SELECT 1 FROM assistance_withdrawal w WHERE w.request = r.id) GROUP BY r.household HAVING count(*) > 1) twice`,
		"a confirmation is not in the log once": `SELECT (SELECT count(*) FROM benefit_closing WHERE state = 'confirmed') - (SELECT count(*) FROM audit_entry WHERE act = 'benefit.confirm')`,
	}
	for table, key := range dated {
		same := []string{"a.county = b.county"}
		for _, k := range key {
			same = append(same, "a."+k+" = b."+k)
		}
		never[table+" believes two things at once"] = `SELECT count(*) FROM ` + table + ` a JOIN ` + table + ` b ON ` + strings.Join(same, " AND ") +
			` WHERE (a.true_from, a.known_from) < (b.true_from, b.known_from) AND a.true_until > b.true_from AND b.true_until > a.true_from AND a.known_until > b.known_from AND b.known_until > a.known_from`
		never[table+" ends before it begins"] = `SELECT count(*) FROM ` + table + ` WHERE known_until <= known_from`
	}
	names := make([]string, 0, len(never))
	for name := range never {
		names = append(names, name)
	}
	slices.Sort(names)
	o.read(func(tx *store.Tx) error {
		for _, name := range names {
			var n int
			if err := tx.QueryRow(o.t.Context(), never[name]).Scan(&n); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if n != 0 {
				o.t.Errorf("%s: %d", name, n)
			}
		}
		report, err := audit.Verify(o.t.Context(), tx, nil)
		if err == nil && !report.Whole() {
			o.t.Errorf("the log is not whole: %+v", report.Findings)
		}
		return err
	})
}
