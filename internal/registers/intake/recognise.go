package intake

import (
	"slices"
	"strings"

	"minzheng/internal/engine/sheet"
)

// Recognise tells what sort of list a book is: by the words of its titles, the
// names of its sheets and of the file, and by columns that only one kind has. It
// is not ok where nothing tells, or where two kinds are as likely.
//
// 识别种类.
func Recognise(book *sheet.Book) (kind Kind, ok bool) {
	best, second := 0, 0
	for _, k := range Kinds() {
		switch n := likeness(book, k, nil); {
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
	for _, row := range s.Rows {
		if row.Number >= h.first {
			break
		}
		all = append(all, written(row)...)
	}
	return strings.Join(all, " ")
}
