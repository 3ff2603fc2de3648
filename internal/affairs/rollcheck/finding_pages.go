package rollcheck

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/place"
)

// showView is a run with its findings.
type showView struct {
	Run      Run
	Filter   *web.Form
	Kinds    []web.Choice
	Levels   []web.Choice
	Towns    []web.Choice
	States   []web.Choice
	Tally    Tally // of all in sight
	Findings []findingRow
	Pager    *web.Pager
	Query    string // of the filter, for the other faces
	Narrowed string // what the filter leaves, in words
}

// Face is the address of another face of what the filter leaves.
func (v showView) Face(name string) string {
	return "/rollcheck/" + v.Run.ID + "/" + name + "?" + v.Query
}

// A findingRow is a finding in a list.
type findingRow struct {
	Finding
	Where string
}

func (r *Rollcheck) show(c *web.Context) error {
	view, err := r.filtered(c)
	if err != nil {
		return err
	}
	c.Crumb("名册体检", "/rollcheck")
	return c.Render(r.pages, "run.show", view.Run.Title(), view)
}

// filtered reads a page of the run as the address asks for it.
func (r *Rollcheck) filtered(c *web.Context) (showView, error) {
	view := showView{Filter: c.Filter(), Pager: c.Pager(rowsOnPage)}
	if view.Filter.Value("state") == "" {
		view.Filter.Set("state", string(pending))
	}
	err := r.db.Read(c.Context(), func(tx *store.Tx) error {
		ctx, scope := c.Context(), c.Actor.Scope(Read)
		kept, tree, err := view.read(ctx, tx, scope, c.Path("run"))
		if err != nil {
			return err
		}
		view.Pager.Total = len(kept)
		if after, err := strconv.Atoi(view.Pager.After); err == nil {
			kept = slices.DeleteFunc(kept, func(f Finding) bool { return f.Serial <= after })
		}
		kept = web.Cut(view.Pager, kept[:min(len(kept), view.Pager.Limit())], func(f Finding) string { return strconv.Itoa(f.Serial) })
		for _, f := range kept {
			view.Findings = append(view.Findings, findingRow{f, f.where(tree)})
		}
		return nil
	})
	return view, err
}

