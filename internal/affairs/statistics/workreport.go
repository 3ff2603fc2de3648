package statistics

import (
	"fmt"
	"net/url"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/place"
)

// A Report is the paragraphs of the work report, written from a wording and from figures. Every number in
// it is a reference; what had no source is not in it, and listed with the reason.
//
// 工作报告.
type Report struct {
	Title      string      `json:"title"`
	Blocks     []Block     `json:"blocks"`
	References []Reference `json:"references"`
	Unprinted  []Unprinted `json:"unprinted,omitempty"`
}

// A Block is a heading or a paragraph of a report.
//
// 报告段落.
type Block struct {
	Level int   `json:"level,omitempty"` // 0 a paragraph, 1 and 2 headings
	Runs  []Run `json:"runs"`
}

// Text is the block without its references.
func (b Block) Text() string {
	var text strings.Builder
	for _, r := range b.Runs {
		text.WriteString(r.Text)
	}
	return text.String()
}

// A Run is words of a block, or a number with what it refers to.
//
// 报告文句.
type Run struct {
	Text      string `json:"text"`
	Reference int    `json:"reference,omitempty"` // number of the reference, from 1; 0: words
}

// A Reference is a number that a report prints: its name, unit, time, source, and the address of its rows.
//
// 引用数.
type Reference struct {
	Number int    `json:"number"` // in the report, from 1
	Name   string `json:"name"`
	Text   string `json:"text"` // as printed
	Value  string `json:"value"`
	Unit   string `json:"unit"`
	Period string `json:"period"`
	Source string `json:"source"`
	Mark   string `json:"mark,omitempty"`  // 演示值
	Figure Figure `json:"figure,omitzero"` // what was counted; zero for a value of the law
	Count  int64  `json:"count,omitempty"` // the figure's number
	Rows   int    `json:"rows,omitempty"`  // how many rows it counts
	Law    string `json:"law,omitempty"`   // the parameter of a value of the law
}

// Address is the page of the rows of the figure, or of the history of the value of the law.
func (r Reference) Address() string {
	if r.Law != "" {
		return "/provisions/" + url.PathEscape(r.Law)
	}
	return r.Figure.Path()
}

// An Unprinted is a clause that was left out because one of its figures has no source.
//
// 未刊印.
type Unprinted struct {
	Words string `json:"words"`
	Why   string `json:"why"`
}

// A writer writes a report.
type writer struct {
	*reading
	span   month.Span
	place  string
	values map[string]Value // by name and time
	report Report
	order  int // of the clauses numbered by {序} in this section
}

// write writes a report over a time from a wording.
func (r *reading) write(w wording, span month.Span) (Report, error) {
	tree, err := place.Read(r.ctx, r.tx)
	if err != nil {
		return Report{}, err
	}
	x := &writer{reading: r, span: span, place: tree.Name(county(r.tx)), values: map[string]Value{}}
	if err := x.count(w); err != nil {
		return Report{}, err
	}
	title, _ := x.runs(w.title)
	x.report.Title = Block{Runs: title}.Text()
	for _, p := range w.parts {
		x.add(p)
	}
	x.dropEmpty()
	return x.report, nil
}

// earlier is the same time a year before.
func earlier(span month.Span) month.Span {
	return month.Span{From: span.From.Add(-12), Until: span.Until.Add(-12)}
}

// count counts all figures that the wording names, at once.
func (x *writer) count(w wording) error {
	var figures []Figure
	var keys []string
	ask := func(n named, span month.Span) {
		key := n.Name + span.From.String()
		if _, ok := x.values[key]; !ok {
			x.values[key] = Value{}
			figures, keys = append(figures, n.figure(span)), append(keys, key)
		}
	}
	for _, p := range w.parts {
		for _, c := range p.clauses {
			for _, piece := range c.pieces {
				n, ok := x.known.figure(piece.name)
				if !ok {
					continue
				}
				ask(n, x.span)
				if piece.change {
					ask(n, earlier(x.span))
				}
			}
		}
	}
	values, err := x.reading.values(figures)
	for i, v := range values {
		x.values[keys[i]] = v
	}
	return err
}

