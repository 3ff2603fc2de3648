package app

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2/memstore"
	"golang.org/x/net/html"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/web"
)

// recordID is an id as the store makes them.
var recordID = regexp.MustCompile(`\b[0-9a-z]{22}\b`)

// A guest is somebody at a browser: an officer of some role in some division, or a stranger.
type guest struct {
	by     access.Actor
	mux    http.Handler
	cookie *http.Cookie
}

// A visit is what a guest was answered.
type visit struct {
	status int
	to     string // where a redirection leads
	kind   string
	body   []byte
}

// frontDoor is where a walk signs in; it is no route of the house.
const frontDoor = "/front-door/"

// mux is the real mux of a county with a door of its own, so that any role can stand in any division.
func (w *walk) mux(t *testing.T, b *Bureau) *web.Mux {
	t.Helper()
	door, err := b.door(t.Context())
	must(t, err)
	door.Sessions = memstore.New()
	door.Identify = func(_ context.Context, id, _ string) (web.Identity, error) {
		i := slices.IndexFunc(w.actors, func(a access.Actor) bool { return a.ID == id })
		return web.Identity{Actor: w.actors[i], Role: w.actors[i].Role.Term()}, nil
	}
	mux, err := b.routed(web.New(door))
	must(t, err)
	mux.Handle("POST "+frontDoor+"{actor}", web.Public(), func(c *web.Context) error {
		if err := c.SignIn(c.Path("actor"), ""); err != nil {
			return err
		}
		return c.Redirect("/")
	})
	if w.more != nil {
		w.more(b, mux)
	}
	return mux
}

// arrive signs the actor in; the zero actor stays a stranger.
func arrive(t *testing.T, mux http.Handler, by access.Actor) *guest {
	t.Helper()
	g := &guest{by: by, mux: mux}
	if by.ID == "" {
		return g
	}
	answer := g.serve(httptest.NewRequest(http.MethodPost, frontDoor+by.ID, nil))
	for _, c := range answer.Cookies() {
		g.cookie = c
	}
	if g.cookie == nil {
		t.Fatalf("%s of %s is not let in: %d", by.Role, by.Division, answer.StatusCode)
	}
	return g
}

func (g *guest) serve(r *http.Request) *http.Response {
	if g.cookie != nil {
		r.AddCookie(g.cookie)
	}
	w := httptest.NewRecorder()
	g.mux.ServeHTTP(w, r)
	return w.Result()
}

func (g *guest) get(target string) visit {
	return seen(g.serve(httptest.NewRequest(http.MethodGet, target, nil)))
}

func (g *guest) post(target string, form url.Values) visit {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return seen(g.serve(r))
}

func seen(answer *http.Response) visit {
	body, _ := io.ReadAll(answer.Body) // of a recorder: cannot fail
	return visit{answer.StatusCode, answer.Header.Get("Location"), answer.Header.Get("Content-Type"), body}
}

// nonce is what differs in every answer.
var nonce = regexp.MustCompile(`nonce="[^"]*"|name="(once|key)" value="[^"]*"|[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}`)

// styled is what differs in workbooks that say the same: the numbers of styles, and which sheet is open.
var styled = regexp.MustCompile(` (s="[0-9]+"|tabSelected="[a-z0-9]+")`)

// traces are the parts of pages that tell of the walk itself: what its officers did and looked at before.
var traces = regexp.MustCompile(`(?s)<section[^>]*>\s*<h2[^>]*>(我最近办理的|谁看过).*?</section>`)

// blanks are the ends of lines with what is blank around them.
var blanks = regexp.MustCompile(`\s*\n\s*`)

// elsewhere is what a list is told of somebody whose whole number it gives and who is registered in another township:
// which one. It depends on other divisions because it has to; see docs/decisions/0018-registered-elsewhere.md.
var elsewhere = regexp.MustCompile(`登记在[^，。]*，(不在|同一人)|登记的是别处的人`)

