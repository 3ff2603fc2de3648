package household_test

import (
	"context"
	"html/template"
	"net/http"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

func (v town) sit(role access.Role, at division.Code) *webtest.Desk {
	v.t.Helper()
	by := access.Actor{ID: string(role), Name: "王芳", Role: role, Division: at}
	return webtest.Sit(v.t, storetest.Clock(), by, v.r.Room().Routes, person.New(v.db).Room().Routes)
}

func TestPages(t *testing.T) {
	eachTown(t, func(v town) {
		v.r.Contribute([]room.Panel{{
			On: room.OnHousehold, Term: "待遇", Needs: household.Read,
			Show: func(_ context.Context, _ *store.Tx, _ access.Actor, of string) (template.HTML, error) {
				return template.HTML("<p>低保 " + of + "</p>"), nil
			},
		}})
		d := v.sit(access.TownshipOfficer, huachang.Town())

		d.Get("/household").Shows("这里将列出您负责区划内的家庭")
		d.Post("/household", "name", "张建国", "number", "12", "from", "2026-08-01").Is(http.StatusUnprocessableEntity).
			Shows("身份证号码应为18位，现有2位", "请填写村（社区）", `value="张建国"`)
		home := d.Post("/household", "name", "张建国", "number", jianguo.Number.Full(), "place", v.name(huachang), "address", "3组12号",
			"household_number", "7", "from", "2026-08-01", "reason", "户口簿").
			Shows("已登记张建国的家庭", "张建国的家庭", "户编号 7", "成员 1 人", jianguo.Number.String()).Hides(jianguo.Number.Full()).Path

		d.Get(home+"/joining").Shows("登记张建国家的一位共同生活成员", "儿媳、女婿")
		d.Post(home+"/joining", "name", "王秀英", "number", xiuying.Number.Full(), "relation", "head", "from", "2026-08-01", "reason", "户口簿").
			Is(http.StatusUnprocessableEntity).Shows("这户已有户主张建国")
		d.Post(home+"/joining", "name", "王秀英", "number", xiuying.Number.Full(), "relation", "spouse", "from", "2026-08-01", "reason", "户口簿").
			Shows("已登记王秀英为这户的成员", "成员 2 人", "配偶", "低保 ")

		h := v.shows(home[len("/household/"):], "张建国 户主", "王秀英 配偶")
		zhang, wang := home+"/member/"+v.idOf(h, "张建国"), home+"/member/"+v.idOf(h, "王秀英")
		d.Get(wang+"/absence").Shows("登记在家情况：王秀英", "在机构")
		d.Post(wang+"/absence", "presence", "away", "from", "2026-10-01", "reason", "电话询问").Is(http.StatusUnprocessableEntity).Shows("请填写外出的地方")
		d.Post(wang+"/absence", "presence", "away", "where", "十堰", "from", "2026-10-01", "reason", "电话询问").Shows("外出（十堰）")
		d.Get(zhang+"/leaving").Shows("成员迁出：张建国", "王秀英（配偶）")
		d.Post(zhang+"/leaving", "from", "2026-11-01", "reason", "入户").Is(http.StatusUnprocessableEntity).Shows("请从中选择新户主")
		d.Post(wang+"/kinship", "relation", "sibling", "from", "2026-08-01", "reason", "户口簿").Shows("兄弟姐妹")

		d.Get("/person/" + v.idOf(h, "王秀英")).Is(http.StatusOK)
		d.Get("/household").Shows("张建国", "7", v.name(huachang), "3组12号")
		d.Get("/household?place=没有这村").Shows("没有认出")
		d.Get("/household?place=" + v.name(huachang)).Shows("张建国")
		d.Get(home + "/print").Shows("张建国的家庭").Hides("成员迁入")

		d.Post(zhang+"/leaving", "heir", v.idOf(h, "王秀英"), "from", "2026-11-01", "reason", "入户").Shows("已办理迁出", "王秀英的家庭", "成员 1 人")

		v.t.Run("another village sees nothing of it", func(t *testing.T) {
			other := v.sit(access.VillageClerk, yingfeng)
			for _, path := range []string{home, home + "/joining", wang + "/kinship"} {
				other.Get(path).Is(http.StatusNotFound).Hides("王秀英")
			}
			other.Get("/household").Hides("王秀英")
		})
		v.t.Run("an auditor reads and is offered nothing to do", func(t *testing.T) {
			auditor := v.sit(access.Auditor, county)
			auditor.Get(home).Shows("王秀英的家庭").Hides("成员迁入", "迁出</a>")
			auditor.Get(home + "/joining").Is(http.StatusForbidden)
		})
	})
}

// The panel on a person's page leads to the household, for those who see it.
func TestPanel(t *testing.T) {
	eachTown(t, func(v town) {
		home := v.found(jianguo, huachang)
		if err := v.moveIn(home, xiuying, household.Spouse); err != nil {
			v.t.Fatal(err)
		}
		wang := v.idOf(v.shows(home, "张建国 户主", "王秀英 配偶"), "王秀英")
		people := person.New(v.db)
		people.Contribute(v.r.Room().Panels)
		by := access.Actor{ID: "c", Role: access.VillageClerk, Division: huachang}
		webtest.Sit(v.t, storetest.Clock(), by, people.Room().Routes).Get("/person/"+wang).
			Shows("所在家庭", `href="/household/`+home+`"`, "张建国", "户编号 7")
	})
}

// name is what a village is called.
func (v town) name(at division.Code) string {
	if at == huachang {
		return "铧厂村"
	}
	return "迎丰村"
}

// A member with a notice of death is marked; the living are not.
func TestADeadMemberIsMarked(t *testing.T) {
	eachTown(t, func(v town) {
		home := v.found(jianguo, huachang)
		if err := v.moveIn(home, xiuying, household.Spouse); err != nil {
			v.t.Fatal(err)
		}
		err := v.db.Write(v.t.Context(), func(tx *store.Tx) error {
			_, err := person.RecordDeaths(v.t.Context(), nil, tx, clerk, []person.Death{{Name: "张建国", Number: jianguo.Number, Day: 20261103, Source: "村委会"}})
			return err
		})
		if err != nil {
			v.t.Fatal(err)
		}
		page := v.sit(access.VillageClerk, huachang).Get("/household/" + home).Shows("已故（2026年11月3日）")
		if n := strings.Count(page.Text(), "已故"); n != 1 {
			v.t.Errorf("%d members are marked dead, want 1", n)
		}
	})
}
