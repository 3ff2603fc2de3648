package benefit

import (
	"strings"

	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/web"
)

// Reckoning turns an explanation into the lines of a calculation sheet, for the
// component of that name: each step with its result, its comparison and its
// article; below it the numbers that went in, what was noted, and the values of
// the law that were used, each with its source.
func Reckoning(why *rules.Explanation) []web.Step {
	if why == nil {
		return nil
	}
	var lines []web.Step
	for _, s := range why.Steps {
		lines = append(lines, stepLine(s))
		lines = append(lines, numberLines(s)...)
		for _, note := range s.Notes {
			lines = append(lines, noteLine(note))
		}
		for _, source := range s.Sources {
			if source.Title != "" {
				lines = append(lines, web.Step{Label: source.Title, Value: source.Value, Article: source.Text, Note: markOf(source.Marks), Kind: "quiet", Level: 2})
			}
		}
	}
	return lines
}

// stepLine is the line of a step itself. Without a comparison its result is its
// last number.
func stepLine(s *rules.Step) web.Step {
	line := web.Step{Label: s.Label, Compare: s.Finding.Term(), Kind: kindOf(s.Finding), Binding: s.Binding}
	switch {
	case s.Comparison != nil:
		line.Value = s.Comparison.Left.Text()
		_, line.Compare, _ = strings.Cut(s.Comparison.Sentence(), "，")
	case len(s.Numbers) > 0:
		last := s.Numbers[len(s.Numbers)-1]
		line.Value = last.Text()
		if last.Name != "" && last.Name != s.Label {
			line.Label += "：" + last.Name
		}
	}
	var articles []string
	for _, source := range s.Sources {
		if source.Title == "" {
			articles = append(articles, source.Text)
		}
	}
	line.Article = strings.Join(articles, "；")
	return line
}

// numberLines are the numbers of a step that do not stand in its own line.
func numberLines(s *rules.Step) []web.Step {
	numbers := s.Numbers
	if s.Comparison == nil && len(numbers) > 0 {
		numbers = numbers[:len(numbers)-1]
	}
	var lines []web.Step
	for _, n := range numbers {
		lines = append(lines, web.Step{Label: n.Name, Value: n.Text(), Kind: "quiet", Level: 1})
	}
	return lines
}

// noteLine puts what a note says beside whom it is about: "张敏（14 周岁）" and
// "计入，未成年子女".
func noteLine(note string) web.Step {
	about, says, ok := strings.Cut(note, "：")
	if !ok {
		return web.Step{Label: note, Kind: "quiet", Level: 1}
	}
	return web.Step{Label: about, Compare: says, Kind: "quiet", Level: 1}
}

func kindOf(f rules.Finding) string {
	switch f {
	case rules.Met:
		return "good"
	case rules.Failed:
		return "danger"
	case rules.Missing:
		return "warn"
	}
	return "quiet"
}

// markOf is the short tag beside a line whose value carries warnings; the
// warnings themselves stand below the sheet.
func markOf(marks []string) string {
	var tags []string
	for _, tag := range []string{"演示值", "待确认", "存疑"} {
		for _, m := range marks {
			if strings.Contains(m, tag) {
				tags = append(tags, tag)
				break
			}
		}
	}
	return strings.Join(tags, "、")
}
