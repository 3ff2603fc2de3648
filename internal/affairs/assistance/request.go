package assistance

import (
	"context"
	"strings"
	"time"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
)

// A Request is a household's asking for assistance; one of its members asks for
// all. 救助申请.
//
// It is open from the day it was entered until it is answered by a confirmed
// proposal or withdrawn. The procedure from acceptance to decision comes later.
//
// 民发〔2021〕57号 第四条、第六条、第九条.
type Request struct {
	ID          string
	Programme   string
	Household   string
	Applicant   string        // id of the member who asks
	Day         month.Day     // when the household asked
	Channel     Channel       // how
	Class       benefit.Class // as decided with the request; empty: not decided
	ClassReason string
	Authorised  bool // the pledge and the authorisation of the means check are signed
	Note        string

	// Set when it is entered.
	Division division.Code // where the household was
	Author   string
	By       string
	At       time.Time
}

// A Channel is how a request came in. 申请方式.
type Channel string

// The channels.
const (
	Visit   Channel = "visit"   // 本人到场
	Agent   Channel = "agent"   // 委托代办, 第六条
	Online  Channel = "online"  // 网上申请, 第四条
	Sighted Channel = "sighted" // 主动发现后告知申请, 第六条
)

// Channels lists the channels in the order of the form.
func Channels() []Channel { return []Channel{Visit, Agent, Online, Sighted} }

// Term is the channel in Chinese.
func (c Channel) Term() string {
	switch c {
	case Visit:
		return "本人到场"
	case Agent:
		return "委托代办"
	case Online:
		return "网上申请"
	case Sighted:
		return "主动发现后告知申请"
	}
	return ""
}

// A Withdrawal is the household's taking back of its request. 撤回申请.
type Withdrawal struct {
	Request string
	Reason  string
}

// A State is how a request stands, read from its acts. 申请状态.
type State string

// The states.
const (
	Open      State = "open"      // 待核定: entered, and neither answered nor withdrawn
	Granted   State = "granted"   // 已确认: answered by a confirmed award
	Turned    State = "refused"   // 不予确认: answered by a confirmed refusal
	Withdrawn State = "withdrawn" // 已撤回
)

// Term is the state in Chinese.
func (s State) Term() string {
	switch s {
	case Granted:
		return "已确认"
	case Turned:
		return "不予确认"
	case Withdrawn:
		return "已撤回"
	}
	return "待核定"
}

// noteLimit is how many characters the words beside a request may have.
const noteLimit = 500

// Submit enters a household's request and gives its id. The next run of the month
// assesses the household.
//
// It returns fault.Invalid for a form that cannot be, fault.NotFound when the
// household is not in the actor's sight, fault.Denied without
// assistance.request there, and fault.Conflict when the household has an open
// request or gets the benefit already.
func (a *Assistance) Submit(ctx context.Context, by access.Actor, r Request) (id string, err error) {
	r.ClassReason, r.Note = strings.TrimSpace(r.ClassReason), strings.TrimSpace(r.Note)
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, "household/"+r.Household); err != nil {
			return err
		}
		h, err := household.Show(ctx, tx, by.Scope(Read), r.Household, tx.Today())
		if err != nil {
			return err
		}
		if err := by.Require(Requesting, h.Division); err != nil {
			return err
		}
		if err := a.check(r, h, tx.Today()); err != nil {
			return err
		}
		if err := free(ctx, tx, r); err != nil {
			return err
		}
		r.ID, r.Division, r.Author, r.By, r.At = tx.NewID(), h.Division, by.ID, by.Name, tx.Now()
		id = r.ID
		if err := insertRequest(ctx, tx, r); err != nil {
			return err
		}
		entry := audit.Entry{
			Act: "assistance.request", Subject: "request", SubjectID: r.ID, Division: r.Division, Reason: r.Note,
			Details: map[string]string{
				"programme": r.Programme, "household": r.Household, "applicant": r.Applicant, "day": r.Day.String(),
				"channel": string(r.Channel), "class": string(r.Class),
			},
		}
		if err := audit.Append(ctx, tx, by, entry); err != nil {
			return err
		}
		return Submitted.Emit(ctx, a.bus, tx, by, r)
	})
	return id, err
}

// check collects all that is wrong with the form.
func (a *Assistance) check(r Request, h household.Household, today month.Day) error {
	var faults fault.List
	if !a.offers(r.Programme) {
		faults.Add(fault.Invalid("programme", "请选择申请的救助项目"))
	}
	if !member(h, r.Applicant) {
		faults.Add(fault.Invalid("applicant", "请从共同生活的家庭成员中选择申请人"))
	}
	switch {
	case !r.Day.Known():
		faults.Add(fault.Invalid("day", "请填写申请日期"))
	case r.Day > today:
		faults.Add(fault.Invalid("day", "申请日期不能晚于今天"))
	}
	if r.Channel.Term() == "" {
		faults.Add(fault.Invalid("channel", "请选择申请方式"))
	}
	if r.Class != "" && r.Class != benefit.Urban && r.Class != benefit.Rural {
		faults.Add(fault.Invalid("class", "请选择城市或农村"))
	}
	if r.Class != "" && r.ClassReason == "" {
		faults.Add(fault.Invalid("class_reason", "请写明按此类别认定的理由，例如“有承包地，以务农为主”"))
	}
	if !r.Authorised {
		faults.Add(fault.Invalid("authorised", "请先由共同生活的家庭成员签署诚信承诺和经济状况核对授权"))
	}
	if len([]rune(r.Note)) > noteLimit || len([]rune(r.ClassReason)) > noteLimit {
		faults.Add(fault.Invalid("note", "说明太长，请控制在%d字以内", noteLimit))
	}
	return faults.Err()
}

