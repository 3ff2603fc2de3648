package idcard

import (
	"fmt"
	"strings"
)

// A ProblemKind is what is wrong with a text that should be a number.
type ProblemKind string

// The closed list of problems.
const (
	Empty      ProblemKind = "empty"       // nothing there, or a dash or 无 in its place
	Length     ProblemKind = "length"      // neither 18 nor 15 characters
	Characters ProblemKind = "characters"  // something that is no digit (or X at the end)
	LostDigits ProblemKind = "lost_digits" // typed as a spreadsheet number: the last three digits are gone
	Area       ProblemKind = "area"        // no such province, or an area not allowed here
	Date       ProblemKind = "date"        // the birth part is no date
	CheckDigit ProblemKind = "check_digit" // the last character does not fit the others
)

// A Problem is an identity number that cannot be taken as it stands. Its
// message is the sentence for the person. Year, Month and Day are the birth
// that the text still shows, for comparing only; zero where it shows none.
type Problem struct {
	Kind             ProblemKind
	Message          string
	Year, Month, Day int
}

// Error is the sentence for the person.
func (p *Problem) Error() string { return p.Message }

// Birth is the date of birth that the text still shows, if ok. After a problem
// of kind CheckDigit it may be the very part that is wrong.
func (p *Problem) Birth() (year, month, day int, ok bool) {
	return p.Year, p.Month, p.Day, p.Year != 0
}

// Fold brings a text to the characters of a number, valid or not: full-width
// characters become plain ones, x becomes X, blanks, apostrophes and quotation
// marks fall away.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch r {
		case ' ', '\t', '\n', '\r', 0x3000, 0xA0, 0xFEFF, 0x200B, 0x200E, 0x200F, 0x202A, 0x202C, 0x202D, // blanks, also invisible ones
			'\'', '"', '`', '‘', '’', '“', '”': // marks that make a spreadsheet keep text
			return -1
		case 'x', '×', 'Х', 'х', 'Χ', 'χ': // the sign ×, Cyrillic and Greek letters of the same shape
			return 'X'
		}
		return r
	}, text)
}

// Parse reads a number from text, after Fold. A number of 15 digits (until
// 1999) becomes its 18-digit form, born in the 20th century. The error is
// always a *Problem.
func Parse(text string) (Number, error) { return ParseCell(text, false) }

// ParseCell reads a number from a spreadsheet cell; numeric says that the cell
// holds a number and not text. A spreadsheet keeps 15 digits, so 18 digits from
// a numeric cell or in scientific notation have lost the last three even if the
// check character happens to fit: they are LostDigits and never taken.
func ParseCell(text string, numeric bool) (Number, error) {
	s := Fold(text)
	if strings.Trim(s, "-—–－无空/\\.") == "" {
		return none(Empty, "身份证号码为空，请补录", "")
	}
	if mantissa, ok := scientific(s); ok {
		return none(LostDigits, lostMessage, mantissa)
	}
	if numeric {
		s, _, _ = strings.Cut(s, ".")
		if len(s) > 15 && digits(s) {
			return none(LostDigits, lostMessage, s)
		}
	}
	switch len(s) {
	case 15:
		return parse15(s)
	case 18:
		return parse18(s)
	}
	if !digits(strings.TrimSuffix(s, "X")) {
		return none(Characters, charactersMessage, "")
	}
	return none(Length, fmt.Sprintf("身份证号码应为18位，现有%d位，请核对原件", len(s)), s)
}

const (
	lostMessage       = "身份证号码按数字录入，后三位已丢失，请按原件以文本格式重新录入"
	charactersMessage = "身份证号码含有数字和末位X以外的字符，请核对原件"
)

// none returns a problem, with the birth if shown has its part in place.
func none(kind ProblemKind, message, shown string) (Number, error) {
	p := &Problem{Kind: kind, Message: message}
	if len(shown) >= 14 && digits(shown[:14]) {
		if y, m, d, ok := birth(shown[6:14]); ok {
			p.Year, p.Month, p.Day = y, m, d
		}
	}
	return Number{}, p
}

// scientific recognises 4.00323199001011E+17 and returns the digits before E.
func scientific(s string) (mantissa string, ok bool) {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(s), "E")
	if !ok {
		return "", false
	}
	mantissa = strings.Replace(mantissa, ".", "", 1)
	return mantissa, digits(mantissa) && digits(strings.TrimPrefix(exponent, "+"))
}

// parse15 turns a number of the first generation into its present form: the
// century before the year and the check character after the sequence.
func parse15(s string) (Number, error) {
	if !digits(s) {
		return none(Characters, charactersMessage, "")
	}
	body := s[:6] + "19" + s[6:]
	return parse18(body + string(check(body)))
}

func parse18(s string) (Number, error) {
	switch {
	case !digits(s[:17]) || s[17] != 'X' && !digits(s[17:]):
		return none(Characters, charactersMessage, "")
	case check(s) != s[17] && strings.HasSuffix(s, "000"):
		return none(LostDigits, lostMessage, s)
	case !knownArea(s[:6]):
		return none(Area, "身份证号码前六位不是行政区划代码，请核对原件", s)
	}
	if _, _, _, ok := birth(s[6:14]); !ok {
		return none(Date, "身份证号码第7至14位不是有效的出生日期，请核对原件", "")
	}
	if check(s) != s[17] {
		return none(CheckDigit, "身份证号码第18位校验不符，请核对原件", s)
	}
	return number(s), nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
