// Package charity keeps what is given for charity (慈善): gifts received by the county's charity federation (慈善会), each
// with its date, donor, purpose and receipt.
//
// Gifts are the third distribution (第三次分配): people give of their own will, so they are counted apart from the public
// money of social assistance. Nobody may be given a quota to fill.
//
// Start reading at [Gift]. The text followed here is 《慈善法》 as amended on 2023-12-29, in force from 2024-09-05: articles
// 32 (no quotas), 38 (receipt), 42 (what donors may ask) and 82 (whose name is not published).
package charity

import (
	"embed"

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
	// Read allows seeing the gifts received in the own division. 查看慈善捐赠.
	Read = access.Permission{Name: "charity.read", Term: "查看慈善捐赠", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Keeping allows entering and correcting them. 登记慈善捐赠.
	Keeping = access.Permission{Name: "charity.keep", Term: "登记慈善捐赠", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer,
	}}
)

// Charity is the room.
type Charity struct {
	db    *store.DB
	Gifts *registry.Book[Gift]
}

// New makes the room.
func New(db *store.DB) *Charity { return &Charity{db, gifts()} }

// Room declares the room to the roof.
func (c *Charity) Room() room.Room {
	return room.Room{
		Name: "charity", Term: "慈善", Migrations: Migrations,
		Routes:      func(m *web.Mux) { c.Gifts.Routes(m, c.db) },
		Menu:        []web.Link{{Group: "服务与治理", Term: "慈善捐赠", Path: c.Gifts.Path, Icon: "coins", Needs: web.Needs(Read)}},
		Permissions: []access.Permission{Read, Keeping},
		Acts:        c.Gifts.Acts(),
		Ledgers:     []room.Ledger{c.donated()},
		Checks:      checks(),
	}
}
