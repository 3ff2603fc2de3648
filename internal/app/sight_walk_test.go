package app

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"minzheng/county/zhushan"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/charity"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/eldercare"
	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/person"
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
// MINZHENG_TEST_WALK=1 walks all of it on both databases, MINZHENG_TEST_WALK=part draws a part: every route, by some of the guests, on
// SQLite, and no answers are compared.
func TestNobodySeesBeyondTheirDivision(t *testing.T) {
	if os.Getenv("MINZHENG_TEST_WALK") == "" {
		t.Skip("MINZHENG_TEST_WALK=1 walks every route as everybody, MINZHENG_TEST_WALK=part a drawn part")
	}
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

// steady is a clock that all but stands still, so that two walks see the same minute.
func steady() store.Clock {
	start, ticks := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), int64(0)
	return func() time.Time { ticks++; return start.Add(time.Duration(ticks) * time.Microsecond) }
}

// openHouse opens a whole house on the books at the address.
func openHouse(t *testing.T, address string, settle func(*store.DB)) *Bureau {
	t.Helper()
	clock := steady()
	db, err := store.Open(t.Context(), address, clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	settle(db)
	log := &bytes.Buffer{}
	t.Cleanup(func() {
		if t.Failed() {
			for _, line := range strings.Split(log.String(), "\n") {
				if strings.Contains(line, "level=ERROR") {
					t.Log(line)
				}
			}
		}
	})
	return &Bureau{config: &Config{Data: t.TempDir(), process: Process{Clock: clock, Env: func(string) string { return "" }, Out: log, Err: log}}, db: db}
}

// walkedCounty is the demonstration in its smallest scale, with people in two townships, and with what nobody has done
// there yet: a request, a batch, a list that waits, a mapping, registers, editions.
func walkedCounty(t *testing.T, address string) *Bureau {
	t.Helper()
	ctx := t.Context()
	b := openHouse(t, address, func(db *store.DB) { must(t, db.Settle(ctx, zhushan.Code, true)) })
	must(t, b.furnish(ctx))
	_, err := b.demonstrate(ctx, demoCommand{Scale: "tiny"})
	must(t, err)
	prepare := access.Actor{ID: "walk-preparer-420323000000", Name: "陈静", Role: access.Preparer, Division: b.county()}
	furnishRegisters(t, b, prepare)
	furnishAffairs(t, b, prepare)
	return b
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// furnishRegisters enters what is given, built and adapted in both townships.
func furnishRegisters(t *testing.T, b *Bureau, by access.Actor) {
	t.Helper()
	ctx, day := t.Context(), month.MustDay(2026, 10, 20)
	villages := []division.Code{yingfeng, villageWithPeople(t, b, baofeng)}
	donors := []string{"贺长青商行", "蒲田农机行"}
	must(t, b.db.Write(ctx, func(tx *store.Tx) error {
		for i, at := range villages {
			_, err := b.charity.Gifts.Enter(ctx, tx, by, []charity.Gift{{Division: at.Town(), Day: day, Donor: donors[i], DonorKind: "organisation", Kind: "money", Amount: money.Yuan(300), Receipt: fmt.Sprint("鄂捐", i), Handler: []string{"刘经办", "洪司务"}[i]}})
			if err != nil {
				return err
			}
			home := eldercare.Home{Division: at.Town(), Name: []string{"杏林敬老院", "石桥福利院"}[i], Kind: "tekun", Operator: "public", Opened: month.MustDay(2020, 1, 1), Beds: 30, Source: "许可"}
			homes, err := b.eldercare.Homes.Enter(ctx, tx, by, []eldercare.Home{home})
			if err != nil {
				return err
			}
			_, err = b.eldercare.Projects.Enter(ctx, tx, by, []eldercare.Project{{Division: at.Town(), Home: homes[0], Name: []string{"杏林锅炉房", "石桥监控"}[i], Kind: "heating", Day: day, Amount: money.Yuan(9000), Fund: "县级", Source: "验收单"}})
			if err != nil {
				return err
			}
			family := familyIn(t, tx, at)
			_, err = b.eldercare.Adaptations.Enter(ctx, tx, by, []eldercare.Adaptation{{Division: at, Person: family.Members[0].Person, Household: family.ID, Works: "扶手", Day: day, Amount: money.Yuan(800), Inspector: []string{"柳验收", "康验收"}[i], Source: "验收单"}})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// furnishAffairs asks, lays out, examines and draws up.
func furnishAffairs(t *testing.T, b *Bureau, by access.Actor) {
	t.Helper()
	ctx := t.Context()
	for at, name := range map[division.Code]string{yingfeng: "舒望春", villageWithPeople(t, b, baofeng): "屈迎秋"} {
		head := family(t, b.db, at, person.Particulars{Name: name})
		var home household.Household
		must(t, b.db.Read(ctx, func(tx *store.Tx) (err error) {
			home, err = householdOf(t, tx, at, head)
			return err
		}))
		_, err := b.assistance.Submit(ctx, by, assistance.Request{Programme: "dibao", Household: home.ID, Applicant: head, Day: month.MustDay(2026, 11, 20), Channel: assistance.Visit, Authorised: true, Note: "家里有病人"})
		must(t, err)
	}
	_, err := b.benefit.Review(ctx, by, benefit.Filter{}, nil)
	must(t, err)
	for _, list := range []struct {
		name string
		kind intake.Kind
		at   division.Code
	}{{demoFamilies, intake.Families, chengguan}, {demoRoll, intake.Roll, baofeng}} {
		body, err := fs.ReadFile(b.files, list.name)
		must(t, err)
		body = slices.Clone(body)
		id, err := b.intake.Receive(ctx, by, intake.Submission{Name: "再报" + path.Base(list.name), Kind: list.kind, Division: list.at, AsOf: demoAsOf, Body: body})
		must(t, err)
		must(t, b.intake.Remember(ctx, by, id, "列对应"+string(list.at), intake.Mapping{"备注一": intake.Skipped}))
	}
	_, err = b.statistics.Prepare(ctx, by, statistics.Monthly, month.Span{From: month.Must(2026, 10), Until: month.Must(2026, 11)})
	must(t, err)
	_, err = b.statistics.Prepare(ctx, by, statistics.Work, month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)})
	must(t, err)
	must(t, b.db.Write(ctx, func(tx *store.Tx) error {
		_, err := job.Ask(ctx, tx, by, job.Order{Kind: "intake.try", About: "再报.xlsx", Subject: "f1", Path: "/intake"})
		return err
	}))
	_, err = b.backup.Make(ctx, access.System("备份", b.county()), "", nil)
	must(t, err)
	_, err = b.disbursement.Prepare(ctx, by, disbursement.Preparation{Programme: "tekun", Month: month.Must(2026, 11), Version: disbursement.Whatever})
	must(t, err)
}

// villageWithPeople is the first village of the township in which families live.
func villageWithPeople(t *testing.T, b *Bureau, town division.Code) (at division.Code) {
	t.Helper()
	must(t, b.db.Read(t.Context(), func(tx *store.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT min(division) FROM household_seat WHERE division LIKE $1 AND division <> $2`, town.Prefix()+"%", string(town)).Scan(&at)
	}))
	return at
}

// familyIn is a family of the village.
func familyIn(t *testing.T, tx *store.Tx, at division.Code) household.Household {
	t.Helper()
	var id string
	must(t, tx.QueryRow(t.Context(), `SELECT min(household) FROM household_seat WHERE division = $1`, string(at)).Scan(&id))
	h, err := household.Show(t.Context(), tx, access.Within(at), id, tx.Today())
	must(t, err)
	return h
}

// householdOf is the family of a person of the village.
func householdOf(t *testing.T, tx *store.Tx, at division.Code, head string) (h household.Household, err error) {
	t.Helper()
	var id string
	if err := tx.QueryRow(t.Context(), `SELECT household FROM household_member WHERE person = $1`, head).Scan(&id); err != nil {
		return h, err
	}
	return household.Show(t.Context(), tx, access.Within(at), id, tx.Today())
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
func (w *walk) judge(g *guest, target string, v visit) { w.judgeAsked(g, target, target, v) }

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
func (v visit) answer() string { return fmt.Sprint(v.status, " ", v.to, "\n", v.text()) }

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
	mux := w.mux(t, left)
	for _, by := range w.actors {
		if by.Division != at {
			continue
		}
		g := arrive(t, mux, by)
		for _, target := range slices.Sorted(keys(w.answers[by.ID])) {
			if w.outOfSight(by, target) || strings.HasPrefix(target, "/log") { // the log tells of the walk itself
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

func keys[K comparable, V any](m map[K]V) func(yield func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
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
