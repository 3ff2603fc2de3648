package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/month"
)

type figuresCommand struct {
	Month  string `arg:"" help:"月份，如 2026-10"`
	Out    string `help:"写到哪个文件夹" default:"." placeholder:"DIR"`
	Public bool   `help:"公开版：隐去小于5的数"`
}

// Run counts the monthly table, writes it as a workbook and prints what the check rules gave.
func (f figuresCommand) Run(ctx context.Context, c *Config) error {
	m, err := readMonth(f.Month)
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		file, checks, err := b.statistics.MonthlyFile(ctx, b.operator(), m, f.Public)
		if err != nil {
			return err
		}
		wrong := 0
		for _, x := range checks {
			if x.Lack == "" && !x.Holds {
				wrong++
				b.say("✘ %s：%s", x.Table, x.Term)
				for _, line := range x.Wrong {
					b.say("    %s", line)
				}
			}
		}
		if !f.Public {
			b.say("校核关系 %d 条，不符 %d 条", len(checks), wrong)
		}
		return b.put(f.Out, file)
	})
}

type reportCommand struct {
	From string `arg:"" help:"起月，如 2026-01"`
	To   string `arg:"" help:"止月，如 2026-06"`
	Out  string `help:"写到哪个文件夹" default:"." placeholder:"DIR"`
}

// Run writes the work report as a document and a workbook, and prints what was left out for want of a source.
func (r reportCommand) Run(ctx context.Context, c *Config) error {
	from, err := readMonth(r.From)
	if err != nil {
		return err
	}
	to, err := readMonth(r.To)
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		files, left, err := b.statistics.ReportFiles(ctx, b.operator(), month.Span{From: from, Until: to.Next()})
		if err != nil {
			return err
		}
		for _, u := range left {
			b.say("未刊印：%s（%s）", u.Words, u.Why)
		}
		return b.put(r.Out, files...)
	})
}

// put writes files into a folder and says where they are.
func (b *Bureau) put(folder string, files ...statistics.File) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("folder for files: %w", err)
	}
	for _, f := range files {
		path := filepath.Join(folder, f.Name)
		if err := os.WriteFile(path, f.Content, 0o600); err != nil {
			return fmt.Errorf("write file: %w", err)
		}
		b.say("已写出 %s", path)
	}
	return nil
}
