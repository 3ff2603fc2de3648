package statistics

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
)

// people enters the county of these tests. In October: 李桂兰's household of three in 铧厂村 on rural dibao (600 yuan; it was
// monitored before; in need by illness and disability), 张建国's household of four in 迎丰村 on urban dibao (1,158 yuan; two
// of the four are named, nothing is known of them), 孙老五 in 铧厂村 on rural tekun (780 yuan, to October), and 赵强 in 铧厂村
// on rural dibao (200 yuan) and once on temporary assistance (1,000 yuan).
func (b *bureau) people() {
	b.t.Helper()
	before := []circumstance.Fact{
		{Kind: circumstance.Cause, Text: "因病、因残"},
		{Kind: circumstance.Monitored, Option: "unstable", During: month.DaySpan{From: 20260101, Until: 20261001}},
	}
	li, lis := b.family(huachang, before, soul{"李桂兰", 19540503, "female", "lost"}, soul{"李志强", 19800101, "male", "full"}, soul{"李小宝", 20120601, "male", "none"})
	zhang, zhangs := b.family(yingfeng, nil, soul{"张建国", 19700101, "male", ""}, soul{"张小军", 20081101, "male", ""})
	_, suns := b.family(huachang, []circumstance.Fact{{Kind: circumstance.Cause, Text: "年老无依"}}, soul{"孙老五", 19500101, "male", "partial"})
	zhao, zhaos := b.family(huachang, []circumstance.Fact{{Kind: circumstance.Cause, Text: "缺劳力"}, {Kind: circumstance.Monitored, Option: circumstance.None}}, soul{"赵强", 19750101, "male", "full"})
	b.awards("dibao", benefit.Rural, october, home(li), huachang, 600_00, 0, lis...)
	b.awards("dibao", benefit.Urban, october, home(zhang), yingfeng, 1158_00, 2, zhangs...)
	sun := b.awards("tekun", benefit.Rural, october, byOne(suns[0]), huachang, 780_00, 0, suns...)
	b.awards("dibao", benefit.Rural, october, home(zhao), huachang, 200_00, 0, zhaos...)
	aid := b.awards("temporary", benefit.Rural, october, home(zhao), huachang, 1000_00, 0, zhaos...)
	b.stops(sun, november)
	b.stops(aid, november)
}

func TestFigure(t *testing.T) {
	whole := month.Span{From: october, Until: november.Next()}
	each(t, func(b *bureau) {
		b.people()
		for _, c := range []struct {
			says string
			f    Figure
			want string
		}{
			{"a household with two benefits is one household", Figure{Ledger: "benefit.inforce", Measure: Households, Span: only(october)}, "4"},
			{"persons: 3 + 4 + 1 + 1, of whom two are heads without a name, and 赵强 counts once", Figure{Ledger: "benefit.inforce", Measure: Persons, Span: only(october)}, "9"},
			{"person-times count 赵强 twice", Figure{Ledger: "benefit.inforce", Measure: Times, Span: only(october)}, "10"},
			{"entries", Figure{Ledger: "benefit.inforce", Measure: Entries, Span: only(october)}, "5"},
			{"yuan: 600 + 1,158 + 780 + 200 + 1,000", Figure{Ledger: "benefit.inforce", Measure: Yuan, Span: only(october)}, "3,738.00"},
			{"one programme and class", Figure{Ledger: "benefit.inforce", Measure: Yuan, Span: only(october), Programme: "dibao", Class: "rural"}, "800.00"},
			{"two programmes", Figure{Ledger: "benefit.inforce", Measure: Persons, Span: only(october), Programme: "dibao,tekun", Class: "rural"}, "5"},
			{"one township", Figure{Ledger: "benefit.inforce", Measure: Persons, Span: only(october), Division: baofeng}, "5"},
			{"a stock counts the last month of the span", Figure{Ledger: "benefit.inforce", Measure: Entries, Span: whole}, "3"},
			{"what began", Figure{Ledger: "benefit.started", Measure: Entries, Span: whole}, "5"},
			{"what stopped in the month", Figure{Ledger: "benefit.stopped", Measure: Entries, Span: only(november)}, "2"},
			{"nothing stopped before, which is nought", Figure{Ledger: "benefit.stopped", Measure: Entries, Span: only(october)}, "0"},
			{"able to work: 李志强 and 赵强", Figure{Ledger: "statistics.labour", Measure: Persons, Span: only(october), Item: "有"}, "2"},
			{"not recorded: two named, two heads", Figure{Ledger: "statistics.labour", Measure: Persons, Span: only(october), Item: "未登记"}, "4"},
			{"women: 李桂兰", Figure{Ledger: "statistics.trait", Measure: Persons, Span: only(october), Item: "女性"}, "1"},
			{"old: 李桂兰, 孙老五", Figure{Ledger: "statistics.trait", Measure: Persons, Span: only(october), Item: "老年人"}, "2"},
			{"minors on 31 October: 李小宝, and 张小军 who is 18 the day after", Figure{Ledger: "statistics.trait", Measure: Persons, Span: only(october), Item: "未成年人"}, "2"},
			{"minors on 30 November", Figure{Ledger: "statistics.trait", Measure: Persons, Span: only(november), Item: "未成年人"}, "1"},
			{"a household in need for two causes stands under each", Figure{Ledger: "statistics.cause", Measure: Persons, Span: only(october), Item: "因病"}, "3"},
			{"and under the other", Figure{Ledger: "statistics.cause", Measure: Persons, Span: only(october), Item: "因残"}, "3"},
			{"a cause in other words", Figure{Ledger: "statistics.cause", Measure: Persons, Span: only(october), Item: "其他"}, "1"},
			{"monitored when support began", Figure{Ledger: "statistics.relieved", Measure: Households, Span: only(october)}, "1"},
			{"whom that reached", Figure{Ledger: "statistics.relieved", Measure: Persons, Span: only(october), Item: "脱贫不稳定"}, "3"},
			{"a ledger that nobody keeps", Figure{Ledger: "charity.gift", Measure: Yuan, Span: only(october)}, "无来源"},
		} {
			b.read(func(r *reading) error {
				values, err := r.values([]Figure{c.f})
				if err == nil && values[0].String() != c.want {
					t.Errorf("%s: %s, want %s", c.says, values[0], c.want)
				}
				return err
			})
		}
	})
}

