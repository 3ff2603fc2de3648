package app

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/officer"
	"minzheng/internal/registers/person"
)

// A guard is what keeps an act from being done twice. Every form of a page carries a token, and what was sent with it is
// known in the act's transaction (store.Begin): the same form again leads where the first one led. The guards say what
// happens to two forms of two people.
type guard string

const (
	state guard = "state" // the state or the version of the record, under its lock: one does it, who comes after is told
	lands guard = "lands" // a natural key: who comes after gets what is there
	each  guard = "each"  // each form is an act of its own: two people may enter two that look alike
	again guard = "again" // no act in the books, or one that may be repeated: what is asked for is given each time
)

// A posting is one route that is POSTed: how it is guarded, and how to come to its form.
type posting struct {
	guard  guard
	by     string                                   // account; empty: prepare01
	ready  func(h *hall) (page, action string)      // makes what the form is about
	fields func(h *hall, action string) []string    // name, value, filled in over what the page shows
	file   func(h *hall) (name string, body []byte) // for the field "file"
	books  string                                   // table whose rows are the acts; empty: the log
	proof  string                                   // the test that shows it, where it cannot be shown here
}

func at(page string) func(*hall) (string, string) {
	return func(*hall) (string, string) { return page, page }
}

func with(fields ...string) func(*hall, string) []string {
	return func(*hall, string) []string { return fields }
}

