package scenario

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// nodes gives the elements of these kinds inside a node, in page order.
func nodes(n *html.Node, kinds ...string) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		if n == nil {
			return
		}
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && slices.Contains(kinds, d.Data) && !yield(d) {
				return
			}
		}
	}
}

// within is the nearest element of these kinds around a node.
func within(n *html.Node, kinds ...string) *html.Node {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && slices.Contains(kinds, a.Data) {
			return a
		}
	}
	return nil
}

func root(n *html.Node) *html.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

func byID(page *html.Node, id string) *html.Node {
	for d := range page.Descendants() {
		if attr(d, "id") == id {
			return d
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// inner is the text inside a node as it stands.
func inner(n *html.Node) string {
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return text.String()
}

// says is the text inside a node as a reader sees it: without styles and
// scripts, blanks folded.
func says(n *html.Node) string {
	if n == nil {
		return ""
	}
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type != html.TextNode || within(d, "script", "style", "template", "svg") != nil {
			continue
		}
		text.WriteString(d.Data)
		if !inline(d.Parent) {
			text.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}

// inline tells whether an element stands inside a line of text.
func inline(n *html.Node) bool {
	return slices.Contains([]string{"a", "abbr", "b", "code", "em", "i", "mark", "small", "span", "strong", "time"}, n.Data)
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
