package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Level is how much a problem weighs.
type Level string

// The levels. A household with an error is not taken in; one with warnings is,
// and the warnings stay to be asked for; an info is for the record.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Info    Level = "info"
	Sound   Level = "ok"
)

// Term is the level as pages show it.
func (l Level) Term() string {
	switch l {
	case Error:
		return "错误"
	case Warning:
		return "警告"
	case Info:
		return "提示"
	case Sound:
		return "正常"
	}
	return string(l)
}

// weight orders levels, the worst first.
func (l Level) weight() int { return slices.Index([]Level{Error, Warning, Info, Sound}, l) }

// A ProblemKind is what sort of thing is wrong.
type ProblemKind string

// The kinds that are found in the file alone.
const (
	NumberMissing     ProblemKind = "id_missing"
	NumberLostDigits  ProblemKind = "id_number_lost_digits"
	NumberCheckDigit  ProblemKind = "id_check_digit"
	NumberLength      ProblemKind = "id_wrong_length"
	NumberDate        ProblemKind = "id_date"
	NumberCharacters  ProblemKind = "id_characters"
	NumberArea        ProblemKind = "id_area"
	NumberSpaces      ProblemKind = "id_spaces"
	NumberFolded      ProblemKind = "id_folded"
	NumberLetter      ProblemKind = "id_letter_o"
	FullWidth         ProblemKind = "full_width_digits"
	Apostrophe        ProblemKind = "leading_apostrophe"
	NameRare          ProblemKind = "rare_character"
	NumberOld         ProblemKind = "id_15_digits"
	NameMissing       ProblemKind = "name_missing"
	NameOdd           ProblemKind = "name_odd"
	NameBlanks        ProblemKind = "name_spaces"
	RelationMissing   ProblemKind = "relation_missing"
	RelationOdd       ProblemKind = "relation_odd"
	HeadMissing       ProblemKind = "head_missing"
	HeadTwice         ProblemKind = "head_twice"
	HeadDiffers       ProblemKind = "head_differs"
	BirthDiffers      ProblemKind = "birth_conflicts_with_id"
	BirthAmbiguous    ProblemKind = "ambiguous_month_1_or_10"
	AgeDiffers        ProblemKind = "age_differs"
	BirthOdd          ProblemKind = "birth_odd"
	SexDiffers        ProblemKind = "sex_differs"
	VillageMissing    ProblemKind = "village_missing"
	VillageUnclear    ProblemKind = "village_unclear"
	VillageFilled     ProblemKind = "village_filled"
	ClassOdd          ProblemKind = "class_odd"
	ClassMissing      ProblemKind = "class_missing"
	PeopleMissing     ProblemKind = "people_missing"
	PeopleDiffer      ProblemKind = "people_count_differs"
	AmountText        ProblemKind = "amount_as_text"
	AmountApproximate ProblemKind = "approximate_amount"
	AmountUnit        ProblemKind = "unit_in_cell"
	AmountOdd         ProblemKind = "amount_odd"
	AmountMissing     ProblemKind = "amount_missing"
	AccountLostZeros  ProblemKind = "account_number_lost_zeros"
	AccountLostDigits ProblemKind = "account_number_lost_digits"
	AccountDoubtful   ProblemKind = "account_length_or_luhn"
	AccountOdd        ProblemKind = "account_odd"
	AccountMissing    ProblemKind = "account_missing"
	AccountShared     ProblemKind = "account_shared"
	RowSumDiffers     ProblemKind = "row_sum_differs"
	SubtotalWrong     ProblemKind = "subtotal_wrong"
	TotalWrong        ProblemKind = "total_wrong"
	PerCapitaDiffers  ProblemKind = "per_capita_differs"
	IncomeAbove       ProblemKind = "income_above_standard" // found by the Check
	VehicleDeclared   ProblemKind = "vehicle_declared"
	PropertyBlank     ProblemKind = "property_blank"
	AnswerOdd         ProblemKind = "answer_odd"
	CellsDiffer       ProblemKind = "household_cells_differ"
	HouseholdTwice    ProblemKind = "household_twice"
	PersonTwice       ProblemKind = "paid_twice"
	RowHidden         ProblemKind = "row_hidden"
	ColumnHidden      ProblemKind = "column_hidden"
	ColumnUnknown     ProblemKind = "column_unknown"
	SheetHidden       ProblemKind = "hidden_sheet"
	SheetUnread       ProblemKind = "sheet_unread"
	RowUnread         ProblemKind = "row_unread"
	PeriodDiffers     ProblemKind = "period_differs"
	PeriodUnclear     ProblemKind = "period_unclear"
	PeriodsDiffer     ProblemKind = "periods_differ"
)

