package app

import (
	"context"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// works are the pages of work that runs later, whatever room it belongs to: how far it is, and what came of it.
type works struct {
	db     *store.DB
	pages  *web.Pages
	runner *job.Runner
}

func newWorks(db *store.DB, runner *job.Runner) *works {
	return &works{db: db, pages: web.Parse(deskPages), runner: runner}
}

func (w *works) routes(m *web.Mux) {
	m.Handle("GET /jobs", web.SignedIn(), w.index, web.ShowsNobody)
	m.Handle("GET /jobs/{id}", web.SignedIn(), w.show, web.ShowsNobody)
}

// room is what the work under way says on the desk.
func (w *works) room() room.Room {
	return room.Room{Name: "job", Term: "后台工作", Waiting: w.waiting}
}

func (w *works) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	open, err := job.Unfinished(ctx, tx, by, 20)
	if err != nil {
		return nil, err
	}
	switch len(open) {
	case 0:
		return nil, nil
	case 1:
		v := w.view(open[0])
		return []web.Waiting{{Term: "进行中：" + v.Term, Text: v.About + "，" + v.Far(), Count: 1, Path: "/jobs/" + v.ID}}, nil
	}
	return []web.Waiting{{Term: "进行中的后台工作", Text: "可以随时查看进度，不必等候", Count: len(open), Path: "/jobs"}}, nil
}

// A workView is a piece of work as its page shows it.
type workView struct {
	job.Job
	Term string
	Bar  web.Progress
}

func (w *works) view(j job.Job) workView {
	v := workView{Job: j, Term: w.runner.Term(j.Kind)}
	if v.Term == "" {
		v.Term = j.Kind
	}
	p := j.Progress
	v.Bar = web.Progress{Label: p.Words, Done: p.Done, Total: p.Total, Left: p.Left(), Path: "/jobs/" + j.ID, Ended: j.Ended()}
	if v.Bar.Label == "" {
		v.Bar.Label = "等候开始"
	}
	return v
}

// Far is how far the work is, in words.
func (v workView) Far() string {
	switch {
	case v.State == job.Waiting || v.Progress.Words == "":
		return v.State.Term()
	case v.Progress.Total == 0:
		return v.Progress.Words
	}
	return v.Progress.Words + " " + web.Percent(v.Progress.Done, v.Progress.Total)
}

// Look is the state as the component status wants it.
func (v workView) Look() string {
	switch v.State {
	case job.Done:
		return "good"
	case job.Failed:
		return "danger"
	case job.Running:
		return "info"
	}
	return "wait"
}

type worksView struct {
	Works []workView
	Pager *web.Pager
}

func (w *works) index(c *web.Context) error {
	v := worksView{Pager: c.Pager(50)}
	var found []job.Job
	err := w.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		found, err = job.Mine(c.Context(), tx, c.Actor, v.Pager.After, v.Pager.Limit())
		return err
	})
	if err != nil {
		return err
	}
	for _, j := range web.Cut(v.Pager, found, func(j job.Job) string { return j.ID }) {
		v.Works = append(v.Works, w.view(j))
	}
	return c.Render(w.pages, "job.index", "我的后台工作", v)
}

func (w *works) show(c *web.Context) error {
	var j job.Job
	err := w.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		j, err = job.One(c.Context(), tx, c.Actor, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	v := w.view(j)
	c.Crumb("我的后台工作", "/jobs")
	if !j.Ended() {
		c.Renew(3)
	}
	return c.Render(w.pages, "job.show", v.Term, v)
}
