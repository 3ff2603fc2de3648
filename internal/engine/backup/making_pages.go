package backup

import (
	"context"
	"fmt"

	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

func (b *Backup) routes(m *web.Mux) {
	m.Handle("GET /backup", web.Needs(Reading), b.index, web.ShowsNobody)
	m.Handle("POST /backup", web.Needs(Keeping), b.ask, web.ShowsNobody)
	m.Handle("GET /backup/{id}", web.Needs(Reading), b.show, web.ShowsNobody)
	m.Handle("POST /backup/{id}/drill", web.Needs(Keeping), b.askDrill, web.ShowsNobody)
}

type indexView struct {
	Makings []Making
	Pager   *web.Pager
	Folder  string
	Free    string // space left on its disk; empty: not known
	May     bool
}

func (b *Backup) index(c *web.Context) error {
	view := indexView{Pager: c.Pager(20), Folder: b.folder, May: c.Actor.Can(Keeping)}
	if free, known := Free(b.folder); known {
		view.Free = Size(free)
	}
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(Reading, county(tx)); err != nil {
			return err
		}
		view.Makings, err = makings(c.Context(), tx, "($2 = '' OR m.id < $2)", []any{view.Pager.After}, view.Pager.Limit())
		return err
	})
	if err != nil {
		return err
	}
	view.Makings = web.Cut(view.Pager, view.Makings, func(m Making) string { return m.ID })
	return c.Render(b.pages, "making.index", "备份", view)
}

type showView struct {
	Making
	Facts []web.Fact
	May   bool
}

func (b *Backup) show(c *web.Context) error {
	var m Making
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(Reading, county(tx)); err != nil {
			return err
		}
		m, err = oneMaking(c.Context(), tx, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("备份", "/backup")
	return c.Render(b.pages, "making.show", m.Name(), showView{Making: m, May: c.Actor.Can(Keeping), Facts: []web.Fact{
		{Term: "文件", Value: m.Path},
		{Term: "大小", Value: m.Size()},
		{Term: "内容", Value: fmt.Sprintf("%d 张表，%d 行", m.Tables, m.Rows)},
		{Term: "摘要（SM3）", Value: m.Digest, Source: "manifest.json 的摘要，可用 openssl dgst -sm3 核对"},
		{Term: "备份人", Value: m.Author},
	}})
}

func (b *Backup) ask(c *web.Context) error {
	return b.order(c, job.Order{Kind: making, About: "全县数据", Subject: "county", Path: "/backup"})
}

func (b *Backup) askDrill(c *web.Context) error {
	var m Making
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		m, err = oneMaking(c.Context(), tx, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	return b.order(c, job.Order{Kind: drilling, About: m.Name(), Subject: m.ID, Input: m.ID, Path: "/backup/" + m.ID})
}

// order asks for the work and leads to its page.
func (b *Backup) order(c *web.Context, o job.Order) error {
	id := ""
	err := b.db.Write(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(Keeping, county(tx)); err != nil {
			return err
		}
		id, err = job.Ask(c.Context(), tx, c.Actor, o)
		return err
	})
	if err != nil {
		return err
	}
	return c.Redirect("/jobs/" + id)
}

// runMaking makes a backup later. What an attempt that was cut off has left has no name and is written over.
func (b *Backup) runMaking(ctx context.Context, w *job.Work) (string, error) {
	m, err := b.Make(ctx, w.By, "", told(w))
	if err != nil {
		return "", err
	}
	return m.Sentence(), nil
}

func (b *Backup) runDrill(ctx context.Context, w *job.Work) (string, error) {
	r, err := b.DrillWith(ctx, w.By, w.Order.Input, told(w))
	if err != nil {
		return "", err
	}
	return "演练成功：" + r.Sentence() + "。演练用的文件已经删除。", nil
}

// Sentence says what was made, for people.
func (m Making) Sentence() string {
	return fmt.Sprintf("备份完成并已重读核对：%s，%s，%d 张表，%d 行，摘要（SM3） %s", m.Path, m.Size(), m.Tables, m.Rows, m.Digest)
}

func told(w *job.Work) Progress {
	return func(s Step) { w.Step(s.What, s.No, s.Of) }
}
