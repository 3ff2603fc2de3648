package household

import (
	"context"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Leaving takes a member out of a household by hand.
//
// 成员迁出.
type Leaving struct {
	Household string
	Person    string
	Heir      string // the new head when the head leaves and others stay
	From      month.Day
	Reason    string
	Seen      string // [Version] of the member that was shown; empty when none was
}

// A Kinship corrects what a member is to the head.
//
// 与户主关系更正.
type Kinship struct {
	Household string
	Person    string
	Relation  Relation
	From      month.Day
	Reason    string
	Seen      string // [Version] of the member that was shown; empty when none was
}

// An Absence records where a member is to be met.
//
// 外出登记.
type Absence struct {
	Household string
	Person    string
	Presence  Presence
	Where     string
	From      month.Day
	Reason    string
	Seen      string // [Version] of the member that was shown; empty when none was
}

// Version tells one state of what is known of a member from earlier and later ones: it changes with every act about the
// member and with every list that says something else.
func Version(ctx context.Context, tx *store.Tx, person string) (string, error) {
	belonging, err := members.Version(ctx, tx, person)
	if err != nil {
		return "", err
	}
	whereabouts, err := presences.Version(ctx, tx, person)
	return belonging + "/" + whereabouts, err
}

// still refuses an act about a member of whom something else became known since the form was shown.
func (h Household) still(ctx context.Context, tx *store.Tx, by access.Actor, m Member, seen string) error {
	if seen == "" {
		return nil
	}
	if err := tx.Lock(ctx, "person/"+m.Person); err != nil {
		return err
	}
	now, err := Version(ctx, tx, m.Person)
	if err != nil || now == seen {
		return err
	}
	who, err := audit.LastOn(ctx, tx, by.Scope(Read), "household", h.ID)
	if err != nil {
		return err
	}
	return fault.Conflict("您打开这张表以后，%s刚改过这户的成员情况，%s现为%s、%s。请返回家庭页面看过再办", who, m.Name, m.Relation.Term(), m.Presence.Term())
}

// MoveOut ends a membership. When the head leaves and others stay, one of them follows as head, and what the others
// are to the new head is left open until somebody states it.
//
// It returns fault.Denied without [Entering] where the household is, fault.NotFound for a household not in sight or
// somebody who is not its member, fault.Invalid when the head leaves without an heir, and fault.Conflict when something
// else became known of the member since the form was shown.
func (r *Register) MoveOut(ctx context.Context, by access.Actor, l Leaving) error {
	if err := checkAct(l.From, l.Reason); err != nil {
		return err
	}
	return r.act(ctx, by, l.Household, func(tx *store.Tx, h Household) error {
		leaver, err := h.member(l.Person)
		if err != nil {
			return err
		}
		if err := h.still(ctx, tx, by, leaver, l.Seen); err != nil {
			return err
		}
		if leaver.Relation == Head && len(h.Members) > 1 {
			heir, err := h.member(l.Heir)
			if err != nil || heir.Person == l.Person {
				return fault.Invalid("heir", "户主迁出后还有%d人，请从中选择新户主", len(h.Members)-1)
			}
			if err := succeed(ctx, tx, h, heir, l.From, l.Reason); err != nil {
				return err
			}
		}
		changed, err := Leave(ctx, tx, l.Person, l.From, l.Reason)
		if err != nil {
			return err
		}
		if !changed {
			return fault.Conflict("%s在这一天之前已经迁出，请重新打开看过再办", leaver.Name)
		}
		return log(ctx, tx, by, "household.leave", h.ID, h.Division, l.Reason, map[string]string{"person": l.Person, "from": l.From.String(), "heir": l.Heir})
	})
}

// succeed makes the heir the head. What the others are was stated to the old head, and is open now.
func succeed(ctx context.Context, tx *store.Tx, h Household, heir Member, from month.Day, reason string) error {
	for _, m := range h.Members {
		relation := Unstated
		if m.Person == heir.Person {
			relation = Head
		}
		if _, err := join(ctx, tx, h.ID, m.Person, relation, month.Since(from), reason); err != nil {
			return err
		}
	}
	return nil
}

// Relate corrects what a member is to the head. A member who becomes the head follows the old one (户主变更), and what
// the others are to the new head is left open until somebody states it.
//
// It returns fault.Denied without [Entering] where the household is, fault.NotFound for a household not in sight or
// somebody who is not its member, fault.Invalid for a relation that is none, and fault.Conflict when the head would
// leave nobody in the place or something else became known of the member since the form was shown.
func (r *Register) Relate(ctx context.Context, by access.Actor, k Kinship) error {
	if err := checkAct(k.From, k.Reason); err != nil {
		return err
	}
	if k.Relation.rank() == len(relations) {
		return fault.Invalid("relation", "请选择与户主的关系")
	}
	return r.act(ctx, by, k.Household, func(tx *store.Tx, h Household) error {
		m, err := h.member(k.Person)
		if err != nil {
			return err
		}
		if err := h.still(ctx, tx, by, m, k.Seen); err != nil {
			return err
		}
		if err := relate(ctx, tx, h, m, k); err != nil {
			return err
		}
		return log(ctx, tx, by, "household.relate", h.ID, h.Division, k.Reason, map[string]string{"person": k.Person, "relation": string(k.Relation), "from": k.From.String()})
	})
}

func relate(ctx context.Context, tx *store.Tx, h Household, m Member, k Kinship) error {
	head, headed := h.Head()
	switch {
	case headed && k.Relation == Head && head.Person != m.Person:
		return succeed(ctx, tx, h, m, k.From, k.Reason)
	case headed && k.Relation != Head && head.Person == m.Person:
		return fault.Conflict("%s是户主；更换户主请把新户主的关系改为“户主”", m.Name)
	}
	_, err := join(ctx, tx, h.ID, m.Person, k.Relation, month.Since(k.From), k.Reason)
	return err
}

// Locate records where a member is to be met: at home, away, in an institution.
//
// It returns fault.Denied without [Entering] where the household is, fault.NotFound for a household not in sight or
// somebody who is not its member, fault.Invalid when somebody who is not at home is nowhere, and fault.Conflict when
// something else became known of the member since the form was shown.
func (r *Register) Locate(ctx context.Context, by access.Actor, a Absence) error {
	if err := checkAct(a.From, a.Reason); err != nil {
		return err
	}
	if a.Presence != Home && a.Where == "" {
		return fault.Invalid("where", "请填写%s的地方，例如“十堰”", a.Presence.Term())
	}
	return r.act(ctx, by, a.Household, func(tx *store.Tx, h Household) error {
		m, err := h.member(a.Person)
		if err != nil {
			return err
		}
		if err := h.still(ctx, tx, by, m, a.Seen); err != nil {
			return err
		}
		if _, err := locate(ctx, tx, a.Person, a.Presence, a.Where, month.Since(a.From), a.Reason); err != nil {
			return err
		}
		return log(ctx, tx, by, "household.locate", h.ID, h.Division, a.Reason, map[string]string{"person": a.Person, "presence": string(a.Presence), "from": a.From.String()})
	})
}

// member gives one member; fault.NotFound for somebody who is none.
func (h Household) member(person string) (Member, error) {
	for _, m := range h.Members {
		if m.Person == person {
			return m, nil
		}
	}
	return Member{}, fault.NotFound("这个人现在不是该户的成员，请重新打开家庭页面核对")
}
