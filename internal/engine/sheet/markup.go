package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A markup reads the XML of a workbook's part tag by tag. Two million cells are six million tags; encoding/xml makes a few
// small objects of each, which took a third of the time of looking over a long list and half of its garbage. Here a tag is
// a view of the bytes as they stand in the part, and is good until the next one.
//
// It keeps to what parts of workbooks may hold (ECMA-376 part 2, 8.1.4): UTF-8, and no document type, so that no entity
// can be declared. It does not check that every element is closed; who reads a sheet takes what stands there.
type markup struct {
	from io.Reader
	held []byte // read, not yet passed by
	at   int    // where the next piece begins in held
	over bool   // from has no more

	name       []byte // of the tag at hand, without its namespace
	closes     bool   // it is an end tag
	empty      bool   // it is start and end in one
	attributes []attribute
	text       []byte // what stood before the tag; only while listening
	listening  bool
}

// An attribute of a tag, its name without namespace.
type attribute struct{ name, value []byte }

// largestSip is how many bytes one piece of a file may take while it is read: a tag of XML with its attributes, a text,
// a record of a text file. A cell holds 32,767 characters; a piece beyond this bound was made to fill the memory.
const largestSip = 4 << 20

// mouthful is how much is read at a time.
const mouthful = 32 << 10

func newMarkup(from io.Reader) *markup { return &markup{from: from, held: make([]byte, 0, 2*mouthful)} }

// next goes on to the next tag; io.EOF after the last one. While listening, text is what stood before it.
func (m *markup) next() error {
	m.text = m.text[:0]
	for {
		if err := m.words(); err != nil {
			return err
		}
		passed, err := m.special()
		switch {
		case err != nil:
			return err
		case len(m.text) > largestSip:
			return refused(tooLargeSentence)
		case !passed:
			return m.tag()
		}
	}
}

// words passes by what stands before the next angle bracket.
func (m *markup) words() error {
	n, err := m.ahead("<", 0)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return io.EOF
	case err != nil:
		return err
	}
	written := m.pass(n - 1)
	if m.listening {
		m.text, err = plainly(m.text, written)
	}
	return err
}

// A special is what begins like a tag and is none.
type special struct {
	begins, ends string
	take         func(m *markup, inside []byte) error
}

var specials = []special{
	{"<?", "?>", (*markup).instruction},
	{"<!--", "-->", func(*markup, []byte) error { return nil }},
	{"<![CDATA[", "]]>", (*markup).verbatim},
	{"<!", ">", func(*markup, []byte) error { return errors.New("a document type in a part of a workbook") }},
}

// special passes by what begins like a tag and is none, and tells whether there was such a thing.
func (m *markup) special() (bool, error) {
	if like, err := m.begins("<!"); err != nil || !like && m.held[m.at+1] != '?' {
		return false, err
	}
	for _, s := range specials {
		if begins, err := m.begins(s.begins); err != nil {
			return false, err
		} else if !begins {
			continue
		}
		n, err := m.ahead(s.ends, len(s.begins))
		if err != nil {
			return false, err
		}
		return true, s.take(m, m.pass(n)[len(s.begins):n-len(s.ends)])
	}
	return false, nil
}

// verbatim takes text in which nothing is escaped.
func (m *markup) verbatim(inside []byte) (err error) {
	if m.listening {
		m.text, err = append(m.text, inside...), sound(inside)
	}
	return err
}

// instruction refuses a part that says it is written otherwise than in UTF-8.
func (m *markup) instruction(inside []byte) error {
	_, encoding, said := strings.Cut(strings.ToLower(string(inside)), "encoding")
	if said && bytes.HasPrefix(inside, []byte("xml")) && !strings.Contains(encoding, "utf-8") {
		return fmt.Errorf("a part written otherwise than in UTF-8: %s", encoding)
	}
	return nil
}

// tag reads the tag at hand.
func (m *markup) tag() error {
	n, err := m.tagEnd()
	if err != nil {
		return err
	}
	inside := m.pass(n)
	inside = inside[1 : len(inside)-1]
	if err := sound(inside); err != nil {
		return err
	}
	if m.closes = bytes.HasPrefix(inside, []byte("/")); m.closes {
		inside = inside[1:]
	}
	if m.empty = bytes.HasSuffix(inside, []byte("/")); m.empty {
		inside = inside[:len(inside)-1]
	}
	end := bytes.IndexAny(inside, blanks)
	if end < 0 {
		end = len(inside)
	}
	m.name = local(inside[:end])
	if len(m.name) == 0 {
		return errors.New("a tag without a name")
	}
	m.attributes = m.attributes[:0]
	return m.readAttributes(inside[end:])
}

const blanks = " \t\r\n"

// local is a name without the namespace before it.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

