package rollcheck

import (
	"fmt"
	"strings"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web/webtest"
)

func (b *bureau) desk(by access.Actor) *webtest.Desk {
	b.t.Helper()
	return webtest.Sit(b.t, b.db.Clock(), by, b.room.routes)
}

func TestPages(t *testing.T) {
	onBoth(t, func(b *bureau) {
		county, town := b.desk(preparer), b.desk(township)
		county.Get("/rollcheck").Is(200).Shows("还没有做过体检", "开始体检", "全县", "宝丰镇")
		awards := b.troubled()

		done := county.Post("/rollcheck", "division", string(zhushan), "month", "2026-11").Is(200)
		done.Shows("体检完成：看了6笔待遇，发现4条疑点", "李桂兰已于2026-08-09死亡", "张建国低保出现2次", "很可能有误（4）", "每月涉及")
		run := strings.TrimPrefix(done.Path, "/rollcheck/")
		county.Get("/rollcheck").Shows("最近一次：2026年11月竹山县名册体检", "宝丰镇", "城关镇", "各乡镇待核实的疑点", "死亡后仍发放")
		county.Get("/rollcheck/" + run + "?kind=dead_paid").Shows("李桂兰已于").Hides("张建国低保出现2次")
		county.Get("/rollcheck/" + run + "?town=" + string(chengguan)).Shows("张建国低保出现2次").Hides("李桂兰已于")
		county.Get("/rollcheck/" + run + "?level=info").Shows("没有符合条件的疑点")

		all := b.sees(preparer, run)
		dead, twice := b.of(all, DeadPaid), b.of(all, PaidTwice)
		page := town.Get(dead.Path()).Is(200)
		page.Shows("死亡后仍发放：李桂兰", "核对死亡证明", "派出所", "现在：仍在发放，每月560.00 元", "/benefit/awards/"+awards["guilan"], "记下核实结果")
		page.Hides(guilan.Number.Full())
		town.Get(twice.Path()).Shows("不在您负责的区划内，内容由当地或县级查看", "由县级核定").Hides("张德福", "记下核实结果")
		county.Get(twice.Path()).Shows("记下核实结果").Hides("不在您负责的区划内")

		town.Post(dead.Path()+"/verdict", "outcome", "wrong").Is(422).Shows("请填写核实情况")
		town.Post(dead.Path()+"/verdict", "outcome", "wrong", "reason", "到户见到本人").Is(200).Shows("已记下：排除", "已排除", "到户见到本人", "孙涛")
		county.Get("/rollcheck/" + run).Hides("李桂兰已于2026-08-09死亡")
		county.Get("/rollcheck/"+run+"?state=wrong").Shows("李桂兰已于2026-08-09死亡", "已排除")

		county.Get("/rollcheck").Shows("看了 6 笔待遇", "4,010.00", "对照 2 条死亡登记")
		town.Get("/rollcheck").Shows("这里是涉及宝丰镇的疑点").Hides("看了 6", "4,010.00", "对照 2", `num">6<`, `num">4<`)
		county.Get("/rollcheck/"+run).Shows("看了 6 笔发放", "4,010.00")
		town.Get("/rollcheck/"+run).Shows("这里只列涉及您负责区划的疑点").Hides("看了 6", "4,010.00", "对照 2")
		own := town.Post("/rollcheck", "division", string(baofeng), "month", "2026-11").Is(200)
		town.Get(own.Path).Shows("看了", "笔发放")

		b.desk(elsewhere).Get(dead.Path()).Is(404)
		b.desk(auditor).Get(dead.Path()).Is(200).Hides("记下核实结果")
		b.desk(auditor).Post("/rollcheck", "division", string(zhushan), "month", "2026-11").Is(403)
		b.desk(clerk).Get("/rollcheck").Is(403)
		county.Get("/rollcheck/" + run + "/99").Is(404)
		county.Get("/rollcheck/nothing").Is(404)
		county.Get("/rollcheck/"+run+"/print").Is(200).Shows("宝丰镇", "核实结果", "张建国低保出现2次")
	})
}

