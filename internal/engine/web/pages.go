package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"minzheng/internal/base/month"
)

//go:embed ui
var uiFiles embed.FS

// Pages are the pages of one room, each with the layout and the components at
// hand, which are put together for a page when it is first asked for: a command
// that shows no page does not pay for them.
type Pages struct {
	set map[string]func() *template.Template
}

// Parse reads every .html file below files. A page is called by its file name
// without the ending ("person.show"). A file named *.part.html is no page but
// a part that all pages of the room may call: {{template "person.row.part" .}}.
//
// It panics on a file that does not parse: that is a mistake of ours, found
// at start-up.
func Parse(files fs.FS) *Pages {
	return kitOnce().parse(files)
}

func (k *kit) parse(files fs.FS) *Pages {
	base := template.Must(k.layout.Clone())
	bodies := map[string]string{}
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".html") {
			return err
		}
		text, err := fs.ReadFile(files, p)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(path.Base(p), ".html")
		if strings.HasSuffix(name, ".part") {
			template.Must(base.New(name).Parse(string(text)))
			return nil
		}
		if _, twice := bodies[name]; twice {
			return fmt.Errorf("two pages are named %s", name)
		}
		bodies[name] = string(text)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("parse pages: %v", err))
	}
	pages := &Pages{set: map[string]func() *template.Template{}}
	for name, body := range bodies {
		if _, err := template.New("content").Funcs(k.funcs()).Parse(body); err != nil {
			panic(fmt.Sprintf("parse page %s: %v", name, err))
		}
		pages.set[name] = sync.OnceValue(func() *template.Template {
			t := template.Must(base.Clone())
			template.Must(t.New("content").Parse(body))
			return t
		})
	}
	return pages
}

// Fragment renders the body of a page without any layout: a panel that stands
// on another room's page.
func (p *Pages) Fragment(name string, view any) (template.HTML, error) {
	t, ok := p.set[name]
	if !ok {
		return "", fmt.Errorf("no page is named %s", name)
	}
	var b bytes.Buffer
	if err := t().ExecuteTemplate(&b, "content", view); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil
}

// A frame is what the layout sees; the page itself sees only View.
type frame struct {
	Name    string // of the platform
	Title   string
	View    any
	Path    string
	Nonce   string
	Demo    bool
	Who     Identity
	Signed  bool
	Menu    []menuGroup
	Crumbs  []Crumb
	Flashes []Flash
	Scheme  string // light, dark; empty: as the system asks
	Schemes []Choice
	Find    bool   // shows the search box
	Asked   string // what stands in it
	Printed string // when, for the foot of the paper
	Renew   int    // seconds after which to ask for the page again; 0: never
}

type menuGroup struct {
	Term  string
	Links []menuLink
}

type menuLink struct {
	Link
	Here    bool
	Waiting int
}

func (c *Context) writeStatus(status int, pages *Pages, layout, name, title string, view any) error {
	t, ok := pages.set[name]
	if !ok {
		return fmt.Errorf("no page is named %s", name)
	}
	f := c.frame(layout, title, view)
	var b bytes.Buffer
	if err := t().ExecuteTemplate(&b, layout, f); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	if err := c.witness(status); err != nil {
		return err
	}
	c.Writer.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.Writer.WriteHeader(status)
	if c.Request.Method != http.MethodHead {
		c.Writer.Write(c.marked(b.Bytes())) // the person may be gone; there is nobody left to tell
	}
	return nil
}

func (c *Context) frame(layout, title string, view any) frame {
	now := c.Now()
	f := frame{
		Name: c.mux.config.Name, Title: title, View: view, Path: c.Request.URL.Path, Nonce: c.Nonce,
		Scheme: c.scheme(), Schemes: schemes,
		Demo: c.mux.config.Demo, Who: c.identity, Signed: c.SignedIn(), Crumbs: c.crumbs, Renew: c.renew,
		Printed: month.Clock(now),
	}
	if layout != "paper" && !c.bare {
		f.Flashes = c.takeFlashes()
	}
	if layout == "desk" {
		f.Menu, f.Find, f.Asked = c.menu(), c.Admits(c.mux.config.Find), c.asked
	}
	return f
}

// menu is what this officer may enter. A count that cannot be had is left
// out: the menu must not stand in the way of the page.
func (c *Context) menu() []menuGroup {
	var groups []menuGroup
	here := c.here()
	for _, l := range c.mux.config.Menu {
		if !c.Admits(l.Needs) {
			continue
		}
		entry := menuLink{Link: l, Here: l.Path == here}
		if l.Count != nil {
			n, err := l.Count(c.Context(), c.Actor)
			if err != nil {
				c.mux.config.Log.Warn("count for the menu", "path", l.Path, "error", err)
			}
			entry.Waiting = n
		}
		groups = put(groups, entry)
	}
	return groups
}

// here is the menu's path under which this page lies, the longest that fits.
func (c *Context) here() string {
	at, here := c.Request.URL.Path, ""
	for _, l := range c.mux.config.Menu {
		fits := at == l.Path || l.Path != "/" && strings.HasPrefix(at, l.Path+"/")
		if fits && len(l.Path) > len(here) && c.Admits(l.Needs) {
			here = l.Path
		}
	}
	return here
}

func put(groups []menuGroup, l menuLink) []menuGroup {
	for i := range groups {
		if groups[i].Term == l.Group {
			groups[i].Links = append(groups[i].Links, l)
			return groups
		}
	}
	return append(groups, menuGroup{Term: l.Group, Links: []menuLink{l}})
}

// A kit is the layouts and components, parsed once.
type kit struct {
	layout     *template.Template
	components *template.Template
	own        *Pages
}

// kitOnce parses the embedded files when the first room asks for them; the result never changes.
var kitOnce = sync.OnceValue(func() *kit {
	k := &kit{}
	funcs := k.funcs()
	read := func(dir string) fs.FS {
		sub, err := fs.Sub(uiFiles, "ui/"+dir)
		if err != nil {
			panic(err)
		}
		return sub
	}
	k.components = template.Must(template.New("components").Funcs(funcs).ParseFS(read("component"), "*.html"))
	k.layout = template.Must(template.New("layout").Funcs(funcs).ParseFS(read("layout"), "*.html"))
	k.own = k.parse(read("page"))
	return k
})

// own are this package's pages: faults, questions, a form kept over a sign-in.
func own() *Pages { return kitOnce().own }

// component renders one of the files in ui/component.
func (k *kit) component(name string, view any) (template.HTML, error) {
	var b bytes.Buffer
	if err := k.components.ExecuteTemplate(&b, name+".html", view); err != nil {
		return "", err
	}
	return template.HTML(strings.TrimSpace(b.String())), nil
}
