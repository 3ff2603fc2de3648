package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/sheet"
)

// repacked is a workbook with parts put in or taken over by others.
func repacked(t *testing.T, content []byte, parts map[string]string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		if _, other := parts[f.Name]; other {
			continue
		}
		must(t, to.Copy(f))
	}
	for name, text := range parts {
		w, err := to.Create(name)
		must(t, err)
		_, err = io.WriteString(w, text)
		must(t, err)
	}
	must(t, to.Close())
	return out.Bytes()
}

// TestAWorkbookMakesTheServerReadNothingElse tries entities and links in the XML of a workbook: of a file on the server, of
// an address that would be asked, of an entity that grows.
func TestAWorkbookMakesTheServerReadNothingElse(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(secret, []byte("geheim"), 0o600))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	asked := make(chan string, 10)
	go http.Serve(listener, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer listener.Close()
	outside := "http://" + listener.Addr().String()
	plain := book(t, func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", "姓名")) })
	texts := func(doctype, text string) string {
		return `<?xml version="1.0"?>` + doctype + `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>` + text + `</t></si></sst>`
	}
	grown := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">`
	for i := byte('b'); i < 'k'; i++ {
		grown += `<!ENTITY ` + string(i) + ` "` + strings.Repeat("&"+string(i-1)+";", 10) + `">`
	}
	for name, parts := range map[string]map[string]string{
		"a file":           {"xl/sharedStrings.xml": texts(`<!DOCTYPE x [<!ENTITY e SYSTEM "file://`+secret+`">]>`, "&e;")},
		"an address":       {"xl/sharedStrings.xml": texts(`<!DOCTYPE x [<!ENTITY e SYSTEM "`+outside+`/entity">]>`, "&e;")},
		"a doctype":        {"xl/sharedStrings.xml": texts(`<!DOCTYPE x SYSTEM "`+outside+`/doctype">`, "姓名")},
		"a growing entity": {"xl/sharedStrings.xml": texts(grown+`]>`, "&j;")},
		"a linked book": {
			"xl/externalLinks/externalLink1.xml":            `<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`,
			"xl/externalLinks/_rels/externalLink1.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="externalLinkPath" Target="` + outside + `/book.xlsx" TargetMode="External"/></Relationships>`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			read, err := sheet.Open("名册.xlsx", repacked(t, plain, parts))
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
			if err != nil {
				if _, ok := fault.Sentence(err); !ok {
					t.Errorf("refused without a sentence: %v", err)
				}
				return
			}
			for row := range read.Sheets[0].Rows() {
				for _, c := range row.Cells {
					if strings.Contains(c.Text, "geheim") || len(c.Text) > 100 {
						t.Errorf("a cell holds %.80q", c.Text)
					}
				}
			}
		})
	}
	select {
	case path := <-asked:
		t.Errorf("the workbook had %s asked", path)
	default:
	}
}

func TestAWorkbookWithMacrosIsRefused(t *testing.T) {
	plain := book(t, func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", "姓名")) })
	for name, part := range map[string]string{"名册.xlsm": "xl/vbaProject.bin", "名册.xlsx": "xl/VBAPROJECT.BIN"} {
		_, err := sheet.Open(name, repacked(t, plain, map[string]string{part: "\xd0\xcf\x11\xe0"}))
		if sentence, _ := fault.Sentence(err); !strings.Contains(sentence, "带有宏") {
			t.Errorf("%s: %v", name, err)
		}
		if sentence, _ := fault.Sentence(sheet.Check(repacked(t, plain, map[string]string{part: "x"}))); !strings.Contains(sentence, "带有宏") {
			t.Errorf("%s is kept", name)
		}
	}
}

// TestNoExportHoldsAFormula writes texts that begin like formulas, as names that somebody might enter to have them run at
// whoever opens the export.
func TestNoExportHoldsAFormula(t *testing.T) {
	nasty := []string{"=HYPERLINK(\"http://127.0.0.1/\",\"点\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1＋1", "=cmd|' /C calc'!A0"}
	page := sheet.Page{Name: "名册", Columns: []sheet.Column{{Heading: "=姓名"}}}
	page.Lines = func(yield func(sheet.Line) bool) {
		for _, n := range nasty {
			if !yield(sheet.Line{Values: []sheet.Value{sheet.TextOf(n)}}) {
				return
			}
		}
	}
	var text bytes.Buffer
	must(t, sheet.WriteText(&text, page))
	for _, line := range strings.Split(strings.TrimPrefix(text.String(), sheet.Mark), "\r\n") {
		if first := strings.TrimLeft(line, "\" \t\r"); first != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(first)[0]) {
			t.Errorf("the csv holds %q", line)
		}
	}
	var workbook bytes.Buffer
	must(t, sheet.WriteWorkbook(&workbook, page))
	parts, err := zip.NewReader(bytes.NewReader(workbook.Bytes()), int64(workbook.Len()))
	must(t, err)
	for _, part := range parts.File {
		r, err := part.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		if strings.Contains(string(content), "<f>") || strings.Contains(string(content), "<f ") {
			t.Errorf("%s holds a formula", part.Name)
		}
	}
}
