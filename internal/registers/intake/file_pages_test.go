package intake_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
)

func (b *bureau) sit(by access.Actor) *webtest.Desk {
	b.t.Helper()
	return webtest.Sit(b.t, storetest.Clock(), by, b.Room().Routes)
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		d := b.sit(assistant)
		d.Get("/intake").Shows("这里将列出收到的名册和家庭情况表", `href="/intake/new"`)
		if got := d.Get("/intake/new").Shows("低保发放名册", "低保家庭情况表", "宝丰镇").Value("as_of"); got != "2026-11-01" {
			t.Errorf("the day is filled with %q", got)
		}
		fields := []string{"kind", "roll", "division", string(baofeng), "as_of", "2026-10-01"}
		path := ""

		t.Run("a file that is none is refused on the form", func(t *testing.T) {
			d.Send("/intake", "名册.xlsx", sample(t, "not-a-zip.xlsx"), fields...).Is(http.StatusUnprocessableEntity).
				Shows("不是Excel工作簿（内容是网页表格），请用Excel另存为xlsx", `value="2026-10-01"`)
			d.Send("/intake", "名册.xlsx", sample(t, famName), fields...).Is(http.StatusUnprocessableEntity).Shows("请把导入的种类改为“低保家庭情况表”")
			d.Send("/intake", "名册.xlsx", nil, fields...).Is(http.StatusUnprocessableEntity).Shows("文件是空的，请重新选择")
			d.Post("/intake", fields...).Is(http.StatusUnprocessableEntity).Shows("请选择文件")
			d.Send("/intake", "名册.xlsx", sample(t, rollName), "kind", "roll", "division", string(chengguan), "as_of", "2026-10-01").Is(http.StatusForbidden)
		})
		t.Run("a file is tried first, and nothing is written into the registers", func(t *testing.T) {
			page := d.Send("/intake", rollName, sample(t, rollName), fields...).Is(http.StatusOK).
				Shows("180 户", "171,124.00 元/月", "174", "只导入没有错误的 174 户", "还没有导入，底册没有任何变化",
					"10月 第88行 C列（身份证号）", "朱全忠：身份证号码按数字录入，后三位已丢失", "请把该列设为文本格式",
					"韩溪河村小计 19,646.50 元，各行相加 19,106.50 元，相差 540.00 元").
				Hides("400323196204087594", "0000007629521969682")
			path = page.Path
			if first, other := strings.Index(page.Text(), "第88行"), strings.Index(page.Text(), "第14行"); first > other {
				t.Error("errors do not stand first")
			}
			if n := len(b.awards(month.Must(2026, 10))); n != 0 {
				t.Errorf("%d awards", n)
			}
			d.Get("/intake").Shows(rollName, "待导入", "何助理")
		})
		t.Run("row by row with what was read and understood", func(t *testing.T) {
			d.Get(path+"/row").Shows("陈成兴", "400323********7594", "1,358.00 元/月", "施洋路社区").Hides("400323196204087594")
			d.Get(path + "/row?after=x").Is(http.StatusNotFound)
			list := d.Get(path + "/report").Is(http.StatusOK)
			book, err := sheet.Open("问题清单.xlsx", []byte(list.Body))
			must(t, err)
			text := fmt.Sprint(slices.Collect(book.Sheets[0].Rows()))
			if !strings.Contains(text, "身份证号码按数字录入，后三位已丢失") || strings.Contains(text, "400323196204087594") {
				t.Error("the list of problems lacks a problem, or holds a whole number")
			}
		})
		t.Run("and taken in on a word", func(t *testing.T) {
			page := d.Get(path)
			seen, good := page.Value("seen"), page.Value("accept_good")
			d.Post(path+"/taking", "seen", seen).Shows("有6户存在错误，整个文件都没有导入")
			d.Post(path+"/taking", "seen", seen, "accept_good", good).Shows("已导入174户，其中174户有变化；6户有错误，没有导入", "何助理导入 174 户")
			if n := len(b.awards(month.Must(2026, 10))); n != 174 {
				t.Errorf("%d awards", n)
			}
			d.Get("/intake").Shows("已导入 174 户，6 户未导入")
			b.sit(preparer).Post(path+"/taking", "seen", seen, "accept_good", good).Shows("您核对之后底册有了变化：何助理已导入过这个文件")
			d.Post(path+"/taking", "seen", d.Get(path).Value("seen"), "accept_good", "1").Shows("与底册一致，没有任何变化（共174户）")
		})
		t.Run("and given back with its cells marked, which the log remembers", func(t *testing.T) {
			d.Post(path + "/marked").Is(http.StatusOK)
			var who string
			b.read(func(tx *store.Tx) error {
				return tx.QueryRow(context.Background(), `SELECT actor_name FROM audit_entry WHERE act = 'intake.mark'`).Scan(&who)
			})
			if who != assistant.Name {
				t.Errorf("the log names %q", who)
			}
			for _, by := range []access.Actor{clerk, admin} {
				b.sit(by).Post(path + "/marked").Is(http.StatusForbidden)
			}
		})
		t.Run("others see it or not by role and place", func(t *testing.T) {
			for _, by := range []access.Actor{clerk, admin} {
				for _, p := range []string{"/intake", "/intake/new", path, path + "/row", path + "/report"} {
					b.sit(by).Get(p).Is(http.StatusForbidden)
				}
			}
			other := b.sit(elsewhere)
			other.Get("/intake").Is(http.StatusOK).Hides(rollName)
			other.Get(path).Is(http.StatusNotFound).Hides("陈成兴")
			other.Post(path+"/taking", "accept_good", "1").Is(http.StatusNotFound)
			auditor := b.sit(access.Actor{ID: "o-yu", Name: "余审计", Role: access.Auditor, Division: county})
			auditor.Get(path).Is(http.StatusOK).Hides(path + "/taking")
			auditor.Get("/intake/new").Is(http.StatusForbidden)
			auditor.Post(path+"/taking", "accept_good", "1").Is(http.StatusForbidden)
		})
	})
}
