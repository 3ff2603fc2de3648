package intake

import (
	"slices"

	"minzheng/internal/engine/sheet"
)

// A cellAt is the place of a cell.
type cellAt struct {
	sheet, column string
	row           int
}

// Cells gives the rows of a household, a person or a death, by its position,
// with what was made of each cell. They are read again when asked for: of a long
// list nobody looks at more than a page.
func (u *Understood) Cells(at int) []RowReading {
	if u.again == nil || at < 0 || at >= u.entries() {
		return nil
	}
	levels := u.cellLevels()
	rows := u.again(at)
	name := u.sheetOf(at)
	for _, row := range rows {
		for k := range row.Readings {
			r := &row.Readings[k]
			r.Level = Sound
			if l, ok := levels[cellAt{name, r.Column, row.Row}]; ok {
				r.Level = l
			}
		}
	}
	return rows
}

// cellLevels are the worst levels of the cells that have problems.
func (u *Understood) cellLevels() map[cellAt]Level {
	if u.levels != nil && u.judged == len(u.Problems) {
		return u.levels
	}
	u.levels, u.judged = map[cellAt]Level{}, len(u.Problems)
	for _, p := range u.Problems {
		at := cellAt{p.Sheet, p.Column, p.Row}
		if old, ok := u.levels[at]; !ok || p.Level.weight() < old.weight() {
			u.levels[at] = p.Level
		}
	}
	return u.levels
}

// sheetOf is the name of the sheet that an entry stands in.
func (u *Understood) sheetOf(i int) string {
	switch {
	case u.Kind.OfDeaths():
		return u.deaths[i].Sheet
	case u.Kind.OfPersons():
		return u.Recipients[i].Sheet
	}
	return u.Households[i].Sheet
}

// again reads the rows of an entry once more, on a fresh page, and keeps what
// each cell was read as.
func (t *reading) again(at int) []RowReading {
	name := t.u.sheetOf(at)
	fresh := &reading{
		Reader: t.Reader, book: t.book, headers: t.headers, header: t.headers[name], seats: t.seats,
		u: &Understood{Kind: t.u.Kind, Division: t.u.Division, AsOf: t.u.AsOf, Sheets: t.u.Sheets}, cells: map[int][]Reading{},
	}
	for _, s := range t.book.Sheets {
		if s.Name == name {
			fresh.sheet = s
		}
	}
	var rows []sheet.Row
	for _, s := range t.u.Sheets {
		if s.Name == name {
			for _, row := range s.rowsOf(at, t.u.firstRow(at), t.u.lastRow(at)) {
				rows = append(rows, fresh.sheet.Row(row.Number))
			}
		}
	}
	g := &grouping{t: fresh, rows: rows, keys: map[string]int{}}
	if t.Kind.OfHouseholds() {
		g.village = t.u.Households[at].Village
	}
	g.finish()
	list := make([]RowReading, len(rows))
	for i, row := range rows {
		cells := fresh.cells[row.Number]
		slices.SortStableFunc(cells, func(a, b Reading) int { return byLetter(a.Column, b.Column) })
		list[i] = RowReading{row.Number, cells}
	}
	return list
}

// rowsOf are the data rows of an entry, from its first row to its last.
func (s *Sheet) rowsOf(at, from, to int) []Row {
	i, _ := slices.BinarySearchFunc(s.Rows, from, func(r Row, n int) int { return r.Number - n })
	var rows []Row
	for ; i < len(s.Rows) && s.Rows[i].Number <= to; i++ {
		if s.Rows[i].Entry == at+1 {
			rows = append(rows, s.Rows[i])
		}
	}
	return rows
}

// firstRow is the first row of an entry.
func (u *Understood) firstRow(i int) int {
	if u.Kind.OfHouseholds() {
		return u.Households[i].FirstRow
	}
	return u.lastRow(i)
}
