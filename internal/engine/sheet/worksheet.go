package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
)

// A worksheet is the reading of one sheet's XML, in one pass.
type worksheet struct {
	*workbook
	sheet *Sheet

	row     int // the number of the row at work
	hidden  bool
	column  int
	begun   int // where the cells of the row begin
	cell    packedCell
	kind    string // the type of the cell as written
	style   int
	text    strings.Builder
	within  string // the element whose text is wanted: v, t
	inCell  bool
	skipped int // depth of phonetic text, which is not shown
	areas   int // columns under merged areas so far
}

// readSheet walks over the XML of a sheet once.
func (w *workbook) readSheet(entry sheetEntry) (*Sheet, error) {
	r, err := entry.part.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	t := &worksheet{workbook: w, sheet: &Sheet{Name: entry.name, Hidden: entry.hidden, texts: w.texts, from1904: w.from1904, merged: map[int][]Area{}}}
	piece := newSip(io.TeeReader(io.LimitReader(r, largestPart), &w.unpacked))
	decoder := xml.NewDecoder(piece)
	for {
		piece.next()
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = t.token(token)
		}
		if err != nil {
			return nil, err
		}
		if t.cells > mostCells || t.column > mostColumns || t.row > mostRows || t.areas > mostAreas {
			return nil, refused(tooLargeSentence)
		}
	}
	t.endRow()
	for _, areas := range t.sheet.merged {
		sort.Slice(areas, func(i, j int) bool { return areas[i].FirstRow < areas[j].FirstRow })
	}
	return t.sheet, nil
}

func (t *worksheet) token(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		return t.start(e)
	case xml.EndElement:
		return t.end(e.Name.Local)
	case xml.CharData:
		if t.within != "" && t.skipped == 0 {
			t.text.Write(e)
		}
	}
	return nil
}

func (t *worksheet) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		t.endRow()
		t.beginRow(e)
	case "c":
		t.beginCell(e)
	case "f":
		t.cell.formula = true
	case "v", "t":
		if t.inCell {
			t.within = e.Name.Local
		}
	case "rPh":
		t.skipped++
	case "col":
		t.hide(e)
	case "mergeCell":
		t.merge(attribute(e, "ref"))
	}
	return nil
}

