package circumstance

import (
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A watchedView is the list of those who are monitored.
type watchedView struct {
	Filter *web.Form
	Place  string
	Rows   []watchedRow
	Kinds  []web.Fact // how many for each reason
	People int
}

type watchedRow struct {
	Watched
	Place string
}

func (c *Circumstance) monitored(w *web.Context) error {
	view := watchedView{Filter: w.Filter()}
	err := c.db.Read(w.Context(), func(tx *store.Tx) error {
		tree, err := place.Read(w.Context(), tx)
		if err != nil {
			return err
		}
		scope := w.Actor.Scope(Read)
		view.Place = tree.Local(scope.Division())
		if text := w.Query("place"); text != "" {
			at, err := tree.Resolve(text, scope.Division())
			if sentence, ok := fault.Sentence(err); ok {
				view.Filter.Fault("place", "%s", sentence)
				return nil
			}
			scope, view.Place = scope.Narrow(at.Code), tree.Local(at.Code)
		}
		found, err := WatchedOn(w.Context(), tx, scope, tx.Today())
		for _, f := range found {
			view.Rows = append(view.Rows, watchedRow{f, tree.Local(f.Division)})
		}
		return err
	})
	if err != nil {
		return err
	}
	view.count()
	return w.Render(c.pages, "circumstance.monitored", "防止返贫监测对象", view)
}

// count adds up the rows, reason by reason.
func (v *watchedView) count() {
	spec, err := Monitored.Spec()
	if err != nil {
		return
	}
	households := map[string]int{}
	for _, r := range v.Rows {
		households[r.Option]++
		v.People += r.Heads
	}
	for _, o := range spec.Options {
		if n := households[o.Code]; n > 0 {
			v.Kinds = append(v.Kinds, web.Fact{Term: o.Term, Value: n})
		}
	}
}
