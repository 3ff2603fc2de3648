package intake

import (
	"fmt"
	"regexp"
	"strings"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/person"
)

// A monthLine is the line of a list of deaths that names the month of the rows
// under it, and often how many they are: 6月份（9人）.
type monthLine struct {
	row    int
	text   string
	month  month.Month
	stated int // how many it says; 0: it does not
	met    int // how many rows came
}

// openMonth begins the rows of a month line of a list of deaths.
func (t *reading) openMonth(row sheet.Row) {
	t.closeMonth()
	text := strings.Join(written(row), "")
	m := monthHeads.FindStringSubmatch(plain(text))
	if !t.Kind.OfDeaths() || m == nil {
		return
	}
	year := t.year(atoi(m[2]))
	if m[1] != "" {
		year = atoi(m[1])
	}
	of, _ := monthOf(year, atoi(m[2]))
	t.line = monthLine{row: row.Number, text: text, month: of, stated: atoi(m[3])}
}

// closeMonth compares what a month line states with the rows that came.
func (t *reading) closeMonth() {
	if l := t.line; l.stated != 0 && l.stated != l.met {
		t.add(Problem{
			Row: l.row, Column: sheet.ColumnName(t.sheet.Row(l.row).Cells[0].Column), Kind: MonthCountWrong, Read: l.text,
			Says: fmt.Sprintf("%d月份写%d人，实有%d人", l.month.Mon(), l.stated, l.met),
		})
	}
	t.line = monthLine{}
}

// year is that of a month in a list of deaths: the one which the months of the
// list give it.
func (t *reading) year(mon int) int {
	s := t.sheetSpan()
	for m := s.From; m < s.Until; m++ {
		if m.Mon() == mon {
			return m.Year()
		}
	}
	for _, text := range []string{t.titles(), t.sheet.Name, t.book.Name} {
		if m := anyYear.FindStringSubmatch(dated(text)); m != nil {
			return atoi(m[1])
		}
	}
	return s.From.Year()
}

// death reads one row of a list of deaths.
func (t *reading) death(row sheet.Row, g *grouping) person.Death {
	t.before = len(t.u.Problems)
	m := t.member(row)
	h := Household{Members: []Member{m}}
	v := &values{t: t, rows: []sheet.Row{row}, h: &h}
	v.village(g)
	d := person.Death{
		Name: m.Name, Number: m.Number, Read: m.Read, Sex: m.Sex, Division: h.Division, Place: h.Village,
		Burial: v.text(colBurial), From: v.text(colSource), Row: row.Number, Sheet: t.sheet.Name,
	}
	v.text(colAddress)
	v.text(colRemark)
	t.age(&m, row)
	d.Day, d.Month = t.died(&m, row)
	return d
}

var monthDay = regexp.MustCompile(`^(\d{1,2})月(\d{1,2})[日号]?$`)

// died reads the day of a death; the month alone where no more is written, or
// where only the line above tells it.
func (t *reading) died(m *Member, row sheet.Row) (month.Day, month.Month) {
	g, cell := t.at(row, colDied)
	if isNothing(cell) {
		t.problem(DayMissing, row.Number, g, cell, "", "死亡日期为空")
		return 0, t.line.month
	}
	when, ok := readDay(cell)
	if part := monthDay.FindStringSubmatch(plain(cell.Text)); part != nil && cell.Kind != sheet.Date {
		year := t.year(atoi(part[1]))
		t.problem(DayWithoutYear, row.Number, g, cell, fmt.Sprintf("%d年", year), "日期没有年份，按表题取%d年", year)
		d, err := month.NewDay(year, atoi(part[1]), atoi(part[2]))
		when, ok = partialDay{day: d, year: year, mon: atoi(part[1])}, err == nil
	}
	switch {
	case !ok:
		t.problem(DayImpossible, row.Number, g, cell, "", "死亡日期“%s”不存在或没有认出", cell.Trimmed())
		return 0, t.line.month
	case when.day.Known() && m.Birth.Known() && when.day < m.Birth:
		t.problem(DayImpossible, row.Number, g, cell, "", "死亡日期%s早于出生日期", when.day.Term())
		return 0, t.line.month
	case when.day.Known():
		t.note(row.Number, g, cell, when.day.String())
		if t.line.month.Known() && when.day.Month() != t.line.month {
			t.problem(DayOutOfMonth, row.Number, g, cell, when.day.String(), "死亡日期%s，却列在%s下", when.day.Term(), t.line.text)
		}
		return when.day, when.day.Month()
	case when.mon != 0:
		of, _ := monthOf(when.year, when.mon)
		t.problem(DayMissing, row.Number, g, cell, of.Term(), "死亡日期只写到%s", of.Term())
		return 0, of
	}
	t.problem(DayMissing, row.Number, g, cell, "", "死亡日期只写了“%s”", cell.Trimmed())
	return 0, t.line.month
}

// deathsTwice finds people whose death is listed more than once.
func (t *reading) deathsTwice() {
	all := map[idcard.Number][]int{}
	for i, d := range t.u.deaths {
		if !d.Number.None() {
			all[d.Number] = append(all[d.Number], i)
		}
	}
	for i, d := range t.u.deaths {
		others := all[d.Number]
		if d.Number.None() || len(others) < 2 {
			continue
		}
		says := "日期相同"
		for _, o := range others {
			if t.u.deaths[o].Day != d.Day {
				says = "日期不同"
			}
		}
		other := t.u.deaths[others[0]]
		if others[0] == i {
			other = t.u.deaths[others[1]]
		}
		t.u.add(Problem{
			Sheet: d.Sheet, Row: d.Row, Column: t.letter(d.Sheet, colName), Term: termOf(colName, t.Kind), Kind: DeathTwice, Read: d.Name,
			Says: fmt.Sprintf("%s列了%d次，%s（另见第%d行）", d.Name, len(others), says, other.Row),
		})
	}
}
