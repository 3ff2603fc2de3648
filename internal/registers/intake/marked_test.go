package intake_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/intake"
)

// Rows, columns and faults are those that expected.json of the samples plants.
func TestMarkedFile(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		t.Run("a workbook keeps its layout", func(t *testing.T) {
			file, was := b.marked(t, rollName, intake.Roll, assistant), workbookOf(t, sample(t, rollName))
			if got := file.GetSheetList(); !slices.Equal(got, []string{"问题清单", "10月"}) {
				t.Errorf("sheets %q", got)
			}
			wants := map[string]string{"C88": "后三位已丢失", "J57": "", "C106": "校验"}
			for at, says := range wants {
				if got := noteAt(t, file, "10月", at); !strings.HasPrefix(got, "【警告】") && !strings.HasPrefix(got, "【错误】") || !strings.Contains(got, says) {
					t.Errorf("note at %s: %q", at, got)
				}
				if tint(t, file, "10月", at) == tint(t, was, "10月", at) {
					t.Errorf("%s has pattern %d, once %d", at, tint(t, file, "10月", at), tint(t, was, "10月", at))
				}
				is, err := file.GetCellValue("10月", at)
				must(t, err)
				before, err := was.GetCellValue("10月", at)
				must(t, err)
				if is != before {
					t.Errorf("%s holds %q, once %q", at, is, before)
				}
			}
			if noteAt(t, file, "10月", "B10") != "" || tint(t, file, "10月", "B10") == 1 {
				t.Error("a sound cell is marked")
			}
			merged, err := file.GetMergeCells("10月")
			must(t, err)
			before, err := was.GetMergeCells("10月")
			must(t, err)
			if len(merged) != len(before) {
				t.Errorf("%d merged areas, once %d", len(merged), len(before))
			}
		})
		t.Run("a text file becomes a workbook, whole numbers and rare characters in it", func(t *testing.T) {
			file := b.marked(t, disabilityName, intake.Disability, preparer)
			book, err := sheet.Open(disabilityName, sample(t, disabilityName))
			must(t, err)
			list := file.GetSheetList()
			rows, err := file.GetRows(list[1])
			must(t, err)
			if len(rows) != book.Sheets[0].Len() {
				t.Errorf("%d rows, once %d", len(rows), book.Sheets[0].Len())
			}
			for _, row := range []int{30, 32, 33} {
				if last := rows[row-1][len(rows[row-1])-1]; !strings.Contains(last, "请与") {
					t.Errorf("behind row %d: %q", row, last)
				}
			}
			for r := range book.Sheets[0].Rows() {
				for _, c := range r.Cells {
					if got := rows[r.Number-1][c.Column-1]; got != c.Text {
						t.Fatalf("row %d column %d: %q, once %q", r.Number, c.Column, got, c.Text)
					}
				}
			}
		})
	})
}

// marked hands a sample in and takes it back marked.
func (b *bureau) marked(t *testing.T, name string, kind intake.Kind, by access.Actor) *excelize.File {
	t.Helper()
	id, err := b.Receive(context.Background(), by, intake.Submission{Name: name, Kind: kind, Division: by.Division, AsOf: month.MustDay(2026, 10, 31), Body: sample(t, name)})
	must(t, err)
	f, err := b.Marked(context.Background(), by, id)
	must(t, err)
	if want := strings.TrimSuffix(strings.TrimSuffix(name, ".xlsx"), ".csv") + "（标注）.xlsx"; f.Name != want {
		t.Errorf("named %q", f.Name)
	}
	return workbookOf(t, f.Content)
}

func workbookOf(t *testing.T, content []byte) *excelize.File {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(content))
	must(t, err)
	t.Cleanup(func() { file.Close() })
	return file
}

func noteAt(t *testing.T, file *excelize.File, sheet, at string) string {
	t.Helper()
	all, err := file.GetComments(sheet)
	must(t, err)
	for _, c := range all {
		if c.Cell == at {
			text := c.Text
			for _, p := range c.Paragraph {
				text += p.Text
			}
			return text
		}
	}
	return ""
}

// tint is the pattern of a cell's ground: 1 is solid.
func tint(t *testing.T, file *excelize.File, sheet, at string) int {
	t.Helper()
	id, err := file.GetCellStyle(sheet, at)
	must(t, err)
	style, err := file.GetStyle(id)
	must(t, err)
	return style.Fill.Pattern
}
