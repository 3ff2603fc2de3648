package disbursement

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

func (d *Disbursement) routes(m *web.Mux) {
	m.Handle("GET /disbursement", web.Needs(Read), d.index, web.ShowsNobody)
	m.Handle("POST /disbursement", web.Needs(Preparing), d.draftPage, web.Patient)
	m.Handle("GET /disbursement/{id}", web.Needs(Read), d.show)
	m.Handle("GET /disbursement/{id}/print", web.Needs(Read), d.print)
	m.Handle("GET /disbursement/{id}/changes", web.Needs(Read), d.changesPage)
	m.Handle("GET /disbursement/{id}/tables/{file}", web.Needs(Read), d.tableFile, web.Patient)
	m.Handle("GET /disbursement/{id}/lines/{serial}", web.Needs(Read), d.linePage)
	m.Handle("POST /disbursement/{id}/lines/{serial}/hold", web.Needs(Preparing), d.holdLine)
	m.Handle("POST /disbursement/{id}/lines/{serial}/release", web.Needs(Preparing), d.releaseLine)
	m.Handle("POST /disbursement/{id}/submission", web.Needs(Preparing), d.submitPage, web.Patient)
	m.Handle("POST /disbursement/{id}/review", web.Needs(Reviewing), d.passPage)
	m.Handle("POST /disbursement/{id}/return", web.Needs(Read), d.returnPage)
	m.Handle("POST /disbursement/{id}/signature", web.Needs(Signing), d.signPage, web.Patient)
	m.Handle("GET /disbursement/{id}/export", web.Needs(Exporting), d.exportBlank)
	m.Handle("POST /disbursement/{id}/export", web.Needs(Exporting), d.exportFile, web.Patient)
	m.Handle("GET /disbursement/{id}/verification", web.Needs(Read), d.verificationPage, web.Patient)
}

// A listing is one roster in the list of months.
type listing struct {
	Roster
	Paid Figures // of the lines in sight
	Held int64
}

// indexView is the page of months.
type indexView struct {
	Rosters    []listing
	Form       *web.Form // prepares a roster
	Filter     *web.Form
	Programmes []web.Choice
	Month      month.Month // shown, unless a programme is
	Before     month.Month // the months beside it that have rosters
	After      month.Month
	Programme  string // shown over its months
	Prepare    bool
	Place      string // what part of the rosters the reader sees
}

func (d *Disbursement) index(c *web.Context) error {
	form := c.Blank()
	form.Set("month", month.Of(month.Today(c.Now())).String())
	return d.list(c, form)
}

func (d *Disbursement) list(c *web.Context, form *web.Form) error {
	view := indexView{Form: form, Filter: c.Filter(), Programme: c.Query("programme")}
	view.Month = view.Filter.Month("month")
	if err := view.Filter.Err(); err != nil {
		return err
	}
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view.Prepare = c.Actor.May(Preparing, county(tx))
		if !c.Actor.May(Read, county(tx)) {
			tree, err := place.Read(c.Context(), tx)
			if err != nil {
				return err
			}
			view.Place = tree.Local(c.Actor.Division)
		}
		return view.read(c.Context(), tx, c.Actor)
	})
	if err != nil {
		return err
	}
	view.Filter.Set("month", view.Month.String())
	for _, p := range d.register.Programmes() {
		if d.funds.ClassTerm(p.Code) != "" {
			view.Programmes = append(view.Programmes, web.Choice{Value: p.Code, Label: p.Term})
		}
	}
	return c.Render(d.pages, "roster.index", "资金发放", view)
}

// read fills the list with a month, the newest unless another is asked for; of
// one programme with the year up to it.
func (v *indexView) read(ctx context.Context, tx *store.Tx, by access.Actor) (err error) {
	if !v.Month.Known() {
		if v.Month, _, err = neighbours(ctx, tx, farAway, v.Programme); err != nil {
			return err
		}
	}
	if v.Rosters, err = listings(ctx, tx, by, v.Month, v.Programme); err != nil {
		return err
	}
	first := v.Month
	if v.Programme != "" {
		first = v.Month.Add(1 - monthsOnPage)
	}
	v.Before, _, err = neighbours(ctx, tx, first, v.Programme)
	if err != nil {
		return err
	}
	_, v.After, err = neighbours(ctx, tx, v.Month, v.Programme)
	if v.Programme != "" && v.After.Known() {
		v.After = v.Month.Add(monthsOnPage)
	}
	return err
}

