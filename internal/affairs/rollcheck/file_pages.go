package rollcheck

import (
	"fmt"
	"io"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/intake"
)

// filesShown is how many received files are offered.
const filesShown = 30

// filesView is the page where files are handed in.
type filesView struct {
	Form     *web.Form
	Received []web.Choice
	Readable string // the kinds of list, in words
}

func (r *Rollcheck) filesBlank(c *web.Context) error { return r.filesPage(c, c.Blank()) }

func (r *Rollcheck) filesPage(c *web.Context, form *web.Form) error {
	var kinds []string
	for _, k := range intake.Kinds() {
		kinds = append(kinds, k.Term())
	}
	view := filesView{Form: form, Readable: strings.Join(kinds, "、")}
	err := r.db.Read(c.Context(), func(tx *store.Tx) error {
		files, err := intake.Files(c.Context(), tx, c.Actor.Scope(intake.Read), "", filesShown)
		for _, f := range files {
			view.Received = append(view.Received, web.Choice{Value: f.ID, Label: f.Name, Hint: f.Kind.Term() + "，" + f.Place})
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("名册体检", "/rollcheck")
	return c.Render(r.pages, "file.new", "检查文件", view)
}

func (r *Rollcheck) examineFiles(c *web.Context) error {
	form := c.Form()
	papers, err := r.papers(c, form.All("received"))
	form.Add("file", err)
	if err = form.Err(); err == nil {
		var run Run
		var left []string
		run, left, err = r.ExamineFiles(c.Context(), c.Actor, c.Actor.Division, papers, form.Ticked("register"))
		if err == nil {
			c.Flash(web.Good, fmt.Sprintf("检查完成：%d个文件，%d笔发放，发现%d条疑点。", len(run.Files), run.Claims, run.Findings))
			if len(left) > 0 {
				c.Flash(web.Warn, "没有检查的："+strings.Join(left, "；"))
			}
			return c.Redirect("/rollcheck/" + run.ID)
		}
	}
	if form.Refused(err) {
		return r.filesPage(c, form)
	}
	return err
}

// papers are the files that came with the form, and those chosen among the received.
func (r *Rollcheck) papers(c *web.Context, received []string) ([]Paper, error) {
	var papers []Paper
	uploads, err := c.Uploads("file")
	if err != nil {
		return nil, err
	}
	for _, u := range uploads {
		body, err := io.ReadAll(u)
		_ = u.Close()
		if err != nil {
			return nil, fmt.Errorf("read upload: %w", err)
		}
		papers = append(papers, Paper{Name: u.Name, Body: body})
	}
	err = r.db.Read(c.Context(), func(tx *store.Tx) error {
		for _, id := range received {
			s, err := intake.Kept(c.Context(), tx, c.Actor.Scope(intake.Read), id)
			if err != nil {
				return err
			}
			papers = append(papers, Paper{Name: s.Name, Body: s.Body, FileID: id, Kind: s.Kind, Division: s.Division, AsOf: s.AsOf, Mapping: s.Remembered.Mapping})
		}
		return nil
	})
	if err == nil && len(papers) == 0 {
		err = fault.Invalid("file", "请选择要检查的文件，可以一次选几个")
	}
	return papers, err
}
