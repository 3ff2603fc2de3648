package person

import (
	"context"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A Retraction takes back one notice of death that turned out to be wrong.
//
// 撤回死亡登记.
type Retraction struct {
	Person string
	Death  string // id of the notice
	Reason string // why, in the officer's words
}

// Retract takes back a notice of death, so that the person is not taken for dead any more. The notice stays on the books
// as what was believed until then.
//
// It returns fault.Denied without [Entering] where the person lives, fault.Invalid without a reason, fault.NotFound for a
// person who is not in sight, and fault.Conflict when the notice is not believed any more.
func (p *Person) Retract(ctx context.Context, by access.Actor, r Retraction) error {
	if strings.TrimSpace(r.Reason) == "" {
		return fault.Invalid("reason", "请写明撤回的原因，例如“经入户核实本人在世”")
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, "person/deaths/"+tx.County()); err != nil {
			return err
		}
		view, err := One(ctx, tx, by.Scope(Read), r.Person)
		if err != nil {
			return err
		}
		if err := by.Require(Entering, view.Division); err != nil {
			return err
		}
		d, err := r.notice(ctx, tx)
		if err != nil {
			return err
		}
		if err := disbelieveDeath(ctx, tx, d.ID); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "person.retract", Subject: "person", SubjectID: r.Person, Division: view.Division, Reason: strings.TrimSpace(r.Reason),
			Details: map[string]string{"notice": d.ID, "says": d.says(), "source": d.Source},
		})
	})
}

// notice finds the notice among those about the person.
func (r Retraction) notice(ctx context.Context, tx *store.Tx) (Death, error) {
	notices, err := Deaths(ctx, tx, access.Within(county(tx)), DeathQuery{Person: r.Person})
	if err != nil {
		return Death{}, err
	}
	for _, d := range notices {
		if d.ID == r.Death {
			return d, nil
		}
	}
	return Death{}, fault.Conflict("这条死亡登记已经撤回，请刷新后查看")
}

func (p *Person) retract(c *web.Context) error {
	form, id := c.Form(), c.Path("id")
	err := p.Retract(c.Context(), c.Actor, Retraction{Person: id, Death: c.Path("death"), Reason: form.Text("reason")})
	if form.Refused(err) {
		return p.file(c, form, "")
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已撤回死亡登记，原登记仍留在记录中。")
	return c.Redirect("/person/" + id)
}
