package web

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
)

// A Context is one request: who asks, what was sent, and the ways to answer.
// A handler answers exactly once, or returns an error and answers not at all.
type Context struct {
	Request *http.Request
	Writer  http.ResponseWriter
	Actor   access.Actor // the zero Actor on a public page without sign-in
	Nonce   string       // what a script element of the layout must carry

	mux      *Mux
	identity Identity
	number   string // of this request, shown on the page of an internal error
	form     *Form
	crumbs   []Crumb
	bare     bool   // there is no session at hand
	renew    int    // seconds after which a browser without script asks for the page again
	asked    string // what stands in the search box
	pager    *Pager
	shows    *route  // whose readings are noted; nil once that is done
	saw      Reading // as far as the handler says it
	token    string  // of this showing of a page, in all its forms
	led      string  // where the answer led on
	name     string  // of what was sent, while its act is done for the first time
}

// A Crumb is one step of the way to this page.
type Crumb struct{ Term, Path string }

// Context is the request's context; it ends when the person goes away.
func (c *Context) Context() context.Context { return c.Request.Context() }

// Now is the time by the clock that [Config] gave. Acts take theirs from the transaction.
func (c *Context) Now() time.Time { return c.mux.config.Clock() }

// Demo tells whether the people in this county are invented.
func (c *Context) Demo() bool { return c.mux.config.Demo }

// SignedIn tells whether an officer is signed in.
func (c *Context) SignedIn() bool { return c.Actor.ID != "" }

// Identity is the officer as the layout shows it; zero on a public page without sign-in.
func (c *Context) Identity() Identity { return c.identity }

// Path is the part of the route's pattern with that name: {id}.
func (c *Context) Path(name string) string { return c.Request.PathValue(name) }

// Query is a value of the address, trimmed and folded as [Form.Text] does.
func (c *Context) Query(name string) string { return fold(c.Request.URL.Query().Get(name)) }

// Filter is the values of the address as a form, for the filters above a list.
func (c *Context) Filter() *Form { return &Form{values: c.Request.URL.Query()} }

// Asked puts what was looked for back into the search box.
func (c *Context) Asked(text string) { c.asked = text }

// Crumb adds a step to the way that stands above the heading.
func (c *Context) Crumb(term, path string) { c.crumbs = append(c.crumbs, Crumb{term, path}) }

// Renew has a browser without script ask for the page again after some seconds, as the component progress does with
// script: for pages of work under way.
func (c *Context) Renew(seconds int) { c.renew = seconds }

// Render answers with a page of the room. The status is 422 when the form was
// refused, else 200. The name is that of the file without ".html".
func (c *Context) Render(pages *Pages, name, title string, view any) error {
	layout := "desk"
	if !c.SignedIn() {
		layout = "door"
	}
	return c.write(pages, layout, name, title, view)
}

// Print answers with the same page on paper: A4, no menu, the date and who printed it.
func (c *Context) Print(pages *Pages, name, title string, view any) error {
	return c.write(pages, "paper", name, title, view)
}

// Partial tells whether a script asks for a part of the page it is on, and not for a page.
func (c *Context) Partial() bool { return c.Request.Header.Get("HX-Request-Type") == "partial" }

// Fragment answers a request that is [Context.Partial] with the body of a page alone.
func (c *Context) Fragment(pages *Pages, name string, view any) error {
	body, err := pages.Fragment(name, view)
	if err != nil {
		return err
	}
	if err := c.witness(http.StatusOK); err != nil {
		return err
	}
	c.Writer.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = c.Writer.Write(c.marked([]byte(body)))
	return err
}