// postings is every route that is POSTed.
func postings() map[string]posting {
	all := map[string]posting{
		"/scheme":                     {guard: again, ready: at2("/", "/scheme"), fields: with("scheme", "dark")},
		"/find":                       {guard: again, ready: at2("/", "/find"), fields: with("q", "李")},
		"/sign-in":                    {guard: again, proof: "officer.TestManyGuessesAtOnceDoNotPassTheCount"},
		"/sign-out":                   {guard: again, proof: "web.TestSignOut"},
		"/password":                   {guard: state, proof: "officer.TestPasswordChangedOnceAtATime"},
		"/checkup":                    {guard: lands, by: "admin01", ready: idle("/checkup"), books: "job_job"},
		"/backup":                     {guard: lands, by: "admin01", ready: idle("/backup"), books: "job_job"},
		"/backup/{id}/drill":          {guard: lands, by: "admin01", ready: madeBackup, books: "job_job"},
		"/officer":                    {guard: state, by: "admin01", ready: at2("/officer/new", "/officer"), fields: newOfficer, books: "officer_officer"},
		"/officer/{id}/password":      {guard: again, by: "admin01", ready: anOfficer("password")},
		"/officer/{id}/ending":        {guard: state, by: "admin01", ready: anOfficer("ending"), fields: with("reason", "调离"), books: "officer_ending"},
		"/person":                     {guard: each, ready: at2("/person/new", "/person"), fields: newPerson, books: "person_name"},
		"/person/{id}/correction":     {guard: state, ready: aPerson("/correction"), fields: newPhone},
		"/person/{id}/unmasking":      {guard: again, ready: aNumbered, fields: with("reason", "核对银行开户信息")},
		"/household":                  {guard: state, ready: at2("/household/new", "/household"), fields: newHousehold, books: "household_seat"},
		"/household/{id}/joining":     {guard: state, ready: aHousehold("/joining"), fields: newMember},
		"/intake":                     {guard: each, ready: at2("/intake/new", "/intake"), fields: with("kind", "deaths", "division", "420323103000"), file: deaths, books: "intake_file"},
		"/intake/{id}/marked":         {guard: again, ready: aFile("marked", false)},
		"/intake/{id}/taking":         {guard: state, ready: aFile("taking", false), books: "intake_taking"},
		"/intake/{id}/undoing":        {guard: state, ready: aFile("undoing", true), fields: with("reason", "报错了月份"), books: "intake_undoing"},
		"/intake/{id}/trial":          {guard: lands, ready: aFile("trial", false), books: "job_job"},
		"/intake/{id}/mapping":        {guard: each, proof: "intake.TestRemember"},
		"/intake/mapping/{id}/name":   {guard: state, proof: "intake.TestRemember"},
		"/intake/mapping/{id}/forget": {guard: state, proof: "intake.TestRemember"},
		"/rollcheck":                  {guard: each, ready: at("/rollcheck"), books: "rollcheck_run"},
		"/rollcheck/files":            {guard: again, ready: at("/rollcheck/files"), file: deaths},
		"/statistics/wording":         {guard: state, ready: at("/statistics/wording"), fields: newWording, books: "statistics_wording"},
		"/statistics/editions":        {guard: lands, ready: at("/statistics/editions"), fields: nextMonth, books: "statistics_edition"},
		"/disbursement":               {guard: state, ready: aRoster(""), books: "disbursement_edition"},
		"/assistance/requests":        {guard: state, ready: anAsking, fields: with("applicant", "*", "authorised", "1"), books: "assistance_request"},
		"/benefit/runs":               {guard: each, ready: at2("/benefit/proposals?month=2026-11", "/benefit/runs"), fields: with("month", "2026-11")},
		"/benefit/batches":            {guard: each, ready: at2("/benefit/proposals?month=2026-11", "/benefit/batches"), fields: with("which", "all"), books: "benefit_batch"},

		"/person/{id}/deaths/{death}/retraction":    {guard: state, ready: aNotice, fields: with("reason", "本人在世")},
		"/circumstance/{household}/correction":      {guard: state, ready: aCircumstance, fields: newSum("amount")},
		"/circumstance/{household}/declaration":     {guard: state, ready: aDeclaration, fields: newSum("income.wage.amount")},
		"/household/{id}/member/{person}/kinship":   {guard: state, ready: aMember("kinship"), fields: with("relation", "sibling", "reason", "户口簿")},
		"/household/{id}/member/{person}/absence":   {guard: state, ready: aMember("absence"), fields: with("presence", "away", "where", "十堰", "reason", "来电")},
		"/household/{id}/member/{person}/leaving":   {guard: state, ready: aMember("leaving"), fields: with("reason", "分户")},
		"/benefit/proposals/{id}/confirmation":      {guard: state, ready: aProposal("confirmation"), books: "benefit_closing"},
		"/benefit/proposals/{id}/setaside":          {guard: state, ready: aProposal("setaside"), fields: with("reason", "待入户核实"), books: "benefit_closing"},
		"/benefit/batches/{id}/confirmation":        {guard: state, ready: aBatch, books: "benefit_closing"},
		"/benefit/awards/{id}/payee":                {guard: state, ready: anAward, fields: newAccount},
		"/benefit/households/{id}/class":            {guard: state, ready: aClass, fields: newClass},
		"/rollcheck/{run}/{serial}/verdict":         {guard: state, ready: aFinding, fields: with("outcome", "wrong", "reason", "到户见到本人"), books: "rollcheck_verdict"},
		"/statistics/editions/{id}/review":          {guard: state, by: "review01", ready: anEdition("review"), books: "statistics_review"},
		"/statistics/editions/{id}/return":          {guard: state, by: "review01", ready: anEdition("return"), fields: with("reason", "请核对"), books: "statistics_return"},
		"/statistics/editions/{id}/signature":       {guard: state, by: "sign01", ready: anEdition("signature"), books: "statistics_signature"},
		"/disbursement/{id}/lines/{serial}/hold":    {guard: state, ready: aLine("hold"), fields: with("reason", "账户待核实"), books: "disbursement_hold"},
		"/disbursement/{id}/lines/{serial}/release": {guard: state, ready: aLine("release"), books: "disbursement_release"},
		"/disbursement/{id}/submission":             {guard: state, ready: aRoster("submission"), books: "disbursement_submission"},
		"/disbursement/{id}/review":                 {guard: state, by: "review01", ready: aRoster("review"), books: "disbursement_review"},
		"/disbursement/{id}/return":                 {guard: state, by: "review01", ready: aRoster("return"), fields: with("reason", "请核对"), books: "disbursement_return"},
		"/disbursement/{id}/signature":              {guard: state, by: "sign01", ready: aRoster("signature"), books: "disbursement_signature"},
		"/disbursement/{id}/export":                 {guard: again, ready: aRoster("export"), fields: with("reason", "送财政")},
		"/assistance/requests/{id}/withdrawal":      {guard: state, ready: aRequest, fields: with("reason", "自愿撤回"), books: "assistance_withdrawal"},
	}
	register(all, "/charity/gifts", with("donor", "匿名", "donor_kind", "*", "day", "2026-11-01", "kind", "*", "amount", "100", "goods", "大米十袋", "division", "竹山县", "handler", "王芳", "waived", "1"), "note")
	register(all, "/eldercare/homes", newHome, "source")
	register(all, "/eldercare/projects", with("name", "护理型床位改造", "home", "*", "kind", "*", "day", "2026-10-01", "amount", "5000", "fund", "省级福彩公益金", "source", "验收单"), "source")
	register(all, "/eldercare/adaptations", newAdaptation, "source")
	register(all, "/deliberation/councils", newCouncil, "source")
	register(all, "/deliberation/meetings", newMeeting, "source")
	return all
}

