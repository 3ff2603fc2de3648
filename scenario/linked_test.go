package scenario

import (
	"debug/buildinfo"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestLinkedModulesAreListed holds the modules inside the binary against
// docs/linked.txt, where a new one shows in review. make linked renews the list.
func TestLinkedModulesAreListed(t *testing.T) {
	info, err := buildinfo.ReadFile(program(t))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../docs/linked.txt")
	if err != nil {
		t.Fatal(err)
	}
	listed := strings.Split(strings.TrimSpace(string(text)), "\n")
	var linked []string
	for _, m := range info.Deps {
		linked = append(linked, m.Path+" "+m.Version)
	}
	for _, m := range linked {
		if !slices.Contains(listed, m) {
			t.Errorf("%s is linked into the program and not in docs/linked.txt: give a reason in docs/decisions, then run make linked", m)
		}
	}
	for _, m := range listed {
		if !slices.Contains(linked, m) {
			t.Errorf("docs/linked.txt names %s, which is not linked into the program: run make linked", m)
		}
	}
}
