package statistics

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
)

// halfYear is the time of the article's figures.
var halfYear = month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)}

// article is the cases of the article by hand, as one way to close them (G-3): 24 households of one, 7 of two, one of
// three and one of four went from monitoring to support, 33 and 45; 93 people had 60 × 1,000, 20 × 2,000, 10 × 4,000,
// 2 × 8,000 and 1 × 4,600 yuan of temporary aid, 160,600; 1,284 had the allowance, 379,600.
func article() []room.Ledger {
	entry := func(ledger string, i int, m month.Month, programme string, heads int, fen money.Fen) room.Entry {
		id := ledger + string(rune('a'+i/676)) + string(rune('a'+i/26%26)) + string(rune('a'+i%26))
		return room.Entry{ID: id, Day: m.First(), Division: huachang, Programme: programme, Class: "rural", Household: id, Heads: heads, Amount: fen}
	}
	var relieved, aid, paid []room.Entry
	for i := range 33 {
		heads := 1
		switch {
		case i >= 32:
			heads = 4
		case i >= 31:
			heads = 3
		case i >= 24:
			heads = 2
		}
		relieved = append(relieved, entry("r", i, halfYear.From.Add(i%6), []string{"dibao", "tekun"}[i%2], heads, 0))
	}
	for _, s := range []struct{ n, yuan int }{{60, 1000}, {20, 2000}, {10, 4000}, {2, 8000}, {1, 4600}} {
		for range s.n {
			aid = append(aid, entry("t", len(aid), halfYear.From.Add(len(aid)%6), "temporary", 1, money.Yuan(int64(s.yuan))))
		}
	}
	// 1,284 people, 7,592 months of 50 yuan: 112 of them came a month later.
	for i := range 1284 {
		id := entry("h", i, 0, "", 0, 0).ID
		for m := halfYear.From; m < halfYear.Until; m++ {
			if i < 112 && m == halfYear.From {
				continue
			}
			e := entry("h", i, m, "hardship_aged", 0, 50_00)
			e.ID, e.People = id+m.String(), []string{id}
			paid = append(paid, e)
		}
	}
	// What lies outside the time does not count.
	aid = append(aid, entry("t", 400, halfYear.Until, "temporary", 1, 9_999_00))
	return []room.Ledger{
		ledgerOf("statistics.relieved", room.Flow, relieved...), ledgerOf("benefit.started", room.Flow, aid...), ledgerOf("disbursement.paid", room.Flow, paid...),
		ledgerOf("benefit.inforce", room.Stock), ledgerOf("benefit.stopped", room.Flow),
	}
}

func (b *bureau) wrote(span month.Span) (r Report) {
	b.t.Helper()
	b.read(func(x *reading) error {
		w, err := x.wording()
		if err == nil {
			r, err = x.write(w, span)
		}
		return err
	})
	return r
}

func (r Report) text() string {
	var text strings.Builder
	for _, b := range r.Blocks {
		text.WriteString(b.Text() + "\n")
	}
	return text.String()
}

// The article's figures come out exactly, each opens its rows, and what has no source is not printed.
func TestReport_article(t *testing.T) {
	each(t, func(b *bureau) {
		b.with(article())
		r := b.wrote(halfYear)
		for _, want := range []string{"将监测对象33户45人纳入农村低保或特困供养", "实施临时救助93人、发放救助金16.06万元", "1284人发放补贴37.96万元", "二是抓急难"} {
			if !strings.Contains(r.text(), want) {
				t.Errorf("no %q in\n%s", want, r.text())
			}
		}
		if r.Title != "关于2026年上半年民政工作情况的报告" {
			t.Error(r.Title)
		}
		for _, unwanted := range []string{"〔", "停发", "特困供养对象", "万元；\n", " 0"} {
			if strings.Contains(r.text(), unwanted) {
				t.Errorf("%q in\n%s", unwanted, r.text())
			}
		}
		left := map[string]string{}
		for _, u := range r.Unprinted {
			left[u.Words] = u.Why
		}
		if why := left["是抓动态。新增低保对象〔低保新增户数〕〔低保新增人数〕，停发〔低保停发户数〕〔低保停发人数〕。"]; !strings.Contains(why, "没有这样的记录") {
			t.Errorf("%q", left)
		}
		for _, x := range r.References {
			if x.Figure == (Figure{}) {
				continue
			}
			b.read(func(x2 *reading) error { return sumsUp(x2, x.Figure) })
			if x.Period != "2026年1月至6月" || x.Source == "" {
				t.Errorf("%+v", x)
			}
		}
		page := b.sit(auditor).Get("/statistics/report?from=2026-01&to=2026-06").Is(200)
		for _, shape := range []string{"document", "export", "print"} {
			page.Shows(`href="/statistics/report/` + shape + `?from=2026-01&amp;to=2026-06"`)
		}
		page.Shows("33户", "45人", "16.06万元", "未刊印", "引用的数", "2026年1月至6月", "/statistics/rows?from=2026-01").Hides("修改文稿模板")
	})
}