// register adds the three routes of a small register, whose correction changes one field.
func register(all map[string]posting, path string, fields func(*hall, string) []string, changed string) {
	table := strings.NewReplacer("/", "_", "gifts", "gift", "homes", "home", "projects", "project", "adaptations", "adaptation",
		"councils", "council", "meetings", "meeting").Replace(path[1:])
	entered := func(act string) func(h *hall) (string, string) {
		return func(h *hall) (string, string) {
			b := h.browser("prepare01", 0)
			a := b.send(h.form(b, path+"/new", path, fields(h, path)))
			if a.status != http.StatusSeeOther {
				h.t.Fatalf("%s: %d %s", path, a.status, a.text())
			}
			return a.to + act, a.to + act
		}
	}
	all[path] = posting{guard: each, ready: at2(path+"/new", path), fields: fields, books: table}
	if path == "/deliberation/councils" {
		p := all[path]
		p.guard = state // one to a village
		all[path] = p
	}
	all[path+"/{id}/correction"] = posting{guard: state, ready: entered("/correction"), fields: with(changed, "按原件更正", "reason", "与原件核对"), books: table}
	all[path+"/{id}/strike"] = posting{guard: state, ready: entered("/strike"), fields: with("reason", "重复登记"), books: table}
}

func at2(page, action string) func(*hall) (string, string) {
	return func(*hall) (string, string) { return page, action }
}

// TestEveryFormSentTwice walks all routes that are POSTed: the filled-in form is sent, and sent again; then it is sent at
// once through two servers, beside the form that another has open. The books hold the act once, or once for each form
// where that is meant, and nobody meets an error of the program.
func TestEveryFormSentTwice(t *testing.T) {
	for _, p := range storetest.Places() {
		t.Run(p.Name, func(t *testing.T) {
			h := openHall(t, p.Address(t))
			mux, err := h.b.handler(t.Context())
			h.must(err)
			all := postings()
			var routes []string
			for _, r := range mux.Routes() {
				if r.Method() == http.MethodPost {
					routes = append(routes, r.Path())
				}
			}
			for path := range all {
				if !slices.Contains(routes, path) {
					t.Errorf("%s is in the table and is no route", path)
				}
			}
			slices.SortStableFunc(routes, func(a, b string) int { return late(a) - late(b) })
			for _, path := range routes {
				p, ok := all[path]
				if !ok {
					t.Errorf("POST %s is not in the table: say how it is kept from being done twice", path)
					continue
				}
				if p.proof == "" {
					t.Run(path, func(t *testing.T) {
						h.t = t
						h.twice(p)
						h.atOnce(p)
					})
				}
			}
			h.t = t
			if got := h.one(`SELECT count(*) FROM audit_entry`, 1)[0]; got == "0" {
				t.Error("the log is empty")
			}
		})
	}
}

