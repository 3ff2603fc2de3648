package intake

import (
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/place"
)

// A Reader knows what is needed to understand a file: what sort of list it is
// said to be, where it comes from, and the day its facts hold on.
type Reader struct {
	Kind     Kind          // empty: as the file itself tells
	Division division.Code // the township (or village, or county) the list is of
	AsOf     month.Day
	Places   *place.Tree
	Demo     bool    // whether identity numbers must be invented ones
	Mapping  Mapping // of headings that somebody assigned; nil: none
	Check    Check   // nil: none
	Doubts   Doubts  // nil: none
	Tell     Tell    // nil: nobody waits
}

// Doubts is what a programme's own values find odd about a line that a list
// pays; it is handed in by the roof.
type Doubts func(benefit.Claim) []benefit.Doubt

// A Check looks at each understood household with the eyes of the law, which
// this register does not know, and returns what else is wrong with it. It is
// handed in by the roof.
type Check func(h *Household) []Finding

// A Finding is a problem that a [Check] found in a household.
type Finding struct {
	Kind   ProblemKind
	Column Column // the column it is about, in the household's first row
	Level  Level  // empty: the usual level of the kind
	Says   string
	Do     string // empty: the usual advice
}

// Understand reads a book row by row. It asks no database and guesses nothing:
// the same file gives the same answer. Rows that are no people are told apart,
// what is wrong is listed with its place.
//
// It returns fault.Invalid, with a sentence, for a file that is no such list at
// all: no header, a needed column missing, no row of data, months mixed, or
// families that cannot be told from each other.
func (r Reader) Understand(book *sheet.Book) (*Understood, error) {
	if err := inSight(book); err != nil {
		return nil, err
	}
	if err := r.settleKind(book); err != nil {
		return nil, err
	}
	u := &Understood{Kind: r.Kind, Division: r.Division, AsOf: r.AsOf, reader: r, tell: r.Tell}
	t := &reading{Reader: r, book: book, u: u, headers: map[string]*header{}, seats: map[string]seat{}}
	if err := t.sheets(); err != nil {
		return nil, err
	}
	if err := t.period(); err != nil {
		return nil, err
	}
	t.twice()
	t.lawful()
	t.doubtful()
	t.finish()
	u.again = t.again
	return u, nil
}

// reading is the work on one book.
type reading struct {
	Reader
	book    *sheet.Book
	u       *Understood
	sheet   *sheet.Sheet
	header  *header
	headers map[string]*header // by sheet
	kinds   []RowKind          // of the rows of the sheet at work
	cells   map[int][]Reading  // of the entry that is read again, by row; nil: nobody asks for them
	before  int                // how many problems there were before the entry at work
	line    monthLine          // of a list of deaths, above the row at work
	seats   map[string]seat    // villages by what was written
}

// sheets reads all sheets that hold a list.
func (t *reading) sheets() error {
	var refusals []error
	for _, s := range t.book.Sheets {
		t.u.Sheets = append(t.u.Sheets, Sheet{Name: s.Name, Hidden: s.Hidden})
		if s.Hidden {
			if s.Len() > 0 {
				t.about(s.Name, SheetHidden, "工作表“%s”是隐藏的，没有导入", s.Name)
			}
			continue
		}
		h, err := findHeader(s, t.Kind, t.Mapping)
		if err != nil {
			refusals = append(refusals, err)
			continue
		}
		t.sheet, t.header, t.headers[s.Name] = s, h, h
		if err := t.rows(&t.u.Sheets[len(t.u.Sheets)-1]); err != nil {
			return err
		}
	}
	return t.judgeSheets(refusals)
}

// inSight refuses a book that hides all it holds.
func inSight(book *sheet.Book) error {
	hidden := ""
	for _, s := range book.Sheets {
		switch {
		case !s.Hidden && s.Len() > 0:
			return nil
		case s.Hidden && s.Len() > 0 && hidden == "":
			hidden = s.Name
		}
	}
	if hidden == "" {
		return fault.Invalid("file", "表格是空的，没有可以读取的内容，请核对是否选错了文件或工作表")
	}
	return fault.Invalid("file", "内容都在隐藏的工作表（如“%s”）里，请取消隐藏后再导入", hidden)
}

// judgeSheets refuses a book without a list and mentions the sheets without one
// beside a list.
func (t *reading) judgeSheets(refusals []error) error {
	if !slices.ContainsFunc(t.u.Sheets, func(s Sheet) bool { return s.Taken }) {
		return refusals[0]
	}
	if t.u.entries() == 0 {
		return fault.Invalid("file", "认出了表头，但表头下面没有数据，请核对是否选错了文件或工作表")
	}
	if t.fromElsewhere() {
		return fault.Invalid("division", "名册里的村（社区）都不在%s内，请核对名册所属的乡镇是否选对", t.Places.Name(t.Division))
	}
	for i, s := range t.book.Sheets {
		if !s.Hidden && !t.u.Sheets[i].Taken && s.Len() > 0 {
			t.about(s.Name, SheetUnread, "工作表“%s”没有认出%s的表头，没有导入", s.Name, t.Kind.Term())
		}
	}
	return nil
}

