package checkup

import (
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

func (k *Checkup) routes(m *web.Mux) {
	m.Handle("GET /checkup", web.Needs(Reading), k.show, web.ShowsNobody)
	m.Handle("POST /checkup", web.Needs(Running), k.ask, web.ShowsNobody)
}

// showView is the last checkup, worst lines first.
type showView struct {
	Last     *run
	Lines    []lineView
	Sentence string
	Shown    string // which earlier one this is; empty for the last
	Earlier  []run
}

type lineView struct {
	Line
	Kind, Word string
}

func viewOf(l Line) lineView {
	switch l.Grade {
	case room.Sound:
		return lineView{l, "good", "正常"}
	case room.Notice:
		return lineView{l, "warn", "请留意"}
	}
	return lineView{l, "danger", "有问题"}
}

func (k *Checkup) show(c *web.Context) error {
	var view showView
	err := k.db.Read(c.Context(), func(tx *store.Tx) error {
		view = showView{}
		if err := c.Actor.Require(Reading, county(tx)); err != nil {
			return err
		}
		all, err := runs(c.Context(), tx, 12)
		if err != nil || len(all) == 0 {
			return err
		}
		view.Last, view.Earlier = &all[0], all[1:]
		for i := range all {
			if all[i].ID == c.Query("run") {
				view.Last = &all[i]
			}
		}
		if view.Last.ID != all[0].ID {
			view.Shown, view.Earlier = view.Last.ID, all
		}
		view.Last.Lines, err = linesOf(c.Context(), tx, view.Last.ID)
		return err
	})
	if err != nil {
		return err
	}
	if view.Last != nil {
		view.Sentence = Sentence(view.Last.Lines)
		for _, grade := range []room.Grade{room.Broken, room.Notice, room.Sound} {
			for _, l := range view.Last.Lines {
				if l.Grade == grade {
					view.Lines = append(view.Lines, viewOf(l))
				}
			}
		}
	}
	return c.Render(k.pages, "run.show", "系统体检", view)
}

func (k *Checkup) ask(c *web.Context) error {
	id := ""
	err := k.db.Write(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(Running, county(tx)); err != nil {
			return err
		}
		id, err = job.Ask(c.Context(), tx, c.Actor, job.Order{Kind: running, About: "数据文件夹、数据库、活动记录、名册、备份、法规参数", Subject: "county", Path: "/checkup"})
		return err
	})
	if err != nil {
		return err
	}
	return c.Redirect("/jobs/" + id)
}
