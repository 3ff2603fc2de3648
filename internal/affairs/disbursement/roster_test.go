package disbursement

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// threeFamilies settles three families of two townships and drafts November.
func threeFamilies(b *bureau) (r Roster, li, zhang, wang family) {
	li = b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
	zhang = b.family("dibao", "张建国", beidajie, october, 1158_00, 4)
	wang = b.family("dibao", "王德明", huachang, october, 500_00, 2)
	return b.prepare(november), li, zhang, wang
}

// as is the same person in another role.
func as(who access.Actor, role access.Role) access.Actor {
	who.Role = role
	return who
}

func TestThreePeople(t *testing.T) {
	each(t, func(b *bureau) {
		r, _, _, _ := threeFamilies(b)
		version := func() int { return b.now(r.ID).Version() }
		b.run("a reviewer cannot pass what nobody submitted", func(t *testing.T) {
			b.refused(b.room.Pass(b.ctx, reviewer, r.ID, version()), fault.KindConflict, "编制中", "不能审核")
		})
		b.run("only the preparer submits", func(t *testing.T) {
			for _, by := range []access.Actor{reviewer, signatory, auditor, township, village} {
				b.refused(b.room.Submit(b.ctx, by, r.ID, version()), fault.KindDenied)
			}
			b.refused(b.room.Submit(b.ctx, machine, r.ID, version()), fault.KindDenied, "系统不能代办")
		})
		b.must(b.room.Submit(b.ctx, second, r.ID, version()))
		b.run("who drafted cannot review in another role", func(t *testing.T) {
			b.refused(b.room.Pass(b.ctx, as(preparer, access.Reviewer), r.ID, version()), fault.KindDenied, "须是三个人")
		})
		b.run("who submitted cannot review in another role", func(t *testing.T) {
			b.refused(b.room.Pass(b.ctx, as(second, access.Reviewer), r.ID, version()), fault.KindDenied, "须是三个人")
		})
		b.run("the system cannot review", func(t *testing.T) {
			b.refused(b.room.Pass(b.ctx, machine, r.ID, version()), fault.KindDenied, "系统不能代办")
		})
		b.run("a signatory cannot sign what was not reviewed", func(t *testing.T) {
			_, err := b.room.Sign(b.ctx, signatory, r.ID, version())
			b.refused(err, fault.KindConflict, "待审核", "不能签批")
		})
		b.must(b.room.Pass(b.ctx, reviewer, r.ID, version()))
		b.run("who drafted, submitted or reviewed cannot sign", func(t *testing.T) {
			for _, who := range []access.Actor{preparer, second, reviewer} {
				_, err := b.room.Sign(b.ctx, as(who, access.Signatory), r.ID, version())
				b.refused(err, fault.KindDenied, "须是三个人")
			}
		})
		b.run("nobody else signs", func(t *testing.T) {
			for _, by := range []access.Actor{preparer, reviewer, auditor, township, village} {
				_, err := b.room.Sign(b.ctx, by, r.ID, version())
				b.refused(err, fault.KindDenied)
			}
		})
		var heard []Signature
		event.On(b.bus, RosterSigned, func(_ context.Context, _ *store.Tx, by access.Actor, s Signature) error {
			heard = append(heard, s)
			return nil
		})
		s, err := b.room.Sign(b.ctx, signatory, r.ID, version())
		b.must(err)
		b.run("the third person seals it and the bureau hears of it", func(t *testing.T) {
			if s.Figures != (Figures{3, 7, 2044_00}) || len(s.Digest) != 64 || s.Author != signatory.ID {
				t.Errorf("signature %+v", s)
			}
			if len(heard) != 1 || heard[0].Digest != s.Digest || heard[0].Month != november {
				t.Errorf("heard %+v", heard)
			}
			if b.now(r.ID).State() != StateSigned {
				t.Errorf("state %s", b.now(r.ID).State())
			}
		})
		b.run("nothing can be done with it any more", func(t *testing.T) {
			_, err := b.room.Sign(b.ctx, deputy, r.ID, version())
			b.refused(err, fault.KindConflict, "已签批", "陈国强")
			b.refused(b.room.Pass(b.ctx, reviewer, r.ID, version()), fault.KindConflict, "已签批")
			b.refused(b.room.Submit(b.ctx, preparer, r.ID, version()), fault.KindConflict, "已签批")
			b.refused(b.room.Return(b.ctx, reviewer, r.ID, version(), "再看看"), fault.KindConflict, "已签批")
			b.refused(b.room.Hold(b.ctx, preparer, r.ID, version(), 1, "再看看"), fault.KindConflict, "已签批")
			b.refused(b.room.Release(b.ctx, preparer, r.ID, version(), 1), fault.KindConflict, "已签批")
			_, err = b.room.Prepare(b.ctx, preparer, Preparation{Programme: "dibao", Month: november, Version: version()})
			b.refused(err, fault.KindConflict, "已签批")
		})
		b.run("a roster that is not there is not found", func(t *testing.T) {
			b.refused(b.room.Submit(b.ctx, preparer, "nowhere", 1), fault.KindNotFound, "没有这份名册")
		})
		b.run("every act stands in the activity log", func(t *testing.T) {
			var acts []string
			b.read(func(tx *store.Tx) error {
				rows, err := tx.Query(b.ctx, `SELECT act, details FROM audit_entry WHERE subject_id = $1 ORDER BY seq`, r.ID)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
					var act, details string
					if err := rows.Scan(&act, &details); err != nil {
						return err
					}
					acts = append(acts, strings.TrimPrefix(act, "disbursement."))
					if strings.Contains(details, "400323") {
						t.Errorf("an identity number stands in the log: %s", details)
					}
				}
				return rows.Err()
			})
			if got := strings.Join(acts, " "); got != "prepare submit pass sign" {
				t.Errorf("acts %s", got)
			}
		})
	})
}

