package intake_test

import (
	"context"
	"net/http"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/intake"
)

// oddRoll is a roll whose headings no other clerk writes.
func oddRoll(t *testing.T, day string) []byte {
	return made(t, [][]any{
		{"宝丰镇" + day + "低保发放名册"},
		{"户主", "身份证件", "类别", "几口人", "钱数", "折子号", "村", "片区"},
		{"李桂兰", guilan, "农村", 1, 560, card, "铧厂村", "一片"},
	}, nil)
}

func TestRemember(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		d := b.sit(assistant)
		fields := func(day string) []string {
			return []string{"kind", "roll", "division", string(baofeng), "as_of", day}
		}
		d.Get("/intake/mapping").Shows("还没有记住的列对应")
		page := d.Send("/intake", "十月.xlsx", oddRoll(t, "2026年10月"), fields("2026-10-01")...).Is(http.StatusOK).
			Shows("缺少", "“合计”", "指明各列对应什么", "底册没有任何变化")
		path := page.Path

		t.Run("what is said wrongly comes back with a sentence and nothing lost", func(t *testing.T) {
			d.Get(path+"/mapping").Shows("“身份证件”（B 列）", "“钱数”（E 列）", "“片区”（H 列）", "不导入此列").Hides("“户主”（A 列）")
			d.Post(path+"/mapping", "name", "").Is(http.StatusUnprocessableEntity).Shows("请给这种表起个名字", "请至少指明一列对应什么")
			page := d.Post(path+"/mapping", "name", "宝丰的表", "column.身份证件", "number", "column.几口人", "total", "column.钱数", "total").Is(http.StatusUnprocessableEntity)
			page.Shows("“几口人”和“钱数”不能都对应“合计”")
			if got := page.Value("name"); got != "宝丰的表" {
				t.Errorf("the name became %q", got)
			}
			d.Post(path+"/mapping", "name", "x", "column.身份证件", "died").Is(http.StatusUnprocessableEntity).Shows("“身份证件”对应的列在低保发放名册里没有")
		})
		t.Run("said once, the file is read, and the next one without a question", func(t *testing.T) {
			d.Post(path+"/mapping", "name", "宝丰的表", "column.身份证件", "number", "column.几口人", "covered", "column.钱数", "total", "column.片区", "-").
				Shows("已经记住", "按“宝丰的表”的列对应读取", "560.00 元/月", "有 1 列不认识，没有读取", "导入全部 1 户")
			d.Post(path+"/mapping", "name", "宝丰的表", "column.身份证件", "number", "column.几口人", "covered", "column.钱数", "total", "column.片区", "-").
				Shows("按“宝丰的表”的列对应读取", "560.00 元/月") // from a page that was opened before: the same columns are meant
			d.Post(path+"/taking", "seen", d.Get(path).Value("seen")).Shows("已导入1户")
			d.Send("/intake", "十一月.xlsx", oddRoll(t, "2026年11月"), fields("2026-11-01")...).Is(http.StatusOK).
				Shows("按“宝丰的表”的列对应读取", "560.00 元/月")
			trial, err := b.Try(context.Background(), preparer, intake.Submission{
				Name: "十二月.xlsx", Kind: intake.Roll, Division: baofeng, AsOf: 20261201, Body: oddRoll(t, "2026年12月"),
			})
			must(t, err)
			if trial.Mapping != "宝丰的表" {
				t.Errorf("tried by %q", trial.Mapping)
			}
		})
		t.Run("another sender's file is asked about, and one that needs no mapping is not read by it", func(t *testing.T) {
			_, err := b.Try(context.Background(), preparer, intake.Submission{
				Name: "城关.xlsx", Kind: intake.Roll, Division: chengguan, AsOf: 20261201, Body: oddRoll(t, "2026年12月"),
			})
			refusal(t, err)
			d.Send("/intake", rollName, sample(t, rollName), fields("2026-10-01")...).Hides("的列对应读取")
		})
		t.Run("it is said anew, renamed and given up", func(t *testing.T) {
			d.Get(path+"/mapping").Shows("“折子号”（F 列）", `<option value="covered" selected>`, `<option value="-" selected>`)
			d.Post(path+"/mapping", "name", "宝丰的表", "column.几口人", "covered", "column.片区", "-", "column.身份证件", "number", "column.钱数", "total", "column.折子号", "account").
				Hides("列不认识")
			var list []intake.Remembered
			again := func() {
				b.read(func(tx *store.Tx) (err error) {
					list, err = intake.RememberedIn(context.Background(), tx, access.Within(county))
					return err
				})
			}
			again()
			if len(list) != 1 || len(list[0].Mapping) != 5 {
				t.Fatalf("%+v", list)
			}
			act := "/intake/mapping/" + list[0].ID
			b.sit(elsewhere).Post(act+"/name", "name", "别人的").Is(http.StatusNotFound)
			b.sit(clerk).Post(act + "/forget").Is(http.StatusForbidden)
			d.Post(act+"/name", "name", " ").Is(http.StatusUnprocessableEntity).Shows("请给这种表起个名字")
			d.Post(act+"/name", "name", "宝丰镇低保表").Shows("已经改名", "宝丰镇低保表", "折子号", "账号")
			d.Post(act+"/name", "name", "宝丰镇低保表").Shows("宝丰镇低保表") // a second time
			d.Get(path).Shows("按“宝丰镇低保表”的列对应读取")
			d.Post(act+"/forget").Shows("已经删除", "还没有记住的列对应")
			d.Post(act + "/forget").Is(http.StatusNotFound)
			d.Get(path).Shows("按“宝丰镇低保表”的列对应读取", "560.00 元/月")
			d.Send("/intake", "一月.xlsx", oddRoll(t, "2027年1月"), fields("2027-01-01")...).Shows("指明各列对应什么")
		})
		b.read(func(tx *store.Tx) error {
			lines, err := audit.List(context.Background(), tx, access.Within(county), audit.Filter{Limit: 50})
			acts := map[string]int{}
			for _, l := range lines {
				acts[l.Act]++
			}
			if acts["intake.remember"] != 3 || acts["intake.rename"] != 1 || acts["intake.forget"] != 1 {
				t.Errorf("logged %v", acts)
			}
			return err
		})
	})
}

func TestTemplatesOnPage(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		d := b.sit(assistant)
		page := d.Get("/intake/new")
		for _, kind := range intake.Kinds() {
			page.Shows(`href="/intake/template?kind=` + string(kind) + `"`)
			book, err := sheet.Open("a.xlsx", []byte(d.Get("/intake/template?kind="+string(kind)).Is(http.StatusOK).Body))
			must(t, err)
			if got, ok := intake.Recognise(book); !ok || got != kind {
				t.Errorf("the template of %s is recognised as %s", kind, got)
			}
		}
		d.Get("/intake/template?kind=x").Is(http.StatusNotFound)
	})
}
