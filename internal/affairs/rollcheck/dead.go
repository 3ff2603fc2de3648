package rollcheck

import (
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

// dead finds people with a valid number who are paid in a month after that of their death, or are counted in a family
// that is, or who died in the very month. 死亡后仍发放.
//
// 民发〔2020〕69号 三（二）: deaths are matched before every payment. A death never stops a household by itself: with
// others left, the head changes and the number of persons goes down.
func (x *index) dead() []Suspect {
	var found []Suspect
	for _, id := range x.order {
		notices := x.notices[id]
		if len(notices) == 0 {
			continue
		}
		d := deathOf(notices)
		var paid, counted, lately []mention
		for _, m := range x.mentions[id] {
			switch {
			case !pays(m.Claim):
			case d.known() && last(m.Claim) < d.month:
			case d.known() && last(m.Claim) == d.month:
				lately = append(lately, m)
			case x.leaves(m):
				counted = append(counted, m)
			default:
				paid = append(paid, m)
			}
		}
		for _, s := range []struct {
			kind     Kind
			mentions []mention
		}{{DeadPaid, paid}, {DeadCounted, counted}, {DiedInMonth, lately}} {
			if len(s.mentions) > 0 {
				found = append(found, x.deadSuspect(id, s.kind, d, s.mentions))
			}
		}
	}
	return found
}

// leaves tells whether a claim names somebody besides the dead, who lives as far as anybody knows.
func (x *index) leaves(m mention) bool {
	return slices.ContainsFunc(m.People, func(o benefit.Named) bool {
		return x.identity(o.Person, o.Number) != x.identity(m.who.Person, m.who.Number) && len(x.notices[x.identity(o.Person, o.Number)]) == 0
	})
}

// A death is what the notices about one person come to. Where they differ, the latest day counts: nobody is called dead
// before every notice says so.
type death struct {
	notices []Notice
	day     month.Day
	month   month.Month
	differ  bool
}

func deathOf(notices []Notice) death {
	d := death{notices: notices}
	for i, n := range notices {
		m := n.Month
		if n.Day.Known() {
			m = n.Day.Month()
		}
		if i > 0 && (m != d.month || n.Day != d.day) {
			d.differ = true
		}
		if m > d.month || m == d.month && n.Day > d.day {
			d.month, d.day = m, n.Day
		}
	}
	return d
}

func (d death) known() bool { return d.month.Known() }

// says is the death in words.
func (d death) says(name string) string {
	on := when(d.day, d.month)
	switch {
	case on == "":
		return name + "列入死亡名单（死亡日期不详）"
	case d.differ:
		return fmt.Sprintf("%s已于%s死亡（死亡名单中有不同日期，取最晚的）", name, on)
	}
	return fmt.Sprintf("%s已于%s死亡", name, on)
}

func (x *index) deadSuspect(id string, kind Kind, d death, mentions []mention) Suspect {
	s := Suspect{Kind: kind, Level: Likely, subject: []string{id}, evidence: []string{d.day.String(), d.month.String()}}
	who := *mentions[0].who
	s.People = []benefit.Named{who}
	others, quarter := false, false
	for _, m := range mentions {
		s.add(x.row(m))
		s.programme(m.Programme)
		s.Stake += share(m.Claim)
		others = others || m.Heads > 1
		quarter = quarter || m.Months > 1
	}
	for _, n := range d.notices {
		s.add(n.row(mentions[0]))
		if folded(n.Name) != folded(who.Name) {
			s.evidence = append(s.evidence, "name "+folded(n.Name))
			s.Level = Look
		}
	}
	s.subject = append(s.subject, s.Programmes...)
	s.Says, s.Verify = d.says(who.Name)+deadTail(kind, mentions[0], d, others), kind.verify()
	switch {
	case kind == DiedInMonth:
		s.Level, s.Stake = Info, 0
	case !d.known():
		s.Level = Look
	case quarter && kind == DeadPaid:
		s.Says += "（" + x.after(mentions, d) + "）"
	}
	if s.Level == Look && d.known() {
		s.Says += "；死亡名单上的姓名不同，请先核对是不是同一人"
	}
	return s
}

// deadTail is what a claim says about the dead, by kind.
func deadTail(kind Kind, m mention, d death, others bool) string {
	still := "，名册仍发放"
	if m.Evidence.Award != "" {
		still = "，待遇仍在发放"
	}
	switch {
	case kind == DiedInMonth:
		return "，在发放的当月：当月款一般不追回，下月起停发（按本地规定）"
	case kind == DeadCounted:
		return "，仍列为家庭保障人口，请核减人数并重算"
	case others:
		return still + "；户内还有其他人，应变更户主并核减人数，不是整户停发"
	}
	return still
}

// after names the months after the death that were paid together with others.
func (x *index) after(mentions []mention, d death) string {
	var list []string
	for _, m := range mentions {
		for at := max(m.Month, d.month.Next()); m.Months > 1 && at <= last(m.Claim); at = at.Next() {
			list = append(list, at.Term())
		}
	}
	return "多发" + strings.Join(list, "、")
}

// row is the notice as evidence about somebody: it belongs to where he is paid, wherever it was entered.
func (n Notice) row(about mention) Row {
	r := Row{Evidence: n.At, What: OfDeath, Division: about.Division, Person: n.Person}
	r.Cells = []Cell{{"姓名", n.Name}, {"身份证号", shown(benefit.Named{Number: n.Number, Read: n.Read})}, {"死亡日期", when(n.Day, n.Month)}}
	for _, c := range []Cell{{"住址", n.Place}, {"处置", n.Burial}, {"来源", n.From}} {
		if c.Says != "" {
			r.Cells = append(r.Cells, c)
		}
	}
	return r
}
