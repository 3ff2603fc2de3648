package benefit

import (
	"strings"

	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/web"
)

// Reckoning turns an explanation into the lines of a calculation sheet, for the
// component of that name: each step with its comparison and articles, and below
// it the numbers that went in.
func Reckoning(why *rules.Explanation) []web.Step {
	if why == nil {
		return nil
	}
	var lines []web.Step
	for _, s := range why.Steps {
		lines = append(lines, stepLine(s))
		if len(s.Numbers) > 1 {
			for _, n := range s.Numbers {
				lines = append(lines, web.Step{Label: n.Name, Value: n.Text(), Kind: "quiet", Level: 1})
			}
		}
		for _, note := range s.Notes {
			lines = append(lines, web.Step{Label: note, Kind: "quiet", Level: 1})
		}
	}
	return lines
}

func stepLine(s *rules.Step) web.Step {
	line := web.Step{Label: s.Label, Kind: kindOf(s.Finding), Binding: s.Binding}
	if len(s.Numbers) == 1 {
		line.Value = s.Numbers[0].Text()
		if name := s.Numbers[0].Name; name != "" && name != s.Label {
			line.Label += "：" + name
		}
	}
	if s.Comparison != nil {
		line.Compare = s.Comparison.Sentence()
	} else {
		line.Compare = s.Finding.Term()
	}
	var articles []string
	for _, source := range s.Sources {
		text := source.Text
		if source.Value != "" {
			text = source.Value + "，" + text
		}
		articles = append(articles, text)
		if len(source.Marks) > 0 {
			line.Note = markOf(source.Marks)
		}
	}
	line.Article = strings.Join(articles, "；")
	return line
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
