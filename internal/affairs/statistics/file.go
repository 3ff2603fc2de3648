package statistics

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
)

// A File is a table or report as a file.
//
// 导出的报表.
type File struct {
	Name    string
	Content []byte
}

// MonthlyFile counts the tables of a month for the whole county, every programme, as a workbook, with what the check rules gave.
// The public one leaves out small counts.
//
// It returns fault.Denied without statistics.read for the county, and fault.Invalid for a month that has not come.
func (s *Statistics) MonthlyFile(ctx context.Context, by access.Actor, m month.Month, public bool) (File, []Checked, error) {
	span := month.Span{From: m, Until: m.Next()}
	var c content
	err := s.db.Read(ctx, func(tx *store.Tx) (err error) {
		if err := by.Require(Read, county(tx)); err != nil {
			return err
		}
		if err := isOver(Monthly, span, tx.Today()); err != nil {
			return err
		}
		c, err = s.reading(ctx, tx, by).say(Monthly, span)
		return err
	})
	if err != nil {
		return File{}, nil, fmt.Errorf("count tables of %s: %w", m, err)
	}
	v := monthlyView{Month: m, Place: c.Place, Public: public, books: c.books()}
	for i := range c.Tables {
		t := &c.Tables[i]
		if public {
			t.suppress()
		} else {
			v.Checks = append(v.Checks, t.checked()...)
		}
		v.tables, v.Tables = append(v.tables, *t), append(v.Tables, t.view(titled(i+1, *t, ""), v.books))
	}
	file, err := fileOf(v.fileName()+".xlsx", func(w io.Writer) error { return sheet.WriteWorkbook(w, v.workbook()...) })
	return file, v.Checks, err
}

// ReportFiles writes the work report of a time as a document and as a workbook of its figures with their rows, and lists
// what was left out of it.
//
// It returns fault.Denied without statistics.county, and fault.Invalid for a time that is not over yet.
func (s *Statistics) ReportFiles(ctx context.Context, by access.Actor, span month.Span) (files []File, left []Unprinted, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		if err := by.Require(ReadCounty, county(tx)); err != nil {
			return err
		}
		if err := isOver(Work, span, tx.Today()); err != nil {
			return err
		}
		r := s.reading(ctx, tx, by)
		c, err := r.say(Work, span)
		if err != nil {
			return err
		}
		left = c.Report.Unprinted
		pages, err := r.reportSheets(*c.Report, span)
		if err != nil {
			return err
		}
		view := reportView{Title: c.Title, Place: c.Place, Office: s.officeOf(c.Place), Span: span, Draft: true, Unprinted: left, report: *c.Report}
		text, err := fileOf(c.Title+"（草稿）.docx", view.document(tx.Today()).Write)
		if err != nil {
			return err
		}
		table, err := fileOf(c.Title+"（草稿）.xlsx", func(w io.Writer) error { return sheet.WriteWorkbook(w, pages...) })
		files = []File{text, table}
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("write report to %s: %w", span.Until.Previous(), err)
	}
	return files, left, nil
}

func fileOf(name string, write func(io.Writer) error) (File, error) {
	var out bytes.Buffer
	err := write(&out)
	return File{name, out.Bytes()}, err
}
