package disbursement

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// 李桂兰 and 张建国 stay the same people in all tests.
var (
	liGuilan     = idcard.Mint(idcard.DemoArea, 1954, 3, 8, 12)
	zhangJianguo = idcard.Mint(idcard.DemoArea, 1975, 10, 1, 35)
)

// twoLines is a roster of two payments and one that is held.
func twoLines() []Line {
	return []Line{
		{
			Serial: 1, Head: "李桂兰", Amount: 386_00, Covered: []Covered{{Person: "p1", Name: "李桂兰", Count: 1}},
			Payee: Payee{Kind: benefit.PayHousehold, Name: "李桂兰", Number: liGuilan, Bank: "竹山农商银行", Account: "6210000000000000018"},
		},
		{
			Serial: 2, Head: "王德明", Amount: 500_00, Hold: &Hold{Reason: "账户待核实"},
			Payee: Payee{Kind: benefit.PayHousehold, Name: "王德明", Bank: "竹山农商银行", Account: "6210000000000000026"},
		},
		{
			Serial: 3, Head: "张建国", Amount: 1158_50, Covered: []Covered{{Count: 3}},
			Payee: Payee{Kind: benefit.PayHousehold, Name: "张建国", Number: zhangJianguo, Bank: "邮储银行,竹山支行", Account: "6210000000000000034"},
		},
	}
}

// The bytes the bank gets, written down by hand.
func TestBankFile(t *testing.T) {
	want := "序号,姓名,身份证号码,开户银行,银行账号,金额,用途\r\n" +
		"1,李桂兰," + liGuilan.Full() + ",竹山农商银行,6210000000000000018,386.00,2026年11月低保资金\r\n" +
		"3,张建国," + zhangJianguo.Full() + ",\"邮储银行,竹山支行\",6210000000000000034,1158.50,2026年11月低保资金\r\n" +
		"合计,2,,,,1544.50,\r\n"
	for range 2 {
		if got := bankFile(twoLines(), "2026年11月低保资金"); string(got) != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestDigest(t *testing.T) {
	t.Run("is that of the standard's own example", func(t *testing.T) {
		// GB/T 32905-2016 appendix A.1: the message abc.
		want := "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
		if got := digest([]byte("abc")); got != want {
			t.Errorf("got %s", got)
		}
	})
	t.Run("is what openssl says of the file", func(t *testing.T) {
		openssl, err := exec.LookPath("openssl")
		if err != nil {
			t.Skip("openssl is not installed")
		}
		file := bankFile(twoLines(), "2026年11月低保资金")
		name := filepath.Join(t.TempDir(), "代发明细.csv")
		if err := os.WriteFile(name, file, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(openssl, "dgst", "-sm3", name).CombinedOutput()
		if err != nil {
			t.Skipf("this openssl has no SM3: %s", out)
		}
		if !strings.Contains(string(out), digest(file)) {
			t.Errorf("openssl says %s, we say %s", out, digest(file))
		}
	})
}

func TestDifferences(t *testing.T) {
	sealed := bankFile(twoLines(), "用途")
	for _, c := range []struct {
		name string
		turn func([]Line) []Line
		says string
	}{
		{"names a changed amount", func(l []Line) []Line { l[2].Amount = 1158_51; return l }, "第3行 张建国：金额签批时为“1158.50”，现在为“1158.51”"},
		{"names a changed account without printing it", func(l []Line) []Line { l[0].Payee.Account = "6210000000000000042"; return l }, "第1行 李桂兰：银行账号被改动"},
		{"names a line that is gone", func(l []Line) []Line { return l[1:] }, "第1行 李桂兰：签批时有，明细中已没有"},
		{"names a line that was added", func(l []Line) []Line { l[1].Hold = nil; return l }, "第2行 王德明：签批时没有，明细中多出"},
		{"sees lines put in another order", func(l []Line) []Line { l[0], l[2] = l[2], l[0]; return l }, "行的次序或写法被改动"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := differences(sealed, bankFile(c.turn(twoLines()), "用途"))
			if len(found) != 1 || !strings.Contains(found[0], c.says) {
				t.Errorf("found %q", found)
			}
		})
	}
	t.Run("finds nothing in the same lines", func(t *testing.T) {
		if found := differences(sealed, bankFile(twoLines(), "用途")); found != nil {
			t.Errorf("found %q", found)
		}
	})
	t.Run("never prints a number in full", func(t *testing.T) {
		lines := twoLines()
		lines[0].Payee.Number = zhangJianguo
		found := strings.Join(differences(sealed, bankFile(lines, "用途")), "")
		if strings.Contains(found, liGuilan.Full()) || strings.Contains(found, zhangJianguo.Full()) || !strings.Contains(found, "身份证号码被改动") {
			t.Errorf("found %q", found)
		}
	})
	if !bytes.HasSuffix(sealed, []byte("合计,2,,,,1544.50,\r\n")) || money.Fen(1544_50).Formal() != "壹仟伍佰肆拾肆元伍角整" {
		t.Error("the control line does not add up")
	}
}
