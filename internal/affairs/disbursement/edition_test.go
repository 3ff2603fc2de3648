package disbursement

import (
	"fmt"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

func TestPrepare(t *testing.T) {
	each(t, func(b *bureau) {
		li := b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		zhang := b.family("dibao", "张建国", beidajie, october, 1158_00, 4)
		wang := b.family("dibao", "王德明", huachang, october, 500_00, 2)
		zhao := b.family("dibao", "赵秀英", huachang, november, 250_00, 1)
		b.family("tekun", "孙老五", huachang, october, 780_00, 1)
		zhang.payee.Account = card(77)
		b.roll(zhang, november, 1158_00)
		b.roll(li, november, 420_50)
		b.stop(wang, november, "家庭人均月收入 812.00 元，高于标准 780.00 元，超出 32.00 元")
		r := b.prepare(november)

		b.run("copies what is in force in the month, by place", func(t *testing.T) {
			lines := b.lines(r)
			if len(lines) != 3 {
				t.Fatalf("%d lines", len(lines))
			}
			first := lines[0]
			if first.Head != "张建国" || first.VillageName != "北大街社区" || first.TownName != "城关镇" || first.Serial != 1 ||
				first.Amount != 1158_00 || first.Persons() != 4 || first.Payee.Account != card(77) || first.Class != "rural" {
				t.Errorf("first line %+v", first)
			}
			if first.HeadNumber.None() || first.Payee.Number != first.HeadNumber {
				t.Errorf("numbers %s and %s", first.HeadNumber, first.Payee.Number)
			}
			if lines[1].Head != "李桂兰" || lines[1].Amount != 420_50 || lines[1].Covered[0].Name != "李桂兰" || lines[1].Award != li.award {
				t.Errorf("second line %+v", lines[1])
			}
			if lines[1].Parts[0].Term != "名册金额" || lines[1].Parts[0].Amount != 420_50 {
				t.Errorf("parts %+v", lines[1].Parts)
			}
		})
		b.run("names every change since last month's imported awards", func(t *testing.T) {
			var changes []Change
			var e edition
			b.read(func(tx *store.Tx) (err error) {
				if e, err = standing(b.ctx, tx, r.ID, 1); err != nil {
					return err
				}
				changes, err = changesOf(b.ctx, tx, preparer.Scope(Read), r.ID, 1)
				return err
			})
			// October by hand: 386 + 1158 + 500 = 2044 for 1 + 4 + 2 = 7 persons.
			if e.basis != BasisImported || e.last != (Figures{3, 7, 2044_00}) {
				t.Errorf("last month %+v", e)
			}
			want := []struct {
				head     string
				movement Movement
				effect   money.Fen
			}{{"赵秀英", Added, 250_00}, {"李桂兰", Raised, 34_50}, {"王德明", Stopped, -500_00}, {"张建国", Rerouted, 0}}
			if len(changes) != len(want) {
				t.Fatalf("changes %+v", changes)
			}
			for i, w := range want {
				if c := changes[i]; c.Head != w.head || c.Movement != w.movement || c.Effect().Amount != w.effect || c.Cause == "" {
					t.Errorf("change %d: %+v", i, c)
				}
			}
			if changes[2].Cause != "家庭人均月收入 812.00 元，高于标准 780.00 元，超出 32.00 元" {
				t.Errorf("cause of the stop: %s", changes[2].Cause)
			}
			if err := balance(e.basis, e.last, changes, Figures{3, 6, 1828_50}).Check(); err != nil {
				t.Error(err)
			}
		})
		b.run("again makes a new edition and never a second roster", func(t *testing.T) {
			b.stop(zhao, november, "本人申请退出")
			again := b.prepare(november)
			if again.ID != r.ID || again.Edition() != 2 || len(b.lines(again)) != 2 {
				t.Errorf("%s edition %d with %d lines", again.ID, again.Edition(), len(b.lines(again)))
			}
			var n int
			b.read(func(tx *store.Tx) error {
				return tx.QueryRow(b.ctx, `SELECT COUNT(*) FROM disbursement_roster`).Scan(&n)
			})
			if n != 1 {
				t.Errorf("%d rosters", n)
			}
		})
		b.run("tells a second preparer who drafted meanwhile", func(t *testing.T) {
			_, err := b.room.Prepare(b.ctx, second, Preparation{Programme: "dibao", Month: november, Version: 1})
			b.refused(err, fault.KindConflict, "王芳已于11月23日", "编制", "请刷新")
			_, err = b.room.Prepare(b.ctx, second, Preparation{Programme: "dibao", Month: november})
			b.refused(err, fault.KindConflict, "王芳")
		})
		b.run("names the programme, the fund and the purpose", func(t *testing.T) {
			if r.Title() != "2026年11月低保发放名册" || r.FundTerm != "困难群众救助补助资金" || r.Purpose() != "2026年11月低保资金" {
				t.Errorf("%s from %s for %s", r.Title(), r.FundTerm, r.Purpose())
			}
		})
		for _, c := range []struct {
			name string
			p    Preparation
			says string
		}{
			{"refuses a programme nobody offers", Preparation{Programme: "x", Month: november}, "没有代码为“x”的待遇项目"},
			{"refuses no month", Preparation{Programme: "dibao"}, "请写明发放月份"},
			{"refuses a month after the next", Preparation{Programme: "dibao", Month: month.Must(2027, 1)}, "最远只能编制2026年12月"},
			{"refuses a programme without fund", Preparation{Programme: "unfunded", Month: november}, "由哪项资金支付"},
			{"refuses a month before the fund", Preparation{Programme: "dibao", Month: month.Must(2016, 12)}, "资金来源"},
			{"refuses a month in which nobody is entitled", Preparation{Programme: "dibao", Month: month.Must(2026, 1)}, "没有正在享受"},
		} {
			b.run(c.name, func(t *testing.T) {
				_, err := b.room.Prepare(b.ctx, preparer, c.p)
				b.refused(err, fault.KindInvalid, c.says)
			})
		}
		b.run("is the preparer's alone", func(t *testing.T) {
			_, err := b.room.Prepare(b.ctx, reviewer, Preparation{Programme: "dibao", Month: november, Version: Whatever})
			b.refused(err, fault.KindDenied, "编制发放名册")
			_, err = b.room.Prepare(b.ctx, township, Preparation{Programme: "dibao", Month: november, Version: Whatever})
			b.refused(err, fault.KindDenied)
		})
	})
}

// A month stands on a signed one.
func TestPrepareInTurn(t *testing.T) {
	each(t, func(b *bureau) {
		li := b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		b.family("dibao", "张建国", beidajie, october, 1158_00, 4)
		first := b.prepare(november)
		_, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: "dibao", Month: december})
		b.refused(err, fault.KindConflict, "2026年11月低保发放名册现在是“编制中”", "请先办完上月")
		b.signed(first)
		b.roll(li, november, 386_00)
		next := b.prepare(december)
		var e edition
		b.read(func(tx *store.Tx) (err error) { e, err = standing(b.ctx, tx, next.ID, 1); return err })
		if e.basis != BasisSigned || e.lastRoster != first.ID || e.last != (Figures{2, 5, 1544_00}) {
			b.t.Errorf("december stands on %+v", e)
		}
		_, err = b.room.Prepare(b.ctx, preparer, Preparation{Programme: "dibao", Month: october})
		b.refused(err, fault.KindConflict, "2026年11月低保发放名册已经签批", "补发")
		_, err = b.room.Prepare(b.ctx, preparer, Preparation{Programme: "dibao", Month: november, Version: Whatever})
		b.refused(err, fault.KindConflict, "已签批", "陈国强")
	})
}

