package sheet

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// WriteWorkbook writes pages as an xlsx workbook, line by line, so that a long
// list needs no more memory than a short one: headings in bold and frozen, money
// with separators and two decimals, text columns marked as text, so that a
// program neither shortens an account number nor runs words as a formula when
// somebody edits the cell. Printed, it is A4 across with the headings on every
// page.
func WriteWorkbook(w io.Writer, pages ...Page) error {
	file := excelize.NewFile()
	defer file.Close()
	looks, err := newLooks(file)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for i, p := range pages {
		name := sheetName(p.Name, names)
		if i == 0 {
			err = file.SetSheetName("Sheet1", name)
		} else {
			_, err = file.NewSheet(name)
		}
		if err != nil {
			return err
		}
		if err := writePage(file, name, p, looks); err != nil {
			return fmt.Errorf("write sheet %s: %w", name, err)
		}
	}
	return file.Write(w)
}

// sheetName makes a name that workbooks accept and that is not yet taken.
func sheetName(wanted string, taken map[string]bool) string {
	base := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < ' ' {
			return -1
		}
		return r
	}, wanted), "' ")
	if base == "" {
		base = "表"
	}
	name := shortened(base, 31)
	for n := 2; taken[strings.ToLower(name)]; n++ {
		suffix := "_" + strconv.Itoa(n)
		name = shortened(base, 31-len(suffix)) + suffix
	}
	taken[strings.ToLower(name)] = true
	return name
}

func shortened(text string, most int) string {
	for utf8.RuneCountInString(text) > most {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}

// looks are the styles of a workbook.
type looks struct {
	title, under, heading, note int
	plain, strong               map[Form]int
}

func newLooks(file *excelize.File) (looks, error) {
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Style: 1, Color: "808080"})
	}
	formats := map[Form]string{AsText: "@", AsMoney: "#,##0.00", AsCount: "#,##0", AsDay: "yyyy-mm-dd"}
	across := map[Form]string{AsText: "left", AsMoney: "right", AsCount: "right", AsDay: "center"}
	l := looks{plain: map[Form]int{}, strong: map[Form]int{}}
	var failed error
	style := func(s *excelize.Style) int {
		id, err := file.NewStyle(s)
		if err != nil {
			failed = err
		}
		return id
	}
	l.title = style(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}})
	l.under = style(&excelize.Style{Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}})
	l.heading = style(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Border: border,
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EEF2F7"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	l.note = style(&excelize.Style{Font: &excelize.Font{Color: "5B6470"}})
	for form, format := range formats {
		for strong, into := range map[bool]map[Form]int{false: l.plain, true: l.strong} {
			into[form] = style(&excelize.Style{
				Border: border, CustomNumFmt: &format,
				Font: &excelize.Font{Bold: strong}, Alignment: &excelize.Alignment{Horizontal: across[form], Vertical: "center", WrapText: form == AsText},
			})
		}
	}
	return l, failed
}

// usualWidths are the widths of columns that name none, in characters.
var usualWidths = map[Form]float64{AsText: 16, AsMoney: 14, AsCount: 10, AsDay: 12}

// width is how wide the column is, in characters.
func (c Column) width() float64 {
	if c.Width == 0 {
		return usualWidths[c.Form]
	}
	return c.Width
}

// headingHeight is the height in points that the longest heading takes in its column: not every program finds it.
func (p Page) headingHeight() float64 {
	lines := 1.0
	for _, c := range p.Columns {
		wide := 1.0
		for _, r := range c.Heading {
			wide++
			if r > 0xff {
				wide++
			}
		}
		lines = max(lines, math.Ceil(wide/c.width()))
	}
	return 16 * lines
}

