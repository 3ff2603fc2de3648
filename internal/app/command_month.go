package app

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/place"
)

type monthCommand struct {
	Propose  proposeCommand  `cmd:"" help:"对有待遇或有申请的每户按法规认定，列出待确认事项；不改动任何待遇"`
	Redecide redecideCommand `cmd:"" help:"全县测算：对每一户按法规认定，数出符合条件而未享受的、正在享受而不符合的；不生成建议，不改动任何待遇"`
}

type proposeCommand struct {
	Month string `arg:"" help:"月份，如 2026-11"`
}

// Run assesses the month and prints what waits for confirmation.
func (p proposeCommand) Run(ctx context.Context, c *Config) error {
	m, err := readMonth(p.Month)
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		run, err := b.benefit.Propose(ctx, b.operator(), m)
		if err != nil {
			return err
		}
		b.sayRun(run)
		return nil
	})
}

// sayRun prints a run: how many were assessed, and the proposals by kind.
func (b *Bureau) sayRun(run benefit.Run) {
	b.say("%s：认定 %d 户次，其中 %d 户次无变化，%d 项沿用先前的建议，%d 项由新建议取代", run.Month.Term(), run.Assessed, run.Unchanged, run.Kept, run.Replaced)
	for _, kind := range benefit.Kinds() {
		if t := run.Written[kind]; t.Count > 0 {
			b.say("  %s %d 项，月金额 %s → %s", kind.Term(), t.Count, t.Old, t.New)
		}
	}
	if run.Unplaced > 0 {
		b.say("  另有 %d 项因对象在该月1日没有所在地，未能认定，请先登记其家庭所在村（社区）", run.Unplaced)
	}
}

type redecideCommand struct {
	Month   string `arg:"" help:"月份，如 2026-11"`
	Outside bool   `help:"列出符合条件而未享受的家庭（底册中的编号，一行一个）"`
}

// Run applies the law to every household and prints what came of it, by township.
func (r redecideCommand) Run(ctx context.Context, c *Config) error {
	m, err := readMonth(r.Month)
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		all, err := b.benefit.Redecide(ctx, b.operator(), m)
		if err != nil {
			return err
		}
		return b.db.Read(ctx, func(tx *store.Tx) error {
			tree, err := place.Read(ctx, tx)
			if err != nil {
				return err
			}
			for _, d := range all {
				b.sayRedecision(d, tree)
				if !r.Outside {
					continue
				}
				outside, err := b.benefit.ShouldHave(ctx, tx, b.operator().Scope(benefit.Read), d.ID)
				if err != nil {
					return err
				}
				for _, h := range outside {
					b.say("%s", h.ID)
				}
			}
			return nil
		})
	})
}

// sayRedecision prints what a redecision found, of the county and of each township.
func (b *Bureau) sayRedecision(d benefit.Redecision, tree *place.Tree) {
	programme, _ := b.benefit.Programme(d.Programme)
	words := prospectInWords(programme.Unit)
	b.say("%s%s测算：%s。未生成建议，未改动待遇。", d.Month.Term(), programme.Term, words(d.In(d.Division)))
	for _, town := range tree.Children(d.Division) {
		if p := d.In(town.Code); p.Holders > 0 {
			b.say("  %s：%s", town.Name, words(p))
		}
	}
}

// prospectInWords tells a prospect of households or of persons.
func prospectInWords(unit benefit.Unit) func(benefit.Prospect) string {
	word := "户"
	if unit == benefit.Person {
		word = "人"
	}
	sentence := strings.ReplaceAll("共 %d 户，符合条件 %d 户（其中未享受 %d 户，每月应发 %s；享受其他互斥待遇 %d 户），不符合条件 %d 户（其中正在享受 %d 户），资料不全 %d 户（其中正在享受 %d 户）", "户", word)
	return func(p benefit.Prospect) string {
		return fmt.Sprintf(sentence, p.Holders, p.Eligible, p.Outside, p.Due, p.Barred, p.Refused, p.RefusedIn, p.Unknown, p.UnknownIn)
	}
}

// readMonth reads a month as typed on the command line.
func readMonth(text string) (month.Month, error) {
	m, err := month.Parse(text)
	if err != nil {
		return 0, fault.Invalid("month", "“%s”不是月份，请写成 2026-11 这样的形式", text)
	}
	return m, nil
}
