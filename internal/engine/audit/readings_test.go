package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// village is where what is looked at belongs; its chain is that of the township 420323102000.
const village = division.Code("420323102201")

func notes(t *testing.T, db *store.DB) *audit.Readings {
	return audit.NewReadings(db, func(err error) { t.Error(err) })
}

func look(t *testing.T, readings *audit.Readings, record string) {
	t.Helper()
	err := readings.Note(t.Context(), officer, audit.Reading{
		Route: "GET /person/{id}", Act: "查看人员档案", Record: record, Division: village, Address: "/person/" + record,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sealAll(t *testing.T, db *store.DB) {
	t.Helper()
	if err := audit.Seal(t.Context(), db); err != nil {
		t.Fatal(err)
	}
}

func looked(t *testing.T, db *store.DB, by access.Scope, f audit.Filter) (records []string) {
	t.Helper()
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		all, err := audit.ListReadings(t.Context(), tx, by, f)
		for _, l := range all {
			records = append(records, l.Record)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func TestReadingsAreSealedIntoTheChainOfTheirTownship(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		readings := notes(t, db)
		look(t, readings, "p1")
		look(t, readings, "p2")
		if r := verify(t, db, nil); !r.Whole() || r.Readings != 2 || r.Unsealed != 2 || r.Entries != 0 {
			t.Fatalf("before the sealing: %+v", r)
		}
		act(t, db, "household.correct", "")
		if r := verify(t, db, heads(t, db)); !r.Whole() || r.Readings != 2 || r.Unsealed != 0 || r.Entries != 2 || r.Chains != 1 {
			t.Fatalf("an act takes along what was read before it: %+v", r)
		}
		look(t, readings, "p3")
		err := readings.Note(t.Context(), officer, audit.Reading{Route: "GET /household", Act: "查看家庭列表", Address: "/household?place=宝丰镇", Count: 50})
		if err != nil {
			t.Fatal(err)
		}
		sealAll(t, db)
		sealAll(t, db)
		if r := verify(t, db, heads(t, db)); !r.Whole() || r.Readings != 4 || r.Unsealed != 0 || r.Entries != 4 || r.Chains != 2 {
			t.Fatalf("sealed at once, and once: %+v", r)
		}
		all := looked(t, db, access.Within("420323000000"), audit.Filter{})
		if diff := cmp.Diff([]string{"", "p3", "p2", "p1"}, all); diff != "" {
			t.Error(diff)
		}
	}, room)
}

func TestReadingsAreListedWhereverTheyStand(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		readings := notes(t, db)
		for _, record := range []string{"p1", "p2", "p1"} {
			look(t, readings, record)
		}
		sealAll(t, db)
		look(t, readings, "p1")
		look(t, readings, "p4")
		county := access.Within("420323000000")
		for _, c := range []struct {
			says   string
			scope  access.Scope
			filter audit.Filter
			want   []string
		}{
			{"newest first", county, audit.Filter{}, []string{"p4", "p1", "p1", "p2", "p1"}},
			{"of one record", county, audit.Filter{SubjectID: "p1"}, []string{"p1", "p1", "p1"}},
			{"as many as fit", county, audit.Filter{Limit: 2}, []string{"p4", "p1"}},
			{"of the day", county, audit.Filter{Day: 20261123, Limit: 1}, []string{"p4"}},
			{"of no other day", county, audit.Filter{Day: 20261122}, nil},
			{"by nobody else", county, audit.Filter{Actor: "o2"}, nil},
			{"in the village", access.Within(village), audit.Filter{SubjectID: "p2"}, []string{"p2"}},
			{"not in another", access.Within("420323102202"), audit.Filter{}, nil},
			{"not by somebody who sees nothing", access.Scope{}, audit.Filter{}, nil},
		} {
			if diff := cmp.Diff(c.want, looked(t, db, c.scope, c.filter)); diff != "" {
				t.Errorf("%s: %s", c.says, diff)
			}
		}
	}, room)
}

func TestVerifyReadings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		readings := notes(t, db)
		for i := range 4 {
			look(t, readings, fmt.Sprintf("p%d", i+1))
		}
		sealAll(t, db)
		look(t, readings, "p9")
		for _, c := range []struct{ name, do, undo, says string }{
			{"names an altered reader", `UPDATE audit_read SET actor_name = '乙' WHERE record = 'p2'`, `UPDATE audit_read SET actor_name = '经办甲' WHERE record = 'p2'`, "第 1 批第 2 条查看记录被改动：2026-11-23T01:00:00"},
			{"names an altered record", `UPDATE audit_read SET record = 'p5' WHERE record = 'p3'`, `UPDATE audit_read SET record = 'p3' WHERE record = 'p5'`, "第 1 批第 3 条查看记录被改动"},
			{"names one that is not sealed", `UPDATE audit_unsealed SET record = 'p5'`, `UPDATE audit_unsealed SET record = 'p9'`, "待封存查看记录被改动"},
			{"misses a removed one", `UPDATE audit_read SET chain = 'x' WHERE record = 'p2'`, `UPDATE audit_read SET chain = '420323102000' WHERE record = 'p2'`, "第 1 批缺少第 2 至 2 条查看记录"},
			{"misses the last one", `UPDATE audit_read SET chain = 'x' WHERE record = 'p4'`, `UPDATE audit_read SET chain = '420323102000' WHERE record = 'p4'`, "第 1 批缺少第 4 至 4 条查看记录"},
			{"finds one put in", `UPDATE audit_read SET n = 9 WHERE record = 'p4'`, `UPDATE audit_read SET n = 4 WHERE record = 'p4'`, "第 9 条查看记录是封存以后加入的"},
			{"finds one exchanged for another with its mark", `UPDATE audit_read SET (id, at, record, address, mark) = (SELECT u.id, u.at, u.record, u.address, u.mark FROM audit_unsealed u) WHERE record = 'p3'`, "", "第 1 批查看记录（4 条）与封存时的摘要不符"},
		} {
			t.Run(c.name, func(t *testing.T) {
				tamper(t, db, c.do)
				if found := strings.Join(verify(t, db, nil).Findings, "\n"); !strings.Contains(found, c.says) {
					t.Errorf("found %q", found)
				}
				if c.undo == "" {
					return
				}
				tamper(t, db, c.undo)
				if r := verify(t, db, nil); !r.Whole() {
					t.Fatalf("not restored: %q", r.Findings)
				}
			})
		}
		t.Run("misses a whole batch", func(t *testing.T) {
			tamper(t, db, `DELETE FROM audit_read`)
			if found := strings.Join(verify(t, db, nil).Findings, "\n"); !strings.Contains(found, "第 1 批查看记录（4 条）全部缺少") {
				t.Errorf("found %q", found)
			}
		})
	}, room)
}

func TestReadersAtOnceAreAllNotedOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		readings := notes(t, db)
		const readers, each = 40, 30
		var all sync.WaitGroup
		for i := range readers {
			all.Go(func() {
				for j := range each {
					look(t, readings, fmt.Sprintf("p%d-%d", i, j))
				}
			})
		}
		all.Wait()
		if err := readings.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		r := verify(t, db, heads(t, db))
		if !r.Whole() || r.Readings != readers*each || r.Unsealed != 0 {
			t.Fatalf("%+v", r)
		}
		seen := map[string]int{}
		for _, record := range looked(t, db, access.Within("420323000000"), audit.Filter{Limit: 2 * readers * each}) {
			seen[record]++
		}
		if len(seen) != readers*each {
			t.Errorf("%d of %d are listed", len(seen), readers*each)
		}
	}, room)
}

func TestAReadingThatCannotBeWrittenIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		readings := notes(t, db)
		alter(t, db, `ALTER TABLE audit_unsealed RENAME TO audit_elsewhere`)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := readings.Note(t.Context(), officer, audit.Reading{Act: "查看"}); err == nil {
					t.Error("noted where there is no table")
				}
			})
		}
		all.Wait()
		alter(t, db, `ALTER TABLE audit_elsewhere RENAME TO audit_unsealed`)
		look(t, readings, "p1")
	}, room)
}

func alter(t *testing.T, db *store.DB, statement string) {
	t.Helper()
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasTypedIsKeptWithoutNumbersOfPeople(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		readings := notes(t, db)
		for typed, kept := range map[string]string{
			"/find?q=李桂兰":                              "/find?q=李桂兰",
			"/find?q=400323195401011228":               "/find?q=*",
			"/find?q=40032319540101122X 李":             "/find?q=* 李",
			"/find?q=400323 1954 0101 1228":            "/find?q=*",
			"/find?q=４００３２３１９５４０１０１１２２８":               "/find?q=*",
			"/find?q=13800001111":                      "/find?q=*",
			"/find?q=6230 0000 0000 0000 000":          "/find?q=*",
			"/rows?division=420323103000&from=2026-11": "/rows?division=420323103000&from=2026-11",
		} {
			err := readings.Note(t.Context(), officer, audit.Reading{Act: "查找", Address: typed})
			if err != nil {
				t.Fatal(err)
			}
			err = db.Read(t.Context(), func(tx *store.Tx) error {
				all, err := audit.ListReadings(t.Context(), tx, access.Within("420323000000"), audit.Filter{Limit: 1})
				if err == nil && all[0].Address != kept {
					t.Errorf("%s is kept as %s", typed, all[0].Address)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}, room)
}
