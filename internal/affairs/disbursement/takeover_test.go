package disbursement

import (
	"cmp"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

var founder = access.System("建县", zhushan)

// A former is what the books before kept of one household: 李桂兰 alone, with an award of so much from month to month.
type former struct {
	head      string
	programme string
	person    bool // the award is the person's
	at        division.Code
	steps     []step
	accounts  map[month.Day]benefit.Account // by the day from which they hold
}

// A step is what is paid from a month on; nothing: stopped.
type step struct {
	from   month.Month
	amount int64
	cause  string
}

// found enters households and awards as older books have them.
func (b *bureau) found(list ...former) {
	b.t.Helper()
	b.write(func(tx *store.Tx) error {
		var awards []benefit.Former
		for _, f := range list {
			b.born++
			people, err := person.Enter(b.ctx, tx, founder, []person.Entry{{
				Particulars: person.Particulars{Name: f.head, Number: idcard.Mint(idcard.DemoArea, 1950+b.born%40, 1+b.born%12, 3, b.born), Division: f.at},
				From:        20200101, Source: "台账",
			}})
			if err != nil {
				return err
			}
			homes, err := household.Enter(b.ctx, tx, founder, []household.Entry{{
				Seat: household.Seat{Division: f.at}, From: 20200101, Source: "台账", Members: []household.Belonging{{Person: people[0], Relation: household.Head}},
			}})
			if err != nil {
				return err
			}
			awards = append(awards, f.award(homes[0], people[0]))
		}
		_, err := benefit.Enter(b.ctx, tx, founder, awards)
		return err
	})
}

func (f former) award(home, who string) benefit.Former {
	holder, kind := benefit.Holder{Unit: benefit.Household, ID: home}, benefit.PayHousehold
	if f.person {
		holder, kind = benefit.Holder{Unit: benefit.Person, ID: who}, benefit.PayPerson
	}
	a := benefit.Former{Award: benefit.Award{Programme: f.programme, Holder: holder, Ordinal: 1, Granted: f.at}, Note: "台账"}
	for i, s := range f.steps {
		t := benefit.Term{Act: benefit.Change, From: s.from, Amount: money.Yuan(s.amount), Cause: s.cause, Covered: []benefit.Covered{{Person: who, Count: 1}}}
		switch {
		case i == 0:
			t.Act = benefit.Start
		case s.amount == 0:
			t.Act, t.Covered = benefit.Stop, nil
		}
		a.Terms = append(a.Terms, t)
	}
	for _, day := range []month.Day{20200101, 20260901} {
		if account, ok := f.accounts[day]; ok || day == 20200101 {
			a.Payees = append(a.Payees, benefit.Payee{Kind: kind, Name: f.head, Person: who, Bank: "竹山农商银行", Account: cmp.Or(account, card(77)), From: day})
		}
	}
	return a
}

func (b *bureau) takeOver(months month.Span) (sum Sum, err error) {
	err = b.db.Write(b.ctx, func(tx *store.Tx) error {
		sum, err = b.room.TakeOver(b.ctx, tx, founder, Takeover{Months: months, Note: "2026年历史台账"})
		return err
	})
	return sum, err
}

func m(year, mon int) month.Month { return month.Must(year, mon) }

func TestTakeOver(t *testing.T) {
	each(t, func(b *bureau) {
		b.found(
			former{head: "李桂兰", programme: "dibao", at: huachang, steps: []step{{m(2025, 3), 300, "符合条件"}, {m(2026, 8), 380, "提高标准"}}, accounts: map[month.Day]benefit.Account{20260901: card(78)}},
			former{head: "王秀英", programme: "dibao", at: huachang, steps: []step{{m(2026, 7), 200, "新申请，符合条件"}, {m(2026, 10), 0, "家庭收入超过标准"}}},
			former{head: "周福", programme: "temporary", person: true, at: beidajie, steps: []step{{m(2026, 7), 2000, "突发疾病"}, {m(2026, 8), 0, "一次性救助，已发放"}}},
			former{head: "吴明", programme: "temporary", person: true, at: beidajie, steps: []step{{m(2026, 10), 1000, "火灾"}, {m(2026, 11), 0, "一次性救助，已发放"}}},
		)
		b.run("only months that are over", func(t *testing.T) {
			_, err := b.takeOver(month.Span{From: m(2026, 7), Until: m(2026, 12)})
			b.refused(err, fault.KindInvalid, "本月以前")
		})
		sum, err := b.takeOver(month.Span{From: m(2026, 7), Until: m(2026, 11)})
		b.must(err)
		// Dibao: July 300+200, August and September 380+200, October 380. Temporary: July 2,000, October 1,000.
		if sum.Rosters != 6 || sum.Amount != money.Yuan(300+200+2*580+380+2000+1000) || sum.Persons != 9 {
			t.Errorf("taken over %+v", sum)
		}
		b.run("again, nothing is written", func(t *testing.T) {
			_, err := b.takeOver(month.Span{From: m(2026, 7), Until: m(2026, 11)})
			b.refused(err, fault.KindConflict, "2026年10月")
		})
		rosters := map[string]Roster{}
		b.read(func(tx *store.Tx) error {
			all, err := rostersWhere(b.ctx, tx, "1 = 1")
			for _, r := range all {
				rosters[r.Programme+" "+r.Month.String()] = r
			}
			return err
		})
		b.run("no roster pretends to be signed", func(t *testing.T) {
			r := rosters["dibao 2026-09"]
			if r.State() != StateTakenOver || len(r.Acts) != 1 || r.Acts[0].Kind != TakenOver {
				t.Errorf("the roster is %s with %+v", r.State(), r.Acts)
			}
			_, err := b.room.Export(b.ctx, auditor, Export{Roster: r.ID, Format: BankFile, Reason: "核对"})
			b.refused(err, fault.KindConflict, "历史转入")
		})
		b.run("each month moves to the next with its causes", func(t *testing.T) {
			for month, want := range map[string][]string{
				"dibao 2026-07": {"新增 王秀英：新申请，符合条件"}, "dibao 2026-08": {"调增 李桂兰：提高标准"},
				"dibao 2026-09": {"变更账户 李桂兰：账户由竹山农商银行尾号" + tail(card(77)) + "变更为竹山农商银行尾号" + tail(card(78))},
				"dibao 2026-10": {"停发 王秀英：家庭收入超过标准"}, "temporary 2026-07": {"新增 周福：突发疾病"},
				"temporary 2026-10": {"新增 吴明：火灾"},
			} {
				var said []string
				b.read(func(tx *store.Tx) error {
					changes, err := changesOf(b.ctx, tx, access.Within(zhushan), rosters[month].ID, 1)
					for _, c := range changes {
						said = append(said, c.Movement.Term()+" "+c.Head+"："+c.Cause)
					}
					return err
				})
				if len(said) != len(want) || said[0] != want[0] {
					t.Errorf("%s: %v, want %v", month, said, want)
				}
			}
		})
		b.run("verify holds, and finds what was changed since", func(t *testing.T) {
			all, err := b.room.VerifyMonth(b.ctx, auditor, 0)
			b.must(err)
			for _, v := range all {
				if !v.Whole() || !v.TakenOver {
					t.Errorf("%s: %v", v.Title, v.Findings)
				}
			}
			if len(all) != 6 {
				t.Errorf("%d verified, want 6", len(all))
			}
			b.write(func(tx *store.Tx) error {
				_, err := tx.Exec(b.ctx, `UPDATE disbursement_line SET amount = amount + 1 WHERE county = $1 AND roster = $2 AND serial = 1`, tx.County(), rosters["dibao 2026-08"].ID)
				return err
			})
			v, err := b.room.VerifyRoster(b.ctx, auditor, rosters["dibao 2026-08"].ID)
			b.must(err)
			if len(v.Findings) != 2 {
				t.Errorf("found %v", v.Findings)
			}
			b.write(func(tx *store.Tx) error {
				_, err := tx.Exec(b.ctx, `UPDATE disbursement_line SET amount = amount - 1 WHERE county = $1 AND roster = $2 AND serial = 1`, tx.County(), rosters["dibao 2026-08"].ID)
				return err
			})
		})
		b.run("what was paid is counted by month", func(t *testing.T) {
			for span, want := range map[month.Span]struct {
				lines  int
				amount int64
			}{
				{From: m(2026, 7), Until: m(2026, 8)}:   {3, 2500},
				{From: m(2026, 8), Until: m(2026, 10)}:  {4, 1160},
				{From: m(2025, 1), Until: m(2026, 7)}:   {0, 0},
				{From: m(2026, 10), Until: m(2026, 11)}: {2, 1380},
			} {
				b.read(func(tx *store.Tx) error {
					entries, err := paidEntries(b.ctx, tx, access.Within(zhushan), span)
					var sum money.Fen
					for _, e := range entries {
						if sum += e.Amount; len(e.People) != 1 || e.Words == "" || e.Item != "历史转入" {
							t.Errorf("%+v", e)
						}
					}
					if len(entries) != want.lines || sum != money.Yuan(want.amount) {
						t.Errorf("%s to %s: %d lines, %s, want %v", span.From, span.Until, len(entries), sum, want)
					}
					return err
				})
			}
			b.read(func(tx *store.Tx) error {
				entries, err := paidEntries(b.ctx, tx, access.Within(baofeng), month.Span{From: m(2026, 7), Until: m(2026, 8)})
				if len(entries) != 2 {
					t.Errorf("宝丰镇 sees %d lines of July, want 2", len(entries))
				}
				return err
			})
		})
		b.run("the next month stands on it", func(t *testing.T) {
			r := b.prepare(november)
			b.read(func(tx *store.Tx) error {
				e, err := standing(b.ctx, tx, r.ID, 1)
				if e.basis != BasisBooks || e.lastRoster != rosters["dibao 2026-10"].ID || e.last.Amount != money.Yuan(380) {
					t.Errorf("November stands on %+v", e)
				}
				return err
			})
			b.signed(r)
			b.addsUp(month.Span{From: m(2026, 7), Until: november.Next()})
			b.read(func(tx *store.Tx) error {
				some, err := paidEntriesOf(b.ctx, tx, access.Within(zhushan), month.Span{From: m(2026, 7), Until: november}, []string{"temporary"})
				for _, e := range some {
					if e.Programme != "temporary" {
						t.Errorf("asked for temporary aid alone: %+v", e)
					}
				}
				if len(some) == 0 {
					t.Error("no temporary aid")
				}
				return err
			})
			_, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: "temporary", Month: november, Version: Whatever})
			b.refused(err, fault.KindInvalid, "没有正在享受")
		})
	})
}