// late puts what ends things behind what needs them.
func late(path string) int {
	for i, end := range []string{"/benefit/batches/{id}/confirmation", "/disbursement/{id}/export", "/disbursement/{id}/signature"} {
		if path == end {
			return i + 1
		}
	}
	return 0
}

func (p posting) account() string {
	if p.by == "" {
		return "prepare01"
	}
	return p.by
}

// filled comes to the form in a browser and fills it in.
func (h *hall) filled(p posting, b *browser, page, action string, fields []string) *sent {
	s := h.form(b, page, action, fields)
	if p.file != nil {
		s.name, s.file = p.file(h)
	}
	return s
}

func (p posting) given(h *hall, action string) []string {
	if p.fields == nil {
		return nil
	}
	return p.fields(h, action)
}

func (p posting) table() string {
	if p.books == "" {
		return "audit_entry"
	}
	return p.books
}

// twice sends a form, and then the same again: as a double click does, a browser that repeats, a page loaded anew.
func (h *hall) twice(p posting) {
	h.t.Helper()
	page, action := p.ready(h)
	b := h.browser(p.account(), 0)
	s := h.filled(p, b, page, action, p.given(h, action))
	before := h.counts()
	first := b.send(s)
	if first.status >= 400 {
		h.t.Fatalf("%s: %d %s", action, first.status, first.text())
	}
	done := h.counts()
	if n := more(before, done)[p.table()]; n == 0 && p.guard != again {
		h.t.Fatalf("nothing was done: %s", first.text())
	}
	second := b.send(s)
	if second.status >= 500 {
		h.t.Errorf("the second time: %d %s", second.status, second.text())
	}
	if p.guard == again {
		if second.status != first.status {
			h.t.Errorf("answered %d, then %d", first.status, second.status)
		}
		return
	}
	if grown := more(done, h.counts()); len(grown) > 0 {
		h.t.Errorf("the second time wrote %v", grown)
	}
	if first.status == http.StatusSeeOther && (second.status != first.status || second.to != first.to) {
		h.t.Errorf("led to %s, then %d %s: %s", first.to, second.status, second.to, second.text())
	}
}

// atOnce sends a form through both servers at the same moment, beside the form that somebody else has open.
func (h *hall) atOnce(p posting) {
	h.t.Helper()
	page, action := p.ready(h)
	b, other := h.browser(p.account(), 0), h.browser(p.account(), 1)
	fields := p.given(h, action)
	s, own := h.filled(p, b, page, action, fields), h.filled(p, other, page, action, fields)
	before := h.counts()
	gate, answers := make(chan struct{}), make([]answered, 3)
	var all sync.WaitGroup
	for i, send := range []func() answered{
		func() answered { return b.send(s) }, func() answered { return other.send(s) }, func() answered { return other.send(own) },
	} {
		all.Go(func() { <-gate; answers[i] = send() })
	}
	close(gate)
	all.Wait()
	for i, a := range answers {
		if a.status >= 500 || strings.Contains(a.text(), "系统出了差错") {
			h.t.Errorf("answer %d: %d %s", i, a.status, a.text())
		}
	}
	grown := more(before, h.counts())
	n, log := grown[p.table()], grown["audit_entry"]
	switch {
	case p.guard == again:
	case n == 0:
		h.t.Errorf("nobody did it: %s", answers[0].text())
	case p.guard == each && p.books != "" && n != 2 || p.guard != each && p.books != "" && log > 2*n && n > 0 && !h.usual(p, n):
		h.t.Errorf("two forms did it %d times, the log grew by %d", n, log)
	case p.guard != each && !h.usual(p, n):
		h.t.Errorf("done %d times: %v", n, grown)
	}
}

