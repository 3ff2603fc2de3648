package main

import (
	"regexp"
	"strings"
)

// A piece of a style sheet: a rule ("selector", "declarations"), a group
// ("@media …", with pieces inside) or a statement ("@charset …;").
type piece struct {
	head, body string
	inside     []piece
	group      bool
}

// cut takes a minified style sheet without comments apart.
func cut(css string) []piece {
	var pieces []piece
	for css != "" {
		open, semi := strings.IndexByte(css, '{'), strings.IndexByte(css, ';')
		if open < 0 {
			break
		}
		if semi >= 0 && semi < open {
			pieces = append(pieces, piece{head: css[:semi+1]})
			css = css[semi+1:]
			continue
		}
		end := matching(css, open)
		p := piece{head: strings.TrimSpace(css[:open]), body: css[open+1 : end]}
		if strings.HasPrefix(p.head, "@media") || strings.HasPrefix(p.head, "@supports") || strings.HasPrefix(p.head, "@layer") {
			p.group, p.inside = true, cut(p.body)
		}
		pieces = append(pieces, p)
		css = css[end+1:]
	}
	return pieces
}

// matching is where the brace at open closes; braces in strings do not count.
func matching(css string, open int) int {
	depth, quote := 0, byte(0)
	for i := open; i < len(css); i++ {
		switch c := css[i]; {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(css) - 1
}

// byNight puts the dark tokens, one rule for :root, into effect on screens: where the page says so, and where the system
// asks for it and the page does not say the contrary. Paper stays light.
func byNight(dark string) string {
	tokens := strings.TrimPrefix(strings.TrimSpace(dark), ":root")
	return `@media screen{:root[data-scheme=dark]` + tokens + `}@media screen and (prefers-color-scheme:dark){:root:not([data-scheme])` + tokens + "}\n"
}

// join puts pieces together again; empty groups vanish.
func join(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.group:
			if inside := join(p.inside); inside != "" {
				b.WriteString(p.head + "{" + inside + "}")
			}
		case p.body == "" && strings.HasSuffix(p.head, ";"):
			b.WriteString(p.head)
		case p.body != "":
			b.WriteString(p.head + "{" + p.body + "}")
		}
	}
	return b.String()
}

var (
	classes    = regexp.MustCompile(`\.(-?[A-Za-z_](?:[\w-]|\\.)*)`)
	negations  = regexp.MustCompile(`:not\([^()]*\)`)
	variables  = regexp.MustCompile(`var\(\s*(--[\w-]+)`)
	definition = regexp.MustCompile(`--[\w-]+:(?:[^;"'()]|"[^"]*"|'[^']*'|\((?:[^()"']|"[^"]*"|'[^']*'|\((?:[^()]|\([^()]*\))*\))*\))*(?:;|$)`)
)

// keepParts keeps of css the selectors all of whose classes are among the
// parts, the animations that kept rules name, and the variables that are read
// there or in ours.
func keepParts(css, ours string, parts []string) string {
	used := map[string]bool{}
	for _, p := range parts {
		used[p] = true
	}
	pieces := keepRules(cut(css), used)
	text := join(pieces)
	pieces = keepAnimations(pieces, text)
	for {
		before := len(text)
		text = join(dropVariables(pieces, text+ours))
		pieces = cut(text)
		if len(text) == before {
			return text
		}
	}
}

func keepRules(pieces []piece, used map[string]bool) []piece {
	var kept []piece
	for _, p := range pieces {
		switch {
		case p.group:
			p.inside = keepRules(p.inside, used)
		case strings.HasPrefix(p.head, "@font-face"):
			continue // pages are set in the fonts of the machine
		case strings.HasPrefix(p.head, "@"):
		default:
			p.head = keepSelectors(p.head, used)
			if p.head == "" {
				continue
			}
		}
		kept = append(kept, p)
	}
	return kept
}

func keepSelectors(head string, used map[string]bool) string {
	var kept []string
	for _, s := range splitSelectors(head) {
		if strings.Contains(s, "[data-") || strings.Contains(s, "[dir=rtl]") {
			continue
		}
		all := true
		for _, m := range classes.FindAllStringSubmatch(negations.ReplaceAllString(s, ""), -1) {
			all = all && used[m[1]]
		}
		if all {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, ",")
}

// splitSelectors parts a list of selectors at the commas outside brackets.
func splitSelectors(head string) []string {
	var parts []string
	depth, begin := 0, 0
	for i, c := range head {
		switch c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, head[begin:i])
				begin = i + 1
			}
		}
	}
	return append(parts, head[begin:])
}

func keepAnimations(pieces []piece, text string) []piece {
	var kept []piece
	for _, p := range pieces {
		if name, ok := strings.CutPrefix(p.head, "@keyframes "); ok && !regexp.MustCompile(`animation[^;}]*`+regexp.QuoteMeta(name)+`\b`).MatchString(text) {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

func dropVariables(pieces []piece, text string) []piece {
	read := map[string]bool{}
	for _, m := range variables.FindAllStringSubmatch(text, -1) {
		read[m[1]] = true
	}
	kept := make([]piece, len(pieces))
	for i, p := range pieces {
		if p.group {
			p.inside = dropVariables(p.inside, text)
		} else {
			p.body = strings.TrimSuffix(definition.ReplaceAllStringFunc(p.body, func(d string) string {
				name, _, _ := strings.Cut(d, ":")
				if read[name] {
					return d
				}
				return ""
			}), ";")
		}
		kept[i] = p
	}
	return kept
}
