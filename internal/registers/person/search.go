package person

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/spelling"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// Search gives at most limit people in sight by what somebody typed into a search box, the best first: a name by its
// characters, by others of the same sound, by letters (liguilan, guilan) or initials (lgl); the end of an identity or
// telephone number, four characters or more; and either behind the place where the person lives (铧厂 李桂兰).
//
// It returns fault.Invalid on the field "q" when nothing can be looked for.
func Search(ctx context.Context, tx *store.Tx, scope access.Scope, text string, limit int) ([]View, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	ways, err := understand(tree, scope, text)
	if err != nil {
		return nil, err
	}
	var found []View
	seen := map[string]bool{}
	for _, w := range ways {
		if w.last && len(found) > 0 {
			break
		}
		some, err := w.look(ctx, tx, limit)
		if err != nil {
			return nil, err
		}
		for _, v := range some {
			if !seen[v.ID] && len(found) < limit {
				found, seen[v.ID] = append(found, v), true
			}
		}
		if len(found) == limit {
			break
		}
	}
	return found, nil
}

// An asked is one way to understand what was typed: where, which name, and how numbers end.
type asked struct {
	within []access.Scope
	name   string
	tails  []string
	last   bool // asked only when the others found nobody
}

// understand gives the ways to understand a text, the likeliest first.
func understand(tree *place.Tree, scope access.Scope, text string) ([]asked, error) {
	var names, tails []string
	short := false
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t　,，;；", r) })
	for _, word := range words[:min(len(words), 6)] {
		switch n := numberIn(word); {
		case len(n) >= 4:
			tails = append(tails, n)
		case n != "":
			short = true
		case spelling.Fold(word) != "":
			names = append(names, word)
		}
	}
	if len(names)+len(tails) == 0 {
		if short {
			return nil, fault.Invalid("q", "号码请至少写后4位")
		}
		return nil, fault.Invalid("q", "请填写姓名、号码的后几位或村名")
	}
	everywhere := []access.Scope{scope}
	ways := []asked{{within: everywhere, name: strings.Join(names, ""), tails: tails}}
	if where, rest := placed(tree, scope, names); len(where) > 0 && len(rest)+len(tails) > 0 {
		name := strings.Join(rest, "")
		ways = []asked{{within: where, name: name, tails: tails}, ways[0], {within: everywhere, name: name, tails: tails, last: true}}
	}
	if len(names) == 1 {
		for _, s := range tree.Split(names[0], scope.Division()) {
			ways = append(ways, asked{within: scopes(scope, s.Places), name: s.Rest, tails: tails, last: true})
		}
	}
	return ways, nil
}

// numberIn is the word as the end of a number: digits, and perhaps the check character at last. Of other words it is empty.
func numberIn(word string) string {
	n := strings.ReplaceAll(idcard.Fold(word), "-", "")
	if n == "X" || strings.Trim(strings.TrimSuffix(n, "X"), "0123456789") != "" {
		return ""
	}
	return n
}

// placed takes the words that name places from the others; several narrow each other.
func placed(tree *place.Tree, scope access.Scope, words []string) (where []access.Scope, rest []string) {
	for _, word := range words {
		found := scopes(scope, tree.Called(word, scope.Division()))
		switch {
		case len(found) == 0:
			rest = append(rest, word)
		case where == nil:
			where = found
		default:
			where = both(where, found)
		}
	}
	return where, rest
}

// most is how many places of one name are looked through.
const most = 8

func scopes(scope access.Scope, places []place.Division) []access.Scope {
	var all []access.Scope
	for _, d := range places[:min(len(places), most)] {
		all = append(all, scope.Narrow(d.Code))
	}
	return all
}

// both are the places inside one and the other: 宝丰 and 铧厂 are 铧厂 in 宝丰. Where they share nothing the later ones stand.
func both(one, other []access.Scope) []access.Scope {
	var shared []access.Scope
	for _, a := range one {
		for _, b := range other {
			switch {
			case a.Contains(b.Division()):
				shared = append(shared, b)
			case b.Contains(a.Division()):
				shared = append(shared, a)
			}
		}
	}
	if shared == nil {
		return other
	}
	return shared
}

// look finds who is asked for in this way.
func (a asked) look(ctx context.Context, tx *store.Tx, limit int) (found []View, err error) {
	for _, scope := range a.within {
		var some []View
		if len(a.tails) > 0 {
			some, err = byTails(ctx, tx, scope, a.tails, 2*limit)
		} else {
			some, err = bySpelling(ctx, tx, scope, a.name, limit)
		}
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	if a.name == "" {
		return found[:min(len(found), limit)], nil
	}
	if len(a.tails) > 0 {
		found = slices.DeleteFunc(found, func(v View) bool { return likeness(v.Name, a.name) == unlike })
	}
	slices.SortStableFunc(found, func(x, y View) int {
		return cmp.Compare(likeness(x.Name, a.name), likeness(y.Name, a.name))
	})
	return found[:min(len(found), limit)], nil
}

// How well a name is what was typed, the best first.
const (
	same     = iota // 李桂兰 for 李桂兰
	begins          // for 李桂
	contains        // for 桂兰
	sounds          // for 李贵兰, liguilan
	initial         // for lgl
	likened         // for guilan, ligui
	unlike
)

func likeness(name, typed string) int {
	plain, typed := spelling.Fold(name), spelling.Fold(typed)
	switch {
	case plain == typed:
		return same
	case strings.HasPrefix(plain, typed):
		return begins
	case spelling.Chinese(typed) && strings.Contains(plain, typed):
		return contains
	}
	best := unlike
	for _, letters := range lettersOf(typed) {
		for _, key := range keysOf(name, "") {
			key, _, _ = strings.Cut(key, " ")
			switch {
			case key == letters && len(key) > len([]rune(plain)):
				best = min(best, sounds)
			case key == letters:
				best = min(best, initial)
			case strings.HasPrefix(key, letters):
				best = min(best, likened)
			}
		}
	}
	return best
}

// lettersOf are the ways to spell what was typed, as a name and as a word.
func lettersOf(typed string) []string {
	all := []string{spelling.Word(typed).Letters()}
	for _, r := range spelling.Name(typed) {
		all = append(all, r.Letters())
	}
	slices.Sort(all)
	return slices.Compact(all)
}
