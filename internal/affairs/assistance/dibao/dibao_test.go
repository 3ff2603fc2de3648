package dibao

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pelletier/go-toml/v2"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// example is an invented county, and zhushan the reference one.
const (
	example division.Code = "990121000000"
	zhushan division.Code = "420323000000"
)

// county is the invented county's values: parameter/class@from = value.
var county = map[string]string{
	"dibao.standard/urban@2025-07-01": "720", "dibao.standard/rural@2025-07-01": "560",
	"dibao.floor@2025-07-01":           "60",
	"dibao.topup_rate/aged@2025-07-01": "20", "dibao.topup_rate/minor@2025-07-01": "20",
	"dibao.topup_rate/disabled@2025-07-01": "20", "dibao.topup_rate/ill@2025-07-01": "20",
	"dibao.topup_stacking": "highest", "dibao.age/topup_aged": "70", "dibao.age/topup_minor": "18",
	"dibao.income/disability_aid": "exempt",
	"dibao.savings_limit":         "20000", "dibao.housing_limit": "1", "dibao.rounding": "YuanHalfUp", "dibao.rounding_scope": "household",
	"dibao.vehicle/car": "barred", "dibao.vehicle/van": "barred", "dibao.vehicle/tricycle": "allowed", "dibao.vehicle/motorcycle": "allowed",
}

// lawOf is the national law with the invented county's values, some of them
// replaced; a replaced value is taken from July 2021 unless it says otherwise.
func lawOf(t testing.TB, replaced map[string]string) Law {
	t.Helper()
	return NewLaw(bookOf(t, replaced))
}

