package rollcheck

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

func TestExamineTheCounty(t *testing.T) {
	onBoth(t, func(b *bureau) {
		awards := b.troubled()
		run, all := b.examines(preparer)
		// Reckoned by hand: the lonely woman's whole 560; of what is had by two, the lesser; a third of 1200 for one of three.
		want := []string{
			"likely 560.00 李桂兰已于2026-08-09死亡，待遇仍在发放",
			"likely 560.00 周福贵：特困不得与低保同时享受",
			"likely 400.00 王秀兰已于2026-09-05死亡，仍列为家庭保障人口，请核减人数并重算",
			"likely 400.00 张建国低保出现2次，跨乡镇：宝丰镇、城关镇",
		}
		if got := inOrder(saying(all)); !cmp.Equal(inOrder(want), got) {
			b.t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(inOrder(want), "\n\t"))
		}
		if run.Claims != 6 || run.Amount.Plain() != "4010.00" || run.Notices != 2 || run.Findings != len(all) {
			b.t.Errorf("the run: %+v", run)
		}
		dead := b.of(all, DeadPaid)
		if len(dead.Rows) != 2 || dead.Rows[0].Award != awards["guilan"] || dead.Rows[1].What != OfDeath || len(dead.People) != 1 || dead.People[0].Number == guilan.Number.Full() {
			b.t.Errorf("the dead's evidence: %+v", dead)
		}
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			lines, err := audit.List(b.ctx, tx, access.Within(zhushan), audit.Filter{Act: Examining.Name})
			if len(lines) != 1 || lines[0].SubjectID != run.ID {
				b.t.Errorf("the log holds %+v", lines)
			}
			return err
		}))
	})
}

// inOrder sorts sentences, since equals may stand either way.
func inOrder(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

func TestATownshipSeesItsPart(t *testing.T) {
	onBoth(t, func(b *bureau) {
		b.troubled()
		run, _ := b.examines(preparer)
		ours, theirs := b.sees(township, run.ID), b.sees(elsewhere, run.ID)
		if len(ours) != 3 || len(theirs) != 2 {
			b.t.Fatalf("宝丰镇 sees %v, 城关镇 %v", saying(ours), saying(theirs))
		}
		twice := b.of(ours, PaidTwice)
		for _, r := range twice.Rows {
			mine := baofeng.Contains(r.Division)
			if mine == (len(r.Cells) < 3) || !mine && (r.Award != "" || r.Household != "" || r.Person != "") {
				b.t.Errorf("in %s it is shown %+v", r.Division, r)
			}
		}
		if got := b.sees(clerk, run.ID); len(got) != 0 {
			b.t.Errorf("the village clerk, who has nothing to do with it, sees %v", saying(got))
		}
		own, found := b.examines(township)
		if len(found) != 2 {
			b.t.Errorf("a township over itself finds %v, want the two dead", saying(found))
		}
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			for by, want := range map[*access.Actor]string{&township: own.ID, &elsewhere: run.ID, &preparer: run.ID} {
				latest, err := Latest(b.ctx, tx, by.Scope(Read))
				if err != nil || latest.ID != want {
					b.t.Errorf("the latest run for %s is %s (%v), want %s", by.Name, latest.ID, err, want)
				}
			}
			if _, err := runOf(b.ctx, tx, elsewhere.Scope(Read), own.ID); err == nil {
				b.t.Error("one township looks into another's run")
			}
			return nil
		}))
	})
}

func TestExamineIsRefused(t *testing.T) {
	onBoth(t, func(b *bureau) {
		_, err := b.room.Examine(b.ctx, auditor, zhushan, november)
		b.refused(err, fault.KindDenied, "")
		_, err = b.room.Examine(b.ctx, township, zhushan, november)
		b.refused(err, fault.KindDenied, "")
		_, err = b.room.Examine(b.ctx, preparer, zhushan, month.Must(2027, 3))
		b.refused(err, fault.KindInvalid, "月份")
		_, err = b.room.Examine(b.ctx, preparer, zhushan, 0)
		b.refused(err, fault.KindInvalid, "月份")
		if run, all := b.examines(preparer); run.Claims != 0 || len(all) != 0 {
			b.t.Errorf("of an empty county it finds %v", saying(all))
		}
	})
}

// Nothing of a run can be guessed from what it keeps: the marks of the same suspect differ between two counties' books.
func TestMarksAreKeyed(t *testing.T) {
	var keys []string
	onBoth(t, func(b *bureau) {
		b.troubled()
		_, all := b.examines(preparer)
		keys = append(keys, b.of(all, DeadPaid).Key)
		_, again := b.examines(preparer)
		if b.of(again, DeadPaid).Key != keys[len(keys)-1] {
			b.t.Error("the same suspect has another key in the next run")
		}
		if strings.Contains(b.of(all, DeadPaid).Key, guilan.Number.Full()) {
			b.t.Error("the key holds the number")
		}
	})
	if len(keys) == 2 && keys[0] == keys[1] {
		t.Error("two books with their own secrets give the same key")
	}
}

func TestLedgerCountsOpenSuspects(t *testing.T) {
	onBoth(t, func(b *bureau) {
		b.troubled()
		run, _ := b.examines(preparer)
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			l := ledger()
			for until, want := range map[month.Month]int{november.Next(): 4, november: 0} {
				entries, err := l.Entries(b.ctx, tx, access.Within(zhushan), month.Span{From: until.Add(-1), Until: until})
				if err != nil || len(entries) != want {
					b.t.Errorf("until %s there are %d entries (%v), want %d", until, len(entries), err, want)
				}
			}
			heads, err := b.room.headlines(b.ctx, tx, preparer)
			if len(heads) != 1 || !cmp.Equal(heads[0], room.Headline{
				Term: "名册疑点（很可能有误，待核实）", Value: "4", Unit: "条", Period: "2026年11月体检", Path: "/rollcheck/" + run.ID + "?level=likely", Source: "rollcheck.suspects", Risk: true,
			}) {
				b.t.Errorf("the headline is %+v", heads)
			}
			return err
		}))
	})
}
