package app

import (
	"context"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/person"
)

// foundMost is how many people one search shows; who is not among them is found by writing more.
const foundMost = 20

// A findDesk is the search box on top of every page (查找). It knows no room: each answers from its own books, and each
// marks the people of the others. What was typed is posted and stands in no address and in no log.
type findDesk struct {
	db    *store.DB
	pages *web.Pages
	rooms []room.Room
}

func newFindDesk(db *store.DB, rooms []room.Room) *findDesk {
	return &findDesk{db: db, pages: web.Parse(deskPages), rooms: rooms}
}

func (f *findDesk) routes(m *web.Mux) {
	m.Handle("GET /find", web.Needs(person.Read), f.show, web.Shows("查找")) // a reader who comes back
	m.Handle("POST /find", web.Needs(person.Read), f.show, web.Shows("查找"))
}

// A findView is what was found, by kind.
type findView struct {
	Text   string
	Groups []foundGroup
	Count  int
	More   bool // there are more people than shown
	Enter  bool // may register somebody who is not found
}

type foundGroup struct {
	Kind  string
	Lines []room.Found
}

func (f *findDesk) show(c *web.Context) error {
	view, err := f.view(c.Context(), c.Actor, c.Form().Text("q"))
	if err != nil {
		return err
	}
	c.Asked(view.Text)
	c.Listed(view.Count)
	if c.Partial() {
		return c.Fragment(f.pages, "find.list", view)
	}
	return c.Render(f.pages, "find.show", "查找", view)
}

func (f *findDesk) view(ctx context.Context, by access.Actor, text string) (findView, error) {
	view := findView{Text: text, Enter: by.Can(person.Entering)}
	if text == "" {
		return view, nil
	}
	err := f.db.Read(ctx, func(tx *store.Tx) error {
		found, err := f.find(ctx, tx, by, text)
		if err != nil {
			return err
		}
		view.Groups = grouped(found)
		view.Count = len(found)
		people := 0
		for _, line := range found {
			if line.Person != "" {
				people++
			}
		}
		view.More = people == foundMost
		return nil
	})
	return view, err
}

// find asks the rooms in floor order, so that those above learn whom those below have found.
func (f *findDesk) find(ctx context.Context, tx *store.Tx, by access.Actor, text string) ([]room.Found, error) {
	var found []room.Found
	asked := room.Asked{Text: text, Most: foundMost}
	for _, r := range f.rooms {
		if r.Find == nil {
			continue
		}
		lines, err := r.Find(ctx, tx, by, asked)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			if line.Person != "" {
				asked.People = append(asked.People, line.Person)
			}
		}
		found = append(found, lines...)
	}
	return found, f.mark(ctx, tx, by, found, asked.People)
}

// mark adds to the people what the rooms know about them.
func (f *findDesk) mark(ctx context.Context, tx *store.Tx, by access.Actor, found []room.Found, people []string) error {
	for _, r := range f.rooms {
		if r.Marks == nil || len(people) == 0 {
			continue
		}
		marks, err := r.Marks(ctx, tx, by, people)
		if err != nil {
			return err
		}
		for i := range found {
			found[i].Marks = append(found[i].Marks, marks[found[i].Person]...)
		}
	}
	return nil
}

// grouped puts lines of one kind together, in the order in which the kinds first come.
func grouped(found []room.Found) []foundGroup {
	var groups []foundGroup
	at := map[string]int{}
	for _, line := range found {
		i, ok := at[line.Kind]
		if !ok {
			i = len(groups)
			at[line.Kind] = i
			groups = append(groups, foundGroup{Kind: line.Kind})
		}
		groups[i].Lines = append(groups[i].Lines, line)
	}
	return groups
}
