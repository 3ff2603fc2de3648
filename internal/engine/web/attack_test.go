package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2/memstore"

	"minzheng/internal/engine/web"
)

func (s *site) cookie() *http.Cookie {
	at, _ := url.Parse(s.URL)
	for _, c := range s.browser.Jar.Cookies(at) {
		if c.Name == "minzheng" {
			return c
		}
	}
	return nil
}

// with sends a request with another cookie than the browser's own.
func (s *site) with(cookie string, path string) int {
	s.t.Helper()
	r, _ := http.NewRequest("GET", s.URL+path, nil)
	r.AddCookie(&http.Cookie{Name: "minzheng", Value: cookie})
	answer, err := (&http.Client{CheckRedirect: s.browser.CheckRedirect}).Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestASessionCannotBeFixed(t *testing.T) {
	s := newSite(t)
	at, _ := url.Parse(s.URL)
	chosen := strings.Repeat("A", 43)
	s.browser.Jar.SetCookies(at, []*http.Cookie{{Name: "minzheng", Value: chosen}})
	s.signIn()
	s.want("a chosen token is not taken over", s.cookie() != nil && s.cookie().Value != chosen && s.with(chosen, "/") == 303)

	// A session of a stranger, as one who has been timed out has it, opens nothing after somebody signed in with it.
	s.pass(web.IdleTime)
	s.post("/person", url.Values{"name": {"李桂兰"}})
	before := s.cookie().Value
	s.signIn()
	s.want("the token before signing in is dead", s.cookie().Value != before && s.with(before, "/") == 303)
	signed := s.cookie().Value
	s.want("the new one lives", s.with(signed, "/") == 200)
	s.post("/sign-out", nil)
	s.want("and dies with signing out, wherever it was copied to", s.with(signed, "/") == 303)
}

func TestCookiesAreSecureWhereThePlaceIs(t *testing.T) {
	mux := web.New(web.Config{Name: "x", Secure: true, Clock: time.Now, Log: slog.New(slog.DiscardHandler), Sessions: memstore.New(), Identify: (&site{}).identify, Witness: (&site{}).witness})
	mux.Handle("POST /sign-in", web.Public(), func(c *web.Context) error { return c.SignIn("o1", "first") })
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("POST", "/sign-in", nil))
	if set := w.Header().Get("Set-Cookie"); !strings.Contains(set, "; Secure") || !strings.Contains(set, "HttpOnly") {
		t.Error(set)
	}
	if w.Header().Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with https")
	}
	w = httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/scheme", strings.NewReader("scheme=dark"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	mux.ServeHTTP(w, r)
	if set := w.Header().Get("Set-Cookie"); !strings.Contains(set, "Secure") {
		t.Error(set)
	}
}

