package atlas_test

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/atlas"
)

// A square of a tenth of a degree at the equator, where a degree of longitude is as long as one of latitude, with a place
// in its middle and one in its north-western corner.
const (
	square = `{"features":[{"geometry":{"type":"Polygon","coordinates":[[[110,0.1],[110.1,0.1],[110.1,0],[110,0],[110,0.1]]]}}]}`
	towns  = `{"features":[
		{"properties":{"code":"420323100000","name":"城关镇","method":"geonames"},"geometry":{"type":"Point","coordinates":[110.05,0.05]}},
		{"properties":{"code":"420323101000","name":"溢水镇","method":"rough_from_description"},"geometry":{"type":"Point","coordinates":[110,0.1]}}]}`
)

func draw(t *testing.T, outline, places string, bubbles ...atlas.Bubble) string {
	t.Helper()
	s, err := atlas.Read([]byte(outline), []byte(places))
	if err != nil {
		t.Fatal(err)
	}
	svg, err := s.Draw("各乡镇在保人数", "同样的数字在旁边的表里", bubbles)
	if err != nil {
		t.Fatal(err)
	}
	decoder := xml.NewDecoder(strings.NewReader(string(svg)))
	for {
		if _, err := decoder.Token(); err == io.EOF {
			return string(svg)
		} else if err != nil {
			t.Fatalf("no XML: %v\n%s", err, svg)
		}
	}
}

func TestASquareFillsTheWidthAndItsMiddleIsTheMiddle(t *testing.T) {
	svg := draw(t, square, towns,
		atlas.Bubble{Code: "420323100000", Value: 400, Shown: "400", Said: "城关镇，在保人数 400 人", Path: "/statistics/rows?division=420323100000"},
		atlas.Bubble{Code: "420323101000", Value: 100, Shown: "100"})
	// 460 units wide with 28 on each side; the height is the same but for the curve of the earth, a hair.
	for _, part := range []string{
		`viewBox="0 0 460 460.0"`, `M28.0 28.0L432.0 28.0L432.0 432.0L28.0 432.0L28.0 28.0Z`,
		`cx="230.0" cy="230.0" r="24.0"`, `cx="28.0" cy="28.0" r="12.0"`, // a quarter of the number, a quarter of the area
		`<a href="/statistics/rows?division=420323100000" aria-label="城关镇，在保人数 400 人">`,
		`<title id="sketch-title">各乡镇在保人数</title>`, `溢水镇 <tspan class="value">100</tspan>`, `class="spot rough"`,
	} {
		if !strings.Contains(svg, part) {
			t.Errorf("the sketch lacks %s", part)
		}
	}
	if strings.Contains(svg, "style=") || strings.Count(svg, "<a ") != 1 {
		t.Error("a style in the markup, or a link where there is no address", svg)
	}
}

func TestWordsInASketchStayWords(t *testing.T) {
	svg := draw(t, square, strings.Replace(towns, "城关镇", `<b onclick=x>\"`, 1), atlas.Bubble{Code: "420323100000", Value: 1, Shown: "1", Path: "javascript:alert(1)"})
	if strings.Contains(svg, "<b ") || strings.Contains(svg, `"javascript:`) {
		t.Error(template.HTML(svg))
	}
}

func TestPlacesWithoutANumberAreLeftOutAndNoughtIsDrawnSmall(t *testing.T) {
	svg := draw(t, square, towns, atlas.Bubble{Code: "420323100000", Value: 0, Shown: "0"})
	if !strings.Contains(svg, `class="spot nought"`) || strings.Contains(svg, "溢水镇") || strings.Contains(svg, "NaN") {
		t.Error(svg)
	}
}

func TestFilesThatCannotBeDrawnAreRefused(t *testing.T) {
	for _, c := range [][2]string{
		{`{}`, towns},
		{square, `{}`},
		{`no json`, towns},
		{strings.Replace(square, "Polygon", "Point", 1), towns},
		{`{"features":[{"geometry":{"type":"Polygon","coordinates":[[[110,0]]]}}]}`, towns},
		{square, strings.ReplaceAll(towns, "420323", "x")},
	} {
		if _, err := atlas.Read([]byte(c[0]), []byte(c[1])); err == nil {
			t.Errorf("read %.60s with %.60s", c[0], c[1])
		}
	}
}

// Six places on a line, close to each other: each name still finds a spot of its own.
func TestNamesDoNotCoverEachOther(t *testing.T) {
	var places []string
	var bubbles []atlas.Bubble
	for i := range 6 {
		code := fmt.Sprintf("42032310%d000", i)
		places = append(places, fmt.Sprintf(`{"properties":{"code":%q,"name":"乡镇名","method":"geonames"},"geometry":{"type":"Point","coordinates":[%f,0.05]}}`, code, 110.02+0.012*float64(i)))
		bubbles = append(bubbles, atlas.Bubble{Code: division.Code(code), Value: int64(100 + i), Shown: "1,234"})
	}
	svg := draw(t, square, `{"features":[`+strings.Join(places, ",")+`]}`, bubbles...)
	type label struct{ x, y float64 }
	var labels []label
	for _, part := range strings.Split(svg, "<text ")[1:] {
		var l label
		var anchor string
		if _, err := fmt.Sscanf(part, `x="%f" y="%f" text-anchor=%q`, &l.x, &l.y, &anchor); err != nil {
			t.Fatal(err, part)
		}
		switch anchor { // to the middle of the name: three characters of 13 units, five digits of 7.4
		case "start":
			l.x += 38
		case "end":
			l.x -= 38
		}
		for _, o := range labels {
			if math.Abs(o.x-l.x) < 70 && math.Abs(o.y-l.y) < 13 {
				t.Errorf("two names at %v and %v", o, l)
			}
		}
		labels = append(labels, l)
	}
	if len(labels) != 6 {
		t.Errorf("%d names", len(labels))
	}
}
