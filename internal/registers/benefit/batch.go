package benefit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Batch is a list of proposals laid before an officer to be confirmed
// together: reviewed as it stands, then confirmed whole or not at all. 成批确认.
type Batch struct {
	ID        string
	Month     month.Month
	Count     int
	Old, New  money.Fen // per month, before and after
	Author    string
	By        string
	At        time.Time
	Closing   *Closing // nil until confirmed
	Proposals []Proposal
}

// Review lays open proposals before the officer: those named, or all that match
// the filter and can be confirmed when none is named. Nothing takes effect yet.
//
// It returns fault.Denied without benefit.confirm, fault.Invalid for an empty
// batch or one of several months, and fault.Conflict when one of those named
// cannot be confirmed.
func (b *Benefit) Review(ctx context.Context, by access.Actor, f Filter, proposals []string) (Batch, error) {
	if err := by.Require(Confirming, by.Division); err != nil {
		return Batch{}, err
	}
	var batch Batch
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		found, err := b.selected(ctx, tx, by.Scope(Confirming), f, proposals)
		if err != nil {
			return err
		}
		batch = Batch{ID: tx.NewID(), Month: found[0].Month, Count: len(found), Author: by.ID, By: by.Name, At: tx.Now(), Proposals: found}
		for _, p := range found {
			batch.Old, batch.New = batch.Old+p.Old, batch.New+p.New
		}
		return writeBatch(ctx, tx, batch)
	})
	return batch, err
}

// selected are the proposals that a batch is made of.
func (b *Benefit) selected(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter, ids []string) ([]Proposal, error) {
	found, err := candidatesOf(ctx, tx, scope, f, ids)
	if err != nil {
		return nil, err
	}
	var some []Proposal
	for _, p := range found {
		switch {
		case p.Confirmable():
			some = append(some, p)
		case len(ids) > 0:
			return nil, fault.Conflict("%s：%s。请去掉这一件后再成批确认", p.Name, p.hindered())
		}
	}
	if len(some) == 0 {
		return nil, fault.Invalid("proposal", "没有可以确认的建议，请先勾选")
	}
	for _, p := range some {
		if p.Month != some[0].Month {
			return nil, fault.Invalid("proposal", "一批只能是同一个月的建议，请分月确认")
		}
	}
	return some, nil
}

func candidatesOf(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter, ids []string) ([]Proposal, error) {
	if len(ids) == 0 {
		f.State, f.After, f.Limit = StateOpen, "", 0
		return Proposals(ctx, tx, scope, f)
	}
	return proposalsByID(ctx, tx, scope, ids)
}

// batchAct is the name of the act in the activity log.
const batchAct = "benefit.batch"

// ConfirmBatch confirms every proposal of a reviewed batch in one transaction.
// count and sum are what the officer saw: the number of proposals and their new
// amounts per month.
//
// It returns the faults of Confirm for the proposals that cannot be confirmed,
// naming the first; nothing is confirmed then. fault.Conflict also when count or
// sum are not those of the batch, or it was confirmed already.
func (b *Benefit) ConfirmBatch(ctx context.Context, by access.Actor, id string, count int, sum money.Fen) ([]Confirmation, error) {
	var done []Confirmation
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		batch, err := BatchOf(ctx, tx, by.Scope(Confirming), id)
		if err != nil {
			return err
		}
		switch {
		case batch.Closing != nil:
			return fault.Conflict("这一批已由%s于%s确认，不能再办", batch.Closing.By, month.Clock(batch.Closing.At))
		case len(batch.Proposals) != batch.Count:
			return fault.Conflict("这一批中有 %d 件不在您负责的区划内，请重新勾选", batch.Count-len(batch.Proposals))
		case count != batch.Count || sum != batch.New:
			return fault.Conflict("您核对的是 %d 件、每月 %s，这一批是 %d 件、每月 %s，请重新核对", count, sum, batch.Count, batch.New)
		}
		if done, err = b.confirm(ctx, tx, by, id, batch.Proposals); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: batchAct, Subject: "batch", SubjectID: id, Division: by.Division,
			Details: map[string]string{"month": batch.Month.String(), "count": fmt.Sprint(count), "sum": sum.Plain()},
		})
	})
	return done, err
}

// Consequence says in words what confirming the batch does, one sentence for
// each kind of proposal in it: 确认后 3 户自 2026-11 起停发，每月少发 1,200.00 元.
func (b Batch) Consequence(begins func(Proposal) month.Month) []string {
	type group struct {
		kind Kind
		unit Unit
		from month.Month
	}
	counts, changes := map[group]int{}, map[group]money.Fen{}
	var order []group
	for _, kind := range Kinds() {
		for _, p := range b.Proposals {
			if p.Kind != kind {
				continue
			}
			g := group{kind: kind, unit: p.Holder.Unit, from: begins(p)}
			if counts[g] == 0 {
				order = append(order, g)
			}
			counts[g]++
			changes[g] += p.New - p.Old
		}
	}
	var sentences []string
	for _, g := range order {
		word := "户"
		if g.unit == Person {
			word = "人"
		}
		sentences = append(sentences, strings.TrimSuffix("确认后 "+effectInWords(g.kind, counts[g], word, g.from)+"，"+differenceInWords(g.kind, changes[g]), "，"))
	}
	return sentences
}

func effectInWords(kind Kind, n int, word string, from month.Month) string {
	switch kind {
	case Starting:
		return fmt.Sprintf("%d %s自%s起开始发放", n, word, from.Term())
	case Changing:
		return fmt.Sprintf("%d %s自%s起按新金额发放", n, word, from.Term())
	case Stopping:
		return fmt.Sprintf("%d %s自%s起停发", n, word, from.Term())
	}
	return fmt.Sprintf("%d %s的申请不予确认，不发放待遇", n, word)
}

func differenceInWords(kind Kind, fen money.Fen) string {
	switch {
	case kind == Refusing:
		return ""
	case fen < 0:
		return "每月合计少发 " + (-fen).String()
	case fen > 0:
		return "每月合计多发 " + fen.String()
	}
	return "每月合计金额不变"
}

// BeginsWhen is the first month a confirmation made on a day would hold for.
func (b *Benefit) BeginsWhen(p Proposal, on month.Day) month.Month {
	programme, ok := b.Programme(p.Programme)
	if p.Kind == Starting && ok && programme.Begins != nil {
		return max(p.Month, programme.Begins(on))
	}
	return p.Month
}
