package benefit

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
)

// A Run is one assessing of everybody with an award or an open request, for a
// month and a division. 待遇核定.
type Run struct {
	ID       string
	Month    month.Month
	Division division.Code // the officer's: the county or a township
	Ordinal  int           // first, second … run of the month
	Author   string
	By       string
	At       time.Time

	Assessed  int            // assessments made
	Unchanged int            // of them: nothing to propose
	Kept      int            // proposals that stand from an earlier run, decided ones included
	Replaced  int            // open proposals that a newer one, or none, has taken the place of
	Unplaced  int            // awards and requests whose holder has no place in the register on the first of the month
	Written   map[Kind]Tally // proposals this run wrote
}

// A Tally counts awards or proposals and adds up their amounts per month.
type Tally struct {
	Count int
	Heads int       // persons covered; of awards only
	Old   money.Fen // before; of proposals only
	New   money.Fen // after, or as it stands
}

// Propose assesses, for a month, every household in the actor's division that
// has an award in force in that month or the month before, or an open request;
// keeps a reason record for each whose facts, law or result changed; and writes
// proposals for what ought to change. No award is touched.
//
// Run again for the same month it replaces open proposals whose facts, law or
// award changed and keeps the others, and those already confirmed or set aside;
// on the same facts it writes nothing new. A run is one transaction.
//
// It returns fault.Denied without benefit.propose in the actor's division,
// fault.Invalid when m is unknown or a programme has no law for it, and
// fault.Conflict when another run for the month went through meanwhile.
func (b *Benefit) Propose(ctx context.Context, by access.Actor, m month.Month) (Run, error) {
	if err := by.Require(Proposing, by.Division); err != nil {
		return Run{}, err
	}
	if !m.Known() {
		return Run{}, fault.Invalid("month", "请填写要核定的月份，例如 2026-11")
	}
	before, err := b.lastRun(ctx, m)
	if err != nil {
		return Run{}, err
	}
	var run Run
	err = b.db.Write(ctx, func(tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		last, err := readLastRun(ctx, tx, m)
		if err != nil {
			return err
		}
		if last.Ordinal != before.Ordinal {
			return fault.Conflict("%s刚刚核定了%s的待遇（%s），请刷新后查看", last.By, m.Term(), month.Clock(last.At))
		}
		run, err = b.propose(ctx, tx, by, m, last.Ordinal+1)
		return err
	})
	return run, err
}

// Ran tells whether a month was assessed already, by whomever.
func (b *Benefit) Ran(ctx context.Context, m month.Month) (bool, error) {
	last, err := b.lastRun(ctx, m)
	return last.Ordinal > 0, err
}

func (b *Benefit) lastRun(ctx context.Context, m month.Month) (run Run, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		run, err = readLastRun(ctx, tx, m)
		return err
	})
	return run, err
}

func (b *Benefit) propose(ctx context.Context, tx *store.Tx, by access.Actor, m month.Month, ordinal int) (Run, error) {
	p := proposing{
		b: b, tx: tx, month: m, scope: by.Scope(Proposing),
		run: Run{ID: tx.NewID(), Month: m, Division: by.Division, Ordinal: ordinal, Author: by.ID, By: by.Name, At: tx.Now(), Written: map[Kind]Tally{}},
	}
	var err error
	if p.register, err = readRegister(ctx, tx, m, true); err != nil {
		return Run{}, err
	}
	if p.reasons, err = latestReasons(ctx, tx, m); err != nil {
		return Run{}, err
	}
	if p.proposals, err = latestProposals(ctx, tx, m); err != nil {
		return Run{}, err
	}
	if p.requests, err = b.requests(ctx, tx, p.scope, m); err != nil {
		return Run{}, err
	}
	for _, programme := range b.programmes {
		if err := p.programme(ctx, programme); err != nil {
			return Run{}, fmt.Errorf("propose %s for %s: %w", programme.Code, m, err)
		}
	}
	return p.run, p.write(ctx, by)
}

// requests asks everyone who keeps requests.
func (b *Benefit) requests(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]Request, error) {
	var all []Request
	for _, ask := range b.requesters {
		some, err := ask(ctx, tx, scope, m)
		if err != nil {
			return nil, fmt.Errorf("list open requests: %w", err)
		}
		all = append(all, some...)
	}
	return all, nil
}

// A proposing is one run on its way: what was known before it, and what it will
// write.
type proposing struct {
	b         *Benefit
	tx        *store.Tx
	month     month.Month
	scope     access.Scope
	register  *register
	requests  []Request
	reasons   map[slot]keptReason
	proposals map[slot]Proposal
	run       Run

	newReasons   []keptReason
	newProposals []Proposal
	superseded   []string
}