// The kinds of lists of persons and of deaths.
const (
	TicksTwo            ProblemKind = "two_ticks"
	TickMissing         ProblemKind = "tick_missing"
	CertificateMissing  ProblemKind = "certificate_missing"
	CertificateOdd      ProblemKind = "certificate_odd"
	CertificateNumber   ProblemKind = "certificate_id_differs"
	CertificateType     ProblemKind = "certificate_type_differs"
	CertificateGrade    ProblemKind = "certificate_grade_differs"
	CertificateReissued ProblemKind = "certificate_reissued"
	MonthsOdd           ProblemKind = "months_odd"
	ItemUnclear         ProblemKind = "item_unclear"
	DeadByRemark        ProblemKind = "remark_says_dead_still_paid"
	DayWithoutYear      ProblemKind = "year_missing"
	DayMissing          ProblemKind = "date_missing"
	DayImpossible       ProblemKind = "date_impossible"
	DayOutOfMonth       ProblemKind = "date_outside_month_line"
	MonthCountWrong     ProblemKind = "month_count_wrong"
	DeathTwice          ProblemKind = "death_listed_twice"
)

// The kinds that a programme's own values find; see [Doubts].
const (
	AmountWrong  ProblemKind = "amount_wrong"
	AgeWrong     ProblemKind = "age_wrong"
	GradeWrong   ProblemKind = "grade_wrong"
	OldStandard  ProblemKind = "old_standard"
	CareMismatch ProblemKind = "care_tier_mismatch"
	BandWrong    ProblemKind = "wrong_band"
	AgeBelow     ProblemKind = "age_below_80"
	CareGrade    ProblemKind = "care_needs_grade_1_2"
	OffStandard  ProblemKind = "amount_off_standard"
)

// The kinds that come up against the register.
const (
	InOtherHousehold ProblemKind = "in_other_household" // a person stands in another household
	NameDiffers      ProblemKind = "name_differs"       // the number is another person's by name
	Unrecognised     ProblemKind = "person_unclear"     // several in the register could be meant
	AwardContradicts ProblemKind = "award_contradicts"  // the benefit register says otherwise
	NotNamed         ProblemKind = "not_named"          // a member in the register that the file does not name
	Refused          ProblemKind = "register_refused"   // a register would not take the fact
	Elsewhere        ProblemKind = "in_other_place"     // the person is registered in another township
	DeadByNotice     ProblemKind = "dead_by_notice"     // the death register knows the person as dead
	DayToCome        ProblemKind = "date_to_come"       // a death that is still to come
	Uneven           ProblemKind = "amount_uneven"      // the sum of several months is not whole fen a month
)

// usual is the level and the advice of a kind, unless the finder says
// otherwise.
type usual struct {
	level Level
	do    string
}

