package place

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/store"
)

// A Tree is the whole division tree of a county, in memory. It does not change.
type Tree struct {
	divisions []Division // by code
	at        map[division.Code]int
	aliases   []Alias
}

// An Alias is another name people write for a division, such as an older spelling.
//
// 区划别名.
type Alias struct {
	Name   string // 马安山村
	Code   division.Code
	Source string
}

// NewTree makes a tree of divisions and their aliases.
func NewTree(divisions []Division, aliases []Alias) *Tree {
	t := &Tree{divisions: slices.Clone(divisions), at: map[division.Code]int{}, aliases: aliases}
	slices.SortFunc(t.divisions, func(a, b Division) int { return cmp.Compare(a.Code, b.Code) })
	for i, d := range t.divisions {
		t.at[d.Code] = i
	}
	return t
}

// Weight is about how many kilobytes the tree takes in memory.
func (t *Tree) Weight() int { return (len(t.divisions) + len(t.aliases)) / 3 }

// Read gives the tree as it stands today. Every page asks for it: it is kept until a division or an alias is written.
func Read(ctx context.Context, tx *store.Tx) (*Tree, error) {
	type answer struct {
		tree *Tree
		err  error
	}
	kept := tx.Keep("place.Tree", func() any {
		tree, err := store.Kept(ctx, tx, "place/tree/"+tx.County(), func() (*Tree, error) { return readTree(ctx, tx) })
		return answer{tree, err}
	}).(answer)
	return kept.tree, kept.err
}

// Names is [Read] for the registers that engine/registry keeps.
func Names(ctx context.Context, tx *store.Tx) (registry.Places, error) {
	tree, err := Read(ctx, tx)
	return tree, err
}

// Find gives a division by its code; fault.NotFound when the county has none of it.
func (t *Tree) Find(code division.Code) (Division, error) {
	i, ok := t.at[code]
	if !ok {
		return Division{}, fault.NotFound("本县没有代码为 %s 的区划，请核对区划代码", string(code))
	}
	return t.divisions[i], nil
}

// Children are the divisions right below one, by code.
func (t *Tree) Children(of division.Code) []Division {
	var children []Division
	for _, d := range t.divisions {
		if d.Parent == of {
			children = append(children, d)
		}
	}
	return children
}

// Inside are a division and all below it, by code.
func (t *Tree) Inside(of division.Code) []Division {
	var inside []Division
	for _, d := range t.divisions {
		if of.Contains(d.Code) {
			inside = append(inside, d)
		}
	}
	return inside
}

// Path is the division with those above it, from the county down: "竹山县 宝丰镇 铧厂村". Of a code that is not in the
// tree it is as much as is known, and the code.
func (t *Tree) Path(code division.Code) string { return t.path(code, division.County) }

// Local is the path below the county, as lists within the county print it: "宝丰镇 铧厂村"; of the county itself, its name.
func (t *Tree) Local(code division.Code) string {
	if code.Level() <= division.County {
		return t.Path(code)
	}
	return t.path(code, division.Town)
}

func (t *Tree) path(code division.Code, from division.Level) string {
	var parts []string
	for c := code; c.Level() >= from && c != ""; c = c.Parent() {
		if i, ok := t.at[c]; ok {
			parts = append(parts, t.divisions[i].Short)
		} else if c == code {
			parts = append(parts, string(c))
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, " ")
}

// Name is the short name of a division, its code when it is not in the tree.
func (t *Tree) Name(code division.Code) string {
	if i, ok := t.at[code]; ok {
		return t.divisions[i].Short
	}
	return string(code)
}

// Resolve is [Tree.Resolve] on the tree as it stands today.
func Resolve(ctx context.Context, tx *store.Tx, text string, within division.Code) (Division, error) {
	t, err := Read(ctx, tx)
	if err != nil {
		return Division{}, fmt.Errorf("resolve place: %w", err)
	}
	return t.Resolve(text, within)
}
