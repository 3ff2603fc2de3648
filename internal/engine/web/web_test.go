package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/scs/v2/memstore"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/web"
)

var (
	readPeople = access.Permission{Name: "person.read", Term: "查看人员", Roles: []access.Role{access.Preparer}}
	sign       = access.Permission{Name: "roster.sign", Term: "签批名册", Roles: []access.Role{access.Signatory}}
)

var pages = web.Parse(fstest.MapFS{
	"person.show.html": {Data: []byte(`{{define "lead"}}住在 {{.}}{{end}}<p>正文 {{.}}</p>`)},
	"person.new.html": {Data: []byte(`<form method="post">{{faults .Form}}{{field .Form "name" "姓名" "required"}}` +
		`{{field .Form "amount" "金额" "type=money"}}{{field .Form "from" "起始日期" "type=day"}}</form>`)},
	"person.index.html": {Data: []byte(`{{range .Rows}}<i>{{.}}</i>{{end}}{{pager .Pager}}`)},
})

type formView struct{ Form *web.Form }

// A site is a served Mux with a clock that the test moves and a browser.
type site struct {
	*httptest.Server
	t       *testing.T
	mux     *web.Mux
	log     *bytes.Buffer
	browser *http.Client

	mu         sync.Mutex
	now        time.Time
	noted      []web.Reading
	refuse     error // of the witness
	credential string
	mustChange bool
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, log: &bytes.Buffer{}, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC), credential: "first"}
	s.mux = web.New(web.Config{
		Name: "竹山县民政业务平台", Demo: true, Clock: s.clock, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Sessions: memstore.New(), Identify: s.identify, Witness: s.witness, Find: web.Needs(readPeople),
		Menu: []web.Link{
			{
				Group: "底册", Term: "人员", Path: "/person", Icon: "user", Needs: web.Needs(readPeople),
				Count: func(context.Context, access.Actor) (int, error) { return 1234, nil },
			},
			{Group: "资金", Term: "签批", Path: "/roster", Needs: web.Needs(sign)},
		},
	})
	s.routes()
	s.Server = httptest.NewServer(s.mux)
	t.Cleanup(s.Close)
	jar, _ := cookiejar.New(nil)
	s.browser = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *site) identify(_ context.Context, officer, credential string) (web.Identity, error) {
	if credential != s.credential {
		return web.Identity{}, fault.Denied("密码已重置，请重新登录")
	}
	return web.Identity{
		Actor: access.Actor{ID: officer, Name: "王芳", Role: access.Preparer, Division: "420323000000"},
		Role:  "经办", Place: "竹山县", MustChange: s.mustChange,
	}, nil
}

func (s *site) witness(_ context.Context, by access.Actor, seen web.Reading) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse == nil && by.ID == "" {
		s.t.Errorf("%s was shown to nobody", seen.Route)
	}
	s.noted = append(s.noted, seen)
	return s.refuse
}

func (s *site) takeNoted() []web.Reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.noted
	s.noted = nil
	return all
}

