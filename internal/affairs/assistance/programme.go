package assistance

import (
	"fmt"
	"strconv"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/affairs/assistance/tekun"
	"minzheng/internal/affairs/assistance/temporary"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
)

// Dibao is the code of the minimum living standard guarantee (最低生活保障), as the
// roof and its commands name the programme.
const Dibao = dibao.Code

// dibaoProgramme offers the minimum living standard guarantee to the benefit
// register.
func (a *Assistance) dibaoProgramme() benefit.Programme {
	return benefit.Programme{
		Code:   dibao.Code,
		Term:   "城乡居民最低生活保障",
		Short:  "低保",
		Basis:  "《社会救助暂行办法》（国务院令第649号）第二章；《最低生活保障审核确认办法》（民发〔2021〕57号）",
		Unit:   benefit.Household,
		Begins: dibao.Begins,
		Doubts: a.doubtDibao,
		Assess: func(f benefit.Family, m month.Month, why *rules.Explanation) (benefit.Assessment, error) {
			assessed, err := a.assessDibao(factsOf(f), m, why)
			assessed.Class = f.Class
			return assessed, err
		},
		Reassess: func(frozen []byte, m month.Month, why *rules.Explanation) (benefit.Assessment, error) {
			f, err := dibao.ReadFacts(frozen)
			if err != nil {
				return benefit.Assessment{}, fmt.Errorf("read frozen facts: %w", err)
			}
			return a.assessDibao(f, m, why)
		},
	}
}

// tekunProgramme offers support for people in extreme difficulty.
func (a *Assistance) tekunProgramme() benefit.Programme {
	return benefit.Programme{
		Code:   tekun.Code,
		Term:   "特困人员救助供养",
		Short:  "特困",
		Basis:  "《社会救助暂行办法》（国务院令第649号）第三章；《特困人员认定办法》（民发〔2021〕43号）",
		Unit:   benefit.Person,
		Begins: tekun.Begins,
		Doubts: a.doubtTekun,
	}
}

// temporaryProgramme offers temporary assistance, which is paid once: an award
// that stops in the month after it began.
func (a *Assistance) temporaryProgramme() benefit.Programme {
	return benefit.Programme{
		Code:   temporary.Code,
		Term:   "临时救助",
		Short:  "临时救助",
		Basis:  "《社会救助暂行办法》（国务院令第649号）第九章；《民政部 财政部关于进一步健全完善临时救助制度的意见》（2026年）",
		Unit:   benefit.Person,
		Doubts: a.doubtTemporary,
	}
}

// assessDibao applies the law to facts and tells the result in the register's
// words.
//
// It returns fault.Invalid when the law is not loaded for the place and month.
func (a *Assistance) assessDibao(f dibao.Facts, m month.Month, why *rules.Explanation) (benefit.Assessment, error) {
	if err := a.dibao.Covers(f.Division, m); err != nil {
		return benefit.Assessment{}, err
	}
	frozen, err := f.MarshalJSON() // json.Marshal would read it all once more
	if err != nil {
		return benefit.Assessment{}, fmt.Errorf("freeze facts: %w", err)
	}
	r := dibao.Assess(f, a.dibao, m, why)
	return benefit.Assessment{
		Outcome: benefit.Outcome(r.Outcome), Amount: r.Amount, Lines: lines(f, r, m), Covered: covered(f, r),
		Class:   benefit.Classed{Class: benefit.Class(f.Class), Reason: f.ClassReason, Default: f.ClassAssumed},
		Binding: r.Binding.Sentence(), Condition: r.Binding.Label, Distance: r.Binding.Distance(), Missing: missing(r),
		Facts: frozen, Law: a.dibao.Version(), Marks: marks(r.Marked),
	}, nil
}

func lines(f dibao.Facts, r dibao.Result, m month.Month) []benefit.Line {
	var all []benefit.Line
	for _, l := range r.Lines {
		line := benefit.Line{Code: string(l.Code), Term: l.Code.Term(), Fen: l.Fen}
		if l.Member >= 0 {
			who := f.Members[l.Member]
			line.Person, line.Why = who.ID, belonging(who, l.Group, m)
		}
		all = append(all, line)
	}
	return all
}

// belonging says why somebody is of a group: "罗某 15 周岁，未成年人".
func belonging(who dibao.Member, g dibao.Group, m month.Month) string {
	if g == dibao.Aged || g == dibao.Minor {
		return who.Name + " " + strconv.Itoa(month.AgeOn(who.Birth, m.First())) + " 周岁，" + g.Term()
	}
	return who.Name + "，" + g.Term()
}

// covered lists whom an amount is for; nobody unless there is one.
func covered(f dibao.Facts, r dibao.Result) []benefit.Covered {
	if r.Outcome != dibao.Eligible {
		return nil
	}
	var all []benefit.Covered
	for _, s := range r.Shares {
		share := money.Fen(s.Fen)
		all = append(all, benefit.Covered{Person: f.Members[s.Member].ID, Name: f.Members[s.Member].Name, Count: 1, Share: &share})
	}
	return all
}

func missing(r dibao.Result) []string {
	var all []string
	for _, l := range r.Missing {
		all = append(all, l.String())
	}
	return all
}

func marks(entries []*rules.Entry) []string {
	var all []string
	for _, e := range entries {
		all = append(all, e.Marks()...)
	}
	return all
}
