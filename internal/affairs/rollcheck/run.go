package rollcheck

import (
	"context"
	"fmt"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Run is one looking over: what was looked at, when and by whom, and how much was found. 一次体检.
type Run struct {
	ID       string
	Source   Source
	Division division.Code
	Place    string // 宝丰镇
	Month    month.Month
	Claims   int
	Amount   money.Fen // a month, of all claims
	Notices  int
	Findings int
	Files    []CheckedFile
	By       string
	At       time.Time

	author string
	part   bool // the reader sees only a part of what it looked over
}

// Whole tells whether the reader sees all that the run looked over. Its totals are told to nobody else.
func (r Run) Whole() bool { return !r.part }

// A CheckedFile is a file that a run looked at, as it was then. 被检文件记录.
type CheckedFile struct {
	Name    string
	File    string // id of the received file; empty for one that was only looked over
	Kind    string
	Digest  string // SM3 of the bytes
	Claims  int
	Notices int
}

// A Source is what a run looked over.
type Source string

// The sources.
const (
	FromRegister Source = "register" // 待遇台账
	FromFiles    Source = "files"    // 文件
	FromBoth     Source = "both"     // 文件，与底册比对
)

// Term is the source as pages show it.
func (s Source) Term() string {
	switch s {
	case FromRegister:
		return "待遇台账"
	case FromFiles:
		return "文件"
	case FromBoth:
		return "文件，与底册比对"
	}
	return string(s)
}

// Title is the run in words: 2026年11月 宝丰镇 待遇台账.
func (r Run) Title() string { return r.Month.Term() + r.Place + "名册体检" }

// Examine looks over the awards in force in a division in a month and keeps what it finds.
//
// 名册体检. It returns fault.Denied without [Examining] in the division, and fault.Invalid for a month that is not known or
// is to come.
func (r *Rollcheck) Examine(ctx context.Context, by access.Actor, at division.Code, m month.Month) (Run, error) {
	if err := by.Require(Examining, at); err != nil {
		return Run{}, err
	}
	var matter Matter
	err := r.db.Read(ctx, func(tx *store.Tx) (err error) {
		if !m.Known() || m > month.Of(tx.Today()).Next() {
			return fault.Invalid("month", "请选择本月或以前的月份")
		}
		matter, err = r.registered(ctx, tx, access.Within(at), m)
		return err
	})
	if err != nil {
		return Run{}, fmt.Errorf("examine %s: %w", m, err)
	}
	return r.keep(ctx, by, Run{Source: FromRegister, Division: at, Month: m}, matter)
}

// keep finds in the matter and writes run and findings down.
func (r *Rollcheck) keep(ctx context.Context, by access.Actor, run Run, matter Matter) (Run, error) {
	suspects := matter.Suspects()
	run.Claims, run.Notices, run.Findings = len(matter.Claims), len(matter.Notices), len(suspects)
	for i := range matter.Claims {
		run.Amount += monthly(&matter.Claims[i])
	}
	err := r.db.Write(ctx, func(tx *store.Tx) error {
		run.ID, run.By, run.author, run.At = tx.NewID(), by.Name, by.ID, tx.Now()
		if err := traceRows(ctx, tx, suspects); err != nil {
			return err
		}
		secret, err := secretOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := insertRun(ctx, tx, run); err != nil {
			return err
		}
		if err := insertFindings(ctx, tx, run, secret, suspects); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: Examining.Name, Subject: "rollcheck_run", SubjectID: run.ID, Division: run.Division,
			Details: map[string]string{
				"source": string(run.Source), "month": run.Month.String(), "claims": fmt.Sprint(run.Claims), "findings": fmt.Sprint(run.Findings),
			},
		})
	})
	if err != nil {
		return Run{}, fmt.Errorf("keep run: %w", err)
	}
	return run, nil
}
