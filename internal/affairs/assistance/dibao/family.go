package dibao

import "minzheng/internal/base/month"

// A verdict is whether a person counts as a member of the family, and why.
type verdict uint8

// The verdicts; those from byOfficer on count.
const (
	outByOfficer verdict = iota // 已由经办人员认定
	outByGround
	outGraduate

	byOfficer
	byGround
	groundOpen // 待认定
	ageOpen    // 年龄待核
	schoolOpen // 就学阶段待核
	isHead
	isSpouse
	minorChild
	dependentChild
	studyingChild
	grownChild
	isOther
	isChild // to be judged, see judgeChild
)

// counts tells whether the person is a member.
func (v verdict) counts() bool { return v >= byOfficer }

// findFamily finds who belongs to the co-living family (共同生活的家庭成员).
//
// 民发〔2021〕57号 第七条.
func (w *work) findFamily() {
	persons, parts, day := w.persons, w.room(), w.law.day
	members := int64(0)
	for i := range persons {
		p := &persons[i]
		age := int64(month.AgeOn(p.birth, day))
		v := byRelation[p.relation]
		if v == isChild || p.is(special) {
			v = w.judge(p, age, int32(i))
		}
		parts[i] = part{verdict: v, age: age}
		if v.counts() {
			members++
			if p.birth == 0 {
				w.lack(lackBirth, int32(i), 0)
			}
		}
	}
	w.counted = members
	if members == 0 {
		w.lack(lackMember, nobody, 0)
	}
}

// room is a part for each person.
func (w *work) room() []part {
	n := len(w.persons)
	if cap(w.parts) < n {
		w.parts = make([]part, n)
	}
	w.parts = w.parts[:n]
	return w.parts
}

// judge tells whether a person counts: an officer's decision, a ground that takes
// people out, then the four items of the article.
func (w *work) judge(p *person, age int64, who int32) verdict {
	switch {
	case p.taken > 0:
		return byOfficer
	case p.taken < 0:
		return outByOfficer
	case p.ground != 0:
		return w.excluded(p, who)
	case p.birth == 0:
		return ageOpen
	case p.relation == child:
		return w.judgeChild(p, age)
	}
	return byRelation[p.relation]
}

// byRelation are the items of the article that ask for no more than the relation:
// the spouse, and others who live in the family and owe one another support.
//
// 民发〔2021〕57号 第七条第一款第（一）（四）项.
var byRelation = [words]verdict{isOther, isHead, isSpouse, isChild, isOther, isOther, isOther}

// excluded reads whether a ground takes a person out of the family (不计入共同
// 生活的家庭成员的人员).
//
// 民发〔2021〕57号 第七条第二款.
func (w *work) excluded(p *person, who int32) verdict {
	rule := &w.law.uncounted[p.ground]
	switch {
	case !w.need(&rule.standing):
		w.lack(lackGround, who, 0)
		return groundOpen
	case rule.is:
		return outByGround
	}
	return byGround
}

// judgeChild reads items two to four for a child: a minor; an adult who cannot
// live independently, which includes those who study full time up to the
// bachelor's degree; an adult living with the family. Study above that level
// makes nobody dependent.
//
// 民发〔2021〕57号 第七条第一款第（二）（三）（四）项.
func (w *work) judgeChild(p *person, age int64) verdict {
	law := w.law
	switch {
	case !w.need(&law.adult.standing):
		return ageOpen
	case age < law.adult.is:
		return minorChild
	case p.is(dependent):
		return dependentChild
	case p.school == 0:
		return grownChild
	case !w.need(&law.study.standing):
		return schoolOpen
	case law.study.is.has(p.school):
		return studyingChild
	}
	return outGraduate
}
