package assistance_test

import (
	"net/http"
	"strings"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/household"
)

// sit opens a browser for an officer, with the household's page beside the
// room's own.
func (b *bureau) sit(t *testing.T, by access.Actor) *webtest.Desk {
	t.Helper()
	homes := household.New(b.db)
	homes.Contribute(b.Room().Panels)
	return webtest.Sit(t, b.db.Clock(), by, b.Room().Routes, homes.Room().Routes)
}

func TestRequestPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, plain, guilan)
		desk := b.sit(t, clerk)
		desk.Get("/household/"+home).Shows("最低生活保障核算", "符合条件，每月 507.00 元，保障 1 人", "登记低保申请")
		form := desk.Get("/assistance/requests/new?household="+home).Is(http.StatusOK).Shows("李桂兰的家庭", "委托代办", "核对授权")
		if form.Value("day") != "2026-11-23" {
			t.Errorf("the day is %s", form.Value("day"))
		}

		desk.Post("/assistance/requests", "household", home, "applicant", people[0], "day", "2026.11.20", "channel", "visit", "class", "rural", "note", "独居").
			Is(http.StatusUnprocessableEntity).Shows("请写明按此类别认定的理由", "请先由共同生活的家庭成员签署", `value="2026.11.20"`, "独居")
		page := desk.Post("/assistance/requests", "household", home, "applicant", people[0], "day", "2026.11.20", "channel", "agent",
			"class", "rural", "class_reason", "有承包地", "authorised", "1", "note", "独居").
			Is(http.StatusOK).Shows("李桂兰的低保申请", "待核定", "委托代办", "农村，有承包地", "2026-11-20 提出", "独居", "已登记申请")
		desk.Get("/assistance/requests").Shows("李桂兰", "铧厂村", "待核定", page.Path)
		desk.Get("/household/" + home).Shows("待核定").Hides("登记低保申请")

		b.sit(t, officer(access.VillageClerk, yingfeng)).Get("/assistance/requests").Hides("李桂兰")
		b.sit(t, officer(access.VillageClerk, yingfeng)).Get(page.Path).Is(http.StatusNotFound)
		b.sit(t, auditor).Get(page.Path).Is(http.StatusOK).Hides("撤回的原因")
		b.sit(t, officer(access.Administrator, zhushan)).Get("/assistance/requests").Is(http.StatusForbidden)

		desk.Post(page.Path + "/withdrawal").Is(http.StatusUnprocessableEntity).Shows("请写明撤回的原因")
		desk.Post(page.Path+"/withdrawal", "reason", "自愿撤回").Shows("申请已撤回", "已撤回", "自愿撤回").Hides("撤回的原因")
		desk.Get("/assistance/requests").Shows("这里将列出家庭提出的救助申请")
		desk.Get("/assistance/requests?all=1").Shows("李桂兰", "已撤回")
	})
}

func TestSheetPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, plain, jianguo...)
		desk := b.sit(t, clerk)
		for _, path := range []string{"/assistance/sheets/" + home, "/assistance/sheets/" + home + "/print?month=2026-11"} {
			desk.Get(path).Is(http.StatusOK).Shows(
				"最低生活保障核算单", "张建国户", "2026年11月",
				"不符合条件：人均月收入 561.00 元，高于标准 560.00 元，超出 1.00 元",
				"高于标准 560.00 元，超出 1.00 元", "决定结果", "《社会救助暂行办法》（国务院令第649号）第九条",
				"家庭月可计入收入低于 2,240.00 元（现 2,244.00 元），即符合收入条件",
				"演示值", "最低生活保障标准（农村）：560.00 元，演示值", "类别未认定")
		}
		desk.Get("/assistance/sheets/"+home+"/print").Shows("经办人", "打印人：村级协理员")
		desk.Get("/assistance/sheets/" + home + "?month=2025.12").Is(http.StatusNotFound)
		desk.Get("/assistance/sheets/" + home + "?month=soon").Is(http.StatusUnprocessableEntity)
		b.sit(t, officer(access.VillageClerk, yingfeng)).Get("/assistance/sheets/" + home).Is(http.StatusNotFound)

		lone, _ := b.family(huachang, plain, guilan)
		desk.Get("/assistance/sheets/"+lone).Shows("每月 507.00 元", "补差", "李桂兰 72 周岁，高龄老年人", "伍佰零柒元整", "待确认", "暂按计入处理，待上级明确")
		unasked, _ := b.family(huachang, nil, soul{"郭轩", household.Head, 20000127, nil})
		desk.Get("/assistance/sheets/" + unasked).Shows("资料不全，暂不能认定：郭轩：工资性收入（务工）未登记；存款等金融资产未登记；车辆未登记；住房未登记")
	})
}

func TestRoom(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, plain, guilan)
		b.submits(clerk, request(home, people[0]))
		r := b.Room()
		b.write(func(tx *store.Tx) error {
			waiting, err := r.Waiting(t.Context(), tx, clerk)
			if len(waiting) != 1 || waiting[0].Count != 1 {
				t.Errorf("waits: %+v", waiting)
			}
			none, err2 := r.Waiting(t.Context(), tx, officer(access.VillageClerk, yingfeng))
			if err2 != nil || len(none) != 0 {
				t.Errorf("waits elsewhere: %+v %v", none, err2)
			}
			shown, err3 := room.Show(t.Context(), tx, clerk, r.Panels, room.OnHousehold, home)
			if err3 != nil || len(shown) != 1 || !strings.Contains(string(shown[0].Body), "核算单") {
				t.Errorf("panel: %+v %v", shown, err3)
			}
			return err
		})
	})
}
