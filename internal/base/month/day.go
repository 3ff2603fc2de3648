package month

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// A Day is a calendar day as the number yyyymmdd, so that plain < and > compare
// days. Zero is an unknown day. It is stored as ISO text ("2026-11-23"), NULL
// when unknown.
type Day int32

// Forever is the day no open-ended fact reaches; spans without an end last
// until it.
const Forever Day = 99991231

// china is the one legal time of the country, UTC+8 without summer time.
var china = time.FixedZone("CST", 8*60*60)

// InChina is the same moment as clocks in China show it, which have no summer time.
func InChina(t time.Time) time.Time { return t.In(china) }

// Clock is a moment to the minute as pages and sentences tell it: "2026-11-23 09:05", in China.
func Clock(t time.Time) string { return InChina(t).Format("2006-01-02 15:04") }

// Today is the day in China at the moment t.
func Today(t time.Time) Day {
	y, m, d := InChina(t).Date()
	return pack(y, int(m), d)
}

// NewDay makes a day; a date that the calendar does not have is an error with a
// Chinese sentence.
func NewDay(year, mon, day int) (Day, error) {
	if year < 1 || year > 9999 || mon < 1 || mon > 12 || day < 1 || day > daysIn(year, mon) {
		return 0, fmt.Errorf("没有%d年%d月%d日这一天，请核对日期", year, mon, day)
	}
	return pack(year, mon, day), nil
}

// MustDay is NewDay for dates written in the program; it panics on one that the
// calendar does not have.
func MustDay(year, mon, day int) Day {
	d, err := NewDay(year, mon, day)
	if err != nil {
		panic(err)
	}
	return d
}

// ParseDay reads "2026-11-23" and nothing else; how people write dates in lists
// is the business of whoever reads lists.
func ParseDay(text string) (Day, error) {
	y, rest, ok := number(text, 4)
	if !ok || len(rest) != 6 || rest[0] != '-' || rest[3] != '-' {
		return 0, notDay(text)
	}
	m, _, ok1 := number(rest[1:], 2)
	d, _, ok2 := number(rest[4:], 2)
	if !ok1 || !ok2 {
		return 0, notDay(text)
	}
	return NewDay(y, m, d)
}

func notDay(text string) error {
	return fmt.Errorf("“%.40s”不是日期，请按 2026-11-23 的格式填写", text)
}

// number reads the first n bytes as digits.
func number(s string, n int) (value int, rest string, ok bool) {
	if len(s) < n {
		return 0, "", false
	}
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return 0, "", false
		}
		value = value*10 + int(s[i]-'0')
	}
	return value, s[n:], true
}

func pack(y, m, d int) Day { return Day(y*10000 + m*100 + d) }

func daysIn(y, m int) int {
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Date returns the parts of the day, all zero when unknown.
func (d Day) Date() (year, mon, day int) { return d.Year(), d.Mon(), d.Dom() }

// Year is the year of the day.
func (d Day) Year() int { return int(d) / 10000 }

// Mon is the month of the year, 1 to 12.
func (d Day) Mon() int { return int(d) / 100 % 100 }

// Dom is the day of the month, 1 to 31.
func (d Day) Dom() int { return int(d) % 100 }

// Month is the month the day lies in; the zero Month for an unknown day.
func (d Day) Month() Month { return Of(d) }

// Known is true of every day but the zero one.
func (d Day) Known() bool { return d != 0 }

// String is the ISO form "2026-11-23", empty when unknown.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year(), d.Mon(), d.Dom())
}

// Term is the day as official papers write it, "2026年11月23日"; "不详" when
// unknown.
func (d Day) Term() string {
	if d == 0 {
		return "不详"
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year(), d.Mon(), d.Dom())
}

// AddDays is the day n days later, or earlier when n is negative. It never
// passes Forever, and leaves Forever and the unknown day as they are.
func (d Day) AddDays(n int) Day {
	if d == 0 || d == Forever {
		return d
	}
	t := time.Date(d.Year(), time.Month(d.Mon()), d.Dom()+n, 0, 0, 0, 0, time.UTC)
	return clamp(t.Date())
}

func clamp(y int, m time.Month, dom int) Day {
	if y > 9999 {
		return Forever
	}
	return pack(y, int(m), dom)
}

// AddMonths is the same day n months later; where that month is shorter, its
// last day (《民法典》第二百零二条：没有对应日的，月末日为期间的最后一日).
func (d Day) AddMonths(n int) Day {
	if d == 0 || d == Forever {
		return d
	}
	m := Of(d).Add(n)
	if m.Year() > 9999 {
		return Forever
	}
	return pack(m.Year(), m.Mon(), min(d.Dom(), daysIn(m.Year(), m.Mon())))
}

// AgeOn is the whole years of age (周岁) on a day of someone born on birth: a
// year is full on the birthday itself. Who was born on 29 February completes it
// on 1 March in a common year, since before that the day of birth has not come
// round again. It is -1 when either day is unknown or on lies before birth.
func AgeOn(birth, on Day) int {
	if birth == 0 || on == 0 || on < birth {
		return -1
	}
	// As numbers yyyymmdd, 10000 is one year and the remainder compares month and day.
	return int(on-birth) / 10000
}

// Value stores the day as ISO text, NULL when unknown.
func (d Day) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value stores.
func (d *Day) Scan(src any) error {
	text, err := scanned(src)
	if err != nil {
		return fmt.Errorf("scan day: %w", err)
	}
	return d.UnmarshalText([]byte(text))
}

// scanned is the text of a column, empty for NULL.
func scanned(src any) (string, error) {
	switch v := src.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case []byte:
		return string(v), nil
	}
	return "", fmt.Errorf("unexpected type %T", src)
}

// MarshalText is the ISO form, empty when unknown.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty text is the unknown day.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// A DaySpan is the days from From up to but not including Until.
type DaySpan struct{ From, Until Day }

// Since is the span from a day on without an end.
func Since(from Day) DaySpan { return DaySpan{from, Forever} }

// Contains tells whether the day lies in the span.
func (s DaySpan) Contains(d Day) bool { return s.From <= d && d < s.Until }

// Overlaps tells whether the spans have a day in common.
func (s DaySpan) Overlaps(o DaySpan) bool {
	return !s.Empty() && !o.Empty() && s.From < o.Until && o.From < s.Until
}

// Empty is true of a span that contains no day.
func (s DaySpan) Empty() bool { return s.From >= s.Until }
