// Package webtest is a browser for tests of a room's pages: it serves the room's routes, signs an officer in, fills in
// forms and looks at what the page shows and what it keeps to itself.
package webtest

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/web"
)

// A Desk is a browser in which an officer is signed in.
type Desk struct {
	t       *testing.T
	address string
	browser *http.Client
	noted   *readings
}

// readings are what was noted as read, as the house keeps it in its log.
type readings struct {
	mu  sync.Mutex
	all []web.Reading
}

func (r *readings) witness(_ context.Context, _ access.Actor, seen web.Reading) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, seen)
	return nil
}

// Noted is what has been noted as read at this desk since it was last asked for.
func (d *Desk) Noted() []web.Reading {
	d.noted.mu.Lock()
	defer d.noted.mu.Unlock()
	all := d.noted.all
	d.noted.all = nil
	return all
}

// Sit serves the routes by the clock and signs the officer in. The server ends with the test.
func Sit(t *testing.T, clock func() time.Time, by access.Actor, routes ...func(*web.Mux)) *Desk {
	t.Helper()
	noted := &readings{}
	mux := web.New(web.Config{
		Name: "竹山县民政业务平台", Demo: true, Clock: clock, Log: slog.New(slog.NewTextHandler(logged{t}, nil)), Sessions: memstore.New(),
		Witness: noted.witness,
		Identify: func(context.Context, string, string) (web.Identity, error) {
			return web.Identity{Actor: by, Role: by.Role.Term()}, nil
		},
	})
	mux.Handle("POST /sign-in", web.Public(), func(c *web.Context) error { return c.SignIn(by.ID, "") })
	for _, add := range routes {
		add(mux)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{t, server.URL, &http.Client{Jar: jar}, noted}
	d.Post("/sign-in")
	return d
}

// logged shows in the test what the server logs, so that an internal error tells its cause.
type logged struct{ t *testing.T }

func (l logged) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "level=ERROR") {
		l.t.Log(strings.TrimSpace(string(line)))
	}
	return len(line), nil
}

// Get opens a page, following where it leads.
func (d *Desk) Get(path string) *Page {
	d.t.Helper()
	answer, err := d.browser.Get(d.address + path)
	return d.read(answer, err)
}

// Post sends a form given as name, value, name, value, and opens the page it leads to. A name given twice is sent
// twice.
func (d *Desk) Post(path string, fields ...string) *Page {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	answer, err := d.browser.PostForm(d.address+path, form)
	return d.read(answer, err)
}

// Send sends a form with a file in the field "file", and other fields given as name, value, name, value.
func (d *Desk) Send(path, name string, content []byte, fields ...string) *Page {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		_ = form.WriteField(fields[i], fields[i+1]) // a buffer takes everything
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err := errors.Join(err, form.Close()); err != nil {
		d.t.Fatal(err)
	}
	answer, err := d.browser.Post(d.address+path, form.FormDataContentType(), &body)
	return d.read(answer, err)
}

func (d *Desk) read(answer *http.Response, err error) *Page {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return &Page{t: d.t, Status: answer.StatusCode, Path: answer.Request.URL.Path, Body: string(body), Header: answer.Header}
}

// A Page is what the browser got.
type Page struct {
	t      *testing.T
	Status int
	Path   string // after all redirections
	Body   string
	Header http.Header
}

// Text is the page without its markup, blanks drawn together: what a person reads.
func (p *Page) Text() string {
	text := regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)>|<[^>]*>`).ReplaceAllString(p.Body, " ")
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}

// Is expects the status.
func (p *Page) Is(status int) *Page {
	p.t.Helper()
	if p.Status != status {
		p.t.Errorf("%s answered %d, want %d: %s", p.Path, p.Status, status, p.Text())
	}
	return p
}

// Shows expects each text on the page, as markup or as words a person reads.
func (p *Page) Shows(wanted ...string) *Page {
	p.t.Helper()
	text := p.Text()
	for _, w := range wanted {
		if !strings.Contains(text, w) && !strings.Contains(p.Body, w) {
			p.t.Errorf("%s does not show %q: %s", p.Path, w, text)
		}
	}
	return p
}

// Hides expects none of the texts anywhere on the page.
func (p *Page) Hides(unwanted ...string) *Page {
	p.t.Helper()
	for _, w := range unwanted {
		if strings.Contains(p.Text(), w) || strings.Contains(p.Body, w) {
			p.t.Errorf("%s shows %q: %s", p.Path, w, p.Text())
		}
	}
	return p
}

// Value is what stands in a field of the page's form; a missing field fails the test.
func (p *Page) Value(field string) string {
	p.t.Helper()
	input := regexp.MustCompile(`<input[^>]*\bname="` + regexp.QuoteMeta(field) + `"[^>]*>`).FindString(p.Body)
	if input == "" {
		p.t.Errorf("%s has no field %q", p.Path, field)
		return ""
	}
	value := regexp.MustCompile(`\bvalue="([^"]*)"`).FindStringSubmatch(input)
	if value == nil {
		return ""
	}
	return html.UnescapeString(value[1])
}
