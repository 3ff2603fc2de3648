package disbursement

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// BenchmarkTakeOver takes over three years of awards: a tenth of the county, and the whole (-bench 32000, some minutes).
// Each award covers two people and changed once.
func BenchmarkTakeOver(b *testing.B) {
	for _, awards := range []int{3200, 32000} {
		b.Run(fmt.Sprint(awards), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				db, room := benchBooks(b, awards)
				b.StartTimer()
				err := db.Write(b.Context(), func(tx *store.Tx) error {
					_, err := room.TakeOver(b.Context(), tx, founder, Takeover{Months: month.Span{From: m(2023, 11), Until: m(2026, 11)}, Note: "台账"})
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				if err := db.Analyze(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(readPaid(b, db, month.Span{From: m(2026, 1), Until: m(2026, 2)}, awards), "month-s")
				b.ReportMetric(readPaid(b, db, month.Span{From: m(2025, 11), Until: m(2026, 11)}, 12*awards), "year-s")
				b.StartTimer()
			}
		})
	}
}

// readPaid reads the ledger of some months and gives how many seconds it took.
func readPaid(b *testing.B, db *store.DB, span month.Span, want int) float64 {
	b.Helper()
	start := time.Now()
	err := db.Read(b.Context(), func(tx *store.Tx) error {
		entries, err := paidEntries(b.Context(), tx, access.Within(zhushan), span)
		if len(entries) != want {
			b.Errorf("%d entries, want %d", len(entries), want)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(start).Seconds()
}

// benchBooks are books on disk with so many dibao awards since 2023, each raised once.
func benchBooks(b *testing.B, awards int) (*store.DB, *Disbursement) {
	b.Helper()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	db, err := store.Open(b.Context(), "sqlite:"+filepath.Join(b.TempDir(), "county.db"), storetest.Clock())
	check(err)
	b.Cleanup(func() { db.Close() })
	check(db.Settle(b.Context(), storetest.County, true))
	for _, r := range rooms {
		check(db.Migrate(b.Context(), r.Name, r.Migrations))
	}
	village := placesOf(b, db)
	check(db.Write(b.Context(), func(tx *store.Tx) error { return foundBench(b, tx, awards, village) }))
	check(db.Analyze(b.Context()))
	book, err := rules.Load(true, Shelf(), benefit.Shelf())
	check(err)
	register := benefit.New(db, event.NewBus(), book, []benefit.Programme{{Code: "dibao", Term: "低保", Short: "低保", Unit: benefit.Household}}, nil)
	return db, New(db, event.NewBus(), register, book)
}

// placesOf loads the county's tree and gives its villages.
func placesOf(b *testing.B, db *store.DB) (villages []division.Code) {
	b.Helper()
	file, err := os.Open("../../../county/zhushan/divisions.csv")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	divisions, err := place.ReadDivisions(file)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := place.New(db).Load(b.Context(), founder, place.Gazette{Divisions: divisions, From: 20100101, Source: "统计用区划代码"}); err != nil {
		b.Fatal(err)
	}
	for _, d := range divisions {
		if d.Code.Level() == division.Village {
			villages = append(villages, d.Code)
		}
	}
	return villages
}

func foundBench(b *testing.B, tx *store.Tx, awards int, villages []division.Code) error {
	people := make([]person.Entry, 2*awards)
	for i := range people {
		people[i] = person.Entry{
			Particulars: person.Particulars{Name: fmt.Sprintf("张%c", '一'+rune(i%2000)), Number: idcard.Mint(idcard.DemoArea, 1940+i/999/365%60, 1+i/999%12, 1+i/999/12%28, 1+i%999), Division: villages[i/2%len(villages)]},
			From:        20100101, Source: "台账",
		}
	}
	ids, err := person.Enter(b.Context(), tx, founder, people)
	if err != nil {
		return err
	}
	homes := make([]household.Entry, awards)
	for i := range homes {
		homes[i] = household.Entry{Seat: household.Seat{Division: villages[i%len(villages)]}, From: 20100101, Source: "台账", Members: []household.Belonging{
			{Person: ids[2*i], Relation: household.Head}, {Person: ids[2*i+1], Relation: household.Spouse},
		}}
	}
	at, err := household.Enter(b.Context(), tx, founder, homes)
	if err != nil {
		return err
	}
	list := make([]benefit.Former, awards)
	for i := range list {
		covered := []benefit.Covered{{Person: ids[2*i], Count: 1}, {Person: ids[2*i+1], Count: 1}}
		term := func(act benefit.Act, from month.Month, yuan int64, cause string) benefit.Term {
			return benefit.Term{Act: act, From: from, Amount: money.Yuan(yuan), Covered: covered, Cause: cause, Lines: []benefit.Line{{Code: "difference", Term: "补差", Fen: money.Yuan(yuan)}}}
		}
		list[i] = benefit.Former{
			Award:  benefit.Award{Programme: "dibao", Holder: benefit.Holder{Unit: benefit.Household, ID: at[i]}, Ordinal: 1, Granted: villages[i%len(villages)]},
			Terms:  []benefit.Term{term(benefit.Start, m(2023, 1), 500, "符合条件"), term(benefit.Change, m(2025, 7), 600, "提高标准")},
			Payees: []benefit.Payee{{Kind: benefit.PayHousehold, Name: people[2*i].Name, Person: ids[2*i], Bank: "农商银行", Account: card(i), From: 20100101}}, Note: "台账",
		}
	}
	_, err = benefit.Enter(b.Context(), tx, founder, list)
	return err
}
