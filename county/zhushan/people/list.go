package people

import (
	"fmt"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Layout is the way in which a township lays out its lists.
type Layout string

// The layouts.
const (
	Plain    Layout = "plain"   // one header, rows, a total, signatures
	ByPlace  Layout = "byplace" // a subtotal for each village, the header again every forty rows
	Grouped  Layout = "grouped" // a header of two lines with groups and ticks
	AsText   Layout = "text"    // a text file in GB18030, numbers behind an apostrophe
	ofLayout        = len("pbgt")
)

// Layouts lists the layouts.
func Layouts() []Layout { return []Layout{Plain, ByPlace, Grouped, AsText} }

// at is the place of a layout among the names of a column.
func (l Layout) at() int {
	for i, o := range Layouts() {
		if o == l {
			return i
		}
	}
	return 0
}

// An Issue says which lists are to be written.
type Issue struct {
	Month  month.Month
	Layout Layout                   // empty: each township has its own
	Older  map[division.Code]string // older names of villages
	Clean  bool                     // without the slips that clerks make
}

// A List is one list as a township sends it: 名册.
type List struct {
	Name   string // of the file
	Kind   string // roll, families, tekun, disability, advanced_age, deaths: as the reader of lists calls it
	Town   division.Code
	Layout Layout
	Rows   [][]any // text, whole numbers, money.Fen, nil
	Merges []Merge
	Slips  []Slip
}

// A Merge is a rectangle of cells that are one; rows and columns count from nought.
type Merge struct{ Row, Column, LastRow, LastColumn int }

// A Slip is a mistake that the clerk who wrote a list made on purpose of ours.
type Slip struct {
	Kind   string // birth_wrong, place_older, row_twice
	Row    int    // from nought
	Person int32
}

// The kinds of slips.
const (
	BirthWrong = "birth_wrong" // the birth beside the number is another one
	PlaceOlder = "place_older" // a village by its older name
	RowTwice   = "row_twice"   // the same row again
)

// Lists writes the county's people as its townships' lists: what is paid in a month, the dibao families, who died in the
// year so far. Each township lays its lists out in its own way.
func (c *County) Lists(issue Issue) []List {
	w := &writing{County: c, Issue: issue, r: newStream(c.Seed, "list"), known: map[int32][]*Fact{}, owned: map[int32][]*Fact{}}
	w.gather()
	var all []List
	var towns []string
	for _, v := range c.Villages {
		if len(towns) == 0 || towns[len(towns)-1] != v.Town {
			towns = append(towns, v.Town)
		}
	}
	for i, town := range towns {
		w.town, w.Layout = town, issue.Layout
		if issue.Layout == "" {
			w.Layout = Layouts()[i%ofLayout]
		}
		for _, k := range kinds {
			if rows := k.rows(w); len(rows) > 0 {
				all = append(all, w.write(k, rows))
			}
		}
	}
	return all
}

// A writing is the work of writing lists.
type writing struct {
	*County
	Issue
	r     *stream
	town  string
	known map[int32][]*Fact // of persons, in the month
	owned map[int32][]*Fact // of households
}

func (w *writing) gather() {
	for i := range w.Facts {
		f := &w.Facts[i]
		if f.From > w.Month.First() || f.Until.Known() && f.Until < w.Month.First() {
			continue
		}
		if f.Person == None {
			w.owned[f.Household] = append(w.owned[f.Household], f)
		} else {
			w.known[f.Person] = append(w.known[f.Person], f)
		}
	}
}

// An entry is one row before it is laid out.
type entry struct {
	person    int32
	household int32
	award     *Award
	term      *Term
	other     *Term // of the second of two programmes on a list
	first     bool  // of its household
	size      int   // rows of its household
	place     string
	born      month.Day
}

// here tells whether a household is in the township that writes.
func (w *writing) here(household int32) bool {
	return w.Villages[w.Households[household].Village].Town == w.town
}

// paid lists the awards of a programme that are paid in the month, in the order of their villages.
func (w *writing) paid(programme string) []entry {
	var rows []entry
	for i := range w.Awards {
		a := &w.Awards[i]
		if a.Programme != programme || !w.here(a.Household) {
			continue
		}
		if t, ok := a.In(w.Month); ok {
			who := a.Person
			if who == None {
				who = w.Households[a.Household].First
			}
			rows = append(rows, w.entry(who, a.Household, a, t))
		}
	}
	return rows
}

func (w *writing) entry(person, household int32, a *Award, t *Term) entry {
	return entry{person: person, household: household, award: a, term: t, first: true, size: 1, place: w.Villages[w.Households[household].Village].Name, born: w.Persons[person].Born}
}

// write lays the rows of a kind out.
func (w *writing) write(k kind, rows []entry) List {
	l := List{Kind: k.name, Town: w.code(), Layout: w.Layout}
	end := ".xlsx"
	if w.Layout == AsText {
		end = ".csv"
	}
	l.Name = fmt.Sprintf("%s-%s-%d年%d月%s", k.title, w.town, w.Month.Year(), w.Month.Mon(), end)
	slips := map[int]string{}
	if !w.Clean {
		rows, slips = w.slip(k, rows)
	}
	s := &setting{writing: w, list: &l, kind: k, columns: k.shown(w.Layout)}
	s.head()
	s.body(rows, slips)
	s.foot(rows)
	return l
}

func (w *writing) code() division.Code {
	for _, v := range w.Villages {
		if v.Town == w.town {
			return v.Code.Town()
		}
	}
	return ""
}

// slip makes the clerk's mistakes: of a hundred rows with a birth one is wrong, of a hundred villages two are older names
// where there are such, of a thousand rows four come twice.
func (w *writing) slip(k kind, rows []entry) ([]entry, map[int]string) {
	slips := map[int]string{}
	var out []entry
	for _, e := range rows {
		older := w.Older[w.Villages[w.Households[e.household].Village].Code]
		switch {
		case older != "" && w.r.hits(2000):
			e.place = older
			slips[len(out)] = PlaceOlder
		case k.births && w.r.hits(100):
			e.born = e.born.AddMonths(-12 * w.r.between(1, 3))
			slips[len(out)] = BirthWrong
		}
		out = append(out, e)
		if e.size == 1 && k.name != "deaths" && w.r.hits(40) {
			slips[len(out)] = RowTwice
			out = append(out, e)
		}
	}
	return out, slips
}

// A setting is one list being laid out.
type setting struct {
	*writing
	list    *List
	kind    kind
	columns []column
}

func (s *setting) add(cells ...any) int {
	row := make([]any, len(s.columns))
	copy(row, cells)
	s.list.Rows = append(s.list.Rows, row)
	return len(s.list.Rows) - 1
}

func (s *setting) merge(row, column, lastRow, lastColumn int) {
	if lastRow > row || lastColumn > column {
		s.list.Merges = append(s.list.Merges, Merge{row, column, lastRow, lastColumn})
	}
}

// head writes title, unit and header.
func (s *setting) head() {
	if s.Layout != AsText {
		title := s.add(fmt.Sprintf("%s%d年%d月%s", s.town, s.Month.Year(), s.Month.Mon(), s.kind.title))
		s.merge(title, 0, title, len(s.columns)-1)
		if s.kind.pays {
			s.add("单位：元")
		}
	}
	s.header()
}

func (s *setting) header() {
	upper, lower := make([]any, len(s.columns)), make([]any, len(s.columns))
	for i, c := range s.columns {
		upper[i] = c.names[s.Layout.at()]
		if c.group != "" {
			upper[i], lower[i] = c.group, c.names[s.Layout.at()]
		}
	}
	if s.Layout != Grouped {
		for i, c := range s.columns {
			upper[i] = c.names[s.Layout.at()]
		}
		s.add(upper...)
		return
	}
	top := s.add(upper...)
	s.add(lower...)
	for i := 0; i < len(s.columns); {
		last := i
		for s.columns[i].group != "" && last+1 < len(s.columns) && s.columns[last+1].group == s.columns[i].group {
			last++
			s.list.Rows[top][last] = nil
		}
		if s.columns[i].group == "" {
			s.merge(top, i, top+1, i)
		} else {
			s.merge(top, i, top, last)
		}
		i = last + 1
	}
}

// body writes the rows, with what stands between them.
func (s *setting) body(rows []entry, slips map[int]string) {
	number := 0
	from := 0 // of the village
	for i := range rows {
		e := &rows[i]
		if e.first {
			number++
		}
		cells := make([]any, len(s.columns))
		for k, c := range s.columns {
			if c.household && !e.first && s.Layout != AsText {
				continue
			}
			cells[k] = c.of(s.writing, e, number)
		}
		at := s.add(cells...)
		if kind := slips[i]; kind != "" {
			s.list.Slips = append(s.list.Slips, Slip{kind, at, e.person})
		}
		if e.first && e.size > 1 && s.Layout != AsText {
			for k, c := range s.columns {
				if c.household {
					s.merge(at, k, at+e.size-1, k)
				}
			}
		}
		last := i+1 == len(rows)
		if s.Layout == ByPlace && s.kind.pays && (last || rows[i+1].place != e.place) {
			s.sum("小计", rows[from:i+1])
			from = i + 1
			if number%40 < 8 && number > 30 && !last {
				s.header()
			}
		}
	}
}

// sum writes a line that adds up.
func (s *setting) sum(word string, rows []entry) {
	cells := make([]any, len(s.columns))
	cells[min(1, len(cells)-1)] = word
	for k, c := range s.columns {
		if !c.sums {
			continue
		}
		var sum money.Fen
		count, isCount := 0, false
		for i := range rows {
			switch v := c.of(s.writing, &rows[i], 0).(type) {
			case money.Fen:
				sum += v
			case int:
				count, isCount = count+v, true
			}
		}
		cells[k] = sum
		if isCount {
			cells[k] = count
		}
	}
	s.add(cells...)
}

// foot writes the total and the signatures.
func (s *setting) foot(rows []entry) {
	if s.kind.pays {
		s.sum("合计", rows)
	}
	if s.Layout != AsText {
		s.add("制表：        审核：        负责人：")
	}
}

// asText is a number as clerks keep it in a text file, behind an apostrophe.
func (w *writing) asText(number string) string {
	if w.Layout == AsText && number != "" {
		return "'" + number
	}
	return number
}

// fact finds a fact of a person by kind.
func (w *writing) fact(person int32, kind string) *Fact {
	for _, f := range w.known[person] {
		if f.Kind == kind && f.Item == "" {
			return f
		}
	}
	return nil
}

// income is a sum of a person as the list has it; 无 when it is told to be none, empty when nothing is told.
func (w *writing) income(person int32, kinds ...string) any {
	var sum money.Fen
	told := false
	for _, k := range kinds {
		if f := w.fact(person, k); f != nil {
			sum, told = sum+f.Amount, true
		}
	}
	switch {
	case told && sum == 0:
		return "无"
	case told:
		return sum
	}
	return nil
}

// property is what is told of a household's property of a kind.
func (w *writing) property(household int32, kind string) *Fact {
	for _, f := range w.owned[household] {
		if f.Kind == kind {
			return f
		}
	}
	return nil
}

// word looks a code up in pairs of code and word.
func word(pairs, code string) string {
	for _, p := range strings.Fields(pairs) {
		if is, w, _ := strings.Cut(p, "="); is == code {
			return w
		}
	}
	return ""
}
