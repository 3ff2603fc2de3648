package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/intake"
)

type importCommand struct {
	Args       []string `arg:"" name:"[种类] 文件" help:"文件（.xlsx、.csv）。种类从文件认出；认不出或认错时写在文件前面：roll 低保发放名册，families 低保家庭情况表，tekun 特困供养金发放表，disability 残疾人两项补贴发放表，advanced_age 高龄津贴花名册，deaths 死亡人员名单"`
	Division   string   `help:"名册所属区划的12位代码" required:"" placeholder:"CODE"`
	AsOf       string   `help:"名册从哪一天起有效，如 2026-10-01" required:"" placeholder:"DAY"`
	DryRun     bool     `help:"只试读并列出问题，什么也不写入"`
	AcceptGood bool     `help:"只导入没有错误的户、人，其余留待改正"`
	Report     string   `help:"把逐行逐格的核对报告写到这个文件" placeholder:"FILE"`
}

// Run reads the file, and takes it in unless this is a dry run.
func (i importCommand) Run(ctx context.Context, c *Config) error {
	defer frugal()()
	s, err := i.submission()
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		tell, end := b.config.progress()
		s.Tell = tell
		t, done, err := b.bring(ctx, s, i.DryRun, i.AcceptGood)
		end()
		if t != nil {
			b.sayTrial(t)
			if err := i.report(t); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		if i.DryRun {
			b.say("试读完毕，没有写入任何内容。")
			return nil
		}
		b.say("%s", done.Sentence())
		return nil
	})
}

func (b *Bureau) bring(ctx context.Context, s intake.Submission, dry, acceptGood bool) (*intake.Trial, intake.Taking, error) {
	if dry {
		t, err := b.intake.Try(ctx, b.operator(), s)
		return t, intake.Taking{}, err
	}
	return b.intake.Bring(ctx, b.operator(), s, acceptGood)
}

func (i importCommand) submission() (s intake.Submission, err error) {
	var faults fault.List
	file := i.Args[len(i.Args)-1]
	s.Name = filepath.Base(file)
	s.Division, err = division.Parse(i.Division)
	faults.AddField("division", err)
	s.AsOf, err = month.ParseDay(i.AsOf)
	faults.AddField("as_of", err)
	s.Body, err = readFile(file)
	faults.Add(err)
	if err := faults.Err(); err != nil {
		return s, err
	}
	return s, i.kind(&s)
}

// kind takes the kind that was written, or recognises it from the file.
func (i importCommand) kind(s *intake.Submission) error {
	switch len(i.Args) {
	case 1:
		return s.Recognise()
	case 2:
		s.Kind = intake.Kind(i.Args[0])
		return nil
	}
	return fault.Invalid("file", "一次导入一个文件：minzheng import [种类] 文件")
}

// listMemory is what the runtime's share of the memory of a command that reads lists should stay below; the program itself
// and the database's pages come to some 60 MB beside it, 300 MB in all. A list of 100,000 rows and 20 columns needs some
// 120 MB at once: with no more than that the collector ran all the time, and took half of it.
const listMemory = 232 << 20

// frugal lets memory be given back sooner until the returned function is called. It is for commands that end after
// one list; a server has more than one thing to remember.
func frugal() (usual func()) {
	before := debug.SetMemoryLimit(listMemory)
	return func() { debug.SetMemoryLimit(before) }
}

// readFile reads a file that a person named, up to the size that is taken.
func readFile(path string) ([]byte, error) {
	at, err := os.Stat(path)
	if err == nil && at.Size() > intake.LargestFile {
		return nil, fault.Invalid("file", "文件超过%d兆字节，请按乡镇分开导入", intake.LargestFile>>20)
	}
	body, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFound("没有找到文件：%s", path)
	}
	if err != nil {
		return nil, fault.Unavailable("文件读不出来：%v", err)
	}
	return body, nil
}

// report writes the trial where the operator asked for it.
func (i importCommand) report(t *intake.Trial) error {
	if i.Report == "" {
		return nil
	}
	f, err := os.OpenFile(i.Report, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return errors.Join(t.Report().Write(f), f.Close())
}

// sayTrial prints what was understood and what is wrong, the worst first.
func (b *Bureau) sayTrial(t *intake.Trial) {
	sums := t.Counts()
	good, held := t.Tally()
	unit := t.Kind.Unit()
	if t.Kind.OfHouseholds() {
		b.say("%s：%d 户 %d 人，每月 %s；%d 户可以导入，%d 户有错误", t.Name, sums.Households, sums.People, sums.Total, good, held)
	} else {
		b.say("%s（%s）：%d 行 %d 人；%d %s可以导入，%d %s有错误", t.Name, t.Kind.Term(), sums.Rows, sums.People, good, unit, held, unit)
		for _, p := range t.Pays() {
			b.say("  %s %s：%s", p.Term, p.Span, p.Amount)
		}
	}
	for _, p := range t.Problems {
		b.say("  [%s] %s：%s。%s", p.Level.Term(), p.Place(), p.Says, p.Do)
	}
}
