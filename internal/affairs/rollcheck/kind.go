package rollcheck

import "slices"

// A Kind is what sort of thing a suspect is.
type Kind string

// The kinds, the gravest first.
const (
	DeadPaid      Kind = "dead_paid"           // paid in a month after that of the death
	DeadCounted   Kind = "dead_counted"        // counted in a family though dead
	PaidTwice     Kind = "paid_twice"          // in one programme more than once
	Excluded      Kind = "excluded"            // benefits that may not be held together
	DeadPaidMaybe Kind = "dead_paid_maybe"     // a notice without a full number that fits
	DeadByRemark  Kind = "dead_paid_by_remark" // the roll itself says so
	AccountShared Kind = "account_shared"      // one account for several people
	AgeWrong      Kind = "age_wrong"           // too young, another band, birth against number
	GradeWrong    Kind = "grade_wrong"         // a grade without entitlement
	AmountWrong   Kind = "amount_wrong"        // no value gives this amount
	HeadsDiffer   Kind = "heads_differ"        // covered persons against the household
	NameDiffers   Kind = "name_differs"        // one number, two names
	NumberWrong   Kind = "id_wrong"            // missing, or not a valid number
	PersonUnknown Kind = "person_unknown"      // not in the population register
	AccountWrong  Kind = "account_wrong"       // missing, or its digits do not check
	AloneTogether Kind = "alone_together"      // single-person households at one address
	Jump          Kind = "jump"                // against the month before
	SumWrong      Kind = "sum_wrong"           // subtotals, totals, sums of rows
	DiedInMonth   Kind = "died_in_paid_month"  // for the record
	EntryDoubtful Kind = "entry_doubtful"      // what else the reader of the file doubts
)

// kindTerms are the kinds in their order, with the words pages use.
var kindTerms = []struct {
	kind   Kind
	term   string
	verify string // what to look at to settle it, where the finder does not know better
}{
	{DeadPaid, "死亡后仍发放", "核对死亡证明、火化证明或户籍注销登记，上门核实本人是否健在"},
	{DeadCounted, "亡故人员仍计保障人口", "核对死亡证明或户籍注销登记；属实的核减人数、重新计算保障金额，亡故的是户主的变更户主"},
	{PaidTwice, "重复享受", "核对两处是否同一人、两地户籍和居住情况；属实的保留一处，多发的按规定追回"},
	{Excluded, "不得同时享受", "核对两项待遇的认定文书；属实的由本人选择一项或按规定停发一项，多发的按规定追回"},
	{DeadPaidMaybe, "疑似死亡后发放", "补全死亡登记的身份证号码，向村（社区）核实是不是同一人"},
	{DeadByRemark, "备注已故仍发放", "向村（社区）核实是否已去世、何时去世；属实的补办死亡登记，自次月起停发"},
	{AccountShared, "多人同一账户", "核对开户人是谁、与领取人是什么关系、有没有代领委托；应当换成本人账户的请更换"},
	{AgeWrong, "年龄不符", "与身份证原件核对出生日期，按周岁核对应否享受、应列哪一档"},
	{GradeWrong, "等级不符", "与残疾人证或评定结果核对类别和等级"},
	{AmountWrong, "金额不符标准", "按现行标准重算；是旧标准、补发还是写错，查明原因"},
	{HeadsDiffer, "保障人数不符", "与户口簿和共同生活情况核对保障的是哪几个人"},
	{NameDiffers, "同号不同名", "与身份证原件核对姓名和号码，改正写错的一处"},
	{NumberWrong, "身份证号有误", "与身份证原件核对后改正；没有号码的先办理户口登记"},
	{PersonUnknown, "底册查无此人", "核对身份证号码；号码无误的，查清户籍所在地后登记人员"},
	{AccountWrong, "账号有误", "与存折（卡）核对账号后改正"},
	{AloneTogether, "单人户同址", "入户查看是否共同生活；共同生活的应当按一户认定"},
	{Jump, "与上月相差大", "查明增减的原因，核对有没有审批手续"},
	{SumWrong, "合计不符", "逐行重新加总，改正小计、合计或该行金额"},
	{DiedInMonth, "发放当月死亡", "当月款一般不追回，下月起停发（按本地规定）"},
	{EntryDoubtful, "填报疑点", "按提示核对原表"},
}

// Kinds are all kinds, the gravest first.
func Kinds() []Kind {
	kinds := make([]Kind, len(kindTerms))
	for i, k := range kindTerms {
		kinds[i] = k.kind
	}
	return kinds
}

// weight is the place of the kind in the order of gravity.
func (k Kind) weight() int { return slices.Index(Kinds(), k) }

// Term is the kind as pages show it.
func (k Kind) Term() string {
	if i := k.weight(); i >= 0 {
		return kindTerms[i].term
	}
	return string(k)
}

// verify is what to look at, where the finder has nothing better to say.
func (k Kind) verify() string {
	if i := k.weight(); i >= 0 {
		return kindTerms[i].verify
	}
	return ""
}

// A Level is how much a suspect weighs.
type Level string

// The levels.
const (
	Likely Level = "likely" // 很可能: wrong unless somebody shows otherwise
	Look   Level = "look"   // 请核对: a person must decide
	Info   Level = "info"   // 备查: for the record
)

// Levels are the levels, the gravest first.
func Levels() []Level { return []Level{Likely, Look, Info} }

// Term is the level as pages show it.
func (l Level) Term() string {
	switch l {
	case Likely:
		return "很可能有误"
	case Look:
		return "请核对"
	case Info:
		return "备查"
	}
	return string(l)
}

// weight orders levels, the gravest first.
func (l Level) weight() int { return slices.Index(Levels(), l) }
