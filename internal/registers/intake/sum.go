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
// says 累计), a total with all of the sheet, whose households begin at first.
func (t *reading) sum(into *Sheet, kind RowKind, row sheet.Row, first int) {
	s := t.stated(row)
	from := first
	if kind == SubtotalRow && len(into.Subtotals) > 0 && !strings.Contains(s.Label, "累计") {
		from = into.counted(t.u, first)
	}
	for i := from; i < len(t.u.Households); i++ {
		h := &t.u.Households[i]
		s.Computed.add(t.Kind, h)
		if i == from {
			s.Village = h.Village
		}
		if s.Village != h.Village {
			s.Village = ""
		}
	}
	if kind == SubtotalRow {
		t.compare(s, row, SubtotalWrong, nil)
		into.Subtotals = append(into.Subtotals, s)
		return
	}
	t.compare(s, row, TotalWrong, into.Subtotals)
	into.Total = &s
}

// counted is the position of the first household that no subtotal has counted.
func (s *Sheet) counted(u *Understood, first int) int {
	last := s.Subtotals[len(s.Subtotals)-1].Row
	for i := first; i < len(u.Households); i++ {
		if u.Households[i].Sheet == s.Name && u.Households[i].FirstRow > last {
			return i
		}
	}
	return len(u.Households)
}

// stated reads what a sum row says.
func (t *reading) stated(row sheet.Row) Sum {
	s := Sum{Row: row.Number, Label: written(row)[0]}
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
	for c, into := range map[Column]**money.Fen{colBase: &s.Base, colTopUp: &s.TopUp, colTotal: &s.Total} {
		if g := t.header.at(c); g != nil {
			if a := readAmount(row.At(g.at), g.scale, g.period, true); a.faulty == "" && !a.blank {
				*into = &a.fen
			}
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
		t.wrong(kind, row, colCovered, fmt.Sprintf("%s%d人，各行相加%d人", name, *s.People, s.Computed.People))
	}
	if s.Households != nil && *s.Households != s.Computed.Households {
		t.wrong(kind, row, colClass, fmt.Sprintf("%s%d户，各行共%d户", name, *s.Households, s.Computed.Households))
	}
	for _, f := range []struct {
		column   Column
		stated   *money.Fen
		computed money.Fen
		of       func(Sum) *money.Fen
	}{
		{colBase, s.Base, s.Computed.Base, func(o Sum) *money.Fen { return o.Base }},
		{colTopUp, s.TopUp, s.Computed.TopUp, func(o Sum) *money.Fen { return o.TopUp }},
		{colTotal, s.Total, s.Computed.Total, func(o Sum) *money.Fen { return o.Total }},
	} {
		if f.stated == nil || *f.stated == f.computed {
			continue
		}
		says := fmt.Sprintf("%s %s，各行相加 %s，相差 %s", name, *f.stated, f.computed, magnitude(*f.stated-f.computed))
		if added, ok := addedUp(subtotals, f.of); ok && added == *f.stated {
			says += "；它是各小计之和，带入了小计的错误"
		}
		t.wrong(kind, row, f.column, says)
	}
}

// addedUp adds one figure of all subtotals; ok is false when one is silent.
func addedUp(subtotals []Sum, of func(Sum) *money.Fen) (sum money.Fen, ok bool) {
	for _, s := range subtotals {
		if of(s) == nil {
			return 0, false
		}
		sum += *of(s)
	}
	return sum, len(subtotals) > 0
}

// someCountMissing tells whether a row of the sheet leaves its number of people
// blank; then a stated number of people cannot be checked.
func (t *reading) someCountMissing() bool {
	if t.Kind == Families {
		return false
	}
	for i := range t.u.Households {
		if h := &t.u.Households[i]; h.Sheet == t.sheet.Name && h.Covered == nil {
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
