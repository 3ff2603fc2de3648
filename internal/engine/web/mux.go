package web

import (
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2"

	"minzheng/internal/base/fault"
)

// A Mux holds the routes of all rooms and everything that stands in front of
// them: headers, sessions, gates, limits, the pages of faults.
type Mux struct {
	config   Config
	routes   *http.ServeMux
	added    []*route
	sendings sendings
	sessions *scs.SessionManager
	origins  *http.CrossOriginProtection
	chain    http.Handler
	crowd    crowd
}

// New makes the Mux. It panics when the configuration lacks its clock, log,
// session store, the function that recognises officers or the one that notes what
// they read.
func New(config Config) *Mux {
	if config.Clock == nil || config.Log == nil || config.Sessions == nil || config.Identify == nil || config.Witness == nil {
		panic("web: Config needs Clock, Log, Sessions, Identify and Witness")
	}
	m := &Mux{config: config, routes: http.NewServeMux(), origins: http.NewCrossOriginProtection()}
	for _, o := range config.Origins {
		if err := m.origins.AddTrustedOrigin(o); err != nil {
			panic(fmt.Sprintf("web: origin %s: %v", o, err))
		}
	}
	m.sessions = newSessions(config)
	m.chain = m.sessions.LoadAndSave(http.HandlerFunc(m.dispatch))
	m.Handle("GET /held", SignedIn(), heldPage, ShowsNobody)
	m.Handle("POST /scheme", Public(), m.choose)
	return m
}

// Handle adds a route: a pattern as net/http has it ("GET /person/{id}"), who
// may use it, and what answers. It panics on a route without a gate, on one that
// lets every officer in and does not say what it shows, and on two that collide.
func (m *Mux) Handle(pattern string, gate Gate, h Handler, options ...Option) {
	if gate.kind == gateMissing {
		panic("web: the route " + pattern + " has no gate")
	}
	r := &route{pattern: pattern, gate: gate, handler: h, limit: BodyLimit}
	for _, o := range options {
		o(r)
	}
	r.settle()
	m.routes.HandleFunc(pattern, func(w http.ResponseWriter, req *http.Request) { m.serve(r, w, req) })
	m.added = append(m.added, r)
}

// Routes are all routes, in the order of their paths and methods.
func (m *Mux) Routes() []Route {
	all := make([]Route, len(m.added))
	for i, r := range m.added {
		all[i] = Route{Pattern: r.pattern, Gate: r.gate, Limit: r.limit, Patient: r.patient, BeforeChange: r.beforeChange, ShowsNobody: r.act == ""}
	}
	slices.SortFunc(all, func(a, b Route) int {
		return cmp.Or(strings.Compare(a.Path(), b.Path()), strings.Compare(a.Method(), b.Method()))
	})
	return all
}

// SetMenu sets the menu once the rooms are known, before serving begins.
func (m *Mux) SetMenu(links []Link) { m.config.Menu = links }

// ServeHTTP answers one request.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begun := m.config.Clock()
	seen := &watched{ResponseWriter: w, number: newNumber()}
	m.secure(seen)
	if serveStatic(seen, r) {
		return
	}
	defer m.note(seen, r, begun)
	defer m.recover(seen, r)
	leave, ok := m.crowd.enter(addressOf(r))
	if !ok {
		c := m.context(seen, r)
		c.bare = true
		seen.Header().Set("Retry-After", "2")
		m.show(c, fault.Unavailable("同一地址同时打开的页面太多，请稍等几秒再试。"))
		return
	}
	defer leave()
	if err := m.fromElsewhere(r); err != nil {
		c := m.context(seen, r)
		c.bare = true
		m.show(c, fault.Denied("这次提交来自别的网站，没有办理。请从本平台的页面重新操作。").Because(err))
		return
	}
	m.chain.ServeHTTP(seen, r)
}

// fromElsewhere tells why a request that would change something does not come from our own pages. Browsers say so by
// Sec-Fetch-Site or Origin; those too old for both say by Referer where the form stood.
func (m *Mux) fromElsewhere(r *http.Request) error {
	if err := m.origins.Check(r); err != nil {
		return err
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Header.Get("Sec-Fetch-Site") != "" || r.Header.Get("Origin") != "" || r.Referer() == "" {
		return nil
	}
	from, err := url.Parse(r.Referer())
	if err == nil && (from.Host == r.Host || slices.Contains(m.config.Origins, from.Scheme+"://"+from.Host)) {
		return nil
	}
	return errors.New("the form stood on another site")
}

// dispatch finds the route, with the session at hand.
func (m *Mux) dispatch(w http.ResponseWriter, r *http.Request) {
	handler, pattern := m.routes.Handler(r)
	if pattern != "" {
		m.routes.ServeHTTP(w, r)
		return
	}
	c := m.context(w, r)
	if err := c.recognise(); err != nil {
		m.show(c, err)
		return
	}
	probe := &probe{header: http.Header{}}
	handler.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		c.showStatus(http.StatusMethodNotAllowed, "这个地址不能这样使用", "请从页面上的按钮重新操作。", "")
		return
	}
	m.show(c, fault.NotFound("没有这个页面。地址可能写错了，或页面已经搬走。"))
}

