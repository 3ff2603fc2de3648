package scenario

import (
	"bytes"
	"math"
	"regexp"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// wordAdds wants that the open page of a figure's rows gives them as a file of
// so many rows, and that what each adds comes to the number.
func wordAdds(ts *testscript.TestScript, _ bool, args []string) {
	want(ts, args, 2, "adds NUMBER ROWS")
	v := stageOf(ts).visitor(ts)
	at := v.at
	ts.Check(v.follow("导出记录"))
	sum, rows, err := added(v.body)
	ts.Check(err)
	if number, err := strconv.ParseFloat(args[0], 64); err != nil || math.Abs(sum-number) >= 0.005 || strconv.Itoa(rows) != args[1] {
		ts.Fatalf("%s: %d rows that add up to %.2f, not %s rows and %s", at, rows, sum, args[1], args[0])
	}
	ts.Check(v.open(at.String()))
}

// rowDay is what the line of a row begins with: its day.
var rowDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

// added adds up the last column of a workbook of rows.
func added(workbook []byte) (sum float64, rows int, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(workbook), excelize.Options{RawCellValue: true})
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	lines, err := f.GetRows(f.GetSheetName(0))
	for _, line := range lines {
		if len(line) == 0 || !rowDay.MatchString(line[0]) {
			continue
		}
		n, err := strconv.ParseFloat(line[len(line)-1], 64)
		if err != nil {
			return 0, 0, err
		}
		sum, rows = sum+n, rows+1
	}
	return sum, rows, err
}
