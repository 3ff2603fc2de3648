package rollcheck

import (
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

func (r *Rollcheck) routes(m *web.Mux) {
	m.Handle("GET /rollcheck", web.Needs(Read), r.index)
	m.Handle("POST /rollcheck", web.Needs(Examining), r.examine, web.Patient)
	m.Handle("GET /rollcheck/files", web.Needs(Examining), r.filesBlank)
	m.Handle("POST /rollcheck/files", web.Needs(Examining), r.examineFiles, web.Uploads)
	m.Handle("GET /rollcheck/{run}", web.Needs(Read), r.show)
	m.Handle("GET /rollcheck/{run}/export", web.Needs(Read), r.export, web.Patient)
	m.Handle("GET /rollcheck/{run}/print", web.Needs(Read), r.print)
	m.Handle("GET /rollcheck/{run}/{serial}", web.Needs(Read), r.finding)
	m.Handle("POST /rollcheck/{run}/{serial}/verdict", web.Needs(Judging), r.judge)
}

const (
	worstShown = 10
	runsShown  = 10
	rowsOnPage = 50
)

// indexView is the start page.
type indexView struct {
	Form     *web.Form
	Places   []web.Choice
	Examines bool
	Run      Run
	Tally    Tally
	Matrix   matrix
	Worst    []findingRow
	Runs     []Run
	Place    string
	Whole    bool // the reader's division is the county
}

func (r *Rollcheck) index(c *web.Context) error {
	form := c.Blank()
	form.Set("month", month.Of(month.Today(c.Now())).String())
	form.Set("division", string(c.Actor.Division))
	return r.startPage(c, form)
}

func (r *Rollcheck) startPage(c *web.Context, form *web.Form) error {
	view := indexView{Form: form, Examines: c.Actor.Can(Examining), Whole: c.Actor.Division.Level() == division.County}
	err := r.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		ctx, scope := c.Context(), c.Actor.Scope(Read)
		tree, err := place.Read(ctx, tx)
		if err != nil {
			return err
		}
		view.Places, view.Place = placesFor(tree, c.Actor.Division), tree.Local(c.Actor.Division)
		if view.Runs, err = runs(ctx, tx, scope, "", runsShown); err != nil {
			return err
		}
		if view.Run, err = Latest(ctx, tx, scope); err != nil || view.Run.ID == "" {
			return err
		}
		all, err := findingsOf(ctx, tx, scope, view.Run.ID)
		if err != nil {
			return err
		}
		view.Tally, view.Matrix = tallied(all), matrixOf(all, tree)
		worst := sieve{state: pending}.keep(all)
		for _, f := range worst[:min(len(worst), worstShown)] {
			view.Worst = append(view.Worst, findingRow{f, f.where(tree)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Render(r.pages, "run.index", "名册体检", view)
}

// placesFor are the divisions an officer may look over: the own one, and the townships of a county.
func placesFor(tree *place.Tree, own division.Code) []web.Choice {
	if own.Level() != division.County {
		return []web.Choice{{Value: string(own), Label: tree.Local(own)}}
	}
	list := []web.Choice{{Value: string(own), Label: "全县"}}
	for _, d := range tree.Children(own) {
		list = append(list, web.Choice{Value: string(d.Code), Label: d.Short})
	}
	return list
}

func (r *Rollcheck) examine(c *web.Context) error {
	form := c.Form()
	form.Require("month", "月份")
	form.Require("division", "范围")
	at, m := form.Division("division"), form.Month("month")
	err := form.Err()
	var run Run
	if err == nil {
		run, err = r.Examine(c.Context(), c.Actor, at, m)
	}
	if form.Refused(err) {
		return r.startPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, fmt.Sprintf("体检完成：看了%d笔待遇，发现%d条疑点，最要紧的排在最前面。疑点是问题，不是结论，请逐条核实。", run.Claims, run.Findings))
	return c.Redirect("/rollcheck/" + run.ID)
}
