package rules

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

const (
	zhushan division.Code = "420323000000"
	town    division.Code = "420323100000"
	shiyan  division.Code = "420300000000"
	elsewhr division.Code = "510100000000"
)

func files(named map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, text := range named {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func own(text string) Shelf {
	return Shelf{Name: "低保", Files: files(map[string]string{"values/v.toml": text})}
}

func county(text string) Shelf {
	return Shelf{Name: "竹山县", Files: files(map[string]string{"v.toml": text}), Within: zhushan}
}

const standard = `
name = "dibao.standard"
term = "最低生活保障标准"
unit = "元/人·月"
holds = "amount"
[classes]
urban = "城市"
rural = "农村"
`

func TestLoad(t *testing.T) {
	const ok = "source = \"十政办发〔2016〕36号\"\n"
	tests := []struct {
		name   string
		shelf  []Shelf
		demo   bool
		faults []string // each must be found
	}{
		{"a value without a source is refused", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "urban"
from = 2016-04-01
amount = "450"
source = "  "
`)}, false, []string{"低保 values/v.toml 第 1 个值：没有来源"}},
		{"two values that hold at once are refused", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "urban"
from = 2016-04-01
until = 2017-11-01
amount = "450"
` + ok + `
[[value]]
division = "420323"
class = "urban"
from = 2017-10-01
amount = "500"
` + ok)}, false, []string{"第 2 个值：与低保 values/v.toml 第 1 个值的期间重叠"}},
		{"two values of one start are refused, across files", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "urban"
from = 2016-04-01
amount = "450"
` + ok), county(`name = "dibao.standard"
[[value]]
division = "420323"
class = "urban"
from = 2016-04-01
amount = "451"
` + ok)}, false, []string{"重叠"}},
		{"an end before the start is refused", []Shelf{own(standard + `
[[value]]
division = "CN"
class = "urban"
from = 2016-04-01
until = 2016-04-01
amount = "450"
` + ok)}, false, []string{"不晚于起始日期"}},
		{"a demonstration value is refused in a real county", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "urban"
from = 2025-07-01
amount = "720"
demo = true
source = "演示"
`)}, false, []string{"正式县不能使用"}},
		{"and taken in a demonstration", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "urban"
from = 2025-07-01
amount = "720"
demo = true
source = "演示"
`)}, true, nil},
		{"an invented source without the mark is refused", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "urban"
from = 2025-07-01
amount = "720"
source = "演示"
`)}, true, []string{"demo = true"}},
		{"a yearly sum that twelve does not divide is refused", []Shelf{own(standard + `
[[value]]
division = "420323"
class = "rural"
from = 2016-04-01
amount = "2820.10"
per = "year"
` + ok)}, false, []string{"不能被 12 整除"}},
		{"a county writes only for itself", []Shelf{own(standard), county(`name = "dibao.standard"
[[value]]
division = "420322"
class = "rural"
from = 2016-04-01
amount = "235"
` + ok)}, false, []string{"不在竹山县内"}},
		{
			"a county cannot invent a parameter",
			[]Shelf{own(standard), county(`name = "dibao.standart"`)},
			false,
			[]string{"没有名为“dibao.standart”的参数"},
		},
		{
			"an unknown class, kind and key are refused, all at once",
			[]Shelf{own(standard + `
[[value]]
division = "420323"
class = "town"
from = 2016-04-01
amount = "450"
` + ok + `
[[value]]
division = "420323"
class = "urban"
from = 2016-04-01
number = 450
` + ok), county("name = \"x\"\ncolour = \"red\"")},
			false,
			[]string{"“town”不在参数的类别表中", "要写且只写一个 amount", "第 2 行的 colour"},
		},
		{"a file that is no TOML is refused", []Shelf{own("name = ")}, false, []string{"第 1 行"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(tt.demo, tt.shelf...)
			if len(tt.faults) == 0 {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil {
				t.Fatal("loaded")
			}
			for _, want := range tt.faults {
				if said, _ := fault.Sentence(err); !strings.Contains(said, want) {
					t.Errorf("no %q in %s", want, said)
				}
			}
		})
	}
}