// TestEveryKindOfAnswerIsGuarded looks at the headers of pages, files, errors and redirections alike.
func TestEveryKindOfAnswerIsGuarded(t *testing.T) {
	s := newSite(t)
	s.signIn()
	ask := func(method, path string) (int, http.Header) {
		status, h, _ := s.do(httptest.NewRequest(method, s.URL+path, nil))
		return status, h
	}
	for _, c := range []struct {
		what, method, path string
		status             int
	}{
		{"a page", "GET", "/person/1", 200},
		{"a file", "GET", "/file", 200},
		{"what is not there", "GET", "/nothing", 404},
		{"a wrong method", "DELETE", "/person/1", 405},
		{"not permitted", "GET", "/roster", 403},
		{"a fault", "GET", "/trouble/notfound", 404},
		{"a conflict", "GET", "/trouble/conflict", 409},
		{"out of order", "GET", "/trouble/unavailable", 503},
		{"an internal error", "GET", "/trouble/x", 500},
		{"a panic", "GET", "/trouble/panic", 500},
		{"no static file", "GET", "/static/none.js", 404},
	} {
		status, h := ask(c.method, c.path)
		s.want(fmt.Sprintf("%s answers %d, not %d", c.what, c.status, status), status == c.status)
		s.want(c.what+" is in no frame", strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") && h.Get("X-Frame-Options") == "DENY")
		s.want(c.what+" runs no script but ours", strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") && !strings.Contains(h.Get("Content-Security-Policy"), "unsafe"))
		s.want(c.what+" is what it says", h.Get("X-Content-Type-Options") == "nosniff")
		s.want(c.what+" tells no other site", h.Get("Referrer-Policy") == "same-origin")
		s.want(c.what+" is kept nowhere", h.Get("Cache-Control") == "no-store")
		s.want(c.what+" names no program", h.Get("Server") == "" && h.Get("X-Powered-By") == "")
	}
	_, redirection, _ := s.post("/sign-in", url.Values{"who": {"o1"}})
	s.want("a redirection is guarded too", redirection.Get("X-Frame-Options") == "DENY" && redirection.Get("Cache-Control") == "no-store")
	_, _, body := s.get("/trouble/x")
	s.want("an internal error tells nothing of itself", !strings.Contains(body, "disk") && !strings.Contains(body, ".go"))
	_, _, body = s.get("/trouble/panic")
	s.want("nor does a panic", !strings.Contains(body, "kaputt") && !strings.Contains(body, "goroutine"))
	asset := ""
	_, _, door := s.get("/sign-in")
	if _, rest, ok := strings.Cut(door, `href="/static/`); ok {
		asset, _, _ = strings.Cut(rest, `"`)
		status, h := ask("GET", "/static/"+asset)
		s.want("a style is kept, and in no frame either", status == 200 && strings.Contains(h.Get("Cache-Control"), "immutable") && h.Get("X-Frame-Options") == "DENY" && h.Get("X-Content-Type-Options") == "nosniff")
	}
	for _, path := range []string{"/static/../web.go", "/static/..%2fweb.go", "/static/%2e%2e/%2e%2e/etc/passwd", "/static//etc/passwd", "/static/.keep"} {
		status, _, body := s.get(path)
		s.want("no way out of the styles by "+path, status == 404 || status == 307 || status == 301 || !strings.Contains(body, "package web") && !strings.Contains(body, "root:"))
	}
}

func TestFormsFromElsewhereAreRefusedWhateverTheySayOfThemselves(t *testing.T) {
	s := newSite(t)
	s.signIn()
	send := func(method string, headers ...string) int {
		r := httptest.NewRequest(method, s.URL+"/person", strings.NewReader("name=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		status, _, _ := s.do(r)
		return status
	}
	for what, headers := range map[string][]string{
		"another site":                           {"Sec-Fetch-Site", "cross-site"},
		"a neighbour of the same site":           {"Sec-Fetch-Site", "same-site"},
		"another origin":                         {"Origin", "https://evil.example"},
		"the same name at another port":          {"Origin", "http://127.0.0.1:1"},
		"a page without an origin":               {"Origin", "null"},
		"an old browser that says only where":    {"Referer", "https://evil.example/form"},
		"an old browser, with our name in front": {"Referer", s.URL + ".evil.example/"},
	} {
		s.want(what+" is refused", send("POST", headers...) == 403)
	}
	for what, headers := range map[string][]string{
		"our page":                {"Sec-Fetch-Site", "same-origin", "Origin", s.URL},
		"our page in an old one":  {"Referer", s.URL + "/person/new"},
		"a program of the office": {},
	} {
		s.want(what+" is heard", send("POST", headers...) != 403)
	}
	s.want("a link from elsewhere leads here", func() bool {
		r := httptest.NewRequest("GET", s.URL+"/person/1", nil)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		status, _, _ := s.do(r)
		return status == 200
	}())
}

func TestNoWayLeadsToAnotherSite(t *testing.T) {
	for _, to := range []string{
		"https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example", "http:evil.example", "/\r\nLocation: https://evil.example",
		"javascript:alert(1)", "data:text/html,x", "https:/evil.example", "///evil.example", " //evil.example", "%2f%2fevil.example",
	} {
		s := newSite(t)
		_, h, _ := s.post("/sign-in", url.Values{"who": {"o1"}, "next": {to}})
		location, err := url.Parse(h.Get("Location"))
		s.want(fmt.Sprintf("%q leads to %q", to, h.Get("Location")), err == nil && location.Host == "" && location.Scheme == "" && strings.HasPrefix(location.Path, "/") && !strings.HasPrefix(location.Path, "//") && h.Get("X-Injected") == "")
	}
}

func TestOtherMethodsDoNothing(t *testing.T) {
	s := newSite(t)
	s.signIn()
	for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "MADEUP"} {
		r := httptest.NewRequest(method, s.URL+"/person/1", nil)
		r.Header.Set("X-Secret", "echo")
		status, h, body := s.do(r)
		s.want(method+" is not allowed and echoes nothing", status == 405 && h.Get("Allow") != "" && !strings.Contains(body, "echo") && h.Get("Access-Control-Allow-Origin") == "")
	}
	status, _, body := s.do(httptest.NewRequest("HEAD", s.URL+"/person/1", nil))
	s.want("HEAD is GET without its page", status == 200 && body == "")
	for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		r := httptest.NewRequest("GET", s.URL+"/person/1", nil)
		r.Header.Set(name, "DELETE")
		status, _, _ := s.do(r)
		s.want(name+" changes nothing", status == 200)
	}
	status, h, _ := s.post("/person", url.Values{"_method": {"DELETE"}, "name": {"李桂兰"}})
	s.want("nor does a field", status == 303 && h.Get("Location") == "/person/1")
}

func TestNamesOfUploadsAreOnlyNames(t *testing.T) {
	s := newSite(t)
	s.signIn()
	for sent, want := range map[string]string{
		"../../../etc/passwd": "passwd", "/etc/cron.d/x.xlsx": "x.xlsx", `C:\\windows\\名册.xlsx`: "名册.xlsx", `..\\..\\名册.xlsx`: "名册.xlsx",
		"..": "文件", "a%00b.xlsx": "ab.xlsx", "%E2%80%AExslx.exe": "xslx.exe", strings.Repeat("a", 5000) + ".xlsx": strings.Repeat("a", 115) + ".xlsx",
	} {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		part, _ := w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="file"; filename="` + sent + `"`}})
		if strings.Contains(sent, "%") {
			b.Reset()
			w = multipart.NewWriter(&b)
			part, _ = w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="file"; filename*=UTF-8''` + sent}})
		}
		part.Write([]byte("x"))
		w.Close()
		r := httptest.NewRequest("POST", s.URL+"/file", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		_, _, body := s.do(r)
		s.want(fmt.Sprintf("%.40q becomes %.40q, not %.60q", sent, want, body), body == want+" 1")
	}
}

