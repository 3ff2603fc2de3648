package disbursement

import (
	"bytes"
	"encoding/csv"
	"encoding/hex"
	"strconv"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/money"
)

// bankHeader is the first line of the bank file.
//
// No national layout exists; these columns are what agent banks usually take.
var bankHeader = []string{"序号", "姓名", "身份证号码", "开户银行", "银行账号", "金额", "用途"}

// controlMark begins the last line of the bank file: the number of payments
// stands under 姓名 and their sum under 金额, so that a file cut short shows.
const controlMark = "合计"

// bankFile writes what the bank is asked to pay: UTF-8 without byte-order mark,
// lines ended by CR LF, held lines left out, amounts in yuan with two decimals.
// The same lines always give the same bytes, so that their digest can be
// recomputed.
//
// 代发明细.
func bankFile(lines []Line, purpose string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	w.Write(bankHeader)
	var sum money.Fen
	payments := paid(lines)
	for _, l := range payments {
		sum += l.Amount
		w.Write([]string{
			strconv.Itoa(l.Serial), l.Payee.Name, l.Payee.Number.Full(),
			l.Payee.Bank, l.Payee.Account.Full(), l.Amount.Plain(), purpose,
		})
	}
	w.Write([]string{controlMark, strconv.Itoa(len(payments)), "", "", "", sum.Plain(), ""})
	w.Flush() // into memory: cannot fail
	return out.Bytes()
}

// digest is the SM3 of the bytes in lower-case hexadecimal, as
// `openssl dgst -sm3` prints it.
//
// 校验码. GB/T 32905.
func digest(file []byte) string {
	sum := sm3.Sum(file)
	return hex.EncodeToString(sum[:])
}
