package statistics

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// A Kind says what an edition is of.
type Kind string

// The kinds.
const (
	Monthly Kind = "monthly" // 统计月报
	Work    Kind = "report"  // 工作报告
)

// Term is the kind in the words of the office.
func (k Kind) Term() string {
	if k == Monthly {
		return "统计月报"
	}
	return "工作报告"
}

// An Edition is a table or report as it was counted once and for all: who prepared, reviewed and signed it, for which
// time, and the digest of what it says. Nothing that is corrected in the registers later changes it.
//
// 统计报表定稿. 《统计法》第七条、第九条、第二十四条.
type Edition struct {
	ID     string
	Kind   Kind
	Span   month.Span
	Number int    // first, second … edition of this time
	Unit   string // 填报单位
	Digest string // SM3 of what it says

	Prepared Mark
	Reviewed *Mark
	Returned *Mark // with the reason
	Signed   *Mark
	Later    bool // there is a later edition of the same time

	text []byte
}

// A Mark says who did an act and when.
type Mark struct {
	Author string // the officer's id
	By     string // the officer's name as it was then
	At     time.Time
	Reason string // of a return
}

// A State is where an edition stands.
type State string

// The states, read from the acts.
const (
	StatePrepared State = "prepared" // 待审核: until it is reviewed or returned
	StateReviewed State = "reviewed" // 待签发: until it is signed or returned
	StateReturned State = "returned" // 已退回: to be prepared anew
	StateSigned   State = "signed"   // 已签发: for good
	StateReplaced State = "replaced" // 已另编: a later edition took its place before it was signed
)

// Term is the state in the words of the office.
func (s State) Term() string {
	return map[State]string{StatePrepared: "待审核", StateReviewed: "待签发", StateReturned: "已退回", StateSigned: "已签发", StateReplaced: "已另编"}[s]
}

// State is where the edition stands.
func (e Edition) State() State {
	switch {
	case e.Signed != nil:
		return StateSigned
	case e.Returned != nil:
		return StateReturned
	case e.Later:
		return StateReplaced
	case e.Reviewed != nil:
		return StateReviewed
	}
	return StatePrepared
}

// Title is what the edition is called: 2026年10月民政统计月报（第2稿）.
func (e Edition) Title() string {
	title := spanTerm(e.Span)
	if e.Kind == Monthly {
		title += "民政统计月报"
	} else {
		title += "民政工作报告"
	}
	if e.Number > 1 {
		title += fmt.Sprintf("（第%d稿）", e.Number)
	}
	return title
}

// A content is what an edition says, in the form in which it is kept.
type content struct {
	Title   string               `json:"title"`
	Place   string               `json:"place"`
	Ledgers map[string]described `json:"ledgers"`
	Tables  []Table              `json:"tables,omitempty"`
	Report  *Report              `json:"report,omitempty"`
}

// A described ledger is what a reader of an edition must know of it.
type described struct {
	Term   string          `json:"term"`
	Kind   room.LedgerKind `json:"kind"`
	Source string          `json:"source"`
}

// books are the ledgers as they were described when the edition was made.
func (c content) books() map[string]room.Ledger {
	books := map[string]room.Ledger{}
	for name, d := range c.Ledgers {
		books[name] = room.Ledger{Name: name, Term: d.Term, Kind: d.Kind, Source: d.Source}
	}
	return books
}

// content reads what the edition says.
func (e Edition) content() (c content, err error) {
	if err = json.Unmarshal(e.text, &c); err != nil {
		return c, fmt.Errorf("read edition %s: %w", e.ID, err)
	}
	return c, nil
}

// whole tells whether the edition still is what its digest says.
func (e Edition) whole() bool { return digest(e.text) == e.Digest }

func digest(text []byte) string {
	sum := sm3.Sum(text)
	return hex.EncodeToString(sum[:])
}

