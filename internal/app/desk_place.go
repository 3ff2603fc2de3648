package app

import (
	"context"
	"fmt"
	"html/template"
	"io/fs"

	"minzheng/internal/affairs/statistics"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/atlas"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// readSketch reads the sketch of a county from its folder; nil when the folder has none.
func readSketch(files fs.FS) (*atlas.Sketch, error) {
	outline, err := fs.ReadFile(files, "geography/boundary.geojson")
	if err != nil {
		return nil, nil
	}
	places, err := fs.ReadFile(files, "geography/townships.geojson")
	if err != nil {
		return nil, err
	}
	return atlas.Read(outline, places)
}

// A placesView is one number, place by place: on a sketch of the county for who sees it whole, and as a table.
type placesView struct {
	Choices []placeChoice
	Term    string // 在保人数
	Unit    string
	Month   month.Month
	Level   string // 乡镇, 村（社区）
	Rows    []placeRow
	Total   placeRow
	Sketch  template.HTML
}

type placeChoice struct {
	Name, Term string
	Here       bool
}

// A placeRow is the number of one place, with the address of its rows.
type placeRow struct {
	Code  division.Code
	Name  string
	Value int64
	Shown string
	Path  string
}

// places counts the chosen number for each township of the county, or for each village of a township.
func (d *desk) places(ctx context.Context, tx *store.Tx, by access.Actor, chosen string) (view placesView, err error) {
	all := d.spreads(by)
	if len(all) == 0 {
		return view, nil
	}
	s := all[0]
	for _, o := range all {
		if o.Name == chosen || chosen == "" && o.Name == "persons" {
			s = o
		}
	}
	for _, o := range all {
		view.Choices = append(view.Choices, placeChoice{o.Name, o.Term, o.Name == s.Name})
	}
	view.Term, view.Unit, view.Month = s.Term, unitOf(s), month.Of(tx.Today())
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return view, err
	}
	if err := view.count(ctx, tx, by.Scope(s.Needs), s, tree); err != nil {
		return view, err
	}
	if by.Division.Level() == division.County && d.sketch != nil {
		view.Sketch, err = view.draw(d.sketch)
	}
	return view, err
}

// spreads are the numbers that the actor may see place by place.
func (d *desk) spreads(by access.Actor) []room.Spread {
	var all []room.Spread
	for _, r := range d.rooms {
		for _, s := range r.Spreads {
			if by.Can(s.Needs) {
				all = append(all, s)
			}
		}
	}
	return all
}

func (v *placesView) count(ctx context.Context, tx *store.Tx, scope access.Scope, s room.Spread, tree *place.Tree) error {
	whole := scope.Division()
	level := division.Town
	v.Level = "乡镇"
	if whole.Level() >= division.Town {
		level, v.Level = division.Village, "村（社区）"
	}
	count := func(level division.Level) (map[division.Code]int64, error) {
		return store.Kept(ctx, tx, fmt.Sprintf("desk/spread/%s/%s/%s/%d", s.Ledger, s.Name, whole, level), func() (map[division.Code]int64, error) {
			return s.Count(ctx, tx, scope, level)
		})
	}
	counts, err := count(level)
	if err != nil {
		return fmt.Errorf("count %s: %w", s.Name, err)
	}
	totals, err := count(whole.Level())
	if err != nil {
		return fmt.Errorf("count %s: %w", s.Name, err)
	}
	row := func(at division.Code, name string, n int64) placeRow {
		f := statistics.Figure{
			Ledger: s.Ledger, Measure: statistics.Measure(s.Measure), Division: at, Span: month.Span{From: v.Month, Until: v.Month.Next()},
		}
		return placeRow{Code: at, Name: name, Value: n, Shown: shown(s.Measure, n), Path: f.Path()}
	}
	for _, d := range tree.Children(whole) {
		v.Rows = append(v.Rows, row(d.Code, d.Short, counts[d.Code]))
	}
	v.Total = row(whole, "合计", totals[whole])
	return nil
}

func unitOf(s room.Spread) string {
	if s.Unit != "" {
		return s.Unit
	}
	return statistics.Measure(s.Measure).Unit()
}

// shown is a number as it is printed: yuan from whole fen.
func shown(measure string, n int64) string {
	if measure == string(statistics.Yuan) {
		return money.Fen(n).Grouped()
	}
	return web.Grouped(n)
}

// draw draws the rows on the sketch; there money is printed without fen, the table beside it has them.
func (v *placesView) draw(sketch *atlas.Sketch) (template.HTML, error) {
	bubbles := make([]atlas.Bubble, len(v.Rows))
	for i, r := range v.Rows {
		brief := r.Shown
		if v.Unit == statistics.Yuan.Unit() {
			brief = web.Grouped((r.Value+50)/100) + "元"
		}
		bubbles[i] = atlas.Bubble{Code: r.Code, Value: r.Value, Shown: brief, Said: r.Name + " " + brief + "，" + v.Term + "，" + v.Unit, Path: r.Path}
	}
	return sketch.Draw("各乡镇"+v.Term+"示意图", "圆的面积与"+v.Term+"成比例；同样的数字列在旁边的表里。", bubbles)
}
