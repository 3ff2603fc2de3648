package disbursement

import (
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/person"
)

func TestCheck(t *testing.T) {
	sound := func(serial int, account benefit.Account) Line {
		return Line{
			Serial: serial, Head: "李桂兰", TownName: "宝丰镇", VillageName: "铧厂村", Amount: 386_00,
			Covered: []Covered{{Person: "p" + string(rune('0'+serial)), Name: "李桂兰", Count: 1}},
			Payee:   Payee{Kind: benefit.PayHousehold, Name: "李桂兰", Number: liGuilan, Bank: "竹山农商银行", Account: account},
		}
	}
	// 0000 0012 3456 7897 carries its Luhn digit: from the right 7 + 9(18) + 8 + 5(14) + 6 + 1(10) + 4 + 6 + 2 + 2 = 50.
	const card, other = "0000001234567897", "0000001234567905"
	one := func(change func(*Line)) []Line {
		l := sound(1, card)
		change(&l)
		return []Line{l}
	}
	two := func(change func(a, b *Line)) []Line {
		a, b := sound(1, card), sound(2, other)
		change(&a, &b)
		return []Line{a, b}
	}
	for _, c := range []struct {
		name     string
		lines    []Line
		blocking bool
		says     string // of the first problem; empty: none is found
	}{
		{"finds nothing in a sound line", one(func(*Line) {}), false, ""},
		{"blocks a missing account", one(func(l *Line) { l.Payee.Account = "" }), true, "第1行 宝丰镇铧厂村 李桂兰：没有银行账号，请补录账户，或暂缓"},
		{"blocks a payee without number", one(func(l *Line) { l.Payee.Number = idcard.Number{} }), true, "领取人李桂兰没有身份证号码"},
		{"lets an institution be without number", one(func(l *Line) { l.Payee.Kind, l.Payee.Number = benefit.PayInstitution, idcard.Number{} }), false, ""},
		{"blocks a line without payee", one(func(l *Line) { l.Payee = Payee{} }), true, "没有领取人"},
		{"blocks an amount of nought", one(func(l *Line) { l.Amount = 0 }), true, "金额为 0.00 元，不能发放"},
		{"blocks a negative amount", one(func(l *Line) { l.Amount = -1 }), true, "金额为 -0.01 元，不能发放"},
		{"lets one fen be paid", one(func(l *Line) { l.Amount = 1 }), false, ""},
		{"blocks a name that a bank's program would run", one(func(l *Line) { l.Payee.Name = "=1+1" }), true, "银行不能识别的字符"},
		{"blocks a name over two lines", one(func(l *Line) { l.Payee.Name = "李\n桂兰" }), true, "银行不能识别的字符"},
		{"warns of a wrong check digit", one(func(l *Line) { l.Payee.Account = "0000001234567898" }), false, "校验位不符"},
		{"warns of eleven digits", one(func(l *Line) { l.Payee.Account = "12345678901" }), false, "银行账号为11位"},
		{"takes a passbook of twelve digits", one(func(l *Line) { l.Payee.Account = "123456789012" }), false, ""},
		{"warns of twenty digits", one(func(l *Line) { l.Payee.Account = "12345678901234567890" }), false, "银行账号为20位"},
		{"warns of letters", one(func(l *Line) { l.Payee.Account = "62284804020o0000" }), false, "数字以外的字符"},
		{"warns of an account that two households share", two(func(_, b *Line) { b.Payee.Account = card }), false, "（尾号7897）与第2行相同"},
		{"lets many draw on a welfare home's account", two(func(a, b *Line) {
			a.Payee.Kind, b.Payee.Kind, b.Payee.Account = benefit.PayInstitution, benefit.PayInstitution, card
		}), false, ""},
		{"blocks a person on two lines", two(func(_, b *Line) { b.Covered = []Covered{{Person: "p1", Name: "李桂兰", Count: 1}} }), true, "李桂兰同时在第2行享受同一待遇"},
		{"is content once one of the two is held", two(func(_, b *Line) {
			b.Covered, b.Hold = []Covered{{Person: "p1", Name: "李桂兰", Count: 1}}, &Hold{Reason: "重复"}
		}), false, ""},
		{"does not ask about a held line", one(func(l *Line) { l.Payee.Account, l.Hold = "", &Hold{Reason: "等账户"} }), false, ""},
		{"does not take unnamed persons for the same person", two(func(a, b *Line) { a.Covered, b.Covered = []Covered{{Count: 2}}, []Covered{{Count: 2}} }), false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := check(c.lines, november, nil)
			if c.says == "" {
				if len(found) > 0 {
					t.Errorf("found %+v", found)
				}
				return
			}
			if len(found) == 0 || found[0].Blocking != c.blocking || !strings.Contains(found[0].Message, c.says) {
				t.Errorf("found %+v", found)
			}
		})
	}
	t.Run("puts what blocks before what warns", func(t *testing.T) {
		found := check(two(func(a, b *Line) { a.Payee.Account = "12345"; b.Amount = 0 }), november, nil)
		if len(found) != 2 || found[0].Serial != 2 || !found[0].Blocking || found[1].Blocking {
			t.Errorf("found %+v", found)
		}
	})
}

