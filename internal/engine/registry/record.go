package registry

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Record is a record as it stood from one revision to the next.
type Record[T any] struct {
	ID     string
	Is     T
	Struck bool   // 作废: entered by mistake; it counts nowhere and stays to be seen
	Reason string // of a correction or of striking
	Author string
	At     time.Time // when this was entered

	seen string // the revision, as forms carry it
}

// Enter enters records, many at once where there are many, and gives their ids in the same order.
//
// It returns fault.Denied without the register's permission in a record's division, and fault.Invalid with a sentence for each of the
// first faulty records. Then nothing is entered.
func (b *Book[T]) Enter(ctx context.Context, tx *store.Tx, by access.Actor, records []T) ([]string, error) {
	if len(records) == 0 {
		return nil, nil
	}
	ids := make([]string, len(records))
	for i := range ids {
		ids[i] = tx.NewID()
	}
	return ids, b.enter(ctx, tx, by, ids, slices.Clone(records))
}

// fewFaults is up to how many faults are told.
const fewFaults = 20

func (b *Book[T]) enter(ctx context.Context, tx *store.Tx, by access.Actor, ids []string, records []T) error {
	var faults fault.List
	for i := range records {
		r := &records[i]
		if err := b.check(ctx, tx, by, r, nil); err != nil {
			if len(fault.Fields(err)) == 0 || denied(err) {
				return err
			}
			faults.Add(numbered(err, i, len(records)))
		}
		if len(faults) >= fewFaults {
			break
		}
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if err := b.insert(ctx, tx, by, ids, records); err != nil {
		return fmt.Errorf("enter into %s: %w", b.Name, err)
	}
	e := audit.Entry{Act: b.act("enter"), Subject: b.Name}
	if len(records) == 1 {
		e.SubjectID, e.Division, e.Details = ids[0], *b.Home(&records[0]), b.named(records[0])
		return audit.Append(ctx, tx, by, e)
	}
	batch := audit.NewBatch()
	for i := range records {
		batch.Tell("rows", b.values(&records[i])...)
	}
	e.Division, e.Details = by.Division, batch.Details()
	return audit.Append(ctx, tx, by, e)
}

// check wants the permission, the fields that must be there, and what the room wants.
func (b *Book[T]) check(ctx context.Context, tx *store.Tx, by access.Actor, r, before *T) error {
	var faults fault.List
	for _, f := range b.Fields {
		if f.Need && empty(f.At(r)) {
			faults.Add(fault.Invalid(f.Name, "请填写%s", f.Term))
		}
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if b.Check != nil {
		if err := b.Check(ctx, tx, by, r, before); err != nil {
			return err
		}
	}
	return by.Require(b.Writing, *b.Home(r))
}

// numbered says of one of many which one it is.
func numbered(err error, i, n int) error {
	if n == 1 {
		return err
	}
	sentence, _ := fault.Sentence(err)
	return fault.Invalid("", "第%d条：%s", i+1, sentence)
}

func denied(err error) bool {
	kind, _ := fault.KindOf(err)
	return kind == fault.KindDenied
}

// A Correction says of a record what is right instead, and why.
type Correction[T any] struct {
	ID     string
	Seen   string // the revision that was looked at, of [Record.Revision]
	Is     T      // as it should be; fields that are given or fixed are kept as they are
	Reason string
}

// Correct enters what is right instead. A correction that changes nothing changes nothing.
//
// It returns fault.NotFound for a record out of sight, fault.Denied without the register's permission where the record belongs and
// where it would belong, fault.Invalid without a reason, and fault.Conflict when somebody else changed it meanwhile or it was struck.
func (b *Book[T]) Correct(ctx context.Context, tx *store.Tx, by access.Actor, c Correction[T]) error {
	was, err := b.changeable(ctx, tx, by, c.ID, c.Seen)
	if err != nil {
		return err
	}
	for _, f := range b.columns() {
		if f.Given || f.Fixed {
			assign(f.At(&c.Is), f.At(&was.Is))
		}
	}
	if slices.Equal(b.values(&c.Is), b.values(&was.Is)) {
		return nil
	}
	var faults fault.List
	if err := b.check(ctx, tx, by, &c.Is, &was.Is); err != nil {
		if len(fault.Fields(err)) == 0 || denied(err) {
			return err
		}
		faults.Add(err)
	}
	if c.Reason == "" {
		faults.Add(fault.Invalid("reason", "请写明更正的原因"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if err := b.revise(ctx, tx, by, was, c.Is, false, c.Reason); err != nil {
		return err
	}
	details := b.named(c.Is)
	maps.Copy(details, b.differences(was.Is, c.Is))
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: b.act("correct"), Subject: b.Name, SubjectID: c.ID, Division: *b.Home(&c.Is), Reason: c.Reason, Details: details,
	})
}

// Strike says that a record was entered by mistake. It counts nowhere from then on, and stays to be seen.
//
// It returns what [Book.Correct] returns, and what leans on the record.
func (b *Book[T]) Strike(ctx context.Context, tx *store.Tx, by access.Actor, id, seen, reason string) error {
	was, err := b.changeable(ctx, tx, by, id, seen)
	if err != nil {
		return err
	}
	if reason == "" {
		return fault.Invalid("reason", "请写明作废的原因")
	}
	if b.Leans != nil {
		if err := b.Leans(ctx, tx, by, was); err != nil {
			return err
		}
	}
	if err := b.revise(ctx, tx, by, was, was.Is, true, reason); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: b.act("strike"), Subject: b.Name, SubjectID: id, Division: *b.Home(&was.Is), Reason: reason,
		Details: b.named(was.Is),
	})
}

// changeable is the record as it stands, locked, if the actor may change it and nobody did meanwhile.
func (b *Book[T]) changeable(ctx context.Context, tx *store.Tx, by access.Actor, id, seen string) (was Record[T], err error) {
	if err := tx.Lock(ctx, b.Name+"/"+id); err != nil {
		return was, err
	}
	if was, err = b.One(ctx, tx, by.Scope(b.Reading), id); err != nil {
		return was, err
	}
	if err := by.Require(b.Writing, *b.Home(&was.Is)); err != nil {
		return was, err
	}
	switch {
	case was.Struck:
		return was, fault.Conflict("这条记录已经作废，不能再改；需要时请重新登记")
	case seen != was.seen:
		return was, fault.Conflict("%s 刚刚更正过这条记录，请看过后再改", was.Author)
	}
	return was, nil
}

// Revision tells this state of the record from an earlier or later one.
func (r Record[T]) Revision() string { return r.seen }

// named tells in the log which record it was, unless something in it may be withheld: the log is read by more people than the book.
func (b *Book[T]) named(r T) map[string]string {
	for _, f := range b.Fields {
		if f.Withheld != nil && f.Withheld(r) {
			return map[string]string{}
		}
	}
	return map[string]string{"name": b.Title(r)}
}

// differences are the fields that changed, as the log tells them. Who it is about, and what may be withheld, is not told.
func (b *Book[T]) differences(was, is T) map[string]string {
	details := map[string]string{}
	for _, f := range b.Fields {
		before, after := plain(f.At(&was)), plain(f.At(&is))
		if before != after && f.Withheld == nil && f.Shown == nil {
			details[f.Term] = before + " → " + after
		}
	}
	return details
}