func TestReturn(t *testing.T) {
	each(t, func(b *bureau) {
		r, _, _, wang := threeFamilies(b)
		version := func() int { return b.now(r.ID).Version() }
		b.must(b.room.Submit(b.ctx, preparer, r.ID, version()))
		b.run("needs a reason", func(t *testing.T) {
			b.refused(b.room.Return(b.ctx, reviewer, r.ID, version(), " "), fault.KindInvalid, "退回的原因")
		})
		b.run("is not the signatory's before review", func(t *testing.T) {
			b.refused(b.room.Return(b.ctx, signatory, r.ID, version(), "x"), fault.KindConflict, "待审核")
		})
		b.must(b.room.Return(b.ctx, reviewer, r.ID, version(), "王德明户账户已注销"))
		b.run("gives the edition back and says why", func(t *testing.T) {
			now := b.now(r.ID)
			if now.State() != StateReturned || !strings.Contains(now.Situation(), "原因：王德明户账户已注销") {
				t.Errorf("%s: %s", now.State(), now.Situation())
			}
			b.refused(b.room.Submit(b.ctx, preparer, r.ID, version()), fault.KindConflict, "已退回")
		})
		wang.payee.Account = card(500)
		b.roll(wang, november, 500_00)
		again := b.prepare(november)
		b.run("leads to a new edition that goes the whole way", func(t *testing.T) {
			if again.ID != r.ID || again.Edition() != 2 || again.State() != StateDrafted {
				t.Errorf("edition %d %s", again.Edition(), again.State())
			}
		})
		b.must(b.room.Submit(b.ctx, preparer, r.ID, version()))
		b.must(b.room.Pass(b.ctx, reviewer, r.ID, version()))
		b.must(b.room.Return(b.ctx, signatory, r.ID, version(), "请附会议纪要"))
		b.run("is the signatory's after review, and the review counts no more", func(t *testing.T) {
			_, err := b.room.Sign(b.ctx, signatory, r.ID, version())
			b.refused(err, fault.KindConflict, "已退回")
		})
		third := b.prepare(november)
		if third.Edition() != 3 {
			b.t.Fatalf("edition %d", third.Edition())
		}
		b.signed(third)
		if lines := b.lines(b.now(r.ID)); len(lines) != 3 || lines[2].Payee.Account != card(500) {
			b.t.Errorf("signed lines %+v", lines)
		}
	})
}

