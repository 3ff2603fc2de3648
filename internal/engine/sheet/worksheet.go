package sheet

import (
	"archive/zip"
	"bytes"
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
	*markup
	sheet *Sheet

	row     int // the number of the row at work
	hidden  bool
	column  int
	begun   int // where the cells of the row begin
	cell    packedCell
	kind    Kind // of the cell at work, as its type says
	shares  bool // its value is the place of a shared text
	style   int
	value   []byte // what the cell at work holds
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
	t.markup = newMarkup(io.TeeReader(io.LimitReader(r, largestPart), &w.unpacked))
	for {
		err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = t.element()
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

// element takes the tag at hand; text is listened to between the tags of a value.
func (t *worksheet) element() error {
	if t.listening && t.skipped == 0 {
		if t.value = append(t.value, t.text...); len(t.value) > largestSip {
			return refused(tooLargeSentence)
		}
	}
	if !t.closes {
		t.start()
	}
	if t.closes || t.empty {
		return t.end()
	}
	return nil
}

func (t *worksheet) start() {
	switch string(t.name) {
	case "row":
		t.endRow()
		t.beginRow()
	case "c":
		t.beginCell()
	case "f":
		t.cell.formula = true
	case "v", "t":
		t.listening = t.inCell
	case "rPh":
		t.skipped++
	case "col":
		t.hide()
	case "mergeCell":
		t.merge(string(t.attribute("ref")))
	}
}

func (t *worksheet) end() error {
	switch string(t.name) {
	case "v", "t":
		t.listening = false
	case "rPh":
		t.skipped = max(0, t.skipped-1)
	case "c":
		return t.endCell()
	}
	return nil
}

// whole is an attribute that is a whole number; not ok when it is missing or none.
func (m *markup) whole(name string) (n int, ok bool) {
	written := m.attribute(name)
	if len(written) == 0 {
		return 0, false
	}
	n, err := strconv.Atoi(string(written))
	return n, err == nil
}

func truth[T ~string | ~[]byte](text T) bool { return string(text) == "1" || string(text) == "true" }

// beginRow begins a row; one without a number follows the one before it.
func (t *worksheet) beginRow() {
	number, ok := t.whole("r")
	if !ok || number <= t.row || number > math.MaxInt32 {
		number = t.row + 1
	}
	t.row, t.column, t.begun, t.hidden = number, 0, len(t.sheet.cells), truth(t.attribute("hidden"))
}

// endRow keeps the row when anything stands in it.
func (t *worksheet) endRow() {
	if t.row > 0 && len(t.sheet.cells) > t.begun {
		t.sheet.rows = append(t.sheet.rows, packedRow{number: int32(t.row), hidden: t.hidden, cells: uint32(t.begun)})
		t.begun = len(t.sheet.cells)
	}
}

func (t *worksheet) beginCell() {
	column := t.column + 1
	if named, _, ok := reference(string(t.attribute("r"))); ok && named > t.column {
		column = named
	}
	t.column = column
	t.cell = packedCell{column: uint16(min(column, math.MaxUint16))}
	t.kind, t.shares = kindOf(t.attribute("t"))
	t.style, _ = t.whole("s")
	t.value = t.value[:0]
	t.inCell = t.row > 0
}

// kindOf is what the type attribute of a cell says (ECMA-376 part 1, 18.18.11), and whether its value is the place of a
// text that cells share.
func kindOf(written []byte) (kind Kind, shares bool) {
	switch string(written) {
	case "", "n":
		return Number, false
	case "s":
		return Words, true
	case "str", "inlineStr", "d":
		return Words, false
	case "b":
		return Boolean, false
	case "e":
		return Broken, false
	}
	return Blank, false
}

// endCell keeps the cell when anything stands in it.
func (t *worksheet) endCell() error {
	if !t.inCell || len(t.value) == 0 {
		t.inCell = false
		return nil
	}
	t.inCell, t.listening = false, false
	t.cell.kind = t.kind
	if t.shares {
		return t.keepShared()
	}
	text := string(t.value)
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

// keepShared keeps a cell whose value is the place of a text.
func (t *worksheet) keepShared() error {
	at, err := strconv.Atoi(string(bytes.TrimSpace(t.value)))
	if err != nil || at < 0 || at >= t.texts.shared {
		return fmt.Errorf("sheet %s row %d: there is no shared text %.20q", t.sheet.Name, t.row, t.value)
	}
	if t.texts.list[at] != "" {
		t.cell.text = uint32(at)
		t.keep()
	}
	return nil
}

func (t *worksheet) keep() {
	t.sheet.cells = append(t.sheet.cells, t.cell)
	t.cells++
}

func (t *worksheet) hide() {
	from, ok1 := t.whole("min")
	to, ok2 := t.whole("max")
	if ok1 && ok2 && truth(t.attribute("hidden")) && len(t.sheet.hiddenColumns) < mostColumns {
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
	m := newMarkup(io.LimitReader(r, largestPart))
	var text []byte
	phonetic := 0
	for {
		err := m.next()
		if errors.Is(err, io.EOF) {
			x.shared = len(x.list)
			return nil
		}
		if err != nil {
			return err
		}
		if m.listening && phonetic == 0 {
			text = append(text, m.text...)
		}
		begins, ends := !m.closes, m.closes || m.empty
		switch string(m.name) {
		case "si":
			if begins {
				text = text[:0]
			}
			if ends {
				x.list = append(x.list, unescaped(string(text)))
			}
		case "t":
			m.listening = !ends
		case "rPh":
			if begins {
				phonetic++
			}
			if ends {
				phonetic--
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
