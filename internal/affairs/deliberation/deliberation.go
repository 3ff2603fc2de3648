// Package deliberation keeps how villages talk matters over (议事协商): the council of each village or community
// (村（居）民议事协商委员会) and its meetings, each on one topic with its opinion.
//
// A council gives an opinion. What the law reserves for the assembly of villagers or residents, or their representatives,
// goes there; a meeting says so ([Meeting.Assembly]). That a council was set up and that it met are two figures.
//
// Start reading at [Council], then [Meeting]. Texts followed here: 《村民委员会组织法》 articles 24 (what the villagers' assembly
// decides) and 34 (files of village affairs), 《城市居民委员会组织法》; 中办、国办《关于加强城乡社区协商的意见》(2015).
package deliberation

import (
	"embed"
	"maps"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrationFiles embed.FS

// Migrations are the tables of the room.
var Migrations = store.Within(migrationFiles, "migrations")

// Permissions of this room.
var (
	// Read allows seeing the councils and meetings of the own division. 查看议事协商.
	Read = access.Permission{Name: "deliberation.read", Term: "查看议事协商", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Keeping allows entering and correcting them. 登记议事协商.
	Keeping = access.Permission{Name: "deliberation.keep", Term: "登记议事协商", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer,
	}}
)

// Deliberation is the room.
type Deliberation struct {
	db       *store.DB
	Councils *registry.Book[Council]
	Meetings *registry.Book[Meeting]
}

// New makes the room.
func New(db *store.DB) *Deliberation {
	d := &Deliberation{db: db}
	d.Councils, d.Meetings = d.councils(), d.meetings()
	return d
}

// Room declares the room to the roof.
func (d *Deliberation) Room() room.Room {
	acts := d.Councils.Acts()
	maps.Copy(acts, d.Meetings.Acts())
	return room.Room{
		Name: "deliberation", Term: "议事协商", Migrations: Migrations,
		Routes: func(m *web.Mux) {
			d.Councils.Routes(m, d.db)
			d.Meetings.Routes(m, d.db)
		},
		Menu: []web.Link{
			{Group: "服务与治理", Term: "议事协商委员会", Path: d.Councils.Path, Icon: "users-group", Needs: web.Needs(Read)},
			{Group: "服务与治理", Term: "议事会议", Path: d.Meetings.Path, Icon: "friends", Needs: web.Needs(Read)},
		},
		Permissions: []access.Permission{Read, Keeping},
		Acts:        acts,
		Ledgers:     []room.Ledger{d.setUp(), d.met(), d.held()},
		Checks:      checks(),
	}
}