var usuals = map[ProblemKind]usual{
	NumberMissing:     {Warning, "请补录身份证号码；确未上户的，先办理户口登记"},
	NumberLostDigits:  {Warning, "请把该列设为文本格式，按身份证原件重新录入，不要补零"},
	NumberCheckDigit:  {Warning, "请与身份证原件核对后改正"},
	NumberLength:      {Warning, "请与身份证原件核对后改正"},
	NumberDate:        {Warning, "请与身份证原件核对后改正"},
	NumberCharacters:  {Warning, "请与身份证原件核对后改正"},
	NumberArea:        {Error, "请核对号码的前六位"},
	NumberSpaces:      {Info, "无需处理，已按去除空格后的号码读取"},
	NumberFolded:      {Info, "无需处理，已按半角数字读取"},
	NumberOld:         {Info, "已按15位旧号码换算为18位，请与现用身份证核对"},
	NameMissing:       {Error, "请补填姓名"},
	NameOdd:           {Warning, "请核对姓名，说明文字请写到备注列"},
	NameBlanks:        {Info, "无需处理，已去除姓名中的空格"},
	RelationMissing:   {Warning, "请补填与户主关系"},
	RelationOdd:       {Warning, "请改为配偶、子女、父母等称谓"},
	HeadMissing:       {Error, "请在关系列注明谁是户主"},
	HeadTwice:         {Error, "请核对是否把两户写成了一户"},
	HeadDiffers:       {Warning, "请核对户主是谁"},
	BirthDiffers:      {Warning, "请核对出生日期与身份证号码"},
	BirthOdd:          {Warning, "请按 1950-03-12 的格式填写"},
	SexDiffers:        {Warning, "请核对性别与身份证号码"},
	VillageMissing:    {Error, "请填写村（社区）名称"},
	VillageUnclear:    {Error, "请按区划名称填写村（社区）"},
	VillageFilled:     {Info, "已按上一行的村（社区）读取，不对请补填"},
	ClassOdd:          {Warning, "请填写“城市”或“农村”"},
	ClassMissing:      {Info, "未填类别，新增的户按所在村（社区）默认，待确认"},
	PeopleMissing:     {Warning, "请补填保障人数"},
	PeopleDiffer:      {Warning, "请核对哪些人享受保障；名单齐全的，改正保障人数"},
	AmountText:        {Info, "无需处理；建议把该单元格改为数值"},
	AmountApproximate: {Warning, "已按写明的数计，请核实准确金额"},
	AmountUnit:        {Warning, "已按单元格写明的单位换算，请核对"},
	AmountOdd:         {Error, "请填写一个数字金额"},
	AmountMissing:     {Warning, "金额为空，不发放；应发的请补填"},
	AccountLostZeros:  {Warning, "已补足19位，请与存折（卡）核对"},
	AccountLostDigits: {Warning, "请把该列设为文本格式，按存折（卡）重新录入"},
	AccountDoubtful:   {Warning, "请与存折（卡）核对后改正"},
	AccountOdd:        {Warning, "请与存折（卡）核对后改正"},
	AccountMissing:    {Warning, "请补录账号，否则不能发放"},
	AccountShared:     {Info, "请核对是否同一家庭的账户"},
	RowSumDiffers:     {Warning, "已按合计读取，请核对各项金额"},
	SubtotalWrong:     {Warning, "小计不影响导入，各行按原值读取，请核对"},
	TotalWrong:        {Warning, "合计不影响导入，各行按原值读取，请核对"},
	PerCapitaDiffers:  {Warning, "以各项收入为准，请核对"},
	IncomeAbove:       {Warning, "请复核该户是否仍符合条件"},
	VehicleDeclared:   {Info, "请按财产规定核对"},
	PropertyBlank:     {Info, "未填按不详处理；没有的请填“无”"},
	AnswerOdd:         {Warning, "未能读取，请按表样用语填写"},
	CellsDiffer:       {Warning, "同一户的该项应当一致，请核对"},
	HouseholdTwice:    {Error, "请核对户编号，一户只用一个编号"},
	PersonTwice:       {Error, "同一人只能列一次，请核实后保留一处"},
	RowHidden:         {Warning, "该行在表中被隐藏，已读入；不应发放的请删除该行"},
	ColumnHidden:      {Info, "该列在表中被隐藏，已读入"},
	ColumnUnknown:     {Info, "该列未读取"},
	SheetHidden:       {Warning, "隐藏的工作表不导入；需要导入的请取消隐藏"},
	SheetUnread:       {Warning, "该工作表没有名册表头，未导入"},
	RowUnread:         {Warning, "该行没有认出是什么，未读入，请核对"},
	PeriodDiffers:     {Warning, "请核对是不是这个月的名册"},
	PeriodUnclear:     {Warning, "请在表题写明是哪几个月的，例如“2026年第三季度”"},
	PeriodsDiffer:     {Info, "无需处理，各按自己的月份登记"},
	NumberLetter:      {Warning, "请与身份证原件核对，把字母改为数字"},
	FullWidth:         {Info, "无需处理，已按半角数字读取"},
	Apostrophe:        {Info, "无需处理，已去除撇号"},
	NameRare:          {Info, "无需处理；打印、导出后请留意这个字有没有变成问号"},
	BirthAmbiguous:    {Info, "已以身份证号码为准；请把该列改为文本，写明月份"},
	AgeDiffers:        {Info, "已按身份证号码计算，无需处理"},

	TicksTwo:            {Warning, "请核实是哪一种，只勾一项"},
	TickMissing:         {Warning, "请核实后补勾"},
	CertificateMissing:  {Info, "请补填残疾证号"},
	CertificateOdd:      {Warning, "请与残疾证原件核对后改正"},
	CertificateNumber:   {Warning, "请与身份证、残疾证原件核对，查明是谁的残疾证"},
	CertificateType:     {Warning, "请与残疾证原件核对残疾类别"},
	CertificateGrade:    {Warning, "请与残疾证原件核对残疾等级"},
	CertificateReissued: {Info, "残疾证换发过，请核对旧证是否仍列在名册上"},
	ItemUnclear:         {Error, "请在表头或“补贴项目”列写明是困难残疾人生活补贴还是重度残疾人护理补贴"},
	MonthsOdd:           {Error, "请填写月数，例如3"},
	DeadByRemark:        {Warning, "请核实此人是否已去世；确已去世的停发，并核对多发的月份"},
	DayWithoutYear:      {Info, "年份按表题读取，不对请补填"},
	DayMissing:          {Warning, "请补填死亡日期"},
	DayImpossible:       {Warning, "请核对死亡日期"},
	DayOutOfMonth:       {Warning, "请核对死亡日期，或该行所在的月份"},
	MonthCountWrong:     {Warning, "请核对是否漏列，或改正人数"},
	DeathTwice:          {Warning, "请核实哪一次登记是对的，保留一处"},

	AmountWrong:      {Warning, "请按现行标准核对金额"},
	AgeWrong:         {Warning, "请核对出生日期和年龄"},
	GradeWrong:       {Warning, "请与残疾证核对类别和等级"},
	OldStandard:      {Warning, "请按现行标准核对金额"},
	CareMismatch:     {Warning, "请核对自理能力和照料护理费"},
	BandWrong:        {Warning, "请核对出生日期，按年龄列入相应的档次"},
	AgeBelow:         {Warning, "请核对出生日期；没有到年龄的不发放"},
	CareGrade:        {Warning, "请与残疾证核对等级；不在范围内的不发放"},
	OffStandard:      {Warning, "请按现行标准核对金额"},
	InOtherHousehold: {Error, "请核实此人现在哪一户：在原家庭办理迁出，或从本名册中去掉"},
	NameDiffers:      {Error, "请核对姓名和身份证号码，确属改名的先更正人员登记"},
	Unrecognised:     {Error, "请补录身份证号码，以便确认是哪一位"},
	AwardContradicts: {Error, "请核对名册与待遇台账"},
	NotNamed:         {Info, "名册没有列出此人，底册不变；已不共同生活的请办理迁出"},
	Refused:          {Error, "请按提示核对后改正"},
	Elsewhere:        {Error, "请核实此人现在住哪里：确已迁入的，先更正人员登记；名册是全县的，由县民政局导入"},
	DeadByNotice:     {Warning, "请核实；确已去世的停发，并核对多发的月份"},
	DayToCome:        {Error, "请核对死亡日期"},
	Uneven:           {Error, "请核对金额和月数，月标准应是整分"},
}

