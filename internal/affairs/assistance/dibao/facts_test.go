package dibao

import (
	"strings"
	"testing"

	"minzheng/internal/base/fault"
)

func TestReadFactsSaysEveryMistake(t *testing.T) {
	for text, wants := range map[string][]string{
		"":                     {"文件是空的"},
		"{":                    {"不是正确的 JSON"},
		`{"a":1}]`:             {"一个文件只写一户"},
		"[]":                   {"应是一个对象"},
		`{"division":"99012"}`: {"“99012”不是行政区划代码", "请至少填写一名家庭成员"},
		`{"division":"990121","class":"town","colour":"red","savings":"-1","vehicles":{},"dwellings":1.5,
		  "members":[{"name":5,"relation":"aunt","birth":"1950.3","grade":2,"income":[{"kind":"gold","period":"day"},{"kind":"wage","amount":true,"months":3,"period":"year","in":"2026-1"}]},7]}`: {
			"class：“town”不在可选的词中，可用：urban、rural",
			"colour：没有这一项",
			"savings：金额不能小于零",
			"vehicles：应是列表",
			"dwellings：应是 0 到 127 的整数",
			"members：应有且只有一名成员的 relation 为 head（申请人），现有 0 名",
			"members[0].name：应是文字",
			"members[0].relation：“aunt”不在可选的词中",
			"members[0].birth：“1950.3”不是日期，请按 2026-11-23 的格式填写",
			"members[0].disability：填了残疾等级，请同时填写残疾类别",
			"members[0].income[0].kind：“gold”不在可选的词中",
			"members[0].income[0].amount：请填写金额",
			"members[0].income[0].period：“day”不在可选的词中",
			"members[0].income[1].amount：应是金额",
			"members[0].income[1].months：只有按月的收入填写月数",
			"members[0].income[1].in：“2026-1”不是月份",
			"members[1]：应是一个对象",
		},
	} {
		_, err := ReadFacts([]byte(text))
		if err == nil {
			t.Errorf("%s was read", text)
			continue
		}
		said, _ := fault.Sentence(err)
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("no %q in %s", want, strings.ReplaceAll(said, "；", "\n"))
			}
		}
	}
}

// FuzzReadFacts: whatever the file holds, it is read or refused with a
// sentence, and what was read can be assessed.
func FuzzReadFacts(f *testing.F) {
	for _, c := range cases(f) {
		f.Add(c.Facts)
	}
	f.Add(`{"division":"990121","members":[{"name":"甲","relation":"head","income":[{"kind":"wage","amount":21474836.47,"months":127}]}]}`)
	law := lawOf(f, nil)
	f.Fuzz(func(t *testing.T, text string) {
		facts, err := ReadFacts([]byte(text))
		if err != nil {
			if said, ok := fault.Sentence(err); !ok || said == "" {
				t.Errorf("%v says nothing", err)
			}
			return
		}
		r := Assess(facts, law, november, nil)
		if r.Amount < 0 || r.Outcome == "" {
			t.Errorf("%+v", r)
		}
	})
}
