// Package eldercare keeps what the county does for care of the old (养老服务): the homes, what was invested in them, and the
// dwellings of old people that were made fit for them (适老化改造).
//
// Start reading at [Home], then [Project] and [Adaptation]. Texts followed here: 《老年人权益保障法》 articles 41 and 43 (homes
// of the public purse serve those in extreme difficulty first; filing with the county's bureau) and 65 (dwellings fit for the old);
// 民发〔2020〕86号 (适老化改造 of poor households, with its list of works).
package eldercare

import (
	"embed"
	"maps"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrationFiles embed.FS

//go:embed values
var valueFiles embed.FS

// Migrations are the tables of the room.
var Migrations = store.Within(migrationFiles, "migrations")

// Shelf holds the definition of what a county wants of adaptations.
func Shelf() rules.Shelf {
	return rules.Shelf{Name: "养老服务", Files: store.Within(valueFiles, "values")}
}

// Permissions of this room.
var (
	// Read allows seeing homes, projects and adaptations of the own division. 查看养老服务.
	Read = access.Permission{Name: "eldercare.read", Term: "查看养老服务", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Keeping allows entering and correcting them. 登记养老服务.
	Keeping = access.Permission{Name: "eldercare.keep", Term: "登记养老服务", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer,
	}}
)

// Eldercare is the room.
type Eldercare struct {
	db      *store.DB
	average rules.Parameter[money.Fen] // what an adaptation costs at least, on average

	Homes       *registry.Book[Home]
	Projects    *registry.Book[Project]
	Adaptations *registry.Book[Adaptation]
}

// New makes the room; the book of law must have been loaded with [Shelf].
func New(db *store.DB, law *rules.Book) *Eldercare {
	e := &Eldercare{db: db, average: law.Amount("eldercare.adaptation")}
	e.Homes, e.Projects, e.Adaptations = e.homes(), e.projects(), e.adaptations()
	return e
}

// Room declares the room to the roof.
func (e *Eldercare) Room() room.Room {
	acts := e.Homes.Acts()
	maps.Copy(acts, e.Projects.Acts())
	maps.Copy(acts, e.Adaptations.Acts())
	return room.Room{
		Name: "eldercare", Term: "养老服务", Migrations: Migrations,
		Routes: func(m *web.Mux) {
			e.Homes.Routes(m, e.db)
			e.Projects.Routes(m, e.db)
			e.Adaptations.Routes(m, e.db)
		},
		Menu: []web.Link{
			{Group: "服务与治理", Term: "养老机构", Path: e.Homes.Path, Icon: "building", Needs: web.Needs(Read)},
			{Group: "服务与治理", Term: "养老投资", Path: e.Projects.Path, Icon: "report-money", Needs: web.Needs(Read)},
			{Group: "服务与治理", Term: "适老化改造", Path: e.Adaptations.Path, Icon: "home", Needs: web.Needs(Read)},
		},
		Permissions: []access.Permission{Read, Keeping},
		Acts:        acts,
		Ledgers:     []room.Ledger{e.standing(), e.invested(), e.adapted()},
		Checks:      checks(),
	}
}
