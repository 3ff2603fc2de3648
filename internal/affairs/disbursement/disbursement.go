// Package disbursement pays what the benefit register says is due 资金发放: one
// roster per programme, fund and month, drafted from the awards in force,
// compared with last month, reviewed, signed, sealed and handed to the bank.
//
// Payee, account, amount and persons are copied into the roster when it is
// drafted and never joined to the registers again, so nothing that is corrected
// later changes a roster. Three people take part: one prepares and submits, one
// reviews, one signs. A roster has no status; where it stands is read from the
// acts on it. When it is signed, the bank file is kept byte for byte with its
// digest (SM3), which anyone can check:
//
//	openssl dgst -sm3 2026年11月低保代发明细.csv
//
// The package decides nobody's award (registers/benefit and the affairs that
// offer programmes do), moves no money, and knows no programme by name. What
// the bank sends back, back-payments and recoveries are not kept yet.
//
// Start reading at [Roster] and [Line], then the acts in the order of the
// office: [Disbursement.Prepare], [Disbursement.Hold], [Disbursement.Submit],
// [Disbursement.Return], [Disbursement.Pass], [Disbursement.Sign]; then
// [Disbursement.VerifyRoster]. Texts followed here: 《最低生活保障审核确认办法》
// (民发〔2021〕57号) article 25 (monthly, by bank, to the household's account);
// 《中央财政困难群众救助补助资金管理办法》 article 10 (accounts).
package disbursement

import (
	"embed"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
)

//go:embed migrations
var migrationFiles embed.FS

//go:embed values
var valueFiles embed.FS

//go:embed pages
var pageFiles embed.FS

// Migrations are the tables of the room.
var Migrations = store.Within(migrationFiles, "migrations")

// Shelf holds the values of this room: which fund pays which programme. The
// roof loads it with the values of the law.
func Shelf() rules.Shelf {
	return rules.Shelf{Name: "资金发放", Files: store.Within(valueFiles, "values")}
}

// Permissions of this room.
var (
	// Read allows seeing rosters; of the lines, those of the own division. 查看发放名册.
	Read = access.Permission{Name: "disbursement.read", Term: "查看发放名册", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Preparing allows drafting, holding lines out and submitting. 编制发放名册.
	Preparing = access.Permission{Name: "disbursement.prepare", Term: "编制发放名册", Roles: []access.Role{access.Preparer}}
	// Reviewing allows passing and returning. 审核发放名册.
	Reviewing = access.Permission{Name: "disbursement.review", Term: "审核发放名册", Roles: []access.Role{access.Reviewer}}
	// Signing allows signing, and returning what was passed. 签批发放名册.
	Signing = access.Permission{Name: "disbursement.sign", Term: "签批发放名册", Roles: []access.Role{access.Signatory}}
	// Exporting allows files with full identity and account numbers. 导出发放名册.
	Exporting = access.Permission{Name: "disbursement.export", Term: "导出发放名册", Roles: []access.Role{
		access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
)

// Disbursement is the room.
type Disbursement struct {
	db       *store.DB
	bus      *event.Bus
	register *benefit.Benefit
	funds    rules.Parameter[string] // which fund pays a programme
	paydays  rules.Parameter[int64]  // by which day of the month
	pages    *web.Pages
}

// New joins the room with the register it pays from and the book that says from
// which fund; the book must have been loaded with [Shelf].
func New(db *store.DB, bus *event.Bus, register *benefit.Benefit, book *rules.Book) *Disbursement {
	return &Disbursement{
		db: db, bus: bus, register: register,
		funds: book.Choice("disbursement.fund"), paydays: book.Number("disbursement.payday"), pages: web.Parse(pageFiles),
	}
}

// county is the county's own division: rosters belong to it as a whole.
func county(tx *store.Tx) division.Code { return division.Code(tx.County() + "000000") }
