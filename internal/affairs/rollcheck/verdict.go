package rollcheck

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
)

// Judged is said of every verdict, in the transaction that enters it.
var Judged = event.Kind[Verdict]{Name: "rollcheck.Judged"}

// An Outcome is what a verdict says.
type Outcome string

// The outcomes.
const (
	IsVerified Outcome = "verified" // 核实属实: it is as suspected; what follows is decided elsewhere
	IsWrong    Outcome = "wrong"    // 排除: there is nothing in it
)

// Term is the outcome as pages show it.
func (o Outcome) Term() string { return State(o).Term() }

// A Verdict is what an officer found out about a suspect. It changes nobody's benefit. 核实结论.
type Verdict struct {
	ID      string
	Run     string // the finding that was looked at
	Serial  int
	Suspect string // its key; set by the act
	Outcome Outcome
	Reason  string // what was looked at and found
	By      string
	At      time.Time
	Seen    string // id of the verdict that the officer saw, or "none"; empty asks nothing

	author, evidence string
}

// longestReason is how many characters a reason may have.
const longestReason = 500

func (v Verdict) check() error {
	var faults fault.List
	if v.Outcome != IsVerified && v.Outcome != IsWrong {
		faults.Add(fault.Invalid("outcome", "请选择核实属实或排除"))
	}
	if n := utf8.RuneCountInString(strings.TrimSpace(v.Reason)); n == 0 || n > longestReason {
		faults.Add(fault.Invalid("reason", "请写明怎样核实、结果如何，%d字以内", longestReason))
	}
	return faults.Err()
}

// Judge enters what was found out about a suspect. The same verdict on the same evidence is entered once.
//
// 核定疑点. It returns fault.Denied without [Judging] in every place the evidence lies in: a suspect between townships is
// judged by the county; fault.NotFound for a finding out of sight; fault.Invalid without outcome or reason; fault.Conflict
// when another verdict was entered after the one that was seen.
func (r *Rollcheck) Judge(ctx context.Context, by access.Actor, v Verdict) error {
	if err := v.check(); err != nil {
		return err
	}
	err := r.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, "rollcheck/verdict"); err != nil {
			return err
		}
		f, err := findingOf(ctx, tx, by.Scope(Judging), v.Run, v.Serial)
		if err != nil {
			return err
		}
		for _, at := range f.Places {
			if !by.May(Judging, at) {
				return fault.Denied("这条疑点涉及其他乡镇，请由县级核定；您可以把核实情况告诉县级经办")
			}
		}
		v.Suspect, v.evidence, v.Reason = f.Key, f.evidence, strings.TrimSpace(v.Reason)
		if l := f.Verdict; l != nil && l.Outcome == v.Outcome && l.Reason == v.Reason && l.evidence == v.evidence && l.author == by.ID {
			return nil
		}
		if v.Seen != "" && v.Seen != f.seen() && f.Verdict != nil {
			l := f.Verdict
			return fault.Conflict("您打开以后，%s（%s）已记下核实结果：%s，%s。请看过再决定是否另记", l.By, month.Clock(l.At), l.Outcome.Term(), l.Reason)
		}
		v.ID, v.author, v.By, v.At = tx.NewID(), by.ID, by.Name, tx.Now()
		return r.enter(ctx, tx, by, f, v)
	})
	if err != nil {
		return fmt.Errorf("judge suspect: %w", err)
	}
	return nil
}

// seen is what a form says it was made from: the verdict that stands.
func (f Finding) seen() string {
	if f.Verdict == nil {
		return "none"
	}
	return f.Verdict.ID
}

func (r *Rollcheck) enter(ctx context.Context, tx *store.Tx, by access.Actor, f Finding, v Verdict) error {
	_, err := tx.Exec(ctx, `INSERT INTO rollcheck_verdict (county, id, suspect, evidence, run, serial, outcome, reason, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.County(), v.ID, v.Suspect, v.evidence, v.Run, v.Serial, string(v.Outcome), v.Reason, v.author, v.By, tx.Stamp())
	if err != nil {
		return fmt.Errorf("write verdict: %w", err)
	}
	err = audit.Append(ctx, tx, by, audit.Entry{
		Act: Judging.Name, Subject: "rollcheck_suspect", SubjectID: v.Suspect, Division: slices.Min(f.Places), Reason: v.Reason,
		Details: map[string]string{"kind": f.Kind.Term(), "outcome": v.Outcome.Term(), "run": v.Run, "serial": strconv.Itoa(v.Serial)},
	})
	if err != nil {
		return err
	}
	return Judged.Emit(ctx, r.bus, tx, by, v)
}
