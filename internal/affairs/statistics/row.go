package statistics

import (
	"cmp"
	"slices"
	"strings"

	"minzheng/internal/engine/room"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A Row is an entry that a figure counts, with what it adds to the figure: nothing for a household or person whom an
// earlier row counted. What all rows add is the figure.
//
// 台账记录.
type Row struct {
	room.Entry
	Adds int64
}

// rows lists what a figure counts, in the order of the villages, and the figure itself.
func (r *reading) rows(f Figure) ([]Row, Value, error) {
	v := Value{Figure: f, Ledger: r.ledgers[f.Ledger], Lack: r.lacking(f.Ledger)}
	if v.Lack != "" {
		return nil, v, nil
	}
	entries, err := r.entries(r.ctx, r.tx, r.by.Scope(v.Ledger.Needs), f.Ledger, f.Span, list(f.Programme))
	if err != nil {
		return nil, v, err
	}
	filter := f.sieve()
	var rows []Row
	for i := range entries {
		if filter.keeps(&entries[i], v.Ledger.Kind) {
			rows = append(rows, Row{Entry: entries[i]})
		}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Division, b.Division), cmp.Compare(a.Programme, b.Programme),
			cmp.Compare(a.Household, b.Household), cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID))
	})
	c := f.Measure.count()
	for i := range rows {
		rows[i].Adds = c.add(&rows[i].Entry)
	}
	v.Number, v.Rows = c.total, len(rows)
	return rows, v, nil
}

// fill gives rows about to be shown their words, masked where they are the name of a person.
func (r *reading) fill(ledger string, rows []Row) error {
	entries := make([]room.Entry, len(rows))
	for i := range rows {
		entries[i] = rows[i].Entry
	}
	if fill := r.ledgers[ledger].Fill; fill != nil {
		if err := fill(r.ctx, r.tx, entries); err != nil {
			return err
		}
	}
	for i := range rows {
		rows[i].Words = entries[i].Words
		if rows[i].Personal {
			rows[i].Words = web.MaskName(rows[i].Words)
		}
	}
	return nil
}

// inWords says what a figure counts: ledger, place, programme, class, sort and time.
func (r *reading) inWords(v Value, tree *place.Tree) []web.Fact {
	at := v.Division
	if at == "" {
		at = r.by.Scope(v.Ledger.Needs).Division()
	}
	words := []web.Fact{
		{Term: "台账", Value: v.Ledger.Term + "（" + v.Ledger.Kind.Term() + "）"},
		{Term: "时间", Value: v.Period()},
		{Term: "范围", Value: tree.Local(at)},
	}
	programmes := list(v.Programme)
	for i, code := range programmes {
		programmes[i] = r.short(code)
	}
	for _, f := range []web.Fact{
		{Term: "项目", Value: strings.Join(programmes, "、")},
		{Term: "城乡", Value: classTerm(v.Class)},
		{Term: "类别", Value: strings.ReplaceAll(v.Item, ",", "、")},
	} {
		if f.Value != "" {
			words = append(words, f)
		}
	}
	return words
}

func classTerm(class string) string {
	switch class {
	case "urban":
		return "城市"
	case "rural":
		return "农村"
	}
	return class
}
