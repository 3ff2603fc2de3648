package rollcheck

import (
	"context"
	"fmt"
	"html/template"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// Room declares the room to the roof.
func (r *Rollcheck) Room() room.Room {
	return room.Room{
		Name: "rollcheck", Term: "名册体检", Migrations: Migrations, Routes: r.routes,
		Menu: []web.Link{{
			Group: "业务", Term: "名册体检", Path: "/rollcheck", Icon: "stethoscope", Needs: web.Needs(Read),
			Count: r.count,
		}},
		Permissions: []access.Permission{Read, Examining, Judging},
		Panels: []room.Panel{
			{On: room.OnPerson, Term: "名册体检", Needs: Read, Show: r.panel},
			{On: room.OnHousehold, Term: "名册体检", Needs: Read, Show: r.panel},
		},
		Acts:      map[string]string{Examining.Name: "名册体检", Judging.Name: "核定疑点", exportAct: "导出疑点清单"},
		Waiting:   r.waiting,
		Ledgers:   []room.Ledger{ledger()},
		Spreads:   []room.Spread{ledger().Spread("suspects", "待核实疑点", "条")},
		Headlines: r.headlines,
	}
}

// latestFindings is the latest run over the register that covers a scope, with what the scope sees of it.
func latestFindings(ctx context.Context, tx *store.Tx, scope access.Scope) (Run, []Finding, error) {
	run, err := Latest(ctx, tx, scope)
	if err != nil || run.ID == "" {
		return run, nil, err
	}
	all, err := findingsOf(ctx, tx, scope, run.ID)
	return run, all, err
}

// open is the latest run, and the likely suspects in it that nobody has judged.
func open(ctx context.Context, tx *store.Tx, scope access.Scope) (Run, []Finding, error) {
	run, all, err := latestFindings(ctx, tx, scope)
	return run, sieve{level: Likely, state: pending}.keep(all), err
}

// count is how many likely suspects in sight nobody has judged. The menu asks for it on every page.
func (r *Rollcheck) count(ctx context.Context, by access.Actor) (n int, err error) {
	scope := by.Scope(Read)
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		n, err = store.Kept(ctx, tx, "rollcheck/likely/"+string(scope.Division()), func() (int, error) {
			_, likely, err := open(ctx, tx, scope)
			return len(likely), err
		})
		return err
	})
	return n, err
}

// waiting lists the likely suspects of the actor's division that wait for a verdict.
func (r *Rollcheck) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	if !by.Can(Judging) {
		return nil, nil
	}
	run, all, err := latestFindings(ctx, tx, by.Scope(Judging))
	if err != nil {
		return nil, err
	}
	at := "（" + run.Month.Term() + "体检）"
	return []web.Waiting{
		{
			Term: "很可能有误的疑点" + at, Text: "逐条核实，写明属实还是排除", Count: len(sieve{level: Likely, state: pending}.keep(all)),
			Path: "/rollcheck/" + run.ID + "?level=" + string(Likely),
		},
		{
			Term: "核实属实、仍在名册上的疑点" + at, Text: "到待遇、家庭页面按程序办理；体检不会自动停发", Count: tallied(all).Verified,
			Path: "/rollcheck/" + run.ID + "?state=" + string(Verified),
		},
	}, nil
}

// headlines says how many likely suspects are open.
func (r *Rollcheck) headlines(ctx context.Context, tx *store.Tx, by access.Actor) ([]room.Headline, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	run, likely, err := open(ctx, tx, by.Scope(Read))
	if err != nil || run.ID == "" {
		return nil, err
	}
	return []room.Headline{{
		Term: "名册疑点（很可能有误，待核实）", Value: fmt.Sprint(len(likely)), Unit: "条", Period: run.Month.Term() + "体检",
		Path: "/rollcheck/" + run.ID + "?level=" + string(Likely), Source: ledgerName,
		Risk: true,
	}}, nil
}

// panel shows what the latest run found about a person or a household.
func (r *Rollcheck) panel(ctx context.Context, tx *store.Tx, by access.Actor, id string) (template.HTML, error) {
	run, err := Latest(ctx, tx, by.Scope(Read))
	if err != nil || run.ID == "" {
		return "", err
	}
	found, err := findingsAbout(ctx, tx, by.Scope(Read), run.ID, id)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return r.pages.Fragment("finding.panel", panelView{run, found})
}

// A panelView is what the page of a person or a household shows.
type panelView struct {
	Run      Run
	Findings []Finding
}

// ledgerName is the name under which figures count suspects.
const ledgerName = "rollcheck.suspects"

// ledger is the book of open suspects: of the last run over the register that was made by the end of the span.
func ledger() room.Ledger {
	return room.Ledger{
		Name: ledgerName, Term: "名册疑点", Kind: room.Stock, Needs: Read,
		Source: "名册体检：截至期末最近一次体检发现、尚未核定的疑点，金额为每月涉及金额",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			run, err := latestBefore(ctx, tx, scope, span.Until)
			if err != nil || run.ID == "" {
				return nil, err
			}
			all, err := findingsOf(ctx, tx, scope, run.ID)
			if err != nil {
				return nil, err
			}
			var entries []room.Entry
			for _, f := range (sieve{state: pending}).keep(all) {
				entries = append(entries, room.Entry{
					ID: f.Key, Day: month.Today(run.At), Division: f.Places[0], Programme: string(f.Kind), Item: f.Level.Term(),
					Amount: f.Stake, Words: f.Kind.Term() + "：" + f.Says, Path: f.Path(),
				})
			}
			return entries, nil
		},
	}
}