// A candidate is someone to be assessed in a programme.
type candidate struct {
	holder    Holder
	household string
	before    bool    // had an award in force in the month before
	request   Request // zero: has not asked
}

// programme assesses everyone in one programme, where it is worked out by rule.
func (p *proposing) programme(ctx context.Context, programme Programme) error {
	if programme.Assess == nil {
		return nil
	}
	candidates, err := p.candidates(ctx, programme)
	if err != nil || len(candidates) == 0 {
		return err
	}
	households := make([]string, len(candidates))
	for i, c := range candidates {
		households[i] = c.household
	}
	families, err := gatherMany(ctx, p.tx, p.scope, p.register, programme.Code, unique(households))
	if err != nil {
		return err
	}
	known := make(map[string]int, len(families))
	for i, f := range families {
		known[f.Household] = i
	}
	worked := make([]worked, len(candidates))
	inShares(len(candidates), func(i int) {
		if at, ok := known[candidates[i].household]; ok {
			worked[i] = work(programme, families[at], p.month, candidates[i])
		}
	})
	for i, c := range candidates {
		at, ok := known[c.household]
		if !ok {
			p.run.Unplaced++
			continue
		}
		if worked[i].err != nil {
			return worked[i].err
		}
		p.assess(programme, families[at], c, worked[i], p.register.standing(slot{programme.Code, c.holder}))
	}
	return nil
}

// inShares has something done for each of n numbers, on all processors.
func inShares(n int, do func(i int)) {
	shares := runtime.GOMAXPROCS(0)
	var work sync.WaitGroup
	for first := range shares {
		work.Go(func() {
			for i := first; i < n; i += shares {
				do(i)
			}
		})
	}
	work.Wait()
}

// candidates lists who is to be assessed: those in scope who are paid this month or last, and those who have asked, by
// household.
func (p *proposing) candidates(ctx context.Context, programme Programme) ([]candidate, error) {
	found, err := p.paid(ctx, programme)
	if err != nil {
		return nil, err
	}
	for _, r := range p.requests {
		if r.Programme != programme.Code {
			continue
		}
		holder := Holder{Unit: Household, ID: r.Household}
		if programme.Unit == Person {
			holder = Holder{Unit: Person, ID: r.Person}
		}
		c := found[holder]
		c.holder, c.household, c.request = holder, r.Household, r
		found[holder] = c
	}
	list := make([]candidate, 0, len(found))
	for _, c := range found {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.household, b.household), cmp.Compare(a.holder.ID, b.holder.ID))
	})
	return list, nil
}

// paid are those in scope who have an award of the programme in force this month or last. A holder without a seat stands
// where the award was granted, so that nobody drops out for want of a place.
func (p *proposing) paid(ctx context.Context, programme Programme) (map[Holder]candidate, error) {
	found := map[Holder]candidate{}
	granted := map[Holder]division.Code{}
	for _, a := range p.register.awards {
		if a.programme != programme.Code || !a.before.inForce() && !a.begun.inForce() {
			continue
		}
		c := found[a.holder]
		c.holder, c.before = a.holder, c.before || a.before.inForce()
		found[a.holder], granted[a.holder] = c, a.granted
	}
	seats, err := seatsOf(ctx, p.tx, slices.Collect(maps.Keys(found)), p.month.First())
	if err != nil {
		return nil, err
	}
	for holder, c := range found {
		at, ok := seats[holder]
		if !p.scope.Contains(cmp.Or(at.division, granted[holder])) {
			delete(found, holder)
			continue
		}
		if c.household = at.household; !ok && holder.Unit == Household {
			c.household = holder.ID
		}
		found[holder] = c
	}
	return found, nil
}

// A worked is what an assessment came to, with what its record keeps.
type worked struct {
	Assessment
	result string
	digest string
	err    error
}

// work applies the programme to one candidate. It is pure, so many may be worked out at once.
func work(programme Programme, f Family, m month.Month, c candidate) (w worked) {
	if w.Assessment, w.err = assessed(programme, f, m, c, nil); w.err != nil {
		return w
	}
	w.result, w.err = resultOf(w.Assessment)
	w.digest = digestOf(w.Facts)
	return w
}

