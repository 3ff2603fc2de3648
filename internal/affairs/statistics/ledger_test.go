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