// farAway is behind all months that a roster can have.
const farAway = month.Month(9999*12 + 11)

// draftPage drafts a roster, or drafts it again when the form says which
// version was looked at.
func (d *Disbursement) draftPage(c *web.Context) error {
	form := c.Form()
	form.Require("programme", "待遇项目")
	form.Require("month", "月份")
	p := Preparation{Programme: form.Text("programme"), Month: form.Month("month"), Version: form.Count("version")}
	err := form.Err()
	var r Roster
	if err == nil {
		r, err = d.Prepare(c.Context(), c.Actor, p)
	}
	if form.Refused(err) {
		return d.list(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, fmt.Sprintf("已编制%s（第%d稿）。请先看问题行和增减变动，再报审。", r.Title(), r.Edition()))
	return c.Redirect("/disbursement/" + r.ID)
}

// showView is a roster's page.
type showView struct {
	sight
	Totals    report.View
	Payees    report.View // what institutions draw; empty where none does
	Statement report.View
	Changes   report.View
	Only      string // the one movement that is shown; empty: all
	More      int    // changes that are not among those shown
	Items     []item
	Matching  int // lines that pass the filter
	Blocking  int
	Warnings  int
	Drift     []Change // what would change if it were drafted again
	History   []web.Moment
	Pager     *web.Pager
	Filter    *web.Form
	Places    []web.Choice
	Form      *web.Form
	May       mayView
	Late      string // the legal day in words
	IsLate    bool
}

// mayView is what the reader may do next.
type mayView struct {
	Prepare, Hold, Submit, Pass, Return, Sign, Export, Verify bool
	Apart                                                     string // why a fitting role may not: three people
}

// Kinds are the choices of the filter.
func (v showView) Kinds() []web.Choice {
	return []web.Choice{{Value: "blocking", Label: "须处理的"}, {Value: "warning", Label: "请核对的"}, {Value: "held", Label: "暂缓的"}}
}

// linesOnPage and changesOnPage are how many stand on a page at once.
const (
	linesOnPage   = 50
	changesOnPage = 20
)

func (d *Disbursement) show(c *web.Context) error { return d.file(c, c.Blank()) }

// file answers with the roster's page; form is the one that was refused, if any.
func (d *Disbursement) file(c *web.Context, form *web.Form) error {
	view := showView{Form: form, Filter: c.Filter(), Pager: c.Pager(linesOnPage)}
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if view.sight, err = look(c.Context(), tx, c.Actor, c.Path("id")); err != nil {
			return err
		}
		view.May = view.may(tx, c.Actor)
		view.Late, view.IsLate = d.deadline(tx, view.Roster)
		if view.May.Prepare || view.May.Pass || view.May.Sign {
			view.Drift, err = drift(c.Context(), tx, view.Roster, view.lines)
		}
		return err
	})
	if err != nil {
		return err
	}
	view.fill(sieve{readCode(c.Query("division")), c.Query("show")})
	c.Crumb("资金发放", "/disbursement")
	return c.Render(d.pages, "roster.show", view.Title(), view)
}

// readCode reads a division of the address; what is none narrows nothing.
func readCode(text string) division.Code {
	code, err := division.Parse(text)
	if err != nil {
		return ""
	}
	return code
}

// fill makes what the page shows from what is in sight.
func (v *showView) fill(f sieve) {
	tables := v.tables()
	v.Payees = tables["payees"].View()
	v.Totals, v.Statement = tables["totals"].View(), v.balance.statement(v.Roster, false).View()
	v.Changes, v.More = firstChanges(v.sight)
	items := v.items()
	for _, i := range items {
		switch i.Kind() {
		case "blocking":
			v.Blocking++
		case "warning":
			v.Warnings++
		}
	}
	items = f.keep(items)
	v.Matching, v.Pager.Total = len(items), len(items)
	if after, err := strconv.Atoi(v.Pager.After); err == nil {
		if at := slices.IndexFunc(items, func(i item) bool { return i.Serial == after }); at >= 0 {
			items = items[at+1:]
		}
	}
	items = items[:min(len(items), v.Pager.Limit())]
	v.Items = web.Cut(v.Pager, items, func(i item) string { return strconv.Itoa(i.Serial) })
	v.Places = places(v.lines)
	v.History = v.history()
}

