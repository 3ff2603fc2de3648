package disbursement

import (
	"context"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// Room declares the room to the roof.
func (d *Disbursement) Room() room.Room {
	return room.Room{
		Name: "disbursement", Term: "资金发放", Migrations: Migrations, Routes: d.routes,
		Menu: []web.Link{{
			Group: "业务", Term: "资金发放", Path: "/disbursement", Icon: "report-money", Needs: web.Needs(Read),
			Count: d.count,
		}},
		Ledgers:     ledgers(),
		Permissions: []access.Permission{Read, Preparing, Reviewing, Signing, Exporting},
		Panels: []room.Panel{
			{On: room.OnHousehold, Term: "资金发放", Needs: Read, Show: d.householdPanel},
		},
		Acts: map[string]string{
			"disbursement.prepare": "编制发放名册", "disbursement.hold": "暂缓发放", "disbursement.release": "解除暂缓",
			"disbursement.submit": "报审发放名册", "disbursement.pass": "审核通过发放名册", "disbursement.return": "退回发放名册",
			Founding.Name: Founding.Term, takeoverAct: "由历史台账转入发放名册",
			signAct: "签批发放名册", "disbursement.export": "导出发放名册",
		},
		Waiting:   d.waiting,
		Checks:    d.checks(),
		Spendings: spendings,
		Headlines: d.headlines,
	}
}

// steps says for each state in whose hands the roster is, and what they do next.
var steps = map[State]struct {
	permission access.Permission
	waits      string // 待审核
	next       string
}{
	StateDrafted:   {Preparing, "待报审", "核对问题行，然后报审"},
	StateReturned:  {Preparing, "被退回", "按退回原因更正，重新编制"},
	StateSubmitted: {Reviewing, "待审核", "核对增减变动和金额，审核通过或退回"},
	StatePassed:    {Signing, "待签批", "签批后送财政和银行，或退回"},
}

// count is how many rosters are in the actor's hands. The menu asks for it on every page.
func (d *Disbursement) count(ctx context.Context, by access.Actor) (n int, err error) {
	err = d.db.Read(ctx, func(tx *store.Tx) error {
		n, err = store.Kept(ctx, tx, fmt.Sprintf("disbursement/count/%s/%s/%q", by.Role, by.Division, by.ID), func() (int, error) {
			waiting, err := d.waiting(ctx, tx, by)
			return len(waiting), err
		})
		return err
	})
	return n, err
}

// waiting lists the rosters that are in the actor's hands, each with the day by
// which it has to be paid.
func (d *Disbursement) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	if !by.May(Preparing, county(tx)) && !by.May(Reviewing, county(tx)) && !by.May(Signing, county(tx)) {
		return nil, nil
	}
	rosters, err := unsigned(ctx, tx)
	if err != nil {
		return nil, err
	}
	var waiting []web.Waiting
	for _, r := range rosters {
		step := steps[r.State()]
		if !by.May(step.permission, county(tx)) {
			continue
		}
		w := web.Waiting{Term: r.Title() + step.waits, Text: step.next, Count: 1, Path: "/disbursement/" + r.ID}
		w.Until, w.Late = d.deadline(tx, r)
		waiting = append(waiting, w)
	}
	return waiting, nil
}

// unsigned are the rosters of any month that nobody has signed yet.
func unsigned(ctx context.Context, tx *store.Tx) ([]Roster, error) {
	return rostersWhere(ctx, tx, `NOT EXISTS (SELECT 1 FROM disbursement_signature s
		WHERE s.county = disbursement_roster.county AND s.roster = disbursement_roster.id)
		AND NOT EXISTS (SELECT 1 FROM disbursement_takeover t WHERE t.county = disbursement_roster.county AND t.roster = disbursement_roster.id)`)
}

// headlines says which rosters are late: unsigned, whoever's hands they are in, though the day of payment has passed.
func (d *Disbursement) headlines(ctx context.Context, tx *store.Tx, by access.Actor) ([]room.Headline, error) {
	if !by.Can(Read) {
		return nil, nil
	}
	rosters, err := unsigned(ctx, tx)
	if err != nil {
		return nil, err
	}
	var late []room.Headline
	for _, r := range rosters {
		if until, passed := d.deadline(tx, r); passed {
			late = append(late, room.Headline{
				Term: r.Title() + "还没有签批", Value: "1", Unit: "个", Period: "应于" + until + "，现在" + r.State().Term(),
				Path: "/disbursement/" + r.ID, Source: "disbursement.roster", Risk: true,
			})
		}
	}
	return late, nil
}

// deadline is the day by which the roster has to be paid, in words, where the
// law sets one.
func (d *Disbursement) deadline(tx *store.Tx, r Roster) (until string, late bool) {
	if d.paydays.ClassTerm(r.Programme) == "" {
		return "", false
	}
	value := d.paydays.At(county(tx), r.Programme, r.Month)
	if !value.InForce() {
		return "", false
	}
	day := r.Month.First().AddDays(int(value.Is) - 1)
	return fmt.Sprintf("%d月%d日前发放到户", day.Mon(), day.Dom()), tx.Today() > day
}
