// Package circumstance keeps what is known of how people and households live: income, property, illness, disability,
// work, school, absence. 境况.
//
// Each fact is of one [Kind] from a closed list, about one person or one household. It has a span of time in which it
// is true, a span in which it was believed, and a [Source]; nothing is overwritten. What a fact means for a benefit is
// not decided here: sums stand in the period in which they were told, undivided, and which of them count is a dated
// value of the programme's law.
//
// Facts come in by [Circumstance.Record] from lists and other rooms, and by hand through [Circumstance.Correct] and
// [Circumstance.Declare]. They are read in batches by [Of].
//
// Fields follow 《最低生活保障审核确认办法》 art 13 (income), art 14 (property) and the forms of inquiry in use.
package circumstance

import (
	"embed"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables of the register.
var Migrations = store.Within(migrations, "migrations")

// The permissions of the register.
var (
	// Read is leave to see the circumstances of people in sight.
	Read = access.Permission{Name: "circumstance.read", Term: "查看境况", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer,
		access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Correcting is leave to correct them by hand.
	Correcting = access.Permission{Name: "circumstance.correct", Term: "更正境况", Roles: []access.Role{access.VillageClerk, access.TownshipOfficer, access.Preparer}}
)

// Corrected happens when what is believed of a household's circumstances has changed by hand.
var Corrected = event.Kind[Correction]{Name: "circumstance.Corrected"}

// Circumstance is the register.
type Circumstance struct {
	db    *store.DB
	bus   *event.Bus
	pages *web.Pages
}

// New makes the register on the books.
func New(db *store.DB, bus *event.Bus) *Circumstance {
	return &Circumstance{db: db, bus: bus, pages: web.Parse(pages)}
}

// Room declares the register to the roof. What it knows stands on the pages of the household and the person; from there
// its forms are reached.
func (c *Circumstance) Room() room.Room {
	return room.Room{
		Name:        "circumstance",
		Checks:      checks(),
		Term:        "境况",
		Migrations:  Migrations,
		Routes:      c.routes,
		Permissions: []access.Permission{Read, Correcting},
		Panels: []room.Panel{
			{On: room.OnHousehold, Term: "境况", Needs: Read, Below: true, Show: c.householdPanel},
			{On: room.OnPerson, Term: "境况", Needs: Read, Below: true, Show: c.personPanel},
		},
		Headlines: c.headlines, Ledgers: []room.Ledger{ledger()}, Spreads: []room.Spread{ledger().Spread("monitored", "监测户数", "户")},
		Acts: map[string]string{Filling.Name: Filling.Term, "circumstance.correct": "更正境况", "circumstance.declare": "登记申报收入"},
	}
}
