package benefit_test

import (
	"context"
	"fmt"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

func TestConfirmBatch(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		var homes []string
		var first []string
		var list []benefit.Imported
		for i := range 12 { // more than the few whose circumstances are read one by one
			home, people := b.family(huachang, soul{fmt.Sprintf("村民%d", i), 19700101, int64(i) * 100})
			homes, first = append(homes, home), append(first, people[0])
			list = append(list, rolled(home, huachang, 30000, 1))
		}
		// Wages 0 to 1,100: 0–600 get 700 to 100 (one of them 300 already), 700–1,100 are to be stopped.
		b.takes(list...)
		b.proposes(november)
		everything := benefit.Filter{Month: november, Programme: "dibao"}

		t.Run("lays the proposals before the officer with count and sum", func(t *testing.T) {
			stops := everything
			stops.Kind = benefit.Stopping
			batch, err := b.Review(ctx, preparer, stops, nil)
			if err != nil {
				t.Fatal(err)
			}
			if batch.Count != 5 || batch.Old != 150000 || batch.New != 0 {
				t.Errorf("%+v", batch)
			}
			says := batch.Consequence(func(p benefit.Proposal) month.Month { return b.BeginsWhen(p, 20261123) })
			if len(says) != 1 || says[0] != "确认后 5 户自2026年11月起停发，每月合计少发 1,500.00 元" {
				t.Error(says)
			}
			if b.paid(homes[11], november) != 30000 {
				t.Error("a review changed an award")
			}
		})
		t.Run("refuses another count or sum than the batch's", func(t *testing.T) {
			batch, _ := b.Review(ctx, preparer, everything, nil)
			// Six changes: 700, 600, 500, 400, 200, 100; and five stops.
			if batch.Count != 11 || batch.New != 250000 {
				t.Fatalf("%+v", batch)
			}
			_, err := b.ConfirmBatch(ctx, preparer, batch.ID, 10, batch.New)
			refusedAs(t, err, fault.KindConflict, "这一批是 11 件、每月 2,500.00 元")
			_, err = b.ConfirmBatch(ctx, preparer, batch.ID, 11, batch.New+1)
			refusedAs(t, err, fault.KindConflict, "请重新核对")
		})
		t.Run("confirms all or nothing", func(t *testing.T) {
			batch, _ := b.Review(ctx, preparer, everything, nil)
			b.learns(homes[3], first[3], 350, 20261001)
			_, err := b.ConfirmBatch(ctx, preparer, batch.ID, batch.Count, batch.New)
			refusedAs(t, err, fault.KindConflict, "本批 11 件中有 1 件不能确认，整批未办：")
			if b.paid(homes[11], november) != 30000 {
				t.Error("a part of the batch took effect")
			}
			b.proposes(november)
			batch, err = b.Review(ctx, preparer, everything, nil)
			if err != nil || batch.Count != 11 {
				t.Fatal(batch.Count, err)
			}
			done, err := b.ConfirmBatch(ctx, preparer, batch.ID, batch.Count, batch.New)
			if err != nil || len(done) != 11 || len(b.heard) != 11 {
				t.Fatal(len(done), len(b.heard), err)
			}
			var sum money.Fen
			for _, home := range homes {
				sum += b.paid(home, november)
			}
			if sum != 70000+60000+50000+35000+30000+20000+10000 {
				t.Error(sum)
			}
			_, err = b.ConfirmBatch(ctx, preparer2, batch.ID, batch.Count, batch.New)
			refusedAs(t, err, fault.KindConflict, "这一批已由刘经办于2026-11-23 09:00确认")
		})
		t.Run("refuses to review what is decided, or nothing", func(t *testing.T) {
			done := b.closed(homes[11], november)
			_, err := b.Review(ctx, preparer, benefit.Filter{}, []string{done.ID})
			refusedAs(t, err, fault.KindConflict, "请去掉这一件")
			_, err = b.Review(ctx, preparer, everything, nil)
			refusedAs(t, err, fault.KindInvalid, "请先勾选")
			_, err = b.Review(ctx, township, everything, nil)
			refusedAs(t, err, fault.KindDenied, "确认待遇")
		})
	})
}

func TestProposals_count_and_page(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		var list []benefit.Imported
		for i := range 7 {
			at := huachang
			if i > 3 {
				at = yingfeng
			}
			home, _ := b.family(at, soul{fmt.Sprintf("村民%d", i), 19700101, 900})
			list = append(list, rolled(home, at, 30000, 1))
		}
		b.takes(list...)
		b.proposes(november)
		b.read(func(tx *store.Tx) error {
			scope := preparer.Scope(benefit.Read)
			f := benefit.Filter{Month: november, Limit: 3}
			seen := map[string]bool{}
			pages := 0
			for ; ; pages++ {
				page, err := benefit.Proposals(ctx, tx, scope, f)
				if err != nil {
					t.Fatal(err)
				}
				if len(page) == 0 {
					break
				}
				for _, p := range page {
					seen[p.ID] = true
				}
				f.After = page[len(page)-1].Key()
			}
			if pages != 3 || len(seen) != 7 {
				t.Errorf("%d pages, %d proposals", pages, len(seen))
			}
			for place, want := range map[division.Code]int{"": 7, huachang: 4, baofeng: 4, chengguan: 3} {
				tallies, err := benefit.Tallies(ctx, tx, scope, benefit.Filter{Month: november, Division: place})
				if err != nil || tallies[benefit.Stopping].Count != want || tallies[benefit.Stopping].Old != money.Fen(want)*30000 {
					t.Errorf("%s: %+v %v", place, tallies, err)
				}
			}
			return nil
		})
	})
}
