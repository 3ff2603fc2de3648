package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"html/template"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// Room declares the register to the roof.
func (b *Benefit) Room() room.Room {
	return room.Room{
		Name: "benefit", Term: "待遇台账", Migrations: Migrations, Routes: b.routes,
		Menu: []web.Link{
			{Group: "业务", Term: "待遇核定", Path: "/benefit/proposals", Icon: "clipboard-check", Needs: web.Needs(Read), Count: b.count},
			{Group: "底册", Term: "待遇台账", Path: "/benefit/awards", Icon: "book", Needs: web.Needs(Read)},
		},
		Permissions: []access.Permission{Read, Proposing, Confirming, PayeeChanging, ClassDeciding},
		Panels:      []room.Panel{{On: room.OnHousehold, Term: "待遇", Needs: Read, Show: b.householdPanel}},
		Acts: map[string]string{
			Founding.Name: Founding.Term, Proposing.Name: "核定待遇", redecideAct: "测算全县待遇", Confirming.Name: "确认待遇建议", setAsideAct: "搁置待遇建议", batchAct: "成批确认待遇建议",
			PayeeChanging.Name: "变更领取人", ClassDeciding.Name: "认定城乡类别",
		},
		Waiting:   b.waiting,
		Checks:    checks(),
		Ledgers:   ledgers(),
		Marks:     b.marks,
		Spendings: b.spendings, Spreads: spreads(),
	}
}

func (b *Benefit) routes(m *web.Mux) {
	m.Handle("GET /benefit/proposals", web.Needs(Read), b.proposalIndex)
	m.Handle("GET /benefit/proposals/export", web.Needs(Read), b.proposalExport)
	m.Handle("GET /benefit/awards/export", web.Needs(Read), b.awardExport)
	m.Handle("GET /benefit/proposals/{id}", web.Needs(Read), b.proposalShow)
	m.Handle("GET /benefit/proposals/{id}/print", web.Needs(Read), b.proposalPrint)
	m.Handle("POST /benefit/proposals/{id}/confirmation", web.Needs(Confirming), b.proposalConfirm)
	m.Handle("POST /benefit/proposals/{id}/setaside", web.Needs(Confirming), b.proposalSetAside)
	m.Handle("GET /benefit/reasons/{id}", web.Needs(Read), b.reasonShow)
	m.Handle("GET /benefit/reasons/{id}/print", web.Needs(Read), b.reasonPrint)
	m.Handle("POST /benefit/runs", web.Needs(Proposing), b.runNew)
	m.Handle("POST /benefit/batches", web.Needs(Confirming), b.batchNew)
	m.Handle("GET /benefit/batches/{id}", web.Needs(Read), b.batchShow)
	m.Handle("POST /benefit/batches/{id}/confirmation", web.Needs(Confirming), b.batchConfirm)
	m.Handle("GET /benefit/awards", web.Needs(Read), b.awardIndex)
	m.Handle("GET /benefit/awards/{id}", web.Needs(Read), b.awardShow)
	m.Handle("GET /benefit/awards/{id}/payee", web.Needs(PayeeChanging), b.payeeForm)
	m.Handle("POST /benefit/awards/{id}/payee", web.Needs(PayeeChanging), b.payeeChange)
	m.Handle("GET /benefit/households/{id}/class", web.Needs(ClassDeciding), b.classForm)
	m.Handle("POST /benefit/households/{id}/class", web.Needs(ClassDeciding), b.classDecide)
}

// count is how many proposals the actor could confirm now.
func (b *Benefit) count(ctx context.Context, by access.Actor) (n int, err error) {
	if !by.Can(Confirming) {
		return 0, nil
	}
	scope := by.Scope(Confirming)
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		n, err = store.Kept(ctx, tx, "benefit/confirmable/"+string(scope.Division()), func() (sum int, err error) {
			months, err := pendingByMonth(ctx, tx, scope)
			for _, p := range months {
				sum += p.confirmable
			}
			return sum, err
		})
		return err
	})
	return n, err
}

// pending is how many proposals of a month wait, and for what.
type pending struct {
	month       month.Month
	confirmable int
	incomplete  int
	outdated    int
}

