package app

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
)

// The divisions whose officers walk: two townships with people, and a village in each.
const (
	chengguan = division.Code("420323100000") // 城关镇
	yingfeng  = demoVillage                   // 城关镇迎丰村
	baofeng   = division.Code("420323103000") // 宝丰镇
)

// TestNobodySeesBeyondTheirDivision walks every route of the real mux as every role from every level, and as nobody.
//
//  1. No answer shows the id, the name, the telephone of anybody out of sight, and none a whole identity number or account.
//  2. No answer depends on what is out of sight: in a county that is left with nothing but their division, officers get
//     the same answers to the letter, so that no count and no sum betrays others.
//  3. Nothing is changed by a form that is sent without permission or about a record out of sight.
//
// Routes are those of the mux, addresses and forms those that pages lead to, samples are drawn by a printed seed. A route
// that no page leads to fails the test.
//
// MINZHENG_TEST_WALK=1 (make walk) walks all of it on both databases. Else a part is drawn: every route, by some of the
// guests, on SQLite, and no answers are compared.
func TestNobodySeesBeyondTheirDivision(t *testing.T) {
	seed := rand.Uint64()
	if given, err := strconv.ParseUint(os.Getenv("MINZHENG_TEST_SEED"), 10, 64); err == nil {
		seed = given
	}
	for _, p := range walkedPlaces() {
		t.Run(p.Name, func(t *testing.T) {
			t.Logf("MINZHENG_TEST_SEED=%d", seed)
			w := newWalk(t, walkedCounty(t, p.Address(t)), rand.New(rand.NewPCG(seed, 7)), nil)
			w.findAddresses()
			w.lookEverywhere(t)
			w.sendEverything(t)
			if wholeWalk() {
				w.sendRightly(t)
			}
			for _, at := range left() {
				if n := w.leaveOnly(t, at, p.Address(t)); n < 40 {
					t.Errorf("%d answers are too few to prove anything", n)
				}
			}
			if len(w.findings) > 0 {
				t.Errorf("%d findings, as above", len(w.findings))
			}
		})
	}
}

// wholeWalk tells whether everything was asked for; it takes minutes.
func wholeWalk() bool { return os.Getenv("MINZHENG_TEST_WALK") == "1" }

// walkedPlaces are the databases that are walked: a part is walked on the first.
func walkedPlaces() []storetest.Place {
	if wholeWalk() {
		return storetest.Places()
	}
	return storetest.Places()[:1]
}

// left are the divisions that are left alone to compare answers; only the whole walk does.
func left() []division.Code {
	if wholeWalk() {
		return []division.Code{chengguan, yingfeng}
	}
	return nil
}

// drawn are the guests who walk a route: everybody, or so many, half of them below the county, who must not see all.
func (w *walk) drawn(most int) []*guest {
	if w.everybody {
		return w.guests
	}
	var local, other []*guest
	for _, i := range w.random.Perm(len(w.guests)) {
		if g := w.guests[i]; g.by.Division == chengguan || g.by.Division == yingfeng {
			local = append(local, g)
		} else {
			other = append(other, g)
		}
	}
	return append(local[:min(most/2, len(local))], other[:min(most-most/2, len(other))]...)
}

// A walk is a county with everybody who walks through it.
type walk struct {
	t         *testing.T
	bureau    *Bureau
	random    *rand.Rand
	actors    []access.Actor // the zero actor is nobody
	routes    []web.Route
	guests    []*guest
	books     *books
	secrets   secrets
	addresses *addresses
	answers   map[string]map[string]string // by actor and address: what local officers were answered
	tried     []string                     // addresses out of sight that somebody asked for: the log of readings names them
	more      func(*Bureau, *web.Mux)      // routes beside those of the house
	everybody bool                         // walks every route; else some are drawn
	wrong     map[string]bool
	findings  []string
}

