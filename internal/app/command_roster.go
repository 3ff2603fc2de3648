package app

import (
	"context"
	"strings"

	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
)

type rosterCommand struct {
	Prepare rosterPrepareCommand `cmd:"" help:"按已确认的待遇编制当月发放名册（提交、审核、签批须三人在页面上办理）"`
	Verify  rosterVerifyCommand  `cmd:"" help:"核验已签批名册：逐行与签批时封存的文件和摘要比对"`
}

type rosterPrepareCommand struct {
	Month     string `help:"月份，如 2026-11" required:"" placeholder:"MONTH"`
	Programme string `help:"待遇项目；不填则编制当月有待遇的全部项目" placeholder:"CODE"`
}

// Run drafts the rosters.
func (r rosterPrepareCommand) Run(ctx context.Context, c *Config) error {
	m, err := readMonth(r.Month)
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		rosters, err := b.prepareRosters(ctx, b.operator(), r.Programme, m)
		for _, roster := range rosters {
			text, err := b.disbursement.Describe(ctx, b.operator(), roster.ID)
			if err != nil {
				return err
			}
			b.say("%s", text)
		}
		return err
	})
}

// prepareRosters drafts the roster of a programme, or those of all programmes.
func (b *Bureau) prepareRosters(ctx context.Context, by access.Actor, programme string, m month.Month) ([]disbursement.Roster, error) {
	if programme == "" {
		return b.disbursement.PrepareAll(ctx, by, m)
	}
	roster, err := b.prepareRoster(ctx, by, programme, m)
	if err != nil {
		return nil, err
	}
	return []disbursement.Roster{roster}, nil
}

// prepareRoster drafts a roster as the command line does, without having looked at an earlier draft.
func (b *Bureau) prepareRoster(ctx context.Context, by access.Actor, programme string, m month.Month) (disbursement.Roster, error) {
	return b.disbursement.Prepare(ctx, by, disbursement.Preparation{Programme: programme, Month: m, Version: disbursement.Whatever})
}

type rosterVerifyCommand struct {
	Month string `help:"月份，如 2026-11；不填则核验全部" placeholder:"MONTH"`
}

// Run fails when a roster differs from what was signed.
func (r rosterVerifyCommand) Run(ctx context.Context, c *Config) error {
	var m month.Month
	if r.Month != "" {
		var err error
		if m, err = readMonth(r.Month); err != nil {
			return err
		}
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		list, err := b.disbursement.VerifyMonth(ctx, b.operator(), m)
		if err != nil {
			return err
		}
		broken := 0
		for _, v := range list {
			if v.Whole() {
				b.say("%s：与签批时一致，%d 笔，摘要（SM3） %s", v.Title, v.Payments, v.Digest)
				continue
			}
			broken++
			b.say("%s：与签批时不一致\n  %s", v.Title, strings.Join(v.Findings, "\n  "))
		}
		if broken > 0 {
			return fault.Conflict("%d 份名册与签批时不一致，请保留现场并报告审计部门", broken)
		}
		if len(list) == 0 {
			b.say("没有名册可核验")
		}
		return nil
	})
}