// The text of a report in a file of a word processor, and its figures with their rows in a workbook.
func TestReport_files(t *testing.T) {
	each(t, func(b *bureau) {
		b.with(article())
		desk := b.sit(preparer)
		file := desk.Get("/statistics/report/document?from=2026-01&to=2026-06").Is(200).Body
		archive, err := zip.NewReader(bytes.NewReader([]byte(file)), int64(len(file)))
		b.must(err)
		body, err := archive.Open("word/document.xml")
		b.must(err)
		text, err := io.ReadAll(body)
		b.must(err)
		for _, want := range []string{"将监测对象33户45人纳入", "附表　报告引用的数及其来源", "2026年1月至6月", "未刊印（签发后不印）", "竹山县民政局"} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("no %q in the document", want)
			}
		}
		book, err := sheet.Open("报告.xlsx", []byte(desk.Get("/statistics/report/export?from=2026-01&to=2026-06").Is(200).Body))
		b.must(err)
		var names []string
		for _, s := range book.Sheets {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, "|"); got != "正文|引用数|未刊印|1 监测纳入户数|3 临时救助人数|5 经济困难老年人补贴人数" {
			t.Error(got)
		}
		if rows := book.Sheets[3].Len(); rows < 33 {
			t.Errorf("%d rows of 33", rows)
		}
		desk.Get("/statistics/report/print?from=2026-01&to=2026-06").Is(200).Shows("草稿，未签发", "33户")
	})
}

// A report that is frozen keeps its words and figures; the wording and the registers go on.
func TestReport_edition(t *testing.T) {
	each(t, func(b *bureau) {
		b.with(article())
		e := b.edition(Work, halfYear)
		path := "/statistics/editions/" + e.ID
		b.must(b.Reword(b.ctx, preparer, 0, "# {期间}简报\n\n{期间}，临时救助{临时救助人次}。\n"))
		b.with([]room.Ledger{ledgerOf("benefit.started", room.Flow, room.Entry{ID: "x", Day: 20260301, Division: huachang, Programme: "temporary", Heads: 7})})
		desk := b.sit(auditor)
		desk.Get(path).Is(200).Shows("33户", "45人", "16.06万元", "2026年上半年民政工作报告", "待审核")
		desk.Get(path+"/difference").Is(200).Shows("临时救助人数", "93", "无来源")
		desk.Get("/statistics/report?from=2026-01&to=2026-06").Is(200).Shows("2026年上半年简报", "临时救助", "7人次").Hides("16.06万元")
		b.must(b.Review(b.ctx, reviewer, e.ID))
		b.must(b.Sign(b.ctx, signatory, e.ID))
		desk.Get(path+"/print").Is(200).Shows("签发：陈局长", "33户").Hides("未刊印", "草稿")
		if file := desk.Get(path + "/document").Is(200).Body; !strings.HasPrefix(file, "PK") {
			t.Error("no document")
		}
		desk.Get(path + "/export").Is(200)
	})
}

