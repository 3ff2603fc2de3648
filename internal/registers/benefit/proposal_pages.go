package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// rowsOnPage is how many rows a list shows at a time.
const rowsOnPage = 50

// An indexView is a month's proposals as a page.
type indexView struct {
	Month    month.Month
	Filter   *web.Form
	Form     *web.Form // of the run
	Choices  places
	Kinds    []web.Choice
	States   []web.Choice
	Tallies  []tallyRow
	Total    Tally
	Rows     []proposalRow
	Pager    *web.Pager
	Last     Run // the last run of the month; ordinal 0: none yet
	Confirms bool
	Proposes bool
	Ready    int    // rows of the whole filter that can be confirmed together
	Export   string // address of the whole list as a file
}

// A tallyRow is one line of the summary above the list.
type tallyRow struct {
	Kind Kind
	Tally
	Path string
	Here bool
}

// Difference is what the proposals would add per month.
func (t Tally) Difference() money.Fen { return t.New - t.Old }

// A proposalRow is one line of the list.
type proposalRow struct {
	Proposal
	Place string
	Term  string // of the programme
}

// States offered by the filter, in their order.
var states = []State{StatePending, StateOpen, StateOutdated, StateConfirmed, StateSetAside, StateSuperseded}

func (b *Benefit) proposalIndex(c *web.Context) error { return b.indexPage(c, c.Blank()) }

func (b *Benefit) indexPage(c *web.Context, form *web.Form) error {
	view := indexView{Filter: c.Filter(), Form: form, Pager: c.Pager(rowsOnPage), Confirms: c.Actor.Can(Confirming), Proposes: c.Actor.Can(Proposing)}
	err := b.db.Read(c.Context(), func(tx *store.Tx) error { return b.fillIndex(c, tx, &view) })
	if err != nil {
		return err
	}
	if form.Value("month") == "" {
		form.Set("month", view.Month.String())
	}
	return c.Render(b.pages, "proposal.index", view.Month.Term()+"待遇核定", view)
}

func (b *Benefit) fillIndex(c *web.Context, tx *store.Tx, view *indexView) error {
	ctx, scope := c.Context(), c.Actor.Scope(Read)
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	f, err := filterOf(ctx, tx, view.Filter)
	if err != nil {
		return err
	}
	view.Month = f.Month
	view.Filter.Set("month", f.Month.String())
	if view.Filter.Value("state") == "" {
		view.Filter.Set("state", string(f.State))
	}
	view.Choices = placesIn(tree, scope.Division(), view.Filter)
	view.Export = "/benefit/proposals/export?" + queryOf(view.Filter)
	view.Kinds, view.States = kindChoices(), stateChoices()
	if view.Last, err = lastSeen(ctx, tx, scope, f.Month); err != nil {
		return err
	}
	tallies, err := Tallies(ctx, tx, scope, f)
	if err != nil {
		return err
	}
	view.tally(tallies, f, c.Request.URL.Query())
	if view.Confirms {
		ready := f
		ready.State = StateOpen
		if view.Ready, err = b.ready(ctx, tx, c.Actor.Scope(Confirming), ready); err != nil {
			return err
		}
	}
	f.After, f.Limit = view.Pager.After, view.Pager.Limit()
	list, err := Proposals(ctx, tx, scope, f)
	if err != nil {
		return err
	}
	terms := b.terms()
	for _, p := range web.Cut(view.Pager, list, Proposal.Key) {
		view.Rows = append(view.Rows, proposalRow{p, tree.Local(p.Division), terms.Of(p.Programme)})
	}
	return nil
}

// ready counts what of a filter can be confirmed.
func (b *Benefit) ready(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter) (int, error) {
	tallies, err := Tallies(ctx, tx, scope, f)
	n := 0
	for kind, t := range tallies {
		if kind != Incomplete && (f.Kind == "" || f.Kind == kind) {
			n += t.Count
		}
	}
	return n, err
}

// tally writes the summary: each kind with its count and sums, and the address
// that lists it.
func (v *indexView) tally(tallies map[Kind]Tally, f Filter, query url.Values) {
	for _, kind := range Kinds() {
		t := tallies[kind]
		v.Total.Count, v.Total.Old, v.Total.New = v.Total.Count+t.Count, v.Total.Old+t.Old, v.Total.New+t.New
		q := url.Values{}
		for k, all := range query {
			if k != "after" && k != "kind" {
				q[k] = all
			}
		}
		q.Set("month", f.Month.String())
		q.Set("kind", string(kind))
		v.Tallies = append(v.Tallies, tallyRow{Kind: kind, Tally: t, Path: "/benefit/proposals?" + q.Encode(), Here: f.Kind == kind})
	}
	v.Pager.Total = v.Total.Count
	if f.Kind != "" {
		v.Pager.Total = tallies[f.Kind].Count
	}
}