func newWalk(t *testing.T, b *Bureau, random *rand.Rand, more func(*Bureau, *web.Mux)) *walk {
	t.Helper()
	w := &walk{t: t, bureau: b, random: random, answers: map[string]map[string]string{}, more: more, everybody: wholeWalk(), wrong: map[string]bool{}}
	second := villageWithPeople(t, b, baofeng)
	places := []division.Code{b.county(), chengguan, yingfeng}
	w.actors = append(w.actors, access.Actor{})
	for _, role := range access.Roles() {
		for i, at := range places {
			if at := usually(role); i != at && random.IntN(4) > 0 { // nobody is appointed there; a quarter of them walk
				continue
			}
			w.actors = append(w.actors, access.Actor{ID: fmt.Sprintf("walk-%s-%s", role, at), Name: "演示·" + role.Term(), Role: role, Division: at})
		}
	}
	for role, at := range map[access.Role]division.Code{access.TownshipOfficer: baofeng, access.VillageClerk: second} {
		w.actors = append(w.actors, access.Actor{ID: fmt.Sprintf("walk-%s-%s", role, at), Name: "演示·" + role.Term(), Role: role, Division: at})
	}
	mux := w.mux(t, b)
	w.routes = slices.DeleteFunc(mux.Routes(), func(r web.Route) bool { return strings.HasPrefix(r.Path(), frontDoor) })
	for _, by := range w.actors {
		w.guests = append(w.guests, arrive(t, mux, by))
	}
	w.books = readBooks(t, b.db)
	w.secrets = w.books.secrets(append(places, baofeng, second, ""))
	w.addresses = newAddresses(w.routes)
	return w
}

// usually is the level at which officers of the role work: 0 the county, 1 a township, 2 a village.
func usually(role access.Role) int {
	switch role {
	case access.TownshipOfficer:
		return 1
	case access.VillageClerk:
		return 2
	}
	return 0
}

// say notes a finding.
func (w *walk) say(format string, args ...any) {
	w.findings = append(w.findings, fmt.Sprintf(format, args...))
	w.t.Log(w.findings[len(w.findings)-1])
}

// sorts are what can be wrong with an answer; of each route, role and level one of a sort is said.
var sorts = []string{"a whole identity number", "a whole account", "which is not in sight", "who is not in sight", "depends on other divisions", "that a form was accepted", "the status"}

// fail says once what is wrong with a route for a kind of reader.
func (w *walk) fail(by access.Actor, target, what string) {
	sort := what
	for _, s := range sorts {
		if strings.Contains(what, s) {
			sort = s
		}
	}
	key := fmt.Sprint(w.addresses.route(http.MethodGet, target), by.Role, by.Division.Level(), sort)
	if w.wrong[key] || len(w.wrong) > 500 {
		return
	}
	w.wrong[key] = true
	w.say("%s shows %s of %s %s", target, orNobody(by), by.Division, what)
}

func orNobody(by access.Actor) string {
	if by.ID == "" {
		return "a stranger"
	}
	return string(by.Role)
}

// judge looks at one answer.
func (w *walk) judge(g *guest, target string, v visit) {
	asked := target
	if strings.HasPrefix(target, "/log/looked") {
		asked = strings.Join(w.tried, " ")
	}
	if w.outOfSight(g.by, target) {
		w.tried = append(w.tried, target)
	}
	w.judgeAsked(g, target, asked, v)
}

// judgeAsked looks at one answer, which may repeat what was asked.
func (w *walk) judgeAsked(g *guest, target, asked string, v visit) {
	if v.status >= 500 {
		w.fail(g.by, target, fmt.Sprintf("the status %d", v.status))
	}
	for _, what := range w.secrets.betrays(g.by, asked, v) {
		w.fail(g.by, target, what)
	}
}

// keep remembers what a local officer was told.
func (w *walk) keep(g *guest, target string, v visit) {
	if g.by.Division == chengguan || g.by.Division == yingfeng {
		if w.answers[g.by.ID] == nil {
			w.answers[g.by.ID] = map[string]string{}
		}
		w.answers[g.by.ID][target] = v.answer()
	}
}

// answer is all of an answer, for comparison.
func (v visit) answer() string {
	return fmt.Sprint(v.status, " ", v.to, "\n", blanks.ReplaceAllString(traces.ReplaceAllString(v.text(), ""), "\n"))
}

