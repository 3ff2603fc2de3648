package person

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
)

// A Sex is a person's sex as the identity card states it. 性别.
type Sex string

// The sexes; the empty Sex is not known.
const (
	Male   Sex = "male"   // 男
	Female Sex = "female" // 女
)

// Term is the sex in Chinese, empty when not known.
func (s Sex) Term() string {
	switch s {
	case Male:
		return "男"
	case Female:
		return "女"
	}
	return ""
}

// A View is a person as a reader may see one: in the reader's scope, with the number masked.
//
// 人员.
type View struct {
	ID       string
	Name     string
	Number   string    // masked: "400323********7594"; empty when not known
	Birth    month.Day // zero when not known
	Age      int       // whole years on the day of the reading, or of death; -1 when birth is not known
	Sex      Sex
	Division division.Code
	Place    string // "竹山县 宝丰镇 铧厂村"
	Address  string // below the division, as written: 3组12号
	Phone    string
	Dead     bool        // a notice of death names the number
	Died     month.Day   // zero: not known to the day
	DiedIn   month.Month // zero: not known to the month
}

// Gone says that the person is dead and since when, empty for the living: "已故（2026年3月5日）".
func (v View) Gone() string {
	if !v.Dead {
		return ""
	}
	return "已故（" + Death{Day: v.Died, Month: v.DiedIn}.When() + "）"
}

// A Known is one fact of a person's file with its source and dates.
type Known struct {
	Term   string // 姓名
	Value  string // the number masked
	Since  month.Day
	Source string
	At     string // when it became known, as a stamp
}

// A File is one person with every fact that holds today (一人一档).
type File struct {
	View
	Known []Known
	Seen  string // mark of what was seen, to be handed back with a correction
}
