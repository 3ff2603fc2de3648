// Package household is the register of families that live together and share their income (共同生活的家庭), the unit
// that social assistance is assessed for.
//
// A household has a seat (where it is, and the number clerks gave it), members with their relation to the head, and
// for each member whether the person is present. All three are dated facts in two times, so that a household can be
// asked as it stood on any day. A person is in at most one household on a day. The hukou booklet is something else:
// a dated fact of the person.
//
// Lists and other rooms write by [Open], [Sit], [Join], [Leave] and [Absent]; officers by the acts of the [Register],
// which log themselves. [Show] reads one household and [All] every household in sight. Who counts for a benefit is not
// decided here.
//
// 《最低生活保障审核确认办法》 art 7.
package household

import (
	"embed"

	"minzheng/internal/engine/access"
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
	// Read is leave to see households in sight.
	Read = access.Permission{Name: "household.read", Term: "查看家庭", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer,
		access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Entering is leave to register households and to correct who belongs to them.
	Entering = access.Permission{Name: "household.enter", Term: "登记家庭", Roles: []access.Role{access.VillageClerk, access.TownshipOfficer, access.Preparer}}
)

// Register is the book of households.
type Register struct {
	db     *store.DB
	pages  *web.Pages
	panels []room.Panel
}

// New makes the register on the books.
func New(db *store.DB) *Register { return &Register{db: db, pages: web.Parse(pages)} }

// Contribute gives the register what other rooms show on a household's page. The roof calls it once, before serving.
func (r *Register) Contribute(panels []room.Panel) { r.panels = panels }

// Room declares the register to the roof.
func (r *Register) Room() room.Room {
	return room.Room{
		Name:        "household",
		Checks:      checks(),
		Term:        "家庭",
		Migrations:  Migrations,
		Routes:      r.routes,
		Menu:        []web.Link{{Group: "底册", Term: "家庭", Path: "/household", Icon: "users", Needs: web.Needs(Read)}},
		Permissions: []access.Permission{Read, Entering},
		Panels:      []room.Panel{{On: room.OnPerson, Term: "所在家庭", Needs: Read, Show: r.panel}},
		Acts: map[string]string{
			Filling.Name: Filling.Term, "household.found": "登记家庭", "household.join": "成员迁入", "household.leave": "成员迁出",
			"household.relate": "更正与户主关系", "household.locate": "登记在家情况",
		},
		Find: r.find,
	}
}
