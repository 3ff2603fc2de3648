package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
)

// A Reading is what an answer shows of people's files, as [Config.Witness] has to note it before the answer is sent: who
// may look at people can be asked later what they looked at. Every route behind a gate is noted unless it says
// [ShowsNobody]; what is refused, leads elsewhere or asks for headers alone shows nothing.
//
// 查看记录. 《中华人民共和国个人信息保护法》 art 51, 54.
type Reading struct {
	Route    string        // the pattern: "GET /person/{id}"
	Act      string        // in words: 查看人员档案
	Record   string        // id of the record, empty for a list
	Division division.Code // where the record belongs; empty when the handler did not say
	Address  string        // path and filter, as they were asked for
	Count    int           // rows of a list
}

// Shows says in words what is looked at on a route, where the name of its permission does not.
func Shows(act string) Option { return func(r *route) { r.act = act } }

// ShowsNobody keeps the readings of a route out of the log: it shows no person, no household and nothing that is said of
// them. A test lists these routes.
func ShowsNobody(r *route) { r.showsNobody = true }

// settle finds the words for what the route shows. It panics when there are none.
func (r *route) settle() {
	if r.showsNobody || r.gate.kind == gatePublic {
		return
	}
	if term := r.gate.permission.Term; r.act == "" && term != "" {
		r.act = opening(r.pattern, term)
	}
	if r.act == "" {
		panic("web: the route " + r.pattern + " does not say what it shows: Shows or ShowsNobody")
	}
	if _, rest, ok := strings.Cut(r.pattern, "{"); ok {
		r.record, _, _ = strings.Cut(rest, "}")
	}
}

// opening is what somebody looks at who opens a page that needs the permission, or sends a form on it.
func opening(pattern, term string) string {
	switch {
	case strings.HasPrefix(term, "查看"):
		return term
	case strings.HasPrefix(pattern, "POST "):
		return "提交“" + term + "”"
	}
	return "打开“" + term + "”"
}

// Saw says which record the page shows and where it belongs. Without it the first {part} of the address counts as the
// record, and the reader's own division as its place.
func (c *Context) Saw(at division.Code, record string) { c.saw.Division, c.saw.Record = at, record }

// Listed says how many rows a list shows that has no [Pager].
func (c *Context) Listed(n int) { c.saw.Count = n }

// witness has the reading noted, once, before the first byte of an answer that shows something.
func (c *Context) witness(status int) error {
	r := c.shows
	if r == nil || c.Request.Method == http.MethodHead || status >= 300 && status != http.StatusUnprocessableEntity {
		return nil
	}
	seen := c.saw
	seen.Route, seen.Act, seen.Address = r.pattern, r.act, c.address()
	if seen.Record == "" && r.record != "" && r.record != "$" {
		seen.Record = c.Path(r.record)
	}
	if seen.Count == 0 && c.pager != nil {
		seen.Count = c.pager.Shown
	}
	if err := c.mux.config.Witness(c.Context(), c.Actor, seen); err != nil {
		if c.Context().Err() == nil {
			c.mux.config.Log.Error("note a reading", "number", c.number, "route", c.String(), "officer", c.Actor.ID, "error", err)
		}
		c.shows = nil
		why, said := fault.Sentence(err)
		if !said {
			why = "请稍后再试"
		}
		return fault.Unavailable("查看记录没有写下，内容不能显示：%s", why).Because(err)
	}
	c.shows = nil
	return nil
}

// address is what was asked for: the path, the filter that is not empty, and what stands in the search box.
func (c *Context) address() string {
	var text strings.Builder
	text.WriteString(c.Request.URL.Path)
	sep := "?"
	add := func(name string, values []string) {
		for _, v := range values {
			if v = fold(v); v != "" {
				text.WriteString(sep + name + "=" + v)
				sep = "&"
			}
		}
	}
	query := c.Request.URL.Query()
	for _, name := range names(query) {
		if name != "after" { // a key of the list, not of a person
			add(name, query[name])
		}
	}
	add("q", []string{c.asked})
	return text.String()
}

func names(query url.Values) []string {
	all := make([]string, 0, len(query))
	for name := range query {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