func (s *site) routes() {
	m := s.mux
	m.Handle("GET /{$}", web.SignedIn(), func(c *web.Context) error { return c.Render(pages, "person.show", "今日", "竹山县") }, web.ShowsNobody)
	m.Handle("GET /sign-in", web.Public(), func(c *web.Context) error { return c.Render(pages, "person.show", "登录", "门口") })
	m.Handle("POST /sign-in", web.Public(), func(c *web.Context) error {
		if err := c.SignIn(c.Form().Text("who"), "first"); err != nil {
			return err
		}
		return c.Redirect(c.AfterSignIn(c.Form().Text("who"), c.Form().Text("next")))
	})
	m.Handle("POST /sign-out", web.SignedIn(), func(c *web.Context) error {
		if err := c.SignOut(); err != nil {
			return err
		}
		return c.Redirect("/sign-in")
	}, web.BeforeChange, web.ShowsNobody)
	m.Handle("GET /password", web.SignedIn(), func(c *web.Context) error {
		return c.Render(pages, "person.show", "修改密码", "-")
	}, web.BeforeChange, web.ShowsNobody)
	m.Handle("GET /person/{id}", web.Needs(readPeople), func(c *web.Context) error {
		return c.Render(pages, "person.show", c.Path("id"), "<b>宝丰镇</b>")
	})
	m.Handle("POST /person", web.Needs(readPeople), func(c *web.Context) error {
		f := c.Form()
		f.Require("name", "姓名")
		amount, from := f.Money("amount"), f.Day("from")
		if err := f.Err(); f.Refused(err) {
			return c.Render(pages, "person.new", "登记", formView{f})
		}
		c.Flash(web.Good, fmt.Sprintf("已登记 %s %s %s", f.Text("name"), amount, from))
		return c.Redirect("/person/1")
	})
	m.Handle("GET /person", web.Needs(readPeople), func(c *web.Context) error {
		p := c.Pager(2)
		rows := []string{}
		for _, r := range []string{"a", "b", "c", "d", "e"} {
			if r > p.After && len(rows) < p.Limit() {
				rows = append(rows, r)
			}
		}
		rows = web.Cut(p, rows, func(r string) string { return r })
		return c.Render(pages, "person.index", "人员", struct {
			Rows  []string
			Pager *web.Pager
		}{rows, p})
	})
	m.Handle("GET /roster", web.Needs(sign), func(c *web.Context) error { return c.Text("名册") })
	m.Handle("GET /trouble/{kind}", web.SignedIn(), trouble, web.Shows("查看故障"))
	m.Handle("POST /file", web.SignedIn(), func(c *web.Context) error {
		u, err := c.Upload("file")
		if err != nil {
			return err
		}
		defer u.Close()
		all, err := io.ReadAll(u)
		if err != nil {
			return err
		}
		return c.Text(fmt.Sprintf("%s %d", u.Name, len(all)))
	}, web.Uploads, web.Shows("提交名册"))
	m.Handle("GET /file", web.SignedIn(), func(c *web.Context) error {
		return c.Download("名册.csv", func(w io.Writer) error { _, err := io.WriteString(w, "a,b\n"); return err })
	}, web.Shows("导出名册"))
	m.Handle("GET /raw/{id}/{part}", web.Needs(readPeople), func(c *web.Context) error {
		c.Saw("420323103201", "p7")
		_, err := io.WriteString(c.Writer, "past the methods")
		return err
	})
	m.Handle("POST /find", web.Needs(readPeople), func(c *web.Context) error {
		c.Asked(c.Form().Text("q"))
		c.Listed(3)
		return c.Fragment(pages, "person.show", "三人")
	}, web.Shows("查找"))
}

func trouble(c *web.Context) error {
	switch c.Path("kind") {
	case "notfound":
		return fmt.Errorf("read person: %w", fault.NotFound("没有这个人"))
	case "denied":
		return fault.Denied("不在您负责的区划内")
	case "conflict":
		return fault.Conflict("名册已由他人提交")
	case "unavailable":
		return fault.Unavailable("正在备份")
	case "panic":
		panic("kaputt")
	}
	return errors.New("disk 123 is full")
}

func (s *site) get(path string) (int, http.Header, string) {
	s.t.Helper()
	return s.do(httptest.NewRequest("GET", s.URL+path, nil))
}

func (s *site) post(path string, form url.Values) (int, http.Header, string) {
	s.t.Helper()
	r := httptest.NewRequest("POST", s.URL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r)
}

func (s *site) do(r *http.Request) (int, http.Header, string) {
	s.t.Helper()
	r.RequestURI = ""
	answer, err := s.browser.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Header, string(body)
}

func (s *site) signIn() { s.t.Helper(); s.post("/sign-in", url.Values{"who": {"o1"}}) }

func (s *site) want(what string, ok bool) {
	s.t.Helper()
	if !ok {
		s.t.Error("not so: " + what)
	}
}

func TestEveryPageCarriesTheHeadersAndANonceOfItsOwn(t *testing.T) {
	s := newSite(t)
	_, first, _ := s.get("/sign-in")
	_, second, _ := s.get("/sign-in")
	policy := first.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self' 'nonce-", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
		s.want(part, strings.Contains(policy, part))
	}
	s.want("nothing inline or from elsewhere", !strings.Contains(policy, "unsafe") && !strings.Contains(policy, "http"))
	s.want("a new nonce each time", policy != second.Get("Content-Security-Policy"))
	s.want("no sniffing", first.Get("X-Content-Type-Options") == "nosniff")
	s.want("not kept by the browser", first.Get("Cache-Control") == "no-store")
}

