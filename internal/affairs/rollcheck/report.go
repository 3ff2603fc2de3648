package rollcheck

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
)

// exportAct is the name of exporting in the activity log.
const exportAct = "rollcheck.export"

// A Report is findings as a workbook: a page that sums them up, and one for each township, to be worked through with a
// pen. Numbers are masked. 疑点清单.
type Report struct {
	Title    string
	Findings []Finding
	Place    func(division.Code) string // 宝丰镇 铧厂村
	Term     func(programmes []string) string
}

// Listed are suspects that were not kept, as a report takes them; at is where they lie that lie nowhere else.
func Listed(suspects []Suspect, at division.Code) []Finding {
	found := make([]Finding, len(suspects))
	for i, s := range suspects {
		found[i] = Finding{
			Serial: i + 1, Kind: s.Kind, Detail: s.Detail, Level: s.Level, Stake: s.Stake, Says: s.Says, Verify: s.Verify,
			Programmes: s.Programmes, Places: s.placesIn(at), People: peopleOf(s), Rows: s.Rows,
		}
	}
	return found
}

// Tallied counts suspects that were not kept.
func Tallied(suspects []Suspect) Tally { return tallied(Listed(suspects, "")) }

// Terms gives the short names of programmes by their codes.
func Terms(programmes []benefit.Programme) func(codes []string) string {
	x := index{terms: map[string]benefit.Programme{}}
	for _, p := range programmes {
		x.terms[p.Code] = p
	}
	return x.shorts
}

// reportColumns are the columns of a township's page; the last two are for the pen.
var reportColumns = []sheet.Column{
	{Heading: "序号", Form: sheet.AsCount, Width: 6},
	{Heading: "轻重", Width: 11},
	{Heading: "类别", Width: 18},
	{Heading: "姓名", Width: 12},
	{Heading: "身份证号码", Width: 20},
	{Heading: "村（社区）", Width: 18},
	{Heading: "项目", Width: 14},
	{Heading: "疑点", Width: 46},
	{Heading: "每月涉及金额（元）", Form: sheet.AsMoney, Width: 12},
	{Heading: "佐证", Width: 40},
	{Heading: "核实什么", Width: 36},
	{Heading: "核实结果", Width: 14},
	{Heading: "核实人和日期", Width: 16},
}

// Write writes the workbook.
func (r Report) Write(w io.Writer) error {
	pages := []sheet.Page{r.summary()}
	for _, town := range r.towns() {
		pages = append(pages, r.page(town))
	}
	return sheet.WriteWorkbook(w, pages...)
}