// The list goes to each township as a sheet of its own, and holds no whole number.
func TestExport(t *testing.T) {
	onBoth(t, func(b *bureau) {
		b.troubled()
		run, _ := b.examines(preparer)
		file := b.desk(preparer).Get("/rollcheck/" + run.ID + "/export").Is(200)
		book, err := sheet.Open("清单.xlsx", []byte(file.Body))
		b.must(err)
		var names []string
		for _, s := range book.Sheets {
			names = append(names, s.Name)
		}
		if fmt.Sprint(names) != "[汇总 城关镇 宝丰镇]" {
			b.t.Fatalf("the sheets are %v", names)
		}
		text := ""
		for row := range book.Sheets[2].Rows() {
			for _, c := range row.Cells {
				text += c.Text + "\n"
			}
		}
		for _, want := range []string{"李桂兰已于2026-08-09死亡", "王秀兰已于", "张建国低保出现2次", guilan.Number.String(), "宝丰镇 铧厂村", "死亡登记"} {
			if !strings.Contains(text, want) {
				b.t.Errorf("the sheet of 宝丰镇 lacks %q", want)
			}
		}
		if strings.Contains(text, "周福贵") || strings.Contains(text, guilan.Number.Full()) {
			b.t.Error("it says more than it should")
		}
		own, err := sheet.Open("清单.xlsx", []byte(b.desk(township).Get("/rollcheck/"+run.ID+"/export").Is(200).Body))
		b.must(err)
		for _, s := range own.Sheets {
			if s.Name != "汇总" && s.Name != "宝丰镇" && s.Name != "城关镇" || len(own.Sheets) != 3 {
				b.t.Errorf("the township's file has a sheet %s", s.Name)
			}
			for row := range s.Rows() {
				for _, c := range row.Cells {
					if strings.Contains(c.Text, "周福贵") {
						b.t.Errorf("the township's file speaks of %s", c.Text)
					}
				}
			}
		}
	})
}

func TestPanelAndDesk(t *testing.T) {
	onBoth(t, func(b *bureau) {
		b.troubled()
		_, all := b.examines(preparer)
		f := b.of(all, DeadCounted)
		wife, home := f.People[0].ID, f.Rows[0].Household
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			for _, id := range []string{wife, home} {
				html, err := b.room.panel(b.ctx, tx, township, id)
				if err != nil || !strings.Contains(string(html), "王秀兰已于2026-09-05死亡") {
					b.t.Errorf("the panel of %s: %s, %v", id, html, err)
				}
			}
			if html, _ := b.room.panel(b.ctx, tx, elsewhere, wife); html != "" {
				b.t.Errorf("another township sees %s", html)
			}
			for by, want := range map[*access.Actor]int{&preparer: 4, &township: 3, &elsewhere: 2} {
				waiting, err := b.room.waiting(b.ctx, tx, *by)
				if err != nil || len(waiting) != 2 || waiting[0].Count != want || waiting[1].Count != 0 {
					b.t.Errorf("for %s waits %+v (%v), want %d", by.Name, waiting, err, want)
				}
			}
			return nil
		}))
		b.must(b.room.Judge(b.ctx, township, Verdict{Run: f.Run, Serial: f.Serial, Outcome: IsVerified, Reason: "户籍已注销"}))
		b.desk(township).Get("/rollcheck").Shows("条核实属实、仍在名册上", "跨乡镇的重复由县级体检发现")
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			waiting, err := b.room.waiting(b.ctx, tx, township)
			if err != nil || waiting[0].Count != 2 || waiting[1].Count != 1 {
				b.t.Errorf("after a verdict waits %+v (%v)", waiting, err)
			}
			if waiting, err := b.room.waiting(b.ctx, tx, auditor); len(waiting) != 0 || err != nil {
				b.t.Errorf("for the auditor waits %+v", waiting)
			}
			return nil
		}))
	})
}
