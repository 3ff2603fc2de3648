// Package month is the calendar of payments: months (发放月份), days, half-open
// spans of both, and whole years of age (周岁).
//
// A Month and a Day are plain integers, compared with < and ==, and their zero
// is "unknown". The package never asks what time it is: Today takes the moment.
// Working days (工作日) and the ways people write dates are not its business.
//
// Start reading at Month and Day; age follows AgeOn.
package month

import (
	"database/sql/driver"
	"fmt"
)

// A Month is a calendar month as year*12 + month-1, so that plain arithmetic
// counts months. Zero is unknown. It is stored as text "2026-11", NULL when
// unknown.
type Month int32

// New makes a month; mon is 1 to 12 and year 1 to 9999, anything else is an
// error with a Chinese sentence.
func New(year, mon int) (Month, error) {
	if year < 1 || year > 9999 || mon < 1 || mon > 12 {
		return 0, fmt.Errorf("没有%d年%d月，请核对月份", year, mon)
	}
	return Month(year*12 + mon - 1), nil
}

// Must is New for months written in the program; it panics on a wrong one.
func Must(year, mon int) Month {
	m, err := New(year, mon)
	if err != nil {
		panic(err)
	}
	return m
}

// Parse reads "2026-11" and nothing else.
func Parse(text string) (Month, error) {
	y, rest, ok := number(text, 4)
	if ok && len(rest) == 3 && rest[0] == '-' {
		if m, _, ok := number(rest[1:], 2); ok {
			return New(y, m)
		}
	}
	return 0, fmt.Errorf("“%.40s”不是月份，请按 2026-11 的格式填写", text)
}

// Of is the month a day lies in, the zero Month for an unknown day.
func Of(d Day) Month {
	if d == 0 {
		return 0
	}
	return Month(d.Year()*12 + d.Mon() - 1)
}

// Year is the year of the month.
func (m Month) Year() int { return int(m) / 12 }

// Mon is the month of the year, 1 to 12.
func (m Month) Mon() int { return int(m)%12 + 1 }

// Known is true of every month but the zero one.
func (m Month) Known() bool { return m != 0 }

// String is "2026-11", empty when unknown.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), m.Mon())
}

// Term is the month as official papers write it, "2026年11月"; "不详" when unknown.
func (m Month) Term() string {
	if m == 0 {
		return "不详"
	}
	return fmt.Sprintf("%d年%d月", m.Year(), m.Mon())
}

// Add is the month n months later, or earlier when n is negative.
func (m Month) Add(n int) Month { return m + Month(n) }

// Next is the following month.
func (m Month) Next() Month { return m + 1 }

// Previous is the month before.
func (m Month) Previous() Month { return m - 1 }

// First is the first day of the month, unknown for the unknown month.
func (m Month) First() Day {
	if m == 0 {
		return 0
	}
	return pack(m.Year(), m.Mon(), 1)
}

// Last is the last day of the month, unknown for the unknown month.
func (m Month) Last() Day {
	if m == 0 {
		return 0
	}
	return pack(m.Year(), m.Mon(), daysIn(m.Year(), m.Mon()))
}

// Days is the month as a span of days.
func (m Month) Days() DaySpan { return DaySpan{m.First(), m.Next().First()} }

// Contains tells whether the day lies in the month.
func (m Month) Contains(d Day) bool { return m != 0 && Of(d) == m }

// Value stores the month as text, NULL when unknown.
func (m Month) Value() (driver.Value, error) {
	if m == 0 {
		return nil, nil
	}
	return m.String(), nil
}

// Scan reads what Value stores.
func (m *Month) Scan(src any) error {
	text, err := scanned(src)
	if err != nil {
		return fmt.Errorf("scan month: %w", err)
	}
	return m.UnmarshalText([]byte(text))
}

// MarshalText is the form "2026-11", empty when unknown.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the form "2026-11"; empty text is the unknown month.
func (m *Month) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = 0
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// A Span is the months from From up to but not including Until.
type Span struct{ From, Until Month }

// Contains tells whether the month lies in the span.
func (s Span) Contains(m Month) bool { return s.From <= m && m < s.Until }

// Overlaps tells whether the spans have a month in common.
func (s Span) Overlaps(o Span) bool {
	return !s.Empty() && !o.Empty() && s.From < o.Until && o.From < s.Until
}

// Empty is true of a span that contains no month.
func (s Span) Empty() bool { return s.From >= s.Until }