// figure finds a named figure.
func (c catalogue) figure(name string) (named, bool) {
	for _, n := range c.Figures {
		if n.Name == name {
			return n, true
		}
	}
	return named{}, false
}

// value finds a named value of the law.
func (c catalogue) value(name string) (ordered, bool) {
	for _, v := range c.Values {
		if v.Name == name {
			return v, true
		}
	}
	return ordered{}, false
}

// add writes a part: a heading as it is, a paragraph with the clauses that have their sources.
func (x *writer) add(p part) {
	if p.level > 0 {
		x.order = 0
	}
	b := Block{Level: p.level}
	for _, c := range p.clauses {
		before, kept := x.order, len(x.report.References)
		runs, why := x.runs(c)
		if why != "" {
			x.order, x.report.References = before, x.report.References[:kept]
			x.report.Unprinted = append(x.report.Unprinted, Unprinted{c.String(), why})
			continue
		}
		b.Runs = append(b.Runs, runs...)
	}
	if len(b.Runs) == 0 || b.Level == 0 && !b.end() {
		return
	}
	x.report.Blocks = append(x.report.Blocks, b)
}

// end closes a paragraph whose last clauses were left out: what ended in a semicolon ends in a full stop. It tells
// whether a sentence is left; a beginning that only said the time is none.
func (b *Block) end() bool {
	last := &b.Runs[len(b.Runs)-1]
	if trimmed, ok := strings.CutSuffix(last.Text, "；"); ok {
		last.Text = trimmed + "。"
	}
	return !strings.HasSuffix(last.Text, "，")
}

// dropEmpty takes out headings under which nothing was printed.
func (x *writer) dropEmpty() {
	var kept []Block
	for i, b := range x.report.Blocks {
		next := i + 1
		if b.Level > 0 && (next == len(x.report.Blocks) || x.report.Blocks[next].Level > 0 && x.report.Blocks[next].Level <= b.Level) {
			x.report.Unprinted = append(x.report.Unprinted, Unprinted{b.Text(), "这一节没有一句有来源"})
			continue
		}
		kept = append(kept, b)
	}
	x.report.Blocks = kept
}

// runs writes a clause, or tells why it cannot be printed.
func (x *writer) runs(c clause) (runs []Run, why string) {
	for _, p := range c.pieces {
		some, why := x.piece(p)
		if why != "" {
			return nil, why
		}
		runs = append(runs, some...)
	}
	return runs, ""
}

func (x *writer) piece(p piece) ([]Run, string) {
	switch p.name {
	case "":
		return []Run{{Text: p.words}}, ""
	case refPeriod:
		return []Run{{Text: spanTerm(x.span)}}, ""
	case refEnd:
		return []Run{{Text: "截至" + x.span.Until.Previous().Last().Term()}}, ""
	case refCounty:
		return []Run{{Text: x.place}}, ""
	case refOrder:
		x.order++
		return []Run{{Text: ordinal(x.order)}}, ""
	}
	if v, ok := x.known.value(p.name); ok {
		return x.lawful(v, p)
	}
	n, _ := x.known.figure(p.name)
	now, why := x.counted(n, x.span, p)
	if why != "" || !p.change {
		return []Run{now}, why
	}
	then, why := x.counted(n, earlier(x.span), p)
	if why != "" {
		return nil, "上年同期：" + why
	}
	a, b := x.values[n.Name+earlier(x.span).From.String()].Number, x.values[n.Name+x.span.From.String()].Number
	return changed(then, now, a, b, "增加", "减少"), ""
}

// changed says how a number went from one time to another, in the direction in which it went.
func changed(then, now Run, a, b int64, up, down string) []Run {
	switch {
	case a < b:
		return []Run{{Text: "从"}, then, {Text: up + "到"}, now}
	case a > b:
		return []Run{{Text: "从"}, then, {Text: down + "到"}, now}
	}
	return []Run{{Text: "保持"}, now}
}

