package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2/memstore"
	"golang.org/x/net/html"

	"minzheng/county/zhushan"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
)

// A door is the real house with an invented township in it, and everybody who works there signed in.
type door struct {
	name     string // of the database
	bureau   *Bureau
	mux      *web.Mux
	log      *bytes.Buffer
	officers []access.Actor
	cookies  map[string]*http.Cookie // of officers
	known    sights
}

// doors opens one door in each database.
func doors(f *testing.F) []*door {
	f.Helper()
	var all []*door
	for _, p := range storetest.Places() {
		db := storetest.Open(f, p.Address(f))
		log := &bytes.Buffer{}
		d := &door{name: p.Name, log: log, cookies: map[string]*http.Cookie{}}
		d.bureau = &Bureau{db: db, config: &Config{
			Data:    f.TempDir(),
			process: Process{Clock: db.Clock(), Env: func(string) string { return "" }, Out: io.Discard, Err: log},
		}}
		d.settle(f)
		all = append(all, d)
	}
	return all
}

func (d *door) settle(f *testing.F) {
	f.Helper()
	ctx := context.Background()
	check := func(err error) {
		f.Helper()
		if err != nil {
			f.Fatal(err)
		}
	}
	check(d.bureau.db.Settle(ctx, zhushan.Code, true))
	check(d.bureau.furnish(ctx))
	accounts, err := d.bureau.demonstrate(ctx, demoCommand{Scale: "tiny"})
	check(err)
	for _, a := range accounts {
		d.officers = append(d.officers, access.Actor{ID: a.SignIn, Name: a.Name, Role: a.Role, Division: a.Division})
	}
	slices.Reverse(d.officers) // who sees most comes first
	config, err := d.bureau.door(ctx)
	check(err)
	config.Log = slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelError}))
	config.Sessions, config.Identify = memstore.New(), d.identify // what is thrown at the accounts must not shut the thrower out
	mux := web.New(config)
	mux.Handle("POST /admission/{officer}", web.Public(), func(c *web.Context) error { return c.SignIn(c.Path("officer"), "") })
	d.mux, err = d.bureau.routed(mux)
	check(err)
	d.explore()
}

func (d *door) identify(_ context.Context, officer, _ string) (web.Identity, error) {
	for _, by := range d.officers {
		if by.ID == officer {
			return web.Identity{Actor: by, Role: by.Role.Term(), Place: "竹山县"}, nil
		}
	}
	return web.Identity{}, fault.NotFound("没有这个人")
}

// send has an officer send a request, and signs them in again where the request before signed them out.
func (d *door) send(by access.Actor, request func() *http.Request) *httptest.ResponseRecorder {
	for {
		r := request()
		if c := d.cookies[by.ID]; c != nil {
			r.AddCookie(c)
		}
		answer := httptest.NewRecorder()
		d.mux.ServeHTTP(answer, r)
		if to := answer.Header().Get("Location"); !strings.HasPrefix(to, "/sign-in") || r.Method == http.MethodPost && r.URL.Path == "/sign-out" {
			return answer
		}
		admitted := httptest.NewRecorder()
		d.mux.ServeHTTP(admitted, httptest.NewRequest(http.MethodPost, "/admission/"+by.ID, nil))
		for _, c := range admitted.Result().Cookies() {
			d.cookies[by.ID] = c
		}
	}
}

// admit sends a request as the first officer whom the route lets in; a request that nobody may send is refused to the last.
func (d *door) admit(pattern string, request func() *http.Request) *httptest.ResponseRecorder {
	var answer *httptest.ResponseRecorder
	for _, by := range d.officers {
		if needed, needs := d.known.gates[pattern].Permission(); needs && !by.Can(needed) {
			continue
		}
		answer = d.send(by, request)
		if answer.Code != http.StatusForbidden && answer.Code != http.StatusNotFound {
			break
		}
	}
	return answer
}

// longestAnswer is what one request may take, on a machine that does other things as well.
const longestAnswer = 20 * time.Second

