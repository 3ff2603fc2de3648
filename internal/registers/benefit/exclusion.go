package benefit

import (
	"cmp"
	"embed"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
)

//go:embed values
var values embed.FS

// Shelf holds the values of this room: which benefits may not be held together.
// The roof loads it with the values of the programmes.
func Shelf() rules.Shelf {
	return rules.Shelf{Name: "待遇台账", Files: store.Within(values, "values")}
}

// exclusionName is the parameter of values/exclusion.toml. 不得同时享受的待遇.
const exclusionName = "benefit.exclusion"

// exclusions are the benefits that may not be held together, read both ways.
type exclusions struct {
	lists rules.Parameter[[]string]
}

func newExclusions(book *rules.Book) exclusions {
	return exclusions{lists: book.List(exclusionName)}
}

// Exclusive tells by the values of a book whether two programmes exclude each other at a place in a month, and who says
// so. Whoever checks rolls asks it.
func Exclusive(book *rules.Book) func(a, b string, at division.Code, m month.Month) (source string, excluded bool) {
	return newExclusions(book).between
}

// warn says which benefits of the family the programme does not go with, and
// who of it is paid for in another household, in the words a proposal prints. It
// only ever warns: people decide what is right.
func (x exclusions) warn(p Programme, f Family, m month.Month) []string {
	var warnings []string
	for _, h := range f.Held {
		source, excluded := x.between(p.Code, h.Programme, f.Division, m)
		if h.Programme == p.Code || !excluded {
			continue
		}
		who := "该户"
		if member, ok := f.Named(h.Person); ok {
			who = "该户成员" + member.Name
		}
		warnings = append(warnings, fmt.Sprintf("%s正在享受%s，与%s不得同时享受（%s），请先核实", who, x.term(h.Programme), p.Term, source))
	}
	for _, h := range f.Elsewhere {
		member, _ := f.Named(h.Person)
		if h.Programme == p.Code {
			warnings = append(warnings, fmt.Sprintf("该户成员%s仍列为%s户的保障对象，请先核实，避免重复发放", member.Name, h.Name))
		}
	}
	return warnings
}

// between tells whether two programmes exclude each other, and who says so.
func (x exclusions) between(a, b string, at division.Code, m month.Month) (source string, excluded bool) {
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		if !slices.Contains(x.lists.Classes(), pair[0]) {
			continue
		}
		v := x.lists.At(at, pair[0], m)
		if v.InForce() && slices.Contains(v.Is, pair[1]) {
			return v.Entry.Source, true
		}
	}
	return "", false
}

// term is the official term of a programme as the list names it, or its code.
func (x exclusions) term(code string) string {
	return cmp.Or(x.lists.ClassTerm(code), code)
}