// fromElsewhere tells whether a list names villages and not one of them lies in
// the division it is said to be from.
func (t *reading) fromElsewhere() bool {
	for _, h := range t.u.Households {
		if h.Division != "" || h.Village == "" {
			return false
		}
	}
	for _, r := range t.u.Recipients {
		if r.Division != "" || r.Village == "" {
			return false
		}
	}
	return len(t.u.Households)+len(t.u.Recipients) >= fewestToJudge
}

// fewestToJudge is how many entries must all be out of place before the
// choice of the division is doubted and not each village.
const fewestToJudge = 5

// rows reads the rows of the sheet at work.
func (t *reading) rows(into *Sheet) error {
	into.Taken = true
	into.Columns, into.Headings = map[Column]string{}, map[Column]string{}
	for _, g := range t.header.headings {
		into.Columns[g.spec.Name] = sheet.ColumnName(g.at)
		into.Headings[g.spec.Name] = g.text
	}
	t.sort()
	t.mentionColumns()
	if t.Kind == Roll && t.listsMembers() {
		return fault.Invalid("kind", "这是一行一名家庭成员的表（有与户主关系列），请把导入的种类改为“%s”", Families.Term())
	}
	if err := t.settleSpan(into); err != nil {
		return err
	}
	if err := t.settlePace(into); err != nil {
		return err
	}
	g, err := t.newGrouping()
	if err != nil {
		return err
	}
	first := t.u.entries()
	into.Rows = make([]Row, 0, t.sheet.Len())
	done := 0
	for row := range t.sheet.Rows() {
		if err := t.row(into, row, t.kinds[done], g, first); err != nil {
			return err
		}
		done++
		t.Tell.far("逐行核对", done, t.sheet.Len())
	}
	g.close()
	t.closeMonth()
	t.numberRows(into, first)
	return nil
}

// sort tells what each row of the sheet at work is.
func (t *reading) sort() {
	s := t.newSorter()
	t.kinds = make([]RowKind, 0, t.sheet.Len())
	for row := range t.sheet.Rows() {
		t.kinds = append(t.kinds, s.kind(row))
	}
}

// row does what a row of its kind asks for.
func (t *reading) row(into *Sheet, row sheet.Row, kind RowKind, g *grouping, first int) error {
	into.Rows = append(into.Rows, Row{Number: row.Number, Kind: kind, Hidden: row.Hidden})
	switch kind {
	case DataRow:
		g.add(row)
		if row.Hidden {
			t.add(Problem{Row: row.Number, Kind: RowHidden, Says: "该行是隐藏行"})
		}
	case GroupRow:
		g.close()
		g.village = written(row)[0]
	case SubtotalRow, TotalRow:
		g.close()
		t.closeMonth()
		t.sum(into, kind, row, first)
	case MonthRow:
		g.close()
		t.openMonth(row)
		return t.monthLineIn(into, row)
	case OtherRow:
		t.add(Problem{Row: row.Number, Kind: RowUnread, Says: "没有认出这一行是什么", Read: strings.Join(written(row), " ")})
	}
	return nil
}

// numberRows gives the data rows of a sheet the positions of their entries, which
// stand in the same order and begin at first.
func (t *reading) numberRows(into *Sheet, first int) {
	at := first
	for i := range into.Rows {
		row := &into.Rows[i]
		if row.Kind != DataRow {
			continue
		}
		for at < t.u.entries() && t.u.lastRow(at) < row.Number {
			at++
		}
		row.Entry = at + 1
	}
}

// lastRow is the last row of an entry.
func (u *Understood) lastRow(i int) int {
	switch {
	case u.Kind.OfDeaths():
		return u.deaths[i].Row
	case u.Kind.OfPersons():
		return u.Recipients[i].Row
	}
	return u.Households[i].LastRow
}

// settlePace settles the months that each column of money is for.
func (t *reading) settlePace(into *Sheet) error {
	if t.Kind == Families {
		return t.header.monthly()
	}
	if t.Kind.OfHouseholds() {
		if err := t.header.monthly(); err != nil {
			return err
		}
	}
	for i := range t.header.headings {
		if g := &t.header.headings[i]; g.spec.Holds == "money" {
			if err := t.paceOf(into, g); err != nil {
				return err
			}
			if t.Kind.OfHouseholds() && long(g.span) > 1 {
				return fault.Invalid("file", "表题写的是%s，低保按月发放，分不清“%s”是几个月的金额；请一个月一个文件分开导入", spanTerm(g.span), g.text)
			}
		}
	}
	return nil
}