// answered fails when an answer is not one that a person can go on from: an internal error, a page that is not whole, a
// sentence that is missing. What the program logged says why.
func (d *door) answered(t *testing.T, what string, send func() *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	t.Helper()
	d.log.Reset()
	begun := time.Now()
	answer := send()
	took := time.Since(begun)
	if answer == nil {
		t.Fatalf("%s, %s: nobody may send it", d.name, what)
	}
	if answer.Code >= http.StatusInternalServerError && answer.Code != http.StatusServiceUnavailable || d.log.Len() > 0 {
		t.Fatalf("%s, %s: %d\n%s", d.name, what, answer.Code, d.log)
	}
	if took > longestAnswer {
		t.Errorf("%s, %s: took %s", d.name, what, took)
	}
	if to := answer.Header().Get("Location"); to != "" && web.Local(to) != to {
		t.Errorf("%s, %s: leads to %q", d.name, what, to)
	}
	if strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
		for _, wrong := range wholePage(answer.Body.Bytes()) {
			t.Errorf("%s, %s: %s", d.name, what, wrong)
		}
	}
	return answer
}

// void are the elements that have no end.
var void = []string{"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}

// leading are the attributes that lead somewhere.
var leading = []string{"action", "formaction", "href", "src"}

// wholePage says what is wrong with the markup of a page, as a reader that forgives nothing sees it.
func wholePage(page []byte) []string {
	var wrong []string
	if !utf8.Valid(page) || bytes.IndexByte(page, 0) >= 0 {
		wrong = append(wrong, "the page is not plain text")
	}
	var open []string
	ids := map[string]bool{}
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch {
		case kind == html.EndTagToken && (len(open) == 0 || open[len(open)-1] != token.Data):
			return append(wrong, fmt.Sprintf("</%s> ends %q", token.Data, open))
		case kind == html.EndTagToken:
			open = open[:len(open)-1]
		case kind == html.StartTagToken && !slices.Contains(void, token.Data):
			open = append(open, token.Data)
		}
		for _, a := range token.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), strings.ContainsAny(a.Key, "\"'<>"),
				slices.Contains(leading, a.Key) && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:"):
				wrong = append(wrong, fmt.Sprintf("<%s %s=%q>", token.Data, a.Key, a.Val))
			case a.Key == "id" && ids[a.Val]:
				wrong = append(wrong, "two elements are called "+a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			}
		}
	}
	if len(open) > 0 {
		wrong = append(wrong, fmt.Sprintf("no end of %q", open))
	}
	return wrong
}

// The sights are what can be asked at the door: routes, real addresses, and the forms that stand on the pages.
type sights struct {
	routes  []web.Route
	gates   map[string]web.Gate
	patient map[string]bool         // routes that may take long
	ids     map[string][]string     // what has stood for a wildcard, by the path before it: "/person/"
	asked   map[string][]string     // names of what an address asks for, by pattern
	forms   map[string][]url.Values // what the forms of a route send when nobody has touched them
}

// explore walks over the pages as everybody who works here.
func (d *door) explore() {
	d.known = sights{
		routes: slices.DeleteFunc(d.mux.Routes(), func(r web.Route) bool { return strings.HasPrefix(r.Path(), "/admission/") }),
		gates:  map[string]web.Gate{}, patient: map[string]bool{}, ids: map[string][]string{}, asked: map[string][]string{}, forms: map[string][]url.Values{},
	}
	finder := http.NewServeMux()
	for _, r := range d.known.routes {
		d.known.gates[r.Pattern], d.known.patient[r.Pattern] = r.Gate, r.Patient
		finder.HandleFunc(r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	visits := map[string]bool{}
	for _, by := range d.officers {
		d.walk(by, finder, visits)
	}
}

// walk looks at one page of each route, and at one that takes long only where nobody has looked before.
func (d *door) walk(by access.Actor, finder *http.ServeMux, visits map[string]bool) {
	for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
		request := func() *http.Request { return httptest.NewRequest(http.MethodGet, queue[0], nil) }
		_, pattern := finder.Handler(request())
		visit := pattern
		if !d.known.patient[pattern] {
			visit += " " + by.ID
		}
		if pattern == "" || visits[visit] {
			continue
		}
		answer := d.send(by, request)
		visits[visit] = answer.Code == http.StatusOK
		if answer.Code != http.StatusOK || !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
			continue
		}
		page, err := html.Parse(answer.Body)
		if err != nil {
			continue
		}
		queue = append(queue, d.known.learn(page, request().URL, finder)...)
	}
}

