package dibao

import (
	"sync"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Record is what a mass run keeps of one decision, in 32 bytes: enough to know
// what was decided, by which law and from which facts. The sheet is not kept: the
// same law applied to the same facts (Assess) prints it again. 认定记录.
type Record struct {
	Facts  uint64    // Digest of the facts
	Law    uint64    // the beginning of Law.Version, see Law.Made
	Amount money.Fen // per month, zero unless eligible
	Month  month.Month

	counted uint16
	outcome outcome
	binding test
}

// Outcome is what the law says about the family.
func (r Record) Outcome() Outcome { return outcomes[r.outcome] }

// Binding is the label of the step whose condition decided, as Result.Binding has
// it; empty when the outcome is Unknown.
func (r Record) Binding() string { return labels[r.binding] }

// Counted is how many people count as members of the family.
func (r Record) Counted() int64 { return int64(r.counted) }

// Made tells whether a record was made by this law.
func (l Law) Made(r Record) bool { return r.Law == l.digest }

// Assess decides every family of the batch by the law of a month, as the function
// Assess decides one, and puts a record of each into records, which has the
// batch's length. workers share the families between them; one works alone.
//
// 批量核算.
func (b *Batch) Assess(law Law, m month.Month, workers int, records []Record) {
	statutes := make([]*statute, len(b.cells))
	for i, c := range b.cells {
		statutes[i] = law.statute(c.where, c.class, m)
	}
	if workers <= 1 {
		b.assess(statutes, 0, len(b.families), records)
		return
	}
	var all sync.WaitGroup
	for i := range workers {
		from, to := len(b.families)*i/workers, len(b.families)*(i+1)/workers
		all.Go(func() { b.assess(statutes, from, to, records) })
	}
	all.Wait()
}

// assess decides the families from one up to another.
func (b *Batch) assess(statutes []*statute, from, to int, records []Record) {
	w := work{items: b.items}
	first := uint32(0)
	if from > 0 {
		first = b.families[from-1].persons
	}
	for i := from; i < to; i++ {
		f := &b.families[i]
		w.decideBy(statutes[f.cell], f, b.persons[first:f.persons])
		w.record(&records[i])
		first = f.persons
	}
}

// record puts down what a mass run keeps of the working, field by field: made in
// one piece and copied it costs more than the income test.
func (w *work) record(r *Record) {
	r.Facts, r.Law, r.Amount, r.Month = w.family.digest, w.law.version, w.amount, w.law.month
	r.counted, r.outcome, r.binding = uint16(w.counted), w.outcome, w.binding
}