func must(t *testing.T, demo bool, shelves ...Shelf) *Book {
	t.Helper()
	b, err := Load(demo, shelves...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The quotes are cases A-15 of the domain papers: Shiyan 2016 3,600 yuan a year
// is 300 a month, Zhushan 2,820 is 235 and from 2017 3,840 is 320.
func TestYearlyQuoteIsDividedExactlyAndKept(t *testing.T) {
	b := must(t, false, own(standard+`
[[value]]
division = "4203"
class = "rural"
from = 2016-04-01
amount = "3600"
per = "year"
source = "十政办发〔2016〕36号"
[[value]]
division = "420323"
class = "rural"
from = 2016-04-01
amount = "2,820"
per = "year"
source = "十政办发〔2016〕36号"
[[value]]
division = "420323"
class = "rural"
from = 2017-10-01
amount = "3840"
per = "year"
source = "秦楚网"
doubt = "起始年份不确定"
`))
	p := b.Amount("dibao.standard")
	for _, tt := range []struct {
		where  division.Code
		m      month.Month
		want   money.Fen
		quoted string
	}{
		{shiyan, month.Must(2016, 4), money.Yuan(300), "3,600.00 元/年"},
		{town, month.Must(2017, 9), money.Yuan(235), "2,820.00 元/年"},
		{town, month.Must(2017, 10), money.Yuan(320), "3,840.00 元/年"},
		{zhushan, month.Must(2026, 11), money.Yuan(320), "3,840.00 元/年"},
	} {
		v := p.At(tt.where, "rural", tt.m)
		if !v.InForce() || v.Is != tt.want || v.Entry.Quoted != tt.quoted {
			t.Errorf("%s %s: %v %v", tt.where, tt.m, v.Is, v.Entry)
		}
	}
	if v := p.At(town, "rural", month.Must(2026, 1)); !cmp.Equal(v.Entry.Marks(), []string{"最低生活保障标准（农村）：320.00 元，存疑。起始年份不确定"}) {
		t.Errorf("marks %v", v.Entry.Marks())
	}
}

const exclusion = `
name = "dibao.income"
term = "收入的计入"
holds = "choice"
[classes]
basic_pension = "基础养老金"
wage = "工资性收入"
[words]
counted = "计入"
exempt = "不计入"
[[value]]
division = "CN"
class = "basic_pension"
from = 2021-07-01
until = 2026-01-01
choice = "exempt"
source = "民发〔2021〕57号 第十三条"
`

func TestAt(t *testing.T) {
	national := must(t, false, own(exclusion)).Choice("dibao.income")
	local := must(t, false, own(exclusion), county(`
name = "dibao.income"
[[value]]
division = "420323"
class = "basic_pension"
from = 2026-03-01
choice = "counted"
source = "县民政局"
unconfirmed = "待省厅明确"
`)).Choice("dibao.income")
	tests := []struct {
		name     string
		p        Parameter[string]
		where    division.Code
		m        month.Month
		standing Standing
		is       string
		lack     string
	}{
		{"holds in its last month", national, zhushan, month.Must(2025, 12), InForce, "exempt", ""},
		{"has ended the month after, with nothing chosen", national, zhushan, month.Must(2026, 1), Ended, "", "至2025年12月31日止"},
		{"begins on its day", national, zhushan, month.Must(2021, 7), InForce, "exempt", ""},
		{"is not loaded the month before", national, zhushan, month.Must(2021, 6), Unloaded, "", "最早载入的自2021年7月1日起"},
		{"the nation's holds until the county's own begins", local, zhushan, month.Must(2025, 12), InForce, "exempt", ""},
		{"between the two it has ended", local, zhushan, month.Must(2026, 2), Ended, "", "请县级民政部门先行选定"},
		{"the county's choice wins in its towns", local, town, month.Must(2026, 3), InForce, "counted", ""},
		{"and nowhere else", local, elsewhr, month.Must(2026, 3), Ended, "", "至2025年12月31日止"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := tt.p.At(tt.where, "basic_pension", tt.m)
			if v.Standing != tt.standing || v.Is != tt.is || !strings.Contains(v.Lack(), tt.lack) || (tt.lack == "") != (v.Lack() == "") {
				t.Errorf("%d %q %q", v.Standing, v.Is, v.Lack())
			}
		})
	}
	if v := national.At(zhushan, "wage", month.Must(2026, 1)); v.Standing != Unloaded || v.Lack() != "本地的“收入的计入（工资性收入）”未载入，请先录入" {
		t.Errorf("no value at all: %d %s", v.Standing, v.Lack())
	}
	if got := national.First(zhushan, "basic_pension"); got != month.Must(2021, 7) {
		t.Errorf("first %s", got)
	}
}

func TestVersionFollowsTheValues(t *testing.T) {
	a := must(t, false, own(exclusion))
	if a.Version() != must(t, false, own(exclusion)).Version() || len(a.Version()) != 64 {
		t.Error("the same values give another version")
	}
	if a.Version() == must(t, false, own(strings.Replace(exclusion, "2026-01-01", "2031-01-01", 1))).Version() {
		t.Error("other values give the same version")
	}
}

func TestWhatStandsOnADay(t *testing.T) {
	a := must(t, false, own(exclusion)) // one value, from 2021-07-01 until 2026-01-01
	for day, want := range map[month.Day]Standing{20250101: InForce, 20251231: InForce, 20260101: Ended} {
		got := a.On(zhushan, day)
		if len(got) != 1 || got[0].Standing != want || got[0].Values != 1 {
			t.Errorf("on %s: %+v", day, got)
		}
	}
	if got := a.On(zhushan, 20210630); len(got) != 0 {
		t.Errorf("before the first value: %+v", got)
	}
	name := a.On(zhushan, 20250101)[0].Name
	if got := a.History(zhushan, name); len(got) != 1 || got[0].From != 20210701 {
		t.Errorf("history of %s: %+v", name, got)
	}
	if got := a.History(zhushan, "nothing"); got != nil {
		t.Errorf("history of what is not there: %+v", got)
	}
}

func TestKindsOfValue(t *testing.T) {
	head := func(holds string) string {
		return "name = \"p\"\nterm = \"某值\"\nunit = \"岁\"\nholds = \"" + holds + "\"\n[words]\na = \"甲\"\nb = \"乙\"\n[[value]]\ndivision = \"CN\"\nfrom = 2021-07-01\nsource = \"某文件\"\n"
	}
	m := month.Must(2026, 11)
	n := must(t, false, own(head("number")+"number = 70")).Number("p").At(zhushan, "", m)
	if n.Is != 70 || n.Entry.Text != "70 岁" {
		t.Errorf("number %v", n)
	}
	p := must(t, false, own(head("percent")+"percent = \"12.5\"")).Percent("p").At(zhushan, "", m)
	if p.Is != (Percent{125, 1000}) || p.Entry.Text != "12.5 %" {
		t.Errorf("percent %v", p)
	}
	l := must(t, false, own(head("list")+"list = [\"b\", \"a\"]")).List("p").At(zhushan, "", m)
	if !cmp.Equal(l.Is, []string{"b", "a"}) || l.Entry.Text != "乙、甲" {
		t.Errorf("list %v", l)
	}
	for _, wrong := range []string{"number = -1", "number = 1\nper = \"year\""} {
		if _, err := Load(false, own(head("number")+wrong)); err == nil {
			t.Errorf("%s was loaded", wrong)
		}
	}
	for _, wrong := range []string{"-3", "", "2O", "1.23456", ".5"} {
		if _, err := ParsePercent(wrong); err == nil {
			t.Errorf("percent %q was read", wrong)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("asking for the wrong kind did not panic")
		}
	}()
	must(t, false, own(head("number")+"number = 1")).Amount("p")
}

func TestPick(t *testing.T) {
	set := []Formula[string]{{From: month.Must(2021, 7), Do: "old"}, {From: month.Must(2027, 1), Do: "new"}}
	for m, want := range map[month.Month]string{
		month.Must(2021, 6): "", month.Must(2021, 7): "old",
		month.Must(2026, 12): "old", month.Must(2027, 1): "new",
	} {
		if f, ok := Pick(set, m); f.Do != want || ok != (want != "") {
			t.Errorf("%s: %q %t", m, f.Do, ok)
		}
	}
}

// FuzzLoad: whatever a county's file holds, it is read or refused with a sentence.
func FuzzLoad(f *testing.F) {
	f.Add(exclusion)
	f.Add(standard + "[[value]]\ndivision=\"CN\"\nfrom=0000-01-01\namount=\"1\"\nsource=\"x\"")
	f.Add("name=\"a\"\nvalue=1")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := Load(true, own(text)); err != nil {
			if said, ok := fault.Sentence(err); !ok || said == "" {
				t.Errorf("%v says nothing", err)
			}
		}
	})
}
