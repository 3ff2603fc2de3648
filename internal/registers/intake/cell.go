package intake

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
)

// plain is the text of a cell without blanks, with full-width characters made
// plain and without the apostrophe that keeps text from becoming a number.
func plain(text string) string {
	folded := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B || r == 0x200E || r == 0x200F || r == 0x202C || r == 0x202D {
			return -1
		}
		return plainRune(r)
	}, text)
	return strings.TrimLeft(folded, "'‘’`")
}

// saysNone tells whether a cell says in words or with a dash that there is
// nothing; a blank cell says nothing at all.
func saysNone(text string) bool {
	switch t := plain(text); t {
	case "无", "没有", "空", "否", "未有", "/", "\\", "、", ".", "、、":
		return true
	default:
		return t != "" && strings.Trim(t, "-—–−―一─") == ""
	}
}

// An amount is a sum of money as a cell states it.
type amount struct {
	fen    money.Fen
	period circumstance.Period // empty: the sum of no period
	none   bool                // nothing there, or in words that there is nothing
	blank  bool                // nothing there
	approx bool                // 约
	unit   bool                // the cell names a unit that its column does not have
	text   bool                // a number kept as text
	faulty string              // why it cannot be read, for people
}

// amountPattern is a sum as people write it: 约1,200元/年, 0.5万, 每月800左右.
var amountPattern = regexp.MustCompile(`^(每年|一年|年收入|年|每月|月收入|月)?(约|大约|大概|近)?[¥￥]?(-?[0-9][0-9,]*(?:\.[0-9]+)?)(万|千)?(余|多)?(?:元|块钱|块|圆)?整?(?:(?:/|每|一)?(年|月))?(左右|上下)?$`)

// readAmount reads a sum of money. Scale and period are those of the column;
// text says that the file has nothing but text, so that a number kept as text is
// nothing to mention.
func readAmount(c sheet.Cell, scale int, period circumstance.Period, text bool) amount {
	a := amount{period: period}
	switch {
	case c.Kind == sheet.Blank || plain(c.Text) == "":
		a.blank, a.none = true, true
		return a
	case saysNone(c.Text):
		a.none = true
		return a
	case c.Kind == sheet.Broken:
		a.faulty = "公式出错（" + c.Text + "）"
		return a
	case c.Kind == sheet.Date:
		a.faulty = "单元格是日期格式"
		return a
	}
	if bare(c.Text) {
		a.text = c.Kind == sheet.Words && !text
		return a.of(c.Text, scale)
	}
	parts := amountPattern.FindStringSubmatch(strings.TrimPrefix(plain(c.Text), "约"))
	if parts == nil {
		a.faulty = "不是一个金额"
		return a
	}
	before, about, digits, times, odd, behind, circa := parts[1], parts[2], parts[3], parts[4], parts[5], parts[6], parts[7]
	a.approx = about+odd+circa != "" || strings.HasPrefix(plain(c.Text), "约")
	a.text = c.Kind == sheet.Words && !text && times == "" && !a.approx
	switch stated := periodOf(before + behind); {
	case stated == "":
	case period == "":
		a.faulty = "写明了年、月，而本列不分年月"
		return a
	default:
		a.unit = stated != period
		a.period = stated
	}
	switch times {
	case "万":
		a.unit, scale = true, 10000
	case "千":
		a.unit, scale = true, 1000
	}
	a.text = a.text && !a.unit
	return a.of(digits, scale)
}

// of is the amount with the sum that the digits state.
func (a amount) of(digits string, scale int) amount {
	fen, err := scaled(digits, scale)
	if err != nil {
		a.faulty = err.Error()
	}
	a.fen = fen
	return a
}

// bare tells whether a sum is digits, with a point between them at most: most are, and say no more than their number.
func bare(text string) bool {
	whole, part, point := strings.Cut(text, ".")
	return allDigits(whole) && (!point || allDigits(part))
}

func periodOf(words string) circumstance.Period {
	switch {
	case strings.Contains(words, "年"):
		return circumstance.Yearly
	case strings.Contains(words, "月"):
		return circumstance.Monthly
	}
	return ""
}

// scaled is a decimal times a power of ten, exact: the point is moved before
// the sum is read, so that 0.123456万 is 1,234.56 yuan.
func scaled(digits string, scale int) (money.Fen, error) {
	if scale == 1 {
		return money.Parse(digits)
	}
	whole, cents, _ := strings.Cut(strings.ReplaceAll(digits, ",", ""), ".")
	for ; scale > 1; scale /= 10 {
		if cents == "" {
			cents = "0"
		}
		whole, cents = whole+cents[:1], cents[1:]
	}
	if cents == "" {
		return money.Parse(whole)
	}
	return money.Parse(whole + "." + cents)
}

var countPattern = regexp.MustCompile(`^([0-9]{1,4})(人|户|个|口|口人)?$`)

// readCount reads how many; ok is false for what is no whole number.
func readCount(c sheet.Cell) (n int, ok bool) {
	parts := countPattern.FindStringSubmatch(strings.TrimSuffix(plain(c.Text), ".0"))
	if parts == nil {
		return 0, false
	}
	n, err := strconv.Atoi(parts[1])
	return n, err == nil
}