// Figures that are counted together are each what they are alone.
func TestFigure_counted_together(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		var figures []Figure
		for _, ledger := range []string{"benefit.inforce", "benefit.started", "benefit.stopped", "statistics.labour"} {
			for _, span := range []month.Span{only(october), only(november), {From: october, Until: november.Next()}} {
				for _, m := range Measures() {
					for _, class := range []string{"", "urban"} {
						figures = append(figures, Figure{Ledger: ledger, Measure: m, Span: span, Class: class})
					}
				}
			}
		}
		b.read(func(r *reading) error {
			together, err := r.values(figures)
			if err != nil {
				return err
			}
			for i, f := range figures {
				one, err := r.values([]Figure{f})
				if err != nil {
					return err
				}
				if one[0].Number != together[i].Number || one[0].Rows != together[i].Rows {
					t.Errorf("%+v: %d together, %d alone", f, together[i].Number, one[0].Number)
				}
			}
			return nil
		})
	})
}

// Whatever is counted, the rows that the figure opens add up to it: on the pages, masked, and in the file.
func TestFigure_is_the_sum_of_its_rows(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		desk := b.sit(auditor)
		for _, ledger := range b.order {
			for _, m := range Measures() {
				for _, span := range []month.Span{only(october), {From: october, Until: november.Next()}} {
					for _, programme := range []string{"", "dibao", "dibao,tekun"} {
						f := Figure{Ledger: ledger, Measure: m, Span: span, Programme: programme}
						b.read(func(r *reading) error { return sumsUp(r, f) })
					}
				}
				f := Figure{Ledger: ledger, Measure: m, Span: only(october)}
				var want Value
				b.read(func(r *reading) (err error) { _, want, err = r.rows(f); return err })
				page := desk.Get(f.Path()).Is(200)
				page.Shows(want.String(), want.Ledger.Term).Hides("李桂兰", "张建国", "孙老五")
				if want.Rows == 0 {
					continue
				}
				file := desk.Get("/statistics/rows/export?" + f.query().Encode()).Is(200)
				if got := lastCell(b, file.Body); got != strings.TrimSuffix(strings.TrimSuffix(strings.ReplaceAll(want.String(), ",", ""), "0"), ".0") && got != strings.ReplaceAll(want.String(), ",", "") {
					t.Errorf("%s %s: the file adds up to %s, the figure is %s", ledger, m, got, want)
				}
			}
		}
	})
}

