package circumstance

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// Filling is leave to fill the books of a county that is being founded. No officer has it: founding is work of the
// program at the machine itself.
var Filling = access.Permission{Name: "circumstance.fill", Term: "建立境况底册"}

// fewFaults is up to how many faults are told.
const fewFaults = 20

// Enter enters many facts at once, as older books have them: for a county that is being founded. A subject may have
// several of one kind and item, one after the other, but none that the books know already. KnownAt is the stamp since
// when a fact is believed; empty: now. One log entry tells the counts and seals the content.
//
// It returns fault.Denied to everybody but the program, fault.Invalid for facts that cannot be or that overlap, and
// fault.Conflict for a subject of which something is known. Then nothing is entered.
func Enter(ctx context.Context, tx *store.Tx, by access.Actor, told []Fact) error {
	if err := by.Require(Filling, division.Code(tx.County()+"000000")); err != nil {
		return err
	}
	told = slices.Clone(told)
	slices.SortStableFunc(told, func(a, b Fact) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Item, b.Item), cmp.Compare(a.During.From, b.During.From))
	})
	if err := checkAll(told); err != nil {
		return err
	}
	if err := unheard(ctx, tx, told); err != nil {
		return err
	}
	batch := audit.NewBatch()
	_, err := facts.Enter(ctx, tx, func(yield func(store.Dated) bool) {
		for _, f := range told {
			batch.Tell("facts", f.Subject, f.Kind, f.Item, f.Amount, f.Period, f.Recurs, f.Approx, f.Count, f.Option, f.Text, f.Raw, f.During, f.Source)
			if !yield(store.Dated{Key: f.key(), Values: f.values(), During: f.During, Known: f.KnownAt, Source: f.Source.kept()}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, audit.Entry{Act: Filling.Name, Subject: "circumstance", Details: batch.Details()})
}

// checkAll returns the first faults of facts in their order.
func checkAll(told []Fact) error {
	var faults fault.List
	for i, f := range told {
		if err := f.check(); err != nil {
			faults.Add(err)
		}
		if i > 0 && slices.Equal(f.key(), told[i-1].key()) && f.During.From < told[i-1].During.Until {
			faults.Add(fault.Invalid("from", "%s（%s）的两条记录期间重叠", f.Kind.Term(), f.Subject))
		}
		if len(faults) >= fewFaults {
			break
		}
	}
	return faults.Err()
}

// unheard makes sure that the books know nothing of the subjects.
func unheard(ctx context.Context, tx *store.Tx, told []Fact) error {
	var empty int
	err := tx.QueryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM circumstance_fact WHERE county = $1) THEN 0 ELSE 1 END`, tx.County()).Scan(&empty)
	if err != nil || empty == 1 {
		return err
	}
	for part := range slices.Chunk(told, 500) {
		in, args := "", []any{tx.County()}
		for _, f := range part {
			args = append(args, f.Subject)
			in += fmt.Sprintf(", $%d", len(args))
		}
		var n int
		if err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM circumstance_fact WHERE county = $1 AND subject IN (`+in[2:]+`)`, args...).Scan(&n); err != nil {
			return fmt.Errorf("find what is known already: %w", err)
		}
		if n > 0 {
			return fault.Conflict("有%d条境况已在底册中，历史底册只能录入还没有境况的人和家庭；请用名册导入或逐项登记", n)
		}
	}
	return nil
}
