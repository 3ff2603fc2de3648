package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"minzheng/county/zhushan"
	"minzheng/internal/affairs/allowance"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/rollcheck"
	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/place"
)

type checkCommand struct {
	Files []string `arg:"" name:"file" help:"名册、家庭情况表、死亡人员名单（.xlsx、.csv），可以一次给几个"`
	Out   string   `help:"把疑点清单写到这个工作簿，每个乡镇一张表" placeholder:"FILE"`
	AsOf  string   `help:"没有写明月份的名册按哪一天算，如 2026-10-01；不填为今天" placeholder:"DAY"`
}

// Run looks over files without any county: it needs no data folder and keeps nothing.
func (k checkCommand) Run(c *Config) error {
	defer frugal()()
	asOf := month.Today(c.process.Clock())
	if k.AsOf != "" {
		day, err := month.ParseDay(k.AsOf)
		if err != nil {
			return err
		}
		asOf = day
	}
	papers, err := readPapers(k.Files)
	if err != nil {
		return err
	}
	e, err := newExamination(asOf)
	if err != nil {
		return err
	}
	tell, end := c.progress()
	e.tell = tell
	all, err := e.read(papers)
	end()
	if err != nil {
		return err
	}
	suspects := e.suspects(all)
	c.sayExamination(e, all, suspects)
	return e.report(all, suspects).writeTo(k.Out)
}

func readPapers(names []string) ([]rollcheck.Paper, error) {
	var papers []rollcheck.Paper
	var faults fault.List
	for _, name := range names {
		body, err := readFile(name)
		faults.Add(err)
		papers = append(papers, rollcheck.Paper{Name: filepath.Base(name), Body: body})
	}
	return papers, faults.Err()
}

// An examination is what files are looked over with when there are no books: the places, the values and the programmes
// that the program carries.
type examination struct {
	county     division.Code
	places     *place.Tree
	programmes []benefit.Programme
	law        *rules.Book
	lawful     func(month.Month) intake.Check
	asOf       month.Day
	tell       intake.Tell
}

func newExamination(asOf month.Day) (examination, error) {
	e := examination{county: division.Code(zhushan.Code + "000000"), asOf: asOf}
	divisions, err := readTable(zhushan.Files, "divisions.csv", place.ReadDivisions)
	if err != nil {
		return e, err
	}
	aliases, err := readTable(zhushan.Files, "aliases.csv", place.ReadAliases)
	if err != nil {
		return e, err
	}
	e.places = place.NewTree(divisions, aliases)
	if e.law, err = demoLaw(); err != nil {
		return e, err
	}
	helps := assistance.New(nil, nil, e.law)
	e.programmes = append(helps.Programmes(), allowance.New(e.law).Programmes()...)
	e.lawful = helps.ListCheck
	return e, nil
}

// read understands the files. Whether their people are invented or real shows in their numbers; both may be looked over
// here, since nothing is kept.
func (e examination) read(papers []rollcheck.Paper) (rollcheck.Understood, error) {
	r := rollcheck.Reading{Places: e.places, Within: e.county, AsOf: e.asOf, Demo: true, Lawful: e.lawful, Tell: e.tell}
	all, err := r.ReadAll(papers)
	if err != nil || !all.Real() {
		return all, err
	}
	r.Demo = false
	return r.ReadAll(papers)
}

func (e examination) suspects(all rollcheck.Understood) []rollcheck.Suspect {
	m := rollcheck.Matter{Programmes: e.programmes, Exclusive: benefit.Clashing(e.law), Place: e.places.Name}
	m.AddAll(all.Files)
	return m.Suspects()
}

func (e examination) report(all rollcheck.Understood, suspects []rollcheck.Suspect) reportFile {
	return reportFile{rollcheck.Report{
		Title: all.Month.Term() + "名册体检", Findings: rollcheck.Listed(suspects, e.county), Place: e.places.Local, Term: rollcheck.Terms(e.programmes),
	}}
}

// A reportFile is a report on its way to a file.
type reportFile struct{ rollcheck.Report }

func (r reportFile) writeTo(name string) error {
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.Unavailable("写不了文件%s：%v", name, err)
	}
	return errors.Join(r.Write(io.Writer(f)), f.Close())
}

// sayExamination prints what was read and what was found, the worst first.
func (c *Config) sayExamination(e examination, all rollcheck.Understood, suspects []rollcheck.Suspect) {
	for _, f := range all.Files {
		c.say("《%s》 %s", f.At.File, f.Says(e.places))
	}
	for _, refusal := range all.Refuse {
		sentence, _ := fault.Sentence(refusal)
		c.say("没有检查：%s", sentence)
	}
	t := rollcheck.Tallied(suspects)
	c.say("")
	c.say("疑点 %d 条：很可能有误 %d 条，请核对 %d 条，备查 %d 条；每月涉及 %s。疑点是问题，不是结论，请逐条核实。", t.Open(), t.Likely, t.Look, t.Info, t.Stake)
	for _, s := range suspects {
		if s.Level == rollcheck.Info {
			continue
		}
		stake := ""
		if s.Stake > 0 {
			stake = fmt.Sprintf("（每月 %s）", s.Stake)
		}
		c.say("[%s] %s：%s%s", s.Level.Term(), s.Kind.Term(), s.Says, stake)
		for _, r := range s.Rows {
			c.say("    %s", r.Heading())
		}
	}
	if t.Info > 0 {
		c.say("备查的 %d 条没有打印，用 --out 写到疑点清单里看。", t.Info)
	}
}
