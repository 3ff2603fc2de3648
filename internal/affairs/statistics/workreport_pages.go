package statistics

import (
	"bytes"
	"io"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A blockView is a heading or paragraph as a page shows it.
type blockView struct {
	Level int
	Runs  []runView
}

// A runView is words, or a number that opens its rows or where its value of the law comes from.
type runView struct {
	Text string
	Path string // empty: words
	Says string // unit, time and source of the number
	Mark string // 演示值
}

// paragraphs make a report ready for a page.
func (r Report) paragraphs() []blockView {
	var blocks []blockView
	for _, b := range r.Blocks {
		v := blockView{Level: b.Level}
		for _, run := range b.Runs {
			shown := runView{Text: run.Text}
			if run.Reference > 0 {
				x := r.References[run.Reference-1]
				shown.Says, shown.Mark, shown.Path = x.Period+"，"+x.Source, x.Mark, x.Address()
			}
			v.Runs = append(v.Runs, shown)
		}
		blocks = append(blocks, v)
	}
	return blocks
}

// A reportView is the work report as a page.
type reportView struct {
	Title      string
	Place      string
	Office     string
	Span       month.Span
	From, To   string
	Form       *web.Form
	Paragraphs []blockView
	References []Reference
	Unprinted  []Unprinted
	Prepare    bool
	Query      string
	Signatures string // of an edition; empty: a draft
	Draft      bool
	Editions   []Edition

	report Report
}

// At is the address of the report in another shape: document, export, print.
func (v reportView) At(shape string) string { return "/statistics/report/" + shape + "?" + v.Query }

// reportViewOf is an edition of a report on paper.
func reportViewOf(v editionView) reportView {
	r := *v.Content.Report
	return reportView{
		Title: r.Title, Place: v.Content.Place, Office: v.Unit, Span: v.Span, Paragraphs: v.Paragraphs, References: r.References, Unprinted: r.Unprinted,
		Signatures: v.signatures(), Draft: v.Signed == nil, report: r,
	}
}

// reportSpan reads the time of a report from the address: this year up to the last whole month when it says none.
func (s *Statistics) reportSpan(form *web.Form, today month.Day) (month.Span, error) {
	if form.Value("from") == "" && form.Value("to") == "" {
		span := s.over(today)
		form.Set("from", span.From.String()).Set("to", span.Until.Previous().String())
	}
	form.Require("from", "起月")
	form.Require("to", "止月")
	span := month.Span{From: form.Month("from"), Until: form.Month("to").Next()}
	if err := form.Err(); err != nil {
		return span, err
	}
	if span.Empty() {
		return span, fault.Invalid("to", "止月在起月之前，请核对起止月份")
	}
	return span, nil
}

// reportOf writes the report that the form asks for.
func (s *Statistics) reportOf(c *web.Context, tx *store.Tx, form *web.Form) (view reportView, err error) {
	if err := c.Actor.Require(ReadCounty, county(tx)); err != nil {
		return view, err
	}
	view.Form, view.Draft = form, true
	view.Prepare = c.Actor.May(Preparing, county(tx))
	if view.Span, err = s.reportSpan(form, tx.Today()); err != nil {
		return view, err
	}
	view.From, view.To = view.Span.From.String(), view.Span.Until.Previous().String()
	view.Query = queryOf(form, "from", "to")
	said, err := s.reading(c.Context(), tx, c.Actor).say(Work, view.Span)
	if err != nil {
		return view, err
	}
	view.report, view.Place, view.Office = *said.Report, said.Place, s.officeOf(said.Place)
	view.Title, view.Paragraphs = said.Title, view.report.paragraphs()
	view.References, view.Unprinted = view.report.References, view.report.Unprinted
	view.Editions, err = editionsWhere(c.Context(), tx, `e.form = $2 AND e.from_month = $3 AND e.until_month = $4`, string(Work), view.Span.From, view.Span.Until)
	return view, err
}

func (s *Statistics) reportShow(c *web.Context) error { return s.reportPage(c, c.Filter()) }

// reportPage shows the draft of the time that the form says. A form that says none that can be is refused on the page.
func (s *Statistics) reportPage(c *web.Context, form *web.Form) error {
	var view reportView
	err := s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view, err = s.reportOf(c, tx, form)
		return err
	})
	if err != nil && !form.Refused(err) {
		return err
	}
	view.Form = form
	return c.Render(s.pages, "report.show", "工作报告", view)
}

// reportFile sends the draft in some form.
func (s *Statistics) reportFile(c *web.Context, send func(tx *store.Tx, view reportView) error) error {
	return s.db.Read(c.Context(), func(tx *store.Tx) error {
		view, err := s.reportOf(c, tx, c.Filter())
		if err != nil {
			return err
		}
		return send(tx, view)
	})
}

func (s *Statistics) reportPrint(c *web.Context) error {
	return s.reportFile(c, func(_ *store.Tx, view reportView) error {
		return c.Print(s.pages, "report.print", view.Title, view)
	})
}

func (s *Statistics) reportDocument(c *web.Context) error {
	return s.reportFile(c, func(tx *store.Tx, view reportView) error {
		return sendDocument(c, view.Title+"（草稿）", view.document(tx.Today()))
	})
}

func (s *Statistics) reportExport(c *web.Context) error {
	return s.reportFile(c, func(tx *store.Tx, view reportView) error {
		pages, err := s.reading(c.Context(), tx, c.Actor).reportSheets(view.report, view.Span)
		if err != nil {
			return err
		}
		return c.Download(view.Title+"（草稿）.xlsx", func(w io.Writer) error { return sheet.WriteWorkbook(w, pages...) })
	})
}

// editionDocument sends an edition of the report as a document.
func (s *Statistics) editionDocument(c *web.Context) error {
	return s.editionPage(c, func(v editionView) error {
		if v.Kind != Work {
			return fault.NotFound("统计月报没有文稿，请导出表格")
		}
		view := reportViewOf(v)
		return sendDocument(c, v.Title(), view.document(month.Today(v.Prepared.At)))
	})
}

func sendDocument(c *web.Context, name string, d report.Document) error {
	var file bytes.Buffer
	if err := d.Write(&file); err != nil {
		return err
	}
	return c.Download(name+".docx", func(w io.Writer) error {
		_, err := file.WriteTo(w)
		return err
	})
}
