package scenario

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// The size that a list may have, and the memory that looking at it and taking
// it in may need.
const (
	largeRows   = 100_000
	largeMemory = 300 << 20
)

// BenchmarkLargeList looks over and takes in a family table of 100,000 rows and
// 20 columns, in a program of its own each time, whose peak memory is the whole
// program's. The floor, measured in the same run, is unpacking the same file and
// reading its XML to the end. One round is enough: -benchtime 1x.
func BenchmarkLargeList(b *testing.B) {
	c := county{program: program(b), folder: b.TempDir()}
	c.run(b, "demo", "--prepare", "--scale", "none")
	list := filepath.Join(c.folder, "低保家庭情况表.xlsx")
	do(b, writeLargeList(list, largeRows))
	floor := floorOf(b, list)
	for _, act := range []struct {
		name string
		args []string
	}{
		{"check", []string{"check", list}},
		{"dryrun", []string{"import", "families", list, "--division", "420323000000", "--as-of", "2026-10-01", "--dry-run"}},
		{"import", []string{"import", "families", list, "--division", "420323000000", "--as-of", "2026-10-01", "--accept-good"}},
	} {
		b.Run(act.name, func(b *testing.B) {
			for b.Loop() {
				cmd := c.command(act.args...)
				began := time.Now()
				out, err := cmd.CombinedOutput()
				if err != nil {
					b.Fatalf("%v\n%.2000s", err, out)
				}
				took := time.Since(began)
				peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
				b.ReportMetric(float64(peak>>20), "MB-peak")
				b.ReportMetric(took.Seconds()/floor.Seconds(), "x-floor")
				if peak > largeMemory {
					b.Errorf("%s needed %d MB of %d", act.name, peak>>20, largeMemory>>20)
				}
			}
		})
	}
}

// floorOf is the time of unpacking the sheet and reading its XML, and nothing else.
func floorOf(b *testing.B, name string) time.Duration {
	began := time.Now()
	z, err := zip.OpenReader(name)
	do(b, err)
	defer z.Close()
	part, err := z.Open("xl/worksheets/sheet1.xml")
	do(b, err)
	for d := xml.NewDecoder(part); ; {
		if _, err := d.RawToken(); errors.Is(err, io.EOF) {
			return time.Since(began)
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// writeLargeList writes a family table of invented people: households of two,
// each in one of the county's villages.
func writeLargeList(name string, rows int) error {
	villages, err := villagesOf("../county/zhushan/divisions.csv")
	if err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	out, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	head := []any{
		"户编号", "乡镇", "村（社区）", "类别", "姓名", "与户主关系", "身份证号", "健康状况", "残疾类别及等级", "劳动能力",
		"务工收入", "种养收入", "养老金", "赡养费", "住房", "车辆", "存款", "保障人数", "户月保障金", "一卡通账号",
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	for i := range rows {
		home, second := i/2, i%2 == 1
		at := villages[home%len(villages)]
		line := []any{
			home + 1, at[0], at[1], "农村", inventedName(i), "户主", inventedNumber(i), "一般", "", "部分丧失",
			i % 200, i % 1000, 190, 0, "砖混三间", "无", 0, 2, 600 + home%400, inventedAccount(home),
		}
		if second {
			line[5] = "配偶"
			line[17], line[18], line[19] = "", "", ""
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+2), line); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.SaveAs(name)
}

// villagesOf are the villages of a county with their townships.
func villagesOf(name string) ([][2]string, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	towns := map[string]string{}
	var all [][2]string
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), ",")
		switch {
		case len(f) < 4:
		case strings.HasSuffix(f[0], "000") && len(f[0]) == 12:
			towns[f[0]] = f[1]
		case towns[f[3]] != "":
			all = append(all, [2]string{towns[f[3]], f[1]})
		}
	}
	return all, nil
}

func inventedName(i int) string {
	given := []rune("建国桂兰秀英志强玉梅德明春花文华")
	return string([]rune("张王李赵刘陈杨黄周吴")[i%10]) + string(given[i/10%16]) + string(given[i/160%16])
}

// inventedNumber is a valid identity number of the area that belongs to nobody.
func inventedNumber(i int) string {
	born := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i%25000)
	digits := fmt.Sprintf("400323%s%03d", born.Format("20060102"), 100+i/25000*2)
	sum := 0
	for at, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(digits[at]-'0') * weight
	}
	return digits + string("10X98765432"[sum%11])
}

// inventedAccount is an account whose last digit checks the others.
func inventedAccount(i int) string {
	digits := fmt.Sprintf("621799%012d", i)
	sum := 0
	for at := range digits {
		d := int(digits[len(digits)-1-at] - '0')
		if at%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}
