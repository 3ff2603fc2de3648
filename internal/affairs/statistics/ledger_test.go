package statistics

import (
	"context"
	"slices"
	"testing"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// ledgerOf is a ledger of entries given by hand, as another room would keep it.
func ledgerOf(name string, kind room.LedgerKind, entries ...room.Entry) room.Ledger {
	return room.Ledger{
		Name: name, Term: "台账" + name, Kind: kind, Source: "手工台账", Needs: benefit.Read,
		Entries: func(_ context.Context, _ *store.Tx, scope access.Scope, span month.Span) (found []room.Entry, _ error) {
			for _, e := range entries {
				if scope.Contains(e.Division) && (kind == room.Stock || span.Contains(e.Day.Month())) {
					found = append(found, e)
				}
			}
			return slices.Clone(found), nil
		},
	}
}

// addedUp is the ledger with the subtotals of its entries kept beside them.
func addedUp(l room.Ledger) room.Ledger {
	l.Subtotals = func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) (found []room.Subtotal, _ error) {
		entries, err := l.Entries(ctx, tx, scope, span)
		at := map[room.Subtotal]int{}
		for _, e := range entries {
			key := room.Subtotal{Day: e.Day, Division: e.Division, Programme: e.Programme, Class: e.Class, Item: e.Item}
			i, ok := at[key]
			if !ok {
				i, at[key] = len(found), len(found)
				found = append(found, key)
			}
			found[i].Entries++
			found[i].Persons += int64(e.Persons())
			found[i].Amount += e.Amount
		}
		return found, err
	}
	return l
}

// apart is the ledger that reads some programmes alone.
func apart(l room.Ledger) room.Ledger {
	l.Of = func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span, programmes []string) ([]room.Entry, error) {
		all, err := l.Entries(ctx, tx, scope, span)
		return slices.DeleteFunc(all, func(e room.Entry) bool { return !slices.Contains(programmes, e.Programme) }), err
	}
	return l
}

// A figure counted from subtotals is the figure counted from entries.
func TestFigure_from_subtotals(t *testing.T) {
	each(t, func(b *bureau) {
		plain := article()
		kept := article()
		for i := range kept {
			kept[i] = apart(addedUp(kept[i]))
		}
		var figures []Figure
		for _, l := range plain {
			for _, m := range Measures() {
				for _, programme := range []string{"", "dibao", "hardship_aged,temporary"} {
					for _, span := range []month.Span{halfYear, only(halfYear.From), only(halfYear.From.Add(2))} {
						figures = append(figures, Figure{Ledger: l.Name, Measure: m, Span: span, Programme: programme, Division: baofeng})
					}
				}
			}
		}
		var from [2][]Value
		for i, ledgers := range [][]room.Ledger{plain, kept} {
			b.with(ledgers)
			b.read(func(r *reading) (err error) { from[i], err = r.values(figures); return err })
		}
		for i := range figures {
			if a, c := from[0][i], from[1][i]; a.Number != c.Number || a.Rows != c.Rows {
				t.Errorf("%+v: %d of %d entries, %d of %d in subtotals", figures[i], a.Number, a.Rows, c.Number, c.Rows)
			}
		}
	})
}

func TestCausesOf(t *testing.T) {
	for words, want := range map[string][]string{
		"":            {"未登记"},
		"因病":          {"因病"},
		"肢体残疾，患病":     {"因病", "因残"},
		"子女上学":        {"因学"},
		"缺少劳动力":       {"缺劳动力"},
		"缺劳力、因灾、因学":   {"因学", "因灾", "缺劳动力"},
		"年老无人赡养，没有收入": {"其他"},
	} {
		if got := causesOf(words); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", words, got, want)
		}
	}
}
