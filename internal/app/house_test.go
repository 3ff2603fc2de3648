package app_test

import (
	"io/fs"
	"os"
	"testing"
)

// The law of the house (docs/house.md) as tables, top to bottom like its
// drawing, and the tests that hold the tree against them. To change a table,
// write a page in docs/decisions first.

// A row says what one part of the tree may see of the others.
type row struct {
	part string
	sees string
}

// floors says which floors a floor sees: arrows go down.
var floors = []row{
	{"cmd", "app"},
	{"app", "affairs registers engine base county"},
	{"affairs", "registers engine base"},
	{"registers", "engine base"},
	{"engine", "base"},
	{"base", ""},

	{"county", "base"}, // what belongs to one county: data, embedded, and the invention of its people
	{"assets", ""},     // bundles styles and scripts, before the program is built
	{"scenario", ""},   // sees the program only from outside
}

// neighbours says who sees whom on the same floor. Who is not named sees no
// neighbour; so no affair sees another affair, and nothing in base another.
var neighbours = []row{
	{"registers/intake", "benefit circumstance household person place"},
	{"registers/benefit", "circumstance household person place"},
	{"registers/circumstance", "household person place"},
	{"registers/household", "person place"},
	{"registers/person", "place"},
	{"registers/docket", "officer place"},
	{"registers/officer", "place"},
	{"registers/publicnotice", "place"},

	{"engine/registry", "web audit report access store"},
	{"engine/room", "web access job report store"},
	{"engine/report", "sheet access store"},
	{"engine/web", "access sheet"},
	{"engine/audit", "store access"},
	{"engine/event", "store access"},
	{"engine/job", "store access"},
	{"engine/message", "store"},
	{"engine/backup", "room web job audit access store"},
	{"engine/checkup", "backup rules room web job audit access store"},
}

// rulesSee is what a programme's rules package sees: values and formulas need
// no books, no files and no clock.
var (
	rulesSee    = []string{"internal/base/", "internal/engine/rules"}
	rulesForbid = []string{"database/", "io/ioutil", "log", "net", "os", "path/filepath", "plugin", "runtime", "syscall", "time"}
)

// foreignTables are the tables that do not begin with the name of the part
// that writes them, because a library names them.
var foreignTables = map[string]string{}

// A leave lets one place do what the law forbids elsewhere, and says why. The
// place is a file, or a folder with all that is in it.
type leave struct {
	place  string
	reason string
}

// clockLeaves may ask the machine for the time.
var clockLeaves = []leave{
	{"cmd/minzheng", "makes the one clock that everything else is given"},
	{"cmd/wrongclock", "is that clock, moved by a test"},
	{"scenario", "waits for a program outside, which no given time can hurry"},
}

// floatLeaves may calculate with floating point on the floors where money is.
var floatLeaves = []leave{
	{"internal/affairs/disbursement/export.go", "widths of the columns of a spreadsheet"},
}

// numberLeaves are the numbers that a formula may contain besides 0 and 1.
var numberLeaves = map[string]string{}

// publishedNumbers are identity numbers of real areas that belong to nobody.
var publishedNumbers = map[string]string{
	"11010519491231002X": "example in GB 11643-1999",
	"440524188001010014": "example in GB 11643-1999",
}

// laws are all laws by the name under which a failure shows them.
var laws = []struct {
	name  string
	check func(tree) []string
}{
	{"imports go down", importLaw},
	{"rules packages are pure", rulesLaw},
	{"a room writes its own tables", tableLaw},
	{"names say what is inside", nameLaw},
	{"only the transaction tells the time", clockLaw},
	{"money is whole fen", floatLaw},
	{"numbers of the law are values", numberLaw},
	{"nothing registers or changes by itself", stateLaw},
	{"every package and name is explained", docLaw},
	{"every noun has its official term", glossaryLaw},
	{"every person is invented", personLaw},
}

func TestHouse(t *testing.T) {
	t.Parallel()
	house := readTree(t, os.DirFS("../.."))
	for _, law := range laws {
		t.Run(law.name, func(t *testing.T) {
			for _, sentence := range law.check(house) {
				t.Error(sentence)
			}
		})
	}
}

func readTree(t *testing.T, root fs.FS) tree {
	t.Helper()
	house, err := newTree(root)
	if err != nil {
		t.Fatal(err)
	}
	return house
}