func TestTheSessionCookieIsLockedAndNewAfterSignIn(t *testing.T) {
	s := newSite(t)
	_, h, _ := s.post("/sign-in", url.Values{"who": {"o1"}})
	cookie := h.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		s.want(part, strings.Contains(cookie, part))
	}
	s.want("it ends with the browser", !strings.Contains(cookie, "Expires") && !strings.Contains(cookie, "Max-Age"))
	_, h, _ = s.post("/sign-in", url.Values{"who": {"o1"}})
	s.want("the token changes at sign-in", h.Get("Set-Cookie") != "" && h.Get("Set-Cookie") != cookie)
}

func TestTheGate(t *testing.T) {
	s := newSite(t)
	status, h, _ := s.get("/person/1?tab=a")
	s.want("a stranger goes to the door", status == 303 && h.Get("Location") == "/sign-in?next=%2Fperson%2F1%3Ftab%3Da")
	s.signIn()
	status, _, body := s.get("/person/1")
	s.want("the preparer may read", status == 200 && strings.Contains(body, "正文"))
	status, _, body = s.get("/roster")
	s.want("the preparer may not sign", status == 403 && strings.Contains(body, "签批名册"))
	s.want("the menu holds only what is allowed", strings.Contains(body, `href="/person"`) && !strings.Contains(body, `href="/roster"`))
	s.want("with the count", strings.Contains(body, "1,234"))
	s.want("the find box", strings.Contains(body, `action="/find"`))
	s.want("demo banner", strings.Contains(body, "演示数据"))
	s.want("text is escaped", !strings.Contains(body, "<b>宝丰镇"))
}

func TestARouteWithoutAGateIsRefused(t *testing.T) {
	s := newSite(t)
	defer func() { s.want("panic", recover() != nil) }()
	s.mux.Handle("GET /open", web.Gate{}, nil)
}

func TestSessionsEnd(t *testing.T) {
	signedIn := func(s *site) bool { status, _, _ := s.get("/person/1"); return status == 200 }
	t.Run("after thirty idle minutes", func(t *testing.T) {
		s := newSite(t)
		s.signIn()
		s.pass(29 * time.Minute)
		s.want("29 minutes are fine", signedIn(s))
		s.pass(29 * time.Minute)
		s.want("use begins the half hour anew", signedIn(s))
		s.pass(30 * time.Minute)
		s.want("30 minutes are the end", !signedIn(s))
	})
	t.Run("after twelve hours of use", func(t *testing.T) {
		s := newSite(t)
		s.signIn()
		for range 35 {
			s.pass(20 * time.Minute)
			s.want("still there", signedIn(s))
		}
		s.pass(20 * time.Minute)
		s.want("twelve hours are the end", !signedIn(s))
	})
	t.Run("when the credential no longer holds", func(t *testing.T) {
		s := newSite(t)
		s.signIn()
		s.credential = "second"
		s.want("over", !signedIn(s))
	})
	t.Run("by signing out", func(t *testing.T) {
		s := newSite(t)
		s.signIn()
		s.post("/sign-out", nil)
		s.want("over", !signedIn(s))
	})
}

func TestWhatWasTypedSurvivesATimeOutForTheSameOfficer(t *testing.T) {
	for who, kept := range map[string]bool{"o1": true, "o2": false} {
		s := newSite(t)
		s.signIn()
		s.pass(time.Hour)
		status, h, _ := s.post("/person", url.Values{"name": {"李桂兰"}})
		s.want("sent to the door", status == 303 && h.Get("Location") == "/sign-in")
		_, _, body := s.get("/sign-in")
		s.want("and told", strings.Contains(body, "已自动退出"))
		_, h, _ = s.post("/sign-in", url.Values{"who": {who}})
		s.want("the form is offered to its officer only", (h.Get("Location") == "/held") == kept)
		_, _, body = s.get("/held")
		s.want("with what was typed", strings.Contains(body, "李桂兰") == kept)
	}
}