func (m *markup) readAttributes(rest []byte) error {
	for rest = bytes.TrimLeft(rest, blanks); len(rest) > 0; rest = bytes.TrimLeft(rest, blanks) {
		name, after, equals := bytes.Cut(rest, []byte("="))
		after = bytes.TrimLeft(after, blanks)
		if !equals || len(after) < 2 || after[0] != '"' && after[0] != '\'' {
			return fmt.Errorf("attributes %.40q of %s", rest, m.name)
		}
		end := bytes.IndexByte(after[1:], after[0])
		if end < 0 {
			return fmt.Errorf("attributes %.40q of %s", rest, m.name)
		}
		m.attributes = append(m.attributes, attribute{local(bytes.TrimRight(name, blanks)), after[1 : end+1]})
		rest = after[end+2:]
	}
	return nil
}

// attribute is the value of one of the tag's attributes, empty when it has none. What is asked for are numbers, references
// and words of the format itself, in which nothing is escaped.
func (m *markup) attribute(name string) []byte {
	for _, a := range m.attributes {
		if string(a.name) == name {
			return a.value
		}
	}
	return nil
}

// tagEnd is the length of the tag at hand: up to the bracket that does not stand in a value.
func (m *markup) tagEnd() (int, error) {
	quote := byte(0)
	for n := 0; ; n++ {
		if m.at+n >= len(m.held) {
			if err := m.more(); err != nil {
				return 0, err
			}
		}
		switch c := m.held[m.at+n]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return n + 1, nil
		}
	}
}

// begins tells whether the piece at hand begins so.
func (m *markup) begins(with string) (bool, error) {
	for {
		rest := m.held[m.at:]
		if len(rest) >= len(with) || !strings.HasPrefix(with, string(rest)) {
			return bytes.HasPrefix(rest, []byte(with)), nil
		}
		if err := m.more(); err != nil {
			return false, err
		}
	}
}

// ahead is how long the piece at hand is with the mark that ends it, which stands behind the first bytes.
func (m *markup) ahead(mark string, first int) (int, error) {
	for {
		rest := m.held[m.at:]
		if len(rest) >= first {
			if i := bytes.Index(rest[first:], []byte(mark)); i >= 0 {
				return first + i + len(mark), nil
			}
			first = max(first, len(rest)-len(mark)+1)
		}
		if err := m.more(); err != nil {
			return 0, err
		}
	}
}

// pass goes on behind the first n bytes of the piece at hand, and gives them.
func (m *markup) pass(n int) []byte {
	m.at += n
	return m.held[m.at-n : m.at]
}

// more reads on within the piece at hand; io.ErrUnexpectedEOF when the part ends in it.
func (m *markup) more() error {
	m.held = m.held[:copy(m.held, m.held[m.at:])]
	m.at = 0
	if len(m.held) > largestSip {
		return refused(tooLargeSentence)
	}
	for before := len(m.held); len(m.held) == before; {
		if m.over {
			return io.ErrUnexpectedEOF
		}
		m.held = slices.Grow(m.held, mouthful)
		n, err := m.from.Read(m.held[before : before+mouthful])
		m.held = m.held[:before+n]
		if m.over = errors.Is(err, io.EOF); err != nil && !m.over {
			return err
		}
	}
	return nil
}

// plainly adds text as it is meant to what is there: entities resolved, ends of lines as one sign (XML 1.0, 2.11).
func plainly(to, written []byte) ([]byte, error) {
	if err := sound(written); err != nil {
		return to, err
	}
	for len(written) > 0 {
		i := bytes.IndexAny(written, "&\r")
		if i < 0 {
			return append(to, written...), nil
		}
		to = append(to, written[:i]...)
		if written = written[i:]; written[0] == '\r' {
			to, written = append(to, '\n'), bytes.TrimPrefix(written[1:], []byte("\n"))
			continue
		}
		end := bytes.IndexByte(written, ';')
		if end < 0 {
			return to, errors.New("an entity without an end")
		}
		r, err := entity(string(written[1:end]))
		if err != nil {
			return to, err
		}
		to, written = utf8.AppendRune(to, r), written[end+1:]
	}
	return to, nil
}

var entities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// entity is the character that an entity stands for: one of the five that need no declaration, or one by its number.
func entity(name string) (rune, error) {
	if r, ok := entities[name]; ok {
		return r, nil
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 31)
	if err != nil || digits == name || !holdable(rune(n)) {
		return 0, fmt.Errorf("entity %.40q", name)
	}
	return rune(n), nil
}

// sound refuses bytes that are no text: no UTF-8, or characters that XML cannot hold.
func sound(written []byte) error {
	for i := 0; i < len(written); {
		if c := written[i]; c >= ' ' && c < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(written[i:])
		if r == utf8.RuneError && size < 2 || !holdable(r) {
			return fmt.Errorf("bytes that are no text: %.20q", written[i:])
		}
		i += size
	}
	return nil
}

// holdable tells whether XML can hold a character (XML 1.0, 2.2).
func holdable(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