func TestHold(t *testing.T) {
	each(t, func(b *bureau) {
		r, _, zhang, _ := threeFamilies(b)
		version := func() int { return b.now(r.ID).Version() }
		b.run("needs a reason and a line that is there", func(t *testing.T) {
			b.refused(b.room.Hold(b.ctx, preparer, r.ID, version(), 1, ""), fault.KindInvalid, "暂缓的原因")
			b.refused(b.room.Hold(b.ctx, preparer, r.ID, version(), 99, "账户待核实"), fault.KindNotFound, "没有第99行")
			b.refused(b.room.Release(b.ctx, preparer, r.ID, version(), 1), fault.KindConflict, "没有暂缓")
		})
		b.must(b.room.Hold(b.ctx, preparer, r.ID, version(), 2, "账户待核实"))
		b.run("is not made twice", func(t *testing.T) {
			b.refused(b.room.Hold(b.ctx, second, r.ID, version(), 2, "账户待核实"), fault.KindConflict, "王芳已于")
		})
		b.must(b.room.Release(b.ctx, preparer, r.ID, version(), 2))
		b.must(b.room.Hold(b.ctx, preparer, r.ID, version(), 1, "张建国户账户待核实"))
		b.run("is kept by the next edition, wherever the line stands then", func(t *testing.T) {
			b.family("dibao", "安小平", beidajie, november, 100_00, 1) // stands before 张建国
			again := b.prepare(november)
			lines := b.lines(again)
			if len(lines) != 4 || lines[0].Head != "安小平" || lines[0].Hold != nil {
				t.Fatalf("lines %+v", lines)
			}
			h := lines[1].Hold
			if lines[1].Award != zhang.award || h == nil || h.Reason != "张建国户账户待核实" || h.Author != preparer.ID || h.Serial != 2 {
				t.Errorf("hold %+v", h)
			}
		})
		b.run("balances the books and leaves the line unpaid", func(t *testing.T) {
			var s sight
			b.read(func(tx *store.Tx) (err error) { s, err = look(b.ctx, tx, preparer, r.ID); return err })
			// October 386 + 1158 + 500 = 2044; new 100; held 1158; so 986 for 1 + 1 + 2 = 4 persons.
			if s.Paid() != (Figures{3, 4, 986_00}) || s.Held() != 1 || s.balance.Effects[Held] != (Figures{-1, -4, -1158_00}) {
				t.Errorf("balance %+v", s.balance)
			}
			b.must(s.balance.Check())
			b.must(s.balance.statement(s.Roster, true).Check())
		})
		signature := b.signed(b.now(r.ID))
		if signature.Figures != (Figures{3, 4, 986_00}) || strings.Contains(string(signature.file), "张建国") {
			b.t.Errorf("signed %+v", signature.Figures)
		}
		b.run("brings the line back next month under its name", func(t *testing.T) {
			next := b.prepare(december)
			var changes []Change
			b.read(func(tx *store.Tx) (err error) {
				changes, err = changesOf(b.ctx, tx, access.Within(zhushan), next.ID, 1)
				return err
			})
			if len(changes) != 1 || changes[0].Movement != Resumed || changes[0].Effect() != (Figures{1, 4, 1158_00}) ||
				changes[0].Cause != "上月暂缓（张建国户账户待核实），本月重新列入" {
				t.Errorf("changes %+v", changes)
			}
		})
	})
}

