package app_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// named is what the pages for officers say stands on a button, in a menu or above a table: 「报审」.
var named = regexp.MustCompile(`「([^」]+)」`)

// linked is what a page in Markdown links to or shows.
var linked = regexp.MustCompile(`\]\(([^)#:]+)\)`)

// TestThePagesForOfficersAreTrue wants every button and menu that docs/officers names in a template or in Go, and every
// picture and page that it shows where it says.
func TestThePagesForOfficersAreTrue(t *testing.T) {
	t.Parallel()
	root := os.DirFS("../..")
	said := shown(t, root)
	pages, err := fs.Glob(root, "docs/officers/*.md")
	if err != nil || len(pages) < 6 {
		t.Fatal(pages, err)
	}
	for _, page := range pages {
		text, err := fs.ReadFile(root, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range named.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(said, name[1]) {
				t.Errorf("%s says 「%s」, which stands on no page of the program", page, name[1])
			}
		}
		for _, to := range linked.FindAllStringSubmatch(string(text), -1) {
			if _, err := fs.Stat(root, path.Join(path.Dir(page), to[1])); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, to[1])
			}
		}
	}
}

// shown is everything that the program can put on a page.
func shown(t *testing.T, root fs.FS) string {
	t.Helper()
	var all strings.Builder
	err := fs.WalkDir(root, "internal", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".html" && (path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go")) {
			return err
		}
		text, err := fs.ReadFile(root, name)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
