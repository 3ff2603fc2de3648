package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"minzheng/internal/base/fault"
)

// Keys of what a session holds.
const (
	keyOfficer    = "officer"
	keyCredential = "credential"
	keyBegan      = "began" // unix seconds
	keySeen       = "seen"  // unix seconds, at most seenEvery behind
	keyFlash      = "flash"
	keyHeld       = "held"
	keyAnswers    = "answers" // to the forms sent last
)

// newSessions sets scs up. Idle and whole time are kept by our own clock in
// the session, so that they can be tested and do not write on every page;
// the session manager's lifetime is the outer limit.
func newSessions(config Config) *scs.SessionManager {
	s := scs.New()
	s.Store = config.Sessions
	s.HashTokenInStore = true
	s.Lifetime = WholeTime
	s.Cookie.Name = cookieName
	s.Cookie.HttpOnly = true
	s.Cookie.SameSite = http.SameSiteLaxMode
	s.Cookie.Secure = config.Secure
	s.Cookie.Persist = false
	s.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		panic(err) // becomes the page of an internal error
	}
	return s
}

// SignIn begins a session for the officer under a new token. The credential
// is any text that changes when the session must end early, such as the id of
// the present password; [Config.Identify] gets it back with each request.
func (c *Context) SignIn(officer, credential string) error {
	s, ctx := c.mux.sessions, c.Context()
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	now := c.Now().Unix()
	s.Put(ctx, keyOfficer, officer)
	s.Put(ctx, keyCredential, credential)
	s.Put(ctx, keyBegan, now)
	s.Put(ctx, keySeen, now)
	return nil
}

// SignOut ends the session and forgets all it held.
func (c *Context) SignOut() error {
	c.identity = Identity{}
	c.Actor = c.identity.Actor
	return c.mux.sessions.Destroy(c.Context())
}

// AfterSignIn is where the officer goes on: to the form that was kept when the
// session ran out, else to next, else to the desk.
func (c *Context) AfterSignIn(officer, next string) string {
	if h, ok := c.held(); ok && h.Officer == officer {
		return "/held"
	}
	c.mux.sessions.Remove(c.Context(), keyHeld)
	return Local(next)
}

// recognise finds the officer of the session. A session that ran out leaves
// nobody; only an internal error is returned.
func (c *Context) recognise() error {
	s, ctx := c.mux.sessions, c.Context()
	officer := s.GetString(ctx, keyOfficer)
	if officer == "" {
		return nil
	}
	now := c.Now()
	seen := time.Unix(s.GetInt64(ctx, keySeen), 0)
	began := time.Unix(s.GetInt64(ctx, keyBegan), 0)
	if now.Sub(seen) >= IdleTime || now.Sub(began) >= WholeTime {
		c.expire(officer)
		return nil
	}
	identity, err := c.mux.config.Identify(ctx, officer, s.GetString(ctx, keyCredential))
	if kind, ok := fault.KindOf(err); ok && (kind == fault.KindDenied || kind == fault.KindNotFound) {
		return c.mux.sessions.Destroy(ctx)
	}
	if err != nil {
		return err
	}
	if now.Sub(seen) >= seenEvery {
		s.Put(ctx, keySeen, now.Unix())
	}
	c.identity, c.Actor = identity, identity.Actor
	return nil
}

// expire ends a session that ran out but keeps what was just being sent, for
// the same officer only: nothing typed is lost to a time-out.
func (c *Context) expire(officer string) {
	s, ctx := c.mux.sessions, c.Context()
	for _, k := range []string{keyOfficer, keyCredential, keyBegan, keySeen, keyFlash} {
		s.Remove(ctx, k)
	}
	c.hold(officer)
}

// A held form waits for its officer to sign in again.
type held struct {
	Officer, Path string
	Form          url.Values
}

func (c *Context) hold(officer string) {
	if c.Partial() || c.Request.Method != http.MethodPost || !strings.HasPrefix(c.Request.Header.Get("Content-Type"), "application/x-www-form-urlencoded") ||
		c.Request.ContentLength > heldLimit || c.Request.ParseForm() != nil {
		return
	}
	h := held{Officer: officer, Path: c.Request.URL.Path, Form: url.Values{}}
	for name, values := range c.Request.PostForm {
		if name == onceField {
			continue // the page it is kept on has its own
		}
		if strings.Contains(name, "password") || strings.Contains(name, "secret") {
			return // a form with a password is typed again
		}
		h.Form[name] = values
	}
	text, err := json.Marshal(h)
	if err == nil {
		c.mux.sessions.Put(c.Context(), keyHeld, string(text))
	}
}

func (c *Context) held() (held, bool) {
	var h held
	text := c.mux.sessions.GetString(c.Context(), keyHeld)
	if text == "" || json.Unmarshal([]byte(text), &h) != nil {
		return held{}, false
	}
	return h, true
}

// heldPage offers to send the kept form now.
func heldPage(c *Context) error {
	h, ok := c.held()
	c.mux.sessions.Remove(c.Context(), keyHeld)
	if !ok || h.Officer != c.Actor.ID {
		return c.Redirect("/")
	}
	return c.Render(own(), "held", "刚才填写的内容还在", h)
}

// toSignIn sends a stranger to the door and remembers where they wanted to go.
func (c *Context) toSignIn() {
	to := "/sign-in"
	if c.Request.Method == http.MethodGet && c.Request.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(c.Request.URL.RequestURI())
	}
	if c.Partial() {
		c.Writer.Header().Set("HX-Redirect", to)
		c.Writer.WriteHeader(http.StatusUnauthorized)
		return
	}
	if _, kept := c.held(); kept {
		c.Flash(Info, "离开时间较长，已自动退出。刚才填写的内容还在，登录后可以继续提交。")
	}
	c.Redirect(to)
}

// A Kind of state or message.
type Kind string

// The kinds, each with its sign and colour.
const (
	Good   Kind = "good"
	Info   Kind = "info"
	Warn   Kind = "warn"
	Danger Kind = "danger"
)

// A Flash is a sentence that the next page shows once.
type Flash struct {
	Kind Kind
	Text string
}

// Flash has the next page say something: what was just done, and what comes next.
func (c *Context) Flash(kind Kind, text string) {
	all := append(c.flashes(), Flash{kind, text})
	if b, err := json.Marshal(all); err == nil {
		c.mux.sessions.Put(c.Context(), keyFlash, string(b))
	}
}

func (c *Context) flashes() (all []Flash) {
	if text := c.mux.sessions.GetString(c.Context(), keyFlash); text != "" {
		json.Unmarshal([]byte(text), &all) // what we wrote ourselves; an unreadable one is no message
	}
	return all
}

func (c *Context) takeFlashes() []Flash {
	all := c.flashes()
	if all != nil {
		c.mux.sessions.Remove(c.Context(), keyFlash)
	}
	return all
}