func TestSubmit(t *testing.T) {
	each(t, func(b *bureau) {
		li := b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		bare := b.family("dibao", "王德明", huachang, october, 500_00, 2)
		b.write(func(tx *store.Tx) error {
			_, err := tx.Exec(b.ctx, `DELETE FROM benefit_payee WHERE award = $1`, bare.award)
			return err
		})
		r := b.prepare(november)
		version := func() int { return b.now(r.ID).Version() }
		b.run("names every line that cannot be paid", func(t *testing.T) {
			err := b.room.Submit(b.ctx, preparer, r.ID, version())
			b.refused(err, fault.KindInvalid, "第2行 宝丰镇铧厂村 王德明：没有领取人", "王德明：没有银行账号")
			if f := fault.Fields(err); f[0].Field != "line-2" {
				t.Errorf("field %s", f[0].Field)
			}
		})
		b.must(b.room.Hold(b.ctx, preparer, r.ID, version(), 2, "等待开户"))
		b.run("refuses a draft that the register has moved away from", func(t *testing.T) {
			b.stop(li, november, "本人申请退出")
			b.refused(b.room.Submit(b.ctx, preparer, r.ID, version()), fault.KindConflict, "李桂兰停发", "重新编制")
		})
		again := b.prepare(november)
		b.run("refuses a roster in which everything is held", func(t *testing.T) {
			b.refused(b.room.Submit(b.ctx, preparer, again.ID, version()), fault.KindInvalid, "全部已暂缓")
		})
	})
}

// What officers do with awards and people after submission never reaches the
// roster.
func TestFrozen(t *testing.T) {
	each(t, func(b *bureau) {
		r, li, zhang, wang := threeFamilies(b)
		b.must(b.room.Submit(b.ctx, preparer, r.ID, b.now(r.ID).Version()))
		before := fmt.Sprintf("%+v", b.lines(r))
		zhang.payee.Account, zhang.payee.Name = card(900), "张强"
		b.roll(zhang, november, 2000_00)
		b.stop(wang, november, "死亡")
		b.write(func(tx *store.Tx) error {
			_, err := tx.Exec(b.ctx, `UPDATE person_name SET name = '改名' WHERE person = $1`, li.person)
			return err
		})
		if after := fmt.Sprintf("%+v", b.lines(r)); after != before {
			b.t.Errorf("lines were\n%s\nand are\n%s", before, after)
		}
		b.run("but the reviewer is told", func(t *testing.T) {
			var moved []Change
			b.read(func(tx *store.Tx) (err error) {
				moved, err = drift(b.ctx, tx, b.now(r.ID), b.lines(r))
				return err
			})
			if len(moved) != 2 || moved[0].Movement != Raised || moved[1].Movement != Stopped {
				t.Errorf("drift %+v", moved)
			}
		})
		b.must(b.room.Pass(b.ctx, reviewer, r.ID, b.now(r.ID).Version()))
		s, err := b.room.Sign(b.ctx, signatory, r.ID, b.now(r.ID).Version())
		b.must(err)
		b.roll(li, december, 999_00)
		file, err := b.room.Export(b.ctx, preparer, Export{r.ID, BankFile, "送农商银行代发"})
		b.must(err)
		if digest(file.Content) != s.Digest || !strings.Contains(string(file.Content), ",1158.00,") || strings.Contains(string(file.Content), "改名") {
			b.t.Errorf("exported\n%s", file.Content)
		}
		v, err := b.room.VerifyRoster(b.ctx, auditor, r.ID)
		b.must(err)
		if !v.Whole() || v.Digest != s.Digest {
			b.t.Errorf("found %q", v.Findings)
		}
	})
}

