package dibao

import "minzheng/internal/base/money"

// byHand is the floor under the mass run: the law of the invented county in November 2026, and that law alone, in one loop
// over the columns of a batch, as somebody writes it who has no other law to think of and nothing to explain.
func byHand(b *Batch, law uint64, records []Record) {
	var (
		standard [2]int64    // of the cells
		more     [2][5]int64 // by cell and group
		counts   [20]bool    // by kind of income
		excludes = [...]bool{false, true, true, true, false, true, true}
		asked    = [...]set{0, 1 << wage, 1 << pension} // of the young, the working, the old
		studying = set(1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5 | 1<<6)
		bars     = set(1<<1 | 1<<2)
	)
	for c := range standard {
		standard[c] = map[Class]int64{Urban: 72_000, Rural: 56_000}[b.cells[c].class]
		for g := range more[c][1:] {
			more[c][1+g] = (standard[c]/5 + 50) / 100 * 100
		}
	}
	for _, kind := range []ordinal{wage, farming, business, propertyIncome, pension, basicPension, support, otherIncome} {
		counts[kind] = true
	}
	first := uint32(0)
	for i := range b.families {
		f := &b.families[i]
		line, tops := standard[f.cell], &more[f.cell]
		var n, total, topups int64
		unsure := f.known != 1<<inSavings|1<<inVehicles|1<<inHousing || f.savings < 0
		for j := first; j < f.persons; j++ {
			p := &b.persons[j]
			age := int64(-1)
			if p.birth != 0 && p.birth <= 20261101 {
				age = int64(20261101-p.birth) / 10000
			}
			switch {
			case p.taken > 0:
			case p.taken < 0:
				continue
			case p.ground != 0:
				if excludes[p.ground] {
					continue
				}
				unsure = unsure || p.ground == 4
			case p.relation == child && age >= 18 && p.traits&dependent == 0 && p.school != 0 && studying>>p.school&1 == 0:
				continue
			}
			n++
			if p.birth == 0 {
				unsure = true
			} else {
				life := 1
				if age < 16 {
					life = 0
				} else if age >= 60 {
					life = 2
				}
				unsure = unsure || asked[life]&^p.answered != 0
			}
			for k := p.items; k < p.beyond; k++ {
				it := &b.items[k]
				if !counts[it.kind] {
					continue
				}
				sum := int64(it.amount) * 12
				switch {
				case it.rhythm <= everyMonth:
					sum *= int64(min(it.rhythm, 12))
				case it.rhythm == odd:
					unsure = true
					continue
				case it.rhythm == once && it.in == 0:
					unsure = unsure || sum > 0
					continue
				case it.rhythm == once && (it.in >= november || it.in < november-12):
					continue
				}
				total += sum
			}
			var top int64
			if age >= 70 {
				top = tops[aged]
			}
			if age < 18 {
				top = max(top, tops[minor])
			}
			if p.category != 0 && p.grade != 0 && p.grade <= 2 {
				top = max(top, tops[disabled])
			}
			if p.traits&seriouslyIll != 0 {
				top = max(top, tops[ill])
			}
			topups += top
		}
		first = f.persons
		r := &records[i]
		r.Facts, r.Law, r.Month, r.Amount, r.counted, r.outcome, r.binding = f.digest, law, november, 0, uint16(n), unknown, 0
		gap := line*n*144 - total
		switch {
		case unsure || n == 0:
		case gap <= 0:
			r.outcome, r.binding = refused, incomeCondition
		case int64(f.savings) > 2_000_000*n:
			r.outcome, r.binding = refused, savingsCondition
		case f.vehicles&bars != 0:
			r.outcome, r.binding = refused, vehicleCondition
		case f.housing > 1:
			r.outcome, r.binding = refused, housingCondition
		default:
			r.outcome, r.binding = eligible, incomeCondition
			r.Amount = money.Fen(max((gap+7200)/14400*100, 6000) + topups)
		}
	}
}
