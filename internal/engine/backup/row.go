package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"minzheng/internal/engine/store"
)

// A row is one line of a table's file: a JSON list with null, whole numbers and strings. What a JSON string cannot carry
// stands as an object: {"bytes":"base64"}, and {"text":"base64"} for text that is not UTF-8. The same row always gives
// the same line.

type binary struct {
	Bytes *[]byte `json:"bytes,omitempty"`
	Text  *[]byte `json:"text,omitempty"`
}

// appendRow adds the row's line to the buffer.
func appendRow(to *bytes.Buffer, row []any) error {
	to.WriteByte('[')
	for i, v := range row {
		if i > 0 {
			to.WriteByte(',')
		}
		if err := appendValue(to, v); err != nil {
			return err
		}
	}
	to.WriteString("]\n")
	return nil
}

func appendValue(to *bytes.Buffer, v any) error {
	switch v := v.(type) {
	case nil:
		to.WriteString("null")
	case int64:
		to.Write(strconv.AppendInt(to.AvailableBuffer(), v, 10))
	case string:
		appendText(to, v)
	case []byte:
		to.WriteString(`{"bytes":"` + base64.StdEncoding.EncodeToString(v) + `"}`)
	default:
		return fmt.Errorf("a value of type %T has no place in a backup", v)
	}
	return nil
}

const hexadecimal = "0123456789abcdef"

// appendText writes a JSON string that escapes only what must be escaped.
func appendText(to *bytes.Buffer, s string) {
	if !utf8.ValidString(s) {
		to.WriteString(`{"text":"` + base64.StdEncoding.EncodeToString([]byte(s)) + `"}`)
		return
	}
	to.WriteByte('"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		to.WriteString(s[from:i])
		from = i + 1
		switch c {
		case '"', '\\':
			to.WriteByte('\\')
			to.WriteByte(c)
		case '\n':
			to.WriteString(`\n`)
		default:
			to.WriteString(`\u00`)
			to.WriteByte(hexadecimal[c>>4])
			to.WriteByte(hexadecimal[c&15])
		}
	}
	to.WriteString(s[from:])
	to.WriteByte('"')
}

// readRow reads one line of the table's file.
func readRow(from *json.Decoder, t store.Table) ([]any, error) {
	var cells []json.RawMessage
	if err := from.Decode(&cells); err != nil {
		return nil, err
	}
	row := make([]any, len(cells))
	for i, c := range cells {
		v, err := readValue(c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
		row[i] = v
	}
	return row, t.Fits(row)
}

func readValue(cell []byte) (any, error) {
	switch cell[0] {
	case 'n':
		return nil, nil
	case '"':
		var s string
		err := json.Unmarshal(cell, &s)
		return s, err
	case '{':
		return readBinary(cell)
	}
	n, err := strconv.ParseInt(string(cell), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%.40s is no whole number between %d and %d", cell, int64(math.MinInt64), int64(math.MaxInt64))
	}
	return n, nil
}

func readBinary(cell []byte) (any, error) {
	var b binary
	if err := json.Unmarshal(cell, &b); err != nil {
		return nil, err
	}
	switch {
	case b.Bytes != nil:
		return *b.Bytes, nil
	case b.Text != nil:
		return string(*b.Text), nil
	}
	return nil, fmt.Errorf("%.40s is no value of a table", cell)
}
