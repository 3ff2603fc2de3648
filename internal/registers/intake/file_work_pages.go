package intake

import (
	"strconv"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A largeFile is how a large file stands: what is being done with it, what was found, what failed last.
type largeFile struct {
	summary Summary
	kept    bool
	under   *job.Job // under way
	failed  *job.Job // the last work of its kind, when it failed
}

// stands reads how a large file stands.
func stands(c *web.Context, tx *store.Tx, file string) (l largeFile, err error) {
	if l.summary, l.kept, err = keptSummary(c.Context(), tx, file); err != nil {
		return l, err
	}
	for _, kind := range []string{taking, trying} {
		j, ok, err := job.On(c.Context(), tx, kind, file)
		switch {
		case err != nil:
			return l, err
		case ok && !j.Ended() && l.under == nil:
			l.under = &j
		case ok && j.State == job.Failed && j.EndedAt.After(l.summary.MadeAt) && l.failed == nil:
			l.failed = &j
		}
	}
	return l, nil
}

// showLarge shows a large file by what is kept of it, or how far the work on it has come.
func (k *Intake) showLarge(c *web.Context, f File) error {
	var l largeFile
	var found []Problem
	err := k.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if l, err = stands(c, tx, f.ID); err == nil && l.kept {
			found, err = readKept[Problem](c.Context(), tx, f.ID, problemPart, 0)
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("导入名册", "/intake")
	imports := c.Actor.May(Importing, f.Division)
	switch {
	case l.under != nil:
		c.Renew(3)
		return c.Render(k.pages, "file.work", f.Name, newWorkView(f, *l.under))
	case l.kept && l.summary.Refused != "":
		return k.showRefused(c, f, l.summary.Refused)
	case !l.kept:
		v := workView{File: f, Imports: imports}
		if l.failed != nil {
			v.Failed = l.failed.Says
		}
		return c.Render(k.pages, "file.work", f.Name, v)
	}
	v := showView{File: f, Summary: l.summary, Kept: true, Imports: imports, Stale: f.Taking != nil && f.Taking.At.After(l.summary.MadeAt)}
	if l.failed != nil {
		v.Failed = l.failed.Says
	}
	v.Serious, v.Slight = weigh(found)
	return c.Render(k.pages, "file.show", f.Name, v)
}

// A workView is a large file while work on it is under way, or after it came to nothing.
type workView struct {
	File    File
	Taking  bool // being taken in; else being tried
	Bar     *web.Progress
	Attempt int
	Failed  string
	Imports bool
}

func newWorkView(f File, j job.Job) workView {
	p := j.Progress
	v := workView{File: f, Taking: j.Kind == taking, Attempt: j.Attempt}
	v.Bar = &web.Progress{Label: p.Words, Done: p.Done, Total: p.Total, Left: p.Left(), Path: "/intake/" + f.ID}
	if v.Bar.Label == "" {
		v.Bar.Label = "等候开始"
	}
	return v
}

func (k *Intake) tryAgain(c *web.Context) error {
	if err := k.TryLater(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	return c.Redirect("/intake/" + c.Path("id"))
}

// keptRows shows one page of what is kept; nothing is read again.
func (k *Intake) keptRows(c *web.Context, v *rowsView, start int) error {
	return k.db.Read(c.Context(), func(tx *store.Tx) error {
		s, ok, err := keptSummary(c.Context(), tx, v.File.ID)
		if err != nil {
			return err
		}
		if !ok {
			return fault.NotFound("这个文件还没有读完，请回到文件的页面看进度")
		}
		v.Pager.Total = s.Entries
		v.Rows, err = readKept[shownRow](c.Context(), tx, v.File.ID, rowPart, start/rowsOnPage)
		if err == nil && start+rowsOnPage < s.Entries {
			v.Rows = append(v.Rows, shownRow{}) // there is a next page
		}
		return err
	})
}

type problemsView struct {
	File     File
	Problems []Problem
	Pager    *web.Pager
}

// problems lists the problems of a large file, page by page.
func (k *Intake) problems(c *web.Context) error {
	f, err := k.one(c)
	if err != nil {
		return err
	}
	v := problemsView{File: f, Pager: c.Pager(problemsOnPage)}
	start, err := strconv.Atoi(v.Pager.After)
	if v.Pager.After != "" && (err != nil || start < 0) {
		return fault.NotFound("没有这一页，请从第一页看起")
	}
	err = k.db.Read(c.Context(), func(tx *store.Tx) error {
		s, ok, err := keptSummary(c.Context(), tx, f.ID)
		if err != nil || !ok {
			return err
		}
		v.Pager.Total = s.problems()
		v.Problems, err = readKept[Problem](c.Context(), tx, f.ID, problemPart, start/problemsOnPage)
		return err
	})
	if err != nil {
		return err
	}
	v.Pager.Shown = len(v.Problems)
	if end := start + len(v.Problems); end < v.Pager.Total {
		v.Pager.Next = strconv.Itoa(end)
	}
	c.Crumb("导入名册", "/intake")
	c.Crumb(f.Name, "/intake/"+f.ID)
	return c.Render(k.pages, "file.problem", "全部问题", v)
}
