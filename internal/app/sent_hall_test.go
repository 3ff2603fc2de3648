package app

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// A hall is a county with two servers beside each other on the same books, and browsers before them.
type hall struct {
	t        *testing.T
	b        *Bureau // of the first server
	servers  []*httptest.Server
	log      *bytes.Buffer
	browsers map[string]*browser
	tables   []string
	backup   string
	n        int // counts what was made, so that each is another
}

// openHall makes the demonstration county with the two lists in it.
func openHall(t *testing.T, address string) *hall {
	t.Helper()
	h := &hall{t: t, log: &bytes.Buffer{}, browsers: map[string]*browser{}}
	clock, data := storetest.Clock(), t.TempDir()
	for i := range 2 {
		db, err := store.Open(t.Context(), address, clock)
		h.must(err)
		t.Cleanup(func() { db.Close() })
		h.must(db.Settle(t.Context(), storetest.County, true))
		config := &Config{Data: data, process: Process{Clock: clock, Env: func(string) string { return "" }, Out: io.Discard, Err: io.Discard}}
		b := &Bureau{config: config, db: db}
		h.must(b.furnish(t.Context()))
		if i == 0 {
			_, err := b.demonstrate(t.Context(), demoCommand{Scale: noScale})
			h.must(err)
			h.b = b
		}
		mux, err := b.handler(t.Context())
		h.must(err)
		server := httptest.NewServer(mux)
		t.Cleanup(server.Close)
		h.servers = append(h.servers, server)
	}
	h.read(func(tx *store.Tx) error {
		tables, err := tx.Tables(t.Context())
		for _, table := range tables {
			if table.Name != "officer_session" { // every answer may write it
				h.tables = append(h.tables, table.Name)
			}
		}
		return err
	})
	return h
}

func (h *hall) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) read(f func(tx *store.Tx) error) {
	h.t.Helper()
	h.must(h.b.db.Read(h.t.Context(), f))
}

func (h *hall) write(f func(tx *store.Tx) error) {
	h.t.Helper()
	h.must(h.b.db.Write(h.t.Context(), f))
}

// one gives the first row of a query as texts.
func (h *hall) one(query string, columns int, args ...any) []string {
	h.t.Helper()
	row, into := make([]string, columns), make([]any, columns)
	for i := range row {
		into[i] = &row[i]
	}
	h.read(func(tx *store.Tx) error {
		if err := tx.QueryRow(h.t.Context(), query, args...).Scan(into...); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
		return nil
	})
	return row
}

// counts are the rows of every table, without who looked at what and the sealing of that.
func (h *hall) counts() map[string]int {
	h.t.Helper()
	all := map[string]int{}
	h.read(func(tx *store.Tx) error {
		for _, name := range h.tables {
			if name == "audit_read" || name == "audit_unsealed" {
				continue
			}
			question := `SELECT count(*) FROM ` + name
			if name == "audit_entry" {
				question += ` WHERE act <> '` + audit.Sealing + `'`
			}
			var n int
			if err := tx.QueryRow(h.t.Context(), question).Scan(&n); err != nil {
				return err
			}
			all[name] = n
		}
		return nil
	})
	return all
}

// more is what counts have grown by.
func more(before, after map[string]int) map[string]int {
	grown := map[string]int{}
	for name, n := range after {
		if n != before[name] {
			grown[name] = n - before[name]
		}
	}
	return grown
}

// actor is a person of the demonstration, for what is made ready without a page.
func (h *hall) actor(account string) access.Actor {
	row := h.one(`SELECT o.id, o.name, p.role, p.division FROM officer_officer o JOIN officer_post p ON p.county = o.county AND p.officer = o.id WHERE o.sign_in = $1`, 4, account)
	return access.Actor{ID: row[0], Name: row[1], Role: access.Role(row[2]), Division: division.Code(row[3])}
}

// next makes a word that was not used before.
func (h *hall) next(word string) string {
	h.n++
	numerals := []rune("甲乙丙丁戊己庚辛壬癸")
	return word + string(numerals[h.n/100%10]) + string(numerals[h.n/10%10]) + string(numerals[h.n%10])
}

// A browser is one session of an officer at one of the servers.
type browser struct {
	base   string
	client *http.Client
}

