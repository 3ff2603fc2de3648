package officer

import (
	"context"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// An Ending is the end of an officer's work here. The account stops at once; the post ends with the day.
//
// 停用.
type Ending struct {
	Officer string
	Reason  string
}

// End records the ending and signs the officer out everywhere.
//
// It returns fault.Denied without [Appointing] in the officer's division, fault.Invalid without a reason,
// fault.NotFound for nobody, and fault.Conflict when the work ended before or the actor is the officer.
func (o *Officer) End(ctx context.Context, by access.Actor, e Ending) error {
	e.Reason = strings.TrimSpace(e.Reason)
	if e.Reason == "" {
		return fault.Invalid("reason", "请填写停用原因，例如：调离")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		v, err := o.subject(ctx, tx, by, e.Officer)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO officer_ending (county, officer, ended_on, reason, ended_at, ended_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			tx.County(), v.ID, tx.Today(), e.Reason, tx.Stamp(), by.ID)
		if err != nil {
			return err
		}
		if _, err := postFacts.End(ctx, tx, []any{v.ID}, tx.Today().AddDays(1), "停用："+by.Name); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "officer.end", Subject: "officer", SubjectID: v.ID, Division: v.Division,
			Reason: e.Reason, Details: map[string]string{"name": v.Name},
		})
	})
}

// subject finds the officer on whom an administrator acts: somebody else, who still works here.
func (o *Officer) subject(ctx context.Context, tx *store.Tx, by access.Actor, id string) (View, error) {
	if !by.Can(Appointing) {
		return View{}, by.Require(Appointing, by.Division)
	}
	if err := tx.Lock(ctx, "officer:"+id); err != nil {
		return View{}, err
	}
	v, err := one(ctx, tx, by.Scope(Appointing), id)
	switch {
	case err != nil:
		return View{}, err
	case v.Ended.Known():
		return View{}, fault.Conflict("%s 的账号已于 %s 停用", v.Name, v.Ended.Term())
	case v.ID == by.ID:
		return View{}, fault.Conflict("不能对自己的账号这样做，请由另一位系统管理员办理")
	}
	return v, nil
}
