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

// A Correction mends what is known of a person. Empty particulars stay as they are.
//
// 人员信息更正. 《中华人民共和国个人信息保护法》 art 46.
type Correction struct {
	Person string
	Particulars
	From   month.Day // residence and telephone hold from this day
	Reason string    // why, in the officer's words
	Source string    // the paper seen
	Seen   string    // [File.Seen] of the file that was corrected; empty when nothing was shown
}

// Correct mends what is known of a person.
//
// It returns fault.Denied without [Entering] where the person lives, and where the person moves to, fault.NotFound for
// a person who is not in sight, fault.Invalid for particulars that cannot be, and fault.Conflict when the number
// belongs to another or when somebody else has changed the file since it was shown.
func (p *Person) Correct(ctx context.Context, by access.Actor, c Correction) error {
	if err := c.check(); err != nil {
		return err
	}
	return p.db.Write(ctx, func(tx *store.Tx) error { return correct(ctx, tx, by, c) })
}

func correct(ctx context.Context, tx *store.Tx, by access.Actor, c Correction) error {
	if err := tx.Lock(ctx, "person/"+c.Person); err != nil {
		return err
	}
	old, err := Show(ctx, tx, by.Scope(Entering), c.Person)
	if err != nil {
		return err
	}
	if c.Division != "" {
		if err := by.Require(Entering, c.Division); err != nil {
			return err
		}
	}
	if c.Seen != "" && c.Seen != old.Seen {
		who, err := audit.LastOn(ctx, tx, by.Scope(Entering), "person", c.Person)
		if err != nil {
			return err
		}
		return fault.Conflict("您打开这张表以后，%s的资料有了变动，最近一次由%s办理，您填写的没有登记。请重新打开看过再改", old.Name, who)
	}
	changed, err := amend(ctx, tx, c.Person, c.Particulars, c.From, c.Source, true)
	if err != nil {
		return err
	}
	if !changed {
		return fault.Invalid("", "没有要更正的内容：填写的与现在登记的相同")
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: "person.correct", Subject: "person", SubjectID: c.Person, Division: old.Division,
		Reason: c.Reason, Details: map[string]string{"changed": c.told(), "source": c.Source},
	})
}

func (c Correction) check() error {
	var faults fault.List
	if strings.TrimSpace(c.Reason) == "" {
		faults.Add(fault.Invalid("reason", "请写明更正的原因"))
	}
	if strings.TrimSpace(c.Source) == "" {
		faults.Add(fault.Invalid("source", "请写明依据，例如“户口簿”"))
	}
	return faults.Err()
}

// told names what the correction tells; the values stand in the facts, and a number never in the log.
func (c Correction) told() string {
	var parts []string
	for _, part := range []struct {
		told bool
		term string
	}{
		{c.Name != "", "姓名"},
		{!c.Number.None(), "身份证号码"},
		{c.Birth.Known(), "出生日期"},
		{c.Sex != "", "性别"},
		{c.Division != "", "居住地"},
		{c.Phone != "", "电话"},
	} {
		if part.told {
			parts = append(parts, part.term)
		}
	}
	return strings.Join(parts, "、")
}
