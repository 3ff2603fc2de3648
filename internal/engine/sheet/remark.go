package sheet

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A Remark is what is said of one cell of a file somebody handed in.
type Remark struct {
	Sheet  string // its name; empty for a text file
	Row    int    // as the sheet counts, from 1
	Column int    // from 1
	Tint   Tint
	Text   string // the note on the cell
}

// A Tint is how much a marked cell stands out.
type Tint uint8

// The tints, the strongest last. Who cannot tell the colours apart reads the notes.
const (
	Pale Tint = iota
	Yellow
	Red
)

var tintColors = map[Tint]string{Pale: "DCE6F1", Yellow: "FFEB9C", Red: "FFB3AE"}

// A large file is copied as values, because a workbook with its layout
// takes some hundred times its size in memory; and a sheet with more notes than
// anybody reads opens slowly.
const (
	mostCellsInLayout = 150_000
	mostNotes         = 2_000
)

// WriteRemarked writes the file a person handed in back as a workbook in which
// the marked cells are coloured and carry notes, with front as the first sheet.
// A workbook keeps its layout. Text files, and workbooks too large for it, come
// as values, with the notes of each row in one more column.
//
// The content must be one that [Open] reads; else it returns what Open returns.
func WriteRemarked(w io.Writer, name string, content []byte, marks []Remark, front Page) error {
	book, err := Open(name, content)
	if err != nil {
		return err
	}
	byCell := gathered(marks)
	var file *excelize.File
	if book.Format == Workbook && book.cellCount() <= mostCellsInLayout {
		file, err = markLayout(content, byCell)
	} else {
		file, err = markValues(book, byCell)
	}
	if err != nil {
		return fmt.Errorf("mark %s: %w", name, err)
	}
	defer file.Close()
	if err := putFront(file, front); err != nil {
		return err
	}
	return file.Write(w)
}

// cellCount is how many cells hold something.
func (b *Book) cellCount() int {
	n := 0
	for _, s := range b.Sheets {
		n += len(s.cells)
	}
	return n
}

// gathered are the marks by sheet and row; those of one cell become one, as
// strong as the strongest, in the order of columns.
func gathered(marks []Remark) map[string]map[int][]Remark {
	all := map[string]map[int][]Remark{}
	for _, m := range marks {
		if m.Row < 1 {
			continue
		}
		m.Column = max(m.Column, 1)
		rows := all[m.Sheet]
		if rows == nil {
			rows = map[int][]Remark{}
			all[m.Sheet] = rows
		}
		i := slices.IndexFunc(rows[m.Row], func(o Remark) bool { return o.Column == m.Column })
		if i < 0 {
			rows[m.Row] = append(rows[m.Row], m)
			continue
		}
		same := &rows[m.Row][i]
		same.Tint, same.Text = max(same.Tint, m.Tint), same.Text+"\n"+m.Text
	}
	for _, rows := range all {
		for _, row := range rows {
			slices.SortFunc(row, func(a, b Remark) int { return a.Column - b.Column })
		}
	}
	return all
}

// markLayout marks the workbook as it is.
func markLayout(content []byte, marks map[string]map[int][]Remark) (*excelize.File, error) {
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	p := painter{file, map[coat]int{}}
	for _, name := range slices.Sorted(maps.Keys(marks)) {
		if err := p.sheet(name, marks[name]); err != nil {
			return nil, fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	return file, nil
}

// A painter colours cells and keeps the rest of their style.
type painter struct {
	file   *excelize.File
	styles map[coat]int
}

// A coat is a style with a tint over it.
type coat struct {
	under int
	tint  Tint
}

func (p painter) sheet(name string, rows map[int][]Remark) error {
	notes := 0
	for _, row := range slices.Sorted(maps.Keys(rows)) {
		for _, m := range rows[row] {
			at := cellName(m.Column, m.Row)
			if err := p.paint(name, at, m.Tint); err != nil {
				return err
			}
			if notes++; notes > mostNotes {
				continue
			}
			if err := p.file.AddComment(name, note(at, m.Text)); err != nil {
				return err
			}
		}
	}
	return nil
}

// note is a comment large enough for its text.
func note(at, text string) excelize.Comment {
	lines := uint(0)
	for line := range strings.Lines(text) {
		lines += 1 + uint(len([]rune(line)))/20
	}
	return excelize.Comment{Cell: at, Author: "核对", Width: 300, Height: 24 + 20*lines, Paragraph: []excelize.RichTextRun{{Text: shortened(clean(text), 2000)}}}
}

func (p painter) paint(sheet, at string, t Tint) error {
	under, err := p.file.GetCellStyle(sheet, at)
	if err != nil {
		return err
	}
	over, known := p.styles[coat{under, t}]
	if !known {
		style, err := p.file.GetStyle(under)
		if err != nil {
			return err
		}
		style.Fill = filled(t)
		if over, err = p.file.NewStyle(style); err != nil {
			return err
		}
		p.styles[coat{under, t}] = over
	}
	return p.file.SetCellStyle(sheet, at, at, over)
}

func filled(t Tint) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{tintColors[t]}}
}