// addsUp holds what is kept of settled rosters added up against their lines.
func (b *bureau) addsUp(span month.Span) {
	b.t.Helper()
	for _, scope := range []division.Code{zhushan, baofeng, beidajie} {
		b.read(func(tx *store.Tx) error {
			want := map[room.Subtotal]room.Subtotal{}
			entries, err := paidEntries(b.ctx, tx, access.Within(scope), span)
			if err != nil {
				return err
			}
			for _, e := range entries {
				key := room.Subtotal{Day: e.Day, Division: e.Division, Programme: e.Programme, Class: e.Class, Item: e.Item}
				x := want[key]
				x.Entries, x.Persons, x.Amount = x.Entries+1, x.Persons+int64(e.Persons()), x.Amount+e.Amount
				want[key] = x
			}
			sums, err := paidSums(b.ctx, tx, access.Within(scope), span)
			for _, got := range sums {
				key := room.Subtotal{Day: got.Day, Division: got.Division, Programme: got.Programme, Class: got.Class, Item: got.Item}
				x := want[key]
				if x.Entries != got.Entries || x.Persons != got.Persons || x.Amount != got.Amount {
					b.t.Errorf("%+v is kept, the lines add up to %+v", got, x)
				}
				delete(want, key)
			}
			if len(want) > 0 || len(entries) == 0 {
				b.t.Errorf("of %d lines in %s nothing is kept of %v", len(entries), scope, want)
			}
			return err
		})
	}
}

