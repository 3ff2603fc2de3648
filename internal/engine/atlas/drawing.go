package atlas

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"minzheng/internal/base/division"
)

//go:embed sketch.svg.html
var sketchText string

var sketchPage = template.Must(template.New("sketch").Parse(sketchText))

// A Bubble is the number of one place, drawn as a circle whose area goes with it.
type Bubble struct {
	Code  division.Code
	Value int64
	Shown string // the number as printed beside the name
	Said  string // what a listener hears, beginning with what is written: 宝丰镇 1,234，在保人数，人
	Path  string // where the number's rows are; empty: no link
}

// The radius of the largest circle, of one for a number that is not nought, and of one for nought.
const (
	largest  = 24.0
	smallest = 5.0
	nought   = 3.0
)

// A circle is a bubble laid out, its numbers written as SVG wants them.
type circle struct {
	Bubble
	Name          string
	Rough, Nought bool
	X, Y, R       string
	LabelX        string
	LabelY        string
	Anchor        string
	at            orb.Point
	radius        float64
}

// Draw draws the sketch with a bubble for each place that has one; title and text say to a listener what it shows.
func (s *Sketch) Draw(title, text string, bubbles []Bubble) (template.HTML, error) {
	view := struct {
		Width       int
		Height      string
		Outline     string
		Title, Text string
		Circles     []circle
	}{Width: Width, Height: unit(s.height), Outline: s.path(), Title: title, Text: text, Circles: s.circles(bubbles)}
	var b bytes.Buffer
	if err := sketchPage.Execute(&b, view); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}

// path is the outline as one path.
func (s *Sketch) path() string {
	var b strings.Builder
	for _, ring := range s.outline {
		for i, p := range ring {
			step := "L"
			if i == 0 {
				step = "M"
			}
			b.WriteString(step + unit(p.X()) + " " + unit(p.Y()))
		}
		b.WriteString("Z")
	}
	return b.String()
}

// unit writes a length to a tenth of a unit.
func unit(f float64) string { return fmt.Sprintf("%.1f", f) }

// circles lays out the bubbles, the largest first so that small ones lie on top, and finds a free spot for each name.
func (s *Sketch) circles(bubbles []Bubble) []circle {
	most := int64(0)
	for _, b := range bubbles {
		most = max(most, b.Value)
	}
	var all []circle
	for _, p := range s.places {
		i := slices.IndexFunc(bubbles, func(b Bubble) bool { return b.Code == p.Code })
		if i < 0 {
			continue
		}
		b := bubbles[i]
		r := radius(b.Value, most)
		all = append(all, circle{
			Bubble: b, Name: p.Name, Rough: p.Rough, Nought: b.Value == 0, X: unit(p.at.X()), Y: unit(p.at.Y()), R: unit(r), at: p.at, radius: r,
		})
	}
	slices.SortStableFunc(all, func(a, b circle) int { return cmp.Compare(b.radius, a.radius) })
	s.label(all)
	return all
}

func radius(value, most int64) float64 {
	if value <= 0 {
		return nought
	}
	return max(smallest, largest*math.Sqrt(float64(value)/float64(most)))
}

// How wide a character of a name and of a number is printed, and how high a line is.
const (
	wideChar   = 13.0
	slimChar   = 8.8
	lineHeight = 17.0
)

// rounds is how often all names look for a better spot, now that the others have theirs.
const rounds = 6

// label puts each name where it covers no circle and no other name, as far as there is such a spot.
func (s *Sketch) label(circles []circle) {
	dots := make([]orb.Bound, len(circles))
	ways := make([][]spot, len(circles))
	names := make([]orb.Bound, len(circles)) // where each name stands so far
	for i, c := range circles {
		dots[i] = box(c.at, c.radius, c.radius, c.radius, c.radius)
		ways[i] = c.spots(wideChar*float64(len([]rune(c.Name))) + slimChar*float64(len([]rune(c.Shown))) + 8)
	}
	for range rounds {
		for i := range circles {
			best, cost := ways[i][0], math.Inf(1)
			for n, way := range ways[i] {
				if now := s.cost(way, dots, names, i) + float64(n)/10; now < cost {
					best, cost = way, now
				}
			}
			names[i] = best.box
			circles[i].LabelX, circles[i].LabelY, circles[i].Anchor = unit(best.x), unit(best.y), best.anchor
		}
	}
}

// A spot is one way to place a name.
type spot struct {
	x, y   float64
	anchor string
	box    orb.Bound
}

// spots are the ways to place the name of a circle: right, left, below, above, in the four corners, and a little off
// below and above.
func (c circle) spots(wide float64) []spot {
	gap, half := c.radius+4, lineHeight/2
	var all []spot
	for _, way := range []struct {
		dx, dy float64
		anchor string
	}{
		{gap, 0, "start"},
		{-gap, 0, "end"},
		{0, gap + half, "middle"},
		{0, -gap - half, "middle"},
		{gap * .8, gap*.6 + half, "start"},
		{gap * .8, -gap*.6 - half, "start"},
		{-gap * .8, gap*.6 + half, "end"},
		{-gap * .8, -gap*.6 - half, "end"},
		{gap * .8, gap*.6 + 2*half, "middle"},
		{-gap * .8, gap*.6 + 2*half, "middle"},
		{gap * .8, -gap*.6 - 2*half, "middle"},
		{-gap * .8, -gap*.6 - 2*half, "middle"},
	} {
		at := orb.Point{c.at.X() + way.dx, c.at.Y() + way.dy}
		left := map[string]float64{"start": 0, "middle": wide / 2, "end": wide}[way.anchor]
		all = append(all, spot{x: at.X(), y: at.Y() + 4.5, anchor: way.anchor, box: box(at, left, wide-left, half, half)})
	}
	return all
}

func box(at orb.Point, left, right, above, below float64) orb.Bound {
	return orb.Bound{Min: orb.Point{at.X() - left, at.Y() - above}, Max: orb.Point{at.X() + right, at.Y() + below}}
}

// cost is how much of a spot is covered by circles and by the names of others, or hangs over the edge.
func (s *Sketch) cost(p spot, dots, names []orb.Bound, own int) float64 {
	sum := 0.0
	for i := range dots {
		sum += shared(p.box, dots[i])
		if i != own {
			sum += 2 * shared(p.box, names[i])
		}
	}
	page := orb.Bound{Max: orb.Point{Width, s.height}}
	return sum + 20*(area(p.box)-shared(p.box, page))
}

func area(b orb.Bound) float64 { return (b.Max[0] - b.Min[0]) * (b.Max[1] - b.Min[1]) }

func shared(a, b orb.Bound) float64 {
	wide := min(a.Max[0], b.Max[0]) - max(a.Min[0], b.Min[0])
	high := min(a.Max[1], b.Max[1]) - max(a.Min[1], b.Min[1])
	return max(0, wide) * max(0, high)
}
