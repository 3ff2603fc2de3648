package app

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// sendEverything sends every form as everybody who may not: nothing in the books may change.
func (w *walk) sendEverything(t *testing.T) {
	t.Helper()
	before := readBooks(t, w.bureau.db).digest() // pages that were read may have been logged
	sent := 0
	senders := w.senders()
	for i, g := range w.guests {
		var log []string
		for _, r := range senders[g] {
			if r.Pattern == "POST /sign-in" || r.Pattern == "POST /sign-out" || r.Pattern == "POST /scheme" {
				continue
			}
			for _, e := range w.forbidden(g.by, r) {
				v := g.post(e.target, e.form)
				sent++
				log = append(log, fmt.Sprint(e.target, " ", v.status, " ", v.to))
				w.judgeAsked(g, e.target, e.target+" "+strings.Join(slices.Concat(slices.Collect(maps.Values(e.form))...), " "), v)
				if v.status < 300 || v.status == http.StatusSeeOther && !v.toTheDoor() {
					w.fail(g.by, e.target, fmt.Sprintf("that a form was accepted, %v: %d %s", e.form, v.status, v.to))
				}
			}
		}
		if !wholeWalk() && i < len(w.guests)-1 {
			continue // what was changed is looked for once
		}
		if found := changed(before, readBooks(t, w.bureau.db).digest()); len(found) > 0 {
			w.say("forms that %s of %s may not send changed %v; sent were:\n%s", orNobody(g.by), g.by.Division, found, strings.Join(log, "\n"))
			before = readBooks(t, w.bureau.db).digest()
		}
	}
	t.Logf("%d forms refused", sent)
}

// senders tells who sends the forms of which routes.
func (w *walk) senders() map[*guest][]web.Route {
	senders := map[*guest][]web.Route{}
	for _, r := range w.routes {
		if r.Method() == http.MethodPost {
			for _, g := range w.drawn(4) {
				senders[g] = append(senders[g], r)
			}
		}
	}
	return senders
}

// forbidden draws forms of a route that this actor may not send: any when the permission lacks, else those about what is
// out of sight.
func (w *walk) forbidden(by access.Actor, r web.Route) (chosen []errand) {
	p, asks := r.Gate.Permission()
	lacks := by.ID == "" && !r.Gate.Open() || asks && !by.Can(p)
	known := slices.Clone(w.addresses.posts[r.Pattern])
	w.random.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
	for _, e := range known {
		if len(chosen) < 2 && (lacks || w.outOfSight(by, e.target)) {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

// sendRightly sends each form as officers who may, until one is accepted, and tells of which route none was: a form that
// nobody can send proves nothing when it is refused.
func (w *walk) sendRightly(t *testing.T) {
	t.Helper()
	var never []string
	accepted, routes := 0, 0
	for _, r := range w.routes {
		if _, asks := r.Gate.Permission(); r.Method() != http.MethodPost || !asks {
			continue
		}
		routes++
		if w.someoneMay(r) {
			accepted++
		} else {
			never = append(never, r.Pattern)
		}
	}
	t.Logf("of %d routes that write, the forms of %d were accepted from those who may; of the others none was as it stood:\n%s", routes, accepted, strings.Join(never, "\n"))
	if accepted*3 < routes {
		w.say("too few forms are good ones to prove anything")
	}
}

func (w *walk) someoneMay(r web.Route) bool {
	p, _ := r.Gate.Permission()
	for _, e := range w.addresses.posts[r.Pattern] {
		for _, g := range w.guests {
			if g.by.ID == "" || g.by.Division.Level() != division.County && g.by.Role != access.TownshipOfficer || !g.by.Can(p) || w.outOfSight(g.by, e.target) {
				continue
			}
			if v := g.post(e.target, e.form); v.status == http.StatusOK || v.status == http.StatusSeeOther {
				return true
			}
		}
	}
	return false
}

// leaveOnly makes the county that is left when only one division is, and has its officers ask again what they asked.
func (w *walk) leaveOnly(t *testing.T, at division.Code, address string) (compared int) {
	t.Helper()
	m := w.books.realm(at, true)
	left := openHouse(t, address, func(db *store.DB) {
		w.books.only(t, m, w.bureau.db, db, func() {
			for _, r := range w.bureau.house().Rooms {
				must(t, db.Migrate(t.Context(), r.Name, r.Migrations))
			}
		})
	})
	left.config.Data = w.bureau.config.Data
	must(t, left.furnish(t.Context()))
	mux, told := w.mux(t, left), w.toldElsewhere()
	for _, by := range w.actors {
		if by.Division != at {
			continue
		}
		g := arrive(t, mux, by)
		for _, target := range slices.Sorted(maps.Keys(w.answers[by.ID])) {
			if w.outOfSight(by, target) || strings.HasPrefix(target, "/log") { // the log tells of the walk itself
				continue
			}
			if slices.ContainsFunc(recordID.FindAllString(target, -1), func(id string) bool { return told[id] }) {
				continue
			}
			compared++
			if was, is := w.answers[by.ID][target], g.get(target).answer(); was != is {
				w.fail(by, target, "what depends on other divisions, "+difference(was, is))
			}
		}
	}
	t.Logf("%s alone: %d answers compared", at, compared)
	return compared
}

// toldElsewhere are the lists that were told of somebody who is registered elsewhere.
func (w *walk) toldElsewhere() map[string]bool {
	lists := map[string]bool{}
	for _, answers := range w.answers {
		for target, answer := range answers {
			if strings.HasPrefix(target, "/intake/") && elsewhere.MatchString(answer) {
				lists[recordID.FindString(target)] = true
			}
		}
	}
	return lists
}

// difference shows where two texts part.
func difference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string {
		return strings.ToValidUTF8(s[max(0, min(i, len(s))-120):min(len(s), i+160)], "")
	}
	return fmt.Sprintf("in the whole county:\n%s\n--- alone:\n%s", cut(a), cut(b))
}
