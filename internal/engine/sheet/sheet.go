// Package sheet reads and writes the spreadsheets (电子表格) that offices send each other:
// xlsx workbooks and csv or tab-separated text.
//
// Reading ([Open]) goes by the content of a file, never by its name, and keeps
// what a careful reader of lists needs and a plain table of strings loses:
// whether a cell holds a number or text (an identity number typed as a number
// has lost digits), whether it is a date or a formula, which cells are merged,
// which rows, columns and sheets are hidden. A file that is no spreadsheet is
// refused with a sentence that says what it is and what to do.
//
// Writing ([WriteWorkbook], [WriteText]) takes typed values, so that money is a
// number with two decimals and an account number stays text, and no text of a
// person is ever run as a formula by the program that opens the file.
//
// The package knows nothing about what the lists are about. Start reading at
// [Open] and [Book]; for writing at [Page].
package sheet

import (
	"iter"
	"sort"
	"strings"
	"unicode"

	"minzheng/internal/base/month"
)

// A Book is a spreadsheet file as read. Text files have one sheet.
type Book struct {
	Name   string // the file's name, without folders
	Format Format
	Sheets []*Sheet
}

// A Format is how a file was written.
type Format string

// The formats that are read.
const (
	Workbook Format = "xlsx"
	Text     Format = "text" // csv, tab-separated and the like
)

// A Sheet is one sheet with the rows that hold something, in their order. Two
// million cells are kept packed; [Sheet.Rows] unpacks row by row.
type Sheet struct {
	Name   string // empty in text files
	Hidden bool

	rows          []packedRow
	cells         []packedCell
	texts         *texts
	from1904      bool
	merged        map[int][]Area // the areas that cover a column, by first row
	hiddenColumns []span
}

// A packedRow is a row as it is kept: its cells reach to those of the next row.
type packedRow struct {
	number int32
	hidden bool
	cells  uint32
}

// A packedCell is a cell as it is kept.
type packedCell struct {
	text    uint32 // place in texts
	column  uint16
	kind    Kind
	formula bool
}

// A Row is one row of a sheet. Blank cells are left out.
type Row struct {
	Number int // as the sheet counts, from 1; in text files the record
	Hidden bool
	Cells  []Cell // by column
}

// A Kind is what a cell holds.
type Kind uint8

// The kinds of cell. A cell with a formula has the kind of its last computed
// value.
const (
	Blank   Kind = iota // nothing
	Words               // text
	Number              // a number
	Date                // a number shown as a date
	Boolean             // TRUE or FALSE
	Broken              // an error value such as #REF!
)

// A Cell is one cell. Text is what it holds: words as written, a number as a
// plain decimal of at most the 15 digits that spreadsheets keep ("952.5",
// "400323199308128000"), a date as its serial number.
type Cell struct {
	Column  int // from 1
	Kind    Kind
	Formula bool // computed; the value may be out of date
	Text    string
	Day     month.Day // of a Date
}

// An Area is a rectangle of merged cells, all bounds included and counted from 1.
type Area struct {
	FirstRow, FirstColumn, LastRow, LastColumn int
}

// span is a run of columns, both bounds included.
type span struct{ from, to int }

// At returns the cell of a column, or a blank one.
func (r Row) At(column int) Cell {
	i := sort.Search(len(r.Cells), func(i int) bool { return r.Cells[i].Column >= column })
	if i < len(r.Cells) && r.Cells[i].Column == column {
		return r.Cells[i]
	}
	return Cell{Column: column}
}

// Len is how many rows hold something.
func (s *Sheet) Len() int { return len(s.rows) }

// Rows are the rows that hold something, in their order.
func (s *Sheet) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := range s.rows {
			if !yield(s.unpack(i)) {
				return
			}
		}
	}
}

// Row returns a row by its number; one without cells when it holds nothing.
func (s *Sheet) Row(number int) Row {
	if i, ok := s.find(number); ok {
		return s.unpack(i)
	}
	return Row{Number: number}
}

// find is the place of a row, by its number.
func (s *Sheet) find(number int) (int, bool) {
	i := sort.Search(len(s.rows), func(i int) bool { return int(s.rows[i].number) >= number })
	return i, i < len(s.rows) && int(s.rows[i].number) == number
}

// packed are the cells of the row at a place.
func (s *Sheet) packed(i int) []packedCell {
	end := len(s.cells)
	if i+1 < len(s.rows) {
		end = int(s.rows[i+1].cells)
	}
	return s.cells[s.rows[i].cells:end]
}

func (s *Sheet) unpack(i int) Row {
	packed := s.packed(i)
	row := Row{Number: int(s.rows[i].number), Hidden: s.rows[i].hidden, Cells: make([]Cell, len(packed))}
	for at, c := range packed {
		row.Cells[at] = s.cell(c)
	}
	return row
}

func (s *Sheet) cell(c packedCell) Cell {
	full := Cell{Column: int(c.column), Kind: c.kind, Formula: c.formula, Text: s.texts.list[c.text]}
	if c.kind == Date {
		full.Day, _ = dayOf(full.Text, s.from1904)
	}
	return full
}

// at is one cell, blank when nothing stands there.
func (s *Sheet) at(row, column int) Cell {
	if i, ok := s.find(row); ok {
		packed := s.packed(i)
		at := sort.Search(len(packed), func(at int) bool { return int(packed[at].column) >= column })
		if at < len(packed) && int(packed[at].column) == column {
			return s.cell(packed[at])
		}
	}
	return Cell{Column: column}
}

// Value returns what stands in a cell as people see it, and in which row: a
// merged area shows its first cell everywhere.
func (s *Sheet) Value(row, column int) (Cell, int) {
	if a, ok := s.Merged(row, column); ok {
		c := s.at(a.FirstRow, a.FirstColumn)
		c.Column = column
		return c, a.FirstRow
	}
	return s.at(row, column), row
}

// Merged returns the merged area that the cell belongs to, if it does.
func (s *Sheet) Merged(row, column int) (Area, bool) {
	areas := s.merged[column]
	after := sort.Search(len(areas), func(i int) bool { return areas[i].FirstRow > row })
	if after == 0 || row > areas[after-1].LastRow {
		return Area{}, false
	}
	return areas[after-1], true
}

// ColumnHidden tells whether a column is hidden.
func (s *Sheet) ColumnHidden(column int) bool {
	for _, h := range s.hiddenColumns {
		if h.from <= column && column <= h.to {
			return true
		}
	}
	return false
}

// ColumnName is the letter of a column: A for 1, AB for 28; empty below 1.
func ColumnName(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// ColumnNumber is the column of a letter: 1 for A, 28 for AB; zero for what is none.
func ColumnNumber(name string) int {
	n := 0
	for _, r := range name {
		if r < 'A' || r > 'Z' {
			return 0
		}
		n = n*26 + int(r-'A') + 1
	}
	return n
}

// Trimmed is what a cell holds without blanks around it, full-width ones and
// invisible marks included. Line breaks inside are kept.
func (c Cell) Trimmed() string {
	return strings.TrimFunc(c.Text, func(r rune) bool {
		return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B
	})
}