func (c *Context) write(pages *Pages, layout, name, title string, view any) error {
	status := http.StatusOK
	if c.form != nil && len(c.form.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return c.writeStatus(status, pages, layout, name, title, view)
}

// Redirect sends the person on with 303, after an act. The path is one of ours
// ("/person/1"); anything that could lead to another site becomes "/".
func (c *Context) Redirect(to string) error {
	c.led = Local(to)
	c.remember(c.led) // before the answer begins, with which the session is written
	http.Redirect(c.Writer, c.Request, c.led, http.StatusSeeOther)
	return nil
}

// Leave has the browser go on to a path of ours after a while, with script or without: what must not stay on a screen
// that somebody walks away from goes by itself.
func (c *Context) Leave(after time.Duration, to string) {
	c.Writer.Header().Set("Refresh", fmt.Sprintf("%d; url=%s", int(after.Seconds()), Local(to)))
}

// Address is the network address that the request came from, without its port. Behind a proxy it is the proxy's: what
// a proxy tells of others anybody can write.
func (c *Context) Address() string { return addressOf(c.Request) }

// Local gives back a path of this site as it is and everything else as "/".
func Local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

// Download answers with a file that the browser saves under the name, which
// may be Chinese and must not hold identity numbers. The content type follows
// from the name's ending.
func (c *Context) Download(name string, write func(io.Writer) error) error {
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".csv":
		kind = "text/csv; charset=utf-8"
	case ".xlsx":
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	late := &lateWriter{c: c, kind: kind, name: name}
	if err := write(late); err != nil {
		if late.begun {
			panic(http.ErrAbortHandler) // the person must not take half a file for a whole one
		}
		return err
	}
	return late.begin()
}

// A lateWriter sends the headers of a file with its first byte, so that an
// error before it still gets a page of its own.
type lateWriter struct {
	c          *Context
	kind, name string
	begun      bool
}

func (w *lateWriter) begin() error {
	if w.begun {
		return nil
	}
	if err := w.c.witness(http.StatusOK); err != nil {
		return err
	}
	w.begun = true
	h := w.c.Writer.Header()
	h.Set("Content-Type", w.kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": w.name}))
	w.c.Writer.WriteHeader(http.StatusOK)
	return nil
}

func (w *lateWriter) Write(p []byte) (int, error) {
	if err := w.begin(); err != nil {
		return 0, err
	}
	return w.c.Writer.Write(p)
}

// Text answers with plain text, for what machines read.
func (c *Context) Text(text string) error {
	if err := c.witness(http.StatusOK); err != nil {
		return err
	}
	c.Writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(c.Writer, text)
	return err
}

// An Upload is a file that came with a form.
type Upload struct {
	Name string // as the person's machine called it, without folders
	Size int64
	file io.ReadSeekCloser
}

// Read and Seek give the file's bytes.
func (u *Upload) Read(p []byte) (int, error) { return u.file.Read(p) }

// Seek moves within the file, as io.Seeker does.
func (u *Upload) Seek(offset int64, whence int) (int64, error) { return u.file.Seek(offset, whence) }

// Close gives the file back; what it took on disk goes when the request ends.
func (u *Upload) Close() error { return u.file.Close() }

// Upload is the file of a field on a route with [Uploads]. It returns
// fault.Invalid on that field when none was chosen or it is empty.
func (c *Context) Upload(name string) (*Upload, error) {
	file, header, err := c.Request.FormFile(name)
	if err != nil {
		return nil, fault.Invalid(name, "请选择文件")
	}
	if header.Size == 0 {
		file.Close()
		return nil, fault.Invalid(name, "文件是空的，请重新选择")
	}
	return &Upload{Name: fileName(header.Filename), Size: header.Size, file: file}, nil
}

// Uploads are all files of a field that takes several, on a route with [Uploads]; none when none was chosen. It returns
// fault.Invalid on that field when one of them is empty.
func (c *Context) Uploads(name string) ([]*Upload, error) {
	if c.Request.MultipartForm == nil {
		return nil, nil
	}
	var all []*Upload
	for _, header := range c.Request.MultipartForm.File[name] {
		called := fileName(header.Filename)
		if header.Size == 0 {
			return nil, fault.Invalid(name, "文件“%s”是空的，请重新选择", called)
		}
		file, err := header.Open()
		if err != nil {
			return nil, err
		}
		all = append(all, &Upload{Name: called, Size: header.Size, file: file})
	}
	return all, nil
}

// longestFileName is how many characters of a file's name are kept.
const longestFileName = 120

// fileName is what a file is called, without the folders of any system, without characters that are none, and no longer
// than somebody reads. It is only ever shown: no file is kept under it.
func fileName(sent string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, path.Base(strings.ReplaceAll(sent, "\\", "/")))
	if runes := []rune(name); len(runes) > longestFileName {
		ending := path.Ext(name)
		if len(ending) > 10 {
			ending = ""
		}
		name = string(runes[:longestFileName-len(ending)]) + ending
	}
	if name = strings.TrimSpace(name); strings.Trim(name, "./") == "" {
		return "文件"
	}
	return name
}

// A Question is a page that asks before a destructive act.
type Question struct {
	Title       string
	Consequence string // in words: 停发后 3 人从 12 月起不再领取
	Details     []Fact
	Action      string            // where the answer is POSTed
	Hidden      map[string]string // what goes with it
	Reason      string            // when set, asks for a reason in the field "reason" under this label
	Button      string            // the verb: 停发
	Back        string            // where "不了，返回" leads
	Form        *Form             // the reason typed before, with its faults
}

// Confirm answers with the page that asks.
func (c *Context) Confirm(q Question) error {
	if q.Form == nil {
		q.Form = c.Blank()
	}
	return c.Render(own(), "question", q.Title, q)
}

// Problem is the status and the sentence that belong to an error, and whether
// the error is one of ours that only the operator can mend.
func problem(err error) (status int, sentence string, internal bool) {
	kind, ok := fault.KindOf(err)
	if !ok {
		return http.StatusInternalServerError, "系统出了差错，刚才的操作没有完成。请稍后再试；若仍不行，请把下面的编号告诉管理员。", true
	}
	sentence, _ = fault.Sentence(err)
	switch kind {
	case fault.KindNotFound:
		return http.StatusNotFound, sentence, false
	case fault.KindDenied:
		return http.StatusForbidden, sentence, false
	case fault.KindConflict:
		return http.StatusConflict, sentence, false
	case fault.KindUnavailable:
		return http.StatusServiceUnavailable, sentence, false
	default:
		return http.StatusUnprocessableEntity, sentence, false
	}
}

func (c *Context) String() string { return fmt.Sprintf("%s %s", c.Request.Method, c.Request.Pattern) }
