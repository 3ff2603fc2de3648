package household

import (
	"context"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// A Founding enters a new household with its head by hand.
//
// 家庭登记.
type Founding struct {
	Seat
	Head   person.Particulars // with or without number; known people are recognised
	From   month.Day
	Reason string // why, in the officer's words
}

// A Joining brings a person into a household by hand.
//
// 成员迁入.
type Joining struct {
	Household string
	Person    person.Particulars // with or without number; known people are recognised
	Relation  Relation
	From      month.Day
	Reason    string
}

// Found enters a new household with its head and gives its id.
//
// It returns fault.Denied without [Entering] in the seat's division, fault.Invalid for a seat or a head that cannot
// be, and fault.Conflict when the head stands in another household or cannot be told from others of the name.
func (r *Register) Found(ctx context.Context, by access.Actor, f Founding) (id string, err error) {
	if err := by.Require(Entering, f.Division); err != nil {
		return "", err
	}
	if err := checkAct(f.From, f.Reason); err != nil {
		return "", err
	}
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		if err := checkSeat(ctx, tx, f.Seat); err != nil {
			return err
		}
		if id, err = Open(ctx, tx, f.Seat, f.From, f.Reason); err != nil {
			return err
		}
		if err := admit(ctx, tx, id, f.Seat, Joining{Person: f.Head, Relation: Head, From: f.From, Reason: f.Reason}); err != nil {
			return err
		}
		return log(ctx, tx, by, "household.found", id, f.Division, f.Reason, nil)
	})
	return id, err
}

// MoveIn brings a person into a household, and enters the person first when nobody is known by the number or, without
// one, by name and birth in the household's village.
//
// It returns fault.Denied without [Entering] where the household is, fault.NotFound for a household that is not in
// sight, fault.Invalid for a person who cannot be, and fault.Conflict when the person stands in another household,
// cannot be told from others of the name, or would be a second head.
func (r *Register) MoveIn(ctx context.Context, by access.Actor, j Joining) error {
	if err := checkAct(j.From, j.Reason); err != nil {
		return err
	}
	return r.act(ctx, by, j.Household, func(tx *store.Tx, h Household) error {
		if head, ok := h.Head(); ok && j.Relation == Head {
			return fault.Conflict("这户已有户主%s，请先在原户主处办理变更", head.Name)
		}
		if err := admit(ctx, tx, h.ID, h.Seat, j); err != nil {
			return err
		}
		return log(ctx, tx, by, "household.join", h.ID, h.Division, j.Reason, map[string]string{"relation": string(j.Relation), "from": j.From.String()})
	})
}

// act runs a change of one household, which it locks and finds in the actor's sight.
func (r *Register) act(ctx context.Context, by access.Actor, id string, change func(tx *store.Tx, h Household) error) error {
	return r.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, "household/"+id); err != nil {
			return err
		}
		h, err := Show(ctx, tx, by.Scope(Read), id, tx.Today())
		if err != nil {
			return err
		}
		if err := by.Require(Entering, h.Division); err != nil {
			return err
		}
		return change(tx, h)
	})
}

// admit makes a person, known or new, a member.
func admit(ctx context.Context, tx *store.Tx, household string, s Seat, j Joining) error {
	if j.Relation.rank() == len(relations) {
		return fault.Invalid("relation", "请选择与户主的关系")
	}
	id, err := recognise(ctx, tx, s, j)
	if err != nil {
		return err
	}
	changed, err := join(ctx, tx, household, id, j.Relation, month.Since(j.From), j.Reason)
	if err == nil && !changed {
		return fault.Conflict("%s已经是这户的成员", j.Person.Name)
	}
	return err
}

// recognise finds the person in the whole county, since people move between villages, or enters a new one. A number
// decides; without it, name and birth in the household's village.
func recognise(ctx context.Context, tx *store.Tx, s Seat, j Joining) (id string, err error) {
	told := j.Person
	told.Division, told.Address = s.Division, s.Address
	everywhere := access.Within(division.Code(tx.County() + "000000"))
	if !told.Number.None() {
		known, err := person.ByNumber(ctx, tx, everywhere, told.Number)
		switch kind, _ := fault.KindOf(err); {
		case kind == fault.KindNotFound:
			return person.Record(ctx, tx, told, j.From, j.Reason)
		case err != nil:
			return "", err
		case known.Name != told.Name:
			return "", fault.Invalid("name", "这个身份证号码已登记，但姓名不是“%s”，请核对原件", told.Name)
		}
		return known.ID, nil
	}
	if err := tx.Lock(ctx, "person/name/"+string(s.Division)+"/"+told.Name); err != nil { // somebody may enter the same one
		return "", err
	}
	same, err := person.Namesakes(ctx, tx, everywhere, s.Division, told.Name, told.Birth)
	switch {
	case err != nil:
		return "", err
	case len(same) == 0:
		return person.Record(ctx, tx, told, j.From, j.Reason)
	case len(same) > 1 || !told.Birth.Known():
		return "", fault.Conflict("本村已有%d个叫%s的人，请填写身份证号码以便分清", len(same), told.Name)
	}
	return same[0].ID, nil
}

func checkSeat(ctx context.Context, tx *store.Tx, s Seat) error {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return fmt.Errorf("read places: %w", err)
	}
	if _, err := tree.Find(s.Division); err != nil || s.Division.Level() != division.Village {
		return fault.Invalid("division", "请选择家庭所在的村（社区）")
	}
	return nil
}

// checkAct returns what every act by hand must have.
func checkAct(from month.Day, reason string) error {
	var faults fault.List
	if !from.Known() {
		faults.Add(fault.Invalid("from", "请填写从哪一天起"))
	}
	if reason == "" {
		faults.Add(fault.Invalid("reason", "请写明依据，例如“10月20日入户，户口簿”"))
	}
	return faults.Err()
}

func log(ctx context.Context, tx *store.Tx, by access.Actor, act, household string, at division.Code, reason string, details map[string]string) error {
	return audit.Append(ctx, tx, by, audit.Entry{Act: act, Subject: "household", SubjectID: household, Division: at, Reason: reason, Details: details})
}
