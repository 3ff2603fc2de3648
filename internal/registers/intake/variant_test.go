package intake_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
)

// made builds a workbook of one sheet from rows of cells; after may merge, hide
// and the like.
func made(t testing.TB, rows [][]any, after func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	if after != nil {
		after(f)
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

// number mints the identity number of an invented person.
func number(y, m, d, sequence int) string {
	return idcard.Mint(idcard.DemoArea, y, m, d, sequence).Full()
}

// The people of these lists.
var (
	guilan  = number(1954, 3, 2, 12)  // 李桂兰, 72, lives alone
	jianguo = number(1980, 5, 6, 31)  // 张建国
	xiuying = number(1982, 7, 8, 44)  // 王秀英, his wife
	xiao    = number(2012, 2, 29, 53) // 张晓, their son
)

const card = "0000007629521969682"

func read(t testing.TB, kind intake.Kind, rows [][]any, after func(f *excelize.File)) *intake.Understood {
	t.Helper()
	u, err := understand(t, kind, baofeng, "名册.xlsx", made(t, rows, after))
	must(t, err)
	return u
}

// found lists problems as "row column kind".
func found(u *intake.Understood, kinds ...intake.ProblemKind) []string {
	list := []string{}
	for _, p := range u.Problems {
		if len(kinds) == 0 || slices.Contains(kinds, p.Kind) {
			list = append(list, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Kind))
		}
	}
	return list
}

func rollRows(more ...[]any) [][]any {
	return append([][]any{
		{"宝丰镇2026年10月低保发放名册"},
		{"序号", "户主", "身份证号", "类别", "保障人数", "户月保障金", "分类施保", "合计", "账号", "村"},
	}, more...)
}

func TestRoll(t *testing.T) {
	t.Run("with its columns in another order", func(t *testing.T) {
		u := read(t, intake.Roll, [][]any{
			{"卡号", "实发金额", "所在村", "公民身份号码", "姓 名", "享受人数", "城乡类别"},
			{card, 440, "铧厂村", guilan, "李桂兰", "1人", "农村"},
		}, nil)
		h := u.Households[0]
		if h.Head().Name != "李桂兰" || *h.Total != money.Yuan(440) || h.Class != benefit.Rural || *h.Covered != 1 || h.Account.Full() != card || h.Division != "420323103202" && h.Division.Town() != baofeng {
			t.Errorf("%+v", h)
		}
		if diff := cmp.Diff([]string{}, found(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with a header of two rows, groups not merged", func(t *testing.T) {
		u := read(t, intake.Roll, [][]any{
			{"户主", "身份证号", "村", "发放金额（元）", "", "", "账号"},
			{"", "", "", "补差", "增发", "合计", ""},
			{"李桂兰", guilan, "铧厂村", 440, 112, 552, card},
		}, nil)
		h := u.Households[0]
		if len(u.Households) != 1 || *h.Base != money.Yuan(440) || *h.TopUp != money.Yuan(112) || *h.Total != money.Yuan(552) {
			t.Errorf("%+v", h)
		}
	})
	t.Run("in units of ten thousand yuan, in the heading and above the table", func(t *testing.T) {
		for _, rows := range [][][]any{
			{{"户主", "身份证号", "村", "合计（万元）"}, {"李桂兰", guilan, "铧厂村", 0.0552}},
			{{"名册", "", "", "单位：万元"}, {"户主", "身份证号", "村", "合计"}, {"李桂兰", guilan, "铧厂村", "0.0552"}},
		} {
			u := read(t, intake.Roll, rows, nil)
			if got := *u.Households[0].Total; got != money.Yuan(552) {
				t.Errorf("read %s", got)
			}
		}
	})
	t.Run("asks for numbers typed as numbers and never fills them up", func(t *testing.T) {
		u := read(t, intake.Roll, rollRows([]any{1, "李桂兰", 400323195403020128.0, "农", 1, 440, 0, 440, card, "铧厂村"}), nil)
		if h := u.Households[0]; !h.Head().Number.None() || h.Head().Birth.Known() {
			t.Errorf("%+v", h.Head())
		}
		if diff := cmp.Diff([]string{"3 C id_number_lost_digits"}, found(u)); diff != "" || u.Problems[0].Level != intake.Error {
			t.Error(diff, u.Problems)
		}
	})
	t.Run("as csv in the national encoding, everything text", func(t *testing.T) {
		text := "宝丰镇2026年10月低保发放名册,,,,\r\n户主,身份证号,村,合计,账号\r\n李桂兰,'" + guilan + ",铧厂村,\"1,440.50\"," + card + "\r\n𠅤建国," + jianguo + ",施洋路社区,５６０,\r\n合计,,,\"2,000.50\",\r\n"
		gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
		must(t, err)
		u, err := understand(t, intake.Roll, baofeng, "名册.csv", []byte(gb))
		must(t, err)
		if len(u.Households) != 2 || *u.Households[0].Total != 144050 || *u.Households[1].Total != money.Yuan(560) || u.Households[1].Head().Name != "𠅤建国" {
			t.Fatalf("%+v", u.Households)
		}
		if diff := cmp.Diff([]string{"4 E account_missing", "3 B leading_apostrophe", "4 A rare_character", "4 D full_width_digits"}, found(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("ending in a total by formula", func(t *testing.T) {
		rows := rollRows([]any{1, "李桂兰", guilan, "农", 1, 440, 112, 552, card, "铧厂村"}, []any{"合  计"})
		u := read(t, intake.Roll, rows, func(f *excelize.File) { must(t, f.SetCellFormula("Sheet1", "H4", "SUM(H3:H3)")) })
		if s := u.Sheets[0]; s.Total == nil || s.Total.Total() != nil || s.Total.Computed.Total != money.Yuan(552) || len(u.Households) != 1 {
			t.Errorf("%+v", u.Sheets[0].Total)
		}
		if len(u.Problems) != 0 {
			t.Error(u.Problems)
		}
	})
	t.Run("with hidden rows, columns and sheets", func(t *testing.T) {
		u := read(t, intake.Roll, rollRows(
			[]any{1, "李桂兰", guilan, "农", 1, 440, 112, 552, card, "铧厂村"},
			[]any{2, "张建国", jianguo, "农", 1, 440, 112, 552, card, "铧厂村"},
		), func(f *excelize.File) {
			must(t, f.SetRowVisible("Sheet1", 4, false))
			must(t, f.SetColVisible("Sheet1", "J", false))
			_, err := f.NewSheet("9月")
			must(t, err)
			must(t, f.SetSheetRow("9月", "A1", &[]any{"户主", "身份证号", "合计"}))
			must(t, f.SetSheetRow("9月", "A2", &[]any{"王秀英", xiuying, 300}))
			must(t, f.SetSheetVisible("9月", false))
		})
		if len(u.Households) != 2 || u.Sheets[1].Taken {
			t.Errorf("%d households", len(u.Households))
		}
		got := found(u, intake.RowHidden, intake.ColumnHidden, intake.SheetHidden)
		if diff := cmp.Diff([]string{"4  row_hidden", "0  hidden_sheet", "2 J column_hidden"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("naming one person twice", func(t *testing.T) {
		u := read(t, intake.Roll, rollRows(
			[]any{1, "李桂兰", guilan, "农", 1, 440, 112, 552, card, "铧厂村"},
			[]any{2, "李桂兰", " " + guilan, "农", 1, 440, 112, 552, card, "双庙村"},
		), nil)
		if diff := cmp.Diff([]string{"3 C paid_twice", "4 C paid_twice", "4 C id_spaces"}, found(u)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]intake.Level{intake.Error, intake.Error}, u.Levels()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with very long names and names with blanks and remarks", func(t *testing.T) {
		long := strings.Repeat("阿卜杜", 26) + "拉·"
		u := read(t, intake.Roll, rollRows(
			[]any{1, long, guilan, "农", 1, 440, 0, 440, card, "铧厂村"},
			[]any{2, "张　建 国", jianguo, "农", 1, 440, 0, 440, card, "铧厂村"},
			[]any{3, "王秀英（已故）", xiuying, "农", 1, 440, 0, 440, card, "铧厂村"},
		), nil)
		names := []string{u.Households[0].Head().Name, u.Households[1].Head().Name, u.Households[2].Head().Name}
		if diff := cmp.Diff([]string{long, "张建国", "王秀英"}, names); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"5 B name_odd", "4 B name_spaces"}, found(u, intake.NameOdd, intake.NameBlanks)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("says which village is not clear", func(t *testing.T) {
		u := read(t, intake.Roll, rollRows(
			[]any{1, "李桂兰", guilan, "农", 1, 440, 0, 440, card, "不存在村"},
			[]any{2, "张建国", jianguo, "农", 1, 440, 0, 440, card, ""},
			[]any{3, "王秀英", xiuying, "农", 1, 440, 0, 440, card, "宝丰镇"},
			[]any{4, "张晓", xiao, "农", 1, 440, 0, 440, card, "宝丰镇铧厂村3组"},
		), nil)
		if diff := cmp.Diff([]string{"3 J village_unclear", "4 J village_missing", "5 J village_unclear"}, found(u, intake.VillageMissing, intake.VillageUnclear)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with villages written once for all their rows", func(t *testing.T) {
		u := read(t, intake.Roll, rollRows(
			[]any{1, "李桂兰", guilan, "农", 1, 440, 0, 440, card, "铧厂村"},
			[]any{2, "张建国", jianguo, "农", 1, 440, 0, 440, card, ""},
			[]any{3, "王秀英", xiuying, "农", 1, 440, 0, 440, card, ""},
		), nil)
		if diff := cmp.Diff([]string{"4 J village_filled", "5 J village_filled"}, found(u, intake.VillageFilled)); diff != "" {
			t.Error(diff)
		}
		grouped := read(t, intake.Roll, [][]any{
			{"户主", "身份证号", "合计"}, {"铧厂村"}, {"李桂兰", guilan, 440}, {"小计", "", 440}, {"双庙村"}, {"张建国", jianguo, 560}, {"小计", "", 560},
		}, nil)
		if a, b := grouped.Households[0].Village, grouped.Households[1].Village; a != "铧厂村" || b != "双庙村" || len(grouped.Sheets[0].Subtotals) != 2 {
			t.Errorf("%s %s", a, b)
		}
	})
	t.Run("tells rows that are no people from people", func(t *testing.T) {
		u := read(t, intake.Roll, rollRows(
			[]any{"10月份"},
			[]any{1, "李桂兰", guilan, "农", 1, 440, 0, 440, card, "铧厂村"},
			[]any{2},
			[]any{"本页小计", "", "", "1户", 1, 440, 0, 440},
			[]any{"说明：本表一式三份。"},
			[]any{"制表：", "李某", "审核：", "王某"},
			[]any{"", "", "", "", "", "", "", "", "", "", "", "乱写"},
		), nil)
		var kinds []string
		for _, r := range u.Sheets[0].Rows {
			kinds = append(kinds, string(r.Kind))
		}
		want := []string{"title", "header", "month_line", "data", "spare", "subtotal", "footnote", "signature", "other"}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"9  row_unread"}, found(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("that names only who draws the money", func(t *testing.T) {
		u := read(t, intake.Roll, [][]any{{"领款人", "身份证号", "村", "发放金额"}, {"李桂兰", guilan, "铧厂村", 440}}, nil)
		if h := u.Households[0]; h.Head().Name != "李桂兰" || h.Payee != "" {
			t.Errorf("%+v", h)
		}
	})
}

// familyRows are two households, their columns of the household filled once.
func familyRows(first ...any) [][]any {
	return [][]any{
		first,
		{1, "铧厂村", "农村", "张建国", "户主", jianguo, 1200, "2400", 3, 500, card},
		{"", "", "", "王秀英", "之妻", xiuying, "约300", "", "", "", ""},
		{"", "", "", "张晓", "长子", xiao, "—", "无", "", "", ""},
		{2, "双庙村", "农村", "李桂兰", "本人", guilan, "", 600, 1, 440, card},
	}
}

var familyHead = []any{"户号", "村", "类别", "姓名", "与户主关系", "身份证号", "务工（元/月）", "种养收入（元/年）", "保障人数", "户月保障金", "一卡通"}

func keys(u *intake.Understood) []string {
	var list []string
	for _, h := range u.Households {
		list = append(list, fmt.Sprintf("%s %s %d人 %d-%d", h.Key, h.Head().Name, len(h.Members), h.FirstRow, h.LastRow))
	}
	return list
}

func TestFamilies(t *testing.T) {
	two := []string{"1 张建国 3人 2-4", "2 李桂兰 1人 5-5"}
	unnumbered := []string{" 张建国 3人 2-4", " 李桂兰 1人 5-5"}
	t.Run("with blank household cells and no merges", func(t *testing.T) {
		u := read(t, intake.Families, familyRows(familyHead...), nil)
		if diff := cmp.Diff(two, keys(u)); diff != "" {
			t.Error(diff)
		}
		h := u.Households[0]
		income, approx := h.IncomeYearly()
		if income != money.Yuan(1200*12+2400+300*12) || !approx || *h.Covered != 3 || *h.Total != money.Yuan(500) || h.Members[2].Birth != 20120229 {
			t.Errorf("income %s, %+v", income, h)
		}
		if diff := cmp.Diff([]string{"3 G approximate_amount", "2 H amount_as_text", "2 K account_shared", "5 K account_shared"}, found(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with the number repeated in every row", func(t *testing.T) {
		rows := familyRows(familyHead...)
		rows[2][0], rows[3][0] = 1, "1"
		if diff := cmp.Diff(two, keys(read(t, intake.Families, rows, nil))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("told apart by the head's number", func(t *testing.T) {
		rows := [][]any{{"户主身份证号", "姓名", "身份证号", "村"}, {jianguo, "张建国", jianguo, "铧厂村"}, {jianguo, "王秀英", xiuying, "铧厂村"}, {guilan, "李桂兰", guilan, "铧厂村"}}
		u := read(t, intake.Families, rows, nil)
		if diff := cmp.Diff([]string{" 张建国 2人 2-3", " 李桂兰 1人 4-4"}, keys(u)); diff != "" {
			t.Error(diff)
		}
		if u.Households[0].Members[0].Relation != household.Head || len(u.Problems) != 0 {
			t.Errorf("%v %v", u.Households[0].Members, u.Problems)
		}
	})
	t.Run("told apart by the rows of heads", func(t *testing.T) {
		rows := familyRows(familyHead...)
		for i := range rows {
			rows[i] = rows[i][1:]
		}
		u := read(t, intake.Families, rows, nil)
		if diff := cmp.Diff(unnumbered, keys(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("told apart by merged cells", func(t *testing.T) {
		rows := familyRows(familyHead...)
		for i := range rows {
			rows[i] = append(slices.Clone(rows[i][1:4]), rows[i][5:]...) // neither number nor relation
		}
		u := read(t, intake.Families, rows, func(f *excelize.File) { must(t, f.MergeCell("Sheet1", "A2", "A4")) })
		if diff := cmp.Diff(unnumbered, keys(u)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"2 C head_missing", "5 C head_missing"}, found(u, intake.HeadMissing)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("refused when nothing tells them apart", func(t *testing.T) {
		_, err := understand(t, intake.Families, baofeng, "a.xlsx", made(t, [][]any{{"姓名", "身份证号", "性别"}, {"张建国", jianguo, "男"}}, nil))
		if got := refusal(t, err); got != "分不清哪几个人是一户：没有户编号，也没有户主或与户主关系列，请补上其中一列后再导入" {
			t.Error(got)
		}
	})
	t.Run("going on over a page header", func(t *testing.T) {
		rows := familyRows(familyHead...)
		rows = slices.Insert(rows, 3, []any{"家庭情况表（续）"}, familyHead)
		u := read(t, intake.Families, slices.Insert(rows, 0, []any{"家庭情况表（续）"}), nil)
		if diff := cmp.Diff([]string{"1 张建国 3人 3-7", "2 李桂兰 1人 8-8"}, keys(u)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with two heads, none, and a number used twice", func(t *testing.T) {
		rows := familyRows(familyHead...)
		rows[2][4], rows[4][0], rows[4][4] = "户主", 1, ""
		rows[4][1] = "铧厂村"
		rows = slices.Insert(rows, 4, []any{3, "双庙村", "农村", "何某", "户主", number(1990, 1, 1, 11), "", "", 1, 10, card})
		u := read(t, intake.Families, rows, nil)
		// A second head under a blank number is the head of a household without one.
		if diff := cmp.Diff([]string{"1 张建国 1人 2-2", " 王秀英 2人 3-4", "3 何某 1人 5-5", "1 李桂兰 1人 6-6"}, keys(u)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"6 A household_twice", "6 E head_missing"}, found(u, intake.HeadMissing, intake.HouseholdTwice, intake.HeadTwice)); diff != "" {
			t.Error(diff)
		}
		rows = familyRows(familyHead...)
		rows[2][0], rows[2][4] = 1, "户主"
		u = read(t, intake.Families, rows, nil)
		if diff := cmp.Diff([]string{"2 E head_twice", "3 E head_twice"}, found(u, intake.HeadTwice)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("whose household cells contradict each other", func(t *testing.T) {
		rows := familyRows(familyHead...)
		rows[2][9], rows[2][2] = 600, "城市"
		u := read(t, intake.Families, rows, nil)
		var got []string
		for _, p := range u.Problems {
			if p.Kind == intake.CellsDiffer {
				got = append(got, fmt.Sprintf("%d %s %s", p.Row, p.Column, p.Level))
			}
		}
		if diff := cmp.Diff([]string{"3 J error", "3 C warning"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with a birth on 29 February and births told beside the number", func(t *testing.T) {
		u := read(t, intake.Families, [][]any{
			{"姓名", "身份证号", "与户主关系", "出生日期", "性别", "村"},
			{"张建国", jianguo, "户主", "1980.5", "男", "铧厂村"},
			{"张晓", xiao, "长子", "2012年2月29日", "女", "铧厂村"},
			{"张婴", "未上户", "女", "2026/2/28", "", "铧厂村"},
			{"王秀英", xiuying, "配偶", "1982-07-09", "", "铧厂村"},
			{"张老", "待补", "父", "1950.3", "男", "铧厂村"},
			{"张母", "", "母", "2025-02-29", "女", "铧厂村"},
		}, nil)
		births := []string{}
		for _, m := range u.Households[0].Members {
			births = append(births, m.Name+" "+m.Birth.String())
		}
		if diff := cmp.Diff([]string{"张建国 1980-05-06", "张晓 2012-02-29", "张婴 2026-02-28", "王秀英 1982-07-08", "张老 ", "张母 "}, births); diff != "" {
			t.Error(diff)
		}
		got := found(u, intake.BirthDiffers, intake.BirthOdd, intake.SexDiffers, intake.NumberMissing)
		want := []string{"3 E sex_differs", "4 B id_missing", "5 D birth_conflicts_with_id", "6 B id_missing", "6 D birth_odd", "7 B id_missing", "7 D birth_odd"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with yearly columns, units in cells and sums nobody can read", func(t *testing.T) {
		u := read(t, intake.Families, [][]any{
			{"姓名", "身份证号", "与户主关系", "村", "收入情况（元/年）", "", "", "存款（万元）"},
			{"", "", "", "", "务工", "养老金", "其他", ""},
			{"张建国", jianguo, "户主", "铧厂村", "9600", "165元/月", "八百左右", "0.5"},
			{"王秀英", xiuying, "配偶", "铧厂村", "0.5万", "", "约500", ""},
		}, nil)
		facts := func(m intake.Member) []string {
			var list []string
			for _, f := range m.Facts() {
				list = append(list, fmt.Sprintf("%s %s %s %v", f.Kind, f.Amount.Plain(), f.Period, f.Approx))
			}
			return list
		}
		h := u.Households[0]
		if diff := cmp.Diff([]string{"income.wage 9600.00 year false", "income.pension 165.00 month false"}, facts(h.Members[0])); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"income.wage 5000.00 year false", "income.pension 0.00 year false", "income.other 500.00 year true"}, facts(h.Members[1])); diff != "" {
			t.Error(diff)
		}
		if f := h.Facts()[0]; f.Kind != circumstance.Savings || f.Amount != money.Yuan(5000) {
			t.Errorf("%+v", f)
		}
		want := []string{"3 F unit_in_cell", "3 G amount_odd", "4 E unit_in_cell", "4 G approximate_amount"}
		if diff := cmp.Diff(want, found(u, intake.AmountUnit, intake.AmountOdd, intake.AmountApproximate)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("with category and grade of a disability in two columns", func(t *testing.T) {
		u := read(t, intake.Families, [][]any{
			{"姓名", "身份证号", "与户主关系", "村", "残疾", ""},
			{"", "", "", "", "类别", "等级"},
			{"张建国", jianguo, "户主", "铧厂村", "肢体", "二级"},
			{"王秀英", xiuying, "配偶", "铧厂村", "无", ""},
			{"张晓", xiao, "子", "铧厂村", "智力", ""},
		}, nil)
		m := u.Households[0].Members
		if f := m[0].Facts()[0]; f.Option != "limb" || f.Count != 2 {
			t.Errorf("%+v", f)
		}
		if f := m[1].Facts()[0]; f.Option != circumstance.None {
			t.Errorf("%+v", f)
		}
		if diff := cmp.Diff([]string{"5 E answer_odd"}, found(u)); diff != "" || len(m[2].Facts()) != 0 {
			t.Error(diff)
		}
	})
}

func TestRefusesWhatIsNoSuchList(t *testing.T) {
	for name, c := range map[string]struct {
		kind intake.Kind
		rows [][]any
		want string
	}{
		"an empty sheet": {intake.Roll, nil, "表格是空的，没有可以读取的内容，请核对是否选错了文件或工作表"},
		"something else": {
			intake.Roll,
			[][]any{{"会议纪要"}, {"时间", "地点", "参加人"}, {"周一", "会议室", "全体"}},
			"没有找到低保发放名册的表头（应有“户主”、“身份证号”、“合计”等列），请核对文件，或确认导入的种类是否选对",
		},
		"a header only":    {intake.Roll, rollRows(), "认出了表头，但表头下面没有数据，请核对是否选错了文件或工作表"},
		"a missing column": {intake.Roll, [][]any{{"户主", "村", "合计", "账号"}, {"李桂兰", "铧厂村", 440, card}}, "第1行像是表头，但缺少“身份证号”列；请补上该列，或确认导入的种类（低保发放名册）是否选对"},
		"money by the quarter": {
			intake.Roll,
			[][]any{{"户主", "身份证号", "村", "合计（元/季度）"}, {"李桂兰", guilan, "铧厂村", 1320}},
			"“合计（元/季度）”不是按月的金额，请改为月金额后再导入",
		},
		"a table of members": {
			intake.Roll,
			[][]any{{"户主", "身份证号", "村", "合计", "与户主关系"}, {"张建国", jianguo, "铧厂村", 440, "户主"}, {"王秀英", xiuying, "铧厂村", "", "配偶"}},
			"这是一行一名家庭成员的表（有与户主关系列），请把导入的种类改为“低保家庭情况表”",
		},
		"villages of another township": {
			intake.Roll, rollRows(
				[]any{1, "甲", guilan, "农", 1, 440, 0, 440, card, "迎丰村"}, []any{2, "乙", jianguo, "农", 1, 440, 0, 440, card, "迎丰村"}, []any{3, "丙", xiuying, "农", 1, 440, 0, 440, card, "虎山村"},
				[]any{4, "丁", xiao, "农", 1, 440, 0, 440, card, "虎山村"}, []any{5, "戊", number(1990, 1, 1, 11), "农", 1, 440, 0, 440, card, "虎山村"}),
			"名册里的村（社区）都不在宝丰镇内，请核对名册所属的乡镇是否选对",
		},
		"two months": {
			intake.Roll,
			[][]any{{"2026年9月发放名册"}, {"2026年10月补发"}, {"户主", "身份证号", "村", "合计"}, {"李桂兰", guilan, "铧厂村", 440}},
			"文件里有2026年9月和2026年10月两个月的名册，请一个月一个文件分开导入",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := understand(t, c.kind, baofeng, "a.xlsx", made(t, c.rows, nil))
			if got := refusal(t, err); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestMentionsAnotherMonthThanChosen(t *testing.T) {
	u, err := understand(t, intake.Roll, baofeng, "低保202609.xlsx", made(t, [][]any{{"户主", "身份证号", "村", "合计"}, {"李桂兰", guilan, "铧厂村", 440}}, nil))
	must(t, err)
	if diff := cmp.Diff([]string{"0  period_differs"}, found(u)); diff != "" || u.Period.String() != "2026-09" {
		t.Error(diff, u.Period)
	}
}

// Numbers of real areas never enter a demonstration, nor invented ones a county.
func TestRefusesNumbersOfTheOtherWorld(t *testing.T) {
	real := idcard.Mint("420323", 1954, 3, 2, 12).Full()
	u := read(t, intake.Roll, rollRows([]any{1, "李桂兰", real, "农", 1, 440, 0, 440, card, "铧厂村"}), nil)
	if diff := cmp.Diff([]string{"3 C id_area"}, found(u)); diff != "" || !u.Households[0].Head().Number.None() {
		t.Error(diff)
	}
}

// No reading and no problem of the samples carries a whole identity number.
func TestNumbersAreMaskedInReadingsAndProblems(t *testing.T) {
	for name, kind := range map[string]intake.Kind{rollName: intake.Roll, famName: intake.Families} {
		at := baofeng
		if kind == intake.Families {
			at = chengguan
		}
		u, err := understand(t, kind, at, name, sample(t, name))
		must(t, err)
		var all strings.Builder
		for _, p := range u.Problems {
			fmt.Fprintln(&all, p)
		}
		for _, s := range u.Sheets {
			fmt.Fprintln(&all, s.Rows)
		}
		for _, h := range u.Households {
			for _, m := range h.Members {
				if !m.Number.None() && strings.Contains(all.String(), m.Number.Full()) || h.Account != "" && strings.Contains(all.String(), h.Account.Full()) {
					t.Fatalf("row %d shows a whole number", m.Row)
				}
			}
		}
	}
}

func FuzzUnderstandText(f *testing.F) {
	f.Add("户主,身份证号,村,合计\n李桂兰,"+guilan+",铧厂村,440\n合计,,,440", true)
	f.Add("姓名,身份证号,与户主关系,存款\n张建国,待补,户主,约0.5万", false)
	f.Add("户号\t姓名\t身份证号\n1\t甲\t\n\t乙\t", false)
	places := tree(f)
	f.Fuzz(func(t *testing.T, text string, roll bool) {
		kind := intake.Families
		if roll {
			kind = intake.Roll
		}
		u, err := understandText(places, kind, text)
		if err != nil {
			refusal(t, err)
			return
		}
		for _, h := range u.Households {
			if len(h.Members) == 0 || h.FirstRow > h.LastRow || h.Total != nil && *h.Total < 0 {
				t.Fatalf("%+v", h)
			}
		}
		for _, p := range u.Problems {
			if p.Says == "" || p.Do == "" || p.Level == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}
