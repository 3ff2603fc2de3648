package app

import (
	"context"
	"embed"
	"slices"

	"minzheng/internal/engine/access"
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
	lately func(ctx context.Context, by access.Actor, most int) ([]web.Moment, error)
}

// newDesk makes the desk over the rooms; lately tells what an officer did last.
func newDesk(db *store.DB, rooms []room.Room, lately func(context.Context, access.Actor, int) ([]web.Moment, error)) *desk {
	return &desk{db: db, pages: web.Parse(deskPages), rooms: rooms, lately: lately}
}

// menuOf is the menu of the house: the desk, the daily business, the books, and the administration last; inside a
// group the rooms stand in floor order.
func menuOf(rooms []room.Room) []web.Link {
	menu := []web.Link{{Term: "今日", Path: "/", Icon: "sun", Needs: web.SignedIn()}}
	order := []string{"业务", "底册"}
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

func (d *desk) routes(m *web.Mux) { m.Handle("GET /{$}", web.SignedIn(), d.show) }

// deskView is the desk as its page shows it.
type deskView struct {
	Today   string
	Role    string
	Place   string
	Late    int // kinds of work whose clock has run out
	Waiting []web.Waiting
	Lately  []web.Moment
	First   *web.Link // the first room in the menu, for a desk on which nothing waits
}

func (d *desk) show(c *web.Context) error {
	view := deskView{Role: c.Identity().Role, Place: c.Identity().Place, Today: web.Today(c.Now())}
	var err error
	if view.Waiting, err = d.waiting(c.Context(), c.Actor); err != nil {
		return err
	}
	if view.Lately, err = d.lately(c.Context(), c.Actor, 8); err != nil {
		return err
	}
	for _, w := range view.Waiting {
		if w.Late {
			view.Late++
		}
	}
	view.First = d.first(c)
	return c.Render(d.pages, "desk.show", "今日", view)
}

// waiting gathers what waits in all rooms, what is late before the rest.
func (d *desk) waiting(ctx context.Context, by access.Actor) ([]web.Waiting, error) {
	var late, rest []web.Waiting
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		late, rest = nil, nil
		for _, r := range d.rooms {
			if r.Waiting == nil {
				continue
			}
			found, err := r.Waiting(ctx, tx, by)
			if err != nil {
				return err
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
		return nil
	})
	return append(late, rest...), err
}

// first is where an officer may begin when nothing waits: the first room of the menu after the desk itself.
func (d *desk) first(c *web.Context) *web.Link {
	for _, l := range menuOf(d.rooms)[1:] {
		if c.Admits(l.Needs) {
			return &l
		}
	}
	return nil
}
