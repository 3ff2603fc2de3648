package benefit_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// BenchmarkPropose runs a month over two thousand households with an award: anew, and again when nothing has changed. The
// floor is to read the same rows from every table once, and nothing else. (The run of a whole county is timed by
// BenchmarkCounty in package scenario.)
func BenchmarkPropose(b *testing.B) {
	storetest.EachTimed(b, func(b *testing.B, db *store.DB) {
		bureau := open(b, db)
		bureau.paidFamilies(2000)
		bureau.looked(b)
		floor := took(b, func() error { return bareReading(b.Context(), db) })
		next := november
		b.Run("anew", func(b *testing.B) {
			n := 0
			began := time.Now()
			for b.Loop() {
				bureau.proposes(next)
				n, next = n+1, next.Next()
			}
			reportBeside(b, time.Since(began)/time.Duration(n), floor)
		})
		b.Run("again", func(b *testing.B) {
			n := 0
			began := time.Now()
			for b.Loop() {
				bureau.proposes(november)
				n++
			}
			reportBeside(b, time.Since(began)/time.Duration(n), floor)
		})
		b.Run("redecide", func(b *testing.B) {
			n := 0
			began := time.Now()
			for b.Loop() {
				if _, err := bureau.Redecide(b.Context(), preparer, november); err != nil {
					b.Fatal(err)
				}
				n++
			}
			reportBeside(b, time.Since(began)/time.Duration(n), floor)
		})
	}, rooms...)
}

// BenchmarkConfirm has four officers confirm six hundred proposals one by one, each act durable before the next. The
// floor is as many bare commits of four rows by as many at once.
func BenchmarkConfirm(b *testing.B) {
	const acts, officers = 600, 4
	storetest.EachTimed(b, func(b *testing.B, db *store.DB) {
		bureau := open(b, db)
		bureau.paidFamilies(acts)
		bureau.proposes(november)
		bureau.looked(b)
		waiting := bureau.pending(preparer, november)
		if len(waiting) != acts {
			b.Fatalf("%d proposals wait", len(waiting))
		}
		bureau.write(func(tx *store.Tx) error {
			_, err := tx.Exec(b.Context(), `CREATE TABLE bench_entry (id TEXT PRIMARY KEY, says TEXT NOT NULL)`)
			return err
		})
		floor := took(b, func() error {
			return sideBySide(officers, acts, func(int) error {
				return db.Write(b.Context(), func(tx *store.Tx) error {
					for range 4 {
						if _, err := tx.Exec(b.Context(), `INSERT INTO bench_entry (id, says) VALUES ($1, $2)`, tx.NewID(), "最低生活保障待遇自2026年11月起停发"); err != nil {
							return err
						}
					}
					return nil
				})
			})
		})
		all := took(b, func() error {
			return sideBySide(officers, acts, func(i int) error {
				_, err := bureau.Confirm(b.Context(), preparer, waiting[i].ID)
				return err
			})
		})
		for b.Loop() { // what it took once
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(acts/all.Seconds(), "acts/s")
		b.ReportMetric(acts/floor.Seconds(), "floor-acts/s")
		b.ReportMetric(float64(floor)/float64(all), "of-floor")
	}, rooms...)
}

// looked lets the database look at its tables, as it does in a county after every import.
func (b *bureau) looked(t testing.TB) {
	t.Helper()
	if err := b.db.Analyze(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func reportBeside(b *testing.B, took, floor time.Duration) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took.Microseconds())/1000, "ms")
	b.ReportMetric(float64(took)/float64(floor), "x-floor")
}

func took(b *testing.B, do func() error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

// sideBySide has n acts done by some officers at once.
func sideBySide(officers, n int, do func(i int) error) error {
	acts, failed := make(chan int), make(chan error, officers)
	var work sync.WaitGroup
	for range officers {
		work.Go(func() {
			for i := range acts {
				if err := do(i); err != nil {
					select {
					case failed <- err:
					default:
					}
				}
			}
		})
	}
	for i := range n {
		acts <- i
	}
	close(acts)
	work.Wait()
	close(failed)
	return <-failed
}

// paidFamilies enters families of two whom a roll pays ten yuan less than the law gives them.
func (b *bureau) paidFamilies(n int) {
	b.t.Helper()
	ctx := context.Background()
	founder := access.System("建县程序", zhushan)
	villages := []division.Code{huachang, yingfeng, beidajie}
	var list []benefit.Imported
	b.write(func(tx *store.Tx) error {
		list = nil
		var people []person.Entry
		for i := range 2 * n {
			people = append(people, person.Entry{
				Particulars: person.Particulars{Name: fmt.Sprintf("张%c", '一'+rune(i%2000)), Birth: month.MustDay(1950+i%50, 1+i%12, 1+i%28), Division: villages[i/2%3]},
				From:        20260101, Source: "台账",
			})
		}
		ids, err := person.Enter(ctx, tx, founder, people)
		if err != nil {
			return err
		}
		var homes []household.Entry
		var facts []circumstance.Fact
		for i := range n {
			homes = append(homes, household.Entry{Seat: household.Seat{Division: villages[i%3]}, From: 20260101, Source: "台账", Members: []household.Belonging{
				{Person: ids[2*i], Relation: household.Head}, {Person: ids[2*i+1], Relation: household.Spouse},
			}})
			facts = append(facts, wage(ids[2*i], 500, 20260101), wage(ids[2*i+1], 0, 20260101))
		}
		at, err := household.Enter(ctx, tx, founder, homes)
		if err != nil {
			return err
		}
		for i, home := range at {
			list = append(list, rolled(home, villages[i%3], 89000, 2))
		}
		_, err = circumstance.Record(ctx, tx, facts)
		return err
	})
	b.takes(list...)
	if err := b.db.Analyze(ctx); err != nil {
		b.t.Fatal(err)
	}
}

// bareReading reads what a run reads, a table after the other, and does nothing with it.
func bareReading(ctx context.Context, db *store.DB) error {
	return db.Read(ctx, func(tx *store.Tx) error {
		for _, statement := range []string{
			`SELECT household, division, number FROM household_seat`, `SELECT household, person, relation FROM household_member`,
			`SELECT person, name FROM person_name`, `SELECT person, birth, sex FROM person_birth`, `SELECT person, presence FROM household_presence`,
			`SELECT subject, kind, item, amount, period, choice, true_from FROM circumstance_fact`,
			`SELECT id, programme, unit, holder, ordinal FROM benefit_award`, `SELECT award, ordinal, act, from_month, class, amount FROM benefit_term`,
			`SELECT award, ordinal, person, heads, share FROM benefit_covered`, `SELECT award, ordinal, code, term, person, fen FROM benefit_line`,
		} {
			err := tx.Each(ctx, statement, nil, func(r store.Row) error {
				_, _ = r.Text(0), r.Text(1)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
