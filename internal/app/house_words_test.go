package app_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// nowhere are the names of attics: things that belong nowhere end up there.
var nowhere = []string{
	"common", "core", "handler", "handlers", "helper", "helpers", "misc", "model", "models",
	"service", "services", "shared", "type", "types", "util", "utils",
}

// hollow are endings of type names that say nothing about the thing.
var hollow = []string{"Manager", "Helper", "Processor", "Data", "Info", "Impl"}

// nameLaw refuses names that tell nothing about what is inside.
func nameLaw(h tree) []string {
	var wrong []string
	for _, name := range h.names {
		if !strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, ".html") && !strings.HasSuffix(name, ".sql") {
			continue
		}
		for _, part := range strings.Split(name, "/") {
			words := strings.FieldsFunc(strings.ToLower(part), func(r rune) bool { return !unicode.IsLetter(r) })
			for _, w := range words {
				if slices.Contains(nowhere, w) {
					wrong = append(wrong, fmt.Sprintf("%s: %q is an attic, not a name: name it after the noun inside, with its face as a suffix (award_store.go)", name, w))
				}
			}
		}
	}
	for _, p := range h.packages {
		wrong = append(wrong, h.judgeTypes(p)...)
	}
	return wrong
}

func (h *tree) judgeTypes(p *unit) []string {
	var wrong []string
	for _, n := range nouns(p) {
		for _, ending := range hollow {
			if strings.HasSuffix(n.Name.Name, ending) && n.Name.Name != ending {
				wrong = append(wrong, fmt.Sprintf("%s: %s: %q tells nothing: name the thing by its official term", h.at(n), n.Name.Name, ending))
			}
		}
	}
	return wrong
}

// nouns are the exported types of a package, without its tests.
func nouns(p *unit) []*ast.TypeSpec {
	var found []*ast.TypeSpec
	for _, f := range p.files {
		if f.test {
			continue
		}
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				if t := s.(*ast.TypeSpec); t.Name.IsExported() {
					found = append(found, t)
				}
			}
		}
	}
	return found
}

// docLaw wants a package doc everywhere and a doc comment on every exported name.
func docLaw(h tree) []string {
	var wrong []string
	for _, p := range h.packages {
		if doc, ok := packageDoc(p); ok {
			wrong = append(wrong, judgePackageDoc(p, doc)...)
		}
		for _, f := range p.files {
			if !f.test {
				wrong = append(wrong, h.judgeDocs(f)...)
			}
		}
	}
	return wrong
}

// packageDoc joins the package comments; there is nothing to say about a
// folder that holds only tests.
func packageDoc(p *unit) (string, bool) {
	var doc string
	program := false
	for _, f := range p.files {
		if !f.test {
			program = true
			doc += f.Doc.Text()
		}
	}
	return doc, program
}

func judgePackageDoc(p *unit, doc string) []string {
	name := path.Base(p.path)
	switch {
	case !strings.HasPrefix(doc, "Package "+name+" ") && !strings.HasPrefix(doc, "Command "+name+" ") && !strings.HasPrefix(doc, strings.ToUpper(name[:1])+name[1:]+" "):
		return []string{fmt.Sprintf("%s has no package doc: begin one file with // Package %s … and say what it is for, what it does not do and where to start reading", p.path, name)}
	case placeOf(p.path).walled() && !strings.ContainsFunc(doc, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		return []string{fmt.Sprintf("%s: the package doc does not give the official term in Chinese", p.path)}
	}
	return nil
}

// expected are methods that everybody knows from the standard library.
var expected = []string{
	"As", "Error", "Format", "GoString", "Is", "Len", "Less", "LogValue", "MarshalJSON", "MarshalText",
	"Scan", "ServeHTTP", "String", "Swap", "UnmarshalJSON", "UnmarshalText", "Unwrap", "Value",
}

func (h *tree) judgeDocs(f source) []string {
	var wrong []string
	complain := func(n ast.Node, name string) {
		wrong = append(wrong, fmt.Sprintf("%s: %s has no doc comment that begins with its name: say what it is, in which unit, and which faults it returns", h.at(n), name))
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if !d.Name.IsExported() || hidden(d.Recv) || slices.Contains(expected, d.Name.Name) && d.Recv != nil {
				continue
			}
			if !names(d.Doc, d.Name.Name) {
				complain(d, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				for _, name := range undocumented(d, s) {
					complain(s, name)
				}
			}
		}
	}
	return wrong
}

// undocumented gives the exported names of a declaration without a doc comment.
// A group of constants or variables may share one.
func undocumented(d *ast.GenDecl, s ast.Spec) []string {
	switch s := s.(type) {
	case *ast.TypeSpec:
		doc := s.Doc
		if doc == nil {
			doc = d.Doc
		}
		if s.Name.IsExported() && !names(doc, s.Name.Name) {
			return []string{s.Name.Name}
		}
	case *ast.ValueSpec:
		if d.Doc != nil || s.Doc != nil || s.Comment != nil {
			return nil
		}
		for _, n := range s.Names {
			if n.IsExported() {
				return []string{n.Name}
			}
		}
	}
	return nil
}

// names tells whether a doc comment begins with the name, after an article.
func names(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 0 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && strings.Trim(words[0], ",.:;'s") == strings.Trim(name, "s")
}

// hidden tells whether a method belongs to a type that is not exported.
func hidden(recv *ast.FieldList) bool {
	if recv == nil {
		return false
	}
	t := recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return !x.IsExported()
		default:
			return true
		}
	}
}

var inCode = regexp.MustCompile("`([a-z]+\\.[A-Z][A-Za-z]*)`")

// glossaryLaw wants a line in docs/glossary.md for every exported noun of
// registers and affairs, and no line for a noun that is gone.
func glossaryLaw(h tree) []string {
	lines, wrong := h.glossary()
	exist := map[string]bool{}
	rooms := map[string]bool{}
	for _, p := range h.packages {
		if !placeOf(p.path).walled() {
			continue
		}
		room := path.Base(p.path)
		rooms[room] = true
		for _, n := range nouns(p) {
			name := room + "." + n.Name.Name
			exist[name] = true
			if lines[name] == 0 {
				wrong = append(wrong, fmt.Sprintf("%s: %s has no line in docs/glossary.md: write its official term, the English, `%s` and the source there first", h.at(n), name, name))
			}
		}
	}
	for name, line := range lines {
		room, _, _ := strings.Cut(name, ".")
		if rooms[room] && !exist[name] {
			wrong = append(wrong, fmt.Sprintf("docs/glossary.md:%d: there is no %s in the code: one thing has one name, change both", line, name))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// glossary reads the nouns of docs/glossary.md with their line numbers.
func (h *tree) glossary() (map[string]int, []string) {
	text, err := readFile(h.root, "docs/glossary.md")
	if err != nil {
		return nil, []string{"docs/glossary.md cannot be read: " + err.Error()}
	}
	var wrong []string
	lines := map[string]int{}
	for i, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "| -") || strings.HasPrefix(line, "|-") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 4 || slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) == "" }) {
			wrong = append(wrong, fmt.Sprintf("docs/glossary.md:%d: a line has four cells: official term, English, in code, source", i+1))
			continue
		}
		for _, m := range inCode.FindAllStringSubmatch(cells[2], -1) {
			if lines[m[1]] != 0 {
				wrong = append(wrong, fmt.Sprintf("docs/glossary.md:%d: %s stands in line %d already", i+1, m[1], lines[m[1]]))
			}
			lines[m[1]] = i + 1
		}
	}
	return lines, wrong
}
