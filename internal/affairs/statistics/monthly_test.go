package statistics

import (
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
)

// dehua is the published monthly report of 德化县, October 2024, as ledgers: 173 households with 311 persons, of whom 42
// are able to work, 32 partly, 146 lost it and 91 never could; 197,628 yuan in the month, 300 of them beside dibao.
// 月报实例：173 户 311 人；42+32+146+91=311；197,628=197,328+300；人均 634（截尾）.
func dehua() []room.Ledger {
	award := func(i, heads int, amount money.Fen) room.Entry {
		id := string(rune('a'+i/26)) + string(rune('a'+i%26))
		return room.Entry{ID: id, Day: october.First(), Division: huachang, Programme: "dibao", Class: "rural", Household: "h" + id, Heads: heads, Amount: amount}
	}
	var awards, labour, parts []room.Entry
	for i := range 172 {
		awards = append(awards, award(i, 1, 0))
	}
	awards = append(awards, award(172, 311-172, 197_328_00))
	for item, heads := range map[string]int{"有": 42, "部分丧失": 32, "完全丧失": 146, "无": 91} {
		e := award(0, heads, 0)
		e.ID, e.Item = item, item
		labour = append(labour, e)
	}
	for item, fen := range map[string]money.Fen{"补差": 197_028_00, "增发": 300_00} {
		e := award(0, 0, fen)
		e.ID, e.Item = item, item
		parts = append(parts, e)
	}
	cause := award(0, 311, 0)
	cause.Item = "因病"
	return []room.Ledger{
		ledgerOf("benefit.inforce", room.Stock, awards...), ledgerOf("statistics.labour", room.Stock, labour...),
		ledgerOf("benefit.part", room.Stock, parts...), ledgerOf("statistics.cause", room.Stock, cause),
		ledgerOf("benefit.started", room.Flow), ledgerOf("benefit.stopped", room.Flow), ledgerOf("statistics.trait", room.Stock),
	}
}

// with gives the room these ledgers in place of those of the registers.
func (b *bureau) with(ledgers []room.Ledger) {
	b.ledgers, b.order = map[string]room.Ledger{}, nil
	b.Contribute(ledgers)
}

// monthly fills the tables of October for dibao.
func (b *bureau) october() (tables []Table) {
	b.t.Helper()
	b.read(func(r *reading) (err error) {
		tables, err = r.fillTables(b.monthly, october, b.monthly.wantedTables(narrowing{Month: october, At: zhushan, Programme: "dibao"}))
		return err
	})
	return tables
}

// total is the number of a column in the total of a table, as it prints.
func (t Table) total(key string) string {
	i := t.at(key)
	return t.Lines[len(t.Lines)-1].Cells[i].printed(t.Columns[i])
}

func (t Table) says(rule string) string {
	for _, c := range t.checked() {
		if strings.HasPrefix(c.Term, rule) {
			return c.Mark() + " " + c.Says + strings.Join(c.Wrong, "|")
		}
	}
	return "no such rule"
}

// G-1 of the worked cases: the identities of a monthly report hold, and its average is cut, not rounded.
func TestMonthly_identities(t *testing.T) {
	each(t, func(b *bureau) {
		b.with(dehua())
		tables := b.october()
		scale, makeup := tables[1], tables[2]
		for key, want := range map[string]string{
			"households": "173", "persons": "311", "monthly": "197,328.00", "average": "634.00", "paid": "无来源", "new_households": "0",
		} {
			if got := scale.total(key); got != want {
				t.Errorf("%s: %s, want %s", key, got, want)
			}
		}
		for rule, want := range map[string]string{
			"保障人数 = ":  "✔ 311 = 42 + 32 + 146 + 91",
			"保障人数 ≤ ":  "✔ 311 ≤ 311 + 0 + 0 + 0 + 0 + 0",
			"月保障金额 = ": "✔ 197,328.00 = 197,028.00 + 0.00 + 0.00 + 300.00 + 0.00",
		} {
			if got := makeup.says(rule); got != want {
				t.Errorf("%s: %s, want %s", rule, got, want)
			}
		}
		if notes := scale.notes(); !slices.Equal(notes, []string{"期末在保人均月保障金额 = 月保障金额 ÷ 人数，元以下舍去（截尾，不四舍五入）：197,328.00 ÷ 311 = 634.00"}) {
			t.Error(notes)
		}
		if got := scale.says("合计 = 各行之和"); got != "✔ 核对 1 栏" {
			t.Error(got)
		}
	})
}

// A rule that does not hold is said on the page, in the file, and by how much.
func TestMonthly_says_what_does_not_hold(t *testing.T) {
	each(t, func(b *bureau) {
		ledgers := dehua()
		one := room.Entry{ID: "zz", Day: october.First(), Division: huachang, Programme: "dibao", Class: "rural", Household: "hzz", Heads: 1, Amount: 1_00}
		ledgers[0] = ledgerOf("benefit.inforce", room.Stock, append(b.entriesOf(ledgers[0]), one)...)
		b.with(ledgers)
		makeup := b.october()[2]
		if got, want := makeup.says("保障人数 = "), "✘ 312 = 42 + 32 + 146 + 91（相差 1）宝丰镇：312 = 42 + 32 + 146 + 91（相差 1）|合计：312 = 42 + 32 + 146 + 91（相差 1）"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		desk := b.sit(auditor)
		desk.Get("/statistics/monthly?month=2026-10").Is(200).Shows("有 3 条校核关系不符", "✘ 不符", "宝丰镇：312 = 42 + 32 + 146 + 91（相差 1）")
		file := desk.Get("/statistics/monthly/export?month=2026-10").Is(200)
		book, err := sheet.Open("月报.xlsx", []byte(file.Body))
		b.must(err)
		text := ""
		for row := range book.Sheets[len(book.Sheets)-1].Rows() {
			for _, c := range row.Cells {
				text += c.Text + "|"
			}
		}
		if !strings.Contains(text, "✘ 不符") || !strings.Contains(text, "相差 1") {
			t.Error(text)
		}
	})
}

