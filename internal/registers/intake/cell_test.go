package intake

import (
	"testing"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/circumstance"
)

func words(text string) sheet.Cell { return sheet.Cell{Column: 1, Kind: sheet.Words, Text: text} }

func figure(text string) sheet.Cell { return sheet.Cell{Column: 1, Kind: sheet.Number, Text: text} }

// The first cells are those of the samples and of their README.
func TestReadAmount(t *testing.T) {
	const monthly, yearly, none = circumstance.Monthly, circumstance.Yearly, circumstance.Period("")
	for _, c := range []struct {
		cell   sheet.Cell
		period circumstance.Period
		want   amount
	}{
		{figure("1070"), none, amount{fen: 107000}},
		{figure("952.5"), none, amount{fen: 95250}},
		{words("440"), none, amount{fen: 44000, text: true}},
		{words("1542元"), none, amount{fen: 154200, text: true}},
		{words("1,234.50"), none, amount{fen: 123450, text: true}},
		{words("0.5万"), none, amount{fen: 500000, unit: true}},
		{words("0.123456万元"), none, amount{fen: 123456, unit: true}},
		{words("约800"), none, amount{fen: 80000, approx: true}},
		{words("大约1.2万元"), none, amount{fen: 1200000, approx: true, unit: true}},
		{words("800左右"), monthly, amount{fen: 80000, approx: true, period: monthly}},
		{words("9600元/年"), monthly, amount{fen: 960000, period: yearly, unit: true}},
		{words("９６００元／年"), monthly, amount{fen: 960000, period: yearly, unit: true}},
		{words("每月300"), monthly, amount{fen: 30000, period: monthly, text: true}},
		{words("约50"), yearly, amount{fen: 5000, period: yearly, approx: true}},
		{words("￥200"), none, amount{fen: 20000, text: true}},
		{words("无"), monthly, amount{none: true, period: monthly}},
		{words("–"), none, amount{none: true}},
		{words("——"), none, amount{none: true}},
		{words("空"), none, amount{none: true}},
		{sheet.Cell{}, none, amount{none: true, blank: true}},
		{words("　"), none, amount{none: true, blank: true}},
		{figure("0"), none, amount{}},
	} {
		if got := readAmount(c.cell, 1, c.period, false); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.cell.Text, got, c.want)
		}
	}
	for _, text := range []string{"800-1000", "八百", "12,34", "1.234", "多", "#REF!", "12元/年", "1e5", "待核"} {
		if got := readAmount(words(text), 1, none, false); got.faulty == "" {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
	if got := readAmount(figure("0.0552"), 10000, none, false); got.fen != money.Yuan(552) || got.unit {
		t.Errorf("in units of ten thousand: %+v", got)
	}
}

func TestReadAccount(t *testing.T) {
	for _, c := range []struct {
		cell sheet.Cell
		want account
	}{
		{words("0000007629521969682"), account{digits: "0000007629521969682"}},
		{figure("6676431908152"), account{digits: "0000006676431908152", lostZeros: true}},
		{words("000000583409508342"), account{digits: "000000583409508342", doubtful: true}},
		{words("0000007629521969683"), account{digits: "0000007629521969683", doubtful: true}},
		{words("0000 0076 2952 1969 682"), account{digits: "0000007629521969682"}},
		{words("'0000007629521969682"), account{digits: "0000007629521969682"}},
		{words("６２２８480402564890018"), account{digits: "6228480402564890018"}},
		{figure("6228480402564890000"), account{lost: true}},
		{words("6.22848E+18"), account{lost: true}},
		{words("见存折"), account{faulty: "账号含有数字以外的字符"}},
		{sheet.Cell{}, account{}},
		{words("无"), account{}},
	} {
		if got := readAccount(c.cell); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.cell.Text, got, c.want)
		}
	}
}

