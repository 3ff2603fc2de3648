package intake

import (
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/sheet"
)

// Recognise tells what sort of list a book is: by the words of its titles, the
// names of its sheets and of the file, and by columns that only one kind has. It
// is not ok where nothing tells, or where two kinds are as likely.
//
// 识别种类.
func Recognise(book *sheet.Book) (kind Kind, ok bool) { return recognise(book, nil) }

func recognise(book *sheet.Book, mapping Mapping) (kind Kind, ok bool) {
	best, second := 0, 0
	for _, k := range Kinds() {
		switch n := likeness(book, k, mapping); {
		case n > best:
			kind, best, second = k, n, best
		case n > second:
			second = n
		}
	}
	return kind, best > second
}

// What speaks for a kind: a word in a title or a name, a column that tells, any
// column that is known.
const (
	wordSpeaks, nameSpeaks, tellingSpeaks, columnSpeaks = 20, 10, 5, 1
)

// likeness weighs what speaks for a kind; nought where no sheet can be read as
// one, or where only columns speak that every list has.
func likeness(book *sheet.Book, k Kind, mapping Mapping) int {
	best := 0
	for _, s := range book.Sheets {
		if s.Hidden {
			continue
		}
		h, _ := findHeader(s, k, mapping)
		if h == nil {
			continue
		}
		n := tellingSpeaks * h.telling(k)
		if speaks(k, above(s, h)) {
			n += wordSpeaks
		}
		if speaks(k, s.Name) || speaks(k, book.Name) {
			n += nameSpeaks
		}
		if n > 0 {
			best = max(best, n+columnSpeaks*len(h.headings))
		}
	}
	return best
}

// telling counts the columns that tell a kind from others.
func (h *header) telling(k Kind) int {
	n := 0
	for _, g := range h.headings {
		if slices.Contains(g.spec.Telling, k) {
			n++
		}
	}
	return n
}

// speaks tells whether a text has a word of the kind.
func speaks(k Kind, text string) bool {
	return slices.ContainsFunc(k.spec().Words, func(w string) bool { return strings.Contains(plain(text), w) })
}

// above are the lines over the header of a sheet.
func above(s *sheet.Sheet, h *header) string {
	var all []string
	for row := range s.Rows() {
		if row.Number >= h.first {
			break
		}
		all = append(all, written(row)...)
	}
	return strings.Join(all, " ")
}

// settleKind finds the kind where none was said, and refuses a file whose titles
// and names say another one than was said.
func (r *Reader) settleKind(book *sheet.Book) error {
	kind, ok := recognise(book, r.Mapping)
	switch {
	case r.Kind == "" && !ok:
		return fault.Invalid("kind", "没有认出这是哪一种名册，请选择导入的种类（%s）", strings.Join(kindTerms(), "、"))
	case r.Kind == "":
		r.Kind = kind
	case !slices.Contains(Kinds(), r.Kind):
		return fault.Invalid("kind", "请选择导入的种类（%s）", strings.Join(kindTerms(), "、"))
	case ok && kind != r.Kind && calls(book, kind) && !calls(book, r.Kind):
		return fault.Invalid("kind", "从表题看这是“%s”，不是“%s”，请改选导入的种类；确是“%s”的，请在表题里写明", kind.Term(), r.Kind.Term(), r.Kind.Term())
	}
	return nil
}

func kindTerms() []string {
	var terms []string
	for _, k := range listed {
		terms = append(terms, k.Term)
	}
	return terms
}

// calls tells whether a book calls itself a kind of list: in a title, in the
// name of a sheet, in its own name.
func calls(book *sheet.Book, k Kind) bool {
	if speaks(k, book.Name) {
		return true
	}
	for _, s := range book.Sheets {
		if s.Hidden {
			continue
		}
		if h, _ := findHeader(s, k, nil); speaks(k, s.Name) || h != nil && speaks(k, above(s, h)) {
			return true
		}
	}
	return false
}
