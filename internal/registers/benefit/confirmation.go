package benefit

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
)

// Confirmed is said of every confirmed proposal, in the transaction of the
// confirmation.
var Confirmed = event.Kind[Confirmation]{Name: "benefit.Confirmed"}

// A Confirmation is an officer's decision to let a proposal take effect. 确认.
type Confirmation struct {
	Proposal  string
	Kind      Kind
	Programme string
	Holder    Holder
	Household string
	Division  division.Code
	Request   string      // the open request it answers; empty: none
	Award     string      // empty for a refusal
	From      month.Month // the first month it holds; zero for a refusal
	Amount    money.Fen   // per month from then on
	Cause     string
	Batch     string // empty when confirmed alone
}

// Confirm lets one proposal take effect: it writes the term with its lines and
// covered persons, an audit entry and the event Confirmed.
//
// A first award begins in the month its programme's law says (Programme.Begins),
// everything else in the month of the proposal.
//
// It returns fault.NotFound when no such proposal is in the actor's sight;
// fault.Denied without benefit.confirm there; fault.Conflict when the proposal
// was confirmed, set aside or superseded already (saying by whom and when), when
// it is of kind Incomplete (saying what is missing), when the award got another
// term meanwhile, or when the facts of the household are no longer those it was
// made from (propose again).
func (b *Benefit) Confirm(ctx context.Context, by access.Actor, proposal string) (Confirmation, error) {
	var done []Confirmation
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		p, err := ProposalOf(ctx, tx, by.Scope(Read), proposal)
		if err != nil {
			return err
		}
		done, err = b.confirm(ctx, tx, by, "", []Proposal{p})
		return err
	})
	if err != nil {
		return Confirmation{}, err
	}
	return done[0], nil
}

// confirm lets proposals take effect, all or none. The caller holds the lock.
func (b *Benefit) confirm(ctx context.Context, tx *store.Tx, by access.Actor, batch string, proposals []Proposal) ([]Confirmation, error) {
	for _, p := range proposals {
		if err := by.Require(Confirming, p.Division); err != nil {
			return nil, err
		}
	}
	stands, err := b.check(ctx, tx, proposals)
	if err != nil {
		return nil, err
	}
	done := make([]Confirmation, len(proposals))
	var entries []entry
	for i, p := range proposals {
		done[i] = p.confirmation(batch)
		if p.Kind == Refusing {
			continue
		}
		e := b.effect(tx, by, p, stands[p.slot()])
		entries = append(entries, e)
		done[i].Award, done[i].From = e.id, e.term.From
	}
	if err := write(ctx, tx, entries); err != nil {
		return nil, err
	}
	if err := b.payTo(ctx, tx, entries); err != nil {
		return nil, err
	}
	return done, b.conclude(ctx, tx, by, done)
}

func (p Proposal) confirmation(batch string) Confirmation {
	return Confirmation{
		Proposal: p.ID, Kind: p.Kind, Programme: p.Programme, Holder: p.Holder, Household: p.Household, Division: p.Division,
		Request: p.Request, Amount: p.New, Cause: p.Cause, Batch: batch,
	}
}

// effect is what a proposal does to the register.
func (b *Benefit) effect(tx *store.Tx, by access.Actor, p Proposal, s standing) entry {
	t := Term{
		From: max(p.Month, s.last().From), Class: p.Reason.Class, Cause: p.Cause, Source: Source{Kind: FromProposal, ID: p.ID},
		Reason: p.Reason.ID, Author: by.ID, By: by.Name, At: tx.Now(),
	}
	switch p.Kind {
	case Stopping:
		t.Act, t.Ordinal, t.Class = Stop, s.last().Ordinal+1, s.last().Class
		return entry{id: s.award, term: t}
	case Changing:
		t.Act, t.Ordinal = Change, s.last().Ordinal+1
		t.Amount, t.Lines, t.Covered = p.New, p.Reason.Lines, p.Reason.Covered
		return entry{id: s.award, term: t}
	}
	t.Act, t.Ordinal = Start, 1
	t.Amount, t.Lines, t.Covered = p.New, p.Reason.Lines, p.Reason.Covered
	if programme, ok := b.Programme(p.Programme); ok && programme.Begins != nil {
		t.From = max(t.From, programme.Begins(tx.Today()))
	}
	a := &Award{ID: tx.NewID(), Programme: p.Programme, Holder: p.Holder, Ordinal: s.ordinal + 1, Granted: p.Division, Household: p.Household, Source: t.Source}
	return entry{award: a, id: a.ID, term: t}
}

// conclude closes the proposals, logs each and tells who listens.
func (b *Benefit) conclude(ctx context.Context, tx *store.Tx, by access.Actor, done []Confirmation) error {
	ids := make([]string, len(done))
	for i, c := range done {
		ids[i] = c.Proposal
	}
	err := closeProposals(ctx, tx, by, "", ids, func(i int) Closing {
		return Closing{State: StateConfirmed, Batch: done[i].Batch, Award: done[i].Award, From: done[i].From}
	})
	if err != nil {
		return err
	}
	for _, c := range done {
		e := audit.Entry{Act: Confirming.Name, Subject: "proposal", SubjectID: c.Proposal, Division: c.Division, Reason: c.Cause, Details: c.details()}
		if err := audit.Append(ctx, tx, by, e); err != nil {
			return err
		}
		if err := Confirmed.Emit(ctx, b.bus, tx, by, c); err != nil {
			return err
		}
	}
	return nil
}

func (c Confirmation) details() map[string]string {
	d := map[string]string{"kind": string(c.Kind), "programme": c.Programme, "household": c.Household}
	if c.Award != "" {
		d["award"], d["from"], d["amount"] = c.Award, c.From.String(), c.Amount.Plain()
	}
	if c.Batch != "" {
		d["batch"] = c.Batch
	}
	return d
}