func TestReadDay(t *testing.T) {
	for _, c := range []struct {
		cell sheet.Cell
		want partialDay
	}{
		{words("1950-3-12"), partialDay{19500312, 1950, 3}},
		{words("1950年3月12日"), partialDay{19500312, 1950, 3}},
		{words("1950/03/12 00:00:00"), partialDay{19500312, 1950, 3}},
		{words("１９５０．３．１２"), partialDay{19500312, 1950, 3}},
		{figure("19500312"), partialDay{19500312, 1950, 3}},
		{figure("1936.5"), partialDay{0, 1936, 5}},
		{words("1936年5月"), partialDay{0, 1936, 5}},
		{figure("18334"), partialDay{19500312, 1950, 3}}, // the serial number of the day
		{words("1950"), partialDay{0, 1950, 0}},
		{words("2000-2-29"), partialDay{20000229, 2000, 2}},
		{sheet.Cell{Kind: sheet.Date, Text: "18334", Day: 19500312}, partialDay{19500312, 1950, 3}},
	} {
		if got, ok := readDay(c.cell); !ok || got != c.want {
			t.Errorf("%q: %+v %v, want %+v", c.cell.Text, got, ok, c.want)
		}
	}
	for _, text := range []string{"1900-2-29", "不详", "3月12日", "50.3.12", "1950.13", "99999"} {
		if got, ok := readDay(words(text)); ok {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}

// The words are those of the sample table.
func TestReadConditions(t *testing.T) {
	for text, want := range map[string]word{
		"听力四级": {option: "hearing", count: 4}, "二级肢体": {option: "limb", count: 2}, "智力残疾1级": {option: "intellectual", count: 1},
		"精神残疾2级": {option: "mental", count: 2}, "无": {option: "none"}, "–": {option: "none"}, "视力残疾 3级": {option: "visual", count: 3},
	} {
		if got, ok := readDisability(text); !ok || got != want {
			t.Errorf("disability %q: %+v", text, got)
		}
	}
	for _, text := range []string{"视力听力二级", "是", "残疾"} {
		if got, ok := readDisability(text); ok {
			t.Errorf("disability %q was read as %+v", text, got)
		}
	}
	for text, want := range map[string]word{
		"良好": {option: "good"}, "健康": {option: "good"}, "慢性病": {option: "chronic"}, "大病（尿毒症）": {option: "serious", words: "尿毒症"},
		"无": {option: "none"}, "重病": {option: "serious"}, "尿毒症": {option: "serious", words: "尿毒症"},
	} {
		if got, ok := readHealth(text); !ok || got != want {
			t.Errorf("health %q: %+v", text, got)
		}
	}
	for text, want := range map[string]string{"有": "full", "弱": "partial", "部分": "partial", "丧失": "lost", "无": "none", "半劳力": "partial"} {
		if got, ok := readLabour(text); !ok || got.option != want {
			t.Errorf("labour %q: %+v", text, got)
		}
	}
	for text, want := range map[string][3]string{
		"县内务工": {"county"}, "外出务工（十堰）": {"away", "十堰"}, "灵活就业": {"flexible"}, "在家务农": {"farming"}, "无": {"none"}, "无业": {"none"},
		"在读小学": {"student", "", "primary"}, "在读初中": {"student", "", "junior"}, "在读高中": {"student", "", "senior"}, "大学在读（武汉）": {"student", "武汉", "college"},
		"幼儿园": {"student", "", "preschool"}, "中职": {"student", "", "vocational"},
	} {
		got, school, ok := readWork(text)
		if !ok || got.option != want[0] || got.words != want[1] || school != want[2] {
			t.Errorf("work %q: %+v %s", text, got, school)
		}
	}
	for text, want := range map[string]word{
		"1套": {"own", 1, "1套"}, "自建房2间": {"own", 1, "自建房2间"}, "租房": {"rented", 1, "租房"}, "安置房1套": {"resettled", 1, "安置房1套"},
		"公租房": {"public", 1, "公租房"}, "1套（自建）": {"own", 1, "1套（自建）"}, "2套": {"own", 2, "2套"}, "无": {option: "none"}, "寺庙": {"other", 1, "寺庙"},
	} {
		if got := readHousing(text); got != want {
			t.Errorf("housing %q: %+v", text, got)
		}
	}
	for text, want := range map[string]word{
		"三轮摩托": {"tricycle", 1, ""}, "面包车1辆": {"van", 1, ""}, "小轿车（鄂C·00000）": {"car", 1, "鄂C·00000"}, "无": {option: "none"}, "–": {option: "none"},
		"货车2辆": {"truck", 2, ""}, "二轮摩托车": {"motorcycle", 1, ""}, "马车": {"other", 1, "马车"},
	} {
		if got := readVehicle(text); got != want {
			t.Errorf("vehicle %q: %+v", text, got)
		}
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"400323195403020128":  "400323********0128",
		"4.00323199308128E17": "4.0032*********8E17",
		"0000007629521969682": "***************9682",
		"6676431908152":       "*********8152",
		"待补":                  "待补",
		"":                    "",
	} {
		if got := masked(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"约1,200元/年", "0.5万", "1950.3.12", "二级肢体", "外出务工（十堰）", "'0000007629521969682", "—", "４４０"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, numeric bool) {
		c := words(text)
		if numeric {
			c.Kind = sheet.Number
		}
		for _, scale := range []int{1, 10000} {
			a := readAmount(c, scale, circumstance.Monthly, false)
			if a.faulty == "" && a.none && a.fen != 0 {
				t.Errorf("%q is nothing and %s", text, a.fen)
			}
		}
		if a := readAccount(c); a.digits != "" && !allDigits(a.digits) {
			t.Errorf("account %q", a.digits)
		}
		if d, ok := readDay(c); ok && d.day.Known() && d.day.Year() != d.year {
			t.Errorf("%q is %+v", text, d)
		}
		readDisability(text)
		readHealth(text)
		readLabour(text)
		readWork(text)
		readVehicle(text)
		readHousing(text)
		readCount(c)
		_ = masked(text)
	})
}
