package web_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/engine/web"
)

func TestWhatIsShownIsNotedFirst(t *testing.T) {
	s := newSite(t)
	s.get("/person/1")
	if all := s.takeNoted(); len(all) > 0 {
		t.Errorf("a stranger was shown %v", all)
	}
	s.signIn()
	for _, c := range []struct {
		says string
		ask  func()
		want []web.Reading
	}{
		{"a record", func() { s.get("/person/7") }, []web.Reading{{Route: "GET /person/{id}", Act: "查看人员", Record: "7", Address: "/person/7"}}},
		{"a list with its filter and its rows", func() { s.get("/person?place=宝丰镇&name=&after=b") }, []web.Reading{
			{Route: "GET /person", Act: "查看人员", Address: "/person?place=宝丰镇", Count: 2},
		}},
		{"an export", func() { s.get("/file?month=2026-11") }, []web.Reading{{Route: "GET /file", Act: "导出名册", Address: "/file?month=2026-11"}}},
		{"a search, which stands in no address", func() { s.post("/find", url.Values{"q": {" 李桂兰 "}}) }, []web.Reading{
			{Route: "POST /find", Act: "查找", Address: "/find?q=李桂兰", Count: 3},
		}},
		{"a form that comes back", func() { s.post("/person", url.Values{"amount": {"x"}}) }, []web.Reading{
			{Route: "POST /person", Act: "查看人员", Address: "/person"},
		}},
		{"what goes past the methods of the context", func() { s.get("/raw/a/b") }, []web.Reading{
			{Route: "GET /raw/{id}/{part}", Act: "查看人员", Record: "p7", Division: "420323103201", Address: "/raw/a/b"},
		}},
		{"not where an act leads on", func() {
			s.browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			s.post("/person", url.Values{"name": {"李桂兰"}, "amount": {"1"}, "from": {"2026-11-01"}})
			s.browser.CheckRedirect = nil
		}, nil},
		{"not what is refused", func() { s.get("/trouble/notfound"); s.get("/trouble/denied"); s.get("/roster") }, nil},
		{"not what breaks", func() { s.get("/trouble/panic") }, nil},
		{"not what shows nobody", func() { s.get("/"); s.get("/password") }, nil},
		{"not the headers alone", func() {
			r, _ := http.NewRequest(http.MethodHead, s.URL+"/person/7", nil)
			s.do(r)
		}, nil},
	} {
		c.ask()
		if diff := cmp.Diff(c.want, s.takeNoted()); diff != "" {
			t.Errorf("%s: %s", c.says, diff)
		}
	}
}

func TestNothingIsShownThatIsNotNoted(t *testing.T) {
	s := newSite(t)
	s.signIn()
	s.mu.Lock()
	s.refuse = errors.New("the disk is full")
	s.mu.Unlock()
	for path, hidden := range map[string]string{"/person/7": "宝丰镇", "/person": "<i>", "/file": "a,b", "/raw/a/b": "past"} {
		status, header, body := s.get(path)
		if status < 500 || strings.Contains(body, hidden) || header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	s.want("the operator learns why", strings.Contains(s.log.String(), "the disk is full"))
	if status, _, _ := s.get("/password"); status != http.StatusOK {
		t.Errorf("a page that shows nobody answers %d", status)
	}
}

func TestARouteThatLetsEveryOfficerInSaysWhatItShows(t *testing.T) {
	s := newSite(t)
	defer func() {
		if recover() == nil {
			t.Error("the route was taken")
		}
	}()
	s.mux.Handle("GET /silent", web.SignedIn(), func(c *web.Context) error { return c.Text("张建国") })
}
