// Package statistics is 统计报表: the bureau's figures, the monthly table for assistance and allowances, and the
// paragraphs of the work report on assistance.
//
// A figure is a ledger ([room.Ledger], 台账), a filter over its entries and a measure; nothing is counted in any other
// way, so every figure opens the very entries it counts, at /statistics/rows. What has no ledger, or one in which
// nothing stands, has no figure: it is refused and never printed as nought.
//
// A form is filled and a report written from figures. Both can be frozen as an [Edition], with who prepared, reviewed
// and reported it; what changes in the registers afterwards does not change it, and the difference to today is shown.
//
// The package keeps no business data of its own, knows no other affair, and decides nothing. Start reading at
// [Figure], then [Statistics.Contribute], [form] and [Edition]. Texts followed here: 《统计法》(2024年修正) article 7 and 9 (nobody
// alters figures), 8 and 24 (truthful, with original records, and who reviewed answers for it), 28 (what would let an
// individual be recognised is not published).
package statistics

import (
	"cmp"
	"embed"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
)

//go:embed migrations
var migrationFiles embed.FS

//go:embed pages
var pageFiles embed.FS

//go:embed forms
var formFiles embed.FS

//go:embed values
var valueFiles embed.FS

// Migrations are the tables of the room.
var Migrations = store.Within(migrationFiles, "migrations")

// Shelf holds the values of this room: from which age on a person counts as old, and until which as a minor.
func Shelf() rules.Shelf {
	return rules.Shelf{Name: "统计报表", Files: store.Within(valueFiles, "values")}
}

// Permissions of this room.
var (
	// Read allows seeing figures and the rows behind them, each ledger asking again for its own. 查看统计报表.
	Read = access.Permission{Name: "statistics.read", Term: "查看统计报表", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// ReadCounty allows seeing what speaks for the whole county: the work report and the editions. 查看全县报告和定稿.
	ReadCounty = access.Permission{Name: "statistics.county", Term: "查看全县报告和定稿", Roles: []access.Role{
		access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Preparing allows freezing a table or report as an edition, and editing the wording of reports. 编制统计报表.
	Preparing = access.Permission{Name: "statistics.prepare", Term: "编制统计报表", Roles: []access.Role{access.Preparer}}
	// Reviewing allows passing an edition and returning it. 审核统计报表.
	Reviewing = access.Permission{Name: "statistics.review", Term: "审核统计报表", Roles: []access.Role{access.Reviewer}}
	// Reporting allows signing an edition and reporting it. 签发统计报表.
	Reporting = access.Permission{Name: "statistics.report", Term: "签发统计报表", Roles: []access.Role{access.Signatory}}
)

// Statistics is the room.
type Statistics struct {
	db         *store.DB
	pages      *web.Pages
	law        *rules.Book
	programmes []benefit.Programme
	ledgers    map[string]room.Ledger
	order      []string // names of the ledgers as they were contributed
	monthly    form
	known      catalogue
	ages       ages
	period     month.Span
	office     string // who prepares; empty: called after the place
}

// New makes the room. The programmes give the rows of its tables; the book must have been loaded with [Shelf]; period
// is that of the headlines, zero for this year so far. It panics when a form of its own does not parse.
func New(db *store.DB, law *rules.Book, programmes []benefit.Programme, period month.Span) *Statistics {
	return &Statistics{
		db: db, pages: web.Parse(pageFiles), law: law, programmes: programmes, ledgers: map[string]room.Ledger{},
		monthly: mustReadForm("forms/monthly.toml"), known: mustReadCatalogue("forms/figures.toml"), ages: newAges(law), period: period,
	}
}

// Contribute hands the room the ledgers of all rooms. It panics on two of one name: a mistake of ours, told at start.
func (s *Statistics) Contribute(ledgers []room.Ledger) {
	for _, l := range ledgers {
		if _, ok := s.ledgers[l.Name]; ok {
			panic(fmt.Sprintf("statistics: ledger %s is kept twice", l.Name))
		}
		s.ledgers[l.Name] = l
		s.order = append(s.order, l.Name)
	}
}

// Call gives the name of the office that prepares tables and reports: 竹山县民政局.
func (s *Statistics) Call(office string) { s.office = office }

// officeOf is who prepares: as the county's folder calls it, or else after the place.
func (s *Statistics) officeOf(place string) string { return cmp.Or(s.office, place+"民政局") }

// county is the county's own division: its tables and reports belong to it as a whole.
func county(tx *store.Tx) division.Code { return division.Code(tx.County() + "000000") }

// short is what a programme is called where space is short; a code that no affair offers stands for itself.
func (s *Statistics) short(code string) string {
	for _, p := range s.programmes {
		if p.Code == code {
			return p.Short
		}
	}
	return code
}
