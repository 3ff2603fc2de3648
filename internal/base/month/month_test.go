package month_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"minzheng/internal/base/month"
)

func TestMonth(t *testing.T) {
	november := month.Must(2026, 11)
	if november.String() != "2026-11" || november.Term() != "2026年11月" {
		t.Errorf("prints %q, %q", november, november.Term())
	}
	if got := november.Add(2); got != month.Must(2027, 1) {
		t.Errorf("two months after November 2026: %s", got)
	}
	if november.Next().Next().Previous() != month.Must(2026, 12) || november.Add(-11) != month.Must(2025, 12) {
		t.Error("counting months across a year")
	}
	february := month.Must(2028, 2)
	if february.First() != month.MustDay(2028, 2, 1) || february.Last() != month.MustDay(2028, 2, 29) {
		t.Errorf("February 2028 runs from %s to %s", february.First(), february.Last())
	}
	if !february.Contains(month.MustDay(2028, 2, 29)) || february.Contains(month.MustDay(2028, 3, 1)) || february.Contains(0) {
		t.Error("days of February 2028")
	}
	if d := february.Days(); d.Until != month.MustDay(2028, 3, 1) || !d.Contains(february.Last()) {
		t.Errorf("February as days: %v", d)
	}
}

func TestTheZeroIsUnknown(t *testing.T) {
	var m month.Month
	var d month.Day
	if m.String() != "" || d.String() != "" || m.Term() != "不详" || d.Term() != "不详" {
		t.Errorf("prints %q %q %q %q", m, d, m.Term(), d.Term())
	}
	if m.First() != 0 || m.Last() != 0 || d.Month() != 0 || d.AddDays(3) != 0 || d.AddMonths(3) != 0 {
		t.Error("something known came from something unknown")
	}
	if m.Known() || d.Known() || m.Contains(d) {
		t.Error("the unknown is known")
	}
}

func TestParse(t *testing.T) {
	if m, err := month.Parse("2026-11"); err != nil || m != month.Must(2026, 11) {
		t.Errorf("%s, %v", m, err)
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-00", "2026-1", "2026-011", "0000-01", "2026/11", "二〇二六-11"} {
		if m, err := month.Parse(text); err == nil {
			t.Errorf("Parse(%q) = %s", text, m)
		}
	}
	if d, err := month.ParseDay("2024-02-29"); err != nil || d != month.MustDay(2024, 2, 29) {
		t.Errorf("%s, %v", d, err)
	}
	for _, text := range []string{"", "2026-02-29", "2026-11-31", "2026-11-0", "2026-11-1 ", "2026-11-23T", "1900-02-29", "2026.11.23", "20261123"} {
		if d, err := month.ParseDay(text); err == nil {
			t.Errorf("ParseDay(%q) = %s", text, d)
		}
	}
}

func TestDay(t *testing.T) {
	day := month.MustDay
	if got := day(2026, 12, 31).AddDays(1); got != day(2027, 1, 1) {
		t.Errorf("the day after New Year's Eve: %s", got)
	}
	if got := day(2024, 3, 1).AddDays(-1); got != day(2024, 2, 29) {
		t.Errorf("the day before 1 March 2024: %s", got)
	}
	if got := day(2026, 1, 31).AddMonths(1); got != day(2026, 2, 28) {
		t.Errorf("a month after 31 January: %s", got)
	}
	if got := day(2028, 2, 29).AddMonths(-48); got != day(2024, 2, 29) {
		t.Errorf("four years before a leap day: %s", got)
	}
	if month.Forever.AddDays(1) != month.Forever || month.Forever.AddMonths(1) != month.Forever || day(9999, 12, 30).AddDays(9) != month.Forever {
		t.Error("a day after forever")
	}
	if d := day(2026, 11, 3); d.String() != "2026-11-03" || d.Term() != "2026年11月3日" {
		t.Errorf("prints %q, %q", d, d.Term())
	}
	if y, m, d := day(2026, 11, 3).Date(); y != 2026 || m != 11 || d != 3 {
		t.Error("parts of a day")
	}
}

func TestTodayIsTheDayInChina(t *testing.T) {
	late := time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC) // 00:00 on the 23rd in China
	if got := month.Today(late); got != month.MustDay(2026, 11, 23) {
		t.Errorf("today is %s", got)
	}
	if got := month.Today(late.Add(-time.Second)); got != month.MustDay(2026, 11, 22) {
		t.Errorf("a second before it was %s", got)
	}
}

func TestAgeOn(t *testing.T) {
	day := month.MustDay
	for _, c := range []struct {
		name      string
		birth, on month.Day
		want      int
	}{
		{"the day before the birthday", day(1946, 11, 24), day(2026, 11, 23), 79},
		{"the birthday", day(1946, 11, 23), day(2026, 11, 23), 80},
		{"born today", day(2026, 11, 23), day(2026, 11, 23), 0},
		{"born on a leap day, 28 February of a common year", day(2008, 2, 29), day(2026, 2, 28), 17},
		{"born on a leap day, 1 March of a common year", day(2008, 2, 29), day(2026, 3, 1), 18},
		{"born on a leap day, the leap day", day(2008, 2, 29), day(2028, 2, 29), 20},
		{"end of the year", day(1999, 12, 31), day(2026, 1, 1), 26},
		{"not yet born", day(2027, 1, 1), day(2026, 1, 1), -1},
		{"birth unknown", 0, day(2026, 1, 1), -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := month.AgeOn(c.birth, c.on); got != c.want {
				t.Errorf("AgeOn(%s, %s) = %d, want %d", c.birth, c.on, got, c.want)
			}
		})
	}
}

