package dibao

import (
	"math/rand/v2"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// massPersons is how many people a mass run assesses: a city of Zhushan's province.
const massPersons = 1_000_000

// massLaw is the invented county's law with all that it has to decide decided.
func massLaw(t testing.TB) Law {
	return lawOf(t, map[string]string{"dibao.income/basic_pension@2026-01-01": "counted", "dibao.income/age_allowance": "exempt"})
}

// massBatch is so many people in families such as a county has, and how many
// families that is.
func massBatch(persons int) *Batch {
	chance := rand.New(rand.NewPCG(420323, 1))
	var b Batch
	for b.Persons() < persons {
		f := invented(chance)
		b.Append(&f)
	}
	return &b
}

// BenchmarkMass assesses a million people by the formula that the clerk's page uses, and keeps a record of 32 bytes of each
// family. The floor, in the same run, is the same arithmetic over the same columns, written by hand in one loop for this one
// law, with nothing to say about it; it comes to the same records, or the benchmark fails. Run with -cpu 1,2: as many
// workers share the families.
func BenchmarkMass(b *testing.B) {
	law, batch := massLaw(b), massBatch(massPersons)
	records, floor := make([]Record, batch.Len()), make([]Record, batch.Len())
	var took, busy, hand time.Duration
	b.ReportAllocs()
	for b.Loop() {
		wall, work := time.Now(), processorTime(b)
		batch.Assess(law, november, runtime.GOMAXPROCS(0), records)
		took, busy = took+time.Since(wall), busy+processorTime(b)-work
		b.StopTimer()
		work = processorTime(b)
		byHand(batch, law.digest, floor)
		hand += processorTime(b) - work
		b.StartTimer()
	}
	outcomes := map[Outcome]int{}
	for i, r := range records {
		if r != floor[i] {
			b.Fatalf("family %d: %+v, by hand %+v", i, r, floor[i])
		}
		outcomes[r.Outcome()]++
	}
	b.Logf("%d families, %d persons, %d items: %v", batch.Len(), batch.Persons(), len(batch.items), outcomes)
	persons := float64(batch.Persons() * b.N)
	b.ReportMetric(persons/took.Seconds(), "persons/s")
	b.ReportMetric(persons/busy.Seconds(), "persons/core-s")
	b.ReportMetric(hand.Seconds()/busy.Seconds(), "of-floor")
	b.ReportMetric(float64(busy.Nanoseconds())/float64(batch.Len()*b.N), "core-ns/family")
	b.ReportMetric(0, "ns/op")
}

// processorTime is what the program has taken of the processors so far: other than the clock on the wall, it does not count
// what the machine does for others.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkAppend lays families out for a mass run and makes the digests of their facts.
func BenchmarkAppend(b *testing.B) {
	chance := rand.New(rand.NewPCG(420323, 1))
	some := make([]Facts, 1000)
	for i := range some {
		some[i] = invented(chance)
	}
	var batch Batch
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n%len(some) == 0 {
			batch.Reset()
		}
		batch.Append(&some[n%len(some)])
	}
}
