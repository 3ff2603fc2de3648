// Package idcard is the citizen identity number (公民身份号码), GB 11643—1999:
// six digits of area, eight of birth, three of sequence (odd for men) and a
// check character by ISO 7064 MOD 11-2.
//
// A Number prints masked wherever it is printed, logged or marshalled; the full
// form is only had by asking for Full. A number that is not certain is never
// completed or guessed: Parse and ParseCell return a Problem that says what is
// wrong and what to do, with the date of birth where that part can still be
// read.
//
// The package does not know whether a number was really issued, and does not
// keep the list of area codes; see Allowed for the demonstration's own area.
package idcard

import (
	"database/sql/driver"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"
	"unique"
)

// A Number is a valid identity number of 18 characters; its zero is "none".
// Numbers compare with ==.
//
// The digits stand behind a handle, so that even a struct with an unexported
// Number prints without them.
type Number struct{ handle unique.Handle[string] }

func number(text string) Number { return Number{unique.Make(text)} }

// Full is the whole number, empty for none. Showing it to a person needs a
// reason and is audited; that is the caller's duty.
func (n Number) Full() string {
	if n.None() {
		return ""
	}
	return n.handle.Value()
}

// None is true of the zero Number.
func (n Number) None() bool { return n == Number{} }

// Equal tells whether the numbers are the same; it exists for packages that
// compare values by reflection.
func (n Number) Equal(other Number) bool { return n == other }

// String is the number with the birth masked: "400323********7594"; empty for
// none.
func (n Number) String() string {
	full := n.Full()
	if full == "" {
		return ""
	}
	return full[:6] + "********" + full[14:]
}

// Format prints the masked number whatever the verb.
func (n Number) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, n.String()) }

// LogValue is the masked number.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.String()) }

// MarshalText is the masked number; nothing that leaves the program by way of a
// general encoder carries the full one.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// Value stores the full number, NULL for none.
func (n Number) Value() (driver.Value, error) {
	if n.None() {
		return nil, nil
	}
	return n.Full(), nil
}

// Scan reads what Value stores.
func (n *Number) Scan(src any) error {
	var text string
	switch v := src.(type) {
	case nil:
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("scan identity number: unexpected type %T", src)
	}
	if text == "" {
		*n = Number{}
		return nil
	}
	parsed, err := Parse(text)
	if err != nil {
		return fmt.Errorf("scan identity number: %w", err)
	}
	*n = parsed
	return nil
}

// Birth is the date of birth in the number, zeros for none.
func (n Number) Birth() (year, month, day int) {
	if n.None() {
		return 0, 0, 0
	}
	year, month, day, _ = birth(n.Full()[6:14])
	return year, month, day
}

// Male tells the sex in the number: an odd sequence is a man's.
func (n Number) Male() bool { return !n.None() && (n.Full()[16]-'0')%2 == 1 }

// Area is the first six digits, the county of the first registration; empty for
// none. It says nothing about where the person lives.
func (n Number) Area() string {
	if n.None() {
		return ""
	}
	return n.Full()[:6]
}

// Last4 is the last four characters, which people give at a counter.
func (n Number) Last4() string {
	if n.None() {
		return ""
	}
	return n.Full()[14:]
}

// DemoArea is the area code of all invented people. No province has it, so
// nobody can hold such a number.
const DemoArea = "400323"

// Allowed tells whether the number may enter this county's book: a
// demonstration takes only invented numbers (area 400323), a production county
// never does. The error is a *Problem of kind Area.
func (n Number) Allowed(demo bool) error {
	invented := n.Area() == DemoArea
	switch {
	case n.None() || invented == demo:
		return nil
	case demo:
		return &Problem{Kind: Area, Message: "演示系统不接收真实身份证号码，请改用400323开头的演示号码"}
	}
	return &Problem{Kind: Area, Message: "400323开头的是演示号码，不能录入正式系统，请核对原件"}
}

// Mint makes the number of an area, date of birth and sequence (0 to 999, odd
// for men) with its right check character, for tests and for the generator of
// invented people. It panics on parts that make no number.
func Mint(area string, year, month, day, sequence int) Number {
	body := fmt.Sprintf("%s%04d%02d%02d%03d", area, year, month, day, sequence)
	n, err := Parse(body + string(check(body)))
	if err != nil {
		panic(fmt.Sprintf("idcard: mint: %v", err))
	}
	return n
}

// check is the check character of the first 17 digits (GB 11643—1999, 4.2.4).
func check(body string) byte {
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}

// birth reads yyyymmdd; ok is false for a date that the calendar does not have
// or that no living person can have.
func birth(s string) (year, month, day int, ok bool) {
	year, _ = strconv.Atoi(s[:4])
	month, _ = strconv.Atoi(s[4:6])
	day, _ = strconv.Atoi(s[6:8])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	ok = year >= 1850 && year <= 2199 && t.Day() == day && int(t.Month()) == month
	return year, month, day, ok
}

// provinces are the first two digits in use: GB/T 2260 for the mainland, Taiwan
// and the residence permits of Hong Kong, Macao and Taiwan people, 91 for the
// permanent residence card of foreigners.
const provinces = " 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91 "

func knownArea(area string) bool {
	return area == DemoArea || strings.Contains(provinces, " "+area[:2]+" ")
}