// serve runs a route: limits, who is there, the gate, the handler, its error.
func (m *Mux) serve(r *route, w http.ResponseWriter, req *http.Request) {
	c := m.context(w, req)
	if r.patient {
		defer patience(w)()
	}
	req.Body = http.MaxBytesReader(w, req.Body, r.limit)
	if err := c.recognise(); err != nil {
		m.show(c, err)
		return
	}
	if !plain(req.URL.Path) {
		m.show(c, fault.NotFound("没有这个页面。地址可能写错了，或页面已经搬走。"))
		return
	}
	if answered := c.gate(r); answered {
		return
	}
	if err := c.parse(r); err != nil {
		m.show(c, err)
		return
	}
	defer c.cleanUp()
	if err := c.legible(); err != nil {
		m.show(c, err)
		return
	}
	if r.act != "" {
		c.shows = r
		unwrap(w).before = c.witness
	}
	if err := c.once(r); err != nil {
		m.show(c, err)
	}
}

// patience lets a slow line take ten minutes for this request instead of the
// server's time, and cuts it off then. The timer asks no clock.
func patience(w http.ResponseWriter) (end func()) {
	control := http.NewResponseController(w)
	set := func(t time.Time) {
		control.SetReadDeadline(t) // a writer without deadlines has no slow line either
		control.SetWriteDeadline(t)
	}
	set(time.Time{})
	timer := time.AfterFunc(10*time.Minute, func() { set(time.Unix(1, 0)) })
	return func() { timer.Stop() }
}

func (m *Mux) context(w http.ResponseWriter, r *http.Request) *Context {
	seen := unwrap(w)
	if seen.nonce == "" {
		seen.nonce = newNonce()
	}
	return &Context{Request: r, Writer: w, Nonce: seen.nonce, mux: m, number: seen.number}
}

// parse reads the body of a form, whole, within its limit.
func (c *Context) parse(r *route) error {
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		return nil
	}
	var err error
	if strings.HasPrefix(c.Request.Header.Get("Content-Type"), "multipart/form-data") {
		err = c.Request.ParseMultipartForm(8 << 20)
	} else {
		err = c.Request.ParseForm()
	}
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return &sizeError{limit: r.limit}
	}
	if err != nil {
		return fault.Invalid("", "提交的内容没有传完整，请返回重新提交").Because(err)
	}
	return nil
}

// legible refuses what is no text: neither a page nor a database can hold it, and a name whose broken characters were
// replaced in silence would be another name.
func (c *Context) legible() error {
	for name, values := range c.Request.URL.Query() {
		if !plain(name) || !plain(values...) {
			return fault.Invalid("", "网址里有无法识别的字符。请从页面上的链接重新打开。")
		}
	}
	for name, values := range c.Request.PostForm {
		if !plain(name) || !plain(values...) {
			return fault.Invalid("", "提交的内容里有无法识别的字符，没有收下。请返回检查，必要时换一种输入法或浏览器重新填写。")
		}
	}
	return nil
}

// plain tells whether texts hold only characters: whole ones, and not the zero character.
func plain(texts ...string) bool {
	for _, text := range texts {
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return false
		}
	}
	return true
}

// A sizeError is a body over its limit.
type sizeError struct{ limit int64 }

func (e *sizeError) Error() string { return fmt.Sprintf("body over %d bytes", e.limit) }

func (c *Context) cleanUp() {
	if c.Request.MultipartForm != nil {
		c.Request.MultipartForm.RemoveAll()
	}
}

// Admits tells whether the person may pass a gate: for links that only lead to a refusal otherwise.
func (c *Context) Admits(g Gate) bool {
	switch g.kind {
	case gatePublic:
		return true
	case gateSignedIn:
		return c.SignedIn()
	case gateNeeds:
		return c.SignedIn() && c.Actor.Can(g.permission)
	}
	return false
}

// gate answers for the route when the person may not pass.
func (c *Context) gate(r *route) (answered bool) {
	switch {
	case r.gate.kind == gatePublic:
		return false
	case !c.SignedIn():
		c.toSignIn()
		return true
	case c.identity.MustChange && !r.beforeChange:
		c.Redirect("/password")
		return true
	case !c.Admits(r.gate):
		c.mux.show(c, fault.Denied("您的岗位（%s）没有“%s”的权限。如工作需要，请联系系统管理员。", c.identity.Role, r.gate.permission.Term))
		return true
	}
	return false
}

