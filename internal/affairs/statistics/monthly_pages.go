package statistics

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A monthlyView is the monthly table as a page.
type monthlyView struct {
	Title    string
	Month    month.Month
	Place    string
	Narrowed string // 低保 农村
	Filter   *web.Form

	Programmes, Classes, Places []web.Choice

	Tables   []tableView
	Checks   []Checked
	Failing  int
	Sources  []string
	Missing  []string // ledgers that the form wants and nobody keeps
	Public   bool
	Export   string
	Print    string
	Previous string
	Next     string

	Editions []Edition
	Prepare  bool

	tables []Table
	books  map[string]room.Ledger
	signed string // of an edition: who prepared, reviewed and signed it
}

// Publicity is the sentence about what was left out.
func (v monthlyView) Publicity() string { return publicity }

// MissingText says which columns nobody keeps a ledger for.
func (v monthlyView) MissingText() string {
	return "这些栏没有来源，不填数：" + strings.Join(v.Missing, "、")
}

// FailingText says how many rules do not hold.
func (v monthlyView) FailingText() string { return failing(v.Failing) }

func failing(n int) string {
	return fmt.Sprintf("有 %d 条校核关系不符，请先核对台账再上报。", n)
}

// monthlyOf counts the monthly table as the address asks for it.
func (s *Statistics) monthlyOf(c *web.Context, tx *store.Tx) (view monthlyView, err error) {
	r := s.reading(c.Context(), tx, c.Actor)
	tree, err := place.Read(c.Context(), tx)
	if err != nil {
		return view, err
	}
	n, err := s.narrowed(c, tx, tree, &view)
	if err != nil {
		return view, err
	}
	if view.tables, err = r.fillTables(s.monthly, n.Month, s.monthly.wantedTables(n)); err != nil {
		return view, err
	}
	view.Month, view.Place, view.books = n.Month, tree.Name(n.At), s.ledgers
	view.Title = s.monthly.Title + "（" + s.monthly.Part + "）"
	s.show(&view, s.narrowedTerm(n))
	view.addresses(n)
	view.Prepare = c.Actor.May(Preparing, county(tx)) && n.Month <= month.Of(tx.Today())
	if c.Actor.May(ReadCounty, county(tx)) {
		view.Editions, err = editionsWhere(c.Context(), tx, `e.form = $2 AND e.from_month = $3`, string(Monthly), n.Month)
	}
	return view, err
}

// narrowed reads what the address narrows the table to, and fills the choices for it.
func (s *Statistics) narrowed(c *web.Context, tx *store.Tx, tree *place.Tree, view *monthlyView) (n narrowing, err error) {
	view.Filter = c.Filter()
	scope := c.Actor.Scope(Read)
	n = narrowing{At: scope.Division(), Programme: c.Query("programme"), Class: c.Query("class")}
	if n.At.Level() < division.County {
		n.At = county(tx)
	}
	if at := readDivision(c.Query("division")); at != "" {
		if !scope.Contains(at) {
			return n, fault.NotFound("这个区划不在您负责的范围内，请从列表中选择")
		}
		n.At = at
	}
	if view.Filter.Value("month") == "" {
		view.Filter.Set("month", month.Of(tx.Today()).Previous().String())
	}
	n.Month = view.Filter.Month("month")
	if err := view.Filter.Err(); err != nil {
		return n, err
	}
	if err := inTurn(n.Month, tx.Today()); err != nil {
		return n, err
	}
	if !c.Request.URL.Query().Has("programme") {
		n.Programme = s.monthly.Classed[0]
		view.Filter.Set("programme", n.Programme)
	}
	for _, p := range s.programmes {
		view.Programmes = append(view.Programmes, web.Choice{Value: p.Code, Label: p.Short})
	}
	view.Classes = []web.Choice{{Value: "urban", Label: "城市"}, {Value: "rural", Label: "农村"}}
	if scope.Division().Level() < division.Town {
		for _, town := range tree.Children(county(tx)) {
			view.Places = append(view.Places, web.Choice{Value: string(town.Code), Label: town.Short})
		}
	}
	view.Public = c.Query("public") != "" && n.At == county(tx)
	return n, nil
}

// narrowedTerm is what the tables by division are narrowed to, in words.
func (s *Statistics) narrowedTerm(n narrowing) string {
	var words []string
	if n.Programme != "" {
		words = append(words, s.short(n.Programme))
	}
	if n.Class != "" {
		words = append(words, classTerm(n.Class))
	}
	return strings.Join(words, " ")
}

// show prints what was counted.
func (s *Statistics) show(view *monthlyView, narrowed string) {
	for i, t := range view.tables {
		if view.Public {
			t.suppress()
		} else {
			view.Checks = append(view.Checks, t.checked()...)
		}
		words := narrowed
		if t.By == "programme" {
			words = ""
		}
		view.Tables = append(view.Tables, t.view(titled(i+1, t, words), s.ledgers))
		for _, c := range t.Columns {
			if c.Ledger == "" {
				continue
			}
			if l, ok := s.ledgers[c.Ledger]; !ok {
				view.Missing = appendNew(view.Missing, c.heading())
			} else {
				view.Sources = appendNew(view.Sources, l.Term+"："+l.Source)
			}
		}
	}
	for _, c := range view.Checks {
		if c.Lack == "" && !c.Holds {
			view.Failing++
		}
	}
}

func appendNew(list []string, word string) []string {
	if slices.Contains(list, word) {
		return list
	}
	return append(list, word)
}

// addresses fills the ways from this table to others.
func (v *monthlyView) addresses(n narrowing) {
	at := func(path string, m month.Month) string {
		q := v.Filter.Set("month", m.String())
		return path + "?" + queryOf(q, "month", "division", "programme", "class", "public")
	}
	v.Previous, v.Next = at("/statistics/monthly", n.Month.Previous()), at("/statistics/monthly", n.Month.Next())
	v.Export, v.Print = at("/statistics/monthly/export", n.Month), at("/statistics/monthly/print", n.Month)
}

// queryOf is fields of a form as the query of an address.
func queryOf(f *web.Form, names ...string) string {
	q := url.Values{}
	for _, name := range names {
		if v := f.Value(name); v != "" || name == "programme" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

func (s *Statistics) monthlyPage(c *web.Context, show func(monthlyView) error) error {
	var view monthlyView
	err := s.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view, err = s.monthlyOf(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	return show(view)
}

func (s *Statistics) monthlyShow(c *web.Context) error {
	return s.monthlyPage(c, func(view monthlyView) error {
		return c.Render(s.pages, "monthly.show", view.Month.Term()+"民政统计月报", view)
	})
}

func (s *Statistics) monthlyPrint(c *web.Context) error {
	return s.monthlyPage(c, func(view monthlyView) error {
		return c.Print(s.pages, "monthly.print", view.Title, view)
	})
}

func (s *Statistics) monthlyExport(c *web.Context) error {
	return s.monthlyPage(c, func(view monthlyView) error {
		return c.Download(view.fileName()+".xlsx", func(w io.Writer) error {
			return sheet.WriteWorkbook(w, view.workbook()...)
		})
	})
}

func (v monthlyView) fileName() string {
	name := v.Place + v.Month.Term() + "民政统计月报"
	if v.Public {
		name += "（公开版）"
	}
	return name
}
