package rollcheck

import (
	"os"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/registers/benefit"
)

const (
	rollFile   = "低保发放名册-宝丰镇-2026年10月.xlsx"
	familyFile = "低保家庭情况表-城关镇.xlsx"
)

// paper is one of the county's samples.
func paper(t *testing.T, name string) Paper {
	t.Helper()
	body, err := os.ReadFile("../../../county/zhushan/samples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return Paper{Name: name, Body: body}
}

func TestExamineFiles(t *testing.T) {
	onBoth(t, func(b *bureau) {
		roll, families := paper(b.t, rollFile), paper(b.t, familyFile)
		junk, again := Paper{Name: "照片.xlsx", Body: []byte("no workbook")}, roll
		again.Name = "同一份.xlsx"
		run, left, err := b.room.ExamineFiles(b.ctx, preparer, zhushan, []Paper{roll, families, junk, again}, false)
		b.must(err)
		if len(run.Files) != 2 || run.Files[0].Claims != 180 || run.Files[1].Claims != 92 || run.Month != october || run.Source != FromFiles {
			b.t.Errorf("the run: %+v", run)
		}
		if len(left) != 2 || !strings.Contains(left[0], "照片.xlsx") || !strings.Contains(left[1], "同一份.xlsx") || !strings.Contains(left[1], "内容完全相同") {
			b.t.Errorf("left aside: %v", left)
		}
		all := b.sees(preparer, run.ID)
		var twice []string
		for _, f := range all {
			if f.Kind == PaidTwice {
				twice = append(twice, f.Says)
			}
		}
		slices.Sort(twice)
		// The four of expected.json that these two files hold.
		want := []string{"何忠文低保出现2次，跨乡镇：宝丰镇、城关镇", "刘琴清低保出现2次，跨乡镇：宝丰镇、城关镇", "王启明低保出现2次", "罗华明低保出现2次"}
		slices.Sort(want)
		if !slices.Equal(twice, want) {
			b.t.Errorf("paid twice: %v, want %v", twice, want)
		}
		// A township officer who hands in another township's list is told so, and sees the part of the county's run that is his
		// to see: nothing, since files are whose handed them in.
		_, _, err = b.room.ExamineFiles(b.ctx, township, baofeng, []Paper{families}, false)
		b.refused(err, fault.KindInvalid, "这是城关镇的名册")
		// A list without a column of villages is known by its title.
		_, _, err = b.room.ExamineFiles(b.ctx, township, baofeng, []Paper{paper(b.t, "特困人员供养金发放表-麻家渡镇.xlsx")}, false)
		b.refused(err, fault.KindInvalid, "这是麻家渡镇的名册")
		own, _, err := b.room.ExamineFiles(b.ctx, township, baofeng, []Paper{roll}, false)
		b.must(err)
		if found := b.sees(township, own.ID); len(found) == 0 {
			b.t.Error("the township finds nothing in its own roll")
		}
		b.desk(township).Get("/rollcheck/" + run.ID).Is(404)
		_, _, err = b.room.ExamineFiles(b.ctx, preparer, zhushan, nil, false)
		b.refused(err, fault.KindInvalid, "请选择")
		_, _, err = b.room.ExamineFiles(b.ctx, auditor, zhushan, []Paper{roll}, false)
		b.refused(err, fault.KindDenied, "")
	})
}

// With the register, a roll meets what other townships pay, who died, and who is not known at all.
func TestExamineFilesAgainstTheRegister(t *testing.T) {
	onBoth(t, func(b *bureau) {
		number, err := idcard.Parse("400323196306161732") // 何忠文 of expected.json, in row 8 of the roll
		b.must(err)
		he := benefit.Named{Name: "何忠文", Number: number}
		home, ids := b.family(beidajie, he)
		b.pays("dibao", house1(home), beidajie, 400, "", ids...)
		b.dies(he, 20260901)
		run, _, err := b.room.ExamineFiles(b.ctx, preparer, zhushan, []Paper{paper(b.t, rollFile)}, true)
		b.must(err)
		all := b.sees(preparer, run.ID)
		twice := all[slices.IndexFunc(all, func(f Finding) bool { return f.Kind == PaidTwice && strings.HasPrefix(f.Says, "何忠文") })]
		if len(twice.Rows) != 2 || twice.Rows[0].File != rollFile || twice.Rows[1].Award == "" {
			b.t.Errorf("paid twice by %+v", twice.Rows)
		}
		if dead := b.of(all, DeadPaid); !strings.Contains(dead.Says, "何忠文已于2026-09-01死亡") || len(dead.Rows) != 3 {
			b.t.Errorf("dead: %+v", dead)
		}
		if unknown := b.of(all, PersonUnknown); !strings.Contains(unknown.Says, "不在人口底册中，多半是整份名册的问题") {
			b.t.Errorf("unknown: %s", unknown.Says)
		}
		n := 0
		for _, f := range all {
			if f.Kind == PersonUnknown {
				n++
			}
		}
		if n != 1 {
			b.t.Errorf("of most of a file being unknown it is said %d times", n)
		}
	})
}

func TestFilePages(t *testing.T) {
	onBoth(t, func(b *bureau) {
		d := b.desk(preparer)
		d.Get("/rollcheck/files").Is(200).Shows("从电脑上选", "低保发放名册", "同时与人口底册")
		d.Post("/rollcheck/files").Is(422).Shows("请选择要检查的文件")
		roll := paper(b.t, rollFile)
		done := d.Send("/rollcheck/files", roll.Name, roll.Body).Is(200)
		done.Shows("检查完成：1个文件，180笔发放", "王启明低保出现2次", rollFile, "低保发放名册")
		d.Send("/rollcheck/files", "坏文件.xlsx", []byte("x")).Is(422).Shows("坏文件.xlsx")
	})
}

// Of two months of one roll the earlier is only compared with.
func TestAnEarlierRollIsComparedWith(t *testing.T) {
	onBoth(t, func(b *bureau) {
		last := Paper{Name: "9月.csv", Body: []byte("宝丰镇2026年9月低保发放名册\n姓名,身份证号,人数,金额,账号,村\n李桂兰," + guilan.Number.Full() + ",1,300,'" + card(1) + ",铧厂村\n周福贵," + fugui.Number.Full() + ",1,500,'" + card(2) + ",铧厂村\n")}
		now := Paper{Name: "10月.csv", Body: []byte("宝丰镇2026年10月低保发放名册\n姓名,身份证号,人数,金额,账号,村\n李桂兰," + guilan.Number.Full() + ",1,600,'" + card(1) + ",铧厂村\n周福贵," + fugui.Number.Full() + ",1,500,'" + card(2) + ",铧厂村\n")}
		run, left, err := b.room.ExamineFiles(b.ctx, preparer, zhushan, []Paper{now, last}, false)
		b.must(err)
		all := b.sees(preparer, run.ID)
		if run.Claims != 2 || len(all) != 1 || all[0].Kind != Jump || all[0].Says != "李桂兰低保每月600.00 元，上月为300.00 元，人数没有变" {
			b.t.Errorf("left %v, %d claims, found %v", left, run.Claims, saying(all))
		}
	})
}
