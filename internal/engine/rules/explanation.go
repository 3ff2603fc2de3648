package rules

import (
	"slices"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// An Explanation records what a formula did, step by step, so that the decision
// letter, the page and the appeal file print the same thing. 核算过程.
//
// A nil *Explanation is the recorder of a mass run: every method of it and of
// the nil *Step it hands out does nothing and costs nothing.
type Explanation struct {
	Title      string      `json:"title"`             // 最低生活保障
	Subject    string      `json:"subject,omitempty"` // whom it is about
	Month      month.Month `json:"month"`
	Steps      []*Step     `json:"steps"`
	Conclusion string      `json:"conclusion,omitempty"` // the result in one sentence
	Remedies   []string    `json:"remedies,omitempty"`   // what would change it
}

// A Step is one sentence of the law applied: its label, the numbers that went
// in, what they were held against, and the article. 核算步骤.
type Step struct {
	Label      string      `json:"label"`
	Numbers    []Number    `json:"numbers,omitempty"`
	Comparison *Comparison `json:"comparison,omitempty"`
	Notes      []string    `json:"notes,omitempty"`
	Finding    Finding     `json:"finding,omitempty"`
	Binding    bool        `json:"binding,omitempty"` // the condition that decided
	Sources    []Source    `json:"sources,omitempty"`
}

// A Finding is what a condition came to.
type Finding string

// The findings; a step that only computes has none.
const (
	Met     Finding = "met"     // 符合
	Failed  Finding = "failed"  // 不符合
	Missing Finding = "missing" // 资料不全
)

// Term is the finding in Chinese.
func (f Finding) Term() string {
	switch f {
	case Met:
		return "符合"
	case Failed:
		return "不符合"
	case Missing:
		return "资料不全"
	}
	return ""
}

// A Source is an article, or a value with the article that sets it.
type Source struct {
	Text  string   `json:"text"`            // 《最低生活保障审核确认办法》第十三条
	Title string   `json:"title,omitempty"` // of a value: 最低生活保障标准（农村）
	Value string   `json:"value,omitempty"` // 560.00 元
	Link  string   `json:"link,omitempty"`
	Marks []string `json:"marks,omitempty"` // 演示值, 待确认…, 存疑…
}

// Conclude sets the result in one sentence.
func (w *Explanation) Conclude(sentence string) {
	if w != nil {
		w.Conclusion = sentence
	}
}

// Remedy adds a sentence on what would change the result.
func (w *Explanation) Remedy(sentence string) {
	if w != nil {
		w.Remedies = append(w.Remedies, sentence)
	}
}

// Step begins a step.
func (w *Explanation) Step(label string) *Step {
	if w == nil {
		return nil
	}
	s := &Step{Label: label}
	w.Steps = append(w.Steps, s)
	return s
}

// Bind finds the first step of a label and marks it as the condition that
// decided.
func (w *Explanation) Bind(label string) {
	if w == nil {
		return
	}
	for _, s := range w.Steps {
		if s.Label == label {
			s.Binding = true
			return
		}
	}
}

// Marks lists the warnings of all values used, each once.
func (w *Explanation) Marks() []string {
	if w == nil {
		return nil
	}
	var all []string
	seen := map[string]bool{}
	for _, s := range w.Steps {
		for _, src := range s.Sources {
			for _, m := range src.Marks {
				if !seen[m] {
					seen[m] = true
					all = append(all, m)
				}
			}
		}
	}
	return all
}

// Number adds a number. The helpers below make them; a caller in a hot path
// passes plain values to those, so that a nil step costs nothing.
func (s *Step) Number(n Number) *Step {
	if s != nil {
		s.Numbers = append(s.Numbers, n)
	}
	return s
}

// Money adds a sum.
func (s *Step) Money(name string, fen money.Fen) *Step { return s.Number(Sum(name, fen)) }

// Count adds a number of things with their unit.
func (s *Step) Count(name string, n int64, unit string) *Step { return s.Number(Count(name, n, unit)) }

// Share adds a percentage.
func (s *Step) Share(name string, p Percent) *Step { return s.Number(Share(name, p)) }

// Note adds a sentence, once. It takes finished text only: a caller that has to
// compose one asks Listening first.
func (s *Step) Note(sentence string) *Step {
	if s != nil && !slices.Contains(s.Notes, sentence) {
		s.Notes = append(s.Notes, sentence)
	}
	return s
}

// Listening is true when somebody records, and false of nil: composing a
// sentence is then worth its cost.
func (s *Step) Listening() bool { return s != nil }

// Compare records a comparison.
func (s *Step) Compare(c Comparison) *Step {
	if s != nil {
		s.Comparison = &Comparison{}
		*s.Comparison = c
	}
	return s
}

// Find records what the condition came to.
func (s *Step) Find(f Finding) *Step {
	if s != nil {
		s.Finding = f
	}
	return s
}

// Article cites a text of law that the formula itself follows.
func (s *Step) Article(text string) *Step {
	if s != nil {
		s.source(Source{Text: text})
	}
	return s
}

// Cite cites a value that was used, with its warnings. A nil entry is ignored.
func (s *Step) Cite(e *Entry) *Step {
	if s == nil || e == nil {
		return s
	}
	value := e.Text
	if e.Quoted != "" {
		value += "（原文 " + e.Quoted + "）"
	}
	s.source(Source{Text: e.Source, Title: e.Title(), Value: value, Link: e.Link, Marks: e.Marks()})
	return s
}

// source adds a citation once.
func (s *Step) source(c Source) {
	for _, has := range s.Sources {
		if has.Text == c.Text && has.Title == c.Title && has.Value == c.Value {
			return
		}
	}
	s.Sources = append(s.Sources, c)
}
