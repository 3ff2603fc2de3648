package intake

import (
	"fmt"
	"regexp"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/sheet"
)

var (
	householdsWord = regexp.MustCompile(`^共?(\d+)户$`)
	peopleWord     = regexp.MustCompile(`^共?(\d+)人$`)
)

// sum reads a subtotal or total row and compares it with the rows it adds up:
// a subtotal with those since the subtotal before (since the beginning when it
// says 累计), a total with all of the sheet, whose entries begin at first.
func (t *reading) sum(into *Sheet, kind RowKind, row sheet.Row, first int) {
	s := t.stated(row)
	from := first
	if kind == SubtotalRow && len(into.Subtotals) > 0 && !strings.Contains(s.Label, "累计") {
		from = into.counted(t.u, first)
	}
	s.Computed.By = map[Column]money.Fen{}
	for i := from; i < t.u.entries(); i++ {
		t.u.count(&s.Computed, i)
	}
	s.Village = t.u.villageOf(from)
	if kind == SubtotalRow {
		t.compare(s, row, SubtotalWrong, nil)
		into.Subtotals = append(into.Subtotals, s)
		return
	}
	t.compare(s, row, TotalWrong, into.Subtotals)
	into.Total = &s
}

// villageOf is the village of all entries from one on, empty when they differ.
func (u *Understood) villageOf(from int) string {
	village := ""
	for i := from; i < len(u.Households); i++ {
		if i > from && u.Households[i].Village != village {
			return ""
		}
		village = u.Households[i].Village
	}
	for i := from; i < len(u.Recipients); i++ {
		if i > from && u.Recipients[i].Village != village {
			return ""
		}
		village = u.Recipients[i].Village
	}
	return village
}

// counted is the position of the first entry that no subtotal has counted.
func (s *Sheet) counted(u *Understood, first int) int {
	last := s.Subtotals[len(s.Subtotals)-1].Row
	for i := first; i < u.entries(); i++ {
		if u.lastRow(i) > last {
			return i
		}
	}
	return u.entries()
}

// stated reads what a sum row says.
func (t *reading) stated(row sheet.Row) Sum {
	s := Sum{Row: row.Number, Label: written(row)[0], Stated: map[Column]money.Fen{}}
	for _, c := range row.Cells {
		s.Formula = s.Formula || c.Formula
		if m := householdsWord.FindStringSubmatch(plain(c.Text)); m != nil {
			n := atoi(m[1])
			s.Households = &n
		}
		if m := peopleWord.FindStringSubmatch(plain(c.Text)); m != nil {
			n := atoi(m[1])
			s.People = &n
		}
	}
	if n, ok := readCount(t.own(row, colCovered)); ok {
		s.People = &n
	}
	for _, g := range t.header.headings {
		if g.spec.Holds != "money" || g.spec.Name == colRate {
			continue
		}
		if a := readAmount(row.At(g.at), g.scale, g.period, true); a.faulty == "" && !a.blank {
			s.Stated[g.spec.Name] = a.fen
		}
	}
	return s
}

// compare mentions every figure of a sum row that its rows do not add up to.
func (t *reading) compare(s Sum, row sheet.Row, kind ProblemKind, subtotals []Sum) {
	name := s.Label
	if s.Village != "" && kind == SubtotalWrong {
		name = s.Village + "小计"
	}
	if s.People != nil && *s.People != s.Computed.People && !t.someCountMissing() {
		t.wrong(kind, row, t.countColumn(), fmt.Sprintf("%s%d人，各行相加%d人", name, *s.People, s.Computed.People))
	}
	if s.Households != nil && t.Kind.OfHouseholds() && *s.Households != s.Computed.Households {
		t.wrong(kind, row, colClass, fmt.Sprintf("%s%d户，各行共%d户", name, *s.Households, s.Computed.Households))
	}
	for _, g := range t.header.headings {
		stated, ok := s.Stated[g.spec.Name]
		computed := s.Computed.By[g.spec.Name]
		if !ok || stated == computed {
			continue
		}
		says := fmt.Sprintf("%s %s，各行相加 %s，相差 %s", name, stated, computed, magnitude(stated-computed))
		if added, ok := addedUp(subtotals, g.spec.Name); ok && added == stated {
			says += "；它是各小计之和，带入了小计的错误"
		}
		t.wrong(kind, row, g.spec.Name, says)
	}
}

// countColumn is the column in which a stated number of people shows.
func (t *reading) countColumn() Column {
	if t.Kind.OfHouseholds() {
		return colCovered
	}
	return colName
}

// addedUp adds one column of all subtotals; ok is false when one is silent.
func addedUp(subtotals []Sum, c Column) (sum money.Fen, ok bool) {
	for _, s := range subtotals {
		stated, ok := s.Stated[c]
		if !ok {
			return 0, false
		}
		sum += stated
	}
	return sum, len(subtotals) > 0
}

// someCountMissing tells whether a row of the sheet leaves its number of people
// blank; then a stated number of people cannot be checked.
func (t *reading) someCountMissing() bool {
	for i := range t.u.Households {
		if h := &t.u.Households[i]; h.Sheet == t.sheet.Name && h.Covered == nil && t.Kind == Roll {
			return true
		}
	}
	return false
}

func (t *reading) wrong(kind ProblemKind, row sheet.Row, c Column, says string) {
	p := Problem{Row: row.Number, Kind: kind, Says: says}
	if g := t.header.at(c); g != nil {
		p.Column, p.Term, p.Read = sheet.ColumnName(g.at), g.spec.Term, row.At(g.at).Trimmed()
	}
	t.add(p)
}
