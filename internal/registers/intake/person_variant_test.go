package intake_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/unicode"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/intake"
)

// paid lists what a list pays as "row programme from+months fen".
func paid(u *intake.Understood) []string {
	list := []string{}
	for _, c := range u.Claims(benefit.Evidence{}) {
		list = append(list, fmt.Sprintf("%d %s %s+%d %d", c.Evidence.Row, c.Programme, c.Month, c.Months, c.Amount))
	}
	return list
}

func wants(t *testing.T, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func TestTekunRolls(t *testing.T) {
	t.Run("with words instead of ticks, in another order, for a quarter", func(t *testing.T) {
		u := read(t, intake.Tekun, [][]any{
			{"宝丰镇2026年第二季度农村特困人员救助供养金发放花名册"},
			{"所在村", "供养对象", "居民身份证号码", "护理等级", "供养方式", "照料护理费", "基本生活费", "合计（元/季）", "银行账号", "账户名称"},
			{"铧厂村", "李桂兰", guilan, "半护理", "分散供养", 936, 2184, 3120, card, ""},
			{"铧厂村", "张建国", jianguo, "完全丧失生活自理能力", "集中", 3120, 2184, 5304, "0000005615811474543", "宝丰镇福利院"},
		}, nil)
		wants(t, "paid", []string{"3 tekun 2026-04+3 312000", "4 tekun 2026-04+3 530400"}, paid(u))
		wants(t, "problems", []string{"0  period_differs"}, found(u)) // handed in for October
		a, b := u.Recipients[0], u.Recipients[1]
		if a.Mode != "home" || a.Care != "half" || b.Mode != "institution" || b.Care != "full" || a.PayeeKind != benefit.PayPerson || b.PayeeKind != benefit.PayInstitution || b.Payee != "宝丰镇福利院" {
			t.Errorf("%+v %+v", a, b)
		}
	})
	t.Run("with a header of two rows that is not merged, and marks nobody knows", func(t *testing.T) {
		u := read(t, intake.Tekun, [][]any{
			{"特困供养发放表（2026年10月）"},
			{"姓名", "身份证号", "供养方式", "", "自理能力", "", "", "供养金", "", "", "账号", "村"},
			{"", "", "集中", "分散", "自理", "半护理", "全护理", "生活费", "护理费", "合计", "", ""},
			{"李桂兰", guilan, "", "对", "", "1", "", 728, 312, 1040, card, "铧厂村"},
			{"张建国", jianguo, "", "√", "", "", "待评", 728, 212, 940, card, "铧厂村"},
			{"王秀英", xiuying, "√", "×", "v", "", "", 728, 212, "", card, "铧厂村"},
		}, nil)
		if r := u.Recipients[0]; r.Mode != "home" || r.Care != "half" {
			t.Errorf("%+v", r)
		}
		if r := u.Recipients[2]; r.Mode != "institution" || r.Care != "self" {
			t.Errorf("%+v", r)
		}
		wants(t, "problems", []string{"6 J amount_missing", "5 E tick_missing", "5 G answer_odd", "4 K account_shared", "5 K account_shared", "6 K account_shared"}, found(u))
		wants(t, "paid", []string{"4 tekun 2026-10+1 104000", "5 tekun 2026-10+1 94000"}, paid(u))
	})
	t.Run("with subtotals by village and parts that do not add up", func(t *testing.T) {
		u := read(t, intake.Tekun, [][]any{
			{"2026年10月特困供养金发放表"},
			{"姓名", "身份证号", "村", "基本生活费", "照料护理费", "合计"},
			{"李桂兰", guilan, "铧厂村", 728, 212, 940},
			{"张建国", jianguo, "铧厂村", 728, 212, 840},
			{"小计", "2人", "", 1456, 424, 1880},
			{"合计", "3人", "", 1456, 424, 1780},
		}, nil)
		wants(t, "problems", []string{"4 F row_sum_differs", "5 F subtotal_wrong", "6 A total_wrong"}, found(u))
		if s := u.Sheets[0].Subtotals[0]; s.Village != "铧厂村" || s.Computed.Total != 178000 || s.Computed.By["base"] != 145600 {
			t.Errorf("%+v", s)
		}
	})
}

func TestDisabilityLists(t *testing.T) {
	cert := func(number, rest string) string { return number + rest }
	t.Run("with a row for each payment", func(t *testing.T) {
		u := read(t, intake.Disability, [][]any{
			{"2026年10月残疾人两项补贴发放明细"},
			{"乡镇", "村", "残疾人姓名", "身份证号", "残疾类别等级", "补贴类别", "补贴金额", "卡号"},
			{"宝丰镇", "铧厂村", "李桂兰", guilan, "肢体二级", "困难残疾人生活补贴", "70元/月", card},
			{"宝丰镇", "铧厂村", "李桂兰", guilan, "肢体二级", "护理补贴", 100, card},
			{"宝丰镇", "铧厂村", "张建国", jianguo, "智力残疾Ⅲ级", "补贴", 100, card},
		}, nil)
		wants(t, "paid", []string{"3 disability_living 2026-10+1 7000", "4 disability_care 2026-10+1 10000"}, paid(u))
		wants(t, "problems", []string{"5 G item_unclear", "3 H account_shared", "4 H account_shared", "5 H account_shared"}, found(u))
		if r := u.Recipients[2]; r.Handicap != "智力" || r.Grade != 3 || r.Division.Town() != baofeng {
			t.Errorf("%+v", r)
		}
		if f := u.Recipients[0].Facts(); len(f) != 1 || f[0].Kind != circumstance.Disability || f[0].Option != "limb" || f[0].Count != 2 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("of one allowance, which the title names", func(t *testing.T) {
		u := read(t, intake.Disability, [][]any{
			{"宝丰镇2026年10月重度残疾人护理补贴发放名册"},
			{"序号", "姓名", "身份证号码", "残疾证号码", "金额"},
			{1, "李桂兰", guilan, cert(guilan, "42"), 100},
			{2, "张建国", jianguo, cert(jianguo, "51B2"), 100},
			{3, "王秀英", xiuying, cert(guilan, "42"), 100},
			{4, "张晓", xiao, "4003232012", 100},
		}, nil)
		wants(t, "paid", []string{"3 disability_care 2026-10+1 10000", "4 disability_care 2026-10+1 10000", "5 disability_care 2026-10+1 10000", "6 disability_care 2026-10+1 10000"}, paid(u))
		wants(t, "problems", []string{"5 D certificate_id_differs", "6 D certificate_odd", "4 D certificate_reissued"}, found(u))
		if r := u.Recipients[1]; r.Handicap != "智力" || r.Grade != 1 || r.Certificate.Reissued != 2 {
			t.Errorf("%+v", r)
		}
	})
	t.Run("with its sums in a group, a sum of both, and kind and grade against the certificate", func(t *testing.T) {
		u := read(t, intake.Disability, [][]any{
			{"姓名", "身份证号", "残疾", "", "残疾证号", "补贴金额（元/月）", "", "", "备注"},
			{"", "", "类别", "等级", "", "困难生活", "重度护理", "合计", ""},
			{"李桂兰", guilan, "肢体", "一级", cert(guilan, "11"), 70, 100, 170, ""},
			{"张建国", jianguo, "视力", "二级", cert(jianguo, "14"), "", 100, 170, ""},
			{"王秀英", xiuying, "视力", "", "", "", "", "", "已停发"},
		}, nil)
		wants(t, "problems", []string{"3 E certificate_type_differs", "4 E certificate_grade_differs", "4 H row_sum_differs", "5 C answer_odd", "5 E certificate_missing", "5 H amount_missing"}, found(u))
		wants(t, "paid", []string{"3 disability_living 2026-10+1 7000", "3 disability_care 2026-10+1 10000", "4 disability_care 2026-10+1 10000"}, paid(u))
	})
	t.Run("as UTF-16 text", func(t *testing.T) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("姓名\t身份证号\t生活补贴\n李桂兰\t" + guilan + "\t70\n")
		must(t, err)
		u, err := understand(t, intake.Disability, baofeng, "a.txt", []byte(text))
		must(t, err)
		wants(t, "paid", []string{"2 disability_living 2026-10+1 7000"}, paid(u))
	})
}

func TestOldAgeLists(t *testing.T) {
	t.Run("for a year, births as people write them", func(t *testing.T) {
		u := read(t, intake.AdvancedAge, [][]any{
			{"宝丰镇2026年度90岁以上老人长寿津贴发放表"},
			{"老人姓名", "出生年月", "身份证号", "年龄", "金额（元/年）", "账号", "村"},
			{"李桂兰", "1954年3月", guilan, "72岁", 1200, card, "铧厂村"},
			{"张建国", "1933年", "办理中", "93", 1200, "", "铧厂村"},
			{"王秀英", 1933.1, "", "", 1200, card, "铧厂村"},
			{"张晓", "33年", xiao, 80, 1200, card, "铧厂村"},
		}, nil)
		wants(t, "paid", []string{"3 advanced_age 2026-01+12 120000", "4 advanced_age 2026-01+12 120000", "5 advanced_age 2026-01+12 120000", "6 advanced_age 2026-01+12 120000"}, paid(u))
		people := u.Claims(benefit.Evidence{})
		for i, want := range [][2]int{{72, 72}, {92, 93}, {92, 93}, {14, 14}} {
			least, most, known := people[i].People[0].Age(month.MustDay(2026, 10, 15))
			if !known || least != want[0] || most != want[1] {
				t.Errorf("%d: %d to %d", i, least, most)
			}
		}
		wants(t, "problems", []string{"4 C id_missing", "5 C id_missing", "4 F account_missing", "5 B ambiguous_month_1_or_10", "6 B birth_odd", "3 F account_shared", "5 F account_shared", "6 D age_differs", "6 F account_shared"}, found(u))
	})
	t.Run("by a monthly rate and how many months", func(t *testing.T) {
		u := read(t, intake.AdvancedAge, [][]any{
			{"高龄津贴", "", "", "", ""},
			{"2026年1-6月", "", "", "", ""},
			{"姓名", "身份证号", "月标准", "发放月数", "实发金额"},
			{"李桂兰", guilan, 50, 6, 300},
			{"张建国", jianguo, 50, 2, 100},
			{"王秀英", xiuying, 50, 8, 400},
			{"张晓", xiao, 50, 6, 250},
			{"张小晓", "", 50, "半年", ""},
		}, nil)
		wants(t, "paid", []string{"4 advanced_age 2026-01+6 30000", "5 advanced_age 2026-01+2 10000", "6 advanced_age 2025-11+8 40000", "7 advanced_age 2026-01+6 25000"}, paid(u))
		wants(t, "problems", []string{"0  period_differs", "7 E row_sum_differs", "8 B id_missing", "8 E amount_missing"}, found(u))
	})
	t.Run("by a rate alone", func(t *testing.T) {
		u := read(t, intake.AdvancedAge, [][]any{
			{"2026年第三季度高龄津贴"},
			{"姓名", "身份证号", "月标准", "月数"},
			{"李桂兰", guilan, 50, 3},
		}, nil)
		wants(t, "paid", []string{"3 advanced_age 2026-07+3 15000"}, paid(u))
	})
	t.Run("by the quarter in a list that names only a month", func(t *testing.T) {
		u := read(t, intake.AdvancedAge, [][]any{{"2026年8月高龄津贴"}, {"姓名", "身份证号", "本季金额"}, {"李桂兰", guilan, 150}}, nil)
		wants(t, "paid", []string{"3 advanced_age 2026-07+3 15000"}, paid(u))
		wants(t, "problems", []string{"0  period_differs", "2 C period_unclear"}, found(u))
	})
	t.Run("with a month's sums in a list of a quarter", func(t *testing.T) {
		_, err := understand(t, intake.AdvancedAge, baofeng, "a.xlsx", made(t, [][]any{{"二〇二六年三季度高龄津贴"}, {"姓名", "身份证号", "月津贴"}, {"李桂兰", guilan, 50}}, nil))
		if got := refusal(t, err); got != "“月津贴”是1个月的金额，而表题写的是2026年7月至9月，分不清这个数是几个月的；请在表头写明“元/月”“元/季”或“元/年”，并与表题一致" {
			t.Error(got)
		}
	})
	t.Run("of two months in two sheets", func(t *testing.T) {
		content := made(t, [][]any{{"2026年9月高龄津贴"}, {"姓名", "身份证号", "金额"}, {"李桂兰", guilan, 50}}, func(f *excelize.File) {
			_, err := f.NewSheet("10月")
			must(t, err)
			for i, row := range [][]any{{"姓名", "身份证号", "金额"}, {"李桂兰", guilan, 50}} {
				must(t, f.SetSheetRow("10月", fmt.Sprintf("A%d", i+1), &row))
			}
		})
		_, err := understand(t, intake.AdvancedAge, baofeng, "a.xlsx", content)
		if got := refusal(t, err); got != "文件里有2026年9月和2026年10月两个月的名册，请一个月一个文件分开导入" {
			t.Error(got)
		}
	})
	t.Run("whose remarks say who died", func(t *testing.T) {
		u := read(t, intake.AdvancedAge, [][]any{
			{"姓名", "身份证号", "金额", "备注"},
			{"李桂兰", guilan, 50, "2026年9月去世"},
			{"张建国", jianguo, "", "已故"},
			{"王秀英", xiuying, "", ""},
		}, nil)
		wants(t, "problems", []string{"2 D remark_says_dead_still_paid", "4 C amount_missing", "3 C amount_missing"}, found(u))
	})
}

func TestDeathLists(t *testing.T) {
	died := func(u *intake.Understood) []string {
		var list []string
		for _, d := range u.Deaths() {
			list = append(list, fmt.Sprintf("%s %s %s", d.Name, d.Day, d.Month))
		}
		return list
	}
	t.Run("over the turn of the year, with and without dates", func(t *testing.T) {
		u := read(t, intake.Deaths, [][]any{
			{"竹山县2025年12月至2026年1月死亡人员名单"},
			{"逝者姓名", "身份证号码", "死亡时间", "户籍地址", "火化或土葬"},
			{"12月（3例）"},
			{"李桂兰", guilan, "12月30日", "宝丰镇铧厂村", "火化"},
			{"张建国", jianguo, "2025年12月", "不知哪里", "土葬"},
			{"1月", "2人"},
			{"王秀英", xiuying, "1月2日", "宝丰镇", ""},
			{"张晓", xiao, "不详", "", ""},
			{"张晓晓", "", "2011.1.5", "", ""},
		}, nil)
		wants(t, "died", []string{"李桂兰 2025-12-30 2025-12", "张建国  2025-12", "王秀英 2026-01-02 2026-01", "张晓  2026-01", "张晓晓 2011-01-05 2011-01"}, died(u))
		wants(t, "problems", []string{
			"3 A month_count_wrong", "5 C date_missing", "6 A month_count_wrong", "8 C date_impossible", "9 B id_missing", "9 C date_outside_month_line",
			"4 C year_missing", "5 D village_unclear", "7 C year_missing", "8 D village_missing", "9 D village_missing",
		}, found(u))
	})
	t.Run("listing the same death twice, and one before birth", func(t *testing.T) {
		u := read(t, intake.Deaths, [][]any{
			{"姓名", "身份证号", "死亡日期"},
			{"李桂兰", guilan, "2026-3-1"},
			{"李桂兰", guilan, "2026年3月1日"},
			{"张晓", xiao, "2010-01-01"},
		}, nil)
		wants(t, "problems", []string{"2 A death_listed_twice", "3 A death_listed_twice", "4 C date_impossible"}, found(u))
		if p := u.Problems[0]; p.Says != "李桂兰列了2次，日期相同（另见第3行）" {
			t.Error(p.Says)
		}
	})
}

func TestRecognise(t *testing.T) {
	for name, c := range map[string]struct {
		rows [][]any
		want intake.Kind
	}{
		"by its title":      {[][]any{{"宝丰镇高龄津贴表"}, {"姓名", "身份证号", "金额"}, {"李桂兰", guilan, 50}}, intake.AdvancedAge},
		"by its columns":    {[][]any{{"姓名", "身份证号", "残疾证号", "护理补贴"}, {"李桂兰", guilan, "", 100}}, intake.Disability},
		"by ticks":          {[][]any{{"姓名", "身份证号", "集中", "分散", "金额"}, {"李桂兰", guilan, "√", "", 100}}, intake.Tekun},
		"a table of family": {[][]any{{"姓名", "身份证号", "与户主关系", "务工收入", "存款"}, {"李桂兰", guilan, "户主", "", 100}}, intake.Families},
		"nothing tells":     {[][]any{{"姓名", "身份证号", "金额"}, {"李桂兰", guilan, 50}}, ""},
		"no list":           {[][]any{{"会议纪要"}, {"时间", "地点"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			content := made(t, c.rows, nil)
			book, err := sheet.Open("a.xlsx", content)
			must(t, err)
			kind, ok := intake.Recognise(book)
			if ok != (c.want != "") || ok && kind != c.want {
				t.Errorf("%s %v", kind, ok)
			}
			u, err := understand(t, "", baofeng, "a.xlsx", content)
			switch {
			case c.want == "":
				if got := refusal(t, err); !strings.HasPrefix(got, "没有认出这是哪一种名册，请选择导入的种类（低保发放名册、") {
					t.Error(got)
				}
			case err != nil || u.Kind != c.want:
				t.Error(u, err)
			}
		})
	}
	t.Run("against what was chosen", func(t *testing.T) {
		_, err := understand(t, intake.Roll, baofeng, tekunName, sample(t, tekunName))
		if got := refusal(t, err); got != "从表题看这是“特困供养金发放表”，不是“低保发放名册”，请改选导入的种类；确是“低保发放名册”的，请在表题里写明" {
			t.Error(got)
		}
	})
	t.Run("a dibao roll by the quarter", func(t *testing.T) {
		_, err := understand(t, intake.Roll, baofeng, "a.xlsx", made(t, [][]any{{"2026年第三季度低保发放名册"}, {"户主", "身份证号", "村", "合计"}, {"李桂兰", guilan, "铧厂村", 1320}}, nil))
		if got := refusal(t, err); got != "表题写的是2026年7月至9月，低保按月发放，分不清“合计”是几个月的金额；请一个月一个文件分开导入" {
			t.Error(got)
		}
	})
}

func TestMapping(t *testing.T) {
	rows := [][]any{
		{"2026年10月高龄津贴"},
		{"姓名", "身份证件", "钱数", "片区", "折子", "村", "备注"},
		{"李桂兰", guilan, 50, "一片", card, "铧厂村", ""},
	}
	content := made(t, rows, nil)
	book, err := sheet.Open("a.xlsx", content)
	must(t, err)
	r := intake.Reader{Kind: intake.AdvancedAge, Division: baofeng, AsOf: month.MustDay(2026, 10, 1), Places: tree(t), Demo: true}
	t.Run("what is missing is told with what might be it", func(t *testing.T) {
		_, err := r.Understand(book)
		var refused *intake.Refusal
		if !errors.As(err, &refused) || !strings.HasPrefix(refusal(t, err), "第2行像是表头，但缺少“身份证号”、“金额”列") {
			t.Fatal(err)
		}
		want := []intake.UnknownHeading{{"Sheet1", "B", "身份证件"}, {"Sheet1", "C", "钱数"}, {"Sheet1", "D", "片区"}, {"Sheet1", "E", "折子"}}
		if diff := cmp.Diff(want, refused.Unknown); diff != "" || !slices.Equal(refused.Missing, []intake.Column{"number", "total"}) {
			t.Error(diff, refused.Missing)
		}
	})
	t.Run("what was assigned is read, what was left out is not mentioned", func(t *testing.T) {
		r.Mapping = intake.Mapping{"身份 证件": "number", "钱数": "total", "片区": intake.Skipped}
		must(t, r.Mapping.Check(r.Kind))
		u, err := r.Understand(book)
		must(t, err)
		wants(t, "paid", []string{"3 advanced_age 2026-10+1 5000"}, paid(u))
		wants(t, "problems", []string{"2 E column_unknown"}, found(u))
		if diff := cmp.Diff([]intake.UnknownHeading{{"Sheet1", "E", "折子"}}, u.Unknown); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("to a column that the kind does not have", func(t *testing.T) {
		if got := refusal(t, intake.Mapping{"折子": "certificate"}.Check(intake.AdvancedAge)); got != "“折子”对应的列在高龄津贴花名册里没有，请重新选择" {
			t.Error(got)
		}
	})
	for _, kind := range intake.Kinds() {
		for _, a := range intake.Assignables(kind) {
			must(t, intake.Mapping{"某列": a.Column}.Check(kind))
		}
	}
}

// What a township fills into a blank template is read without a question.
func TestTemplates(t *testing.T) {
	filled := map[intake.Kind]map[string]sheet.Value{
		intake.Roll: {
			"户主": sheet.TextOf("李桂兰"), "身份证号": sheet.TextOf(guilan), "类别": sheet.TextOf("农村"), "保障人数": sheet.CountOf(1), "户月保障金": sheet.MoneyOf(44000),
			"分类施保增发": sheet.MoneyOf(11200), "合计": sheet.MoneyOf(55200), "账号": sheet.TextOf(card), "村（社区）": sheet.TextOf("铧厂村"),
		},
		intake.Families: {
			"户编号": sheet.TextOf("1"), "村（社区）": sheet.TextOf("铧厂村"), "类别": sheet.TextOf("农村"), "姓名": sheet.TextOf("李桂兰"), "与户主关系": sheet.TextOf("户主"),
			"身份证号": sheet.TextOf(guilan), "健康状况": sheet.TextOf("慢性病"), "残疾类别及等级": sheet.TextOf("无"), "劳动能力": sheet.TextOf("部分"), "就业/就学情况": sheet.TextOf("务农"),
			"务工收入": sheet.TextOf("无"), "种养收入": sheet.MoneyOf(120000), "住房": sheet.TextOf("自建房1套"), "车辆": sheet.TextOf("无"), "存款": sheet.TextOf("无"),
			"保障人数": sheet.CountOf(1), "户月保障金": sheet.MoneyOf(44000), "账号": sheet.TextOf(card),
		},
		intake.Tekun: {
			"姓名": sheet.TextOf("李桂兰"), "身份证号": sheet.TextOf(guilan), "供养方式": sheet.TextOf("分散"), "自理能力": sheet.TextOf("全自理"), "基本生活费": sheet.MoneyOf(72800),
			"照料护理费": sheet.MoneyOf(21200), "合计": sheet.MoneyOf(94000), "账号": sheet.TextOf(card), "村（社区）": sheet.TextOf("铧厂村"),
		},
		intake.Disability: {
			"姓名": sheet.TextOf("李桂兰"), "身份证号": sheet.TextOf(guilan), "残疾证号": sheet.TextOf(guilan + "42"), "残疾类别": sheet.TextOf("肢体"), "残疾等级": sheet.TextOf("二级"),
			"困难生活补贴": sheet.MoneyOf(7000), "重度护理补贴": sheet.MoneyOf(10000), "账号": sheet.TextOf(card), "村（社区）": sheet.TextOf("铧厂村"),
		},
		intake.AdvancedAge: {
			"姓名": sheet.TextOf("李桂兰"), "性别": sheet.TextOf("男"), "出生日期": sheet.DayOf(month.MustDay(1954, 3, 2)), "身份证号": sheet.TextOf(number(1954, 3, 2, 13)),
			"月标准": sheet.MoneyOf(5000), "月数": sheet.CountOf(1), "金额": sheet.MoneyOf(5000), "账号": sheet.TextOf(card), "村（社区）": sheet.TextOf("铧厂村"),
		},
		intake.Deaths: {
			"姓名": sheet.TextOf("李桂兰"), "身份证号": sheet.TextOf(guilan), "死亡日期": sheet.DayOf(month.MustDay(2026, 10, 3)), "村（社区）": sheet.TextOf("铧厂村"),
			"处理方式": sheet.TextOf("火化"), "信息来源": sheet.TextOf("村报"),
		},
	}
	for _, kind := range intake.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			page := intake.Template(kind, "宝丰镇", month.Must(2026, 10))
			var blank strings.Builder
			must(t, sheet.WriteWorkbook(&blank, page))
			_, err := understand(t, kind, baofeng, "a.xlsx", []byte(blank.String()))
			if got := refusal(t, err); got != "认出了表头，但表头下面没有数据，请核对是否选错了文件或工作表" {
				t.Error(got)
			}
			line, used := sheet.Line{}, 0
			for _, c := range page.Columns {
				v, ok := filled[kind][c.Heading]
				if ok {
					used++
				}
				line.Values = append(line.Values, v)
			}
			if used != len(filled[kind]) {
				t.Fatalf("the template has only %d of the columns: %+v", used, page.Columns)
			}
			blanks := page.Lines
			page.Lines = func(yield func(sheet.Line) bool) {
				if yield(line) {
					blanks(yield)
				}
			}
			var out strings.Builder
			must(t, sheet.WriteWorkbook(&out, page))
			u, err := understand(t, "", baofeng, "表.xlsx", []byte(out.String()))
			must(t, err)
			wants(t, "problems", []string{}, found(u))
			if u.Kind != kind || len(u.Levels()) != 1 || u.Period != month.Must(2026, 10) || !u.Stated || len(u.Unknown) != 0 {
				t.Errorf("%s: %d entries of %s, unknown %v", u.Kind, len(u.Levels()), u.Period, u.Unknown)
			}
		})
	}
}

// A file that is no list says what it is and what to do.
func TestBrokenFiles(t *testing.T) {
	var all struct {
		Broken map[string]string `json:"broken_files"`
	}
	must(t, json.Unmarshal(sample(t, "expected.json"), &all))
	if len(all.Broken) != 3 {
		t.Fatal(all.Broken)
	}
	for name, want := range all.Broken {
		_, err := sheet.Open(name, sample(t, name))
		if got := refusal(t, err); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	_, err := sheet.Open("空.csv", nil)
	if got := refusal(t, err); got != "文件是空的，请重新导出后再导入" {
		t.Error(got)
	}
	hidden := made(t, rollRows([]any{1, "李桂兰", guilan, "农", 1, 440, 0, 440, card, "铧厂村"}), func(f *excelize.File) {
		_, err := f.NewSheet("空表")
		must(t, err)
		f.SetActiveSheet(1)
		must(t, f.SetSheetVisible("Sheet1", false))
	})
	for _, kind := range []intake.Kind{intake.Roll, ""} {
		_, err = understand(t, kind, baofeng, "低保.xlsx", hidden)
		if got := refusal(t, err); got != "内容都在隐藏的工作表（如“Sheet1”）里，请取消隐藏后再导入" {
			t.Error(got)
		}
	}
}

// Claims of a dibao roll name the head; those of a family table name everybody,
// the head first.
func TestClaimsOfHouseholds(t *testing.T) {
	roll, err := understand(t, intake.Roll, baofeng, rollName, sample(t, rollName))
	must(t, err)
	at := benefit.Evidence{File: rollName, FileID: "f1"}
	claims := roll.Claims(at)
	c := claims[0]
	if len(claims) != 180 || c.Programme != "dibao" || c.Month != month.Must(2026, 10) || c.Months != 1 || c.Heads != 2 || len(c.People) != 1 || c.Amount != 135800 ||
		c.Account != "0000007629521969682" || c.Class != benefit.Urban || c.Evidence != (benefit.Evidence{File: rollName, FileID: "f1", Sheet: "10月", Row: 4}) {
		t.Errorf("%d: %+v", len(claims), c)
	}
	if diff := cmp.Diff([]benefit.Line{{Code: benefit.LineDifference, Term: "户月保障金", Fen: 107000}, {Code: benefit.LineTopUp, Term: "分类施保增发", Fen: 28800}}, c.Lines); diff != "" {
		t.Error(diff)
	}
	families, err := understand(t, intake.Families, chengguan, famName, sample(t, famName))
	must(t, err)
	people := 0
	for _, c := range families.Claims(at) {
		people += len(c.People)
	}
	c = families.Claims(at)[0]
	if people != 237 || len(c.People) != 4 || c.People[0].Name != "刘林" || c.People[1].Row != 6 {
		t.Errorf("%d: %+v", people, c.People)
	}
}