// show answers with the page of an error.
func (m *Mux) show(c *Context, err error) {
	if wrote(c.Writer) {
		if c.Context().Err() == nil { // else the person went away, and the reading ended with them
			m.config.Log.Error("after the answer began", "number", c.number, "route", c.String(), "error", err)
		}
		return
	}
	c.shows = nil // the page of an error shows nobody
	var size *sizeError
	if errors.As(err, &size) {
		c.Writer.Header().Set("Connection", "close")
		c.showStatus(http.StatusRequestEntityTooLarge, "内容太大", fmt.Sprintf("提交的内容超过 %d MB，没有收下。请把文件拆小后再提交。", size.limit>>20), "")
		return
	}
	status, sentence, internal := problem(err)
	switch {
	case c.Context().Err() != nil && internal:
		return // the person went away; nobody reads a page
	case internal:
		m.config.Log.Error("internal", "number", c.number, "route", c.String(), "officer", c.Actor.ID, "error", err)
		c.showStatus(status, "系统出了差错", sentence, c.number)
	case status == http.StatusServiceUnavailable:
		m.config.Log.Error("unavailable", "number", c.number, "route", c.String(), "officer", c.Actor.ID, "error", err)
		c.showStatus(status, statusTitle(status), sentence, c.number)
	default:
		c.showStatus(status, statusTitle(status), sentence, "")
	}
}

func statusTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "没有找到"
	case http.StatusForbidden:
		return "没有权限"
	case http.StatusConflict:
		return "情况有变化"
	case http.StatusServiceUnavailable:
		return "暂时不能办理"
	}
	return "请核对后再提交"
}

// A trouble is what the page of an error shows.
type trouble struct {
	Sentence string
	Number   string // of the internal error, for the operator
	Back     bool
}

func (c *Context) showStatus(status int, title, sentence, number string) {
	layout := "desk"
	if !c.SignedIn() {
		layout = "door"
	}
	view := trouble{Sentence: sentence, Number: number, Back: c.SignedIn()}
	if err := c.writeStatus(status, own(), layout, "trouble", title, view); err != nil {
		c.mux.config.Log.Error("page of an error", "number", c.number, "error", err)
		http.Error(c.Writer, sentence+" "+number, status)
	}
}

// recover turns a panic into the page of an internal error.
func (m *Mux) recover(w *watched, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	m.config.Log.Error("panic", "number", w.number, "route", r.Pattern, "panic", p, "stack", string(debug.Stack()))
	if w.status != 0 {
		return
	}
	c := m.context(w, r)
	c.bare = true // the session may be what failed
	err, ok := p.(error)
	if !ok {
		err = errors.New("panic")
	}
	status, sentence, internal := problem(err)
	title := statusTitle(status)
	if internal {
		title = "系统出了差错"
	}
	c.showStatus(status, title, sentence, w.number)
}

// secure sets the headers that every answer carries.
func (m *Mux) secure(w *watched) {
	w.nonce = newNonce()
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'nonce-"+w.nonce+"'; style-src 'self' 'nonce-"+w.nonce+
		"'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that do not know frame-ancestors
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // pages hold personal data; static files say otherwise
	if m.config.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// longRun is a run of digits that could be an identity or account number.
var longRun = regexp.MustCompile(`[0-9]{11,}[0-9Xx]?`)

// note writes the access log: no query, no numbers of people.
func (m *Mux) note(w *watched, r *http.Request, begun time.Time) {
	m.config.Log.Info("request",
		"number", w.number, "method", r.Method, "path", longRun.ReplaceAllString(r.URL.Path, "*"),
		"status", w.status, "bytes", w.bytes, "ms", m.config.Clock().Sub(begun).Milliseconds())
}

// watched is the writer of one request: it knows its number, its nonce and
// whether the answer has begun.
type watched struct {
	http.ResponseWriter
	number, nonce string
	status        int
	bytes         int64
	before        func(status int) error // has what is shown noted; nil when nobody is shown
}

func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.begin(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.begin(http.StatusOK)
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// begin is the last moment at which an answer can be held back: whoever writes past the methods of [Context] shows nothing
// that is not noted either.
func (w *watched) begin(status int) {
	if w.before != nil {
		if err := w.before(status); err != nil {
			panic(err) // becomes the page of an internal error
		}
	}
	w.status = status
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// unwrap finds the watched writer under those that other packages put around it.
func unwrap(w http.ResponseWriter) *watched {
	for {
		switch x := w.(type) {
		case *watched:
			return x
		case interface{ Unwrap() http.ResponseWriter }:
			w = x.Unwrap()
		default:
			return &watched{ResponseWriter: w, number: newNumber()}
		}
	}
}

func wrote(w http.ResponseWriter) bool { return unwrap(w).status != 0 }

// A probe takes the answer of net/http's own handler, to say it in our words.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
func (p *probe) WriteHeader(status int)      { p.status = status }

func newNonce() string {
	var b [16]byte
	rand.Read(b[:])
	return base64.RawStdEncoding.EncodeToString(b[:])
}

// newNumber is the number of a request, short enough to be read out on the phone: K7QF-M2XD.
func newNumber() string {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ" // no 0, 1, I, O
	var b [8]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:4]) + "-" + string(b[4:])
}
