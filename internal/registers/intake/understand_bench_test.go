package intake_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/xuri/excelize/v2"

	"minzheng/internal/registers/intake"
)

// A table of 27,000 members, a large township's, must be understood in seconds.
func BenchmarkUnderstand(b *testing.B) {
	f := excelize.NewFile()
	out, err := f.NewStreamWriter("Sheet1")
	must(b, err)
	must(b, out.SetRow("A1", familyHead))
	for row := range 27000 {
		cells := []any{"", "", "", "张建国", []string{"户主", "妻子", "长子"}[row%3], number(1940+row%70, 1+row%12, 1+row%28, row/70), "约300", "无", "", "", ""}
		if row%3 == 0 {
			cells[0], cells[1], cells[2], cells[8], cells[9], cells[10] = row/3+1, "铧厂村", "农村", 3, 500, card
		}
		must(b, out.SetRow(fmt.Sprintf("A%d", row+2), cells))
	}
	must(b, out.Flush())
	var content bytes.Buffer
	must(b, f.Write(&content))
	for b.Loop() {
		u, err := understand(b, intake.Families, baofeng, "a.xlsx", content.Bytes())
		must(b, err)
		if len(u.Households) != 9000 {
			b.Fatal(len(u.Households))
		}
	}
}
