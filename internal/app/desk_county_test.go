package app

import (
	"bytes"
	"strings"
	"testing"

	"minzheng/county/zhushan"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// supported enters, as older books have them, families of one that are on dibao: in 铧厂村 李桂兰 with 350 yuan since
// September and 王大山 with 100 yuan until November, in 擂鼓镇 刘小河 with 200 yuan from November on. 李桂兰 is monitored.
func supported(t *testing.T, b *Bureau) {
	t.Helper()
	ctx, founder := t.Context(), access.System("建县", theCounty)
	err := b.db.Write(ctx, func(tx *store.Tx) error {
		for i, f := range []struct {
			name        string
			at          division.Code
			yuan        int64
			from, until month.Month
		}{
			{"李桂兰", huachang, 350, month.Must(2026, 9), 0},
			{"王大山", huachang, 100, month.Must(2026, 9), month.Must(2026, 12)},
			{"刘小河", leigu, 200, month.Must(2026, 11), 0},
		} {
			people, err := person.Enter(ctx, tx, founder, []person.Entry{{Particulars: person.Particulars{Name: f.name, Division: f.at}, From: 20200101, Source: "底册"}})
			if err != nil {
				return err
			}
			homes, err := household.Enter(ctx, tx, founder, []household.Entry{{
				Seat: household.Seat{Division: f.at}, From: 20200101, Source: "底册", Members: []household.Belonging{{Person: people[0], Relation: household.Head}},
			}})
			if err != nil {
				return err
			}
			if i == 0 {
				err = circumstance.Enter(ctx, tx, founder, []circumstance.Fact{{
					Subject: homes[0], Kind: circumstance.Monitored, Option: "edge", During: month.Since(20260101), Source: circumstance.Source{Origin: circumstance.Declared, Note: "底册"},
				}})
				if err != nil {
					return err
				}
			}
			award := benefit.Former{
				Award: benefit.Award{Programme: "dibao", Holder: benefit.Holder{Unit: benefit.Household, ID: homes[0]}, Ordinal: 1, Granted: f.at}, Note: "底册",
				Terms: []benefit.Term{{
					Act: benefit.Start, From: f.from, Amount: money.Yuan(f.yuan), Covered: []benefit.Covered{{Person: people[0], Count: 1}}, Cause: "符合条件",
					Class: benefit.Classed{Class: benefit.Rural, Reason: "底册"},
				}},
				Payees: []benefit.Payee{{Kind: benefit.PayHousehold, Name: f.name, Person: people[0], Bank: "农商银行", Account: "6230000000000000000", From: 20260901}},
			}
			if f.until.Known() {
				award.Terms = append(award.Terms, benefit.Term{Act: benefit.Stop, From: f.until, Cause: "家庭收入超过标准"})
			}
			if _, err := benefit.Enter(ctx, tx, founder, []benefit.Former{award}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheDeskShowsTheCountyAndEveryNumberOpensItsRows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := house(t, db, &bytes.Buffer{})
		supported(t, b)
		prepare := access.Actor{ID: "o2", Name: "陈静", Role: access.Preparer, Division: theCounty}
		if _, err := b.disbursement.Prepare(t.Context(), prepare, disbursement.Preparation{Programme: "dibao", Month: month.Must(2026, 11)}); err != nil {
			t.Fatal(err)
		}
		sketch, err := readSketch(zhushan.Files)
		if err != nil {
			t.Fatal(err)
		}
		sit := func(role access.Role, at division.Code) *webtest.Desk {
			routes := []func(*web.Mux){newDesk(db, b.list, sketch, b.officer.Lately).routes}
			for _, r := range b.list {
				if r.Routes != nil && r.Name != "officer" { // the test has a door of its own
					routes = append(routes, r.Routes)
				}
			}
			return webtest.Sit(t, storetest.Clock(), access.Actor{ID: "o1", Name: "王芳", Role: role, Division: at}, routes...)
		}
		rows := func(measure, at string) string {
			return "/statistics/rows?division=" + at + "&amp;from=2026-11&amp;ledger=benefit.inforce&amp;measure=" + measure + "&amp;to=2026-11"
		}

		t.Run("the head sees risks first, the money, next month and the map", func(t *testing.T) {
			d := sit(access.Signatory, theCounty)
			page := d.Get("/").Shows("需要关注", "防止返贫监测对象", `href="/circumstance/monitored"`,
				"2026年11月发放与上月", "650.00", "450.00", "+200.00", "新增 1", "/changes?movement=new",
				"2026年12月预计", "估算", "550.00", "−100.00", `href="/benefit/awards?month=2026-12&amp;programme=dibao"`,
				"<svg", "宝丰镇 2，在保人数，人", rows("persons", "420323103000"), rows("persons", string(theCounty)),
				"示意图：县界与乡镇点位为近似，不作为法定界线", "GeoNames CC BY 4.0")
			if strings.Index(page.Body, "需要关注") > strings.Index(page.Body, "待办") {
				t.Error("what is at risk does not come first")
			}
			d.Get("/?map=yuan").Shows("宝丰镇 450元，本月待遇金额", "450.00", "擂鼓镇 200元", "200.00", "650.00")
			d.Get("/?map=monitored").Shows("宝丰镇 1，监测户数，户")
			d.Get("/?map=nonsense").Is(200).Shows("在保")
		})
		t.Run("the numbers of the map are those of the rows they open", func(t *testing.T) {
			d := sit(access.Auditor, theCounty)
			for at, want := range map[string]string{
				"persons&division=420323103000": "2", "households&division=420323104000": "1", "yuan&division=420323103000": "450.00", "persons&division=420323000000": "3",
			} {
				measure, in, _ := strings.Cut(at, "&")
				d.Get("/statistics/rows?ledger=benefit.inforce&from=2026-11&to=2026-11&measure=" + measure + "&" + in).Is(200).Shows(want)
			}
			d.Get("/circumstance/monitored").Is(200).Shows("1 户、1 人", "边缘易致贫", "李桂兰")
			d.Get("/circumstance/monitored?place=擂鼓镇").Is(200).Hides("李桂兰")
		})
		t.Run("a township sees its villages and no map, a village only what is its own", func(t *testing.T) {
			sit(access.TownshipOfficer, "420323103000").Get("/").Shows("各村（社区）：在保人数", "铧厂村", rows("persons", string(huachang)), "450.00").Hides("<svg class=\"sketch\"", "擂鼓", "650.00", "200.00")
			sit(access.VillageClerk, huachang).Get("/").Shows("12月预计", "350.00").Hides("各村（社区）", "发放与上月", "擂鼓")
			sit(access.VillageClerk, leigu).Get("/").Hides("监测对象", "350.00")
			sit(access.VillageClerk, leigu).Get("/circumstance/monitored").Hides("李桂兰")
		})
		t.Run("the administrator sees no business", func(t *testing.T) {
			sit(access.Administrator, theCounty).Get("/").Is(200).Hides("监测对象", "在保", "预计", "650.00")
		})
		t.Run("the changes open one movement at a time", func(t *testing.T) {
			d := sit(access.Signatory, theCounty)
			path := d.Get("/").Body
			_, path, _ = strings.Cut(path, `href="/disbursement/`)
			id, _, _ := strings.Cut(path, `"`)
			d.Get("/disbursement/"+id+"/changes?movement=new").Shows("刘小河", "看全部变动")
			d.Get("/disbursement/" + id + "/changes?movement=stopped").Hides("刘小河")
		})
	})
}