func (b *bureau) entriesOf(l room.Ledger) (found []room.Entry) {
	b.t.Helper()
	b.read(func(r *reading) (err error) {
		found, err = l.Entries(r.ctx, r.tx, auditor.Scope(l.Needs), only(october))
		return err
	})
	return found
}

// The table of the registers: each cell is its figure, the total counts a household once, and a benefit paid once does
// not stand.
func TestMonthly_from_the_registers(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		tables := b.october()
		programmes := tables[0]
		want := []string{
			"低保 3 8 1,958.00 244.00 3 8", "城市低保 1 4 1,158.00 289.00 1 4", "农村低保 2 4 800.00 200.00 2 4",
			"特困 1 1 780.00 780.00 1 1", "城市特困 0 0 0.00 — 0 0", "农村特困 1 1 780.00 780.00 1 1",
			// Without the 1,000 yuan paid once: 3,738 less 1,000.
			"临时救助 — — — — 1 1", "合计 4 9 2,738.00 304.00 4 9",
		}
		for i, l := range programmes.Lines {
			got := l.Term
			for _, key := range []string{"households", "persons", "monthly", "average", "new_households", "new_persons"} {
				j := programmes.at(key)
				got += " " + l.Cells[j].printed(programmes.Columns[j])
			}
			if got != want[i] {
				t.Errorf("%s, want %s", got, want[i])
			}
		}
		for _, table := range tables {
			for _, l := range table.Lines {
				for j := range l.Cells {
					if path := table.path(l, j); path != "" {
						b.read(func(r *reading) error { return sumsUp(r, table.Columns[j].figure(l.rowKey, october)) })
					}
				}
			}
		}
		if got := strings.Join(programmes.notes(), "|"); !strings.Contains(got, "本月新增中有 5 份由导入的名册载入") {
			t.Error(got)
		}
		for _, rule := range []string{"合计 = 各行之和", "期末在保份数"} {
			if got := programmes.says(rule); !strings.HasPrefix(got, "✔") {
				t.Errorf("%s: %s", rule, got)
			}
		}
		if got := tables[1].says("期末在保份数"); got != "✔ 3 = 0 + 3 − 0" {
			t.Error(got)
		}
	})
}

func TestMonthly_pages(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		desk := b.sit(auditor)
		desk.Get("/statistics/monthly").Is(200).Shows("2026年10月民政统计月报", "时点数", "时期数", "本月发放人次", "这些栏没有来源", "无来源", "未登记")
		desk.Get("/statistics/monthly?month=2026-11&programme=tekun").Is(200).Shows("2026年11月民政统计月报", "：特困")
		desk.Get("/statistics/monthly?month=2026-10&division=420323103000").Is(200).Shows("铧厂村")
		b.sit(township).Get("/statistics/monthly?month=2026-10").Is(200).Shows("铧厂村").Hides("迎丰村", "城关镇")
		b.sit(clerk).Get("/statistics/monthly?month=2026-10").Is(200).Shows("铧厂村")
		b.sit(township).Get("/statistics/monthly?month=2026-10&division=420323100000").Is(404)
		desk.Get("/statistics/monthly?month=2027-05").Is(422).Shows("2027年5月还没有到")
		desk.Get("/statistics/monthly?month=x").Is(422)
		b.sit(admin).Get("/statistics/monthly").Is(403)
		desk.Get("/statistics/monthly/print?month=2026-10").Is(200).Shows("制表：", "打印人：余审计")
	})
}

func TestHeadlines(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		b.read(func(r *reading) error {
			got, err := b.headlines(r.ctx, r.tx, auditor)
			if err != nil {
				return err
			}
			var said []string
			for _, h := range got {
				said = append(said, h.Term+" "+h.Value+h.Unit+" "+h.Period)
				b.sit(auditor).Get(h.Path).Is(200).Shows(h.Value)
			}
			want := []string{
				"监测对象纳入农村低保、特困 1户 2026年10月", "监测对象纳入农村低保、特困 3人 2026年10月",
				"临时救助 1人 2026年10月", "临时救助 1,000元 2026年10月",
			}
			if !slices.Equal(said, want) {
				t.Errorf("%q", said)
			}
			if none, err := b.headlines(r.ctx, r.tx, admin); err != nil || none != nil {
				t.Errorf("%v, %v", none, err)
			}
			return nil
		})
		for today, want := range map[month.Day]month.Span{
			20260315: {From: month.Must(2026, 1), Until: month.Must(2026, 3)},
			20260115: {From: month.Must(2025, 1), Until: month.Must(2026, 1)},
		} {
			own := &Statistics{}
			if got := own.over(today); got != want {
				t.Errorf("%s: %v", today, got)
			}
		}
	})
}