// usual tells whether one act writes so many rows of its table.
func (h *hall) usual(p posting, n int) bool {
	switch p.books {
	case "benefit_closing": // a batch closes all of its own
		return n == 1 || n == batchSize
	}
	return n == 1
}

// batchSize is how many proposals a batch of the test has.
const batchSize = 2

// idle is a page whose work was done that was asked for before.
func idle(page string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		h.write(func(tx *store.Tx) error {
			_, err := tx.Exec(h.t.Context(), `UPDATE job_job SET state = 'done'`)
			return err
		})
		return page, page
	}
}

func madeBackup(h *hall) (string, string) {
	if h.backup == "" {
		m, err := h.b.backup.Make(h.t.Context(), h.actor("admin01"), "", nil)
		h.must(err)
		h.backup = m.ID
	}
	page, _ := idle("/backup/" + h.backup)(h)
	return page, page + "/drill"
}

func newOfficer(h *hall, _ string) []string {
	h.n++
	return []string{"name", "王芳", "sign_in", fmt.Sprint("wangf", h.n), "role", string(access.TownshipOfficer), "division", "420323103000"}
}

func anOfficer(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		h.n++
		id, _, err := h.b.officer.Appoint(h.t.Context(), h.actor("admin01"), officer.Appointment{
			Name: "李明", SignIn: fmt.Sprint("liming", h.n), Role: access.TownshipOfficer, Division: "420323103000",
		})
		h.must(err)
		return "/officer/" + id + "/" + act, "/officer/" + id + "/" + act
	}
}

func newPerson(h *hall, _ string) []string {
	return []string{"name", h.next("赵"), "birth", "1960-01-01", "sex", "female", "place", "铧厂村", "source", "户口簿"}
}

// someHome registers a household of two and gives it with its members.
func (h *hall) someHome() household.Household {
	h.t.Helper()
	by := h.actor("prepare01")
	seat := household.Seat{Division: huachang, Address: "3组"}
	number := idcard.Mint(idcard.DemoArea, 1950, 1+h.n%12, 1+h.n/12%28, 501+h.n)
	h.n++
	id, err := h.b.household.Found(h.t.Context(), by, household.Founding{
		Seat: seat, Head: person.Particulars{Name: h.next("钱"), Number: number}, From: month.MustDay(2026, 10, 1), Reason: "户口簿",
	})
	h.must(err)
	h.must(h.b.household.MoveIn(h.t.Context(), by, household.Joining{
		Household: id, Person: person.Particulars{Name: h.next("孙"), Birth: month.MustDay(1990, 2, 3)}, Relation: household.Child, From: month.MustDay(2026, 10, 1), Reason: "户口簿",
	}))
	var home household.Household
	h.read(func(tx *store.Tx) (err error) {
		home, err = household.Show(h.t.Context(), tx, access.Within(theCounty), id, tx.Today())
		return err
	})
	return home
}

func aPerson(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		path := "/person/" + h.someHome().Members[0].Person + act
		return path, path
	}
}

func aNumbered(h *hall) (string, string) {
	page := "/person/" + h.someHome().Members[0].Person
	return page, page + "/unmasking"
}

func newPhone(h *hall, _ string) []string {
	h.n++
	return []string{"phone", fmt.Sprint("1390000", 1000+h.n), "reason", "来电更正", "source", "来电"}
}

func aNotice(h *hall) (string, string) {
	m := h.someHome().Members[0]
	h.write(func(tx *store.Tx) error {
		_, err := person.RecordDeaths(h.t.Context(), event.NewBus(), tx, h.actor("prepare01"), []person.Death{{
			Name: m.Name, Number: m.Number, Day: month.MustDay(2026, 11, 1), Division: huachang, From: "派出所", Source: "intake:1",
		}})
		return err
	})
	id := h.one(`SELECT id FROM person_death WHERE name = $1`, 1, m.Name)[0]
	return "/person/" + m.Person, "/person/" + m.Person + "/deaths/" + id + "/retraction"
}

