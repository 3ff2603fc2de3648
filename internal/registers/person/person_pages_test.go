package person_test

import (
	"context"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2/memstore"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/person"
)

// A desk is a browser in which an officer is signed in.
type desk struct {
	t       *testing.T
	address string
	browser *http.Client
}

// sit serves the register and signs an officer in.
func sit(t *testing.T, p *person.Person, by access.Actor) desk {
	t.Helper()
	mux := web.New(web.Config{
		Name: "竹山县民政业务平台", Demo: true, Clock: storetest.Clock(), Log: slog.New(slog.DiscardHandler), Sessions: memstore.New(), Find: web.Needs(person.Read),
		Identify: func(context.Context, string, string) (web.Identity, error) { return web.Identity{Actor: by}, nil },
	})
	mux.Handle("POST /sign-in", web.Public(), func(c *web.Context) error { return c.SignIn(by.ID, "") })
	p.Room().Routes(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	d := desk{t, server.URL, &http.Client{Jar: jar}}
	d.post("/sign-in", nil)
	return d
}

func (d desk) get(path string) (status int, page string) {
	d.t.Helper()
	answer, err := d.browser.Get(d.address + path)
	return d.read(answer, err)
}

// post fills in a form, given as name, value, name, value.
func (d desk) post(path string, fields []string) (status int, page string) {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	answer, err := d.browser.PostForm(d.address+path, form)
	return d.read(answer, err)
}

func (d desk) read(answer *http.Response, err error) (int, string) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func (d desk) shows(page string, wanted ...string) {
	d.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			d.t.Errorf("the page does not show %q:\n%s", w, page)
		}
	}
}

func (d desk) hides(page string, unwanted ...string) {
	d.t.Helper()
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			d.t.Errorf("the page shows %q:\n%s", w, page)
		}
	}
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		register(t, p, person.Particulars{Name: "李桂香"}, leiguCun)
		p.Contribute([]room.Panel{{On: room.OnPerson, Term: "所在家庭", Needs: person.Read,
			Show: func(_ context.Context, _ *store.Tx, _ access.Actor, of string) (template.HTML, error) {
				return template.HTML("<p>一人户 " + of + "</p>"), nil
			}}})
		full := guilan.Number.Full()

		t.Run("a township officer finds a person and reads the file", func(t *testing.T) {
			d := sit(t, p, officer(access.TownshipOfficer, baofeng))
			_, page := d.post("/find", []string{"q", "李桂"})
			d.shows(page, `href="/person/`+id+`"`, guilan.Number.String(), "竹山县 宝丰镇 铧厂村", "共 1 人")
			d.hides(page, "李桂香", full)
			_, page = d.post("/find", []string{"q", full})
			d.shows(page, `href="/person/`+id+`"`)
			_, page = d.get("/person/" + id)
			d.shows(page, "李桂兰", guilan.Number.String(), "72 周岁", "1954年3月2日，女", "户口簿", "2026-10-01 起", "一人户 "+id, "查看完整身份证号码")
			d.hides(page, full)
		})
		t.Run("a search that cannot be is answered on the form", func(t *testing.T) {
			d := sit(t, p, officer(access.TownshipOfficer, baofeng))
			status, page := d.post("/find", []string{"q", "12"})
			d.shows(page, "请至少填写身份证号码的后4位")
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			_, page = d.post("/find", []string{"q", "王无名"})
			d.shows(page, "没有查到这样的人")
		})
		t.Run("the full number is shown once, with a reason", func(t *testing.T) {
			d := sit(t, p, officer(access.TownshipOfficer, baofeng))
			_, page := d.post("/person/"+id+"/unmasking", nil)
			d.shows(page, "请写明查看完整号码的用途")
			d.hides(page, full)
			_, page = d.post("/person/"+id+"/unmasking", []string{"reason", "核对银行开户信息"})
			d.shows(page, full)
			_, page = d.get("/person/" + id)
			d.hides(page, full)
		})
		t.Run("a village clerk sees the own village only and no full number", func(t *testing.T) {
			d := sit(t, p, officer(access.VillageClerk, shangba))
			for _, path := range []string{"/person/" + id, "/person/" + id + "/correction"} {
				status, page := d.get(path)
				d.hides(page, "李桂兰")
				if status != http.StatusNotFound {
					t.Errorf("%s: status %d", path, status)
				}
			}
			own := sit(t, p, officer(access.VillageClerk, huachang))
			_, page := own.get("/person/" + id)
			own.shows(page, "李桂兰")
			own.hides(page, "查看完整身份证号码")
			if status, _ := own.post("/person/"+id+"/unmasking", []string{"reason", "好奇"}); status != http.StatusForbidden {
				t.Errorf("unmasking: status %d", status)
			}
		})
		t.Run("the administrator has no business here", func(t *testing.T) {
			d := sit(t, p, officer(access.Administrator, county))
			for _, path := range []string{"/person", "/person/new", "/person/" + id} {
				if status, _ := d.get(path); status != http.StatusForbidden {
					t.Errorf("%s: status %d", path, status)
				}
			}
		})
	})
}

func TestForms(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		d := sit(t, p, officer(access.TownshipOfficer, baofeng))
		jianguo := idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11)
		_, page := d.get("/person/new")
		d.shows(page, "登记人员", `value="2026-11-23"`)

		_, page = d.post("/person", []string{"name", "张建国", "number", "１２３", "place", "小河村", "from", "2026-10-01"})
		d.shows(page, "身份证号码应为18位，现有3位", "没有认出“小河村”", "请填写依据", `value="张建国"`)

		_, page = d.post("/person", []string{"name", "张建国", "number", " " + jianguo.Full() + " ", "place", "铧厂村", "from", "2026年10月1日", "source", "身份证"})
		d.shows(page, "已登记张建国", "46 周岁", jianguo.String(), "竹山县 宝丰镇 铧厂村")
		path := page[strings.Index(page, "/person/"):]
		path = path[:strings.Index(path, "/correction")]

		_, page = d.get(path + "/correction")
		d.shows(page, `value="张建国"`, `value="1980-05-06"`, `value="竹山县 宝丰镇 铧厂村"`)
		d.hides(page, jianguo.Full())
		seen := page[strings.Index(page, `name="seen" value="`)+len(`name="seen" value="`):]
		seen = seen[:strings.Index(seen, `"`)]

		jianguo2 := idcard.Mint(idcard.DemoArea, 1981, 5, 6, 11)
		correction := []string{"name", "张建国", "number", jianguo2.Full(), "birth", "1980-05-06", "sex", "male", "place", "竹山县 宝丰镇 铧厂村",
			"from", "2026-10-01", "seen", seen, "reason", "号码登记有误", "source", "身份证"}
		_, page = d.post(path+"/correction", correction)
		d.shows(page, "已更正", jianguo2.String(), "1981年5月6日")

		status, page := d.post(path+"/correction", correction)
		d.shows(page, "刚刚被别人更改")
		if status != http.StatusUnprocessableEntity {
			t.Errorf("the second correction: status %d", status)
		}
	})
}
