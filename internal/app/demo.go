package app

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"path"
	"time"

	"minzheng/county/zhushan"
	"minzheng/county/zhushan/people"
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/officer"
	"minzheng/internal/registers/place"
)

// What the demonstration shows: last month's roll of 宝丰镇, the families of 城关镇, and the month after.
const (
	demoRoll      = "samples/低保发放名册-宝丰镇-2026年10月.xlsx"
	demoRollAt    = division.Code("420323103000")
	demoFamilies  = "samples/低保家庭情况表-城关镇.xlsx"
	demoFamilyAt  = division.Code("420323100000")
	demoVillage   = division.Code("420323100207") // 城关镇迎丰村
	demoPassword  = "Demo-420323"                 // for all demonstration accounts; they work in no other county
	demoProgramme = "dibao"
)

var (
	demoMonth = month.Must(2026, 11)
	demoAsOf  = month.MustDay(2026, 10, 1)
)

// demoPeriod is the period of the work report's figures in the demonstration, the first half of 2026; a county that is
// none has its own year.
func demoPeriod(demo bool) month.Span {
	if !demo {
		return month.Span{}
	}
	return month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)}
}

type demoCommand struct {
	Listen  string `help:"监听地址" default:"127.0.0.1:8420" placeholder:"ADDR"`
	Prepare bool   `help:"只建立演示县，不提供服务"`
	Scale   string `help:"演示县的规模：none 只导入两份名册，tiny 一个乡镇2000人，demo 全县十分之一，full 全县" enum:"none,tiny,demo,full" default:"demo"`
	Empty   bool   `help:"只建区划和演示账号，不录入人员，不导入名册"`
}

// Run creates the demonstration county where there is none, and serves it. What exists already is left as it is.
func (d demoCommand) Run(ctx context.Context, c *Config) error {
	b, err := openBureau(ctx, c)
	if err != nil {
		return err
	}
	defer b.db.Close()
	if err := b.db.Settle(ctx, zhushan.Code, true); err != nil {
		return err
	}
	if err := b.furnish(ctx); err != nil {
		return err
	}
	accounts, err := b.demonstrate(ctx, d)
	if err != nil {
		return err
	}
	if d.Prepare {
		b.say("演示县已建好。启动：minzheng demo")
		return nil
	}
	return b.serve(ctx, d.Listen, func(at net.Addr) { b.welcome(at, accounts) })
}

// demonstrate goes through what a county does in its first month, and looks its rolls over where there are people. Each step is the act that people do, and a step
// that was done is not done again. An empty county stops before its first list.
func (b *Bureau) demonstrate(ctx context.Context, d demoCommand) ([]officer.Account, error) {
	if err := b.loadPlaces(ctx); err != nil {
		return nil, fmt.Errorf("load the division tree: %w", err)
	}
	accounts, err := b.officer.Demonstrate(ctx, b.demonstrator(), demoVillage, demoPassword)
	if err != nil {
		return nil, fmt.Errorf("make the demonstration accounts: %w", err)
	}
	if d.Empty {
		return accounts, nil
	}
	done, err := b.disbursement.Drafted(ctx, demoProgramme, demoMonth)
	if err != nil {
		return nil, err
	}
	if !done {
		b.say("正在建立演示县（只在第一次）…")
		if err := b.people(ctx, d.Scale); err != nil {
			return nil, err
		}
		if err := b.firstMonth(ctx); err != nil {
			return nil, err
		}
	}
	return accounts, b.firstExamination(ctx)
}

// firstExamination looks the rolls over where there are invented people, unless somebody has done so.
func (b *Bureau) firstExamination(ctx context.Context) error {
	peopled, err := b.disbursement.Drafted(ctx, demoProgramme, demoMonth.Previous())
	if err != nil || !peopled {
		return err
	}
	if done, err := b.rollcheck.Examined(ctx); err != nil || done {
		return err
	}
	return b.timed("名册体检", func() (string, error) {
		run, err := b.rollcheck.Examine(ctx, b.demonstrator(), b.county(), demoMonth)
		return fmt.Sprintf("%d 条疑点", run.Findings), err
	})
}

