package place

import (
	"cmp"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/spelling"
)

// How a division was met by what somebody typed, the best first.
const (
	called   = iota // its name, its stem, an alias, its code
	spelled         // the same by sound: huachang, 画厂村
	begun           // the beginning of one of these
	initials        // hc, hcc
	unmet
)

// Called gives the towns and villages inside a division that are called so, by name or by sound; several where names repeat.
func (t *Tree) Called(text string, within division.Code) []Division {
	var found []Division
	for _, m := range t.search(text, within) {
		if m.how <= spelled {
			found = append(found, m.Division)
		}
	}
	return found
}

// Search gives at most limit towns and villages inside a division that a search box may mean by the text, best first:
// those called so, those that sound so, those whose name begins so, and those with these initials.
func (t *Tree) Search(text string, within division.Code, limit int) []Division {
	var found []Division
	for _, m := range t.search(text, within) {
		if len(found) < limit {
			found = append(found, m.Division)
		}
	}
	return found
}

// A Split is a text that begins with a place: 铧厂村李桂兰.
type Split struct {
	Places []Division // that are called so
	Rest   string     // what follows: 李桂兰
}

// Split gives the ways to cut a Chinese text into a place inside a division and a rest, the longest place first.
func (t *Tree) Split(text string, within division.Code) []Split {
	runes := []rune(fold(text))
	written := t.writings(within)
	var ways []Split
	for n := len(runes) - 1; n >= 2; n-- {
		if found := written.named(t, string(runes[:n])); len(found) > 0 {
			ways = append(ways, Split{Places: found, Rest: string(runes[n:])})
		}
	}
	return ways
}

// writings are the divisions by each way to write their own name.
type writings map[string][]Division

func (t *Tree) writings(within division.Code) writings {
	w := writings{}
	for _, d := range t.Inside(within) {
		if d.Level <= division.County {
			continue
		}
		for _, name := range t.ownNames(d) {
			if !slices.Contains(w[name], d) {
				w[name] = append(w[name], d)
			}
		}
	}
	return w
}

// named are the divisions that are written so, alone or behind their town.
func (w writings) named(t *Tree, text string) []Division {
	found := slices.Clone(w[text])
	for i := range text {
		if i == 0 {
			continue
		}
		for _, town := range w.towns(t, text[:i]) {
			for _, d := range w[text[i:]] {
				if d.Parent == town && !slices.Contains(found, d) {
					found = append(found, d)
				}
			}
		}
	}
	return found
}

// towns are the towns that are written so, also those above the divisions at hand: a village clerk writes them too.
func (w writings) towns(t *Tree, text string) []division.Code {
	var codes []division.Code
	for _, d := range t.divisions {
		if d.Level == division.Town && strings.HasPrefix(text, stemOf(d.Name, d.Kind)) && slices.Contains(t.ownNames(d), text) {
			codes = append(codes, d.Code)
		}
	}
	return codes
}

// ownNames are all the ways to write a division's own name.
func (t *Tree) ownNames(d Division) []string {
	all := append(names(d.Name, d.Kind), stemOf(d.Name, d.Kind))
	for _, a := range t.aliases {
		if a.Code == d.Code {
			all = append(append(all, names(a.Name, d.Kind)...), stemOf(a.Name, d.Kind))
		}
	}
	return all
}

// A meeting is a division and how it was met.
type meeting struct {
	Division
	how int
}

func (t *Tree) search(text string, within division.Code) []meeting {
	plain := spelling.Fold(text)
	if plain == "" {
		return nil
	}
	var met []meeting
	for _, d := range t.writings(within).named(t, plain) {
		met = append(met, meeting{d, called})
	}
	sound := spelling.Word(plain).Letters()
	for _, d := range t.Inside(within) {
		if d.Level <= division.County || slices.ContainsFunc(met, func(m meeting) bool { return m.Code == d.Code }) {
			continue
		}
		if how := d.meet(plain, sound); how < unmet {
			met = append(met, meeting{d, how})
		}
	}
	slices.SortStableFunc(met, func(a, b meeting) int { return cmp.Or(a.how-b.how, cmp.Compare(a.Level, b.Level)) })
	return met
}

// meet tells how well a folded text, which sounds so, meets a division whose names it is not.
func (d Division) meet(plain, sound string) int {
	how := unmet
	if plain == string(d.Code) {
		how = called
	}
	for _, name := range []string{stemOf(d.Name, d.Kind), d.Short} {
		reading := spelling.Word(name)
		switch letters := reading.Letters(); {
		case letters == sound:
			how = min(how, spelled)
		case strings.HasPrefix(name, plain) || len(sound) > 2 && strings.HasPrefix(letters, sound):
			how = min(how, begun)
		case len(plain) >= 2 && reading.Initials() == plain:
			how = min(how, initials)
		}
	}
	return how
}
