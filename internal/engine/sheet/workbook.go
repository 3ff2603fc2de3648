package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"minzheng/internal/base/fault"
)

// readWorkbook reads all worksheets of an xlsx file. Whatever the library or
// the XML cannot make sense of is a damaged workbook to the person; the cause
// goes to the log.
func readWorkbook(content []byte) ([]*Sheet, error) {
	found, err := parts(content)
	if err != nil {
		return nil, damaged(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: largestUnpacked, UnzipXMLSizeLimit: largestPart,
	})
	if err != nil {
		return nil, damaged(err)
	}
	defer file.Close()
	names := file.GetSheetList()
	if len(names) > mostSheets {
		return nil, refused(tooLargeSentence)
	}
	r := reader{file: file, dates: map[int]bool{}}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		r.from1904 = *props.Date1904
	}
	var sheets []*Sheet
	for _, name := range names {
		part := found[name]
		if part == nil || !strings.Contains(strings.ToLower(part.Name), "worksheets") {
			continue // a sheet that holds only a chart
		}
		shape, err := readShape(part)
		if err != nil {
			return nil, damaged(err)
		}
		if r.cells += shape.cells; r.cells > mostCells {
			return nil, refused(tooLargeSentence)
		}
		one, err := r.sheet(name, shape)
		if err != nil {
			return nil, damaged(err)
		}
		sheets = append(sheets, one)
	}
	if len(sheets) == 0 {
		return nil, refused(sheetlessSentence)
	}
	return sheets, nil
}

// damaged turns an internal error into the refusal of a damaged workbook; a
// refusal stays what it is.
func damaged(err error) error {
	var one *fault.Error
	if errors.As(err, &one) {
		return err
	}
	return fault.Invalid("file", "%s", damagedSentence).Because(err)
}

// reader is the state of reading one workbook.
type reader struct {
	file     *excelize.File
	from1904 bool
	dates    map[int]bool // styles already looked up
	cells    int
}

// sheet joins the values, which the library streams, to the shape.
func (r *reader) sheet(name string, s *shape) (*Sheet, error) {
	visible, err := r.file.GetSheetVisible(name)
	if err != nil {
		return nil, err
	}
	one := &Sheet{Name: name, Hidden: !visible, merged: s.merged, hiddenColumns: s.hiddenColumns}
	rows, err := r.file.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	number := 0
	for i := range s.rows {
		var values []string
		for number < s.rows[i].Number && rows.Next() {
			number++
			if values, err = rows.Columns(); err != nil {
				return nil, err
			}
		}
		if number != s.rows[i].Number {
			return nil, fmt.Errorf("sheet %s ends before row %d", name, s.rows[i].Number)
		}
		r.fill(&s.rows[i], s.styles[i], values)
		if len(s.rows[i].Cells) > 0 {
			one.Rows = append(one.Rows, s.rows[i])
		}
	}
	return one, rows.Error()
}

// fill gives the cells of a row their text and drops those without.
func (r *reader) fill(row *Row, styles []int, values []string) {
	kept := row.Cells[:0]
	for i, c := range row.Cells {
		if c.Column <= len(values) {
			c.Text = values[c.Column-1]
		}
		if c.Text == "" {
			continue
		}
		if c.Kind == Number {
			c.Text = decimal(c.Text)
			if r.date(styles[i]) {
				if day, ok := dayOf(c.Text, r.from1904); ok {
					c.Kind, c.Day = Date, day
				}
			}
		}
		if c.Kind == Boolean && c.Text == "1" {
			c.Text = "TRUE"
		}
		if c.Kind == Boolean && c.Text == "0" {
			c.Text = "FALSE"
		}
		kept = append(kept, c)
	}
	row.Cells = kept
}

// date tells whether a style shows numbers as dates.
func (r *reader) date(style int) bool {
	known, ok := r.dates[style]
	if !ok {
		if s, err := r.file.GetStyle(style); err == nil {
			known = dateFormat(s.NumFmt) || s.CustomNumFmt != nil && datePattern(*s.CustomNumFmt)
		}
		r.dates[style] = known
	}
	return known
}