// people enters the invented people with their history, unless they are there: then the months before have rosters.
func (b *Bureau) people(ctx context.Context, scale string) error {
	if scale == noScale {
		return nil
	}
	chosen, err := people.ParseScale(scale)
	if err != nil {
		return err
	}
	if done, err := b.disbursement.Drafted(ctx, demoProgramme, demoMonth.Previous()); err != nil || done {
		return err
	}
	return b.found(ctx, chosen)
}

// noScale is the scale of a demonstration that has nobody but who stands in the lists.
const noScale = "none"

// firstMonth takes in the two lists, proposes the month after, and drafts its roster.
func (b *Bureau) firstMonth(ctx context.Context) error {
	steps := []struct {
		what string
		do   func() (string, error)
	}{
		{"导入10月发放名册", func() (string, error) { return b.demoImport(ctx, intake.Roll, demoRoll, demoRollAt) }},
		{"导入家庭情况表", func() (string, error) { return b.demoImport(ctx, intake.Families, demoFamilies, demoFamilyAt) }},
		{"认定11月", func() (string, error) {
			if done, err := b.benefit.Ran(ctx, demoMonth); err != nil || done {
				return "已认定", err
			}
			run, err := b.benefit.Propose(ctx, b.demonstrator(), demoMonth)
			return fmt.Sprintf("%d 户", run.Assessed), err
		}},
		{"编制11月名册", func() (string, error) {
			roster, err := b.prepareRoster(ctx, b.demonstrator(), demoProgramme, demoMonth)
			return roster.State().Term(), err
		}},
	}
	for _, s := range steps {
		if err := b.timed(s.what, s.do); err != nil {
			return err
		}
	}
	return nil
}

// demoImport takes in one of the lists, as a clerk would who leaves rows with errors for later.
func (b *Bureau) demoImport(ctx context.Context, kind intake.Kind, name string, at division.Code) (string, error) {
	body, err := fs.ReadFile(b.files, name)
	if err != nil {
		return "", err
	}
	_, done, err := b.intake.Bring(ctx, b.demonstrator(), intake.Submission{Name: path.Base(name), Kind: kind, Division: at, AsOf: demoAsOf, Body: body}, true)
	return done.Sentence(), err
}

// demonstrator is who acts while the demonstration is set up.
func (b *Bureau) demonstrator() access.Actor { return access.System("演示程序", b.county()) }

// loadPlaces loads the county's tree of divisions and their other names.
func (b *Bureau) loadPlaces(ctx context.Context) error {
	f, err := readFolder(b.files, true)
	if err != nil {
		return err
	}
	_, err = b.place.Load(ctx, b.demonstrator(), f.gazette)
	return err
}

func readTable[T any](files fs.FS, name string, read func(io.Reader) ([]T, error)) ([]T, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f)
}

// placeName is what the county is called in its tree.
func (b *Bureau) placeName(ctx context.Context, tx *store.Tx) (string, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return "", err
	}
	return tree.Name(b.county()), nil
}

// say tells the operator how far the work has come.
func (b *Bureau) say(format string, args ...any) { b.config.say(format, args...) }

func (c *Config) say(format string, args ...any) { fmt.Fprintf(c.process.Out, format+"\n", args...) }

// timed says what is being done, does it, and says how long it took.
func (b *Bureau) timed(what string, do func() (string, error)) error {
	start := b.config.process.Clock()
	outcome, err := do()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	b.progress("")
	b.say("%s：%s（%s）", what, outcome, b.config.process.Clock().Sub(start).Round(10*time.Millisecond))
	return nil
}

// welcome prints where the county is served and how to come in.
func (b *Bureau) welcome(at net.Addr, accounts []officer.Account) {
	b.say("\n演示县已在 http://%s 提供服务（全部人员均为虚构）。按 Ctrl+C 停止。\n\n演示账号，密码均为 %s：", at, demoPassword)
	for _, a := range accounts {
		b.say("  %-10s %s　%s", a.SignIn, a.Role.Term(), a.Place)
	}
}
