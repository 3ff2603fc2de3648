// Package spelling tells how Chinese names are spelled in letters (汉语拼音): what a search box needs to find 李桂兰 under
// liguilan, under lgl and under 李贵兰.
//
// Most characters have one sound. Those that have several are read as people read them in names: a surname as a surname
// (单 shan, 仇 qiu, 曾 zeng), a given name with its usual sound first. What is left open is given in several readings.
// Tones are not told, and ü is written u, because people type both lv and lu.
//
// It knows no person and no book. Begin with [Name] for people and [Word] for everything else.
//
// 《中国人名汉语拼音字母拼写规则》 GB/T 28039-2011; sounds from the library go-pinyin, surnames from this package's own table.
package spelling

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// A Reading is one way to say a text: a syllable for each character. What is no Chinese character stays as it is, one
// syllable for each run of letters or digits.
type Reading []string

// Letters are the syllables written together: liguilan.
func (r Reading) Letters() string { return strings.Join(r, "") }

// Initials are the first letters of the syllables: lgl.
func (r Reading) Initials() string {
	var b strings.Builder
	for _, s := range r {
		for _, first := range s {
			b.WriteRune(first)
			break
		}
	}
	return b.String()
}

// most is how many readings of one name are given.
const most = 4

// Name gives the ways to read a person's name, the usual one first: the surname as a surname, the rest as usual.
func Name(name string) []Reading {
	given := GivenName(name)
	family := strings.TrimSuffix(Fold(name), given)
	if sounds, ok := compounds[family]; ok {
		return join([]Reading{strings.Fields(sounds)}, readings(given))
	}
	if sounds, ok := surnames[family]; ok {
		var first []Reading
		for _, s := range strings.Fields(sounds) {
			first = append(first, Reading{s})
		}
		return join(first, readings(given))
	}
	return readings(family + given)
}

// GivenName is the name without its surname; the whole name when it is no Chinese one, empty when there is only a surname.
func GivenName(name string) string {
	r := []rune(Fold(name))
	if len(r) == 0 || !unicode.Is(unicode.Han, r[0]) {
		return string(r)
	}
	if len(r) > 2 {
		if _, ok := compounds[string(r[:2])]; ok {
			return string(r[2:])
		}
	}
	return string(r[1:])
}

// Word gives the usual reading of a text that is no name of a person, such as the name of a village.
func Word(text string) Reading {
	if found := readings(Fold(text)); len(found) > 0 {
		return found[0]
	}
	return nil
}

// Fold brings what people type to one form: letters small and half-width, ü and v as u, no blanks and no signs.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		r = unicode.ToLower(r)
		switch {
		case r == 'ü' || r == 'v':
			return 'u'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, text)
}

// Chinese tells whether the text holds a Chinese character.
func Chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// readings gives the ways to read a folded text, the usual one first.
func readings(text string) []Reading {
	all := []Reading{nil}
	latin := ""
	flush := func() {
		if latin != "" {
			all = join(all, []Reading{{latin}})
			latin = ""
		}
	}
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			latin += string(r)
			continue
		}
		flush()
		all = join(all, sounds(r))
	}
	flush()
	if len(all) == 1 && all[0] == nil {
		return nil
	}
	return all
}

// sounds are the ways to say one character; a character without a known sound stands for itself.
func sounds(r rune) []Reading {
	if several, ok := twofold[r]; ok {
		var all []Reading
		for _, s := range strings.Fields(several) {
			all = append(all, Reading{s})
		}
		return all
	}
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	if first == "" {
		return []Reading{{string(r)}}
	}
	return []Reading{{toneless.Replace(first)}}
}

// toneless takes the tones off the letters of the dictionary.
var toneless = strings.NewReplacer("ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u",
	"ü", "u", "ǖ", "u", "ǘ", "u", "ǚ", "u", "ǜ", "u", "ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "\u0300", "", "\u030c", "", "\u0304", "")

// join says the second after the first, in every way, the usual ways first.
func join(first, second []Reading) []Reading {
	if len(second) == 0 {
		return first
	}
	var all []Reading
	for _, a := range first {
		for _, b := range second {
			if len(all) < most {
				all = append(all, slices.Concat(a, b))
			}
		}
	}
	return all
}
