package app_test

import (
	"cmp"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var redraw = flag.Bool("redraw", false, "draw docs/house.svg anew, as make drawing does")

// drawingFile is where the drawing hangs.
const drawingFile = "docs/house.svg"

// TestTheDrawingShowsTheHouse holds the drawing against the imports, from which it is drawn.
func TestTheDrawingShowsTheHouse(t *testing.T) {
	t.Parallel()
	root := os.DirFS("../..")
	drawn := draw(surveyed(readTree(t, root)))
	if *redraw {
		if err := os.WriteFile("../../"+drawingFile, []byte(drawn), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	hung, err := fs.ReadFile(root, drawingFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(hung) != drawn {
		t.Error(drawingFile + " does not show the house as it is: run make drawing, look at the picture, and commit it")
	}
}

// A storey is one band of the drawing.
type storey struct {
	term, name, says string
	floors           []string // of the tree
	rooms            []chamber
}

// A chamber is one box of the drawing: a room, an engine, a value.
type chamber struct {
	name, term string
	inner      []string // packages inside, seen by it alone
	sees       []string // on the same storey
}

// A plan is the house as the drawing shows it. Only what stands where and who sees whom is in it, no sizes: so the drawing
// changes when the house does, and not with every line.
type plan struct {
	storeys []storey
	down    [][2]int // from storey to storey
}

// surveyed makes the plan from the tree.
func surveyed(h tree) plan {
	p := plan{storeys: []storey{
		{term: "屋顶", name: "Roof", says: "lists and connects", floors: []string{"cmd", "app", "county"}},
		{term: "业务", name: "Affairs", says: "the bureau's business", floors: []string{"affairs"}},
		{term: "底册、台账", name: "Registers", says: "books that several affairs read", floors: []string{"registers"}},
		{term: "机制", name: "Engine", says: "how work is done", floors: []string{"engine"}},
		{term: "基本值", name: "Base", says: "values alone", floors: []string{"base"}},
	}}
	for _, unit := range h.packages {
		p.enter(unit)
	}
	for i := range p.storeys {
		p.storeys[i].rooms = inSight(p.storeys[i].rooms)
	}
	slices.SortFunc(p.down, func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) })
	p.down = slices.Compact(p.down)
	return p
}

// storeyOf is the storey on which a place stands, or -1.
func (p *plan) storeyOf(at place) int {
	return slices.IndexFunc(p.storeys, func(s storey) bool { return slices.Contains(s.floors, at.floor) })
}

func (p *plan) enter(unit *unit) {
	at := placeOf(unit.path)
	on := p.storeyOf(at)
	files := slices.DeleteFunc(slices.Clone(unit.files), func(f source) bool { return f.test })
	if on < 0 || len(files) == 0 || strings.HasSuffix(unit.path, "test") {
		return
	}
	room := p.storeys[on].chamber(at)
	if at.inner == "" {
		room.term = termOf(files)
	} else {
		room.inner = append(room.inner, at.inner)
	}
	for _, f := range files {
		ours, _ := f.imported()
		for _, name := range ours {
			to := placeOf(name)
			switch below := p.storeyOf(to); {
			case below < 0:
			case below != on:
				p.down = append(p.down, [2]int{on, below})
			case to.name() != at.name() && !slices.Contains(room.sees, to.drawn()):
				room.sees = append(room.sees, to.drawn())
			}
		}
	}
}

// chamber is the box of a place, new where there was none.
func (s *storey) chamber(at place) *chamber {
	i := slices.IndexFunc(s.rooms, func(c chamber) bool { return c.name == at.drawn() })
	if i < 0 {
		i = len(s.rooms)
		s.rooms = append(s.rooms, chamber{name: at.drawn()})
	}
	return &s.rooms[i]
}

// drawn is what the box of a place is called.
func (p place) drawn() string {
	switch {
	case p.floor == "cmd", p.floor == "county":
		return p.floor + "/" + p.room
	case p.room == "":
		return p.floor
	}
	return p.room
}

// official is an official term in the documentation of a package.
var official = regexp.MustCompile(`\p{Han}[\p{Han}、]*`)

// termOf is the official term that a package's documentation gives first.
func termOf(files []source) string {
	for _, f := range files {
		if f.Doc != nil {
			first, _, _ := strings.Cut(f.Doc.Text(), "\n\n")
			term, _, _ := strings.Cut(official.FindString(first), "、")
			return term
		}
	}
	return ""
}

// inSight puts who sees others to the left of those whom it sees, and who neither sees nor is seen to the right.
func inSight(rooms []chamber) []chamber {
	slices.SortFunc(rooms, func(a, b chamber) int { return strings.Compare(a.name, b.name) })
	seen := map[string]int{}
	for _, r := range rooms {
		for _, s := range r.sees {
			seen[s]++
		}
	}
	var ordered, alone []chamber
	for len(rooms) > 0 {
		// Of those whom nobody left over sees, who sees most comes first.
		best := -1
		for i, r := range rooms {
			if seen[r.name] == 0 && (best < 0 || len(r.sees) > len(rooms[best].sees)) {
				best = i
			}
		}
		if best < 0 {
			best = 0 // a circle, which the law of imports reports
		}
		r := rooms[best]
		rooms = slices.Delete(rooms, best, best+1)
		for _, s := range r.sees {
			seen[s]--
		}
		if len(r.sees) == 0 && !slices.ContainsFunc(ordered, func(o chamber) bool { return slices.Contains(o.sees, r.name) }) {
			alone = append(alone, r)
			continue
		}
		ordered = append(ordered, r)
	}
	return append(ordered, alone...)
}

// Measures of the drawing, in units that are pixels at its full size.
const (
	sheetWidth = 1440.0
	margin     = 28.0
	wallLeft   = 196.0  // where the boxes begin
	wallRight  = 1312.0 // and where they end
	boxHeight  = 62.0
	innerLine  = 15.0
	padding    = 20.0
	between    = 14.0 // storeys
	headHeight = 92.0
	gap        = 8.0
	boxMost    = 150.0
)

// A canvas is the drawing under way.
type canvas struct {
	strings.Builder
	tops, heights []float64 // of storeys
}

func (c *canvas) put(format string, args ...any) { fmt.Fprintf(&c.Builder, format+"\n", args...) }

// draw draws the plan.
func draw(p plan) string {
	var c canvas
	y := headHeight
	for _, s := range p.storeys {
		c.tops = append(c.tops, y)
		c.heights = append(c.heights, s.height())
		y += s.height() + between
	}
	height := y + 34
	c.put(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="title">`, sheetWidth, height, sheetWidth, height)
	c.put(`<title id="title">The house of minzheng: four floors and a roof, and who sees whom</title>`)
	c.put(`%s`, drawingStyle)
	c.put(`<rect width="%.0f" height="%.0f" class="ground"/>`, sheetWidth, height)
	c.put(`<text x="%.0f" y="46" class="heading">民政 minzheng</text>`, margin)
	c.put(`<text x="%.0f" y="72" class="small">Arrows go down. On a floor each one is drawn, from left to right; between floors they are bundled on the right.</text>`, margin)
	for i, s := range p.storeys {
		c.storey(s, c.tops[i], c.heights[i])
	}
	for _, d := range p.down {
		c.bundle(d[0], d[1])
	}
	c.put(`<text x="%.0f" y="%.1f" class="small">make drawing 依源代码的引用关系绘制；规则见 docs/house.md 第4节</text>`, margin, height-18)
	c.put(`</svg>`)
	return c.String()
}

// drawingStyle has the tokens of the pages: paper and ink, one blue.
const drawingStyle = `<style>
text { font-family: "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif; fill: #1f2328; }
.ground { fill: #f6f7f9; }
.floor { fill: #ffffff; stroke: #dfe3e8; }
.box { fill: #ffffff; stroke: #1d4f91; stroke-width: 1.25; }
.heading { font-size: 26px; font-weight: 600; }
.term { font-size: 21px; font-weight: 600; }
.name { font-size: 13px; font-weight: 600; text-anchor: middle; }
.official { font-size: 12.5px; text-anchor: middle; }
.inner { font-size: 11.5px; text-anchor: middle; fill: #5b6470; }
.small { font-size: 13px; fill: #5b6470; }
.near { fill: none; stroke: #1d4f91; stroke-width: 1.6; }
.far { fill: none; stroke: #1d4f91; stroke-width: 1; stroke-opacity: 0.5; }
.down { fill: none; stroke: #5b6470; stroke-width: 3; stroke-opacity: 0.55; }
.tip { fill: #1d4f91; }
.downtip { fill: #5b6470; }
</style>`

// rows is how many rows of boxes a storey has, and how many boxes stand in each. Where arrows are drawn there is one row.
func (s storey) rows() (rows, each int) {
	n := len(s.rooms)
	most := 8
	if slices.ContainsFunc(s.rooms, func(c chamber) bool { return len(c.sees) > 0 }) {
		most = n
	}
	rows = max(1, (n+most-1)/most)
	return rows, (n + rows - 1) / rows
}

func (s storey) boxHeight() float64 {
	most := 0
	for _, r := range s.rooms {
		most = max(most, len(r.inner))
	}
	return boxHeight + innerLine*float64(most)
}

// sky is how high the arrows of a storey rise above its boxes.
func (s storey) sky() float64 {
	most := 0.0
	for i, r := range s.rooms {
		for j, to := range s.rooms {
			if slices.Contains(r.sees, to.name) {
				most = max(most, rise(j-i))
			}
		}
	}
	return most
}

// rise is how high an arrow over so many boxes goes.
func rise(span int) float64 { return 20 * math.Pow(math.Abs(float64(span)), 0.88) }

func (s storey) height() float64 {
	rows, _ := s.rows()
	return max(112, 2*padding+s.sky()+float64(rows)*(s.boxHeight()+gap)-gap)
}

func (c *canvas) storey(s storey, top, height float64) {
	c.put(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4" class="floor"/>`, margin-12, top, wallRight-margin+28, height)
	middle := top + height/2
	c.put(`<text x="%.1f" y="%.1f" class="term">%s</text>`, margin, middle-10, s.term)
	c.put(`<text x="%.1f" y="%.1f" class="small" style="font-weight:600">%s</text>`, margin, middle+12, s.name)
	for i, line := range folded(s.says, 22) {
		c.put(`<text x="%.1f" y="%.1f" class="small">%s</text>`, margin, middle+30+17*float64(i), line)
	}
	rows, each := s.rows()
	width := min(boxMost, (wallRight-wallLeft-gap*float64(each-1))/float64(each))
	room := wallRight - wallLeft
	step := gap
	if each > 1 && width == boxMost {
		step = min(40, (room-width*float64(each))/float64(each-1))
	}
	begin := wallLeft + (room-width*float64(each)-step*float64(each-1))/2
	under := top + height - padding - float64(rows)*(s.boxHeight()+gap) + gap
	at := map[string]float64{}
	for i, r := range s.rooms {
		at[r.name] = begin + float64(i%each)*(width+step)
		c.box(r, at[r.name], under+float64(i/each)*(s.boxHeight()+gap), width, s.boxHeight())
	}
	c.arrows(s, at, under, width)
}

func (c *canvas) box(r chamber, x, y, width, height float64) {
	middle := x + width/2
	c.put(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="4" class="box"/>`, x, y, width, height)
	name := y + 26
	if r.term == "" && len(r.inner) == 0 {
		name = y + height/2 + 5
	}
	c.put(`<text x="%.1f" y="%.1f" class="name">%s</text>`, middle, name, html.EscapeString(r.name))
	c.put(`<text x="%.1f" y="%.1f" class="official">%s</text>`, middle, y+46, r.term)
	for i, inside := range slices.Sorted(slices.Values(r.inner)) {
		c.put(`<text x="%.1f" y="%.1f" class="inner">%s</text>`, middle, y+64+innerLine*float64(i), path.Base(inside))
	}
}

// arrows draws who sees whom on a storey. Into a box they come on its left half, out of it on its right half; so that
// arrows do not cross where they need not, the longest leaves first and arrives last.
func (c *canvas) arrows(s storey, at map[string]float64, y, width float64) {
	type arrow struct{ from, to int }
	var all []arrow
	for i, r := range s.rooms {
		for j, to := range s.rooms {
			if slices.Contains(r.sees, to.name) {
				all = append(all, arrow{i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b arrow) int { return cmp.Or((b.to-b.from)-(a.to-a.from), a.from-b.from) })
	out, in := map[int]int{}, map[int]int{}
	outs, ins := map[int]int{}, map[int]int{}
	for _, a := range all {
		outs[a.from]++
		ins[a.to]++
	}
	for _, a := range all {
		out[a.from]++
		in[a.to]++
		x1 := at[s.rooms[a.from].name] + width/2 + width/2*float64(out[a.from])/float64(outs[a.from]+1)
		x2 := at[s.rooms[a.to].name] + width/2 - width/2*float64(in[a.to])/float64(ins[a.to]+1)
		class := "far"
		if direct(s.rooms, a.from, a.to) {
			class = "near"
		}
		h := rise(a.to-a.from) / 0.75
		c.put(`<path d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f" class="%s"/>`, x1, y, x1, y-h, x2, y-h, x2, y-5, class)
		c.put(`<path d="M%.1f %.1fl-3.2 -7h6.4z" class="tip"/>`, x2, y-0.5)
	}
}

// direct tells whether one room sees another not only through a third.
func direct(rooms []chamber, from, to int) bool {
	return !slices.ContainsFunc(rooms, func(third chamber) bool {
		return slices.Contains(rooms[from].sees, third.name) && slices.Contains(third.sees, rooms[to].name)
	})
}

// bundle draws all arrows from one storey to another as one, beside the house.
func (c *canvas) bundle(from, to int) {
	span := float64(to - from)
	x := wallRight + 16.0
	y1 := c.tops[from] + c.heights[from]*(0.5+0.1*span)
	y2 := c.tops[to] + c.heights[to]*(0.5-0.1*span)
	out := x + 22*span + 14
	c.put(`<path d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f" class="down"/>`, x, y1, out, y1, out, y2, x+9, y2)
	c.put(`<path d="M%.1f %.1fl11 -5.5v11z" class="downtip"/>`, x+0.5, y2)
}

// folded breaks a line between words.
func folded(text string, most int) (lines []string) {
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && len(lines[n-1])+1+len(word) <= most {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
