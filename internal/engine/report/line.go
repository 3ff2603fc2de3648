package report

// Part says what a printed line of a table is.
type Part string

// The parts of a table, in the order in which they print.
const (
	PartGroup    Part = "group"    // the name of a group, alone on its line
	PartRow      Part = "row"      // figures
	PartSubtotal Part = "subtotal" // 小计
	PartTotal    Part = "total"    // 合计
)

// line is one line of the body; the page, the workbook and the text all walk
// over the same ones.
type line struct {
	part Part
	row  Row
}

func (t Table) lines() []line {
	var all []line
	for _, g := range t.Groups {
		if g.Name != "" {
			name := make(Row, len(t.Columns))
			name[0] = Words(g.Name)
			all = append(all, line{PartGroup, name})
		}
		for _, row := range g.Rows {
			all = append(all, line{PartRow, row})
		}
		if g.Subtotal != nil {
			all = append(all, line{PartSubtotal, g.Subtotal})
		}
	}
	if t.Total != nil {
		all = append(all, line{PartTotal, t.Total})
	}
	return all
}

// notes are the sentences under the table.
func (t Table) notes() []string {
	notes := []string{"数据来源：" + t.Source}
	if t.AsOf != 0 {
		notes = append(notes, "截至："+t.AsOf.Term())
	}
	return notes
}