// counted prints a figure, with its reference.
func (x *writer) counted(n named, span month.Span, p piece) (Run, string) {
	v := x.values[n.Name+span.From.String()]
	switch {
	case v.Lack != "":
		return Run{}, v.Lack
	case v.Rows == 0: // nobody can tell a book in which nothing stands from one that nobody keeps
		return Run{}, fmt.Sprintf("%s%s没有这样的记录", v.Ledger.Term, v.Period())
	}
	value, unit := v.plain(), n.unit()
	if p.unit == wan {
		value, unit = inWan(money.Fen(v.Number)), wan
	}
	return x.refer(Reference{
		Name: n.Name, Text: value + unit, Value: value, Unit: unit, Period: v.Period(), Source: v.Ledger.Term,
		Figure: v.Figure, Count: v.Number, Rows: v.Rows,
	}), ""
}

// lawful prints a value of the law, with its reference.
func (x *writer) lawful(v ordered, p piece) ([]Run, string) {
	now, why := x.inForce(v, x.span.Until.Previous())
	if why != "" {
		return nil, why
	}
	if !p.change {
		return []Run{x.refer(now)}, ""
	}
	then, why := x.inForce(v, x.span.Until.Previous().Add(-12))
	if why != "" {
		return nil, "上年同期：" + why
	}
	if then.Text == now.Text {
		return []Run{{Text: "保持"}, x.refer(now)}, ""
	}
	return changed(x.refer(then), x.refer(now), then.Count, now.Count, "提高", "降低"), ""
}

// inForce finds a value of the law in a month.
func (x *writer) inForce(v ordered, m month.Month) (Reference, string) {
	for _, e := range x.law.InForce(county(x.tx), m) {
		if e.Name != v.Law || e.Class != v.Class {
			continue
		}
		amount, err := money.Parse(e.Text)
		if err != nil {
			return Reference{}, fmt.Sprintf("%s的值“%s”不是金额", e.Title(), e.Text)
		}
		r := Reference{
			Name: v.Name, Value: trimmed(amount), Unit: "元", Period: m.Term() + "执行", Source: e.Source, Law: e.Name, Count: int64(amount),
		}
		r.Text = v.Per + r.Value + r.Unit
		if e.Demo {
			r.Mark = "演示值"
		}
		return r, ""
	}
	return Reference{}, fmt.Sprintf("%s没有载入“%s”", m.Term(), v.Name)
}

// refer numbers a reference and gives the run that prints it.
func (x *writer) refer(r Reference) Run {
	r.Number = len(x.report.References) + 1
	x.report.References = append(x.report.References, r)
	return Run{Text: r.Text, Reference: r.Number}
}

// plain is the number as running text prints it: without separators.
func (v Value) plain() string {
	if v.Measure == Yuan {
		return trimmed(money.Fen(v.Number))
	}
	return fmt.Sprint(v.Number)
}

// trimmed is a sum without separators and without an empty end: 386, 386.5.
func trimmed(f money.Fen) string {
	return strings.TrimSuffix(strings.TrimRight(f.Plain(), "0"), ".")
}

// inWan is a sum in ten thousands of yuan, exact: 16.06, never rounded.
func inWan(f money.Fen) string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	const fenInWan = 10_000 * 100
	text := fmt.Sprintf("%s%d.%06d", sign, f/fenInWan, f%fenInWan)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// spanTerm is a time as reports call it: 2026年上半年, 2026年, 2026年1月至5月.
func spanTerm(s month.Span) string {
	last := s.Until.Previous()
	switch {
	case s.From.Year() != last.Year():
	case s.From.Mon() == 1 && last.Mon() == 12:
		return fmt.Sprintf("%d年", s.From.Year())
	case s.From.Mon() == 1 && last.Mon() == 6:
		return fmt.Sprintf("%d年上半年", s.From.Year())
	case s.From.Mon() == 7 && last.Mon() == 12:
		return fmt.Sprintf("%d年下半年", s.From.Year())
	}
	return period("", s)
}

// ordinal is a number as clauses are counted: 一, 二, 十一.
func ordinal(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	case n < 100:
		return digits[n/10] + "十" + digits[n%10]
	}
	return fmt.Sprint(n)
}