// An account is a bank account number as a cell states it.
type account struct {
	digits    string
	lostZeros bool   // kept as a number: zeros in front were gone and are put back
	lost      bool   // kept as a number of more digits than a spreadsheet keeps
	doubtful  bool   // of another length than cards have, or the check digit is wrong
	faulty    string // why it cannot be read
}

// cardDigits is the length of the cards that allowances are paid to; a number
// that lost zeros in front is filled up to it. Cards have 16 to 19 digits, the
// last by Luhn's rule (GB/T 14504, ISO/IEC 7812-1 annex B).
const cardDigits, shortestCard = 19, 16

// readAccount reads an account number.
func readAccount(c sheet.Cell) account {
	text := plain(c.Text)
	digits := strings.ReplaceAll(text, "-", "")
	var a account
	switch {
	case c.Kind == sheet.Blank || text == "" || saysNone(text):
		return account{}
	case c.Kind == sheet.Number && len(digits) > 15, scientific.MatchString(text):
		a.lost = true
		return a
	case !allDigits(digits):
		a.faulty = "账号含有数字以外的字符"
		return a
	case c.Kind == sheet.Number && len(digits) < cardDigits:
		a.lostZeros = true
		digits = strings.Repeat("0", cardDigits-len(digits)) + digits
	}
	a.digits = digits
	a.doubtful = len(digits) < shortestCard || len(digits) > cardDigits || !luhn(digits)
	return a
}

var scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}$`)

func allDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// luhn tells whether the last digit checks the others.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// readClass reads 城 or 农; ok is false for other words.
func readClass(text string) (class benefit.Class, ok bool) {
	switch t := strings.TrimSuffix(strings.TrimSuffix(plain(text), "低保"), "户"); t {
	case "城", "城市", "城镇", "城市居民", "非农", "非农业":
		return benefit.Urban, true
	case "农", "农村", "乡村", "农村居民", "农业":
		return benefit.Rural, true
	}
	return "", false
}

// readSex reads 男 or 女.
func readSex(text string) (sex string, ok bool) {
	switch plain(text) {
	case "男", "男性":
		return "male", true
	case "女", "女性":
		return "female", true
	}
	return "", false
}

// A partialDay is a date as people write it: to the day, or only to the month
// or the year.
type partialDay struct {
	day       month.Day // zero when not known to the day
	year, mon int       // zero when not known
}

// bounds are the days that a date known to the month or to the year may be.
func (p partialDay) bounds() benefit.Bounds {
	switch {
	case p.day.Known():
		return benefit.Bounds{From: p.day, To: p.day}
	case p.mon != 0:
		m := month.Must(p.year, p.mon)
		return benefit.Bounds{From: m.First(), To: m.Last()}
	case p.year != 0:
		return benefit.Bounds{From: month.MustDay(p.year, 1, 1), To: month.MustDay(p.year, 12, 31)}
	}
	return benefit.Bounds{}
}

var (
	dayPattern   = regexp.MustCompile(`^(\d{4})(?:[-/.年、])(\d{1,2})(?:[-/.月、])(\d{1,2})日?号?$`)
	monthPattern = regexp.MustCompile(`^(\d{4})(?:[-/.年、])(\d{1,2})月?份?$`)
	yearPattern  = regexp.MustCompile(`^(\d{4})年?$`)
	clockPattern = regexp.MustCompile(`[T ]?\d{1,2}:\d{2}(:\d{2})?$`)
)

// The serial numbers that are taken for days when a column of dates holds bare
// numbers: 1913 to 2064. Years and yyyymmdd lie outside.
const firstSerial, lastSerial = 5000, 60000

// readDay reads a date as people write it: 1950-3-12, 1950年3月12日, 19500312,
// 1950.3 (the month only), a date cell, a serial number.
func readDay(c sheet.Cell) (partialDay, bool) {
	if c.Kind == sheet.Date {
		return partialDay{c.Day, c.Day.Year(), c.Day.Mon()}, true
	}
	text := plain(clockPattern.ReplaceAllString(strings.TrimSpace(c.Text), ""))
	if len(text) == 8 && allDigits(text) {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:]
	}
	if m := dayPattern.FindStringSubmatch(text); m != nil {
		d, err := month.NewDay(atoi(m[1]), atoi(m[2]), atoi(m[3]))
		return partialDay{d, d.Year(), d.Mon()}, err == nil
	}
	if m := monthPattern.FindStringSubmatch(text); m != nil {
		_, err := month.New(atoi(m[1]), atoi(m[2]))
		return partialDay{year: atoi(m[1]), mon: atoi(m[2])}, err == nil
	}
	if n, err := strconv.Atoi(text); err == nil && c.Kind == sheet.Number && n >= firstSerial && n <= lastSerial {
		d := month.MustDay(1899, 12, 30).AddDays(n)
		return partialDay{d, d.Year(), d.Mon()}, true
	}
	if m := yearPattern.FindStringSubmatch(text); m != nil && atoi(m[1]) > 1850 && atoi(m[1]) < 2200 {
		return partialDay{year: atoi(m[1])}, true
	}
	return partialDay{}, false
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
