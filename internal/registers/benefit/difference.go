package benefit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/money"
)

// judge decides what an assessment proposes against what stands, and the cause
// in words. ok is false when there is nothing to propose.
//
// Unknown facts never propose a stop: they say what is missing, and what stands
// goes on being paid.
func judge(s standing, asked bool, heldBefore bool, a Assessment) (kind Kind, cause string, ok bool) {
	switch {
	case a.Outcome == Unknown && s.held():
		return Incomplete, "资料不全，无法核定：" + missingOf(a) + "。现有待遇照发，补齐资料后重新核定", true
	case a.Outcome == Unknown && asked:
		return Incomplete, "资料不全，无法核定：" + missingOf(a) + "。补齐资料后重新核定", true
	case a.Outcome == Refused && s.held():
		return Stopping, "不再符合条件：" + a.Binding, true
	case a.Outcome == Refused && asked:
		return Refusing, "不符合条件：" + a.Binding, true
	case a.Outcome == Eligible && s.held():
		changes := differences(s.last(), a)
		return Changing, strings.Join(changes, "；"), len(changes) > 0
	case a.Outcome == Eligible && asked:
		return Starting, "申请经核定符合条件：" + a.Binding, true
	case a.Outcome == Eligible && heldBefore:
		return Starting, "上月享受待遇，本月核定仍符合条件：" + a.Binding, true
	}
	return "", "", false
}

func missingOf(a Assessment) string {
	if len(a.Missing) == 0 {
		return cmp.Or(a.Binding, "未说明缺少的资料")
	}
	return strings.Join(a.Missing, "；")
}

// differences says in words how an assessment differs from the term that holds;
// none when it does not.
func differences(t Term, a Assessment) []string {
	var all []string
	if was, is := Heads(t.Covered), Heads(a.Covered); was != 0 && was != is {
		all = append(all, fmt.Sprintf("保障人数由 %d 人变为 %d 人", was, is))
	} else if was != 0 && !samePersons(t.Covered, a.Covered) {
		all = append(all, "保障对象有变动")
	}
	if t.Class.Class != a.Class.Class && t.Class.Class != "" && !a.Class.Default {
		all = append(all, fmt.Sprintf("类别由%s变为%s（%s）", t.Class.Class.Term(), a.Class.Class.Term(), a.Class.Reason))
	}
	return append(all, amountDifferences(t, a)...)
}

// amountDifferences compares line by line what a confirmed term is made of. A
// roll states sums, seldom what they are made of, so against a roll only the
// sum counts, and what the assessment is made of is listed.
func amountDifferences(t Term, a Assessment) []string {
	if t.Source.Kind == FromRoll {
		if t.Amount == a.Amount {
			return nil
		}
		if extra := beside(a.Lines, t.Amount); len(extra) > 0 {
			return append([]string{fmt.Sprintf("名册金额 %s不变", t.Amount)}, additions(extra)...)
		}
		return []string{fmt.Sprintf("名册载明 %s，按底册资料核定为 %s：%s", t.Amount, a.Amount, linesInWords(a.Lines))}
	}
	var all []string
	before, after := byLine(t.Lines), byLine(a.Lines)
	for _, key := range keysOf(before, after) {
		was, had := before[key]
		is, has := after[key]
		switch {
		case !had:
			all = append(all, addition(is))
		case !has:
			all = append(all, fmt.Sprintf("不再有%s %s%s", was.Term, was.Fen, reasonOf(was)))
		case was.Fen != is.Fen:
			all = append(all, fmt.Sprintf("%s由 %s变为 %s%s", is.Term, was.Fen, is.Fen, reasonOf(is)))
		}
	}
	return all
}

// lineKey tells lines apart: what it is and for whom.
type lineKey struct{ code, person string }

// byLine adds up lines of the same kind for the same person.
func byLine(lines []Line) map[lineKey]Line {
	sums := map[lineKey]Line{}
	for _, l := range lines {
		key := lineKey{l.Code, l.Person}
		sum, ok := sums[key]
		if ok {
			sum.Fen += l.Fen
		} else {
			sum = l
		}
		sums[key] = sum
	}
	return sums
}

func keysOf(maps ...map[lineKey]Line) []lineKey {
	var keys []lineKey
	for _, m := range maps {
		for k := range m {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b lineKey) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.person, b.person))
	})
	return slices.Compact(keys)
}

func linesInWords(lines []Line) string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = lineInWords(l)
	}
	return strings.Join(words, "；")
}

func lineInWords(l Line) string { return fmt.Sprintf("%s %s%s", l.Term, l.Fen, reasonOf(l)) }

// beside are the lines that come on top, when the difference alone is the sum
// that the roll states; none when it is not.
func beside(lines []Line, stated money.Fen) []Line {
	var extra []Line
	var difference money.Fen
	for _, l := range lines {
		if l.Code == LineDifference {
			difference += l.Fen
		} else {
			extra = append(extra, l)
		}
	}
	if difference != stated {
		return nil
	}
	return extra
}

func additions(lines []Line) []string {
	words := make([]string, len(lines))
	for i, l := range lines {
		words[i] = addition(l)
	}
	return words
}

// addition is a line that was not there before: 增发 112.00 元：罗某 15 周岁，未成年人.
func addition(l Line) string {
	if l.Why == "" {
		return fmt.Sprintf("%s %s", l.Term, l.Fen)
	}
	return fmt.Sprintf("%s %s：%s", l.Term, l.Fen, l.Why)
}

// reasonOf is why the line is there, to stand behind its amount.
func reasonOf(l Line) string {
	if l.Why == "" {
		return ""
	}
	return "（" + l.Why + "）"
}

// samePersons compares the named ones; a roll that only counts says nothing
// about who.
func samePersons(a, b []Covered) bool {
	x, y := personsOf(a), personsOf(b)
	return len(x) == 0 || len(y) == 0 || slices.Equal(x, y)
}

func personsOf(covered []Covered) []string {
	var ids []string
	for _, c := range covered {
		if c.Person != "" {
			ids = append(ids, c.Person)
		}
	}
	slices.Sort(ids)
	return ids
}
