package dibao

import "minzheng/internal/base/month"

// Single tells whether a member may apply alone (单人户), and by which item of
// the law; the item is empty when not. borderline tells whether the family was
// found to be a borderline family (最低生活保障边缘家庭), which another programme
// decides.
//
// It answers who may apply; how a single person's income and support are counted
// (A5 一（一）: support by siblings or by persons over sixty may be disregarded)
// is local and not built.
//
// 民发〔2021〕57号 第八条; 《关于进一步做好最低生活保障等社会救助兜底保障工作的通知》
// (2022-10-20) 一（一）.
func Single(f Facts, law Law, m month.Month, member int, borderline bool) (item string) {
	who := f.Members[member]
	grade := law.alone.At(f.Division, string(who.Disability), m)
	severe := law.severe.At(f.Division, string(who.Disability), m)
	adult := law.ages.At(f.Division, "adult", m)
	switch {
	case borderline && who.Grade > 0 && grade.InForce() && who.Grade <= grade.Is:
		return measures + "第八条第（一）项"
	case borderline && who.Ill:
		return measures + "第八条第（二）项"
	case who.Uncounted == Clergy:
		return measures + "第八条第（三）项"
	case who.Jobless && who.Grade > 0 && severe.InForce() && who.Grade <= severe.Is &&
		adult.InForce() && int64(month.AgeOn(who.Birth, m.First())) >= adult.Is:
		return "2022年兜底保障通知一（一）"
	}
	return ""
}
