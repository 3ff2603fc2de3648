// Package rules keeps the values of the law (法规参数): dated, cited, regional,
// and the recorder with which a formula says in Chinese what it did.
//
// Numbers of the law never stand in Go. Each parameter is a TOML file: its name,
// term and unit, and a list of values, each with the division it is for, the day
// it starts and the source it was taken from. The programmes bring the national
// and provincial values, a county's folder adds its own (Shelf); Load reads them
// all and refuses what has no source, overlaps, or is a demonstration value in a
// county that is none.
//
// A value holds until the next start date of the same division and class, and
// ends otherwise only by an explicit until. A lookup answers for a month, by the
// law on its first day: the nearest division wins, county before city before
// province before nation. It says InForce, Ended (a value ran out and nobody has
// chosen what follows) or Unloaded (nothing is loaded for so early a month, or
// for this place at all): the caller decides what follows from each.
//
// The package knows no programme, no database and no clock. Start reading at
// Load and Parameter; a formula that explains itself begins at Explanation.
package rules

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
)

// A Shelf is a folder of value files.
type Shelf struct {
	Name  string // as faults call it: "低保", "竹山县"
	Files fs.FS

	// Within is the county whose own values the shelf holds. Such a shelf may
	// add values for its own divisions to parameters that a programme defines.
	// Zero is a programme's shelf: it defines parameters and may hold values of
	// any division.
	Within division.Code
}

// A Book is all values that were loaded. It does not change and may be read by
// many at once.
type Book struct {
	tables   map[string]*table
	names    []string // sorted
	shelves  []string // as they were loaded
	prefixes []string // of all divisions that have values, the longest first
	version  string
}

// Load reads every *.toml below the shelves, the programmes' shelves first.
//
// demo tells whether the county is a demonstration; elsewhere a value marked
// demo is refused. The error is a fault.List with one Chinese sentence for every
// mistake, each naming file and value.
func Load(demo bool, shelves ...Shelf) (*Book, error) {
	b := &Book{tables: map[string]*table{}}
	var faults fault.List
	for _, own := range []bool{false, true} {
		for _, s := range shelves {
			if (s.Within != "") == own {
				b.shelves = append(b.shelves, s.Name)
				b.take(s, demo, &faults)
			}
		}
	}
	for name, t := range b.tables {
		b.names = append(b.names, name)
		t.settle(&faults)
	}
	slices.Sort(b.names)
	slices.SortStableFunc(faults, func(a, c *fault.Error) int { return cmp.Compare(a.Message, c.Message) })
	if err := faults.Err(); err != nil {
		return nil, err
	}
	b.version = b.digest()
	b.prefixes = b.divisions()
	return b, nil
}

// divisions lists the digits of all divisions that have values, the longest
// first.
func (b *Book) divisions() []string {
	var all []string
	for _, t := range b.tables {
		for _, places := range t.places {
			for _, p := range places {
				all = append(all, p.prefix)
			}
		}
	}
	slices.SortFunc(all, func(a, c string) int { return cmp.Or(cmp.Compare(len(c), len(a)), cmp.Compare(a, c)) })
	return slices.Compact(all)
}

// take reads the files of one shelf.
func (b *Book) take(s Shelf, demo bool, faults *fault.List) {
	err := fs.WalkDir(s.Files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".toml" {
			return err
		}
		text, err := fs.ReadFile(s.Files, p)
		if err != nil {
			return err
		}
		file{shelf: s, path: p, demo: demo}.read(text, b.tables, faults)
		return nil
	})
	if err != nil {
		faults.Add(fault.Invalid("", "%s：读不到法规参数文件夹，请检查路径与权限", s.Name).Because(err))
	}
}

// Version is the digest of all values (SM3, hex): two books of one version give
// the same answers. Remarks such as the day of entry do not count.
func (b *Book) Version() string { return b.version }

func (b *Book) digest() string {
	var lines []string
	for _, e := range b.Entries() {
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%t|%s|%s\n",
			e.Name, e.Division, e.Class, e.From, e.Until, e.Text, e.Source, e.Demo, e.Doubt, e.Unconfirmed))
	}
	slices.Sort(lines)
	sum := sm3.Sum([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// Entries lists every value, by name, class, division and start.
func (b *Book) Entries() []*Entry {
	var all []*Entry
	for _, name := range b.names {
		all = append(all, b.tables[name].entries()...)
	}
	return all
}

// A Provision is what the book says of one parameter, for one class, in a place on a day.
type Provision struct {
	*Entry
	Standing Standing // InForce, or Ended: the value ran out and no other followed
	Values   int      // how many values the book has for it in that place, earlier and later ones too
}

// Over tells whether the value ran out and no other followed.
func (p Provision) Over() bool { return p.Standing == Ended }

// On lists what the law says in a place on a day, by shelf, name and class: the page of the law as it stands. A decision
// for a month goes by the first day of the month.
func (b *Book) On(place division.Code, day month.Day) []Provision {
	var all []Provision
	for _, name := range b.names {
		t := b.tables[name]
		for _, class := range t.classes() {
			if r, standing := t.at(place, class, day); standing != Unloaded {
				all = append(all, Provision{&r.Entry, standing, len(t.applying(place, class))})
			}
		}
	}
	slices.SortStableFunc(all, func(a, c Provision) int { return cmp.Compare(b.order(a.Shelf), b.order(c.Shelf)) })
	return all
}

// InForce lists the values that govern a place in a month, by its first day.
func (b *Book) InForce(place division.Code, m month.Month) []*Entry {
	var all []*Entry
	for _, p := range b.On(place, m.First()) {
		if !p.Over() {
			all = append(all, p.Entry)
		}
	}
	return all
}

// order is where a shelf stands among those that were loaded.
func (b *Book) order(shelf string) int { return slices.Index(b.shelves, shelf) }

// History lists all values that the book has of a parameter in a place, by class, the latest first; none when no
// parameter is called so.
func (b *Book) History(place division.Code, name string) []*Entry {
	t := b.tables[name]
	if t == nil {
		return nil
	}
	var all []*Entry
	for _, class := range t.classes() {
		all = append(all, t.applying(place, class)...)
	}
	return all
}

// Lacking lists the terms of the parameters of which the book has no value for a place on a day, by name: what a county
// that starts has still to find.
func (b *Book) Lacking(place division.Code, day month.Day) []string {
	has := map[string]bool{}
	for _, p := range b.On(place, day) {
		has[p.Name] = true
	}
	var terms []string
	for _, name := range b.names {
		if !has[name] {
			terms = append(terms, b.tables[name].term)
		}
	}
	return terms
}

// Ended lists the values that governed a place, ran out before the month and were followed by no other.
func (b *Book) Ended(place division.Code, m month.Month) []*Entry {
	var all []*Entry
	for _, p := range b.On(place, m.First()) {
		if p.Over() {
			all = append(all, p.Entry)
		}
	}
	return all
}
