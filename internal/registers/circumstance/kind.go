package circumstance

import (
	"strings"

	"minzheng/internal/base/fault"
)

// A Kind is one sort of circumstance. The list is closed; see the glossary.
type Kind string

// Income, by the items of 《最低生活保障审核确认办法》 art 13.
const (
	Wage           Kind = "income.wage"           // 工资性收入（务工）
	Farming        Kind = "income.farming"        // 经营净收入（种养）
	Business       Kind = "income.business"       // 经营净收入（其他经营）
	PropertyIncome Kind = "income.property"       // 财产净收入
	Pension        Kind = "income.pension"        // 养老金, the whole sum received
	CentralPension Kind = "income.pension.basic"  // 其中：中央确定的城乡居民基础养老金
	Support        Kind = "income.support"        // 赡养抚养扶养费
	OtherIncome    Kind = "income.other"          // 其他收入
	Preferential   Kind = "income.preferential"   // 优待抚恤金
	FamilyPlanning Kind = "income.familyplanning" // 计划生育奖励扶助金
	Scholarship    Kind = "income.scholarship"    // 奖学金、助学金
	Award          Kind = "income.award"          // 见义勇为等奖励
	AssistanceAid  Kind = "income.assistance"     // 社会救助款物
	DisabilityAid  Kind = "income.disability"     // 残疾人两项补贴
	AgeAllowance   Kind = "income.age"            // 高龄津贴等老年人补贴
	LocalPension   Kind = "income.pension.local"  // 地市级以上规定不计入的其他项目
	JobCost        Kind = "cost.job"              // 必要就业成本
	IllnessCost    Kind = "cost.illness"          // 因残因病增加的刚性支出
)

// Property, art 14.
const (
	Savings    Kind = "property.savings"  // 存款、有价证券等金融资产
	Vehicle    Kind = "property.vehicle"  // 机动车辆、船舶、大型农机
	Housing    Kind = "property.housing"  // 住房
	Enterprise Kind = "property.business" // 商铺、登记的企业
)

// The person.
const (
	Disability Kind = "disability" // 残疾: category and grade of the certificate
	Illness    Kind = "illness"    // 重病
	Health     Kind = "health"     // 健康状况
	Labour     Kind = "labour"     // 劳动能力
	Work       Kind = "work"       // 就业
	School     Kind = "school"     // 就学
	Away       Kind = "away"       // 外出: since when and where
	Uncounted  Kind = "uncounted"  // 不计入共同生活家庭成员, and why
)

// The household.
const (
	Cause     Kind = "cause"     // 致困原因
	Monitored Kind = "monitored" // 防止返贫监测对象, while the risk is not removed
)

// A Subject is whom a kind is about.
type Subject string

// The subjects.
const (
	OfPerson    Subject = "person"
	OfHousehold Subject = "household"
)

// A Value is what a fact of a kind holds.
type Value string

// The values. A fact always keeps beside it, as Raw, what was written in the source.
const (
	Sum    Value = "sum"    // money, with its period where the kind is income or cost
	Stock  Value = "stock"  // money held, without a period
	Count  Value = "count"  // how many, of which sort
	Choice Value = "choice" // one of the kind's options, with free text beside it
	Text   Value = "text"   // free text
)

// An Option is one answer to a kind that is chosen from a list.
type Option struct {
	Code string
	Term string
}

// Spec tells all that is fixed about a kind.
type Spec struct {
	Kind    Kind
	Term    string // the official term
	Subject Subject
	Value   Value
	Unit    string // 元, 辆, 套; empty where there is none
	Options []Option
}