// firstChanges are the first changes as a table, without a total, which would
// not be that of what is shown.
func firstChanges(s sight) (report.View, int) {
	shown := s.changes[:min(len(s.changes), changesOnPage)]
	table := changeTable(s.Roster, shown)
	if len(shown) < len(s.changes) {
		table.Total = nil
	}
	return table.View(), len(s.changes) - len(shown)
}

// places are the townships and villages of the lines, for the filter.
func places(lines []Line) []web.Choice {
	var choices []web.Choice
	var town, village division.Code
	several := !oneTown(lines)
	for _, l := range lines {
		if l.Town != town && several {
			choices = append(choices, web.Choice{Value: string(l.Town), Label: l.TownName})
		}
		if l.Village != village {
			choices = append(choices, web.Choice{Value: string(l.Village), Label: l.TownName + " " + l.VillageName})
		}
		town, village = l.Town, l.Village
	}
	return choices
}

// may says what the actor may do with the roster as it stands.
func (s sight) may(tx *store.Tx, by access.Actor) mayView {
	can := func(p access.Permission) bool { return by.May(p, county(tx)) }
	state := s.State()
	m := mayView{
		Prepare: can(Preparing) && (state == StateDrafted || state == StateReturned),
		Hold:    can(Preparing) && state == StateDrafted,
		Submit:  can(Preparing) && state == StateDrafted,
		Pass:    can(Reviewing) && state == StateSubmitted,
		Sign:    can(Signing) && state == StatePassed,
		Export:  can(Exporting),
		Verify:  can(Read) && s.settled(),
	}
	m.Return = m.Pass || m.Sign || can(Reviewing) && state == StatePassed
	act := "审核"
	if m.Sign {
		act = "签批"
	}
	if err := s.apart(by, act); err != nil && (m.Pass || m.Sign) {
		m.Apart, _ = fault.Sentence(err)
		m.Pass, m.Sign = false, false
	}
	return m
}

// history is the roster's acts as a timeline, newest first. Holds that an
// edition took over from the one before stand with that one.
func (s sight) history() []web.Moment {
	var moments []web.Moment
	drafted := map[int]Mark{}
	for _, a := range s.Acts {
		if a.Kind == Prepared {
			drafted[a.Edition] = a.Mark
		}
	}
	for _, a := range slices.Backward(s.Acts) {
		if a.Kind == Withheld && a.At.Before(drafted[a.Edition].At) || !s.whole && a.Serial != 0 {
			continue
		}
		text := a.Reason
		if a.Serial != 0 {
			text = fmt.Sprintf("第%d行 %s", a.Serial, a.Reason)
		}
		moments = append(moments, web.Moment{
			When: a.stamp(), What: fmt.Sprintf("%s（第%d稿）", a.Kind.Term(), a.Edition), Who: a.By, Text: text,
			Kind: map[ActKind]string{Signed: "good", Passed: "good", Returned: "warn", Withheld: "warn"}[a.Kind],
		})
	}
	return moments
}

func (d *Disbursement) print(c *web.Context) error {
	var view showView
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view.sight, err = look(c.Context(), tx, c.Actor, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	tables := view.tables()
	view.Totals, view.Statement, view.Payees = tables["totals"].View(), tables["statement"].View(), tables["payees"].View()
	return c.Print(d.pages, "roster.print", view.Title()+view.unsigned(), view)
}

// Towns are the lines by township, for the printed form.
func (v showView) Towns() []townView {
	var towns []townView
	for _, lines := range byTown(v.lines) {
		towns = append(towns, townView{lines[0].TownName, lines, count(paid(lines))})
	}
	return towns
}

// A townView is one township on the printed form.
type townView struct {
	Name  string
	Lines []Line
	Paid  Figures
}

// Signatures names the three people, for the printed form.
func (v showView) Signatures() string { return v.signatures() }
