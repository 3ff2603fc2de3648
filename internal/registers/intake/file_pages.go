package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"minzheng/internal/registers/person"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

func (k *Intake) routes(m *web.Mux) {
	m.Handle("GET /intake", web.Needs(Read), k.index, web.ShowsNobody)
	m.Handle("GET /intake/new", web.Needs(Importing), k.blank, web.ShowsNobody)
	m.Handle("POST /intake", web.Needs(Importing), k.receive, web.Uploads)
	m.Handle("GET /intake/{id}", web.Needs(Read), k.show, web.Patient)
	m.Handle("GET /intake/{id}/row", web.Needs(Read), k.rows, web.Patient)
	m.Handle("GET /intake/{id}/report", web.Needs(Read), k.report, web.Patient)
	m.Handle("POST /intake/{id}/marked", web.Needs(Importing), k.marked, web.Patient)
	m.Handle("POST /intake/{id}/taking", web.Needs(Importing), k.take, web.Patient)
	m.Handle("POST /intake/{id}/undoing", web.Needs(Undo), k.takeBack, web.Patient)
	m.Handle("POST /intake/{id}/trial", web.Needs(Importing), k.tryAgain)
	m.Handle("GET /intake/{id}/problem", web.Needs(Read), k.problems)
	k.rememberedRoutes(m)
}

type indexView struct {
	Files   []File
	Pager   *web.Pager
	Imports bool
}

func (k *Intake) index(c *web.Context) error {
	v := indexView{Pager: c.Pager(50), Imports: c.Actor.Can(Importing)}
	err := k.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		v.Files, err = Files(c.Context(), tx, c.Actor.Scope(Read), v.Pager.After, v.Pager.Limit())
		return err
	})
	if err != nil {
		return err
	}
	v.Files = web.Cut(v.Pager, v.Files, func(f File) string { return f.ID })
	return c.Render(k.pages, "file.index", "导入名册", v)
}

type newView struct {
	Form      *web.Form
	Kinds     []web.Choice
	Divisions []web.Choice
}

func (k *Intake) blank(c *web.Context) error {
	form := c.Blank()
	form.Set("as_of", month.Of(month.Today(c.Now())).First().String())
	return k.showForm(c, form)
}

func (k *Intake) showForm(c *web.Context, form *web.Form) error {
	v := newView{Form: form}
	for _, kind := range Kinds() {
		v.Kinds = append(v.Kinds, web.Choice{Value: string(kind), Label: kind.Term(), Hint: kind.Hint()})
	}
	err := k.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		v.Divisions, err = senders(c.Context(), tx, c.Actor.Scope(Importing).Division())
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb("导入名册", "/intake")
	return c.Render(k.pages, "file.new", "导入一个文件", v)
}

// senders are the divisions whose lists an officer may take in: the own one, and before a county its townships.
func senders(ctx context.Context, tx *store.Tx, own division.Code) ([]web.Choice, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	if own.Level() != division.County {
		return []web.Choice{{Value: string(own), Label: tree.Local(own)}}, nil
	}
	var list []web.Choice
	for _, d := range tree.Children(own) {
		list = append(list, web.Choice{Value: string(d.Code), Label: d.Short})
	}
	return append(list, web.Choice{Value: string(own), Label: "全县"}), nil
}