// assess keeps the reason of an assessment, and proposes what follows.
func (p *proposing) assess(programme Programme, f Family, c candidate, w worked, s standing) {
	a := w.Assessment
	p.run.Assessed++
	reason := p.reason(programme, f, c, w)
	kind, cause, propose := judge(s, c.request.ID != "", c.before, a)
	if s.last().From > p.month {
		propose = false // a later decision stands already
	}
	was, had := p.proposals[slot{programme.Code, c.holder}]
	if !propose {
		p.run.Unchanged++
		p.supersede(was, had)
		return
	}
	now := Proposal{
		Run: p.run.ID, Month: p.month, Programme: programme.Code, Kind: kind, Holder: c.holder, Household: f.Household, Division: f.Division,
		Award: s.openAward(), Against: s.last().Ordinal, Request: c.request.ID, Cause: cause, Warnings: p.b.terms().warn(programme, f, p.month),
		Old: s.amount(), New: a.Amount, Reason: reason,
	}
	if kind == Incomplete {
		now.New = now.Old
	}
	if had && was.says(now) {
		p.run.Kept++
		return
	}
	p.supersede(was, had)
	now.ID = p.tx.NewID()
	p.newProposals = append(p.newProposals, now)
	t := p.run.Written[kind]
	p.run.Written[kind] = Tally{Count: t.Count + 1, Old: t.Old + now.Old, New: t.New + now.New}
}

// assessed applies the programme to one candidate.
func assessed(programme Programme, f Family, m month.Month, c candidate, why *rules.Explanation) (Assessment, error) {
	if programme.Unit == Person {
		f.Person = c.holder.ID
	}
	if f.Class.Default && c.request.Class.Class != "" {
		f.Class = c.request.Class
	}
	a, err := programme.Assess(f, m, why)
	if err != nil {
		return a, err
	}
	if err := a.sound(); err != nil {
		return a, fmt.Errorf("assessment of household %s by %s is unsound: %w", f.Household, programme.Code, err)
	}
	return a.complete(programme, f), nil
}

// reason keeps the record of an assessment, unless the last one for the month
// says the same.
func (p *proposing) reason(programme Programme, f Family, c candidate, w worked) Reason {
	now := keptReason{result: w.result, Reason: Reason{
		Run: p.run.ID, Programme: programme.Code, Holder: c.holder, Household: f.Household,
		Division: f.Division, Month: p.month, Digest: w.digest, At: p.tx.Now(), Assessment: w.Assessment,
	}}
	if was, ok := p.reasons[slot{programme.Code, c.holder}]; ok && was.says(now) {
		return was.Reason
	}
	now.ID = p.tx.NewID()
	p.newReasons = append(p.newReasons, now)
	return now.Reason
}

// supersede ends an open proposal that no longer says what the facts say.
func (p *proposing) supersede(was Proposal, had bool) {
	if had && was.Closing == nil {
		p.superseded = append(p.superseded, was.ID)
		p.run.Replaced++
	}
}

// says tells whether a proposal for the month says the same as a new one. One
// that facts have changed under is told again, so that it can be confirmed.
func (p Proposal) says(o Proposal) bool {
	return p.State != StateOutdated && p.Kind == o.Kind && p.Award == o.Award && p.Against == o.Against && p.Request == o.Request &&
		p.Reason.ID == o.Reason.ID && slices.Equal(p.Warnings, o.Warnings)
}

// write puts the run on the books.
func (p *proposing) write(ctx context.Context, by access.Actor) error {
	if err := writeRun(ctx, p.tx, p.run); err != nil {
		return err
	}
	if err := writeReasons(ctx, p.tx, p.newReasons); err != nil {
		return err
	}
	if err := writeProposals(ctx, p.tx, p.newProposals); err != nil {
		return err
	}
	err := closeProposals(ctx, p.tx, by, p.run.ID, p.superseded, func(int) Closing { return Closing{State: StateSuperseded} })
	if err != nil {
		return err
	}
	return audit.Append(ctx, p.tx, by, audit.Entry{
		Act: Proposing.Name, Subject: "run", SubjectID: p.run.ID, Division: by.Division,
		Details: map[string]string{
			"month": p.month.String(), "assessed": strconv.Itoa(p.run.Assessed), "written": strconv.Itoa(len(p.newProposals)),
			"kept": strconv.Itoa(p.run.Kept), "replaced": strconv.Itoa(p.run.Replaced),
		},
	})
}

// Sentence tells what the run did in one sentence.
func (r Run) Sentence() string {
	n := 0
	for _, t := range r.Written {
		n += t.Count
	}
	text := fmt.Sprintf("%s：核定 %d 户次，新生成 %d 条建议，沿用 %d 条，取代 %d 条，%d 户次无变化", r.Month.Term(), r.Assessed, n, r.Kept, r.Replaced, r.Unchanged)
	if r.Unplaced > 0 {
		text += fmt.Sprintf("；另有 %d 份待遇或申请的家庭在底册中没有所在地，未能核定", r.Unplaced)
	}
	return text + "。待遇尚未改动，须确认后生效。"
}
