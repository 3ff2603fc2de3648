package intake

import (
	"fmt"
	"regexp"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
)

// What titles say of the months a list is for.
var (
	quarterPattern = regexp.MustCompile(`(?:(20\d{2})年度?)?第?([1-4])季`)
	halfPattern    = regexp.MustCompile(`(20\d{2})年(上|下)半年`)
	rangePattern   = regexp.MustCompile(`(20\d{2})年(\d{1,2})月?(?:[-—–－―~～至到]+)(?:(20\d{2})年)?(\d{1,2})月`)
	yearMonth      = regexp.MustCompile(`(20\d{2})年(\d{1,2})月份?(\d{1,2}日)?`)
	yearMonth6     = regexp.MustCompile(`(^|\D)(20\d{2})(0[1-9]|1[0-2])(\D|$)`)
	onlyMonth      = regexp.MustCompile(`^(\d{1,2})月`)
	wholeYear      = regexp.MustCompile(`(20\d{2})(?:年度|年全年|全年)`)
	anyYear        = regexp.MustCompile(`(20\d{2})年`)

	chineseYear   = regexp.MustCompile(`[二][〇○零Oo0][〇○零一二三四五六七八九]{2}年(?:十[一二]|[一二三四五六七八九十])?`)
	quarterNumber = regexp.MustCompile(`([一二三四])季`)
)

// chineseDigits are the digits of dates written out: 二〇二六年十月.
var chineseDigits = strings.NewReplacer(
	"十一", "11", "十二", "12", "十", "10", "〇", "0", "○", "0", "零", "0", "O", "0", "o", "0",
	"一", "1", "二", "2", "三", "3", "四", "4", "五", "5", "六", "6", "七", "7", "八", "8", "九", "9",
)

// dated is a title with its dates in plain digits.
func dated(text string) string {
	text = chineseYear.ReplaceAllStringFunc(plain(text), chineseDigits.Replace)
	return quarterNumber.ReplaceAllStringFunc(text, chineseDigits.Replace)
}

// spanIn finds the months that a title names: a month, a quarter, half a year,
// a run of months, a year that is said to be whole. The year of a quarter
// without one is the given one. A date to the day is no month of a list.
func spanIn(text string, year int) (s month.Span, ok bool) {
	text = dated(text)
	if m := rangePattern.FindStringSubmatch(text); m != nil {
		last := m[1]
		if m[3] != "" {
			last = m[3]
		}
		from, err1 := month.New(atoi(m[1]), atoi(m[2]))
		to, err2 := month.New(atoi(last), atoi(m[4]))
		return month.Span{From: from, Until: to.Next()}, err1 == nil && err2 == nil && from <= to
	}
	if m := quarterPattern.FindStringSubmatch(text); m != nil {
		if m[1] != "" {
			year = atoi(m[1])
		}
		from := month.Must(year, atoi(m[2])*3-2)
		return month.Span{From: from, Until: from.Add(3)}, true
	}
	if m := halfPattern.FindStringSubmatch(text); m != nil {
		from := month.Must(atoi(m[1]), map[string]int{"上": 1, "下": 7}[m[2]])
		return month.Span{From: from, Until: from.Add(6)}, true
	}
	for _, m := range yearMonth.FindAllStringSubmatch(text, -1) {
		if of, err := month.New(atoi(m[1]), atoi(m[2])); err == nil && m[3] == "" {
			return month.Span{From: of, Until: of.Next()}, true
		}
	}
	if m := wholeYear.FindStringSubmatch(text); m != nil {
		from := month.Must(atoi(m[1]), 1)
		return month.Span{From: from, Until: from.Add(monthsPerYear)}, true
	}
	return month.Span{}, false
}

// long is how many months a span has.
func long(s month.Span) int { return int(s.Until - s.From) }

// spanTerm names the months: 2026年10月, 2026年7月至9月.
func spanTerm(s month.Span) string {
	last := s.Until.Previous()
	switch {
	case s.From == last:
		return s.From.Term()
	case s.From.Year() == last.Year():
		return fmt.Sprintf("%s至%d月", s.From.Term(), last.Mon())
	}
	return s.From.Term() + "至" + last.Term()
}

var (
	writtenOn = regexp.MustCompile(`(填报|填表|制表|编制|上报|打印|公示)(日期|时间)`)
	cutOff    = regexp.MustCompile(`(截止|截至)(日期|时间)?:?(20\d{2})年(\d{1,2})月`)
)