// The list shows one month of all programmes, or one programme over its months; rosters that were taken over say so, and those
// of persons speak of persons.
func TestListOfMonths(t *testing.T) {
	each(t, func(b *bureau) {
		b.found(
			former{head: "李桂兰", programme: "dibao", at: huachang, steps: []step{{m(2025, 3), 300, "符合条件"}}},
			former{head: "周福", programme: "temporary", person: true, at: beidajie, steps: []step{{m(2026, 9), 2000, "突发疾病"}, {m(2026, 10), 0, "一次性救助，已发放"}}},
		)
		_, err := b.takeOver(month.Span{From: m(2025, 9), Until: m(2026, 11)})
		b.must(err)
		drafted, err := b.room.PrepareAll(b.ctx, preparer, november)
		b.must(err)
		if len(drafted) != 1 || drafted[0].Programme != "dibao" {
			b.t.Errorf("drafted %+v", drafted)
		}
		b.signed(drafted[0])
		_, err = b.room.PrepareAll(b.ctx, preparer, november)
		b.refused(err, fault.KindConflict, "没有可以编制的名册")

		d := b.desk(preparer)
		d.Get("/disbursement").Shows("2026年11月低保发放名册", "已签批").Hides("2026年10月低保发放名册", "临时救助发放名册")
		d.Get("/disbursement?month=2026-09").Shows("2026年9月低保发放名册", "2026年9月临时救助发放名册", "历史转入", "2,000.00", "2026年8月", "2026年10月")
		d.Get("/disbursement?programme=dibao").Shows("2026年11月低保发放名册", "2025年12月低保发放名册", "2025年11月及以前").Hides("2025年11月低保发放名册", "临时救助发放名册")
		d.Get("/disbursement?programme=dibao&month=2025-11").Shows("2025年9月低保发放名册", "2026年11月").Hides("2025年8月")
		d.Get("/disbursement?month=2024-01").Shows("这个月没有发放名册")
		b.desk(township).Get("/disbursement?month=2026-09").Shows("300.00").Hides("2,000.00")

		path := "/disbursement/" + b.rosterOf("temporary", m(2026, 9)).ID
		d.Get(path).Shows("由2026年历史台账转入", "未经本系统三人签批", "周福", "转入明细校验码", "人次", "新增").Hides("户主", "户数", "编制（第1稿）")
		d.Get(path+"/verification").Shows("一致：名册自转入以来没有任何改动", "历史转入的名册没有封存的代发文件")
		d.Get(path + "/export").Shows("签批后才能导出")
		d.Get(path+"/print").Shows("历史转入", "未经本系统三人签批").Hides("制表：")
	})
}