func newHousehold(h *hall, _ string) []string {
	return []string{"name", h.next("吴"), "birth", "1961-03-04", "place", "铧厂村", "reason", "户口簿"}
}

func aHousehold(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		path := "/household/" + h.someHome().ID + act
		return path, path
	}
}

func newMember(h *hall, _ string) []string {
	return []string{"name", h.next("郑"), "birth", "2001-05-06", "relation", "child", "reason", "户口簿"}
}

func aMember(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		home := h.someHome()
		path := "/household/" + home.ID + "/member/" + home.Members[1].Person + "/" + act
		return path, path
	}
}

func aCircumstance(h *hall) (string, string) {
	home := h.someHome()
	path := "/circumstance/" + home.ID + "/correction"
	return path + "?subject=" + home.Members[1].Person + "&kind=" + string(circumstance.Wage), path
}

func aDeclaration(h *hall) (string, string) {
	home := h.someHome()
	path := "/circumstance/" + home.ID + "/declaration"
	return path + "?person=" + home.Members[1].Person, path
}

func newSum(field string) func(h *hall, _ string) []string {
	return func(h *hall, _ string) []string {
		h.n++
		return []string{field, strconv.Itoa(900 + h.n), "origin", "declared", "reason", "入户"}
	}
}

func deaths(h *hall) (string, []byte) {
	h.n++
	return "死亡人员.csv", fmt.Appendf(nil, "姓名,公民身份号码,死亡日期,备注\n%s,,2026-10-%02d,第%d次\n", "周福", 1+h.n%28, h.n)
}

// aFile receives a list of families of two, taken in where that is wanted.
func aFile(act string, taken bool) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		h.n++
		var list strings.Builder
		list.WriteString("户编号,户主姓名,姓名,与户主关系,公民身份号码,村（社区）\n")
		for i := range 2 {
			number := idcard.Mint(idcard.DemoArea, 1970+i, 1+h.n%12, 1+h.n/12%28, 301+h.n)
			name := h.next("冯")
			fmt.Fprintf(&list, "%d,%s,%s,户主,%s,铧厂村\n", 9000+10*h.n+i, name, name, number.Full())
		}
		by := h.actor("prepare01")
		id, err := h.b.intake.Receive(h.t.Context(), by, intake.Submission{
			Name: fmt.Sprintf("家庭情况表-%d.csv", h.n), Kind: intake.Families, Division: "420323103000", AsOf: demoAsOf, Body: []byte(list.String()),
		})
		h.must(err)
		if taken {
			_, _, err := h.b.intake.TakeIn(h.t.Context(), by, id, true, "")
			h.must(err)
		}
		return "/intake/" + id, "/intake/" + id + "/" + act
	}
}

func newWording(h *hall, _ string) []string {
	return []string{"text", "+" + h.next("下一步")}
}

func nextMonth(h *hall, _ string) []string {
	h.n++
	return []string{"kind", "monthly", "month", month.Must(2025, 1).Add(h.n % 20).String()}
}

func anEdition(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		h.n++
		m := month.Must(2021, 1).Add(h.n % 40)
		e, err := h.b.statistics.Prepare(h.t.Context(), h.actor("prepare01"), statistics.Monthly, month.Span{From: m, Until: m.Next()})
		h.must(err)
		if act == "signature" {
			h.must(h.b.statistics.Review(h.t.Context(), h.actor("review01"), e.ID))
		}
		return "/statistics/editions/" + e.ID, "/statistics/editions/" + e.ID + "/" + act
	}
}

