package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/fault/faulttest"
	"minzheng/internal/base/money"
	"minzheng/internal/engine/sheet"
)

const samples = "../../../county/zhushan/samples"

// book builds a workbook as bytes.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, name string, content []byte) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(name, content)
	must(t, err)
	return b
}

func cell(s *sheet.Sheet, row, column int) sheet.Cell {
	for r := range s.Rows() {
		if r.Number == row {
			return r.At(column)
		}
	}
	return sheet.Cell{Column: column}
}

func TestOpen(t *testing.T) {
	t.Run("tells numbers from text, dates and formulas from both", func(t *testing.T) {
		s := open(t, "a.xlsx", book(t, func(f *excelize.File) {
			date, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
			chinese := "yyyy\"年\"m\"月\""
			own, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &chinese})
			must(t, f.SetSheetRow("Sheet1", "A1", &[]any{"400323196204087594", 400323199308128000.0, 0.1 + 0.2, 1070, "", true}))
			must(t, f.SetCellFormula("Sheet1", "A2", "SUM(D1:D1)"))
			must(t, f.SetCellInt("Sheet1", "B2", 38534)) // 2005-07-01
			must(t, f.SetCellStyle("Sheet1", "B2", "B2", date))
			must(t, f.SetCellInt("Sheet1", "C2", 38534))
			must(t, f.SetCellStyle("Sheet1", "C2", "C2", own))
		})).Sheets[0]
		want := map[[2]int]sheet.Cell{
			{1, 1}: {Column: 1, Kind: sheet.Words, Text: "400323196204087594"},
			{1, 2}: {Column: 2, Kind: sheet.Number, Text: "400323199308128000"},
			{1, 3}: {Column: 3, Kind: sheet.Number, Text: "0.3"},
			{1, 4}: {Column: 4, Kind: sheet.Number, Text: "1070"},
			{1, 5}: {Column: 5},
			{1, 6}: {Column: 6, Kind: sheet.Boolean, Text: "TRUE"},
			{2, 2}: {Column: 2, Kind: sheet.Date, Text: "38534", Day: 20050701},
			{2, 3}: {Column: 3, Kind: sheet.Date, Text: "38534", Day: 20050701},
		}
		for at, w := range want {
			if diff := cmp.Diff(w, cell(s, at[0], at[1])); diff != "" {
				t.Errorf("row %d column %d: %s", at[0], at[1], diff)
			}
		}
	})
	t.Run("keeps the last value of a formula and says it is one", func(t *testing.T) {
		content, err := os.ReadFile(filepath.Join(samples, "低保发放名册-宝丰镇-2026年10月.xlsx"))
		must(t, err)
		s := open(t, "roll.xlsx", content).Sheets[0]
		want := sheet.Cell{Column: 8, Kind: sheet.Number, Formula: true, Text: "171664"}
		if got := cell(s, 208, 8); got != want {
			t.Errorf("got %+v", got)
		}
		if got := cell(s, 88, 3); got.Kind != sheet.Number || got.Text != "400323199308128000" {
			t.Errorf("number typed as number: %+v", got)
		}
		if a, ok := s.Merged(21, 2); !ok || a != (sheet.Area{FirstRow: 21, FirstColumn: 1, LastRow: 21, LastColumn: 3}) {
			t.Errorf("merged %+v %v", a, ok)
		}
		if _, ok := s.Merged(22, 2); ok {
			t.Error("row 22 is not merged")
		}
	})
	t.Run("flags hidden rows, columns and sheets", func(t *testing.T) {
		b := open(t, "a.xlsx", book(t, func(f *excelize.File) {
			for row := 1; row <= 3; row++ {
				must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &[]any{"甲", "乙", "丙"}))
			}
			must(t, f.SetRowVisible("Sheet1", 2, false))
			must(t, f.SetColVisible("Sheet1", "B", false))
			_, err := f.NewSheet("上月")
			must(t, err)
			must(t, f.SetCellStr("上月", "A1", "丁"))
			must(t, f.SetSheetVisible("上月", false))
		}))
		one, two := b.Sheets[0], b.Sheets[1]
		if one.Hidden || !two.Hidden || one.Row(1).Hidden || !one.Row(2).Hidden || one.ColumnHidden(1) || !one.ColumnHidden(2) {
			t.Error("hidden flags are wrong")
		}
	})
	t.Run("keeps the numbers of rows after gaps", func(t *testing.T) {
		s := open(t, "a.xlsx", book(t, func(f *excelize.File) {
			must(t, f.SetCellStr("Sheet1", "C5", "甲"))
			must(t, f.SetCellStr("Sheet1", "AB900", "乙"))
		})).Sheets[0]
		if s.Len() != 2 || cell(s, 5, 3).Text != "甲" || cell(s, 900, 28).Text != "乙" || sheet.ColumnName(28) != "AB" {
			t.Errorf("%+v", slices.Collect(s.Rows()))
		}
	})
	t.Run("counts days from 1904 when the workbook says so", func(t *testing.T) {
		s := open(t, "a.xlsx", book(t, func(f *excelize.File) {
			yes := true
			must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
			must(t, f.SetCellInt("Sheet1", "A1", 37072)) // 38534 - 1462
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style))
		})).Sheets[0]
		if got := cell(s, 1, 1); got.Day != 20050701 {
			t.Errorf("got %v", got.Day)
		}
	})
}

