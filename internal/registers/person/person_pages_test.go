package person_test

import (
	"context"
	"html/template"
	"net/http"
	"testing"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/person"
)

func sit(t *testing.T, p *person.Person, by access.Actor) *webtest.Desk {
	t.Helper()
	return webtest.Sit(t, storetest.Clock(), by, p.Room().Routes)
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		register(t, p, person.Particulars{Name: "李桂香"}, leiguCun)
		p.Contribute([]room.Panel{{
			On: room.OnPerson, Term: "所在家庭", Needs: person.Read,
			Show: func(_ context.Context, _ *store.Tx, _ access.Actor, of string) (template.HTML, error) {
				return template.HTML("<p>一人户 " + of + "</p>"), nil
			},
		}})
		full, path := guilan.Number.Full(), "/person/"+id

		t.Run("a township officer reads a person's file", func(t *testing.T) {
			d := sit(t, p, officer(access.TownshipOfficer, baofeng))
			d.Get("/person").Shows(`action="/find"`, "登记人员")
			d.Get(path).Shows("李桂兰", guilan.Number.String(), "72 周岁", "1954年3月2日，女", "户口簿", "2026-10-01 起", "一人户 "+id, "查看完整身份证号码").Hides(full)
		})
		t.Run("the full number is shown once, with a reason", func(t *testing.T) {
			d := sit(t, p, officer(access.TownshipOfficer, baofeng))
			d.Post(path + "/unmasking").Shows("请写明查看完整号码的用途").Hides(full)
			shown := d.Post(path+"/unmasking", "reason", "核对银行开户信息").Shows(full, "两分钟后自动遮盖")
			if got := shown.Header.Get("Refresh"); got != "120; url="+path {
				t.Errorf("the full number stays on the screen: %q", got)
			}
			if got := shown.Header.Get("Cache-Control"); got != "no-store" {
				t.Errorf("the full number stays in the browser: %q", got)
			}
			if got := d.Get(path).Hides(full).Header.Get("Refresh"); got != "" {
				t.Errorf("the masked page goes away, too: %q", got)
			}
			d.Get(path).Hides(full)
		})
		t.Run("a village clerk sees the own village only and no full number", func(t *testing.T) {
			d := sit(t, p, officer(access.VillageClerk, shangba))
			d.Get(path).Is(http.StatusNotFound).Hides("李桂兰")
			d.Get(path + "/correction").Is(http.StatusNotFound).Hides("李桂兰")
			own := sit(t, p, officer(access.VillageClerk, huachang))
			own.Get(path).Shows("李桂兰").Hides("查看完整身份证号码")
			own.Post(path+"/unmasking", "reason", "好奇").Is(http.StatusForbidden).Hides(full)
		})
		t.Run("the administrator has no business here", func(t *testing.T) {
			d := sit(t, p, officer(access.Administrator, county))
			for _, path := range []string{"/person", "/person/new", path} {
				d.Get(path).Is(http.StatusForbidden)
			}
		})
	})
}

func TestForms(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		d := sit(t, p, officer(access.TownshipOfficer, baofeng))
		before, after := idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11), idcard.Mint(idcard.DemoArea, 1981, 5, 6, 11)
		if got := d.Get("/person/new").Shows("登记人员").Value("from"); got != "2026-11-23" {
			t.Errorf("the day is filled with %q", got)
		}
		d.Post("/person", "name", "张建国", "number", "１２３", "place", "小河村", "from", "2026-10-01").
			Is(http.StatusUnprocessableEntity).Shows("身份证号码应为18位，现有3位", "没有认出“小河村”", "请填写依据", `value="张建国"`)

		path := d.Post("/person", "name", "张建国", "number", " "+before.Full()+" ", "place", "铧厂村", "from", "2026年10月1日", "source", "身份证").
			Shows("已登记张建国", "46 周岁", before.String(), "竹山县 宝丰镇 铧厂村").Path

		form := d.Get(path + "/correction").Hides(before.Full())
		for field, want := range map[string]string{"name": "张建国", "birth": "1980-05-06", "place": "竹山县 宝丰镇 铧厂村", "number": ""} {
			if got := form.Value(field); got != want {
				t.Errorf("%s is filled with %q, want %q", field, got, want)
			}
		}
		correction := []string{
			"name", "张建国", "number", after.Full(), "birth", "1980-05-06", "sex", "male", "place", form.Value("place"),
			"from", "2026-10-01", "seen", form.Value("seen"), "reason", "号码登记有误", "source", "身份证",
		}
		d.Post(path+"/correction", correction...).Shows("已更正", after.String(), "1981年5月6日")
		d.Post(path+"/correction", correction...).Is(http.StatusUnprocessableEntity).Shows("张建国的资料有了变动，最近一次由王芳（11月23日 09:0")
	})
}
