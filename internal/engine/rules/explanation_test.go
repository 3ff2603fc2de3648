package rules

import (
	"encoding/json"
	"html/template"
	"strings"
	"testing"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// The first sentence is the one that officers asked for, word by word.
func TestComparisonSentence(t *testing.T) {
	line := func(income, standard money.Fen, order int) string {
		return Comparison{Sum("人均月收入", income), Sum("标准", standard), order, "须低于"}.Sentence()
	}
	for got, want := range map[string]string{
		line(71240, 70000, 1):  "人均月收入 712.40 元，高于标准 700.00 元，超出 12.40 元",
		line(70000, 70000, 0):  "人均月收入 700.00 元，等于标准 700.00 元（须低于标准）",
		line(33333, 70000, -1): "人均月收入 333.33 元，低于标准 700.00 元，差 366.67 元",
		line(70000, 70000, 1):  "人均月收入 700.00 元，略高于标准 700.00 元，相差不足 1 分",
		line(70000, 70000, -1): "人均月收入 700.00 元，略低于标准 700.00 元，相差不足 1 分",
		Comparison{Count("住房", 3, "套"), Count("限额", 1, "套"), 1, "不得超过"}.Sentence(): "住房 3 套，高于限额 1 套，超出 2 套",
	} {
		if got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

func example() *Explanation {
	w := &Explanation{Title: "最低生活保障", Subject: "李桂兰户", Month: month.Must(2026, 11)}
	e := &Entry{Term: "最低生活保障标准", ClassTerm: "农村", Text: "560.00 元", Source: "演示", Demo: true}
	w.Step("家庭成员").Count("计入", 1, "人").Article("民发〔2021〕57号 第七条")
	w.Step("人均月收入").Money("家庭月收入", 62000).
		Compare(Comparison{Sum("人均月收入", 62000), Sum("标准", 56000), 1, "须低于"}).
		Find(Failed).Cite(e).Cite(e)
	w.Bind("人均月收入")
	w.Conclude("不符合条件")
	return w
}

func TestText(t *testing.T) {
	want := `最低生活保障核算单  2026年11月
李桂兰户

  1. 家庭成员
     计入 1 人
     依据：民发〔2021〕57号 第七条

▶ 2. 人均月收入：不符合
     家庭月收入 620.00 元
     人均月收入 620.00 元，高于标准 560.00 元，超出 60.00 元
     依据：最低生活保障标准（农村） 560.00 元，演示 *

结论：不符合条件
注意：最低生活保障标准（农村）：560.00 元，演示值
`
	if got := example().Text(); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestJSONAndTemplate(t *testing.T) {
	text, err := json.Marshal(example())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"month":"2026-11"`, `{"name":"计入","kind":"count","value":"1","unit":"人"}`,
		`"distance":{"name":"","kind":"money","value":"60.00","unit":"元"}`, `"binding":true`, `"finding":"failed"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	var b strings.Builder
	page := template.Must(template.New("").Parse(`{{range .Steps}}{{.Label}} {{range .Numbers}}{{.Text}}{{end}} {{with .Comparison}}{{.Sentence}}{{end}}{{end}}`))
	if err := page.Execute(&b, example()); err != nil || !strings.Contains(b.String(), "超出 60.00 元") {
		t.Errorf("%v %s", err, b.String())
	}
}

func TestNilRecorderCostsNothing(t *testing.T) {
	e := &Entry{Term: "标准", Text: "1"}
	c := Comparison{Sum("a", 1), Sum("b", 2), -1, ""}
	allocs := testing.AllocsPerRun(100, func() {
		var why *Explanation
		why.Step("x").Money("a", 1).Count("b", 2, "人").Share("c", Percent{1, 100}).Compare(c).Find(Met).Cite(e).Article("y").Note("z")
		why.Bind("x")
		why.Conclude("y")
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