// filterOf reads the filter from the address, or from the hidden fields of a
// form. Without a month it is the month last proposed, or the present one.
func filterOf(ctx context.Context, tx *store.Tx, form *web.Form) (f Filter, err error) {
	f = Filter{Programme: form.Text("programme"), Kind: Kind(form.Text("kind")), State: State(form.Text("state")), Month: form.Month("month")}
	if f.State == "" {
		f.State = StatePending
	}
	if err := form.Err(); err != nil {
		return f, err
	}
	if !f.Month.Known() {
		if f.Month, err = lastMonth(ctx, tx); err != nil {
			return f, err
		}
	}
	for _, name := range []string{"village", "town"} {
		if code, err := division.Parse(form.Text(name)); err == nil && f.Division == "" {
			f.Division = code
		}
	}
	return f, nil
}

// lastMonth is the month last proposed, the present one when none was.
func lastMonth(ctx context.Context, tx *store.Tx) (month.Month, error) {
	m := month.Of(tx.Today())
	err := each(ctx, tx, `SELECT month FROM benefit_run WHERE county = $1 ORDER BY month DESC LIMIT 1`, []any{tx.County()}, func(rows *sql.Rows) error {
		return rows.Scan(&m)
	})
	if err != nil {
		return 0, fmt.Errorf("find the last month: %w", err)
	}
	return m, nil
}

// places are the townships and villages that a filter offers.
type places struct {
	Towns    []web.Choice
	Villages []web.Choice
}

// placesIn offers what lies below the reader's division: townships to the
// county, and the villages of the township chosen or the reader's own. A village
// that is not in the township chosen is forgotten.
func placesIn(tree *place.Tree, in division.Code, filter *web.Form) places {
	var p places
	town := in.Town()
	if in.Level() < division.Town {
		p.Towns = choices(tree.Children(in))
		town, _ = division.Parse(filter.Value("town"))
	}
	if in.Level() == division.Village || town == "" {
		filter.Set("village", "")
		return p
	}
	p.Villages = choices(tree.Children(town))
	if !town.Contains(division.Code(filter.Value("village"))) {
		filter.Set("village", "")
	}
	return p
}

