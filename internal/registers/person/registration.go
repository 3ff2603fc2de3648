package person

import (
	"context"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Registration enters a person by hand.
//
// 人员登记.
type Registration struct {
	Particulars
	From   month.Day // resident there from
	Source string    // the paper seen: 户口簿, 身份证
}

// Register enters a new person and gives the id.
//
// It returns fault.Denied without [Entering] in the person's division, fault.Invalid for particulars that cannot be,
// and fault.Conflict when the number belongs to somebody.
func (p *Person) Register(ctx context.Context, by access.Actor, r Registration) (id string, err error) {
	if err := by.Require(Entering, r.Division); err != nil && r.Division != "" {
		return "", err
	}
	if strings.TrimSpace(r.Source) == "" {
		return "", fault.Invalid("source", "请写明依据，例如“户口簿”")
	}
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		if id, err = Record(ctx, tx, r.Particulars, r.From, r.Source); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "person.register", Subject: "person", SubjectID: id, Division: r.Division,
			Details: map[string]string{"source": r.Source},
		})
	})
	return id, err
}