// check makes sure that each proposal may still take effect: nobody decided it,
// nothing is missing, the award is as it was, the facts are as they were. It
// gives what stands.
func (b *Benefit) check(ctx context.Context, tx *store.Tx, proposals []Proposal) (map[slot]standing, error) {
	var hindered []hindrance
	for _, p := range proposals {
		if why := p.hindered(); why != "" {
			hindered = append(hindered, hindrance{p, why})
		}
	}
	if len(hindered) > 0 {
		return nil, hinder(hindered, len(proposals))
	}
	slots := make([]slot, len(proposals))
	for i, p := range proposals {
		slots[i] = p.slot()
	}
	stands, err := standingsOf(ctx, tx, slots)
	if err != nil {
		return nil, err
	}
	for _, p := range proposals {
		if s := stands[p.slot()]; s.openAward() != p.Award || s.last().Ordinal != p.Against {
			hindered = append(hindered, hindrance{p, "待遇已有新的变动（" + s.last().told() + "），请重新核定后再确认"})
		}
	}
	if len(hindered) > 0 {
		return nil, hinder(hindered, len(proposals))
	}
	hindered, err = b.recheck(ctx, tx, proposals)
	if err != nil {
		return nil, err
	}
	return stands, hinder(hindered, len(proposals))
}

// told is a term in a few words: 2026年11月起变更，张某 2026-11-23 09:00.
func (t Term) told() string {
	if t.Ordinal == 0 {
		return "底册中已无此待遇"
	}
	return fmt.Sprintf("%s起%s，%s %s", t.From.Term(), t.Act.Term(), t.By, month.Clock(t.At))
}

// hindered says why the proposal as it stands cannot be confirmed; empty when it
// can.
func (p Proposal) hindered() string {
	switch {
	case p.Closing != nil && p.State == StateSuperseded:
		return fmt.Sprintf("这条建议已在%s被新的核定结果取代，请打开新的建议", month.Clock(p.Closing.At))
	case p.Closing != nil:
		return fmt.Sprintf("这条建议%s由%s于%s办理，不能再办", p.State.Term(), p.Closing.By, month.Clock(p.Closing.At))
	case p.State == StateOutdated:
		return "生成建议后家庭资料有变动，请重新核定后再确认"
	case p.Kind == Incomplete:
		return p.Cause
	}
	return ""
}

// A hindrance is a proposal that cannot be confirmed, and why.
type hindrance struct {
	proposal Proposal
	why      string
}

// hinder makes one fault of them: of a single proposal its own sentence, of a
// batch how many and the first three by name.
func hinder(found []hindrance, of int) error {
	if len(found) == 0 {
		return nil
	}
	if of == 1 {
		return fault.Conflict("%s", found[0].why)
	}
	var some []string
	for _, h := range found[:min(len(found), 3)] {
		some = append(some, fmt.Sprintf("%s：%s", h.proposal.Name, h.why))
	}
	return fault.Conflict("本批 %d 件中有 %d 件不能确认，整批未办：%s", of, len(found), strings.Join(some, "；"))
}

// recheck gathers the facts of the households again and applies the law again.
// What the officer saw and what would be written must be the same.
func (b *Benefit) recheck(ctx context.Context, tx *store.Tx, proposals []Proposal) ([]hindrance, error) {
	var hindered []hindrance
	for key, group := range alike(proposals) {
		programme, ok := b.Programme(key.programme)
		if !ok {
			return nil, fmt.Errorf("confirm: programme %s is not offered", key.programme)
		}
		households := make([]string, len(group))
		for i, p := range group {
			households[i] = p.Household
		}
		everywhere, err := county(tx)
		if err != nil {
			return nil, err
		}
		families, err := Gather(ctx, tx, everywhere, key.month, key.programme, unique(households))
		if err != nil {
			return nil, err
		}
		known := map[string]Family{}
		for _, f := range families {
			known[f.Household] = f
		}
		requests, err := b.requests(ctx, tx, everywhere, key.month)
		if err != nil {
			return nil, err
		}
		for _, p := range group {
			same, err := p.still(programme, known[p.Household], requests)
			if err != nil {
				return nil, err
			}
			if !same {
				hindered = append(hindered, hindrance{p, "生成建议后家庭资料或标准有变动，请重新核定后再确认"})
			}
		}
	}
	return hindered, nil
}

// still tells whether the facts and the law give today what the proposal says.
func (p Proposal) still(programme Programme, f Family, requests []Request) (bool, error) {
	if f.Household == "" {
		return false, nil
	}
	c := candidate{holder: p.Holder, household: p.Household}
	for _, r := range requests {
		if r.ID == p.Request && p.Request != "" {
			c.request = r
		}
	}
	if c.request.ID != p.Request {
		return false, nil
	}
	a, err := assessed(programme, f, p.Month, c, nil)
	if err != nil {
		return false, err
	}
	r := p.Reason
	return digestOf(a.Facts) == r.Digest && a.Law == r.Law && a.Outcome == r.Outcome && a.Amount == r.Amount, nil
}

// county is the scope of everything, for what must see a household wherever it
// has moved to since.
func county(tx *store.Tx) (access.Scope, error) {
	at, err := division.Parse(tx.County())
	return access.Within(at), err
}

// sameLaw is what proposals are assessed alike by.
type sameLaw struct {
	programme string
	month     month.Month
}

func alike(proposals []Proposal) map[sameLaw][]Proposal {
	groups := map[sameLaw][]Proposal{}
	for _, p := range proposals {
		key := sameLaw{p.Programme, p.Month}
		groups[key] = append(groups[key], p)
	}
	return groups
}
