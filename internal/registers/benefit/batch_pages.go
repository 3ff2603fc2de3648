package benefit

import (
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

func (b *Benefit) batchNew(c *web.Context) error {
	form := c.Form()
	var f Filter
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		f, err = filterOf(c.Context(), tx, form)
		return err
	})
	ticked := form.All("proposal")
	if form.Text("which") == "all" {
		ticked = nil
	} else if len(ticked) == 0 {
		form.Fault("proposal", "请先勾选要确认的建议")
		err = form.Err()
	}
	var batch Batch
	if err == nil {
		batch, err = b.Review(c.Context(), c.Actor, f, ticked)
	}
	if form.Refused(err) {
		return b.indexPage(c, form)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/benefit/batches/" + batch.ID)
}

// A batchView is a batch laid before the officer.
type batchView struct {
	Batch
	Rows         []proposalRow
	Consequences []string
	Warned       int   // proposals with a warning
	Seen         Tally // of the rows in sight
	Confirms     bool
	Form         *web.Form
}

func (b *Benefit) batchShow(c *web.Context) error { return b.batchPage(c, c.Blank()) }

func (b *Benefit) batchPage(c *web.Context, form *web.Form) error {
	view := batchView{Form: form}
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if view.Batch, err = BatchOf(c.Context(), tx, c.Actor.Scope(Read), c.Path("id")); err != nil {
			return err
		}
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		terms := b.terms()
		for _, p := range view.Proposals {
			view.Rows = append(view.Rows, proposalRow{p, tree.Local(p.Division), terms.Of(p.Programme)})
			view.Seen = Tally{Count: view.Seen.Count + 1, Old: view.Seen.Old + p.Old, New: view.Seen.New + p.New}
			if len(p.Warnings) > 0 {
				view.Warned++
			}
		}
		view.Confirms = view.Closing == nil && c.Actor.Can(Confirming) && view.Seen.Count == view.Count
		view.Consequences = view.Consequence(func(p Proposal) month.Month { return b.BeginsWhen(p, tx.Today()) })
		return nil
	})
	if err != nil {
		return err
	}
	c.Crumb(view.Month.Term()+"待遇核定", "/benefit/proposals?month="+view.Month.String())
	return c.Render(b.pages, "batch.show", "成批确认", view)
}

func (b *Benefit) batchConfirm(c *web.Context) error {
	form := c.Form()
	count, sum := form.Count("count"), form.Money("sum")
	err := form.Err()
	if err == nil {
		_, err = b.ConfirmBatch(c.Context(), c.Actor, c.Path("id"), count, sum)
	}
	if form.Refused(err) {
		return b.batchPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "本批已全部确认。")
	return c.Redirect("/benefit/batches/" + c.Path("id"))
}