// roster is the last roster, or once that is signed the one after it, brought to where the act is the next.
func (h *hall) roster(act string) disbursement.Roster {
	h.t.Helper()
	ctx, d, preparer := h.t.Context(), h.b.disbursement, h.actor("prepare01")
	last := h.one(`SELECT r.id, r.month, (SELECT count(*) FROM disbursement_signature s WHERE s.roster = r.id) FROM disbursement_roster r ORDER BY r.month DESC LIMIT 1`, 3)
	if act == "export" {
		return disbursement.Roster{ID: last[0]}
	}
	m, err := month.Parse(last[1])
	h.must(err)
	if last[2] == "1" {
		m = m.Next()
	} else {
		h.sendBack(last[0])
	}
	draft := func() disbursement.Roster {
		r, err := d.Prepare(ctx, preparer, disbursement.Preparation{Programme: demoProgramme, Month: m, Version: disbursement.Whatever})
		h.must(err)
		return r
	}
	r := draft()
	if act == "" || act == "hold" || act == "release" {
		return r
	}
	version := r.Version()
	refused := d.Submit(ctx, preparer, r.ID, version)
	if refused == nil && act == "submission" {
		h.sendBack(r.ID)
		return draft()
	}
	if refused != nil {
		version = h.holdAll(r, version, refused)
		if act == "submission" {
			return r
		}
		h.must(d.Submit(ctx, preparer, r.ID, version))
	}
	if act == "signature" {
		h.must(d.Pass(ctx, h.actor("review01"), r.ID, version+1))
	}
	return r
}

// holdAll holds the lines that stand in the way of a submission.
func (h *hall) holdAll(r disbursement.Roster, version int, refused error) int {
	h.t.Helper()
	for _, f := range fault.Fields(refused) {
		serial, ok := strings.CutPrefix(f.Field, "line-")
		if !ok {
			h.t.Fatal(refused)
		}
		n, err := strconv.Atoi(serial)
		h.must(err)
		h.must(h.b.disbursement.Hold(h.t.Context(), h.actor("prepare01"), r.ID, version, n, "账户待核实"))
		version++
	}
	return version
}

// sendBack returns a roster that waits for somebody.
func (h *hall) sendBack(roster string) {
	h.t.Helper()
	page := "/disbursement/" + roster
	b := h.browser("review01", 0)
	if !strings.Contains(string(b.get(page).body), page+"/return\"") {
		return
	}
	if a := b.send(h.form(b, page, page+"/return", []string{"reason", "再来一次"})); a.status != http.StatusSeeOther {
		h.t.Fatalf("%d %s", a.status, a.text())
	}
}

func aRoster(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		page := "/disbursement/" + h.roster(act).ID
		switch act {
		case "":
			return page, "/disbursement"
		case "export":
			return page + "/export", page + "/export"
		}
		return page, page + "/" + act
	}
}

func aLine(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		r := h.roster(act)
		free := h.one(`SELECT min(l.serial) FROM disbursement_line l WHERE l.roster = $1 AND l.edition = $2 AND NOT EXISTS (SELECT 1 FROM disbursement_hold x
			WHERE x.roster = l.roster AND x.edition = l.edition AND x.serial = l.serial)`, 1, r.ID, r.Edition())[0]
		if act == "release" {
			serial, _ := strconv.Atoi(free)
			h.must(h.b.disbursement.Hold(h.t.Context(), h.actor("prepare01"), r.ID, r.Version(), serial, "账户待核实"))
		}
		page := "/disbursement/" + r.ID + "/lines/" + free
		return page, page + "/" + act
	}
}

func anAsking(h *hall) (string, string) {
	return "/assistance/requests/new?household=" + h.someHome().ID, "/assistance/requests"
}

func aRequest(h *hall) (string, string) {
	home := h.someHome()
	id, err := h.b.assistance.Submit(h.t.Context(), h.actor("prepare01"), assistance.Request{
		Programme: demoProgramme, Household: home.ID, Applicant: home.Members[0].Person, Day: month.MustDay(2026, 11, 20), Channel: assistance.Visit, Authorised: true,
	})
	h.must(err)
	return "/assistance/requests/" + id, "/assistance/requests/" + id + "/withdrawal"
}

