package benefit

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Claim is one line that is or was to be paid, as somebody who checks a roll
// sees it: from a file as a township sent it, or from the awards in force. What
// was not stated is empty. 发放记录.
//
// A claim decides nothing; it is what suspects are found in.
type Claim struct {
	Evidence  Evidence
	Programme string
	Month     month.Month   // the first month it pays
	Months    int           // how many months it pays at once: 1, 3 for a quarter, 12 for a year
	Division  division.Code // the village, else the township or county of the roll
	Address   string
	Class     Class
	Amount    money.Fen // for all its months together
	Lines     []Line    // what the amount is stated to be made of
	Heads     int       // persons it says it is for; 0: not stated
	People    []Named   // who they are as far as named, the holder first; a dibao roll names the head alone
	PayeeKind PayeeKind
	Payee     string // name of the account's holder where it is another than the holder
	Account   string // 19 digits or as written; empty: none stated
	Grade     int    // grade of the disability certificate 1 to 4; 0: not stated
	Handicap  string // kind of disability as the federation calls it: 肢体; empty: not stated
	Care      string // self, half, full: tekun's care tier; empty: not stated
	Mode      string // home, institution: tekun's way of support; empty: not stated
	Remark    string
}

// Named is a person as a claim names him.
type Named struct {
	Person string        // id in the register; empty: not in the register, or a file not held against it
	Name   string        // as written
	Number idcard.Number // none when it is not valid; then Read says what stood there
	Read   string        // the number as written where it is not valid
	Birth  month.Day     // by the number, else as stated to the day; 0: not known
	Born   Bounds        // between which days he was born where a list tells only the month or the year; zero: not known
	Sex    string        // male, female; empty: not known
	Row    int           // the row of the file he stands in; 0: that of the claim
}

// Bounds are the first and the last day that something may have happened on.
type Bounds struct{ From, To month.Day }

// Age gives the least and the most whole years the person can have on a day; known is false where nothing is known of
// his birth. The two are the same where the birth is known to the day.
func (n Named) Age(on month.Day) (least, most int, known bool) {
	switch {
	case n.Birth.Known():
		age := month.AgeOn(n.Birth, on)
		return age, age, true
	case n.Born.From.Known() && n.Born.To.Known():
		return month.AgeOn(n.Born.To, on), month.AgeOn(n.Born.From, on), true
	}
	return 0, 0, false
}

// Evidence tells where a claim or another record can be read: a row of a file, or an award of the register, or both
// when the award was taken in from the file.
type Evidence struct {
	File      string // name of the file, for people
	FileID    string // id of the received file; empty for one that was not received
	Sheet     string // empty for text files
	Row       int
	Award     string
	Household string // id of the household in the register
}

// A Doubt is what a programme itself finds odd about a claim by its own values: an amount that no value gives, an age
// outside its bands, a grade without entitlement. It is a question to people, never a finding.
type Doubt struct {
	Kind   string // "amount_wrong", "age_wrong", "grade_wrong"
	Detail string // finer, where there is a name for it: "old_standard", "care_tier_mismatch", "wrong_band", "age_below_80", "care_needs_grade_1_2", "amount_off_standard"
	Line   string // code of the line of the claim it is about, empty: the whole
	Says   string // what is odd, with the numbers: "90周岁应为每月100元，名册为50元"
	Verify string // what to look at to settle it
}
