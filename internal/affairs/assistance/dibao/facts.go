package dibao

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// Facts is all that the law is applied to: what is known of one family on the
// first day of the month. 家庭情况. It holds no identity numbers.
//
// What is not known is told apart from what is known to be nothing: a sum of
// zero is an answer.
type Facts struct {
	Title    string        // whom it is about, for the sheet: 李桂兰户
	Division division.Code // where the family is decided
	Class    Class         // as decided; empty: not decided
	Members  []Member

	ClassReason  string // why this class
	ClassAssumed bool   // nobody has decided the class yet, it is a labelled default

	SavingsKnown  bool
	Savings       money.Fen // deposits, securities and the like of all members
	SavingsApprox bool
	VehiclesKnown bool
	Vehicles      []Vehicle
	HousingKnown  bool
	Housing       int64 // dwellings owned
}

// A Class is the side of the urban and rural system the case is decided under.
// 城乡类别.
type Class string

// The classes.
const (
	Urban Class = "urban" // 城市
	Rural Class = "rural" // 农村
)

// Term is the class in Chinese, empty for none.
func (c Class) Term() string {
	switch c {
	case Urban:
		return "城市"
	case Rural:
		return "农村"
	}
	return ""
}

// A Member is a person of the family as the register has it, counted or not.
// 家庭成员.
type Member struct {
	ID       string // in the register; empty for a family in none
	Name     string
	Relation Relation
	Birth    month.Day // zero: not known

	// Counted is what an officer decided about article 7, with the reason in
	// Because; empty leaves it to the rules.
	Counted   Decision
	Because   string
	Uncounted Ground // a fact that takes a person out of the family, empty: none
	School    School // where the person studies full time; empty: not, or not known
	Dependent bool   // adult, but cannot live independently for a reason other than study

	Disability Category // of the certificate; empty: none known
	Grade      int64    // 1 the most severe to 4; zero without certificate
	Ill        bool     // seriously ill, as recognised locally (重病)
	Jobless    bool     // adult without work, as recorded; asked by Single

	Income   []Item
	Complete bool // the items are all there is: kinds not named are known to be nothing
}

// A Decision is what an officer decided, or nothing yet.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Yes       Decision = "yes"
	No        Decision = "no"
)

// A Relation is how a member stands to the applicant. 与申请人关系.
type Relation string

// The relations that the law tells apart; all others are Other.
const (
	Head   Relation = "head"   // 本人
	Spouse Relation = "spouse" // 配偶
	Child  Relation = "child"  // 子女
	Parent Relation = "parent" // 父母
	Other  Relation = "other"  // 其他
)

// A Ground is a fact by which a person does not count as a member of the family,
// 民发〔2021〕57号 article 7 paragraph 2. Whether it does is a value.
type Ground string

// The grounds.
const (
	Clergy    Ground = "clergy"    // 连续三年以上脱离家庭独立生活的宗教教职人员
	Custody   Ground = "custody"   // 在监狱内服刑、强制隔离戒毒
	Lost      Ground = "missing"   // 宣告失踪
	Conscript Ground = "conscript" // 义务兵
	Separate  Ground = "separate"  // 未长期共同居住
	Otherwise Ground = "other"     // 省级规定的其他人员
)

// A School is the level at which a person studies full time. 就学阶段.
type School string

// The levels.
const (
	Preschool  School = "preschool"  // 学前
	Primary    School = "primary"    // 小学
	Junior     School = "junior"     // 初中
	Senior     School = "senior"     // 高中
	Vocational School = "vocational" // 中职
	College    School = "college"    // 大专、本科
	Graduate   School = "graduate"   // 研究生
)

// A Category is the kind of disability on the certificate (GB/T 26341).
type Category string

// The categories.
const (
	Visual       Category = "visual"       // 视力
	Hearing      Category = "hearing"      // 听力
	Speech       Category = "speech"       // 言语
	Limb         Category = "limb"         // 肢体
	Intellectual Category = "intellectual" // 智力
	Mental       Category = "mental"       // 精神
	Multiple     Category = "multiple"     // 多重
)

// An Item is one sum that comes in, or one cost that the law may let go off. 收入
// 项目.
type Item struct {
	Kind   Kind
	Amount money.Fen // not below zero
	Period Period
	Months int64       // of a monthly sum: in how many months of the reference period; zero: all
	In     month.Month // of a single sum: the month it came in; zero: not known
	Approx bool        // 约: the family gave an approximate figure
}

// A Period is the time in which a sum comes in.
type Period string

// The periods.
const (
	Monthly Period = "month" // 元/月
	Yearly  Period = "year"  // 元/年
	Once    Period = "once"  // 一次性
)

func (p Period) term() string {
	switch p {
	case Yearly:
		return "（每年）"
	case Once:
		return "（一次性）"
	}
	return "（每月）"
}

// A Kind is one kind of income or cost. 收入类别. What it counts as is a value of
// the parameter dibao.income.
type Kind string

// The kinds, in the order of 民发〔2021〕57号 article 13.
const (
	Wage           Kind = "wage"
	Farming        Kind = "farming"
	Business       Kind = "business"
	PropertyIncome Kind = "property"
	Pension        Kind = "pension" // the whole sum received
	BasicPension   Kind = "basic_pension"
	Support        Kind = "support"
	OtherIncome    Kind = "other"
	Preferential   Kind = "preferential"
	FamilyPlanning Kind = "family_planning"
	Scholarship    Kind = "scholarship"
	Bravery        Kind = "bravery"
	Assistance     Kind = "assistance"
	DisabilityAid  Kind = "disability_aid"
	AgeAllowance   Kind = "age_allowance"
	LocalExempt    Kind = "local_exempt"
	JobCost        Kind = "job_cost"
	RigidCost      Kind = "rigid_cost"
)

// Term is the kind in Chinese.
func (k Kind) Term() string {
	for _, s := range kinds {
		if s.kind == k {
			return s.term
		}
	}
	return string(k)
}

// cost tells whether the kind is money that goes out.
func (k Kind) cost() bool { return k == JobCost || k == RigidCost }

// A Vehicle is a number of vehicles of one kind in the family's name. 车辆.
type Vehicle struct {
	Kind  string `json:"kind"` // a class of the parameter dibao.vehicle: car, van, tricycle …
	Count int64  `json:"count"`
}