// open are proposals that can be confirmed.
func (h *hall) open() []benefit.Proposal {
	h.t.Helper()
	var found []benefit.Proposal
	h.read(func(tx *store.Tx) error {
		all, err := benefit.Proposals(h.t.Context(), tx, access.Within(theCounty), benefit.Filter{Month: demoMonth, State: benefit.StateOpen})
		for _, p := range all {
			if p.Confirmable() {
				found = append(found, p)
			}
		}
		return err
	})
	return found
}

func aProposal(act string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		page := "/benefit/proposals/" + h.open()[0].ID
		return page, page + "/" + act
	}
}

func aBatch(h *hall) (string, string) {
	var ids []string
	for _, p := range h.open()[:batchSize] {
		ids = append(ids, p.ID)
	}
	batch, err := h.b.benefit.Review(h.t.Context(), h.actor("prepare01"), benefit.Filter{Month: demoMonth}, ids)
	h.must(err)
	return "/benefit/batches/" + batch.ID, "/benefit/batches/" + batch.ID + "/confirmation"
}

func anAward(h *hall) (string, string) {
	h.n++
	id := h.one(`SELECT id FROM benefit_award ORDER BY id LIMIT 1 OFFSET `+strconv.Itoa(h.n%20), 1)[0]
	return "/benefit/awards/" + id + "/payee", "/benefit/awards/" + id + "/payee"
}

func newAccount(h *hall, _ string) []string {
	h.n++
	return []string{"kind", "household", "name", "李四", "account", fmt.Sprint(6222000011110000 + h.n), "reason", "原卡挂失", "from", "2026-11-23"}
}

func aClass(h *hall) (string, string) {
	path := "/benefit/households/" + h.someHome().ID + "/class"
	return path, path
}

func newClass(h *hall, _ string) []string {
	return []string{"class", "urban", "reason", h.next("整户进城")}
}

func aFinding(h *hall) (string, string) {
	run, err := h.b.rollcheck.Examine(h.t.Context(), h.actor("prepare01"), theCounty, demoMonth)
	h.must(err)
	h.n++
	page := fmt.Sprintf("/rollcheck/%s/%d", run.ID, 1+h.n%max(1, run.Findings))
	return page, page + "/verdict"
}

// villages are handed out one after another.
func (h *hall) village() string {
	h.n++
	return h.one(`SELECT code FROM place_division WHERE code LIKE '420323103%' AND code <> '420323103000' ORDER BY code LIMIT 1 OFFSET `+strconv.Itoa(h.n%12), 1)[0]
}

func newHome(h *hall, _ string) []string {
	return []string{"name", h.next("福利院"), "kind", "*", "operator", "*", "division", "宝丰镇", "opened", "2020-01-01", "beds", "20", "source", "备案回执"}
}

func newAdaptation(h *hall, _ string) []string {
	m := h.someHome().Members[0]
	return []string{"person", m.Number.Full(), "works", "卫生间扶手", "day", "2026-10-10", "amount", "800", "inspector", "王芳", "source", "验收单"}
}

func newCouncil(h *hall, _ string) []string {
	return []string{"name", h.next("议事协商委员会"), "division", h.village(), "founded", "2024-01-01", "chair", "王芳", "members", "9", "source", "批复"}
}

func newMeeting(h *hall, _ string) []string {
	at := h.one(`SELECT coalesce(max(division), '') FROM deliberation_council WHERE struck = 0 AND known_until = $1`, 1, store.KnownForever)[0]
	return []string{"topic", h.next("路灯"), "division", at, "day", "2026-10-20", "category", "*", "channel", "*", "present", "5", "recorder", "王芳", "source", "会议记录"}
}
