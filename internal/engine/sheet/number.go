package sheet

import (
	"strconv"
	"strings"

	"minzheng/internal/base/month"
)

// decimal prints a number of a spreadsheet plainly. The file may hold more
// digits than the program shows (0.1+0.2 is stored as 0.30000000000000004), so
// the value is rounded to the 15 that it keeps. It is not ok for what is no
// decimal, or beyond what any list can mean.
func decimal(raw string) (text string, ok bool) {
	raw = strings.TrimSpace(raw)
	if plainWhole(raw) {
		return raw, true
	}
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || !(value <= 1e30 && value >= -1e30) || strings.ContainsAny(raw, "xX_") {
		return "", false
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', 14, 64), "e")
	shift, _ := strconv.Atoi(exponent)
	sign := ""
	if strings.HasPrefix(mantissa, "-") {
		sign, mantissa = "-", mantissa[1:]
	}
	digits := strings.TrimRight(strings.Replace(mantissa, ".", "", 1), "0")
	switch point := shift + 1; {
	case digits == "":
		return "0", true
	case point <= 0:
		return sign + "0." + strings.Repeat("0", min(-point, 30)) + digits, true
	case point >= len(digits):
		return sign + digits + strings.Repeat("0", point-len(digits)), true
	default:
		return sign + digits[:point] + "." + digits[point:], true
	}
}

// plainWhole tells whether a number is written as decimal would print it: digits that the program keeps all of, the first
// of them no nought.
func plainWhole(raw string) bool {
	for i := range len(raw) {
		if raw[i] < '0' || raw[i] > '9' {
			return false
		}
	}
	return raw != "" && raw[0] != '0' && len(raw) <= 15
}

// dayOf is the day of a serial number in one of the two calendars of
// spreadsheets; false for what is no day. Serial 60 of the 1900 calendar is a
// 29 February that never was, kept for the sake of an older program.
func dayOf(serial string, from1904 bool) (month.Day, bool) {
	value, err := strconv.ParseFloat(serial, 64)
	if err != nil || value < 1 || value >= 2958466 { // 10000-01-01
		return 0, false
	}
	days := int(value)
	switch {
	case from1904:
		return month.MustDay(1904, 1, 1).AddDays(days), true
	case days < 60:
		return month.MustDay(1899, 12, 31).AddDays(days), true
	case days == 60:
		return 0, false
	default:
		return month.MustDay(1899, 12, 30).AddDays(days), true
	}
}

// datePattern tells whether a number format shows a date: a year or a day in
// it, outside quotation marks, brackets and escapes.
func datePattern(code string) bool {
	quoted, bracketed, escaped := false, false, false
	for _, r := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracketed = true
		case r == ']':
			bracketed = false
		case !bracketed && (r == 'y' || r == 'd'):
			return true
		}
	}
	return false
}

// dateFormat tells whether a built-in number format shows a date (ECMA-376 part
// 1, 18.8.30, the Chinese ones included); 18 to 21 and 45 to 47 show times.
func dateFormat(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58
}
