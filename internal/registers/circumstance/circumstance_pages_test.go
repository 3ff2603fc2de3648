package circumstance_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// live enters 李桂兰 and her son 张强 in 迎丰村 by hand, and gives the ids of the household and of both.
func live(t *testing.T, db *store.DB) (home, guilan, qiang string) {
	t.Helper()
	text, err := os.ReadFile("../../../county/zhushan/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := place.ReadDivisions(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	g := place.Gazette{Divisions: divisions, From: 20230630, Source: "区划代码"}
	if _, err := place.New(db).Load(t.Context(), access.System("载入", "420323000000"), g); err != nil {
		t.Fatal(err)
	}
	r := household.New(db)
	home, err = r.Found(t.Context(), officer, household.Founding{
		Seat: household.Seat{Division: yingfeng}, From: 20260801, Reason: "户口簿",
		Head: person.Particulars{Name: "李桂兰", Number: idcard.Mint(idcard.DemoArea, 1954, 3, 2, 22)},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = r.MoveIn(t.Context(), officer, household.Joining{
		Household: home, Relation: household.Child, From: 20260801, Reason: "户口簿",
		Person: person.Particulars{Name: "张强", Number: idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11)},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Read(t.Context(), func(tx *store.Tx) error {
		h, err := household.Show(t.Context(), tx, access.Within(town), home, tx.Today())
		guilan, qiang = h.Members[0].Person, h.Members[1].Person
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return home, guilan, qiang
}

func TestPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		home, guilan, qiang := live(t, db)
		bus := event.NewBus()
		var heard []circumstance.Correction
		event.On(bus, circumstance.Corrected, func(_ context.Context, _ *store.Tx, _ access.Actor, k circumstance.Correction) error {
			heard = append(heard, k)
			return nil
		})
		c := circumstance.New(db, bus)
		sit := func(by access.Actor) *webtest.Desk {
			families, people := household.New(db), person.New(db)
			panels := append(families.Room().Panels, c.Room().Panels...)
			families.Contribute(panels)
			people.Contribute(panels)
			return webtest.Sit(t, storetest.Clock(), by, c.Room().Routes, families.Room().Routes, people.Room().Routes)
		}
		d, at := sit(officer), "/circumstance/"+home

		t.Run("a household of which nothing is known says so and offers the forms", func(t *testing.T) {
			d.Get("/household/"+home).Shows("尚未登记", "登记收入", `href="`+at+`/declaration?person=`+qiang+`"`)
			d.Get("/person/" + guilan).Hides("境况")
		})
		t.Run("the incomes of a member are declared at once", func(t *testing.T) {
			form := d.Get(at+"/declaration?person="+qiang).Shows("登记收入：张强", "留空表示还不知道")
			fields := []string{
				"person", qiang, "seen", form.Value("seen"), "income.wage.amount", "８００", "income.wage.period", "month",
				"income.farming.amount", "1,200", "income.farming.period", "year", "income.support.amount", "0", "income.support.period", "month",
				"from", "2026-10-01", "origin", "declared", "note", "申报表",
			}
			d.Post(at+"/declaration", append(fields, "reason", "", "income.other.amount", "约100")...).Is(http.StatusUnprocessableEntity).
				Shows("不是金额", `value="８００"`)
			d.Post(at+"/declaration", append(fields, "reason", "10月20日入户，家属申报")...).
				Shows("已登记张强的境况", "800.00 元/月", "1,200.00 元/年", "0.00 元/月", "申报：申报表", "2026-10-01")
			if len(heard) != 1 || heard[0].Household != home || len(heard[0].Facts) != 3 {
				t.Errorf("heard %+v", heard)
			}
			d.Get("/person/"+qiang).Shows("境况", "800.00 元/月")
			form = d.Get(at + "/declaration?person=" + qiang)
			for field, want := range map[string]string{"income.wage.amount": "800", "income.farming.amount": "1200", "income.support.amount": "0", "income.other.amount": ""} {
				if got := form.Value(field); got != want {
					t.Errorf("%s is filled with %q, want %q", field, got, want)
				}
			}
		})
		t.Run("the second of two officers is told", func(t *testing.T) {
			fields := []string{
				"subject", qiang, "kind", "income.wage", "period", "month", "recurs", "1", "from", "2026-11-01", "origin", "checked", "reason", "社保核对",
				"seen", d.Get(at + "/correction?subject=" + qiang + "&kind=income.wage").Value("seen"),
			}
			d.Post(at+"/correction", append(fields, "amount", "900")...).Shows("900.00 元/月", "核对")
			d.Post(at+"/correction", append(fields, "amount", "950")...).Is(http.StatusUnprocessableEntity).Shows("资料有了变动，最近一次由").
				Shows("登记经过", "800.00 元/月", "900.00 元/月")
			d.Get("/household/" + home).Hides("950")
		})
		t.Run("other circumstances are chosen from the closed list", func(t *testing.T) {
			d.Get(at+"/correction?subject="+guilan).Shows("残疾类别和等级", "劳动能力").Hides("存款")
			d.Get(at+"/correction?subject="+home).Shows("存款等金融资产", "致困原因").Hides("劳动能力")
			d.Get(at+"/correction?subject="+guilan+"&kind=disability").Shows("更正境况：李桂兰的残疾类别和等级", "肢体", "按残疾证")
			disability := []string{"subject", guilan, "kind", "disability", "option", "limb", "from", "2026-01-01", "origin", "seen", "reason", "残疾证"}
			d.Post(at+"/correction", append(disability, "count", "7")...).Is(http.StatusUnprocessableEntity).Shows("残疾等级应为1至4级")
			d.Post(at+"/correction", append(disability, "count", "2")...).Shows("肢体二级", "入户")
			d.Post(at+"/correction", append(disability, "count", "2")...).Shows("没有变化")
			d.Post(at+"/correction", "subject", home, "kind", "property.savings", "amount", "5000", "approx", "1", "from", "2026-01-01", "origin", "declared",
				"reason", "申报").Shows("5,000.00 元（约数）")
			d.Post(at+"/correction", "subject", guilan, "kind", "property.savings", "amount", "1", "from", "2026-01-01", "origin", "declared", "reason", "x").
				Is(http.StatusUnprocessableEntity).Shows("按户登记")
		})
		t.Run("what is no longer so is ended", func(t *testing.T) {
			away := []string{"subject", qiang, "kind", "away", "text", "十堰", "from", "2026-03-01", "origin", "declared", "reason", "申报"}
			d.Post(at+"/correction", away...).Shows("十堰")
			form := d.Get(at + "/correction?subject=" + qiang + "&kind=away").Shows("不再有这一项")
			d.Post(at+"/correction", "subject", qiang, "kind", "away", "ended", "1", "from", "2026-11-01", "origin", "seen", "reason", "已回家",
				"seen", form.Value("seen")).Shows("已登记张强的境况").Hides("十堰")
		})
		t.Run("refuses who may not and what is not there", func(t *testing.T) {
			d.Get(at + "/correction?subject=nobody").Is(http.StatusNotFound)
			d.Get(at + "/correction?subject=" + guilan + "&kind=luck").Is(http.StatusUnprocessableEntity)
			stranger := sit(access.Actor{ID: "s", Role: access.VillageClerk, Division: other})
			stranger.Get(at + "/declaration?person=" + qiang).Is(http.StatusNotFound).Hides("张强")
			stranger.Post(at+"/correction", "subject", qiang, "kind", "income.wage", "amount", "1").Is(http.StatusNotFound)
			auditor := sit(access.Actor{ID: "a", Role: access.Auditor, Division: town})
			auditor.Get("/household/" + home).Shows("900.00 元/月").Hides("登记收入")
			auditor.Get(at + "/declaration?person=" + qiang).Is(http.StatusForbidden)
		})
	}, rooms...)
}

// A list of October says nothing of the wage since November, whichever comes first; an officer's word does.
func TestListsAndHands(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		home := settle(t, db)
		record := func(f circumstance.Fact) bool {
			t.Helper()
			var news []bool
			err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
				news, err = circumstance.Record(t.Context(), tx, []circumstance.Fact{f})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return news[0]
		}
		now := func() string {
			return known(t, db, access.Within(town), home, 20261123)["李桂兰"][0].Says()
		}
		record(wage(900, 20261101))
		if news := record(wage(800, 20261001)); !news || now() != "900.00 元/月" {
			t.Errorf("news: %t, and now %s", news, now())
		}
		if record(wage(800, 20261001)) {
			t.Error("the same list again is news")
		}
		c := circumstance.New(db, event.NewBus())
		k := circumstance.Correction{Household: home, Reason: "入户", Facts: []circumstance.Fact{wage(700, 20261001)}}
		if _, err := c.Correct(t.Context(), officer, k); err != nil || now() != "700.00 元/月" {
			t.Errorf("%v, and now %s", err, now())
		}
	}, rooms...)
}
