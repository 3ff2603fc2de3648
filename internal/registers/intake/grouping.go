package intake

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/household"
)

// A grouping gathers the rows of a sheet into households as they come.
type grouping struct {
	t       *reading
	breaks  func(row sheet.Row) bool // whether a row begins another household
	rows    []sheet.Row              // of the household at work
	key     string                   // what tells it from the next
	headed  bool                     // its head was met
	village string                   // of the group of rows, where its name stands over them
	above   sheet.Cell               // village of the household before
	sparse  bool                     // villages are written once for all their households
	keys    map[string]int           // row of each household number, by village
}

// newGrouping settles how households are told apart in the sheet at work: by
// 户编号, else by the head's number or name, else by the rows of heads, else by
// merged cells. It refuses a family table with none of these.
func (t *reading) newGrouping() (*grouping, error) {
	g := &grouping{t: t, keys: map[string]int{}, sparse: t.sparse(colVillage)}
	switch {
	case t.Kind != Families, !slices.Contains(t.kinds, DataRow):
		g.breaks = func(sheet.Row) bool { return true }
	case t.filled(colHousehold):
		g.breaks = g.byKey(colHousehold)
	case t.filled(colHeadNumber):
		g.breaks = g.byKey(colHeadNumber)
	case t.filled(colHeadName):
		g.breaks = g.byKey(colHeadName)
	case t.someHead():
		g.breaks = g.isHead
	case t.someMerged():
		g.breaks = g.byMerge
	default:
		return nil, fault.Invalid("file", "分不清哪几个人是一户：没有户编号，也没有户主或与户主关系列，请补上其中一列后再导入")
	}
	return g, nil
}

// data are the rows of the sheet at work that look like people.
func (t *reading) data() iter.Seq[sheet.Row] {
	return func(yield func(sheet.Row) bool) {
		at := 0
		for row := range t.sheet.Rows() {
			if t.kinds[at] == DataRow && !yield(row) {
				return
			}
			at++
		}
	}
}

// someRow tells whether one of the rows that look like people is such.
func (t *reading) someRow(is func(row sheet.Row) bool) bool {
	for row := range t.data() {
		if is(row) {
			return true
		}
	}
	return false
}

// filled tells whether a column is there and holds anything.
func (t *reading) filled(c Column) bool {
	g := t.header.at(c)
	return g != nil && t.someRow(func(row sheet.Row) bool { return row.At(g.at).Trimmed() != "" })
}

// sparse tells whether a column is filled in so few rows that the blank ones
// must mean "as above", and not that somebody forgot.
func (t *reading) sparse(c Column) bool {
	g := t.header.at(c)
	if g == nil {
		return false
	}
	blank, all := 0, 0
	for row := range t.data() {
		all++
		if c, _ := t.sheet.Value(row.Number, g.at); c.Trimmed() == "" {
			blank++
		}
	}
	return blank*2 > all
}

func (t *reading) someHead() bool {
	return t.someRelation(func(r household.Relation) bool { return r == household.Head })
}

// listsMembers tells whether the rows are of members and not of households.
func (t *reading) listsMembers() bool {
	return t.someRelation(func(r household.Relation) bool { return r != household.Head })
}

func (t *reading) someRelation(is func(household.Relation) bool) bool {
	g := t.header.at(colRelation)
	return g != nil && t.someRow(func(row sheet.Row) bool {
		r, ok := household.ParseRelation(plain(row.At(g.at).Text))
		return ok && is(r)
	})
}

func (t *reading) someMerged() bool {
	return t.someRow(func(row sheet.Row) bool {
		return slices.ContainsFunc(t.header.headings, func(g heading) bool {
			a, ok := t.sheet.Merged(row.Number, g.at)
			return ok && g.spec.ofHousehold() && a.LastRow > a.FirstRow
		})
	})
}

// isHead tells whether the row is of a head; the row before then ends a
// household.
func (g *grouping) isHead(row sheet.Row) bool {
	r, _ := household.ParseRelation(g.t.own(row, colRelation).Text)
	return r == household.Head
}

// byKey breaks where the column holds another value. A blank cell goes on with
// the household above, unless a second head comes.
func (g *grouping) byKey(c Column) func(sheet.Row) bool {
	at := g.t.header.at(c).at
	return func(row sheet.Row) bool {
		cell, from := g.t.sheet.Value(row.Number, at)
		text := plain(cell.Text)
		if c == colHeadName {
			text = letters(cell.Text)
		}
		switch {
		case text == "":
			return g.headed && g.isHead(row)
		case from < row.Number: // merged with the row above
			return len(g.rows) == 0
		case text == g.key:
			// The same number again goes on, unless its cell begins a merged area of its own.
			a, merged := g.t.sheet.Merged(row.Number, at)
			return merged && a.LastRow > a.FirstRow
		}
		g.key = text
		return true
	}
}

// byMerge breaks where a merged cell of the household begins, and at rows
// outside merged cells that state a sum of their own.
func (g *grouping) byMerge(row sheet.Row) bool {
	for _, h := range g.t.header.headings {
		if !h.spec.ofHousehold() {
			continue
		}
		if a, ok := g.t.sheet.Merged(row.Number, h.at); ok && a.LastRow > a.FirstRow {
			return a.FirstRow == row.Number
		}
	}
	return slices.ContainsFunc([]Column{colTotal, colAccount, colVillage}, func(c Column) bool {
		return g.t.own(row, c).Trimmed() != ""
	})
}

// own is the row's own cell of a column.
func (t *reading) own(row sheet.Row, c Column) sheet.Cell {
	if g := t.header.at(c); g != nil {
		return row.At(g.at)
	}
	return sheet.Cell{}
}

// add takes the next data row.
func (g *grouping) add(row sheet.Row) {
	if g.breaks(row) && len(g.rows) > 0 {
		g.finish()
	}
	g.rows = append(g.rows, row)
	g.headed = g.headed || g.isHead(row)
}

// close ends the household at work at a subtotal, a total or a village's name.
func (g *grouping) close() {
	if len(g.rows) > 0 {
		g.finish()
	}
	g.key = ""
}

// finish makes an entry of the rows gathered so far.
func (g *grouping) finish() {
	rows := g.rows
	g.rows, g.headed = nil, false
	switch t := g.t; {
	case t.Kind.OfDeaths():
		t.u.deaths = append(t.u.deaths, t.death(rows[0], g))
		t.line.met++
	case t.Kind.OfPersons():
		t.u.Recipients = append(t.u.Recipients, t.recipient(rows[0], g))
	default:
		h := t.household(rows, g)
		t.u.Households = append(t.u.Households, h)
		g.once(h)
	}
}

// once tells of a household number that another household of the village has.
func (g *grouping) once(h Household) {
	if h.Key == "" {
		return
	}
	key := string(h.Division) + " " + h.Key
	if first, ok := g.keys[key]; ok {
		head := g.t.header.at(colHousehold)
		g.t.add(Problem{
			Row: h.FirstRow, Column: sheet.ColumnName(head.at), Term: head.spec.Term, Kind: HouseholdTwice, Read: h.Key,
			Says: fmt.Sprintf("户编号%s在第%d行已经用过，是另一户还是同一户", strings.TrimSpace(h.Key), first),
		})
		return
	}
	g.keys[key] = h.FirstRow
}