func writePage(file *excelize.File, name string, p Page, l looks) error {
	// Before the first line: what a sheet is on paper is written in front of its lines.
	if err := onPaper(file, name, p); err != nil {
		return err
	}
	out, err := file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, c := range p.Columns {
		if err := out.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	row := p.headingRow()
	if err := frozen(out, row); err != nil {
		return err
	}
	if p.Title != "" {
		if err := writeTitle(out, p, l); err != nil {
			return err
		}
	}
	headings := make([]any, len(p.Columns))
	for i, c := range p.Columns {
		headings[i] = excelize.Cell{StyleID: l.heading, Value: clean(c.Heading)}
	}
	if err := out.SetRow(cellName(1, row), headings, excelize.RowOpts{Height: p.headingHeight()}); err != nil {
		return err
	}
	for line := range p.Lines {
		row++
		if err := out.SetRow(cellName(1, row), cells(line, p.Columns, l)); err != nil {
			return err
		}
	}
	for _, note := range p.Notes {
		row++
		if err := out.SetRow(cellName(1, row), []any{excelize.Cell{StyleID: l.note, Value: clean(note)}}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// headingRow is the row in which the headings stand.
func (p Page) headingRow() int {
	switch {
	case p.Title == "":
		return 1
	case p.Under == "":
		return 2
	}
	return 3
}

// frozen keeps the rows down to the headings in sight.
func frozen(out *excelize.StreamWriter, rows int) error {
	return out.SetPanes(&excelize.Panes{Freeze: true, YSplit: rows, TopLeftCell: cellName(1, rows+1), ActivePane: "bottomLeft"})
}

func writeTitle(out *excelize.StreamWriter, p Page, l looks) error {
	if err := out.SetRow("A1", []any{excelize.Cell{StyleID: l.title, Value: clean(p.Title)}}, excelize.RowOpts{Height: 28}); err != nil {
		return err
	}
	if err := across(out, 1, len(p.Columns)); err != nil || p.Under == "" {
		return err
	}
	if err := out.SetRow("A2", []any{excelize.Cell{StyleID: l.under, Value: clean(p.Under)}}); err != nil {
		return err
	}
	return across(out, 2, len(p.Columns))
}

// across makes one cell of a row over the whole width.
func across(out *excelize.StreamWriter, row, columns int) error {
	if columns < 2 {
		return nil
	}
	return out.MergeCell(cellName(1, row), cellName(columns, row))
}

// onPaper sets A4 across, as wide as the paper, headings and the number of the
// page on every page.
func onPaper(file *excelize.File, name string, p Page) error {
	a4, across, high, fit := 9, "landscape", 0, true
	if err := file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToHeight: &high}); err != nil {
		return err
	}
	if err := file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"}); err != nil {
		return err
	}
	return file.SetDefinedName(&excelize.DefinedName{
		Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("'%s'!$1:$%d", strings.ReplaceAll(name, "'", "''"), p.headingRow()),
	})
}

func cells(line Line, columns []Column, l looks) []any {
	styles := l.plain
	if line.Strong {
		styles = l.strong
	}
	row := make([]any, len(line.Values))
	for i, v := range line.Values {
		form := AsText
		if i < len(columns) {
			form = columns[i].Form
		}
		row[i] = excelize.Cell{StyleID: styles[form], Value: v.cell()}
	}
	return row
}

// cell is the value as the library takes it. Money becomes the nearest number
// a spreadsheet has, which it prints exactly to the fen.
func (v Value) cell() any {
	switch v.kind {
	case valueText:
		return shortened(clean(v.text), 32767) // the most a cell holds
	case valueMoney:
		return numeral(money.Fen(v.number).Plain())
	case valueCount:
		return v.number
	case valueDay:
		return serial(month.Day(v.number))
	}
	return nil
}

// numeral is the number a spreadsheet keeps for a decimal; one that it would
// change stays text.
func numeral(text string) any {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || strconv.FormatFloat(n, 'f', 2, 64) != text || len(text) > 15 {
		return text
	}
	return n
}

// serial is the number by which the 1900 calendar of spreadsheets counts a day;
// before March 1900 it is unreliable, and the day is written as text.
func serial(d month.Day) any {
	if d < month.MustDay(1900, 3, 1) {
		return d.String()
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	day := time.Date(d.Year(), time.Month(d.Mon()), d.Dom(), 0, 0, 0, 0, time.UTC)
	return int(day.Sub(epoch) / (24 * time.Hour))
}

func cellName(column, row int) string { return ColumnName(column) + strconv.Itoa(row) }