func TestSpan(t *testing.T) {
	m := month.Must
	quarter := month.Span{From: m(2026, 10), Until: m(2027, 1)}
	if !quarter.Contains(m(2026, 12)) || quarter.Contains(m(2027, 1)) || quarter.Contains(m(2026, 9)) {
		t.Error("months of the fourth quarter")
	}
	if quarter.Overlaps(month.Span{From: m(2027, 1), Until: m(2027, 4)}) {
		t.Error("neighbours overlap")
	}
	if !quarter.Overlaps(month.Span{From: m(2026, 12), Until: m(2027, 4)}) || quarter.Overlaps(month.Span{From: m(2026, 11), Until: m(2026, 11)}) {
		t.Error("overlap of spans")
	}
	today := month.MustDay(2026, 11, 23)
	if s := month.Since(today); !s.Contains(today) || s.Contains(today.AddDays(-1)) || s.Contains(month.Forever) || s.Empty() {
		t.Errorf("since today: %v", s)
	}
}

func TestStorageAndJSON(t *testing.T) {
	day, m := month.MustDay(2026, 11, 3), month.Must(2026, 11)
	if v, err := day.Value(); err != nil || v != "2026-11-03" {
		t.Errorf("%v, %v", v, err)
	}
	if v, err := m.Value(); err != nil || v != "2026-11" {
		t.Errorf("%v, %v", v, err)
	}
	if v, _ := month.Day(0).Value(); v != nil {
		t.Errorf("the unknown day is stored as %v", v)
	}
	var d2 month.Day
	var m2 month.Month
	if d2.Scan([]byte("2026-11-03")) != nil || m2.Scan("2026-11") != nil || d2 != day || m2 != m {
		t.Errorf("read back %s, %s", d2, m2)
	}
	if d2.Scan(nil) != nil || m2.Scan("") != nil || d2 != 0 || m2 != 0 {
		t.Errorf("NULL is read as %s, %s", d2, m2)
	}
	if d2.Scan(20261103) == nil || d2.Scan("3.11.2026") == nil || m2.Scan(3.5) == nil {
		t.Error("junk was scanned")
	}
	out, err := json.Marshal(struct {
		D month.Day
		M month.Month
	}{day, m})
	if err != nil || string(out) != `{"D":"2026-11-03","M":"2026-11"}` {
		t.Errorf("%s, %v", out, err)
	}
}

func TestDaysMoveAsTheCalendarDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC)
		moment := start.AddDate(0, 0, rapid.IntRange(0, 140000).Draw(t, "day"))
		n := rapid.IntRange(-40000, 40000).Draw(t, "n")
		d := month.MustDay(moment.Year(), int(moment.Month()), moment.Day())
		later := moment.AddDate(0, 0, n)
		if got := d.AddDays(n); got.String() != later.Format(time.DateOnly) {
			t.Fatalf("%s + %d = %s, want %s", d, n, got, later.Format(time.DateOnly))
		}
		if d.AddDays(n).AddDays(-n) != d || (n > 0) != (d.AddDays(n) > d) {
			t.Fatalf("order around %s + %d", d, n)
		}
		if back, err := month.ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%s is read as %s, %v", d, back, err)
		}
		if m := d.Month(); !m.Contains(d) || m.First() > d || m.Last() < d || m.Add(n).Add(-n) != m {
			t.Fatalf("the month of %s is %s", d, m)
		}
	})
}

// FuzzParseDay: what is read prints as it was written, has its place in its month, and keeps its distance from itself;
// what is not read is refused in a short Chinese sentence.
func FuzzParseDay(f *testing.F) {
	refused := func(t *testing.T, text string, err error) {
		said := err.Error()
		if utf8.RuneCountInString(said) > 100 || !strings.Contains(said, "请") || utf8.ValidString(text) && !utf8.ValidString(said) {
			t.Errorf("%q is refused with %q", text, said)
		}
	}
	f.Fuzz(func(t *testing.T, text string, n int16) {
		d, err := month.ParseDay(text)
		switch {
		case err != nil:
			refused(t, text, err)
		case d.String() != text || !d.Month().Contains(d):
			t.Errorf("%q is read as %s", text, d)
		case d != month.Forever:
			if later := d.AddDays(int(n)); later.Year() > 0 && later < month.Forever && later.AddDays(-int(n)) != d {
				t.Errorf("%s and %d days is %s, and back %s", d, n, later, later.AddDays(-int(n)))
			}
			if age := month.AgeOn(d, d.AddMonths(12*int(n&127))); age != int(n&127) && d.AddMonths(12*int(n&127)) != month.Forever && (d.Mon() != 2 || d.Dom() != 29) {
				t.Errorf("born on %s, aged %d after %d years", d, age, n&127)
			}
		}
		m, err := month.Parse(text)
		if err != nil {
			refused(t, text, err)
		} else if m.String() != text || m.First().Month() != m || m.Last().Month() != m {
			t.Errorf("%q is read as %s", text, m)
		}
	})
}
