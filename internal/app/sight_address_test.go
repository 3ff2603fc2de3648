package app

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"minzheng/internal/engine/web"
)

// addresses are where a county can be asked: for each route the addresses that pages lead to, and the forms that they
// send. Nobody writes them down: they are read from the pages of officers who see much, so that a new route is walked
// as soon as a page leads to it.
type addresses struct {
	routes []web.Route
	match  *http.ServeMux
	gets   map[string][]string
	posts  map[string][]errand
}

// An errand is a form, filled in and ready to be sent.
type errand struct {
	target string
	form   url.Values
}

func newAddresses(routes []web.Route) *addresses {
	a := &addresses{routes: routes, match: http.NewServeMux(), gets: map[string][]string{}, posts: map[string][]errand{}}
	for _, r := range routes {
		a.match.HandleFunc(r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return a
}

// route is the pattern that answers an address; empty for none.
func (a *addresses) route(method, target string) string {
	_, pattern := a.match.Handler(httptest.NewRequest(method, target, nil))
	return pattern
}

// kind tells addresses apart by their route and what is asked in the query, not by whom they are about.
func kind(pattern, target string) string {
	_, query, _ := strings.Cut(target, "?")
	values, _ := url.ParseQuery(query)
	keys := []string{pattern}
	for k, v := range values {
		if v[0] != "" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys[1:])
	return strings.Join(keys, " ")
}

// crawl opens what the pages lead to, from the given addresses on, at most so many of each kind that
// are not opened yet, and hands each answer to check.
func (a *addresses) crawl(g *guest, starts []string, most int, opened map[string]int, random *rand.Rand, check func(target string, v visit)) {
	queue, queued := slices.Clone(starts), map[string]bool{}
	for len(queue) > 0 {
		target := queue[0]
		queue = queue[1:]
		pattern := a.route(http.MethodGet, target)
		k := kind(pattern, target)
		if pattern == "" || queued[target] || opened[k] >= most {
			continue
		}
		queued[target] = true
		v := g.get(target)
		if v.status != http.StatusForbidden {
			opened[k]++
		}
		check(target, v)
		if v.status != http.StatusOK {
			continue
		}
		a.note(pattern, target)
		if !strings.HasPrefix(v.kind, "text/html") {
			continue
		}
		page, err := html.Parse(bytes.NewReader(v.body))
		if err != nil {
			continue
		}
		found := a.read(page, target)
		random.Shuffle(len(found), func(i, j int) { found[i], found[j] = found[j], found[i] })
		queue = append(queue, found...)
	}
}

func (a *addresses) note(pattern, target string) {
	if !slices.Contains(a.gets[pattern], target) {
		a.gets[pattern] = append(a.gets[pattern], target)
	}
}

// read gives the addresses that a page leads to and keeps the forms it sends.
func (a *addresses) read(page *html.Node, from string) (found []string) {
	here, _ := url.Parse(from)
	local := func(text string) string {
		to, err := here.Parse(text)
		if err != nil || to.Host != "" || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "/static/") {
			return ""
		}
		to.Fragment = ""
		return to.RequestURI()
	}
	for n := range page.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, at := range n.Attr {
			if at.Key == "href" || at.Key == "src" || strings.HasPrefix(at.Key, "hx-") && strings.HasPrefix(at.Val, "/") {
				if to := local(at.Val); to != "" {
					found = append(found, to)
				}
			}
		}
		if n.Data != "form" {
			continue
		}
		targets := []string{local(attributeOf(n, "action"))}
		for b := range page.Descendants() {
			if b.Data == "button" && attributeOf(b, "formaction") != "" {
				targets = append(targets, local(attributeOf(b, "formaction")))
			}
		}
		values := filled(n, page)
		for _, to := range targets {
			if strings.EqualFold(attributeOf(n, "method"), "post") {
				a.keep(to, values)
				continue
			}
			path, _, _ := strings.Cut(to, "?")
			found = append(found, path+"?"+values.Encode())
		}
	}
	return found
}

// keep notes a form; for one route some dozen are enough.
func (a *addresses) keep(to string, values url.Values) {
	pattern := a.route(http.MethodPost, to)
	if to == "" || pattern == "" || len(a.posts[pattern]) > 40 {
		return
	}
	a.posts[pattern] = append(a.posts[pattern], errand{to, values})
}

func attributeOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// filled is what a person would send of a form: what stands there, and something likely in what is empty.
func filled(form, page *html.Node) url.Values {
	values := url.Values{}
	for n := range page.Descendants() {
		name := attributeOf(n, "name")
		if name == "" || !belongsTo(n, form) {
			continue
		}
		value := attributeOf(n, "value")
		switch n.Data {
		case "input":
			switch attributeOf(n, "type") {
			case "checkbox", "radio":
				if !values.Has(name) || attributeOf(n, "checked") != "" {
					values.Set(name, value)
				}
				continue
			case "submit", "file", "reset":
				continue
			}
		case "button":
			if value != "" && !values.Has(name) {
				values.Set(name, value)
			}
			continue
		case "textarea":
			if n.FirstChild != nil {
				value = n.FirstChild.Data
			}
		case "select":
			for o := range n.Descendants() {
				if o.Data == "option" && value == "" {
					value = attributeOf(o, "value")
				}
			}
		default:
			continue
		}
		if value == "" {
			value = likely(name)
		}
		values.Set(name, value)
	}
	return values
}

func belongsTo(n, form *html.Node) bool {
	if id := attributeOf(n, "form"); id != "" {
		return id == attributeOf(form, "id")
	}
	for up := n.Parent; up != nil; up = up.Parent {
		if up == form {
			return true
		}
	}
	return false
}

// likely is what somebody might write into an empty field.
func likely(name string) string {
	for _, l := range []struct{ part, value string }{
		{"day", "2026-11-20"},
		{"from", "2026-11-20"},
		{"until", "2026-11-21"},
		{"month", "2026-11"},
		{"birth", "1950-01-01"},
		{"amount", "100"},
		{"number", ""},
		{"name", "赵小满"},
		{"account", "6230000000000000000"},
		{"phone", "0719-0000000"},
		{"division", string(demoVillage)},
		{"place", "宝丰镇"},
		{"struck", ""},
	} {
		if strings.Contains(name, l.part) {
			return l.value
		}
	}
	return "核对后填写"
}

var part = regexp.MustCompile(`\{[a-z]+\$?\}`)

// complete finds addresses for the routes that no page led to, from those that begin alike: who knows a roster knows
// where its review would be. It gives back the routes for which there is none.
func (a *addresses) complete() (missing []string) {
	for _, r := range a.routes {
		method, path := r.Method(), r.Path()
		if method == http.MethodGet && len(a.gets[r.Pattern]) > 0 || method == http.MethodPost && len(a.posts[r.Pattern]) > 0 {
			continue
		}
		targets := a.like(path)
		if len(targets) == 0 {
			missing = append(missing, r.Pattern)
		}
		for _, to := range targets {
			if method == http.MethodGet {
				a.note(r.Pattern, to)
				continue
			}
			a.keep(to, url.Values{"reason": {"核对后填写"}, "seen": {"1"}, "version": {"1"}, "edition": {"1"}, "name": {"赵小满"}, "outcome": {"wrong"}})
		}
	}
	return missing
}

// like gives addresses of the path with its parts taken from those of other routes.
func (a *addresses) like(path string) (targets []string) {
	holes := part.FindAllStringIndex(path, -1)
	if len(holes) == 0 {
		return []string{path}
	}
	head, tail := path[:holes[len(holes)-1][1]], path[holes[len(holes)-1][1]:]
	form := regexp.MustCompile("^" + strings.Join(mapped(part.Split(head, -1), regexp.QuoteMeta), "[^/?]+") + "(?:[/?]|$)")
	for _, known := range a.everywhere() {
		if found := form.FindString(known); found != "" {
			to := strings.TrimRight(found, "/?") + tail
			if !slices.Contains(targets, to) && len(targets) < 20 && a.route(http.MethodGet, strings.TrimRight(found, "/?")) != "" {
				targets = append(targets, to)
			}
		}
	}
	return targets
}

func mapped(list []string, f func(string) string) []string {
	for i := range list {
		list[i] = f(list[i])
	}
	return list
}

// everywhere are all known addresses in a fixed order.
func (a *addresses) everywhere() (all []string) {
	for _, r := range a.routes {
		all = append(all, a.gets[r.Pattern]...)
		for _, e := range a.posts[r.Pattern] {
			all = append(all, e.target)
		}
	}
	return all
}