// browser gives the officer's browser at a server, signed in.
func (h *hall) browser(account string, server int) *browser {
	h.t.Helper()
	key := fmt.Sprint(account, server)
	if b := h.browsers[key]; b != nil {
		return b
	}
	jar, _ := cookiejar.New(nil) // without options it cannot fail
	b := &browser{h.servers[server].URL, &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	s := &sent{action: "/sign-in", values: url.Values{"sign_in": {account}, "password": {demoPassword}}}
	if a := b.send(s); a.status != http.StatusSeeOther {
		h.t.Fatalf("%s is not let in: %d %s", account, a.status, a.text())
	}
	h.browsers[key] = b
	return b
}

// A sent is a filled-in form, as it can be sent again and again.
type sent struct {
	action string
	values url.Values
	file   []byte // for the field "file"
	name   string // of the file
}

// An answer is what came back.
type answered struct {
	status int
	to     string
	body   []byte
}

func (a answered) text() string {
	page, err := html.Parse(bytes.NewReader(a.body))
	if err != nil {
		return string(a.body)
	}
	var b strings.Builder
	for n := range page.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (b *browser) send(s *sent) answered {
	var body bytes.Buffer
	kind := "application/x-www-form-urlencoded"
	if s.file == nil {
		body.WriteString(s.values.Encode())
	} else {
		form := multipart.NewWriter(&body)
		for name, all := range s.values {
			for _, v := range all {
				_ = form.WriteField(name, v) // a buffer takes everything
			}
		}
		part, _ := form.CreateFormFile("file", s.name)
		_, _ = part.Write(s.file)
		_ = form.Close()
		kind = form.FormDataContentType()
	}
	request, err := http.NewRequest(http.MethodPost, b.base+s.action, &body)
	if err != nil {
		return answered{body: []byte(err.Error())}
	}
	request.Header.Set("Content-Type", kind)
	return b.do(request)
}

func (b *browser) get(path string) answered {
	request, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	if err != nil {
		return answered{body: []byte(err.Error())}
	}
	return b.do(request)
}

func (b *browser) do(request *http.Request) answered {
	answer, err := b.client.Do(request)
	if err != nil {
		return answered{status: 599, body: []byte(err.Error())}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return answered{status: 599, body: []byte(err.Error())}
	}
	return answered{answer.StatusCode, answer.Header.Get("Location"), body}
}

// form opens a page and takes its form with the action, filled as the page has it and then with the fields given as name,
// value. The value * is the first choice, one that begins with + is added to what stands there. Where the page shows no such form, only its token is taken.
func (h *hall) form(b *browser, page, action string, fields []string) *sent {
	h.t.Helper()
	got := b.get(page)
	if got.status != http.StatusOK {
		h.t.Fatalf("%s: %d %s", page, got.status, got.text())
	}
	doc, err := html.Parse(bytes.NewReader(got.body))
	h.must(err)
	s := &sent{action: action, values: url.Values{}}
	var found *html.Node
	for n := range doc.Descendants() {
		if n.Data != "form" || attribute(n, "method") != "post" {
			continue
		}
		to, err := url.Parse(attribute(n, "action"))
		h.must(err)
		if found == nil || to.RequestURI() == action {
			found = n
		}
		if to.RequestURI() == action {
			break
		}
	}
	if found == nil {
		h.t.Fatalf("%s has no form: %s", page, got.text())
	}
	here := attribute(found, "action") == action
	for n := range found.Descendants() {
		if name := attribute(n, "name"); name != "" && (here || name == "once") {
			s.fill(n, name, fields)
		}
	}
	if s.values.Get("once") == "" {
		h.t.Errorf("the form of %s has no token", page)
	}
	for name, value := range pairs(fields) {
		if text, ok := strings.CutPrefix(value, "+"); ok {
			value = strings.TrimSpace(s.values.Get(name)) + "\n" + text
		}
		if value != "*" {
			s.values.Set(name, value)
		}
	}
	return s
}

// fill takes what stands in one field.
func (s *sent) fill(n *html.Node, name string, fields []string) {
	chosen := maps.Collect(pairs(fields))[name] == "*"
	switch kind := attribute(n, "type"); {
	case n.Data == "select":
		for o := range n.Descendants() {
			value := attribute(o, "value")
			if o.Data == "option" && (attribute(o, "selected") != "" || chosen && value != "" && s.values.Get(name) == "") {
				s.values.Set(name, value)
			}
		}
	case n.Data == "textarea" && n.FirstChild != nil:
		s.values.Set(name, strings.TrimPrefix(n.FirstChild.Data, "\n"))
	case kind == "checkbox" || kind == "radio":
		if attribute(n, "checked") != "" || chosen && s.values.Get(name) == "" {
			s.values.Add(name, attribute(n, "value"))
		}
	case n.Data == "input" && kind != "file" || n.Data == "textarea":
		s.values.Add(name, attribute(n, "value"))
	}
}

func pairs(fields []string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i := 0; i+1 < len(fields); i += 2 {
			if !yield(fields[i], fields[i+1]) {
				return
			}
		}
	}
}

// attribute is an attribute of a node; one without a value is its own name.
func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			if a.Val == "" && (name == "checked" || name == "selected") {
				return name
			}
			return a.Val
		}
	}
	return ""
}