// specs is the closed list in the order of the inquiry form.
var specs = []Spec{
	{Wage, "工资性收入（务工）", OfPerson, Sum, "元", nil},
	{Farming, "经营净收入（种养）", OfPerson, Sum, "元", nil},
	{Business, "经营净收入（其他）", OfPerson, Sum, "元", nil},
	{PropertyIncome, "财产净收入", OfPerson, Sum, "元", nil},
	{Pension, "养老金", OfPerson, Sum, "元", nil},
	{CentralPension, "其中：中央确定的基础养老金", OfPerson, Sum, "元", nil},
	{Support, "赡养抚养扶养费", OfPerson, Sum, "元", nil},
	{OtherIncome, "其他收入", OfPerson, Sum, "元", nil},
	{Preferential, "优待抚恤金", OfPerson, Sum, "元", nil},
	{FamilyPlanning, "计划生育奖励扶助金", OfPerson, Sum, "元", nil},
	{Scholarship, "奖学金、助学金", OfPerson, Sum, "元", nil},
	{Award, "见义勇为等奖励", OfPerson, Sum, "元", nil},
	{AssistanceAid, "社会救助款物", OfPerson, Sum, "元", nil},
	{DisabilityAid, "残疾人两项补贴", OfPerson, Sum, "元", nil},
	{AgeAllowance, "高龄津贴等老年人补贴", OfPerson, Sum, "元", nil},
	{LocalPension, "地市级以上规定不计入的收入", OfPerson, Sum, "元", nil},
	{JobCost, "必要就业成本", OfPerson, Sum, "元", nil},
	{IllnessCost, "因残因病刚性支出", OfPerson, Sum, "元", nil},
	{Disability, "残疾类别和等级", OfPerson, Choice, "级", []Option{
		{None, "无"}, {"visual", "视力"}, {"hearing", "听力"}, {"speech", "言语"}, {"limb", "肢体"}, {"intellectual", "智力"}, {"mental", "精神"}, {"multiple", "多重"},
	}},
	{Illness, "重病", OfPerson, Choice, "", []Option{{None, "无"}, {"serious", "患重病"}}},
	{Health, "健康状况", OfPerson, Choice, "", []Option{{"good", "健康"}, {"chronic", "慢性病"}, {"serious", "重病"}}},
	{Labour, "劳动能力", OfPerson, Choice, "", []Option{{"full", "有"}, {"partial", "部分丧失"}, {"lost", "完全丧失"}, {None, "无"}}},
	{Work, "就业状况", OfPerson, Choice, "", []Option{
		{"county", "县内务工"}, {"away", "外出务工"}, {"flexible", "灵活就业"}, {"farming", "在家务农"}, {"employed", "在职"}, {"retired", "退休"}, {"student", "在读"}, {None, "无业"},
	}},
	{School, "就学状况", OfPerson, Choice, "", []Option{
		{None, "未在读"}, {"preschool", "学前"}, {"primary", "小学"}, {"junior", "初中"}, {"senior", "高中"}, {"vocational", "中职"}, {"college", "大专、本科"}, {"graduate", "研究生"},
	}},
	{Away, "外出", OfPerson, Text, "", nil},
	{Uncounted, "不计入共同生活的家庭成员", OfPerson, Choice, "", []Option{
		{"clergy", "连续三年以上脱离家庭的宗教教职人员"}, {"custody", "在监狱内服刑、强制隔离戒毒"}, {"missing", "宣告失踪"}, {"conscript", "义务兵"}, {"separate", "未共同生活且无法定赡养抚养扶养义务"}, {"other", "省级以上规定的其他情形"},
	}},
	{Savings, "存款等金融资产", OfHousehold, Stock, "元", nil},
	{Vehicle, "车辆", OfHousehold, Count, "辆", []Option{
		{None, "无"}, {"car", "小轿车"}, {"van", "面包车"}, {"truck", "货车"}, {"machine", "大型农机具"}, {"ship", "船舶"}, {"tricycle", "三轮车（含三轮摩托）"}, {"motorcycle", "二轮摩托车、电动车"}, {"other", "其他车辆"},
	}},
	{Housing, "住房", OfHousehold, Count, "套", []Option{
		{None, "无"}, {"own", "自有住房"}, {"resettled", "安置房"}, {"public", "公租房"}, {"rented", "租房"}, {"other", "其他"},
	}},
	{Enterprise, "商铺、登记的企业", OfHousehold, Text, "", nil},
	{Cause, "致困原因", OfHousehold, Text, "", nil},
	{Monitored, "防止返贫监测", OfHousehold, Choice, "", []Option{
		{None, "未纳入监测"}, {"unstable", "脱贫不稳定"}, {"edge", "边缘易致贫"}, {"sudden", "突发严重困难"},
	}},
}

// None is the option of every chosen kind that says: asked, and there is none. It differs from not knowing.
const None = "none"

// Kinds lists the kinds in the order of the inquiry form.
func Kinds() []Spec { return append([]Spec(nil), specs...) }

// Spec gives what is fixed about the kind; fault.Invalid when it is not on the list.
func (k Kind) Spec() (Spec, error) {
	for _, s := range specs {
		if s.Kind == k {
			return s, nil
		}
	}
	return Spec{}, fault.Invalid("kind", "没有“%s”这一项境况，请从表中选择", string(k))
}

// Term is the kind's official term.
func (k Kind) Term() string {
	if s, err := k.Spec(); err == nil {
		return s.Term
	}
	return string(k)
}

// IsIncome tells whether the kind is a sum that comes in.
func (k Kind) IsIncome() bool { return strings.HasPrefix(string(k), "income.") }

// Option gives the term of one of the kind's answers, and whether it is one.
func (s Spec) Option(code string) (string, bool) {
	for _, o := range s.Options {
		if o.Code == code {
			return o.Term, true
		}
	}
	return "", false
}
