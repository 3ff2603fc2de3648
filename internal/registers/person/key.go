package person

import (
	"slices"
	"strings"

	"minzheng/internal/engine/spelling"
)

// edition is the edition of the rules by which keys are made. It goes up when keysOf gives other keys, and then the keys
// of all people are made anew at the next start.
const edition = 1

// keysOf gives what somebody with this name and telephone is found by, in no particular order: each way to spell the
// name and the given name, the initials, and the telephone read backwards.
//
// 检索键.
func keysOf(name, phone string) []string {
	var keys []string
	for _, part := range partsOf(name) {
		for _, r := range spelling.Name(part) {
			keys = append(keys, r.Letters()+" "+part, r.Initials()+" "+part)
		}
		given := spelling.GivenName(part)
		if given == "" || given == part {
			continue
		}
		keys = append(keys, spelling.Word(given).Letters()+" "+given)
	}
	for _, number := range phonesOf(phone) {
		keys = append(keys, backwards(number))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// partsOf are the names somebody may be called by: the whole one, and of 买买提·吐尔逊 also what stands behind the dot.
func partsOf(name string) []string {
	parts := []string{spelling.Fold(name)}
	if _, behind, ok := strings.Cut(name, "·"); ok {
		parts = append(parts, spelling.Fold(behind))
	}
	return slices.DeleteFunc(parts, func(part string) bool { return part == "" })
}

// phonesOf are the telephone numbers in a field, digits alone: people write two of them, blanks and dashes.
func phonesOf(text string) []string {
	var numbers []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，;；、/／", r) }) {
		parts := []string{part}
		if len(digits(part)) > 12 { // more than one number has
			parts = strings.Fields(part)
		}
		for _, part := range parts {
			if number := digits(part); len(number) >= 4 {
				numbers = append(numbers, number)
			}
		}
	}
	return numbers
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, spelling.Fold(text))
}

// backwards lets the end of a number be looked up as a beginning.
func backwards(digits string) string {
	b := []byte(digits)
	slices.Reverse(b)
	return string(b)
}
