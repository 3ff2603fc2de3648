package intake

import (
	"maps"
	"slices"

	"minzheng/internal/base/fault"
)

// A Mapping says what headings stand for, as somebody assigned them: the column
// for the heading, which may be written with any blanks and punctuation. It
// goes before columns.toml. 列对应.
type Mapping map[string]Column

// Skipped in a [Mapping] leaves a column out without a word.
const Skipped Column = "-"

// An UnknownHeading is a heading that no column is known for. 未识别的列.
type UnknownHeading struct {
	Sheet  string
	Letter string
	Text   string // as written, group headings in front
}

// An Assignable is a column that a person may assign a heading to.
type Assignable struct {
	Column Column
	Term   string
	Needed bool // the kind cannot be read without it
}

// Assignables are the columns of a kind of list, in the order of columns.toml.
func Assignables(kind Kind) []Assignable {
	var list []Assignable
	for _, s := range specs {
		if slices.Contains(s.In, kind) {
			list = append(list, Assignable{s.Name, s.Term, slices.Contains(s.Needed, kind)})
		}
	}
	return list
}

// Check refuses a mapping to a column that the kind does not have.
func (m Mapping) Check(kind Kind) error {
	for _, heading := range slices.Sorted(maps.Keys(m)) {
		if _, ok := specOf(m[heading], kind); !ok && m[heading] != Skipped {
			return fault.Invalid("mapping", "“%s”对应的列在%s里没有，请重新选择", heading, kind.Term())
		}
	}
	return nil
}

// over lays the mapping over the known headings.
func (m Mapping) over(known map[string]spec, kind Kind) map[string]spec {
	for heading, column := range m {
		if column == Skipped {
			known[letters(heading)] = spec{Name: Skipped}
		} else if s, ok := specOf(column, kind); ok {
			known[letters(heading)] = s
		}
	}
	return known
}

// specOf is what columns.toml says of a column in a kind of list.
func specOf(c Column, kind Kind) (spec, bool) {
	i := slices.IndexFunc(specs, func(s spec) bool { return s.Name == c && slices.Contains(s.In, kind) })
	if i < 0 {
		return spec{}, false
	}
	return specs[i], true
}

// A Refusal is why a file is no such list, with what a person may assign to
// mend it. Its sentence is that of the fault it wraps.
type Refusal struct {
	Unknown []UnknownHeading // of the row nearest to a header
	Missing []Column         // without which the kind cannot be read
	fault   error
}

// Error is the sentence.
func (r *Refusal) Error() string { return r.fault.Error() }

// Unwrap is the fault.
func (r *Refusal) Unwrap() error { return r.fault }
