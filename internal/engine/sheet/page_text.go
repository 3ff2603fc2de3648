package sheet

import (
	"encoding/csv"
	"io"
)

// Mark is the byte-order mark without which office programs take UTF-8 for the
// old national encoding and show names as rubbish.
const Mark = "\ufeff"

// WriteText writes the lines of a page as csv: UTF-8 with byte-order mark, lines
// ended by CR LF (RFC 4180), headings first, money without separators; the
// title is not written, notes come last. The same page always gives the same
// bytes. Words that begin like a formula are disarmed, numbers are not touched.
func WriteText(w io.Writer, p Page) error {
	if _, err := io.WriteString(w, Mark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	record := make([]string, len(p.Columns))
	for i, c := range p.Columns {
		record[i] = Unarmed(clean(c.Heading))
	}
	// The csv writer keeps its first error until the end.
	_ = out.Write(record)
	for line := range p.Lines {
		record = record[:0]
		for _, v := range line.Values {
			text := clean(v.plain())
			if v.kind == valueText {
				text = Unarmed(text)
			}
			record = append(record, text)
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	for _, note := range p.Notes {
		_ = out.Write([]string{Unarmed(clean(note))})
	}
	out.Flush()
	return out.Error()
}
