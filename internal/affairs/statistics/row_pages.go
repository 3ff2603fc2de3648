package statistics

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// rowsOnPage is how many rows stand on a page at once.
const rowsOnPage = 50

// A rowView is one row as the page shows it.
type rowView struct {
	Row
	Place string
	Short string // of the programme
	Says  string // what it adds, printed
}

// A rowsView is the rows of a figure as a page.
type rowsView struct {
	Value
	Filters []web.Fact
	Items   []rowView
	Pager   *web.Pager
	Export  string
	Counted bool // the figure counts each household or person once, so some rows may add nothing
	Repeats int  // rows that add nothing
}

func (s *Statistics) rowIndex(c *web.Context) error {
	f, err := readFigure(c.Request.URL.Query())
	if err != nil {
		return err
	}
	view := rowsView{Pager: c.Pager(rowsOnPage), Export: "/statistics/rows/export?" + f.query().Encode()}
	err = s.db.Read(c.Context(), func(tx *store.Tx) error {
		return s.fillRows(s.reading(c.Context(), tx, c.Actor), f, &view)
	})
	if err != nil {
		return err
	}
	c.Crumb("统计月报", "/statistics/monthly?month="+f.Span.Until.Previous().String())
	return c.Render(s.pages, "row.index", view.title(), view)
}

// title is what the figure counts: 在保台账：人数.
func (v rowsView) title() string {
	if v.Lack != "" {
		return "统计数没有来源"
	}
	return v.Ledger.Term + "：" + v.Measure.Term()
}

func (s *Statistics) fillRows(r *reading, f Figure, view *rowsView) error {
	tree, err := place.Read(r.ctx, r.tx)
	if err != nil {
		return err
	}
	rows, value, err := r.rows(f)
	if err != nil || value.Lack != "" {
		view.Value = value
		return err
	}
	view.Value, view.Filters = value, r.inWords(value, tree)
	view.Counted = f.Measure == Households || f.Measure == Persons
	for _, row := range rows {
		if row.Adds == 0 && view.Counted {
			view.Repeats++
		}
	}
	view.Pager.Total = len(rows)
	first := 0
	if at, err := strconv.Atoi(view.Pager.After); err == nil && at >= 0 {
		first = min(at, len(rows))
	}
	shown := slices.Clone(rows[first:min(len(rows), first+view.Pager.Limit())])
	shown = web.Cut(view.Pager, shown, func(Row) string { return strconv.Itoa(first + rowsOnPage) })
	if err := r.fill(f.Ledger, shown); err != nil {
		return err
	}
	for _, row := range shown {
		view.Items = append(view.Items, r.rowView(row, value, tree))
	}
	return nil
}

func (r *reading) rowView(row Row, v Value, tree *place.Tree) rowView {
	return rowView{Row: row, Place: tree.Local(row.Division), Short: r.short(row.Programme), Says: v.Measure.printed(row.Adds)}
}

// rowTable is the rows of a figure as a file, names masked as on the page.
func (r *reading) rowTable(v Value, rows []Row, tree *place.Tree, today month.Day) (report.Table, error) {
	rows = slices.Clone(rows)
	if err := r.fill(v.Ledger.Name, rows); err != nil {
		return report.Table{}, err
	}
	var says []string
	for _, f := range r.inWords(v, tree) {
		says = append(says, fmt.Sprint(f.Term, "：", f.Value))
	}
	kind := report.Count
	if v.Measure == Yuan {
		kind = report.Money
	}
	t := report.Table{
		Name: v.Ledger.Term + v.Measure.Term(), Title: v.Ledger.Term + "：" + v.Measure.Term() + " " + v.String() + " " + v.Measure.Unit(),
		Source: v.Ledger.Source + "。" + strings.Join(says, "；"), AsOf: today, Groups: []report.Group{{}},
		Columns: []report.Column{
			{Name: "日期", Kind: report.Text},
			{Name: "区划", Kind: report.Text},
			{Name: "对象", Kind: report.Text},
			{Name: "项目", Kind: report.Text},
			{Name: "城乡", Kind: report.Text},
			{Name: "类别", Kind: report.Text},
			{Name: "人数", Kind: report.Count, Unit: "人"},
			{Name: "记录金额", Kind: report.Money, Unit: "元"},
			{Name: "计入本数", Kind: kind, Unit: v.Measure.Unit()},
		},
	}
	for _, row := range rows {
		adds := report.Number(row.Adds)
		if v.Measure == Yuan {
			adds = report.Amount(money.Fen(row.Adds))
		}
		t.Add(report.Words(row.Day.String()), report.Words(tree.Local(row.Division)), report.Words(row.Words), report.Words(r.short(row.Programme)),
			report.Words(classTerm(row.Class)), report.Words(row.Item), report.Number(row.Persons()), report.Amount(row.Amount), adds)
	}
	t.Sum()
	return t, t.Check()
}

func (s *Statistics) rowExport(c *web.Context) error {
	f, err := readFigure(c.Request.URL.Query())
	if err != nil {
		return err
	}
	var t report.Table
	err = s.db.Read(c.Context(), func(tx *store.Tx) error {
		r := s.reading(c.Context(), tx, c.Actor)
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		rows, value, err := r.rows(f)
		if err != nil {
			return err
		}
		if value.Lack != "" {
			return fault.NotFound("%s，这个数没有来源", value.Lack)
		}
		t, err = r.rowTable(value, rows, tree, tx.Today())
		return err
	})
	if err != nil {
		return fmt.Errorf("export rows: %w", err)
	}
	return c.Download(t.Name+"-"+f.Span.Until.Previous().String()+".xlsx", t.Workbook)
}

// readDivision reads a division of an address; what is none narrows nothing.
func readDivision(text string) division.Code {
	code, err := division.Parse(text)
	if err != nil {
		return ""
	}
	return code
}