func TestReword(t *testing.T) {
	each(t, func(b *bureau) {
		title := "# 报告\n\n"
		for _, c := range []struct{ text, says string }{
			{"没有标题\n", "请在第一行写标题"},
			{title + "临时救助93人。\n", "第3行直接写了“93”"},
			{title + "临时救助九十三人。\n", "第3行直接写了“九十三人”"},
			{title + "{期间}，救助{临时救助}。\n", "没有名为“临时救助”的统计数"},
			{title + "{期间}，救助{临时救助人数。\n", "花括号没有成对"},
			{title + "救助{临时救助人数}。\n", "有数字而没有写时间"},
			{title + "{期间}，救助{临时救助人数|万元}。\n", "只能给金额写“万元”"},
			{title + "{期间}，救助{临时救助人数:增长}。\n", "冒号后只能写“变化”"},
			{title + "{期间|万元}。\n", "不带单位"},
			{title + "# 又一个标题\n", "标题只写一个"},
			{title + "#### 太深\n", "小标题写 ## 或 ###"},
		} {
			b.refused(b.Reword(b.ctx, preparer, 0, c.text), fault.KindInvalid, c.says)
		}
		good := title + "{期间}，按《办法》（民发〔2021〕57号）一户一策，救助{临时救助人数}。\n"
		// A time that stands in a line with figures goes with that line when it is left out.
		b.refused(b.Reword(b.ctx, preparer, 0, title+"{期间}，救助{临时救助人数}；\n累计{临时救助人次}。\n"), fault.KindInvalid, "第4行有数字而没有写时间")
		b.refused(b.Reword(b.ctx, auditor, 0, good), fault.KindDenied, "编制统计报表")
		b.must(b.Reword(b.ctx, preparer, 0, good))
		b.must(b.Reword(b.ctx, preparer, 0, good)) // the same again changes nothing
		b.refused(b.Reword(b.ctx, preparer, 0, good+"\n{期间}，另救助{临时救助人次}。\n"), fault.KindConflict, "刚改过文稿模板")
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			w, err := wordingNow(b.ctx, tx)
			if w.Number != 1 || w.By != preparer.Name {
				t.Errorf("%+v", w)
			}
			return err
		}))
		desk := b.sit(preparer)
		desk.Get("/statistics/wording").Is(200).Shows("临时救助人数", "一户一策", "写法")
		desk.Post("/statistics/wording", "number", "1", "text", title+"临时救助93人。").Is(422).Shows("第3行直接写了“93”", "临时救助93人")
		desk.Post("/statistics/wording", "number", "1", "text", title+"{期间}平稳。").Is(200).Shows("文稿模板已保存", "平稳")
		b.sit(auditor).Get("/statistics/wording").Is(403)
	})
}

// The wording that the program brings is one that an officer could have written.
func TestWording_brought(t *testing.T) {
	text, err := formFiles.ReadFile(reportText)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mustReadCatalogue("forms/figures.toml").readWording(string(text)); err != nil {
		t.Error(err)
	}
}

// A comparison goes in the direction in which the number went.
func TestReport_compares(t *testing.T) {
	each(t, func(b *bureau) {
		entry := func(id string, m month.Month, heads int) room.Entry {
			return room.Entry{ID: id, Day: m.First(), Division: huachang, Programme: "temporary", Heads: heads, Household: id}
		}
		before := halfYear.From.Add(-12)
		for _, c := range []struct {
			then, now int
			want      string
		}{
			{7, 9, "临时救助从7人增加到9人。"}, {9, 7, "临时救助从9人减少到7人。"}, {7, 7, "临时救助保持7人。"}, {0, 7, ""},
		} {
			entries := []room.Entry{entry("a", halfYear.From, c.now)}
			if c.then > 0 {
				entries = append(entries, entry("b", before, c.then))
			}
			b.with([]room.Ledger{ledgerOf("benefit.started", room.Flow, entries...)})
			w, err := b.known.readWording("# 报告\n\n{期间}，\n临时救助{临时救助人数:变化}；\n停发{低保停发人数}。")
			b.must(err)
			b.read(func(x *reading) error {
				r, err := x.write(w, halfYear)
				want := ""
				if c.want != "" {
					want = "2026年上半年，" + c.want + "\n"
				}
				if got := r.text(); got != want {
					t.Errorf("%q, want %q", got, want)
				}
				if c.want == "" && (len(r.Unprinted) != 2 || !strings.HasPrefix(r.Unprinted[0].Why, "上年同期：")) {
					t.Errorf("%+v", r.Unprinted)
				}
				return err
			})
		}
	})
}

func TestInWan(t *testing.T) {
	for fen, want := range map[money.Fen]string{
		160_600_00: "16.06", 379_600_00: "37.96", 382_900_00: "38.29", 90_000_000_00: "9000", 250_330_50: "25.03305", 1: "0.000001", 0: "0", -5_000_00: "-0.5",
	} {
		if got := inWan(fen); got != want {
			t.Errorf("%d: %s, want %s", fen, got, want)
		}
	}
}

func TestOrdinal(t *testing.T) {
	for n, want := range map[int]string{1: "一", 9: "九", 10: "十", 12: "十二", 20: "二十", 35: "三十五"} {
		if got := ordinal(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestSpanTerm(t *testing.T) {
	for want, s := range map[string]month.Span{
		"2026年上半年":        halfYear,
		"2026年":           {From: month.Must(2026, 1), Until: month.Must(2027, 1)},
		"2026年下半年":        {From: month.Must(2026, 7), Until: month.Must(2027, 1)},
		"2026年10月":        only(october),
		"2026年1月至10月":     {From: month.Must(2026, 1), Until: november},
		"2025年7月至2026年6月": {From: month.Must(2025, 7), Until: month.Must(2026, 7)},
	} {
		if got := spanTerm(s); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
