package intake

import (
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
)

// blankLines is how many lines of a template have their formats, so that a
// number that is typed in stays as it was typed.
const blankLines = 500

// Template is the blank form of a kind of list, to be handed to townships: a
// title with place and month, one line of guidance, the columns as
// columns.toml names them. What is filled in is read without a question.
//
// 空白表样.
func Template(kind Kind, place string, of month.Month) sheet.Page {
	k := kind.spec()
	p := sheet.Page{
		Name: of.Term(), Title: place + of.Term() + k.Term, Under: "填表说明：" + k.Guide,
		Lines: func(yield func(sheet.Line) bool) {
			for range blankLines {
				if !yield(sheet.Line{}) {
					return
				}
			}
		},
	}
	for _, c := range k.Template {
		s, _ := specOf(c, kind)
		p.Columns = append(p.Columns, s.column())
	}
	return p
}

// column is how the column stands in a template.
func (s spec) column() sheet.Column {
	c := sheet.Column{Heading: s.Term}
	switch s.Holds {
	case "money", "income", "stock", "rate":
		c.Form, c.Width = sheet.AsMoney, 12
	case "serial", "count":
		c.Form, c.Width = sheet.AsCount, 8
	case "day":
		c.Form, c.Width = sheet.AsDay, 13
	case "number", "account", "certificate":
		c.Width = 23
	case "sex", "class", "relation", "grade", "mode", "care":
		c.Width = 11
	}
	return c
}

// mustFitTemplate panics where a template names a column that its kind does not
// have, or whose own name is not among the synonyms; both are our mistakes.
func mustFitTemplate(kinds []kindSpec, columns []spec) {
	for _, k := range kinds {
		for _, c := range k.Template {
			fits := slices.ContainsFunc(columns, func(s spec) bool {
				return s.Name == c && slices.Contains(s.In, k.Name) && slices.ContainsFunc(s.Synonyms, func(w string) bool { return letters(w) == letters(s.Term) })
			})
			if !fits {
				panic("intake: columns.toml: the template of " + string(k.Name) + " cannot have " + string(c))
			}
		}
	}
}
