package app

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"minzheng/internal/engine/store/storetest"
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
		"/sign-out":                   {guard: again, by: "town01", ready: signedInAnew("town01")},
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