// queryOf is a filter as the query of an address.
func queryOf(filter *web.Form) string {
	q := url.Values{}
	for _, name := range []string{"month", "town", "village", "programme", "kind", "state"} {
		if v := filter.Value(name); v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

func choices(divisions []place.Division) []web.Choice {
	all := make([]web.Choice, len(divisions))
	for i, d := range divisions {
		all[i] = web.Choice{Value: string(d.Code), Label: d.Short}
	}
	return all
}

func kindChoices() []web.Choice {
	var all []web.Choice
	for _, k := range Kinds() {
		all = append(all, web.Choice{Value: string(k), Label: k.Term()})
	}
	return all
}

func stateChoices() []web.Choice {
	var all []web.Choice
	for _, s := range states {
		all = append(all, web.Choice{Value: string(s), Label: s.Term()})
	}
	return all
}

func (b *Benefit) runNew(c *web.Context) error {
	form := c.Form()
	form.Require("month", "月份")
	m := form.Month("month")
	run, err := Run{}, form.Err()
	if err == nil {
		run, err = b.Propose(c.Context(), c.Actor, m)
	}
	if form.Refused(err) {
		return b.indexPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, run.Sentence())
	return c.Redirect("/benefit/proposals?month=" + m.String())
}

// A proposalView is one proposal as a page.
type proposalView struct {
	Proposal
	Place    string
	Terms    programmeTerms
	Facts    []web.Fact
	Before   []Line // what the present amount is made of
	Sheet    sheetView
	Acts     []web.Moment
	Effect   string // what confirming does, in words
	Confirms bool
	Form     *web.Form
}

func (b *Benefit) proposalShow(c *web.Context) error { return b.proposalPage(c, c.Blank(), c.Render) }

func (b *Benefit) proposalPrint(c *web.Context) error { return b.proposalPage(c, c.Blank(), c.Print) }

func (b *Benefit) proposalPage(c *web.Context, form *web.Form, render func(*web.Pages, string, string, any) error) error {
	view := proposalView{Terms: b.terms(), Form: form}
	err := b.db.Read(c.Context(), func(tx *store.Tx) error { return b.fillProposal(c, tx, &view) })
	if err != nil {
		return err
	}
	c.Saw(view.Division, view.Proposal.ID)
	c.Crumb(view.Month.Term()+"待遇核定", "/benefit/proposals?month="+view.Month.String())
	return render(b.pages, "proposal.show", view.Kind.Term()+"："+view.Name, view)
}

func (b *Benefit) fillProposal(c *web.Context, tx *store.Tx, view *proposalView) error {
	ctx, scope := c.Context(), c.Actor.Scope(Read)
	var err error
	if view.Proposal, err = ProposalOf(ctx, tx, scope, c.Path("id")); err != nil {
		return err
	}
	p := &view.Proposal
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	reason, err := ReasonOf(ctx, tx, scope, p.Reason.ID)
	if err != nil {
		return err
	}
	p.Reason = reason
	if view.Sheet, err = b.sheet(reason); err != nil {
		return err
	}
	stands, err := termsOf(ctx, tx, []string{p.Award}, p.Month.First())
	if err != nil {
		return err
	}
	for _, t := range stands[p.Award] {
		if t.Ordinal == p.Against {
			view.Before = t.Lines
		}
	}
	if err := nameCovered(ctx, tx, p.Reason.Covered, p.Month.First()); err != nil {
		return err
	}
	view.Place = tree.Local(p.Division)
	view.Facts, view.Acts = p.facts(view.Place, view.Terms), p.acts()
	view.Effect = effectInWords(p.Kind, 1, countWord(p.Holder.Unit), b.BeginsWhen(*p, tx.Today()))
	view.Confirms = c.Actor.May(Confirming, p.Division) && p.Closing == nil
	return nil
}

// nameCovered fills the names of covered persons, as they are called on the day.
func nameCovered(ctx context.Context, tx *store.Tx, covered []Covered, on month.Day) error {
	ids := personsOf(covered)
	in, some := among(tx, "n.person", ids, 3)
	called := map[string]string{}
	err := each(ctx, tx, `SELECT n.person, n.name FROM person_name n WHERE n.county = $1 AND `+store.Held("n", 2)+` AND `+in,
		append([]any{tx.County(), on}, some...), func(rows *sql.Rows) error {
			var id, name string
			err := rows.Scan(&id, &name)
			called[id] = name
			return err
		})
	for i := range covered {
		if name := called[covered[i].Person]; name != "" {
			covered[i].Name = name
		}
	}
	return err
}

func countWord(u Unit) string {
	if u == Person {
		return "人"
	}
	return "户"
}

// facts are the heading of a proposal's page.
func (p Proposal) facts(at string, terms programmeTerms) []web.Fact {
	class := web.Fact{Term: "城乡类别", Value: p.Reason.Class.Class.Term(), Source: p.Reason.Class.Reason}
	facts := []web.Fact{
		{Term: "户主或本人", Value: p.Name, Href: "/household/" + p.Household},
		{Term: "所在地", Value: at},
		{Term: "待遇项目", Value: terms.Long(p.Programme)},
		{Term: "核定月份", Value: p.Month.Term()},
	}
	if p.Reason.Class.Class != "" {
		facts = append(facts, class)
	}
	if n := Heads(p.Reason.Covered); n > 0 {
		facts = append(facts, web.Fact{Term: "保障人数", Value: fmt.Sprintf("%d 人", n)})
	}
	return facts
}

// acts are what happened to a proposal, the latest first.
func (p Proposal) acts() []web.Moment {
	made := web.Moment{When: month.Clock(p.At), What: "核定生成", Text: p.Cause, Kind: "info"}
	if p.Closing == nil {
		return []web.Moment{made}
	}
	end := web.Moment{When: month.Clock(p.Closing.At), What: p.State.Term(), Who: p.Closing.By, Text: p.Closing.Reason, Kind: "good"}
	switch {
	case p.State == StateConfirmed && p.Closing.From.Known():
		end.Text = p.Closing.From.Term() + "起执行"
		if p.Closing.Batch != "" {
			end.Href = "/benefit/batches/" + p.Closing.Batch
		}
	case p.State == StateSetAside:
		end.Kind = "warn"
	case p.State == StateSuperseded:
		end.Kind = "quiet"
	}
	return []web.Moment{end, made}
}

func (b *Benefit) proposalConfirm(c *web.Context) error {
	form := c.Form()
	done, err := b.Confirm(c.Context(), c.Actor, c.Path("id"))
	if form.Refused(err) {
		return b.proposalPage(c, form, c.Render)
	}
	if err != nil {
		return err
	}
	text := "已确认，" + done.Kind.Term() + "的结论已记录。"
	if done.From.Known() {
		text = "已确认，自" + done.From.Term() + "起执行。"
	}
	c.Flash(web.Good, text)
	return c.Redirect("/benefit/proposals/" + done.Proposal)
}

func (b *Benefit) proposalSetAside(c *web.Context) error {
	form := c.Form()
	err := b.SetAside(c.Context(), c.Actor, c.Path("id"), form.Text("reason"))
	if form.Refused(err) {
		return b.proposalPage(c, form, c.Render)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已搁置，待遇不变。资料有变动或到下个月时会重新核定。")
	return c.Redirect("/benefit/proposals/" + c.Path("id"))
}
