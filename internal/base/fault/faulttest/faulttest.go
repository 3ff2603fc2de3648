// Package faulttest looks at refusals, for tests of whatever reads what people and other programs wrote.
package faulttest

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"minzheng/internal/base/fault"
)

// longest is how many characters one sentence may have: what was read is quoted by its beginning only.
const longest = 400

// Refused reports an error that a person cannot do anything with: one that is no fault, says nothing in Chinese, says it
// at great length, or carries characters that neither a page nor a database can hold.
func Refused(t testing.TB, err error) {
	t.Helper()
	found := fault.Fields(err)
	if len(found) == 0 {
		t.Fatalf("no sentence for the person: %v", err)
	}
	for _, f := range found {
		Sentence(t, f.Message)
	}
}

// Sentence reports a sentence that a person cannot read.
func Sentence(t testing.TB, said string) {
	t.Helper()
	switch {
	case !strings.ContainsFunc(said, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		t.Errorf("not in Chinese: %q", said)
	case utf8.RuneCountInString(said) > longest:
		t.Errorf("%d characters: %.80q…", utf8.RuneCountInString(said), said)
	case !utf8.ValidString(said), strings.ContainsRune(said, 0):
		t.Errorf("not plain text: %q", said)
	}
}
