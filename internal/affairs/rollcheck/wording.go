package rollcheck

import (
	"fmt"
	"strings"
	"unicode"

	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

// shown is a person's number as evidence shows it: masked, and what stood there where it is not valid.
func shown(who benefit.Named) string {
	switch {
	case !who.Number.None():
		return who.Number.String()
	case who.Read == "":
		return "没有号码"
	}
	return masked(who.Read)
}

// masked hides the middle of what somebody wrote where a number belongs; short words stay as they are.
func masked(read string) string {
	r := []rune(strings.TrimSpace(read))
	if len(r) < 8 {
		return string(r)
	}
	return string(r[:6]) + strings.Repeat("*", len(r)-8) + string(r[len(r)-2:])
}

// folded is a name without what clerks put between its characters.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '·' || r == '•' || r == '.' || r == '．' || r == '\u3000' {
			return -1
		}
		return r
	}, name)
}

// digits are the digits and letters that a number was written with.
func digits(read string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		}
		return -1
	}, read)
}

// front is the first fifteen digits of a number, which outlive a spreadsheet; empty where there are fewer.
func front(who benefit.Named) string { return frontOf(who.Number.Full(), who.Read) }

func frontOf(full, read string) string {
	if full != "" {
		return full[:frontDigits]
	}
	if d := digits(read); len(d) >= frontDigits {
		return d[:frontDigits]
	}
	return ""
}

// frontDigits are as many as a spreadsheet keeps of a number.
const frontDigits = 15

// sum is the amount of a claim in words.
func (m mention) sum() string {
	if m.Months > 1 {
		return fmt.Sprintf("%s（%d个月）", m.Amount, m.Months)
	}
	return m.Amount.String()
}

// spanTerm is the months of a claim in words.
func spanTerm(c *benefit.Claim) string {
	switch {
	case !c.Month.Known():
		return ""
	case c.Months > 1:
		return c.Month.Term() + "至" + last(c).Term()
	}
	return c.Month.Term()
}

func headsTerm(heads int) string {
	if heads == 0 {
		return ""
	}
	return fmt.Sprintf("%d人", heads)
}

// when is the day or month of a death in words; empty when neither is known.
func when(day month.Day, m month.Month) string {
	switch {
	case day.Known():
		return day.String()
	case m.Known():
		return m.Term()
	}
	return ""
}

// programmeCell is the heading of the cell that names the programme; it is all that is shown of a row elsewhere.
const programmeCell = "项目"
