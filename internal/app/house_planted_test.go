package app_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// planted are wrong things put into a small tree on purpose, and what the
// failing law must say about them.
var planted = []struct {
	name  string
	law   func(tree) []string
	file  string
	text  string
	wants []string
}{
	{
		"an affair imports an affair", importLaw,
		"internal/affairs/assistance/request.go", `package assistance
			import _ "minzheng/internal/affairs/disbursement"`,
		[]string{"affairs/assistance imports affairs/disbursement", "one affair sees no other affair", "wiring.go"},
	},
	{
		"a register imports a register above it", importLaw,
		"internal/registers/person/name.go", `package person
			import _ "minzheng/internal/registers/benefit"`,
		[]string{"registers/person imports registers/benefit", "person sees only place"},
	},
	{
		"a register imports an affair", importLaw,
		"internal/registers/benefit/award.go", `package benefit
			import _ "minzheng/internal/affairs/assistance"`,
		[]string{"registers/benefit imports affairs/assistance", "arrows go down", "move what is shared down"},
	},
	{
		"a test imports sideways too", importLaw,
		"internal/affairs/assistance/request_test.go", `package assistance_test
			import _ "minzheng/internal/affairs/disbursement"`,
		[]string{"affairs/assistance imports affairs/disbursement"},
	},
	{
		"an engine imports an engine it does not see", importLaw,
		"internal/engine/rules/value.go", `package rules
			import _ "minzheng/internal/engine/store"`,
		[]string{"engine/rules imports engine/store", "rules sees none"},
	},
	{
		"base imports base", importLaw,
		"internal/base/money/fen.go", `package money
			import _ "minzheng/internal/base/fault"`,
		[]string{"base/money imports base/fault", "base packages do not see each other"},
	},
	{
		"base imports a library", importLaw,
		"internal/base/money/fen.go", `package money
			import _ "golang.org/x/text/width"`,
		[]string{"base/money imports golang.org/x/text/width", "standard library alone"},
	},
	{
		"a room looks into another room", importLaw,
		"internal/app/rooms.go", `package app
			import _ "minzheng/internal/affairs/assistance/dibao"`,
		[]string{"app imports affairs/assistance/dibao", "seen by that room alone", "ask affairs/assistance"},
	},
	{
		"a room imports the roof", importLaw,
		"internal/affairs/assistance/request.go", `package assistance
			import _ "minzheng/internal/app"`,
		[]string{"affairs/assistance imports app", "as an argument"},
	},
	{
		"the program imports test equipment", importLaw,
		"internal/registers/person/person.go", `package person
			import _ "minzheng/internal/engine/store/storetest"`,
		[]string{"engine/store/storetest is for tests"},
	},
	{
		"a package stands on no floor", importLaw,
		"internal/platform/bus.go", `package platform`,
		[]string{"internal/platform/bus.go stands on no floor"},
	},
	{
		"the law opens the books", rulesLaw,
		"internal/affairs/assistance/dibao/amount.go", `package dibao
			import _ "minzheng/internal/engine/store"`,
		[]string{"dibao/amount.go imports internal/engine/store", "only base and engine/rules"},
	},
	{
		"the law asks the clock", rulesLaw,
		"internal/affairs/assistance/dibao/amount.go", `package dibao
			import _ "time"`,
		[]string{"dibao/amount.go imports time", "pass in plain facts"},
	},
	{
		"a room writes another room's table", tableLaw,
		"internal/affairs/assistance/request_store.go", "package assistance\nconst s = `INSERT INTO benefit_award\n(id) VALUES ($1)`",
		[]string{"affairs/assistance writes benefit_award, a table of registers/benefit", "call the act of benefit"},
	},
	{
		"a room changes another room's table", tableLaw,
		"internal/registers/benefit/award_store.go", `package benefit
			const s = "UPDATE person_name " + "SET name = $1"`,
		[]string{"registers/benefit writes person_name, a table of registers/person"},
	},
	{
		"a room fills another room's table in bulk", tableLaw,
		"internal/affairs/disbursement/roster_store.go", `package disbursement
			func f() { tx.Bulk(ctx, "benefit_line", nil, nil) }`,
		[]string{"affairs/disbursement writes benefit_line"},
	},
	{
		"a room keeps facts in another room's table", tableLaw,
		"internal/registers/household/seat.go", `package household
			var f = store.Facts{Table: "person_residence"}`,
		[]string{"registers/household writes person_residence"},
	},
	{
		"a migration makes a table without a room", tableLaw,
		"internal/registers/person/migrations/0001_person.sql", `CREATE TABLE people (id TEXT)`,
		[]string{"registers/person writes people, a table that belongs to no part"},
	},
	{
		"a room reads a table above it", tableLaw,
		"internal/registers/person/person_store.go", "package person\nconst s = `SELECT a.id FROM person_name n JOIN benefit_award a ON a.person = n.person`",
		[]string{"registers/person reads benefit_award, a table of registers/benefit", "may not import"},
	},
	{
		"a foreign key points upward", tableLaw,
		"internal/registers/place/migrations/0001_place.sql", `CREATE TABLE place_division (head TEXT REFERENCES person_name (id))`,
		[]string{"registers/place reads person_name"},
	},
	{
		"an attic", nameLaw,
		"internal/registers/person/person_helpers.go", `package person`,
		[]string{"person_helpers.go", "attic"},
	},
	{
		"a hollow name", nameLaw,
		"internal/registers/person/name.go", `package person
			type NameManager struct{}`,
		[]string{"NameManager", "official term"},
	},
	{
		"a room asks the machine for the time", clockLaw,
		"internal/registers/person/name.go", `package person
			import "time"
			func f() time.Time { return time.Now() }`,
		[]string{"name.go:3", "time.Now", "tx.Now()"},
	},
	{
		"a statement asks the database for the time", clockLaw,
		"internal/registers/person/name_store.go", "package person\nconst s = `INSERT INTO person_name (at) VALUES (CURRENT_TIMESTAMP)`",
		[]string{"tx.Stamp()"},
	},
	{
		"a test sleeps", clockLaw,
		"internal/registers/person/name_test.go", `package person
			import "time"
			func f() { time.Sleep(1) }`,
		[]string{"nothing sleeps"},
	},
	{
		"money floats", floatLaw,
		"internal/affairs/assistance/amount.go", `package assistance
			func f(x float64) int { return int(x) }`,
		[]string{"amount.go:2", "money.Fen"},
	},
	{
		"a number of the law stands in a formula", numberLaw,
		"internal/affairs/assistance/dibao/amount.go", `package dibao
			func topUp(standard int) int { return standard * 20 / 100 }`,
		[]string{"amount.go:2: 20 stands in a formula", "values/"},
	},
	{
		"a package registers itself", stateLaw,
		"internal/registers/person/person.go", `package person
			func init() {}`,
		[]string{"init runs without being asked"},
	},
	{
		"a package variable changes", stateLaw,
		"internal/registers/person/person.go", `package person
			var current string
			func f() { current = "x" }`,
		[]string{"current is changed while the program runs"},
	},
	{
		"a package without doc", docLaw,
		"internal/registers/person/person.go", `package person`,
		[]string{"internal/registers/person has no package doc"},
	},
	{
		"a register without its official term", docLaw,
		"internal/registers/person/person.go", "// Package person keeps people.\npackage person",
		[]string{"official term in Chinese"},
	},
	{
		"an exported name without doc", docLaw,
		"internal/base/money/money.go", "// Package money is money.\npackage money\nfunc Yuan() {}",
		[]string{"Yuan has no doc comment"},
	},
	{
		"a noun outside the glossary", glossaryLaw,
		"internal/registers/household/seat.go", "package household\ntype Seat struct{}",
		[]string{"household.Seat has no line in docs/glossary.md"},
	},
	{
		"a word of the glossary without its noun", glossaryLaw,
		"internal/registers/person/person.go", `package person`,
		[]string{"docs/glossary.md:3: there is no person.Person in the code"},
	},
	{
		"a real person", personLaw,
		"docs/example.md", "李桂兰，身份证号码 " + "999999" + "195003150022" + "。",
		[]string{"docs/example.md: 999999********", "400323"},
	},
}

