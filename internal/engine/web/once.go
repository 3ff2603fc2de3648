package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"sync"
)

// A Once remembers across restarts and servers which forms were sent, with what was done for them; the store does.
type Once interface {
	// Begin gives a context under which the first transaction that commits keeps the name with what it wrote, and one
	// of the same name returns fault.Conflict.
	Begin(ctx context.Context, name string) context.Context
	// Begun tells whether something of this name was done.
	Begun(ctx context.Context, name string) (bool, error)
	// Kept tells whether a transaction under the context has kept the name.
	Kept(ctx context.Context) bool
	// Forget gives up what was kept under the context.
	Forget(ctx context.Context) error
}

// onceField is the hidden field that every form of a page gets. It holds the page's own random text.
const onceField = "once"

var (
	formTag   = regexp.MustCompile(`<form\b[^>]*\bmethod="post"[^>]*>`)
	pageToken = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)
)

// marked puts the page's token into every form that is POSTed. A page with two forms has one token: what was sent, and
// where to, tells them apart.
func (c *Context) marked(page []byte) []byte {
	if !c.SignedIn() || c.mux.config.Once == nil || !bytes.Contains(page, []byte(`method="post"`)) {
		return page
	}
	if c.token == "" {
		var b [16]byte
		rand.Read(b[:])
		c.token = base64.RawURLEncoding.EncodeToString(b[:])
	}
	return formTag.ReplaceAll(page, []byte(`${0}<input type="hidden" name="`+onceField+`" value="`+c.token+`">`))
}

// sending is the name of what was sent: by whom, from which showing of a page, where to, and all that stands in it. The
// same form with something else in it is another sending. A name tells nothing about what was sent, because nobody
// can guess the token. It is empty for what came from no page of ours.
func (c *Context) sending() (string, error) {
	token := c.Request.PostForm.Get(onceField)
	c.Request.PostForm.Del(onceField) // no room reads it
	if !c.SignedIn() || c.mux.config.Once == nil || !pageToken.MatchString(token) {
		return "", nil
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%q %q %q %q", token, c.Actor.ID, c.Request.URL.RequestURI(), c.Request.PostForm.Encode())
	if c.Request.MultipartForm != nil {
		files := c.Request.MultipartForm.File
		names := make([]string, 0, len(files))
		for name := range files {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			for _, header := range files[name] {
				fmt.Fprintf(sum, " %q %q %d ", name, header.Filename, header.Size)
				file, err := header.Open()
				if err != nil {
					return "", err
				}
				_, err = io.Copy(sum, file)
				file.Close()
				if err != nil {
					return "", fmt.Errorf("read %s: %w", name, err)
				}
			}
		}
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)), nil
}

// once runs the handler of a form for the first sending, and gives a further one the answer of the first: where it led.
// A form that was refused, or answered with a page or a file, was no act yet and may be sent again.
func (c *Context) once(r *route) error {
	if c.Request.Method != http.MethodPost || c.Partial() {
		return r.handler(c)
	}
	name, err := c.sending()
	if err != nil {
		return err
	}
	if name == "" {
		return r.handler(c)
	}
	for {
		s, first := c.mux.sendings.enter(name)
		if first {
			defer c.mux.sendings.leave(name, s)
			return c.first(r, name, s)
		}
		select {
		case <-s.done:
		case <-c.Context().Done():
			return c.Context().Err()
		}
		if s.to != "" {
			return c.Redirect(s.to)
		}
	}
}

// first sends the form, unless it was sent before.
func (c *Context) first(r *route, name string, s *sending) error {
	known := c.mux.config.Once
	if done, err := known.Begun(c.Context(), name); err != nil || done {
		if err == nil {
			s.to = c.leadOn(name)
			err = c.Redirect(s.to)
		}
		return err
	}
	plain := c.Request
	c.Request, c.name = plain.WithContext(known.Begin(plain.Context(), name)), name
	err := r.handler(c)
	switch {
	case !known.Kept(c.Context()):
	case c.led != "":
		s.to = c.led
	case err == nil:
		err = known.Forget(context.WithoutCancel(c.Context()))
	}
	return err
}

// leadOn is where the first sending led, as far as the session knows: the program may have been cut off before it
// could say. Then it says so on the page that the form stood on.
func (c *Context) leadOn(name string) string {
	for _, a := range c.answers() {
		if a.Name == name {
			return a.To
		}
	}
	c.Flash(Info, "这份表单刚才已经提交并办好了，没有重复办理。")
	back, err := url.Parse(c.Request.Referer())
	if err != nil || back.Path == "" {
		return "/"
	}
	return back.RequestURI()
}

// An answer is where a sending led, as a session keeps it.
type answer struct{ Name, To string }

// answersKept is how many answers a session keeps: what somebody can still have open.
const answersKept = 8

func (c *Context) answers() (all []answer) {
	if text := c.mux.sessions.GetString(c.Context(), keyAnswers); text != "" {
		json.Unmarshal([]byte(text), &all) // what we wrote ourselves; an unreadable one is no answer
	}
	return all
}

// remember keeps where the act leads, once it is done.
func (c *Context) remember(to string) {
	if c.name == "" || !c.mux.config.Once.Kept(c.Context()) {
		return
	}
	all := append(c.answers(), answer{c.name, to})
	if text, err := json.Marshal(all[max(0, len(all)-answersKept):]); err == nil {
		c.mux.sessions.Put(c.Context(), keyAnswers, string(text))
	}
}

// sendings are the forms that are being worked on at this moment.
type sendings struct {
	mu  sync.Mutex
	now map[string]*sending
}

// A sending ends with where it led; empty when nothing was done.
type sending struct {
	done chan struct{}
	to   string
}

func (all *sendings) enter(name string) (s *sending, first bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if s := all.now[name]; s != nil {
		return s, false
	}
	if all.now == nil {
		all.now = map[string]*sending{}
	}
	s = &sending{done: make(chan struct{})}
	all.now[name] = s
	return s, true
}

func (all *sendings) leave(name string, s *sending) {
	all.mu.Lock()
	defer all.mu.Unlock()
	delete(all.now, name)
	close(s.done)
}
