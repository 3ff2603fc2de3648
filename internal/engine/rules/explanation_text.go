package rules

import (
	"fmt"
	"strings"
)

// Text prints the explanation as lines of plain Chinese text.
func (w *Explanation) Text() string {
	if w == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s核算单  %s\n", w.Title, w.Month.Term())
	if w.Subject != "" {
		fmt.Fprintln(&b, w.Subject)
	}
	fmt.Fprintln(&b)
	for i, s := range w.Steps {
		s.print(&b, i+1)
	}
	if w.Conclusion != "" {
		fmt.Fprintf(&b, "结论：%s\n", w.Conclusion)
	}
	for _, r := range w.Remedies {
		fmt.Fprintf(&b, "如何改变：%s\n", r)
	}
	for _, m := range w.Marks() {
		fmt.Fprintf(&b, "注意：%s\n", m)
	}
	return b.String()
}

// print prints one step. An arrow marks the condition that decided.
func (s *Step) print(b *strings.Builder, ordinal int) {
	arrow := "  "
	if s.Binding {
		arrow = "▶ "
	}
	fmt.Fprintf(b, "%s%d. %s", arrow, ordinal, s.Label)
	if s.Finding != "" {
		fmt.Fprintf(b, "：%s", s.Finding.Term())
	}
	fmt.Fprintln(b)
	for _, n := range s.Numbers {
		fmt.Fprintf(b, "     %s %s\n", n.Name, n.Text())
	}
	if s.Comparison != nil {
		fmt.Fprintf(b, "     %s\n", s.Comparison.Sentence())
	}
	for _, n := range s.Notes {
		fmt.Fprintf(b, "     %s\n", n)
	}
	for _, src := range s.Sources {
		fmt.Fprintf(b, "     依据：%s\n", src.Line())
	}
	fmt.Fprintln(b)
}

// Line is the source in one line: the value, where it is set, and short marks.
func (c Source) Line() string {
	line := c.Text
	if c.Title != "" {
		line = c.Title + " " + c.Value + "，" + c.Text
	}
	if len(c.Marks) > 0 {
		line += " *"
	}
	return line
}
