package statistics

import (
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// edition prepares one.
func (b *bureau) edition(kind Kind, span month.Span) Edition {
	b.t.Helper()
	e, err := b.Prepare(b.ctx, preparer, kind, span)
	b.must(err)
	return b.now(e.ID)
}

// now reads an edition as it stands.
func (b *bureau) now(id string) (e Edition) {
	b.t.Helper()
	b.must(b.db.Read(b.ctx, func(tx *store.Tx) (err error) {
		e, err = editionByID(b.ctx, tx, id)
		return err
	}))
	return e
}

func (b *bureau) waits(by access.Actor) (terms []string) {
	b.t.Helper()
	b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
		waiting, err := b.waiting(b.ctx, tx, by)
		terms = nil
		for _, w := range waiting {
			terms = append(terms, w.Term)
		}
		return err
	}))
	return terms
}

func TestEdition(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		e := b.edition(Monthly, only(october))
		desk := b.sit(auditor)
		path := "/statistics/editions/" + e.ID

		if e.Title() != "2026年10月民政统计月报" || e.State() != StatePrepared || e.Unit != "竹山县民政局" || len(e.Digest) != 64 {
			t.Errorf("%+v", e)
		}
		if again := b.edition(Monthly, only(october)); again.ID != e.ID {
			t.Error("the same once more made a second edition")
		}
		desk.Get(path).Is(200).Shows("待审核", "1,958.00", "✔ 相符", e.Digest, "规模和资金：低保", "保障对象构成：特困", "刘经办")
		desk.Get(path + "/difference").Is(200).Shows("每个数都与今天的台账相同")

		// The registers change: 周大山 is entered for October afterwards.
		late, people := b.family(huachang, nil, soul{"周大山", 19600101, "male", "full"})
		b.awards("dibao", benefit.Rural, october, home(late), huachang, 300_00, 0, people...)
		desk.Get("/statistics/monthly?month=2026-10").Shows("2,258.00")
		desk.Get(path).Is(200).Shows("1,958.00").Hides("2,258.00")
		desk.Get(path+"/difference").Is(200).Shows("个数与今天的台账不同", "1,958.00", "2,258.00", "规模和资金：低保 合计")
		if again := b.now(e.ID); again.Digest != digest(again.text) {
			t.Error("the edition is not what its digest says")
		}

		// Three people: who prepared does not review, who reviewed does not sign.
		if got := b.waits(reviewer); len(got) != 1 || got[0] != "2026年10月民政统计月报待审核" {
			t.Errorf("waits %q", got)
		}
		b.refused(b.Review(b.ctx, preparer, e.ID), fault.KindDenied, "没有“审核统计报表”的权限")
		same := access.Actor{ID: preparer.ID, Name: preparer.Name, Role: access.Reviewer, Division: zhushan}
		b.refused(b.Review(b.ctx, same, e.ID), fault.KindDenied, "由您编制，不能再审核")
		b.refused(b.Sign(b.ctx, signatory, e.ID), fault.KindConflict, "现在是“待审核”，不能签发")
		b.refused(b.Return(b.ctx, reviewer, e.ID, " "), fault.KindInvalid, "请写明退回的原因")
		b.refused(b.Review(b.ctx, township, e.ID), fault.KindDenied, "没有“审核统计报表”的权限")
		b.refused(b.Return(b.ctx, township, e.ID, "x"), fault.KindDenied, "权限")
		b.must(b.Return(b.ctx, reviewer, e.ID, "十月漏报一户"))
		b.refused(b.Review(b.ctx, reviewer, e.ID), fault.KindConflict, "已退回")
		if got := b.waits(preparer); len(got) != 1 || got[0] != "2026年10月民政统计月报已退回" {
			t.Errorf("waits %q", got)
		}

		second := b.edition(Monthly, only(october))
		if second.Title() != "2026年10月民政统计月报（第2稿）" || second.ID == e.ID {
			t.Errorf("%+v", second)
		}
		if got := b.waits(preparer); len(got) != 0 {
			t.Errorf("waits %q", got)
		}
		b.must(b.Review(b.ctx, reviewer, second.ID))
		mine := access.Actor{ID: reviewer.ID, Name: reviewer.Name, Role: access.Signatory, Division: zhushan}
		b.refused(b.Sign(b.ctx, mine, second.ID), fault.KindDenied, "由您审核，不能再签发")
		b.sit(mine).Get("/statistics/editions/" + second.ID).Is(200).Shows("由您审核，不能再签发").Hides("签发上报</button>")
		b.must(b.Sign(b.ctx, signatory, second.ID))
		b.refused(b.Return(b.ctx, signatory, second.ID, "晚了"), fault.KindConflict, "已签发")
		desk.Get("/statistics/editions/"+second.ID).Is(200).Shows("已签发", "周复核", "陈局长", "2,258.00")
		desk.Get("/statistics/editions").Is(200).Shows("2026年10月民政统计月报（第2稿）", "已签发", "已退回")
		desk.Get("/statistics/editions/"+second.ID+"/print").Is(200).Shows("填报单位：竹山县民政局", "编制：刘经办", "签发：陈局长", second.Digest)
		desk.Get("/statistics/editions/"+second.ID+"?public=1").Is(200).Shows("公开版：小于5").Hides("2,258.00", "/statistics/rows")
		desk.Get("/statistics/editions/nothing").Is(404).Shows("没有找到这份定稿")
		b.sit(township).Get("/statistics/editions/" + second.ID).Is(403)

		file := desk.Get("/statistics/editions/" + second.ID + "/export").Is(200)
		book, err := sheet.Open("月报.xlsx", []byte(file.Body))
		b.must(err)
		if text := words(book.Sheets[0]); !strings.Contains(text, "签发：陈局长") || !strings.Contains(text, "2258") {
			t.Errorf("the file does not say what was signed: %s", text)
		}
	})
}