// Prepare counts a monthly table or writes a work report and freezes it as an edition. The same once more, as long as
// nothing has changed, gives the edition that is there.
//
// 编制.
//
// It returns fault.Denied without statistics.prepare for the county, and fault.Invalid for a time that is not over yet.
func (s *Statistics) Prepare(ctx context.Context, by access.Actor, kind Kind, span month.Span) (Edition, error) {
	e := Edition{Kind: kind, Span: span}
	err := s.db.Read(ctx, func(tx *store.Tx) error {
		if err := by.Require(Preparing, county(tx)); err != nil {
			return err
		}
		if err := isOver(kind, span, tx.Today()); err != nil {
			return err
		}
		c, err := s.reading(ctx, tx, by).say(kind, span)
		if err != nil {
			return err
		}
		e.Unit = s.officeOf(c.Place)
		e.text, err = json.Marshal(c)
		return err
	})
	if err == nil {
		e.Digest = digest(e.text)
		err = s.db.Write(ctx, func(tx *store.Tx) (err error) {
			e, err = keep(ctx, tx, by, e)
			return err
		})
	}
	if err != nil {
		return Edition{}, fmt.Errorf("prepare %s of %s: %w", kind, span.Until.Previous(), err)
	}
	return e, nil
}

// isOver refuses a time that nobody can have counted to its end.
func isOver(kind Kind, span month.Span, today month.Day) error {
	switch {
	case kind != Monthly && kind != Work:
		return fault.Invalid("kind", "请选择统计月报或工作报告")
	case span.Empty() || !span.From.Known():
		return fault.Invalid("from", "请写明起止月份，起月不能在止月之后")
	case kind == Monthly && span.Until != span.From.Next():
		return fault.Invalid("month", "统计月报一次编一个月")
	case span.Until.Previous() > month.Of(today):
		return fault.Invalid("month", "%s还没有到，不能编制定稿", span.Until.Previous().Term())
	}
	return nil
}

// say counts what an edition says.
func (r *reading) say(kind Kind, span month.Span) (c content, err error) {
	tree, err := place.Read(r.ctx, r.tx)
	if err != nil {
		return c, err
	}
	c = content{Place: tree.Name(county(r.tx)), Ledgers: map[string]described{}}
	if kind == Monthly {
		c.Title = r.monthly.Title + "（" + r.monthly.Part + "）"
		if c.Tables, err = r.fillTables(r.monthly, span.From, r.everyTable(county(r.tx))); err != nil {
			return c, err
		}
		for _, t := range c.Tables {
			for _, x := range t.Columns {
				c.describe(r.ledgers, x.Ledger)
			}
		}
		return c, nil
	}
	w, err := r.wording()
	if err != nil {
		return c, err
	}
	written, err := r.write(w, span)
	if err != nil {
		return c, err
	}
	c.Title, c.Report = written.Title, &written
	for _, x := range written.References {
		c.describe(r.ledgers, x.Figure.Ledger)
	}
	return c, nil
}

func (c content) describe(ledgers map[string]room.Ledger, name string) {
	if l, ok := ledgers[name]; ok {
		c.Ledgers[name] = described{l.Term, l.Kind, l.Source}
	}
}

// keep writes an edition down, unless the last one of its time says the same and was not returned.
func keep(ctx context.Context, tx *store.Tx, by access.Actor, e Edition) (Edition, error) {
	if err := by.Require(Preparing, county(tx)); err != nil {
		return e, err
	}
	if err := tx.Lock(ctx, "statistics/"+tx.County()); err != nil {
		return e, err
	}
	last, err := editionsWhere(ctx, tx, `e.form = $2 AND e.from_month = $3 AND e.until_month = $4`, string(e.Kind), e.Span.From, e.Span.Until)
	if err != nil {
		return e, err
	}
	if len(last) > 0 {
		if newest := last[0]; newest.Digest == e.Digest && newest.Returned == nil {
			return newest, nil
		}
		e.Number = last[0].Number
	}
	e.Number++
	e.ID, e.Prepared = tx.NewID(), Mark{Author: by.ID, By: by.Name, At: tx.Now()}
	if err := writeEdition(ctx, tx, e); err != nil {
		return e, err
	}
	return e, audit.Append(ctx, tx, by, e.entry(tx, Preparing.Name, ""))
}