// spanAbove is what the lines above the header say of the months: the titles,
// else the line with the unit, but not the day on which the list was written. It
// refuses titles of several months; of 2026年度 and 2026年10月 it takes the month.
func (t *reading) spanAbove() (found month.Span, ok bool, err error) {
	var beside month.Span
	for row := range t.sheet.Rows() {
		if row.Number >= t.header.first {
			break
		}
		text := strings.Join(written(row), " ")
		s, said := spanIn(text, t.AsOf.Year())
		if unitLine.MatchString(strings.Map(plainRune, text)) {
			if said && beside.Empty() && !writtenOn.MatchString(plain(text)) {
				beside = s
			}
			if m := cutOff.FindStringSubmatch(plain(text)); m != nil && t.Kind == Families && beside.Empty() {
				of, _ := monthOf(atoi(m[3]), atoi(m[4]))
				beside = month.Span{From: of, Until: of.Next()}
			}
			continue
		}
		switch {
		case !said:
		case found.Empty(), inside(s, found):
			found = s
		case !inside(found, s):
			return found, false, mixed(found, s)
		}
	}
	if found.Empty() {
		found = beside
	}
	return found, !found.Empty(), nil
}

// inside tells whether a span lies within another.
func inside(a, b month.Span) bool { return b.From <= a.From && a.Until <= b.Until }

// spanInName is what the name of a sheet or a file says: 10月, 三季度, 202610.
func (t *reading) spanInName(name string, file bool) (month.Span, bool) {
	text := dated(name)
	if s, ok := spanIn(text, t.AsOf.Year()); ok {
		return s, true
	}
	of, ok := month.Month(0), false
	if m := onlyMonth.FindStringSubmatch(text); m != nil && !file {
		of, ok = monthOf(t.AsOf.Year(), atoi(m[1]))
	} else if m := yearMonth6.FindStringSubmatch(text); m != nil && file {
		of, ok = monthOf(atoi(m[2]), atoi(m[3]))
	}
	return month.Span{From: of, Until: of.Next()}, ok
}

func monthOf(year, mon int) (month.Month, bool) {
	m, err := month.New(year, mon)
	return m, err == nil
}

// settleSpan finds the months that the sheet at work is for.
func (t *reading) settleSpan(into *Sheet) error {
	s, ok, err := t.spanAbove()
	if err != nil {
		return err
	}
	if !ok {
		s, ok = t.spanInName(t.sheet.Name, false)
	}
	if ok && t.Kind == Families && long(s) > 1 {
		ok = false // the year that incomes are of
	}
	if ok {
		into.Period, into.Stated = s, true
		return nil
	}
	for _, other := range t.u.Sheets {
		if other.Stated && long(other.Period) == 1 {
			into.Period = other.Period
			return nil
		}
	}
	if s, ok := t.spanInName(t.book.Name, true); ok {
		into.Period, into.Stated = s, true
		return nil
	}
	into.Period = month.Span{From: t.AsOf.Month(), Until: t.AsOf.Month().Next()}
	return nil
}

// monthLineIn notes a month that a line among the rows of a roll names.
func (t *reading) monthLineIn(into *Sheet, row sheet.Row) error {
	s, ok := spanIn(strings.Join(written(row), " "), t.AsOf.Year())
	if !ok || t.Kind.OfDeaths() {
		return nil
	}
	if into.Stated && s != into.Period {
		return mixed(into.Period, s)
	}
	into.Period, into.Stated = s, true
	return nil
}

func mixed(a, b month.Span) error {
	return fault.Invalid("file", "文件里有%s和%s两个月的名册，请一个月一个文件分开导入", spanTerm(a), spanTerm(b))
}

// period settles which month the file is of: the last that any of its sheets is
// for. Sheets of one rhythm must be of the same months: two months are never
// added.
func (t *reading) period() error {
	first := map[int]month.Span{}
	for _, s := range t.u.Sheets {
		if !s.Taken {
			continue
		}
		if old, ok := first[long(s.Period)]; ok && old != s.Period && s.Stated && !t.Kind.OfDeaths() {
			return mixed(old, s.Period)
		}
		first[long(s.Period)] = s.Period
		t.u.Stated = t.u.Stated || s.Stated
		t.u.Period = max(t.u.Period, s.Period.Until.Previous())
	}
	t.mentionPeriod(len(first))
	return nil
}