// markValues writes the values of the book and marks them.
func markValues(book *Book, marks map[string]map[int][]Remark) (*excelize.File, error) {
	file := excelize.NewFile()
	l, err := newLooks(file)
	if err != nil {
		return nil, err
	}
	styles := map[Tint]int{}
	for t := range tintColors {
		if styles[t], err = file.NewStyle(&excelize.Style{Fill: filled(t), Alignment: &excelize.Alignment{WrapText: true}}); err != nil {
			return nil, err
		}
	}
	taken := map[string]bool{}
	for i, s := range book.Sheets {
		name := sheetName(s.Name, taken)
		if i == 0 {
			err = file.SetSheetName("Sheet1", name)
		} else {
			_, err = file.NewSheet(name)
		}
		if err != nil {
			return nil, err
		}
		if err := s.writeRemarked(file, name, marks[s.Name], styles, l); err != nil {
			return nil, err
		}
	}
	return file, nil
}

// writeRemarked writes the sheet's values row by row, the notes of a row behind them.
func (s *Sheet) writeRemarked(file *excelize.File, name string, marks map[int][]Remark, styles map[Tint]int, l looks) error {
	out, err := file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	last := s.lastColumn()
	for i := 1; i <= last+1; i++ {
		width := 16.0
		if i > last {
			width = 60
		}
		if err := out.SetColWidth(i, i, width); err != nil {
			return err
		}
	}
	for r := range s.Rows() {
		row := make([]any, last+1)
		for _, c := range r.Cells {
			row[c.Column-1] = excelize.Cell{StyleID: l.plainText(), Value: shortened(clean(c.shown()), 32767)}
		}
		var notes []string
		for _, m := range marks[r.Number] {
			m.Column = min(m.Column, last)
			row[m.Column-1] = excelize.Cell{StyleID: styles[m.Tint], Value: shortened(clean(r.At(m.Column).shown()), 32767)}
			notes = append(notes, ColumnName(m.Column)+"列："+m.Text)
		}
		if len(notes) > 0 {
			row[last] = excelize.Cell{StyleID: styles[Pale], Value: shortened(clean(strings.Join(notes, "\n")), 32767)}
		}
		if err := out.SetRow(cellName(1, r.Number), row); err != nil {
			return err
		}
	}
	return out.Flush()
}

// lastColumn is the last column that holds something, at least the first.
func (s *Sheet) lastColumn() int {
	last := 1
	for _, c := range s.cells {
		last = max(last, int(c.column))
	}
	return last
}

// shown is the cell as a person reads it.
func (c Cell) shown() string {
	if c.Kind == Date && c.Day != 0 {
		return c.Day.String()
	}
	return c.Text
}

func (l looks) plainText() int { return l.plain[AsText] }

// putFront writes the page as a new first sheet and opens the workbook there.
func putFront(file *excelize.File, front Page) error {
	taken := map[string]bool{}
	for _, name := range file.GetSheetList() {
		taken[strings.ToLower(name)] = true
	}
	name, first := sheetName(front.Name, taken), file.GetSheetName(0)
	if _, err := file.NewSheet(name); err != nil {
		return err
	}
	l, err := newLooks(file)
	if err != nil {
		return err
	}
	if err := writePage(file, name, front, l); err != nil {
		return fmt.Errorf("write sheet %s: %w", name, err)
	}
	if err := file.MoveSheet(name, first); err != nil {
		return err
	}
	file.SetActiveSheet(0)
	return nil
}
