package app_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// asking are the ways to ask the machine for the time.
var asking = []string{"Now", "Since", "Until"}

// sqlClock are the ways to ask the database for the time.
var sqlClock = regexp.MustCompile(`(?i)\bCURRENT_(?:TIMESTAMP|DATE|TIME)\b|\bnow\(\)|\bdate(?:time)?\('now'|\bstrftime\(`)

// clockLaw lets only the transaction tell the time.
func clockLaw(h tree) []string {
	var wrong []string
	for _, f := range h.sources(true) {
		if allowed(clockLeaves, f.path) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && isPackage(s.X, "time") {
				switch {
				case slices.Contains(asking, s.Sel.Name) && !f.test:
					wrong = append(wrong, fmt.Sprintf("%s: time.%s asks the machine: take tx.Now() or tx.Today(), or a store.Clock that is passed in", h.at(n), s.Sel.Name))
				case s.Sel.Name == "Sleep":
					wrong = append(wrong, fmt.Sprintf("%s: nothing sleeps: wait for the event, and give the time in tests", h.at(n)))
				}
			}
			return true
		})
		for node, text := range statements(f.File) {
			if sqlClock.MatchString(text) && !f.test {
				wrong = append(wrong, h.at(node)+": the statement asks the database for the time: pass tx.Stamp() or tx.Today()")
			}
		}
	}
	for _, s := range h.scripts {
		if sqlClock.MatchString(s.text) {
			wrong = append(wrong, s.path+": the migration asks the database for the time: columns get their time from tx.Stamp()")
		}
	}
	return wrong
}

func isPackage(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name && id.Obj == nil
}

// floatLaw keeps floating point away from the floors where money is.
func floatLaw(h tree) []string {
	var wrong []string
	for _, f := range h.sources(false) {
		p := placeOf(folder(f.path))
		if !p.walled() && p.name() != "base/money" || allowed(floatLeaves, f.path) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if usesFloat(n) {
				wrong = append(wrong, h.at(n)+": floating point pays households that stand exactly on the line: use money.Fen, whole numbers and a named rounding")
			}
			return true
		})
	}
	return wrong
}

func usesFloat(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Ident:
		return n.Name == "float64" || n.Name == "float32"
	case *ast.BasicLit:
		return n.Kind == token.FLOAT
	case *ast.SelectorExpr:
		return isPackage(n.X, "strconv") && strings.HasSuffix(n.Sel.Name, "Float")
	}
	return false
}

// numberLaw keeps the numbers of the law out of its formulas.
func numberLaw(h tree) []string {
	var wrong []string
	for _, f := range h.sources(false) {
		if !h.holdsLaw(folder(f.path)) {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if spelling(n) {
				return false
			}
			l, ok := n.(*ast.BasicLit)
			if !ok || l.Kind != token.INT && l.Kind != token.FLOAT || l.Value == "0" || l.Value == "1" {
				return true
			}
			if _, ok := numberLeaves[l.Value]; !ok {
				wrong = append(wrong, fmt.Sprintf("%s: %s stands in a formula: numbers of the law are values with a date and a source, under values/", h.at(n), l.Value))
			}
			return true
		})
	}
	return wrong
}

// spelling tells whether a node only writes a number down, in the base it names.
func spelling(n ast.Node) bool {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := call.Fun.(*ast.SelectorExpr)
	return ok && isPackage(s.X, "strconv")
}

// stateLaw refuses init and package variables that change.
func stateLaw(h tree) []string {
	var wrong []string
	for _, p := range h.packages {
		vars := packageVars(p)
		for _, f := range p.files {
			if f.test {
				continue
			}
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "init" && fn.Recv == nil {
					wrong = append(wrong, h.at(fn)+": init runs without being asked: call a constructor from internal/app/rooms.go")
				}
			}
			for _, n := range changed(f.File, vars) {
				wrong = append(wrong, fmt.Sprintf("%s: %s is changed while the program runs: keep it in a value that is passed in", h.at(n), n.Name))
			}
		}
	}
	return wrong
}

func packageVars(p *unit) map[string]bool {
	vars := map[string]bool{}
	for _, f := range p.files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, s := range g.Specs {
					for _, n := range s.(*ast.ValueSpec).Names {
						vars[n.Name] = true
					}
				}
			}
		}
	}
	return vars
}

// changed finds assignments to package variables. A name that the parser found
// declared inside a function is another thing of the same name.
func changed(f *ast.File, vars map[string]bool) []*ast.Ident {
	var found []*ast.Ident
	note := func(e ast.Expr) {
		id := base(e)
		if id != nil && id.Name != "_" && vars[id.Name] && (id.Obj == nil || f.Scope.Lookup(id.Name) == id.Obj) {
			found = append(found, id)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, e := range n.Lhs {
					note(e)
				}
			}
		case *ast.IncDecStmt:
			note(n.X)
		}
		return true
	})
	return found
}

// base is the name at the beginning of x, x.f, x[i] and *x.
func base(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return base(e.X)
	case *ast.IndexExpr:
		return base(e.X)
	case *ast.StarExpr:
		return base(e.X)
	}
	return nil
}

var (
	numbered = regexp.MustCompile(`(?:^|[^0-9])([1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])(?:[^0-9]|$)`)
	written  = []string{".csv", ".go", ".html", ".json", ".md", ".mjs", ".sql", ".toml", ".txt"}
)

// personLaw looks for identity numbers that somebody could hold: only area
// 400323, which no province has, may stand in the tree.
func personLaw(h tree) []string {
	var wrong []string
	for _, name := range h.names {
		if !slices.Contains(written, path.Ext(name)) {
			continue
		}
		text, err := readFile(h.root, name)
		if err != nil {
			return append(wrong, err.Error())
		}
		for _, m := range numbered.FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[1], "400323") && publishedNumbers[strings.ToUpper(m[1])] == "" && checks(m[1]) {
				wrong = append(wrong, fmt.Sprintf("%s: %s******** could be somebody's identity number: invented people have the area 400323", name, m[1][:6]))
			}
		}
	}
	return wrong
}

// checks tells whether the last character of an identity number fits the
// others, by GB 11643: weights are the powers of two modulo eleven.
func checks(number string) bool {
	sum := 0
	for i := range 17 {
		sum += int(number[i]-'0') * (1 << (17 - i) % 11)
	}
	return strings.ToUpper(number[17:]) == string("10X98765432"[sum%11])
}

func readFile(root fs.FS, name string) (string, error) {
	text, err := fs.ReadFile(root, name)
	return string(text), err
}
