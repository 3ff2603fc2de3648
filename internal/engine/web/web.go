// Package web (页面) is how the platform shows itself: routes, forms, sessions, the
// layout, the components of pages and the static files.
//
// It is the only place where a fault becomes a status code and where a person
// is recognised behind a request. It does not know any room, any table or any
// rule of law, and it does not open the database: sessions live in a store
// that the officer register hands in, people are recognised by a function of
// the same register.
//
// Start reading with [New], [Mux.Handle] and [Context]. Then the example.
//
// # A room's page, complete
//
// The room embeds its pages and parses them once:
//
//	//go:embed pages
//	var pageFiles embed.FS
//
//	type Person struct {
//		db    *store.DB
//		pages *web.Pages
//	}
//
//	func New(db *store.DB) *Person {
//		return &Person{db: db, pages: web.Parse(pageFiles)}
//	}
//
// Every route states who may come in. There is no way to write one without:
//
//	func (p *Person) routes(m *web.Mux) {
//		m.Handle("GET /person", web.Needs(Read), p.index)
//		m.Handle("GET /person/new", web.Needs(Enter), p.blank)
//		m.Handle("POST /person", web.Needs(Enter), p.register)
//		m.Handle("GET /person/{id}", web.Needs(Read), p.show)
//		m.Handle("POST /person/import", web.Needs(Import), p.take, web.Uploads)
//	}
//
// Whatever they show is noted as read before it is sent, under the name of the permission; see [Reading].
//
// The gate only asks whether the role may do such a thing at all; whether this
// officer may do it in this village is asked again by the act.
//
// A handler is thin: bind, call the one act, show the one view.
//
//	func (p *Person) blank(c *web.Context) error {
//		form := c.Blank()
//		form.Set("from", month.Today(c.Now()).String())
//		return c.Render(p.pages, "person.new", "登记人员", newView{Form: form})
//	}
//
//	func (p *Person) register(c *web.Context) error {
//		form := c.Form()
//		form.Require("name", "姓名")
//		form.Require("number", "公民身份号码")
//		r := Registration{
//			Name:   form.Text("name"),
//			Number: form.Number("number"),
//			From:   form.Day("from"),
//		}
//		id := ""
//		err := form.Err()
//		if err == nil {
//			id, err = p.Register(c.Context(), c.Actor, r)
//		}
//		if form.Refused(err) { // Invalid or Conflict: what was typed stays, faults stand at their fields
//			return c.Render(p.pages, "person.new", "登记人员", newView{Form: form})
//		}
//		if err != nil {
//			return err // NotFound, Denied, Unavailable and internal errors have their own page
//		}
//		c.Flash(web.Good, "已登记 "+r.Name+"。")
//		return c.Redirect("/person/" + id)
//	}
//
//	func (p *Person) index(c *web.Context) error {
//		pager := c.Pager(50)
//		rows, err := p.List(c.Context(), c.Actor, c.Query("village"), pager.After, pager.Limit())
//		if err != nil {
//			return err
//		}
//		rows = web.Cut(pager, rows, func(r Row) string { return r.ID })
//		return c.Render(p.pages, "person.index", "人员", indexView{Rows: rows, Pager: pager})
//	}
//
// The page is named noun.face and its file holds the body of the page. Dot is
// the view that the handler passed. Two named parts are optional: "lead" is the
// line under the heading (what this is, what state it is in), "actions" are the
// buttons beside the heading. The layout writes the h1 from the title.
//
//	<!-- pages/person.new.html -->
//	{{define "lead"}}按户口簿填写。带 * 的为必填。{{end}}
//	<form method="post" action="/person" class="form" data-guard>
//	  {{faults .Form}}
//	  <fieldset>
//	    <legend>基本情况</legend>
//	    {{field .Form "name" "姓名" "required" "autofocus"}}
//	    {{field .Form "number" "公民身份号码" "required" "type=number18" "hint=18位，末位可为X"}}
//	    {{field .Form "from" "起始日期" "type=day"}}
//	    {{choose .Form "sex" "性别" .Sexes "empty=请选择"}}
//	  </fieldset>
//	  <div class="buttons">
//	    <button class="btn btn-primary">登记</button>
//	    <a class="btn" href="/person">返回</a>
//	  </div>
//	</form>
//
//	<!-- pages/person.index.html -->
//	{{define "actions"}}<a class="btn btn-primary" href="/person/new">{{icon "plus"}}登记人员</a>{{end}}
//	<form method="get" class="filters">{{field .Filter "village" "村（社区）"}}<button class="btn">筛选</button></form>
//	{{if .Rows}}
//	<div class="scroll">
//	<table class="list">
//	  <thead><tr><th>姓名</th><th>公民身份号码</th><th class="num">年龄</th><th>状态</th></tr></thead>
//	  <tbody>{{range .Rows}}
//	    <tr><td><a href="/person/{{.ID}}">{{.Name}}</a></td><td class="code">{{.Number}}</td>
//	        <td class="num">{{.Age}}</td><td>{{status "good" "在册"}}</td></tr>{{end}}
//	  </tbody>
//	</table>
//	</div>
//	{{pager .Pager}}
//	{{else}}{{empty "这里将列出本辖区在册人员。" "/intake/new" "导入名册"}}{{end}}
//
// # Components
//
// A component is a function of the templates that writes HTML. Options are
// words ("required") or "key=value" strings. Rooms add no CSS and no script of
// their own. See the files in ui for the markup.
//
//	{{faults .Form}}                       the list of faults on top of a form; nothing when there are none
//	{{field FORM NAME LABEL options…}}     one line to write in
//	    type=text (usual), money, day, month, count, number18 (identity number), tel, password, search, area (several lines), file
//	    required, autofocus, readonly, wide, hint=…, unit=户, rows=4, accept=.xlsx, autocomplete=username, maxlength=40,
//	    apart=filter (its id is not that of a field of the same name in another form of the page)
//	{{choose FORM NAME LABEL OPTIONS …}}   a drop-down; OPTIONS is []web.Choice; empty=请选择, required, hint=…
//	{{radios FORM NAME LABEL OPTIONS …}}   the same as visible choices, for up to seven
//	{{check FORM NAME LABEL …}}            one box to tick
//	{{hidden FORM NAME}}                   a hidden field carrying the form's value
//	{{act PATH LABEL options…}}            a button that POSTs; primary, danger, quiet, icon=check, NAME:VALUE pairs as "field:name=value"
//	{{status KIND WORD}}                   state as icon + word; kinds good, warn, danger, info, wait, quiet
//	{{notice KIND TEXT}}                   a box with a sentence (good, info, warn, danger)
//	{{chip NAME DETAIL HREF}}              a person chip: name, small print, link ("" for none)
//	{{facts FACTS}}                        []web.Fact: term, value, source and date; the body of a record page
//	{{timeline MOMENTS}}                   []web.Moment: the acts, newest first
//	{{reckoning STEPS}}                    []web.Step: a calculation sheet; the binding step stands out
//	{{table TABLE}}                        web.Table: a list from Go, with columns that can be hidden; else write <table class="list">
//	{{pager PAGER}}                        next and previous page and the count
//	{{progress PROGRESS}}                  web.Progress: long work; renews itself
//	{{empty TEXT HREF LABEL}}              an empty page: what will be here and the first step
//	{{icon NAME}}                          one of the icons in assets/icons.txt, decorative
//	{{crumbs …}}                           is written by the layout from c.Crumb(term, path)
//	{{mark TEXT}}                          demo value, unconfirmed value: a small tag such as 演示值
//	{{waiting WAITING}}                    []web.Waiting: what waits, as the desk lists it
//
// Values: {{money .Fen}} 1,234.50 · {{signed .Fen}} +1,234.50 · {{yuan .Fen}} 1,234.50 元 · {{formal .Fen}} 大写 ·
// {{day .Day}} 2026年11月23日 · {{date .Day}} 2026-11-23 · {{month .Month}} 2026年11月 ·
// {{when .Time}} 2026-11-23 09:05 · {{number .Int}} 12,345 · {{percent num den}} 12.3% ·
// {{maskphone .S}} 138****5678 · {{maskaccount .S}} ****1234 · {{maskname .S}} 李*兰.
// day, date, when accept month.Day, time.Time and the ISO text the store keeps.
//
// Classes for what is written by hand: section class="card" with h2 (a panel),
// div class="cols" (two or three cards beside each other), p class="figure"
// with strong (one number that counts; several in a div class="figures"),
// dl class="facts" (class="facts single" for one column), table class="list"
// with th/td class num, code (identity and account numbers), quiet (small
// print), tr class="sum" (totals), div class="scroll" around wide tables,
// form class="form" ("form narrow" for one column) or "filters", div
// class="buttons", class="noprint", class="onlyprint", span class="quiet",
// div class="signatures" (制表 审核 负责人 side by side). Add data-guard to a form
// that is worth a warning when it is left unsaved, data-all="NAME" and hidden to
// a box that ticks all boxes of that name. The first link of a list's row is what
// Enter and a click on the row open. On a phone the script turns the rows of a
// list with one head row and no joined cells into cards.
//
// Other faces: [Context.Print] writes the same template set on paper (A4, no
// menu, date, who printed it), [Context.Confirm] asks before a destructive act,
// [Context.Download] sends a file, [Pages.Fragment] renders a panel that is
// shown on another room's page.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"minzheng/internal/engine/access"
)

