// Command assets bundles the styles, scripts and icons that are embedded into
// the binary: go run ./assets, from the root of the repository, after
// npm ci --prefix assets.
//
// It writes app.css, app.js, icons.svg, mark.svg and licenses.txt into
// internal/engine/web/static, which git ignores. Of Tabler's styles it keeps
// only the parts named in tabler.txt, of its icons only those in icons.txt.
// Nothing asks another host for anything.
package main

import (
	"fmt"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Where things lie, seen from the root of the repository.
const (
	modules = "assets/node_modules"
	target  = "internal/engine/web/static"
	rooms   = "internal"
)

// engines are the oldest browsers that are served in full: what domestic
// browsers (360, 奇安信, 红莲花) on Windows 7 and Kylin are built on.
var engines = []api.Engine{{Name: api.EngineChrome, Version: "84"}, {Name: api.EngineFirefox, Version: "78"}, {Name: api.EngineSafari, Version: "14.1"}}

func main() {
	log.SetFlags(0)
	if err := bundle(); err != nil {
		log.Fatal(err)
	}
}

func bundle() error {
	if _, err := os.Stat(modules); err != nil {
		return fmt.Errorf("%s is missing: run npm ci --prefix assets in the root of the repository first", modules)
	}
	pages, err := readPages()
	if err != nil {
		return err
	}
	if err := clear(); err != nil {
		return err
	}
	for _, step := range []func(string) error{writeStyle, writeScript, writeIcons, writeMark, writeLicenses} {
		if err := step(pages); err != nil {
			return err
		}
	}
	return report()
}

// readPages is the text of all pages and components: what can mention an icon.
func readPages() (string, error) {
	var all strings.Builder
	err := filepath.WalkDir(rooms, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".html" {
			return err
		}
		text, err := os.ReadFile(p)
		all.Write(text)
		return err
	})
	if err != nil {
		return "", err
	}
	return all.String(), nil
}

// clear takes out what an earlier run wrote, but not the placeholder.
func clear() error {
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(target)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() != ".keep" {
			if err := os.RemoveAll(filepath.Join(target, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func write(name string, text string) error {
	return os.WriteFile(filepath.Join(target, name), []byte(text), 0o644)
}

func writeStyle(string) error {
	parts, err := readList("assets/tabler.txt")
	if err != nil {
		return err
	}
	tabler, err := build(modules+"/@tabler/core/dist/css/tabler.css", "")
	if err != nil {
		return err
	}
	ours, err := build("assets/desk.css", "")
	if err != nil {
		return err
	}
	dark, err := build("assets/dark.css", "")
	if err != nil {
		return err
	}
	return write("app.css", "/*! @tabler/core, MIT; see licenses.txt */\n"+keepParts(tabler, ours, parts)+ours+byNight(dark))
}

func writeScript(string) error {
	text, err := build("assets/desk.js", "/*! htmx, 0BSD; see licenses.txt */")
	if err != nil {
		return err
	}
	return write("app.js", text)
}

func build(entry, banner string) (string, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Engines: engines, LegalComments: api.LegalCommentsNone,
		MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true, Format: api.FormatIIFE,
		NodePaths: []string{modules}, Banner: map[string]string{"js": banner}, LogLevel: api.LogLevelError, Charset: api.CharsetUTF8,
		External: []string{"*.woff", "*.woff2"},
	})
	if len(result.Errors) > 0 {
		return "", fmt.Errorf("bundle %s: %s", entry, result.Errors[0].Text)
	}
	return string(result.OutputFiles[0].Contents), nil
}

// mentioned finds icons in pages: {{icon "plus"}}, "icon=check".
var mentioned = regexp.MustCompile(`icon "([a-z0-9-]+)"|"icon=([a-z0-9-]+)"`)

func writeIcons(pages string) error {
	names, err := readList("assets/icons.txt")
	if err != nil {
		return err
	}
	for _, m := range mentioned.FindAllStringSubmatch(pages, -1) {
		if name := m[1] + m[2]; !slices.Contains(names, name) {
			return fmt.Errorf("a page uses the icon %q: add it to assets/icons.txt", name)
		}
	}
	var sprite strings.Builder
	sprite.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	for _, name := range names {
		shape, err := os.ReadFile(modules + "/@tabler/icons/icons/outline/" + name + ".svg")
		if err != nil {
			return fmt.Errorf("icon %s in assets/icons.txt: %w", name, err)
		}
		sprite.WriteString(symbol(name, string(shape)))
	}
	sprite.WriteString("</svg>\n")
	return write("icons.svg", sprite.String())
}

// readList reads names, one a line; lines beginning with # are remarks.
func readList(name string) ([]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			names = append(names, line)
		}
	}
	return names, nil
}

var frame = regexp.MustCompile(`<path stroke="none" d="M0 0h24v24H0z" fill="none" />`)

// symbol is one icon of the sprite, without the sheet it was drawn on.
func symbol(name, shape string) string {
	_, inside, _ := strings.Cut(shape[strings.Index(shape, "<svg"):], ">")
	inside = frame.ReplaceAllString(strings.TrimSuffix(strings.TrimSpace(inside), "</svg>"), "")
	inside = strings.Join(strings.Fields(inside), " ")
	return `<symbol id="` + name + `" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">` + inside + `</symbol>`
}

func writeMark(string) error {
	mark, err := os.ReadFile("assets/mark.svg")
	if err != nil {
		return err
	}
	return write("mark.svg", string(mark))
}

// writeLicenses writes the notices that the bundled libraries ask for. Tabler
// states its notice at the head of its style instead of in a file.
func writeLicenses(string) error {
	style, err := os.ReadFile(modules + "/@tabler/core/dist/css/tabler.css")
	if err != nil {
		return err
	}
	_, notice, _ := strings.Cut(string(style), "/*!")
	notice, _, _ = strings.Cut(notice, "*/")
	all := "@tabler/core\n" + notice + "\n"
	for _, name := range []string{"@tabler/icons", "htmx.org"} {
		text, err := os.ReadFile(modules + "/" + name + "/LICENSE")
		if err != nil {
			return err
		}
		all += name + "\n\n" + string(text) + "\n"
	}
	return write("licenses.txt", all)
}

func report() error {
	entries, err := os.ReadDir(target)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if i, err := e.Info(); err == nil && i.Size() > 0 {
			fmt.Printf("%8d  %s\n", i.Size(), filepath.Join(target, e.Name()))
		}
	}
	return nil
}