// A Problem is one thing about a file that a person should look at: where it
// stands, what was read, how it was understood and what to do.
type Problem struct {
	Sheet      string      `json:"sheet"`
	Row        int         `json:"row"`              // zero: the sheet as a whole
	Column     string      `json:"column,omitempty"` // letter
	Term       string      `json:"term,omitempty"`   // of the column
	Kind       ProblemKind `json:"kind"`
	Level      Level       `json:"level"`
	Says       string      `json:"says"`
	Read       string      `json:"read,omitempty"`
	Understood string      `json:"understood,omitempty"`
	Do         string      `json:"do"`

	entry int // which household, person or death it belongs to, from 1; zero: none
}

// Place says where the problem stands: 10月 第14行 J列（账号）.
func (p Problem) Place() string {
	var b strings.Builder
	if p.Sheet != "" {
		b.WriteString(p.Sheet + " ")
	}
	if p.Row > 0 {
		b.WriteString("第" + strconv.Itoa(p.Row) + "行 ")
	}
	if p.Column != "" {
		b.WriteString(p.Column + "列")
	}
	if p.Term != "" {
		b.WriteString("（" + p.Term + "）")
	}
	return strings.TrimSpace(b.String())
}

// sortProblems puts the worst first, then as they stand in the file.
func sortProblems(list []Problem, sheets []string) {
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Level.weight(), b.Level.weight()),
			cmp.Compare(slices.Index(sheets, a.Sheet), slices.Index(sheets, b.Sheet)),
			cmp.Compare(a.Row, b.Row),
			byLetter(a.Column, b.Column),
		)
	})
}

// byLetter orders columns by their letters: Z before AA.
func byLetter(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// masked is an identity or account number as reports may carry it.
func masked(text string) string {
	t := plain(text)
	if len(t) < 8 || strings.Trim(t, "0123456789Xx.eE+-") != "" {
		return text
	}
	if len(t) >= 15 && !strings.HasPrefix(t, "000000") {
		return t[:6] + strings.Repeat("*", len(t)-10) + t[len(t)-4:]
	}
	return strings.Repeat("*", len(t)-4) + t[len(t)-4:]
}
