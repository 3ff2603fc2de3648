package app

import (
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// provisions are the public pages of the law as it stands (法规参数): every value of every room on any day, where it comes
// from, what is doubtful about it, and what stood before it.
type provisions struct {
	db    *store.DB
	law   *rules.Book
	pages *web.Pages
}

func newProvisions(db *store.DB, law *rules.Book) *provisions {
	return &provisions{db: db, law: law, pages: web.Parse(deskPages)}
}

// room declares the pages like those of a room.
func (p *provisions) room() room.Room {
	return room.Room{
		Name: "provision", Term: "法规参数",
		Acts: map[string]string{loadingLaw: "载入区划和法规参数"},
		Menu: []web.Link{{Group: "管理", Term: "法规参数", Path: "/provisions", Icon: "scale", Needs: web.SignedIn()}},
		Routes: func(m *web.Mux) {
			m.Handle("GET /provisions", web.Public(), p.index)
			m.Handle("GET /provisions/{name}", web.Public(), p.history)
		},
	}
}

func (p *provisions) county() division.Code { return division.Code(p.db.County() + "000000") }

// The warnings by which values can be sought.
var warnings = []struct {
	key, word string
	holds     func(rules.Provision) bool
}{
	{"demo", "演示值", func(v rules.Provision) bool { return v.Demo }},
	{"unconfirmed", "待确认", func(v rules.Provision) bool { return v.Unconfirmed != "" }},
	{"doubt", "存疑", func(v rules.Provision) bool { return v.Doubt != "" }},
	{"ended", "已到期", func(v rules.Provision) bool { return v.Over() }},
}

// A provisionsView is the values on a day as a page.
type provisionsView struct {
	Filter   *web.Form
	Day      month.Day
	Shelves  []web.Choice
	Warnings []web.Choice
	Groups   []provisionGroup
	Count    int
	All      int
	Version  string
}

type provisionGroup struct {
	Shelf  string
	Values []rules.Provision
}

func (p *provisions) index(c *web.Context) error {
	view := provisionsView{Filter: c.Filter(), Day: month.Today(c.Now()), Version: p.law.Version()}
	if view.Filter.Value("day") != "" {
		if day := view.Filter.Day("day"); day.Known() {
			view.Day = day
		}
	} else {
		view.Filter.Set("day", view.Day.String())
	}
	all := p.law.On(p.county(), view.Day)
	view.All = len(all)
	view.offer(all)
	for _, v := range all {
		if !view.keeps(v) {
			continue
		}
		if n := len(view.Groups); n == 0 || view.Groups[n-1].Shelf != v.Shelf {
			view.Groups = append(view.Groups, provisionGroup{Shelf: v.Shelf})
		}
		last := &view.Groups[len(view.Groups)-1]
		last.Values, view.Count = append(last.Values, v), view.Count+1
	}
	return c.Render(p.pages, "provision.index", "法规参数", view)
}

// offer lists what the values can be narrowed to.
func (v *provisionsView) offer(all []rules.Provision) {
	for _, p := range all {
		if !slices.ContainsFunc(v.Shelves, func(c web.Choice) bool { return c.Value == p.Shelf }) {
			v.Shelves = append(v.Shelves, web.Choice{Value: p.Shelf, Label: p.Shelf})
		}
	}
	for _, w := range warnings {
		v.Warnings = append(v.Warnings, web.Choice{Value: w.key, Label: w.word})
	}
}

func (v *provisionsView) keeps(p rules.Provision) bool {
	if shelf := v.Filter.Text("shelf"); shelf != "" && shelf != p.Shelf {
		return false
	}
	for _, w := range warnings {
		if v.Filter.Text("mark") == w.key && !w.holds(p) {
			return false
		}
	}
	sought := strings.ToLower(v.Filter.Text("text"))
	return sought == "" || strings.Contains(strings.ToLower(p.Title()+" "+p.Text+" "+p.Source), sought)
}

// A provisionView is one parameter with all its values.
type provisionView struct {
	Term   string
	Unit   string
	Shelf  string
	Day    month.Day
	Groups []classGroup
}

type classGroup struct {
	Term   string // of the class; empty: the parameter has none
	Values []datedEntry
}

// A datedEntry is a value and how it stands on the day.
type datedEntry struct {
	*rules.Entry
	State string // 有效, 尚未生效, 已到期, 已被取代
	Kind  string
}

func (p *provisions) history(c *web.Context) error {
	all := p.law.History(p.county(), c.Path("name"))
	if len(all) == 0 {
		return fault.NotFound("没有这一项法规参数，请从法规参数页重新进入")
	}
	view := provisionView{Term: all[0].Term, Unit: all[0].Unit, Shelf: all[0].Shelf, Day: month.Today(c.Now())}
	if day := c.Filter().Day("day"); day.Known() {
		view.Day = day
	}
	standing := map[*rules.Entry]bool{}
	for _, v := range p.law.On(p.county(), view.Day) {
		standing[v.Entry] = v.Standing == rules.InForce
	}
	for _, e := range all {
		if n := len(view.Groups); n == 0 || view.Groups[n-1].Term != e.ClassTerm {
			view.Groups = append(view.Groups, classGroup{Term: e.ClassTerm})
		}
		last := &view.Groups[len(view.Groups)-1]
		d := datedEntry{Entry: e, State: "已被取代", Kind: "quiet"}
		switch {
		case standing[e]:
			d.State, d.Kind = "有效", "good"
		case e.From > view.Day:
			d.State, d.Kind = "尚未生效", "wait"
		case e.Until.Known() && e.Until <= view.Day:
			d.State = "已到期"
		}
		last.Values = append(last.Values, d)
	}
	c.Crumb("法规参数", "/provisions?day="+view.Day.String())
	return c.Render(p.pages, "provision.show", view.Term, view)
}