// findAddresses has officers who see much go wherever pages lead.
func (w *walk) findAddresses() {
	starts := []string{"/"}
	for _, r := range w.routes {
		if r.Method() == http.MethodGet && !strings.Contains(r.Path(), "{") {
			starts = append(starts, r.Path())
		}
	}
	for _, l := range w.sample("person_person", 6) {
		starts = append(starts, "/person/"+l.of("id"))
	}
	for _, l := range w.sample("benefit_batch", 1) {
		starts = append(starts, "/benefit/batches/"+l.of("id"))
	}
	for _, l := range w.sample("job_job", 1) {
		starts = append(starts, "/jobs/"+l.of("id"))
	}
	for _, l := range w.sample("person_death", 6) {
		for k := range w.books.all("person_number") {
			if k.of("number") == l.of("number") {
				starts = append(starts, "/person/"+k.of("person"))
			}
		}
	}
	if !wholeWalk() {
		w.crawl(starts, map[string]int{}) // what one has opened nobody opens again; it may miss rare pages
	}
	if wholeWalk() || len(w.addresses.complete()) > 0 {
		w.crawl(starts, nil)
	}
	w.addresses.keep("/person/"+w.sample("person_person", 1)[0].of("id")+"/deaths/"+w.sample("person_death", 1)[0].of("id")+"/retraction", url.Values{"reason": {"本人健在"}})
	if missing := w.addresses.complete(); len(missing) > 0 {
		w.say("nobody walks these routes, because no page leads to them; let a page lead there, or let the county of this test have such a record:\n%s", strings.Join(missing, "\n"))
	}
}

// crawl has officers who see much open what the starts lead to; together what they have opened, each alone when that is nil.
func (w *walk) crawl(starts []string, together map[string]int) {
	for _, g := range w.guests {
		level := g.by.Division.Level()
		if g.by.ID == "" || level == division.County == (g.by.Role == access.VillageClerk || g.by.Role == access.TownshipOfficer) {
			continue
		}
		most := 1
		if g.by.Role == access.Preparer || g.by.Role == access.TownshipOfficer {
			most = 3
		}
		opened := map[string]int{}
		if together != nil {
			most, opened = 2, together
		}
		w.addresses.crawl(g, starts, most, opened, w.random, func(target string, v visit) { w.judge(g, target, v); w.keep(g, target, v) })
	}
}

// sample draws some rows of a table.
func (w *walk) sample(table string, n int) (lines []line) {
	for l := range w.books.all(table) {
		lines = append(lines, l)
	}
	w.random.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return lines[:min(n, len(lines))]
}

// lookEverywhere opens every route as everybody: addresses out of sight, and addresses in sight.
func (w *walk) lookEverywhere(t *testing.T) {
	t.Helper()
	asked, answered, walked := 0, 0, map[*guest]bool{}
	for _, r := range w.routes {
		if r.Method() != http.MethodGet {
			continue
		}
		for _, g := range w.drawn(4) {
			walked[g] = true
			for _, target := range w.choose(g.by, w.addresses.gets[r.Pattern]) {
				v := g.get(target)
				asked++
				if v.status == http.StatusOK {
					answered++
				}
				w.judge(g, target, v)
				w.keep(g, target, v)
				if g.by.ID == "" && !r.Gate.Open() && !v.toTheDoor() {
					w.say("%s answers a stranger with %d", target, v.status)
				}
				if p, asks := r.Gate.Permission(); asks && g.by.ID != "" && !g.by.Can(p) && v.status != http.StatusForbidden {
					w.say("%s answers %s, who has no permission %s, with %d", target, g.by.Role, p.Name, v.status)
				}
			}
		}
	}
	for _, g := range w.guests {
		if !walked[g] {
			w.say("%s of %s walked nowhere", orNobody(g.by), g.by.Division)
		}
	}
	gets := 0
	for _, r := range w.routes {
		if r.Method() == http.MethodGet {
			gets++
		}
	}
	t.Logf("%d routes, %d of them read: %d addresses known, asked %d times by %d people, answered %d", len(w.routes), gets, len(w.addresses.everywhere()), asked, len(w.guests), answered)
}

// choose draws some addresses of a route: one that names what is out of sight, and one that does not.
func (w *walk) choose(by access.Actor, targets []string) (chosen []string) {
	targets = slices.Clone(targets)
	w.random.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	inside, outside := 0, 0
	for _, target := range targets {
		count := &inside
		if w.outOfSight(by, target) {
			count = &outside
		}
		if *count < 1 {
			*count++
			chosen = append(chosen, target)
		}
	}
	return chosen
}

// outOfSight tells whether an address or a form names a record that is not in sight.
func (w *walk) outOfSight(by access.Actor, text string) bool {
	others := w.secrets.strangers[by.Division]
	return slices.ContainsFunc(recordID.FindAllString(text, -1), func(id string) bool { return others.ids[id] != "" })
}
