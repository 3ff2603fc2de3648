package benefit

import (
	"context"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// classes are the dated facts of what class a household was decided to be of.
var classes = store.Facts{Table: "benefit_class", Key: []string{"household"}, Values: []string{"class", "reason"}}

// DecideClass records under which class a household is decided from a month on,
// and why. It stands above what a roll said and above the default; open
// proposals of the household become outdated. 认定城乡类别.
//
// It returns fault.NotFound when the household is not in the actor's sight,
// fault.Denied without benefit.class there, fault.Invalid without class, reason
// or month, and fault.Conflict when somebody decided it after the version that
// was seen; an empty one asks nothing.
func (b *Benefit) DecideClass(ctx context.Context, by access.Actor, household string, class Class, reason string, from month.Month, seen string) error {
	reason = strings.TrimSpace(reason)
	var faults fault.List
	if class != Urban && class != Rural {
		faults.Add(fault.Invalid("class", "请选择按城市还是农村标准认定"))
	}
	if reason == "" {
		faults.Add(fault.Invalid("reason", "请写明认定的理由，例如“有承包地，以务农为主”"))
	}
	if !from.Known() {
		faults.Add(fault.Invalid("from", "请填写自哪个月起按此类别认定"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	return b.db.Write(ctx, func(tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		at, err := seated(ctx, tx, by.Scope(Read), household)
		if err != nil {
			return err
		}
		if err := by.Require(ClassDeciding, at); err != nil {
			return err
		}
		if err := unchanged(ctx, tx, by, classes, "household", household, seen); err != nil {
			return err
		}
		news, err := classes.Set(ctx, tx, []any{household}, []any{string(class), reason}, month.Since(from.First()), by.Name)
		if err != nil || !news {
			return err
		}
		if err := FactsChanged(ctx, tx, by, household); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: ClassDeciding.Name, Subject: "household", SubjectID: household, Division: at, Reason: reason,
			Details: map[string]string{"class": string(class), "from": from.String()},
		})
	})
}

// unchanged refuses to change facts of a record of which something else became
// known since they were seen.
func unchanged(ctx context.Context, tx *store.Tx, by access.Actor, f store.Facts, subject, id, seen string) error {
	if seen == "" {
		return nil
	}
	now, err := f.Version(ctx, tx, id)
	if err != nil || now == seen {
		return err
	}
	who, err := audit.LastOn(ctx, tx, by.Scope(Read), subject, id)
	if err != nil {
		return err
	}
	return fault.Conflict("您打开这张表以后，%s刚改过同一内容，您填写的没有登记。请重新打开，看过现在的再办", who)
}

// seated finds where a household is today.
//
// It returns fault.NotFound when the household is not in scope today.
func seated(ctx context.Context, tx *store.Tx, scope access.Scope, household string) (division.Code, error) {
	where, inside := scope.Where("s.division", 4)
	var at division.Code
	err := tx.QueryRow(ctx, `SELECT s.division FROM household_seat s WHERE s.county = $1 AND `+store.Held("s", 2)+` AND s.household = $3 AND `+where,
		append([]any{tx.County(), tx.Today(), household}, inside...)...).Scan(&at)
	if store.IsNoRows(err) {
		return "", fault.NotFound("没有找到这户家庭，或者它不在您负责的区划内")
	}
	return at, err
}
