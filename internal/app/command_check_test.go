package app

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/affairs/rollcheck"
	"minzheng/internal/base/month"
)

// sampleFolder holds the rolls that townships sent, and what is wrong with them by hand.
const sampleFolder = "../../county/zhushan/samples/"

// crossCheck is the part of expected.json that looks over all files together.
type crossCheck struct {
	Counts   map[string]int `json:"suspect_counts"`
	Suspects []struct {
		Kind       string
		Level      string
		Name       string
		Programme  string
		Programmes []string
		Account    string `json:"account_last4"`
		Rows       []expectedRow
	}
	Traps []struct {
		What    string
		Rows    []expectedRow
		Account string `json:"account_last4"`
	}
}

type expectedRow struct {
	File  string
	Sheet string // null in text files
	Row   int
}

// TestCheckFindsWhatIsExpected looks over the six files together and wants exactly what expected.json says: kind, level and
// the rows of the evidence of every suspect; nothing more of these kinds, and none of the traps.
func TestCheckFindsWhatIsExpected(t *testing.T) {
	text, err := os.ReadFile(sampleFolder + "expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		Files map[string]any
		Cross crossCheck `json:"cross_check"`
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	var files []string
	for name := range expected.Files {
		files = append(files, sampleFolder+name)
	}
	found := examined(t, files)

	var want, got []string
	for _, s := range expected.Cross.Suspects {
		want = append(want, fmt.Sprintf("%s %s %s", s.Kind, s.Level, placed(s.Rows)))
	}
	counts := map[string]int{}
	for _, s := range found {
		if _, counted := expected.Cross.Counts[string(s.Kind)]; !counted {
			continue
		}
		counts[string(s.Kind)]++
		var rows []expectedRow
		for _, r := range s.Rows {
			rows = append(rows, expectedRow{r.File, r.Sheet, r.Row})
		}
		got = append(got, fmt.Sprintf("%s %s %s", s.Kind, s.Level, placed(rows)))
	}
	slices.Sort(want)
	slices.Sort(got)
	for _, s := range lacking(want, got) {
		t.Errorf("not found: %s", s)
	}
	for _, s := range lacking(got, want) {
		t.Errorf("not expected: %s", s)
	}
	for kind, n := range expected.Cross.Counts {
		if counts[kind] != n {
			t.Errorf("%s: %d, want %d", kind, counts[kind], n)
		}
	}
	for _, trap := range expected.Cross.Traps {
		for _, s := range found {
			if trap.Account != "" && strings.Contains(s.Says, trap.Account) {
				t.Errorf("fell into the trap: %s: %s", trap.What, s.Says)
			}
			if len(trap.Rows) == 2 && strings.Contains(placed(rowsOf(s)), placed(trap.Rows[:1])) && strings.Contains(placed(rowsOf(s)), placed(trap.Rows[1:])) {
				t.Errorf("fell into the trap: %s: %s", trap.What, s.Says)
			}
		}
	}
}

// TestCheckCarriesOverWhatIsWrongInTheFiles wants every problem of expected.json that a person must look at as a suspect
// in its row, whatever its kind.
func TestCheckCarriesOverWhatIsWrongInTheFiles(t *testing.T) {
	text, err := os.ReadFile(sampleFolder + "expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		Files map[string]struct {
			Problems []struct {
				Sheet, Kind string
				Row         int
				Info        bool
			}
		}
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	var files []string
	for name := range expected.Files {
		files = append(files, sampleFolder+name)
	}
	at := map[expectedRow]bool{}
	for _, s := range examined(t, files) {
		for _, r := range rowsOf(s) {
			at[r] = true
		}
	}
	n := 0
	for name, file := range expected.Files {
		for _, p := range file.Problems {
			if !p.Info && !harmless[p.Kind] && !at[expectedRow{name, p.Sheet, p.Row}] {
				t.Errorf("%s %s row %d: %s is not told", name, p.Sheet, p.Row, p.Kind)
			}
			n++
		}
	}
	if n < 100 {
		t.Errorf("only %d problems were looked for", n)
	}
}

// harmless are problems that the reader settles by itself, or that are said of the file as a whole.
var harmless = map[string]bool{
	"id_spaces": true, "amount_as_text": true, "full_width_digits": true, "leading_apostrophe": true, "rare_character": true,
	"year_missing": true, "ambiguous_month_1_or_10": true, "unit_in_cell": true, "approximate_amount": true,
}

// examined looks over files of the samples as the command does.
func examined(t *testing.T, files []string) []rollcheck.Suspect {
	t.Helper()
	papers, err := readPapers(files)
	if err != nil {
		t.Fatal(err)
	}
	e, err := newExamination(month.MustDay(2026, 10, 31))
	if err != nil {
		t.Fatal(err)
	}
	all, err := e.read(papers)
	if err != nil {
		t.Fatal(err)
	}
	for _, refusal := range all.Refuse {
		t.Error(refusal)
	}
	return e.suspects(all)
}

func rowsOf(s rollcheck.Suspect) (rows []expectedRow) {
	for _, r := range s.Rows {
		rows = append(rows, expectedRow{r.File, r.Sheet, r.Row})
	}
	return rows
}

// placed are rows in words, in order.
func placed(rows []expectedRow) string {
	var list []string
	for _, r := range rows {
		list = append(list, fmt.Sprintf("%s!%s!%d", r.File, r.Sheet, r.Row))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// lacking are the sentences of a that b has not as often.
func lacking(a, b []string) (left []string) {
	b = slices.Clone(b)
	for _, s := range a {
		if i := slices.Index(b, s); i >= 0 {
			b = slices.Delete(b, i, i+1)
		} else {
			left = append(left, s)
		}
	}
	return left
}