// soil is the small tree that the wrong things are planted in: the parts of
// the house, with nothing wrong.
func soil() fstest.MapFS {
	return fstest.MapFS{
		"docs/glossary.md":                                       {Data: []byte("| 人员 | person | in code | source |\n|---|---|---|---|\n| 人员 | person | `person.Person` | 户口登记条例 |\n")},
		"internal/base/money/money.go":                           {Data: []byte("// Package money is money.\npackage money\n")},
		"internal/engine/store/store.go":                         {Data: []byte("// Package store keeps.\npackage store\n")},
		"internal/registers/place/place.go":                      {Data: []byte("// Package place keeps places 地名.\npackage place\n")},
		"internal/registers/person/person.go":                    {Data: []byte("// Package person keeps people 人口底册.\npackage person\n\nimport (\n\t_ \"minzheng/internal/engine/store\"\n\t_ \"minzheng/internal/registers/place\"\n)\n\n// A Person is somebody.\ntype Person struct{}\n\nconst s = `INSERT INTO person_name SELECT name FROM place_alias`\n")},
		"internal/registers/household/home.go":                   {Data: []byte("// Package household keeps families 家庭.\npackage household\n")},
		"internal/registers/benefit/benefit.go":                  {Data: []byte("// Package benefit keeps awards 待遇.\npackage benefit\n")},
		"internal/affairs/disbursement/roster.go":                {Data: []byte("// Package disbursement pays 资金发放.\npackage disbursement\n")},
		"internal/affairs/assistance/assist.go":                  {Data: []byte("// Package assistance helps 社会救助.\npackage assistance\n\nimport _ \"minzheng/internal/affairs/assistance/dibao\"\n")},
		"internal/affairs/assistance/dibao/law.go":               {Data: []byte("// Package dibao is law 最低生活保障.\npackage dibao\n")},
		"internal/affairs/assistance/dibao/values/standard.toml": {Data: []byte("")},
	}
}

func TestHouseRefusesWhatIsPlanted(t *testing.T) {
	for _, p := range planted {
		t.Run(p.name, func(t *testing.T) {
			ground := soil()
			ground[p.file] = &fstest.MapFile{Data: []byte(p.text)}
			said := strings.Join(p.law(readTree(t, ground)), "\n")
			for _, want := range p.wants {
				if !strings.Contains(said, want) {
					t.Errorf("the law does not say %q; it says:\n%s", want, said)
				}
			}
		})
	}
}

func TestHouseLetsGoodSoilBe(t *testing.T) {
	house := readTree(t, soil())
	for _, law := range laws {
		for _, sentence := range law.check(house) {
			t.Errorf("%s: %s", law.name, sentence)
		}
	}
}
