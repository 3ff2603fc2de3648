// Package division is the 12-digit code of an administrative division
// (行政区划代码), as the National Bureau of Statistics writes it (《统计用区划代码
// 和城乡划分代码编制规则》): two digits each for province, city and county, three
// for township, three for village, zeros behind.
//
// "Inside" is a matter of prefixes, so a scope is a pair of bounds (Range) that
// an index can walk. Names, aliases and the tree itself belong to
// registers/place.
package division

import (
	"fmt"
	"strings"
)

// A Code is a 12-digit division code; empty is "none".
type Code string

// A Level is how deep in the tree a division stands; deeper is greater.
type Level int

// The levels, from the nation down.
const (
	Nation   Level = iota // 全国
	Province              // 省、自治区、直辖市
	City                  // 地级市、自治州
	County                // 县、县级市、市辖区
	Town                  // 乡、镇、街道
	Village               // 村、社区
)

// widths is how many digits name a division of each level.
var widths = [...]int{Nation: 0, Province: 2, City: 4, County: 6, Town: 9, Village: 12}

// Term is the level in Chinese.
func (l Level) Term() string {
	return [...]string{"全国", "省", "市", "县", "乡镇（街道）", "村（社区）"}[l]
}

// Parse reads a code of 12 digits, or of the 2, 4, 6 or 9 that name a division
// above the village. Blanks around it and full-width digits are folded. The
// error is a Chinese sentence.
func Parse(text string) (Code, error) {
	s := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, strings.TrimSpace(text))
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", malformed(text)
		}
	}
	switch len(s) {
	case 2, 4, 6, 9, 12:
	default:
		return "", malformed(text)
	}
	code := Code(s + strings.Repeat("0", 12-len(s)))
	if code == code.at(Nation) {
		return "", malformed(text)
	}
	return code, nil
}

func malformed(text string) error {
	return fmt.Errorf("“%.40s”不是行政区划代码，请填写12位数字", text)
}

// Level is how deep the division stands; Nation for none.
func (c Code) Level() Level {
	for l := Village; l > Nation; l-- {
		if len(c) == 12 && strings.Trim(string(c)[widths[l-1]:widths[l]], "0") != "" {
			return l
		}
	}
	return Nation
}

// Prefix is the digits that name the division and begin all codes inside it:
// "420323100" for a town, empty for none.
func (c Code) Prefix() string {
	if len(c) != 12 {
		return ""
	}
	return string(c)[:widths[c.Level()]]
}

// Contains tells whether other is this division or lies inside it. None
// contains nothing and lies nowhere.
func (c Code) Contains(other Code) bool {
	return len(c) == 12 && len(other) == 12 && strings.HasPrefix(string(other), c.Prefix())
}

// Parent is the division above; none for a province.
func (c Code) Parent() Code {
	l := c.Level()
	if l <= Province {
		return ""
	}
	return c.at(l - 1)
}

// Town is the township the division is or lies in; none above townships.
func (c Code) Town() Code {
	if c.Level() < Town {
		return ""
	}
	return c.at(Town)
}

// County is the six digits of the county the division is or lies in; empty
// above counties.
func (c Code) County() string {
	if c.Level() < County {
		return ""
	}
	return string(c)[:6]
}

// At is the division of a level that this one is or lies in; none when this one stands above it.
func (c Code) At(l Level) Code {
	if c.Level() < l {
		return ""
	}
	return c.at(l)
}

// at is the division of the level that the code lies in.
func (c Code) at(l Level) Code {
	w := widths[l]
	return c[:w] + Code(strings.Repeat("0", 12-w))
}

// Range is the lowest and highest code inside the division, both included, for
// BETWEEN. For none it is an empty range.
func (c Code) Range() (low, high string) {
	if len(c) != 12 {
		return "1", "0"
	}
	p := c.Prefix()
	return p + strings.Repeat("0", 12-len(p)), p + strings.Repeat("9", 12-len(p))
}
