package statistics

import (
	"minzheng/internal/base/money"
)

// A Difference is a number of an edition that is counted otherwise today.
//
// 定稿与今日之差.
type Difference struct {
	Where string // table and line, or the figure's name
	What  string // the column
	Then  string
	Now   string
	Path  string // the rows of today
}

// differences counts every number of an edition again and lists those that differ. A number that cannot be counted any
// more differs too.
func (r *reading) differences(c content) ([]Difference, error) {
	var figures []Figure
	var all []Difference
	var then []int64
	ask := func(f Figure, n int64, where, what string) {
		figures, then = append(figures, f), append(then, n)
		all = append(all, Difference{Where: where, What: what, Then: f.Measure.printed(n), Path: f.Path()})
	}
	for _, t := range c.Tables {
		for _, l := range t.Lines {
			for i, column := range t.Columns {
				if l.Cells[i].figures() && column.Of == "" && !column.Hidden {
					ask(column.figure(l.rowKey, t.Month), l.Cells[i].Number, t.Title+" "+l.Term, column.heading())
				}
			}
		}
	}
	if c.Report != nil {
		for _, x := range c.Report.References {
			if x.Figure != (Figure{}) {
				ask(x.Figure, x.Count, x.Name, x.Period)
			}
		}
	}
	values, err := r.values(figures)
	if err != nil {
		return nil, err
	}
	var found []Difference
	for i, v := range values {
		if v.Lack == "" && v.Number == then[i] {
			continue
		}
		all[i].Now = v.String()
		found = append(found, all[i])
	}
	return found, nil
}

// printed is a number in the measure's own form.
func (m Measure) printed(n int64) string {
	if m == Yuan {
		return money.Fen(n).Grouped()
	}
	return grouped(n)
}
