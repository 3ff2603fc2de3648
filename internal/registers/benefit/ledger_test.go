package benefit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// entries reads one of the register's ledgers, its rows named.
func (b *bureau) entries(by access.Actor, name string, span month.Span) (found []room.Entry) {
	b.t.Helper()
	ctx := context.Background()
	ledgers := b.Room().Ledgers
	i := slices.IndexFunc(ledgers, func(l room.Ledger) bool { return l.Name == name })
	if i < 0 {
		b.t.Fatalf("no ledger %s", name)
	}
	l := ledgers[i]
	b.read(func(tx *store.Tx) (err error) {
		if found, err = l.Entries(ctx, tx, by.Scope(l.Needs), span); err != nil {
			return err
		}
		return l.Fill(ctx, tx, found)
	})
	return found
}

// said is what an entry says, in one line.
func said(entries []room.Entry) (lines []string) {
	for _, e := range entries {
		lines = append(lines, fmt.Sprintf("%s %s %s %d人 %s %s", e.Words, e.Day.Month(), e.Class, e.Persons(), e.Amount.Plain(), e.Item))
	}
	return lines
}

func only(m month.Month) month.Span { return month.Span{From: m, Until: m.Next()} }

// 赵强 is paid in October by the roll, stopped from November, and granted anew from December; 李桂兰's household of three
// is paid all the time.
func TestLedgers(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		zhao, people := b.family(huachang, soul{"赵强", 19750101, 700})
		li, _ := b.family(yingfeng, soul{"李桂兰", 19540503, unasked})
		b.takes(rolled(zhao, huachang, 20000, 1), rolled(li, yingfeng, 60000, 3))
		b.proposes(november)
		if _, err := b.Confirm(ctx, preparer, b.only(zhao, november).ID); err != nil {
			t.Fatal(err)
		}
		b.learns(zhao, people[0], 100, 20261110)
		b.asks(zhao)
		b.proposes(december)
		if _, err := b.Confirm(ctx, preparer, b.only(zhao, december).ID); err != nil {
			t.Fatal(err)
		}
		whole := month.Span{From: october, Until: december.Next()}
		for _, c := range []struct {
			ledger string
			by     access.Actor
			span   month.Span
			want   []string
		}{
			{"benefit.inforce", auditor, only(october), []string{"赵强 2026-10 rural 1人 200.00 名册载明", "李桂兰 2026-10 rural 3人 600.00 名册载明"}},
			{"benefit.inforce", auditor, only(november), []string{"李桂兰 2026-10 rural 3人 600.00 名册载明"}},
			{"benefit.inforce", auditor, whole, []string{"李桂兰 2026-10 rural 3人 600.00 名册载明", "赵强 2026-12 rural 1人 600.00 经办确认"}},
			{"benefit.started", auditor, only(october), []string{"赵强 2026-10 rural 1人 200.00 名册载明", "李桂兰 2026-10 rural 3人 600.00 名册载明"}},
			{"benefit.started", auditor, only(november), nil},
			{"benefit.started", auditor, only(december), []string{"赵强 2026-12 rural 1人 600.00 经办确认"}},
			{"benefit.stopped", auditor, only(november), []string{"赵强 2026-11 rural 1人 200.00 名册载明"}},
			{"benefit.stopped", auditor, whole, []string{"赵强 2026-11 rural 1人 200.00 名册载明"}},
			{"benefit.part", auditor, only(october), []string{"赵强 2026-10 rural 0人 200.00 未分项", "李桂兰 2026-10 rural 0人 600.00 未分项"}},
			{"benefit.part", clerk, only(december), []string{"赵强 2026-12 rural 0人 600.00 补差"}},
			{"benefit.inforce", clerk, only(october), []string{"赵强 2026-10 rural 1人 200.00 名册载明"}},
			{"benefit.stopped", clerkOf(yingfeng), whole, nil},
			{"benefit.inforce", admin, only(october), nil},
		} {
			if got := said(b.entries(c.by, c.ledger, c.span)); !slices.Equal(got, c.want) {
				t.Errorf("%s of %s for %s:\n%q\nwant\n%q", c.ledger, c.span, c.by.Name, got, c.want)
			}
		}
		stopped := b.entries(auditor, "benefit.stopped", whole)[0]
		if stopped.Household != zhao || stopped.Division != huachang || stopped.Programme != "dibao" || stopped.Path != "/benefit/awards/"+stopped.ID {
			t.Errorf("%+v", stopped)
		}
	})
}

// Who is named in a roll is counted as that person, who is not as one head of a number.
func TestLedgers_name_whom_an_award_covers(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, people := b.family(huachang, soul{"张建国", 19700101, unasked}, soul{"张小军", 20080101, unasked})
		x := rolled(home, huachang, 50000, 0)
		x.Covered = []benefit.Covered{{Person: people[1], Count: 1}, {Person: people[0], Count: 1}, {Count: 2}}
		b.takes(x)
		slices.Sort(people)
		e := b.entries(auditor, "benefit.inforce", only(october))[0]
		if !slices.Equal(e.People, people) || e.Heads != 2 || e.Persons() != 4 {
			t.Errorf("%+v", e)
		}
	})
}

// An award that is stopped in the month it was to begin was never in force, and neither came nor went.
func TestLedgers_leave_out_what_was_never_paid(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"赵强", 19750101, 700})
		b.takes(rolled(home, huachang, 20000, 1))
		b.write(func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO benefit_term (county, award, ordinal, act, from_month, class, class_reason, class_default, amount,
					cause, source, source_id, reason, author, author_name, at)
				SELECT county, award, ordinal + 1, 'stop', from_month, class, class_reason, 0, 0, '名册有误', source, source_id, '', author, author_name, at
				FROM benefit_term WHERE county = $1`, tx.County())
			return err
		})
		for _, ledger := range []string{"benefit.inforce", "benefit.started", "benefit.stopped"} {
			if l := b.entries(auditor, ledger, only(october)); len(l) != 0 {
				t.Errorf("%s: %+v", ledger, l)
			}
		}
	})
}
