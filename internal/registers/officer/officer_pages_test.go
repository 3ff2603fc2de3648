package officer_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/officer"
)

// A browser walks through the pages of the register as they are served.
type browser struct {
	t      *testing.T
	site   string
	client *http.Client
}

func (b bureau) browser() browser {
	b.t.Helper()
	b.Describe(b.Room().Acts)
	mux := web.New(web.Config{
		Witness: func(_ context.Context, _ access.Actor, _ web.Reading) error { return nil },
		Name:    "竹山县民政业务平台", Demo: b.db.Demo(), Clock: b.db.Clock(), Log: slog.New(slog.DiscardHandler),
		Sessions: b.Sessions(), Identify: b.Identify, Menu: b.Room().Menu,
	})
	b.Room().Routes(mux)
	mux.Handle("GET /{$}", web.SignedIn(), func(c *web.Context) error { return c.Text("今日") }, web.ShowsNobody)
	server := httptest.NewServer(mux)
	b.t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	return browser{b.t, server.URL, &http.Client{Jar: jar}}
}

// get and post follow redirects and give what is shown in the end, and where.
func (b browser) get(path string) (status int, at, body string) {
	b.t.Helper()
	return b.read(b.client.Get(b.site + path))
}

func (b browser) post(path string, pairs ...string) (status int, at, body string) {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return b.read(b.client.PostForm(b.site+path, form))
}

func (b browser) read(answer *http.Response, err error) (status int, at, body string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, answer.Request.URL.Path, string(text)
}

func (b browser) wants(body string, parts ...string) {
	b.t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			b.t.Errorf("the page lacks %q", p)
		}
	}
}

var secret = regexp.MustCompile(`<span class="secret">([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</span>`)

func TestAnOfficerFromAppointmentToEndingOnThePages(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		if _, err := b.Demonstrate(ctx, founder, huachang, "demo-minzheng-2026"); err != nil {
			t.Fatal(err)
		}
		admin, wang := b.browser(), b.browser()
		_, _, body := admin.get("/sign-in")
		admin.wants(body, "演示账号", "village01", "demo-minzheng-2026", "宝丰镇 铧厂村")
		_, at, _ := admin.post("/sign-in", "sign_in", "admin01", "password", "demo-minzheng-2026", "next", "/officer")
		if at != "/officer" {
			t.Fatalf("after signing in at %s", at)
		}

		status, _, body := admin.post("/officer", "name", "王芳", "sign_in", "w", "role", "preparer", "division", string(county))
		if status != 422 {
			t.Errorf("a bad sign-in name: %d", status)
		}
		admin.wants(body, "有一处需要核对", `value="王芳"`, `checked`)
		_, _, body = admin.post("/officer", "name", "王芳", "sign_in", "wangf01", "role", "preparer", "division", string(county))
		first := secret.FindStringSubmatch(body)
		if first == nil {
			t.Fatalf("no first password in %s", body)
		}

		_, at, body = wang.post("/sign-in", "sign_in", "wangf01", "password", first[1])
		if at != "/password" {
			t.Errorf("the first sign-in leads to %s", at)
		}
		wang.wants(body, "请先设置只有您本人知道的密码")
		_, _, body = wang.post("/password", "old_password", first[1], "new_password", "qingtian2026", "new_password_again", "qingtian2025")
		wang.wants(body, "两次填写的新密码不一样")
		_, at, _ = wang.post("/password", "old_password", first[1], "new_password", "qingtian2026", "new_password_again", "qingtian2026")
		if at != "/" {
			t.Errorf("after the change at %s", at)
		}
		if status, _, _ := wang.get("/officer"); status != 403 {
			t.Errorf("a preparer sees the officers: %d", status)
		}

		_, _, body = admin.get("/officer")
		id := regexp.MustCompile(`href="/officer/([a-z0-9]{22})">王芳`).FindStringSubmatch(body)[1]
		_, _, body = admin.get("/officer/" + id)
		admin.wants(body, "王芳", "wangf01", "任用工作人员", "修改密码")
		_, _, body = admin.get("/officer/" + id + "/ending")
		admin.wants(body, "从现在起不能再登录")
		status, _, body = admin.post("/officer/"+id+"/ending", "reason", "")
		if status != 422 {
			t.Errorf("an ending without a reason: %d", status)
		}
		admin.wants(body, "请填写停用原因")
		admin.post("/officer/"+id+"/ending", "reason", "调离")
		if _, at, _ := wang.get("/"); at != "/sign-in" {
			t.Errorf("the officer whose work ended is at %s", at)
		}
		_, _, body = admin.get("/officer?ended=1")
		admin.wants(body, "王芳", "已停用")
	})
}

func TestTheLogShowsWhatLiesInSight(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		if _, err := b.Demonstrate(ctx, founder, huachang, "demo-minzheng-2026"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.Appoint(ctx, founder, officer.Appointment{Name: "李明", SignIn: "liming", Role: access.TownshipOfficer, Division: "420323104000"}); err != nil {
			t.Fatal(err)
		}
		for who, sees := range map[string]struct{ own, other, load bool }{
			"audit01": {true, true, true}, "town01": {true, false, false}, "admin01": {true, true, false},
		} {
			w := b.browser()
			w.post("/sign-in", "sign_in", who, "password", "demo-minzheng-2026")
			_, _, body := w.get("/log")
			_, list, _ := strings.Cut(body, "<tbody>")
			for text, want := range map[string]bool{"village01": sees.own, "liming": sees.other, "place.load": sees.load} {
				if strings.Contains(list, text) != want {
					t.Errorf("%s sees %s: %t", who, text, !want)
				}
			}
		}
		w := b.browser()
		w.post("/sign-in", "sign_in", "audit01", "password", "demo-minzheng-2026")
		_, _, body := w.get("/log?act=officer.signin&day=2026.11.23")
		_, list, _ := strings.Cut(body, "<tbody>")
		if strings.Contains(list, "任用工作人员") || !strings.Contains(list, "登录") {
			t.Error("the filter by act does not hold")
		}
		_, _, body = w.get("/log?day=2026-11-22")
		w.wants(body, "没有符合条件的记录")
		_, _, body = w.get("/log?day=昨天")
		w.wants(body, "请写明年月日")
	})
}

func TestTheDoorGivesNothingAway(t *testing.T) {
	each(t, func(t *testing.T, b bureau) {
		b.administrator()
		w := b.browser()
		_, _, body := w.get("/sign-in")
		w.wants(body, "请联系本单位系统管理员")
		if strings.Contains(body, "演示账号") {
			t.Error("accounts that nobody made are shown")
		}
		status, _, body := w.post("/sign-in", "sign_in", "admin", "password", "wrong-password-1")
		if status != 422 || strings.Contains(body, "wrong-password-1") {
			t.Errorf("%d, or the password comes back", status)
		}
		if _, at, _ := w.post("/sign-in", "sign_in", "", "password", "", "next", "//evil.example"); at != "/sign-in" {
			t.Errorf("led to %s", at)
		}
	})
}
