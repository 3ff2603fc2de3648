package sheet

import (
	"iter"
	"strconv"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Page is one sheet to be written: a title, a row of headings, lines, notes
// under them.
type Page struct {
	Name    string // of the sheet, at most 31 characters are kept
	Title   string // above the headings, over the whole width; empty: none
	Under   string // on the right below the title, such as 单位：元; only with a title
	Notes   []string
	Columns []Column
	Lines   iter.Seq[Line]
}

// A Column is one column of a page. Its form decides how its values are
// written: a column of text keeps the leading zeros of account numbers.
type Column struct {
	Heading string
	Width   float64 // in characters; zero: a usual width for the form
	Form    Form
}

// A Form is how the values of a column look.
type Form uint8

// The forms of columns.
const (
	AsText  Form = iota // words, identity and account numbers
	AsMoney             // yuan with two decimals
	AsCount             // whole numbers
	AsDay               // 2026-11-23
)

// A Line is one line of a page. A strong line stands out: a subtotal, a total.
type Line struct {
	Values []Value
	Strong bool
}

// A Value is what one cell is to hold. The zero Value is blank.
type Value struct {
	kind   valueKind
	text   string
	number int64
}

type valueKind uint8

const (
	valueBlank valueKind = iota
	valueText
	valueMoney
	valueCount
	valueDay
)

// TextOf is a value of words; identity and account numbers are words.
func TextOf(text string) Value { return Value{kind: valueText, text: text} }

// MoneyOf is a value of money.
func MoneyOf(f money.Fen) Value { return Value{kind: valueMoney, number: int64(f)} }

// CountOf is a whole number.
func CountOf[N int | int64](n N) Value { return Value{kind: valueCount, number: int64(n)} }

// DayOf is a day; the unknown day is blank.
func DayOf(d month.Day) Value {
	if !d.Known() {
		return Value{}
	}
	return Value{kind: valueDay, number: int64(d)}
}

// plain is the value as text files hold it.
func (v Value) plain() string {
	switch v.kind {
	case valueText:
		return v.text
	case valueMoney:
		return money.Fen(v.number).Plain()
	case valueCount:
		return strconv.FormatInt(v.number, 10)
	case valueDay:
		return month.Day(v.number).String()
	}
	return ""
}

// Unarmed returns text that a program opening a csv file will not run: words
// that begin like a formula get an apostrophe in front.
func Unarmed(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

// clean drops the control characters that no file of either format may hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, text)
}