// words is all that stands on a sheet.
func words(s *sheet.Sheet) string {
	var text strings.Builder
	for row := range s.Rows() {
		for _, c := range row.Cells {
			text.WriteString(c.Text + "|")
		}
	}
	return text.String()
}

// An edition that a later one replaced before it was signed cannot be signed any more.
func TestEdition_replaced(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		first := b.edition(Monthly, only(october))
		late, people := b.family(huachang, nil, soul{"周大山", 19600101, "male", "full"})
		b.awards("dibao", benefit.Rural, october, home(late), huachang, 300_00, 0, people...)
		b.edition(Monthly, only(october))
		b.refused(b.Review(b.ctx, reviewer, first.ID), fault.KindConflict, "已另编")
		if got := b.waits(reviewer); len(got) != 1 || got[0] != "2026年10月民政统计月报（第2稿）待审核" {
			t.Errorf("waits %q", got)
		}
	})
}

func TestEdition_refused(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.Prepare(b.ctx, preparer, Monthly, only(month.Must(2026, 12)))
		b.refused(err, fault.KindInvalid, "2026年12月还没有到")
		_, err = b.Prepare(b.ctx, preparer, Monthly, month.Span{From: october, Until: november.Next()})
		b.refused(err, fault.KindInvalid, "一次编一个月")
		_, err = b.Prepare(b.ctx, preparer, Work, month.Span{From: november, Until: october})
		b.refused(err, fault.KindInvalid, "起月不能在止月之后")
		_, err = b.Prepare(b.ctx, auditor, Monthly, only(october))
		b.refused(err, fault.KindDenied, "编制统计报表")
		_, err = b.Prepare(b.ctx, preparer, "tax", only(october))
		b.refused(err, fault.KindInvalid, "请选择统计月报或工作报告")
		b.sit(preparer).Post("/statistics/editions", "kind", "monthly", "month", "十月").Is(422).Shows("请写明年份和月份", "统计报表定稿")
		b.sit(preparer).Post("/statistics/editions", "kind", "report", "from", "2026-12", "to", "2026-10").Is(422).Shows("起月不能在止月之后", "2026-12")
		b.sit(auditor).Post("/statistics/editions", "kind", "monthly", "month", "2026-10").Is(403)
	})
}

// An edition that is changed behind the program's back is no longer what its digest says, and its page says so.
func TestEdition_altered(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		e := b.edition(Monthly, only(october))
		b.write(func(tx *store.Tx) error {
			_, err := tx.Exec(b.ctx, `UPDATE statistics_edition SET content = $2 WHERE county = $1`, tx.County(), strings.Replace(string(e.text), "195800", "295800", 1))
			return err
		})
		b.sit(auditor).Get("/statistics/editions/" + e.ID).Is(200).Shows("与校验码不符")
		b.refused(b.Review(b.ctx, reviewer, e.ID), fault.KindConflict, "与校验码不符")
	})
}

// From a ledger of another room too: what the edition says of the ledger is kept with it.
func TestEdition_keeps_its_sources(t *testing.T) {
	each(t, func(b *bureau) {
		b.with(dehua())
		e := b.edition(Monthly, only(october))
		b.with([]room.Ledger{})
		b.sit(auditor).Get("/statistics/editions/"+e.ID).Is(200).Shows("197,328.00", "时点数", "手工台账", "✔ 相符")
		b.sit(auditor).Get("/statistics/editions/" + e.ID + "/difference").Is(200).Shows("无来源")
	})
}
