package sheet

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"
)

// On paper a sheet lies across and is as wide as the paper, as the file itself says.
func TestWriteWorkbook_onPaper(t *testing.T) {
	var out bytes.Buffer
	if err := WriteWorkbook(&out, Page{Name: "表", Title: "月报", Columns: []Column{{Heading: "期末在保月保障金额（元）", Form: AsMoney}}, Lines: func(func(Line) bool) {}}); err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	layout, err := file.GetPageLayout("表")
	if err != nil || layout.Orientation == nil || *layout.Orientation != "landscape" {
		t.Errorf("%+v %v", layout, err)
	}
	props, err := file.GetSheetProps("表")
	if err != nil || props.FitToPage == nil || !*props.FitToPage {
		t.Errorf("%+v %v", props, err)
	}
	if high, err := file.GetRowHeight("表", 2); err != nil || high != 32 {
		t.Errorf("headings of two lines are %v high, %v", high, err)
	}
}
