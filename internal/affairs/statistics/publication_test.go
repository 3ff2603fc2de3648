package statistics

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// A public table shows no small count, and none of what it leaves out can be reckoned back from what it shows.
func TestSuppress(t *testing.T) {
	form := mustReadForm("forms/monthly.toml")
	rapid.Check(t, func(t *rapid.T) {
		table := drawn(t, form.Tables[rapid.IntRange(0, 1).Draw(t, "table")])
		whole := table.clone()
		table.suppress()
		for i, l := range table.Lines {
			for j, c := range table.Columns {
				if c.counts() && small(whole.Lines[i].Cells[j]) && l.Cells[j].Hidden == "" {
					t.Errorf("%s of %s shows %d", c.heading(), l.Term, l.Cells[j].Number)
				}
			}
		}
		for s := range revealed(table, table.sums()) {
			t.Errorf("%s of %s, %d, can be reckoned back", table.Columns[s.column].heading(), table.Lines[s.line].Term, whole.cell(s).Number)
		}
	})
}

// A table without small counts is published whole.
func TestSuppress_leaves_what_is_large(t *testing.T) {
	form := mustReadForm("forms/monthly.toml")
	table := filled(form.Tables[0], []int64{0, 12, 40, 7})
	table.suppress()
	for _, l := range table.Lines {
		for j := range l.Cells {
			if l.Cells[j].Hidden != "" {
				t.Errorf("%s of %s was left out", table.Columns[j].heading(), l.Term)
			}
		}
	}
}

// One township with three households is left out whole, with one more so that the total does not tell.
func TestSuppress_covers_one_small_line(t *testing.T) {
	form := mustReadForm("forms/monthly.toml")
	table := filled(form.Tables[0], []int64{30, 3, 12, 40})
	table.suppress()
	var shown []string
	for _, l := range table.Lines {
		shown = append(shown, l.Cells[0].printed(table.Columns[0])+" "+l.Cells[2].printed(table.Columns[2]))
	}
	if got := fmt.Sprint(shown); got != "[30 30.00 * * * * 40 40.00 85 85.00]" {
		t.Error(got)
	}
}

func TestPublicEdition(t *testing.T) {
	each(t, func(b *bureau) {
		b.people()
		page := b.sit(auditor).Get("/statistics/monthly?month=2026-10&public=1").Is(200)
		page.Shows("公开版：小于5的户数、人数").Hides("/statistics/rows", "1,158.00", "780.00")
		b.sit(auditor).Get("/statistics/monthly/export?month=2026-10&public=1").Is(200)
	})
}

// drawn is a table of the layout with drawn numbers, its totals and sums right.
func drawn(t *rapid.T, l layout) *Table {
	numbers := rapid.SliceOfN(rapid.Int64Range(0, 30), 17, 17).Draw(t, "lines")
	table := filled(l, numbers)
	for i := range table.Lines[:17] {
		for j, c := range table.Columns {
			if !c.Hidden && c.Of == "" {
				table.Lines[i].Cells[j].Number = rapid.Int64Range(0, 12).Draw(t, "n")
			}
		}
	}
	table.close()
	return table
}

// filled is a table of the layout whose lines hold these numbers in all columns.
func filled(l layout, numbers []int64) *Table {
	t := &Table{Key: l.Key, By: "division", Columns: l.Columns, Sums: l.Sums}
	for i, n := range numbers {
		line := Line{Term: fmt.Sprintf("第%d乡镇", i+1), Level: 1}
		for _, c := range l.Columns {
			cell := Cell{Number: n}
			if c.Measure == Yuan {
				cell.Number = n * 100
			}
			line.Cells = append(line.Cells, cell)
		}
		t.Lines = append(t.Lines, line)
	}
	t.Lines = append(t.Lines, Line{Term: "合计", Cells: make([]Cell, len(l.Columns))})
	t.close()
	return t
}

// close makes the sums of the table right: a line's first column of a sum is that of the others, the total that of the
// lines.
func (t *Table) close() {
	total := t.Lines[len(t.Lines)-1].Cells
	clear(total)
	for _, l := range t.Lines[:len(t.Lines)-1] {
		for _, keys := range t.Sums {
			sum := int64(0)
			for _, key := range keys[1:] {
				sum += l.Cells[t.at(key)].Number
			}
			l.Cells[t.at(keys[0])].Number = sum
		}
		for j := range l.Cells {
			total[j].Number += l.Cells[j].Number
		}
	}
	t.divide()
}

func (t *Table) clone() *Table {
	c := *t
	c.Lines = nil
	for _, l := range t.Lines {
		l.Cells = append([]Cell(nil), l.Cells...)
		c.Lines = append(c.Lines, l)
	}
	return &c
}

// revealed solves the sums over what was left out with exact fractions, and gives what has one value in every solution.
func revealed(t *Table, sums [][]spot) map[spot]bool {
	at := map[spot]int{}
	var unknown []spot
	for _, sum := range sums {
		for _, s := range sum {
			if _, ok := at[s]; !ok && t.cell(s).Hidden != "" {
				at[s] = len(unknown)
				unknown = append(unknown, s)
			}
		}
	}
	var rows [][]*big.Rat
	for _, sum := range sums {
		row, some := make([]*big.Rat, len(unknown)), false
		for i := range row {
			row[i] = new(big.Rat)
		}
		for i, s := range sum {
			if k, ok := at[s]; ok {
				some = true
				row[k].SetInt64(1)
				if i == 0 {
					row[k].SetInt64(-1)
				}
			}
		}
		if some {
			rows = append(rows, row)
		}
	}
	rank := 0
	for k := range unknown {
		pivot := rank
		for pivot < len(rows) && rows[pivot][k].Sign() == 0 {
			pivot++
		}
		if pivot == len(rows) {
			continue
		}
		rows[rank], rows[pivot] = rows[pivot], rows[rank]
		lead := new(big.Rat).Inv(rows[rank][k])
		for j := range unknown {
			rows[rank][j].Mul(rows[rank][j], lead)
		}
		for i := range rows {
			if i == rank || rows[i][k].Sign() == 0 {
				continue
			}
			times := new(big.Rat).Set(rows[i][k])
			for j := range unknown {
				if rows[rank][j].Sign() != 0 {
					rows[i][j].Sub(rows[i][j], new(big.Rat).Mul(times, rows[rank][j]))
				}
			}
		}
		rank++
	}
	found := map[spot]bool{}
	for _, row := range rows[:rank] {
		some, last := 0, 0
		for k, v := range row {
			if v.Sign() != 0 {
				some, last = some+1, k
			}
		}
		if some == 1 {
			found[unknown[last]] = true
		}
	}
	return found
}