func TestOpenText(t *testing.T) {
	const text = "序号,姓名,备注\r\n1,𠅤建国,\"重病,住院\"\r\n\r\n2,䶮,'x\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	must(t, err)
	for name, content := range map[string]string{
		"GB18030":     gb,
		"UTF-8":       text,
		"with mark":   "\ufeff" + text,
		"tabs":        "序号\t姓名\t备注\n1\t𠅤建国\t重病,住院\n\n2\t䶮\t'x",
		"semicolons":  "序号;姓名;备注\n1;𠅤建国;重病,住院\n2;䶮;'x\n",
		"UTF-16 mark": "\xFF\xFE" + utf16(text),
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, `C:\名册\a.csv`, []byte(content))
			if b.Name != "a.csv" || b.Format != sheet.Text {
				t.Errorf("book %q %q", b.Name, b.Format)
			}
			var got [][]string
			for r := range b.Sheets[0].Rows() {
				got = append(got, []string{fmt.Sprint(r.Number), r.At(2).Text, r.At(3).Text})
			}
			want := [][]string{{"1", "姓名", "备注"}, {"2", "𠅤建国", "重病,住院"}, {"3", "䶮", "'x"}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func utf16(text string) string {
	var out []byte
	for _, r := range text {
		if r > 0xFFFF {
			r -= 0x10000
			hi, lo := 0xD800+r>>10, 0xDC00+r&0x3FF
			out = append(out, byte(hi), byte(hi>>8), byte(lo), byte(lo>>8))
			continue
		}
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

// The first three sentences are those of the sample folder's expected.json.
func TestOpenRefusesWithASentence(t *testing.T) {
	zipped := func(names ...string) string {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		for _, n := range names {
			_, err := z.Create(n)
			must(t, err)
		}
		must(t, z.Close())
		return out.String()
	}
	read := func(name string) string {
		content, err := os.ReadFile(filepath.Join(samples, name))
		must(t, err)
		return string(content)
	}
	good := string(book(t, func(f *excelize.File) {}))
	for name, c := range map[string]struct{ content, want string }{
		"web page":        {read("not-a-zip.xlsx"), "不是Excel工作簿（内容是网页表格），请用Excel另存为xlsx"},
		"password":        {read("password.xlsx"), "文件有密码，请去掉密码后再导入"},
		"xls":             {read("old.xls"), "旧版xls格式，请另存为xlsx"},
		"empty":           {"", "文件是空的，请重新导出后再导入"},
		"only blanks":     {" \r\n\t", "文件是空的，请重新导出后再导入"},
		"pdf":             {"%PDF-1.7\n", "是PDF文件，不是表格，请向报送单位索取xlsx原表"},
		"jpeg":            {"\xFF\xD8\xFF\xE0\x00\x10JFIF", "是图片，不是表格，请向报送单位索取xlsx原表"},
		"png":             {"\x89PNG\r\n\x1a\n", "是图片，不是表格，请向报送单位索取xlsx原表"},
		"docx":            {zipped("word/document.xml"), "是文字文档，不是表格，请导入xlsx或csv名册"},
		"ods":             {zipped("mimetype", "content.xml"), "ODF表格（ods），请另存为xlsx"},
		"xlsb":            {zipped("xl/workbook.bin"), "xlsb二进制工作簿，请用Excel另存为xlsx"},
		"zip":             {zipped("名册.xlsx"), "是压缩包，请解压后逐个导入其中的xlsx"},
		"rar":             {"Rar!\x1a\x07\x01\x00", "是压缩包，请解压后逐个导入其中的xlsx"},
		"XML 2003":        {`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`, "XML表格（2003格式），请用Excel另存为xlsx"},
		"cut off":         {good[:len(good)/2], "工作簿已损坏，打不开，请用Excel打开后另存为新的xlsx"},
		"hollow workbook": {zipped("xl/workbook.xml"), "工作簿已损坏，打不开，请用Excel打开后另存为新的xlsx"},
		"program":         {"\x7fELF\x02\x01\x01\x00\x00\x00", "不是表格文件，请导入xlsx或csv名册"},
		"broken encoding": {"姓名,\xFF\xFF\xFF", "文字编码无法识别，请用Excel打开后另存为xlsx"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Open("名册.xlsx", []byte(c.content))
			got, _ := fault.Sentence(err)
			if kind, _ := fault.KindOf(err); kind != fault.KindInvalid || got != c.want {
				t.Errorf("got %q (%v), want %q", got, err, c.want)
			}
		})
	}
}

// A small file that unpacks to gigabytes must be refused before it is unpacked.
func TestOpenRefusesABomb(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, n := range []string{"xl/workbook.xml", "xl/a.xml", "xl/b.xml"} {
		w, err := z.Create(n)
		must(t, err)
		zeros := make([]byte, 1<<20)
		for range 200 {
			_, err := w.Write(zeros)
			must(t, err)
		}
	}
	must(t, z.Close())
	began := time.Now()
	_, err := sheet.Open("a.xlsx", out.Bytes())
	if got, _ := fault.Sentence(err); got != "表格过大，请按乡镇或按村拆分后再导入" {
		t.Errorf("got %v", err)
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

func page() sheet.Page {
	return sheet.Page{
		Name: "10月/发放", Title: "宝丰镇低保发放名册", Notes: []string{"共2户"},
		Columns: []sheet.Column{{Heading: "户主", Width: 10}, {Heading: "账号"}, {Heading: "金额（元）", Form: sheet.AsMoney}, {Heading: "人数", Form: sheet.AsCount}, {Heading: "日期", Form: sheet.AsDay}},
		Lines: slices.Values([]sheet.Line{
			{Values: []sheet.Value{sheet.TextOf("李桂兰"), sheet.TextOf("0000006676431908152"), sheet.MoneyOf(95250), sheet.CountOf(3), sheet.DayOf(20261123)}},
			{Values: []sheet.Value{sheet.TextOf("=HYPERLINK(\"x\")"), sheet.TextOf("-1+1"), sheet.MoneyOf(-2000), {}, sheet.DayOf(0)}},
			{Values: []sheet.Value{sheet.TextOf("合计"), {}, sheet.MoneyOf(93250), sheet.CountOf(3)}, Strong: true},
		}),
	}
}

func TestWriteText(t *testing.T) {
	var one, two bytes.Buffer
	must(t, sheet.WriteText(&one, page()))
	must(t, sheet.WriteText(&two, page()))
	want := "\ufeff户主,账号,金额（元）,人数,日期\r\n" +
		"李桂兰,0000006676431908152,952.50,3,2026-11-23\r\n" +
		"\"'=HYPERLINK(\"\"x\"\")\",'-1+1,-20.00,,\r\n" +
		"合计,,932.50,3\r\n共2户\r\n"
	if diff := cmp.Diff(want, one.String()); diff != "" || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error(diff)
	}
}

func TestWriteWorkbook(t *testing.T) {
	var out bytes.Buffer
	second := page()
	must(t, sheet.WriteWorkbook(&out, page(), second))
	b := open(t, "a.xlsx", out.Bytes())
	if len(b.Sheets) != 2 || b.Sheets[0].Name != "10月发放" || b.Sheets[1].Name != "10月发放_2" {
		t.Fatalf("sheets %q, %q", b.Sheets[0].Name, b.Sheets[1].Name)
	}
	s := b.Sheets[0]
	for at, want := range map[[2]int]sheet.Cell{
		{1, 1}: {Column: 1, Kind: sheet.Words, Text: "宝丰镇低保发放名册"},
		{3, 2}: {Column: 2, Kind: sheet.Words, Text: "0000006676431908152"},
		{3, 3}: {Column: 3, Kind: sheet.Number, Text: "952.5"},
		{3, 5}: {Column: 5, Kind: sheet.Date, Text: "46349", Day: 20261123},
		{4, 1}: {Column: 1, Kind: sheet.Words, Text: "=HYPERLINK(\"x\")"}, // text, not a formula
		{4, 5}: {Column: 5},
		{6, 1}: {Column: 1, Kind: sheet.Words, Text: "共2户"},
	} {
		if got := cell(s, at[0], at[1]); got != want {
			t.Errorf("row %d column %d: %+v, want %+v", at[0], at[1], got, want)
		}
	}
	// The library agrees that the money prints with two decimals.
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	must(t, err)
	if got, _ := f.GetCellValue("10月发放", "C3"); got != "952.50" {
		t.Errorf("prints %q", got)
	}
	if _, ok := s.Merged(1, 5); !ok {
		t.Error("the title does not span the columns")
	}
}

func TestMoneyIsExactInAWorkbook(t *testing.T) {
	for _, f := range []money.Fen{1, 99, 17112400, 999_999_999_999_99, 100_000_000_000_000_01} {
		p := sheet.Page{
			Name: "a", Columns: []sheet.Column{{Heading: "元", Form: sheet.AsMoney}},
			Lines: slices.Values([]sheet.Line{{Values: []sheet.Value{sheet.MoneyOf(f)}}}),
		}
		var out bytes.Buffer
		must(t, sheet.WriteWorkbook(&out, p))
		got, err := money.Parse(cell(open(t, "a", out.Bytes()).Sheets[0], 2, 1).Text)
		if err != nil || got != f {
			t.Errorf("%v came back as %v, %v", f, got, err)
		}
	}
}

// A list of a large township must stay within seconds and some hundred MB.
func BenchmarkOpen(b *testing.B) {
	content := book(b, func(f *excelize.File) {
		out, err := f.NewStreamWriter("Sheet1")
		must(b, err)
		for row := 1; row <= 27000; row++ {
			must(b, out.SetRow(fmt.Sprintf("A%d", row), []any{row, "李桂兰", "400323196204087594", 3, 952.5, 112, 1064.5, "农商行", "0000006676431908152", "施洋路社区"}))
			if row%3 == 0 {
				must(b, out.MergeCell(fmt.Sprintf("A%d", row-2), fmt.Sprintf("A%d", row)))
			}
		}
		must(b, out.Flush())
	})
	for b.Loop() {
		if got := open(b, "a.xlsx", content); got.Sheets[0].Len() != 27000 {
			b.Fatal(got.Sheets[0].Len())
		}
	}
}

// FuzzOpen: whatever the file, it is read or refused with a sentence.
func FuzzOpen(f *testing.F) {
	f.Add(book(f, func(x *excelize.File) { _ = x.SetCellStr("Sheet1", "B2", "甲") }))
	f.Fuzz(func(t *testing.T, content []byte) {
		b, err := sheet.Open("a", content)
		if err != nil {
			faulttest.Refused(t, err)
			return
		}
		inOrder(t, b)
	})
}

// FuzzWorkbook: whatever the parts of a workbook hold, it is read or refused with a sentence, and quickly.
func FuzzWorkbook(f *testing.F) {
	f.Fuzz(func(t *testing.T, worksheet, shared, styles string) {
		begun := time.Now()
		b, err := sheet.Open("a.xlsx", parts(t, worksheet, shared, styles))
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%d bytes took %s", len(worksheet)+len(shared)+len(styles), took)
		}
		if err != nil {
			faulttest.Refused(t, err)
			return
		}
		inOrder(t, b)
	})
}

// FuzzText: a text that is read gives no row to another, and whatever is refused has its sentence. Written again as csv
// it reads the same.
func FuzzText(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		b, err := sheet.Open("a.csv", []byte(text))
		if err != nil {
			faulttest.Refused(t, err)
			return
		}
		if b.Format != sheet.Text {
			return
		}
		inOrder(t, b)
		var again strings.Builder
		out := csv.NewWriter(&again)
		for row := range b.Sheets[0].Rows() {
			record := make([]string, row.Cells[len(row.Cells)-1].Column)
			for _, c := range row.Cells {
				record[c.Column-1] = c.Text
			}
			must(t, out.Write(record))
		}
		out.Flush()
		back, err := sheet.Open("a.csv", []byte("\ufeff"+again.String()))
		if err != nil {
			return // one line may look like a page or a picture now
		}
		if diff := cmp.Diff(cellsOf(b), cellsOf(back)); diff != "" && back.Sheets[0].Len() == b.Sheets[0].Len() && !strings.ContainsAny(text, "\t;\r") {
			t.Error(diff)
		}
	})
}

// parts is a workbook of one sheet whose parts hold what is given.
func parts(t testing.TB, worksheet, shared, styles string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="名册" r:id="a"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", worksheet},
		{"xl/sharedStrings.xml", shared},
		{"xl/styles.xml", styles},
	} {
		w, err := z.Create(part[0])
		must(t, err)
		_, err = io.WriteString(w, part[1])
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

// inOrder checks what every reader of a book relies on: rows and cells in their order, texts that a page and a database
// can hold, numbers that are plain decimals, days that the calendar has.
func inOrder(t *testing.T, b *sheet.Book) {
	t.Helper()
	for _, s := range b.Sheets {
		row := 0
		for r := range s.Rows() {
			if r.Number <= row || len(r.Cells) == 0 {
				t.Fatalf("row %d after %d with %d cells", r.Number, row, len(r.Cells))
			}
			row = r.Number
			for i, c := range r.Cells {
				switch {
				case c.Text == "" || i > 0 && c.Column <= r.Cells[i-1].Column:
					t.Fatalf("cell %+v", c)
				case !utf8.ValidString(c.Text) || strings.ContainsRune(c.Text, 0):
					t.Fatalf("no database keeps %q", c.Text)
				case (c.Kind == sheet.Number || c.Kind == sheet.Date) && !plainDecimal.MatchString(c.Text):
					t.Fatalf("no number: %+v", c)
				case c.Kind == sheet.Date && !c.Day.Known():
					t.Fatalf("no day: %+v", c)
				}
				if shown, from := s.Value(r.Number, c.Column); from > r.Number && shown.Text != "" {
					t.Fatalf("row %d shows row %d", r.Number, from)
				}
			}
		}
	}
}

var plainDecimal = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

func cellsOf(b *sheet.Book) (all [][]sheet.Cell) {
	for r := range b.Sheets[0].Rows() {
		all = append(all, r.Cells)
	}
	return all
}

// A small file that unpacks into a piece without end, or covers the sheet with merged areas, is refused before it fills
// the memory.
func TestFilesMadeToFillTheMemoryAreRefused(t *testing.T) {
	row := `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>`
	for name, worksheet := range map[string]string{
		"attributes without end": `<worksheet><sheetData ` + strings.Repeat(`a="" `, 1<<20) + `/></worksheet>`,
		"a text without end":     `<worksheet><sheetData><row><c t="str"><v>` + strings.Repeat("长", 2<<20) + `</v></c></row></sheetData></worksheet>`,
		"merged areas":           row + `<mergeCells>` + strings.Repeat(`<mergeCell ref="A1:GS1"/>`, 10_100) + `</mergeCells></worksheet>`,
		"a row beyond all rows":  `<worksheet><sheetData><row r="2147483647"><c><v>1</v></c></row><row><c><v>1</v></c></row></sheetData></worksheet>`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sheet.Open("a.xlsx", parts(t, worksheet, "<sst/>", "<styleSheet/>"))
			if said, _ := fault.Sentence(err); !strings.Contains(said, "过大") {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := sheet.Open("a.csv", bytes.Repeat([]byte(","), largestSip+1<<20)); err == nil {
		t.Error("a line of commas was read")
	}
	if _, err := sheet.Open("a.xlsx", parts(t, row+"</worksheet>", "<sst/>", "<styleSheet>"+strings.Repeat("<xf/>", 4<<20)+"</styleSheet>")); err == nil {
		t.Error("styles of 20 MB were read")
	}
}

const largestSip = 4 << 20

// A quotation mark that nothing closes would hide the rows behind it in one cell.
func TestAnOpenQuotationMarkHidesNoRows(t *testing.T) {
	_, err := sheet.Open("a.csv", []byte("姓名,村,金额\n\"李桂兰,铧厂村,440\n张建国,铧厂村,300\n"))
	if said, _ := fault.Sentence(err); !strings.Contains(said, "第2行第1格的引号没有配对") {
		t.Errorf("%v", err)
	}
	b := open(t, "a.csv", []byte("姓名,村,备注\n李桂兰,铧厂村,\"第一行\n第二行，还有\"\n"))
	if got := cell(b.Sheets[0], 2, 3).Text; got != "第一行\n第二行，还有" {
		t.Errorf("%q", got)
	}
}

// What a workbook calls a number and is none is kept as words; the zero character is dropped.
func TestNumbersThatAreNone(t *testing.T) {
	b := open(t, "a.xlsx", parts(t, `<worksheet><sheetData><row><c><v>NaN</v></c><c><v>0x10</v></c><c><v>1_0</v></c><c><v>1e3</v></c><c t="str"><v>甲_x0000_乙</v></c><c t="str"><v>_x0000_</v></c></row></sheetData></worksheet>`, "<sst/>", "<styleSheet/>"))
	for column, want := range []sheet.Cell{{}, {Kind: sheet.Words, Text: "NaN"}, {Kind: sheet.Words, Text: "0x10"}, {Kind: sheet.Words, Text: "1_0"}, {Kind: sheet.Number, Text: "1000"}, {Kind: sheet.Words, Text: "甲乙"}, {}} {
		if got := cell(b.Sheets[0], 1, column); column > 0 && (got.Kind != want.Kind || got.Text != want.Text) {
			t.Errorf("column %d: %+v", column, got)
		}
	}
}

// The library that writes workbooks reads every sample as we do: same rows, same words.
func TestSamplesReadAsTheLibraryReadsThem(t *testing.T) {
	files, err := filepath.Glob("../../../county/zhushan/samples/*.xlsx")
	must(t, err)
	read := 0
	for _, name := range files {
		content, err := os.ReadFile(name)
		must(t, err)
		ours, err := sheet.Open(name, content)
		if err != nil {
			continue // a sample that must be refused
		}
		library, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true})
		must(t, err)
		for _, s := range ours.Sheets {
			rows, err := library.GetRows(s.Name, excelize.Options{RawCellValue: true})
			must(t, err)
			for r, row := range rows {
				for c, want := range row {
					got, kind := cell(s, r+1, c+1).Text, cell(s, r+1, c+1).Kind
					if (kind == sheet.Words || want == "") && got != want {
						t.Errorf("%s %s row %d column %d: %q, the library reads %q", filepath.Base(name), s.Name, r+1, c+1, got, want)
					}
					read++
				}
			}
		}
	}
	if read < 5000 {
		t.Errorf("only %d cells were compared", read)
	}
}

// Texts of several fonts are one, phonetic text is none of them, and characters that XML cannot hold come back.
func TestSharedTexts(t *testing.T) {
	content := book(t, func(f *excelize.File) {
		must(t, f.SetCellRichText("Sheet1", "A1", []excelize.RichTextRun{{Text: "李"}, {Text: "桂兰"}}))
		must(t, f.SetCellStr("Sheet1", "B1", "上_x005F_x0041_下_x000D_"))
		must(t, f.SetCellStr("Sheet1", "C1", "李桂兰"))
	})
	s := open(t, "a.xlsx", content).Sheets[0]
	for column, want := range map[int]string{1: "李桂兰", 2: "上_x0041_下\r", 3: "李桂兰"} {
		if got := cell(s, 1, column).Text; got != want {
			t.Errorf("column %d: %q, want %q", column, got, want)
		}
	}
}