func (t *worksheet) end(name string) error {
	switch name {
	case "v", "t":
		t.within = ""
	case "rPh":
		t.skipped = max(0, t.skipped-1)
	case "c":
		return t.endCell()
	}
	return nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func truth(text string) bool { return text == "1" || text == "true" }

// beginRow begins a row; one without a number follows the one before it.
func (t *worksheet) beginRow(e xml.StartElement) {
	number, err := strconv.Atoi(attribute(e, "r"))
	if err != nil || number <= t.row || number > math.MaxInt32 {
		number = t.row + 1
	}
	t.row, t.column, t.begun, t.hidden = number, 0, len(t.sheet.cells), truth(attribute(e, "hidden"))
}

// endRow keeps the row when anything stands in it.
func (t *worksheet) endRow() {
	if t.row > 0 && len(t.sheet.cells) > t.begun {
		t.sheet.rows = append(t.sheet.rows, packedRow{number: int32(t.row), hidden: t.hidden, cells: uint32(t.begun)})
		t.begun = len(t.sheet.cells)
	}
}

func (t *worksheet) beginCell(e xml.StartElement) {
	column := t.column + 1
	if named, _, ok := reference(attribute(e, "r")); ok && named > t.column {
		column = named
	}
	t.column = column
	t.cell = packedCell{column: uint16(min(column, math.MaxUint16))}
	t.kind = attribute(e, "t")
	t.style, _ = strconv.Atoi(attribute(e, "s"))
	t.text.Reset()
	t.inCell = t.row > 0
}

// kinds is what the type attribute of a cell says (ECMA-376 part 1, 18.18.11).
var kinds = map[string]Kind{"": Number, "n": Number, "s": Words, "str": Words, "inlineStr": Words, "b": Boolean, "e": Broken, "d": Words}

// endCell keeps the cell when anything stands in it.
func (t *worksheet) endCell() error {
	text := t.text.String()
	if !t.inCell || text == "" {
		t.inCell = false
		return nil
	}
	t.inCell, t.within = false, ""
	t.cell.kind = kinds[t.kind]
	if t.kind == "s" {
		at, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || at < 0 || at >= t.texts.shared {
			return fmt.Errorf("sheet %s row %d: there is no shared text %q", t.sheet.Name, t.row, text)
		}
		if t.texts.list[at] == "" {
			return nil
		}
		t.cell.text = uint32(at)
		t.keep()
		return nil
	}
	switch t.cell.kind {
	case Number:
		value, ok := decimal(text)
		if !ok {
			t.cell.kind = Words // a number that is none: NaN, 0x10, words
			text = unescaped(text)
			break
		}
		text = value
		if t.style >= 0 && t.style < len(t.dates) && t.dates[t.style] {
			if _, ok := dayOf(text, t.from1904); ok {
				t.cell.kind = Date
			}
		}
	case Boolean:
		switch text {
		case "1":
			text = "TRUE"
		case "0":
			text = "FALSE"
		}
	case Words:
		text = unescaped(text)
	}
	if text == "" {
		return nil // nothing but what was dropped
	}
	t.cell.text = t.texts.put(text)
	t.keep()
	return nil
}

func (t *worksheet) keep() {
	t.sheet.cells = append(t.sheet.cells, t.cell)
	t.cells++
}

func (t *worksheet) hide(e xml.StartElement) {
	from, err1 := strconv.Atoi(attribute(e, "min"))
	to, err2 := strconv.Atoi(attribute(e, "max"))
	if err1 == nil && err2 == nil && truth(attribute(e, "hidden")) && len(t.sheet.hiddenColumns) < mostColumns {
		t.sheet.hiddenColumns = append(t.sheet.hiddenColumns, span{from, to})
	}
}

// merge notes an area under each column it covers.
func (t *worksheet) merge(ref string) {
	first, last, ok := strings.Cut(ref, ":")
	c1, r1, ok1 := reference(first)
	c2, r2, ok2 := reference(last)
	if !ok || !ok1 || !ok2 {
		return
	}
	area := Area{FirstRow: min(r1, r2), FirstColumn: min(c1, c2), LastRow: max(r1, r2), LastColumn: max(c1, c2)}
	for column := area.FirstColumn; column <= min(area.LastColumn, area.FirstColumn+200); column++ {
		t.sheet.merged[column] = append(t.sheet.merged[column], area)
		t.areas++
	}
}

// reference reads "AB12" as column 28 and row 12.
func reference(text string) (column, row int, ok bool) {
	i := 0
	for ; i < len(text) && i < 4 && text[i] >= 'A' && text[i] <= 'Z'; i++ {
		column = column*26 + int(text[i]-'A') + 1
	}
	row, err := strconv.Atoi(text[i:])
	return column, row, i > 0 && err == nil && row > 0
}

// texts are the words of a workbook, each kept once.
type texts struct {
	list   []string
	shared int // how many the workbook itself shares between its cells
	at     map[string]uint32
}

func newTexts() *texts { return &texts{at: map[string]uint32{}} }

// mostNoted is how many texts are looked for among those that were met before. Names and villages are met again and
// again; numbers and accounts are not, and noting them all would take more room than they do.
const mostNoted = 20_000

// put keeps a text and gives its place.
func (x *texts) put(text string) uint32 {
	if at, ok := x.at[text]; ok {
		return at
	}
	at := uint32(len(x.list))
	x.list = append(x.list, text)
	if len(x.at) < mostNoted {
		x.at[text] = at
	}
	return at
}

// readShared reads the texts that cells share. Parts of a text in several fonts are one text; phonetic text beside it is
// left out.
func (x *texts) readShared(f *zip.File) error {
	if f == nil {
		return nil
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	piece := newSip(io.LimitReader(r, largestPart))
	decoder := xml.NewDecoder(piece)
	var text strings.Builder
	within, phonetic := false, 0
	for {
		piece.next()
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			x.shared = len(x.list)
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				text.Reset()
			case "t":
				within = true
			case "rPh":
				phonetic++
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				x.list = append(x.list, unescaped(text.String()))
			case "t":
				within = false
			case "rPh":
				phonetic--
			}
		case xml.CharData:
			if within && phonetic == 0 {
				text.Write(e)
			}
		}
		if len(x.list) > mostCells {
			return refused(tooLargeSentence)
		}
	}
}

// unescaped gives back the characters that XML cannot hold, which workbooks write as _x000D_. Zero is dropped: no
// database keeps it.
func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	var out strings.Builder
	for len(text) > 0 {
		if len(text) >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' {
			if code, err := strconv.ParseUint(text[2:6], 16, 16); err == nil {
				if code != 0 {
					out.WriteRune(rune(code))
				}
				text = text[7:]
				continue
			}
		}
		out.WriteByte(text[0])
		text = text[1:]
	}
	return out.String()
}
