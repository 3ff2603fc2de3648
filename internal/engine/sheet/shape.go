package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"sort"
	"strconv"
	"strings"
)

// A shape is what the sheet's XML says beside the values: the type and style of
// every cell, formulas, merged areas, what is hidden. The spreadsheet library
// gives values as strings without their type, and reads merged areas by loading
// the whole sheet (6 seconds and 870 MB for 100,000 rows), so both are read
// here in one pass.
type shape struct {
	rows          []Row // cells without text
	styles        [][]int
	types         [][]string
	merged        map[int][]Area
	hiddenColumns []span
	cells         int
}

// parts finds the XML of each worksheet by the name of the sheet.
func parts(content []byte) (map[string]*zip.File, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	files := map[string]*zip.File{}
	unpacked := uint64(0)
	for _, f := range z.File {
		unpacked += f.UncompressedSize64
		files[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
	}
	if unpacked > largestUnpacked {
		return nil, refused(tooLargeSentence)
	}
	var book struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Any  []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := unmarshal(files["xl/workbook.xml"], &book); err != nil {
		return nil, err
	}
	if err := unmarshal(files["xl/_rels/workbook.xml.rels"], &relations); err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, r := range relations.List {
		target := r.Target
		if !strings.HasPrefix(target, "/") {
			target = "/xl/" + target
		}
		targets[r.ID] = strings.ToLower(path.Clean(target)[1:])
	}
	found := map[string]*zip.File{}
	for _, s := range book.Sheets {
		for _, a := range s.Any {
			if a.Name.Local == "id" {
				found[s.Name] = files[targets[a.Value]]
			}
		}
	}
	return found, nil
}

func unmarshal(f *zip.File, into any) error {
	if f == nil {
		return errors.New("part of the workbook is missing")
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, largestPart)).Decode(into)
}

// readShape walks over the XML of a sheet once.
func readShape(f *zip.File) (*shape, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &shape{merged: map[int][]Area{}}
	decoder := xml.NewDecoder(io.LimitReader(r, largestPart))
	row, column := 0, 0
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			row, column = s.row(start, row), 0
		case "c":
			column = s.cell(start, column)
		case "v", "is":
			s.filled()
		case "f":
			s.computed()
		case "col":
			s.column(start)
		case "mergeCell":
			s.merge(attribute(start, "ref"))
		}
		if s.cells > mostCells || column > mostColumns {
			return nil, refused(tooLargeSentence)
		}
	}
	for _, areas := range s.merged {
		sort.Slice(areas, func(i, j int) bool { return areas[i].FirstRow < areas[j].FirstRow })
	}
	return s, nil
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

// row begins a row; one without a number follows the one before it.
func (s *shape) row(e xml.StartElement, before int) int {
	number, err := strconv.Atoi(attribute(e, "r"))
	if err != nil || number <= before {
		number = before + 1
	}
	// A row without anything is overwritten by the next.
	if last := len(s.rows) - 1; last >= 0 && len(s.rows[last].Cells) == 0 {
		s.rows, s.styles, s.types = s.rows[:last], s.styles[:last], s.types[:last]
	}
	s.rows = append(s.rows, Row{Number: number, Hidden: truth(attribute(e, "hidden"))})
	s.styles, s.types = append(s.styles, nil), append(s.types, nil)
	return number
}

// cell begins a cell. It stays blank, and is dropped by the next, until a value
// is met.
func (s *shape) cell(e xml.StartElement, before int) int {
	if len(s.rows) == 0 {
		return before
	}
	column := before + 1
	if named, _, ok := reference(attribute(e, "r")); ok && named > before {
		column = named
	}
	s.dropBlank()
	at := len(s.rows) - 1
	style, _ := strconv.Atoi(attribute(e, "s"))
	s.rows[at].Cells = append(s.rows[at].Cells, Cell{Column: column})
	s.styles[at] = append(s.styles[at], style)
	s.types[at] = append(s.types[at], attribute(e, "t"))
	s.cells++
	return column
}

// dropBlank takes away the last cell of the row when no value was met in it.
func (s *shape) dropBlank() {
	at := len(s.rows) - 1
	cells := s.rows[at].Cells
	if last := len(cells) - 1; last >= 0 && cells[last].Kind == Blank && !cells[last].Formula {
		s.rows[at].Cells, s.styles[at], s.types[at] = cells[:last], s.styles[at][:last], s.types[at][:last]
		s.cells--
	}
}

// kinds is what the type attribute of a cell says (ECMA-376 part 1, 18.18.11).
var kinds = map[string]Kind{"": Number, "n": Number, "s": Words, "str": Words, "inlineStr": Words, "b": Boolean, "e": Broken, "d": Words}

func (s *shape) filled() {
	if at := len(s.rows) - 1; at >= 0 && len(s.rows[at].Cells) > 0 {
		last := len(s.rows[at].Cells) - 1
		s.rows[at].Cells[last].Kind = kinds[s.types[at][last]]
	}
}

func (s *shape) computed() {
	if at := len(s.rows) - 1; at >= 0 && len(s.rows[at].Cells) > 0 {
		s.rows[at].Cells[len(s.rows[at].Cells)-1].Formula = true
	}
}

func (s *shape) column(e xml.StartElement) {
	from, err1 := strconv.Atoi(attribute(e, "min"))
	to, err2 := strconv.Atoi(attribute(e, "max"))
	if err1 == nil && err2 == nil && truth(attribute(e, "hidden")) {
		s.hiddenColumns = append(s.hiddenColumns, span{from, to})
	}
}

// merge notes an area under each column it covers.
func (s *shape) merge(ref string) {
	first, last, ok := strings.Cut(ref, ":")
	c1, r1, ok1 := reference(first)
	c2, r2, ok2 := reference(last)
	if !ok || !ok1 || !ok2 || len(s.merged[c1]) >= mostAreas {
		return
	}
	area := Area{FirstRow: min(r1, r2), FirstColumn: min(c1, c2), LastRow: max(r1, r2), LastColumn: max(c1, c2)}
	for column := area.FirstColumn; column <= min(area.LastColumn, area.FirstColumn+200); column++ {
		s.merged[column] = append(s.merged[column], area)
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
