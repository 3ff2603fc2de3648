package intake

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

// A Recipient is one row of a list on which every row is a person who is paid:
// tekun, disability allowances, old-age allowance. What was not stated is empty.
// 表内领取人.
type Recipient struct {
	Member      // who it is, with the facts about him
	Sheet       string
	Village     string // as written
	Division    division.Code
	Address     string
	Class       benefit.Class
	Payments    []Payment // what the row pays; a blank or nought sum pays nothing
	PayeeKind   benefit.PayeeKind
	Payee       string // name of the account's holder, where it is another than the person
	Bank        string
	Account     benefit.Account
	Certificate Certificate
	Handicap    string // kind of disability: 肢体
	Grade       int    // 1 to 4; 0: not stated
	Mode        string // home, institution: tekun's way of support
	Care        string // self, half, full: tekun's care tier
	Remark      string
}

// A Payment is what a row pays in one programme. 发放金额.
type Payment struct {
	Programme string
	From      month.Month // the first month it is for
	Months    int         // 1; 3 for a quarter, 12 for a year
	Amount    money.Fen   // for all these months together
	Lines     []benefit.Line
}

// A Certificate is a disability certificate (残疾人证): its number is that of the
// holder's identity card, then the kind, then the grade, then B and how often
// it was issued again.
type Certificate struct {
	Text     string        // as written, folded
	Number   idcard.Number // in it; none when it is not valid
	Handicap string        // 肢体
	Grade    int
	Reissued int // 1 of B1; 0: the first
}
