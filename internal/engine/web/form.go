package web

import (
	"net/url"
	"strconv"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Form is what a person typed and what is wrong with it. The typed reading
// functions (Money, Day …) give the zero value for an empty field and note a
// fault for one that cannot be read, so that a handler reads the whole form
// and then asks [Form.Err] once.
type Form struct {
	values url.Values
	faults fault.List
}

// Form is what was sent with the request.
func (c *Context) Form() *Form {
	if c.form == nil {
		c.form = &Form{values: c.Request.PostForm}
		if c.form.values == nil {
			c.form.values = url.Values{}
		}
	}
	return c.form
}

// Blank is an empty form, to be filled with [Form.Set] and shown.
func (c *Context) Blank() *Form { return &Form{values: url.Values{}} }

// Set fills a field before the form is shown.
func (f *Form) Set(name, value string) *Form {
	f.values.Set(name, value)
	return f
}

// Value is what stands in the field, as typed.
func (f *Form) Value(name string) string {
	if f == nil {
		return ""
	}
	return f.values.Get(name)
}

// Text is the field trimmed, with full-width digits and letters made narrow
// and blanks from other programs made plain. Chinese punctuation stays.
func (f *Form) Text(name string) string { return fold(f.Value(name)) }

// Raw is the field exactly as typed: for passwords.
func (f *Form) Raw(name string) string { return f.Value(name) }

// All is every value of a field that may come several times, folded, without empty ones.
func (f *Form) All(name string) []string {
	var all []string
	for _, v := range f.values[name] {
		if v = fold(v); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// Has tells whether value is among the values of the field.
func (f *Form) Has(name, value string) bool {
	if f == nil {
		return false
	}
	for _, v := range f.values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Names are the fields that were sent.
func (f *Form) Names() []string {
	names := make([]string, 0, len(f.values))
	for n := range f.values {
		names = append(names, n)
	}
	return names
}

// Ticked tells whether a box was ticked.
func (f *Form) Ticked(name string) bool { return f.Value(name) != "" }

// Require notes a fault 请填写<label> when the field is empty.
func (f *Form) Require(name, label string) {
	if f.Text(name) == "" {
		f.Fault(name, "请填写%s", label)
	}
}

// Fault notes that a field cannot be right.
func (f *Form) Fault(name, sentence string, args ...any) {
	f.faults = append(f.faults, fault.Invalid(name, sentence, args...))
}

// Add notes the faults inside err; those without a field of their own get this one.
func (f *Form) Add(name string, err error) { f.faults.AddField(name, err) }

// Money reads a sum of yuan: 1,234.5, ¥1234, 1234元.
func (f *Form) Money(name string) money.Fen {
	return read(f, name, money.Parse)
}

// Day reads a day as people write it: 2026-11-23, 2026.11.23, 2026年11月23日, 20261123.
func (f *Form) Day(name string) month.Day { return read(f, name, readDay) }

// Month reads a month as people write it: 2026-11, 2026.11, 2026年11月, 202611.
func (f *Form) Month(name string) month.Month { return read(f, name, readMonth) }

// Number reads an identity number.
func (f *Form) Number(name string) idcard.Number {
	return read(f, name, idcard.Parse)
}

// Division reads a division code.
func (f *Form) Division(name string) division.Code { return read(f, name, division.Parse) }

// Count reads a whole number that is not negative.
func (f *Form) Count(name string) int {
	return read(f, name, func(text string) (int, error) {
		n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
		if err != nil || n < 0 {
			return 0, fault.Invalid(name, "请填写整数，例如 3")
		}
		return n, nil
	})
}

func read[T any](f *Form, name string, parse func(string) (T, error)) T {
	var none T
	text := f.Text(name)
	if text == "" {
		return none
	}
	v, err := parse(text)
	if err != nil {
		f.Add(name, err)
		return none
	}
	return v
}

// Err is all faults noted so far, nil when there are none.
func (f *Form) Err() error { return f.faults.Err() }

// Refused tells whether err is something the person can mend on this form
// (Invalid or Conflict), and keeps it for the page to show. Any other error
// leaves the form as it is.
func (f *Form) Refused(err error) bool {
	if err == nil {
		return false
	}
	kind, ok := fault.KindOf(err)
	if !ok || kind != fault.KindInvalid && kind != fault.KindConflict {
		return false
	}
	f.faults = append(fault.List(nil), fault.Fields(err)...)
	return true
}

// FaultOf is the sentences that stand at a field.
func (f *Form) FaultOf(name string) string {
	if f == nil {
		return ""
	}
	var sentences []string
	for _, e := range f.faults {
		if e.Field == name && name != "" {
			sentences = append(sentences, e.Message)
		}
	}
	return strings.Join(sentences, "；")
}

// Faults are all faults of the form, in the order they were found.
func (f *Form) Faults() []*fault.Error {
	if f == nil {
		return nil
	}
	return f.faults
}

// fold trims text and makes full-width digits, letters and signs of numbers
// narrow. Other full-width punctuation is Chinese writing and stays.
func fold(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - 0xFEE0
		case r == '．' || r == '－' || r == '／' || r == '＿' || r == '＠':
			return r - 0xFEE0
		case r == '\u3000' || r == '\u00a0':
			return ' '
		case r == '\u200b' || r == '\ufeff' || r == '\r':
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

// digits splits text into its runs of digits, or fails when anything but the
// usual separators of dates stands between them.
func digits(text string) ([]string, bool) {
	rest := strings.Trim(text, "0123456789-./年月日号 ")
	if rest != "" {
		return nil, false
	}
	runs := strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	return runs, true
}

func readDay(text string) (month.Day, error) {
	wrong := fault.Invalid("", "请写明年月日，例如 2026-11-23")
	runs, ok := digits(text)
	if !ok {
		return 0, wrong
	}
	if len(runs) == 1 && len(runs[0]) == 8 {
		runs = []string{runs[0][:4], runs[0][4:6], runs[0][6:]}
	}
	if len(runs) != 3 || len(runs[0]) != 4 {
		return 0, wrong
	}
	year, mon, day := atoi(runs[0]), atoi(runs[1]), atoi(runs[2])
	d, err := month.NewDay(year, mon, day)
	if err != nil {
		return 0, fault.Invalid("", "%s 不是日历上的日子，请核对", text)
	}
	return d, nil
}

func readMonth(text string) (month.Month, error) {
	wrong := fault.Invalid("", "请写明年份和月份，例如 2026-11")
	runs, ok := digits(text)
	if !ok {
		return 0, wrong
	}
	if len(runs) == 1 && len(runs[0]) == 6 {
		runs = []string{runs[0][:4], runs[0][4:]}
	}
	if len(runs) != 2 || len(runs[0]) != 4 {
		return 0, wrong
	}
	m, err := month.New(atoi(runs[0]), atoi(runs[1]))
	if err != nil {
		return 0, wrong
	}
	return m, nil
}

// atoi reads digits; a run too long to be part of a date is -1.
func atoi(run string) int {
	if len(run) > 4 {
		return -1
	}
	n, _ := strconv.Atoi(run)
	return n
}
