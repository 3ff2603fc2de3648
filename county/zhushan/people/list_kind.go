package people

import (
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A kind is one sort of list: its rows and its columns.
type kind struct {
	name    string
	title   string
	pays    bool
	births  bool // it says when people were born
	rows    func(w *writing) []entry
	columns []column
}

// A column is one column with its name in each layout; without a name it is not in the layout.
type column struct {
	names     [ofLayout]string
	group     string // above the name, in the layout with groups
	household bool   // one cell for all rows of a household
	sums      bool
	of        func(w *writing, e *entry, number int) any
}

// shown are the columns of a layout.
func (k kind) shown(l Layout) []column {
	return slices.DeleteFunc(slices.Clone(k.columns), func(c column) bool { return c.names[l.at()] == "" })
}

func all(name string) [ofLayout]string { return [ofLayout]string{name, name, name, name} }

// Columns that several kinds have.
var (
	serial  = column{names: [ofLayout]string{"序号", "序号", "序号", ""}, household: true, of: func(_ *writing, _ *entry, n int) any { return n }}
	village = column{names: [ofLayout]string{"村（社区）", "村别", "所在村（社区）", "村居名称"}, household: true, of: func(_ *writing, e *entry, _ int) any { return e.place }}
	number  = column{names: [ofLayout]string{"身份证号码", "身份证号", "公民身份号码", "身份证号码"}, of: func(w *writing, e *entry, _ int) any {
		return w.asText(w.Persons[e.person].Number().Full())
	}}
	class = column{names: [ofLayout]string{"户类别", "类别", "城乡类别", "保障类别"}, household: true, of: func(_ *writing, e *entry, _ int) any {
		return word("urban=城市 rural=农村", e.award.Class)
	}}
	bank       = column{names: [ofLayout]string{"开户行", "", "开户银行", ""}, household: true, of: func(_ *writing, e *entry, _ int) any { return e.award.Payee.Bank }}
	bankNumber = column{names: [ofLayout]string{"一卡通账号", "账号", "银行账号", "银行卡号"}, household: true, of: func(w *writing, e *entry, _ int) any {
		return w.asText(e.award.Payee.Account)
	}}
	remark = column{names: [ofLayout]string{"备注", "备注", "", "备注"}, household: true, of: func(*writing, *entry, int) any { return nil }}
	sex    = column{names: all("性别"), of: func(w *writing, e *entry, _ int) any {
		if w.Persons[e.person].Male {
			return "男"
		}
		return "女"
	}}
)

func called(names [ofLayout]string) column {
	return column{names: names, of: func(w *writing, e *entry, _ int) any { return w.Persons[e.person].Full() }}
}

// line is the sum of the lines of a term with a code; nothing where there is none.
func line(t *Term, code string) any {
	var sum money.Fen
	for _, l := range t.Lines {
		if l.Code == code {
			sum += l.Fen
		}
	}
	if sum == 0 {
		return nil
	}
	return sum
}

// amount is a column of money.
func amount(names [ofLayout]string, group string, of func(e *entry) any) column {
	return column{names: names, group: group, household: true, sums: true, of: func(_ *writing, e *entry, _ int) any { return of(e) }}
}

// tick is a column that is ticked or not.
func tick(name, group string, of func(w *writing, e *entry) bool) column {
	return column{names: [ofLayout]string{"", "", name, ""}, group: group, of: func(w *writing, e *entry, _ int) any {
		if of(w, e) {
			return "√"
		}
		return nil
	}}
}

// kinds are the lists that a township writes.
var kinds = []kind{
	{
		name: "roll", title: "城乡最低生活保障金发放名册", pays: true,
		rows: func(w *writing) []entry { return w.paid(Dibao) },
		columns: []column{
			serial, called([ofLayout]string{"户主姓名", "户主", "户主姓名", "姓名"}), number, class,
			{names: [ofLayout]string{"保障人数", "保障人口", "保障人数", "享受人数"}, sums: true, of: func(_ *writing, e *entry, _ int) any { return len(e.term.Covered) }},
			amount([ofLayout]string{"户月保障金", "补差金额", "月保障金", "保障金额"}, "发放金额（元/月）", func(e *entry) any { return line(e.term, "difference") }),
			amount([ofLayout]string{"分类施保增发", "分类施保", "增发", "分类施保金"}, "发放金额（元/月）", func(e *entry) any { return line(e.term, "topup") }),
			amount([ofLayout]string{"合计", "合计", "合计", "发放金额"}, "发放金额（元/月）", func(e *entry) any { return e.term.Amount }),
			bank, bankNumber, village, remark,
		},
	},
	{
		name: "families", title: "最低生活保障家庭情况表",
		rows: (*writing).families,
		columns: []column{
			{names: all("户编号"), household: true, of: func(w *writing, e *entry, _ int) any { return w.HouseholdNumber(e.household) }},
			village, class, called([ofLayout]string{"姓名", "家庭成员姓名", "姓名", "成员姓名"}),
			{names: all("与户主关系"), of: func(w *writing, e *entry, _ int) any { return w.relation(e.person) }},
			number,
			{names: all("健康状况"), of: optionOf(health, "good=健康 chronic=慢性病 serious=重病")},
			{names: all("残疾类别及等级"), of: func(w *writing, e *entry, _ int) any { return w.handicap(e.person) }},
			{names: all("劳动能力"), of: optionOf(labour, "full=有 partial=部分丧失 lost=完全丧失")},
			{names: all("就业就学情况"), of: func(w *writing, e *entry, _ int) any { return w.occupation(e.person) }},
			income("务工收入", wage),
			income("种养收入", farming),
			income("养老金", pension),
			income("赡养费", support),
			{names: all("住房情况"), household: true, of: ownedOf(housing, "own=自有住房 resettled=安置房 none=无")},
			{names: all("车辆"), household: true, of: ownedOf(vehicle, "none=无 motorcycle=摩托车 tricycle=三轮车")},
			{names: all("存款"), household: true, of: func(w *writing, e *entry, _ int) any {
				if f := w.property(e.household, savings); f != nil {
					return f.Amount
				}
				return nil
			}},
			{names: all("保障人数"), household: true, of: func(_ *writing, e *entry, _ int) any { return len(e.term.Covered) }},
			{names: all("致困原因"), household: true, of: func(w *writing, e *entry, _ int) any {
				if f := w.property(e.household, cause); f != nil {
					return f.Text
				}
				return nil
			}},
		},
	},
	{
		name: "tekun", title: "特困人员供养金发放表", pays: true,
		rows: func(w *writing) []entry { return w.paid(Tekun) },
		columns: []column{
			serial, called([ofLayout]string{"姓名", "特困人员", "姓名", "姓名"}), number,
			{names: [ofLayout]string{"供养方式", "供养形式", "", "供养方式"}, of: func(_ *writing, e *entry, _ int) any {
				return word("institution=集中 person=分散", e.award.Payee.Kind)
			}},
			tick("集中", "供养方式", func(_ *writing, e *entry) bool { return e.award.Payee.Kind == "institution" }),
			tick("分散", "供养方式", func(_ *writing, e *entry) bool { return e.award.Payee.Kind != "institution" }),
			{names: [ofLayout]string{"自理能力", "护理档次", "", "自理能力"}, of: func(w *writing, e *entry, _ int) any { return tierTerm(w.Persons[e.person].Care) }},
			tick("全自理", "自理能力", func(w *writing, e *entry) bool { return w.Persons[e.person].Care.Tier() == "self" }),
			tick("半护理", "自理能力", func(w *writing, e *entry) bool { return w.Persons[e.person].Care.Tier() == "half" }),
			tick("全护理", "自理能力", func(w *writing, e *entry) bool { return w.Persons[e.person].Care.Tier() == "full" }),
			amount([ofLayout]string{"基本生活费", "基本生活", "基本生活费", "生活费"}, "", func(e *entry) any { return line(e.term, "basic") }),
			amount([ofLayout]string{"照料护理费", "护理费", "照料护理费", "护理费"}, "", func(e *entry) any { return line(e.term, "care") }),
			amount(all("合计"), "", func(e *entry) any { return e.term.Amount }),
			{names: all("户名"), of: func(_ *writing, e *entry, _ int) any { return e.award.Payee.Name }},
			bankNumber, village, remark,
		},
	},
	{
		name: "disability", title: "残疾人两项补贴发放表", pays: true,
		rows: (*writing).handicapped,
		columns: []column{
			serial, called(all("姓名")), number,
			{names: all("残疾类别"), of: func(w *writing, e *entry, _ int) any { return handicapWord(&w.Persons[e.person]) }},
			{names: all("残疾等级"), of: func(w *writing, e *entry, _ int) any { return gradeWord(&w.Persons[e.person]) }},
			amount([ofLayout]string{"困难生活补贴", "生活补贴", "困难残疾人生活补贴", "困难生活补贴"}, "", func(e *entry) any {
				if e.term == nil {
					return nil
				}
				return e.term.Amount
			}),
			amount([ofLayout]string{"重度护理补贴", "护理补贴", "重度残疾人护理补贴", "重度护理补贴"}, "", func(e *entry) any {
				if e.other == nil {
					return nil
				}
				return e.other.Amount
			}),
			bankNumber, village, remark,
		},
	},
	{
		name: "advanced_age", title: "高龄津贴花名册", pays: true, births: true,
		rows: func(w *writing) []entry { return w.paid(AdvancedAge) },
		columns: []column{
			serial, called(all("姓名")), sex,
			{names: all("出生日期"), of: func(_ *writing, e *entry, _ int) any { return e.born.String() }},
			number, village,
			amount([ofLayout]string{"津贴金额", "高龄津贴", "月津贴", "津贴金额"}, "", func(e *entry) any { return e.term.Amount }),
			bankNumber, remark,
		},
	},
	{
		name: "deaths", title: "死亡人员名单",
		rows: (*writing).dead,
		columns: []column{
			serial, called(all("姓名")), sex, number,
			{names: [ofLayout]string{"死亡日期", "死亡时间", "死亡日期", "死亡日期"}, of: func(w *writing, e *entry, _ int) any {
				return w.Persons[e.person].Died.String()
			}},
			village,
			{names: [ofLayout]string{"处理方式", "安葬方式", "处理方式", ""}, of: func(w *writing, e *entry, _ int) any {
				_, burial := w.Burial(e.person)
				return burial
			}},
			{names: all("信息来源"), of: func(w *writing, e *entry, _ int) any {
				told, _ := w.Burial(e.person)
				return told
			}},
		},
	},
}

// families lists the members of the dibao families, the head first.
func (w *writing) families() []entry {
	var rows []entry
	for _, head := range w.paid(Dibao) {
		var members []int32
		for i := range w.members(head.household) {
			if p := &w.Persons[i]; p.Lives(w.Month.First()) {
				members = append(members, i)
			}
		}
		for n, i := range members {
			e := w.entry(i, head.household, head.award, head.term)
			e.first, e.size = n == 0, len(members)
			rows = append(rows, e)
		}
	}
	return rows
}

// handicapped lists who has one or both of the allowances of the disabled.
func (w *writing) handicapped() []entry {
	rows := w.paid(DisabilityLiving)
	at := map[int32]int{}
	for i, e := range rows {
		at[e.person] = i
	}
	for _, e := range w.paid(DisabilityCare) {
		if i, ok := at[e.person]; ok {
			rows[i].other = e.term
			continue
		}
		e.other, e.term = e.term, nil
		rows = append(rows, e)
	}
	slices.SortStableFunc(rows, func(a, b entry) int { return int(a.person - b.person) })
	return rows
}

// dead lists who died from January on, up to the end of the month.
func (w *writing) dead() []entry {
	var rows []entry
	for i := range w.Persons {
		p := &w.Persons[i]
		if p.Died >= month.MustDay(w.Month.Year(), 1, 1) && p.Died <= w.Month.Last() && w.here(p.Household) {
			rows = append(rows, w.entry(int32(i), p.Household, nil, nil))
		}
	}
	slices.SortStableFunc(rows, func(a, b entry) int { return int(w.Persons[a.person].Died - w.Persons[b.person].Died) })
	return rows
}

// income is a column of a member's income.
func income(name, kind string) column {
	return column{names: all(name), of: func(w *writing, e *entry, _ int) any { return w.income(e.person, kind) }}
}

func optionOf(kind, words string) func(*writing, *entry, int) any {
	return func(w *writing, e *entry, _ int) any {
		if f := w.fact(e.person, kind); f != nil {
			return word(words, f.Option)
		}
		return nil
	}
}

func ownedOf(kind, words string) func(*writing, *entry, int) any {
	return func(w *writing, e *entry, _ int) any {
		if f := w.property(e.household, kind); f != nil {
			return word(words, f.Option)
		}
		return nil
	}
}

// relation is what a member is to the head, in the words of villages.
func (w *writing) relation(i int32) string {
	p := &w.Persons[i]
	words := [...][2]string{{"户主", "户主"}, {"妻子", "丈夫"}, {"女儿", "儿子"}, {"儿媳", "女婿"}, {"母亲", "父亲"}, {"岳母", "岳父"}, {"祖母", "祖父"}, {"孙女", "孙子"}, {"姐妹", "兄弟"}, {"其他", "其他"}}
	return words[p.Relation][sexOf(p.Male)]
}

func handicapWord(p *Person) string {
	return [...]string{"", "肢体", "视力", "听力", "精神", "智力", "多重", "言语"}[p.Handicap]
}

func gradeWord(p *Person) string {
	return [...]string{"", "一级", "二级", "三级", "四级"}[p.Grade]
}

func (w *writing) handicap(i int32) any {
	if p := &w.Persons[i]; p.Grade > 0 {
		return handicapWord(p) + gradeWord(p)
	}
	return "无"
}

func (w *writing) occupation(i int32) any {
	if f := w.fact(i, work); f != nil && f.Option != "student" {
		return word("farming=在家务农 away=外出务工 flexible=灵活就业 none=无业", f.Option)
	}
	if f := w.fact(i, school); f != nil {
		return word("preschool=学前 primary=小学 junior=初中 senior=高中 vocational=中职", f.Option)
	}
	return nil
}
