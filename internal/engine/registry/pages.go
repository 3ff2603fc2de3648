package registry

import (
	"fmt"
	"regexp"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// rowsOnPage is how many records stand on a page of a list.
const rowsOnPage = 50

// A desk serves the pages of one register.
type desk[T any] struct {
	*Book[T]
	db    *store.DB
	pages *web.Pages
}

// Routes are the pages of the register: list, export, forms, record.
func (b *Book[T]) Routes(m *web.Mux, db *store.DB) {
	d := desk[T]{b, db, web.Parse(pages)}
	read, write := web.Needs(b.Reading), web.Needs(b.Writing)
	m.Handle("GET "+b.Path, read, d.index)
	m.Handle("GET "+b.Path+"/export", read, d.export)
	m.Handle("GET "+b.Path+"/new", write, d.blank)
	m.Handle("POST "+b.Path, write, d.entered)
	m.Handle("GET "+b.Path+"/{id}", read, d.show)
	m.Handle("GET "+b.Path+"/{id}/print", read, d.print)
	m.Handle("GET "+b.Path+"/{id}/correction", write, d.mend)
	m.Handle("POST "+b.Path+"/{id}/correction", write, d.corrected)
	m.Handle("GET "+b.Path+"/{id}/strike", write, d.question)
	m.Handle("POST "+b.Path+"/{id}/strike", write, d.struck)
}

// An input is a field as a form or the filters above a list show it.
type input struct {
	Name, Term, Hint, Kind, Unit string
	Need                         bool
	Chosen                       bool // one of the choices, of which there may be none yet
	Choices                      []web.Choice
}

// inputs are the fields of the form of a new record, or of a correction.
func (d desk[T]) inputs(c *web.Context, tx *store.Tx, correcting bool) (all []input, err error) {
	for _, f := range d.Fields {
		if f.Given || correcting && f.Fixed {
			continue
		}
		i := input{Name: f.Name, Term: f.Term, Hint: f.Hint, Kind: f.inputKind(), Unit: f.Unit, Need: f.Need, Chosen: f.Choices != nil}
		if f.Choices != nil {
			if i.Choices, err = f.Choices(c.Context(), tx, c.Actor.Scope(d.Writing)); err != nil {
				return nil, err
			}
		}
		all = append(all, i)
	}
	return all, nil
}

// inputKind is what kind of field of a form the field is written in.
func (f Field[T]) inputKind() string {
	var zero T
	if _, ok := f.At(&zero).(*bool); ok {
		return "check"
	}
	switch kind := f.kind(); {
	case kind == "number":
		return "count"
	case f.Long:
		return "area"
	default:
		return kind
	}
}

// A sought is what somebody asked of a list.
type sought struct {
	query  Query
	filter *web.Form
	inputs []input
	wrong  bool // something asked for was not understood: nothing is shown
}

// ask reads the filters of the address.
func (d desk[T]) ask(c *web.Context, tx *store.Tx) (sought, error) {
	s := sought{filter: c.Filter()}
	s.query.Struck = s.filter.Ticked("struck")
	var search []string
	for _, f := range d.columns() {
		if f.Sought {
			search = append(search, f.Name)
		}
		if err := d.sift(c, tx, f, &s); err != nil {
			return s, err
		}
	}
	if len(search) > 0 {
		s.inputs = append([]input{{Name: "q", Term: "查找", Kind: "search"}}, s.inputs...)
		if text := s.filter.Text("q"); text != "" {
			s.query.Where = append(s.query.Where, like(search, text))
		}
	}
	s.wrong = s.filter.Err() != nil
	return s, nil
}

// sift adds a filter for the field, where it is one to filter by.
func (d desk[T]) sift(c *web.Context, tx *store.Tx, f Field[T], s *sought) (err error) {
	if f.Name == "division" {
		s.inputs = append(s.inputs, input{Name: f.Name, Term: "乡镇、村（社区）", Kind: "text"})
		return d.siftPlace(c, tx, s)
	}
	switch {
	case !f.Sifted:
	case f.Choices != nil:
		i := input{Name: f.Name, Term: f.Term, Chosen: true}
		i.Choices, err = f.Choices(c.Context(), tx, c.Actor.Scope(d.Reading))
		s.inputs = append(s.inputs, i)
		if text := s.filter.Text(f.Name); text != "" {
			s.query.Where = append(s.query.Where, Where("r."+f.Name+" = ?", text))
		}
	case f.kind() == "day":
		s.inputs = append(s.inputs, input{Name: "from", Term: f.Term + "，自", Kind: "day"}, input{Name: "to", Term: "至", Kind: "day"})
		if day := s.filter.Day("from"); day.Known() {
			s.query.Where = append(s.query.Where, Where("r."+f.Name+" >= ?", day.String()))
		}
		if day := s.filter.Day("to"); day.Known() {
			s.query.Where = append(s.query.Where, Where("r."+f.Name+" <= ?", day.String()))
		}
	}
	return err
}

func (d desk[T]) siftPlace(c *web.Context, tx *store.Tx, s *sought) error {
	text := s.filter.Text("division")
	if text == "" {
		return nil
	}
	places, err := d.Places(c.Context(), tx)
	if err != nil {
		return err
	}
	code, err := places.Code(text, c.Actor.Scope(d.Reading).Division())
	if sentence, ok := fault.Sentence(err); ok {
		s.filter.Fault("division", "%s", sentence)
		return nil
	}
	low, high := code.Range()
	s.query.Where = append(s.query.Where, Where("r.division >= ? AND r.division <= ?", low, high))
	return err
}

// A listView is the list of a register.
type listView struct {
	Lead, Path string
	New        bool
	Export     string
	Inputs     []input
	Filter     *web.Form
	Struck     bool
	Figures    []Figure
	Table      web.Table
	Pager      *web.Pager
	Term       string
}

func (d desk[T]) index(c *web.Context) error {
	view := listView{Lead: d.Lead, Path: d.Path, New: c.Actor.Can(d.Writing), Pager: c.Pager(rowsOnPage), Term: d.Term}
	err := d.db.Read(c.Context(), func(tx *store.Tx) error {
		s, err := d.ask(c, tx)
		if err != nil {
			return err
		}
		view.Filter, view.Inputs, view.Struck = s.filter, s.inputs, s.query.Struck
		view.Export = d.Path + "/export?" + c.Request.URL.Query().Encode()
		if s.wrong {
			return nil
		}
		return d.fill(c, tx, s.query, &view)
	})
	if err != nil {
		return err
	}
	return c.Render(d.pages, "record.index", d.Term, view)
}

// fill puts the records of one page and the figures of all pages into the view.
func (d desk[T]) fill(c *web.Context, tx *store.Tx, q Query, view *listView) (err error) {
	if !q.Struck {
		if view.Figures, view.Pager.Total, err = d.figures(c, tx, q.Where); err != nil {
			return err
		}
	}
	q.After, q.Limit = view.Pager.After, view.Pager.Limit()
	records, err := d.List(c.Context(), tx, c.Actor.Scope(d.Reading), q)
	if err != nil {
		return err
	}
	records = web.Cut(view.Pager, records, d.Key)
	r, err := d.readerOf(c.Context(), tx, c.Actor, records)
	if err != nil {
		return err
	}
	for _, f := range d.columns() {
		if f.Listed {
			view.Table.Columns = append(view.Table.Columns, web.Column{Key: f.Name, Title: f.heading(), Kind: f.kind()})
		}
	}
	for i := range records {
		row := web.Row{Href: d.Path + "/" + records[i].ID}
		for _, f := range d.columns() {
			if f.Listed {
				row.Cells = append(row.Cells, r.cell(f, &records[i].Is))
			}
		}
		view.Table.Rows = append(view.Table.Rows, row)
	}
	return nil
}

// figures are how many records there are, what they add up to, and what the room counts of them.
func (d desk[T]) figures(c *web.Context, tx *store.Tx, where []Condition) (all []Figure, total int, err error) {
	scope := c.Actor.Scope(d.Reading)
	var names []string
	var fields []Field[T]
	for _, f := range d.Fields {
		if f.Summed {
			names, fields = append(names, f.Name), append(fields, f)
		}
	}
	n, sums, err := d.Sums(c.Context(), tx, scope, where, names...)
	if err != nil || n == 0 {
		return nil, 0, err
	}
	all = append(all, Figure{Term: d.Term, Value: web.Grouped(n), Unit: "条"})
	for i, f := range fields {
		figure := Figure{Term: f.Term + "合计", Value: web.Grouped(sums[i]), Unit: f.Unit}
		if f.kind() == "money" {
			figure.Value, figure.Unit = money.Fen(sums[i]).Grouped(), "元"
		}
		all = append(all, figure)
	}
	if d.Figures != nil {
		more, err := d.Figures(c.Context(), tx, scope, where)
		return append(all, more...), int(n), err
	}
	return all, int(n), nil
}

// export hands out the list as a file. What may be withheld stays here.
func (d desk[T]) export(c *web.Context) error {
	var t report.Table
	err := d.db.Write(c.Context(), func(tx *store.Tx) error {
		s, err := d.ask(c, tx)
		if err != nil {
			return err
		}
		if err := s.filter.Err(); err != nil {
			return err
		}
		records, err := d.List(c.Context(), tx, c.Actor.Scope(d.Reading), s.query)
		if err != nil {
			return err
		}
		r, err := d.readerOf(c.Context(), tx, c.Actor, records)
		if err != nil {
			return err
		}
		t = d.table(r, records, tx.Today())
		return audit.Append(c.Context(), tx, c.Actor, audit.Entry{
			Act: d.act("export"), Subject: d.Name, Division: c.Actor.Division, Details: map[string]string{"rows": fmt.Sprint(len(records))},
		})
	})
	if err == nil {
		err = t.Check()
	}
	if err != nil {
		return fmt.Errorf("export %s: %w", d.Name, err)
	}
	return c.Download(t.Name+"-"+t.AsOf.String()+".xlsx", t.Workbook)
}

func (d desk[T]) table(r *reader[T], records []Record[T], today month.Day) report.Table {
	t := report.Table{Name: d.Term, Title: d.Term + "登记簿", Source: d.Source, AsOf: today, Groups: []report.Group{{}}}
	fields := d.columns()
	for _, f := range fields {
		t.Columns = append(t.Columns, f.column())
	}
	t.Columns = append(t.Columns, report.Column{Name: "登记人", Kind: report.Text})
	for i := range records {
		var row report.Row
		for _, f := range fields {
			row = append(row, r.exported(f, &records[i].Is))
		}
		t.Add(append(row, report.Words(records[i].Author))...)
	}
	t.Sum()
	return t
}

// A formView is the form of a new record or of a correction.
type formView struct {
	Lead, Path, Back string
	Form             *web.Form
	Inputs           []input
	Correcting       bool
	Record           string // what is corrected
}

func (d desk[T]) blank(c *web.Context) error {
	form := c.Blank()
	err := d.db.Read(c.Context(), func(tx *store.Tx) error {
		form.Set("key", tx.NewID())
		return nil
	})
	if err != nil {
		return err
	}
	return d.blankPage(c, form)
}

func (d desk[T]) blankPage(c *web.Context, form *web.Form) error {
	view := formView{Lead: d.Lead, Path: d.Path, Back: d.Path, Form: form}
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view.Inputs, err = d.inputs(c, tx, false)
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb(d.Term, d.Path)
	return c.Render(d.pages, "record.form", "登记"+d.Term, view)
}

// keyForm is what the key of a form looks like.
var keyForm = regexp.MustCompile(`^[0-9a-zA-Z]{22}$`)

// entered takes in a new record, once, however often the form comes.
func (d desk[T]) entered(c *web.Context) error {
	form := c.Form()
	key := form.Text("key")
	err := d.db.Write(c.Context(), func(tx *store.Tx) error {
		if !keyForm.MatchString(key) {
			return fault.Conflict("这张表已经失效，请重新打开“登记%s”再填写", d.Term)
		}
		if err := tx.Lock(c.Context(), d.Name+"/"+key); err != nil {
			return err
		}
		if done, err := d.known(c.Context(), tx, key); err != nil || done {
			return err
		}
		var r T
		if err := d.fillIn(c, tx, form, &r, false); err != nil {
			return err
		}
		return d.enter(c.Context(), tx, c.Actor, []string{key}, []T{r})
	})
	if form.Refused(err) {
		return d.blankPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已登记。")
	return c.Redirect(d.Path + "/" + key)
}

// fillIn reads one record from a form.
func (d desk[T]) fillIn(c *web.Context, tx *store.Tx, form *web.Form, r *T, correcting bool) error {
	for _, f := range d.Fields {
		if f.Given || correcting && f.Fixed {
			continue
		}
		if err := d.readField(c, tx, form, f, r); err != nil {
			return err
		}
	}
	return form.Err()
}

func (d desk[T]) readField(c *web.Context, tx *store.Tx, form *web.Form, f Field[T], r *T) error {
	scope := c.Actor.Scope(d.Writing)
	switch at := f.At(r).(type) {
	case *money.Fen:
		*at = form.Money(f.Name)
	case *month.Day:
		*at = form.Day(f.Name)
	case *int64:
		*at = int64(form.Count(f.Name))
	case *bool:
		*at = form.Ticked(f.Name)
	case *division.Code:
		return d.readPlace(c, tx, form, f.Name, at)
	case *string:
		text := form.Text(f.Name)
		if f.Typed != nil && text != "" {
			kept, err := f.Typed(c.Context(), tx, scope, text)
			if sentence, ok := fault.Sentence(err); ok {
				form.Fault(f.Name, "%s", sentence)
				return nil
			}
			*at = kept
			return err
		}
		if len([]rune(text)) > longest {
			form.Fault(f.Name, "最多 %d 个字", longest)
		}
		*at = text
	}
	return d.chosen(c, tx, form, f)
}

// longest is up to how many characters a field may have.
const longest = 1000

func (d desk[T]) readPlace(c *web.Context, tx *store.Tx, form *web.Form, name string, at *division.Code) error {
	text := form.Text(name)
	if text == "" {
		return nil
	}
	places, err := d.Places(c.Context(), tx)
	if err != nil {
		return err
	}
	code, err := places.Code(text, c.Actor.Scope(d.Writing).Division())
	if sentence, ok := fault.Sentence(err); ok {
		form.Fault(name, "%s", sentence)
		return nil
	}
	*at = code
	return err
}

// chosen refuses what is none of the field's choices.
func (d desk[T]) chosen(c *web.Context, tx *store.Tx, form *web.Form, f Field[T]) error {
	text := form.Text(f.Name)
	if f.Choices == nil || text == "" {
		return nil
	}
	choices, err := f.Choices(c.Context(), tx, c.Actor.Scope(d.Writing))
	if err == nil && !slices.ContainsFunc(choices, func(x web.Choice) bool { return x.Value == text }) {
		form.Fault(f.Name, "请从列出的%s中选择", f.Term)
	}
	return err
}