func TestCheckDead(t *testing.T) {
	guilan, xiulan := idcard.Mint(idcard.DemoArea, 1954, 3, 2, 22), idcard.Mint(idcard.DemoArea, 1960, 1, 1, 24)
	line := Line{
		Serial: 1, Head: "李桂兰", HeadNumber: guilan, Amount: 30000, Payee: Payee{Kind: benefit.PayHousehold, Name: "李桂兰", Number: guilan, Account: card(1)},
		Covered: []Covered{{Person: "p1", Name: "李桂兰", Number: guilan, Count: 1}},
	}
	two := line
	two.Covered = append(two.Covered[:1:1], Covered{Person: "p2", Name: "王秀兰", Number: xiulan, Count: 1})
	died := func(n idcard.Number, day month.Day) deaths {
		return deaths{n: {Number: n, Day: day, Month: day.Month()}}
	}
	for _, c := range []struct {
		name     string
		line     Line
		dead     deaths
		blocking bool
		says     string
	}{
		{"stops for a person who died last month", line, died(guilan, 20261030), true, "李桂兰已于2026年10月30日死亡，不应再发放"},
		{"lets the month of death be paid", line, died(guilan, 20261102), false, ""},
		{"asks for fewer persons where others live on", two, died(guilan, 20260914), true, "李桂兰已于2026年9月14日死亡，该户还有1人"},
		{"warns of a notice without a date", line, died(guilan, 0), false, "李桂兰有死亡登记，日期不详"},
		{"warns of a payee who died", func() Line { l := line; l.Covered = two.Covered[1:]; return l }(), died(guilan, 20260914), false, "领取人李桂兰有死亡登记"},
		{"does not ask about a held line", func() Line { l := line; l.Hold = &Hold{}; return l }(), died(guilan, 20260914), false, ""},
		{"takes nobody without a number for dead", func() Line {
			l := line
			l.Covered, l.Payee.Kind, l.Payee.Number = []Covered{{Name: "李桂兰", Count: 1}}, benefit.PayInstitution, idcard.Number{}
			return l
		}(), deaths{{}: {Day: 20260101, Month: month.Must(2026, 1)}}, false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := check([]Line{c.line}, november, c.dead)
			if c.says == "" && len(found) > 0 || c.says != "" && (len(found) != 1 || found[0].Blocking != c.blocking || !strings.Contains(found[0].Message, c.says)) {
				t.Errorf("found %+v", found)
			}
		})
	}
}

// A death is entered: the roster of the month after names it, and cannot be submitted until people have held the line. The
// award goes on.
func TestADeathIsAskedAboutBeforePayment(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.family("dibao", "李桂兰", huachang, october, 30000, 1)
		b.family("dibao", "王秀英", huachang, october, 20000, 1)
		r := b.prepare(november)
		b.write(func(tx *store.Tx) error {
			number := b.lines(r)[0].Covered[0].Number
			for _, l := range b.lines(r) {
				if l.Award == f.award {
					number = l.Covered[0].Number
				}
			}
			_, err := person.RecordDeaths(b.ctx, b.bus, tx, township, []person.Death{{Name: "李桂兰", Number: number, Day: 20261003, Source: "intake:1"}})
			return err
		})
		b.refused(b.room.Submit(b.ctx, preparer, r.ID, b.now(r.ID).Version()), fault.KindInvalid, "李桂兰已于2026年10月3日死亡")
		told, err := b.room.Describe(b.ctx, preparer, r.ID)
		b.must(err)
		if !strings.Contains(told, "李桂兰已于2026年10月3日死亡") || len(b.lines(r)) != 2 {
			b.t.Errorf("the roster says\n%s", told)
		}
		for _, l := range b.lines(r) {
			if l.Award == f.award {
				b.must(b.room.Hold(b.ctx, preparer, r.ID, b.now(r.ID).Version(), l.Serial, "已死亡，待停发"))
			}
		}
		if s := b.signed(r); s.Amount != 20000 {
			b.t.Errorf("signed %s", s.Amount)
		}
		b.read(func(tx *store.Tx) error {
			held, err := benefit.InForce(b.ctx, tx, access.Within(zhushan), benefit.Query{Month: november})
			if len(held) != 2 {
				b.t.Errorf("%d awards are in force, want both", len(held))
			}
			return err
		})
	})
}
