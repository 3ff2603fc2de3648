package intake

import (
	"fmt"
	"regexp"
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
	Kind     Kind
	Division division.Code // the township (or village, or county) the list is of
	AsOf     month.Day
	Places   *place.Tree
	Demo     bool    // whether identity numbers must be invented ones
	Mapping  Mapping // of headings that somebody assigned; nil: none
	Check    Check   // nil: none
	Doubts   Doubts  // nil: none
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
	u := &Understood{Kind: r.Kind, Division: r.Division, AsOf: r.AsOf}
	t := &reading{Reader: r, book: book, u: u}
	if err := t.sheets(); err != nil {
		return nil, err
	}
	if err := t.period(); err != nil {
		return nil, err
	}
	t.twice()
	t.lawful()
	t.finish()
	return u, nil
}

// reading is the work on one book.
type reading struct {
	Reader
	book   *sheet.Book
	u      *Understood
	sheet  *sheet.Sheet
	header *header
	sorter *sorter
	cells  map[int][]Reading // of the sheet at work, by row
	spans  []periodSpan
	before int                    // how many problems there were before the household at work
	rowsOf map[string]map[int]int // households by sheet and row, from 1
}

// A periodSpan is a month that a sheet says it is of.
type periodSpan struct {
	sheet string
	month month.Month
}

// sheets reads all sheets that hold a list.
func (t *reading) sheets() error {
	var refusals []error
	t.rowsOf = map[string]map[int]int{}
	for _, s := range t.book.Sheets {
		t.u.Sheets = append(t.u.Sheets, Sheet{Name: s.Name, Hidden: s.Hidden})
		if s.Hidden {
			if len(s.Rows) > 0 {
				t.about(s.Name, SheetHidden, "工作表“%s”是隐藏的，没有导入", s.Name)
			}
			continue
		}
		h, err := findHeader(s, t.Kind, t.Mapping)
		if err != nil {
			refusals = append(refusals, err)
			continue
		}
		t.sheet, t.header, t.cells = s, h, map[int][]Reading{}
		if err := t.rows(&t.u.Sheets[len(t.u.Sheets)-1]); err != nil {
			return err
		}
	}
	return t.judgeSheets(refusals)
}