// mentionPeriod tells that the months are others than those the file is handed
// in for, or that its sheets are for several.
func (t *reading) mentionPeriod(rhythms int) {
	if t.Kind.OfDeaths() {
		return
	}
	var terms []string
	asked := !t.u.Stated
	for _, s := range t.u.Sheets {
		if s.Taken {
			asked = asked || s.Period.Contains(t.AsOf.Month())
			terms = append(terms, fmt.Sprintf("“%s”是%s", s.Name, spanTerm(s.Period)))
		}
	}
	if !asked {
		t.about(t.u.Sheets[0].Name, PeriodDiffers, "名册写明是%s，导入时选的是%s；待遇按%s登记", t.u.Period.Term(), t.AsOf.Month().Term(), t.u.Period.Term())
	}
	if rhythms > 1 {
		t.about("", PeriodsDiffer, "各工作表发放的月份不同（%s），金额分开合计，没有相加", strings.Join(terms, "，"))
	}
}

// What a heading says of the months its sums are for.
var (
	yearlyWord    = regexp.MustCompile(`/年|每年|年度|全年|本年|\(年\)|按年|年(金额|津贴|补贴|补助|标准|发放|合计)|元年$`)
	unitOverTable = regexp.MustCompile(`元/?\(?(?:人)?[/·.]?(半年|月|季|年)`)
)

// monthsIn is how many months a heading says its sums are for; 0: it does not.
func monthsIn(heading string) int {
	text := plain(heading)
	switch {
	case strings.Contains(text, "半年"):
		return 6
	case strings.Contains(text, "季"):
		return 3
	case yearlyWord.MatchString(text):
		return monthsPerYear
	case strings.Contains(text, "月"):
		return 1
	}
	return 0
}

// monthsAbove is how many months the unit over the table names: 元/季.
func (t *reading) monthsAbove() int {
	for row := range t.sheet.Rows() {
		if row.Number >= t.header.first {
			break
		}
		if m := unitOverTable.FindStringSubmatch(plain(strings.Join(written(row), " "))); m != nil {
			return map[string]int{"月": 1, "季": 3, "半年": 6, "年": monthsPerYear}[m[1]]
		}
	}
	return 0
}

// paceOf settles the months that the sums of a column are for: as its heading
// says, else the unit over the table, else the title. It refuses sums of which
// nobody can tell: a month's in a list of a quarter.
func (t *reading) paceOf(s *Sheet, g *heading) error {
	said := monthsIn(g.text)
	if said == 0 {
		said = t.monthsAbove()
	}
	stated := 0
	if s.Stated {
		stated = long(s.Period)
	}
	g.span = s.Period
	switch {
	case said == 0, said == stated:
	case t.header.at(colMonths) != nil:
		g.span = month.Span{From: s.Period.From, Until: s.Period.From.Add(said)}
	case stated > 1:
		return fault.Invalid("file", "“%s”是%d个月的金额，而表题写的是%s，分不清这个数是几个月的；请在表头写明“元/月”“元/季”或“元/年”，并与表题一致", g.text, said, spanTerm(s.Period))
	case said > 1:
		from := month.Must(s.Period.From.Year(), (s.Period.From.Mon()-1)/said*said+1)
		g.span = month.Span{From: from, Until: from.Add(said)}
		t.problem(PeriodUnclear, t.header.last, g, sheet.Cell{}, spanTerm(g.span), "“%s”是%d个月的金额，表题没有写明是哪几个月，按%s读取", g.text, said, spanTerm(g.span))
	}
	return nil
}

var pacedPattern = regexp.MustCompile(`^(.*\d)元?(?:/|每)?(半年|月|季度?|年)$`)

// paced parts a sum in a cell from the months it says it is for: 150元/季.
func paced(text string) (sum string, months int) {
	m := pacedPattern.FindStringSubmatch(plain(text))
	if m == nil {
		return text, 0
	}
	return m[1], map[string]int{"月": 1, "季": 3, "季度": 3, "半年": 6, "年": monthsPerYear}[m[2]]
}

// sheetSpan is the months that the sheet at work is for.
func (t *reading) sheetSpan() month.Span {
	for _, s := range t.u.Sheets {
		if s.Name == t.sheet.Name {
			return s.Period
		}
	}
	return month.Span{}
}

// titles are the lines above the header of the sheet at work.
func (t *reading) titles() string {
	var all []string
	for row := range t.sheet.Rows() {
		if row.Number >= t.header.first {
			break
		}
		all = append(all, written(row)...)
	}
	return strings.Join(append(all, t.sheet.Name, t.book.Name), " ")
}
