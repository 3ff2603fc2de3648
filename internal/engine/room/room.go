// Package room (业务模块) describes what a room of the bureau hands to the roof: its tables, routes, menu, permissions, and what
// it adds to pages that others own.
//
// Nothing registers itself. The roof builds the rooms in floor order and ranges over their declarations; the owner of
// a page only ever sees the list of panels, never the rooms behind it.
package room

import (
	"context"
	"html/template"
	"io/fs"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A Room is one part of the platform: what it keeps, shows and runs.
type Room struct {
	Name        string // "assistance": prefix of routes, tables and permissions
	Term        string // 社会救助
	Migrations  fs.FS  // numbered .sql files in the root; nil when the room keeps nothing
	Routes      func(*web.Mux)
	Menu        []web.Link
	Permissions []access.Permission
	Panels      []Panel
	// Acts are the words for this room's acts in the activity log, by the name in the entry: "person.correct": 更正人员资料.
	Acts map[string]string
	// Waiting tells what waits for the actor today; nil when nothing ever does.
	Waiting func(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error)
	// Jobs are the kinds of work that run later.
	Jobs []job.Kind
	// Ledgers are the books from which figures are counted.
	Ledgers []Ledger
	// Checks are what the room can say about the soundness of its books.
	Checks []Check
	// Headlines are the numbers of this room that a head of the bureau asks for every morning; each opens its rows.
	Headlines func(ctx context.Context, tx *store.Tx, by access.Actor) ([]Headline, error)
	// Spendings are what this room knows of what is paid this month and next, by programme.
	Spendings func(ctx context.Context, tx *store.Tx, by access.Actor) ([]Spending, error)
	// Spreads are the numbers of this room that a map of the county can show.
	Spreads []Spread
	// Find answers the search box from this room's books, the best first; nil when nothing can be found in it.
	Find func(ctx context.Context, tx *store.Tx, by access.Actor, asked Asked) ([]Found, error)
	// Marks tells in a word or two what this room knows about people in a list (在保, 已故), by the id of the person. The
	// actor was already found to have them in sight. Nil when it has nothing to say.
	Marks func(ctx context.Context, tx *store.Tx, by access.Actor, people []string) (map[string][]Mark, error)
}

// The pages on which panels are shown.
const (
	OnPerson    = "person"
	OnHousehold = "household"
)

// A Panel is what a room knows about a person or a household, shown on the page that the register owns.
type Panel struct {
	On    string // OnPerson or OnHousehold
	Term  string // heading of the panel
	Needs access.Permission
	Below bool // stands below the panels of others: the evidence below what was decided on it
	// Show renders the panel for the record with this id, which the reader was already found to have in sight.
	// An empty answer means that the room knows nothing about it, and the panel is left out.
	Show func(ctx context.Context, tx *store.Tx, by access.Actor, id string) (template.HTML, error)
}

// A Shown is a panel ready for the page.
type Shown struct {
	Term string
	Body template.HTML
}

// Show renders the panels of one kind of page about one record, in the order of the list, leaving out those that the
// reader may not see and those with nothing to say.
func Show(ctx context.Context, tx *store.Tx, by access.Actor, panels []Panel, on, id string) ([]Shown, error) {
	var shown []Shown
	for _, p := range inOrder(panels) {
		if p.On != on || !by.Can(p.Needs) {
			continue
		}
		body, err := p.Show(ctx, tx, by, id)
		if err != nil {
			return nil, err
		}
		if body != "" {
			shown = append(shown, Shown{Term: p.Term, Body: body})
		}
	}
	return shown, nil
}

// inOrder puts the panels that stand below behind the others.
func inOrder(panels []Panel) []Panel {
	var above, below []Panel
	for _, p := range panels {
		if p.Below {
			below = append(below, p)
		} else {
			above = append(above, p)
		}
	}
	return append(above, below...)
}
