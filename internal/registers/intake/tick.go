package intake

import (
	"slices"
	"strings"

	"minzheng/internal/engine/sheet"
)

// ticked are the marks that clerks make: √, ✓, V, 是, 1.
var ticked = []string{"√", "✓", "✔", "☑", "✅", "■", "●", "◆", "★", "V", "v", "Y", "y", "是", "有", "对", "1", "〇", "○", "O"}

// readTick reads a mark; ok is false for what is neither a mark nor nothing.
func readTick(c sheet.Cell) (marked, ok bool) {
	text := strings.TrimPrefix(plain(c.Text), "\uFE0F")
	switch {
	case isNothing(c), text == "0", text == "×", text == "X", text == "x", text == "□":
		return false, true
	case slices.Contains(ticked, strings.TrimSuffix(text, "\uFE0F")), text == "TRUE" && c.Kind == sheet.Boolean:
		return true, true
	}
	return false, false
}

var modes = []answer{
	{"institution", []string{"集中", "机构", "福利院", "敬老院"}, true},
	{"home", []string{"分散", "居家", "在家", "散居"}, true},
}

var careTiers = []answer{
	{"half", []string{"半护理", "半自理", "半失能", "部分"}, true}, // before 自理 and 失能, which they contain
	{"full", []string{"全护理", "不能自理", "无自理", "完全丧失", "全失能", "失能", "丧失"}, true},
	{"self", []string{"全自理", "能自理", "完全自理", "自理", "具备"}, true},
}

// choice is what a row says of a question that is put in one column, in words,
// or in a column to tick for each answer.
func (t *reading) choice(row sheet.Row, of Column, answers []answer) string {
	if g, cell := t.at(row, of); g != nil && !isNothing(cell) {
		said, ok := pick(answers, cell.Text)
		if !ok {
			t.problem(AnswerOdd, row.Number, g, cell, "", "没有认出%s“%s”", g.spec.Term, cell.Trimmed())
		}
		t.note(row.Number, g, cell, cell.Trimmed())
		return said
	}
	return t.tickedIn(row, of)
}

// tickedIn is the answer of the one column that is ticked; no tick and two are
// mentioned.
func (t *reading) tickedIn(row sheet.Row, of Column) string {
	var first *heading
	var marks []*heading
	for i := range t.header.headings {
		g := &t.header.headings[i]
		if g.spec.Ticks.Of != string(of) {
			continue
		}
		if first == nil {
			first = g
		}
		cell := row.At(g.at)
		switch marked, ok := readTick(cell); {
		case !ok:
			t.problem(AnswerOdd, row.Number, g, cell, "", "“%s”不是打勾", cell.Trimmed())
		case marked:
			marks = append(marks, g)
			t.note(row.Number, g, cell, "是")
		}
	}
	term := termOf(of, t.Kind)
	switch {
	case len(marks) == 1:
		return marks[0].spec.Ticks.Says
	case len(marks) > 1:
		var terms []string
		for _, g := range marks {
			terms = append(terms, g.spec.Term)
		}
		t.problem(TicksTwo, row.Number, marks[0], row.At(marks[0].at), "", "%s同时勾选了%s", term, strings.Join(terms, "、"))
	case first != nil:
		t.problem(TickMissing, row.Number, first, sheet.Cell{}, "", "%s未勾选", term)
	}
	return ""
}
