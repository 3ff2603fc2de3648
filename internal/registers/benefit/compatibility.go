package benefit

import (
	"embed"
	"fmt"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
)

//go:embed values
var values embed.FS

// Shelf holds the values of this room: which benefits may be held together. The
// roof loads it with the values of the programmes.
func Shelf() rules.Shelf {
	return rules.Shelf{Name: "待遇台账", Files: store.Within(values, "values")}
}

// A Compatibility is what the law says of two benefits held by one person, or by
// a household and one of its members. 待遇能否同时享受.
type Compatibility string

// The compatibilities; the empty one is settled by no text.
const (
	Exclusive  Compatibility = "exclusive"  // 不得同时享受
	HigherOnly Compatibility = "higher"     // 只享受较高一项
	Difference Compatibility = "difference" // 按差额补发
	Allowed    Compatibility = "allowed"    // 可以同时享受
)

// A Pairing is what is said of a pair of benefits, with where it is said.
type Pairing struct {
	A, B  string // codes of the programmes
	Rule  Compatibility
	Entry *rules.Entry // the value with its source, dates and doubt
}

// Clash tells whether holding both in full is wrong.
func (p Pairing) Clash() bool { return p.Rule == Exclusive || p.Rule == HigherOnly }

// Says is the rule in words: "最低生活保障与特困人员救助供养：不得同时享受".
func (p Pairing) Says() string { return p.Entry.ClassTerm + "：" + p.Entry.Text }

// Compatibilities are the pairs of benefits of the law, read both ways.
type Compatibilities struct {
	pairs rules.Parameter[string]
}

// NewCompatibilities finds the pairs in a book loaded with Shelf.
func NewCompatibilities(book *rules.Book) Compatibilities {
	return Compatibilities{pairs: book.Choice("benefit.compatibility")}
}

// Between is what is said of two programmes at a place in a month; ok is false
// when no text settles it.
func (c Compatibilities) Between(a, b string, at division.Code, m month.Month) (p Pairing, ok bool) {
	for _, class := range []string{a + between + b, b + between + a} {
		if c.pairs.ClassTerm(class) == "" {
			continue
		}
		if v := c.pairs.At(at, class, m); v.InForce() {
			return Pairing{A: a, B: b, Rule: Compatibility(v.Is), Entry: v.Entry}, true
		}
	}
	return Pairing{A: a, B: b}, false
}

// between stands between the two programmes of a pair.
const between = "+"

// term is the official term of a benefit as the pairs name it, or its code.
func (c Compatibilities) term(code string) string {
	for _, class := range c.pairs.Classes() {
		a, b, _ := strings.Cut(class, between)
		first, second, _ := strings.Cut(c.pairs.ClassTerm(class), "与")
		switch code {
		case a:
			return first
		case b:
			return second
		}
	}
	return code
}

// All lists what is said of all pairs at a place in a month.
func (c Compatibilities) All(at division.Code, m month.Month) []Pairing {
	var all []Pairing
	for _, class := range c.pairs.Classes() {
		a, b, _ := strings.Cut(class, between)
		if p, ok := c.Between(a, b, at, m); ok {
			all = append(all, p)
		}
	}
	return all
}

// Clashing tells by the values of a book whether two programmes may not both be
// held in full at a place in a month, and who says so. Whoever checks rolls asks
// it.
func Clashing(book *rules.Book) func(a, b string, at division.Code, m month.Month) (source string, clash bool) {
	return NewCompatibilities(book).clash
}

func (c Compatibilities) clash(a, b string, at division.Code, m month.Month) (source string, clash bool) {
	p, ok := c.Between(a, b, at, m)
	if !ok || !p.Clash() {
		return "", false
	}
	return p.Entry.Source, true
}

// warn says which benefits of the family the programme does not go with, and
// who of it is paid for in another household, in the words a proposal prints. It
// only ever warns: people decide what is right.
func (t programmeTerms) warn(p Programme, f Family, m month.Month) []string {
	var warnings []string
	for _, h := range f.Held {
		pairing, ok := t.compatibilities.Between(p.Code, h.Programme, f.Division, m)
		if h.Programme == p.Code || !ok || pairing.Rule == Allowed {
			continue
		}
		who := "该户"
		if member, ok := f.Named(h.Person); ok {
			who = "该户成员" + member.Name
		}
		warnings = append(warnings, fmt.Sprintf("%s正在享受%s，与%s%s（%s），请先核实",
			who, t.Long(h.Programme), p.Term, pairing.Entry.Text, pairing.Entry.Source))
	}
	for _, h := range f.Elsewhere {
		member, _ := f.Named(h.Person)
		if h.Programme == p.Code {
			warnings = append(warnings, fmt.Sprintf("该户成员%s仍列为%s户的保障对象，请先核实，避免重复发放", member.Name, h.Name))
		}
	}
	return warnings
}
