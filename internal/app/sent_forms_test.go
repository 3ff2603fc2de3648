package app

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/officer"
	"minzheng/internal/registers/person"
)

// batchSize is how many proposals a batch of the test has.
const batchSize = 2

// signedInAnew is the form that ends a session, in new ones: those before are ended.
func signedInAnew(account string) func(h *hall) (string, string) {
	return func(h *hall) (string, string) {
		for server := range h.servers {
			delete(h.browsers, fmt.Sprint(account, server))
		}
		return "/", "/sign-out"
	}
}

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
