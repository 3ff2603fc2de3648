// Package intake receives what townships send (接收): rolls and lists as clerks make them, understood row by row, judged
// cell by cell, and taken into the registers or not.
//
// A file is read twice. [Reader] understands it without any register: where the header is, which rows are people, what
// each cell says, what is wrong with it. Then it is held against the registers ([Intake.Try]): who is known, who stands
// elsewhere, what would change. Trying writes nothing. [Intake.TakeIn] does the same in one transaction and writes.
//
// A file is a patch. People it does not name are mentioned and left as they are; somebody who stands in another
// household is an error that a person decides. The same file again changes nothing.
//
// What headings mean is in columns.toml. The register decides nobody's benefit: a roll's amounts go to the benefit
// register as what the roll says.
package intake

import (
	"context"
	"embed"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables of the register.
var Migrations = store.Within(migrations, "migrations")

// The permissions of the register.
var (
	// Read is leave to see files in sight and what became of them.
	Read = access.Permission{Name: "intake.read", Term: "查看导入记录", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer,
		access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Importing is leave to hand in files and to take them in.
	Importing = access.Permission{Name: "intake.import", Term: "导入名册", Roles: []access.Role{access.TownshipOfficer, access.Preparer}}
)

// Intake is the register.
type Intake struct {
	db        *store.DB
	bus       *event.Bus
	pages     *web.Pages
	programme string
	lawful    func(month.Month) Check
	doubts    Doubts
}

// New makes the register on the books. Amounts on its lists belong to the programme with the given code; lawful gives
// what the law of a month says of each household, doubts what programmes find odd about what is paid; nil where nothing is
// to be said.
func New(db *store.DB, bus *event.Bus, programme string, lawful func(month.Month) Check, doubts Doubts) *Intake {
	return &Intake{db: db, bus: bus, pages: web.Parse(pages), programme: programme, lawful: lawful, doubts: doubts}
}

// Room declares the register to the roof.
func (k *Intake) Room() room.Room {
	return room.Room{
		Name: "intake", Term: "导入", Migrations: Migrations, Routes: k.routes,
		Menu:        []web.Link{{Group: "底册", Term: "导入名册", Path: "/intake", Icon: "upload", Needs: web.Needs(Read)}},
		Permissions: []access.Permission{Read, Importing, Undo},
		Jobs:        k.works(),
		Acts: map[string]string{
			"intake.receive": "接收名册文件", "intake.takein": "导入名册", "intake.undo": "撤销导入", "intake.mark": "下载标注名册",
			"intake.remember": "记住列对应", "intake.rename": "列对应改名", "intake.forget": "删除列对应",
		},
	}
}

// understand reads a submission with the tree of divisions as it stands.
func (k *Intake) understand(ctx context.Context, tx *store.Tx, s Submission) (*Understood, error) {
	if s.read != nil {
		return s.read.copied(), nil
	}
	places, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	if err := s.open(); err != nil {
		return nil, err
	}
	r := Reader{Kind: s.Kind, Division: s.Division, AsOf: s.AsOf, Places: places, Demo: tx.Demo(), Mapping: s.Remembered.Mapping, Doubts: k.doubts, Tell: s.Tell}
	if k.lawful != nil {
		r.Check = k.lawful(s.AsOf.Month())
	}
	return r.Understand(s.book)
}
