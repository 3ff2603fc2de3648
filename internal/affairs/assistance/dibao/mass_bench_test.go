package dibao

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// massPersons is how many people a mass run assesses: a city of Zhushan's province.
const massPersons = 1_000_000

// reasonSize is what a mass run keeps of each family: outcome, counted members, standard, income per head, amount.
const reasonSize = 32

// BenchmarkMass assesses a million people, family by family, by the formula that the clerk's page uses, and keeps a
// record of 32 bytes of each. The floor, in the same run, is a loop written by hand over the columns that such families
// come down to: sums of income, divided, compared and rounded, with the same records.
func BenchmarkMass(b *testing.B) {
	law := lawOf(b, map[string]string{"dibao.income/basic_pension@2026-01-01": "counted"})
	families := invented(massPersons)
	records := make([]byte, len(families)*reasonSize)
	floor := byHand(families, records)
	b.ReportAllocs()
	for b.Loop() {
		began := time.Now()
		var r Result
		for i := range families {
			r.Assess(&families[i], law, november, nil)
			record(records[i*reasonSize:], r.Outcome == Eligible, r.Counted, r.Standard, r.PerHead, r.Amount)
		}
		took := time.Since(began)
		b.ReportMetric(massPersons/took.Seconds(), "persons/s")
		b.ReportMetric(floor.Seconds()/took.Seconds(), "of-floor")
	}
	b.ReportMetric(0, "ns/op")
}

func record(to []byte, eligible bool, counted int64, standard, perHead, amount money.Fen) {
	to[0] = 0
	if eligible {
		to[0] = 1
	}
	binary.LittleEndian.PutUint32(to[4:], uint32(counted))
	for i, fen := range []money.Fen{standard, perHead, amount} {
		binary.LittleEndian.PutUint64(to[8*(i+1):], uint64(fen))
	}
}

// invented are families of one to six, with up to two incomes each; the seed is fixed, so that figures compare.
func invented(persons int) []Facts {
	chance := rand.New(rand.NewPCG(420323, 1))
	var families []Facts
	for persons > 0 {
		n := min(persons, 1+chance.IntN(6))
		f := Facts{Title: "某户", Division: example, Class: classes[chance.IntN(len(classes))], SavingsKnown: true, VehiclesKnown: true, HousingKnown: true, Housing: 1}
		for i := range n {
			m := Member{Relation: Other, Complete: true, Birth: month.MustDay(1940+chance.IntN(80), 1+chance.IntN(12), 1)}
			if i == 0 {
				m.Relation = Head
			}
			for range chance.IntN(3) {
				m.Income = append(m.Income, Item{Kind: Farming, Amount: money.Fen(chance.IntN(90_000)), Period: Monthly})
			}
			f.Members = append(f.Members, m)
		}
		families = append(families, f)
		persons -= n
	}
	return families
}

// byHand is the loop over columns, and its time.
func byHand(families []Facts, records []byte) time.Duration {
	first := make([]int, len(families)+1)
	var income []int64 // a year's, by person
	for i, f := range families {
		for _, m := range f.Members {
			var sum int64
			for _, it := range m.Income {
				sum += 12 * int64(it.Amount)
			}
			income = append(income, sum)
		}
		first[i+1] = len(income)
	}
	const standard = 72_000
	began := time.Now()
	for i := range families {
		var sum int64
		for _, year := range income[first[i]:first[i+1]] {
			sum += year
		}
		n := int64(first[i+1] - first[i])
		gap := 12*n*standard - sum
		var amount money.Fen
		if gap > 0 {
			amount = money.Fen((gap + 6) / 12)
		}
		record(records[i*reasonSize:], gap > 0, n, standard, money.Fen(sum/(12*n)), amount)
	}
	return time.Since(began)
}