// mentionColumns notes columns that are hidden or not understood.
func (t *reading) mentionColumns() {
	t.u.Unknown = append(t.u.Unknown, t.header.unknownIn(t.sheet)...)
	for _, g := range t.header.headings {
		if t.sheet.ColumnHidden(g.at) {
			t.add(Problem{Row: t.header.last, Column: sheet.ColumnName(g.at), Term: g.spec.Term, Kind: ColumnHidden, Says: "“" + g.text + "”列是隐藏的"})
		}
	}
	for _, g := range t.header.unknown {
		t.add(Problem{Row: t.header.last, Column: sheet.ColumnName(g.at), Kind: ColumnUnknown, Read: g.text, Says: "“" + g.text + "”不是已知的列，没有读取"})
	}
}

// add keeps a problem of the sheet at work, with the usual level and advice.
func (t *reading) add(p Problem) {
	if t.sheet != nil && p.Sheet == "" {
		p.Sheet = t.sheet.Name
	}
	t.u.add(p)
}

// about keeps a problem of a sheet as a whole.
func (t *reading) about(name string, kind ProblemKind, format string, args ...any) {
	t.u.add(Problem{Sheet: name, Kind: kind, Says: fmt.Sprintf(format, args...)})
}

func (u *Understood) add(p Problem) {
	if p.Level == "" {
		p.Level = usuals[p.Kind].level
	}
	if p.Do == "" {
		p.Do = usuals[p.Kind].do
	}
	u.Problems = append(u.Problems, p)
}

// letter is the letter of a column in a sheet, empty when it has none.
func (t *reading) letter(name string, c Column) string {
	for _, s := range t.u.Sheets {
		if s.Name == name {
			return s.Columns[c]
		}
	}
	return ""
}

// lawful asks the Check about each household.
func (t *reading) lawful() {
	if t.Check == nil {
		return
	}
	for i := range t.u.Households {
		h := &t.u.Households[i]
		for _, f := range t.Check(h) {
			t.u.add(Problem{
				Sheet: h.Sheet, Row: h.FirstRow, Column: t.letter(h.Sheet, f.Column), Term: termOf(f.Column, t.Kind),
				Kind: f.Kind, Level: f.Level, Says: f.Says, Do: f.Do,
			})
		}
	}
}

// doubtful asks the programmes what they find odd about each line that is paid.
func (t *reading) doubtful() {
	if t.Doubts == nil {
		return
	}
	for c := range t.u.EachClaim(benefit.Evidence{File: t.book.Name}) {
		for _, d := range t.Doubts(c) {
			kind := ProblemKind(d.Detail)
			if _, known := usuals[kind]; !known {
				kind = ProblemKind(d.Kind)
			}
			column := t.columnOfDoubt(c, d)
			t.u.add(Problem{
				Sheet: c.Evidence.Sheet, Row: c.Evidence.Row, Column: t.letter(c.Evidence.Sheet, column), Term: termOf(column, t.Kind),
				Kind: kind, Says: d.Says, Do: d.Verify,
			})
		}
	}
}

// columnOfDoubt is the column that a doubt is about: the line it names, the
// birth of a doubtful age, else the sum.
func (t *reading) columnOfDoubt(c benefit.Claim, d benefit.Doubt) Column {
	if column := columnOfLine(d.Line); column != "" {
		return column
	}
	of := func(c Column) bool { return t.letter("", c) != "" }
	for _, s := range t.u.Sheets {
		if s.Name == c.Evidence.Sheet {
			of = func(c Column) bool { return s.Columns[c] != "" }
		}
	}
	if d.Kind == "age_wrong" {
		if of(colBirth) {
			return colBirth
		}
		return colNumber
	}
	for _, s := range specs {
		if s.Pays == c.Programme && slices.Contains(s.In, t.Kind) && of(s.Name) {
			return s.Name
		}
	}
	if !of(colTotal) && of(colBase) {
		return colBase
	}
	return colTotal
}

func termOf(c Column, kind Kind) string {
	s, _ := specOf(c, kind)
	return s.Term
}

// finish ties problems to the entries of their rows and sorts them.
func (t *reading) finish() {
	rows := map[string][]Row{}
	var names []string
	for _, s := range t.u.Sheets {
		rows[s.Name] = s.Rows
		names = append(names, s.Name)
	}
	for i, p := range t.u.Problems {
		of := rows[p.Sheet]
		at, found := slices.BinarySearchFunc(of, p.Row, func(r Row, n int) int { return r.Number - n })
		if found {
			t.u.Problems[i].entry = of[at].Entry
		}
	}
	sortProblems(t.u.Problems, names)
}
