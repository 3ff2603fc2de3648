package statistics

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// A cause is one cause of need 致困原因 by which tables sort, with the words by which it is known.
type cause struct {
	Term  string   `toml:"term"`
	Words []string `toml:"words"`
}

var causes = mustReadCauses("forms/causes.toml")

func mustReadCauses(path string) []cause {
	var page struct {
		Causes []cause `toml:"cause"`
	}
	text, err := formFiles.ReadFile(path)
	if err == nil {
		err = toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields().Decode(&page)
	}
	if err != nil {
		panic(fmt.Sprintf("statistics: %s: %v", path, err))
	}
	return page.Causes
}

// causesOf sorts what a survey says: under every cause that it names, under 其他 when it names none of them, under
// 未登记 when it says nothing.
func causesOf(words string) []string {
	if strings.TrimSpace(words) == "" {
		return []string{unrecorded}
	}
	var found []string
	for _, c := range causes {
		if slices.ContainsFunc(c.Words, func(w string) bool { return strings.Contains(words, w) }) {
			found = append(found, c.Term)
		}
	}
	if found == nil {
		return []string{"其他"}
	}
	return found
}
