package disbursement

import (
	"strings"
	"testing"

	"minzheng/internal/base/idcard"
	"minzheng/internal/registers/benefit"
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
		{"blocks a missing account", one(func(l *Line) { l.Payee.Account = "" }), true, "第1行 宝丰镇铧厂村 李桂兰：没有银行账号，请补录账户，或暂缓该户"},
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
			found := check(c.lines)
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
		found := check(two(func(a, b *Line) { a.Payee.Account = "12345"; b.Amount = 0 }))
		if len(found) != 2 || found[0].Serial != 2 || !found[0].Blocking || found[1].Blocking {
			t.Errorf("found %+v", found)
		}
	})
}