// entry is an act on the edition as the activity log keeps it.
func (e Edition) entry(tx *store.Tx, act, reason string) audit.Entry {
	return audit.Entry{
		Act: act, Subject: "statistics.edition", SubjectID: e.ID, Division: county(tx), Reason: reason,
		Details: map[string]string{"title": e.Title(), "digest": e.Digest},
	}
}

// Review records that somebody else found the edition right.
//
// 审核.
//
// It returns fault.Denied without statistics.review, and to whoever prepared it; fault.Conflict when it does not wait
// for review.
func (s *Statistics) Review(ctx context.Context, by access.Actor, id string) error {
	return s.act(ctx, by, Reviewing, id, "审核", func(tx *store.Tx, e Edition) error {
		if err := e.in("审核", StatePrepared); err != nil {
			return err
		}
		return writeMark(ctx, tx, "review", e.ID, by)
	})
}

// Sign signs an edition that was reviewed, by which it is reported.
//
// 签发.
//
// It returns fault.Denied without statistics.report, and to whoever prepared or reviewed it; fault.Conflict when it does
// not wait for signature.
func (s *Statistics) Sign(ctx context.Context, by access.Actor, id string) error {
	return s.act(ctx, by, Reporting, id, "签发", func(tx *store.Tx, e Edition) error {
		if err := e.in("签发", StateReviewed); err != nil {
			return err
		}
		return writeMark(ctx, tx, "signature", e.ID, by)
	})
}

// returnAct is the act under which the activity log keeps a return.
const returnAct = "statistics.return"

// Return gives an edition back, with the reason, to be prepared anew. Who signs may return what was reviewed.
//
// 退回.
//
// It returns fault.Denied without statistics.review (or statistics.report, when it was reviewed); fault.Invalid without a
// reason; fault.Conflict when it waits for neither.
func (s *Statistics) Return(ctx context.Context, by access.Actor, id, reason string) error {
	need, reason := Reviewing, strings.TrimSpace(reason)
	if by.Can(Reporting) {
		need = Reporting
	}
	return s.act(ctx, by, need, id, "", func(tx *store.Tx, e Edition) error {
		if reason == "" {
			return fault.Invalid("reason", "请写明退回的原因")
		}
		wanted := StatePrepared
		if by.Can(Reporting) {
			wanted = StateReviewed
		}
		if err := e.in("退回", wanted); err != nil {
			return err
		}
		if err := writeReturn(ctx, tx, e.ID, by, reason); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, e.entry(tx, returnAct, reason))
	})
}

// act does something with an edition, by somebody who had no part in it before where apart names the act.
func (s *Statistics) act(ctx context.Context, by access.Actor, p access.Permission, id, apart string, do func(*store.Tx, Edition) error) error {
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		if err := by.Require(p, county(tx)); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "statistics/"+tx.County()); err != nil {
			return err
		}
		e, err := editionByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if !e.whole() {
			return fault.Conflict("%s的内容与校验码不符，不能办理。请保留现场，请系统管理员核查", e.Title())
		}
		if apart == "" {
			return do(tx, e)
		}
		if err := e.apart(by, apart); err != nil {
			return err
		}
		if err := do(tx, e); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, e.entry(tx, p.Name, ""))
	})
	if err != nil {
		return fmt.Errorf("%s edition %s: %w", p.Name, id, err)
	}
	return nil
}

// in wants the edition in a state.
func (e Edition) in(act string, wanted State) error {
	if e.State() == wanted {
		return nil
	}
	return fault.Conflict("%s现在是“%s”，不能%s，请刷新页面查看", e.Title(), e.State().Term(), act)
}

// apart wants three people: who prepared does not review, who reviewed does not sign.
func (e Edition) apart(by access.Actor, act string) error {
	switch {
	case by.Role == access.Machine:
		return fault.Denied("%s要由人办理，系统不能代办", act)
	case e.Prepared.Author == by.ID:
		return fault.Denied("这份%s由您编制，不能再%s；编制、审核、签发须是三个人", e.Kind.Term(), act)
	case e.Reviewed != nil && e.Reviewed.Author == by.ID:
		return fault.Denied("这份%s由您审核，不能再%s；编制、审核、签发须是三个人", e.Kind.Term(), act)
	}
	return nil
}