// No month is left out: whoever was due then would get nothing.
func TestPrepareLeavesNoMonthOut(t *testing.T) {
	each(t, func(b *bureau) {
		b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		b.signed(b.prepare(october))
		_, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: "dibao", Month: december})
		b.refused(err, fault.KindConflict, "2026年10月低保发放名册之后还没有编制2026年11月的名册")
		b.signed(b.prepare(november))
		b.prepare(december)
	})
}

// Anhua county, August 2022: 386 yuan per head of urban dibao, 780 of tekun, as
// its finance and civil affairs bureaus published them (case A-8). Townships
// without a published figure of their own stand together as the last one.
func TestAnhua(t *testing.T) {
	published := map[string]struct {
		rate  money.Fen
		heads []int
		total []int64 // yuan by township
		grand int64
		words string
	}{
		"dibao": {
			386_00,
			[]int{94, 100, 332, 10, 24, 18, 120, 34, 79, 3, 103, 1522},
			[]int64{36284, 38600, 128152, 3860, 9264, 6948, 46320, 13124, 30494, 1158, 39758, 587492},
			941454, "玖拾肆万壹仟肆佰伍拾肆元整",
		},
		"tekun": {
			780_00,
			[]int{2, 10, 11, 12, 13, 4, 150},
			[]int64{1560, 7800, 8580, 9360, 10140, 3120, 117000},
			157560, "壹拾伍万柒仟伍佰陆拾元整",
		},
	}
	each(t, func(b *bureau) {
		towns := b.towns()
		var both money.Fen
		for programme, p := range published {
			for i, heads := range p.heads {
				for n := 0; heads > 0; n++ {
					here := min(heads, 1+n%7) // households of one to seven
					b.family(programme, "安化户主", towns[i], october, p.rate*money.Fen(here), here)
					heads -= here
				}
			}
			r, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: programme, Month: november})
			b.must(err)
			table := townTotals(r, b.lines(r), "")
			b.must(table.Check())
			for i, row := range table.Groups[0].Rows {
				if got, want := row[3].String(), money.Yuan(p.total[i]).Grouped(); got != want {
					b.t.Errorf("%s of the township of %d heads: %s, published %s", programme, p.heads[i], got, want)
				}
			}
			sum := count(paid(b.lines(r)))
			if sum.Amount != money.Yuan(p.grand) || sum.Amount.Formal() != p.words {
				b.t.Errorf("%s in all: %s %s", programme, sum.Amount, sum.Amount.Formal())
			}
			both += sum.Amount
			if s := b.signed(r); s.Figures != sum {
				b.t.Errorf("signed %+v", s.Figures)
			}
		}
		if both != money.Yuan(1099014) {
			b.t.Errorf("both programmes: %s", both)
		}
	})
}

