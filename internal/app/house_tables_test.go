package app_test

import (
	"fmt"
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

var (
	writing = regexp.MustCompile(`(?i)\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|(?:CREATE|ALTER|DROP)\s+TABLE(?:\s+IF\s+(?:NOT\s+)?EXISTS)?|CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?\w+\s+ON)\s+"?([a-z_][a-z0-9_]*)`)
	setting = regexp.MustCompile(`(?i)\bUPDATE\s+(?:ONLY\s+)?"?([a-z_][a-z0-9_]*)"?\s+(?:AS\s+\w+\s+|[a-z]\w*\s+)?SET\b`)
	reading = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|REFERENCES)\s+"?([a-z_][a-z0-9_]*)`)
	looks   = regexp.MustCompile(`(?i)\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|FROM|JOIN)\b`)
)

// tableLaw lets a part of the house write only the tables that begin with its
// own name, and read only those of the parts that it may import.
func tableLaw(h tree) []string {
	var wrong []string
	for _, s := range h.scripts {
		wrong = append(wrong, h.judgeSQL(s.path, placeOf(strings.TrimSuffix(folder(s.path), "/migrations")), s.text)...)
	}
	for _, f := range h.sources(false) {
		from := placeOf(folder(f.path))
		for node, text := range statements(f.File) {
			wrong = append(wrong, h.judgeSQL(h.at(node), from, text)...)
		}
		for node, table := range namedTables(f.File) {
			wrong = append(wrong, h.judgeWrite(h.at(node), from, table)...)
		}
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

// statements finds the strings of a file that look like SQL.
func statements(f *ast.File) map[ast.Node]string {
	found := map[ast.Node]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text := literal(e)
		if text == "" {
			return true
		}
		if looks.MatchString(text) {
			found[e] = text
		}
		return false
	})
	return found
}

// namedTables finds the tables that a file writes through the store: the
// second argument of Bulk, and the field Table of a literal such as Facts.
func namedTables(f *ast.File) map[ast.Node]string {
	found := map[ast.Node]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "Bulk" && len(n.Args) > 1 && literal(n.Args[1]) != "" {
				found[n] = literal(n.Args[1])
			}
		case *ast.KeyValueExpr:
			if k, ok := n.Key.(*ast.Ident); ok && k.Name == "Table" && strings.Contains(literal(n.Value), "_") {
				found[n] = literal(n.Value)
			}
		}
		return true
	})
	return found
}

func (h *tree) judgeSQL(at string, from place, text string) []string {
	var wrong []string
	for _, pattern := range []*regexp.Regexp{writing, setting} {
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			wrong = append(wrong, h.judgeWrite(at, from, m[1])...)
		}
	}
	for _, m := range reading.FindAllStringSubmatch(text, -1) {
		owner := h.owner(m[1])
		if owner == (place{}) || owner.name() == from.name() {
			continue
		}
		if judge(from, owner, false) != "" {
			wrong = append(wrong, fmt.Sprintf("%s: %s reads %s, a table of %s, which it may not import: ask that part for what it knows, or let it pass the rows in", at, from.whole(), m[1], owner.name()))
		}
	}
	return wrong
}

func (h *tree) judgeWrite(at string, from place, table string) []string {
	owner := h.owner(table)
	switch {
	case owner == (place{}):
		return []string{fmt.Sprintf("%s: %s writes %s, a table that belongs to no part of the house: begin its name with the name of the room and an underscore", at, from.whole(), table)}
	case owner.name() != from.name():
		return []string{fmt.Sprintf("%s: %s writes %s, a table of %s: call the act of %s instead", at, from.whole(), table, owner.name(), owner.room)}
	}
	return nil
}

// owner is the part of the house that a table belongs to by its name.
func (h *tree) owner(table string) place {
	table = strings.ToLower(table)
	if part, ok := foreignTables[table]; ok {
		return placeOf("internal/" + part)
	}
	var found place
	for _, p := range h.packages {
		at := placeOf(p.path)
		if at.room != "" && at.inner == "" && strings.HasPrefix(table, at.room+"_") && len(at.room) > len(found.room) {
			found = at
		}
	}
	return found
}
