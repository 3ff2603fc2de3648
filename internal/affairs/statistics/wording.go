package statistics

import (
	"fmt"
	"regexp"
	"strings"

	"minzheng/internal/base/fault"
)

// The wording of a report is text in lines, which officers edit:
//
//	# title            one, on top
//	## heading         ### heading below it
//	a clause           the lines up to a blank one make a paragraph
//
// A number stands in it only as a reference to a figure by its name: {临时救助人数} prints as 93人, {临时救助金额|万元} as
// 16.06万元, {农村低保人数:变化} as 从1200人增加到1300人 against the same time of the year before. {期间}, {期末} and {县}
// print the period, its last day and the county; {序} numbers the clauses of a section: {序}是 becomes 一是, 二是.
//
// A line is printed whole or not at all: when one of its figures has no source, it is left out and listed with the
// reason. So nothing can be written that no record stands behind.

// A wording is the text of a report, understood.
type wording struct {
	title clause
	parts []part
}

// A part is a heading or a paragraph.
type part struct {
	level   int // 0 a paragraph, 1 and 2 headings
	clauses []clause
}

// A clause is a line: words and references in turn.
type clause struct {
	line   int // in the text, from 1
	pieces []piece
}

// A piece is words, or a reference when it has a name.
type piece struct {
	words  string
	name   string
	unit   string // after |: 万元
	change bool   // after :变化
}

// The references that are no figures.
const (
	refPeriod = "期间"
	refEnd    = "期末"
	refCounty = "县"
	refOrder  = "序"
)

var (
	reference = regexp.MustCompile(`\{([^{}]*)\}`)
	// cited are the places where digits may stand: in the name of a text, in its number.
	cited = regexp.MustCompile(`《[^》]*》|〔\d{4}〕\d+号|\{[^{}]*\}`)
	// written are numbers of people or money in digits or characters.
	written = regexp.MustCompile(`[0-9０-９]+|[零〇一二三四五六七八九十百千万亿两]{2,}(?:户|人次|人|元|万元|个|名|次|场)`)
)

// readWording understands a text; fault.Invalid says of every line what is wrong with it.
func (c catalogue) readWording(text string) (wording, error) {
	var w wording
	var faults fault.List
	var paragraph *part
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			paragraph = nil
			continue
		}
		level := len(line) - len(strings.TrimLeft(line, "#"))
		read, err := c.readClause(i+1, strings.TrimSpace(line[level:]))
		switch {
		case err != nil:
			faults.Add(err)
		case level == 1 && w.title.pieces == nil:
			w.title, paragraph = read, nil
		case level == 1 || level > 3:
			faults.Add(fault.Invalid("text", "第%d行：标题只写一个（#），小标题写 ## 或 ###", i+1))
		case level > 1:
			w.parts, paragraph = append(w.parts, part{level: level - 1, clauses: []clause{read}}), nil
		case paragraph == nil:
			w.parts = append(w.parts, part{clauses: []clause{read}})
			paragraph = &w.parts[len(w.parts)-1]
		default:
			paragraph.clauses = append(paragraph.clauses, read)
		}
	}
	if w.title.pieces == nil {
		faults.Add(fault.Invalid("text", "请在第一行写标题，例如：# 关于{期间}民政工作情况的报告"))
	}
	for _, p := range w.parts {
		if err := p.dated(); err != nil {
			faults.Add(err)
		}
	}
	return w, faults.Err()
}

// dated wants the time said for every figure of a paragraph: in its own line, or in a line before it that is printed
// whatever happens, since it has no figures.
func (p part) dated() error {
	before := false
	for _, c := range p.clauses {
		figures, own := c.refers()
		if figures && !own && !before {
			return fault.Invalid("text", "第%d行有数字而没有写时间，请在这一行或前面没有数的一行写上{期间}或{期末}", c.line)
		}
		before = before || own && !figures
	}
	return nil
}

// refers tells whether the clause has figures, and whether it says the time.
func (c clause) refers() (figures, dated bool) {
	for _, x := range c.pieces {
		switch x.name {
		case refPeriod, refEnd:
			dated = true
		case "", refCounty, refOrder:
		default:
			figures = true
		}
	}
	return figures, dated
}

// readClause understands a line.
func (c catalogue) readClause(line int, text string) (clause, error) {
	if n := written.FindString(cited.ReplaceAllString(text, "")); n != "" {
		return clause{}, fault.Invalid("text", "第%d行直接写了“%s”。报告里的数只能引用统计数，请改写成{名称}，可用的名称列在下面", line, n)
	}
	read := clause{line: line}
	for {
		at := reference.FindStringSubmatchIndex(text)
		if at == nil {
			break
		}
		if at[0] > 0 {
			read.pieces = append(read.pieces, piece{words: text[:at[0]]})
		}
		p, err := c.readReference(line, text[at[2]:at[3]])
		if err != nil {
			return clause{}, err
		}
		read.pieces = append(read.pieces, p)
		text = text[at[1]:]
	}
	if strings.ContainsAny(text, "{}") {
		return clause{}, fault.Invalid("text", "第%d行的花括号没有成对，引用统计数请写成{名称}", line)
	}
	if text != "" {
		read.pieces = append(read.pieces, piece{words: text})
	}
	return read, nil
}

func (c catalogue) readReference(line int, text string) (piece, error) {
	p := piece{}
	name, change, found := strings.Cut(text, ":")
	if found {
		if p.change = strings.TrimSpace(change) == "变化"; !p.change {
			return p, fault.Invalid("text", "第%d行：“{%s}”冒号后只能写“变化”", line, text)
		}
	}
	p.name, p.unit, _ = strings.Cut(name, "|")
	p.name, p.unit = strings.TrimSpace(p.name), strings.TrimSpace(p.unit)
	switch p.name {
	case refPeriod, refEnd, refCounty, refOrder:
		if text != p.name {
			return p, fault.Invalid("text", "第%d行：{%s}不带单位，也不比较", line, p.name)
		}
		return p, nil
	}
	money, ok := c.has(p.name)
	switch {
	case !ok:
		return p, fault.Invalid("text", "第%d行：没有名为“%s”的统计数，可用的名称列在下面", line, p.name)
	case p.unit != "" && (p.unit != wan || !money):
		return p, fault.Invalid("text", "第%d行：“{%s}”竖线后只能给金额写“万元”", line, text)
	}
	return p, nil
}

// wan is the unit in which reports print large sums.
const wan = "万元"

// has tells whether a figure or value has this name, and whether it is a sum of money.
func (c catalogue) has(name string) (money, ok bool) {
	for _, n := range c.Figures {
		if n.Name == name {
			return n.Measure == Yuan, true
		}
	}
	for _, v := range c.Values {
		if v.Name == name {
			return false, true
		}
	}
	return false, false
}

// String is the clause as it was written, for the list of what was not printed.
func (c clause) String() string {
	var text strings.Builder
	for _, p := range c.pieces {
		if p.name == "" {
			text.WriteString(p.words)
			continue
		}
		if p.name != refOrder {
			fmt.Fprintf(&text, "〔%s〕", p.name)
		}
	}
	return text.String()
}
