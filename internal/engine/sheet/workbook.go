package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"minzheng/internal/base/fault"
)

// A workbook is an xlsx file while it is being read. The XML is read here and not
// by the spreadsheet library: that gives values without their type, needs the
// whole sheet in memory for the merged areas (6 seconds and 870 MB for 100,000
// rows), and unpacks every part before it begins.
type workbook struct {
	files    map[string]*zip.File // by path, in small letters
	sheets   []sheetEntry
	from1904 bool
	dates    []bool // by style: whether it shows numbers as dates
	texts    *texts
	cells    int
	unpacked meter
}

// A sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name   string
	hidden bool
	part   *zip.File
}

// readWorkbook reads all worksheets of an xlsx file. Whatever the XML does not
// make sense of is a damaged workbook to the person; the cause goes to the log.
func readWorkbook(content []byte, tell func(done, total int)) ([]*Sheet, error) {
	w, err := openWorkbook(content)
	if err != nil {
		return nil, damaged(err)
	}
	if len(w.sheets) > mostSheets {
		return nil, refused(tooLargeSentence)
	}
	w.unpacked.tell = tell
	for _, entry := range w.sheets {
		if entry.part != nil {
			w.unpacked.total += int(entry.part.UncompressedSize64)
		}
	}
	var sheets []*Sheet
	for _, entry := range w.sheets {
		if entry.part == nil || !strings.Contains(strings.ToLower(entry.part.Name), "worksheets") {
			continue // a sheet that holds only a chart
		}
		one, err := w.readSheet(entry)
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

// openWorkbook reads everything but the sheets: their list, styles, shared texts.
func openWorkbook(content []byte) (*workbook, error) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	w := &workbook{files: map[string]*zip.File{}, texts: newTexts()}
	unpacked := uint64(0)
	for _, f := range z.File {
		unpacked += f.UncompressedSize64
		w.files[strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))] = f
	}
	if unpacked > largestUnpacked {
		return nil, refused(tooLargeSentence)
	}
	targets, err := w.relations()
	if err != nil {
		return nil, err
	}
	if err := w.list(targets); err != nil {
		return nil, err
	}
	if w.dates, err = readStyles(w.files["xl/styles.xml"]); err != nil {
		return nil, err
	}
	return w, w.texts.readShared(w.files["xl/sharedstrings.xml"])
}

// relations finds the parts of the workbook by their id.
func (w *workbook) relations() (map[string]string, error) {
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := unmarshal(w.files["xl/_rels/workbook.xml.rels"], &relations); err != nil {
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
	return targets, nil
}

// list reads which sheets there are, and by which calendar days are counted.
func (w *workbook) list(targets map[string]string) error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Any   []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := unmarshal(w.files["xl/workbook.xml"], &book); err != nil {
		return err
	}
	w.from1904 = truth(book.Properties.Date1904)
	for _, s := range book.Sheets {
		entry := sheetEntry{name: s.Name, hidden: s.State == "hidden" || s.State == "veryHidden"}
		for _, a := range s.Any {
			if a.Name.Local == "id" {
				entry.part = w.files[targets[a.Value]]
			}
		}
		w.sheets = append(w.sheets, entry)
	}
	return nil
}

func unmarshal(f *zip.File, into any) error {
	if f == nil {
		return errors.New("part of the workbook is missing")
	}
	if f.UncompressedSize64 > largestList {
		return refused(tooLargeSentence)
	}
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(io.LimitReader(r, largestList)).Decode(into)
}

// readStyles tells of each style of cells whether it shows a number as a date.
func readStyles(f *zip.File) ([]bool, error) {
	if f == nil {
		return nil, nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := unmarshal(f, &styles); err != nil {
		return nil, err
	}
	own := map[int]bool{}
	for _, n := range styles.Formats {
		own[n.ID] = datePattern(n.Code)
	}
	dates := make([]bool, len(styles.Cells))
	for i, c := range styles.Cells {
		dates[i] = dateFormat(c.Format) || own[c.Format]
	}
	return dates, nil
}

// A meter counts what is read of the sheets, and tells of every megabyte.
type meter struct {
	done, total int
	tell        func(done, total int)
}

const megabyte = 1 << 20

// Write counts; it keeps nothing.
func (m *meter) Write(p []byte) (int, error) {
	before := m.done / megabyte
	m.done += len(p)
	if m.tell != nil && m.done/megabyte > before {
		m.tell(m.done, m.total)
	}
	return len(p), nil
}