// A Handler answers one route. The error it returns is turned into a status
// and a page by this package alone.
type Handler func(c *Context) error

// A Link is one entry of the menu on the left, in the bureau's own words.
type Link struct {
	Group string // heading under which the link stands, such as 底册 or 业务; links of one group stand together
	Term  string // 人员
	Path  string // "/person"
	Icon  string // a name in assets/icons.txt; may be empty
	Needs Gate   // who sees the link; the route has its own gate
	// Count says how many wait there today; nil or zero shows nothing.
	Count func(ctx context.Context, by access.Actor) (int, error)
}

// A Waiting is something that waits for the officer, as the desk (今日) lists
// it: a line with a number, a legal clock and the place to go on.
type Waiting struct {
	Term  string // what waits: 待确认待遇变动
	Text  string // what to do next, in one sentence
	Count int    // how many; zero is not shown
	Path  string // where to go on
	Until string // the legal or usual clock in words: 11月25日前; may be empty
	Late  bool   // the clock has run out
}

// An Identity is the officer behind a session as the layout shows it.
type Identity struct {
	Actor access.Actor
	Role  string // 经办
	Place string // 竹山县宝丰镇
	// MustChange holds back everything but the page where the password is changed.
	MustChange bool
}

// Config is what the roof gives to [New].
type Config struct {
	Name  string // name in the heading: 竹山县民政业务平台
	Demo  bool   // shows the banner 演示数据
	Clock func() time.Time
	Log   *slog.Logger
	// Sessions keeps session data under hashed tokens.
	Sessions scs.Store
	// Identify finds the officer of a session. Credential is what was given to
	// [Context.SignIn]: when it no longer holds (a new password, an ended
	// officer), it returns fault.Denied and the session is over.
	Identify func(ctx context.Context, officer, credential string) (Identity, error)
	// Witness notes a reading so that it survives a power cut, and returns; only then is the answer sent. When it returns
	// an error, nothing is shown.
	Witness func(ctx context.Context, by access.Actor, seen Reading) error
	Menu    []Link
	// Find says who sees the search box, which POSTs q to /find. The zero Gate shows it to nobody.
	Find Gate
	// Once remembers which forms were sent, so that the same one again does nothing; nil remembers none.
	Once Once
	// Secure says that people reach the server by https, here or at a proxy in front.
	Secure bool
	// Origins are further addresses ("https://mz.example.gov.cn") under which
	// a proxy shows this server; forms sent from them are accepted.
	Origins []string
}