func (k *Intake) receive(c *web.Context) error {
	form := c.Form()
	form.Require("kind", "种类")
	form.Require("division", "名册所属乡镇")
	form.Require("as_of", "起始日期")
	s := Submission{Kind: Kind(form.Text("kind")), Division: form.Division("division"), AsOf: form.Day("as_of")}
	form.Add("file", s.fill(c))
	id, err := "", form.Err()
	if err == nil {
		id, err = k.Receive(c.Context(), c.Actor, s)
	}
	if form.Refused(err) {
		return k.showForm(c, form)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/intake/" + id)
}

// fill takes name and bytes from the file of the form.
func (s *Submission) fill(c *web.Context) error {
	upload, err := c.Upload("file")
	if err != nil {
		return err
	}
	defer upload.Close()
	s.Name = upload.Name
	s.Body, err = io.ReadAll(upload)
	return err
}

type showView struct {
	File    File
	Summary Summary
	Kept    bool      // found before, and not now
	Stale   bool      // kept, and taken in since
	Serious []Problem // errors and warnings
	Slight  []Problem // the rest
	Imports bool
	Failed  string // why the last taking did not come about
}

// More tells whether there are problems that the page does not list.
func (v showView) More() bool { return v.Kept && v.Summary.problems() > problemsOnPage }

func (k *Intake) show(c *web.Context) error {
	f, err := k.one(c)
	if err != nil {
		return err
	}
	if f.Large() {
		return k.showLarge(c, f)
	}
	f, t, err := k.TryFile(c.Context(), c.Actor, f.ID)
	if explicable(err) {
		sentence, _ := fault.Sentence(err)
		return k.showRefused(c, f, sentence)
	}
	if err != nil {
		return err
	}
	v := showView{File: f, Summary: t.Summary(), Imports: c.Actor.May(Importing, f.Division)}
	v.Serious, v.Slight = weigh(t.Problems)
	c.Crumb("导入名册", "/intake")
	return c.Render(k.pages, "file.show", f.Name, v)
}

func (k *Intake) one(c *web.Context) (f File, err error) {
	err = k.db.Read(c.Context(), func(tx *store.Tx) error {
		f, err = One(c.Context(), tx, c.Actor.Scope(Read), c.Path("id"))
		return err
	})
	return f, err
}

// showRefused shows a file that cannot be read before somebody explains its headings.
func (k *Intake) showRefused(c *web.Context, f File, sentence string) error {
	c.Crumb("导入名册", "/intake")
	return c.Render(k.pages, "file.refused", f.Name, refusedView{File: f, Says: sentence, Imports: c.Actor.May(Importing, f.Division)})
}

type refusedView struct {
	File    File
	Says    string
	Imports bool
}

// weigh parts what somebody must look at from what is for the record.
func weigh(all []Problem) (serious, slight []Problem) {
	for _, p := range all {
		if p.Level == Info {
			slight = append(slight, p)
		} else {
			serious = append(serious, p)
		}
	}
	return serious, slight
}

type rowsView struct {
	File  File
	Rows  []shownRow
	Pager *web.Pager
}

// A rowView is one household, person or death of the file with the readings of its cells.
type rowView struct {
	Serial  int
	At      string        // 10月 第14行
	Home    *Household    // of a list of households
	Paid    *Recipient    // of a list of persons
	Death   *person.Death // of a list of deaths
	Outcome Outcome
	Level   Level
	Cells   []RowReading
}

// A shownRow is a row as its page shows it, and as it is kept.
type shownRow struct {
	Serial    int
	At        string
	Head      string
	Village   string
	About     string // 3 人　940.00 元/月
	Level     Level
	Household string // of the register, where it stands there
	Person    string // likewise
	New       bool   // not in the register yet
	Held      bool
	Verdict   string
	Cells     []RowReading
}

func (v rowView) shown() shownRow {
	r := shownRow{
		Serial: v.Serial, At: v.At, Head: v.name(), Village: v.village(), About: v.about(), Person: v.Outcome.Person,
		New: v.Outcome.New && v.Death == nil, Held: v.Outcome.Held, Level: v.Level, Verdict: v.Outcome.Verdict.Sentence, Cells: v.Cells,
	}
	if !v.Outcome.New {
		r.Household = v.Outcome.Household
	}
	return r
}

// name is who the row is about.
func (v rowView) name() string {
	switch {
	case v.Death != nil:
		return v.Death.Name
	case v.Paid != nil:
		return v.Paid.Name
	}
	return v.Home.Head().Name
}

// about is what the row says, in short.
func (v rowView) about() string {
	switch {
	case v.Death != nil:
		return v.Death.When()
	case v.Paid != nil:
		var all []string
		for _, p := range v.Paid.Payments {
			text := p.Amount.String()
			if p.Months > 1 {
				text += fmt.Sprintf("（%d个月）", p.Months)
			}
			all = append(all, text)
		}
		return strings.Join(all, "、")
	}
	text := fmt.Sprintf("%d 人", len(v.Home.Members))
	if v.Home.Total != nil {
		text += "　" + v.Home.Total.String() + "/月"
	}
	return text
}

func (k *Intake) rows(c *web.Context) error {
	f, err := k.one(c)
	if err != nil {
		return err
	}
	v := rowsView{File: f, Pager: c.Pager(rowsOnPage)}
	start, err := strconv.Atoi(v.Pager.After)
	if v.Pager.After != "" && (err != nil || start < 0) {
		return fault.NotFound("没有这一页，请从第一页看起")
	}
	if f.Large() {
		err = k.keptRows(c, &v, start)
	} else {
		err = k.triedRows(c, &v, start)
	}
	if err != nil {
		return err
	}
	v.Rows = web.Cut(v.Pager, v.Rows, func(r shownRow) string { return strconv.Itoa(r.Serial) })
	c.Crumb("导入名册", "/intake")
	c.Crumb(f.Name, "/intake/"+f.ID)
	return c.Render(k.pages, "file.row", "逐行核对", v)
}

// triedRows reads the file again.
func (k *Intake) triedRows(c *web.Context, v *rowsView, start int) error {
	_, t, err := k.TryFile(c.Context(), c.Actor, v.File.ID)
	if err != nil {
		return err
	}
	v.Pager.Total = len(t.Outcomes)
	for i := start; i < len(t.Outcomes) && len(v.Rows) < v.Pager.Limit(); i++ {
		v.Rows = append(v.Rows, t.row(i).shown())
	}
	return nil
}

func (t *Trial) row(at int) rowView {
	v := rowView{Serial: at + 1, At: fmt.Sprintf("%s 第%d行", t.sheetOf(at), t.firstRow(at)), Outcome: t.Outcomes[at], Level: t.levels[at], Cells: t.Cells(at)}
	switch {
	case t.Kind.OfDeaths():
		v.Death = &t.deaths[at]
	case t.Kind.OfPersons():
		v.Paid = &t.Recipients[at]
	default:
		v.Home = &t.Households[at]
	}
	return v
}

func (k *Intake) report(c *web.Context) error {
	f, t, err := k.TryFile(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Download(f.Name+"问题清单.xlsx", func(w io.Writer) error { return sheet.WriteWorkbook(w, t.problemPage()) })
}

func (k *Intake) marked(c *web.Context) error {
	f, err := k.Marked(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.Download(f.Name, func(w io.Writer) error {
		_, err := w.Write(f.Content)
		return err
	})
}

func (k *Intake) takeBack(c *web.Context) error {
	id, form := c.Path("id"), c.Form()
	err := k.Undo(c.Context(), c.Actor, Undoing{File: id, Reason: form.Text("reason")})
	var refused *fault.Error
	if kind, _ := fault.KindOf(err); (kind == fault.KindConflict || kind == fault.KindInvalid) && errors.As(err, &refused) {
		c.Flash(web.Danger, refused.Message)
		return c.Redirect("/intake/" + id)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已撤销这次导入，底册回到导入之前。")
	return c.Redirect("/intake/" + id)
}

func (k *Intake) take(c *web.Context) error {
	id, form := c.Path("id"), c.Form()
	if f, err := k.one(c); err != nil || f.Large() {
		if err == nil {
			err = k.TakeInLater(c.Context(), c.Actor, id, form.Ticked("accept_good"), form.Text("seen"))
		}
		if err != nil {
			return err
		}
		return c.Redirect("/intake/" + id)
	}
	_, done, err := k.TakeIn(c.Context(), c.Actor, id, form.Ticked("accept_good"), form.Text("seen"))
	var refused *fault.Error
	if kind, _ := fault.KindOf(err); kind == fault.KindConflict && errors.As(err, &refused) {
		c.Flash(web.Danger, refused.Message)
		return c.Redirect("/intake/" + id)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, done.Sentence())
	return c.Redirect("/intake/" + id)
}

// Sentence says what a taking did.
func (t Taking) Sentence() string {
	unit := t.Kind.Unit()
	if t.Changed == 0 {
		return fmt.Sprintf("与底册一致，没有任何变化（共%d%s）。", t.Taken, unit)
	}
	if t.Held > 0 {
		return fmt.Sprintf("已导入%d%s，其中%d%s有变化；%d%s有错误，没有导入，请改正后再导入同一名册。", t.Taken, unit, t.Changed, unit, t.Held, unit)
	}
	return fmt.Sprintf("已导入%d%s，其中%d%s有变化。", t.Taken, unit, t.Changed, unit)
}
