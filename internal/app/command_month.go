package app

import (
	"context"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

type monthCommand struct {
	Propose proposeCommand `cmd:"" help:"对有待遇或有申请的每户按法规认定，列出待确认事项；不改动任何待遇"`
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

// readMonth reads a month as typed on the command line.
func readMonth(text string) (month.Month, error) {
	m, err := month.Parse(text)
	if err != nil {
		return 0, fault.Invalid("month", "“%s”不是月份，请写成 2026-11 这样的形式", text)
	}
	return m, nil
}