func TestAPasswordThatMustChangeHoldsBackEverythingElse(t *testing.T) {
	s := newSite(t)
	s.signIn()
	s.mustChange = true
	status, h, _ := s.get("/person/1")
	s.want("sent to the page", status == 303 && h.Get("Location") == "/password")
	status, _, _ = s.get("/password")
	s.want("which opens", status == 200)
}

func TestFormsFromOtherSitesAreRefused(t *testing.T) {
	s := newSite(t)
	s.signIn()
	for name, header := range map[string][2]string{"by fetch metadata": {"Sec-Fetch-Site", "cross-site"}, "by origin": {"Origin", "https://evil.example"}} {
		r := httptest.NewRequest("POST", s.URL+"/person", strings.NewReader("name=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		status, _, body := s.do(r)
		s.want(name, status == 403 && strings.Contains(body, "别的网站"))
	}
}

func TestFaultsHaveTheirPages(t *testing.T) {
	s := newSite(t)
	s.signIn()
	for kind, want := range map[string]struct {
		status int
		says   string
	}{
		"notfound": {404, "没有这个人"}, "denied": {403, "不在您负责的区划内"}, "conflict": {409, "名册已由他人提交"},
		"unavailable": {503, "正在备份"}, "internal": {500, "把下面的编号告诉管理员"}, "panic": {500, "把下面的编号告诉管理员"},
	} {
		status, _, body := s.get("/trouble/" + kind)
		s.want(kind, status == want.status && strings.Contains(body, want.says))
		s.want("nothing internal is shown", !strings.Contains(body, "disk 123") && !strings.Contains(body, "kaputt"))
		if want.status == 500 {
			_, after, _ := strings.Cut(body, `<strong class="code">`)
			number, _, _ := strings.Cut(after, "<")
			s.want("the log has the number", number != "" && strings.Contains(s.log.String(), "number="+number))
		}
	}
	s.want("the log has the cause", strings.Contains(s.log.String(), "disk 123 is full") && strings.Contains(s.log.String(), "kaputt"))
	status, _, body := s.get("/nowhere")
	s.want("an unknown page", status == 404 && strings.Contains(body, "没有这个页面"))
	status, h, _ := s.post("/roster", nil)
	s.want("a wrong method", status == 405 && strings.Contains(h.Get("Allow"), "GET"))
}

func TestTheLogHoldsNoQueryAndNoNumbers(t *testing.T) {
	s := newSite(t)
	s.signIn()
	s.get("/person/400323194502031247?q=secretquery")
	s.want("no number", !strings.Contains(s.log.String(), "400323194502031247"))
	s.want("no query", !strings.Contains(s.log.String(), "secretquery"))
}

func TestAFormIsReadAsPeopleTypeAndComesBackWithItsFaults(t *testing.T) {
	s := newSite(t)
	s.signIn()
	status, _, body := s.post("/person", url.Values{"name": {"  "}, "amount": {"十二块"}, "from": {"2026.2.30"}})
	s.want("422", status == 422)
	for _, part := range []string{"有 3 处需要核对", "请填写姓名", `value="十二块"`, `value="2026.2.30"`, "不是日历上的日子", `href="#f-from"`, `aria-invalid="true"`} {
		s.want(part, strings.Contains(body, part))
	}
	status, _, _ = s.post("/person", url.Values{"name": {"　李桂兰 "}, "amount": {"１，２３４．５元"}, "from": {"２０２６年１１月３日"}})
	s.want("303", status == 303)
	_, _, body = s.get("/person/1")
	s.want("said once", strings.Contains(body, "已登记 李桂兰 1,234.50 元 2026-11-03"))
	_, _, body = s.get("/person/1")
	s.want("and not twice", !strings.Contains(body, "已登记"))
}

// Found by FuzzRequest: PostgreSQL refused the zero character and broken UTF-8 with an internal error, and pages gave them
// back as they came.
func TestWhatIsNoTextIsRefused(t *testing.T) {
	s := newSite(t)
	s.signIn()
	for _, broken := range []string{"李桂兰\x00", "\xff\xfe", "\xe6\x9d"} {
		status, _, body := s.post("/person", url.Values{"name": {broken}, "amount": {"1"}, "from": {"2026-11-23"}})
		s.want("a form is refused", status == 422 && strings.Contains(body, "无法识别的字符") && utf8.ValidString(body) && !strings.Contains(body, "\x00"))
		status, _, body = s.get("/person/1?q=" + url.QueryEscape(broken))
		s.want("an address is refused", status == 422 && strings.Contains(body, "无法识别的字符") && utf8.ValidString(body) && !strings.Contains(body, "\x00"))
		status, _, body = s.get("/person/" + url.PathEscape(broken))
		s.want("a page is not found", status == 404 && utf8.ValidString(body) && !strings.Contains(body, "\x00"))
	}
	status, _, _ := s.get("/person/1?q=" + url.QueryEscape("𬬭·\u200b"))
	s.want("rare characters are characters", status == 200)
}

func TestBodiesAreBounded(t *testing.T) {
	s := newSite(t)
	s.signIn()
	status, _, body := s.post("/person", url.Values{"name": {strings.Repeat("长", web.BodyLimit/3)}})
	s.want("an ordinary form over 1 MB", status == 413 && strings.Contains(body, "超过 1 MB"))
	send := func(size int) (int, string) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		part, _ := w.CreateFormFile("file", `C:\lists\名册.xlsx`)
		part.Write(make([]byte, size))
		w.Close()
		r := httptest.NewRequest("POST", s.URL+"/file", &b)
		r.Header.Set("Content-Type", w.FormDataContentType())
		status, _, body := s.do(r)
		return status, body
	}
	status, body = send(3 << 20)
	s.want("a file of 3 MB", status == 200 && body == "名册.xlsx 3145728")
	status, body = send(web.FileLimit)
	s.want("a file over 64 MB", status == 413 && strings.Contains(body, "超过 64 MB"))
	status, body = send(0)
	s.want("an empty file", status == 422 && strings.Contains(body, "文件是空的"))
}

func TestAListTurnsItsPagesWithoutLosingTheWay(t *testing.T) {
	s := newSite(t)
	s.signIn()
	_, _, body := s.get("/person?village=x")
	s.want("first page", strings.Contains(body, "<i>a</i><i>b</i>") && strings.Contains(body, "/person?after=b&amp;village=x"))
	_, _, body = s.get("/person?after=b~d&village=x")
	s.want("last page", strings.Contains(body, "<i>e</i>") && strings.Contains(body, "第 5–5 条"))
	s.want("the way back", strings.Contains(body, "/person?after=b&amp;village=x") && !strings.Contains(body, `rel="next"`))
}

func TestAFileIsSavedUnderItsChineseName(t *testing.T) {
	s := newSite(t)
	s.signIn()
	status, h, body := s.get("/file")
	s.want("the file", status == 200 && body == "a,b\n" && h.Get("Content-Type") == "text/csv; charset=utf-8")
	s.want("the name", strings.Contains(h.Get("Content-Disposition"), "filename*=utf-8''%E5%90%8D%E5%86%8C.csv"))
}

func TestStylesAreServedForEverAndSmall(t *testing.T) {
	s := newSite(t)
	_, _, body := s.get("/sign-in")
	_, after, _ := strings.Cut(body, `<link rel="stylesheet" href="`)
	address, _, _ := strings.Cut(after, `"`)
	status, h, _ := s.get(address)
	s.want("found", status == 200 && strings.HasPrefix(h.Get("Content-Type"), "text/css"))
	s.want("kept", strings.Contains(h.Get("Cache-Control"), "immutable"))
}

func TestServeEndsGracefully(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	begun, ended := make(chan net.Addr, 1), make(chan error, 1)
	slow := make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { close(slow); stop(); io.WriteString(w, "whole") })
	go func() {
		ended <- web.Serve(ctx, "127.0.0.1:0", h, slog.New(slog.DiscardHandler), func(a net.Addr) { begun <- a })
	}()
	answer, err := http.Get("http://" + (<-begun).String())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	<-slow
	if body, _ := io.ReadAll(answer.Body); string(body) != "whole" {
		t.Errorf("the request under way got %q", body)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestValuesArePrintedForPeople(t *testing.T) {
	p := web.Parse(fstest.MapFS{"v.html": {Data: []byte(
		`{{money .F}}|{{yuan .F}}|{{formal .F}}|{{day .D}}|{{date .D}}|{{month .M}}|{{when .T}}|{{number .N}}|{{percent 1 3}}|{{maskphone "13812345678"}}|{{maskaccount "6217000012341234"}}|{{maskname "李桂兰"}}|{{maskname "王芳"}}|{{day ""}}|{{when "2026-11-23T01:05:00.000000Z"}}`)}})
	got, err := p.Fragment("v", map[string]any{
		"F": money.Fen(123450), "D": month.MustDay(2026, 11, 23), "M": month.Must(2026, 11), "N": 1234567,
		"T": time.Date(2026, 11, 22, 17, 5, 0, 0, time.UTC),
	})
	want := "1,234.50|1,234.50 元|壹仟贰佰叁拾肆元伍角整|2026年11月23日|2026-11-23|2026年11月|2026-11-23 01:05|1,234,567|33.3%|138****5678|****1234|李*兰|王*||2026-11-23 09:05"
	if err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s (%v)", got, want, err)
	}
}

func TestThePageLooksAsSomebodyChoseAndComesBackToWhereTheyWere(t *testing.T) {
	s := newSite(t)
	s.signIn()
	_, _, body := s.get("/person/1")
	s.want("follows the system at first", strings.Contains(body, `<html lang="zh-CN">`) && strings.Contains(body, `aria-pressed="true">随系统`))
	choose := func(scheme, from string) (int, http.Header) {
		request, err := http.NewRequest("POST", s.URL+"/scheme", strings.NewReader(url.Values{"scheme": {scheme}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Referer", from)
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		answer, err := s.browser.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode, answer.Header
	}
	status, h := choose("dark", s.URL+"/person/1?tab=2")
	s.want("goes back", status == 303 && h.Get("Location") == "/person/1?tab=2")
	_, _, body = s.get("/person/1")
	s.want("is dark from the first byte", strings.Contains(body, `<html lang="zh-CN" data-scheme="dark">`) && strings.Contains(body, `aria-pressed="true">深色`))
	_, h = choose("light", "https://elsewhere.example//evil.example/x")
	s.want("goes to no other site", strings.HasPrefix(h.Get("Location"), "/") && !strings.HasPrefix(h.Get("Location"), "//"))
	choose("", s.URL+"/")
	_, _, body = s.get("/person/1")
	s.want("follows the system again", strings.Contains(body, `<html lang="zh-CN">`))
	status, _ = choose(`"><script>`, s.URL+"/")
	s.want("refuses what is no look", status == 422)
}

func TestRoutes(t *testing.T) {
	s := newSite(t)
	needed := access.Permission{Name: "person.look", Term: "查看"}
	s.mux.Handle("POST /zz", web.Needs(needed), nil, web.Uploads)
	s.mux.Handle("GET /zz", web.SignedIn(), nil, web.BeforeChange, web.ShowsNobody)
	s.mux.Handle("GET /zz/open", web.Public(), nil)
	all := s.mux.Routes()
	last := all[len(all)-4:] // the desk, "/{$}", comes after them
	read, write, open := last[0], last[1], last[2]
	s.want("in the order of paths, then methods", read.Pattern == "GET /zz" && write.Pattern == "POST /zz" && open.Pattern == "GET /zz/open")
	s.want("with method and path apart", write.Method() == "POST" && write.Path() == "/zz")
	p, asks := write.Gate.Permission()
	s.want("with what the gate asks for", asks && p.Name == needed.Name && !write.Gate.Open())
	_, asks = read.Gate.Permission()
	s.want("nothing but a sign-in", !asks && !read.Gate.Open())
	s.want("strangers", open.Gate.Open())
	s.want("with their options", write.Limit == web.FileLimit && write.Patient && read.Limit == web.BodyLimit && read.BeforeChange && !open.BeforeChange && read.ShowsNobody && !write.ShowsNobody)
}
