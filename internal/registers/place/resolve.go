package place

import (
	"slices"
	"strings"
	"unicode"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
)

// Resolve understands which division inside another (or that one itself) a text names: a code, a village ("铧厂村",
// "铧厂村委会", "铧厂"), a village with what stands above and below it ("湖北省竹山县宝丰镇铧厂村3组"), an alias
// ("马安山村"). Full-width characters and blanks do not matter. Where the text says a township only, the answer is
// the township; a village that is not known is not taken for its township.
//
// It returns fault.Invalid on the field "division" when the text names nothing inside, or several divisions; then the
// sentence tells which, because a wrong village is worse than a question.
func (t *Tree) Resolve(text string, within division.Code) (Division, error) {
	plain := fold(text)
	if plain == "" {
		return Division{}, fault.Invalid("division", "村（社区）为空，请填写")
	}
	if code, err := division.Parse(plain); err == nil {
		if i, ok := t.at[code]; ok && within.Contains(code) {
			return t.divisions[i], nil
		}
		return Division{}, fault.Invalid("division", "%s内没有代码为 %s 的村（社区），请核对", t.Name(within), plain)
	}
	found := t.readings(plain, within)
	switch len(found) {
	case 0:
		return Division{}, fault.Invalid("division", "在%s内没有认出“%s”，请按区划名称填写，如“%s”", t.Name(within), text, t.example(within))
	case 1:
		return t.divisions[t.at[found[0]]], nil
	}
	var candidates []string
	for _, c := range found {
		candidates = append(candidates, t.Local(c))
	}
	return Division{}, fault.Invalid("division", "“%s”可能是%s，请写明是哪一个", text, strings.Join(candidates, "、"))
}

// Code is the code of what [Tree.Resolve] understands.
func (t *Tree) Code(text string, within division.Code) (division.Code, error) {
	d, err := t.Resolve(text, within)
	return d.Code, err
}

// example is a name that Resolve would understand.
func (t *Tree) example(within division.Code) string {
	inside := t.Inside(within)
	if len(inside) == 0 {
		return "宝丰镇铧厂村"
	}
	return strings.ReplaceAll(t.Local(inside[len(inside)-1].Code), " ", "")
}

// fold leaves the letters and digits of a text, full-width ones made plain.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// How well a name was met; a longer part of the text always counts more.
const (
	byStem  = iota // 铧厂
	byAlias        // 马安山村
	byName         // 铧厂村, 铧厂村委会
)

// A reading is one way to understand a text.
type reading struct {
	code  division.Code
	chars int // how much of the text it explains
	how   int
}

func (r reading) better(o reading) bool {
	return r.chars > o.chars || r.chars == o.chars && r.how > o.how
}

// readings are the divisions of the best ways to understand a text.
func (t *Tree) readings(text string, within division.Code) []division.Code {
	var best []reading
	consider := func(r reading) {
		switch {
		case !within.Contains(r.code) || slices.ContainsFunc(best, func(b reading) bool { return b.better(r) || b == r }):
		case len(best) > 0 && r.better(best[0]):
			best = []reading{r}
		default:
			best = append(best, r)
		}
	}
	for _, county := range t.met(text, division.County) {
		if county.chars == len([]rune(text)) {
			consider(county)
		}
	}
	text = t.belowCounty(text)
	for _, town := range t.met(text, division.Town) {
		rest := string([]rune(text)[town.chars:])
		if closes(rest) {
			consider(town)
		}
		for _, village := range t.met(rest, division.Village) {
			if town.code.Contains(village.code) {
				consider(reading{village.code, town.chars + village.chars, village.how})
			}
		}
	}
	for _, village := range t.met(text, division.Village) {
		consider(village)
	}
	codes := make([]division.Code, 0, len(best))
	for _, r := range best {
		codes = append(codes, r.code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// belowCounty cuts off the county's name and all before it, unless nothing else is there.
func (t *Tree) belowCounty(text string) string {
	for _, d := range t.divisions {
		if d.Level != division.County {
			continue
		}
		if _, rest, ok := strings.Cut(text, d.Name); ok && rest != "" {
			return rest
		}
	}
	return text
}

// met are the divisions of a level, with whose name the text begins.
func (t *Tree) met(text string, level division.Level) []reading {
	var met []reading
	add := func(code division.Code, name string, how int) {
		rest, ok := strings.CutPrefix(text, name)
		if ok && name != "" && (how != byStem || level < division.Village || closes(rest)) {
			met = append(met, reading{code, len([]rune(name)), how})
		}
	}
	for _, d := range t.divisions {
		if d.Level != level {
			continue
		}
		for _, name := range names(d.Name, d.Kind) {
			add(d.Code, name, byName)
		}
		add(d.Code, stemOf(d.Name, d.Kind), byStem)
	}
	for _, a := range t.aliases {
		d, ok := t.at[a.Code]
		if !ok || t.divisions[d].Level != level {
			continue
		}
		kind := t.divisions[d].Kind
		for _, name := range names(a.Name, kind) {
			add(a.Code, name, byAlias)
		}
		add(a.Code, stemOf(a.Name, kind), byStem)
	}
	return met
}

// closes tells whether a bare stem may end before the rest: at the end of the text or before a group's or house's
// number. So 双河 is not met in 双河口村, but it is in 双河三组.
func closes(rest string) bool {
	for _, r := range rest {
		return unicode.IsDigit(r) || strings.ContainsRune("一二三四五六七八九十第组", r)
	}
	return true
}