func (a *Assistance) offers(programme string) bool {
	for _, p := range a.Programmes() {
		if p.Code == programme {
			return true
		}
	}
	return false
}

func member(h household.Household, person string) bool {
	for _, m := range h.Members {
		if m.Person == person {
			return true
		}
	}
	return false
}

// free makes sure that the household neither asks twice nor asks for what it
// gets.
func free(ctx context.Context, tx *store.Tx, r Request) error {
	open, err := openOf(ctx, tx, r.Household, r.Programme)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return fault.Conflict("这户家庭%s已由%s登记过同一申请，尚未办结，不必重复登记", open[0].Day.Term(), open[0].By)
	}
	held, err := holds(ctx, tx, r.Household, tx.Today().Month().Next())
	if err != nil {
		return err
	}
	if held {
		return fault.Conflict("这户家庭正在享受这项待遇，情况有变化的请更正家庭境况，由每月核定提出变更")
	}
	return nil
}

// holds tells whether the household itself has dibao in force in a month.
func holds(ctx context.Context, tx *store.Tx, household string, m month.Month) (bool, error) {
	everywhere := access.Within(division.Code(tx.County() + "000000"))
	held, err := benefit.InForce(ctx, tx, everywhere, benefit.Query{Month: m, Programme: dibao.Code, Household: household})
	return len(held) > 0, err
}

// Withdraw takes an open request back.
//
// It returns fault.Invalid without a reason, fault.NotFound when the request is
// not in the actor's sight, fault.Denied without assistance.request there, and
// fault.Conflict when it is no longer open.
func (a *Assistance) Withdraw(ctx context.Context, by access.Actor, w Withdrawal) error {
	w.Reason = strings.TrimSpace(w.Reason)
	if w.Reason == "" || len([]rune(w.Reason)) > noteLimit {
		return fault.Invalid("reason", "请写明撤回的原因（%d字以内），例如“家庭情况好转，自愿撤回”", noteLimit)
	}
	return a.db.Write(ctx, func(tx *store.Tx) error {
		v, err := requestOf(ctx, tx, by.Scope(Read), w.Request)
		if err != nil {
			return err
		}
		if err := tx.Lock(ctx, "household/"+v.Household); err != nil {
			return err
		}
		if err := closing(ctx, tx, v.ID); err != nil {
			return err
		}
		if v, err = requestOf(ctx, tx, by.Scope(Read), w.Request); err != nil {
			return err
		}
		if err := by.Require(Requesting, v.Place); err != nil {
			return err
		}
		if v.State != Open {
			return fault.Conflict("这份申请%s（%s），不能撤回", v.State.Term(), v.ClosedBy)
		}
		if err := insertWithdrawal(ctx, tx, by, w); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "assistance.withdraw", Subject: "request", SubjectID: v.ID, Division: v.Place, Reason: w.Reason,
			Details: map[string]string{"household": v.Household, "programme": v.Programme},
		})
	})
}

// Requests lists, for a run of the month, the open requests made by its end that
// lie in scope today. It is the room's benefit.Requester.
func (a *Assistance) Requests(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month) ([]benefit.Request, error) {
	return openIn(ctx, tx, scope, m.Last())
}

// Answer closes the request that a confirmed proposal answers. It hears
// benefit.Confirmed, in the transaction of the confirmation.
func (a *Assistance) Answer(ctx context.Context, tx *store.Tx, by access.Actor, c benefit.Confirmation) error {
	if c.Request == "" || c.Programme != dibao.Code {
		return nil
	}
	if err := insertAnswer(ctx, tx, by, c); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: "assistance.answer", Subject: "request", SubjectID: c.Request, Division: c.Division, Reason: c.Cause,
		Details: map[string]string{"proposal": c.Proposal, "award": c.Award, "household": c.Household},
	})
}

// classFor is the class a family is decided under: that decided with its last
// request which was not withdrawn, where nobody has decided another.
func classFor(ctx context.Context, tx *store.Tx, f benefit.Family) (benefit.Classed, error) {
	if !f.Class.Default {
		return f.Class, nil
	}
	past, err := ofHousehold(ctx, tx, f.Household)
	if err != nil {
		return f.Class, err
	}
	for _, v := range past {
		if v.Programme == dibao.Code && v.State != Withdrawn && v.Class != "" {
			return benefit.Classed{Class: v.Class, Reason: v.ClassReason}, nil
		}
	}
	return f.Class, nil
}
