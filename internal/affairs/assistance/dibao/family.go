package dibao

import (
	"strconv"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// Labels of the steps, in their order.
const (
	familyStep  = "共同生活的家庭成员"
	incomeStep  = "家庭可计入收入"
	incomeTest  = "人均月收入"
	savingsTest = "金融资产"
	vehicleTest = "车辆"
	housingTest = "住房"
	amountStep  = "补差"
	topupStep   = "增发"
	totalStep   = "月保障金额"
)

// family finds who belongs to the co-living family (共同生活的家庭成员) and opens
// a share for each.
//
// 民发〔2021〕57号 第七条.
func (a *assessment) family() {
	s := a.why.Step(familyStep)
	s.Article(measures + "第七条")
	for i := range a.f.Members {
		m := &a.f.Members[i]
		in, reason := a.counts(s, m)
		if s.Listening() {
			s.Note(a.introduce(m) + "：" + verdict(in) + "，" + reason)
		}
		if in {
			a.r.Shares = append(a.r.Shares, Share{Member: i})
		}
	}
	a.r.Counted = int64(len(a.r.Shares))
	if a.r.Counted == 0 {
		a.lack("", "没有可计入的家庭成员，请核对家庭成员登记", "")
	}
	s.Count("计入", a.r.Counted, "人")
}

func verdict(in bool) string {
	if in {
		return "计入"
	}
	return "不计入"
}

// introduce names a member with the age that the law reads.
func (a *assessment) introduce(m *Member) string {
	if m.Birth == 0 {
		return m.Name
	}
	return m.Name + "（" + strconv.FormatInt(a.age(m), 10) + " 周岁）"
}

// age is the whole years on the first day of the month.
func (a *assessment) age(m *Member) int64 { return int64(month.AgeOn(m.Birth, a.day)) }

// counts tells whether a member counts, and why: an officer's decision, a ground
// that takes people out, then the four items.
func (a *assessment) counts(s *rules.Step, m *Member) (in bool, reason string) {
	switch {
	case m.Counted != Undecided:
		return m.Counted == Yes, a.decided(m)
	case m.Uncounted != "":
		return a.excluded(s, m)
	case m.Birth == 0:
		a.lack(m.Name, "出生日期", unrecorded)
		return true, "年龄待核"
	case m.Relation == Head:
		return true, "户主（申请人）"
	case m.Relation == Spouse:
		return true, "第一款第（一）项，配偶"
	case m.Relation == Child:
		return a.countsChild(s, m)
	}
	return true, "第一款第（四）项，有法定赡养、扶养、抚养义务关系并长期共同居住"
}

func (a *assessment) decided(m *Member) string {
	if a.why == nil || m.Because == "" {
		return "已由经办人员认定"
	}
	return "已由经办人员认定：" + m.Because
}

// excluded reads whether a ground takes a person out of the family (不计入共同
// 生活的家庭成员的人员).
//
// 民发〔2021〕57号 第七条第二款.
func (a *assessment) excluded(s *rules.Step, m *Member) (in bool, reason string) {
	v := a.uncounted.At(a.f.Division, string(m.Uncounted), a.m)
	word, ok := need(a, s, v)
	if !ok {
		a.lack(m.Name, "是否计入家庭成员，请由县级认定", "")
		return true, "待认定"
	}
	return word != "excluded", a.uncounted.ClassTerm(string(m.Uncounted))
}

// countsChild reads items two to four for a child: a minor; an adult who cannot
// live independently, which includes those who study full time up to the
// bachelor's degree; an adult living with the family. Study above that level
// makes nobody dependent.
//
// 民发〔2021〕57号 第七条第一款第（二）（三）（四）项.
func (a *assessment) countsChild(s *rules.Step, m *Member) (in bool, reason string) {
	adult, ok := need(a, s, a.ages.At(a.f.Division, "adult", a.m))
	if !ok {
		return true, "年龄待核"
	}
	switch {
	case a.age(m) < adult:
		return true, "第一款第（二）项，未成年子女"
	case m.Dependent:
		return true, "第一款第（三）项，已成年但不能独立生活的子女"
	case m.School == "":
		return true, "第一款第（四）项，有法定赡养义务关系并长期共同居住"
	}
	levels, ok := need(a, s, a.study.At(a.f.Division, "", a.m))
	if !ok {
		return true, "就学阶段待核"
	}
	if has(levels, string(m.School)) {
		return true, "第一款第（三）项，在校接受全日制本科及以下学历教育的子女"
	}
	return false, "已成年，在读学历高于本科，不属第一款第（三）项的子女"
}

func has(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}
