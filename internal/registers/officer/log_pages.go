package officer

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// logLine is an entry of the activity log in words.
type logLine struct {
	At, Who, Role, Act, Where, Text string
}

type logView struct {
	Filter   *web.Form
	Officers []web.Choice
	Acts     []web.Choice
	Lines    []logLine
	Pager    *web.Pager
	Limited  bool // the administrator sees what concerns accounts only
}

// logPage shows the activity log 活动记录 of the reader's division. The administrator, who has no business data, sees
// the entries about accounts only.
func (o *Officer) logPage(c *web.Context) error {
	pager := c.Pager(50)
	filter := c.Filter()
	f := audit.Filter{Day: filter.Day("day"), Actor: filter.Text("officer"), Act: filter.Text("act"), Before: pager.After, Limit: pager.Limit()}
	view := logView{Filter: filter, Pager: pager, Acts: o.actChoices(), Limited: c.Actor.Role == access.Administrator}
	if view.Limited {
		f.Subject = "officer"
	}
	if filter.Err() == nil {
		if err := o.readLog(c.Context(), c.Actor, f, &view); err != nil {
			return err
		}
	}
	return c.Render(o.pages, "log.index", "活动记录", view)
}

func (o *Officer) readLog(ctx context.Context, by access.Actor, f audit.Filter, view *logView) error {
	return o.db.Read(ctx, func(tx *store.Tx) error {
		scope := by.Scope(ReadingLog)
		lines, err := audit.List(ctx, tx, scope, f)
		if err != nil {
			return err
		}
		lines = web.Cut(view.Pager, lines, func(l audit.Line) string { return l.ID })
		tree, err := place.Read(ctx, tx)
		if err != nil {
			return err
		}
		view.Lines = nil
		for _, l := range lines {
			view.Lines = append(view.Lines, o.inWords(l, tree))
		}
		view.Officers, err = officerChoices(ctx, tx, scope)
		return err
	})
}

func (o *Officer) inWords(l audit.Line, tree *place.Tree) logLine {
	return logLine{
		At: month.Clock(l.At), Who: l.ActorName, Role: l.Role.Term(), Act: o.word(l.Act), Where: tree.Local(l.Division), Text: o.remarks(l),
	}
}

func (o *Officer) word(act string) string { return cmp.Or(o.acts[act], act) }

func (o *Officer) actChoices() []web.Choice {
	var choices []web.Choice
	for _, act := range slices.Sorted(maps.Keys(o.acts)) {
		choices = append(choices, web.Choice{Value: act, Label: o.acts[act]})
	}
	return choices
}

// actsOn is the timeline of what was done about an officer.
func (o *Officer) actsOn(ctx context.Context, by access.Actor, officer string) ([]web.Moment, error) {
	var moments []web.Moment
	err := o.db.Read(ctx, func(tx *store.Tx) error {
		moments = nil
		lines, err := audit.List(ctx, tx, by.Scope(Reading), audit.Filter{SubjectID: officer, Limit: 20})
		for _, l := range lines {
			m := o.moment(l)
			m.Who = l.ActorName + "（" + l.Role.Term() + "）"
			moments = append(moments, m)
		}
		return err
	})
	return moments, err
}

// Lately is what the actor did last, newest first, for the desk. Coming and going is left out.
func (o *Officer) Lately(ctx context.Context, by access.Actor, most int) ([]web.Moment, error) {
	var moments []web.Moment
	err := o.db.Read(ctx, func(tx *store.Tx) error {
		moments = nil
		lines, err := audit.List(ctx, tx, by.Scope(ReadingLog), audit.Filter{Actor: by.ID, Limit: 5 * most})
		for _, l := range lines {
			if l.Act != signedIn && l.Act != signedOut && len(moments) < most {
				moments = append(moments, o.moment(l))
			}
		}
		return err
	})
	return moments, err
}

func (o *Officer) moment(l audit.Line) web.Moment {
	return web.Moment{When: month.Clock(l.At), What: o.word(l.Act), Text: o.remarks(l), Kind: "quiet"}
}

// clockText is a stamp of the books on a clock in China; empty for none.
func clockText(stamp string) string {
	t, err := store.ParseStamp(stamp)
	if err != nil {
		return ""
	}
	return month.Clock(t)
}
