// Package person is the register of people (人口底册): the name, the citizen identity number, birth and sex, residence
// and telephone of everyone the bureau deals with, and the page that shows one person's whole file (一人一档).
//
// A person is an id; everything known about the person is a dated fact in two times with a source. One number belongs
// to one person. Whom somebody lives with is the household register's business, what somebody earns or suffers from
// the circumstance register's; they and the affairs contribute panels to the person's page.
//
// People come in by [Record] from lists and by [Person.Register] by hand; they are mended by [Amend] and
// [Person.Correct]. Every reading function takes a scope and gives a [View], in which the number is masked already.
// The full number is only had through [Person.Unmask], with a reason, and that is logged.
//
// 《中华人民共和国个人信息保护法》 art 6, 28 and 51 are why.
package person

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
	// Read is leave to find people in sight and to see their files, numbers masked.
	Read = access.Permission{Name: "person.read", Term: "查看人员", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer,
		access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Entering is leave to register people and to correct what is known of them.
	Entering = access.Permission{Name: "person.enter", Term: "登记人员", Roles: []access.Role{access.VillageClerk, access.TownshipOfficer, access.Preparer}}
	// Unmasking is leave to see a full identity number, with a reason that is logged.
	Unmasking = access.Permission{Name: "person.unmask", Term: "查看完整身份证号码", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer,
		access.Reviewer, access.Auditor,
	}}
)

// Person is the register.
type Person struct {
	db     *store.DB
	pages  *web.Pages
	panels []room.Panel
}

// New makes the register on the books.
func New(db *store.DB) *Person { return &Person{db: db, pages: web.Parse(pages)} }

// Contribute gives the register what other rooms show on a person's page. The roof calls it once, before serving.
func (p *Person) Contribute(panels []room.Panel) { p.panels = panels }

// Room declares the register to the roof.
func (p *Person) Room() room.Room {
	return room.Room{
		Name:        "person",
		Term:        "人员",
		Migrations:  Migrations,
		Routes:      p.routes,
		Menu:        []web.Link{{Group: "底册", Term: "人员", Path: "/person", Icon: "user", Needs: web.Needs(Read)}},
		Permissions: []access.Permission{Read, Entering, Unmasking},
		Acts:        map[string]string{Founding.Name: Founding.Term, "person.register": "登记人员", "person.correct": "更正人员信息", "person.retract": "撤回死亡登记", "person.unmask": "查看完整身份证号码"},
		Find:        p.find,
	}
}
