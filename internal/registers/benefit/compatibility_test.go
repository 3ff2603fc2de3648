package benefit_test

import (
	"testing"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/registers/benefit"
)

// The matrix of the dossier, section 9: what excludes what, where only the higher is paid, where the difference, and what
// goes together. A pair is read both ways.
func TestCompatibilities(t *testing.T) {
	book, err := rules.Load(true, benefit.Shelf())
	if err != nil {
		t.Fatal(err)
	}
	c := benefit.NewCompatibilities(book)
	for pair, want := range map[[2]string]benefit.Compatibility{
		{"dibao", "tekun"}:                       benefit.Exclusive,
		{"dibao", "disability_living"}:           benefit.Allowed,
		{"dibao", "disability_care"}:             benefit.Allowed,
		{"dibao", "hardship_aged"}:               benefit.Allowed,
		{"dibao", "advanced_age"}:                benefit.Allowed,
		{"dibao", "orphan"}:                      benefit.Exclusive,
		{"dibao", "unattended"}:                  benefit.Difference,
		{"tekun", "disability_living"}:           benefit.Exclusive,
		{"tekun", "disability_care"}:             benefit.Exclusive,
		{"tekun", "hardship_aged"}:               benefit.Exclusive,
		{"tekun", "advanced_age"}:                benefit.Allowed,
		{"disability_living", "orphan"}:          benefit.Exclusive,
		{"disability_care", "orphan"}:            benefit.Allowed,
		{"disability_care", "hardship_aged"}:     benefit.HigherOnly,
		{"disability_care", "advanced_age"}:      benefit.Allowed,
		{"disability_care", "injury_care"}:       benefit.Exclusive,
		{"hardship_aged", "advanced_age"}:        benefit.Allowed,
		{"temporary", "dibao"}:                   "",
		{"disability_living", "disability_care"}: benefit.Allowed,
	} {
		for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
			got, ok := c.Between(p[0], p[1], zhushan, month.Must(2026, 10))
			if got.Rule != want || ok != (want != "") || ok && got.Entry.Source == "" {
				t.Errorf("%s with %s: %q, want %q", p[0], p[1], got.Rule, want)
			}
		}
	}
	for m, clash := range map[month.Month]bool{month.Must(2024, 7): false, month.Must(2024, 8): true} {
		if _, ok := benefit.Clashing(book)("hardship_aged", "disability_care", zhushan, m); ok != clash {
			t.Errorf("hardship and care clash in %s: %t", m, ok)
		}
	}
	if all := c.All(zhushan, month.Must(2026, 10)); len(all) != 27 {
		t.Errorf("%d pairs are settled, want the 27 of the table", len(all))
	}
}
