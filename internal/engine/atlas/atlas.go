// Package atlas draws a sketch of a county (县域示意图): its outline, and a point for each of its places with a number,
// as SVG that a page carries in itself. Nothing is asked of another host and no script is needed.
//
// What it draws is as good as the files it reads, and it draws no legal boundary: a point that was only guessed is drawn
// with a broken line. A page that shows a sketch shows the same numbers in a table beside it.
//
// Begin with [Read] and [Sketch.Draw].
package atlas

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"

	"minzheng/internal/base/division"
)

// Width is how many units a sketch is wide; its height follows from the outline.
const Width = 460

// margin is left around the outline for names.
const margin = 28

// coarse is how far, in degrees, the outline may be simplified: about 150 m, less than a unit.
const coarse = 0.0015

// A Sketch is the outline of a county and where its places lie, laid out on paper.
type Sketch struct {
	outline []orb.Ring // in units
	places  []Place
	height  float64
}

// A Place is a point on the sketch.
type Place struct {
	Code  division.Code
	Name  string
	Rough bool // placed from a description, not surveyed
	at    orb.Point
}

// Read makes a sketch from two files in GeoJSON (WGS84): the outline, polygons; and the places, points with the
// properties code, name and method.
func Read(outline, places []byte) (*Sketch, error) {
	shapes, err := readOutline(outline)
	if err != nil {
		return nil, fmt.Errorf("outline: %w", err)
	}
	points, err := readPlaces(places)
	if err != nil {
		return nil, fmt.Errorf("places: %w", err)
	}
	s := &Sketch{places: points}
	lay := layOut(shapes.Bound())
	for _, polygon := range shapes {
		ring := simplify.DouglasPeucker(coarse).Ring(polygon[0].Clone())
		for i := range ring {
			ring[i] = lay.point(ring[i])
		}
		s.outline = append(s.outline, ring)
	}
	for i := range s.places {
		s.places[i].at = lay.point(s.places[i].at)
	}
	s.height = lay.height()
	return s, nil
}

// Places are the places on the sketch, in the order of the file.
func (s *Sketch) Places() []Place { return s.places }

// A feature is one of a file's, as far as a sketch has a use for it.
type feature struct {
	Properties struct {
		Code   string `json:"code"`
		Name   string `json:"name"`
		Method string `json:"method"`
	} `json:"properties"`
	Geometry struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

func readFeatures(text []byte) ([]feature, error) {
	var file struct {
		Features []feature `json:"features"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, err
	}
	if len(file.Features) == 0 {
		return nil, fmt.Errorf("no features")
	}
	return file.Features, nil
}

func readOutline(text []byte) (orb.MultiPolygon, error) {
	features, err := readFeatures(text)
	if err != nil {
		return nil, err
	}
	var all orb.MultiPolygon
	for _, f := range features {
		var some orb.MultiPolygon
		switch f.Geometry.Type {
		case "MultiPolygon":
			err = json.Unmarshal(f.Geometry.Coordinates, &some)
		case "Polygon":
			some = make(orb.MultiPolygon, 1)
			err = json.Unmarshal(f.Geometry.Coordinates, &some[0])
		default:
			err = fmt.Errorf("%q is no polygon", f.Geometry.Type)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	for _, polygon := range all {
		if len(polygon) == 0 || len(polygon[0]) < 4 {
			return nil, fmt.Errorf("a polygon of fewer than three corners")
		}
	}
	return all, nil
}

func readPlaces(text []byte) ([]Place, error) {
	features, err := readFeatures(text)
	if err != nil {
		return nil, err
	}
	var all []Place
	for _, f := range features {
		code, err := division.Parse(f.Properties.Code)
		if err != nil || f.Geometry.Type != "Point" {
			return nil, fmt.Errorf("%s %q: not a point with a code", f.Geometry.Type, f.Properties.Code)
		}
		p := Place{Code: code, Name: f.Properties.Name, Rough: f.Properties.Method != "geonames"}
		if err := json.Unmarshal(f.Geometry.Coordinates, &p.at); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// A layout turns degrees into units: straight, with the degrees of longitude as short as they are in the middle.
type layout struct {
	bound      orb.Bound
	wide, tall float64 // units for a degree
}

func layOut(bound orb.Bound) layout {
	narrow := math.Cos(bound.Center().Lat() * math.Pi / 180)
	tall := (Width - 2*margin) / ((bound.Right() - bound.Left()) * narrow)
	return layout{bound: bound, wide: tall * narrow, tall: tall}
}

func (l layout) point(p orb.Point) orb.Point {
	return orb.Point{margin + (p.Lon()-l.bound.Left())*l.wide, margin + (l.bound.Top()-p.Lat())*l.tall}
}

func (l layout) height() float64 {
	return 2*margin + (l.bound.Top()-l.bound.Bottom())*l.tall
}