// desk sits an actor at the pages of the room.
func (b *bureau) desk(by access.Actor) *webtest.Desk {
	return webtest.Sit(b.t, storetest.Clock(), by, b.room.Room().Routes)
}

// rosterOf finds the one roster of a programme and month.
func (b *bureau) rosterOf(programme string, at month.Month) (r Roster) {
	b.t.Helper()
	b.read(func(tx *store.Tx) error {
		all, err := rostersWhere(b.ctx, tx, "programme = $2 AND month = $3", programme, at)
		if len(all) == 1 {
			r = all[0]
		}
		return err
	})
	return r
}

// Aid that is paid once leaves months without a roster; the month after such a gap can be prepared.
func TestOncePaidAidSkipsMonths(t *testing.T) {
	each(t, func(b *bureau) {
		b.found(
			former{head: "周福", programme: "temporary", person: true, at: beidajie, steps: []step{{m(2026, 8), 2000, "突发疾病"}, {m(2026, 9), 0, "一次性救助，已发放"}}},
			former{head: "吴明", programme: "temporary", person: true, at: beidajie, steps: []step{{november, 1000, "火灾"}, {december, 0, "一次性救助，已发放"}}},
		)
		_, err := b.takeOver(month.Span{From: m(2026, 8), Until: m(2026, 11)})
		b.must(err)
		r, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: "temporary", Month: november, Version: Whatever})
		b.must(err)
		if r.Unit != benefit.Person || r.Counter() != "人" {
			t.Errorf("the roster pays %s", r.Unit)
		}
		if lines := b.lines(r); len(lines) != 1 || lines[0].Head != "吴明" || lines[0].Amount != money.Yuan(1000) {
			t.Errorf("November pays %+v", lines)
		}
	})
}
