package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the name before every import path of ours.
const module = "minzheng"

// A tree is the source as the laws see it.
type tree struct {
	root     fs.FS
	fset     *token.FileSet
	packages []*unit
	scripts  []script
	names    []string // every file of ours, by path
}

// A unit is the Go files of one folder.
type unit struct {
	path  string // internal/registers/person
	files []source
}

// A source is one Go file.
type source struct {
	path string
	test bool
	*ast.File
}

// A script is a migration.
type script struct {
	path string
	text string
}

// unread are folders that hold nothing of ours, or nothing that is built.
var unread = map[string]bool{
	".git": true, ".cache": true, "bin": true, "data": true, "node_modules": true,
	"screenshots": true, "static": true, "testdata": true, "tools": true,
}

func newTree(root fs.FS) (tree, error) {
	house := tree{root: root, fset: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && unread[entry.Name()]:
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		house.names = append(house.names, name)
		return house.read(name)
	})
	return house, err
}

func (h *tree) read(name string) error {
	switch path.Ext(name) {
	case ".go":
		return h.readGo(name)
	case ".sql":
		text, err := fs.ReadFile(h.root, name)
		h.scripts = append(h.scripts, script{name, string(text)})
		return err
	}
	return nil
}

func (h *tree) readGo(name string) error {
	text, err := fs.ReadFile(h.root, name)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(h.fset, name, text, parser.ParseComments)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(h.packages, func(p *unit) bool { return p.path == path.Dir(name) })
	if at < 0 {
		at = len(h.packages)
		h.packages = append(h.packages, &unit{path: path.Dir(name)})
	}
	h.packages[at].files = append(h.packages[at].files, source{name, strings.HasSuffix(name, "_test.go"), parsed})
	return nil
}

// sources gives every Go file that is part of the program, or all of them.
func (h *tree) sources(tests bool) []source {
	var all []source
	for _, p := range h.packages {
		for _, f := range p.files {
			if tests || !f.test {
				all = append(all, f)
			}
		}
	}
	return all
}

// at says where something stands, as compilers do.
func (h *tree) at(node ast.Node) string {
	p := h.fset.Position(node.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// A place is where a package stands in the house.
type place struct {
	floor string // registers
	room  string // person; empty on floors without rooms
	inner string // a folder inside the room; empty for the room itself
}

// placeOf finds the place of a package by its path.
func placeOf(pkg string) place {
	parts := strings.Split(pkg, "/")
	if parts[0] == "internal" {
		parts = parts[1:]
	}
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	return place{parts[0], parts[1], strings.Join(parts[2:], "/")}
}

// name is the place without what is inside the room: registers/person.
func (p place) name() string {
	if p.room == "" {
		return p.floor
	}
	return p.floor + "/" + p.room
}

// whole is the place with what is inside the room: assistance/dibao.
func (p place) whole() string { return strings.TrimSuffix(p.name()+"/"+p.inner, "/") }

// walled tells whether the place is a room with walls: what is inside is seen
// by the room alone.
func (p place) walled() bool { return p.floor == "registers" || p.floor == "affairs" }

// imported gives what a file imports of ours, by path inside the module, and of
// others.
func (f source) imported() (ours, others []string) {
	for _, i := range f.Imports {
		name, _ := strconv.Unquote(i.Path.Value)
		if inside, ok := strings.CutPrefix(name, module+"/"); ok {
			ours = append(ours, inside)
		} else {
			others = append(others, name)
		}
	}
	return ours, others
}

// literal gives the text of a constant string expression, joined over plus
// signs; what is not constant is left out.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value)
			return text
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return literal(e.X) + literal(e.Y)
		}
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return ""
}

// allowed tells whether a file stands in one of the places.
func allowed(leaves []leave, file string) bool {
	for _, l := range leaves {
		if file == l.place || strings.HasPrefix(file, l.place+"/") {
			return true
		}
	}
	return false
}