// sumsUp holds the rows of a figure against the figure as tables count it.
func sumsUp(r *reading, f Figure) error {
	rows, own, err := r.rows(f)
	if err != nil {
		return err
	}
	values, err := r.values([]Figure{f})
	if err != nil {
		return err
	}
	var sum int64
	for _, row := range rows {
		sum += row.Adds
	}
	if sum != values[0].Number || own.Number != sum || values[0].Rows != len(rows) {
		return fmt.Errorf("%+v: counted %d, the rows add up to %d", f, values[0].Number, sum)
	}
	return nil
}

// lastCell is the last cell of the total in a workbook of rows.
func lastCell(b *bureau, file string) string {
	b.t.Helper()
	book, err := sheet.Open("记录.xlsx", []byte(file))
	b.must(err)
	for _, row := range slices.Backward(slices.Collect(book.Sheets[0].Rows())) {
		if len(row.Cells) > 0 && row.Cells[0].Text == "合计" {
			return row.Cells[len(row.Cells)-1].Text
		}
	}
	b.t.Errorf("no total in %s", bytes.TrimSpace([]byte(file))[:2])
	return ""
}

func TestFigure_address(t *testing.T) {
	f := Figure{Ledger: "benefit.inforce", Measure: Persons, Span: month.Span{From: october, Until: november.Next()}, Division: baofeng, Programme: "dibao,tekun", Class: "rural", Item: "有"}
	q, err := url.ParseQuery(strings.TrimPrefix(f.Path(), "/statistics/rows?"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readFigure(q); err != nil || got != f {
		t.Errorf("%+v, %v", got, err)
	}
	for _, c := range []struct{ name, value, says string }{
		{"measure", "tons", "请选择计量"},
		{"from", "十月", "不是月份"},
		{"to", "2026-09", "止月在起月之前"},
		{"division", "宝丰", "区划代码"},
	} {
		wrong, _ := url.ParseQuery(q.Encode())
		wrong.Set(c.name, c.value)
		if _, err := readFigure(wrong); err == nil || !strings.Contains(fault.Fields(err)[0].Message, c.says) {
			t.Errorf("%s=%s: %v", c.name, c.value, err)
		}
	}
}

// Everyone sees the rows of the own division, and nobody those of a ledger that is not theirs.
func TestRows_in_sight(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		f := Figure{Ledger: "benefit.inforce", Measure: Persons, Span: only(october)}
		b.sit(auditor).Get(f.Path()).Is(200).Shows("9", "5 条记录", "李*兰", "张*国", "竹山县")
		b.sit(township).Get(f.Path()).Is(200).Shows("5", "4 条记录", "宝丰镇").Hides("张*国")
		b.sit(clerk).Get(f.Path()).Is(200).Shows("5", "铧厂村", "赵*", "有 1 条的人在前面已经计过").Hides("张*国")
		b.sit(admin).Get(f.Path()).Is(403)
		far := f
		far.Division = "420323100000"
		b.sit(clerk).Get(far.Path()).Is(200).Shows("这个时间和范围内没有记录").Hides("张")
		b.sit(auditor).Get("/statistics/rows?ledger=benefit.inforce&measure=persons&from=2026-10&to=2026-09").Is(422).Shows("止月在起月之前")
		gift := Figure{Ledger: "charity.gift", Measure: Yuan, Span: only(october)}
		b.sit(auditor).Get(gift.Path()).Is(200).Shows("还没有“charity.gift”这本台账", "没有来源的数不显示，也不按零计").Hides("0.00")
	})
}

// A list of more rows than a page holds goes on without leaving any out.
func TestRows_page_by_page(t *testing.T) {
	each(t, func(b *bureau) {
		var entries []room.Entry
		for i := range 120 {
			entries = append(entries, room.Entry{ID: fmt.Sprintf("%03d", i), Day: october.First(), Division: huachang, Household: fmt.Sprintf("h%03d", i), Heads: 1, Words: fmt.Sprintf("项目%03d", i)})
		}
		b.Contribute([]room.Ledger{ledgerOf("test.many", room.Flow, entries...)})
		desk := b.sit(auditor)
		path := Figure{Ledger: "test.many", Measure: Households, Span: only(october)}.Path()
		seen := 0
		for _, after := range []string{"", "&after=50", "&after=50~100"} {
			page := desk.Get(path + after).Is(200).Shows("120 户")
			seen += strings.Count(page.Text(), "项目")
		}
		// The word stands once in the head of the table of each page.
		if seen-3 != 120 {
			t.Errorf("%d rows on three pages", seen-3)
		}
	})
}
