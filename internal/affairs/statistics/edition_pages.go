package statistics

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// chinaOffset is what China's one time zone is ahead of UTC, without summer time.
const chinaOffset = 8 * time.Hour

// stamp is the moment on a clock in China: 2026-11-23 09:05.
func (m Mark) stamp() string { return m.At.UTC().Add(chinaOffset).Format("2006-01-02 15:04") }

// An editionsView is the list of editions as a page.
type editionsView struct {
	Editions []Edition
	Prepare  bool
	Form     *web.Form
}

func (s *Statistics) editionIndex(c *web.Context) error {
	form := c.Blank().Set("month", month.Of(month.Today(c.Now())).Previous().String())
	return s.editionList(c, form)
}

func (s *Statistics) editionList(c *web.Context, form *web.Form) error {
	view := editionsView{Form: form}
	err := s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if err := c.Actor.Require(ReadCounty, county(tx)); err != nil {
			return err
		}
		view.Prepare = c.Actor.May(Preparing, county(tx))
		view.Editions, err = editionsWhere(c.Context(), tx, "1 = 1")
		return err
	})
	if err != nil {
		return err
	}
	return c.Render(s.pages, "edition.index", "统计报表定稿", view)
}

// editionPrepare freezes a monthly table, or the work report of a time.
func (s *Statistics) editionPrepare(c *web.Context) error {
	form := c.Form()
	kind, span := Kind(form.Text("kind")), month.Span{}
	if kind == Work {
		span = month.Span{From: form.Month("from"), Until: form.Month("to").Next()}
	} else {
		form.Require("month", "月份")
		span.From = form.Month("month")
		span.Until = span.From.Next()
	}
	err := form.Err()
	var e Edition
	if err == nil {
		e, err = s.Prepare(c.Context(), c.Actor, kind, span)
	}
	if form.Refused(err) {
		if kind == Work {
			return s.reportPage(c, form)
		}
		return s.editionList(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已编制"+e.Title()+"，以后台账有变动，这一稿不变。请交复核人员审核。")
	return c.Redirect("/statistics/editions/" + e.ID)
}

// An editionView is an edition as a page.
type editionView struct {
	Edition
	Content     content
	Tables      []tableView
	Checks      []Checked
	Failing     int
	Public      bool
	Paragraphs  []blockView
	Sources     []string
	History     []web.Moment
	Form        *web.Form
	May         mayView
	Differences []Difference
	Altered     bool // it is not what its digest says
	Compared    bool
	tables      []Table
}

// mayView is what the reader may do with an edition.
type mayView struct {
	Review, Sign, Return bool
	Apart                string // why a fitting role may not: three people
}

// Publicity is the sentence about what was left out.
func (v editionView) Publicity() string { return publicity }

// FailingText says how many rules do not hold.
func (v editionView) FailingText() string { return failing(v.Failing) }

// look reads an edition and makes what its page shows.
func (s *Statistics) look(c *web.Context, tx *store.Tx) (view editionView, err error) {
	if err := c.Actor.Require(ReadCounty, county(tx)); err != nil {
		return view, err
	}
	view.Form, view.Public = c.Blank(), c.Query("public") != ""
	if view.Edition, err = editionByID(c.Context(), tx, c.Path("id")); err != nil {
		return view, err
	}
	if view.Content, err = view.content(); err != nil {
		return view, err
	}
	view.May, view.Altered = view.may(c.Actor, tx), !view.whole()
	view.History = view.history()
	books := view.Content.books()
	for i, t := range view.Content.Tables {
		if view.Public {
			t.suppress()
		} else {
			view.Checks = append(view.Checks, t.checked()...)
		}
		view.tables = append(view.tables, t)
		view.Tables = append(view.Tables, t.view(titled(i+1, t, ""), books))
	}
	for _, x := range view.Checks {
		if x.Lack == "" && !x.Holds {
			view.Failing++
		}
	}
	if view.Content.Report != nil {
		view.Paragraphs = view.Content.Report.paragraphs()
	}
	for _, name := range slices.Sorted(maps.Keys(view.Content.Ledgers)) {
		d := view.Content.Ledgers[name]
		view.Sources = append(view.Sources, d.Term+"："+d.Source)
	}
	return view, nil
}

// may says what the actor may do with the edition as it stands.
func (e Edition) may(by access.Actor, tx *store.Tx) mayView {
	state := e.State()
	m := mayView{
		Review: by.May(Reviewing, county(tx)) && state == StatePrepared,
		Sign:   by.May(Reporting, county(tx)) && state == StateReviewed,
	}
	m.Return = m.Review || m.Sign
	act := "审核"
	if m.Sign {
		act = "签发"
	}
	if err := e.apart(by, act); err != nil && m.Return {
		m.Apart, _ = fault.Sentence(err)
		m.Review, m.Sign = false, false
	}
	return m
}

// history is the acts on the edition, newest first.
func (e Edition) history() []web.Moment {
	var moments []web.Moment
	add := func(what, kind string, m *Mark) {
		if m != nil {
			moments = append([]web.Moment{{When: m.stamp(), What: what, Who: m.By, Text: m.Reason, Kind: kind}}, moments...)
		}
	}
	add("编制", "info", &e.Prepared)
	add("审核", "good", e.Reviewed)
	add("退回", "danger", e.Returned)
	add("签发", "good", e.Signed)
	return moments
}

func (s *Statistics) editionPage(c *web.Context, show func(editionView) error) error {
	var view editionView
	err := s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view, err = s.look(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	return show(view)
}

func (s *Statistics) editionShow(c *web.Context) error { return s.editionFile(c, nil) }

// editionFile answers with the edition's page; form is the one that was refused, if any.
func (s *Statistics) editionFile(c *web.Context, form *web.Form) error {
	return s.editionPage(c, func(view editionView) error {
		if form != nil {
			view.Form = form
		}
		c.Crumb("统计报表定稿", "/statistics/editions")
		return c.Render(s.pages, "edition.show", view.Title(), view)
	})
}

// editionDifference counts the edition again.
func (s *Statistics) editionDifference(c *web.Context) error {
	var view editionView
	err := s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if view, err = s.look(c, tx); err != nil {
			return err
		}
		view.Differences, err = s.reading(c.Context(), tx, c.Actor).differences(view.Content)
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("统计报表定稿", "/statistics/editions")
	c.Crumb(view.Title(), "/statistics/editions/"+view.ID)
	return c.Render(s.pages, "edition.difference", view.Title()+"与今天的台账", view)
}

func (s *Statistics) editionPrint(c *web.Context) error {
	return s.editionPage(c, func(view editionView) error {
		if view.Kind == Work {
			return c.Print(s.pages, "report.print", view.Content.Title, reportViewOf(view))
		}
		return c.Print(s.pages, "edition.print", view.Content.Title, view)
	})
}

func (s *Statistics) editionExport(c *web.Context) error {
	return s.editionPage(c, func(view editionView) error {
		name := view.Title()
		if view.Public {
			name += "（公开版）"
		}
		pages, err := s.editionSheets(c, view)
		if err != nil {
			return err
		}
		return c.Download(name+".xlsx", func(w io.Writer) error { return sheet.WriteWorkbook(w, pages...) })
	})
}

// editionSheets are the sheets of an edition.
func (s *Statistics) editionSheets(c *web.Context, view editionView) (pages []sheet.Page, err error) {
	if view.Kind == Monthly {
		return monthlyView{
			Month: view.Span.From, Place: view.Content.Place, Tables: view.Tables, Checks: view.Checks, Public: view.Public,
			tables: view.tables, books: view.Content.books(), signed: view.signatures(),
		}.workbook(), nil
	}
	err = s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		pages, err = s.reading(c.Context(), tx, c.Actor).reportSheets(*view.Content.Report, view.Span)
		return err
	})
	return pages, err
}

// signatures are who prepared, reviewed and signed, for the foot of a paper.
func (e Edition) signatures() string {
	line := fmt.Sprintf("填报单位：%s　编制：%s %s", e.Unit, e.Prepared.By, e.Prepared.stamp())
	if e.Reviewed != nil {
		line += fmt.Sprintf("　审核：%s %s", e.Reviewed.By, e.Reviewed.stamp())
	}
	if e.Signed != nil {
		line += fmt.Sprintf("　签发：%s %s", e.Signed.By, e.Signed.stamp())
	}
	return line + "　" + e.State().Term() + "　校验码（SM3）：" + e.Digest
}

// Signatures are the same for a page.
func (v editionView) Signatures() string { return v.signatures() }

func (s *Statistics) editionReview(c *web.Context) error {
	return s.acted(c, "已审核，交签发。", s.Review(c.Context(), c.Actor, c.Path("id")))
}

func (s *Statistics) editionSign(c *web.Context) error {
	return s.acted(c, "已签发，这一稿为正式上报的数据。", s.Sign(c.Context(), c.Actor, c.Path("id")))
}

func (s *Statistics) editionReturn(c *web.Context) error {
	return s.acted(c, "已退回，由经办重新编制。", s.Return(c.Context(), c.Actor, c.Path("id"), c.Form().Text("reason")))
}

// acted answers after an act on an edition.
func (s *Statistics) acted(c *web.Context, done string, err error) error {
	if form := c.Form(); form.Refused(err) {
		return s.editionFile(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, done)
	return c.Redirect("/statistics/editions/" + c.Path("id"))
}
