package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
)

// Anhua county, urban dibao of August 2022, three of its townships at the flat
// rate of 386 yuan per head; figures as published in the county's circular.
func anhua() Table {
	t := Table{
		Name:  "低保名册分乡镇汇总",
		Title: "2022年8月城市最低生活保障金分乡镇汇总",
		Columns: []Column{
			{Name: "乡镇", Kind: Text},
			{Name: "人数", Kind: Count, Unit: "人"},
			{Name: "金额", Kind: Money, Unit: "元"},
		},
		Source: "安化县2022年8月发放名册",
		AsOf:   month.MustDay(2022, 8, 10),
	}
	t.Add(Words("甲镇"), Number(94), Amount(money.Yuan(36284)).Link("/lines?town=1"))
	t.Add(Words("乙镇"), Number(100), Amount(money.Yuan(38600)))
	t.Add(Words("丙镇"), Number(332), Amount(money.Yuan(128152)))
	return t
}

func TestTable(t *testing.T) {
	t.Run("a total made from the rows is sound", func(t *testing.T) {
		table := anhua()
		table.Sum()
		if err := table.Check(); err != nil {
			t.Fatal(err)
		}
		// 94 + 100 + 332 = 526 heads; 526 × 386 = 203,036 yuan.
		if got := table.Total[1].String() + " " + table.Total[2].String(); got != "526 203,036.00" {
			t.Errorf("total is %s", got)
		}
	})
	t.Run("a stated total that misses its rows by one fen is refused by name", func(t *testing.T) {
		table := anhua()
		table.Total = Row{Words("合计"), Number(526), Amount(money.Yuan(203036) - 1)}
		err := table.Check()
		if err == nil || !strings.Contains(err.Error(), "column 金额: stated 203,035.99, rows add up to 203,036.00") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a wrong subtotal is refused by the name of its group", func(t *testing.T) {
		table := anhua()
		table.Groups[0].Name = "山区"
		table.Sum()
		table.Groups[0].Subtotal[1] = Number(527)
		if err := table.Check(); err == nil || !strings.Contains(err.Error(), `subtotal of "山区": column 人数`) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a figure in the wrong column is refused", func(t *testing.T) {
		table := anhua()
		table.Add(Words("丁镇"), Amount(3860), Amount(3860))
		if err := table.Check(); err == nil || !strings.Contains(err.Error(), "row 4: column 人数: money in a column of count") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a row that is too short is refused", func(t *testing.T) {
		table := anhua()
		table.Add(Words("丁镇"))
		if err := table.Check(); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("a table without source is refused", func(t *testing.T) {
		table := anhua()
		table.Source = ""
		if err := table.Check(); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("a column apart is not added and may state its own figure", func(t *testing.T) {
		table := Table{Name: "人均", Source: "手工", Columns: []Column{
			{Name: "乡镇", Kind: Text}, {Name: "人均", Kind: Money, Unit: "元", Apart: true},
		}}
		table.Add(Words("甲镇"), Amount(38600))
		table.Add(Words("乙镇"), Amount(40000))
		table.Sum()
		table.Total[1] = Amount(39300)
		if err := table.Check(); err != nil {
			t.Error(err)
		}
	})
}

func TestCell(t *testing.T) {
	for _, c := range []struct {
		cell  Cell
		shown string
	}{
		{Words("宝丰镇"), "宝丰镇"},
		{Number(1234567), "1,234,567"},
		{Number(-1000), "-1,000"},
		{Number(999), "999"},
		{Amount(123450), "1,234.50"},
		{Period(month.Must(2026, 11)), "2026年11月"},
		{Share(1, 3), "33.3%"},
		{Share(1, 8), "12.5%"},
		{Share(1, 16), "6.3%"}, // 6.25 goes up
		{Share(244, 244), "100.0%"},
		{Share(0, 0), "–"},
		{Blank(), ""},
	} {
		if got := c.cell.String(); got != c.shown {
			t.Errorf("shown %q, want %q", got, c.shown)
		}
	}
}

func TestSum(t *testing.T) {
	t.Run("shares add parts and wholes, not percentages", func(t *testing.T) {
		table := Table{Name: "覆盖", Source: "手工", Columns: []Column{
			{Name: "乡镇", Kind: Text}, {Name: "覆盖率", Kind: Percent},
		}}
		table.Add(Words("甲镇"), Share(1, 1))
		table.Add(Words("乙镇"), Share(0, 9))
		table.Sum()
		if got := table.Total[1].String(); got != "10.0%" {
			t.Errorf("total %s, want 1 of 10", got)
		}
	})
	t.Run("any rows in any groups give a table that passes its own check", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			table := Table{Name: "任意", Source: "随机", Columns: anhua().Columns}
			var people int64
			for g := range rapid.IntRange(0, 4).Draw(t, "groups") {
				table.Groups = append(table.Groups, Group{Name: rapid.SampledFrom([]string{"", "甲", "乙"}).Draw(t, "name")})
				for range rapid.IntRange(0, 5).Draw(t, "rows") {
					n := rapid.Int64Range(-1000, 1000).Draw(t, "n")
					people += n
					rows := &table.Groups[g].Rows
					*rows = append(*rows, Row{Words("村"), Number(n), Amount(money.Fen(n * 386))})
				}
			}
			table.Sum()
			if err := table.Check(); err != nil {
				t.Fatal(err)
			}
			if table.Total[1].String() != Number(people).String() {
				t.Fatalf("total %s, want %d", table.Total[1], people)
			}
		})
	})
}

func TestCSV(t *testing.T) {
	table := anhua()
	table.Groups[0].Name = "山区"
	table.Add(Words(`=cmd|' /C calc'!A0`), Number(0), Amount(0))
	table.Sum()
	want := "\ufeff乡镇,人数（人）,金额（元）\r\n" +
		"山区,,\r\n" +
		"甲镇,94,36284.00\r\n" +
		"乙镇,100,38600.00\r\n" +
		"丙镇,332,128152.00\r\n" +
		"'=cmd|' /C calc'!A0,0,0.00\r\n" +
		"小计,526,203036.00\r\n" +
		"合计,526,203036.00\r\n" +
		"数据来源：安化县2022年8月发放名册\r\n" +
		"截至：2022年8月10日\r\n"
	for range 2 {
		got, err := table.CSV()
		if err != nil || string(got) != want {
			t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
		}
	}
}

func TestView(t *testing.T) {
	table := anhua()
	table.Groups[0].Name = "山区"
	table.Sum()
	view := table.View()
	if len(view.Lines) != 6 || view.Lines[0].Cells[0].Span != 3 || view.Lines[0].Part != PartGroup {
		t.Fatalf("lines %+v", view.Lines)
	}
	if c := view.Lines[1].Cells[2]; c.Text != "36,284.00" || c.Href != "/lines?town=1" || !c.Numeric {
		t.Errorf("cell %+v", c)
	}
	if view.Empty || !(Table{}).View().Empty {
		t.Error("a table is empty when it has no rows, and only then")
	}
	if view.Notes[0] != "数据来源：安化县2022年8月发放名册" || view.Notes[1] != "截至：2022年8月10日" {
		t.Errorf("notes %q", view.Notes)
	}
}

func TestWorkbook(t *testing.T) {
	table := anhua()
	table.Columns = append(table.Columns, Column{Name: "月份", Kind: Month}, Column{Name: "占比", Kind: Percent})
	for i, n := range []int64{94, 100, 332} {
		table.Groups[0].Rows[i] = append(table.Groups[0].Rows[i], Period(month.Must(2022, 8)), Share(n, 526))
	}
	table.Sum()
	var file bytes.Buffer
	if err := table.Workbook(&file); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open("汇总.xlsx", file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(book.Sheets[0].Rows())
	if got := rows[1].At(3).Text; got != "金额（元）" {
		t.Errorf("heading %q", got)
	}
	for i, want := range []string{"丙镇", "332", "128152", "2022-08", "63.1%"} {
		if got := rows[4].At(i + 1).Text; got != want {
			t.Errorf("column %d holds %q, want %q", i+1, got, want)
		}
	}
	if got := rows[5].At(2).Text + " " + rows[5].At(3).Text; got != "526 203036" {
		t.Errorf("total %s", got)
	}
	if got := rows[6].At(1).Text; got != "数据来源：安化县2022年8月发放名册" {
		t.Errorf("note %q", got)
	}
}