// towns are the townships that findings lie in, by code.
func (r Report) towns() []division.Code {
	var all []division.Code
	for _, f := range r.Findings {
		for _, t := range f.towns() {
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	slices.Sort(all)
	return all
}

func (r Report) name(at division.Code) string {
	if at == "" {
		return "未注明乡镇"
	}
	return r.Place(at)
}

// in are the findings of one township.
func (r Report) in(town division.Code) []Finding {
	var some []Finding
	for _, f := range r.Findings {
		if slices.Contains(f.towns(), town) {
			some = append(some, f)
		}
	}
	return some
}

func (r Report) summary() sheet.Page {
	p := sheet.Page{
		Name: "汇总", Title: r.Title + "疑点汇总", Under: "单位：条、元",
		Columns: []sheet.Column{
			{Heading: "乡镇", Width: 16},
			{Heading: "很可能有误", Form: sheet.AsCount, Width: 12},
			{Heading: "请核对", Form: sheet.AsCount, Width: 12},
			{Heading: "备查", Form: sheet.AsCount, Width: 12},
			{Heading: "已核定", Form: sheet.AsCount, Width: 12},
			{Heading: "每月涉及金额", Form: sheet.AsMoney, Width: 16},
		},
		Notes: []string{"疑点是待核实的问题，不是结论；体检不停发任何人的待遇。跨乡镇的疑点在涉及的各乡镇分别列出，合计只计一次。"},
	}
	p.Lines = func(yield func(sheet.Line) bool) {
		for _, town := range r.towns() {
			if !yield(tallyLine(r.name(town), tallied(r.in(town)), false)) {
				return
			}
		}
		yield(tallyLine("合计", tallied(r.Findings), true))
	}
	return p
}

func tallyLine(name string, t Tally, strong bool) sheet.Line {
	return sheet.Line{Strong: strong, Values: []sheet.Value{
		sheet.TextOf(name), sheet.CountOf(t.Likely), sheet.CountOf(t.Look), sheet.CountOf(t.Info), sheet.CountOf(t.Judged), sheet.MoneyOf(t.Stake),
	}}
}

func (r Report) page(town division.Code) sheet.Page {
	name := r.name(town)
	return sheet.Page{
		Name: name, Title: r.Title + "疑点清单（" + name + "）", Under: "单位：元", Columns: reportColumns, Lines: r.lines(r.in(town)),
		Notes: []string{"疑点是待核实的问题，不是结论。请逐条核实，把结果写在右边两栏，并到系统中核定。"},
	}
}

func (r Report) lines(found []Finding) iter.Seq[sheet.Line] {
	return func(yield func(sheet.Line) bool) {
		for i, f := range found {
			if !yield(r.line(i+1, f)) {
				return
			}
		}
	}
}

func (r Report) line(n int, f Finding) sheet.Line {
	var names, numbers, villages, rows []string
	for _, p := range f.People {
		names, numbers = append(names, p.Name), append(numbers, p.Number)
	}
	for _, at := range f.Places {
		villages = append(villages, r.name(at))
	}
	for _, row := range f.Rows {
		rows = append(rows, row.Heading())
	}
	result, who := "", ""
	if f.Verdict != nil && !f.Open() {
		result, who = f.State().Term()+"："+f.Verdict.Reason, f.Verdict.By+" "+month.Clock(f.Verdict.At)
	}
	text := func(list []string) sheet.Value { return sheet.TextOf(strings.Join(list, "\n")) }
	return sheet.Line{Values: []sheet.Value{
		sheet.CountOf(n), sheet.TextOf(f.Level.Term()), sheet.TextOf(f.Kind.Term()), text(names), text(numbers), text(villages), sheet.TextOf(r.Term(f.Programmes)),
		sheet.TextOf(f.Says), sheet.MoneyOf(f.Stake), text(rows), sheet.TextOf(f.Verify), sheet.TextOf(result), sheet.TextOf(who),
	}}
}

// reported reads what the filter of the address leaves of a run, with people and rows.
func (r *Rollcheck) reported(c *web.Context, tx *store.Tx) (showView, Report, error) {
	view := showView{Filter: c.Filter()}
	if view.Filter.Value("state") == "" {
		view.Filter.Set("state", string(pending))
	}
	kept, tree, err := view.read(c.Context(), tx, c.Actor.Scope(Read), c.Path("run"))
	if err != nil {
		return view, Report{}, err
	}
	if err := fill(c.Context(), tx, c.Actor.Scope(Read), kept); err != nil {
		return view, Report{}, err
	}
	for _, f := range kept {
		view.Findings = append(view.Findings, findingRow{f, f.where(tree)})
	}
	return view, Report{Title: view.Run.Title(), Findings: kept, Place: tree.Local, Term: Terms(r.programmes)}, nil
}

// export gives the list as a workbook with a sheet for each township.
func (r *Rollcheck) export(c *web.Context) error {
	var report Report
	var run Run
	err := r.db.Write(c.Context(), func(tx *store.Tx) error {
		view, made, err := r.reported(c, tx)
		if err != nil {
			return err
		}
		report, run = made, view.Run
		return audit.Append(c.Context(), tx, c.Actor, audit.Entry{
			Act: exportAct, Subject: "rollcheck_run", SubjectID: run.ID, Division: c.Actor.Division,
			Details: map[string]string{"rows": fmt.Sprint(len(report.Findings)), "filter": view.Query},
		})
	})
	if err != nil {
		return err
	}
	return c.Download(run.Title()+"疑点清单.xlsx", report.Write)
}

// print gives the list on paper, township by township.
func (r *Rollcheck) print(c *web.Context) error {
	var view printView
	err := r.db.Read(c.Context(), func(tx *store.Tx) error {
		shown, report, err := r.reported(c, tx)
		if err != nil {
			return err
		}
		view.showView = shown
		for _, town := range report.towns() {
			t := printedTown{Name: report.name(town), Tally: tallied(report.in(town))}
			for _, f := range shown.Findings {
				if slices.Contains(f.towns(), town) {
					t.Findings = append(t.Findings, f)
				}
			}
			view.Printed = append(view.Printed, t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Print(r.pages, "run.print", view.Run.Title()+"疑点清单", view)
}

// printView is the list on paper.
type printView struct {
	showView
	Printed []printedTown
}

// A printedTown is one township on paper.
type printedTown struct {
	Name     string
	Tally    Tally
	Findings []findingRow
}
