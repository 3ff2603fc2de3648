// Package place is the book of divisions (行政区划): the county, its towns and townships, their villages and
// residents' communities, with the short names people use and the older spellings that still come in on paper.
//
// The tree comes from a file of the county ([Place.Load]) and is kept as dated facts, because villages become
// communities and names are rewritten. It is small, so a transaction reads it once ([Read]) and asks the [Tree] in
// memory. What a clerk writes ("宝丰镇铧厂村3组") is understood by [Tree.Resolve], which never guesses between two.
//
// Codes and their levels are base/division; who sees which division is engine/access. Source of the tree:
// 国家统计局《统计用区划代码和城乡划分代码》.
package place

import (
	"embed"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

//go:embed migrations
var migrations embed.FS

// Migrations are the tables of the register.
var Migrations = store.Within(migrations, "migrations")

// Loading is leave to load the county's division tree.
var Loading = access.Permission{Name: "place.load", Term: "载入行政区划", Roles: []access.Role{access.Administrator}}

// Place is the register.
type Place struct{ db *store.DB }

// New makes the register on the books.
func New(db *store.DB) *Place { return &Place{db: db} }

// Room declares the register to the roof. It has no pages of its own.
func (p *Place) Room() room.Room {
	return room.Room{
		Name: "place", Term: "行政区划", Migrations: Migrations, Permissions: []access.Permission{Loading},
		Acts: map[string]string{"place.load": "载入行政区划"},
		Find: p.find,
	}
}