// Many officers at the same thing at once: one of them acts, the others are
// told who did.
func TestAtOnce(t *testing.T) {
	each(t, func(b *bureau) {
		b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		once := func(name string, says string, act func(i int) error) {
			b.t.Helper()
			const officers = 8
			errs := make([]error, officers)
			var group sync.WaitGroup
			for i := range officers {
				group.Go(func() { errs[i] = act(i) })
			}
			group.Wait()
			done := 0
			for _, err := range errs {
				if err == nil {
					done++
					continue
				}
				b.refused(err, fault.KindConflict, says)
			}
			if done != 1 {
				b.t.Errorf("%s was done %d times", name, done)
			}
		}
		who := func(role access.Role, i int) access.Actor {
			return access.Actor{ID: fmt.Sprintf("%s-%d", role, i), Name: "同事", Role: role, Division: zhushan}
		}
		once("preparing", "同事已于", func(i int) error {
			_, err := b.room.Prepare(b.ctx, who(access.Preparer, i), Preparation{Programme: "dibao", Month: november})
			return err
		})
		var r Roster
		b.read(func(tx *store.Tx) (err error) {
			r, _, err = rosterOf(b.ctx, tx, "dibao", "assistance", november)
			return err
		})
		version := r.Version()
		once("submitting", "同事已于", func(i int) error { return b.room.Submit(b.ctx, who(access.Preparer, i), r.ID, version) })
		once("reviewing", "同事已于", func(i int) error {
			if i%2 == 0 {
				return b.room.Pass(b.ctx, who(access.Reviewer, i), r.ID, version+1)
			}
			return b.room.Return(b.ctx, who(access.Reviewer, i), r.ID, version+1, "请核对")
		})
		if b.now(r.ID).State() == StateReturned {
			again := b.prepare(november)
			b.must(b.room.Submit(b.ctx, preparer, r.ID, again.Version()))
			b.must(b.room.Pass(b.ctx, reviewer, r.ID, again.Version()+1))
		}
		version = b.now(r.ID).Version()
		once("signing", "同事已于", func(i int) error {
			_, err := b.room.Sign(b.ctx, who(access.Signatory, i), r.ID, version)
			return err
		})
	})
}

func TestVerifyRoster(t *testing.T) {
	each(t, func(b *bureau) {
		r, li, _, _ := threeFamilies(b)
		signature := b.signed(r)
		tamper := func(statement string, args ...any) {
			b.t.Helper()
			b.write(func(tx *store.Tx) error {
				n, err := tx.Exec(b.ctx, statement, args...)
				if n == 0 && err == nil {
					err = fmt.Errorf("nothing tampered by %s", statement)
				}
				return err
			})
		}
		for _, c := range []struct{ name, do, undo, says string }{
			{"a raised amount", `UPDATE disbursement_line SET amount = 886_00 WHERE head = '李桂兰'`, `UPDATE disbursement_line SET amount = 38600 WHERE head = '李桂兰'`, "第2行 李桂兰：金额签批时为“386.00”，现在为“886.00”"},
			{"another account", `UPDATE disbursement_line SET account = '123' WHERE head = '张建国'`, `UPDATE disbursement_line SET account = '` + card(2).Full() + `' WHERE head = '张建国'`, "第1行 张建国：银行账号被改动"},
			{"a hold put in later", `INSERT INTO disbursement_hold SELECT county, 'h', roster, edition, serial, 'x', 'x', 'x', '2026-11-24T00:00:00.000000Z' FROM disbursement_line WHERE head = '王德明'`, `DELETE FROM disbursement_hold`, "第3行 王德明：签批时有，明细中已没有"},
			{"another digest", `UPDATE disbursement_signature SET digest = 'x'`, `UPDATE disbursement_signature SET digest = '` + signature.Digest + `'`, "文件被改动"},
			{"persons taken away", `UPDATE disbursement_covered SET heads = 1`, `UPDATE disbursement_covered SET heads = CASE WHEN person <> '' THEN 1 WHEN serial = 1 THEN 3 ELSE 1 END`, "签批时为3户7人2,044.00 元，现在明细合计为3户5人"},
		} {
			b.run("names "+c.name, func(t *testing.T) {
				tamper(strings.ReplaceAll(c.do, "886_00", "88600"))
				v, err := b.room.VerifyRoster(b.ctx, auditor, r.ID)
				b.must(err)
				if !strings.Contains(strings.Join(v.Findings, "\n"), c.says) {
					t.Errorf("found %q", v.Findings)
				}
				tamper(c.undo)
				if v, err = b.room.VerifyRoster(b.ctx, auditor, r.ID); err != nil || !v.Whole() {
					t.Fatalf("not restored: %v %q", err, v.Findings)
				}
			})
		}
		b.run("finds file, digest and lines forged together by the activity log", func(t *testing.T) {
			forged := []byte(strings.ReplaceAll(string(signature.file), "386.00", "387.00"))
			forged = []byte(strings.ReplaceAll(string(forged), "2044.00", "2045.00"))
			tamper(`UPDATE disbursement_line SET amount = 38700 WHERE award = $1`, li.award)
			tamper(`UPDATE disbursement_signature SET file = $1, digest = $2, amount = 204500`, forged, digest(forged))
			v, err := b.room.VerifyRoster(b.ctx, auditor, r.ID)
			b.must(err)
			if len(v.Findings) != 1 || !strings.Contains(v.Findings[0], "活动记录") {
				t.Errorf("found %q", v.Findings)
			}
			all, err := b.room.VerifyMonth(b.ctx, machine, 0)
			b.must(err)
			if len(all) != 1 || all[0].Whole() {
				t.Errorf("the month: %+v", all)
			}
		})
		b.run("has nothing to say of a month without signed rosters", func(t *testing.T) {
			if all, err := b.room.VerifyMonth(b.ctx, auditor, december); err != nil || len(all) != 0 {
				t.Errorf("%v %v", all, err)
			}
		})
		b.run("is for those who see the county", func(t *testing.T) {
			_, err := b.room.VerifyRoster(b.ctx, township, r.ID)
			b.refused(err, fault.KindDenied)
		})
	})
}

