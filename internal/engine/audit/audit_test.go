package audit_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

var (
	room    = storetest.Room{Name: "audit", Migrations: audit.Migrations}
	officer = access.Actor{ID: "o1", Name: "经办甲", Role: access.Preparer, Division: "420323000000"}
)

func act(t *testing.T, db *store.DB, name string, village string) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		e := audit.Entry{Act: name, Subject: "household", SubjectID: "h1", Reason: "核对", Details: map[string]string{"b": "2", "a": "1"}}
		e.Division = "420323102201"
		if village != "" {
			e.Division = ""
		}
		return audit.Append(ctx, tx, officer, e)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, db *store.DB, noted []audit.Head) audit.Report {
	t.Helper()
	ctx := context.Background()
	var report audit.Report
	err := db.Read(ctx, func(tx *store.Tx) (err error) { report, err = audit.Verify(ctx, tx, noted); return err })
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func heads(t *testing.T, db *store.DB) (heads []audit.Head) {
	t.Helper()
	ctx := context.Background()
	if err := db.Read(ctx, func(tx *store.Tx) (err error) { heads, err = audit.Heads(ctx, tx); return err }); err != nil {
		t.Fatal(err)
	}
	return heads
}

func tamper(t *testing.T, db *store.DB, statement string, args ...any) {
	t.Helper()
	ctx := context.Background()
	err := db.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(ctx, statement, args...)
		if n == 0 {
			t.Fatalf("nothing tampered by %s", statement)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestVerify(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for i := range 5 {
			act(t, db, fmt.Sprintf("household.act%d", i), "")
		}
		act(t, db, "officer.appoint", "county")
		if r := verify(t, db, heads(t, db)); !r.Whole() || r.Entries != 6 || r.Chains != 2 {
			t.Fatalf("an honest log: %+v", r)
		}
		noted := heads(t, db)
		tamperings := []struct {
			name, do, undo string
			noted          []audit.Head
			says           string
		}{
			{"names a changed byte", `UPDATE audit_entry SET reason = '核实' WHERE act = 'household.act2'`, `UPDATE audit_entry SET reason = '核对' WHERE act = 'household.act2'`, nil, "第 3 条记录被改动"},
			{"names a changed author", `UPDATE audit_entry SET actor_name = '乙' WHERE act = 'household.act0'`, `UPDATE audit_entry SET actor_name = '经办甲' WHERE act = 'household.act0'`, nil, "第 1 条记录被改动"},
			{"misses a removed entry", `UPDATE audit_entry SET chain = 'x' WHERE act = 'household.act3'`, `UPDATE audit_entry SET chain = '420323102000' WHERE act = 'household.act3'`, nil, "缺少第 4 至 4 条"},
			{"sees an end cut off with its head left", `UPDATE audit_entry SET chain = 'x' WHERE act = 'household.act4'`, `UPDATE audit_entry SET chain = '420323102000' WHERE act = 'household.act4'`, nil, "应止于第 5 条"},
		}
		for _, c := range tamperings {
			t.Run(c.name, func(t *testing.T) {
				tamper(t, db, c.do)
				r := verify(t, db, c.noted)
				if !strings.Contains(strings.Join(r.Findings, "\n"), c.says) {
					t.Errorf("found %q", r.Findings)
				}
				tamper(t, db, c.undo)
				if r := verify(t, db, noted); !r.Whole() {
					t.Fatalf("not restored: %q", r.Findings)
				}
			})
		}
		t.Run("finds a chain cut at its end with its head against a noted head", func(t *testing.T) {
			tamper(t, db, `DELETE FROM audit_entry WHERE act = 'household.act4'`)
			tamper(t, db, `UPDATE audit_head SET seq = 4, hash = (SELECT hash FROM audit_entry WHERE act = 'household.act3') WHERE chain = '420323102000'`)
			if r := verify(t, db, nil); !r.Whole() {
				t.Fatalf("the cut chain should be whole in itself: %q", r.Findings)
			}
			if r := verify(t, db, noted); r.Whole() || !strings.Contains(r.Findings[0], "末尾被截断") {
				t.Errorf("found %q", r.Findings)
			}
		})
		t.Run("finds a chain computed anew against a noted head", func(t *testing.T) {
			noted := heads(t, db)
			tamper(t, db, `DELETE FROM audit_entry WHERE act = 'household.act3'`)
			tamper(t, db, `UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_entry WHERE act = 'household.act2') WHERE chain = '420323102000'`)
			act(t, db, "household.forged", "")
			if r := verify(t, db, nil); !r.Whole() {
				t.Fatalf("the forged chain should be whole in itself: %q", r.Findings)
			}
			if r := verify(t, db, noted); r.Whole() || !strings.Contains(r.Findings[0], "重新计算") {
				t.Errorf("found %q", r.Findings)
			}
		})
	}, room)
}

// The hash of a first entry, put together by hand from the format that chain.go describes.
func TestSeal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		act(t, db, "household.correct", "")
		ctx := context.Background()
		var id, at, hash string
		db.Read(ctx, func(tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT id, at, hash FROM audit_entry`).Scan(&id, &at, &hash)
		})
		var text []byte
		for _, f := range []string{"", "420323", "420323102000", "1", id, at, "o1", "经办甲", "preparer", "420323102201", "household.correct", "household", "h1", "核对", `{"a":"1","b":"2"}`} {
			text = append(text, 0, 0, 0, byte(len(f)))
			text = append(text, f...)
		}
		if want := fmt.Sprintf("%x", sm3.Sum(text)); hash != want {
			t.Errorf("hash %s, want %s", hash, want)
		}
	}, room)
}

func TestAppend(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		t.Run("leaves nothing of an act that failed", func(t *testing.T) {
			ctx := context.Background()
			db.Write(ctx, func(tx *store.Tx) error {
				audit.Append(ctx, tx, officer, audit.Entry{Act: "a.b", Division: "420323102201"})
				return context.Canceled
			})
			if r := verify(t, db, nil); r.Entries != 0 {
				t.Errorf("%d entries", r.Entries)
			}
		})
		t.Run("keeps the chain whole among writers at once", func(t *testing.T) {
			var group sync.WaitGroup
			for range 6 {
				group.Go(func() {
					for range 10 {
						act(t, db, "household.correct", "")
					}
				})
			}
			group.Wait()
			if r := verify(t, db, nil); !r.Whole() || r.Entries != 60 {
				t.Errorf("%d entries, %q", r.Entries, r.Findings)
			}
		})
		t.Run("lists what lies in sight, newest first", func(t *testing.T) {
			act(t, db, "officer.appoint", "county")
			ctx := context.Background()
			list := func(scope access.Scope, f audit.Filter) (lines []audit.Line) {
				db.Read(ctx, func(tx *store.Tx) (err error) { lines, err = audit.List(ctx, tx, scope, f); return err })
				return lines
			}
			if all := list(access.Within("420323000000"), audit.Filter{Limit: 100}); len(all) != 61 || all[0].Act != "officer.appoint" {
				t.Errorf("the county sees %d", len(all))
			}
			if own := list(access.Within("420323102201"), audit.Filter{Limit: 100}); len(own) != 60 {
				t.Errorf("the village sees %d", len(own))
			}
			if other := list(access.Within("420323103000"), audit.Filter{}); len(other) != 0 {
				t.Errorf("another township sees %d", len(other))
			}
			if none := list(access.Within("420323000000"), audit.Filter{Day: 20261124}); len(none) != 0 {
				t.Errorf("tomorrow has %d", len(none))
			}
			if some := list(access.Within("420323000000"), audit.Filter{Day: 20261123, Act: "officer.appoint"}); len(some) != 1 {
				t.Errorf("today has %d", len(some))
			}
		})
	}, room)
}
