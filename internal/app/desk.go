package app

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/atlas"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed pages
var deskPages embed.FS

// A desk is the home page of every officer, 今日: what waits for them, and what they did last. It knows no room; each
// room tells by itself what waits in it.
type desk struct {
	db     *store.DB
	pages  *web.Pages
	rooms  []room.Room
	sketch *atlas.Sketch // of the county; nil when its folder has none
	lately func(ctx context.Context, by access.Actor, most int) ([]web.Moment, error)
}

// newDesk makes the desk over the rooms; lately tells what an officer did last.
func newDesk(db *store.DB, rooms []room.Room, sketch *atlas.Sketch, lately func(context.Context, access.Actor, int) ([]web.Moment, error)) *desk {
	return &desk{db: db, pages: web.Parse(deskPages), rooms: rooms, sketch: sketch, lately: lately}
}

// menuOf is the menu of the house: the desk, the daily business, the books, and the administration last; inside a
// group the rooms stand in floor order.
func menuOf(rooms []room.Room) []web.Link {
	menu := []web.Link{{Term: "今日", Path: "/", Icon: "sun", Needs: web.SignedIn()}}
	order := []string{"业务", "服务与治理", "底册"}
	for _, group := range append(order, "") {
		for _, r := range rooms {
			for _, l := range r.Menu {
				if l.Group == group || group == "" && !slices.Contains(order, l.Group) {
					menu = append(menu, l)
				}
			}
		}
	}
	return menu
}

func (d *desk) routes(m *web.Mux) {
	m.Handle("GET /{$}", web.SignedIn(), d.show, web.Shows("查看今日"))
}

// plans are what the desk of each role shows, from top to bottom: who decides for others begins with what is at risk, who
// works through cases with these.
var plans = map[access.Role]struct{ main, side []string }{
	access.VillageClerk:    {main: []string{"waiting", "next"}, side: []string{"risks", "lately"}},
	access.TownshipOfficer: {main: []string{"waiting", "money", "places"}, side: []string{"risks", "lately"}},
	access.Preparer:        {main: []string{"waiting", "money", "next", "places"}, side: []string{"risks", "figures", "lately"}},
	access.Reviewer:        {main: []string{"waiting", "money", "next", "places"}, side: []string{"risks", "figures", "lately"}},
	access.Signatory:       {main: []string{"risks", "waiting", "money", "next", "places"}, side: []string{"figures", "lately"}},
	access.Auditor:         {main: []string{"risks", "money", "places"}, side: []string{"figures", "lately"}},
	access.Administrator:   {main: []string{"waiting"}, side: []string{"lately"}},
}

// deskView is the desk as its page shows it.
type deskView struct {
	Today      string
	Role       string
	Place      string
	Main, Side []string // the parts, in order
	Late       int      // kinds of work whose clock has run out
	Waiting    []web.Waiting
	Lately     []web.Moment
	First      *web.Link // the first room in the menu, for a desk on which nothing waits
	Risks      []keyFigure
	Figures    []keyFigure
	Money      moneyView
	Places     placesView
}

func (d *desk) show(c *web.Context) error {
	plan := plans[c.Actor.Role]
	view := deskView{Role: c.Identity().Role, Place: c.Identity().Place, Today: web.Today(c.Now()), Main: plan.main, Side: plan.side}
	err := d.db.Read(c.Context(), func(tx *store.Tx) error { return d.fill(c, tx, &view) })
	if err != nil {
		return err
	}
	if view.Lately, err = d.lately(c.Context(), c.Actor, 8); err != nil {
		return err
	}
	view.First = d.first(c)
	return c.Render(d.pages, "desk.show", "今日", view)
}

// fill reads what the parts of the plan need, all of it in one moment.
func (d *desk) fill(c *web.Context, tx *store.Tx, view *deskView) (err error) {
	ctx, by := c.Context(), c.Actor
	if view.Waiting, err = d.waiting(ctx, tx, by); err != nil {
		return err
	}
	for _, w := range view.Waiting {
		if w.Late {
			view.Late++
		}
	}
	if view.Risks, view.Figures, err = d.headlines(ctx, tx, by); err != nil {
		return err
	}
	if view.Money, err = d.money(ctx, tx, by); err != nil {
		return err
	}
	if slices.Contains(view.Main, "places") {
		view.Places, err = d.places(ctx, tx, by, c.Query("map"))
	}
	return err
}

// keptOf gives what a room tells an officer, and keeps it until the books it was told from change.
func keptOf[T any](ctx context.Context, tx *store.Tx, by access.Actor, what string, r room.Room, tell func(context.Context, *store.Tx, access.Actor) (T, error)) (T, error) {
	return store.Kept(ctx, tx, fmt.Sprintf("desk/%s/%s/%s/%s/%q", what, r.Name, by.Role, by.Division, by.ID), func() (T, error) { return tell(ctx, tx, by) })
}

// waiting gathers what waits in all rooms, what is late before the rest.
func (d *desk) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	var late, rest []web.Waiting
	for _, r := range d.rooms {
		if r.Waiting == nil {
			continue
		}
		found, err := keptOf(ctx, tx, by, "waiting", r, r.Waiting)
		if err != nil {
			return nil, err
		}
		for _, w := range found {
			switch {
			case w.Count == 0:
			case w.Late:
				late = append(late, w)
			default:
				rest = append(rest, w)
			}
		}
	}
	return append(late, rest...), nil
}

// anyone is any officer of the same role in the same division: all of them are told the same figures.
func anyone(by access.Actor) access.Actor { return access.Actor{Role: by.Role, Division: by.Division} }

// first is where an officer may begin when nothing waits: the first room of the menu after the desk itself.
func (d *desk) first(c *web.Context) *web.Link {
	for _, l := range menuOf(d.rooms)[1:] {
		if c.Admits(l.Needs) {
			return &l
		}
	}
	return nil
}
