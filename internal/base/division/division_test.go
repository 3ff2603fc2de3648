package division_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"minzheng/internal/base/division"
)

const (
	hubei    = division.Code("420000000000")
	shiyan   = division.Code("420300000000")
	zhushan  = division.Code("420323000000")
	town     = division.Code("420323100000")
	village  = division.Code("420323100001")
	neighbor = division.Code("420323101000")
)

func TestParse(t *testing.T) {
	for text, want := range map[string]division.Code{
		"420323100001":   village,
		" ４２０３２３１０００００ ": town,
		"420323":         zhushan,
		"420323100":      town,
		"42":             hubei,
		"4203":           shiyan,
	} {
		if got, err := division.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "000000000000", "00", "42032", "4203231000011", "42032310000A", "城关镇"} {
		if got, err := division.Parse(text); err == nil {
			t.Errorf("Parse(%q) = %q", text, got)
		}
	}
}

func TestTree(t *testing.T) {
	for _, c := range []struct {
		code   division.Code
		level  division.Level
		prefix string
		parent division.Code
		town   division.Code
		county string
	}{
		{village, division.Village, "420323100001", town, town, "420323"},
		{town, division.Town, "420323100", zhushan, town, "420323"},
		{zhushan, division.County, "420323", shiyan, "", "420323"},
		{shiyan, division.City, "4203", hubei, "", ""},
		{hubei, division.Province, "42", "", "", ""},
		{"", division.Nation, "", "", "", ""},
	} {
		if c.code.Level() != c.level || c.code.Prefix() != c.prefix || c.code.Parent() != c.parent ||
			c.code.Town() != c.town || c.code.County() != c.county {
			t.Errorf("%s: %s %q %q %q %q", c.code, c.code.Level().Term(), c.code.Prefix(), c.code.Parent(), c.code.Town(), c.code.County())
		}
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		outer, inner division.Code
		want         bool
	}{
		{zhushan, village, true},
		{zhushan, zhushan, true},
		{town, village, true},
		{village, village, true},
		{village, town, false},
		{neighbor, village, false},
		{shiyan, town, true},
		{"", village, false},
		{zhushan, "", false},
	} {
		if got := c.outer.Contains(c.inner); got != c.want {
			t.Errorf("%q contains %q: %v", c.outer, c.inner, got)
		}
	}
}

func TestRange(t *testing.T) {
	if low, high := town.Range(); low != "420323100000" || high != "420323100999" {
		t.Errorf("the town is %s to %s", low, high)
	}
	if low, high := division.Code("").Range(); low <= high {
		t.Errorf("nothing is %s to %s", low, high)
	}
}

func TestBeingInsideIsBeingInTheRange(t *testing.T) {
	code := rapid.Custom(func(t *rapid.T) division.Code {
		width := rapid.SampledFrom([]int{2, 4, 6, 9, 12}).Draw(t, "width")
		digits := rapid.StringOfN(rapid.RuneFrom([]rune("012")), width, width, width).Draw(t, "digits")
		c, err := division.Parse(digits)
		if err != nil {
			return "420323000000"
		}
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := code.Draw(t, "a"), code.Draw(t, "b")
		low, high := a.Range()
		if in := low <= string(b) && string(b) <= high; in != a.Contains(b) {
			t.Fatalf("%s contains %s: %v, in range: %v", a, b, a.Contains(b), in)
		}
		if p := a.Parent(); p != "" && (!p.Contains(a) || p.Level() >= a.Level()) {
			t.Fatalf("the parent of %s is %s", a, p)
		}
	})
}

// FuzzParse: a code that is read lies in all that stand above it and is read again from its prefix; what is not read is
// refused in a short Chinese sentence.
func FuzzParse(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		c, err := division.Parse(text)
		if err != nil {
			said := err.Error()
			if utf8.RuneCountInString(said) > 100 || !strings.Contains(said, "请填写") || utf8.ValidString(text) && !utf8.ValidString(said) {
				t.Errorf("%q is refused with %q", text, said)
			}
			return
		}
		if back, err := division.Parse(c.Prefix()); err != nil || back != c {
			t.Errorf("%q is %s, its prefix %s, which is %s, %v", text, c, c.Prefix(), back, err)
		}
		steps := 0
		for above := c; above != ""; above = above.Parent() {
			if low, high := above.Range(); !above.Contains(c) || string(c) < low || string(c) > high || above.At(above.Level()) != above {
				t.Errorf("%s does not lie in %s", c, above)
			}
			if steps++; steps > 5 {
				t.Fatalf("%s has no end above", c)
			}
		}
	})
}