// Times and sizes that hold for every session and request.
const (
	IdleTime   = 30 * time.Minute // a session unused for so long is over
	WholeTime  = 12 * time.Hour   // a session never lasts longer
	BodyLimit  = 1 << 20          // bytes of an ordinary form
	FileLimit  = 64 << 20         // bytes of a request on a route with Uploads
	heldLimit  = 64 << 10         // bytes of a form kept over a new sign-in
	seenEvery  = time.Minute      // how exactly the last use of a session is noted
	cookieName = "minzheng"
)

// A Gate says who may use a route: [Public], [SignedIn] or [Needs].
// The zero Gate lets nobody in and is refused when the route is registered.
type Gate struct {
	kind       gateKind
	permission access.Permission
}

type gateKind int

const (
	gateMissing gateKind = iota
	gatePublic
	gateSignedIn
	gateNeeds
)

// Public lets everybody in, signed in or not.
func Public() Gate { return Gate{kind: gatePublic} }

// SignedIn lets every officer in.
func SignedIn() Gate { return Gate{kind: gateSignedIn} }

// Needs lets officers in whose role has the permission, in whatever division;
// the act asks again for the division it touches.
func Needs(p access.Permission) Gate { return Gate{kind: gateNeeds, permission: p} }

// Permission is what the gate asks for, and false when it asks for none.
func (g Gate) Permission() (access.Permission, bool) { return g.permission, g.kind == gateNeeds }

// Open tells whether the gate lets strangers in.
func (g Gate) Open() bool { return g.kind == gatePublic }

// An Option changes how a route is served.
type Option func(*route)

// Uploads lets a route take files up to [FileLimit] and gives slow lines the time for it.
func Uploads(r *route) { r.limit = FileLimit; r.patient = true }

// Patient gives a route that exports or reckons for long ten minutes to answer.
func Patient(r *route) { r.patient = true }

// BeforeChange lets a route be used by an officer whose password must be
// changed first: the page for it, and signing out.
func BeforeChange(r *route) { r.beforeChange = true }

// A route is a gate, a handler and its limits.
type route struct {
	pattern      string
	gate         Gate
	handler      Handler
	limit        int64
	patient      bool
	beforeChange bool
	showsNobody  bool
	act          string // what is looked at, in words
	record       string // name of the {part} of the pattern that says which record
}

// A Route is a route as it was added with [Mux.Handle], for whoever must look at
// all of them: tests that no route is left out, lists of what can be asked.
type Route struct {
	Pattern      string // "POST /person/{id}/correction"
	Gate         Gate
	Limit        int64 // bytes of a request
	Patient      bool  // may take ten minutes
	BeforeChange bool  // may be used before the first password is changed
	ShowsNobody  bool  // its readings are not noted
}

// Method is how the route is asked: GET, POST.
func (r Route) Method() string {
	method, _, _ := strings.Cut(r.Pattern, " ")
	return method
}

// Path is the address of the route, with its {parts} in braces.
func (r Route) Path() string {
	_, path, _ := strings.Cut(r.Pattern, " ")
	return path
}

// Mux is what [Serve] serves.
var _ http.Handler = (*Mux)(nil)