// Yao'an county's tekun roll (case A-9): 968 yuan basic for everyone, care of
// 1035, 518 or 311 in a home and 187, 109 or 62 outside, by tier.
func TestYaoan(t *testing.T) {
	const basic = 968_00
	care := [2][3]money.Fen{{1035_00, 518_00, 311_00}, {187_00, 109_00, 62_00}}
	published := []struct {
		town  string
		heads [2][3]int // in a home, outside; by tier
		yuan  int64
	}{
		{"栋川镇", [2][3]int{{}, {3, 27, 90}}, 125244},
		{"光禄镇", [2][3]int{{}, {4, 16, 52}}, 75412},
		{"前场镇", [2][3]int{{1, 2, 13}, {1, 15, 20}}, 59512},
		{"弥兴镇", [2][3]int{{1, 8, 12}, {3, 9, 27}}, 70207},
		{"太平镇", [2][3]int{{}, {2, 15, 2}}, 20525},
		{"官屯镇", [2][3]int{{0, 3, 6}, {1, 4, 56}}, 75275},
		{"大河口乡", [2][3]int{{6, 7, 3}, {6, 5, 13}}, 51962},
		{"适中乡", [2][3]int{{}, {1, 5, 0}}, 6540},
		{"左门乡", [2][3]int{{}, {0, 1, 5}}, 6227},
	}
	var lines []Line
	for i, town := range published {
		for where, tiers := range town.heads {
			for tier, heads := range tiers {
				for range heads {
					lines = append(lines, Line{
						Town: division.Code(fmt.Sprintf("5323250%02d000", i)), TownName: town.town, Covered: []Covered{{Count: 1}},
						Amount: basic + care[where][tier], Parts: []Part{{"基本生活标准", basic}, {"照料护理标准", care[where][tier]}},
					})
				}
			}
		}
	}
	table := townTotals(Roster{Month: november, Short: "特困", Acts: []Act{{Kind: Prepared}}}, lines, "")
	if err := table.Check(); err != nil {
		t.Fatal(err)
	}
	for i, town := range published {
		if got := table.Groups[0].Rows[i][3].String(); got != money.Yuan(town.yuan).Grouped() {
			t.Errorf("%s: %s, published %d", town.town, got, town.yuan)
		}
	}
	// 125244 + 75412 + 59512 + 70207 + 20525 + 75275 + 51962 + 6540 + 6227 = 490904
	if got := table.Total[3].String(); got != "490,904.00" {
		t.Errorf("in all %s", got)
	}
	if got := lines[0].Composition(); got != "基本生活标准 968.00，照料护理标准 187.00" {
		t.Errorf("composition %s", got)
	}
}