// A tampered line is stopped before the signature, too.
func TestSignRefusesTamperedLines(t *testing.T) {
	each(t, func(b *bureau) {
		r, _, _, _ := threeFamilies(b)
		b.must(b.room.Submit(b.ctx, preparer, r.ID, b.now(r.ID).Version()))
		b.must(b.room.Pass(b.ctx, reviewer, r.ID, b.now(r.ID).Version()))
		b.write(func(tx *store.Tx) error {
			_, err := tx.Exec(b.ctx, `UPDATE disbursement_line SET account = '0' WHERE serial = 1`)
			return err
		})
		_, err := b.room.Sign(b.ctx, signatory, r.ID, b.now(r.ID).Version())
		b.refused(err, fault.KindConflict, "与报审时不一致")
	})
}

// Money of a welfare home: many lines, one account, no identity number.
func TestInstitution(t *testing.T) {
	each(t, func(b *bureau) {
		for _, name := range []string{"孙老五", "钱老六"} {
			f := b.family("tekun", name, huachang, october, 780_00, 1)
			f.payee = benefit.Payee{Kind: benefit.PayInstitution, Name: "宝丰镇中心福利院", Bank: "竹山农商银行", Account: card(4000)}
			b.roll(f, november, 780_00)
		}
		r, err := b.room.Prepare(b.ctx, preparer, Preparation{Programme: "tekun", Month: november})
		b.must(err)
		if found := check(b.lines(r), r.Month, nil); len(found) != 0 {
			b.t.Errorf("found %+v", found)
		}
		table := payeeTotals(r, b.lines(r))
		if rows := table.Groups[0].Rows; len(rows) != 1 || table.Check() != nil || table.View().Lines[0].Cells[4].Text != "1,560.00" {
			b.t.Errorf("institutions draw %+v", table.View().Lines)
		}
		s := b.signed(r)
		if !strings.Contains(string(s.file), "1,宝丰镇中心福利院,,竹山农商银行,"+card(4000).Full()+",780.00,2026年11月特困资金\r\n") {
			b.t.Errorf("bank file\n%s", s.file)
		}
	})
}