// text is what the answer says, with its markup; of a workbook or a document, the text of all its parts but its styles.
func (v visit) text() string {
	if !bytes.HasPrefix(v.body, []byte("PK")) {
		return html.UnescapeString(nonce.ReplaceAllString(string(v.body), ""))
	}
	parts, err := zip.NewReader(bytes.NewReader(v.body), int64(len(v.body)))
	if err != nil {
		return err.Error()
	}
	slices.SortFunc(parts.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) }) // they are written in any order
	var text strings.Builder
	for _, part := range parts.File {
		if strings.HasSuffix(part.Name, "styles.xml") {
			continue
		}
		if r, err := part.Open(); err == nil {
			_, err = io.Copy(&text, r)
			if err != nil {
				return err.Error()
			}
		}
	}
	return html.UnescapeString(styled.ReplaceAllString(text.String(), ""))
}

// leads to the door: nobody is signed in.
func (v visit) toTheDoor() bool {
	return v.status == http.StatusSeeOther && strings.HasPrefix(v.to, "/sign-in") || v.status == http.StatusUnauthorized
}

// whole is an identity number that is not masked.
var (
	whole    = regexp.MustCompile(`\b[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9Xx]\b`)
	longRuns = regexp.MustCompile(`[0-9]{12,}`)
)

// betrays says what an answer shows that this guest must not see; asked is the address, which a page may repeat.
func (s secrets) betrays(by access.Actor, asked string, v visit) (found []string) {
	text := v.text()
	for _, number := range whole.FindAllString(text, 3) {
		found = append(found, "a whole identity number, "+number)
	}
	for _, run := range longRuns.FindAllString(text, -1) {
		if s.accounts[run] {
			found = append(found, "a whole account, "+run)
		}
	}
	others := s.strangers[by.Division]
	for _, id := range recordID.FindAllString(text, -1) {
		if table, strange := others.ids[id]; strange && !strings.Contains(asked, id) {
			found = append(found, fmt.Sprintf("the id %s of %s, which is not in sight", id, table))
		}
	}
	for word, at := range others.in(text) {
		if strings.Contains(asked, word) {
			continue
		}
		found = append(found, fmt.Sprintf("%s (%s), who is not in sight: …%s…", word, others.words[word], strings.ToValidUTF8(text[max(0, at-60):min(len(text), at+60)], "")))
	}
	return slices.Compact(found)
}

// in finds the words of strangers in a text, with where they stand.
func (s strangers) in(text string) func(yield func(string, int) bool) {
	return func(yield func(string, int) bool) {
		if len(s.words) == 0 {
			return
		}
		var starts []int
		for i := range text {
			starts = append(starts, i)
		}
		starts = append(starts, len(text))
		for i := range starts[:len(starts)-1] {
			if c := text[starts[i]]; c < 0xe4 && (c < '0' || c > '9') { // names begin with a Chinese character, telephones with a digit
				continue
			}
			for _, n := range s.lengths {
				if i+n >= len(starts) {
					break
				}
				word := text[starts[i]:starts[i+n]]
				if s.words[word] != "" && (n > 2 || standsAlone(text, starts[i], starts[i+n])) && !yield(word, starts[i]) {
					return
				}
			}
		}
	}
}

// standsAlone tells whether a name of two characters is a name here and not a piece of other words.
func standsAlone(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !unicode.Is(unicode.Han, before) && !unicode.Is(unicode.Han, after)
}

// secrets are what is out of sight from each division.
type secrets struct {
	strangers map[division.Code]strangers
	accounts  map[string]bool
}

func (b *books) secrets(divisions []division.Code) secrets {
	s := secrets{map[division.Code]strangers{}, map[string]bool{}}
	for _, at := range divisions {
		s.strangers[at] = b.strangers(b.realm(at, false))
	}
	for l := range b.all() {
		if account := l.of("account"); account != "" {
			s.accounts[account] = true
		}
	}
	return s
}