// learn takes from a page where its links and forms lead, and gives the links.
func (k *sights) learn(page *html.Node, at *url.URL, finder *http.ServeMux) (links []string) {
	note := func(method, address string) (string, *url.URL) {
		to, err := at.Parse(address)
		if err != nil || to.Host != at.Host {
			return "", nil
		}
		r := httptest.NewRequest(method, "/", nil)
		r.URL = to
		_, pattern := finder.Handler(r)
		k.place(pattern, to.Path)
		for name := range to.Query() {
			k.ask(pattern, name)
		}
		return pattern, to
	}
	for n := range page.Descendants() {
		switch n.Data {
		case "a":
			if _, to := note(http.MethodGet, attribute(n, "href")); to != nil && attribute(n, "href") != "" {
				links = append(links, to.RequestURI())
			}
		case "form":
			method := strings.ToUpper(attribute(n, "method"))
			if method == "" {
				method = http.MethodGet
			}
			k.form(note, method, attribute(n, "action"), n, page)
		}
	}
	return links
}

func (k *sights) form(note func(method, address string) (string, *url.URL), method, action string, form, page *html.Node) {
	pattern, _ := note(method, action)
	values := url.Values{}
	id := attribute(form, "id")
	for c := range page.Descendants() {
		if c.Data == "button" && attribute(c, "formaction") != "" && inside(c, form) {
			if other, _ := note(http.MethodPost, attribute(c, "formaction")); other != "" {
				k.forms[other] = append(k.forms[other], values)
			}
		}
		if name := attribute(c, "name"); name != "" && slices.Contains([]string{"input", "select", "textarea", "button"}, c.Data) &&
			(inside(c, form) || id != "" && attribute(c, "form") == id) {
			values.Add(name, standing(c))
		}
	}
	if pattern == "" {
		return
	}
	if method == http.MethodGet {
		for name := range values {
			k.ask(pattern, name)
		}
		return
	}
	k.forms[pattern] = append(k.forms[pattern], values)
}

// place remembers what stands in an address for the wildcards of its pattern.
func (k *sights) place(pattern, path string) {
	_, shape, _ := strings.Cut(pattern, " ")
	parts, real := strings.Split(shape, "/"), strings.Split(path, "/")
	if len(parts) != len(real) {
		return
	}
	for i, part := range parts {
		if before := strings.Join(parts[:i], "/"); strings.HasPrefix(part, "{") && part != "{$}" && !slices.Contains(k.ids[before], real[i]) {
			k.ids[before] = append(k.ids[before], real[i])
		}
	}
}

func (k *sights) ask(pattern, name string) {
	if pattern != "" && !slices.Contains(k.asked[pattern], name) {
		k.asked[pattern] = append(k.asked[pattern], name)
		slices.Sort(k.asked[pattern])
	}
}

// address is the path of a route with something for each wildcard: what was seen there, or the junk where there is some.
func (k *sights) address(r web.Route, pick int, junk string) string {
	parts := strings.Split(strings.TrimSuffix(r.Path(), "{$}"), "/")
	shape := slices.Clone(parts)
	for i, part := range shape {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		seen := k.ids[strings.Join(shape[:i], "/")]
		switch {
		case junk != "" && junk != "." && junk != "..":
			parts[i] = url.PathEscape(junk)
		case len(seen) > 0:
			parts[i] = url.PathEscape(seen[pick%len(seen)])
		default:
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

func inside(n, form *html.Node) bool {
	for a := range n.Ancestors() {
		if a == form {
			return true
		}
	}
	return false
}

// standing is what a field sends as it stands; of choices, the first.
func standing(c *html.Node) string {
	switch c.Data {
	case "select":
		for o := range c.Descendants() {
			if o.Data == "option" && attribute(o, "value") != "" {
				return attribute(o, "value")
			}
		}
	case "textarea":
		if c.FirstChild != nil {
			return c.FirstChild.Data
		}
	}
	return attribute(c, "value")
}