func TestFormsOfManyPartsAreBounded(t *testing.T) {
	s := newSite(t)
	s.signIn()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := range 20000 {
		w.WriteField(fmt.Sprint("f", i), "x")
	}
	w.Close()
	r := httptest.NewRequest("POST", s.URL+"/file", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	status, _, _ := s.do(r)
	s.want("twenty thousand parts are refused", status == 422)
	status, _, _ = s.post("/person", url.Values{"name": {"李桂兰"}, "x": make([]string, 200000)})
	s.want(fmt.Sprintf("as many fields as fit into a form are refused, not %d", status), status == 422)
	r = httptest.NewRequest("POST", s.URL+"/file", strings.NewReader("--x"))
	r.Header.Set("Content-Type", "multipart/form-data")
	status, _, _ = s.do(r)
	s.want("a form without a boundary is refused", status == 422)
}

// TestOneAddressCannotTakeTheWholeServer has one client ask without end while a request of another goes through.
func TestOneAddressCannotTakeTheWholeServer(t *testing.T) {
	s := newSite(t)
	held, let := make(chan bool, 1000), make(chan bool)
	s.mux.Handle("GET /slow", web.Public(), func(c *web.Context) error {
		held <- true
		<-let
		return c.Text("done")
	})
	ask := func(address, path string) int {
		r := httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = address + ":5000"
		w := httptest.NewRecorder()
		s.mux.ServeHTTP(w, r)
		if w.Code == 503 {
			s.want("who is refused is told when to come back", w.Header().Get("Retry-After") != "")
		}
		return w.Code
	}
	ended := make(chan int, 1000)
	under := 0
	for range 400 { // until one is refused
		go func() { ended <- ask("192.0.2.1", "/slow") }()
		select {
		case <-held:
			under++
			continue
		case status := <-ended:
			s.want("one too many is refused", status == 503)
		}
		break
	}
	s.want(fmt.Sprintf("an office behind one address has room: %d under way", under), under >= 200 && under < 400)
	s.want("another address is served", ask("192.0.2.2", "/sign-in") == 200)
	close(let)
	for range under {
		<-ended
	}
	s.want("and so is the first, when it is done", ask("192.0.2.1", "/sign-in") == 200)
}

// serving is the real server, on a port of its own, for attacks on the protocol.
func serving(t *testing.T) string {
	t.Helper()
	s := newSite(t)
	at := make(chan net.Addr, 1)
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go web.Serve(ctx, "127.0.0.1:0", s.mux, slog.New(slog.DiscardHandler), func(a net.Addr) { at <- a })
	return (<-at).String()
}

// TestTheProtocolIsReadStrictly sends what makes a server and a proxy in front of it see different requests.
func TestTheProtocolIsReadStrictly(t *testing.T) {
	address := serving(t)
	raw := func(text string) string {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(20 * time.Second))
		io.WriteString(c, text)
		line, _ := bufio.NewReader(c).ReadString('\n')
		return strings.TrimSpace(line)
	}
	const body = "\r\n\r\n0\r\n\r\n"
	for what, text := range map[string]string{
		"two lengths":                 "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6" + body,
		"a length that is none":       "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: +5" + body,
		"a negative length":           "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -5" + body,
		"an encoding that is none":    "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked" + body,
		"two encodings":               "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity" + body,
		"a blank before the colon":    "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked" + body,
		"a size of a piece like 0x5":  "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n0x5\r\naaaaa\r\n0\r\n\r\n",
		"no host":                     "GET / HTTP/1.1\r\n\r\n",
		"two hosts":                   "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"headers larger than 64 kB":   "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("a", 100<<10) + "\r\n\r\n",
		"an address larger than that": "GET /" + strings.Repeat("a", 100<<10) + " HTTP/1.1\r\nHost: a\r\n\r\n",
	} {
		status := raw(text)
		if !strings.HasPrefix(status, "HTTP/1.1 4") && !strings.HasPrefix(status, "HTTP/1.1 501") {
			t.Errorf("%s is answered %q", what, status)
		}
	}
	if status := raw("GET /sign-in HTTP/1.1\r\nHost: a\r\n\r\n"); !strings.HasPrefix(status, "HTTP/1.1 200") {
		t.Errorf("an honest request is answered %q", status)
	}
}

// TestWhoSendsSlowlyIsCutOff opens a request and never ends its headers.
func TestWhoSendsSlowlyIsCutOff(t *testing.T) {
	if testing.Short() {
		t.Skip("waits ten seconds")
	}
	t.Parallel()
	c, err := net.Dial("tcp", serving(t))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	io.WriteString(c, "GET /sign-in HTTP/1.1\r\nHost: a\r\nX-Slow: ")
	c.SetDeadline(time.Now().Add(25 * time.Second))
	if _, err := io.ReadAll(c); err != nil {
		t.Errorf("the server still waits: %v", err)
	}
}
