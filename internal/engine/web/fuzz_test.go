package web

import (
	"net/url"
	"testing"
	"unicode/utf8"

	"minzheng/internal/base/fault/faulttest"
)

// FuzzTyped: whatever is typed into a field, each way to read it gives a value or a sentence at the field; a day or a month
// that was read is written as it is read again.
func FuzzTyped(f *testing.F) {
	for _, text := range []string{
		"", "2026-11-23", "2026.11.23", "2026年11月23日", "20261123", "２０２６－１１－２３", "2026-02-30", "2026-13", "202611", "2026年11月", "0000-01-01",
		"99999999999999999999", "1,234.5", "¥1234", "-3", "3,0,0", "420323103000", "11010519491231002X", "\u200b1\ufeff", "1e9", "----", "日日日", "2026 11 23",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !plain(text) {
			return // refused at the door
		}
		form := &Form{values: url.Values{"a": {text}}}
		form.Money("a")
		form.Number("a")
		form.Division("a")
		if n := form.Count("a"); n < 0 {
			t.Errorf("%q counts %d", text, n)
		}
		if day := form.Day("a"); day.Known() {
			if again, err := readDay(day.String()); err != nil || again != day {
				t.Errorf("%q is %s, then %s %v", text, day, again, err)
			}
		}
		if m := form.Month("a"); m.Known() {
			if again, err := readMonth(m.String()); err != nil || again != m {
				t.Errorf("%q is %s, then %s %v", text, m, again, err)
			}
		}
		if folded := form.Text("a"); fold(folded) != folded || !utf8.ValidString(folded) {
			t.Errorf("%q folds to %q, then to %q", text, folded, fold(folded))
		}
		if err := form.Err(); err != nil {
			faulttest.Refused(t, err)
		}
	})
}

// FuzzLocal: whoever is sent on after an act stays on this site, whatever a browser makes of the address.
func FuzzLocal(f *testing.F) {
	for _, to := range []string{"/", "/person/1?a=b#c", "//example.com", "/\\example.com", "/\t/example.com", "https://example.com", "javascript:alert(1)", "/%2F/example.com", "/ /example.com", "/./\r/example.com", "", "/..//example.com"} {
		f.Add(to)
	}
	here, err := url.Parse("https://mz.example.gov.cn/a/b")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, to string) {
		kept := Local(to)
		if kept == "" || kept[0] != '/' {
			t.Fatalf("%q leads to %q", to, kept)
		}
		// Browsers drop tabs and line ends and take \\ for / before they read an address.
		if at, err := here.Parse(browsed(kept)); err == nil && at.Host != here.Host {
			t.Errorf("%q leads to %s", to, at.Host)
		}
	})
}

// browsed is an address as a browser understands it.
func browsed(to string) string {
	var out []rune
	for _, r := range to {
		switch r {
		case '\t', '\r', '\n':
		case '\\':
			out = append(out, '/')
		default:
			out = append(out, r)
		}
	}
	return string(out)
}