// read reads the run and the findings that pass the filter.
func (v *showView) read(ctx context.Context, tx *store.Tx, scope access.Scope, id string) ([]Finding, *place.Tree, error) {
	var err error
	if v.Run, err = runOf(ctx, tx, scope, id); err != nil {
		return nil, nil, err
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	all, err := findingsOf(ctx, tx, scope, id)
	if err != nil {
		return nil, nil, err
	}
	v.Tally = tallied(all)
	v.choices(all, tree)
	s := sieveOf(v.Filter)
	v.Narrowed, v.Query = s.says(tree), queryOf(v.Filter)
	return s.keep(all), tree, nil
}

// sieveOf reads the filter of the address.
func sieveOf(f *web.Form) sieve {
	s := sieve{kind: Kind(f.Text("kind")), level: Level(f.Text("level")), state: State(f.Text("state"))}
	if s.state == everyState {
		s.state = ""
	}
	if at, err := division.Parse(f.Text("town")); err == nil {
		s.at = at
	}
	return s
}

// everyState in the filter narrows nothing.
const everyState State = "all"

// says is the filter in words, for paper.
func (s sieve) says(tree *place.Tree) string {
	text := ""
	if s.at != "" {
		text = "　" + tree.Local(s.at)
	}
	for _, part := range []string{s.level.Term(), s.kind.Term(), stateTerm(s.state)} {
		if part != "" {
			text += "　" + part
		}
	}
	return text
}

func stateTerm(s State) string {
	switch s {
	case pending:
		return "待核实"
	case everyState:
		return "全部"
	}
	return s.Term()
}

// choices offers what occurs.
func (v *showView) choices(all []Finding, tree *place.Tree) {
	count := func(s sieve) string { return fmt.Sprintf("（%d）", len(s.keep(all))) }
	for _, k := range Kinds() {
		if slices.ContainsFunc(all, func(f Finding) bool { return f.Kind == k }) {
			v.Kinds = append(v.Kinds, web.Choice{Value: string(k), Label: k.Term() + count(sieve{kind: k})})
		}
	}
	for _, l := range Levels() {
		v.Levels = append(v.Levels, web.Choice{Value: string(l), Label: l.Term() + count(sieve{level: l})})
	}
	for _, s := range append([]State{pending}, States()...) {
		v.States = append(v.States, web.Choice{Value: string(s), Label: stateTerm(s) + count(sieve{state: s})})
	}
	v.States[0].Label = "全部待核实" + count(sieve{state: pending})
	v.States = append(v.States, web.Choice{Value: string(everyState), Label: "全部" + count(sieve{})})
	var towns []division.Code
	for _, f := range all {
		for _, t := range f.towns() {
			if !slices.Contains(towns, t) {
				towns = append(towns, t)
			}
		}
	}
	slices.Sort(towns)
	for _, t := range towns {
		v.Towns = append(v.Towns, web.Choice{Value: string(t), Label: tree.Name(t) + count(sieve{at: t})})
	}
}

// queryOf is the filter as it stands in an address.
func queryOf(f *web.Form) string {
	q := url.Values{}
	for _, name := range []string{"kind", "level", "town", "state"} {
		if v := f.Text(name); v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// where is the place of a finding for a list.
func (f Finding) where(tree *place.Tree) string {
	if len(f.Places) == 1 {
		return tree.Local(f.Places[0])
	}
	text := ""
	for i, t := range f.towns() {
		if i > 0 {
			text += "、"
		}
		text += tree.Name(t)
	}
	return text
}

// findingView is the page of one suspect.
type findingView struct {
	Finding
	Title    string
	Run      Run
	Form     *web.Form
	Facts    []web.Fact
	Evidence []evidenceCard
	History  []web.Moment
	Judges   bool
	Between  bool // it lies in townships that the reader has not all in charge
	Outcomes []web.Choice
	Before   string // path of the worse one, in the same run
	After    string
}

// An evidenceCard is a row of evidence on the page.
type evidenceCard struct {
	Row
	Heading string
	Place   string
	Hidden  bool // it lies elsewhere
	Now     string
	NowKind string
	Links   []web.Link
}

func (r *Rollcheck) finding(c *web.Context) error { return r.findingPage(c, c.Blank()) }

func (r *Rollcheck) findingPage(c *web.Context, form *web.Form) error {
	view := findingView{Form: form}
	serial, err := strconv.Atoi(c.Path("serial"))
	if err != nil {
		return fault.NotFound("没有这条疑点，请从体检结果重新进入")
	}
	err = r.db.Read(c.Context(), func(tx *store.Tx) error {
		ctx, scope := c.Context(), c.Actor.Scope(Read)
		if view.Run, err = runOf(ctx, tx, scope, c.Path("run")); err != nil {
			return err
		}
		if view.Finding, err = findingOf(ctx, tx, scope, view.Run.ID, serial); err != nil {
			return err
		}
		if form.Value("seen") == "" {
			form.Set("seen", view.seen())
		}
		return r.fillFinding(ctx, tx, c.Actor, &view)
	})
	if err != nil {
		return err
	}
	c.Crumb("名册体检", "/rollcheck")
	c.Crumb(view.Run.Title(), "/rollcheck/"+view.Run.ID)
	return c.Render(r.pages, "finding.show", view.Title, view)
}

func (r *Rollcheck) fillFinding(ctx context.Context, tx *store.Tx, by access.Actor, v *findingView) error {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	v.Title = v.Kind.Term()
	if names := v.Names(); names != "" {
		v.Title += "：" + names
	}
	v.Judges = by.Can(Judging)
	for _, at := range v.Places {
		if !by.May(Judging, at) {
			v.Between = v.Judges
			v.Judges = false
		}
	}
	v.Outcomes = []web.Choice{
		{Value: string(IsVerified), Label: "核实属实", Hint: "确有其事；接下来到待遇、家庭页面按程序办理"},
		{Value: string(IsWrong), Label: "排除", Hint: "经核实没有问题；证据不变，以后的体检不再提出"},
	}
	v.Facts = v.facts(r, tree)
	for _, row := range v.Rows {
		card, err := r.card(ctx, tx, by, tree, row)
		if err != nil {
			return err
		}
		v.Evidence = append(v.Evidence, card)
	}
	if v.Before, v.After, err = neighbours(ctx, tx, by.Scope(Read), v.Finding); err != nil {
		return err
	}
	v.History, err = v.history(ctx, tx)
	return err
}

// facts are the suspect in short.
func (v *findingView) facts(r *Rollcheck, tree *place.Tree) []web.Fact {
	facts := []web.Fact{{Term: "类别", Value: v.Kind.Term()}, {Term: "所在", Value: v.where(tree)}}
	for _, p := range v.People {
		f := web.Fact{Term: "人员", Value: p.Name + "　" + p.Number}
		if p.ID != "" {
			f.Href = "/person/" + p.ID
		}
		facts = append(facts, f)
	}
	if len(v.Programmes) > 0 {
		facts = append(facts, web.Fact{Term: "项目", Value: Terms(r.programmes)(v.Programmes)})
	}
	if v.Stake > 0 {
		facts = append(facts, web.Fact{Term: "每月涉及金额", Value: v.Stake.String()})
	}
	return facts
}

// card makes a row of evidence ready, with how the award stands now.
func (r *Rollcheck) card(ctx context.Context, tx *store.Tx, by access.Actor, tree *place.Tree, row Row) (evidenceCard, error) {
	card := evidenceCard{Row: row, Heading: row.Heading(), Place: tree.Local(row.Division)}
	card.Hidden = row.Division != "" && !by.May(Read, row.Division)
	if card.Hidden {
		return card, nil
	}
	if row.Award != "" {
		card.Links = append(card.Links, web.Link{Term: "看这份待遇", Path: "/benefit/awards/" + row.Award})
		history, err := benefit.OfAward(ctx, tx, by.Scope(benefit.Read), row.Award)
		if err == nil {
			card.Now, card.NowKind = standing(history, month.Of(tx.Today()))
		} else if kind, ok := fault.KindOf(err); !ok || kind != fault.KindNotFound {
			return card, err
		}
	}
	if row.Household != "" {
		card.Links = append(card.Links, web.Link{Term: "看家庭", Path: "/household/" + row.Household})
	}
	if row.Person != "" {
		card.Links = append(card.Links, web.Link{Term: "看本人", Path: "/person/" + row.Person})
	}
	if row.FileID != "" {
		card.Links = append(card.Links, web.Link{Term: "看原文件", Path: "/intake/" + row.FileID})
	}
	return card, nil
}

// standing says how an award stands in a month.
func standing(h benefit.History, m month.Month) (says, kind string) {
	now := h.Terms[0]
	for _, t := range h.Terms {
		if t.From <= m {
			now = t
		}
	}
	if now.Act == benefit.Stop {
		return fmt.Sprintf("现在：自%s起停发（%s）", now.From.Term(), now.Cause), "quiet"
	}
	return fmt.Sprintf("现在：仍在发放，每月%s", now.Amount), "warn"
}

// Heading says where a row of evidence stands.
func (r Row) Heading() string {
	text := r.What.Term()
	if r.File != "" {
		text += "　《" + r.File + "》"
		if r.Sheet != "" {
			text += " " + r.Sheet
		}
		if r.Row > 0 {
			text += fmt.Sprintf(" 第%d行", r.Row)
		}
	} else if r.Award != "" {
		text += "　待遇台账"
	}
	return text
}

// neighbours are the pages of the findings before and after one that still wait, for working through them.
func neighbours(ctx context.Context, tx *store.Tx, scope access.Scope, f Finding) (before, after string, err error) {
	all, err := findingsOf(ctx, tx, scope, f.Run)
	for _, o := range (sieve{state: pending}).keep(all) {
		if o.Serial < f.Serial {
			before = o.Path()
		}
		if o.Serial > f.Serial && after == "" {
			after = o.Path()
		}
	}
	return before, after, err
}

// history is the verdicts on the suspect in this and other runs.
func (v *findingView) history(ctx context.Context, tx *store.Tx) ([]web.Moment, error) {
	verdicts, err := verdictsOn(ctx, tx, v.Key)
	if err != nil {
		return nil, err
	}
	var moments []web.Moment
	for _, d := range verdicts {
		m := web.Moment{When: month.Clock(d.At), What: d.Outcome.Term(), Who: d.By, Text: d.Reason, Kind: "good"}
		if d.Outcome == IsVerified {
			m.Kind = "warn"
		}
		if d.evidence != v.evidence {
			m.Text += "（当时的证据与现在不同）"
		}
		if d.Run != v.Finding.Run {
			m.Href = fmt.Sprintf("/rollcheck/%s/%d", d.Run, d.Serial)
		}
		moments = append(moments, m)
	}
	return moments, nil
}

func (r *Rollcheck) judge(c *web.Context) error {
	form := c.Form()
	form.Require("outcome", "核实结果")
	form.Require("reason", "核实情况")
	serial, err := strconv.Atoi(c.Path("serial"))
	if err != nil {
		return fault.NotFound("没有这条疑点，请从体检结果重新进入")
	}
	v := Verdict{Run: c.Path("run"), Serial: serial, Outcome: Outcome(form.Text("outcome")), Reason: form.Text("reason"), Seen: form.Text("seen")}
	if err = form.Err(); err == nil {
		err = r.Judge(c.Context(), c.Actor, v)
	}
	if form.Refused(err) {
		return r.findingPage(c, form)
	}
	if err != nil {
		return err
	}
	if v.Outcome == IsVerified {
		c.Flash(web.Good, "已记下：核实属实。体检不会自动停发，请从下面的佐证进入待遇或家庭页面按程序办理。")
	} else {
		c.Flash(web.Good, "已记下：排除。证据不变，以后的体检不再提出这一条。")
	}
	return c.Redirect(fmt.Sprintf("/rollcheck/%s/%d", v.Run, v.Serial))
}
