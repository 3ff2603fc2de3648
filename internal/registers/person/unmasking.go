package person

import (
	"context"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Look asks to see one person's full identity number.
//
// 查看完整身份证号码.
type Look struct {
	Person string
	Reason string // what it is needed for, in the officer's words
}

// Unmask gives the full number and logs who looked and why.
//
// It returns fault.Invalid without a reason, fault.NotFound for a person who is not in sight or has no number, and
// fault.Denied without [Unmasking] where the person lives.
func (p *Person) Unmask(ctx context.Context, by access.Actor, u Look) (number string, err error) {
	if strings.TrimSpace(u.Reason) == "" {
		return "", fault.Invalid("reason", "请写明查看完整号码的用途，例如“核对银行开户信息”")
	}
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		view, err := One(ctx, tx, by.Scope(Read), u.Person)
		if err != nil {
			return err
		}
		if err := by.Require(Unmasking, view.Division); err != nil {
			return err
		}
		k, err := known(ctx, tx, u.Person, tx.Today())
		if err != nil {
			return err
		}
		if k.Number.None() {
			return fault.NotFound("%s没有登记身份证号码，请先补录", view.Name)
		}
		number = k.Number.Full()
		return audit.Append(ctx, tx, by, audit.Entry{Act: "person.unmask", Subject: "person", SubjectID: u.Person, Division: view.Division, Reason: u.Reason})
	})
	return number, err
}
