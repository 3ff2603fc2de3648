// Package assistance is the bureau's social assistance (社会救助): households ask
// for help, the law is applied to what the registers know of them, and every
// yes and no is explained.
//
// It offers its programmes to the benefit register (Programmes), keeps the
// requests that households make (Request) and shows the calculation sheet
// (Sheet) of a household or of a family in no register. The law itself stands in
// the folders of the programmes, as pure functions: dibao, tekun, temporary.
//
// It starts, changes and stops no award: the benefit register proposes and
// officers confirm. Of tekun and temporary assistance it holds the values alone,
// for checks; their awards are carried on as they stand. The full procedure (acceptance, home survey, public notice,
// decision) is not built yet; a Request is its first step.
//
// Texts followed: 《社会救助暂行办法》(国务院令第649号), 《最低生活保障审核确认办法》
// (民发〔2021〕57号). Start reading at Request and Sheet.
package assistance

import (
	"embed"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/affairs/assistance/tekun"
	"minzheng/internal/affairs/assistance/temporary"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables of the room.
var Migrations = store.Within(migrations, "migrations")

// Permissions of this room.
var (
	// Read allows seeing requests and calculation sheets. 查看社会救助.
	Read = access.Permission{Name: "assistance.read", Term: "查看社会救助", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Requesting allows entering a household's request and withdrawing it. 登记救助申请.
	Requesting = access.Permission{Name: "assistance.request", Term: "登记救助申请", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer,
	}}
)

// Submitted happens when a household's request was entered.
var Submitted = event.Kind[Request]{Name: "assistance.Submitted"}

// Assistance is the room.
type Assistance struct {
	db        *store.DB
	bus       *event.Bus
	book      *rules.Book
	dibao     dibao.Law
	tekun     tekun.Law
	temporary temporary.Law
	pages     *web.Pages
}

// Shelves are the values of the law that the room's programmes bring.
func Shelves() []rules.Shelf {
	return []rules.Shelf{dibao.Shelf(), tekun.Shelf(), temporary.Shelf()}
}

// New makes the room with the values of the law, among them those of Shelves. It
// panics when the book lacks a parameter: a mistake of the program, told at
// start.
func New(db *store.DB, bus *event.Bus, book *rules.Book) *Assistance {
	return &Assistance{
		db: db, bus: bus, book: book, pages: web.Parse(pages),
		dibao: dibao.NewLaw(book), tekun: tekun.NewLaw(book), temporary: temporary.NewLaw(book),
	}
}

// Programmes offers the room's programmes to whoever must decide the whole
// county.
func (a *Assistance) Programmes() []benefit.Programme {
	return []benefit.Programme{a.dibaoProgramme(), a.tekunProgramme(), a.temporaryProgramme()}
}

// Room declares the room to the roof.
func (a *Assistance) Room() room.Room {
	return room.Room{
		Name:       "assistance",
		Term:       "社会救助",
		Migrations: Migrations,
		Routes:     a.routes,
		Menu: []web.Link{
			{Group: "业务", Term: "救助申请", Path: "/assistance/requests", Icon: "inbox", Needs: web.Needs(Read)},
		},
		Permissions: []access.Permission{Read, Requesting},
		Panels:      []room.Panel{{On: room.OnHousehold, Term: "最低生活保障核算", Needs: Read, Show: a.panel}},
		Acts: map[string]string{
			"assistance.request":  "登记救助申请",
			"assistance.withdraw": "撤回救助申请",
			"assistance.answer":   "办结救助申请",
		},
		Waiting: a.waiting,
		Find:    a.find,
	}
}

func (a *Assistance) routes(m *web.Mux) {
	m.Handle("GET /assistance/requests", web.Needs(Read), a.requestIndex)
	m.Handle("GET /assistance/requests/new", web.Needs(Requesting), a.requestNew)
	m.Handle("POST /assistance/requests", web.Needs(Requesting), a.requestSubmit)
	m.Handle("GET /assistance/requests/{id}", web.Needs(Read), a.requestShow)
	m.Handle("POST /assistance/requests/{id}/withdrawal", web.Needs(Requesting), a.requestWithdraw)
	m.Handle("GET /assistance/sheets/{household}", web.Needs(Read), a.sheetShow)
	m.Handle("GET /assistance/sheets/{household}/print", web.Needs(Read), a.sheetPrint)
}
