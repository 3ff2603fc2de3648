package report

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// mark is the byte-order mark without which office programs take UTF-8 text for
// the old national encoding and show the names as rubbish.
const mark = "\ufeff"

// CSV prints the table as text: UTF-8 with byte-order mark, lines ended by CR LF
// (RFC 4180), headings with their unit, figures without separators, and the
// source last. The same table always gives the same bytes.
func (t Table) CSV() ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(mark)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Heading()
	}
	w.Write(head)
	for _, l := range t.lines() {
		w.Write(record(l.row))
	}
	for _, note := range t.notes() {
		w.Write([]string{note})
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func record(row Row) []string {
	fields := make([]string, len(row))
	for i, c := range row {
		fields[i] = c.plain()
		if c.kind == Text {
			fields[i] = Unarmed(fields[i])
		}
	}
	return fields
}

// Unarmed returns text that an office program opening a csv file will not run:
// words beginning like a formula get an apostrophe in front.
func Unarmed(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
