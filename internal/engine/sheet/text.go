package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads csv, semicolon- and tab-separated text as one sheet of words.
// Rows are counted as records: a record over two lines counts once, and lines
// without anything are not counted.
func readText(content []byte) ([]*Sheet, error) {
	text, err := decode(content)
	if err != nil {
		return nil, err
	}
	piece := newSip(strings.NewReader(text))
	records := csv.NewReader(piece)
	records.Comma = delimiter(text)
	records.FieldsPerRecord = -1 // clerks leave trailing cells away
	records.LazyQuotes = true    // and quote by hand
	one := &Sheet{texts: newTexts()}
	width := 0
	for number := 1; ; number++ {
		piece.next()
		record, err := records.Read()
		if errors.Is(err, io.EOF) {
			return []*Sheet{one}, nil
		}
		if err != nil || len(record) > mostColumns {
			return nil, refused(damagedTextSentence)
		}
		if number == 1 {
			width = len(record)
		}
		if i := slices.IndexFunc(record, func(field string) bool { return swallows(field, records.Comma, width) }); i >= 0 {
			return nil, refused(fmt.Sprintf(openQuoteSentence, number, i+1))
		}
		begun := len(one.cells)
		for i, field := range record {
			if field != "" {
				one.cells = append(one.cells, packedCell{column: uint16(i + 1), kind: Words, text: one.texts.put(field)})
			}
		}
		if len(one.cells) > mostCells {
			return nil, refused(tooLargeSentence)
		}
		if len(one.cells) > begun {
			one.rows = append(one.rows, packedRow{number: int32(number), cells: uint32(begun)})
		}
	}
}

const damagedTextSentence = "文本表格的列对不齐，请用Excel打开后另存为xlsx"

const openQuoteSentence = "第%d行第%d格的引号没有配对，后面的行会被当成同一格；请删去多余的引号，或用Excel打开后另存为xlsx"

// swallows tells whether a field holds lines of the table itself, which happens
// after a quotation mark that nothing closes: whole rows would be lost unseen.
func swallows(field string, comma rune, width int) bool {
	if !strings.Contains(field, "\n") {
		return false
	}
	if utf8.RuneCountInString(field) > mostCharacters {
		return true
	}
	for line := range strings.Lines(field) {
		if width > 2 && strings.Count(line, string(comma)) >= width-1 {
			return true
		}
	}
	return false
}

// decode brings text to UTF-8. Without a byte-order mark it is UTF-8 when it is
// valid as such, and GB18030 otherwise: GBK would lose the rare characters of
// names.
func decode(content []byte) (string, error) {
	var text []byte
	var err error
	switch {
	case bytes.HasPrefix(content, []byte("\xEF\xBB\xBF")):
		text = content[3:]
	case bytes.HasPrefix(content, []byte("\xFF\xFE")), bytes.HasPrefix(content, []byte("\xFE\xFF")):
		text, err = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(content)
	case utf8.Valid(content):
		text = content
	default:
		text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(content)
	}
	switch {
	case err != nil, !utf8.Valid(text), bytes.ContainsRune(text, utf8.RuneError):
		return "", refused(encodingSentence)
	case bytes.IndexByte(text, 0) >= 0:
		return "", refused(binarySentence)
	}
	return string(text), nil
}

// delimiter is the sign that separates the fields: of comma, tab and semicolon
// the one that stands most often, outside quotes, in the first lines.
func delimiter(text string) rune {
	counts := map[rune]int{}
	quoted, lines := false, 0
	for _, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '\n':
			lines++
		case !quoted:
			counts[r]++
		}
		if lines == 20 {
			break
		}
	}
	best := ','
	for _, r := range []rune{'\t', ';'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}
