package intake

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
)

// LargeFile is from how many bytes on a file is tried and taken in as work that runs later: reading a megabyte takes a
// second or more, and nobody should wait before a blank page.
const LargeFile = 1 << 20

// Kinds of work.
const (
	trying = "intake.try"
	taking = "intake.takein"
)

// Large tells whether the file is one to be left running and come back to.
func (f File) Large() bool { return f.Size >= LargeFile }

func (s Submission) large() bool { return len(s.Body) >= LargeFile }

// works are the kinds of work of this register.
func (k *Intake) works() []job.Kind {
	return []job.Kind{{Name: trying, Term: "试读名册", Run: k.runTrial}, {Name: taking, Term: "导入名册", Run: k.runTaking}}
}

// ask orders work on a file.
func ask(ctx context.Context, tx *store.Tx, by access.Actor, kind, file, name, input string) error {
	_, err := job.Ask(ctx, tx, by, job.Order{Kind: kind, About: name, Subject: file, Input: input, Path: "/intake/" + file})
	return err
}

// TryLater has a large file tried again, as the registers stand now.
//
// 重新核对. It returns fault.Denied without [Importing] in its division and fault.NotFound for one out of sight.
func (k *Intake) TryLater(ctx context.Context, by access.Actor, id string) error {
	return k.order(ctx, by, trying, id, "")
}

// TakeInLater has a large file taken in as [Intake.TakeIn] does: all of it or nothing, however often it is begun.
//
// 后台导入. It returns fault.Denied without [Importing] in its division and fault.NotFound for one out of sight.
func (k *Intake) TakeInLater(ctx context.Context, by access.Actor, id string, acceptGood bool, seen string) error {
	return k.order(ctx, by, taking, id, fmt.Sprint(flag(acceptGood), " ", seen))
}

func (k *Intake) order(ctx context.Context, by access.Actor, kind, id, input string) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		f, err := One(ctx, tx, by.Scope(Read), id)
		if err != nil {
			return err
		}
		if err := by.Require(Importing, f.Division); err != nil {
			return err
		}
		return ask(ctx, tx, by, kind, id, f.Name, input)
	})
}

// runTrial tries a large file and keeps what was found.
func (k *Intake) runTrial(ctx context.Context, w *job.Work) (string, error) {
	s, err := k.tryAndKeep(ctx, w)
	if err != nil {
		return "", err
	}
	return s.Sentence(), nil
}

// Sentence says what a trial found.
func (s Summary) Sentence() string {
	if s.Refused != "" {
		return s.Refused
	}
	if s.Counts.Households == 0 {
		return fmt.Sprintf("读懂%d人，%d人可以导入，%d人有错误", s.Counts.People, s.Good, s.Held)
	}
	return fmt.Sprintf("读懂%d户%d人，%d户可以导入，%d户有错误", s.Counts.Households, s.Counts.People, s.Good, s.Held)
}

// tryAndKeep keeps all of what was found or nothing: a page that was being written when the power went is written anew.
func (k *Intake) tryAndKeep(ctx context.Context, w *job.Work) (found Summary, err error) {
	file := w.Order.Subject
	var t *Trial
	var mapping string
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		s, err := submission(ctx, tx, w.By.Scope(Read), file)
		if err != nil {
			return err
		}
		s.Tell = w.Step
		w.Step("读取文件", 0, 0)
		if s.Remembered.ID == "" {
			if err := s.recall(ctx, tx); err != nil {
				return err
			}
			mapping = s.Remembered.ID
		}
		t, _, err = k.try(ctx, tx, w.By, s)
		return err
	})
	var pages []keptPage
	switch {
	case explicable(err):
		found.Refused, _ = fault.Sentence(err)
	case err != nil:
		return found, err
	default:
		found = t.Summary()
		if pages, err = t.pages(w.Step); err != nil {
			return found, err
		}
	}
	return found, k.db.Write(ctx, func(tx *store.Tx) error {
		if err := w.Hold(ctx, tx); err != nil {
			return err
		}
		if mapping != "" {
			if err := readBy(ctx, tx, file, mapping); err != nil {
				return err
			}
		}
		return keepTrial(ctx, tx, file, found, pages)
	})
}

// runTaking takes a large file in, in one transaction, and then keeps how it stands against the registers now. When it
// is begun again after the transaction was committed, nothing is taken in twice.
func (k *Intake) runTaking(ctx context.Context, w *job.Work) (string, error) {
	good, seen, _ := strings.Cut(w.Order.Input, " ")
	done, ok, err := k.takenSince(ctx, w)
	if err == nil && !ok {
		_, done, err = k.takeInTelling(ctx, w.By, w.Order.Subject, good == "1", seen, w.Step)
	}
	if err != nil {
		return "", err
	}
	if _, err := k.tryAndKeep(ctx, w); err != nil {
		return "", err
	}
	return done.Sentence(), nil
}

// takenSince is the taking that this very work has done before it was cut short.
func (k *Intake) takenSince(ctx context.Context, w *job.Work) (done Taking, ok bool, err error) {
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		j, found, err := job.On(ctx, tx, taking, w.Order.Subject)
		if err != nil || !found {
			return err
		}
		last, err := lastTaking(ctx, tx, w.Order.Subject)
		if err == nil && last != nil && !last.At.Before(j.AskedAt) && last.By == w.By.Name {
			done, ok = *last, true
		}
		return err
	})
	return done, ok, err
}
