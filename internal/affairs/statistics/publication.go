package statistics

import "slices"

// The public edition 公开版 of a table: what would let an individual be recognised is left out (《统计法》第二十八条).
//
// A line that stands for one to four households or persons is left out whole, and so is any other number of one to four
// with what hangs together with it (the sum paid to three people tells what they are paid). Then further numbers are
// left out until none of those could be reckoned back from totals and sums. Everything left out looks the same.

const (
	fewest    = 5   // the smallest count that is published
	withheld  = "*" // what stands in place of a number left out
	publicity = "公开版：小于5的户数、人数及相应金额以 * 代替；为防止由合计反推，另有部分数字一并以 * 代替。"
)

// A spot is a cell of the table by line and column.
type spot struct{ line, column int }

// suppress leaves out what may not be published.
func (t *Table) suppress() {
	t.public = true
	for i, l := range t.Lines {
		for j, c := range t.Columns {
			if !c.counts() || !small(l.Cells[j]) {
				continue
			}
			t.withhold(spot{i, j})
			for k := range t.Columns {
				if t.whole(c) {
					t.withhold(spot{i, k})
				}
			}
		}
	}
	sums := t.sums()
	for t.cover(sums) {
	}
}

// counts tells whether the column counts households or people.
func (c column) counts() bool { return !c.Hidden && c.Of == "" && c.Measure != Yuan }

// whole tells whether the column counts all whom a line is about, as the first column does.
func (t *Table) whole(c column) bool {
	first := t.Columns[0]
	return c.Ledger == first.Ledger && c.Over == first.Over && c.Item == first.Item
}

func small(c Cell) bool { return c.figures() && c.Number > 0 && c.Number < fewest }

// withhold leaves a cell out, and those of its line that are counted from the same entries or reckoned from them.
func (t *Table) withhold(s spot) {
	own := t.Columns[s.column]
	for j, c := range t.Columns {
		same := c.Ledger == own.Ledger && c.Over == own.Over && c.Item == own.Item
		reckoned := c.Of != "" && (c.Of == own.Key || c.Per == own.Key)
		if cell := &t.Lines[s.line].Cells[j]; (j == s.column || same || reckoned) && cell.figures() {
			cell.Hidden = withheld
		}
	}
}

// sums are the sums that a reader can reckon with: the total of each column, a line and its parts, and the columns that
// make up another. Each is a list of cells whose first is the sum of the others.
func (t *Table) sums() [][]spot {
	var sums [][]spot
	for j, c := range t.Columns {
		if c.Hidden || c.Of != "" {
			continue
		}
		var total []spot
		for i, l := range t.Lines {
			switch l.Level {
			case 0:
				total = append([]spot{{i, j}}, total...)
			case 1:
				total = append(total, spot{i, j})
				parts := []spot{{i, j}}
				for k := i + 1; k < len(t.Lines) && t.Lines[k].Level == 2; k++ {
					parts = append(parts, spot{k, j})
				}
				sums = t.addSum(sums, parts)
			}
		}
		sums = t.addSum(sums, total)
	}
	for i := range t.Lines {
		for _, keys := range t.Sums {
			var parts []spot
			for _, key := range keys {
				parts = append(parts, spot{i, t.at(key)})
			}
			sums = t.addSum(sums, parts)
		}
	}
	return sums
}

// addSum adds a sum that a reader can reckon with: of several numbers, none of which was never there.
func (t *Table) addSum(sums [][]spot, sum []spot) [][]spot {
	lacks := slices.ContainsFunc(sum, func(s spot) bool { return t.cell(s).Lack != "" })
	if len(sum) < 2 || lacks {
		return sums
	}
	return append(sums, sum)
}

// cover leaves out one more number where one that was left out could be reckoned back, and tells whether it did.
func (t *Table) cover(sums [][]spot) bool {
	open := t.reckonable(sums)
	for _, sum := range sums {
		for _, s := range sum {
			if open[s] {
				if next, ok := t.smallest(sum); ok {
					t.withhold(next)
					return true
				}
			}
		}
	}
	return false
}

// smallest is the part of a sum that still stands and says least; the sum itself only when no part is left.
func (t *Table) smallest(sum []spot) (spot, bool) {
	best, found := spot{}, false
	for _, s := range append(sum[1:len(sum):len(sum)], sum[0]) {
		c := t.cell(s)
		if !c.figures() || c.Hidden != "" {
			continue
		}
		if !found || s != sum[0] && rank(c) < rank(t.cell(best)) {
			best, found = s, true
		}
	}
	return best, found
}

// rank puts noughts behind all numbers: a nought left out hides little.
func rank(c Cell) int64 {
	if c.Number == 0 {
		return 1 << 62
	}
	return c.Number
}

func (t *Table) cell(s spot) Cell { return t.Lines[s.line].Cells[s.column] }

// reckonable finds the numbers left out that the sums give away: those that have one value in every solution. The sums
// are equations over what was left out; solved, such a number stands alone in its equation.
func (t *Table) reckonable(sums [][]spot) map[spot]bool {
	at := map[spot]int{}
	var unknown []spot
	var rows [][]int64
	for _, sum := range sums {
		row := map[int]int64{}
		for i, s := range sum {
			if t.cell(s).Hidden == "" {
				continue
			}
			k, ok := at[s]
			if !ok {
				k = len(unknown)
				at[s], unknown = k, append(unknown, s)
			}
			row[k] = 1
			if i == 0 {
				row[k] = prime - 1
			}
		}
		if len(row) > 0 {
			dense := make([]int64, 0, len(row))
			for k, v := range row {
				for len(dense) <= k {
					dense = append(dense, 0)
				}
				dense[k] = v
			}
			rows = append(rows, dense)
		}
	}
	found := map[spot]bool{}
	for _, k := range alone(rows, len(unknown)) {
		found[unknown[k]] = true
	}
	return found
}

// prime is the modulus in which the equations are solved: their coefficients are 1 and -1, and no determinant of such
// small systems is a multiple of it.
const prime = 1<<31 - 1

// alone solves equations and gives the unknowns that stand alone in one.
func alone(rows [][]int64, unknowns int) []int {
	for i := range rows {
		rows[i] = append(rows[i], make([]int64, unknowns-len(rows[i]))...)
	}
	next := 0
	for k := range unknowns {
		pivot := -1
		for i := next; i < len(rows) && pivot < 0; i++ {
			if rows[i][k] != 0 {
				pivot = i
			}
		}
		if pivot < 0 {
			continue
		}
		rows[next], rows[pivot] = rows[pivot], rows[next]
		scale(rows[next], inverse(rows[next][k]))
		for i := range rows {
			if i != next && rows[i][k] != 0 {
				subtract(rows[i], rows[next], rows[i][k])
			}
		}
		next++
	}
	var found []int
	for _, row := range rows[:next] {
		some, last := 0, 0
		for k, v := range row {
			if v != 0 {
				some, last = some+1, k
			}
		}
		if some == 1 {
			found = append(found, last)
		}
	}
	return found
}

func scale(row []int64, by int64) {
	for k := range row {
		row[k] = row[k] * by % prime
	}
}

func subtract(row, other []int64, times int64) {
	for k := range row {
		row[k] = (row[k] + (prime-times)*other[k]) % prime
	}
}

// inverse is the number that gives 1 when multiplied with n: n to the power prime-2.
func inverse(n int64) int64 {
	result := int64(1)
	for power := int64(prime - 2); power > 0; power >>= 1 {
		if power&1 == 1 {
			result = result * n % prime
		}
		n = n * n % prime
	}
	return result
}
