package rules_test

import (
	"testing"
	"testing/fstest"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// What is made of a cell is made once for all places that have the same law, and
// anew for another class or month.
func TestCells(t *testing.T) {
	const text = "name = \"p\"\nterm = \"参数\"\nunit = \"元\"\nholds = \"amount\"\n[[value]]\ndivision = \"CN\"\nfrom = 2021-07-01\namount = \"1\"\nsource = \"某\"\n"
	const own = "name = \"p\"\n[[value]]\ndivision = \"990121\"\nfrom = 2021-07-01\namount = \"2\"\nsource = \"某\"\n"
	book, err := rules.Load(false, rules.Shelf{Name: "甲", Files: fstest.MapFS{"p.toml": {Data: []byte(text)}}},
		rules.Shelf{Name: "乙", Files: fstest.MapFS{"p.toml": {Data: []byte(own)}}, Within: "990121000000"})
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[division.Code]division.Code{"990121000000": "990121", "990121100101": "990121", "990122000000": "", "": ""} {
		if got := book.Jurisdiction(place); got != want {
			t.Errorf("%q has the law of %q, want %q", place, got, want)
		}
	}
	p, made := book.Amount("p"), 0
	cells := rules.NewCells(book, func(c rules.Cell) *int64 {
		made++
		fen := int64(p.At(c.Place, c.Class, c.Month).Is)
		return &fen
	})
	november := month.Must(2026, 11)
	for range 2 {
		for place, want := range map[division.Code]int64{"990121000000": 200, "990121100101": 200, "990122000000": 100, "420323000000": 100} {
			if got := *cells.At(place, "", november); got != want {
				t.Errorf("%s: %d, want %d", place, got, want)
			}
		}
	}
	cells.At("990121000000", "", november.Next())
	if made != 3 {
		t.Errorf("made %d times", made)
	}
	for m := range month.Month(3000) {
		cells.At("990121000000", "", november.Add(int(m)))
	}
	if *cells.At("990121000000", "", november) != 200 {
		t.Error("forgotten wrongly")
	}
}