func pendingByMonth(ctx context.Context, tx *store.Tx, scope access.Scope) ([]pending, error) {
	where, inside := scope.Where("p.division", 2)
	var found []pending
	err := each(ctx, tx, `SELECT p.month,
			COUNT(CASE WHEN p.kind <> 'unknown' AND o.proposal IS NULL THEN 1 END),
			COUNT(CASE WHEN p.kind = 'unknown' AND o.proposal IS NULL THEN 1 END),
			COUNT(o.proposal)
		FROM `+acted+` WHERE p.county = $1 AND c.state IS NULL AND `+where+` GROUP BY p.month ORDER BY p.month`,
		append([]any{tx.County()}, inside...), func(rows *sql.Rows) error {
			var p pending
			err := rows.Scan(&p.month, &p.confirmable, &p.incomplete, &p.outdated)
			found = append(found, p)
			return err
		})
	if err != nil {
		return nil, fmt.Errorf("count waiting proposals: %w", err)
	}
	return found, nil
}

// waiting lists what waits for the actor: confirmations for those who confirm,
// missing facts and a new run for those who propose.
func (b *Benefit) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	if !by.Can(Proposing) {
		return nil, nil
	}
	months, err := pendingByMonth(ctx, tx, by.Scope(Proposing))
	if err != nil {
		return nil, err
	}
	var waiting []web.Waiting
	for _, p := range months {
		path := "/benefit/proposals?month=" + p.month.String()
		if by.Can(Confirming) {
			waiting = append(waiting, web.Waiting{
				Term: "待确认的待遇建议（" + p.month.Term() + "）", Text: "逐件或成批核对后确认，或写明原因搁置",
				Count: p.confirmable, Path: path + "&state=" + string(StateOpen),
			})
		}
		waiting = append(waiting,
			web.Waiting{
				Term: "资料不全的家庭（" + p.month.Term() + "）", Text: "补齐资料后重新核定；现有待遇照发",
				Count: p.incomplete, Path: path + "&kind=" + string(Incomplete),
			},
			web.Waiting{
				Term: "资料已变的建议（" + p.month.Term() + "）", Text: "重新核定该月后再确认",
				Count: p.outdated, Path: path + "&state=" + string(StateOutdated),
			})
	}
	return waiting, nil
}

// A panelView is what the household's page shows of this register.
type panelView struct {
	Household string
	Awards    []History
	Proposals []Proposal // that wait
	Reasons   []Reason   // the latest few
	Class     Classed
	Decides   bool // may decide the class
	Terms     programmeTerms
}

// latestShown is how many reason records the panel lists.
const latestShown = 6

// householdPanel shows what a household and its members receive, and what is
// proposed for them.
func (b *Benefit) householdPanel(ctx context.Context, tx *store.Tx, by access.Actor, household string) (template.HTML, error) {
	view := panelView{Household: household, Terms: b.terms()}
	var err error
	if view.Awards, err = OfHousehold(ctx, tx, by.Scope(Read), household); err != nil {
		return "", err
	}
	all, err := ProposalsOf(ctx, tx, by.Scope(Read), household)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if p.Closing == nil {
			view.Proposals = append(view.Proposals, p)
		}
	}
	if view.Reasons, err = ReasonsOf(ctx, tx, by.Scope(Read), household); err != nil {
		return "", err
	}
	view.Reasons = view.Reasons[:min(len(view.Reasons), latestShown)]
	at, err := seated(ctx, tx, by.Scope(Read), household)
	if err != nil {
		return "", err
	}
	view.Decides = by.May(ClassDeciding, at)
	if len(view.Awards) == 0 && len(view.Reasons) == 0 && !view.Decides {
		return "", nil
	}
	for _, p := range b.programmes {
		families, err := Gather(ctx, tx, by.Scope(Read), month.Of(tx.Today()), p.Code, []string{household})
		if err != nil {
			return "", err
		}
		if len(families) == 1 && p.Unit == Household {
			view.Class = families[0].Class
			break
		}
	}
	return b.pages.Fragment("award.panel", view)
}

// programmeTerms are the names of programmes by code, those offered and those
// only held.
type programmeTerms struct {
	offered         []Programme
	compatibilities Compatibilities
}

func (b *Benefit) terms() programmeTerms {
	return programmeTerms{offered: b.programmes, compatibilities: b.pairs}
}

// Of is the short name of a programme.
func (t programmeTerms) Of(code string) string {
	for _, p := range t.offered {
		if p.Code == code {
			return p.Short
		}
	}
	return t.compatibilities.term(code)
}

// Long is the official term of a programme.
func (t programmeTerms) Long(code string) string {
	for _, p := range t.offered {
		if p.Code == code {
			return p.Term
		}
	}
	return t.compatibilities.term(code)
}
