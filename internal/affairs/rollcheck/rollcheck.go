// Package rollcheck looks over rolls and awards for what cannot be right (名册体检): people paid after their death, paid
// twice, paid what excludes each other, wrong numbers, ages, amounts, accounts and sums.
//
// What it finds are suspects: questions with their evidence, the worst first, each with what to look at to settle it.
// It stops, changes and recovers nothing. People judge a suspect, verified or wrong, with a reason; a suspect judged
// wrong is not raised again until its evidence changes.
//
// The finding is pure: a [Matter] holds claims and death notices from files, from the registers or from both, and
// [Matter.Suspects] finds in it; each sort of suspect is one small file. The package understands no files (package
// intake does), knows no programme by name (they are handed in, with what excludes what) and decides nobody's award.
//
// Start reading at [Matter] and [Suspect], then [Rollcheck.Examine], [Rollcheck.ExamineFiles] and [Rollcheck.Judge].
// Texts followed here: 《最低生活保障审核确认办法》(民发〔2021〕57号) articles 31 to 34 (management of those who receive);
// 《社会救助暂行办法》 article 68 (money obtained wrongly).
package rollcheck

import (
	"embed"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/intake"
)

//go:embed migrations
var migrationFiles embed.FS

//go:embed pages
var pageFiles embed.FS

// Migrations are the tables of the room.
var Migrations = store.Within(migrationFiles, "migrations")

// Permissions of this room.
var (
	// Read allows seeing the suspects of the own division. 查看名册体检.
	Read = access.Permission{Name: "rollcheck.read", Term: "查看名册体检", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Examining allows looking over the own division, and files. 开展名册体检.
	Examining = access.Permission{Name: "rollcheck.examine", Term: "开展名册体检", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer, access.Reviewer,
	}}
	// Judging allows entering what was found out about a suspect. 核定疑点.
	Judging = access.Permission{Name: "rollcheck.judge", Term: "核定疑点", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer, access.Reviewer,
	}}
)

// Rollcheck is the room.
type Rollcheck struct {
	db         *store.DB
	pages      *web.Pages
	bus        *event.Bus
	programmes []benefit.Programme
	exclusive  func(a, b string, at division.Code, m month.Month) (source string, excluded bool)
	lawful     func(month.Month) intake.Check
}

// New joins the room with the programmes it asks for doubts, the book that says what excludes what, and what the law says
// of families on lists; the book must have been loaded with the shelf of the benefit register.
func New(db *store.DB, bus *event.Bus, book *rules.Book, programmes []benefit.Programme, lawful func(month.Month) intake.Check) *Rollcheck {
	return &Rollcheck{db: db, pages: web.Parse(pageFiles), bus: bus, programmes: programmes, lawful: lawful, exclusive: benefit.Clashing(book)}
}
