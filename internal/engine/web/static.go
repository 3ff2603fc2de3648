package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// The bundled styles, scripts and icons; only a placeholder before `go run ./assets`.
//
//go:embed all:static
var staticFiles embed.FS

// plainStyle makes pages clear and usable when nothing was bundled.
//
//go:embed ui/plain.css
var plainStyle []byte

// A file that is served under a name that changes with its content, so that
// browsers may keep it for ever.
type file struct {
	url, kind    string
	plain, small []byte // small is gzip, nil when it does not pay
}

// library is the static files by name and by address, made once.
var library = sync.OnceValue(func() map[string]*file {
	files := map[string]*file{}
	err := fs.WalkDir(staticFiles, "static", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		content, err := staticFiles.ReadFile(p)
		if err != nil {
			return err
		}
		shelve(files, strings.TrimPrefix(p, "static/"), content)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("static files: %v", err))
	}
	shelve(files, "plain.css", plainStyle)
	return files
})

func shelve(files map[string]*file, name string, content []byte) {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	f := &file{
		url:   "/static/" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		kind:  mime.TypeByExtension(ext),
		plain: content,
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	z.Write(content)
	z.Close()
	if b.Len() < len(content)*9/10 {
		f.small = b.Bytes()
	}
	files[name], files[f.url] = f, f
}

// serveStatic answers requests below /static/ and tells whether it did. They
// need no session and are not logged.
func serveStatic(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path == "/favicon.ico" {
		http.Redirect(w, r, asset("mark.svg"), http.StatusFound)
		return true
	}
	if !strings.HasPrefix(r.URL.Path, "/static/") {
		return false
	}
	f, ok := library()[r.URL.Path]
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return true
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.plain
	if f.small != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.small
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		w.Write(body)
	}
	return true
}

// asset is the address of a static file, "" when it was not bundled.
func asset(name string) string {
	if f, ok := library()[name]; ok {
		return f.url
	}
	return ""
}

// Bundled tells whether the styles, the script and the icons were bundled into the program; without them pages work and look
// plain.
func Bundled() bool { return asset("app.css") != "" && scripts() != "" && asset("icons.svg") != "" }

// styles is the address of the style: the bundled one, else the plain one.
func styles() string {
	if a := asset("app.css"); a != "" {
		return a
	}
	return asset("plain.css")
}

// scripts is the address of the script, "" when it was not bundled.
func scripts() string { return asset("app.js") }

// icon writes an icon of the sprite. It is decoration: the word beside it says the same.
func icon(name string) template.HTML {
	sprite := asset("icons.svg")
	if sprite == "" || name == "" {
		return ""
	}
	return template.HTML(`<svg class="icon" aria-hidden="true" focusable="false"><use href="` + sprite + "#" + template.HTMLEscapeString(name) + `"></use></svg>`)
}
