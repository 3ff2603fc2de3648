package rollcheck

import (
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

func TestJudge(t *testing.T) {
	onBoth(t, func(b *bureau) {
		b.troubled()
		run, all := b.examines(preparer)
		dead, counted, twice := b.of(all, DeadPaid), b.of(all, DeadCounted), b.of(all, PaidTwice)
		wrong := Verdict{Run: run.ID, Serial: dead.Serial, Outcome: IsWrong, Reason: "上门见到本人，死亡登记写错了人"}

		b.refused(b.room.Judge(b.ctx, auditor, wrong), fault.KindNotFound, "")
		b.refused(b.room.Judge(b.ctx, elsewhere, wrong), fault.KindNotFound, "不在您负责的区划内")
		b.refused(b.room.Judge(b.ctx, township, Verdict{Run: run.ID, Serial: dead.Serial, Outcome: IsWrong, Reason: "  "}), fault.KindInvalid, "怎样核实")
		b.refused(b.room.Judge(b.ctx, township, Verdict{Run: run.ID, Serial: dead.Serial, Outcome: "maybe", Reason: "不知道"}), fault.KindInvalid, "核实属实或排除")
		b.refused(b.room.Judge(b.ctx, township, Verdict{Run: run.ID, Serial: twice.Serial, Outcome: IsVerified, Reason: "两地都领"}), fault.KindDenied, "由县级核定")
		b.refused(b.room.Judge(b.ctx, township, Verdict{Run: run.ID, Serial: 99, Outcome: IsVerified, Reason: "两地都领"}), fault.KindNotFound, "没有这条疑点")

		b.must(b.room.Judge(b.ctx, township, wrong))
		b.must(b.room.Judge(b.ctx, township, wrong)) // pressed twice
		b.must(b.room.Judge(b.ctx, preparer, Verdict{Run: run.ID, Serial: counted.Serial, Outcome: IsVerified, Reason: "户籍已注销"}))
		if len(b.heard) != 2 || b.heard[0].Suspect != dead.Key {
			b.t.Errorf("heard of %+v", b.heard)
		}
		b.must(b.db.Read(b.ctx, func(tx *store.Tx) error {
			lines, err := audit.List(b.ctx, tx, access.Within(zhushan), audit.Filter{Act: Judging.Name})
			if len(lines) != 2 || lines[1].Reason != wrong.Reason || lines[1].SubjectID != dead.Key {
				b.t.Errorf("the log holds %+v", lines)
			}
			return err
		}))

		again, all := b.examines(preparer)
		if s := b.of(all, DeadPaid).State(); s != Wrong {
			b.t.Errorf("what was judged wrong comes back as %s", s)
		}
		if s := b.of(all, DeadCounted).State(); s != Verified {
			b.t.Errorf("what was verified, and is still paid, stands as %s", s)
		}
		if left := (sieve{state: pending}).keep(all); len(left) != 2 {
			b.t.Errorf("in the next run %v wait, want the two that nobody judged", saying(left))
		}

		// Another office says that she died, on another day: that is other evidence.
		b.dies(guilan, 20260811)
		_, all = b.examines(preparer)
		if f := b.of(all, DeadPaid); f.State() != Reopened || !f.Open() {
			b.t.Errorf("on new evidence it stands as %s", f.State())
		}
		if b.of(b.sees(preparer, again.ID), DeadPaid).State() != Wrong {
			b.t.Error("the earlier run says something else than it did")
		}
		// Judged anew, it rests.
		f := b.of(all, DeadPaid)
		b.must(b.room.Judge(b.ctx, preparer, Verdict{Run: f.Run, Serial: f.Serial, Outcome: IsVerified, Reason: "火化证明"}))
		_, all = b.examines(preparer)
		if s := b.of(all, DeadPaid).State(); s != Verified {
			b.t.Errorf("judged anew it stands as %s", s)
		}
	})
}
