package dibao

import (
	"os"
	"strings"
	"testing"
)

// docs/facts.md is the description of the form: its example can be read, and
// every word that the form may use stands in it.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../../../../docs/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	f, err := ReadFacts([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if r := Assess(f, zhushanLaw(t), november, nil); r.Outcome != Eligible {
		t.Errorf("the example is %s: %s", r.Outcome, r.Lacks())
	}
	words := append(sorted(relations[:]), sorted(grounds[:])...)
	words = append(words, sorted(schools[:])...)
	words = append(words, sorted(categories[:])...)
	words = append(words, sorted(periods[:])...)
	words = append(words, sorted(wheels[:])...)
	words = append(words, sorted(classes[:])...)
	for _, k := range kinds {
		words = append(words, string(k.kind))
	}
	for _, w := range words {
		if !strings.Contains(string(text), "`"+w+"`") {
			t.Errorf("docs/facts.md does not name %s", w)
		}
	}
}