// judgeSheets refuses a book without a list and mentions the sheets without one
// beside a list.
func (t *reading) judgeSheets(refusals []error) error {
	if !slices.ContainsFunc(t.u.Sheets, func(s Sheet) bool { return s.Taken }) {
		if len(refusals) > 0 {
			return refusals[0]
		}
		return fault.Invalid("file", "文件里没有可见的工作表，请取消隐藏后再导入")
	}
	if len(t.u.Households) == 0 {
		return fault.Invalid("file", "认出了表头，但表头下面没有数据，请核对是否选错了文件或工作表")
	}
	if t.fromElsewhere() {
		return fault.Invalid("division", "名册里的村（社区）都不在%s内，请核对名册所属的乡镇是否选对", t.Places.Name(t.Division))
	}
	for i, s := range t.book.Sheets {
		if !s.Hidden && !t.u.Sheets[i].Taken && len(s.Rows) > 0 {
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
	return len(t.u.Households) >= fewestToJudge
}

// fewestToJudge is how many households must all be out of place before the
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
	t.sorter = &sorter{header: t.header, places: t.Places, within: t.Division, titles: map[string]bool{}}
	t.mentionColumns()
	if t.Kind == Roll && t.listsMembers() {
		return fault.Invalid("kind", "这是一行一名家庭成员的表（有与户主关系列），请把导入的种类改为“%s”", Families.Term())
	}
	g, err := t.newGrouping()
	if err != nil {
		return err
	}
	first := len(t.u.Households)
	for _, row := range t.sheet.Rows {
		kind := t.sorter.kind(row)
		into.Rows = append(into.Rows, Row{Number: row.Number, Kind: kind, Hidden: row.Hidden})
		t.monthIn(kind, row)
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
			t.sum(into, kind, row, first)
		case OtherRow:
			t.add(Problem{Row: row.Number, Kind: RowUnread, Says: "没有认出这一行是什么", Read: strings.Join(written(row), " ")})
		}
	}
	g.close()
	for i := range into.Rows {
		if into.Rows[i].Kind == DataRow {
			cells := t.cells[into.Rows[i].Number]
			slices.SortStableFunc(cells, func(a, b Reading) int { return byLetter(a.Column, b.Column) })
			into.Rows[i].Cells = cells
			into.Rows[i].Household = t.rowsOf[t.sheet.Name][into.Rows[i].Number]
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

var (
	yearMonth  = regexp.MustCompile(`(20\d{2})年(\d{1,2})月`)
	yearMonth6 = regexp.MustCompile(`(^|\D)(20\d{2})(0[1-9]|1[0-2])(\D|$)`)
	onlyMonth  = regexp.MustCompile(`^(\d{1,2})月`)
)

// monthIn notes the month that a row says the list is of.
func (t *reading) monthIn(kind RowKind, row sheet.Row) {
	if kind != TitleRow && kind != MonthRow && (kind != UnitRow || t.Kind != Families) {
		return
	}
	if m := yearMonth.FindStringSubmatch(plain(strings.Join(written(row), " "))); m != nil {
		if stated, err := month.New(atoi(m[1]), atoi(m[2])); err == nil {
			t.spans = append(t.spans, periodSpan{t.sheet.Name, stated})
		}
	}
}

// period settles which month the list is of: as its titles say, else the names
// of its sheets, else the name of the file, else the day it is taken in for.
func (t *reading) period() error {
	if len(t.spans) == 0 {
		t.monthsInNames()
	}
	t.u.Period = t.AsOf.Month()
	for i, s := range t.spans {
		t.u.Stated = true
		if i > 0 && s.month != t.spans[0].month {
			return fault.Invalid("file", "文件里有%s和%s两个月的名册，请一个月一个文件分开导入", t.spans[0].month.Term(), s.month.Term())
		}
		t.u.Period = s.month
	}
	if t.u.Stated && t.u.Period != t.AsOf.Month() {
		t.about(t.spans[0].sheet, PeriodDiffers, "名册写明是%s，导入时选的是%s；待遇按%s登记", t.u.Period.Term(), t.AsOf.Month().Term(), t.u.Period.Term())
	}
	return nil
}

func (t *reading) monthsInNames() {
	note := func(name, year, mon string) {
		if m, err := month.New(atoi(year), atoi(mon)); err == nil {
			t.spans = append(t.spans, periodSpan{name, m})
		}
	}
	for _, s := range t.u.Sheets {
		if m := yearMonth.FindStringSubmatch(plain(s.Name)); s.Taken && m != nil {
			note(s.Name, m[1], m[2])
		} else if m := onlyMonth.FindStringSubmatch(plain(s.Name)); s.Taken && m != nil {
			note(s.Name, fmt.Sprint(t.AsOf.Year()), m[1])
		}
	}
	if len(t.spans) > 0 {
		return
	}
	if m := yearMonth.FindStringSubmatch(plain(t.book.Name)); m != nil {
		note("", m[1], m[2])
	} else if m := yearMonth6.FindStringSubmatch(plain(t.book.Name)); m != nil {
		note("", m[2], m[3])
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

// twice finds persons listed twice and accounts of several households.
func (t *reading) twice() {
	type place struct {
		sheet string
		row   int
	}
	persons, accounts := map[string][]place{}, map[string][]int{}
	for i, h := range t.u.Households {
		for _, m := range h.Members {
			if !m.Number.None() {
				persons[m.Number.Full()] = append(persons[m.Number.Full()], place{h.Sheet, m.Row})
			}
		}
		if h.Account != "" {
			accounts[h.Account.Full()] = append(accounts[h.Account.Full()], i)
		}
	}
	for _, h := range t.u.Households {
		for _, m := range h.Members {
			all := persons[m.Number.Full()]
			if m.Number.None() || len(all) < 2 {
				continue
			}
			var others []string
			for _, p := range all {
				if p != (place{h.Sheet, m.Row}) {
					others = append(others, fmt.Sprintf("第%d行", p.row))
				}
			}
			t.u.add(Problem{
				Sheet: h.Sheet, Row: m.Row, Column: t.letter(h.Sheet, colNumber), Term: "身份证号", Kind: PersonTwice, Read: m.Number.String(),
				Says: fmt.Sprintf("%s在本文件中列了%d次（另见%s）", m.Name, len(all), strings.Join(others, "、")),
			})
		}
	}
	for _, h := range t.u.Households {
		t.shared(h, accounts[h.Account.Full()])
	}
}

// shared mentions an account that other people draw from. One of them is named;
// a welfare home's account may have hundreds.
func (t *reading) shared(h Household, all []int) {
	if h.Account == "" || len(all) < 2 {
		return
	}
	i := slices.IndexFunc(all, func(i int) bool { return t.u.Households[i].Head().Number != h.Head().Number })
	if i < 0 {
		return
	}
	other := t.u.Households[all[i]]
	says := fmt.Sprintf("与%s（第%d行）用同一个账号", other.Head().Name, other.FirstRow)
	if len(all) > 2 {
		says = fmt.Sprintf("%d户用同一个账号，如%s（第%d行）", len(all), other.Head().Name, other.FirstRow)
	}
	t.u.add(Problem{Sheet: h.Sheet, Row: h.FirstRow, Column: t.letter(h.Sheet, colAccount), Term: "账号", Kind: AccountShared, Read: h.Account.String(), Says: says})
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

func termOf(c Column, kind Kind) string {
	for _, s := range specs {
		if s.Name == c && slices.Contains(s.In, kind) {
			return s.Term
		}
	}
	return ""
}

// finish ties problems to households and to the readings of their cells, and
// sorts them.
func (t *reading) finish() {
	type cell struct {
		sheet, column string
		row           int
	}
	levels := map[cell]Level{}
	var names []string
	for i, p := range t.u.Problems {
		t.u.Problems[i].household = t.rowsOf[p.Sheet][p.Row]
		at := cell{p.Sheet, p.Column, p.Row}
		if old, ok := levels[at]; !ok || p.Level.weight() < old.weight() {
			levels[at] = p.Level
		}
	}
	for i := range t.u.Sheets {
		s := &t.u.Sheets[i]
		names = append(names, s.Name)
		for _, row := range s.Rows {
			for k := range row.Cells {
				row.Cells[k].Level = Sound
				if l, ok := levels[cell{s.Name, row.Cells[k].Column, row.Number}]; ok {
					row.Cells[k].Level = l
				}
			}
		}
	}
	sortProblems(t.u.Problems, names)
}