func bookOf(t testing.TB, replaced map[string]string) *rules.Book {
	t.Helper()
	all := map[string]string{}
	for key, value := range county {
		name, _, _ := strings.Cut(key, "@")
		if _, gone := replaced[name]; !gone {
			all[key] = value
		}
	}
	for key, value := range replaced {
		if value != "" {
			all[key] = value
		}
	}
	files := fstest.MapFS{}
	for key, value := range all {
		name, from, ok := strings.Cut(key, "@")
		if !ok {
			from = "2021-07-01"
		}
		name, class, _ := strings.Cut(name, "/")
		text := fmt.Sprintf("[[value]]\ndivision = \"990121\"\nclass = %q\nfrom = %s\n%s\nsource = \"演示\"\ndemo = true\n", class, from, typed(name, value))
		file := files[name+".toml"]
		if file == nil {
			file = &fstest.MapFile{Data: fmt.Appendf(nil, "name = %q\n", name)}
			files[name+".toml"] = file
		}
		file.Data = append(file.Data, text...)
	}
	book, err := rules.Load(true, Shelf(), rules.Shelf{Name: "示例县", Files: files, Within: example})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// typed writes a value with the key that its parameter wants.
func typed(name, value string) string {
	switch name {
	case "dibao.standard", "dibao.floor", "dibao.savings_limit":
		return fmt.Sprintf("amount = %q", value)
	case "dibao.topup_rate", "dibao.job_cost":
		return fmt.Sprintf("percent = %q", value)
	case "dibao.age", "dibao.housing_limit", "dibao.severe_grade", "dibao.reference_months":
		return "number = " + value
	}
	return fmt.Sprintf("choice = %q", value)
}

func zhushanLaw(t testing.TB) Law {
	t.Helper()
	book, err := rules.Load(true, Shelf(), rules.Shelf{Name: "竹山县", Files: os.DirFS("../../../../county/zhushan/values/assistance/dibao"), Within: zhushan})
	if err != nil {
		t.Fatal(err)
	}
	return NewLaw(book)
}

type worked struct {
	Title  string
	Origin string
	Link   string
	Month  string
	Facts  string
	Values map[string]string
	Expect struct {
		Outcome    Outcome
		Amount     *string
		Difference *string
		Topup      *string
		Counted    *int64
		PerHead    *string `toml:"per_head"`
		Binding    *string
		Distance   *string
		Missing    []string
	}
}

func cases(t testing.TB) map[string]worked {
	t.Helper()
	paths, err := filepath.Glob("cases/*.toml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	all := map[string]worked{}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		var c worked
		if err := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields().Decode(&c); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if c.Origin == "" {
			t.Errorf("%s does not say where its result comes from", p)
		}
		all[strings.TrimSuffix(filepath.Base(p), ".toml")] = c
	}
	return all
}

func (c worked) read(t testing.TB) (Facts, Law, month.Month) {
	t.Helper()
	f, err := ReadFacts([]byte(c.Facts))
	if err != nil {
		t.Fatal(err)
	}
	m, err := month.Parse(c.Month)
	if err != nil {
		t.Fatal(err)
	}
	return f, lawOf(t, c.Values), m
}

func TestCases(t *testing.T) {
	for name, c := range cases(t) {
		t.Run(name, func(t *testing.T) {
			f, law, m := c.read(t)
			why := &rules.Explanation{}
			r := Assess(f, law, m, why)
			c.check(t, r)
			if t.Failed() {
				t.Log(why.Text())
			}
			if quiet := Assess(f, law, m, nil); !cmp.Equal(r, quiet, same...) {
				t.Errorf("without a recorder it says otherwise: %s", cmp.Diff(r, quiet, same...))
			}
		})
	}
}

// same compares results by their exported fields; entries are the book's own.
var same = []cmp.Option{cmpopts.IgnoreUnexported(Result{}), cmp.Comparer(func(a, b *rules.Entry) bool { return a == b })}

func (c worked) check(t *testing.T, r Result) {
	t.Helper()
	if r.Outcome != c.Expect.Outcome {
		t.Errorf("outcome %s, want %s", r.Outcome, c.Expect.Outcome)
	}
	for _, sum := range []struct {
		name string
		got  money.Fen
		want *string
	}{
		{"amount", r.Amount, c.Expect.Amount},
		{"difference", r.sum(Difference), c.Expect.Difference},
		{"top-up", r.sum(TopUp), c.Expect.Topup},
		{"per head", r.PerHead, c.Expect.PerHead},
		{"distance", r.Binding.Distance(), c.Expect.Distance},
	} {
		if sum.want == nil {
			continue
		}
		want, err := money.Parse(*sum.want)
		if err != nil || sum.got != want {
			t.Errorf("%s %s, want %s", sum.name, sum.got, *sum.want)
		}
	}
	if c.Expect.Counted != nil && r.Counted != *c.Expect.Counted {
		t.Errorf("counted %d", r.Counted)
	}
	if c.Expect.Binding != nil && r.Binding.Sentence() != *c.Expect.Binding {
		t.Errorf("binding %q", r.Binding.Sentence())
	}
	var missing []string
	for _, l := range r.Missing {
		missing = append(missing, l.String())
	}
	if !slices.Equal(missing, c.Expect.Missing) {
		t.Errorf("missing %q", missing)
	}
}

func (r Result) sum(code LineCode) money.Fen {
	var sum money.Fen
	for _, l := range r.Lines {
		if l.Code == code {
			sum += l.Fen
		}
	}
	return sum
}

// Zhushan's rural standard of 2016 is 2,820 yuan a year, 235 a month; of
// 2017 3,840, 320. A-8's flat difference: people times 386.
func TestZhushanStandards(t *testing.T) {
	law := zhushanLaw(t)
	for _, tt := range []struct {
		class string
		month string
		want  string
	}{
		{"urban", "2016-04", "450"},
		{"rural", "2016-04", "235"},
		{"rural", "2017-09", "235"},
		{"urban", "2017-10", "500"},
		{"rural", "2017-10", "320"},
		{"rural", "2023-06", "320"},
		{"urban", "2023-07", "690"},
		{"rural", "2025-06", "540"},
		{"urban", "2025-07", "720"},
		{"rural", "2026-11", "560"},
	} {
		m, _ := month.Parse(tt.month)
		want, _ := money.Parse(tt.want)
		v := law.standard.At(zhushan, tt.class, m)
		if v.Is != want || v.Entry.Demo != (tt.month >= "2023-07") || (v.Entry.Doubt != "") != (tt.month >= "2017-10" && tt.month < "2023-07") {
			t.Errorf("%s %s: %s %v", tt.class, tt.month, v.Is, v.Entry)
		}
	}
}

// the published totals of Anhua's townships, August 2022, 386 yuan a head
// and nothing earned.
func TestRosterOfAnhua(t *testing.T) {
	law := lawOf(t, map[string]string{"dibao.standard/urban": "386"})
	for heads, want := range map[int64]int64{94: 36284, 100: 38600, 10: 3860, 24: 9264, 18: 6948, 120: 46320, 34: 13124, 79: 30494, 3: 1158, 103: 39758} {
		f := Facts{Division: example, Class: Urban, SavingsKnown: true, VehiclesKnown: true, HousingKnown: true}
		for i := range heads {
			m := Member{Name: fmt.Sprint(i), Relation: Other, Birth: month.MustDay(1970, 1, 1), Complete: true}
			f.Members = append(f.Members, m)
		}
		if r := Assess(f, law, month.Must(2022, 8), nil); r.Amount != money.Yuan(want) {
			t.Errorf("%d people: %s, want %d", heads, r.Amount, want)
		}
	}
}

// Coverage: from the first month of the law, each month has one formula, and in
// Zhushan one standard of either class; every national value holds without a gap
// but the one that ended by its wording.
func TestEveryMonthIsCovered(t *testing.T) {
	law := zhushanLaw(t)
	for m := month.Must(2021, 7); m <= month.Must(2027, 12); m++ {
		if _, ok := rules.Pick(formulas, m); !ok {
			t.Errorf("%s has no formula", m)
		}
		for _, class := range law.standard.Classes() {
			if v := law.standard.At(zhushan, class, m); !v.InForce() {
				t.Errorf("%s: %s", m, v.Lack())
			}
		}
		for _, k := range kinds {
			v := law.income.At(zhushan, string(k.kind), m)
			lacking := k.kind.cost() || k.kind == AgeAllowance && m < month.Must(2025, 7)
			if v.InForce() == lacking {
				t.Errorf("%s %s: %s", m, k.term, v.Lack())
			}
		}
	}
	elsewhere := division.Code("510100000000")
	if v := law.income.At(elsewhere, "basic_pension", month.Must(2026, 1)); v.Standing != rules.Ended {
		t.Errorf("the exclusion of the basic pension stands %d in 2026", v.Standing)
	}
	if err := law.Covers(zhushan, month.Must(2021, 7)); err != nil {
		t.Error(err)
	}
	if err := law.Covers(elsewhere, month.Must(2026, 11)); err == nil {
		t.Error("a county without a standard is covered")
	}
}

func TestMonthBeforeTheLawIsRefused(t *testing.T) {
	law := zhushanLaw(t)
	m := month.Must(2021, 6)
	if err := law.Covers(zhushan, m); err == nil || !strings.Contains(err.Error(), "未载入") {
		t.Errorf("covered: %v", err)
	}
	r := Assess(Facts{Division: zhushan, Class: Rural}, law, m, nil)
	if r.Outcome != Unknown || r.Amount != 0 || len(r.Missing) != 1 {
		t.Errorf("%+v", r)
	}
}

// The words of the Go lists and of the value files are the same.
func TestWordsAgree(t *testing.T) {
	law := lawOf(t, nil)
	var names []string
	for _, k := range kinds {
		names = append(names, string(k.kind))
		if law.income.ClassTerm(string(k.kind)) != k.term {
			t.Errorf("%s is %s in Go and %s in the values", k.kind, k.term, law.income.ClassTerm(string(k.kind)))
		}
	}
	slices.Sort(names)
	agree := func(what string, got, want []string) {
		if !slices.Equal(got, want) {
			t.Errorf("%s: values %q, Go %q", what, got, want)
		}
	}
	agree("income", law.income.Classes(), names)
	agree("vehicles", law.vehicles.Classes(), sorted(wheels[:]))
	agree("grounds", law.uncounted.Classes(), sorted(grounds[:]))
	agree("categories", law.severe.Classes(), sorted(categories[:]))
	agree("groups", law.topup.Classes(), sorted(groups[:]))
}

func sorted[T ~string](words []T) []string {
	var all []string
	for _, w := range words {
		all = append(all, string(w))
	}
	slices.Sort(all)
	return all
}

func TestValueWarningsReachTheResult(t *testing.T) {
	f, _ := ReadFacts([]byte(cases(t)["李桂兰独居_县里选定计入"].Facts))
	f.Division = zhushan
	why := &rules.Explanation{}
	r := Assess(f, zhushanLaw(t), month.Must(2026, 11), why)
	if r.Outcome != Eligible || r.Amount != money.Yuan(507) {
		t.Fatalf("%s %s %s", r.Outcome, r.Amount, r.Lacks())
	}
	var marks []string
	for _, e := range r.Marked {
		marks = append(marks, e.Marks()...)
	}
	slices.Sort(marks)
	printed := why.Marks()
	slices.Sort(printed)
	if !slices.Equal(marks, printed) {
		t.Errorf("result %q, sheet %q", marks, printed)
	}
	all := strings.Join(marks, "\n")
	for _, want := range []string{"基础养老金）：计入，待确认。", "最低生活保障标准（农村）：560.00 元，演示值", "增发比例（高龄老年人）：20 %，存疑。"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
}

func TestSheet(t *testing.T) {
	f, law, m := cases(t)["张建国户_超出标准一元"].read(t)
	why := &rules.Explanation{}
	Assess(f, law, m, why)
	text := why.Text()
	for _, want := range []string{
		"最低生活保障核算单  2026年11月", "张建国户", "张敏（14 周岁）：计入，第一款第（二）项，未成年子女",
		"张建国 经营净收入（种养）（每年） 2,400.00 元", "家庭月收入 2,244.00 元", "▶ 3. 人均月收入：不符合",
		"人均月收入 561.00 元，高于标准 560.00 元，超出 1.00 元", "最低生活保障标准（农村） 560.00 元",
		"结论：不符合条件：人均月收入 561.00 元", "如何改变：家庭月可计入收入低于 2,240.00 元（现 2,244.00 元），即符合收入条件", "未定必要就业成本的扣减办法",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if _, err := json.Marshal(why); err != nil {
		t.Error(err)
	}
}

// B-2 and the 2022 notice.
func TestSingle(t *testing.T) {
	law := lawOf(t, nil)
	m := month.Must(2022, 11)
	born := month.MustDay(1990, 1, 1)
	for _, tt := range []struct {
		name       string
		who        Member
		borderline bool
		item       string
	}{
		{"grade-three mental disability in a borderline family", Member{Birth: born, Disability: Mental, Grade: 3}, true, "第八条第（一）项"},
		{"grade-three limb disability in a borderline family", Member{Birth: born, Disability: Limb, Grade: 3}, true, ""},
		{"grade-two limb disability in a borderline family", Member{Birth: born, Disability: Limb, Grade: 2}, true, "第八条第（一）项"},
		{"seriously ill in a borderline family", Member{Birth: born, Ill: true}, true, "第八条第（二）项"},
		{"seriously ill in another family", Member{Birth: born, Ill: true}, false, ""},
		{"grade-two limb disability, adult, without work", Member{Birth: born, Disability: Limb, Grade: 2, Jobless: true}, false, "一（一）"},
		{"the same, a minor", Member{Birth: month.MustDay(2008, 1, 1), Disability: Limb, Grade: 2, Jobless: true}, false, ""},
		{"clergy", Member{Birth: born, Uncounted: Clergy}, false, "第八条第（三）项"},
	} {
		f := Facts{Division: example, Class: Rural, Members: []Member{tt.who}}
		if got := Single(f, law, m, 0, tt.borderline); !strings.HasSuffix(got, tt.item) || (tt.item == "") != (got == "") {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
